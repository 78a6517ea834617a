"""Which unit of a changed text holds the words of which unit of the text before: the base of lasting anchors.

Words, not positions, decide. A word of the new text belongs to one old unit at most, so that an anchor
can never come to mean words that are another's. Where too few of a unit's words are left, it has no
home: a guess would be an error that nobody sees.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

HALF = 0.5
"""A unit is where at least this share of its words is."""
RUN = 3
"""So many words in a row are no accident."""
LIKE = 0.7
"""Between the same neighbours, a unit is one whose letters agree to this share."""


@dataclass(frozen=True, slots=True)
class Item:
    """An anchor's words, as the ledger last saw them."""

    anchor: str
    text: str
    inside: str = ""
    """The anchor in whose unit the words stood, if they were merged into another's."""
    gone: bool = False
    """A tombstone: it comes back only if its very text does."""
    foreign: int = 0
    """How many of its words are those of anchors merged into it."""

    def enough(self, count: int, total: int) -> bool:
        """Whether so many of the item's words are where it is."""
        return count > 0 and count >= HALF * max(1, total - self.foreign)


@dataclass(slots=True)
class Matching:
    """Where old anchors are in the new units."""

    homes: dict[str, int] = field(default_factory=dict)
    """Anchor → index of the new unit that holds its words; anchors without a home are missing."""
    parts: dict[str, list[int]] = field(default_factory=dict)
    """Anchor → all new units that hold a good part of its words, in reading order."""


def words(text: str) -> list[str]:
    """The words of a text for comparison: lower case, without punctuation."""
    return re.findall(r"\w+", text.lower())


def match(items: Sequence[Item], units: Sequence[str]) -> Matching:
    """Find for each item (in old reading order) the new unit (reading texts, in order) that holds its words."""
    matching = Matching()
    live = [item for item in items if not item.gone and not item.inside]
    taken = _same_text_in_order(live, units, matching)
    for group in (live, [item for item in items if item.inside], [item for item in items if item.gone]):
        _same_text_elsewhere(group, units, matching, taken)
    _same_words(live, units, matching, taken)
    _between_neighbours(live, units, matching)
    _inside_others(items, units, matching)
    return matching


def _settle(matching: Matching, item: Item, home: int, parts: Iterable[int] = ()) -> None:
    matching.homes[item.anchor] = home
    matching.parts[item.anchor] = sorted({home, *parts})


def _same_text_in_order(live: Sequence[Item], units: Sequence[str], matching: Matching) -> set[int]:
    matcher = SequenceMatcher(None, [item.text for item in live], list(units), autojunk=False)
    taken: set[int] = set()
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            _settle(matching, live[block.a + step], block.b + step)
            taken.add(block.b + step)
    return taken


def _same_text_elsewhere(
    items: Sequence[Item], units: Sequence[str], matching: Matching, taken: set[int]
) -> None:
    places: dict[str, list[int]] = {}
    for index, text in enumerate(units):
        if index not in taken and text:
            places.setdefault(text, []).append(index)
    for item in items:
        if item.anchor not in matching.homes and places.get(item.text):
            home = places[item.text].pop(0)
            _settle(matching, item, home)
            taken.add(home)


def _same_words(live: Sequence[Item], units: Sequence[str], matching: Matching, taken: set[int]) -> None:
    """Changed, split, merged and moved units: by the runs of words that they share."""
    old = [(item, words(item.text)) for item in live if item.anchor not in matching.homes]
    new = [(index, words(text)) for index, text in enumerate(units) if index not in taken]
    if not old or not new:
        return
    free = {index: [True] * len(tokens) for index, tokens in new}
    shares: dict[str, Counter[int]] = {item.anchor: Counter() for item, _ in old}
    _claim_in_order(old, new, free, shares)
    for item, tokens in old:
        if not item.enough(sum(shares[item.anchor].values()), len(tokens)):
            _claim_anywhere(item, tokens, new, free, shares)
    owners: dict[int, Counter[str]] = {}
    for anchor, share in shares.items():
        for index, count in share.items():
            owners.setdefault(index, Counter())[anchor] += count
    for item, tokens in old:
        share = shares[item.anchor]
        if not item.enough(sum(share.values()), len(tokens)):
            continue
        good = [index for index in sorted(share) if share[index] >= min(RUN, len(tokens))]
        own = [index for index in good if owners[index].most_common(1)[0][0] == item.anchor]
        home = own[0] if own else max(share, key=lambda index: (share[index], -index))
        _settle(matching, item, home, own)


