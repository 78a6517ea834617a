"""What each kind of page shows: one frozen class a kind, complete, so that templates ask for nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from edition.model import Edition, Note, Text, Unit
from edition.runs import Run, flatten, number_marks

LISTS = {"list-item", "bibl", "toc"}


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit as a page shows it."""

    unit: Unit
    runs: tuple[Run, ...]
    lang: str
    """The unit's language where it is not the page's; else empty."""


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note as a page shows it."""

    note: Note
    runs: tuple[Run, ...]
    lang: str
    callers: tuple[tuple[str, str], ...]
    """(id of the mark, anchor of the unit) of every reference that calls it."""


@dataclass(frozen=True, slots=True)
class Group:
    """Consecutive units that stand in one list, or a single unit of another kind."""

    kind: str
    units: tuple[UnitView, ...]


@dataclass(frozen=True, slots=True)
class Extent:
    """How long a text is."""

    units: int
    notes: int
    words: int


@dataclass(frozen=True, slots=True)
class TextView:
    """A text's page."""

    text: Text
    groups: tuple[Group, ...]
    notes: tuple[NoteView, ...]
    contents: tuple[UnitView, ...]
    extent: Extent
    emendations: tuple[tuple[int, str, str], ...]
    title: tuple[str, str]
    """The title and its language."""


@dataclass(frozen=True, slots=True)
class Card:
    """A text on the home page."""

    text: Text
    title: str
    title_lang: str
    extent: Extent
    strip: tuple[tuple[str, str], ...]
    """A picture of the text: (kind, SVG path data) in a box 1000 wide and 10 high."""


def title_of(text: Text, lang: str) -> tuple[str, str]:
    """The title to show in that interface language, and the title's own language.

    A title that the editors supplied stands in square brackets, as catalogues have it.
    """
    work = text.work
    if work.title:
        return work.title, work.lang
    for wanted in (lang, work.lang, "en", *work.supplied_title, *work.parallel_title):
        if wanted in work.parallel_title:
            return work.parallel_title[wanted], wanted
        if wanted in work.supplied_title:
            return f"[{work.supplied_title[wanted]}]", wanted
    return text.id, ""


def extent_of(text: Text) -> Extent:
    """Count a text's units, notes and words."""
    words = sum(len(re.findall(r"\w+", unit.text)) for unit in (*text.units, *text.notes))
    return Extent(len(text.units), len(text.notes), words)


def text_view(text: Text, edition: Edition, lang: str) -> TextView:
    """Everything a text's page shows. `lang` is the page's language: the text's, if the interface speaks it."""
    ids = number_marks([*text.units, *text.notes])
    callers: dict[str, list[tuple[str, str]]] = {}
    for unit in (*text.units, *text.notes):
        for ref in unit.refs:
            callers.setdefault(ref.note, []).append((ids[ref.line, ref.offset, ref.key], unit.anchor))

    def shown(unit: Unit) -> UnitView:
        return UnitView(unit, flatten(unit, text.pages, ids), unit.lang if unit.lang != lang else "")

    views = [shown(unit) for unit in text.units]
    notes = tuple(
        NoteView(note, flatten(note, text.pages, ids), note.lang if note.lang != lang else "",
                 tuple(callers.get(note.anchor, ())))
        for note in text.notes
    )  # fmt: skip
    return TextView(
        text=text,
        groups=tuple(_grouped(views)),
        notes=notes,
        contents=tuple(view for view in views if view.unit.kind == "heading"),
        extent=extent_of(text),
        emendations=edition.emendations.get(text.id, ()),
        title=title_of(text, lang),
    )


def _grouped(views: Iterable[UnitView]) -> Iterable[Group]:
    pending: list[UnitView] = []
    for view in views:
        if pending and pending[0].unit.kind != view.unit.kind:
            yield Group(pending[0].unit.kind, tuple(pending))
            pending = []
        if view.unit.kind in LISTS:
            pending.append(view)
        else:
            yield Group(view.unit.kind, (view,))
    if pending:
        yield Group(pending[0].unit.kind, tuple(pending))


def card(text: Text, lang: str) -> Card:
    """A text's card in an interface language."""
    title, title_lang = title_of(text, lang)
    return Card(text, title, title_lang, extent_of(text), _strip(text))


def _strip(text: Text) -> tuple[tuple[str, str], ...]:
    """A text at one glance: its units side by side, as wide as they are long, its notes below them."""
    total = sum(len(unit.text) + 12 for unit in text.units) or 1
    paths: dict[str, list[str]] = {"heading": [], "quote": [], "list": [], "paragraph": [], "note": []}
    at = 0
    length = {note.anchor: len(note.text) for note in text.notes}
    for unit in text.units:
        start, end = round(1000 * at / total), round(1000 * (at + len(unit.text) + 12) / total)
        kind = unit.kind if unit.kind in paths else "quote" if unit.kind in ("epigraph", "verse", "abstract") else (
            "list" if unit.kind in LISTS else "paragraph")  # fmt: skip
        paths[kind].append(f"M{start} 0h{max(1, end - start - (end - start > 2))}v10h-{max(1, end - start - (end - start > 2))}z")
        noted = sum(length.get(ref.note, 0) for ref in unit.refs)
        if noted:
            paths["note"].append(f"M{start} 12h{max(2, round(1000 * noted / total))}v3h-{max(2, round(1000 * noted / total))}z")
        at += len(unit.text) + 12
    return tuple((kind, "".join(parts)) for kind, parts in paths.items() if parts)
