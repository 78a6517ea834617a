"""Quotations as people make them: passages of an edition that deviate in known ways, for the test of the quotation checker.

Each maker takes a passage's pieces (words as the passage has them, signs and all) and returns the pasted text and the deviations
that it has planted: (kind, the pasted word, the edition's word), one side empty where there is none.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from edition.letters import PLAIN
from edition.model import Edition, Unit

Planted = list[tuple[str, str, str]]
Pieces = list[str]
Maker = Callable[[random.Random, Pieces], tuple[str, Planted]]

WORD = re.compile(r"[^\W\d_]{5,}")
"""A piece that is one plain word."""
QUOTES = str.maketrans("“”„«»‟", '""""""')
MODERN = (("mm", "m"), ("iyy", "iy"), ("uv", "üv"), ("q", "k"), ("x", "h"), ("v", "w"), ("ə", "e"), ("ı", "i"))
SLIPS = {"a": "o", "e": "c", "ə": "o", "i": "l", "l": "t", "n": "u", "r": "v", "m": "n", "d": "b", "k": "h"}
"""What a scanner reads for a letter."""
STRANGE = "fövqəlqanun zərbəxana qurultaybaşı"
"""Words that stand nowhere in the edition."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A pasted text, where it is from (anchors in order, `text.p1`), how it was made, and what deviates."""

    text: str
    units: tuple[str, ...]
    how: str
    planted: tuple[tuple[str, str, str], ...]


def quotations(edition: Edition, seed: int, count: int) -> list[Quotation]:
    """So many quotations, as many by each maker."""
    rng = random.Random(seed)
    makers = list(MAKERS.items())
    units = [(text.id, list(part)) for text in edition.texts for part in (text.units, text.notes)]
    made: list[Quotation] = []
    while len(made) < count:
        how, maker = makers[len(made) % len(makers)]
        passage = _passage(rng, units, 2 if how.startswith("two units") else 1)
        text, planted = maker(rng, passage[1])
        made.append(Quotation(text, passage[0], how, tuple(planted)))
    return made


def _passage(rng: random.Random, units: list[tuple[str, list[Unit]]], many: int) -> tuple[tuple[str, ...], Pieces]:
    """A passage of 14 to 60 pieces, from one unit or from the end of one and the beginning of the next."""
    while True:
        slug, part = rng.choice(units)
        if len(part) < many:
            continue
        at = rng.randrange(len(part) - many + 1)
        own = part[at : at + many]
        pieces = [unit.text.split() for unit in own]
        if any(len(each) < 15 or unit.kind in ("toc", "bibl", "titlepage") or "…" in unit.text or ".." in unit.text for each, unit in zip(pieces, own, strict=True)):
            continue
        if many == 1:
            size = rng.randint(14, min(60, len(pieces[0])))
            start = rng.randrange(len(pieces[0]) - size + 1)
            said = pieces[0][start : start + size]
        else:
            said = [*pieces[0][-rng.randint(8, 15) :], *pieces[1][: rng.randint(8, 15)]]
        if len([piece for piece in said if WORD.fullmatch(piece)]) >= 8:
            return tuple(f"{slug}.{unit.anchor}" for unit in own), said


def _places(rng: random.Random, pieces: Pieces, count: int = 1, test: Callable[[str], bool] = lambda piece: True, apart: int = 3) -> list[int]:
    """Places of plain words inside a passage, not near its edges nor one another, sorted; fewer if there are not so many."""
    able = [at for at in range(3, len(pieces) - 4) if WORD.fullmatch(pieces[at]) and test(pieces[at])]
    rng.shuffle(able)
    found: list[int] = []
    for at in able:
        if len(found) < count and all(abs(at - other) >= apart for other in found):
            found.append(at)
    return sorted(found)


def _replaced(rng: random.Random, pieces: Pieces, count: int, kind: str, change: Callable[[str], str]) -> tuple[str, Planted]:
    made, planted = list(pieces), []
    for at in _places(rng, pieces, count, lambda piece: change(piece) != piece):
        made[at] = change(pieces[at])
        planted.append((kind, made[at], pieces[at]))
    return " ".join(made), planted


def exact(rng: random.Random, pieces: Pieces) -> tuple[str, Planted]:
    return " ".join(pieces), []


def without_diacritics(rng: random.Random, pieces: Pieces) -> tuple[str, Planted]:
    def bare(piece: str) -> str:
        return "".join(PLAIN.get(letter, letter) for letter in piece)

    return _replaced(rng, pieces, 4, "spelling", bare)


def respelt(rng: random.Random, pieces: Pieces) -> tuple[str, Planted]:
    """Letters as the other language or another time writes them."""
    old, new = rng.choice([pair for pair in MODERN if any(pair[0] in piece for piece in pieces if WORD.fullmatch(piece))])
    return _replaced(rng, pieces, 3, "spelling", lambda piece: piece.replace(old, new, 1))


def scanned(rng: random.Random, pieces: Pieces) -> tuple[str, Planted]:
    """A letter read for another."""
    def slip(piece: str) -> str:
        at = next((at for at in range(1, len(piece) - 1) if piece[at] in SLIPS), None)
        return piece if at is None or len(piece) < 6 else piece[:at] + SLIPS[piece[at]] + piece[at + 1 :]

    return _replaced(rng, pieces, 2, "letters", slip)


def line_ends(rng: random.Random, pieces: Pieces) -> tuple[str, Planted]:
    """Hyphens at line ends, and lines."""
    made = list(pieces)
    for at in _places(rng, pieces, 3, lambda piece: len(piece) > 6):
        cut = rng.randint(2, len(pieces[at]) - 3)
        made[at] = pieces[at][:cut] + rng.choice(["-\n", "-\r\n", "- \n", "\N{SOFT HYPHEN}\n"]) + pieces[at][cut:]
    return "\n".join(" ".join(made[at : at + 9]) for at in range(0, len(made), 9)), []


