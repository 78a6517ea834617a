"""The static index: what is written is what the browser reads."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from edition.dictionary import Searched, make_dictionary, make_groups, searched, units_where
from edition.letters import keys
from edition.lookup import Dictionary, begins, search_tables
from edition.project import read_project
from edition.shards import FRONTS, Bits, make_shards
from edition.words import WORD, form_of
from edition.words import typed as as_typed
from tests.conftest import ROOT

Found = tuple[tuple[int, tuple[int, ...]], ...]
EXPOSED = "Object.assign(window, {store, unpack})\n})()"
"""What search.js keeps to itself, for these tests."""


@dataclass(frozen=True)
class Index:
    """The real edition's index and what it was made of."""

    units: tuple[Searched, ...]
    dictionary: Dictionary
    lang: str
    postings: Mapping[str, Found]
    files: dict[str, bytes]
    folder: Path


def postings_of(units: tuple[Searched, ...]) -> dict[str, Found]:
    """Form → (unit, positions) of every unit that has it, read off the units."""
    found: dict[str, dict[int, list[int]]] = {}
    for number, one in enumerate(units):
        for position, word in enumerate(one.words):
            found.setdefault(word.form, {}).setdefault(number, []).append(position)
    return {form: tuple((unit, tuple(places)) for unit, places in held.items()) for form, held in found.items()}


def lay_out(files: Mapping[str, bytes], folder: Path) -> str:
    """Write an index with the scripts that read it, and a page that has them; its address."""
    bare = re.sub(r"\}\)\(\)\s*$", EXPOSED, (ROOT / "static/search.js").read_text("utf-8"))
    assert EXPOSED in bare
    page = {
        "search/index.html": b'<!doctype html><meta charset="utf-8"><script src="../static/search.js"></script>',
        "static/search.js": bare.encode(), "static/searchmore.js": (ROOT / "static/searchmore.js").read_bytes(),
    }  # fmt: skip
    for path, data in {**files, **page}.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(data)
    return (folder / "search/index.html").as_uri()


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    units = searched(edition := read_project(ROOT).edition())
    dictionary, postings, folder = make_dictionary(edition, units), postings_of(units), tmp_path_factory.mktemp("index")
    files = make_shards(units, dictionary, postings.__getitem__, search_tables(), edition.facts.lang)
    lay_out(files, folder)
    return Index(units, dictionary, edition.facts.lang, postings, files, folder)


@pytest.fixture(scope="module")
def reader(index: Index, browser: Browser) -> Iterator[Page]:
    """A page, opened from its folder, that has the index."""
    context = browser.new_context()
    page = context.new_page()
    page.goto((index.folder / "search/index.html").as_uri())
    yield page
    context.close()


def told(page: Page, script: str, given: Any = None) -> Any:
    """What a script answers; by a string, for Playwright is slow with what has many parts."""
    return json.loads(page.evaluate(f"async given => JSON.stringify(await ({script})(given))", given))


def wire(data: bytes) -> int:
    return len(gzip.compress(data, 9, mtime=0))


def test_bits_are_the_codes_that_they_are_named_after() -> None:
    def said(code: str, *numbers: Any) -> str:
        bits = Bits()
        getattr(bits, code)(*numbers)
        return "".join(bits.parts)

    assert [said("gamma", number) for number in (1, 2, 3, 4, 9)] == ["1", "010", "011", "00100", "0001001"]
    assert [said("rice", number, 2) for number in (0, 3, 4, 11)] == ["000", "011", "1000", "11011"]
    assert [said("below", number, 5) for number in range(5)] == ["00", "01", "10", "110", "111"]
    assert [said("below", number, 4) for number in range(4)] == ["00", "01", "10", "11"]
    assert said("below", 0, 1) == "" and said("among", [], 0, 9) == ""
    assert said("among", [3, 4, 5], 3, 5) == "", "what must be so takes no bits"
    assert said("among", [0, 7], 0, 7) == "111" + "00"


def test_every_list_of_numbers_is_read_back(reader: Page) -> None:
    lists = [([], 5, 4), ([7], 7, 7), ([0, 1, 2, 5, 9, 40, 41, 999], 0, 1000), (list(range(0, 3000, 7)), 0, 54_499), ([54_499], 0, 54_499)]
    bits = Bits()
    for numbers, first, last in lists:
        bits.among(numbers, first, last)
        bits.gamma(len(numbers) + 1)
        bits.rice(len(numbers), 3)
    read = reader.evaluate(
        "([bits, lists]) => { const read = unpack(bits); return lists.map(([all, first, last]) => [read.list(all.length, first, last), read.gamma(), read.rice(3)]) }",
        [bits.packed(), lists],
    )
    assert read == [[numbers, len(numbers) + 1, len(numbers)] for numbers, _, _ in lists]


