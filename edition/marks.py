"""Finding references inside lines, by sequence: the next one is looked for, never any number.

Marks, years, days and page numbers look alike. What tells them apart is that marks rise one by one and
that each page calls just the notes that stand at its foot.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from edition.problem import Problem
from edition.profile import Descriptor
from edition.reading import Piece, PrintedLine

if TYPE_CHECKING:
    from edition.printed import NoteLines

STAR = re.compile(r"(?<=[^\W\d_])\*{1,3}(?![\w*])")

Found = tuple[int, int, int, str]
"""A mark's place: index of the printed line, start and end in its last words, what it says."""


def find_marks(
    body: tuple[PrintedLine, ...], notes: Sequence[NoteLines], descriptor: Descriptor, problems: list[Problem]
) -> tuple[PrintedLine, ...]:
    """The body's lines with the references in them set apart from the words.

    Problems: `reference-not-found` (a warning: a numbered note that nothing on its page calls).
    """
    found: list[Found] = []
    style = descriptor.profile.references
    if style == "glued":
        for wanted, lines in _scopes(body, notes, descriptor):
            found += _glued(body, lines, wanted, descriptor, problems)
    elif style == "parenthesised":
        found += _parenthesised(body)
    if descriptor.profile.notes != "none":
        for index, line in enumerate(body):
            if len(line.pieces) == 1:
                found += [(index, m.start(), m.end(), m[0]) for m in STAR.finditer(line.pieces[0].text)]
    by_line: dict[int, list[Found]] = {}
    for place in sorted(found):
        by_line.setdefault(place[0], []).append(place)
    return tuple(_split(line, by_line.get(index, [])) for index, line in enumerate(body))


def _scopes(body: Sequence[PrintedLine], notes: Sequence[NoteLines], descriptor: Descriptor):
    """Which marks are to be found in which lines: page by page, or in the whole where notes stand together."""
    numbered = [note for note in notes if note.mark.isdigit()]
    if descriptor.profile.notes != "page-foot":
        yield [int(note.mark) for note in numbered], range(len(body))
        return
    for page in sorted({note.page for note in numbered}):
        wanted = [int(note.mark) for note in numbered if note.page == page]
        yield wanted, [index for index, line in enumerate(body) if line.page == page]


def _glued(
    body: Sequence[PrintedLine],
    lines: Sequence[int],
    wanted: Sequence[int],
    descriptor: Descriptor,
    problems: list[Problem],
) -> list[Found]:
    found: list[Found] = []
    at = (-1, -1)
    for number in wanted:
        candidates = [
            (rank, index, match.start(), match.end())
            for index in lines
            for match in re.finditer(rf"(?<!\d){number}(?!\d)", body[index].pieces[0].text)
            if (index, match.start()) > at
            and (rank := _rank(body[index].pieces[0].text, match.start(), match.end())) is not None
        ]
        if not candidates:
            where = body[lines[0]].number if lines else 0
            problems.append(Problem(descriptor.source_path, where, 0, "reference-not-found", severity="warning",
                                    message=f"nothing on this page calls note {number}"))  # fmt: skip
            continue
        best = min(rank for rank, *_ in candidates)
        _, index, start, end = next(c for c in candidates if c[0] == best)
        found.append((index, start, end, str(number)))
        at = (index, start)
    return found


def _rank(text: str, start: int, end: int) -> int | None:
    """How well a number stands for a reference: 0 glued to a word, 1 after a sentence's end; None: not at all."""
    before, after = text[:start], text[end:].rstrip()
    if re.match(r"[^\W_]|[-–]\w|[.,:/]\s?\d|[’'`]", after):
        return None
    if re.search(r"[^\W\d_]$|[)\]”’'\"»]$|[^\W\d_][)\]”’'\"»]*[.,;:!?…][)\]”’'\"»]*$|[)\]][.,;:!?]$", before):
        return 0
    if re.search(r"[.!?…:;][)\]”’'\"»]*\s+$", before):
        return 1
    return None


def _parenthesised(body: Sequence[PrintedLine]) -> list[Found]:
    found: list[Found] = []
    number = 1
    for index, line in enumerate(body):
        start = 0
        while match := re.compile(rf"\({number}\)").search(line.pieces[0].text, start):
            found.append((index, match.start(), match.end(), str(number)))
            number, start = number + 1, match.end()
    return found


def _split(line: PrintedLine, places: Sequence[Found]) -> PrintedLine:
    if not places:
        return line
    words = line.pieces[0]
    pieces: list[Piece] = []
    at = 0
    for _, start, end, mark in places:
        pieces.append(replace(words, text=words.text[at:start], end="space"))
        pieces.append(Piece(words.line, words.text[start:end], mark=mark, key="" if "*" in mark else mark))
        at = end
    pieces.append(replace(words, text=words.text[at:]))
    return replace(line, pieces=tuple(p for p in pieces if p.mark or p.text))
