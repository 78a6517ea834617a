"""From a source's lines to the page as it was printed: body, notes, furniture, pages, references.

`lay_out` is an ordered list of steps; each step is one function with one reason. What they decide by
rule can be overruled by the descriptor's emendations, and by nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from edition.marks import find_marks
from edition.measure import measure_of, room, width
from edition.model import Furniture, PrintedPage
from edition.problem import Problem
from edition.profile import Descriptor, Emendation, OutlineEntry
from edition.reading import Piece, PrintedLine, line_end
from edition.source import SourceLine

RULE_WIDTH = 30
"""A line of at least so many spaces is the rule above notes."""
ROOM = 350
"""Room on a line (thousandths of an em) that is no accident of rounding: a letter's width."""
NOTE_OPENING = re.compile(r"\s*(\d{1,3}|\*{1,3})(?![\d\-–.,:)/]|’)\s*")
NOTE_END = re.compile(r"[.!?…)\]”»\"'’\d]\s*$")


@dataclass(slots=True)
class _Line:
    """A physical line while its part in the page is being found out."""

    number: int
    text: str
    gap: bool = False
    top: bool = False
    page: int = 0
    area: str = "body"
    mark: str = ""
    """The line is a reference on its own (profile `own-line`): what its mark says."""
    stray: bool = False
    tail: bool = False
    """A blank line stands directly under this reference: the rest of the printed line was empty."""
    emendations: dict[str, Emendation] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoteLines:
    """A note as it was printed: its mark, and its lines without it."""

    mark: str
    mark_line: int
    page: int
    lines: tuple[PrintedLine, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """An outline entry found in the source: its first and last physical line."""

    entry: OutlineEntry
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A source as it was printed."""

    body: tuple[PrintedLine, ...]
    notes: tuple[NoteLines, ...]
    furniture: tuple[Furniture, ...]
    pages: tuple[PrintedPage, ...]
    headings: tuple[Heading, ...]
    emendations: dict[int, dict[str, Emendation]]
    """Checked against the source; by line, then by what they say."""
    measure: int
    """Of the body, in thousandths of an em."""


def lay_out(source: Sequence[SourceLine], descriptor: Descriptor) -> tuple[Layout, list[Problem]]:
    """Lay a source's lines out as they were printed."""
    problems: list[Problem] = []
    emendations = _checked_emendations(source, descriptor, problems)
    lines = _text_lines(source, descriptor, emendations)
    headings = _find_outline(lines, descriptor, problems)
    lines, furniture, numbers = _lift_furniture(lines, descriptor)
    _find_areas(source, lines, descriptor, headings, problems)
    pages = _number_pages(lines, numbers, descriptor, problems)
    notes = _gather_notes([line for line in lines if line.area == "note"], descriptor)
    body_lines = [line for line in lines if line.area == "body"]
    furniture += [Furniture("stray", line.number, line.text.strip()) for line in body_lines if line.stray]
    measure = measure_of(line.text for line in body_lines if not line.mark)
    body = _printed_lines(body_lines, measure, descriptor)
    body = find_marks(body, notes, descriptor, problems)
    furniture.sort(key=lambda item: item.line)
    return Layout(body, notes, tuple(furniture), pages, headings, emendations, measure), problems


def collapsed(text: str) -> str:
    """The text with its white space collapsed."""
    return " ".join(text.split())


def _checked_emendations(
    source: Sequence[SourceLine], descriptor: Descriptor, problems: list[Problem]
) -> dict[int, dict[str, Emendation]]:
    """The emendations whose line begins as they say, by line; the others are errors."""
    checked: dict[int, dict[str, Emendation]] = {}
    for emendation in descriptor.emendations:
        line = source[emendation.line - 1].text if emendation.line <= len(source) else ""
        if collapsed(line).startswith(collapsed(emendation.stands)):
            checked.setdefault(emendation.line, {})[emendation.what] = emendation
            continue
        elsewhere = [s.number for s in source if collapsed(s.text).startswith(collapsed(emendation.stands))]
        hint = f"These words open line {', '.join(map(str, elsewhere[:3]))}." if elsewhere else "No line begins so."
        problems.append(Problem(f"{descriptor.path}#emendations/{emendation.index}/line", 0, 0, "emendation-mismatch",
                                f"line {emendation.line} of the source does not begin with “{emendation.stands}”",
                                hint=hint))  # fmt: skip
    return checked


def _text_lines(
    source: Sequence[SourceLine], descriptor: Descriptor, emendations: dict[int, dict[str, Emendation]]
) -> list[_Line]:
    """The lines that hold text, knowing whether a gap stands above them and whether a page begins."""
    needed = 2 if descriptor.profile.line_spacing == "double" else 1
    leading_space = descriptor.profile.page_tops == "leading-space"
    lines: list[_Line] = []
    blanks, fed = 0, False
    for row in source:
        fed = fed or "\f" in row.text
        if row.blank:
            blanks += 1
            continue
        line = _Line(row.number, row.text, gap=blanks >= needed, emendations=emendations.get(row.number, {}))
        line.top = bool(lines) and (
            "page-top" in line.emendations
            or leading_space and not blanks and row.text[0].isspace()
            or descriptor.profile.page_tops == "form-feed" and fed
        )
        lines.append(line)
        blanks, fed = 0, False
    return lines


def _find_outline(lines: Sequence[_Line], descriptor: Descriptor, problems: list[Problem]) -> tuple[Heading, ...]:
    """The outline's entries, each found by its words after the one before it."""
    found: list[Heading] = []
    at = 0
    for entry in descriptor.outline:
        words = collapsed(entry.words)
        for first in range(at, len(lines)):
            last = _matches(lines, first, words, whole=entry.kind == "heading")
            if last is not None:
                found.append(Heading(entry, lines[first].number, lines[last].number))
                at = last + 1
                break
        else:
            above = f" after line {found[-1].last}" if found else ""
            problems.append(Problem(f"{descriptor.path}#outline/{entry.index}", 0, 0, "outline-not-found",
                                    f"no line{above} of the source reads “{words}”",
                                    hint="Write it as it is printed, over as many lines as it stands on, in the "
                                         "order of the text."))  # fmt: skip
    return tuple(found)


def _matches(lines: Sequence[_Line], first: int, words: str, whole: bool) -> int | None:
    """Index of the last line if the words begin at the first line's beginning (and, if whole, end with a line)."""
    joined = ""
    for last in range(first, min(first + 8, len(lines))):
        joined = (joined + " " + collapsed(lines[last].text)).strip()
        if whole:
            if joined == words:
                return last
        elif joined.startswith(words):
            return last
        if not words.startswith(joined):
            return None
    return None


def _lift_furniture(
    lines: list[_Line], descriptor: Descriptor
) -> tuple[list[_Line], list[Furniture], list[tuple[int, int]]]:
    """Take running heads, page numbers and stray lines out; numbers as (line, number)."""
    kept: list[_Line] = []
    furniture: list[Furniture] = []
    numbers: list[tuple[int, int]] = []
    has_numbers = descriptor.profile.page_numbers != "none"
    own_line = descriptor.profile.references == "own-line"
    turned = False
    for index, line in enumerate(lines):
        alone = line.gap and (index + 1 == len(lines) or lines[index + 1].gap)
        number = re.fullmatch(r"\s*(\d{1,4})\s*", line.text)
        if "page-number" in line.emendations or has_numbers and alone and number:
            furniture.append(Furniture("page-number", line.number, line.text.strip()))
            if number:
                numbers.append((line.number, int(number[1])))
            turned = True
        elif "running-head" in line.emendations:
            furniture.append(Furniture("running-head", line.number, line.text.strip()))
            turned = True
        elif "stray" in line.emendations and not own_line:
            furniture.append(Furniture("stray", line.number, line.text.strip()))
        else:
            if turned:
                line.top, line.gap, turned = bool(kept), False, False
            kept.append(line)
    return kept, furniture, numbers


def _find_areas(
    source: Sequence[SourceLine],
    lines: list[_Line],
    descriptor: Descriptor,
    headings: Sequence[Heading],
    problems: list[Problem],
) -> None:
    """Tell notes from body, find references on lines of their own, and turn the pages."""
    profile = descriptor.profile
    rules = {row.number for row in source if row.blank and len(row.text) >= RULE_WIDTH}
    at_foot = profile.notes == "page-foot"
    under_rule = [line.text for above, line in zip([None, *lines], lines) if _crosses(rules, above, line)]
    note_measure = measure_of(under_rule)
    first_rule = min(rules, default=0)
    body_measure = measure_of(line.text for line in lines if line.number < first_rule) or note_measure
    opening = {heading.first: heading.entry for heading in headings}
    area, page, called, last_note, section = "body", 0, 0, 0, False
    above: _Line | None = None
    for index, line in enumerate(lines):
        if line.number in opening:
            section = profile.notes == "section" and opening[line.number].contains == "notes"
        if at_foot and _crosses(rules, above, line):
            area = "note"
        elif line.top:
            area = "body"
        elif area == "note" and profile.page_tops == "after-notes" and above:
            if _notes_are_over(above, line, called, last_note, note_measure, body_measure):
                area, line.top = "body", True
        if line.number in opening and opening[line.number].kind == "heading":
            if area == "note" and not line.top:
                line.top = True
            area = "body"
        if section and line.number not in opening:
            area = "note" if not any(h.first < line.number <= h.last for h in headings) else "body"
        if line.top:
            page += 1
        line.area, line.page = area, page
        if area == "note":
            last_note = _opened_note(line, last_note) or last_note
        elif profile.references == "own-line":
            below = lines[index + 1] if index + 1 < len(lines) else None
            called = _own_line_mark(line, above, below, called, descriptor, problems)
        above = line


def _crosses(rules: set[int], above: _Line | None, line: _Line) -> bool:
    return any(number in rules for number in range(above.number + 1 if above else 1, line.number))


def _opened_note(line: _Line, last_note: int) -> int:
    """The number of the note that the line opens; 0 if it opens none with a number."""
    opening = NOTE_OPENING.match(line.text)
    if not opening or "note-text" in line.emendations or not opening[1].isdigit():
        return 0
    return int(opening[1]) if int(opening[1]) == last_note + 1 else 0


def _notes_are_over(
    above: _Line, line: _Line, called: int, last_note: int, note_measure: int, body_measure: int
) -> bool:
    """Whether the body goes on with this line: the last note called has opened, and has ended."""
    if "note" in line.emendations or "note-text" in line.emendations or _opened_note(line, last_note):
        return False
    if last_note < called:
        return False
    if line.gap:
        return True
    if not NOTE_END.search(above.text):
        return False
    return width(line.text) <= body_measure + ROOM and room(above.text, line.text, note_measure) > ROOM


def _own_line_mark(
    line: _Line, above: _Line | None, below: _Line | None, called: int, descriptor: Descriptor, problems: list[Problem]
) -> int:
    """Take a line that is only a number as the next reference; returns the last number called."""
    number = re.fullmatch(r"\s*(\d{1,3})\s*", line.text)
    if not number or above and above.text.rstrip().endswith("-"):
        return called
    if below and below.number > line.number + 1:
        line.tail, below.gap = True, below.number > line.number + 2
    if "stray" in line.emendations:
        line.stray, line.mark = True, number[1]
        return called
    if int(number[1]) != called + 1:
        problems.append(Problem(descriptor.source_path, line.number, 1, "reference-out-of-sequence",
                                f"a line holds only the number {number[1]}, but the next reference is {called + 1}",
                                hint=f"If it is no reference, say so in {descriptor.path} with an emendation (stray).",
                                excerpt=line.text))  # fmt: skip
        return called
    line.mark = number[1]
    return called + 1


def _number_pages(
    lines: Sequence[_Line], numbers: Sequence[tuple[int, int]], descriptor: Descriptor, problems: list[Problem]
) -> tuple[PrintedPage, ...]:
    """The pages' printed numbers: as stated; between two stated ones counted, where the count fits."""
    total = (lines[-1].page if lines else 0) + 1
    stated: dict[int, int] = {}
    for line_number, number in numbers:
        before = max((line.page for line in lines if line.number < line_number), default=0)
        after = min((line.page for line in lines if line.number > line_number), default=before)
        stated[after if descriptor.profile.page_numbers == "head" else before] = number
    pages = [PrintedPage(stated.get(i), "stated" if i in stated else "unknown") for i in range(total)]
    known = sorted(stated)
    for first, last in zip(known, known[1:]):
        if stated[last] - stated[first] != last - first:
            problems.append(Problem(descriptor.source_path, 0, 0, "pages-do-not-count", severity="warning",
                                    message=f"between the pages {stated[first]} and {stated[last]} the source has "
                                            f"{last - first - 1} page breaks more; no page between is numbered"))  # fmt: skip
            continue
        for page in range(first + 1, last):
            pages[page] = PrintedPage(stated[first] + page - first, "inferred")
    return tuple(pages)


def _gather_notes(lines: Sequence[_Line], descriptor: Descriptor) -> tuple[NoteLines, ...]:
    """Notes from their lines; lines under a rule that open no note go on with the last of the page before."""
    gathered: list[tuple[str, int, int, list[_Line], str]] = []
    last_note = 0
    for line in lines:
        number = _opened_note(line, last_note)
        opening = NOTE_OPENING.match(line.text)
        if number or opening and opening[1].startswith("*") and "note-text" not in line.emendations:
            assert opening
            last_note = number or last_note
            gathered.append((opening[1], line.number, line.page, [line], line.text[opening.end() :]))
        elif "note" in line.emendations or not gathered:
            gathered.append(("", 0, line.page, [line], line.text))
        else:
            gathered[-1][3].append(line)
    notes = []
    for mark, mark_line, page, note_lines, first_text in gathered:
        texts = [first_text, *(line.text for line in note_lines[1:])]
        printed = tuple(
            PrintedLine((_words(line, text, texts[i + 1] if i + 1 < len(texts) else "", descriptor),), line.page)
            for i, (line, text) in enumerate(zip(note_lines, texts))
            if text.strip()
        )
        notes.append(NoteLines(mark, mark_line, page, printed))
    return tuple(notes)


def _words(line: _Line, text: str, following: str, descriptor: Descriptor) -> Piece:
    end = line_end(text, following, descriptor.profile.hyphens == "soft")
    if "soft-hyphen" in line.emendations:
        end = "soft"
    elif "hard-hyphen" in line.emendations:
        end = "hard"
    elif "dash" in line.emendations:
        end = "space"
    return Piece(line.number, text, end=end)


def _printed_lines(lines: Sequence[_Line], measure: int, descriptor: Descriptor) -> tuple[PrintedLine, ...]:
    """Put the pieces of each printed line together again."""
    printed: list[tuple[list[Piece], _Line]] = []
    wide = measure + 4 * ROOM
    above: _Line | None = None
    for index, line in enumerate(lines):
        following = next((other.text for other in lines[index + 1 :] if not other.mark), "")
        if line.stray:
            above = line
            continue
        if line.mark:
            piece = Piece(line.number, line.text, mark=line.mark, key=line.mark)
        else:
            piece = _words(line, line.text, following, descriptor)
        if printed and (line.mark or above and above.mark and _goes_on(printed[-1][0], above, line, wide)):
            printed[-1][0].append(piece)
        else:
            printed.append(([piece], line))
        above = line
    return tuple(PrintedLine(tuple(pieces), first.page, first.gap, first.top) for pieces, first in printed)


def _goes_on(pieces: Sequence[Piece], above: _Line, line: _Line, wide: int) -> bool:
    """Whether a line under a torn-out reference is the rest of the same printed line."""
    if above.tail or line.gap or line.top:
        return False
    if line.text[0].isspace() or not line.text[0].isalnum():
        return True
    return width("".join(" " if p.mark else p.text for p in pieces) + " " + line.text) <= wide
