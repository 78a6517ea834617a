"""The interface's words as pages say them, in one language, with what a reader's browser needs to say them in another.

A page is made once. What a template says, `{{ say("note", mark="13") }}` or a name that the edition has in three languages
(`Tongues`), comes with invisible marks round it; `unmark` takes them out of the finished page and leaves in their place
attributes that static/languages.js reads:

    data-say="note?mark=13"             the element's words; data-say-title="…" those of an attribute
    data-say="=Bakı|Bakü|Baku"          words in the languages of `LANGS`; `%` stands for no words, no attribute
    data-say-aria-label="@title"        the same as the title
    data-say="{type-book} · 2007"       words among others; in words `^ru^Баку^` is a run in another language

Letters that mean something here are percent-encoded in words and values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Any

from babel import Locale
from babel.numbers import format_decimal

from edition.catalogue import PLACE
from edition.model import LANGS, Lang

OPEN, THEN, SHUT = "\x01", "\x02", "\x03"
"""Round marked words: OPEN number THEN words SHUT. No source, YAML file or HTML page may have these characters."""
MARKED = re.compile(f"{OPEN}(\\d+){THEN}([^{OPEN}{THEN}{SHUT}]*){SHUT}")
MARK = re.compile(f"{OPEN}\\d+{THEN}|[{OPEN}{THEN}{SHUT}]")
ANY = re.compile(f"{MARKED.pattern}|[{OPEN}{THEN}{SHUT}]")
MEANT = re.compile(r"[%{}|^;=?&\"'<>\x00-\x1f]")
NAME = re.compile(r"<(\w*)")
ATTRIBUTE = re.compile(rf'\s([\w:-]+)="([^"]*{OPEN}[^"]*)"')
ONLY_TEXT = {"title", "option", "textarea"}
"""Elements that hold no others."""
UNREAD = {"script", "style"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
"""Elements that hold nothing (HTML, 13.1.2)."""
Runs = Callable[[str], list[tuple[str, Lang]]]
"""Divides words into runs, each with its language where its script says one."""


@lru_cache(maxsize=4096)
def counted(number: float, lang: Lang) -> str:
    """A number as the language groups its figures: 12,345 in English, 12.345 in Turkish; 16.6 there is 16,6."""
    return format_decimal(number, locale=lang)


class Say:
    """The interface's words in one language: `say("extent-notes", n=3)`.

    Where the words have a plural, whole numbers are counts and are grouped; elsewhere they are names (page 1024).
    """

    def __init__(self, lang: Lang, words: Mapping[str, Any]):
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


@dataclass(frozen=True, slots=True)
class Tongues:
    """Words that the edition itself has in the interface's languages: a name, a date, an attribute's value."""

    said: tuple[str | None, ...]
    """In the order of `LANGS`; None for none."""

    def __bool__(self) -> bool:
        return any(self.said)

    def in_(self, lang: Lang) -> str | None:
        """The words in one language."""
        return self.said[LANGS.index(lang)]


def tongues(of: Callable[[Lang], str | None]) -> Tongues:
    """What a function says for each of the interface's languages."""
    return Tongues(tuple(map(of, LANGS)))


def foreign(langs: Callable[[Lang], Lang]) -> Tongues:
    """The `lang` of words that are in `langs(each)` where the interface is in `each`: none where these are the same."""
    return tongues(lambda each: None if langs(each) in ("", each) else langs(each))


class Marks:
    """What can be said in other languages on the pages of a site, each once; the place in `specs` is its number."""

    def __init__(self, say: Mapping[Lang, Say], runs: Runs):
        self.say, self.runs = say, runs
        self.specs: list[str] = []
        self._numbers: dict[str, int] = {}
        self._tongues: dict[tuple[Tongues, Lang], str] = {}

    def words(self, key: str, lang: Lang, **values: Any) -> str:
        """Words of the catalogue, marked unless all languages say the same. Values may be marked, or `Tongues`."""
        given = {each: {name: self._value(value, each) for name, value in values.items()} for each in LANGS}
        said = {each: self.say[each](key, **given[each]) for each in LANGS}
        if len(set(said.values())) == 1:
            return said[lang]
        query = ";".join(f"{name}={encoded(self._spec_of(value))}" for name, value in values.items())
        return self._marked(f"{key}?{query}" if query else key, said[lang])

    def tongues(self, value: Tongues, lang: Lang) -> str:
        """Words in three languages as those of one, marked unless they are the same."""
        marked = self._tongues.get((value, lang))
        if marked is None:
            marked = value.said[0] or "" if len(set(value.said)) == 1 else self._marked(self._spec(value), value.in_(lang) or "")
            self._tongues[value, lang] = marked
        return marked

    def _value(self, value: Any, lang: Lang) -> Any:
        if isinstance(value, Tongues):
            return value.in_(lang) or ""
        return value if isinstance(value, int) else unmarked(str(value))

    def _spec(self, value: Tongues) -> str:
        return "=" + "|".join("%" if said is None else self._literal(said) for said in value.said)

    def _spec_of(self, value: Any) -> str:
        return "{" + self._spec(value) + "}" if isinstance(value, Tongues) else composed(str(value), self.specs)

    def _literal(self, said: str) -> str:
        return "".join(f"^{lang}^{encoded(words)}^" if lang else encoded(words) for words, lang in self.runs(said))

    def _marked(self, spec: str, said: str) -> str:
        number = self._numbers.setdefault(spec, len(self.specs))
        if number == len(self.specs):
            self.specs.append(spec)
        return f"{OPEN}{number}{THEN}{said}{SHUT}"


