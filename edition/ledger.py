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
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from edition.matching import Item, Matching, match, words
from edition.model import Note, Text, Unit
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
    changed: list[str] = field(default_factory=list)
    """The versions in which its text changed since."""


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
    pending: list[str] = []
    for number, row in enumerate(rows[1:], 2):
        if not row and number == len(rows):
            break
        fault = _replay(ledger, row.split("\t"), digest.hexdigest(), pending)
        if fault:
            code = "ledger-altered" if "released" in fault else "ledger-record"
            problems.append(Problem(path, number, 1, code, fault, excerpt=row,
                                    hint="Restore the file from version control; it is never edited by hand."))  # fmt: skip
            break
        digest.update((row + "\n").encode())
    return ledger, problems


def header(slug: str) -> str:
    """The ledger's first line."""
    return f"edition-ledger\t{FORMAT}\t{slug}"


def _replay(ledger: Ledger, record: list[str], digest: str, pending: list[str]) -> str:
    """Carry one record out; returns what is wrong with it, or an empty string."""
    verb, *fields = record
    if verb not in FIELDS or len(record) != FIELDS[verb]:
        return f"there is no record “{verb}” with {len(fields)} fields"
    if verb == "release":
        if fields[2] != digest:
            return f"the lines above are not those released as {fields[0]}"
        ledger.releases.append((fields[0], fields[1]))
        for entry in ledger.entries.values():
            if not entry.since:
                entry.since = fields[0]
            elif entry.anchor in pending:
                entry.changed.append(fields[0])
        pending.clear()
        return ""
    anchor = fields[0]
    order = ledger.notes if anchor.startswith("n") else ledger.units
    if verb == "mint":
        if anchor in ledger.entries:
            return f"{anchor} was given out before"
        ledger.entries[anchor] = Entry(anchor, fields[3])
        return _insert(order, anchor, fields[2])
    if anchor not in ledger.entries:
        return f"{anchor} was never given out"
    entry = ledger.entries[anchor]
    pending.append(anchor)
    if verb == "text":
        entry.text = fields[1]
    elif verb == "move":
        order.remove(anchor)
        return _insert(order, anchor, fields[1])
    elif verb == "into":
        if fields[1] not in ledger.entries or fields[1] == anchor:
            return f"{anchor} cannot lead to {fields[1]}"
        if entry.state == "live":
            order.remove(anchor)
        entry.state, entry.into = "into", fields[1]
    elif verb == "gone":
        if entry.state == "live":
            order.remove(anchor)
        entry.state, entry.into = "gone", ""
    elif verb == "back":
        if entry.state == "live":
            return f"{anchor} is not away"
        entry.state, entry.into, entry.text = "live", "", fields[2]
        return _insert(order, anchor, fields[1])
    return ""


def _insert(order: list[str], anchor: str, after: str) -> str:
    if after != FIRST and after not in order:
        return f"{anchor} cannot follow {after}, which is not there"
    order.insert(order.index(after) + 1 if after != FIRST else 0, anchor)
    return ""


@dataclass(slots=True)
class Changes:
    """What a text as loaded now would change in its ledger, and the records that do it."""

    records: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    split: dict[str, list[str]] = field(default_factory=dict)
    """Anchor → the new anchors of its later parts."""
    merged: dict[str, str] = field(default_factory=dict)
    moved: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    minted: list[str] = field(default_factory=list)
    anchors: dict[int, str] = field(default_factory=dict)
    """Index of the unit (notes after units) → its anchor."""

    @property
    def needed(self) -> bool:
        return bool(self.records)


def compare(ledger: Ledger, text: Text) -> Changes:
    """Compare a ledger with the text as loaded now."""
    changes = Changes()
    for units, order, offset in ((text.units, ledger.units, 0), (text.notes, ledger.notes, len(text.units))):
        _compare_sequence(ledger, list(units), order, offset, changes)
    return changes


def _compare_sequence(ledger: Ledger, units: Sequence[Unit], order: list[str], offset: int, changes: Changes) -> None:
    notes = order is ledger.notes
    foreign = {home: sum(len(words(ledger.entries[a].text)) for a in also) for home, also in ledger.also().items()}
    items = [Item(a, ledger.entries[a].text, foreign=foreign.get(a, 0)) for a in order]
    items += [
        Item(e.anchor, e.text, inside=ledger.resolve(e.into) if e.state == "into" else "", gone=e.state == "gone")
        for e in ledger.entries.values()
        if e.state != "live" and e.anchor.startswith("n") == notes
    ]
    matching = match(items, [_shown(unit) for unit in units])
    residents: dict[int, list[str]] = {}
    for anchor in [*order, *(item.anchor for item in items[len(order) :])]:
        if anchor in matching.homes:
            residents.setdefault(matching.homes[anchor], []).append(anchor)
    anchors = _choose(ledger, residents)
    used = set(ledger.entries) | set(changes.anchors.values())
    minted: dict[int, str] = {}
    for index, unit in enumerate(units):
        if index not in anchors:
            minted[index] = _new_anchor(unit, used)
            used.add(minted[index])
    _write_records(ledger, units, order, notes, anchors, minted, residents, matching, changes)
    for index in range(len(units)):
        changes.anchors[offset + index] = anchors.get(index) or minted[index]


