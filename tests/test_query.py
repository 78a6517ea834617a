"""Queries: tests/cases/queries.txt for Python and for the browser's script, and what must hold for whatever is typed."""

from __future__ import annotations

import json
import random
import re
import sys
import time
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from edition.model import KINDS
from edition.query import FIELDS, MAX_TEXT, MAX_WORDS, Query, parse, query_tables

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "static" / "search.js"
ESCAPE = re.compile(r"\\u([0-9a-f]{4})|\\U([0-9a-f]{8})")
PIECES = [
    "a", "Bakı", "1920", "-ci", " ", " ", " ", '"', "“", "”", "«", "=", "*", "-", "–", "−", "--", "OR", "VEYA", "AND", "NOT", "NEAR",
    "NEAR/3", "NEAR/", "/", ".", "..", "_", "'", "’", "ʼ", "text:", "foo:", "date:", "page:", "kind:", "note", "1920-04", "1920-02-30",
    "44", "(", ")", "|", ":", ",", "!", "\u0301", "\u0307", "\u0338", "\u00ad", "\u200b", "\ud800", "\x00", "\n", "𝐀", "😀", "İ", "ı", "ə",
    "ŞƏXS:", "LANG:", "constructor:", "__proto__", "²", "də", "12", "=OR", "ﬁ", "ǅ", "Σ", "क्ष", "\u1100", "\u1161",
]  # fmt: skip


def read_cases() -> list[tuple[str, dict[str, str]]]:
    """(title, key → what is said of it) of every case."""
    made = []
    for block in (ROOT / "tests/cases/queries.txt").read_text(encoding="utf-8").split("\n# ")[1:]:
        title, *rows = block.strip().splitlines()
        made.append((title, {key: said.strip() for key, _, said in (row.partition(":") for row in rows)}))
    return made


def unescape(text: str) -> str:
    return ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), text)


def show(clause: dict[str, Any]) -> str:
    """A clause of the JSON in the writing of the cases."""
    match clause["is"]:
        case "word":
            return "=" * clause.get("exact", False) + clause["word"] + "*" * clause.get("prefix", False)
        case "phrase":
            return "[" + " ".join(map(show, clause["words"])) + "]"
        case "or":
            return "{" + " ⁄ ".join(map(show, clause["of"])) + "}"
        case "near":
            return f"<{show(clause['of'][0])} {clause['within']} {show(clause['of'][1])}>"
    return f"{clause['field']}:{clause['value']}"


def shown(data: dict[str, Any]) -> dict[str, str]:
    return {
        "all": " + ".join(map(show, data["all"])),
        "not": " + ".join(map(show, data["not"])),
        "unclear": " + ".join(f"{one['text']} ~ {one['why']}" for one in data["unclear"]),
        "said": data["said"],
    }


def wanted(case: dict[str, str]) -> dict[str, str]:
    return {"all": "", "not": "", "unclear": "", "said": case["query"]} | {k: v for k, v in case.items() if k != "query"}


def clauses(query: Query) -> tuple[object, ...]:
    return query.all, query.none


