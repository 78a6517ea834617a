"""What the pages of the registers and the chronology show: one frozen class a kind of page, complete."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from edition.alphabet import fold, initial, sort_key
from edition.datewords import MONTHS, say_date, say_years
from edition.interface import Tongues, foreign, tongues
from edition.model import LANGS, REGISTERS, Entity, Lang
from edition.registers import Day, Passage, Registers, Related

TOGETHER = 12
"""How many entities that occur with one are shown."""
LINKS = {
    "wikidata": "https://www.wikidata.org/wiki/{}", "geonames": "https://www.geonames.org/{}", "viaf": "https://viaf.org/viaf/{}",
    "doi": "https://doi.org/{}", "issn": "https://portal.issn.org/resource/ISSN/{}", "isbn": "",
}  # fmt: skip
"""Where an identifier leads; empty for nowhere."""
IDENTIFIERS = {"wikidata": "Wikidata", "geonames": "GeoNames", "viaf": "VIAF", "doi": "DOI", "issn": "ISSN", "isbn": "ISBN"}


@dataclass(frozen=True, slots=True)
class Row:
    """An entity in a register."""

    entity: Entity
    dates: Tongues
    count: int
    texts: int
    """In how many texts."""
    works: int
    """How many works it has written, edited, translated, printed or keeps."""
    bars: str
    """A picture of the mentions per text: SVG path data, six units a text wide and 12 high."""
    find: str
    """What the filter looks through, folded."""
    ranks: tuple[int, ...]
    """Its place in the alphabets of `LANGS`."""
    letters: tuple[str, ...]
    """The letter under which it stands in each."""
    names: tuple[tuple[Lang, str, str], ...]
    """(language, name, `not-az not-tr`: when it need not be shown beside the first name) of every different name."""


@dataclass(frozen=True, slots=True)
class RegisterView:
    """An index page: rows by letter, in the alphabet of the page's language."""

    register: str
    letters: tuple[tuple[str, tuple[Row, ...]], ...]
    count: int


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A work in the register of works."""

    entity: Entity
    places: int
    texts: int
    bars: str
    find: str
    ranks: tuple[int, ...] = ()
    """Its place in its group by the alphabets of `LANGS`; empty where they do not differ."""


@dataclass(frozen=True, slots=True)
class WorkGroup:
    """Works under one heading: an author, a newspaper, an archive."""

    name: Tongues
    lang: Tongues
    id: str
    """The entity that the heading names; empty for a plain name."""
    rows: tuple[WorkRow, ...]
    ranks: tuple[int, ...] = ()
    """Its place in the alphabets of `LANGS`; empty where they do not differ."""


@dataclass(frozen=True, slots=True)
class WorksView:
    """The register of works: (kind of heading, groups), and the citations that lead to none."""

    parts: tuple[tuple[str, tuple[WorkGroup, ...]], ...]
    count: int
    unresolved: tuple[tuple[str, tuple[Passage, ...]], ...]
    """(id of the text, places)."""


@dataclass(frozen=True, slots=True)
class EntityView:
    """An entity's page."""

    entity: Entity
    name: Tongues
    name_lang: Tongues
    names: tuple[tuple[Lang, str, Tongues], ...]
    """The names in the interface's languages, where they differ, and where each is hidden because it is the first name."""
    years: Tongues
    dates: tuple[tuple[str, Tongues, str], ...]
    """(kind, words, EDTF)."""
    identifiers: tuple[tuple[str, str, str], ...]
    """(name, value, address)."""
    forms: tuple[tuple[str, int, bool], ...]
    mentions: tuple[tuple[str, tuple[Passage, ...]], ...]
    """(id of the text, places)."""
    citations: tuple[tuple[str, tuple[Passage, ...]], ...]
    count: int
    together: tuple[tuple[Entity, int], ...]
    works: tuple[tuple[str, tuple[Entity, ...]], ...]
    """(role, works) of a person, newspaper or archive."""
    related: tuple[tuple[str, tuple[tuple[Entity, Related], ...]], ...]
    """(kind of relation, what it leads to)."""


