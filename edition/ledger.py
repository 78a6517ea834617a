"""The ledger: the committed record of every anchor ever given out. It only grows.

One record a line, fields parted by tabs, so that a change reads well in a diff:

    edition-ledger  1         istiqlal
    mint            p12       paragraph   p11   the unit's reading text …
    text            p12       its reading text from here on …
    move            p12       p40                (it now follows p40)
    into            p13       p12                (p13's words now stand in p12's unit)
    back            p13       p12    text …      (they stand on their own again, after p12)
    gone            p14                          (a tombstone: the words are in no unit)
    release         1.0.0     2027-01-31         sha256 of all lines above

`^` stands for “at the beginning”. Units and notes are two sequences; a note's anchor begins with `n`.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from edition.model import KINDS
from edition.problem import Problem

FORMAT = "1"
FIRST = "^"
FIELDS = {"mint": 5, "text": 3, "move": 3, "into": 3, "back": 4, "gone": 2, "release": 4}


@dataclass(slots=True)
class Entry:
    """What the ledger says of one anchor now."""

    anchor: str
    text: str
    """Its words as last seen; of a merged unit, the words it brought."""
    state: str = "live"
    """`live`, `into` (see `into`) or `gone`."""
    into: str = ""
    since: str = ""
    """The version in which it was first published; empty while it is not."""
    released: list[tuple[str, str, str]] = field(default_factory=list)
    """(version, state, text) in every version since."""
    line: int = 0
    """The line of the ledger that speaks of it last."""


@dataclass(slots=True)
class Ledger:
    """A text's ledger, replayed."""

    slug: str
    entries: dict[str, Entry] = field(default_factory=dict)
    units: list[str] = field(default_factory=list)
    """Live anchors of units in reading order."""
    notes: list[str] = field(default_factory=list)
    releases: list[tuple[str, str]] = field(default_factory=list)
    """(version, date), oldest first."""

    def order(self, anchor: str) -> list[str]:
        """The sequence in which an anchor stands: that of the units or that of the notes."""
        return self.notes if anchor.startswith("n") else self.units

    def resolve(self, anchor: str) -> str:
        """The live anchor that this one leads to; empty for a tombstone or an unknown one."""
        entry = self.entries.get(anchor)
        while entry and entry.state == "into":
            entry = self.entries.get(entry.into)
        return entry.anchor if entry and entry.state == "live" else ""

    def also(self) -> dict[str, tuple[str, ...]]:
        """Live anchor → the anchors merged into it, oldest first."""
        led: dict[str, tuple[str, ...]] = {}
        for entry in self.entries.values():
            if entry.state == "into" and (home := self.resolve(entry.anchor)):
                led[home] = (*led.get(home, ()), entry.anchor)
        return led


def read_ledger(content: str, slug: str, path: str) -> tuple[Ledger, list[Problem]]:
    """Replay a ledger. An empty file is a new ledger.

    Problems: `ledger-format`, `ledger-record`, `ledger-altered` (the lines above a release are not those released).
    """
    ledger = Ledger(slug)
    problems: list[Problem] = []
    rows = content.split("\n")
    if not content:
        return ledger, problems
    if rows[0] != header(slug):
        problems.append(Problem(path, 1, 1, "ledger-format", f"the first line should read “{header(slug)}”",
                                hint="Restore the file from version control; it is never edited by hand.", excerpt=rows[0]))  # fmt: skip
        return ledger, problems
    digest = hashlib.sha256((rows[0] + "\n").encode())
    for number, row in enumerate(rows[1:], 2):
        if not row and number == len(rows):
            break
        fault = _replay(ledger, row.split("\t"), digest.hexdigest())
        if fault:
            code = "ledger-altered" if "released" in fault else "ledger-record"
            problems.append(Problem(path, number, 1, code, fault, excerpt=row,
                                    hint="Restore the file from version control; it is never edited by hand."))  # fmt: skip
            break
        if (anchor := row.split("\t")[1]) in ledger.entries and not row.startswith("release\t"):
            ledger.entries[anchor].line = number
        digest.update((row + "\n").encode())
    return ledger, problems


