"""The proof of the first promise: every letter of a source stands in exactly one unit, note or furniture item.

The source is rebuilt, line by line, from nothing but what the loader gives out (reading texts, line
breaks, references, notes' marks, furniture), and compared with the file, white space aside.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from edition.model import Furniture, Note, Reference, Text, Unit
from edition.problem import Problem
from edition.source import SourceLine


class Part(NamedTuple):
    """Consecutive letters of one line of the source, with what the loader made of them."""

    line: int
    place: int
    """Orders a unit's parts within their line."""
    kind: Literal["text", "hyphen", "reference", "mark", "furniture"]
    letters: str
    at: int = 0
    """Of text: where in the reading text the letters begin. White space among them is the reading text's."""


def rebuild(text: Text) -> dict[int, str]:
    """The letters of every source line that holds any, white space left out, from the loader's output alone."""
    return {line: without_space("".join(part.letters for _, part in found)) for line, found in parts_of_lines(text).items()}


def parts_of_lines(text: Text) -> dict[int, list[tuple[Unit | Furniture, Part]]]:
    """Line → its parts in order, each with the unit, note or furniture item that it belongs to."""
    found: dict[int, list[tuple[Unit | Furniture, Part]]] = {}
    for item in text.furniture:
        found.setdefault(item.line, []).append((item, Part(item.line, 0, "furniture", item.text)))
    for unit in (*text.units, *text.notes):
        for part in sorted(_parts(unit), key=lambda part: part.place):
            found.setdefault(part.line, []).append((unit, part))
    return found


def _parts(unit: Unit) -> list[Part]:
    """A unit's share of each line."""
    parts: list[Part] = []
    if isinstance(unit, Note) and unit.mark_line:
        parts.append(Part(unit.mark_line, -1, "mark", unit.mark))
    ends = [*(brk.offset for brk in unit.breaks[1:]), len(unit.text)]
    refs: dict[int, list[Reference]] = {}
    for ref in unit.refs:
        refs.setdefault(ref.line, []).append(ref)
    for index, (brk, end) in enumerate(zip(unit.breaks, ends)):
        at = brk.offset
        for ref in refs.pop(brk.line, ()):
            cut = min(max(ref.offset, at), end)
            parts += [Part(brk.line, at, "text", unit.text[at:cut], at), Part(brk.line, cut, "reference", ref.printed)]
            at = cut
        parts.append(Part(brk.line, at, "text", unit.text[at:end], at))
        if index + 1 < len(unit.breaks) and unit.breaks[index + 1].dropped:
            parts.append(Part(brk.line, end, "hyphen", unit.breaks[index + 1].dropped))
    parts += [Part(ref.line, ref.offset, "reference", ref.printed) for rest in refs.values() for ref in rest]
    return parts


def without_space(text: str) -> str:
    """The text without its white space."""
    return "".join(text.split())


def prove(text: Text, source: Sequence[SourceLine], path: str) -> list[Problem]:
    """Compare the rebuilt source with the file; one problem per line that differs.

    Problems: `letter-lost` (the file has it, no unit does), `letter-invented` (a unit has it, the file does not).
    """
    rebuilt = rebuild(text)
    problems: list[Problem] = []
    for line in source:
        there, here = without_space(line.text), rebuilt.pop(line.number, "")
        if there == here:
            continue
        at = next((i for i, (a, b) in enumerate(zip(there, here)) if a != b), min(len(there), len(here)))
        if at < len(there):
            column = _column(line.text, at)
            problems.append(Problem(path, line.number, column, "letter-lost",
                                    f"from “{there[at : at + 20]}” on, the line is in no unit, note or furniture item",
                                    hint="This is a fault of the loader or of an emendation, never of the source.",
                                    excerpt=line.text))  # fmt: skip
        else:
            problems.append(Problem(path, line.number, 0, "letter-invented",
                                    f"“{here[at : at + 20]}” is in a unit, but not in the line", excerpt=line.text))  # fmt: skip
    for number in sorted(rebuilt):
        if rebuilt[number]:
            problems.append(Problem(path, number, 0, "letter-invented", f"“{rebuilt[number][:20]}” stands on no line"))
    return problems


def _column(text: str, letters: int) -> int:
    """Column from 1 of the letter before which so many letters stand, white space aside."""
    for column, letter in enumerate(text, 1):
        if not letter.isspace():
            if not letters:
                return column
            letters -= 1
    return len(text) + 1
