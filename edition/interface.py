"""The interface's words as pages say them: plurals and numbers by CLDR."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.numbers import format_decimal

from edition.catalogue import PLACE


@lru_cache(maxsize=4096)
def counted(number: int, lang: str) -> str:
    """A number as the language groups its figures: 12,345 in English, 12.345 in Turkish."""
    return format_decimal(number, locale=lang)


class Say:
    """The interface's words in one language: `say("extent-notes", n=3)`.

    Where the words have a plural, whole numbers are counts and are grouped; elsewhere they are names (page 1024).
    """

    def __init__(self, lang: str, words: Mapping[str, Any]):
        self.lang = lang
        self.words = words
        self.plural = Locale.parse(lang).plural_form

    def __call__(self, key: str, /, **values: Any) -> str:
        said = self.words[key] if key in self.words or not key.startswith("lang-") else key.removeprefix("lang-")
        if isinstance(said, dict):
            n = values.get("n")
            said = said[self.plural(n) if isinstance(n, int) else "other"]
            values = {name: counted(value, self.lang) if isinstance(value, int) else value for name, value in values.items()}
        return PLACE.sub(lambda place: str(values[place[1]]), said) if values else str(said)
