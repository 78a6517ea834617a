"""The words of a unit, as search counts them: form, place, position. Pure functions over a unit's reading text.

An ending goes with its word, also behind an apostrophe, a hyphen after a number, or a stray space (*TBMM’nin*, *Kafkaslar
’da*, *1920-ci*, *1920- ci*): so neighbours are neighbours whatever their endings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from edition.letters import APOSTROPHES, small
from edition.model import Unit

_LETTER = r"[^\W\d_]"
_MORE = r"[^\W_\u0300-\u036f]|[\u0300-\u036f]"
_APOSTROPHE = rf"[{APOSTROPHES}]"
ENDING_APART = r"(?:[ndy]?[ıiuüaeə]n?|n?[dt][aeə]n?(?:ki)?|y?l[aeə]|s[ıiuü]|n[ıiuü]n|[dt][ıiuü]r)"
"""An ending that a stray space beside an apostrophe has torn off, or that a hyphen joins to a number."""
ORDINAL = r"(?:[ıiuü]?nc[ıiuü]|c[ıiuü])"
WORD = re.compile(
    rf"(?P<number>\d+)(?:(?:[-–] ?|{_APOSTROPHE} ?|(?= {ORDINAL}(?!\w)) )(?P<after>{ORDINAL}|{ENDING_APART})(?!\w))?"
    rf"|(?P<word>{_LETTER}(?:{_MORE})*)(?P<rest>(?:{_APOSTROPHE}{_LETTER}(?:{_MORE})*)+|(?: {_APOSTROPHE}|{_APOSTROPHE} ){ENDING_APART}(?!\w))?"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a unit; its position is its place in the sequence."""

    form: str
    """In small letters of its language, an ending behind an apostrophe with it (`tbmm'nin`), a number's behind a hyphen (`1920-ci`)."""
    start: int
    end: int
    """In code points of the unit's reading text, end exclusive."""
    lang: str


def words_of(unit: Unit) -> tuple[Word, ...]:
    """The words of a unit in order."""
    return tuple(
        Word(form_of(match, lang), match.start(), match.end(), lang)
        for match in WORD.finditer(unit.text)
        for lang in (next((span.lang for span in unit.langs if span.start <= match.start() < span.end), unit.lang),)
    )


def form_of(match: re.Match[str], lang: str) -> str:
    """The form of a word that `WORD` has found."""
    if match["number"]:
        return match["number"] + (f"-{small(match['after'], lang)}" if match["after"] else "")
    return small(match["word"] + (match["rest"] or "").replace(" ", ""), lang)


def typed(word: str) -> str:
    """A typed word in small letters, with `I` left as it is: it can be an i or an ı."""
    return "I".join(small(part, "") for part in word.split("I"))
