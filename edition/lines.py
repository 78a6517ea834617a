"""A source's lines while their part in the printed page is being found out: gaps, outline, furniture, pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from edition.model import Furniture, PrintedPage
from edition.problem import Problem
from edition.profile import Descriptor, Emendation, OutlineEntry
from edition.source import SourceLine

RULE_WIDTH = 30
"""A line of at least so many spaces is the rule above notes."""
HEADING_LINES = 8
"""Over so many lines a heading can run."""


@dataclass(slots=True)
class TextLine:
    """A physical line that holds text. The steps of laying out fill in what they find."""

    number: int
    text: str
    emendations: dict[str, Emendation] = field(default_factory=dict)
    gap: bool = False
    """Blank lines that mean something stand above it."""
    under_rule: bool = False
    """The rule above notes stands above it."""
    top: bool = False
    """It opens a page."""
    page: int = 0
    is_note: bool = False
    mark: str = ""
    """The line is a reference on its own (profile `own-line`): what its mark says."""
    stray: bool = False
    """The line is nothing but tears a printed line apart like a reference."""
    ends_printed_line: bool = False
    """The line is a reference, and nothing follows it on its printed line."""

    @property
    def words(self) -> str:
        return collapsed(self.text)


@dataclass(frozen=True, slots=True)
class Heading:
    """An outline entry found in the source: its first and last physical line."""

    entry: OutlineEntry
    first: int
    last: int


def collapsed(text: str) -> str:
    """The text with its white space collapsed."""
    return " ".join(text.split())


def checked_emendations(
    source: Sequence[SourceLine], descriptor: Descriptor, problems: list[Problem]
) -> dict[int, dict[str, Emendation]]:
    """The emendations whose line begins as they say, by line and what they say; the others are errors.

    Problems: `emendation-mismatch`.
    """
    checked: dict[int, dict[str, Emendation]] = {}
    for emendation in descriptor.emendations:
        stands = collapsed(emendation.stands)
        line = source[emendation.line - 1].text if emendation.line <= len(source) else ""
        if collapsed(line).startswith(stands):
            checked.setdefault(emendation.line, {})[emendation.what] = emendation
            continue
        elsewhere = [str(row.number) for row in source if collapsed(row.text).startswith(stands)]
        hint = f"These words open line {', '.join(elsewhere[:3])}." if elsewhere else "No line of the source begins so."
        problems.append(Problem(f"{descriptor.path}#emendations/{emendation.index}/line", 0, 0, "emendation-mismatch",
                                f"line {emendation.line} of the source does not begin with “{emendation.stands}”",
                                hint=hint))  # fmt: skip
    return checked


def text_lines(
    source: Sequence[SourceLine], descriptor: Descriptor, emendations: dict[int, dict[str, Emendation]]
) -> list[TextLine]:
    """The lines that hold text, knowing whether a gap or a rule stands above them and whether they open a page."""
    needed = 2 if descriptor.profile.line_spacing == "double" else 1
    tops = descriptor.profile.page_tops
    lines: list[TextLine] = []
    blanks, ruled, fed = 0, False, False
    for row in source:
        fed = fed or "\f" in row.text
        if row.blank:
            blanks += 1
            ruled = ruled or len(row.text) >= RULE_WIDTH
            continue
        line = TextLine(row.number, row.text, emendations.get(row.number, {}), gap=blanks >= needed, under_rule=ruled)
        line.top = bool(lines) and (
            "page-top" in line.emendations
            or tops == "leading-space" and not blanks and row.text[0].isspace()
            or tops == "form-feed" and fed
        )
        lines.append(line)
        blanks, ruled, fed = 0, False, False
    return lines


def find_outline(lines: Sequence[TextLine], descriptor: Descriptor, problems: list[Problem]) -> tuple[Heading, ...]:
    """The outline's entries, each found by its words after the one before it. Problems: `outline-not-found`."""
    found: list[Heading] = []
    at = 0
    for entry in descriptor.outline:
        words = collapsed(entry.words)
        for first in range(at, len(lines)):
            last = _last_line_of(words, lines, first, whole=entry.kind == "heading")
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


def _last_line_of(words: str, lines: Sequence[TextLine], first: int, whole: bool) -> int | None:
    """Index of the line on which the words end, if they begin with the first line (and, if whole, end with a line)."""
    joined = ""
    for last in range(first, min(first + HEADING_LINES, len(lines))):
        joined = (joined + " " + lines[last].words).strip()
        if joined == words or not whole and joined.startswith(words):
            return last
        if not words.startswith(joined):
            return None
    return None


def lift_furniture(
    lines: Sequence[TextLine], descriptor: Descriptor
) -> tuple[list[TextLine], list[Furniture], list[tuple[int, int]]]:
    """Take running heads, page numbers and stray lines out. Returns the rest, and page numbers as (line, number).

    What follows a running head or a page number opens a page.
    """
    kept: list[TextLine] = []
    furniture: list[Furniture] = []
    numbers: list[tuple[int, int]] = []
    turned = False
    for index, line in enumerate(lines):
        kind, number = _furniture_kind(line, lines[index + 1] if index + 1 < len(lines) else None, descriptor)
        if not kind:
            if turned:
                line.top, line.gap, turned = bool(kept), False, False
            kept.append(line)
            continue
        furniture.append(Furniture(kind, line.number, line.text.strip()))  # type: ignore[arg-type]
        if number:
            numbers.append((line.number, number))
        turned = turned or kind != "stray"
    return kept, furniture, numbers


def _furniture_kind(line: TextLine, below: TextLine | None, descriptor: Descriptor) -> tuple[str, int]:
    number = int(line.text) if re.fullmatch(r"\s*[0-9]{1,4}\s*", line.text) else 0
    if "running-head" in line.emendations:
        return "running-head", 0
    if "page-number" in line.emendations:
        return "page-number", number
    if "stray" in line.emendations and descriptor.profile.references != "own-line":
        return "stray", 0
    alone = line.gap and (below is None or below.gap)
    if number and alone and descriptor.profile.page_numbers != "none":
        return "page-number", number
    return "", 0


def number_pages(
    lines: Sequence[TextLine], numbers: Sequence[tuple[int, int]], descriptor: Descriptor, problems: list[Problem]
) -> tuple[PrintedPage, ...]:
    """The pages' printed numbers: as stated; between two stated ones counted, where the count fits.

    Problems: `pages-do-not-count` (a warning).
    """
    total = (lines[-1].page if lines else 0) + 1
    stated: dict[int, int] = {}
    line_of: dict[int, int] = {}
    for line_number, number in numbers:
        before = max((line.page for line in lines if line.number < line_number), default=0)
        after = min((line.page for line in lines if line.number > line_number), default=before)
        page = after if descriptor.profile.page_numbers == "head" else before
        stated[page], line_of[page] = number, line_number
    pages = [PrintedPage(stated.get(page), "stated" if page in stated else "unknown") for page in range(total)]
    known = sorted(stated)
    for first, last in zip(known, known[1:]):
        if stated[last] - stated[first] == last - first:
            for page in range(first + 1, last):
                pages[page] = PrintedPage(stated[first] + page - first, "inferred")
        else:
            problems.append(Problem(descriptor.source_path, line_of[last], 0, "pages-do-not-count", severity="warning",
                                    message=f"from page {stated[first]} to page {stated[last]} the source turns the page "
                                            f"{last - first} times; the pages between are left without a number"))  # fmt: skip
    return tuple(pages)