class Told:
    """`Say` for a page in one language: the same words, marked."""

    def __init__(self, lang: Lang, marks: Marks):
        self.lang = lang
        self._words = lru_cache(maxsize=65536)(lambda key, values: marks.words(key, lang, **dict(values)))

    def __call__(self, key: str, /, **values: Any) -> str:
        return self._words(key, tuple(values.items()))


def encoded(words: str) -> str:
    """Words in which nothing means anything."""
    return MEANT.sub(lambda found: f"%{ord(found[0]):02X}", words)


def unmarked(text: str) -> str:
    """A text without marks."""
    return MARK.sub("", text) if OPEN in text else text


def composed(text: str, specs: list[str]) -> str:
    """A text in which marked words stand among others, with these in braces."""
    pieces, at = [], 0
    for found in MARKED.finditer(text):
        pieces += [encoded(text[at : found.start()]), "{", specs[int(found[1])], "}"]
        at = found.end()
    return "".join(pieces) + encoded(text[at:])


def _said(text: str, specs: list[str]) -> str:
    """What `data-say` says of a text with marked words: without braces if it has no others."""
    whole = MARKED.fullmatch(text)
    return specs[int(whole[1])] if whole else composed(text, specs)


def unmark(html: str, specs: list[str]) -> str:
    """A finished page with attributes in place of the marks. One pass; a page is well-formed, and `>` is escaped in attributes.

    Words that are all of an element's words, but for signs and figures, are said by the element; others get a `span`.
    """
    if OPEN not in html:
        return html
    html = ANY.sub(lambda found: found[0] if found[1] and int(found[1]) < len(specs) else "", html)
    out: list[str] = []
    at = 0
    while (mark := html.find(OPEN, at)) >= 0:
        shut, tag = html.rfind(">", at, mark), html.rfind("<", at, mark)
        if tag < shut:  # in text: the tag before it may be the element's own
            tag = html.rfind("<", at, shut)
        if tag < 0:
            end = html.find("<", mark)
            end = len(html) if end < 0 else end
            out.append(_among(html[at:end], specs))
            at = end
            continue
        out.append(html[at:tag])
        at = html.find(">", tag) + 1
        opening, end = html[tag:at], html.find("<", at)
        if OPEN in opening:
            opening = _attributes(opening, specs)
        name, inside = NAME.match(opening)[1], html[at:end]  # type: ignore[index]
        if name in UNREAD:
            end = html.find(f"</{name}", at)
            out += [opening, unmarked(html[at:end])]
            at = end
        elif OPEN in inside and name and name not in VOID and html.startswith("</", end) and (name in ONLY_TEXT or _alone(inside)):
            out += [f'{opening[:-1]} data-say="{_said(unescape(inside.strip()), specs)}">', unmarked(inside)]
            at = end
        else:
            out.append(opening)
    return "".join([*out, html[at:]]).replace(SHUT, "</span>")  # of words with elements in them


def _alone(inside: str) -> bool:
    """Whether an element has no other words than marked ones."""
    return not any(letter.isalpha() for letter in unescape(MARKED.sub("", inside)))


def _among(text: str, specs: list[str]) -> str:
    """Text with a `span` round marked words; words with elements in them are marked before and after these."""
    if OPEN not in text and SHUT not in text:
        return text

    def span(found: re.Match[str]) -> str:
        number = found[0][1:-1]
        return f'<span data-say="{specs[int(number)]}">' if number else "</span>"

    return MARK.sub(span, text)


def _attributes(tag: str, specs: list[str]) -> str:
    """A tag whose attributes are said in other languages, too. One that says nothing in this language is left out."""
    before: dict[str, str] = {}

    def attribute(found: re.Match[str]) -> str:
        name, value = found.groups()
        said, words = _said(unescape(value), specs), unmarked(value)
        shown = f' {name}="{words}"' if words or not said.startswith("=") else ""
        same = before.setdefault(said, name)
        return f'{shown} data-say-{name}="{said if same == name else "@" + same}"'

    return ATTRIBUTE.sub(attribute, tag)
