"""static/search.js gives what Python gives: letters, words, what a word finds, plans of queries, and what plans find.

The script runs in Chromium over the real texts, with a store in memory in the place of the index in shards. What Python says
is worked out anew in every run, so tables may change; questions and answers go over in batches.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, Page

from edition.dictionary import Searched, make_dictionary, searched, units_where
from edition.letters import PLAIN, bare, keys, level_of, small, typed_as
from edition.lookup import Dictionary, Planner, begins, find, find_exact, find_prefix, nearest, search_tables, stems_of
from edition.project import read_project
from edition.query import parse
from edition.words import typed, words_of
from tests import plans
from tests.conftest import ROOT

CASES = Path(__file__).parent / "cases" / "letters.txt"
QUERIES = Path(__file__).parent / "readings" / "queries.yaml"

STORE = """data => {
    const {tables, groups, names, entities, postings, units} = JSON.parse(data), map = made => new Map(Object.entries(made))
    const all = {groups: map(groups), names: map(names), postings: map(postings)}, keys = [...all.groups.keys()].sort(), here = new Set
    const come = kind => async keys => { await 0; keys.forEach(key => here.add(kind + key)) }
    const held = (kind, key) => here.has(kind + key) && all[kind].get(key) || []
    window.fails = false
    window.fakeStore = {
        ready: Promise.resolve(tables), need: async keys => { if (fails) throw Error('not there'); return come('groups')(keys) }, group: key => held('groups', key),
        groupsFrom: async opening => [].concat(...keys.filter(key => key.startsWith(opening)).map(key => all.groups.get(key))),
        needNames: come('names'), names: key => held('names', key),
        needEntities: async ids => ids.forEach(id => here.add('entity' + id)),
        entity: id => here.has('entity' + id) ? entities[id] : {id, register: entities[id].register},
        postings: form => { const [units, ...at] = all.postings.get(form) || [[]]; return {units, tf: (at[0] || []).map(one => one.length)} },
        positions: async forms => new Map(forms.map(form => [form, all.postings.get(form)[1]])),
        where: async (field, value) => units.map((unit, n) => unit[field] === value ? n : -1).filter(n => n >= 0),
        units: async numbers => numbers.map(n => units[n]),
        days: async () => new Map(units.map((unit, n) => [n, unit.day]).filter(pair => pair[1])),
        textOf: number => units[number].text, read: 0, facets: 0, suggest: 0
    }
}"""
PARTS = "small, keys, typedAs, levelOf, wordsOf, stemsOf, find, findExact, findPrefix, begins, nearest, settle, makePlan, evaluate"


@dataclass(frozen=True)
class Engine:
    """The script at work in a page, and what Python has of the same edition."""

    page: Page
    units: tuple[Searched, ...]
    dictionary: Dictionary

    def ask(self, questions: list[Any], answer: str) -> list[Any]:
        """What a JavaScript function answers to each question."""
        return json.loads(self.page.evaluate(
            "async ([questions, answer]) => { const made = []; for (const one of JSON.parse(questions)) made.push(await eval(answer)(one)); return JSON.stringify(made) }",
            [json.dumps(questions), answer],
        ))  # fmt: skip

    def where(self, field: str, value: str) -> list[int]:
        return units_where(self.units, field, value) if field in ("text", "kind", "lang") else []


@pytest.fixture(scope="module")
def engine(browser: Browser) -> Iterator[Engine]:
    edition = read_project(ROOT).edition()
    units = searched(edition)
    dictionary = make_dictionary(edition, units)
    postings: dict[str, dict[int, list[int]]] = {}
    for number, unit in enumerate(units):
        for place, word in enumerate(unit.words):
            postings.setdefault(word.form, {}).setdefault(number, []).append(place)
    data = {
        "tables": {**search_tables(), "n": len(units)},
        "groups": {key: [[group.lemma, group.forms] for group in groups] for key, groups in dictionary.groups.items()},
        "names": {key: [{"words": name.words, "said": name.said, "entity": name.entity, "bridges": name.bridges} for name in names]
                  for key, names in dictionary.names.items()},
        "entities": {id: {"id": id, "register": one.register, "name": dict(one.name), "units": one.units} for id, one in dictionary.entities.items()},
        "postings": {form: [list(places), list(places.values())] for form, places in postings.items()},
        "units": [{"anchor": one.anchor, "text": one.text.id, "kind": one.kind, "lang": one.unit.lang,
                   "day": min((days[0] or days[1] for days in one.days), default="")} for one in units],
    }  # fmt: skip
    script = (ROOT / "static/search.js").read_text(encoding="utf-8")
    opened, store, end = script.replace("makeStore(base)", "window.fakeStore"), "makeStore(base)", "})()"
    assert store in script and script.rstrip().endswith(end)
    page = browser.new_page()
    page.set_content("<!doctype html><title>.</title>")
    page.evaluate(STORE, json.dumps(data))
    page.evaluate("source => { (0, eval)(source) }", f"{opened.rstrip().removesuffix(end)}\nwindow.parts = {{{PARTS}}}\n{end}")
    yield Engine(page, units, dictionary)
    page.close()


def differences(questions: list[Any], ours: list[Any], theirs: list[Any]) -> list[Any]:
    """The first few questions that Python and JavaScript answer otherwise."""
    assert len(questions) == len(ours) == len(theirs) > 0
    return [one for one in zip(questions, ours, theirs, strict=True) if json.loads(json.dumps(one[1])) != one[2]][:5]


def read_cases() -> Iterator[tuple[str, str, str, str, str]]:
    """(title, verb, language, of what, result)."""
    for block in CASES.read_text(encoding="utf-8").split("\n# ")[1:]:
        title, *rows = block.strip().splitlines()
        for row in rows:
            verb, _, rest = row.partition(": ")
            yield (title, *verb.partition(" ")[::2], *rest.split(" → "))


def said_of(words: list[tuple[str, int, int]]) -> str:
    return " | ".join(f"{form} {start}-{end}" for form, start, end in words)


def in_python(verb: str, lang: str, of: str) -> str:
    if verb == "small":
        return small(of, lang)
    if verb == "keys":
        return " ".join(keys(of))
    if verb == "words":
        return said_of([(word.form, word.start, word.end) for word in words_of(SimpleNamespace(text=of, lang=lang, langs=()))])
    return str((typed_as if verb == "typed-as" else level_of)(*of.split(", ")))


IN_SCRIPT = """([verb, lang, of]) => verb === 'small' ? parts.small(of, lang) : verb === 'keys' ? parts.keys(of).join(' ')
    : verb === 'typed-as' ? '' + parts.typedAs(...of.split(', ')) : verb === 'level' ? '' + parts.levelOf(...of.split(', '))
    : parts.wordsOf(of, lang).map(({form, start, end}) => `${form} ${[...of.slice(0, start)].length}-${[...of.slice(0, end)].length}`).join(' | ')"""


@pytest.mark.parametrize(("title", "verb", "lang", "of", "result"), list(read_cases()))
def test_letters_and_words_are_these(title: str, verb: str, lang: str, of: str, result: str) -> None:
    assert in_python(verb, lang, of) == result


def test_letters_and_words_are_the_same_in_the_script(engine: Engine) -> None:
    cases = [(*asked, result) for _, *asked, result in read_cases()]
    assert differences(cases, [case[-1] for case in cases], engine.ask([case[:-1] for case in cases], IN_SCRIPT)) == []


@pytest.fixture(scope="module")
def words(engine: Engine) -> list[str]:
    """Every form of the texts, and as many more as a hand makes of them in typing."""
    chance, forms = random.Random(4), sorted(engine.dictionary.counts)

    def mangled(form: str) -> str:
        at = chance.randrange(len(form))
        return typed(chance.choice([
            bare(form).translate(str.maketrans(PLAIN)), form.upper(), form[: at + 1], form[:at] + form[at + 1 : at + 2] + form[at] + form[at + 2 :],
            form + chance.choice(["da", "nın", "lar", "i", "'ın", "u", "dan", "lı", "cə"]), form.replace("ə", "a").replace("q", "k"), form[:at] + "x" + form[at + 1 :],
        ]))  # fmt: skip

    return [*forms, *(mangled(chance.choice(forms)) for _ in range(2000))]


def test_keys_levels_and_stems_of_all_words_are_the_same(engine: Engine, words: list[str]) -> None:
    pairs = [(word, other, keys(word), list(stems_of(word)), typed_as(word, other), level_of(word, other), begins(word, other))
             for word, other in zip(words, [*words[1:], *words[:1]], strict=True)]  # fmt: skip
    answer = "([a, b]) => [parts.keys(a), parts.stemsOf(a), parts.typedAs(a, b), parts.levelOf(a, b), !!parts.begins(a, b)]"
    assert differences(pairs, [pair[2:] for pair in pairs], engine.ask([pair[:2] for pair in pairs], answer)) == []


@pytest.mark.parametrize(("search", "name", "step"), [(find, "find", 1), (find_exact, "findExact", 7), (find_prefix, "findPrefix", 41), (nearest, "nearest", 41)])
def test_a_word_finds_the_same(engine: Engine, words: list[str], search: Callable[[str, Dictionary], Any], name: str, step: int) -> None:
    asked = words[::step]
    if search is find_prefix:
        asked = [word[: 1 + number % 6] for number, word in enumerate(asked)]
    theirs = engine.ask(asked, f"async word => {{ const found = await parts.settle(() => parts.{name}(word)); return found.get ? Object.fromEntries(found) : found }}")
    assert differences(asked, [search(word, engine.dictionary) for word in asked], theirs) == []


def test_the_words_of_all_units_are_the_same(engine: Engine) -> None:
    asked = [(one.unit.text, one.unit.lang, [(span.start, span.end, span.lang) for span in one.unit.langs]) for one in engine.units]
    assert all(max(text, default="") <= "\uffff" for text, *_ in asked)  # else offsets would differ
    ours = [[[word.form, word.start, word.end] for word in one.words] for one in engine.units]
    assert differences(asked, ours, engine.ask(asked, "one => parts.wordsOf(...one).map(({form, start, end}) => [form, start, end])")) == []


@pytest.fixture(scope="module")
def queries(engine: Engine) -> list[str]:
    """Readers' queries and made-up ones of every kind."""
    chance = random.Random(7)
    said = [one.unit.text[word.start : word.end] for one in engine.units for word in one.words]
    names = sorted({name.said for names in engine.dictionary.names.values() for name in names})
    ids = sorted({name.entity for key, names in engine.dictionary.names.items() for name in names
                  if key == keys(typed(name.entity.partition("-")[0]))[-1]})  # the index knows an entity by the first word of its id

    def some(count: int) -> str:
        at = chance.randrange(len(said) - count)
        return " ".join(said[at : at + count])

    kinds: list[Callable[[], str]] = [
        lambda: some(chance.randint(1, 4)), lambda: f'"{some(chance.choice((2, 3)))}"', lambda: some(1)[: chance.randint(1, 5)] + "*",
        lambda: f"{some(1)} -{some(1)}", lambda: f"{some(1)} OR {some(1)} {some(1)}", lambda: f'{some(1)} NEAR/{chance.randint(1, 9)} "{some(2)}"',
        lambda: f"person:{some(1)} {some(1)} kind:note", lambda: f"={some(1)} {chance.choice(names)}", lambda: chance.choice(names),
        lambda: f"text:istiqlal OR {some(1)} -lang:tr", lambda: f"place:{chance.choice(ids)} -\"{some(2)}\"", lambda: f"{chance.choice(names)} {some(1)}",
    ]  # fmt: skip
    return [*(each["query"] for each in yaml.safe_load(QUERIES.read_text(encoding="utf-8"))), *(chance.choice(kinds)() for _ in range(500))]


