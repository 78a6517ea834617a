"""In what language a unit is, and which of its words are in another, told by letters and never guessed from words."""

from __future__ import annotations

import re
import unicodedata

from edition.model import LangSpan
from edition.profile import Descriptor

WORD = re.compile(r"[^\W\d_]+")
OWN_LETTERS = {"az": "əqx"}
"""Letters of a language that its kindred languages do not have."""
TELLING = 40
"""So many letters without one of a language's own letters are not in that language."""


def language_of(text: str, lang: str, descriptor: Descriptor) -> str:
    """The language of a note or a bibliography entry: the text's, or its kindred one, told by letters."""
    own = OWN_LETTERS.get(lang)
    if not own or not descriptor.kindred or sum(map(str.isalpha, text)) < TELLING:
        return lang
    return lang if any(letter in own for letter in text.lower()) else descriptor.kindred


def language_spans(text: str, descriptor: Descriptor) -> tuple[LangSpan, ...]:
    """Runs of whole words in a script that the descriptor names with a language, with what stands between them.

    A letter of another script inside a word is a misprint (Cyrillic а for Latin a) and changes no language.
    """
    spans: list[LangSpan] = []
    for script, lang in descriptor.scripts:
        start = end = -1
        for word in WORD.finditer(text):
            foreign = [unicodedata.name(letter, "").startswith(script.upper()) for letter in word[0]]
            if all(foreign):
                start, end = word.start() if start < 0 else start, word.end()
            elif start >= 0:
                spans.append(LangSpan(start, end, lang))
                start = -1
        if start >= 0:
            spans.append(LangSpan(start, end, lang))
    return tuple(sorted(spans, key=lambda span: span.start))
