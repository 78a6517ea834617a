"""Plans of search for the tests: what one finds, by reading every document through; and as many as one likes, made up.

Written from what `edition/fulltext.py` says of a plan, without Whoosh and without an index.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

Plan = dict[str, Any]
Node = dict[str, Any]


@dataclass(frozen=True)
class Read:
    """A document as read: the forms of its words in order, and how often it has each, to pass over it quickly."""

    words: tuple[str, ...]
    held: dict[str, int]


def read(texts: Sequence[Sequence[str]]) -> tuple[Read, ...]:
    """Documents from the forms of their words."""
    return tuple(Read(tuple(words), dict(Counter(words))) for words in texts)


def brute_force(plan: Plan, documents: Sequence[Read]) -> list[tuple[int, float]]:
    """(document, score) of all hits, the best first."""
    if not (plan["all"] or plan["not"] or plan["filters"]):
        return []
    wanted = [scores(node, documents) for node in plan["all"]]
    unwanted = [scores(node, documents) for node in plan["not"]]
    left = set(range(len(documents))).intersection(*wanted, *plan["filters"]).difference(*unwanted)
    hits = [(number, round(sum(found[number] for found in wanted), 6)) for number in left]
    return sorted(hits, key=lambda hit: (-hit[1], hit[0]))


def scores(node: Node, documents: Sequence[Read]) -> dict[int, float]:
    """The documents in which a node holds, each with its score there."""
    if node["is"] == "forms":
        return scores_of_forms(node, documents)
    parts = [scores(part, documents) for part in node["of"]]
    total = {number: sum(part.get(number, 0.0) for part in parts) for number in set().union(*parts)}
    if node["is"] == "or":
        return total
    together = set(total).intersection(*parts)
    if node["is"] == "all":
        return {number: total[number] for number in together}
    return {number: total[number] for number in together if any(occurrences(node, documents[number].words))}


def scores_of_forms(node: Node, documents: Sequence[Read]) -> dict[int, float]:
    """The same for a node of forms."""
    wanted = {form for form, _ in node["forms"]}
    holding = [number for number, document in enumerate(documents) if not document.held.keys().isdisjoint(wanted)]
    named = set(node.get("docs", [])).difference(holding)
    if not holding and not named:
        return {}
    idf = log(len(documents) / (len(holding) + len(named) + 1)) + 1
    found = {number: idf * node["docsBoost"] for number in named}
    for number in holding:
        found[number] = 0.0
        for form, boost in node["forms"]:
            times = documents[number].held.get(form, 0)
            found[number] += boost * idf * times * (1.2 + 1) / (times + 1.2)
    return found


def occurrences(node: Node, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The first and the last position of every place in a document where a node of forms, phrase or near stands."""
    if node["is"] == "forms":
        wanted = {form for form, _ in node["forms"]}
        yield from ((position, position) for position, word in enumerate(words) if word in wanted)
    elif node["is"] == "phrase":
        wanted_each = [{form for form, _ in part["forms"]} for part in node["of"]]
        for first in range(len(words) - len(wanted_each) + 1):
            if words[first] in wanted_each[0] and all(words[first + step] in wanted for step, wanted in enumerate(wanted_each)):
                yield first, first + len(wanted_each) - 1
    else:
        one, other = (list(occurrences(part, words)) for part in node["of"])
        for start, end in one:
            for other_start, other_end in other:
                if 1 <= other_start - end <= node["within"] or 1 <= start - other_end <= node["within"]:
                    yield min(start, other_start), max(end, other_end)


def random_plans(seed: int, texts: Sequence[Sequence[str]], count: int) -> Iterator[Plan]:
    """Plans of all sorts, the same for the same seed. Words are drawn from the texts (a word as often as it stands there) and
    mostly those of one query from one passage, so that phrases and neighbours are found; a few are in no text."""
    chance = random.Random(seed)
    long = [number for number, words in enumerate(texts) if len(words) > 12] or list(range(len(texts)))
    vocabulary = sorted({word for words in texts for word in words})
    kindred: dict[str, list[str]] = {}
    for word in vocabulary:
        kindred.setdefault(word[:4], []).append(word)

    def forms(word: str) -> Node:
        others = [chance.choice(vocabulary) for _ in range(chance.choice((0, 0, 1, 2, 5)))]
        others = kindred[word[:4]][:12] if chance.random() < 0.3 else others
        found = [[form, chance.choice((1.0, 0.8, 0.3, 0.05))] for form in (word, *others)]
        node: Node = {"is": "forms", "forms": found}
        if chance.random() < 0.15:
            node["docs"] = sorted(chance.sample(range(len(texts)), chance.randint(0, min(30, len(texts)))))
            node["docsBoost"] = chance.choice((0.05, 0.2))
        if chance.random() < 0.03:
            node["forms"] = [] if "docs" in node or chance.random() < 0.3 else [["in-no-text", 1.0]]
        return node

    def phrase(words: Sequence[str]) -> Node:
        return {"is": "phrase", "of": [forms(word) for word in words]}

    def node(words: Sequence[str], depth: int = 0) -> Node:
        at = chance.randrange(max(1, len(words) - 8))
        here = words[at : at + 8] * (1 if len(words) > at + 3 else 4)
        kind = chance.choices(("forms", "phrase", "near", "or", "all"), (5, 2, 3, 2 * (depth < 2), 2 * (depth < 2)))[0]
        if kind in ("or", "all"):
            return {"is": kind, "of": [node(words, depth + 1) for _ in range(chance.choice((1, 2, 2, 3)))]}
        if kind == "near":
            parts = [
                phrase(here[start : start + chance.choice((2, 2, 3))]) if chance.random() < 0.4 else forms(here[start])
                for start in (chance.randrange(4) for _ in range(2))
            ]  # any two: they may be the same, or overlap
            return {"is": "near", "within": chance.choice((1, 1, 2, 3, 5, 10)), "of": parts}
        return phrase(here[: chance.choice((2, 2, 3, 4))]) if kind == "phrase" else forms(here[0])

    for _ in range(count):
        words = list(texts[chance.choice(long)])
        elsewhere = list(texts[chance.choice(long)])
        sizes = chance.choices((0, 1, 2, 3, 4), (1, 8, 6, 3, 1))[0]
        filters = [
            sorted(chance.sample(range(len(texts)), chance.randint(0 if chance.random() < 0.1 else len(texts) // 3, len(texts))))
            for _ in range(chance.choice((0, 0, 0, 0, 1, 2)))
        ]
        yield {
            "all": [node(words if chance.random() < 0.8 else elsewhere) for _ in range(sizes)],
            "not": [node(chance.choice((words, elsewhere))) for _ in range(chance.choice((0, 0, 0, 1, 2)))],
            "filters": filters,
        }
