"""The engine of record: hits worked out by hand, and thousands of plans over the real texts beside a reading of every word."""

import itertools
import json
import os
import random
import re
import subprocess
import sys
from math import log
from pathlib import Path

import pytest

from edition.dates import span_of
from edition.fulltext import Indexed, FullText
from edition.project import read_project
from tests.conftest import ROOT, files_of
from tests.plans import Node, Plan, brute_force, random_plans, read, scores

WORD = re.compile(r"[^\W_]+")


def words(text: str) -> tuple[tuple[str, int, int], ...]:
    return tuple((match[0].lower(), match.start(), match.end()) for match in WORD.finditer(text))


def documents(*texts: str) -> list[Indexed]:
    return [Indexed(f"t.p{number}", "t", "paragraph", "az", words(text)) for number, text in enumerate(texts)]


def forms(*found: str | tuple[str, float], **more: object) -> Node:
    return {"is": "forms", "forms": [[one, 1.0] if isinstance(one, str) else list(one) for one in found], **more}


def phrase(*parts: Node | str) -> Node:
    return {"is": "phrase", "of": [forms(part) if isinstance(part, str) else part for part in parts]}


def near(one: Node | str, other: Node | str, within: int) -> Node:
    return {"is": "near", "within": within, "of": [forms(part) if isinstance(part, str) else part for part in (one, other)]}


def either(*parts: Node) -> Node:
    return {"is": "or", "of": list(parts)}


def plan(*nodes: Node, unwanted: tuple[Node, ...] = (), filters: tuple[list[int], ...] = ()) -> Plan:
    return {"all": list(nodes), "not": list(unwanted), "filters": list(filters)}


TOLD = ("bakı gəncə bakı", "gəncə", "şuşa bakı şuşa gəncə", "qars")
N = len(TOLD)


def idf(n: int) -> float:
    return log(N / (n + 1)) + 1


def weight(tf: int) -> float:
    return tf * 2.2 / (tf + 1.2)


ONE, TWO = weight(1), weight(2)