def in_order(plan: dict[str, Any]) -> dict[str, Any]:
    """A plan with its forms and units sorted, for JavaScript leaves them as they come."""

    def node(one: dict[str, Any]) -> dict[str, Any]:
        made = one | {"of": [node(part) for part in one["of"]]} if "of" in one else one | {"forms": sorted(map(list, one["forms"]))}
        return made | {"docs": sorted(set(one["docs"]))} if "docs" in one else made

    return {"all": [node(one) for one in plan["all"]], "not": [node(one) for one in plan["not"]], "filters": [sorted(set(one)) for one in plan["filters"]]}


@pytest.mark.parametrize("names", [True, False])
def test_queries_have_the_same_plan(engine: Engine, queries: list[str], names: bool) -> None:
    ours = []
    for query in queries:
        planner = Planner(engine.dictionary, engine.where, names)
        ours.append([in_order(planner.plan(parse(query))), list(planner.bridges)])
    made = engine.ask(queries, f"""async query => {{
        const {{plan, bridges}} = await parts.settle(() => parts.makePlan(editionSearch.parse(query), {str(names).lower()}))
        return [plan, [...bridges.keys()]]
    }}""")
    assert differences(queries, ours, [[in_order(plan), bridges] for plan, bridges in made]) == []


@pytest.fixture(scope="module")
def texts(engine: Engine) -> list[list[str]]:
    return [[word.form for word in one.words] for one in engine.units]




