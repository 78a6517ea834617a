"""Which words a form of the registry finds: tests/cases/mentions.txt, and what must hold for any text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edition.endings import fold, is_ending, stems
from edition.mentions import candidates, judge, make_rules
from edition.model import Entity, Form

CASES = Path(__file__).parent / "cases" / "mentions.txt"
CONDITION = re.compile(r" (before|after|not-before|not-after|endings)=(\S+)")


def read_cases() -> list[tuple[str, dict[str, str]]]:
    """(title, key → value) of every case."""
    made = []
    for block in CASES.read_text(encoding="utf-8").split("\n# ")[1:]:
        title, *rows = block.strip().splitlines()
        made.append((title, {"lang": "az"} | dict((row.partition(":")[0], row.partition(":")[2].strip()) for row in rows)))
    return made


def make_entities(said: str) -> list[Entity]:
    """Entities from `baku: Bakı | Baku before=…; …`."""
    entities = []
    for part in said.split(";"):
        id, _, forms = part.strip().partition(": ")
        made = []
        for form in forms.split(" | "):
            given = {key.replace("-", "_"): (word,) for key, word in CONDITION.findall(form) if key != "endings"}
            made.append(Form(CONDITION.sub("", form).strip(), endings="endings=no" not in form, **given))
        entities.append(Entity(id=id, register="places", type="place", name={}, forms=tuple(made)))
    return entities


def marks(text: str, entities: list[Entity], lang: str = "az", **more) -> list[tuple[str, str]]:
    """(entity, words) of what the forms find."""
    judged = judge(candidates(text, make_rules(entities, lang), more.get("slug", "probe")), more.get("taken", ()), more.get("cited", ()))
    return [(one.rule.entity.id, text[one.start : one.end]) for one in judged if not one.verdict]


@pytest.mark.parametrize(("title", "case"), read_cases(), ids=[title for title, _ in read_cases()])
def test_a_form_finds_these_words(title: str, case: dict[str, str]) -> None:
    entities = make_entities(case["forms"])
    found = marks(case["text"], entities, case["lang"])
    wanted = [mark.strip() for mark in case["marks"].split("|") if mark.strip()]
    named = [f"{id} {words}" for id, words in found]
    assert wanted in ([words for _, words in found], named)


def test_a_form_of_one_text_is_no_form_of_another() -> None:
    entity = Entity(id="n", register="people", type="person", name={}, forms=(Form("Nuri", texts=("suqut",)),))
    assert marks("Nuri", [entity]) == []
    assert marks("Nuri", [entity], slug="suqut") == [("n", "Nuri")]


def test_two_entities_at_one_place_are_both_left() -> None:
    assert marks("Nuri gəldi", make_entities("a: Nuri; b: Nuri")) == [("a", "Nuri"), ("b", "Nuri")]


def test_an_entry_decides_before_every_rule() -> None:
    assert marks("Nuri Paşa gəldi", make_entities("a: Nuri Paşa"), taken=[(0, 4)]) == []


def test_in_a_citation_rules_find_newspapers_and_archives_only() -> None:
    paper = Entity(id="p", register="newspapers", type="newspaper", name={}, forms=(Form("İkdam"),))
    text = "İkdam, Bakı, 1920"
    assert marks(text, [paper, *make_entities("b: Bakı")], cited=[(0, len(text))]) == [("p", "İkdam")]
    assert marks(text, [paper], cited=[(3, len(text))]) == [], "not across the edge"


@pytest.mark.parametrize(("stem", "rest"), [("bakı", "lı"), ("bakı", "n"), ("müsavat", "çı"), ("kars", "e"), ("van", "adium")])
def test_what_is_no_ending(stem: str, rest: str) -> None:
    assert not is_ending(stem, rest)


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    for lang in ("az", "en"):
        assert len(fold(text, lang)) == len(text)


@given(st.text("İIiıĞğQqKkaəeou .’'-", min_size=1, max_size=40), st.sampled_from(["Qara", "İki", "K. Ağa", "a", "Qə"]))
def test_what_is_found_begins_with_a_stem_of_the_form(text: str, form: str) -> None:
    entities = [Entity(id="x", register="places", type="place", name={}, forms=(Form(form),))]
    for one in candidates(text, make_rules(entities, "az"), "probe"):
        words = fold(text[one.start : one.name_end]).replace(". ", ".")
        assert words in {stem.replace(". ", ".") for stem, _ in stems(fold(form))}
        assert one.start < one.name_end <= one.end <= len(text)
