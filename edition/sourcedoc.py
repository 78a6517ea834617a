"""A text as its source file has it: what became of every character of every physical line.

The counterpart of TEI's `sourceDoc` (the source as it stands) to the reading text. It is worked out from the loader's output
alone, as the proof is, so that what a reader is shown is what was done.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from edition.lines import RULE_WIDTH
from edition.model import BY_LINE, Furniture, PrintedPage, Text, Unit
from edition.proof import Part, parts_of_lines, without_space

RunKind = Literal["text", "sic", "normalized", "space", "hyphen", "reference", "mark", "furniture", "rule"]
"""What became of characters: they are read as they stand; likewise, and an editor reads otherwise (`sic`); read in NFC;
white space that is not read, or is read as a space; the hyphen of a line end, dropped; a reference, lifted out; a note's own mark;
furniture; the rule above notes."""

LineEnd = Literal["", "space", "joined", "kept"]
"""How a line's end is read: it ends its unit; as a space; not at all; as a space, and shown as a line end."""

Decisions = Mapping[int, Sequence[tuple[str, str]]]
"""Line → (what was said of it, why): the descriptor's emendations."""

PLAIN = re.compile(r"\S+(?: \S+| (?=\s+\S))*|\s+")
"""The runs of a line of nothing but text: words with the first space between them, and the rest of the white space.
static/source.js has the same."""
LETTERS: dict[str, str] = {
    "text": "t", "sic": "c", "normalized": "n", "space": "s", "hyphen": "h", "reference": "r", "mark": "m", "furniture": "f", "rule": "l",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SourceRun:
    """Consecutive characters of a line that one thing became of."""

    kind: RunKind
    text: str
    """As the file has it."""
    read: str = ""
    """What the reading text has of it."""
    corr: str = ""
    """The editor's reading of the words that end here (`sic`)."""
    lang: str = ""
    """Of words that are read, where it is not their unit's."""


@dataclass(frozen=True, slots=True)
class Line:
    """A physical line. Its runs are the line, to the letter."""

    number: int
    runs: tuple[SourceRun, ...]
    owner: str = ""
    """Anchor of the one unit or note that stands on it; empty for a blank line and for furniture."""
    end: LineEnd = ""
    decisions: tuple[tuple[str, str], ...] = ()
    furniture: str = ""
    """What furniture stands on it; one of `FurnitureKind`."""

    @property
    def blank(self) -> bool:
        """Whether the line is white space that means nothing."""
        return all(run.kind == "space" for run in self.runs)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Lines between those of a unit that belong to other units."""

    first: int
    last: int
    owners: tuple[str, ...]
    """Anchors, in the order of their first line here."""


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A text's source, line by line."""

    lines: tuple[Line, ...]
    tops: dict[int, PrintedPage]
    """Line → the printed page that begins with it."""


def make_source_document(text: Text, decisions: Decisions) -> SourceDocument:
    """The source of a text that is proved (edition/proof.py). Raises `ValueError` where it is not."""
    parts = parts_of_lines(text)
    lines = tuple(_line(number, raw, parts.get(number, ()), tuple(decisions.get(number, ())))
                  for number, raw in enumerate(text.source.lines, 1))  # fmt: skip
    lines = tuple(_with_rules(lines, {note.anchor for note in text.notes}))
    ends = {number: end for unit in (*text.units, *text.notes) for number, end in _line_ends(unit, lines)}
    tops = {_line_at(unit, turn.offset): text.pages[turn.page] for unit in text.units for turn in unit.turns}
    return SourceDocument(tuple(replace(line, end=ends.get(line.number, "")) for line in lines), tops)


def _line(number: int, raw: str, parts: Sequence[tuple[Unit | Furniture, Part]], decisions: tuple[tuple[str, str], ...]) -> Line:
    """One line divided into its runs."""
    letters: list[tuple[RunKind, int]] = [(part.kind, part.at + at) for _, part in parts for at, letter in enumerate(part.letters) if not letter.isspace()]
    read = without_space("".join(part.letters for _, part in parts))
    owners = {id(owner): owner for owner, _ in parts}
    if read != without_space(unicodedata.normalize("NFC", raw)) or len(owners) > 1:
        raise ValueError(f"line {number} is not proved")
    owner = next(iter(owners.values()), None)
    if isinstance(owner, Unit):
        return Line(number, _runs(raw, letters, owner), owner.anchor, decisions=decisions)
    kind: RunKind = "furniture" if owner else "space"
    return Line(number, (SourceRun(kind, raw),) if raw else (), decisions=decisions, furniture=owner.kind if owner else "")


@dataclass(slots=True)
class _Char:
    """A character of a line in NFC."""

    kind: RunKind
    raw: str
    """Of the file; empty where it came of the same characters as the one before."""
    read: str
    at: int
    """Of text, and of a space that is read: its offset in the reading text; else -1."""
    cluster: int
    """Number of the characters that NFC read together."""


def _runs(raw: str, letters: Sequence[tuple[RunKind, int]], unit: Unit) -> tuple[SourceRun, ...]:
    """The runs of a line of a unit; `letters`: kind and offset of every letter."""
    chars: list[_Char] = []
    rest = iter(letters)
    for cluster, (there, nfc) in enumerate(_clusters(raw)):
        for number, char in enumerate(nfc):
            space: tuple[RunKind, int] = ("space", -1)
            kind, at = space if char.isspace() else next(rest)
            if kind == "text" and there != nfc:
                kind = "normalized"
            is_text = kind in ("text", "normalized")
            chars.append(_Char(kind, "" if number else there, char if is_text else "", at if is_text else -1, cluster))
    runs: list[SourceRun] = []
    for (kind, sic, lang, _), group in itertools.groupby(_with_spaces(chars, unit), lambda char: _kin(char, unit)):
        part = list(group)
        ends = sic is not None and part[-1].at + 1 == unit.corrections[sic].end
        runs.append(SourceRun(kind, "".join(char.raw for char in part), "".join(char.read for char in part),
                              unit.corrections[sic].corr if sic is not None and ends else "", lang))  # fmt: skip
    return tuple(runs)


def _kin(char: _Char, unit: Unit) -> tuple[RunKind, int | None, str, int]:
    """What characters of one run have in common: kind, correction, language, and what NFC read together."""
    sic = next((number for number, one in enumerate(unit.corrections) if one.start <= char.at < one.end), None)
    lang = next((span.lang for span in unit.langs if span.start <= char.at < span.end), "")
    return "sic" if sic is not None and char.kind == "text" else char.kind, sic, lang, char.cluster if char.kind == "normalized" else -1


def _with_spaces(chars: Sequence[_Char], unit: Unit) -> list[_Char]:
    """The characters, with each space of the reading text given to the first white space where it stands."""
    made: list[_Char] = []
    last = -1
    """Index of the last letter that is read."""
    for char in chars:
        if char.at >= 0:
            if last >= 0 and char.at == made[last].at + 2:
                at = made[last].at + 1
                first = next((index for index in range(last + 1, len(made)) if made[index].kind == "space"), len(made))
                if first == len(made):
                    made.append(_Char("space", "", " ", at, -1))
                else:
                    space = made[first]
                    made[first] = replace(space, kind="text" if space.raw == " " else "space", read=" ", at=at)
            last = len(made)
        made.append(char)
    return made


def _clusters(raw: str) -> Iterator[tuple[str, str]]:
    """Characters of the file that NFC reads together, and as what."""
    if unicodedata.is_normalized("NFC", raw):
        yield from zip(raw, raw)
        return
    found: list[str] = []
    for char in raw:
        apart = not found or found[-1].isspace() or char.isspace()
        if not apart and (unicodedata.combining(char) or _nfc(found[-1] + char) != _nfc(found[-1]) + _nfc(char)):
            found[-1] += char
        else:
            found.append(char)
    for cluster in found:
        if _nfc(cluster) == cluster:
            yield from zip(cluster, cluster)
        else:
            yield cluster, _nfc(cluster)


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _with_rules(lines: Sequence[Line], notes: set[str]) -> Iterator[Line]:
    """The lines, with the rules of spaces that stand above lines of notes."""
    below = ""
    made: list[Line] = []
    for line in reversed(lines):
        text = "".join(run.text for run in line.runs)
        if line.blank and len(text) >= RULE_WIDTH and below in notes:
            line = replace(line, runs=(SourceRun("rule", text),))
        below = below if line.blank or line.runs[0].kind == "rule" else line.owner
        made.append(line)
    yield from reversed(made)


def _line_ends(unit: Unit, lines: Sequence[Line]) -> Iterator[tuple[int, LineEnd]]:
    """How the end of each of a unit's lines is read; the space between two lines of words is the last line end's between them."""
    opened = {brk.line: brk.offset for brk in unit.breaks}
    first, last = unit.lines
    own = [number for number in range(max(first, 1), min(last, len(lines)) + 1) if lines[number - 1].owner == unit.anchor]
    for number, following in zip(own, own[1:]):
        offset = opened.get(following, 0)
        if not offset or unit.text[offset - 1] != " ":
            yield number, "joined"
        else:
            yield number, "kept" if unit.kind in BY_LINE else "space"


def _line_at(unit: Unit, offset: int) -> int:
    """The line of a unit that begins at an offset."""
    return next(brk.line for brk in unit.breaks if brk.offset == offset)


def reading_of(document: SourceDocument, anchor: str) -> str:
    """A unit's reading text, from its lines alone."""
    own = [line for line in document.lines if line.owner == anchor]
    return "".join("".join(run.read for run in line.runs) + (" " if line.end in ("space", "kept") else "") for line in own)


Row = Line | Elsewhere | PrintedPage


def rows_of(document: SourceDocument, unit: Unit) -> tuple[Row, ...]:
    """What is shown of the source for a unit or note: its lines, blank lines and furniture between them, where a printed page
    begins, and where lines of other units stand between. static/source.js does the same."""
    own = [line.number for line in document.lines if line.owner == unit.anchor]
    rows: list[Row] = []
    blanks: list[Line] = []
    other: Elsewhere | None = None

    def close() -> None:
        nonlocal other
        rows.extend([other, *blanks] if other else blanks)
        blanks.clear()
        other = None

    for line in document.lines[own[0] - 1 : own[-1]] if own else ():
        if line.number in document.tops:
            close()
            rows.append(document.tops[line.number])
        if line.blank:
            blanks.append(line)
        elif line.owner in ("", unit.anchor):
            close()
            rows.append(line)
        else:
            if not other:
                close()
            blanks.clear()
            owners = other.owners if other else ()
            other = Elsewhere(other.first if other else line.number, line.number, owners + (line.owner,) * (line.owner not in owners))
    close()
    return tuple(rows)


def pack(document: SourceDocument, text: Text) -> dict[str, Any]:
    """The document for scripts, small: the lines once, and only what `PLAIN` does not say of them.

    `runs`: line → a letter of `LETTERS` and a length in code points for each run, the letter large where a correction ends, and
    `~ru,` where it is in that language; with `+` at the end where the line's end is not read. `units`: each anchor with the line from which on the lines that hold text are its.
    """
    runs: dict[int, str] = {}
    units: list[str | int] = []
    for line in document.lines:
        coded = "".join(map(_coded, line.runs))
        if coded != _plain("".join(run.text for run in line.runs)) or line.end == "joined":
            runs[line.number] = coded + "+" * (line.end == "joined")
        if line.owner and line.owner != (units[-2] if units else ""):
            units += [line.owner, line.number]
    return {
        "file": text.source.file,
        "lang": text.work.lang,
        "lines": "\n".join("".join(run.text for run in line.runs) for line in document.lines),
        "units": units,
        "runs": runs,
        "kept": [unit.anchor for unit in text.units if unit.kind in BY_LINE],
        "langs": {unit.anchor: unit.lang for unit in (*text.units, *text.notes) if unit.lang != text.work.lang},
        "corrections": {line.number: corrs for line in document.lines if (corrs := [run.corr for run in line.runs if run.corr])},
        "furniture": {line.number: line.furniture for line in document.lines if line.furniture},
        "decisions": {line.number: line.decisions for line in document.lines if line.decisions},
        "tops": {line: [page.status, page.number] for line, page in sorted(document.tops.items())},
    }


def _coded(run: SourceRun) -> str:
    letter = LETTERS[run.kind].upper() if run.corr else LETTERS[run.kind]
    return f"{letter}{len(run.text)}" + f"~{run.lang}," * bool(run.lang) if run.text else ""


def _plain(text: str) -> str:
    return "".join(("s" if part[0].isspace() else "t") + str(len(part)) for part in PLAIN.findall(text))
