"""What a text as loaded now changes in its ledger: which anchors were kept, split, merged, moved, lost, and which are new."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from edition.ledger import FIRST, Ledger
from edition.matching import Item, Matching, match, words
from edition.model import Note, Text, Unit


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
        """Whether the ledger is behind the text."""
        return bool(self.records)


def compare(ledger: Ledger, text: Text) -> Changes:
    """Compare a ledger with the text as loaded now."""
    changes = Changes()
    _compare_sequence(ledger, text.units, notes=False, offset=0, changes=changes)
    _compare_sequence(ledger, text.notes, notes=True, offset=len(text.units), changes=changes)
    return changes


@dataclass(frozen=True, slots=True)
class _Sequence:
    """The units, or the notes, of a text beside what the ledger says of them."""

    ledger: Ledger
    units: Sequence[Unit]
    order: Sequence[str]
    """Live anchors in their order so far."""
    notes: bool
    matching: Matching
    residents: dict[int, list[str]]
    """Unit (index) → the anchors whose words it holds."""
    kept: dict[int, str]
    """Unit (index) → the anchor that stays its own."""
    minted: dict[int, str]
    """Unit (index) → the anchor that it is given."""

    def anchor(self, index: int) -> str:
        return self.kept.get(index) or self.minted[index]


def _compare_sequence(ledger: Ledger, units: Sequence[Unit], notes: bool, offset: int, changes: Changes) -> None:
    order = ledger.notes if notes else ledger.units
    matching = match(_items(ledger, order, notes), [_shown(unit) for unit in units])
    residents: dict[int, list[str]] = {}
    others = [entry.anchor for entry in ledger.entries.values() if entry.state != "live"]
    for anchor in [*order, *others]:
        if anchor in matching.homes:
            residents.setdefault(matching.homes[anchor], []).append(anchor)
    kept = _choose(ledger, residents)
    minted = _new_anchors([(index, unit) for index, unit in enumerate(units) if index not in kept],
                          {*ledger.entries, *changes.anchors.values()})  # fmt: skip
    sequence = _Sequence(ledger, units, order, notes, matching, residents, kept, minted)
    for step in (_departures, _arrivals, _mergers, _losses, _splits):
        step(sequence, changes)
    changes.anchors |= {offset + index: sequence.anchor(index) for index in range(len(units))}


def _items(ledger: Ledger, order: Sequence[str], notes: bool) -> list[Item]:
    """The ledger's anchors for matching: the live ones in their order, then those merged or gone."""
    foreign = {home: sum(len(words(ledger.entries[a].text)) for a in also) for home, also in ledger.also().items()}
    live = [Item(anchor, ledger.entries[anchor].text, foreign=foreign.get(anchor, 0)) for anchor in order]
    return live + [
        Item(entry.anchor, entry.text, gone=entry.state == "gone",
             inside=ledger.resolve(entry.into) if entry.state == "into" else "")
        for entry in ledger.entries.values()
        if entry.state != "live" and entry.anchor.startswith("n") == notes
    ]  # fmt: skip


def _shown(unit: Unit) -> str:
    """What the ledger keeps of a unit: its reading text; of a note without a body, its mark."""
    return unit.text if unit.text or not isinstance(unit, Note) else f"({unit.key})"


def _choose(ledger: Ledger, residents: dict[int, list[str]]) -> dict[int, str]:
    """The anchor that a unit keeps: of those whose words it holds, the first that was its own."""
    return {
        index: min(found, key=lambda anchor: (ledger.entries[anchor].state != "live", found.index(anchor)))
        for index, found in residents.items()
    }


