"""Whoosh, the browser and somebody who reads every unit through find the same, in the same order, for thousands of queries.

The queries are made up by a seed from the edition's own words (`tests/queries.py`), and the labelled ones of tests/readings.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Page

from edition.letters import bare
from edition.lookup import find, find_exact
from edition.query import parse
from edition.search import Search, find_units, make_search
from edition.words import typed
from tests.conftest import Site
from tests.queries import Queries, Scan

SEED, MADE, SCANNED, BATCH = 4, 2000, 600, 100
LABELLED = sorted((Path(__file__).parent / "readings").glob("queries*.yaml"))
Asked = tuple[str, str, bool]
"""Kind, query, whether names lead on."""
Answer = list[tuple[str, float]]
"""Anchors with scores, the best first."""

ASK = """async asked => {
    const made = []
    for (const [kind, query, names] of asked) {
        const {total, docs, hits} = await editionSearch(query, {limit: 3, names})
        const {hits: last} = await editionSearch(query, {from: Math.max(3, total - 1), limit: 1, names})
        made.push([total, [...docs], [...hits, ...last].map(({anchor, score}) => [anchor, score])])
    }
    return JSON.stringify(made)
}"""
"""All hits by number; the first three and the last with their scores, for each anchor comes with its unit's text."""


@pytest.fixture(scope="module")
def search(site: Site) -> Search:
    return make_search(site.edition)


@pytest.fixture(scope="module")
def asked(site: Site, search: Search) -> list[Asked]:
    """The labelled queries, then those made up, every fourth of which asks for no names."""
    labelled = [("labelled", each["query"], True) for file in LABELLED for each in yaml.safe_load(file.read_text(encoding="utf-8"))]
    made = Queries(site.edition, search.units, SEED).make(MADE)
    return labelled + [(kind, query, number % 4 > 0) for number, (kind, query) in enumerate(made)]


@pytest.fixture(scope="module")
def by_whoosh(search: Search, asked: list[Asked]) -> list[Answer]:
    return [[(hit.unit.anchor, hit.score) for hit in find_units(search, query, limit=None, names=names).hits] for _, query, names in asked]


@pytest.fixture(scope="module")
def by_reading(site: Site, search: Search, asked: list[Asked]) -> list[Answer]:
    """What the scan says of the first queries, among which are some of every kind."""
    scan = Scan(site.edition, search.units, search.dictionary)
    few = asked[: sum(kind == "labelled" for kind, *_ in asked) + SCANNED]
    return [[(search.units[unit].anchor, score) for unit, score in scan.find(query, names)] for _, query, names in few]


def agree(one: Answer, other: Answer) -> bool:
    """Whether two answers are the same hits in the same order, with the same scores to the sixth decimal."""
    return [anchor for anchor, _ in one] == [anchor for anchor, _ in other] and all(abs(a - b) < 1.5e-6 for (_, a), (_, b) in zip(one, other, strict=True))


def disagreements(asked: list[Asked], answers: dict[str, list[Answer]]) -> str:
    """The first few queries to which not all answer the same, with what they say; empty if there are none."""
    said = []
    for number, (kind, query, names) in enumerate(asked):
        each = {who: all_[number] for who, all_ in answers.items() if number < len(all_)}
        first = next(iter(each.values()))
        if not all(agree(first, other) for other in each.values()):
            scores = {who: dict(answer) for who, answer in each.items()}
            places = {who: {anchor: place for place, anchor in enumerate(found)} for who, found in scores.items()}
            apart = [anchor for anchor in dict.fromkeys(anchor for found in scores.values() for anchor in found)
                     if len({(round(found.get(anchor, -1), 5), places[who].get(anchor)) for who, found in scores.items()}) > 1]  # fmt: skip
            said.append(f"{kind}: {query!r}{'' if names else ', no names'}: " + ", ".join(f"{who} {len(answer)}" for who, answer in each.items()))
            said += ["    " + f"{anchor}: " + ", ".join(f"{who} {found.get(anchor, '–')} (place {places[who].get(anchor, '–')})" for who, found in scores.items()) for anchor in apart[:4]]
            said.append(f"    {json.dumps(parse(query).data(), ensure_ascii=False)}")
    return "\n".join(said[:60])


def test_a_scan_of_all_texts_finds_what_whoosh_finds(asked: list[Asked], by_whoosh: list[Answer], by_reading: list[Answer]) -> None:
    assert not (said := disagreements(asked, {"whoosh": by_whoosh, "scan": by_reading})), said


def test_the_browser_finds_what_whoosh_finds(
    site: Site, page: Page, search: Search, asked: list[Asked], by_whoosh: list[Answer], by_reading: list[Answer],
) -> None:  # fmt: skip
    page.goto((site.folder / "search/index.html").as_uri())
    page.wait_for_function("window.editionSearch")
    made = [one for at in range(0, len(asked), BATCH) for one in json.loads(page.evaluate(ASK, asked[at : at + BATCH]))]
    by_browser: list[Answer] = []
    for (total, units, hits), theirs in zip(made, by_whoosh, strict=True):
        known, scores = dict(hits), dict(theirs)
        assert total == len(units) and len(known) == min(4, total)
        by_browser.append([(anchor, known.get(anchor, scores.get(anchor, 0.0))) for anchor in (search.units[unit].anchor for unit in units)])
    assert not (said := disagreements(asked, {"whoosh": by_whoosh, "browser": by_browser, "scan": by_reading})), said
    assert all([anchor for anchor, _ in hits] == [anchor for anchor, _ in (theirs[:3] + theirs[3:][-1:])] for (*_, hits), theirs in zip(made, by_whoosh, strict=True))


def test_the_queries_are_of_every_kind_and_find_something(asked: list[Asked], by_whoosh: list[Answer], by_reading: list[Answer]) -> None:
    found = Counter(kind for (kind, *_), hits in zip(asked, by_whoosh, strict=True) if hits)
    read = Counter(kind for kind, *_ in asked[: len(by_reading)])
    assert len(asked) >= MADE and {kind for kind, *_ in asked} == read.keys() == found.keys()
    assert min(read.values()) > 20 and sum(found.values()) > len(asked) * 2 / 3, (read, found)


def test_every_form_of_the_texts_is_found_by_typing_it(search: Search) -> None:
    forms = search.dictionary.counts
    assert [form for form in forms if form not in find_exact(typed(form), search.dictionary)] == []
    missed = {form: found for form in forms if form not in (found := find(typed(form), search.dictionary))}
    assert {form: found for form, found in missed.items() if bare(form) not in map(bare, found)} == {}  # askeri, if it is askerî
