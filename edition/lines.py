"""A source's lines while their part in the printed page is being found out: gaps, outline, furniture, pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from edition.model import KINDS, Furniture, PrintedPage
from edition.problem import Problem
from edition.profile import Descriptor, Emendation, OutlineEntry, Said
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
    emendations: Said = field(default_factory=dict)
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
        """The line with its white space collapsed."""
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
) -> dict[int, Said]:
    """The emendations whose line begins as they say, by line and what they say; the others are errors.

    Problems: `emendation-mismatch`, `emendation-contradiction`.
    """
    checked: dict[int, Said] = {}
    for emendation in descriptor.emendations:
        stands = collapsed(emendation.stands)
        line = source[emendation.line - 1].text if emendation.line <= len(source) else ""
        if collapsed(line).startswith(stands):
            said = checked.setdefault(emendation.line, {})
            other = next((what for what in said if _contradict(what, emendation.what)), "")
            if other:
                problems.append(_problem(emendation, descriptor, "emendation-contradiction",
                                         f"line {emendation.line} cannot be “{emendation.what}” and “{other}” too",
                                         "Take one of the two away."))  # fmt: skip
            said[emendation.what] = (*said.get(emendation.what, ()), emendation)
            continue
        elsewhere = [str(row.number) for row in source if collapsed(row.text).startswith(stands)]
        hint = f"These words open line {', '.join(elsewhere[:3])}." if elsewhere else "No line of the source begins so."
        problems.append(_problem(emendation, descriptor, "emendation-mismatch",
                                 f"line {emendation.line} of the source does not begin with “{emendation.stands}”", hint))  # fmt: skip
    return checked


ONE_OF = (
    {"soft-hyphen", "hard-hyphen", "dash"},
    {*KINDS, "continues", "note", "note-text", "stray", "running-head", "page-number"},
)
"""Sets of statements of which a line can bear one."""


def _contradict(one: str, other: str) -> bool:
    """Whether two statements cannot both be made of a line; marks it can hold several of."""
    if one == other:
        return one not in ("reference", "no-reference")
    return any(one in each and other in each for each in ONE_OF)


def _problem(emendation: Emendation, descriptor: Descriptor, code: str, message: str, hint: str) -> Problem:
    return Problem(f"{descriptor.path}#emendations/{emendation.index}/line", 0, 0, code, message, hint=hint)


def check_effects(lines: Sequence[TextLine], descriptor: Descriptor, problems: list[Problem]) -> None:
    """Every emendation must say something of its line that can be so. Problems: `emendation-without-effect`."""
    first = lines[0].number if lines else 0
    for line in lines:
        for what, said in line.emendations.items():
            if why := _no_effect(what, line, said, line.number == first):
                problems += [
                    _problem(emendation, descriptor, "emendation-without-effect", f"“{what}” says nothing of line {line.number}: {why}",
                             "Take it away, or correct its line.")
                    for emendation in said
                ]  # fmt: skip


def _no_effect(what: str, line: TextLine, said: Sequence[Emendation], first: bool) -> str:
    """Why the line cannot be what is said of it; empty if it can."""
    if what in ONE_OF[0]:
        return "" if line.text.rstrip()[-1:] in "-‐\u00ad–—" else "it does not end in a hyphen"
    if what in ("note", "note-text"):
        return "" if line.is_note else "no notes stand there"
    if what == "page-top":
        return "it is the first line" if first else ""
    if what in ("reference", "no-reference") and line.is_note:
        return "a note stands there"
    if what == "no-reference":
        ends = all(re.search(r"[0-9*]\)?$", emendation.stands) for emendation in said)
        return "" if ends else "`stands` does not end in a mark"
    if what in (*KINDS, "continues"):
        return "a note stands there" if line.is_note else ""
    return ""


def text_lines(
    source: Sequence[SourceLine], descriptor: Descriptor, emendations: dict[int, Said]
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
    lines: Sequence[TextLine], headings: Sequence[Heading], descriptor: Descriptor
) -> tuple[list[TextLine], list[Furniture], list[tuple[int, int]]]:
    """Take running heads, page numbers and stray lines out. Returns the rest, and page numbers as (line, number).

    What follows a running head or a page number opens a page.
    """
    kept: list[TextLine] = []
    furniture: list[Furniture] = []
    numbers: list[tuple[int, int]] = []
    turned = False
    outline = {number for heading in headings for number in range(heading.first, heading.last + 1)}
    for index, line in enumerate(lines):
        below = lines[index + 1] if index + 1 < len(lines) else None
        kind, number = _furniture_kind(line, below, descriptor) if line.number not in outline else ("", 0)
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
