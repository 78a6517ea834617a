"""From pieces of printed lines to the reading text, keeping for every line where it came to stand.

The offsets are built while the lines are joined, never found again afterwards.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from edition.model import Joint, LineBreak, PageTurn, Reference

CLOSING = ".,;:!?…)]}»”’"
"""A reference lifted out before one of these leaves no space behind."""

SUPERSCRIPT = 325
"""Width of a raised figure, in thousandths of an em."""

LineEnd = Literal["space", "hard", "soft"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of one physical line: words, or the mark of a reference."""

    line: int
    text: str
    """Words: in NFC, white space as it stands. A mark: as printed."""
    mark: str = ""
    """For a reference, what the mark says."""
    end: LineEnd = "space"
    """For the last words of a physical line, how the line's end is to be read."""


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line as it was printed; the pieces that a reference tore it into are together again."""

    pieces: tuple[Piece, ...]
    page: int
    """Place in the text's pages, from 0."""
    gap: bool = False
    """A gap (blank lines that mean something) stands above it."""
    top: bool = False
    """It opens a page."""

    @property
    def number(self) -> int:
        """Its first physical line."""
        return self.pieces[0].line

    @property
    def words(self) -> str:
        """The line's words without its marks, white space collapsed."""
        return " ".join("".join(" " if p.mark else p.text for p in self.pieces).split())

    @property
    def marks_width(self) -> int:
        """What the marks on the line take of its measure, in thousandths of an em (they are set small)."""
        return sum(SUPERSCRIPT * len(piece.mark) for piece in self.pieces if piece.mark)

    @property
    def trailing_spaces(self) -> int:
        """How many white space characters stand at its end."""
        last = self.pieces[-1].text
        return len(last) - len(last.rstrip())


@dataclass(frozen=True, slots=True)
class NoteLines:
    """A note as it was printed: its mark, and its lines without it."""

    mark: str
    mark_line: int
    page: int
    lines: tuple[PrintedLine, ...]


def line_end(text: str, following: str, soft: bool) -> LineEnd:
    """How a line's end is read by rule: as a space or, after a hyphen that touches a word, `hard` or `soft`.

    `soft` says whether the print breaks words at line ends; even then a hyphen stays before a capital
    letter or a digit, which never open the second half of a broken word.
    """
    line, opening = text.rstrip(), following.lstrip()[:1]
    if len(line) < 2 or line[-1] not in "-‐\u00ad" or line[-2].isspace() or not opening.isalnum():
        return "space"
    return "soft" if line[-1] == "\u00ad" or soft and opening.islower() else "hard"


def read_pieces(
    lines: Iterable[PrintedLine],
) -> tuple[str, tuple[LineBreak, ...], tuple[Reference, ...], tuple[PageTurn, ...]]:
    """The reading text of printed lines, and where their physical lines, marks and pages fell in it."""
    text = ""
    breaks: list[LineBreak] = []
    refs: list[Reference] = []
    turns: list[PageTurn] = []
    before: Piece | None = None
    lifted = False
    for printed in lines:
        turning = printed.top
        torn = False
        for piece in printed.pieces:
            if piece.mark:
                refs.append(Reference(piece.mark, piece.text.strip(), len(text), piece.line))
                lifted = True
                continue
            words = " ".join(piece.text.split())
            if not words:
                continue
            same_line = before is not None and before.line == piece.line
            joint: Joint = before.end if before else "space"
            if joint == "space" and torn:
                joint = "torn"
            dropped = ""
            if joint == "soft":
                text, dropped = text[:-1], text[-1]
                refs = [replace(ref, offset=min(ref.offset, len(text))) for ref in refs]
            if before and _parted(text, before, piece, joint, lifted, same_line):
                text += " "
            if not same_line:
                breaks.append(LineBreak(len(text), piece.line, joint, dropped))
            if turning:
                turns.append(PageTurn(len(text), printed.page))
            text += words
            before, lifted, torn, turning = piece, False, True, False
    return text, tuple(breaks), tuple(refs), tuple(turns)


def _parted(text: str, before: Piece, piece: Piece, joint: Joint, lifted: bool, same_line: bool) -> bool:
    """Whether a space stands between the text so far and the next piece (also where letters would run together in NFC)."""
    opening = piece.text.lstrip()[0]
    if not unicodedata.is_normalized("NFC", text[-1:] + opening):
        return True
    if joint in ("hard", "soft") or lifted and opening in CLOSING:
        return False
    return not same_line or before.text[-1].isspace() or piece.text[0].isspace()
