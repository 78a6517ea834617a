"""The proof of the first promise: every letter of a source stands in exactly one unit, note or furniture item.

The source is rebuilt, line by line, from nothing but what the loader gives out (reading texts, line
breaks, references, notes' marks, furniture), and compared with the file, white space aside.
"""

from __future__ import annotations

from collections.abc import Sequence

from edition.model import Note, Text, Unit
from edition.problem import Problem
from edition.source import SourceLine


def rebuild(text: Text) -> dict[int, str]:
    """The letters of every source line that holds any, white space left out, from the loader's output alone."""
    parts: dict[int, list[tuple[int, int, str]]] = {}
    for order, unit in enumerate((*text.units, *text.notes)):
        for line, offset, letters in _parts(unit):
            parts.setdefault(line, []).append((order, offset, letters))
    for item in text.furniture:
        parts.setdefault(item.line, []).append((-1, 0, item.text))
    return {line: without_space("".join(part[2] for part in sorted(found, key=lambda part: part[:2])))
            for line, found in parts.items()}  # fmt: skip


def _parts(unit: Unit) -> list[tuple[int, int, str]]:
    """A unit's share of each line: (line, place within the line, letters)."""
    parts: list[tuple[int, int, str]] = []
    if isinstance(unit, Note) and unit.mark_line:
        parts.append((unit.mark_line, -1, unit.mark))
    ends = [*(brk.offset for brk in unit.breaks[1:]), len(unit.text)]
    refs: dict[int, list] = {}
    for ref in unit.refs:
        refs.setdefault(ref.line, []).append(ref)
    for index, (brk, end) in enumerate(zip(unit.breaks, ends)):
        at = brk.offset
        for ref in refs.pop(brk.line, ()):
            cut = min(max(ref.offset, at), end)
            parts += [(brk.line, at, unit.text[at:cut]), (brk.line, cut, ref.printed)]
            at = cut
        following = unit.breaks[index + 1] if index + 1 < len(unit.breaks) else None
        parts.append((brk.line, at, unit.text[at:end] + (following.dropped if following else "")))
    parts += [(ref.line, ref.offset, ref.printed) for rest in refs.values() for ref in rest]
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
