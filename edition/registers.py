"""The index stage: from an annotated edition to what stands where, built once and passed on. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from edition.dates import precision, span_of
from edition.model import Dated, Edition, Entity, Note, PrintedPage, Text, Unit
from edition.runs import Words, excerpt

CONTEXT = 70
"""About how many characters of a line of context stand on either side."""
BEYOND_LATIN = re.compile(r"[\u0370-\u1dff\u2c00-\ud7ff]")
ROLES = ("authors", "editors", "translators", "publisher", "newspaper", "archive")
"""How another entity can stand to a work."""


@dataclass(frozen=True, slots=True)
class Passage:
    """An annotated place with its line of context."""

    text: Text
    unit: Unit
    annotation: Any
    id: str
    """Unique in the edition: `istiqlal-p42-3`."""

    @property
    def anchor(self) -> str:
        """`istiqlal.p42`."""
        return f"{self.text.id}.{self.unit.anchor}"

    @property
    def mark(self) -> str | None:
        """Of a place in a note, the note's mark; None in running text."""
        return self.unit.mark if isinstance(self.unit, Note) else None

    @property
    def page(self) -> PrintedPage:
        """The printed page it stands on."""
        turned = [turn.page for turn in self.unit.turns if turn.offset <= self.annotation.start]
        return self.text.pages[turned[-1] if turned else self.unit.page]

    @property
    def quote(self) -> str:
        """Its words."""
        return self.unit.text[self.annotation.start : self.annotation.end]

    def line(self, width: int = CONTEXT) -> tuple[tuple[Words, ...], tuple[Words, ...], tuple[Words, ...]]:
        """The words before it, its own and those after it."""
        start, end, text = self.annotation.start, self.annotation.end, self.unit.text
        left, right = max(0, start - width), min(len(text), end + width)
        if left:
            left = text.rfind(" ", 0, left) + 1 if " " in text[left - 15 : left] else left
        if right < len(text):
            space = text.find(" ", right)
            right = space if 0 <= space < right + 15 else right
        before, after = excerpt(self.unit, left, start), excerpt(self.unit, end, right)
        return ((Words("… "), *before) if left else before), excerpt(self.unit, start, end), (
            (*after, Words(" …")) if right < len(text) else after)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Day:
    """A dated passage in the chronology."""

    passage: Passage
    edtf: str
    earliest: str
    latest: str
    place: str
    """The day by which it is sorted: the earliest, or where the beginning is open the latest."""
    year: str
    """The year of that day; empty where the value has none (`XXXX-09-15`)."""
    month: int
    """The month of that day, where the value is as exact as that; else 0."""