@dataclass(frozen=True, slots=True)
class Dates:
    """Passages of the chronology with one and the same value."""

    said: Tongues
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the chronology; `name` is empty for what is dated to a year or longer."""

    name: Tongues
    id: str
    dates: tuple[Dates, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """A year of the chronology; empty for dates without one."""

    year: str
    count: int
    months: tuple[Month, ...]


@dataclass(frozen=True, slots=True)
class ChronologyView:
    """Every dated passage by time."""

    years: tuple[Year, ...]
    count: int
    strip: tuple[tuple[str, int], ...]
    """Years of the picture and how many passages each has."""
    bars: str
    """How many passages each month has: SVG path data in a box 12 wide a year and 40 high."""
    most: int
    """The most passages in one month of the picture."""


def name_of(entity: Entity, lang: Lang) -> tuple[str, Lang]:
    """An entity's name for a page in that language, and the name's own language; of a work its title."""
    if entity.bibl:
        return entity.bibl.title, entity.bibl.lang or lang
    return next(((entity.name[each], each) for each in (lang, *LANGS) if each in entity.name), (entity.id, lang))


def names_of(entity: Entity) -> tuple[Tongues, Tongues]:
    """An entity's name for each of the interface's languages, and its language where it is another."""
    return tongues(lambda each: name_of(entity, each)[0]), foreign(lambda each: name_of(entity, each)[1])


def by_text(passages: Iterable[Passage]) -> tuple[tuple[str, tuple[Passage, ...]], ...]:
    """Passages, which come text by text, with the id of each text."""
    return tuple((id, tuple(group)) for id, group in itertools.groupby(passages, key=lambda passage: passage.text.id))


def register_view(register: str, registers: Registers, lang: Lang) -> RegisterView:
    """The index of one register."""
    entities = [entity for entity in registers.entities.values() if entity.register == register]
    ranks = {each: {entity.id: rank for rank, entity in enumerate(
        sorted(entities, key=lambda entity: sort_key(name_of(entity, each)[0], each)))} for each in LANGS}  # fmt: skip
    counts = {entity.id: registers.per_text(entity.id) for entity in entities}
    most = max((max(count, default=0) for count in counts.values()), default=0)
    rows = [
        Row(
            entity, tongues(lambda each, dates=entity.dates: say_years(dates, each)), sum(counts[entity.id]), sum(map(bool, counts[entity.id])),
            len({work for _, work in registers.works.get(entity.id, ())}), bars(counts[entity.id], most),
            folded((*entity.name.values(), *entity.also, *(form.form for form in entity.forms))),
            tuple(ranks[each][entity.id] for each in LANGS), tuple(initial(name_of(entity, each)[0], each) for each in LANGS),
            tuple((next(each for each in LANGS if entity.name.get(each) == name), name,
                   " ".join(f"not-{each}" for each in LANGS if entity.name.get(each) == name))
                  for name in dict.fromkeys(entity.name[each] for each in LANGS if each in entity.name)),
        )
        for entity in sorted(entities, key=lambda entity: ranks[lang][entity.id])
    ]  # fmt: skip
    place = LANGS.index(lang)
    letters = tuple((letter, tuple(group)) for letter, group in itertools.groupby(rows, key=lambda row: row.letters[place]))
    return RegisterView(register, letters, len(rows))


def folded(words: Iterable[str]) -> str:
    """Every different word of some names, folded, each once."""
    return " ".join(dict.fromkeys(word for name in words for word in fold(name).split()))


def bars(counts: Sequence[int], most: int) -> str:
    """A column for each text, as high as the root of its share, so that one mention can be seen beside hundreds."""
    return "".join(f"M{6 * place} 12v-{max(3, round(12 * (count / most) ** 0.5))}h5V12z" for place, count in enumerate(counts) if count)


def works_view(registers: Registers, lang: Lang) -> WorksView:
    """The register of works: by author; newspapers and documents without one by where they are."""
    groups: dict[tuple[str, str], list[Entity]] = {}
    works = [entity for entity in registers.entities.values() if entity.bibl]
    for work in works:
        assert work.bibl
        kind = next((role for role in ("authors", "newspaper", "archive") if getattr(work.bibl, role)), "other")
        said = getattr(work.bibl, kind, "")
        groups.setdefault((kind, said[0] if kind == "authors" else said), []).append(work)
    counts = {work.id: registers.per_text(work.id) for work in works}
    most = max((max(count, default=0) for count in counts.values()), default=0)
    parts: list[tuple[str, tuple[WorkGroup, ...]]] = []
    for kind in ("authors", "newspaper", "archive", "other"):
        found = [_group(said, members, registers, counts, most, lang) for (each, said), members in groups.items() if each == kind]
        if found:
            sorted_ = _sorted(found, lambda group, each: (sort_key(group.name.in_(each) or "", each), group.id), lang)
            parts.append((kind, tuple(replace(group, ranks=ranks) for group, ranks in sorted_)))
    return WorksView(tuple(parts), len(works), by_text(registers.unresolved))


def _group(
    said: str, works: list[Entity], registers: Registers, counts: Mapping[str, tuple[int, ...]], most: int, lang: Lang
) -> WorkGroup:
    entity = registers.entities.get(said)
    name, name_lang = names_of(entity) if entity else (tongues(lambda _: said), tongues(lambda _: None))
    names = (*entity.name.values(), *entity.also, *(form.form for form in entity.forms)) if entity else (said,)
    rows = []
    for work, ranks in _sorted(works, lambda work, each: (sort_key(name_of(work, each)[0], each), work.id), lang):
        bibl = work.bibl
        assert bibl
        rows.append(WorkRow(work, sum(counts[work.id]), sum(map(bool, counts[work.id])), bars(counts[work.id], most), folded(
            (*names, bibl.title, *work.name.values(), *bibl.authors, bibl.container, bibl.year, bibl.shelfmark, *bibl.author_year)), ranks))
    return WorkGroup(name, name_lang, entity.id if entity else "", tuple(rows))


def _sorted(them: Sequence[Any], key: Callable[[Any, Lang], Any], lang: Lang) -> list[tuple[Any, tuple[int, ...]]]:
    """Things in the order of one language, each with its places by all of `LANGS` where these differ."""
    orders = [sorted(range(len(them)), key=lambda place, each=each: key(them[place], each)) for each in LANGS]  # type: ignore[misc]
    ranks: list[tuple[int, ...]] = [tuple(order.index(place) for order in orders) for place in range(len(them))]
    same = all(order == orders[0] for order in orders)
    return [(them[place], () if same else ranks[place]) for place in orders[LANGS.index(lang)]]


def entity_view(entity: Entity, registers: Registers) -> EntityView:
    """Everything that an entity's page shows."""
    name, name_lang = names_of(entity)
    mentions, citations = registers.mentions.get(entity.id, ()), registers.citations.get(entity.id, ())
    related: dict[str, list[tuple[Entity, Related]]] = {}
    for one in registers.related.get(entity.id, ()):
        related.setdefault(one.type + "-inverse" * one.inverse, []).append((registers.entities[one.to], one))
    works: dict[str, list[Entity]] = {}
    for role, work in registers.works.get(entity.id, ()):
        works.setdefault(role, []).append(registers.entities[work])
    together = sorted(registers.together.get(entity.id, ()), key=lambda one: (-one[1], one[0]))
    return EntityView(
        entity=entity, name=name, name_lang=name_lang,
        names=tuple((each, entity.name[each], tongues(lambda other, each=each: "hidden" if entity.name[each] == name.in_(other) else None))
                    for each in LANGS if each in entity.name and set(name.said) != {entity.name[each]}),
        years=tongues(lambda each: say_years(entity.dates, each)),
        dates=tuple((kind, tongues(lambda each, edtf=edtf: say_date(edtf, each)), edtf) for kind, edtf in entity.dates.items()),
        identifiers=tuple((IDENTIFIERS.get(kind, kind), value, LINKS.get(kind, "").format(value))
                          for kind, value in entity.identifiers.items()),
        forms=registers.forms(entity.id), mentions=by_text(mentions), citations=by_text(citations),
        count=len(mentions) + len(citations),
        together=tuple((registers.entities[id], count) for id, count in together[:TOGETHER]),
        works=tuple((role, tuple(sorted(found, key=lambda work: (work.bibl.year if work.bibl else "", work.id))))
                    for role, found in works.items()),
        related=tuple((kind, tuple(found)) for kind, found in related.items()),
    )  # fmt: skip