def test_every_posting_and_position_is_read_back(index: Index, reader: Page) -> None:
    groups, read = told(reader, """async keys => {
        const groups = {}, read = {}
        await store.need(keys)
        for (const key of keys) {
            groups[key] = store.group(key)
            const forms = [].concat(...groups[key].map(([, forms]) => forms)), positions = await store.positions(forms)
            forms.forEach(form => { read[form] = [store.postings(form).units, store.postings(form).tf, positions.get(form)] })
        }
        return [groups, read]
    }""", index.dictionary.order)  # fmt: skip
    said = {key: [[group.lemma, sorted(group.forms)] for group in found] for key, found in index.dictionary.groups.items()}
    assert {key: [[lemma, sorted(forms)] for lemma, forms in found] for key, found in groups.items()} == said
    wanted = {form: [[unit for unit, _ in found], [len(places) for _, places in found], [list(places) for _, places in found]]
              for form, found in index.postings.items()}  # fmt: skip
    assert read == wanted


def test_keys_are_found_one_by_one_and_by_their_beginnings(index: Index, reader: Page) -> None:
    keys_ = index.dictionary.order[::97]
    got = reader.evaluate("async keys => { await store.need(keys); return keys.map(store.group) }", keys_)
    assert [[lemma for lemma, _ in found] for found in got] == [[group.lemma for group in index.dictionary.groups[key]] for key in keys_]
    for opening in ("n", "ke", "kerem", "zzz", "0", ""):
        found = [[lemma, sorted(forms)] for lemma, forms in told(reader, "store.groupsFrom", opening)]
        assert found == [[group.lemma, sorted(group.forms)] for key in index.dictionary.order if key.startswith(opening) for group in index.dictionary.groups[key]]
    assert reader.evaluate("async () => { await store.need(['zzqx', '']); return [store.group('zzqx'), store.group(''), store.postings('zzqx')] }") == [
        [], [], {"units": [], "tf": []}]  # fmt: skip


def test_every_name_and_entity_is_read_back(index: Index, reader: Page) -> None:
    got = told(reader, """async keys => {
        await store.needNames(keys)
        const names = keys.map(store.names), ids = new Set([].concat(...names).map(name => name.entity))
        await store.needEntities([...ids])
        return [names, [...ids].map(store.entity).map(({id, register, name, units}) => [id, register, name, units])]
    }""", list(index.dictionary.names))  # fmt: skip
    assert got[0] == [[{"said": one.said, "entity": one.entity, "bridges": one.bridges, "words": list(one.words)} for one in found]
                      for found in index.dictionary.names.values()]  # fmt: skip
    for id, register, name, units in got[1]:
        entity = index.dictionary.entities[id]
        assert (register, tuple(units)) == (entity.register, entity.units)
        assert {lang: name[lang] for lang in entity.name} == dict(entity.name)
    assert reader.evaluate("async () => { await store.needNames(['zzqx']); return store.names('zzqx') }") == []


def test_every_unit_is_read_back(index: Index, reader: Page) -> None:
    got = told(reader, "store.units", list(range(len(index.units))))
    for number, (one, read) in enumerate(zip(index.units, got, strict=True)):
        page = one.text.pages[one.unit.page]
        assert (read["anchor"], read["slug"], read["kind"], read["lang"], read["text"]) == (
            one.anchor, one.text.id, one.kind, one.unit.lang, one.unit.text)  # fmt: skip
        assert (read["page"], read["pageInferred"]) == (page.number or 0, page.status == "inferred" and bool(page.number))
        assert (read["mark"], read["langs"]) == (getattr(one.unit, "mark", ""), [[span.start, span.end, span.lang] for span in one.unit.langs])
        assert [name[:2] for name in read["names"]] == [[mention.start, mention.end] for mention in one.unit.mentions], number


@pytest.mark.parametrize(
    "condition",
    """text:istiqlal text:Nerimanov text:Atatürk\u00a0və\u00a0Nərimanov text:withdrawal text:nothing text: kind:note kind:unit kind:heading kind:toc
    lang:az lang:tr lang:en lang:ru page:267..270 page:..20 page:270.. page:5..5 date:1920-04-01..1920-05-31 date:..1917-12-31 date:1922-01-01..
    date:1918-09-15..1918-09-15 date:1850-01-01..1850-12-31 nothing:x""".split(),
)
def test_a_condition_means_the_same_in_the_browser(index: Index, reader: Page, condition: str) -> None:
    field, _, value = condition.replace("\u00a0", " ").partition(":")
    assert reader.evaluate("([field, value]) => store.where(field, value)", [field, value]) == units_where(index.units, field, value)