WORKED_OUT = {
    "a word: the oftener the better": (plan(forms("bakı")), {0: idf(2) * TWO, 2: idf(2)}),
    "forms of a word have one idf, each its boost": (plan(forms("bakı", ("şuşa", 0.5), ("yox", 1.0))), {2: idf(2) * (ONE + 0.5 * TWO), 0: idf(2) * TWO}),
    "a form named twice counts twice": (plan(forms("qars", ("qars", 0.5))), {3: 1.5 * idf(1)}),
    "a word in two nodes has each one's idf": (plan(forms("bakı"), forms("bakı", "gəncə")), {0: idf(2) * TWO + idf(3) * (TWO + 1), 2: idf(2) + idf(3) * 2}),
    "documents of the registry score less, and not if they have the word": (
        plan(forms("gəncə", docs=[0, 3], docsBoost=0.05)), {0: idf(4), 1: idf(4), 2: idf(4), 3: idf(4) * 0.05}),
    "the registry alone": (plan({"is": "forms", "forms": [], "docs": [3, 1], "docsBoost": 0.1}), {1: idf(2) * 0.1, 3: idf(2) * 0.1}),
    "documents of the registry at no boost are hits still": (plan({"is": "forms", "forms": [], "docs": [1], "docsBoost": 0.0}), {1: 0.0}),
    "all words": (plan(forms("bakı"), forms("şuşa")), {2: idf(2) + idf(1) * TWO}),
    "all words, one in no document": (plan(forms("bakı"), forms("yox")), {}),
    "or: those that hold": (plan(either(forms("qars"), phrase("bakı", "gəncə"))), {0: idf(2) * TWO + idf(3), 3: idf(1)}),
    "a phrase, in order": (plan(phrase("bakı", "şuşa")), {2: idf(2) + idf(1) * TWO}),
    "a phrase, not with a word between": (plan(phrase("bakı", "gəncə", "şuşa")), {}),
    "a phrase of forms": (plan(phrase(forms("gəncə", "şuşa"), "bakı")), {0: idf(3) * 1 + idf(2) * TWO, 2: idf(3) * (1 + TWO) + idf(2)}),
    "a word after itself is not there once": (plan(phrase("qars", "qars")), {}),
    "the registry finds no phrase, yet its documents are counted": (
        plan(phrase(forms("qars", docs=[0], docsBoost=0.05), "gəncə")), {}),
    "nor a neighbour": (plan(near(forms("gəncə", docs=[3], docsBoost=0.05), "bakı", 1)), {0: idf(4) + idf(2) * TWO}),
    "near, in either order": (plan(near("gəncə", "bakı", 2)), {0: idf(3) + idf(2) * TWO, 2: idf(3) + idf(2)}),
    "near, not farther": (plan(near("gəncə", "bakı", 1)), {0: idf(3) + idf(2) * TWO}),
    "near itself: twice, apart": (plan(near("bakı", "bakı", 2)), {0: 2 * idf(2) * TWO}),
    "near itself: not farther": (plan(near("bakı", "bakı", 1)), {}),
    "near a phrase that begins farther off than it ends": (plan(near("gəncə", phrase("bakı", "şuşa"), 1)), {2: idf(3) + idf(2) + idf(1) * TWO}),
    "near a phrase on its other side": (plan(near(phrase("bakı", "şuşa"), phrase("gəncə"), 1)), {2: idf(3) + idf(2) + idf(1) * TWO}),
    "not near a phrase that it is in": (plan(near(phrase("şuşa", "bakı"), "bakı", 9)), {}),
    "not": (plan(forms("bakı"), unwanted=(phrase("bakı", "gəncə"),)), {2: idf(2)}),
    "not, and nothing of what is wanted": (plan(unwanted=(forms("bakı"), forms("qars"))), {1: 0.0}),
    "not, by the registry": (plan(forms("gəncə"), unwanted=(forms("yox", docs=[0, 1], docsBoost=0.05),)), {2: idf(3)}),
    "not what there is not": (plan(unwanted=(forms("yox"),)), {0: 0.0, 1: 0.0, 2: 0.0, 3: 0.0}),
    "filters: all of them": (plan(forms("bakı"), filters=([0, 2, 3], [1, 2])), {2: idf(2)}),
    "filters alone": (plan(filters=([3, 0],)), {0: 0.0, 3: 0.0}),
    "a filter that nothing passes": (plan(forms("bakı"), filters=([],)), {}),
    "filters that nothing passes together": (plan(filters=([0, 1], [2])), {}),
    "a node of nothing": (plan(forms()), {}),
    "an empty plan": (plan(), {}),
}  # fmt: skip


@pytest.mark.parametrize("case", WORKED_OUT)
def test_hits_and_scores_are_those_worked_out_by_hand(case: str) -> None:
    asked, told = WORKED_OUT[case]
    expected = sorted(((number, round(score, 6)) for number, score in told.items()), key=lambda hit: (-hit[1], hit[0]))
    assert brute_force(asked, read([[form for form, _, _ in words(text)] for text in TOLD])) == expected
    assert list(FullText.build(documents(*TOLD)).evaluate(asked)) == expected


def test_a_limit_takes_the_best() -> None:
    built = FullText.build(documents(*TOLD))
    assert built.evaluate(plan(forms("bakı", "şuşa")), limit=1) == built.evaluate(plan(forms("bakı", "şuşa")))[:1]
    assert [number for number, _ in built.evaluate(plan(filters=([3, 1, 2],)), limit=2)] == [1, 2]


def test_a_node_of_no_known_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="'fuzzy'"):
        FullText.build(documents(*TOLD)).evaluate(plan({"is": "fuzzy"}))