@dataclass(frozen=True, slots=True)
class Related:
    """A relation as seen from one of its ends."""

    type: str
    to: str
    inverse: bool
    anchor: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Registers:
    """What stands where in the edition, by the id of an entity."""

    entities: Mapping[str, Entity]
    texts: tuple[Text, ...]
    mentions: Mapping[str, tuple[Passage, ...]]
    citations: Mapping[str, tuple[Passage, ...]]
    """Of a work: every place that cites it."""
    unresolved: tuple[Passage, ...]
    """Citations that no work answers to."""
    together: Mapping[str, tuple[tuple[str, int], ...]]
    """Entities named in the same units, with the number of units; the most frequent first."""
    works: Mapping[str, tuple[tuple[str, str], ...]]
    """(role, work) of a person, newspaper or archive; roles are `ROLES`."""
    related: Mapping[str, tuple[Related, ...]]
    days: tuple[Day, ...]
    """Every dated passage, by time."""
    scripts: Mapping[str, str]
    """Scripts that the texts have passages in, each with the language of those: `CYRILLIC` → `ru`."""

    def places(self, id: str) -> tuple[Passage, ...]:
        """Every place that names or cites an entity."""
        return (*self.mentions.get(id, ()), *self.citations.get(id, ()))

    def per_text(self, id: str) -> tuple[int, ...]:
        """How many places of each text name or cite an entity, in the texts' order."""
        counts = Counter(passage.text.id for passage in self.places(id))
        return tuple(counts[text.id] for text in self.texts)

    def forms(self, id: str) -> tuple[tuple[str, int, bool], ...]:
        """(form, number of mentions, whether it is a misprint) of an entity, the most frequent first."""
        misprints = {form.form for form in self.entities[id].forms if form.misprint}
        counts = Counter(passage.annotation.form or passage.quote for passage in self.mentions.get(id, ()))
        return tuple((form, count, form in misprints) for form, count in sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def make_registers(edition: Edition) -> Registers:
    """Everything that the registers and the chronology show of an annotated edition."""
    mentions: dict[str, list[Passage]] = {}
    citations: dict[str, list[Passage]] = {}
    unresolved: list[Passage] = []
    days: list[Day] = []
    pairs: dict[str, Counter[str]] = {}
    for text in edition.texts:
        for unit in (*text.units, *text.notes):
            for passage in _passages(text, unit, "mentions", "m"):
                mentions.setdefault(passage.annotation.entity, []).append(passage)
            for passage in _passages(text, unit, "citations", "c"):
                (citations.setdefault(passage.annotation.work, []) if passage.annotation.work else unresolved).append(passage)
            days += [_day(passage) for passage in _passages(text, unit, "dates", "d")]
            named = sorted({one.entity for one in unit.mentions})
            for id in named:
                pairs.setdefault(id, Counter()).update(other for other in named if other != id)
    return Registers(
        entities=edition.registry,
        texts=edition.texts,
        mentions={id: tuple(found) for id, found in mentions.items()},
        citations={id: tuple(found) for id, found in citations.items()},
        unresolved=tuple(unresolved),
        together={id: tuple(sorted(count.items(), key=lambda one: (-one[1], one[0]))) for id, count in pairs.items()},
        works=_works(edition.registry.values()),
        related=_related(edition.registry.values()),
        days=tuple(sorted(days, key=lambda day: (not day.year, day.place, day.latest))),
        scripts=_scripts(edition.texts),
    )


def _passages(text: Text, unit: Unit, layer: str, letter: str) -> Iterator[Passage]:
    for number, annotation in enumerate(getattr(unit, layer), 1):
        yield Passage(text, unit, annotation, passage_id(text, unit, letter, number))


def passage_id(text: Text, unit: Unit, letter: str, number: int) -> str:
    """An id for an annotation on a page of the edition's: `istiqlal-p42-d1`."""
    return f"{text.id}-{unit.anchor}-{letter}{number}"


def _day(passage: Passage) -> Day:
    dated: Dated = passage.annotation
    earliest, latest = span_of(dated.edtf)
    opening, _, end = dated.edtf.partition("/")
    known, place = (end, latest) if opening in ("", "..") else (opening, earliest)
    year, month, _ = place.rsplit("-", 2)
    exact = precision(known) in ("day", "month")
    return Day(passage, dated.edtf, earliest, latest, place, "" if known.startswith("XXXX") else year.lstrip("0"), int(month) * exact)


def _works(entities: Iterable[Entity]) -> dict[str, tuple[tuple[str, str], ...]]:
    """For each entity that stands in a role to works: (role, work)."""
    found: dict[str, list[tuple[str, str]]] = {}
    for work in entities:
        for role in ROLES if work.bibl else ():
            said = getattr(work.bibl, role)
            for id in dict.fromkeys((said,) if isinstance(said, str) else said):
                if id:
                    found.setdefault(id, []).append((role, work.id))
    return {id: tuple(sorted(roles, key=lambda one: ROLES.index(one[0]))) for id, roles in found.items()}


def _related(entities: Iterable[Entity]) -> dict[str, tuple[Related, ...]]:
    """Relations from both of their ends."""
    found: dict[str, list[Related]] = {}
    for entity in entities:
        for one in entity.relations:
            found.setdefault(entity.id, []).append(Related(one.type, one.to, False, one.anchor, one.evidence))
            found.setdefault(one.to, []).append(Related(one.type, entity.id, True, one.anchor, one.evidence))
    return {id: tuple(sorted(relations, key=lambda one: (one.type, one.inverse))) for id, relations in found.items()}


def _scripts(texts: Iterable[Text]) -> dict[str, str]:
    """The language of each script other than Latin, as the texts' own passages have it."""
    found: dict[str, str] = {}
    for text in texts:
        for unit in (*text.units, *text.notes):
            for span in unit.langs:
                letter = next((char for char in unit.text[span.start : span.end] if char.isalpha()), "a")
                script = unicodedata.name(letter, "LATIN").split()[0]
                if script != "LATIN":
                    found.setdefault(script, span.lang)
    return found


def spoken(text: str, scripts: Mapping[str, str]) -> tuple[Words, ...]:
    """Words in Latin letters as they are, runs of words in another script with the language of that script."""
    if not BEYOND_LATIN.search(text):
        return (Words(text),)
    made: list[Words] = []
    for part in re.split(r"(\s*[^\W\d_]+)", text):
        letter = next((char for char in part if char.isalpha()), "")
        lang = scripts.get(unicodedata.name(letter, "LATIN").split()[0], "") if letter else ""
        if made and (made[-1].lang == lang or not letter and not made[-1].lang):
            made[-1] = Words(made[-1].text + part, made[-1].lang)
        elif part:
            made.append(Words(part, lang))
    return tuple(made)