def test_conditions_find_what_they_say(index: Index) -> None:
    def found(field: str, value: str) -> list[Searched]:
        return [index.units[number] for number in units_where(index.units, field, value)]

    assert {one.text.id for one in found("text", "türklerinin")} == set()
    assert {one.text.id for one in found("text", "NERIMANOV ve Atatürk")} == {"nerimanov"}
    assert len(found("kind", "note")) + len(found("kind", "unit")) == len(index.units)
    assert all(one.pages and one.pages[0] <= 270 <= one.pages[1] for one in found("page", "270..270")) and found("page", "270..270")
    fall = found("date", "1920-04-28..1920-04-28")
    assert fall and all(any(first <= "1920-04-28" <= last for first, last in one.days) for one in fall)


def test_facets_count_all_hits(index: Index, reader: Page) -> None:
    docs = list(range(0, len(index.units), 2))
    got = reader.evaluate("docs => store.facets({docs})", docs)
    held = [index.units[number] for number in docs]

    def sums(values: Iterator[str]) -> list[tuple[int, str]]:
        all_ = list(values)
        return sorted((-all_.count(value), value) for value in set(all_))

    def years(one: Searched) -> set[str]:
        spans = [(int(first[:4]), int(last[:4])) for first, last in one.days]
        return {f"{year:04}" for first, last in spans if last - first < 5 for year in range(first, last + 1)}

    def entities(register: str) -> Iterator[str]:
        return (id for one in held for id in one.entities if index.dictionary.entities[id].register == register)

    wanted = {
        "text": sums(one.text.id for one in held), "kind": sums(one.kind for one in held), "lang": sums(one.unit.lang for one in held),
        "person": sums(entities("people")), "place": sums(entities("places")), "year": sums(year for one in held for year in years(one)),
    }  # fmt: skip
    assert {facet: [(-each["n"], each["value"]) for each in found] for facet, found in got.items()} == wanted
    assert got["place"][0]["label"] == {"az": "Azərbaycan", "tr": "Azerbaycan", "en": "Azerbaijan"}


@pytest.mark.parametrize(
    ("typed", "first"),
    [("neriman", "nariman-narimanov"), ("mustafa ke", "mustafa-kemal-ataturk"), ("kemal mus", "mustafa-kemal-ataturk"), ("Bak", "baku"), ("BAKI", "baku"),
     ("kafkas isl", "caucasus-islamic-army"), ("xelil", "halil-kut"), ("zzqx", ""), ("", "")],
)  # fmt: skip
def test_names_are_suggested_as_one_types(index: Index, reader: Page, typed: str, first: str) -> None:
    got = reader.evaluate("store.suggest", typed)
    assert (got[0]["id"] if got else "") == first
    assert len({each["id"] for each in got}) == len(got) <= 8
    for each in got:
        assert each["n"] == len(index.dictionary.entities[each["id"]].units)
        words = [form_of(match, "az") for match in WORD.finditer(each["as"])]
        assert all(any(begins(as_typed(match[0]), word) for word in words) for match in WORD.finditer(typed)), each


def test_a_hit_shows_the_words_and_the_names_that_were_found(index: Index, reader: Page) -> None:
    number, mention = next((number, mention) for number, one in enumerate(index.units) for mention in one.unit.mentions
                           if len(one.unit.mentions) > 5 and mention.entity == "mustafa-kemal-ataturk" and "Atatürk" in one.unit.text[mention.start : mention.end])  # fmt: skip
    one = index.units[number]
    word = next(word for word in one.words if word.end <= mention.start or word.start >= mention.end)
    [got] = reader.evaluate("""async ([unit, form, id, key]) => {
        const [{anchor}] = await store.units([unit])
        await store.needNames([key])
        return store.read({names: [{id}], words: [{forms: [{form, why: 'ending'}]}]}, [{anchor}])
    }""", [number, word.form, mention.entity, keys("atatürk")[-1]])  # fmt: skip
    assert got["href"] == f"../{one.text.id}/index.html" and got["text"] == one.unit.text
    same = [[other.start, other.end, "ending"] for other in one.words if other.form == word.form]
    assert [span for span in got["spans"] if span[2] == "ending"] == same
    assert [mention.start, mention.end, "name"] in got["spans"]
    assert [span for span in got["spans"] if span[2] == "name"] == [
        [other.start, other.end, "name"] for other in one.unit.mentions
        if other.entity == mention.entity and all(end <= other.start or other.end <= start for start, end, _ in same)
    ]  # fmt: skip
    assert got["spans"] == sorted(got["spans"]) and len(got["spans"]) < len(same) + len(one.unit.mentions)


def read_groups(page: Page, order: tuple[str, ...]) -> Any:
    """Of every key its groups with the postings and positions of every form."""
    return told(page, """async keys => {
        await store.need(keys)
        return Promise.all(keys.map(async key => Promise.all(store.group(key).map(async ([lemma, forms]) => {
            const positions = await store.positions(forms)
            return [lemma, forms.map(form => [form, store.postings(form).units, positions.get(form)])]
        }))))
    }""", order)  # fmt: skip


