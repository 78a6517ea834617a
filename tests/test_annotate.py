"""Entries on their places, citations, and what of all this is left on a unit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edition.annotate import annotate, in_order
from edition.citations import find_citations, label_key, make_catalogue
from edition.marked import load_marked
from edition.model import LineBreak, Note, PrintedPage, Source, Text, Unit, Work
from edition.registry import read_registry
from edition.schema import check_schema
from edition.standoff import occurrences, resolve

SCHEMAS = Path(__file__).resolve().parent.parent / "annotations" / "schema"
NAMED = "name: {az: A, tr: A, en: A}, description: {az: A, tr: A, en: A}"


def text_of(*units: str, notes: tuple[str, ...] = (), lang: str = "az") -> Text:
    """A text whose units are p1, p2 …, and its notes n1, n2 …"""
    breaks = (LineBreak(0, 1, "space"),)
    return Text(
        work=Work(id="probe", lang=lang, type="article"), source=Source("text.txt", ""), furniture=(), pages=(PrintedPage(None, "unknown"),),
        units=tuple(Unit(kind="paragraph", lang=lang, text=words, breaks=breaks, anchor=f"p{n}") for n, words in enumerate(units, 1)),
        notes=tuple(Note(kind="note", lang=lang, text=words, breaks=breaks, anchor=f"n{n}", mark=str(n)) for n, words in enumerate(notes, 1)),
    )  # fmt: skip


def read(kind: str, yaml: str):
    """A valid document of that kind, from its YAML."""
    document, problems = load_marked(yaml.encode(), f"annotations/{kind}.yaml")
    assert document is not None and not problems, problems
    assert check_schema(document, (SCHEMAS / f"{kind}.schema.json").read_text(encoding="utf-8")) == []
    return document


def annotated(text: Text, registers: dict[str, str], layers: dict[str, str] | None = None):
    """The text annotated, and the codes of the problems."""
    registry, problems = read_registry({name: read(name, yaml) for name, yaml in registers.items()})
    resolved = resolve(text, {layer: read(layer, yaml) for layer, yaml in (layers or {}).items()}, registry)
    done = annotate([text], registry, {text.id: resolved})
    return done.texts[0], [problem.code for problem in [*problems, *done.problems]]


BAKU = {"places": f"baku: {{type: settlement, {NAMED}, forms: [Bakı]}}\nother: {{type: settlement, {NAMED}, forms: [{{form: Şuşa}}]}}"}


def test_an_entry_says_what_no_rule_can_and_another_takes_away():
    text, codes = annotated(
        text_of("Bakı və Şuşa, o şəhər, Bakı"), BAKU,
        {"mentions": "- {at: p1, quote: o şəhər, entity: other}\n- {at: p1, quote: Bakı, before: 'şəhər, ', entity: none}"},
    )  # fmt: skip
    assert [(one.entity, one.form) for one in text.units[0].mentions] == [("baku", "Bakı"), ("other", "Şuşa"), ("other", "")]
    assert codes == []


def test_an_entry_overrides_a_rule_that_it_only_touches():
    text, _ = annotated(text_of("Bakı şəhəri. Şuşa."), BAKU, {"mentions": "- {at: p1, quote: Bakı şəhəri, entity: other}"})
    assert [(one.entity, one.end) for one in text.units[0].mentions] == [("other", 11), ("other", 17)]


def test_an_ambiguous_form_is_decided_by_an_entry():
    two = f"a: {{{NAMED}, forms: [Nuri]}}\nb: {{{NAMED}, forms: [{{form: Nuri}}, Nuri Paşa]}}"
    said = text_of("Nuri gəldi. Nuri Paşa getdi. Nuri qaldı.")
    assert "form-ambiguous" in annotated(said, {"people": two})[1]
    entries = "- {at: p1, quote: Nuri, after: gəldi, entity: a}\n- {at: p1, quote: Nuri, after: qaldı, entity: b}"
    text, codes = annotated(said, {"people": two}, {"mentions": entries})
    assert [one.entity for one in text.units[0].mentions] == ["a", "b", "b"] and codes == []


def test_words_that_yaml_elsewhere_takes_for_something_else_stay_words():
    document = read("people", "no: {name: {az: NO, tr: on, en: 1920-04-27}, description: {az: 0x1F, tr: 1e3, en: .inf}}")
    said = document.value["no"]
    assert [*said["name"].values(), *said["description"].values()] == ["NO", "on", "1920-04-27", "0x1F", "1e3", ".inf"]


# Citations


@pytest.fixture(scope="module")
def catalogue():
    registry, _ = read_registry({"works": read("works", json.dumps({
        "a": {"type": "book", "title": "A", "author-year": ["Sürmeli 2001", "Гасанлы 2010"], "cited-as": ["K. Karabekir, İstiklal Harbimiz"]},
        "b": {"type": "book", "title": "B", "author-year": ["Süslü İ 2017"], "cited-as": ["Karabekir", "Türk İlişkileri (1920-1953)"]},
    }, ensure_ascii=False))})  # fmt: skip
    return make_catalogue(registry.entities.values())


@pytest.mark.parametrize(("words", "wanted"), [
    ("bax (Sürmeli, 2001: 25-26).", [("(Sürmeli, 2001: 25-26)", "a", "25-26")]),
    ("bax(Гасанлы,2010: 153)", [("(Гасанлы,2010: 153)", "a", "153")]),
    ("( Süslü İ,2017:251 )", [("( Süslü İ,2017:251 )", "b", "251")]),
    ("(Sürmeli, 2001; Süslü İ,2017:3)", [("Sürmeli, 2001", "a", ""), ("Süslü İ,2017:3", "b", "3")]),
    ("(Oral, 2016)", [("(Oral, 2016)", "", "")]),
    ("(27 Nisan, 1920) (Nisan, 1920) (1917-1921) (Bakı) ()(", []),
], ids=lambda value: value if isinstance(value, str) else "")  # fmt: skip
def test_author_and_year_in_brackets(words, wanted, catalogue):
    found, _ = find_citations(text_of(words).units[0], catalogue, False)
    assert [(words[one.start : one.end], one.work, one.pages) for one in found] == wanted


@pytest.mark.parametrize(("words", "wanted"), [
    ("K. Karabekir, İstiklal Harbimiz, s. 395-396.", [("K. Karabekir, İstiklal Harbimiz, s. 395-396", "a", "395-396")]),
    ("Bax. K.Karabekir “İstiklal Harbimiz”", [("K.Karabekir “İstiklal Harbimiz", "a", "")]),
    ("Karabekir, Ankara, 1988, s.5; K. Karabekir, İSTİKLAL HARBİMİZ, səh. 7", [
        ("Karabekir, Ankara, 1988, s.5", "b", "5"), ("K. Karabekir, İSTİKLAL HARBİMİZ, səh. 7", "a", "7")]),
    ("Türk İlişkileri (1920-1953), TTK, s. 21, 23.", [("Türk İlişkileri (1920-1953), TTK, s. 21, 23", "b", "21, 23")]),
    ("Türk İlişkileri (1920-1953)", [("Türk İlişkileri (1920-1953)", "b", "")]),
    ("Karabekir..., 116", [("Karabekir..., 116", "b", "116")]),
], ids=lambda value: value if isinstance(value, str) else "")  # fmt: skip
def test_the_words_of_a_work_in_a_note(words, wanted, catalogue):
    found, _ = find_citations(text_of(notes=(words,)).notes[0], catalogue, True)
    assert [(words[one.start : one.end], one.work, one.pages) for one in found] == wanted
    assert find_citations(text_of(words).units[0], catalogue, False)[0] == (), "running text does not cite by mere words"


def test_labels_are_compared_without_spaces_and_marks():
    assert label_key("Süslü İ,2017") == label_key("süslü İ. 2017")


@given(st.text("(),;: Aəə120", max_size=60))
def test_citations_lie_in_the_text_and_apart(text):
    registry, _ = read_registry({})
    found, _ = find_citations(text_of(text).units[0], make_catalogue(registry.entities.values()), True)
    ends = [0] + [one.end for one in found]
    assert all(end <= one.start < one.end <= len(text) for end, one in zip(ends, found, strict=False))


# Quotations


@given(st.text("ab ", min_size=1, max_size=30), st.data())
def test_a_quotation_is_found_where_it_was_taken(text, data):
    text = " ".join(text.split()) or "a"
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = text[start:end]
    if quote == quote.strip():
        assert start in occurrences(text, quote, text[:start], text[end:])
        assert all(text[at : at + len(quote)] == quote for at in occurrences(text, quote))


def test_outer_annotations_come_before_inner_ones():
    text, codes = annotated(
        text_of("27 aprel 1920-ci ildə Bakı Şuşa"), BAKU,
        {"dates": "- {at: p1, quote: 27 aprel 1920-ci ildə, edtf: 1920-04-27}",
         "corrections": "- {at: p1, sic: aprel, corr: may, why: x}", "comments": "- {at: p1, comment: x, by: Ed.}"},
    )  # fmt: skip
    assert codes == []
    assert in_order(text.units[0]) == [(0, 31, "comments"), (0, 21, "dates"), (3, 8, "corrections"), (22, 26, "mentions"), (27, 31, "mentions")]
