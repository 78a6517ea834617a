"""What each kind of page shows: one frozen class a kind, complete, so that templates ask for nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from edition.dates import datetime_of, span_of
from edition.datewords import say_date, say_years
from edition.interface import Tongues, foreign, tongues
from edition.model import LANGS, LAYERS, Comment, Correction, Edition, Entity, Lang, Note, Text, Unit
from edition.registers import Registers, passage_id
from edition.registerviews import name_of
from edition.runs import Frame, Run, flatten, number_marks

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
class Remarked:
    """A correction or a comment as the list at the end of a text shows it."""

    unit: Unit
    annotation: Correction | Comment
    frame: Frame
    words: str
    """What it is on."""
    said: Tongues
    """Why, or the comment in Markdown."""
    lang: Tongues
    """The language of `said` where it is not the interface's."""
    told: tuple[str, Lang]
    """`said` as the page has it, and its language where it is not the page's."""


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
    corrections: tuple[Remarked, ...] = ()
    comments: tuple[Remarked, ...] = ()
    annotated: bool = False
    """Whether there are annotations that a reader can hide."""
    citation: str = ""
    """The text's entry in a bibliography, for paper: HTML with `<i>` alone."""


@dataclass(frozen=True, slots=True)
class Card:
    """A text on the home page."""

    text: Text
    title: Tongues
    title_lang: Tongues
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


def address(entity: Entity) -> str:
    """Where an entity's page is."""
    return f"{entity.register}/{entity.id}/index.html"


def tongue(said: Mapping[Lang, str], lang: Lang) -> tuple[str, Lang]:
    """What is said in that language or, failing that, another one; and the language if it is another one."""
    found = next((each for each in (lang, *LANGS, *said) if said.get(each)), lang)
    return said.get(found, ""), found if found != lang else ""


def tongued(said: Mapping[Lang, str]) -> Tongues:
    """What is said, for each of the interface's languages, in another one where it has to be."""
    return tongues(lambda each: tongue(said, each)[0])


def foreign_of(said: Mapping[Lang, str]) -> Tongues:
    """The language of `tongued`, where it is another."""
    return foreign(lambda each: tongue(said, each)[1])


def titled(text: Text) -> tuple[Tongues, Tongues]:
    """A text's title for each of the interface's languages, and its language where it is another."""
    return tongues(lambda each: title_of(text, each)[0]), foreign(lambda each: title_of(text, each)[1])


def _told(said: Mapping[Lang, str], lang: Lang) -> tuple[Tongues, Tongues, tuple[str, Lang]]:
    return tongued(said), foreign_of(said), tongue(said, lang)


def text_view(text: Text, edition: Edition, lang: Lang, citation: str = "") -> TextView:
    """Everything a text's page shows. `lang` is the page's language: the text's, if the interface speaks it; `citation` see the view."""
    ids = number_marks([*text.units, *text.notes])
    callers: dict[str, list[tuple[str, str]]] = {}
    for unit in (*text.units, *text.notes):
        for ref in unit.refs:
            callers.setdefault(ref.note, []).append((ids[ref.line, ref.offset, ref.key], unit.anchor))
    frames = _frames(text, edition)

    def runs(unit: Unit) -> tuple[Run, ...]:
        return flatten(unit, text.pages, ids, lambda layer, one: frames[id(one)])

    views = [UnitView(unit, runs(unit), unit.lang if unit.lang != lang else "") for unit in text.units]
    notes = tuple(
        NoteView(note, runs(note), note.lang if note.lang != lang else "", tuple(callers.get(note.anchor, ())))
        for note in text.notes
    )
    return TextView(
        text=text,
        groups=tuple(_grouped(views)),
        notes=notes,
        contents=tuple(view for view in views if view.unit.kind == "heading"),
        extent=extent_of(text),
        emendations=edition.emendations.get(text.id, ()),
        title=title_of(text, lang),
        corrections=tuple(
            Remarked(unit, one, frames[id(one)], one.sic, *_told(one.why, lang))
            for unit in (*text.units, *text.notes) for one in unit.corrections
        ),
        comments=tuple(
            Remarked(unit, one, frames[id(one)], "" if one.whole else unit.text[one.start : one.end], *_told(one.comment, lang))
            for unit in (*text.units, *text.notes) for one in unit.comments
        ),
        annotated=any(getattr(unit, layer) for unit in (*text.units, *text.notes) for layer in LAYERS),
        citation=citation,
    )  # fmt: skip


