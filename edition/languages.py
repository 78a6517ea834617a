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
"""Of fewer letters nobody can tell."""
OWN_SHARE = 0.03
"""A language's own letters make up at least this share of its texts (ə alone a tenth of Azerbaijani); below it
they are a name or a misprint in another language."""


def language_of(text: str, lang: str, descriptor: Descriptor) -> str:
    """The language of a note or a bibliography entry: the text's, or its kindred one, told by letters."""
    own = OWN_LETTERS.get(lang)
    if not own or not descriptor.kindred or sum(map(str.isalpha, text)) < TELLING:
        return lang
    letters = [letter for letter in text.lower() if letter.isalpha()]
    return lang if sum(letter in own for letter in letters) >= OWN_SHARE * len(letters) else descriptor.kindred


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
