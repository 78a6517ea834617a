"""From a source's lines to the pages as they were printed: body, notes, furniture, references.

`lay_out` is an ordered list of steps; each step is one function with one reason. What they decide by
rule can be overruled by the descriptor's emendations, and by nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from edition.areas import ROOM, NoteRun, find_areas, gather_notes
from edition.lines import (
    Heading,
    TextLine,
    check_effects,
    checked_emendations,
    find_outline,
    lift_furniture,
    number_pages,
    text_lines,
)
from edition.marks import find_marks
from edition.measure import measure_of, width
from edition.model import Furniture, PrintedPage
from edition.problem import Problem
from edition.profile import Descriptor, Said
from edition.reading import NoteLines, Piece, PrintedLine, line_end
from edition.source import SourceLine


@dataclass(frozen=True, slots=True)
class Layout:
    """A source as it was printed."""

    body: tuple[PrintedLine, ...]
    notes: tuple[NoteLines, ...]
    furniture: tuple[Furniture, ...]
    pages: tuple[PrintedPage, ...]
    headings: tuple[Heading, ...]
    emendations: dict[int, Said]
    """Checked against the source; by line, then by what they say."""
    measure: int
    """Of the body, in thousandths of an em."""


def lay_out(source: Sequence[SourceLine], descriptor: Descriptor) -> tuple[Layout, list[Problem]]:
    """Lay a source's lines out as they were printed.

    Problems: `emendation-mismatch`, `emendation-contradiction`, `emendation-without-effect`, `mark-not-there`,
    `outline-not-found`, `reference-out-of-sequence` (errors), `reference-not-found`, `pages-do-not-count` (warnings).
    """
    problems: list[Problem] = []
    emendations = checked_emendations(source, descriptor, problems)
    lines = text_lines(source, descriptor, emendations)
    headings = find_outline(lines, descriptor, problems)
    lines, furniture, numbers = lift_furniture(lines, headings, descriptor)
    find_areas(lines, headings, descriptor, problems)
    check_effects(lines, descriptor, problems)
    pages = number_pages(lines, numbers, descriptor, problems)
    furniture += [Furniture("stray", line.number, line.text.strip()) for line in lines if line.stray]
    notes = tuple(_note_lines(run, descriptor) for run in gather_notes([line for line in lines if line.is_note]))
    body_lines = [line for line in lines if not line.is_note]
    measure = measure_of(line.text for line in body_lines if not line.mark)
    opening = {heading.first for heading in headings}
    body = find_marks(_printed_lines(body_lines, opening, measure, descriptor), notes, emendations, descriptor, problems)
    furniture.sort(key=lambda item: item.line)
    return Layout(body, notes, tuple(furniture), pages, headings, emendations, measure), problems


def _note_lines(run: NoteRun, descriptor: Descriptor) -> NoteLines:
    texts = [run.lines[0].text[run.opening :], *(line.text for line in run.lines[1:])]
    printed = tuple(
        PrintedLine((_words(line, text, following, descriptor),), line.page)
        for line, text, following in zip(run.lines, texts, [*texts[1:], ""])
        if text.strip()
    )
    return NoteLines(run.mark, run.mark_line, run.lines[0].page, printed)


def _words(line: TextLine, text: str, following: str, descriptor: Descriptor) -> Piece:
    """The words of a line, with how its end is to be read: by rule, unless an emendation says otherwise."""
    end = line_end(text, following, descriptor.profile.hyphens == "soft")
    if "soft-hyphen" in line.emendations:
        end = "soft"
    elif "hard-hyphen" in line.emendations:
        end = "hard"
    elif "dash" in line.emendations:
        end = "space"
    return Piece(line.number, text, end=end)


def _printed_lines(
    lines: Sequence[TextLine], opening: Collection[int], measure: int, descriptor: Descriptor
) -> tuple[PrintedLine, ...]:
    """Put the pieces of each printed line together again; a line that opens a unit by the outline goes on with none."""
    printed: list[tuple[list[Piece], TextLine]] = []
    above: TextLine | None = None
    for line, following in zip(lines, _following_words(lines)):
        if line.stray:
            above = line
            continue
        if line.mark:
            piece = Piece(line.number, line.text, mark=line.mark)
        else:
            piece = _words(line, line.text, following, descriptor)
        torn = above and above.mark and line.number not in opening
        if printed and (line.mark or torn and above and _goes_on(printed[-1][0], above, line, measure)):
            printed[-1][0].append(piece)
        else:
            printed.append(([piece], line))
        above = line
    return tuple(PrintedLine(tuple(pieces), first.page, first.gap, first.top) for pieces, first in printed)


def _following_words(lines: Sequence[TextLine]) -> list[str]:
    """For each line, the text of the next line of words below it."""
    following, below = [], ""
    for line in reversed(lines):
        following.append(below)
        below = below if line.mark else line.text
    return following[::-1]


def _goes_on(pieces: Sequence[Piece], above: TextLine, line: TextLine, measure: int) -> bool:
    """Whether a line under a torn-out reference is the rest of the same printed line."""
    if above.ends_printed_line or line.gap or line.top:
        return False
    if line.text[0].isspace() or not line.text[0].isalnum():
        return True
    return width("".join(" " if p.mark else p.text for p in pieces) + " " + line.text) <= measure + 4 * ROOM
