"""Finding citations: author and year in brackets, and the words by which notes cite a work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from edition.endings import fold
from edition.model import Citation, Entity, Unit

LISTED = ("bibl", "list-item")
"""Kinds of units that are a bibliography's; there and in notes a work's words cite it."""
WORD = re.compile(r"[^\W_]+")
LABELLED = re.compile(
    r"(?P<label>[^\W\d_][^\d();:]{0,80}?)\s*,\s*(?P<year>1[5-9]\d\d|20\d\d)[a-z]?(?:\s*:\s*(?P<pages>\d[\d\s,–-]*?))?\s*(?=[;)])"
)
"""`Sürmeli, 2001: 25-26` within brackets, up to `;` or the closing one."""
BRACKETS = re.compile(r"\([^()]*\)")
NO_LABEL = {
    "ocak", "şubat", "mart", "nisan", "mayıs", "haziran", "temmuz", "ağustos", "eylül", "ekim", "kasım", "aralık", "yanvar",
    "fevral", "aprel", "may", "iyun", "iyul", "avqust", "sentyabr", "oktyabr", "noyabr", "dekabr",
}  # fmt: skip
"""A month before a year makes a date, not a citation."""
NUMBERS = r"\d{1,4}(?:\s?[-–]\s?\d{1,4})?(?:\s?,\s?\d{1,4}(?:\s?[-–]\s?\d{1,4})?(?!\w|\.\s?\w))*"
PAGES = re.compile(rf"[^;(]{{0,140}}?(?<!\w)(?:s|ss|səh|sah|pp?)\.?\s?(?P<pages>{NUMBERS})(?![\w/])")
"""Pages after the words that cite: `, 2. Baskı, Ankara, 1988, s. 113-114`."""
BARE = re.compile(r"[\s.,…]{0,6}(?P<pages>\d{1,3}(?:\s?[-–]\s?\d{1,3})?)(?=\.?\s*$)")
"""A page alone at the end of a note: `Atatürk-Nərimanov..., 116`."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The works' labels and words, ready to be looked up."""

    labels: dict[str, str]
    """Author and year, letters and digits only → work."""
    words: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    """First word → (all words, work), the longest first."""


def label_key(label: str) -> str:
    """A label without its spaces, marks and capitals: `Süslü İ,2017` → `süslüi2017`."""
    return "".join(WORD.findall(fold(label)))


def make_catalogue(entities: Iterable[Entity]) -> Catalogue:
    """The catalogue of all works."""
    labels: dict[str, str] = {}
    words: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for entity in entities:
        for label in entity.bibl.author_year if entity.bibl else ():
            labels.setdefault(label_key(label), entity.id)
        for said in entity.bibl.cited_as if entity.bibl else ():
            key = tuple(WORD.findall(fold(said)))
            if key:
                words.setdefault(key[0], []).append((key, entity.id))
    return Catalogue(labels, {first: tuple(sorted(all_, key=lambda one: (-len(one[0]), one[1]))) for first, all_ in words.items()})


def find_citations(unit: Unit, catalogue: Catalogue, note: bool) -> tuple[tuple[Citation, ...], tuple[tuple[str, str], ...]]:
    """The citations of a unit, and which (label or words, work) found them, for the check on unused ones.

    Author and year are citations also where no work has that label (`work` empty); other words only where one has.
    """
    found: list[Citation] = []
    used: list[tuple[str, str]] = []
    for bracket in BRACKETS.finditer(unit.text):
        inside = [match for match in LABELLED.finditer(unit.text, bracket.start() + 1, bracket.end())
                  if fold(match["label"]).strip() not in NO_LABEL]  # fmt: skip
        alone = len(inside) == 1 and ";" not in bracket[0]
        for match in inside:
            key = label_key(match["label"] + match["year"])
            span = bracket.span() if alone and match.start() - bracket.start() < 3 else match.span()
            found.append(Citation(*span, catalogue.labels.get(key, ""), re.sub(r"\s+", "", match["pages"] or "").strip(",")))
            used.append((key, found[-1].work))
    if note or unit.kind in LISTED:
        spelt, more = _spelt(unit.text, catalogue, [(one.start, one.end) for one in found])
        found += spelt
        used += more
    return tuple(sorted(found, key=lambda one: one.start)), tuple(used)


def _spelt(text: str, catalogue: Catalogue, taken: Sequence[tuple[int, int]]) -> tuple[list[Citation], list[tuple[str, str]]]:
    """Citations by the words of works; the longest at a place wins."""
    places = [(match.start(), match.end(), match[0]) for match in WORD.finditer(fold(text))]
    hits: list[tuple[int, int, str]] = []
    used: list[tuple[str, str]] = []
    at = 0
    while at < len(places):
        for key, work in catalogue.words.get(places[at][2], ()):
            if tuple(word for _, _, word in places[at : at + len(key)]) == key:
                start, end = places[at][0], places[at + len(key) - 1][1]
                if not any(start < e and s < end for s, e in taken):
                    hits.append((start, end, work))
                    used.append((" ".join(key), work))
                    at += len(key) - 1
                    break
        at += 1
    found: list[Citation] = []
    for number, (start, end, work) in enumerate(hits):
        until = hits[number + 1][0] if number + 1 < len(hits) else len(text)
        end += text[start:end].count("(") > text[start:end].count(")") and text[end : end + 1] == ")"
        pages = PAGES.match(text, end, until) or (BARE.match(text, end) if until == len(text) else None)
        found.append(Citation(start, pages.end("pages") if pages else end, work, " ".join((pages["pages"] if pages else "").split())))
    return found, used