def generated(count: int) -> list[str]:
    """Strings of tricky pieces, the same in every run."""
    chance = random.Random(1920)
    glued = ["".join(chance.choices(PIECES, k=chance.randint(1, 14))) for _ in range(count * 2 // 3)]
    return glued + [" ".join(chance.choices(PIECES, k=chance.randint(1, 60))) for _ in range(count - len(glued))]


def in_browser(page: Page, queries: list[str]) -> list[dict[str, Any]]:
    """What the script makes of them; sent as ASCII, for lone surrogates pass no other way."""
    page.goto("about:blank")
    page.evaluate("tables => { window.tables = tables }", query_tables())
    script, end, _ = SCRIPT.read_text(encoding="utf-8").rpartition("})()")  # what it keeps to itself, for this test
    assert end
    page.add_script_tag(content=f"{script}window.parseQuery = parseQuery\n{end}")
    return json.loads(page.evaluate("all => JSON.stringify(JSON.parse(all).map(query => parseQuery(query, tables)))", json.dumps(queries)))


@pytest.mark.parametrize(("title", "case"), read_cases(), ids=[title for title, _ in read_cases()])
def test_a_query_means_this(title: str, case: dict[str, str]) -> None:
    assert shown(parse(unescape(case["query"])).data()) == wanted(case)


def test_the_browser_reads_every_case_alike(page: Page) -> None:
    cases = read_cases()
    read = in_browser(page, [unescape(case["query"]) for _, case in cases])
    assert {title: shown(data) for (title, _), data in zip(cases, read, strict=True)} == {title: wanted(case) for title, case in cases}


def test_the_browser_reads_whatever_is_typed_alike(page: Page) -> None:
    queries = [*generated(3000), *hostile()]
    for query, read in zip(queries, in_browser(page, queries), strict=True):
        assert read == parse(query).data(), ascii(query[:300])


def test_the_json_has_the_keys_of_the_contract() -> None:
    assert parse('=a* NEAR "b c" -text:x NEAR/x').data() == {
        "all": [{"is": "near", "within": 5, "of": [
            {"is": "word", "word": "a", "exact": True, "prefix": True},
            {"is": "phrase", "words": [{"is": "word", "word": "b"}, {"is": "word", "word": "c"}]},
        ]}],
        "not": [{"is": "field", "field": "text", "value": "x"}],
        "unclear": [{"text": "NEAR/x", "why": "near"}],
        "said": '=a* NEAR/5 "b c" NOT text:x',
    }  # fmt: skip
    assert parse("a OR b").data()["all"] == [{"is": "or", "of": [{"is": "word", "word": "a"}, {"is": "word", "word": "b"}]}]


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(alphabet=st.characters(), max_size=60))
def test_a_query_said_back_means_the_same(text: str) -> None:
    query = parse(text)
    again = parse(query.said)
    assert (clauses(again), again.said, again.unclear) == (clauses(query), query.said, ())


@pytest.mark.parametrize("text", generated(300))
def test_something_typed_is_never_answered_with_nothing(text: str) -> None:
    query = parse(text)
    seen = [one for one in text if unicodedata.category(one) not in ("Zs", "Cc", "Cs", "Cf")]
    assert bool(query.all or query.none or query.unclear) == bool(seen)


def hostile() -> list[str]:
    long = ['"', "“a", "-", "=", "*", "(", "|", "a", "1", "1-", "a'", "a:", "text:", "date:", "NOT ", "OR ", "a OR ", "a NEAR ", "-a ", "\x00",
            "\ud800", "\u0315\u0300", "é", "𝐀", ": ", 'x:"', "-=", " ", "'", "ᄀ", "kind:x "]  # fmt: skip
    return [piece * (100_000 // len(piece)) for piece in long]


@pytest.mark.parametrize("text", hostile(), ids=lambda text: ascii(text[:8]))
def test_a_hundred_thousand_signs_are_read_at_once(text: str) -> None:
    start = time.perf_counter()
    query = parse(text)
    assert time.perf_counter() - start < 0.25
    assert text.isspace() or query.data()["unclear"]
    assert len(query.said) < 2 * MAX_TEXT and len(query.all) + len(query.none) <= MAX_WORDS


def test_a_field_has_its_names_to_itself() -> None:
    names = [name for field, others in FIELDS.items() for name in (field, *others)]
    assert len(names) == len(set(names)) == len({*map(str.lower, names)})
    for field, others in FIELDS.items():
        for name in (field, *others, name_in_capitals(field)):
            value = {"kind": "note", "date": "1920", "page": "1"}.get(field, "x")
            (clause,) = parse(f"{name}:{value}").all
            assert clause.field == field, name  # type: ignore[union-attr]
    assert set(KINDS) < set(query_tables()["kinds"]) and json.dumps(query_tables())


def name_in_capitals(name: str) -> str:
    return name.replace("i", "İ").upper()


def test_a_word_is_letters_marks_and_numbers_by_their_category() -> None:
    for code in range(sys.maxunicode + 1):
        letter = chr(code)
        if code % 37 == 0 and unicodedata.normalize("NFC", letter) == letter:
            kind = unicodedata.category(letter)[0]
            assert bool(parse(letter).all) == (kind in "LN") or letter == "ʼ", hex(code)
