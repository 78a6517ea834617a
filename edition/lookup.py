"""What the words of a query find: from a `Query` and the dictionary of the texts' words to a `Plan`.

A typed word is first sought as it is typed, then without the marks that a keyboard lacks, then in the other spellings;
what it is found as (a lemma, or an inflected form of one) stands for all forms of that lemma, in every spelling. Names of
the registry that the query has lead to the passages that name the same under another name. Pure functions;
`static/search.js` does the same, and tests hold the two against each other.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from edition.letters import (
    APOSTROPHES, CYRILLIC, EQUIVALENT, EQUIVALENTS, NOT_ONE, PAIRS, PLAIN, VOWELS, bare, keys, level_of, typed_as,
)  # fmt: skip
from edition.model import Lang
from edition.query import Clause, Either, Field, Near, Phrase, Query, Word, query_tables
from edition.words import WORD, form_of, typed

WHY = ("exact", "ending", "letters", "spelling", "spelling", "sound", "equivalent")
"""Why a form answers to a typed word, by how far it is from it: the form itself, another of its lemma's, then by level."""
BOOSTS = {"exact": 1.0, "ending": 0.9, "prefix": 0.5, "letters": 0.12, "spelling": 0.1, "sound": 0.06, "equivalent": 0.05, "name": 0.04}
"""So far apart that one exact word counts for more than several looser ones."""
LOOSE_ENDING = (
    "(?:[sn]?[iu]m?(?:[iu]z)?|[iu]m(?:[iu]z)?|l[ae]r(?:[iu](?:m[iu]z)?)?)?"
    "(?:[ny]?[iu]n?|[ny]?[ae]|n?[dt][ae]n?|y?l[ae]|n?[dt][ae]ki(?:l[ae]r)?(?:n?[iu]n?|n?[ae]|n?d[ae]n?)?)?(?:y?[dt][iu]r?(?:l[ae]r)?)?"
)
"""An ending as somebody types it: any class of vowels, without marks."""
_LOOSE = re.compile(LOOSE_ENDING)


@dataclass(frozen=True, slots=True)
class Group:
    """The forms of one lemma."""

    lemma: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A name of an entity."""

    words: tuple[str, ...]
    """Small."""
    said: str
    entity: str
    bridges: bool
    """Whether it leads to the entity's mentions: not so a single word that the texts also have in small letters (*məclis*)."""


@dataclass(frozen=True, slots=True)
class Named:
    """What search knows of an entity."""

    id: str
    register: str
    name: Mapping[Lang, str]
    units: tuple[int, ...]
    """The numbers of the units that name or cite it."""


@dataclass(frozen=True)
class Dictionary:
    """The words of the texts and the names of the registry, by their last key (`letters.keys`)."""

    groups: Mapping[str, tuple[Group, ...]]
    order: tuple[str, ...]
    """The keys of the groups, sorted."""
    names: Mapping[str, tuple[Name, ...]]
    """By the key of each of the name's words."""
    entities: Mapping[str, Named]
    counts: Mapping[str, int]
    """How many units have a form."""


def plain(word: str) -> str:
    """A typed word without marks, letter by letter."""
    return "".join(PLAIN.get(letter, letter) for letter in bare(word.replace("I", "i")))


def head_of(word: str) -> str:
    """A typed word without what follows its apostrophe, if that can be an ending; else without the apostrophe."""
    head, _, rest = word.partition("'")
    return head if rest == "s" or _LOOSE.fullmatch(plain(rest)) else word.replace("'", "")


def stems_of(word: str) -> Iterator[str]:
    """The stems that a typed word (without apostrophe) can have, the longest first."""
    for old, new in PAIRS[0].items() if CYRILLIC.search(word) else ():
        word = word.replace(old, new) if CYRILLIC.match(old) else word
    for at in range(len(word) - 1, 1, -1):
        stem, rest = plain(word[:at]), plain(word[at:])
        if rest and _LOOSE.fullmatch(rest):
            yield word[:at]
            if rest[0] in VOWELS and len(stem) > 2 and stem[-1] not in VOWELS and stem[-2] not in VOWELS:
                yield word[: at - 1] + rest[0] + word[at - 1]


Test = Callable[[str, str], int]


