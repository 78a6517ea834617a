"""What an editor might add: names that no rule covers, dates without an entry, citations that lead to no work."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from edition.dating import Context, Found, find_dates, follow
from edition.endings import fold, is_ending
from edition.model import Note, Text, Unit
from edition.standoff import occurrences

NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|['’‘`](?=[^\W\d_])|\.(?=\s?[^\W\d_]))*")
"""A word as names have it: with an apostrophe in it, or an initial's point."""
STOPS = ".!?:;…“”\"«»("
PLAIN = ("paragraph", "quote", "verse", "abstract", "epigraph", "note")
"""Kinds in which a capital letter means something; headings and title pages capitalise at will."""
WIDTH = 32
"""Code points of context on each side."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that an editor might add."""

    words: str
    places: tuple[str, ...]
    """Where it stands: `istiqlal.p42`, one for each time."""
    line: str
    """The first of them in its context."""


def suggest_names(texts: Iterable[Text]) -> list[Suggestion]:
    """Capitalised words outside every mention and citation, the most frequent first.

    A word that opens a sentence counts only where it is written with a capital inside one, too. Forms that differ by an
    ending are put together under the shortest.
    """
    inside: Counter[str] = Counter()
    found: list[tuple[str, bool, str, str]] = []
    for text in texts:
        for unit in (*text.units, *text.notes):
            if unit.kind in PLAIN:
                for words, start, opens in _capitalised(unit):
                    found.append((words, opens, f"{text.id}.{unit.anchor}", context(unit.text, start, start + len(words))))
                    inside.update([fold(words)] if not opens else [])
    kept = [(words, place, line) for words, opens, place, line in found if not opens or inside[fold(words)] or " " in words]
    groups: dict[str, list[tuple[str, str, str]]] = {}
    heads: dict[str, list[str]] = {}
    for words, place, line in sorted(kept, key=lambda one: (len(one[0]), one[0], one[1])):
        key = fold(words)
        head = next((head for head in heads.get(key[:3], ()) if key == head or key.startswith(head) and is_ending(
            head, key[len(head) :].lstrip("'"), harmony="'" not in key[len(head) :])), key)  # fmt: skip
        if head == key and key not in groups:
            heads.setdefault(key[:3], []).append(key)
        groups.setdefault(head, []).append((words, place, line))
    made = [Suggestion(group[0][0], tuple(place for _, place, _ in group), group[0][2]) for group in groups.values()]
    return sorted(made, key=lambda one: (-len(one.places), one.words))


def _capitalised(unit: Unit) -> Iterator[tuple[str, int, bool]]:
    """Runs of capitalised words of a unit: the words, where they begin, whether they open a sentence."""
    covered = [(one.start, one.end) for one in (*unit.mentions, *unit.citations, *unit.dates)]
    run: tuple[int, int, bool] | None = None
    for match in NAME.finditer(unit.text):
        start, end = match.span()
        free = not any(start < e and s < end for s, e in covered)
        if free and match[0][0].isupper() and len(match[0]) > 1:
            opens = not unit.text[:start].rstrip(" ") or unit.text[:start].rstrip(" ")[-1] in STOPS
            if run and unit.text[run[1] : start] == " ":
                run = run[0], end, run[2]
                continue
            if run:
                yield unit.text[run[0] : run[1]], run[0], run[2]
            run = start, end, opens
        elif run:
            yield unit.text[run[0] : run[1]], run[0], run[2]
            run = None
    if run:
        yield unit.text[run[0] : run[1]], run[0], run[2]


def suggest_citations(texts: Iterable[Text]) -> list[Suggestion]:
    """Citations that lead to no work, and notes without any citation or mention of one."""
    made = []
    for text in texts:
        for unit in (*text.units, *text.notes):
            place = (f"{text.id}.{unit.anchor}",)
            made += [Suggestion(unit.text[one.start : one.end], place, context(unit.text, one.start, one.end))
                     for one in unit.citations if not one.work]  # fmt: skip
            if isinstance(unit, Note) and not unit.citations and re.search(r"\b(?:s|səh|p)\.\s?\d", unit.text):
                made.append(Suggestion("", place, unit.text[: 3 * WIDTH]))
    return made


def context(text: str, start: int, end: int) -> str:
    """A passage with what stands round it, in one line."""
    left, right = max(0, start - WIDTH), min(len(text), end + WIDTH)
    return f"{'…' if left else ''}{text[left:start]}[{text[start:end]}]{text[end:right]}{'…' if right < len(text) else ''}"


def as_lines(suggestions: Sequence[Suggestion]) -> str:
    """One line a suggestion: how often, the words, where first, in what context."""
    return "\n".join(
        f"{len(one.places):4} {one.words:<32} {one.places[0]:<16} {one.line}".rstrip() for one in suggestions
    )  # fmt: skip


def as_json(suggestions: Sequence[Suggestion]) -> str:
    """The same as a JSON array."""
    rows: list[Mapping[str, object]] = [{"words": one.words, "places": list(one.places), "line": one.line} for one in suggestions]
    return json.dumps(rows, ensure_ascii=False, indent=1)


def suggest_dates(texts: Iterable[Text]) -> str:
    """Entries for dates.yaml, ready to be pasted and reviewed, of dated expressions that have none."""
    rows: list[str] = []
    for text in texts:
        rows.append(f"# annotations/{text.id}/dates.yaml")
        before = len(rows)
        context = Context()
        for unit in (*text.units, *text.notes):
            found = find_dates(unit.text, unit.lang, replace(context, kind=unit.kind))
            context = follow(context, found)
            for one in found:
                if not any(one.start < date.end and date.start < one.end for date in unit.dates):
                    rows.append(_entry(unit, one))
        if len(rows) == before:
            rows.pop()
    return "\n".join(rows)


def _entry(unit: Unit, found: Found) -> str:
    """A found date as a line of YAML; JSON strings are YAML too."""
    said: dict[str, str] = {"at": unit.anchor, "quote": found.quote}
    if len(occurrences(unit.text, found.quote)) > 1:
        for width in range(1, WIDTH + 1):
            said |= {"before": unit.text[max(0, found.start - width) : found.start], "after": unit.text[found.end : found.end + width]}
            if len(occurrences(unit.text, found.quote, said["before"], said["after"])) == 1:
                break
    said |= {"edtf": found.edtf}
    said |= {"calendar": found.calendar} if found.calendar != "gregorian" else {}
    said |= {"why": found.why} if found.why else {}
    return "- {" + ", ".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in said.items() if value) + "}"
