"""Finding references inside lines, by sequence: the next one is looked for, never any number.

Marks, years, days and page numbers look alike. What tells them apart is that marks rise one by one and
that each page calls just the notes that stand at its foot.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from edition.problem import Problem
from edition.profile import Descriptor, Said
from edition.reading import NoteLines, Piece, PrintedLine

STAR = re.compile(r"(?<=[^\W\d_])\*{1,3}(?![\w*])")
NO_MARK = re.compile(r"[^\W_]|[-–]\w|[.,:/]\s?\d|[’'`]")
"""A number before one of these is no mark: a year with an ending, a range, a date, a sum."""
GLUED = re.compile(r"[^\W\d_]$|[)\]”’'\"»]$|[^\W\d_][)\]”’'\"»]*[.,;:!?…][)\]”’'\"»]*$|[)\]][.,;:!?]$")
AFTER_SENTENCE = re.compile(r"[.!?…:;][)\]”’'\"»]*\s+$")


class Place(NamedTuple):
    """Where a mark stands: printed line and piece (indexes), first and last code point, and what it says."""

    line: int
    piece: int
    start: int
    end: int
    mark: str


def find_marks(
    body: tuple[PrintedLine, ...],
    notes: Sequence[NoteLines],
    emendations: Mapping[int, Said],
    descriptor: Descriptor,
    problems: list[Problem],
) -> tuple[PrintedLine, ...]:
    """The body's lines with the references in them set apart from the words.

    Problems: `reference-not-found` (a warning: a numbered note that nothing on its page calls),
    `mark-not-there` (an emendation that names a mark where there is none).
    """
    found = list(_told(body, emendations, descriptor, problems))
    style = descriptor.profile.references
    if style == "glued":
        for wanted, lines in _scopes(body, notes, descriptor):
            told = {place.mark: place for place in found if place.line in lines}
            found += _glued(body, lines, wanted, told, emendations, descriptor, problems)
    elif style == "parenthesised":
        found += _parenthesised(body, emendations)
    if descriptor.profile.notes != "none":
        found += [
            Place(index, at, match.start(), match.end(), match[0])
            for index, at, piece in _pieces(body)
            for match in STAR.finditer(piece.text)
            if not _denied(piece, match.end(), emendations)
        ]
    by_line: dict[int, list[Place]] = {}
    for place in sorted(set(found)):
        by_line.setdefault(place.line, []).append(place)
    return tuple(_split(line, by_line.get(index, ())) for index, line in enumerate(body))


def _pieces(body: Sequence[PrintedLine]) -> Iterator[tuple[int, int, Piece]]:
    return (
        (index, at, piece)
        for index, line in enumerate(body)
        for at, piece in enumerate(line.pieces)
        if not piece.mark
    )


def _told(
    body: Sequence[PrintedLine],
    emendations: Mapping[int, Said],
    descriptor: Descriptor,
    problems: list[Problem],
) -> Iterator[Place]:
    """The marks that an emendation says are references: each at the end of what it says stands there."""
    for index, at, piece in _pieces(body):
        for said in emendations.get(piece.line, {}).get("reference", ()):
            mark = re.search(r"\(?([0-9]+|\*+)\)?$", said.stands)
            end = _end_of(said.stands, piece.text)
            if mark and end >= len(mark[0]):
                yield Place(index, at, end - len(mark[0]), end, mark[1])
                continue
            problems.append(Problem(f"{descriptor.path}#emendations/{said.index}/stands", 0, 0, "mark-not-there",
                                    "what stands there does not end in a mark",
                                    hint="Write the line from its beginning up to and including the mark."))  # fmt: skip


def _end_of(stands: str, text: str) -> int:
    """Where in the text these words (white space collapsed) end; 0 if it does not begin with them."""
    pattern = r"\s*" + r"\s+".join(map(re.escape, stands.split()))
    match = re.match(pattern, text)
    return match.end() if match else 0


def _denied(piece: Piece, end: int, emendations: Mapping[int, Said]) -> bool:
    """Whether an emendation says that the mark ending here is no reference."""
    denied = emendations.get(piece.line, {}).get("no-reference", ())
    return any(_end_of(said.stands, piece.text) == end for said in denied)


def _scopes(
    body: Sequence[PrintedLine], notes: Sequence[NoteLines], descriptor: Descriptor
) -> Iterator[tuple[list[str], list[int]]]:
    """Which marks are to be found in which lines: page by page, or in the whole where notes stand together."""
    numbered = [note for note in notes if note.mark.isdigit()]
    if descriptor.profile.notes != "page-foot":
        yield [note.mark for note in numbered], list(range(len(body)))
        return
    for page in sorted({note.page for note in numbered}):
        wanted = [note.mark for note in numbered if note.page == page]
        yield wanted, [index for index, line in enumerate(body) if line.page == page]


def _glued(
    body: Sequence[PrintedLine],
    lines: Sequence[int],
    wanted: Sequence[str],
    told: Mapping[str, Place],
    emendations: Mapping[int, Said],
    descriptor: Descriptor,
    problems: list[Problem],
) -> list[Place]:
    """One place for each mark, after the place of the one before; a mark glued to its word goes before any other."""
    found: list[Place] = []
    at = (-1, -1)
    for mark in wanted:
        if mark in told:
            at = max(at, told[mark][:3:2])
            continue
        candidates = [
            (rank, Place(index, 0, match.start(), match.end(), mark))
            for index in lines
            for match in re.finditer(rf"(?<!\d){mark}(?!\d)", body[index].pieces[0].text)
            if (index, match.start()) > at and not _denied(body[index].pieces[0], match.end(), emendations)
            and (rank := _rank(body[index].pieces[0].text, match.start(), match.end())) is not None
        ]  # fmt: skip
        if candidates:
            best = min(candidates)[1]
            found.append(best)
            at = (best.line, best.start)
        else:
            problems.append(Problem(descriptor.source_path, body[lines[0]].number if lines else 0, 0, "reference-not-found",
                                    severity="warning", message=f"nothing on this page calls note {mark}"))  # fmt: skip
    return found


def _rank(text: str, start: int, end: int) -> int | None:
    """How well a number stands for a reference: 0 glued to a word, 1 after a sentence's end; None: not at all."""
    before, after = text[:start], text[end:].rstrip()
    if NO_MARK.match(after):
        return None
    return 0 if GLUED.search(before) else 1 if AFTER_SENTENCE.search(before) else None


def _parenthesised(
    body: Sequence[PrintedLine], emendations: Mapping[int, Said]
) -> Iterator[Place]:
    number = 1
    for index, at, piece in _pieces(body):
        start = 0
        while match := re.compile(rf"\({number}\)").search(piece.text, start):
            start = match.end()
            if not _denied(piece, start, emendations):
                yield Place(index, at, match.start(), start, str(number))
                number += 1


def _split(line: PrintedLine, places: Sequence[Place]) -> PrintedLine:
    """The line with its marks as pieces of their own."""
    if not places:
        return line
    pieces: list[Piece] = []
    for number, piece in enumerate(line.pieces):
        at = 0
        for place in places:
            if place.piece == number:
                pieces.append(replace(piece, text=piece.text[at : place.start], end="space"))
                pieces.append(Piece(piece.line, piece.text[place.start : place.end], mark=place.mark))
                at = place.end
        pieces.append(replace(piece, text=piece.text[at:]))
    return replace(line, pieces=tuple(piece for piece in pieces if piece.mark or piece.text))