def test_an_index_of_nothing_finds_nothing() -> None:
    built = FullText.build([])
    assert (built.size, built.forms(), built.postings("bakı"), tuple(built.occurrences()), built.documents_with("kind", "note")) == (0, (), (), (), ())
    for asked, _ in WORKED_OUT.values():
        if not any("docs" in json.dumps(node) for node in (*asked["all"], *asked["not"])):
            assert built.evaluate(asked) == ()


def test_a_prefix_of_more_forms_than_whoosh_joins_has_its_places() -> None:
    many = [f"söz{number}" for number in range(1200)]
    lines = [" son ".join(many[first : first + 100]) for first in range(0, 1200, 100)]
    built = FullText.build(documents(*lines, "söz7 heç son", "özgə son"))
    assert [number for number, _ in built.evaluate(plan(phrase(forms(*many), "son")))] == list(range(12))
    assert sorted(number for number, _ in built.evaluate(plan(near(forms(*many), "son", 2)))) == list(range(13))
    assert brute_force(asked := plan(forms(*many)), read([line.split() for line in (*lines, "söz7 heç son", "özgə son")])) == list(built.evaluate(asked))


def test_documents_are_found_by_field_and_by_day() -> None:
    built = FullText.build([
        Indexed("a.p1", "a", "paragraph", "az", words("bir"), ("nerimanov", "baku"), (("1920-04-01", "1920-04-30"),), ("12", "13")),
        Indexed("a.n-star-1", "a", "note", "tr", (), ("baku",), (("1918-01-01", "1918-12-31"), ("1921-03-16", "1921-03-16"))),
        Indexed("b.p1", "b", "list-item", "tr", words("iki"), dates=(("", "1905-12-31"), ("1923-10-29", ""))),
    ])  # fmt: skip
    assert [built.anchor(number) for number in range(built.size)] == ["a.p1", "a.n-star-1", "b.p1"]
    found = {
        ("text", "a"): (0, 1), ("kind", "list-item"): (2,), ("kind", "list"): (), ("lang", "tr"): (1, 2),
        ("entity", "baku"): (0, 1), ("entity", "nerimanov"): (0,), ("entity", "neriman"): (), ("page", "13"): (0,), ("page", "1"): (),
    }  # fmt: skip
    assert {asked: built.documents_with(*asked) for asked in found} == found
    days = {
        ("1920-04-28", "1920-04-28"): (0,), ("1920-05-01", "1920-12-31"): (), ("1919-01-01", "1920-04-01"): (0,),
        ("1918-12-31", "1920-01-01"): (1,), ("1919-01-01", "1919-12-31"): (), ("1800-01-01", "2000-01-01"): (0, 1, 2),
        ("1905-01-01", "1905-01-01"): (2,), ("1906-01-01", "1910-01-01"): (), ("1930-01-01", "1931-01-01"): (2,),
    }  # fmt: skip
    assert {asked: built.documents_dated(*asked) for asked in days} == days


