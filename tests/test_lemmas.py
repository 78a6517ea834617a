"""Which forms are one word and which words one another's spellings: tests/cases/lemmas.txt, and whether the tables are idle."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from edition import letters
from edition.dictionary import searched
from edition.lemmas import APART, IRREGULAR, SHORT, STEMS, lemmas_of, parted
from edition.letters import EQUIVALENTS, keys, level_of
from tests.conftest import Site

CASES = Path(__file__).parent / "cases" / "lemmas.txt"


def read_cases() -> list[tuple[str, str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
    """(title, kind, forms, further words, names) of every case."""
    made = []
    for block in CASES.read_text(encoding="utf-8").split("\n# ")[1:]:
        title, *rows = block.strip().splitlines()
        lines = [(kind, said) for kind, _, said in (row.partition(": ") for row in rows)]
        more, names = (tuple(word for kind, said in lines if kind == wanted for word in said.split()) for wanted in ("texts", "names"))
        made += [(title, kind, tuple(group.split()), more, names) for kind, said in lines if kind not in ("texts", "names") for group in said.split(" | ")]
    return made


CASE = read_cases()


def test_there_are_enough_cases() -> None:
    assert len(CASE) > 80
    assert {kind for _, kind, *_ in CASE} == {"one", "apart", "spelt", "unlike"}


@pytest.mark.parametrize(("title", "kind", "forms", "more", "names"), CASE, ids=[f"{kind} {' '.join(forms)}" for _, kind, forms, *_ in CASE])
def test_forms_and_spellings(title: str, kind: str, forms: tuple[str, ...], more: tuple[str, ...], names: tuple[str, ...]) -> None:
    if kind in ("spelt", "unlike"):
        for one, other in combinations(forms, 2):
            assert (level_of(one, other) >= 0) == (level_of(other, one) >= 0) == (kind == "spelt"), (title, one, other)
        return
    found = lemmas_of(dict.fromkeys((*forms, *more), 1), names)
    lemmas = [found[form] for form in forms]
    assert len(set(lemmas)) == (1 if kind == "one" else len(forms)), (title, dict(zip(forms, lemmas, strict=True)))


@pytest.mark.parametrize("group", EQUIVALENTS)
def test_equivalents_are_needed(group: str, monkeypatch: pytest.MonkeyPatch) -> None:
    words = group.split()
    assert all(level_of(one, other) in (2, 5) for one, other in combinations(words, 2)), group
    monkeypatch.setattr(letters, "EQUIVALENT", {})
    assert any(level_of(one, other) < 0 for one, other in combinations(words, 2)), f"{group}: found by its letters"


def test_no_word_is_in_two_groups_of_equivalents() -> None:
    seen = [(keys(word)[0], group) for group in EQUIVALENTS for word in group.split()]
    assert len({key for key, _ in seen}) == len(set(seen))


def test_tables_of_words_do_not_overlap() -> None:
    assert not APART & STEMS
    assert not IRREGULAR.keys() & (APART | STEMS)
    assert not SHORT & STEMS


def test_no_entry_is_idle_where_the_texts_have_it(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A word that is kept apart has at least one way to be parted, an irregular form another lemma than it would get."""
    frequency = {word.form: 1 for one in searched(site.edition) for word in one.words}
    lemmas = lemmas_of(frequency, ())
    monkeypatch.setattr("edition.lemmas.APART", frozenset())
    parted.cache_clear()
    idle = [form for form in sorted(APART & frequency.keys()) if not list(parted(form))]
    monkeypatch.setattr("edition.lemmas.IRREGULAR", {})
    parted.cache_clear()
    without = lemmas_of(frequency, ())
    parted.cache_clear()
    assert idle == []
    assert [form for form in IRREGULAR if form in frequency and lemmas[form] != IRREGULAR[form]] == []
    assert len([form for form in IRREGULAR if form in frequency and without[form] != lemmas[form]]) >= 20
