"""How wide a printed line is, and whether a word would still have fitted on it.

Text taken from a PDF has lost its indents, yet its lines still tell where a paragraph ends:
in filled text a line is broken only where the next word no longer fits, so a line with room
for that word was ended on purpose. Counting letters is too coarse for this (a line of *i* is a
third as wide as a line of *m*), so widths are those of Times, the face of nearly all such prints.

Source of the widths: Times-Roman in Adobe's Core 14 font metrics (AFM), in thousandths of an em.
Letters with a mark are as wide as their base letter.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

_WIDTHS = {
    180: "'", 200: "|", 250: " ,.", 278: "/:;\\ijltı", 333: "!()-I[]`frİ‘’", 389: "Js", 408: '"',
    444: "?acezə“”", 469: "^", 480: "{}", 500: "#$*0123456789_bdghknopquvxy–«»", 541: "~", 556: "FPS",
    564: "+<=>", 611: "ELTZ", 667: "BCR", 722: "ADGHKNOQUVXYwƏ", 778: "&m", 833: "%", 889: "M",
    921: "@", 944: "W", 1000: "—…",
}  # fmt: skip
_WIDTH_OF = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
SPACE = _WIDTH_OF[" "]
UNKNOWN = 500


@cache
def _letter_width(letter: str) -> int:
    base = unicodedata.normalize("NFD", letter)[0]
    return _WIDTH_OF.get(letter, _WIDTH_OF.get(base, UNKNOWN))


@lru_cache(maxsize=16384)  # a line is measured for its own end, its neighbours' and its page's
def width(text: str) -> int:
    """Width of the text in thousandths of an em, white space counted as single spaces."""
    return sum(map(_letter_width, " ".join(text.split())))


def room(line: str, following: str, measure: int) -> int:
    """Room left on the line once the next line's first word is added; negative where it did not fit."""
    words = following.split(None, 1)
    return measure - width(line) - SPACE - width(words[0] if words else "")


def measure_of(lines: Iterable[str]) -> int:
    """The measure (width of a full line) of filled text, in thousandths of an em.

    The widest lines stand at the measure; the top fiftieth is passed over, because some lines are
    wider than they were printed (a lost space, an ellipsis for leaders). 0 for no lines.
    """
    widths = sorted(width(line) for line in lines)
    return widths[len(widths) * 49 // 50] if widths else 0