@pytest.fixture(scope="module")
def real() -> list[Indexed]:
    """The five texts' units and notes."""
    return [
        Indexed(
            f"{text.id}.{unit.anchor}", text.id, unit.kind, unit.lang, words(unit.text),
            tuple(sorted({mention.entity for mention in unit.mentions})),
            tuple(sorted({span_of(dated.edtf) for dated in unit.dates})),
        )
        for text in read_project(ROOT).edition().texts for unit in (*text.units, *text.notes)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def built(real: list[Indexed]) -> FullText:
    return FullText.build(real)


def test_what_is_read_back_from_the_index_is_what_went_in(real: list[Indexed], built: FullText) -> None:
    told: dict[str, dict[int, list[tuple[int, int, int]]]] = {}
    for number, document in enumerate(real):
        for position, (form, start, end) in enumerate(document.words):
            told.setdefault(form, {}).setdefault(number, []).append((position, start, end))
    assert built.size == len(real)
    assert [built.anchor(number) for number in range(built.size)] == [document.anchor for document in real]
    assert built.forms() == tuple(sorted(told))
    for form, places in told.items():
        assert built.postings(form) == tuple(
            (number, tuple(p for p, _, _ in found), tuple((start, end) for _, start, end in found)) for number, found in places.items()
        )
    assert tuple(built.occurrences()) == tuple((form, built.postings(form)) for form in built.forms())
    assert built.postings("in-no-text") == ()


def test_filters_read_back_are_what_went_in(real: list[Indexed], built: FullText) -> None:
    for field in ("text", "kind", "lang"):
        for value in {getattr(document, field) for document in real}:
            assert built.documents_with(field, value) == tuple(n for n, one in enumerate(real) if getattr(one, field) == value)
    for entity in {entity for document in real for entity in document.entities}:
        assert built.documents_with("entity", entity) == tuple(n for n, one in enumerate(real) if entity in one.entities)
    for year, month in itertools.product(range(1914, 1924), range(1, 13)):
        first, last = f"{year}-{month:02}-01", f"{year}-{month:02}-31"
        assert built.documents_dated(first, last) == tuple(
            number for number, one in enumerate(real) if any(start <= last and first <= end for start, end in one.dates)
        )


def test_whoosh_finds_what_a_reading_of_every_word_finds(real: list[Indexed], built: FullText) -> None:
    texts = [[form for form, _, _ in document.words] for document in real]
    reading = read(texts)
    found, kinds = 0, dict.fromkeys(("forms", "phrase", "near", "or", "all"), 0)
    for number, asked in enumerate(random_plans(1918, texts, 2000)):
        expected, hits = brute_force(asked, reading), built.evaluate(asked)
        assert list(hits) == expected, (number, asked)
        found += bool(hits)
        for node in asked["all"] if hits else ():
            kinds[node["is"]] += 1
    assert found > 900 and min(kinds.values()) > 100, (found, kinds)  # plans that find nothing test little


def test_plans_made_up_are_the_same_for_the_same_seed_and_are_json() -> None:
    texts = [text.split() for text in TOLD]
    made = list(random_plans(7, texts, 300))
    assert made == list(random_plans(7, texts, 300)) != list(random_plans(8, texts, 300))
    assert json.loads(json.dumps(made)) == made
    reading, built = read(texts), FullText.build(documents(*TOLD))
    for asked in made:  # so few documents that most scores are equal
        assert list(built.evaluate(asked)) == brute_force(asked, reading), asked
    assert scores(forms("qars"), reading).keys() == {3}


def test_making_the_index_leaves_chance_as_it_was_and_writes_no_file(real: list[Indexed], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    opened: list[object] = []
    watching = [True]
    sys.addaudithook(lambda event, told: opened.append(told) if watching and event in ("os.mkdir", "os.rename", "os.remove") else None)
    random.seed(1)
    state = random.getstate()
    FullText.build(real[:50]).evaluate(plan(phrase("azərbaycan", "türkləri")))
    watching.clear()
    assert random.getstate() == state
    assert files_of(tmp_path) == {} and opened == []


def test_hits_do_not_hang_on_the_hash_seed() -> None:
    program = (
        "from edition.fulltext import Indexed, FullText; from tests.plans import random_plans\n"
        f"texts = [text.split() for text in {TOLD!r}]\n"
        "built = FullText.build(Indexed('t.p1', 't', 'note', 'az', tuple((word, 0, 1) for word in words)) for words in texts)\n"
        "print([built.evaluate(plan) for plan in random_plans(3, texts, 100)], built.forms())"
    )
    told = {
        subprocess.run([sys.executable, "-c", program], cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def test_no_other_module_knows_whoosh() -> None:
    knowing = [path.name for path in sorted((ROOT / "edition").glob("*.py")) if re.search(r"^\s*(?:from|import) whoosh", path.read_text("utf-8"), re.M)]
    assert knowing == ["fulltext.py"]