def _shown(unit: Unit) -> str:
    """What the ledger keeps of a unit: its reading text; of a note without a body, its mark."""
    return unit.text if unit.text or not isinstance(unit, Note) else f"({unit.key})"


def _choose(ledger: Ledger, residents: dict[int, list[str]]) -> dict[int, str]:
    """The anchor that a unit keeps: of those whose words it holds, the first that was its own."""
    return {
        index: min(found, key=lambda anchor: (ledger.entries[anchor].state != "live", found.index(anchor)))
        for index, found in residents.items()
    }


def _new_anchor(unit: Unit, used: set[str]) -> str:
    if isinstance(unit, Note):
        base, number = f"n{unit.key}" if unit.key[0].isdigit() else f"n-{unit.key}", 1
        anchor = base
        while anchor in used:
            number += 1
            anchor = f"{base}-{number}"
        return anchor
    letter = "h" if unit.kind == "heading" else "p"
    highest = max((int(a[1:]) for a in used if a[0] == letter and a[1:].isdigit()), default=0)
    return f"{letter}{highest + 1}"


def _write_records(
    ledger: Ledger,
    units: Sequence[Unit],
    order: list[str],
    notes: bool,
    anchors: dict[int, str],
    minted: dict[int, str],
    residents: dict[int, list[str]],
    matching: Matching,
    changes: Changes,
) -> None:
    """The records in an order that can be replayed: departures first, then arrivals from the top down."""
    primary = set(anchors.values())
    records: list[str] = []
    current = list(order)
    for anchor in order:
        home = matching.homes.get(anchor)
        if home is None:
            records.append(f"gone\t{anchor}")
            changes.gone.append(anchor)
            current.remove(anchor)
        elif anchor not in primary:
            current.remove(anchor)
    steady = set(_longest_in_order([anchors[i] for i in sorted(anchors)], current))
    before = FIRST
    for index, unit in enumerate(units):
        text = _shown(unit)
        anchor = anchors.get(index) or minted[index]
        entry = ledger.entries.get(anchor)
        if entry is None:
            records.append(f"mint\t{anchor}\t{unit.kind}\t{before}\t{text}")
            changes.minted.append(anchor)
        elif entry.state != "live":
            records.append(f"back\t{anchor}\t{before}\t{text}")
            changes.back.append(anchor)
        else:
            if anchor not in steady:
                records.append(f"move\t{anchor}\t{before}")
                changes.moved.append(anchor)
            if entry.text != text:
                records.append(f"text\t{anchor}\t{text}")
                changes.changed.append(anchor)
            elif anchor in steady:
                changes.kept.append(anchor)
        before = anchor
    for index, found in residents.items():
        for anchor in found:
            entry = ledger.entries[anchor]
            if anchor != anchors[index] and (entry.state != "into" or ledger.resolve(anchor) != anchors[index]):
                records.append(f"into\t{anchor}\t{anchors[index]}")
                changes.merged[anchor] = anchors[index]
    for entry in ledger.entries.values():
        if entry.state == "into" and entry.anchor not in matching.homes and entry.anchor.startswith("n") == notes:
            records.append(f"gone\t{entry.anchor}")
            changes.gone.append(entry.anchor)
    for anchor, parts in matching.parts.items():
        later = [minted[index] for index in parts if index in minted]
        if later and anchor in primary:
            changes.split[anchor] = later
    changes.records += records


def _longest_in_order(new: Sequence[str], old: Sequence[str]) -> list[str]:
    """The longest run of anchors (not necessarily next to each other) that keep their order."""
    place = {anchor: index for index, anchor in enumerate(old)}
    tails: list[list[str]] = []
    for anchor in new:
        if anchor not in place:
            continue
        low, high = 0, len(tails)
        while low < high:
            middle = (low + high) // 2
            if place[tails[middle][-1]] < place[anchor]:
                low = middle + 1
            else:
                high = middle
        tails[low : low + 1] = [[*(tails[low - 1] if low else []), anchor]]
    return tails[-1] if tails else []


def release_record(content: str, version: str, date: str) -> str:
    """The record that makes all anchors above it permanent, as published in that version on that date."""
    return f"release\t{version}\t{date}\t{hashlib.sha256(content.encode()).hexdigest()}"


def with_anchors(text: Text, ledger: Ledger, changes: Changes) -> Text:
    """The text with its anchors, and every reference with its note's."""
    also = ledger.also()
    total = len(text.units)
    anchor_of = {note.key: changes.anchors[total + index] for index, note in enumerate(text.notes)}

    def named(unit: Unit, index: int) -> Unit:
        anchor = changes.anchors[index]
        refs = tuple(replace(ref, note=anchor_of[ref.key]) for ref in unit.refs)
        return replace(unit, anchor=anchor, also=also.get(anchor, ()), refs=refs)

    return replace(
        text,
        units=tuple(named(unit, index) for index, unit in enumerate(text.units)),
        notes=tuple(named(note, total + index) for index, note in enumerate(text.notes)),
    )
