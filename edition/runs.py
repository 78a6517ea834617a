"""A unit flattened to consecutive runs, so that templates only wrap and never work anything out.

Annotations lie one within the other or apart, so each becomes one `Span` that holds its own runs. Links are put in last
and never one within another: where a mention holds the mark of a note, its link is in two parts around the mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from edition.model import BY_LINE, LAYERS, Comment, PrintedPage, Reference, Unit

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


@dataclass(frozen=True, slots=True)
class Frame:
    """What a page says of an annotation and where its words lead."""

    id: str = ""
    """On its page, for a correction or a comment."""
    path: str = ""
    """Where the words of the annotation lead: a path in the site; empty for nowhere."""
    datetime: str = ""
    """Of a date: its value as HTML has it."""
    number: int = 0
    """Of a comment: its place among the text's comments, from 1."""


@dataclass(frozen=True, slots=True)
class Span:
    """Words under one annotation."""

    layer: str
    """One of `LAYERS`."""
    annotation: Any
    frame: Frame
    runs: tuple[Run, ...]
    is_span = True


@dataclass(frozen=True, slots=True)
class Linked:
    """Runs that lead to another page; no mark, comment or other link is among them."""

    path: str
    runs: tuple[Run, ...]
    is_linked = True


@dataclass(frozen=True, slots=True)
class Remark:
    """The mark of a comment, at the end of what it is on."""

    comment: Comment
    frame: Frame
    is_remark = True


Run = Words | Mark | Turn | LineEnd | Span | Linked | Remark
Framing = Callable[[str, Any], Frame]
"""(layer, annotation) → its frame."""
LEAVE, MARK, LINE_END, TURN, ENTER = range(5)
"""What comes first where several things stand at one offset."""


def flatten(
    unit: Unit, pages: Sequence[PrintedPage], mark_ids: Mapping[tuple[int, int, str], str],
    framing: Framing = lambda *_: Frame(),
) -> tuple[Run, ...]:  # fmt: skip
    """The runs of a unit in order. `mark_ids`: (line, offset, key) of a reference → the id of its mark on the page."""
    cuts: list[tuple[int, int, int, int, Any]] = []
    cuts += [(ref.offset, MARK, 0, 0, Mark(ref, mark_ids[ref.line, ref.offset, ref.key])) for ref in unit.refs]
    cuts += [(turn.offset, TURN, 0, 0, Turn(pages[turn.page])) for turn in unit.turns]
    if unit.kind in BY_LINE:
        cuts += [(brk.offset, LINE_END, 0, 0, LineEnd()) for brk in unit.breaks[1:] if brk.joint == "space"]
    remarks: list[Run] = []
    for rank, layer in enumerate(LAYERS):
        for one in getattr(unit, layer):
            frame = framing(layer, one)
            if layer == "comments" and one.whole:
                remarks.append(Remark(one, frame))
            elif one.start < one.end:
                cuts.append((one.start, ENTER, -one.end, rank, (layer, one, frame)))
                cuts.append((one.end, LEAVE, -one.start, -rank, None))
    nested = _nested(unit, sorted(cuts, key=lambda cut: cut[:4]))
    return (*_linked(nested, ""), *remarks)


def _nested(unit: Unit, cuts: Sequence[tuple[int, int, int, int, Any]]) -> tuple[Run, ...]:
    """Words, marks and spans in order, each span with its own."""
    open_: list[list[Run]] = [[]]
    entered: list[tuple[str, Any, Frame]] = []
    at = 0
    for offset, what, _, _, said in cuts:
        open_[-1] += _words(unit, at, offset)
        at = max(at, offset)
        if what == ENTER:
            entered.append(said)
            open_.append([])
        elif what == LEAVE:
            layer, annotation, frame = entered.pop()
            runs = open_.pop()
            if layer == "comments":
                runs.append(Remark(annotation, frame))
            open_[-1].append(Span(layer, annotation, frame, tuple(runs)))
        else:
            open_[-1].append(said)
    return (*open_[0], *_words(unit, at, len(unit.text)))


def _linked(runs: Sequence[Run], path: str) -> tuple[Run, ...]:
    """The runs with links: to where the innermost span leads, else to `path`."""
    made: list[Run] = []
    pending: list[Run] = []

    def close() -> None:
        worded = path and any(char.isalnum() for run in pending for char in text_of(run))
        made.extend([Linked(path, tuple(pending))] if worded else pending)
        pending.clear()

    for run in runs:
        if not _parts(run):
            pending.append(run)
            continue
        close()
        made.append(replace(run, runs=_linked(run.runs, run.frame.path or path)) if isinstance(run, Span) else run)
    close()
    return tuple(made)


def _parts(run: Run) -> bool:
    """Whether a run cannot stand within a link: it is one, or holds one."""
    if isinstance(run, Span):
        return bool(run.frame.path) or run.layer == "corrections" or any(map(_parts, run.runs))
    return isinstance(run, Mark | Remark)


def text_of(run: Run) -> str:
    """The words of a run."""
    if isinstance(run, Span | Linked):
        return "".join(map(text_of, run.runs))
    return run.text if isinstance(run, Words) else ""


def excerpt(unit: Unit, start: int, end: int) -> tuple[Words, ...]:
    """A unit's words between two offsets, cut where the language changes."""
    return tuple(_words(unit, start, end))


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
        if at < match.start():
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
