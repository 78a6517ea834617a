"""What a reader typed into the search box, read as a query: words, phrases, prefixes, alternatives, nearness, fields.

Nothing is refused: what cannot be read is put aside with a word on why, and the rest is searched. static/search.js reads
the same, code point for code point; tests/cases/queries.txt holds for both. Patterns look at the *shape* of the text, in
which every letter, mark and number (L, M and N of the Unicode Standard's General Category) stands as a, m or 0.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, fields
from typing import Any
from unicodedata import category, normalize

from edition.model import KINDS
from edition.words import ENDING_APART

FIELDS: dict[str, tuple[str, ...]] = {
    "text": ("metn", "mətn", "metin"),
    "kind": ("nov", "növ", "tür", "tur"),
    "lang": ("dil",),
    "person": ("şəxs", "sexs", "kişi", "kisi"),
    "place": ("yer",),
    "organisation": ("organization", "təşkilat", "teskilat", "örgüt", "orgut", "kurum"),
    "event": ("hadisə", "hadise", "olay"),
    "work": ("əsər", "eser"),
    "newspaper": ("qəzet", "qezet", "gazete"),
    "archive": ("arxiv", "arşiv", "arsiv"),
    "date": ("tarix", "tarih"),
    "page": ("səhifə", "sehife", "sayfa"),
}
"""Every field and its other names, in small letters."""
FIELD_KINDS = (*KINDS, "note", "unit")
"""What `kind:` can ask for; `unit` is everything but notes."""
MAX_WORDS, MAX_TEXT = 32, 4000
"""How many words and values are searched, and how many code points of a query are read."""

_SIGNS = str.maketrans(dict.fromkeys("’‘`´ʼ′", "'") | dict.fromkeys("‐‑–−", "-") | dict.fromkeys("“”„«»‟″", '"'))
_CLASS = {"L": "a", "M": "m", "N": "0"}
STRAY = re.compile(r"([0-9]) -(?=(?:c[ıiuü]|d[aəe]n?)(?:[ .,)\"]|$))")
"""The texts set a space before some endings (1920 -ci): that hyphen is no minus."""
TORN = re.compile(rf"([^\W\d_])(?: '|' )({ENDING_APART})(?![\w'])")
"""Others they set apart from their apostrophe (Bakü ’nün, İngilizler’ in); somebody who copies that means one word."""
PIECE = re.compile(r"""(?P<minus>-*)(?P<exact>=?)(?: (?P<sign>[()|]) | (?:(?P<name>a[am]*):[ ]?)?"(?P<quoted>[^"]*)"?[-=]*
    | (?P<run>[*a0][-=*am0'/._:]*) ) | [^ *a0()|"][-=]*""", re.VERBOSE)  # fmt: skip
"""A piece of a query, by its shape, or what stands between pieces, where no sign counts but at a word's beginning."""
WORD = re.compile(r"(?P<exact>=?)(?P<word>(?:0+-(?=a))?[a0][am0]*(?:'[a0][am0]*)*)(?P<star>\*[*am0']*)?|\*+")
"""A word in a run or in quotation marks, by its shape; a number and its ending are one (1920-ci)."""
OPERATOR = re.compile(r"(?P<and>AND)|(?P<or>OR|VEYA)|(?P<not>NOT)|NEAR(?P<near>/.*)?")
DAY = re.compile(r"([1-9][0-9]{3})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed: only in this spelling, with whatever follows."""

    word: str
    exact: bool = False
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Two words or more, one right after the other."""

    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """Two words or phrases near each other, in any order; `within` is from 1 to 99."""

    within: int
    of: tuple[Word | Phrase, Word | Phrase]


@dataclass(frozen=True, slots=True)
class Field:
    """A condition on a unit. Dates and pages are FROM..TO, one side perhaps empty; dates are whole days."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of these."""

    of: tuple[Word | Phrase | Near | Field, ...]


Clause = Word | Phrase | Near | Field | Either
_IS = {Word: "word", Phrase: "phrase", Near: "near", Field: "field", Either: "or"}


@dataclass(frozen=True, slots=True)
class Query:
    """What was understood."""

    all: tuple[Clause, ...]
    none: tuple[Clause, ...]
    unclear: tuple[tuple[str, str], ...]
    """Pieces not searched as they stand, and why: operator, near, star, brackets, field (there is
    none of that name), value (none given), kind, date, page, long, signs (nothing but signs)."""
    said: str
    """The query in its own syntax; read again it gives the same clauses."""

    def data(self) -> dict[str, Any]:
        """As JSON, the same as from `editionSearch.parse`."""
        unclear = [{"text": text, "why": why} for text, why in self.unclear]
        return {"all": [*map(_data, self.all)], "not": [*map(_data, self.none)], "unclear": unclear, "said": self.said}


def query_tables() -> dict[str, Any]:
    """The tables that `parseQuery` in static/search.js is given."""
    return {"fields": {field: list(names) for field, names in FIELDS.items()}, "kinds": list(FIELD_KINDS), "apart": ENDING_APART}


def parse(text: str) -> Query:
    """Any text as a query."""
    reader = _Reader(_clean(text))
    reader.read(len(text) > MAX_TEXT)
    clauses: dict[bool, list[Clause]] = {False: [], True: []}
    for group in reader.groups:
        clauses[group.minus].append(Either(tuple(group.of)) if len(group.of) > 1 else group.of[0])
    return Query(tuple(clauses[False]), tuple(clauses[True]), tuple(reader.unclear.items()), " ".join(reader.said))


def _data(clause: Clause) -> dict[str, Any]:
    made: dict[str, Any] = {"is": _IS[type(clause)]}
    for name, value in ((each.name, getattr(clause, each.name)) for each in fields(clause)):
        if value:
            made[name] = [_data(one) for one in value] if isinstance(value, tuple) else value
    return made


def _clean(text: str) -> str:
    """NFC without format characters (soft hyphens); white space, control characters and lone surrogates are one space;
    apostrophes, hyphens and quotation marks are one of each."""
    kept = ((one, category(one)) for one in text[:MAX_TEXT])
    text = "".join(" " if kind[0] == "Z" or kind in ("Cc", "Cs") else one for one, kind in kept if kind != "Cf")
    return TORN.sub(r"\1'\2", STRAY.sub(r"\1-", normalize("NFC", re.sub(" +", " ", text)).translate(_SIGNS)))


def _shape(text: str) -> str:
    return "".join(_CLASS.get(category(letter)[0], letter) for letter in text)


def _small(text: str) -> str:
    return normalize("NFC", text.replace("İ", "i").replace("ı", "i").lower())


def _day(said: str, last: bool) -> str:
    """The first or last day of a year, month or day; empty for what is no date."""
    if not (found := DAY.fullmatch(said)):
        return ""
    year, month = int(found[1]), int(found[2] or (12 if last else 1))
    length = monthrange(year, month)[1] if 1 <= month <= 12 else 0
    day = int(found[3] or (length if last else 1))
    return f"{year}-{month:02}-{day:02}" if 1 <= day <= length else ""


def _number(said: str, last: bool) -> str:
    return said if re.fullmatch("[1-9][0-9]{0,3}", said) else ""


def _value(field: str, value: str) -> str:
    """A field's value in its normal form; empty if the field cannot have it."""
    if field in ("date", "page"):
        shape, read = ("([0-9-]*)([./]*)([0-9-]*)", _day) if field == "date" else ("([0-9]*)([.-]*)([0-9]*)", _number)
        if not (found := re.fullmatch(shape, value)):
            return ""
        given = found[1], found[3] if found[2] else found[1]
        first, last = read(given[0], False), read(given[1], True)
        backward = last and (len(first), first) > (len(last), last)
        wrong = bool(first) != bool(given[0]) or bool(last) != bool(given[1]) or backward or not first + last
        return "" if wrong else f"{first}..{last}"
    value = _small(value) if field in ("kind", "lang") else value
    return value if field != "kind" or value in FIELD_KINDS else ""


@dataclass
class _Group:
    """What OR joins."""

    minus: bool
    of: list[Any]
    chained: bool = False
    """Shares its first operand with the group before: a NEAR b NEAR c."""


class _Reader:
    """Reads a clean query from left to right."""

    def __init__(self, text: str) -> None:
        self.text, self.shape = text, _shape(text)
        self.groups: list[_Group] = []
        self.said: list[str] = []
        self.unclear: dict[str, str] = {}
        self.left, self.long = MAX_WORDS, ""
        self.before: Word | Phrase | Field | None = None  # the operand right before
        self.link, self.minus = ("", 0), ""  # OR (0) or NEAR (words), and NOT, that wait for their operand

    def note(self, text: str, why: str) -> None:
        self.unclear.setdefault(text, why)

    def read(self, cut: bool) -> None:
        at = 0
        while not self.long and (piece := PIECE.search(self.shape, at)):
            at = piece.end()
            if piece["minus"] is not None:
                self.piece({key: self.text[slice(*piece.span(key))] for key in (0, *PIECE.groupindex)}, piece["quoted"] is None)
        for text in filter(None, (self.link[0], self.minus)):
            self.note(text, "operator")
        if self.long or cut:
            self.note(self.long + self.text[at:] if self.long else "…", "long")
        if not self.said and not self.unclear and self.text.strip(" "):
            self.note(self.text.strip(" "), "signs")

    def piece(self, piece: dict[Any, str], bare: bool) -> None:
        minus, exact, sign, run = piece["minus"], piece["exact"], piece["sign"], piece["run"]
        if minus:
            self.deny(minus)
        if sign:
            self.bind(sign) if sign == "|" else self.note(sign, "brackets")
            return
        if not minus and not exact and (found := OPERATOR.fullmatch(run)):
            number = (found["near"] or "/5")[1:]
            if found["not"]:
                self.deny(run)
            elif found["or"]:
                self.bind(run)
            elif not found["and"] and re.fullmatch("[0-9]+", number):
                self.bind(run, max(1, min(99, int(number.lstrip("0")[:3] or 0))))
            elif not found["and"]:
                self.note(run, "near")
            return
        name, value = piece["name"], piece["quoted"]
        if bare and re.match("a[am]*:", _shape(run)):
            name, _, value = run.partition(":")
        field = next((field for field, names in FIELDS.items() if _small(name) in (field, *names)), "") if name else ""
        if field:
            self.operand(*self.field(field, value.strip(" "), piece[0], "" if bare else '"'))
        else:
            if name and value:
                self.note(piece[0], "field")
            self.operand(*self.words(run or f"{name} {value}", bool(exact)))

    def field(self, field: str, given: str, whole: str, mark: str) -> tuple[Field | None, str]:
        """A condition, and how it is said."""
        if not (value := _value(field, given)):
            self.note(whole, field if given else "value")
        elif self.left:
            self.left -= 1
            return Field(field, value), f"{field}:{mark}{value}{mark}"
        else:
            self.long = whole
        return None, ""

    def words(self, text: str, exact: bool) -> tuple[Word | Phrase | None, str]:
        """The words of a run or in quotation marks, and how they are said."""
        words = []
        for found in WORD.finditer(_shape(text)):
            word, star = text[slice(*found.span("word"))], found["star"] or ""
            if not word or len(star) > 1:
                self.note(text[slice(*found.span())], "star")
            if word and self.left:
                self.left -= 1
                words.append(Word(word, exact or found["exact"] == "=", bool(star)))
            elif word:
                self.long += word + " "
        said = " ".join("=" * word.exact + word.word + "*" * word.prefix for word in words)
        if len(words) > 1:
            return Phrase(tuple(words)), f'"{said}"'
        return words[0] if words else None, f'"{said}"' if OPERATOR.fullmatch(said) else said

    def bind(self, text: str, number: int = 0) -> None:
        if self.before and not self.link[0] and not self.minus:
            self.link = text, number
        else:
            self.note(text, "operator")

    def deny(self, text: str) -> None:
        if self.link[0]:
            self.note(self.link[0], "operator")
        self.link, self.minus = ("", 0), text

    def operand(self, clause: Word | Phrase | Field | None, said: str) -> None:
        """None for what can't be searched. A chain of more than two, near and near, can only stand alone."""
        text, number = self.link
        group = self.groups[-1] if self.groups else _Group(False, [])
        if clause:
            sign = f"NEAR/{number} " if number else "OR " if text else "NOT " if self.minus else ""
            can_be_near = number and not isinstance(clause, Field) and not isinstance(self.before, Field)
            near: Any = can_be_near and Near(number, (self.before, clause))  # type: ignore[arg-type]
            if text and not number and not group.chained:
                group.of.append(clause)
            elif near and not isinstance(group.of[-1], Near):
                group.of[-1] = near
            elif near and len(group.of) == 1 and not group.minus:
                self.groups.append(_Group(False, [near], chained=True))
            else:
                if text:
                    self.note(text, "operator")
                    sign = ""
                self.groups.append(_Group(bool(self.minus), [clause]))
            self.said.append(sign + said)
        self.before, self.link, self.minus = clause, ("", 0), ""