def header(slug: str) -> str:
    """The ledger's first line."""
    return f"edition-ledger\t{FORMAT}\t{slug}"


ANCHOR = re.compile(r"[ph][1-9][0-9]*|n(?:0|[1-9][0-9]*)(?:-[1-9][0-9]*)?|n-star-[1-9][0-9]*(?:-[1-9][0-9]*)?")


def _replay(ledger: Ledger, record: list[str], digest: str) -> str:
    """Carry one record out; returns what is wrong with it, or an empty string."""
    verb, *fields = record
    if verb not in FIELDS or len(record) != FIELDS[verb]:
        return f"there is no record “{verb}” with {len(fields)} fields"
    if verb == "release":
        return _release(ledger, fields, digest)
    anchor = fields[0]
    if not ANCHOR.fullmatch(anchor):
        return f"“{anchor}” is no anchor"
    if verb == "mint":
        return _mint(ledger, *fields)
    if anchor not in ledger.entries:
        return f"{anchor} was never given out"
    return {"text": _text, "move": _move, "into": _into, "gone": _gone, "back": _back}[verb](ledger, *fields)


def _release(ledger: Ledger, fields: list[str], digest: str) -> str:
    version, date, released = fields
    if released != digest:
        return f"the lines above are not those released as {version}"
    ledger.releases.append((version, date))
    for entry in ledger.entries.values():
        entry.since = entry.since or version
        entry.released.append((version, entry.state, entry.text))
    return ""


def _mint(ledger: Ledger, anchor: str, kind: str, after: str, text: str) -> str:
    if anchor in ledger.entries:
        return f"{anchor} was given out before"
    if kind not in (*KINDS, "note") or (kind == "note") != anchor.startswith("n"):
        return f"{anchor} cannot be the anchor of a “{kind}”"
    ledger.entries[anchor] = Entry(anchor, text)
    return _insert(ledger.order(anchor), anchor, after)


def _text(ledger: Ledger, anchor: str, text: str) -> str:
    ledger.entries[anchor].text = text
    return ""


def _move(ledger: Ledger, anchor: str, after: str) -> str:
    order = ledger.order(anchor)
    if anchor not in order:
        return f"{anchor} is not there to be moved"
    order.remove(anchor)
    return _insert(order, anchor, after)


def _into(ledger: Ledger, anchor: str, home: str) -> str:
    if ledger.resolve(home) in ("", anchor) or ledger.order(home) is not ledger.order(anchor):
        return f"{anchor} cannot lead to {home}"
    _take_out(ledger, anchor)
    ledger.entries[anchor].state, ledger.entries[anchor].into = "into", home
    return ""


def _gone(ledger: Ledger, anchor: str) -> str:
    _take_out(ledger, anchor)
    ledger.entries[anchor].state, ledger.entries[anchor].into = "gone", ""
    return ""


def _back(ledger: Ledger, anchor: str, after: str, text: str) -> str:
    entry = ledger.entries[anchor]
    if entry.state == "live":
        return f"{anchor} is not away"
    entry.state, entry.into, entry.text = "live", "", text
    return _insert(ledger.order(anchor), anchor, after)


def _take_out(ledger: Ledger, anchor: str) -> None:
    order = ledger.order(anchor)
    if anchor in order:
        order.remove(anchor)


def _insert(order: list[str], anchor: str, after: str) -> str:
    if after != FIRST and after not in order:
        return f"{anchor} cannot follow {after}, which is not there"
    order.insert(order.index(after) + 1 if after != FIRST else 0, anchor)
    return ""


def release_record(content: str, version: str, date: str) -> str:
    """The record that makes all anchors above it permanent, as published in that version on that date."""
    return f"release\t{version}\t{date}\t{hashlib.sha256(content.encode()).hexdigest()}"