def _claim_in_order(old, new, free, shares) -> None:
    """Give words to old units along the longest common runs of the two texts as wholes."""
    old_words = [(word, item) for item, tokens in old for word in tokens]
    new_words = [(word, index, place) for index, tokens in new for place, word in enumerate(tokens)]
    matcher = SequenceMatcher(None, [w[0] for w in old_words], [w[0] for w in new_words], autojunk=False)
    sizes = {item.anchor: len(tokens) for item, tokens in old}
    for block in matcher.get_matching_blocks():
        for item, run in _runs(old_words, new_words, block):
            if len(run) >= min(RUN, sizes[item.anchor]):
                for index, place in run:
                    free[index][place] = False
                    shares[item.anchor][index] += 1


def _runs(old_words, new_words, block):
    """A common run, cut where a new old unit begins."""
    run: list[tuple[int, int]] = []
    owner: Item | None = None
    for step in range(block.size):
        item = old_words[block.a + step][1]
        if owner is not None and item is not owner:
            yield owner, run
            run = []
        owner = item
        run.append(new_words[block.b + step][1:])
    if owner is not None:
        yield owner, run


def _claim_anywhere(item: Item, tokens: list[str], new, free, shares) -> None:
    """Look for a unit's words wherever they may have moved, among words that are nobody's yet."""
    size = min(RUN, len(tokens))
    wanted = Counter(tuple(tokens[i : i + size]) for i in range(len(tokens) - size + 1))
    best: tuple[int, int, set[int]] | None = None
    for index, there in new:
        left = wanted.copy()
        covered: set[int] = set()
        for place in range(len(there) - size + 1):
            run = tuple(there[place : place + size])
            if left[run] > 0 and all(free[index][place : place + size]):
                left[run] -= 1
                covered.update(range(place, place + size))
        if covered and (best is None or len(covered) > best[0]):
            best = (len(covered), index, covered)
    if best and item.enough(best[0], len(tokens)):
        _, index, covered = best
        for place in covered:
            free[index][place] = False
        shares[item.anchor] = Counter({index: len(covered)})


def _between_neighbours(live: Sequence[Item], units: Sequence[str], matching: Matching) -> None:
    """What is left, between the same neighbours as before: alike by its letters, or its words in their order."""
    held = set(matching.homes.values())
    for place, item in enumerate(live):
        if item.anchor in matching.homes:
            continue
        before = next((h for o in reversed(live[:place]) if (h := matching.homes.get(o.anchor)) is not None), -1)
        after = next((h for o in live[place + 1 :] if (h := matching.homes.get(o.anchor)) is not None), len(units))
        tokens = words(item.text)
        for index in (before + 1, after - 1, before, after):
            if not 0 <= index < len(units):
                continue
            free = index not in held
            if free and SequenceMatcher(None, item.text, units[index], autojunk=False).ratio() >= LIKE:
                break
            if len(tokens) > 1 and _shared(tokens, words(units[index])) >= (HALF if free else LIKE) * len(tokens):
                break
        else:
            continue
        _settle(matching, item, index)
        held.add(index)


def _inside_others(items: Sequence[Item], units: Sequence[str], matching: Matching) -> None:
    """Anchors whose words had been merged into another's unit: there still, or wherever most of them are now."""
    last_seen = {item.anchor: item.text for item in items}
    tokens_of = [words(text) for text in units]
    for item in items:
        if not item.inside or item.anchor in matching.homes:
            continue
        tokens = words(item.text)
        host = matching.homes.get(item.inside)
        if host is not None and (
            units[host] == last_seen[item.inside] or tokens and _shared(tokens, tokens_of[host]) >= HALF * len(tokens)
        ):
            _settle(matching, item, host)
            continue
        best = max(range(len(units)), key=lambda index: (_together(tokens, tokens_of[index]), -index), default=None)
        if best is not None and tokens and _together(tokens, tokens_of[best]) >= HALF * len(tokens):
            _settle(matching, item, best)


def _shared(some: Sequence[str], others: Sequence[str]) -> int:
    """How many words two lists have in common, in the same order."""
    return sum(block.size for block in SequenceMatcher(None, some, others, autojunk=False).get_matching_blocks())


def _together(some: Sequence[str], others: Sequence[str]) -> int:
    """How many of the first list's words stand in the second in the same order and near each other."""
    blocks = SequenceMatcher(None, some, others, autojunk=False).get_matching_blocks()[:-1]
    if not blocks:
        return 0
    largest = max(blocks, key=lambda block: block.size)
    start = largest.b - largest.a
    near = [block for block in blocks if -len(some) / 2 <= block.b - block.a - start <= len(some) / 2]
    return sum(block.size for block in near)