def find(word: str, dictionary: Dictionary) -> dict[str, str]:
    """The forms that answer to a word (`words.typed`), each with why (`WHY`)."""
    letters = word.replace("'", "")
    head = head_of(word)
    stems = list(stems_of(head))
    bases = _alike(head, dictionary)
    for test in (typed_as, level_of):
        lemmas = _lemmas(head, dictionary, test)
        nearest = min(lemmas.values(), default=9)
        inflected = {lemma: level for level, lemma in _inflected(head, stems, dictionary, test) if level < nearest}
        bases |= {**inflected, **lemmas}
        if lemmas or inflected:
            break
    for test in (typed_as, level_of):
        bases = bases or next(filter(None, ((_alike(stem, dictionary) if test is level_of else {}) | _lemmas(stem, dictionary, test) for stem in stems)), {})
    if not bases and len(head) > 4:
        bases = {group.lemma: 4 for stem in (head, *stems) for group in dictionary.groups.get(keys(stem)[-1], ())
                 if plain(keys(stem)[1]) == plain(keys(group.lemma)[1])}  # fmt: skip
    found = _possible(head, dictionary)
    for base, level in bases.items():
        for one in (base, *_equivalents(base)):
            for group in dictionary.groups.get(keys(one)[-1], ()):
                apart = level_of(base, group.lemma)
                for form in group.forms if apart >= 0 else ():
                    found[form] = min(found.get(form, 9), max(level, apart))
    return {form: WHY[level + (level > 0 or typed_as(letters, form.replace("'", "")) != 0)] for form, level in found.items()}


def _alike(word: str, dictionary: Dictionary) -> dict[str, int]:
    """The lemmas that mean the same as a word."""
    return {lemma: 5 for other in _equivalents(word) for lemma in _lemmas(other, dictionary, level_of)}


def _equivalents(word: str) -> Sequence[str]:
    return EQUIVALENT.get(keys(word)[0], "").split()


def _lemmas(word: str, dictionary: Dictionary, test: Test) -> dict[str, int]:
    """The lemmas that a word by some test is, each with its level. Where a word is there as typed, rarer ones that only look
    like it without their marks (*zabıt* beside zabit) are not meant."""
    found = {group: level for group in dictionary.groups.get(keys(word)[-1], ()) if (level := test(word, group.lemma)) >= 0}
    weight = {group: sum(dictionary.counts[form] for form in group.forms) for group in found} if test is typed_as else {}
    most = max((weight[group] for group in weight if not found[group]), default=0)
    return {group.lemma: level for group, level in found.items() if level != 1 or weight[group] > most}


def _possible(word: str, dictionary: Dictionary) -> dict[str, int]:
    """Forms that the texts have of no other word and that can be the typed one with an ending (*habere* of haber)."""
    found: dict[str, int] = {}
    for key in between(keys(word)[-1], dictionary.order) if len(word) > 3 else ():
        for group in dictionary.groups[key]:
            if group.forms == (group.lemma,):
                stem, rest = group.lemma[: len(word)], plain(group.lemma[len(word) :])
                if rest and (level := typed_as(word, stem)) >= 0 and _LOOSE.fullmatch(rest):
                    found[group.lemma] = level
    return found


def between(opening: str, order: Sequence[str]) -> Sequence[str]:
    """The keys that begin with an opening."""
    at = bisect_left(order, opening)
    end = at
    while end < len(order) and order[end].startswith(opening):
        end += 1
    return order[at:end]


def _inflected(word: str, stems: Sequence[str], dictionary: Dictionary, test: Test) -> list[tuple[int, str]]:
    """(level, lemma) of the groups that have a word among their forms, the farthest first."""
    return sorted(((level, group.lemma) for stem in (word, *stems) for group in dictionary.groups.get(keys(stem)[-1], ())
                   for form in group.forms if (level := test(word, form.replace("'", ""))) >= 0), reverse=True)  # fmt: skip


def find_exact(word: str, dictionary: Dictionary) -> dict[str, str]:
    """The one form that a word is, letter by letter (a typed I can be an i or an ı)."""
    return {form: "exact" for stem in (word.partition("'")[0], head_of(word), *stems_of(head_of(word))) for group in dictionary.groups.get(keys(stem)[-1], ())
            for form in group.forms if len(form) == len(word) and all(a == b or a == "I" and b in "iı" for a, b in zip(word, form, strict=True))}  # fmt: skip


MERGED = {"i": "y", "t": "sc", "s": "c", "p": "f"}
"""What the last letter of a key can become before other letters (iy, ts, dj, zh, ph)."""