def _new_anchors(units: Sequence[tuple[int, Unit]], used: set[str]) -> dict[int, str]:
    """New anchors for units (index, unit) in reading order, none of them used before."""
    highest = {
        letter: max((int(anchor[1:]) for anchor in used if anchor[0] == letter), default=0) for letter in ("h", "p")
    }
    given: dict[int, str] = {}
    for index, unit in units:
        if isinstance(unit, Note):
            base = f"n{unit.key}" if unit.key[0].isdigit() else f"n-{unit.key}"
            names = itertools.chain([base], (f"{base}-{number}" for number in itertools.count(2)))
            given[index] = next(name for name in names if name not in used)
            used.add(given[index])
        else:
            letter = "h" if unit.kind == "heading" else "p"
            highest[letter] += 1
            given[index] = f"{letter}{highest[letter]}"
    return given


def _departures(sequence: _Sequence, changes: Changes) -> None:
    """Live anchors whose words are in no unit any more."""
    for anchor in sequence.order:
        if anchor not in sequence.matching.homes:
            changes.records.append(f"gone\t{anchor}")
            changes.gone.append(anchor)


def _arrivals(sequence: _Sequence, changes: Changes) -> None:
    """From the top down: new anchors, anchors that come back, that moved, whose words changed, that stay."""
    own = set(sequence.kept.values())
    steady = set(_longest_in_order([sequence.kept[i] for i in sorted(sequence.kept)],
                                   [anchor for anchor in sequence.order if anchor in own]))  # fmt: skip
    before = FIRST
    for index, unit in enumerate(sequence.units):
        anchor, text = sequence.anchor(index), _shown(unit)
        entry = sequence.ledger.entries.get(anchor)
        if entry is None:
            changes.records.append(f"mint\t{anchor}\t{unit.kind}\t{before}\t{text}")
            changes.minted.append(anchor)
        elif entry.state != "live":
            changes.records.append(f"back\t{anchor}\t{before}\t{text}")
            changes.back.append(anchor)
        else:
            if anchor not in steady:
                changes.records.append(f"move\t{anchor}\t{before}")
                changes.moved.append(anchor)
            if entry.text != text:
                changes.records.append(f"text\t{anchor}\t{text}")
                changes.changed.append(anchor)
            elif anchor in steady:
                changes.kept.append(anchor)
        before = anchor


def _mergers(sequence: _Sequence, changes: Changes) -> None:
    """Anchors whose words now stand in a unit that keeps another."""
    for index, found in sequence.residents.items():
        home = sequence.kept[index]
        for anchor in found:
            led = sequence.ledger.entries[anchor].state == "into" and sequence.ledger.resolve(anchor) == home
            if anchor != home and not led:
                changes.records.append(f"into\t{anchor}\t{home}")
                changes.merged[anchor] = home


def _losses(sequence: _Sequence, changes: Changes) -> None:
    """Anchors that were merged into another's unit and whose words have gone from it."""
    for entry in sequence.ledger.entries.values():
        mine = entry.anchor.startswith("n") == sequence.notes
        if mine and entry.state == "into" and entry.anchor not in sequence.matching.homes:
            changes.records.append(f"gone\t{entry.anchor}")
            changes.gone.append(entry.anchor)


def _splits(sequence: _Sequence, changes: Changes) -> None:
    """For the report only: the new anchors of a split unit's later parts."""
    own = set(sequence.kept.values())
    for anchor, parts in sequence.matching.parts.items():
        later = [sequence.minted[index] for index in parts if index in sequence.minted]
        if later and anchor in own:
            changes.split[anchor] = later


def _longest_in_order(new: Sequence[str], old: Sequence[str]) -> list[str]:
    """The longest run of anchors (not necessarily next to each other) that keep their order."""
    place = {anchor: index for index, anchor in enumerate(old)}
    ends: list[int] = []
    """For each length, the smallest place at which a run of that length can end."""
    tails: list[str] = []
    before: dict[str, str] = {}
    for anchor in new:
        if anchor not in place:
            continue
        length = bisect.bisect_left(ends, place[anchor])
        if length:
            before[anchor] = tails[length - 1]
        ends[length : length + 1] = [place[anchor]]
        tails[length : length + 1] = [anchor]
    run = tails[-1:]
    while run and run[-1] in before:
        run.append(before[run[-1]])
    return run[::-1]


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
