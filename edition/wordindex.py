"""The word index: every form of every word with the places where it stands, by letter, for browsers without JavaScript."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from edition.alphabet import OTHERS, initial, sort_key
from edition.dictionary import Searched
from edition.lookup import Dictionary

Places = tuple[tuple[str, tuple[str, ...]], ...]
"""(text, anchors in it) in the order of the texts."""


@dataclass(frozen=True, slots=True)
class Lemma:
    """A word with its forms."""

    lemma: str
    forms: tuple[tuple[str, Places], ...]
    bare: bool
    """Whether the lemma itself is a form that the texts have."""


@dataclass(frozen=True, slots=True)
class WordPage:
    """The words under one letter."""

    letter: str
    folder: str
    """Its folder in the site's: `a`, `u0259`."""
    lemmas: tuple[Lemma, ...]
    forms: int


def word_pages(units: Sequence[Searched], dictionary: Dictionary, lang: str) -> tuple[WordPage, ...]:
    """A page a letter, in the alphabet of a language; numbers and the rest first."""
    places: dict[str, dict[str, list[str]]] = {}
    for one in units:
        for form in dict.fromkeys(word.form for word in one.words):
            places.setdefault(form, {}).setdefault(one.text.id, []).append(one.unit.anchor)
    words: dict[str, list[str]] = {}
    for groups in dictionary.groups.values():
        for group in groups:
            words.setdefault(group.lemma, []).extend(group.forms)
    letters: dict[str, list[Lemma]] = {}
    for lemma in sorted(words, key=lambda lemma: sort_key(lemma, lang)):
        forms = sorted(set(words[lemma]), key=lambda form: sort_key(form, lang))
        letters.setdefault(initial(lemma, lang), []).append(
            Lemma(lemma, tuple((form, tuple((text, tuple(anchors)) for text, anchors in places[form].items())) for form in forms), lemma in forms)
        )
    pages = (WordPage(letter, _folder(letter), tuple(lemmas), sum(len(one.forms) for one in lemmas)) for letter, lemmas in letters.items())
    return tuple(sorted(pages, key=lambda page: (page.letter != OTHERS, sort_key(page.letter, lang))))


def _folder(letter: str) -> str:
    """A name that every file system and server takes."""
    small = letter.lower()
    return small if small.isascii() and small.isalpha() else "0" if letter == OTHERS else f"u{ord(small[0]):04x}"