def other_signs(rng: random.Random, pieces: Pieces) -> tuple[str, Planted]:
    """Every quotation mark another, a comma for nothing."""
    said = " ".join(pieces)
    planted: Planted = []
    at = next(iter(_places(rng, pieces, 1, lambda piece: True)), None)
    if at is not None:
        planted.append(("punctuation", pieces[at + 1], ""))
        said = " ".join([*pieces[: at], pieces[at] + ";", *pieces[at + 1 :]])
    return said, planted


def in_quotes(rng: random.Random, pieces: Pieces) -> tuple[str, Planted]:
    """Straight quotation marks for others, the whole in guillemets."""
    return f"«{' '.join(pieces).translate(QUOTES)}»", []


def left_out(rng: random.Random, pieces: Pieces) -> tuple[str, Planted]:
    places = _places(rng, pieces, 2)
    return " ".join(piece for at, piece in enumerate(pieces) if at not in places), [("missing", "", pieces[at]) for at in places]


def left_out_with(sign: str) -> Maker:
    def made(rng: random.Random, pieces: Pieces) -> tuple[str, Planted]:
        able = [at for at in range(4, len(pieces) - 7) if all(WORD.fullmatch(piece) for piece in pieces[at : at + 2])]
        if not able:
            return " ".join(pieces), []
        at = rng.choice(able)
        return " ".join([*pieces[:at], sign, *pieces[at + 2 :]]), [("omitted", "", piece) for piece in pieces[at : at + 2]]

    return made


def swapped(rng: random.Random, pieces: Pieces) -> tuple[str, Planted]:
    able = [at for at in _places(rng, pieces, 99, apart=1) if WORD.fullmatch(pieces[at + 1]) and pieces[at].lower() != pieces[at + 1].lower()]
    made = list(pieces)
    if not able:
        return " ".join(pieces), []
    at = rng.choice(able)
    made[at : at + 2] = [pieces[at + 1], pieces[at]]
    return " ".join(made), [("order", pieces[at], pieces[at + 1])]


def another_word(rng: random.Random, pieces: Pieces) -> tuple[str, Planted]:
    strange = rng.choice(STRANGE.split())
    return _replaced(rng, pieces, 1, "word", lambda piece: strange)


def added(rng: random.Random, pieces: Pieces) -> tuple[str, Planted]:
    made, strange = list(pieces), rng.choice(STRANGE.split())
    made.insert(rng.randint(4, len(pieces) - 5), strange)
    return " ".join(made), [("added", strange, "")]


def explained(rng: random.Random, pieces: Pieces) -> tuple[str, Planted]:
    """An insertion in brackets."""
    made = list(pieces)
    made.insert(rng.randint(4, len(pieces) - 5), "[zərbəxana haqqında]")
    return " ".join(made), [("bracket", "zərbəxana", ""), ("bracket", "haqqında", "")]


def numbered(rng: random.Random, pieces: Pieces) -> tuple[str, Planted]:
    """A note's number stuck to a word."""
    made, planted = list(pieces), []
    for at in _places(rng, pieces, 1):
        number = rng.choice(["12", "7", "³", "¹⁴"])
        made[at] += number
        planted.append(("number", number, ""))
    return " ".join(made), planted


def other_case(rng: random.Random, pieces: Pieces) -> tuple[str, Planted]:
    return _replaced(rng, pieces, 2, "case", lambda piece: piece if re.match("[iIİı]", piece) else piece[0].swapcase() + piece[1:])


def torn(rng: random.Random, pieces: Pieces) -> tuple[str, Planted]:
    """A word that a space has torn apart."""
    return _replaced(rng, pieces, 1, "spelling", lambda piece: piece if len(piece) < 8 else piece[:4] + " " + piece[4:])


def all_of_it(rng: random.Random, pieces: Pieces) -> tuple[str, Planted]:
    """Lines, a word left out, a slip, diacritics, together."""
    made, planted = list(pieces), []
    places = _places(rng, pieces, 3, lambda piece: len(piece) > 6, 4)
    kinds = ["spelling", "missing", "line"]
    for at, kind in zip(places, kinds, strict=False):
        if kind == "spelling":
            made[at] = "".join(PLAIN.get(letter, letter) for letter in pieces[at])
            planted += [(kind, made[at], pieces[at])] if made[at] != pieces[at] else []
        elif kind == "missing":
            made[at] = ""
            planted.append((kind, "", pieces[at]))
        else:
            made[at] = pieces[at][:3] + "-\n" + pieces[at][3:]
    return " ".join(filter(None, made)), planted


MAKERS: dict[str, Maker] = {
    "exact": exact, "without diacritics": without_diacritics, "respelt": respelt, "scanned": scanned, "line ends": line_ends,
    "other signs": other_signs, "in quotes": in_quotes, "left out": left_out, "left out with …": left_out_with("…"),
    "left out with (...)": left_out_with("(...)"), "left out with [. . .]": left_out_with("[. . .]"), "swapped": swapped,
    "another word": another_word, "added": added, "explained": explained, "numbered": numbered, "other case": other_case, "torn": torn,
    "all of it": all_of_it, "two units, exact": exact, "two units, left out": left_out, "two units, without diacritics": without_diacritics,
}  # fmt: skip


def kinds_of(parts: list[dict]) -> Iterator[tuple[str, str, str]]:
    """What the checker reports: (kind, the pasted word, the edition's word)."""
    for part in parts:
        for each in part["words"]:
            if each["kind"] not in ("same", "ellipsis"):
                yield each["kind"], each["quote"], each["text"]
            if each.get("signs"):
                yield "punctuation", each["quote"], ""
