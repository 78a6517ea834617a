"""What readers look for is found, and little else: recall and precision over the queries labelled by hand (tests/readings).

A query that finds nothing has no precision and is left out of that mean, unless nothing was to be found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import pytest
import yaml

from edition.lookup import BOOSTS, WHY, find
from edition.project import read_project
from edition.search import Search, find_units, make_search
from edition.words import typed
from tests.conftest import ROOT

READINGS = Path(__file__).parent / "readings"
ENOUGH = 0.98
K1 = 1.2


@dataclass(frozen=True)
class Answer:
    """A labelled query and what was found."""

    query: str
    family: str
    wanted: frozenset[str]
    found: tuple[str, ...]

    @property
    def right(self) -> int:
        return len(self.wanted.intersection(self.found))

    @property
    def recall(self) -> float:
        return self.right / len(self.wanted) if self.wanted else 1.0

    @property
    def precision(self) -> float | None:
        return self.right / len(self.found) if self.found else None if self.wanted else 1.0


@dataclass(frozen=True)
class Figures:
    """Means over queries (macro) and over hits (micro)."""

    recall: float
    precision: float
    micro_recall: float
    micro_precision: float


def figures(answers: list[Answer]) -> Figures:
    right = sum(one.right for one in answers)
    return Figures(
        fmean(one.recall for one in answers), fmean(one.precision for one in answers if one.precision is not None),
        right / sum(len(one.wanted) for one in answers), right / max(1, sum(len(one.found) for one in answers)),
    )  # fmt: skip


def said(answers: list[Answer]) -> Iterator[str]:
    """The figures, of every family and of all; then the queries that are not answered as they should be."""
    families = {family: [one for one in answers if one.family == family] for family in dict.fromkeys(one.family for one in answers)}
    for family, its in {**families, "all": answers}.items():
        now = figures(its)
        yield f"{family:20} {len(its):3}  recall {now.recall:.4f} precision {now.precision:.4f}  of hits {now.micro_recall:.4f} {now.micro_precision:.4f}"
    for one in sorted(answers, key=lambda one: one.recall + (one.precision or 0)):
        if set(one.found) != one.wanted:
            yield f"{one.family}: {one.query}: lacks {sorted(one.wanted.difference(one.found))[:6]}, has {sorted(set(one.found) - one.wanted)[:6]}"


@pytest.fixture(scope="module")
def search() -> Search:
    return make_search(read_project(ROOT).edition())


def labelled(name: str) -> list[dict]:
    return yaml.safe_load((READINGS / name).read_text(encoding="utf-8"))


def ask(search: Search, name: str) -> list[Answer]:
    return [
        Answer(one["query"], one["family"], frozenset(one["found"]), tuple(hit.unit.anchor for hit in find_units(search, one["query"], limit=None).hits))
        for one in labelled(name)
    ]  # fmt: skip


def test_the_labelled_queries_find_what_they_should(search: Search) -> None:
    answers = ask(search, "queries.yaml")
    now = figures(answers)
    assert min(now.recall, now.precision, now.micro_recall, now.micro_precision) >= ENOUGH, "\n".join(said(answers))


def test_queries_labelled_by_somebody_else_find_what_they_should(search: Search) -> None:
    answers = ask(search, "queries-second.yaml")
    now = figures(answers)
    assert min(now.recall, now.precision) >= ENOUGH, "\n".join(said(answers))


def names(search: Search) -> list[str]:
    """Single words that are names in one of several spellings."""
    found = [one["query"] for file in ("queries.yaml", "queries-second.yaml") for one in labelled(file) if one["family"] == "cross-spelling-name"]
    return [query for query in found if query.isalpha()]


def test_the_spelling_that_was_typed_comes_first(search: Search) -> None:
    """A word's weight in a unit grows with how often it is there, but less and less: it is never more than K1 + 1 times that of
    one occurrence. So where a unit has the typed spelling, in whatever form, no unit with looser ones only comes before it,
    unless these are so many forms that the sum of their boosts, each times K1 + 1, is more than one form's as typed."""
    checked = 0
    for query in names(search):
        why = find(typed(query), search.dictionary)
        ranks = []
        for hit in find_units(search, query, limit=None).hits:
            forms = {word.form for word in hit.unit.words}
            tight = [form for form in forms if why.get(form) in ("exact", "ending")]
            loose = sum(BOOSTS[why[form]] for form in forms if form in why and form not in tight) * (K1 + 1)
            ranks.append((hit.score, bool(tight), loose, hit.unit.anchor))
        assert [score for score, *_ in ranks] == sorted((score for score, *_ in ranks), reverse=True)
        last = max((place for place, (_, tight, *_) in enumerate(ranks) if tight), default=-1)
        before = [anchor for _, tight, loose, anchor in ranks[: last + 1] if not tight and loose < BOOSTS["ending"]]
        assert not before, (query, before)
        checked += last >= 0 and last + 1 < len(ranks)
    assert checked > 10, checked  # queries with hits of both sorts


def test_the_ways_to_answer_are_weighed_in_the_order_of_how_near_they_are() -> None:
    assert list(dict.fromkeys(WHY)) == ["exact", "ending", "letters", "spelling", "sound", "equivalent"]
    weights = [BOOSTS[why] for why in (*dict.fromkeys(WHY), "name")]
    assert weights == sorted(weights, reverse=True) and len(set(weights)) == len(weights)
    assert BOOSTS["ending"] > 3 * (K1 + 1) * BOOSTS["letters"]  # one word in the typed spelling, three others however often


def test_every_hit_says_why(search: Search) -> None:
    """A hit has words that answer to the query, each with a reason, or it names an entity that the query names."""
    for file in ("queries.yaml", "queries-second.yaml"):
        for one in labelled(file):
            result = find_units(search, one["query"], limit=None)
            for hit in result.hits:
                assert hit.places or set(result.names).intersection(hit.unit.entities) or not result.query.all, (one["query"], hit.unit.anchor)
            for word in result.query.all:
                if getattr(word, "word", "") and not word.exact and not word.prefix:
                    assert set(find(typed(word.word), search.dictionary).values()) <= set(BOOSTS)
