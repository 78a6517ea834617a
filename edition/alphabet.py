"""The alphabets of the interface's languages: how names are sorted, under which letter they stand, how a filter forgives.

Sorting follows each language's own order (Azerbaijani … d e ə f … h x ı i … k q l …; Turkish … h ı i …), letters that
it does not have standing beside their nearest; Cyrillic comes after Latin. `FOLDS` and `DIGRAPHS` are written into the
register pages, so that the filter's script folds what a reader types as `fold` folded the names.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from edition.letters import APOSTROPHES, PAIRS, PLAIN

ALPHABETS = {
    "az": "abcçdeəfgğhxıijkqlmnoöprsştuüvwyz",
    "tr": "abcçdeəfgğhıijklmnoöpqrsştuüvwxyz",
    "en": "abcdeəfghijklmnopqrstuvwxyz",
}
CYRILLIC = "абвгдеёжзийіклмнопрстуфхцчшщъыьэюя"
PIECES = re.compile(r"\d+|[^\W\d_]|[\s\-–—/.]+")
OTHERS = "#"
"""Where names stand that begin with no letter."""

FOLDS = {letter: "".join(PLAIN.get(PAIRS[0].get(one, one), PAIRS[0].get(one, one)) for one in other)
         for letter, other in (PAIRS[0] | dict.fromkeys(APOSTROPHES, "")).items() if len(letter) == 1}  # fmt: skip
"""Letters that a filter takes for others, as search does; accents, dots and hooks go before."""
DIGRAPHS = {pair: PLAIN.get(other, other) for pair, other in PAIRS[0].items() if len(pair) > 1}
"""Pairs that another spelling has for one letter: *Khalil*, *Sheykh*, *Chicherin*."""


def small(text: str, lang: str) -> str:
    """The text in small letters: in Azerbaijani and Turkish I → ı and İ → i, elsewhere both → i."""
    if lang in ("az", "tr"):
        text = text.replace("I", "ı")
    return unicodedata.normalize("NFC", text.replace("İ", "i").lower())


@lru_cache(maxsize=16384)
def sort_key(text: str, lang: str) -> tuple[tuple[tuple[int, int], ...], tuple[int, ...], str]:
    """A key that sorts names as that language does: by letters, then by accents. Marks count for nothing, a number by its value."""
    letters: list[tuple[int, int]] = []
    accents: list[int] = []
    for piece in PIECES.findall(small(text, lang)):
        if piece[0].isdigit():
            letters.append((1, int(piece)))
        elif piece[0].isalpha():
            letters.append(_rank(piece, lang))
            accents.append(0 if unicodedata.normalize("NFD", piece) == piece else ord(piece))
        elif letters and letters[-1] != (0, 0):
            letters.append((0, 0))
    return tuple(letters), tuple(accents), text


def _rank(letter: str, lang: str) -> tuple[int, int]:
    """(script, place): Latin 2, Cyrillic 3, others 4."""
    alphabet = ALPHABETS.get(lang, ALPHABETS["en"])
    for each in (letter, "i" if letter == "ı" else unicodedata.normalize("NFD", letter)[0]):
        if each in alphabet:
            return 2, alphabet.index(each)
        if each in CYRILLIC:
            return 3, CYRILLIC.index(each)
    return 4, ord(letter)


def initial(text: str, lang: str) -> str:
    """The capital letter under which a name stands; `OTHERS` where it begins with none."""
    first = next((piece for piece in PIECES.findall(small(text, lang)) if piece[0].isalnum()), "")
    if not first or not first.isalpha():
        return OTHERS
    script, place = _rank(first, lang)
    letter = ALPHABETS.get(lang, ALPHABETS["en"])[place] if script == 2 else CYRILLIC[place] if script == 3 else first
    return "İ" if letter == "i" and lang in ("az", "tr") else letter.upper()


def fold(text: str) -> str:
    """The text as the filter compares it, whatever language it is in: *Nərimanov*, *Nerimanov* and *NƏRİMANOV* are one."""
    plain = "".join(letter for letter in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(letter))
    for pair, letter in DIGRAPHS.items():
        plain = plain.replace(pair, letter)
    return " ".join(re.findall(r"\w+", "".join(FOLDS.get(letter, letter) for letter in plain)))
