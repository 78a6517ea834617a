"""A unit flattened to consecutive runs, so that templates only wrap and never work anything out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from edition.model import BY_LINE, PrintedPage, Reference, Unit

LEADER = re.compile(r"\.(?: ?\.){3,}")


@dataclass(frozen=True, slots=True)
class Words:
    """Words in one language."""

    text: str
    lang: str = ""
    """Empty for the unit's own."""
    leader: bool = False
    """The dots between a contents entry and its page."""
    is_words = True


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of a reference."""

    reference: Reference
    id: str
    is_mark = True


@dataclass(frozen=True, slots=True)
class Turn:
    """The beginning of a printed page."""

    page: PrintedPage
    is_turn = True


@dataclass(frozen=True, slots=True)
class LineEnd:
    """A line end that is shown."""

    is_line_end = True


Run = Words | Mark | Turn | LineEnd


def flatten(unit: Unit, pages: Sequence[PrintedPage], mark_ids: Mapping[tuple[int, int, str], str]) -> tuple[Run, ...]:
    """The runs of a unit in order. `mark_ids`: (line, offset, key) of a reference → the id of its mark on the page."""
    cuts: list[tuple[int, int, Run]] = []
    cuts += [(ref.offset, 0, Mark(ref, mark_ids[ref.line, ref.offset, ref.key])) for ref in unit.refs]
    cuts += [(turn.offset, 2, Turn(pages[turn.page])) for turn in unit.turns]
    if unit.kind in BY_LINE:
        cuts += [(brk.offset, 1, LineEnd()) for brk in unit.breaks[1:] if brk.joint == "space"]
    runs: list[Run] = []
    at = 0
    for offset, _, run in sorted(cuts, key=lambda cut: cut[:2]):
        runs += _words(unit, at, offset)
        runs.append(run)
        at = offset
    return (*runs, *_words(unit, at, len(unit.text)))


def _words(unit: Unit, start: int, end: int) -> Iterator[Words]:
    """The words between two offsets, cut where the language changes."""
    at = start
    for span in unit.langs:
        if span.end <= at or span.start >= end:
            continue
        yield from _plain(unit, at, max(at, span.start))
        yield Words(unit.text[max(at, span.start) : min(end, span.end)], span.lang)
        at = min(end, span.end)
    yield from _plain(unit, at, end)


def _plain(unit: Unit, start: int, end: int) -> Iterator[Words]:
    if unit.kind != "toc":
        if start < end:
            yield Words(unit.text[start:end])
        return
    at = start
    for match in LEADER.finditer(unit.text, start, end):
        yield Words(unit.text[at : match.start()])
        yield Words(match[0], leader=True)
        at = match.end()
    if at < end:
        yield Words(unit.text[at:end])


def number_marks(units: Sequence[Unit]) -> dict[tuple[int, int, str], str]:
    """An id for every reference of a text: `ref-n13`, and `ref-n13_2` where the same note is called again."""
    ids: dict[tuple[int, int, str], str] = {}
    seen: dict[str, int] = {}
    for unit in units:
        for ref in unit.refs:
            seen[ref.note] = seen.get(ref.note, 0) + 1
            ids[ref.line, ref.offset, ref.key] = f"ref-{ref.note}" + (f"_{seen[ref.note]}" if seen[ref.note] > 1 else "")
    return ids