def find_prefix(word: str, dictionary: Dictionary) -> dict[str, str]:
    """The forms that begin with a word, as typed or in another spelling."""
    key = keys(word)[-1]
    openings = [key[:-1]] if len(key) > 2 else [key, *(key[:-1] + letter for letter in MERGED.get(key[-1:], ""))]
    found: dict[str, str] = {}
    for one in (*(key[:length] for length in range(1, len(openings[0])) if key[:length] in dictionary.groups), *(one for opening in openings for one in between(opening, dictionary.order))):
        for group in dictionary.groups[one]:
            found |= {form: "prefix" for form in group.forms if begins(word, form)}
    return found


def begins(word: str, form: str) -> bool:
    """Whether a form begins with a typed word; another spelling may have a letter more or fewer."""
    for length in range(len(word) - 1, len(word) + 2):
        if typed_as(word, form[:length]) >= 0 or len(word) > 2 and 0 <= level_of(word, form[:length]) < 4:
            return length >= len(word) or len(form) >= length
    return False


Where = Callable[[str, str], Sequence[int]]
"""(field, value) → the numbers of the units that answer, for every field but the registry's."""
REGISTERS_OF = {"person": "people", "place": "places", "organisation": "organisations", "event": "events", "work": "works",
                "newspaper": "newspapers", "archive": "archives"}  # fmt: skip
Node = dict[str, Any]


@dataclass
class Planner:
    """Makes the plan of one query, and keeps what was found on the way."""

    dictionary: Dictionary
    where: Where
    names: bool = True
    """Whether names lead to the registry."""
    words: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """(as typed, its forms with why) of every word that was sought; not of those that must not be there."""
    bridges: dict[str, None] = field(default_factory=dict)
    """The entities that names of the query led to."""

    def plan(self, query: Query) -> Node:
        """The plan: what must all hold, what must not, and conditions on units."""
        made: Node = {"all": list(self._runs([clause for clause in query.all if not isinstance(clause, Field)]))}
        made["filters"] = [list(self._units(clause)) for clause in query.all if isinstance(clause, Field)]
        bridging, sought = self.names, list(self.words)
        self.names = False
        made["not"] = [self._node(clause) for clause in query.none]
        self.names, self.words = bridging, sought
        return made

    @staticmethod
    def loosened(plan: Node) -> Node:
        """The same, but any of what must hold is enough."""
        return plan | {"all": [{"is": "or", "of": plan["all"]}]}

    def _runs(self, clauses: Sequence[Clause]) -> Iterator[Node]:
        """Neighbouring words that are one name become one node, all others one each."""
        at = 0
        while at < len(clauses):
            for length in range(min(6, len(clauses) - at), 1, -1):
                run = clauses[at : at + length]
                if all(isinstance(one, Word) and not one.exact and not one.prefix for one in run):
                    if found := self._called([typed(one.word) for one in run]):
                        words = {"is": "all", "of": [self._forms(one) for one in run]}
                        yield {"is": "or", "of": [words, self._bridge(found, {})]}
                        at += length
                        break
            else:
                yield self._node(clauses[at])
                at += 1

    def _node(self, clause: Clause) -> Node:
        if isinstance(clause, Word):
            node = self._forms(clause)
            found = [] if clause.exact or clause.prefix else self._called([typed(clause.word)])
            return self._bridge(found, dict(node["forms"])) if found else node
        if isinstance(clause, Phrase):
            return {"is": "phrase", "of": [self._forms(word) for word in clause.words]}
        if isinstance(clause, Near):
            return {"is": "near", "within": clause.within, "of": [self._near(part) for part in clause.of]}
        if isinstance(clause, Either):
            return {"is": "or", "of": [self._node(part) for part in clause.of]}
        return {"is": "forms", "forms": [], "docs": list(self._units(clause)), "docsBoost": 0.0}

    def _near(self, part: Word | Phrase) -> Node:
        return self._forms(part) if isinstance(part, Word) else self._node(part)

    def _forms(self, word: Word) -> Node:
        seek = find_exact if word.exact else find_prefix if word.prefix else find
        found = seek(typed(word.word), self.dictionary)
        self.words.append((word.word, found))
        return {"is": "forms", "forms": sorted((form, BOOSTS[why]) for form, why in found.items())}

    def _called(self, words: Sequence[str]) -> list[str]:
        """The entities that bear these words for a name; the last of several may have an ending."""
        if not self.names:
            return []
        names = [name for name in self.dictionary.names.get(keys(words[0])[-1], ())
                 if name.bridges and len(name.words) == len(words) and all(map(same, words[:-1], name.words))]  # fmt: skip
        whole = [name.entity for name in names if same(words[-1], name.words[-1])]
        return list(dict.fromkeys(whole or [name.entity for name in names if any(same(stem, name.words[-1]) for stem in stems_of(words[-1]))]))

    def _bridge(self, entities: Sequence[str], forms: dict[str, float]) -> Node:
        """The passages that name these entities, and the words of their other names where those are one word."""
        self.bridges |= dict.fromkeys(entities)
        for id in entities:
            for said in dict.fromkeys(self.dictionary.entities[id].name.values()):
                word = form_of(match, "az") if (match := WORD.fullmatch(said)) else ""
                for group in self.dictionary.groups.get(keys(word)[-1], ()):
                    for form in group.forms if same(word, group.lemma) else ():
                        forms.setdefault(form, BOOSTS["name"])
                        self.words[-1][1].setdefault(form, "name")
        units = sorted({unit for id in entities for unit in self.dictionary.entities[id].units})
        return {"is": "forms", "forms": sorted(forms.items()), "docs": units, "docsBoost": BOOSTS["name"]}

    def _units(self, clause: Field) -> Sequence[int]:
        register = REGISTERS_OF.get(clause.field)
        if not register:
            return self.where(clause.field, clause.value)
        wanted = [typed(match[0]) for match in WORD.finditer(clause.value)]
        entities = {name.entity for name in (self.dictionary.names.get(keys(wanted[0])[-1], ()) if wanted else ())
                    if self.dictionary.entities[name.entity].register == register
                    and (name.entity == clause.value or all(any(same(word, other) for other in name.words) for word in wanted))}  # fmt: skip
        entities |= {clause.value} & self.dictionary.entities.keys()
        return sorted({unit for id in entities for unit in self.dictionary.entities[id].units})