def test_a_plan_finds_the_same_as_a_scan_of_all_texts(engine: Engine, texts: list[list[str]]) -> None:
    documents, asked = plans.read(texts), list(plans.random_plans(11, texts, 250))
    ours = [plans.brute_force(plan, documents) for plan in asked]
    assert differences(asked, ours, engine.ask(asked, "plan => parts.settle(() => parts.evaluate(plan))")) == []


def test_hits_come_in_the_order_that_is_asked_for(engine: Engine) -> None:
    hits = {order: [hit["anchor"] for hit in engine.ask([order], "async order => (await editionSearch('bakı', {limit: 1e6, order})).hits")[0]]
            for order in ("best", "text", "date")}  # fmt: skip
    number = {one.anchor: at for at, one in enumerate(engine.units)}
    day = {one.anchor: min((days[0] or days[1] for days in one.days), default="~") for one in engine.units}
    assert hits["text"] == sorted(hits["best"], key=number.__getitem__) != hits["best"]
    assert hits["date"] == sorted(hits["text"], key=day.__getitem__) != hits["text"]


def test_a_result_says_what_words_names_and_looser_steps_found(engine: Engine) -> None:
    ask = "([query, options]) => editionSearch(query, options)"
    bridged, alone, loose, wrong, few, kind = engine.ask([
        ["Mustafa Kemal", {"limit": 3}], ["Mustafa Kemal", {"names": False, "limit": 3}], ["Nərimanov qqqqqq", {}], ["Nərimnaov", {}],
        ["bakı", {"from": 2, "limit": 2}], ["bakı", {"text": "istiqlal", "kind": "note", "limit": 1e6}],
    ], ask)  # fmt: skip
    assert bridged["names"][0]["id"] == "mustafa-kemal-ataturk" and bridged["total"] == alone["total"] + sum(one["n"] for one in bridged["names"])
    assert len(bridged["docs"]) == bridged["total"] and len(bridged["hits"]) == 3 and alone["names"] == []
    assert loose["loosened"] and loose["total"] > 20 and loose["words"][1]["forms"] == []
    assert "nərimanov" in wrong["words"][0]["nearest"] and wrong["total"] == 0 and not wrong["loosened"]
    assert {"nərimanov", "nərimanovun"} <= {form["form"] for form in loose["words"][0]["forms"] if form["why"] in ("exact", "ending")}
    everything = engine.ask([["bakı", {"limit": 9}]], ask)[0]["hits"]
    assert few["hits"] == everything[2:4]
    assert kind["total"] and all(hit["anchor"].startswith("istiqlal.n") for hit in kind["hits"])


@pytest.mark.parametrize("query", ["", " ", "\\ud800", "\\0", '"', "-", "NEAR", "constructor __proto__ toString*", "ъ* ь", "=", "*", "a" * 100_000, 'x"(' * 30_000,
                                   "e\u0301" * 500, "1" * 300 + "*", "text: kind: date:", "person:constructor", "kind:constructor"])  # fmt: skip
def test_no_query_is_refused(engine: Engine, query: str) -> None:
    answer = engine.page.evaluate("async query => (await editionSearch(query.replace('\\\\ud800', '\\ud800').replace('\\\\0', '\\0'))).total", query)
    assert answer >= 0


def test_a_shard_that_cannot_be_read_is_an_error_and_can_be_asked_for_again(engine: Engine) -> None:
    ask = "() => editionSearch('Ərzurum ikidir').then(one => one.query.said, error => '' + error)"
    engine.page.evaluate("fails = true")
    assert engine.page.evaluate(ask) == "Error: not there"
    engine.page.evaluate("fails = false")
    assert engine.page.evaluate(ask) == "Ərzurum ikidir"
