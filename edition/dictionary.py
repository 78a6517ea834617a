"""What search knows of an edition: its units as words, its words by lemma, the registry's names. Built once, from the model."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from edition.dates import span_of
from edition.lemmas import lemmas_of
from edition.letters import KINDRED, keys
from edition.lookup import Dictionary, Group, Name, Named, head_of, stems_of
from edition.model import LANGS, Edition, Entity, Note, Text, Unit
from edition.words import WORD, Word, form_of, words_of

NAMED = ("people", "places", "organisations", "events", "newspapers")
"""The registers whose names lead from a query to the passages that name the same otherwise."""


@dataclass(frozen=True, slots=True)
class Searched:
    """A unit or a note as search sees it; its number is its place in the edition: text by text, units, then notes."""

    text: Text
    unit: Unit
    words: tuple[Word, ...]
    entities: tuple[str, ...]
    """Named or cited in it, sorted."""
    days: tuple[tuple[str, str], ...]
    """(earliest, latest) of every date in it; an open end is empty."""
    pages: tuple[int, int] | None
    """First and last printed page, where they are known."""

    @property
    def anchor(self) -> str:
        """`istiqlal.p42`."""
        return f"{self.text.id}.{self.unit.anchor}"

    @property
    def kind(self) -> str:
        """One of `model.KINDS`, or `note`."""
        return "note" if isinstance(self.unit, Note) else self.unit.kind


def searched(edition: Edition) -> tuple[Searched, ...]:
    """All units and notes of an edition in order."""
    return tuple(_searched(text, unit) for text in edition.texts for unit in (*text.units, *text.notes))


def _searched(text: Text, unit: Unit) -> Searched:
    entities = {one.entity for one in unit.mentions} | {one.work for one in unit.citations if one.work}
    numbers = [text.pages[number].number for number in (unit.page, *(turn.page for turn in unit.turns))]
    known = [number for number in numbers if number is not None]
    return Searched(
        text, unit, words_of(unit), tuple(sorted(entities)), tuple(span_of(one.edtf) for one in unit.dates),
        (min(known), max(known)) if known else None,
    )  # fmt: skip


def make_dictionary(edition: Edition, units: Iterable[Searched]) -> Dictionary:
    """The dictionary of an edition."""
    frequency: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    common: set[str] = set()
    native: set[str] = set()
    where: dict[str, list[int]] = {}
    for number, one in enumerate(units):
        frequency.update(word.form for word in one.words)
        counts.update({word.form for word in one.words})
        native |= {word.form for word in one.words if word.lang in KINDRED}
        common |= {word.form for word in one.words if one.unit.text[word.start].islower()}
        for id in one.entities:
            where.setdefault(id, []).append(number)
    protected = {word for entity in edition.registry.values() if entity.register in ("people", "places")
                 for name in _names(entity, said=False) for word in _small_words(name)}  # fmt: skip
    lemmas = lemmas_of(frequency, protected, frequency.keys() - native)
    plainly = {keys(lemmas[form])[0] for form in common}
    groups = make_groups(lemmas)
    names: dict[str, list[Name]] = {}
    entities: dict[str, Named] = {}
    for id, entity in edition.registry.items():
        entities[id] = Named(id, entity.register, entity.name, tuple(where.get(id, ())))
        for name in _names(entity):
            words = _small_words(name)
            bridges = entity.register in NAMED and (len(words) > 1 or keys(words[0])[0] not in plainly) if words else False
            for key in dict.fromkeys(keys(word)[-1] for word in words[: 3 if entity.bibl else 8]):
                names.setdefault(key, []).append(Name(words, name, id, bridges))
    for id in entities:  # a query may name an entity by its id (`person:david-beatty`), as the facets do
        key = keys(id.partition("-")[0])[-1]
        if all(name.entity != id for name in names.get(key, ())):
            names.setdefault(key, []).append(Name((), "", id, False))
    return Dictionary(groups, tuple(sorted(groups)), {key: tuple(found) for key, found in names.items()}, entities, counts)


def _names(entity: Entity, said: bool = True) -> tuple[str, ...]:
    """An entity's names and forms, each once; with what is only `said`: its English name and spellings that find nothing."""
    forms = [form.form for form in entity.forms if not form.misprint]
    names = [entity.name[lang] for lang in LANGS if lang in entity.name and (said or lang != "en")]
    return tuple(dict.fromkeys((*names, *forms, *(entity.also if said else ()))))


def _small_words(name: str) -> tuple[str, ...]:
    return tuple(form_of(match, "az") for match in WORD.finditer(name))


def make_groups(lemmas: Mapping[str, str]) -> dict[str, tuple[Group, ...]]:
    """The groups of a dictionary. A form that its lemma's key does not begin (*oğlu* of oğul), or whose lemma is none of the
    stems that a reader's typing of it can have (*1920-ci*, *onun* of o), stands under its own key, too."""
    forms: dict[str, list[str]] = {}
    for form, lemma in sorted(lemmas.items()):
        forms.setdefault(lemma, []).append(form)
    found: dict[str, list[Group]] = {}
    for lemma, all_ in forms.items():
        key = keys(lemma)[-1]
        found.setdefault(key, []).append(Group(lemma, tuple(all_)))
        for form in all_:
            own = keys(form.partition("'")[0])[-1]
            head = head_of(form)
            if not own.startswith(key) or own != key and key not in {keys(stem)[-1] for stem in (head, *stems_of(head))}:
                found.setdefault(own, []).append(Group(lemma, (form,)))
    return {key: tuple(sorted(groups, key=lambda group: (group.lemma, group.forms))) for key, groups in found.items()}


def units_where(units: Sequence[Searched], field: str, value: str) -> list[int]:
    """The numbers of the units that answer to a condition on `text`, `kind`, `lang`, `page` or `date` (`lookup.Where`).

    A text is meant by its slug or by words of its title, in whatever spelling; pages and days by FROM..TO, an end perhaps open.
    """
    if field == "text":
        wanted = {keys(word)[0] for word in _small_words(value)}
        texts = {one.text.id: one.text for one in units}
        held = {id for id, text in texts.items() if id == value or wanted and wanted <= set(title_words(text))}
        return [number for number, one in enumerate(units) if one.text.id in held]
    if field in ("kind", "lang"):
        return [number for number, one in enumerate(units)
                if value == (one.kind if field == "kind" else one.unit.lang) or value == "unit" and field == "kind" and one.kind != "note"]  # fmt: skip
    first, _, last = value.partition("..")
    if field == "page":
        pages = int(first or 0), int(last or 10**9)
        return [number for number, one in enumerate(units) if one.pages and one.pages[0] <= pages[1] and pages[0] <= one.pages[1]]
    if field == "date":
        return [number for number, one in enumerate(units)
                if any(start <= (last or "9999-12-31") and first <= (end or "9999-12-31") for start, end in one.days)]  # fmt: skip
    return []


def title_words(text: Text) -> tuple[str, ...]:
    """The first keys of the words of a text's titles: its own, parallel and supplied ones."""
    titles = (text.work.title, *text.work.parallel_title.values(), *text.work.supplied_title.values())
    return tuple(dict.fromkeys(keys(word)[0] for title in titles for word in _small_words(title)))