def same(word: str, other: str) -> bool:
    """Whether a typed word is another one, in whatever spelling."""
    return typed_as(word, other) >= 0 or level_of(word, other) >= 0


def nearest(word: str, dictionary: Dictionary) -> list[str]:
    """Up to three lemmas that a word without any form may be misspelt for, of those whose key begins with the same two letters."""
    own, *_, opening = keys(typed(word))
    most = 2 if len(own) > 6 else 1
    found = []
    for key in between(opening[:2], dictionary.order) if len(own) > 2 else ():
        for group in dictionary.groups[key]:
            if (apart := _steps(own, keys(group.lemma)[0], most)) <= most:
                found.append((apart, -sum(dictionary.counts[form] for form in group.forms), group.lemma))
    found.sort(key=lambda one: one[:2])
    return list(dict.fromkeys(lemma for *_, lemma in found))[:3]


def _steps(one: str, other: str, most: int) -> int:
    """How many letters must be put in, taken out, replaced or swapped with the next to make one word of the other; more than
    `most` if that is not enough."""
    if one == other or not most:
        return 0 if one == other else 9
    if one[:1] == other[:1]:
        return _steps(one[1:], other[1:], most)
    ways = [(1, 0), (0, 1), (1, 1)] + [(2, 2)] * (len(one) > 1 and one[1::-1] == other[:2])
    return 1 + min(_steps(one[i:], other[j:], most - 1) for i, j in ways)


def search_tables(dictionary: Dictionary | None = None) -> dict[str, Any]:
    """The tables of this module, `letters`, `words` and `query`, as `static/search.js` reads them from the index; of the
    equivalents those that a dictionary has a word of."""
    equivalents = [group for group in EQUIVALENTS if not dictionary or any(keys(word)[-1] in dictionary.groups for word in group.split())]
    word = re.sub(r"\(\?P<(\w+)>", lambda match: "(" if match[1] in ("number", "after") else "(?:", WORD.pattern)
    for old, new in (
        (r"[^\W\d_]", r"[\p{L}\p{Nl}\p{No}]"), (r"[^\W_\u0300-\u036f]|[\u0300-\u036f]", r"[\p{L}\p{N}\u0300-\u036f]"),
        (r"(?!\w)", r"(?![\p{L}\p{N}_])"), (r"\d", r"\p{Nd}"),
    ):  # fmt: skip
        word = word.replace(old, new)
    return {"pairs": [",".join(map(":".join, pairs.items())) for pairs in PAIRS], "plain": PLAIN, "apostrophes": f"[{APOSTROPHES}]",
            "cyrillic": CYRILLIC.pattern, "equivalents": equivalents, "distinct": [side for pair in NOT_ONE for side in pair.split(" | ")],
            "word": word, "loose": f"^{LOOSE_ENDING}$", "merged": MERGED, "why": WHY, "boosts": BOOSTS, "register": REGISTERS_OF, **query_tables()}  # fmt: skip
