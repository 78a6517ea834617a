"""Search as the command has it: a query in, hits out, from the index of record. The browser gives the same (`static/search.js`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from edition.dictionary import Searched, make_dictionary, searched, units_where
from edition.fulltext import FullText, Indexed
from edition.lookup import Dictionary, Planner, nearest
from edition.model import Edition
from edition.query import Field, Query, parse

ORDERS = ("best", "text", "date")
"""Best first, as in the texts, by the earliest date in a unit."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit or note that was found."""

    unit: Searched
    score: float
    places: tuple[tuple[int, int], ...]
    """Where its words stand that answer to the query, in code points of its text; none if it only names an entity."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a query found."""

    query: Query
    total: int
    hits: tuple[Hit, ...]
    loosened: bool
    """Whether no unit has all of the words, and these have some."""
    names: tuple[str, ...]
    """The entities through which units were found."""
    nearest: Mapping[str, Sequence[str]]
    """Words that nothing answers to, and what may have been meant."""


@dataclass(frozen=True)
class Search:
    """Everything that search needs of an edition."""

    units: tuple[Searched, ...]
    dictionary: Dictionary
    index: FullText


def make_search(edition: Edition) -> Search:
    """Index an edition."""
    units = searched(edition)
    return Search(units, make_dictionary(edition, units), FullText.build(map(as_indexed, units)))


def as_indexed(one: Searched) -> Indexed:
    """A unit as the index of record takes it."""
    pages = tuple(map(str, range(one.pages[0], one.pages[1] + 1))) if one.pages else ()
    words = tuple((word.form, word.start, word.end) for word in one.words)
    return Indexed(one.anchor, one.text.id, one.kind, one.unit.lang, words, one.entities, one.days, pages)


def find_units(
    search: Search, text: str, *, limit: int | None = 10, within: Sequence[Field] = (), order: str = "best", names: bool = True,
) -> Result:  # fmt: skip
    """The hits of a query as typed, the best first; or in the order of the texts, or by the earliest date in a unit.

    `within`: further conditions. `names`: whether a name leads to the passages that name the same otherwise.
    """
    query = parse(text)
    asked = Query((*query.all, *within), query.none, query.unclear, query.said)
    planner = Planner(search.dictionary, lambda field, value: units_where(search.units, field, value), names)
    plan = planner.plan(asked)
    found = search.index.evaluate(plan)
    loosened = not found and len(plan["all"]) > 1
    if loosened:
        found = search.index.evaluate(planner.loosened(plan))
    if order == "text":
        found = tuple(sorted(found))
    elif order == "date":
        found = tuple(sorted(found, key=lambda one: (min((days[0] or days[1] for days in search.units[one[0]].days), default="~"), one[0])))
    forms = {form for _, forms in planner.words for form in forms}
    hits = tuple(
        Hit(search.units[number], score, tuple((word.start, word.end) for word in search.units[number].words if word.form in forms))
        for number, score in found[:limit]
    )
    missing = {word: nearest(word, search.dictionary) for word, forms in planner.words if not forms}
    return Result(query, len(found), hits, loosened and bool(found), tuple(planner.bridges), missing)