def _frames(text: Text, edition: Edition) -> dict[int, Frame]:
    """The frame of every annotation of a text, by the annotation's identity."""
    frames: dict[int, Frame] = {}
    comments = 0
    for unit in (*text.units, *text.notes):
        for one in unit.mentions:
            frames[id(one)] = Frame(path=address(edition.registry[one.entity]))
        for cited in unit.citations:
            frames[id(cited)] = Frame(path=address(edition.registry[cited.work]) if cited.work else "")
        for number, dated in enumerate(unit.dates, 1):
            frames[id(dated)] = Frame(path=f"chronology/index.html#{passage_id(text, unit, 'd', number)}",
                                      datetime=html_date(dated.edtf))  # fmt: skip
        for number, correction in enumerate(unit.corrections, 1):
            frames[id(correction)] = Frame(id=f"correction-{unit.anchor}-{number}")
        for number, comment in enumerate(unit.comments, 1):
            comments += 1
            frames[id(comment)] = Frame(id=f"comment-{unit.anchor}-{number}", number=comments)
    return frames


def html_date(edtf: str) -> str:
    """A value for `<time datetime>`: the date itself, or where HTML has no form for it (an interval) the year it begins in."""
    if said := datetime_of(edtf):
        return said
    if edtf.startswith("XXXX-"):
        return edtf.removeprefix("XXXX-")  # HTML has days without a year, too
    earliest, latest = span_of(edtf)
    year = (latest if edtf.startswith(("/", "../")) else earliest)[:4]
    return year if year.isdigit() else ""


def text_cards(text: Text, registers: Registers, say: Any) -> dict[str, dict[str, Any]]:
    """What cards say in one language: `names`, of each entity that a text names or cites its name, kind, dates, description, how
    often, the name's language; `dates`, of each EDTF value its words; `corrections`, what the editors read and why."""
    lang: Lang = say.lang
    cards: dict[str, list[str]] = {}
    used = {one.entity for unit in (*text.units, *text.notes) for one in unit.mentions}
    used |= {one.work for unit in (*text.units, *text.notes) for one in unit.citations if one.work}
    for id in sorted(used):
        entity = registers.entities[id]
        counts = registers.per_text(id)
        kind = f"type-{entity.sort}" if entity.sort and entity.sort != "other" else f"type-{entity.type}"
        if entity.bibl:
            people = [name_of(registers.entities[who], lang)[0] if who in registers.entities else who for who in entity.bibl.authors]
            dates, said = entity.bibl.year, ", ".join(people)
        else:
            dates, said = say_years(entity.dates, lang), tongue(entity.description, lang)[0]
        often = f"{say('n-places', n=sum(counts))} {say('in-n-texts', n=sum(map(bool, counts)))}"
        name, name_lang = name_of(entity, lang)
        cards[id] = [name, say(kind), dates, said, often, name_lang if name_lang != lang else ""]
    corrections = {f"correction-{unit.anchor}-{number}": f"{say('editors-read', corr=one.corr)} {tongue(one.why, lang)[0]}".strip()
                   for unit in (*text.units, *text.notes) for number, one in enumerate(unit.corrections, 1)}  # fmt: skip
    dates = sorted({one.edtf for unit in (*text.units, *text.notes) for one in unit.dates})
    return {"names": cards, "dates": {edtf: say_date(edtf, lang) for edtf in dates}, "corrections": corrections}


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


def card(text: Text) -> Card:
    """A text's card."""
    return Card(text, *titled(text), extent_of(text), _strip(text))


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
