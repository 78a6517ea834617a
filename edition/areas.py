"""Telling notes from body: where each page's notes begin and end, and which note each of their lines belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from edition.lines import Heading, TextLine
from edition.measure import measure_of, room, width
from edition.problem import Problem
from edition.profile import Descriptor

ROOM = 350
"""Room on a line (thousandths of an em) that is no accident of rounding: a letter's width."""
NOTE_OPENING = re.compile(r"\s*([0-9]{1,3}|\*{1,3})(?![0-9\-–.,:)/’])\s*")
NOTE_END = re.compile(r"[.!?…)\]”»\"'’\d]\s*$")
LONE_NUMBER = re.compile(r"\s*([0-9]{1,3})\s*")


@dataclass(frozen=True, slots=True)
class NoteRun:
    """A note's mark and the lines it stands on; `opening` is how many code points of the first the mark takes."""

    mark: str
    mark_line: int
    opening: int
    lines: tuple[TextLine, ...]


def find_areas(
    lines: Sequence[TextLine], headings: Sequence[Heading], descriptor: Descriptor, problems: list[Problem]
) -> None:
    """Say of every line whether it is a note's, a reference on its own, the top of a page, and on which page it is.

    Problems: `reference-out-of-sequence`.
    """
    profile = descriptor.profile
    opening = {heading.first: heading.entry for heading in headings}
    in_heading = {number for heading in headings for number in range(heading.first, heading.last + 1)}
    note_measure = measure_of(line.text for line in lines if line.under_rule)
    first_rule = next((line.number for line in lines if line.under_rule), 0)
    body_measure = measure_of(line.text for line in lines if line.number < first_rule) or note_measure
    is_note = in_section = False
    page = called = last_note = 0
    above: TextLine | None = None
    for index, line in enumerate(lines):
        if line.under_rule and profile.notes == "page-foot":
            is_note = True
        elif line.top:
            is_note = False
        elif is_note and above and profile.page_tops == "after-notes":
            is_note = not _notes_are_over(above, line, called, last_note, note_measure, body_measure)
            line.top = not is_note
        if line.number in opening:
            in_section = profile.notes == "section" and opening[line.number].contains == "notes"
        if line.number in in_heading:
            line.top = line.top or is_note and profile.notes == "page-foot"
            is_note = False
        elif in_section:
            is_note = True
        page += line.top
        line.page, line.is_note = page, is_note
        if is_note:
            last_note = opened_note(line, last_note) or last_note
        elif profile.references == "own-line" and line.number not in in_heading:
            below = lines[index + 1] if index + 1 < len(lines) else None
            called = _take_lone_number(line, above, below, called, descriptor, problems)
        above = line


def opened_note(line: TextLine, last_note: int) -> int:
    """The number of the note that a line opens: the next one, or 1 where counting begins anew; else 0."""
    opening = NOTE_OPENING.match(line.text)
    if not opening or not opening[1].isdigit() or "note-text" in line.emendations:
        return 0
    number = int(opening[1])
    return number if number == last_note + 1 or number == 1 and line.under_rule else 0


def _notes_are_over(
    above: TextLine, line: TextLine, called: int, last_note: int, note_measure: int, body_measure: int
) -> bool:
    """Whether the body goes on with this line: the last note called on the page has opened, and has ended."""
    if "note" in line.emendations or "note-text" in line.emendations or opened_note(line, last_note):
        return False
    if line.gap or last_note < called:
        return line.gap and last_note >= called
    ended = NOTE_END.search(above.text) and room(above.text, line.text, note_measure) > ROOM
    return bool(ended) and width(line.text) <= body_measure + ROOM


def _take_lone_number(
    line: TextLine,
    above: TextLine | None,
    below: TextLine | None,
    called: int,
    descriptor: Descriptor,
    problems: list[Problem],
) -> int:
    """Take a line that is only a number as the next reference; returns the last number called."""
    number = LONE_NUMBER.fullmatch(line.text)
    if not number or above and above.text.rstrip().endswith("-") or not above and not line.emendations:
        return called  # no number, the end of a range, or nothing before it that could call a note
    if below and below.number > line.number + 1:
        line.ends_printed_line, below.gap = True, below.number > line.number + 2
    line.mark = number[1]
    if "stray" in line.emendations:
        line.stray = True
    elif "reference" not in line.emendations:
        if int(line.mark) == called + 1:
            return called + 1
        line.mark = ""
        problems.append(Problem(descriptor.source_path, line.number, 1, "reference-out-of-sequence",
                                f"a line holds only the number {number[1]}, but the next reference is {called + 1}",
                                hint=f"Say in {descriptor.path} what it is, with an emendation: stray (no part of the "
                                     "text) or reference (the same note called again).",
                                excerpt=line.text))  # fmt: skip
    return called


def gather_notes(lines: Sequence[TextLine]) -> tuple[NoteRun, ...]:
    """Notes from their lines; a line that opens none goes on with the note before, also over a page."""
    runs: list[tuple[str, int, int, list[TextLine]]] = []
    last_note = 0
    for line in lines:
        number = opened_note(line, last_note)
        opening = NOTE_OPENING.match(line.text)
        starred = opening and opening[1].startswith("*") and "note-text" not in line.emendations
        if opening and (number or starred):
            last_note = number or last_note
            runs.append((opening[1], line.number, opening.end(), [line]))
        elif "note" in line.emendations or not runs:
            runs.append(("", 0, 0, [line]))
        else:
            runs[-1][3].append(line)
    return tuple(NoteRun(mark, mark_line, opening, tuple(lines)) for mark, mark_line, opening, lines in runs)