def chronology_view(registers: Registers) -> ChronologyView:
    """Every dated passage by year, month and value."""
    years: list[Year] = []
    for year, in_year in itertools.groupby(registers.days, key=lambda day: day.year):
        days = sorted(in_year, key=lambda day: day.month)
        months = []
        for month, in_month in itertools.groupby(days, key=lambda day: day.month):
            dates = [Dates(tongues(lambda each, edtf=edtf: say_date(edtf, each)), tuple(same)) for edtf, same in itertools.groupby(
                sorted(in_month, key=lambda day: (day.place, day.latest, day.edtf)), key=lambda day: day.edtf)]  # fmt: skip
            months.append(Month(tongues(lambda each, month=month: MONTHS[each][month - 1] if month else ""), f"y{year}-{month:02d}", tuple(dates)))
        years.append(Year(year, len(days), tuple(months)))
    strip = _dense(years, len(registers.days))
    counts = [[sum(len(dates.days) for each in year.months if each.id.endswith(f"-{month:02d}") for dates in each.dates)
               for month in range(1, 13)] for year in strip]  # fmt: skip
    most = max((count for months in counts for count in months), default=0)
    shape = "".join(
        f"M{12 * column + month + 0.1:g} 40v-{max(1, round(40 * count / most))}h.8V40z"
        for column, months in enumerate(counts) for month, count in enumerate(months) if count
    )  # fmt: skip
    return ChronologyView(tuple(years), len(registers.days), tuple((year.year, year.count) for year in strip), shape, most)


def _dense(years: Sequence[Year], total: int) -> list[Year]:
    """What the picture shows: the fullest year, and the years before and after as long as each has a hundredth of all."""
    found = {int(year.year): year for year in years if year.year and year.count * 100 >= total}
    if not found:
        return []
    first = last = max(found, key=lambda number: (found[number].count, -number))
    while first - 1 in found:
        first -= 1
    while last + 1 in found:
        last += 1
    return [found[number] for number in range(first, last + 1)]


def counts_of(registers: Registers) -> dict[str, int]:
    """How many entities each register has."""
    return {name: sum(entity.register == name for entity in registers.entities.values()) for name in REGISTERS}