def test_odd_words_and_long_directories_are_read_back(index: Index, page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(4)
    odd = ["a", "an'enesi", "km'lik", "1920-ci", "x" * 60, "x" * 20 + "y", "a\U00010330b", "a\U00010330c", "a\U00010331", "ßæœ", "щука", "e\u0323p"]
    forms = odd + ["".join(chance.choices("abcdeəışlrn", k=chance.randint(1, 12))) for _ in range(1500)]
    stems = [form for form in forms if chance.random() < 0.2] + ["nowhere", "a\U00010330"]
    lemmas = {form: chance.choice(stems) if chance.random() < 0.6 else form for form in forms}
    places = {form: {chance.randrange(len(index.units)): sorted(chance.sample(range(3000), chance.choice((1, 1, 2, 30)))) for _ in range(chance.choice((1, 1, 1, 2, 9, 400)))}
              for form in lemmas}  # fmt: skip
    found = {form: tuple((unit, tuple(held[unit])) for unit in sorted(held)) for form, held in places.items()}
    groups = make_groups(lemmas)
    dictionary = replace(index.dictionary, groups=groups, order=tuple(sorted(groups)), counts={form: len(held) for form, held in found.items()})
    monkeypatch.setattr("edition.shards.WIDE", 6)
    page.goto(lay_out(make_shards(index.units, dictionary, found.__getitem__, search_tables(), "az"), tmp_path))
    read = read_groups(page, dictionary.order)
    assert [[[lemma, sorted(held)] for lemma, held in of_key] for of_key in read] == [
        [[group.lemma, sorted([form, [unit for unit, _ in found[form]], [list(at) for _, at in found[form]]] for form in group.forms)] for group in groups[key]]
        for key in dictionary.order
    ]
    for opening in ("e", "ne", "nx", "ß", ""):
        assert len(told(page, "store.groupsFrom", opening)) == sum(len(groups[key]) for key in groups if key.startswith(opening))
    assert told(page, "async () => (await store.suggest('neriman'))[0].id") == "nariman-narimanov"


def test_an_edition_without_words_or_names_has_an_index(page: Page, tmp_path: Path) -> None:
    page.goto(lay_out(make_shards((), Dictionary({}, (), {}, {}, {}), {}.__getitem__, search_tables(), "az"), tmp_path))
    assert told(page, "async () => { await store.need(['e']); await store.needNames(['e']); return [store.group('e'), store.names('e'), await store.groupsFrom(''), await store.where('kind', 'note'), await store.suggest('e')] }") == [[]] * 5


def test_a_shard_that_is_not_there_is_an_error_and_can_be_asked_again(index: Index, browser: Browser) -> None:
    path = index.folder / "search/u3.js"
    held = path.read_bytes()
    page = browser.new_page()
    page.goto((index.folder / "search/index.html").as_uri())
    ask = "store.units([3]).then(([unit]) => unit.anchor, error => error.message)"
    path.unlink()
    assert "u3.js" in page.evaluate(ask)
    path.write_bytes(held.replace(b'"u3","', b'"u3","x'))
    assert "renewed" in page.evaluate(ask), "a shard of another edition"
    path.write_bytes(held)
    assert page.evaluate(ask) == index.units[3].anchor
    assert page.evaluate("document.querySelectorAll('script').length") == 1, "scripts go when they have said what they hold"
    page.close()


def test_the_index_is_small(index: Index) -> None:
    sizes = {path.removeprefix("search/"): wire(data) for path, data in index.files.items() if path.startswith("search/")}
    kinds: dict[str, int] = {}
    for name, size in sizes.items():
        kinds[re.sub(r"\d*\.js$", "", name)] = kinds.get(re.sub(r"\d*\.js$", "", name), 0) + size
    bits = sum(wire(json.loads("[" + data.decode()[3:-2] + "]")[3].encode()) for path, data in index.files.items() if path.startswith("search/w"))
    assert bits + kinds["p"] <= 71_000, "postings with positions"
    assert kinds["w"] + kinds["p"] <= 97_000, "with the words themselves"
    assert kinds["w"] + kinds["p"] + kinds["u"] <= 385_000, "with the texts"
    alone = {name for name, data in index.files.items() if name.startswith("search/w") and len(re.findall(f"[{FRONTS}]", json.loads("[" + data.decode()[3:-2] + "]")[2])) == 1}
    assert max(size for name, size in sizes.items() if name[0] in "wn" and f"search/{name}" not in alone) <= 3000


def test_the_same_edition_gives_the_same_index(index: Index) -> None:
    again = make_shards(index.units, index.dictionary, index.postings.__getitem__, search_tables(), index.lang)
    assert again == {path: data for path, data in index.files.items() if path.startswith("search/")}
