"""Queries as readers might type them, made up by a seed from an edition's own words; and what one finds, by reading every
unit through.

`Scan` is written from what edition/lookup.py and edition/fulltext.py say, not from how they do it: it asks of every form of
the texts, one after the other, whether it answers to a typed word, and of every word of every unit whether it is one of those.
It has no groups by key, no plan, no index. What it takes over is tested elsewhere: `query.parse`, the words of units, what
edition/letters.py says of two words, the lemma of each form, and which names of the registry lead on.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from edition.dictionary import Searched, make_dictionary
from edition.letters import CYRILLIC, DISTINCT, EQUIVALENT, EQUIVALENTS, PAIRS, PLAIN, VOWELS, bare, keys, level_of, typed_as
from edition.lookup import BOOSTS, LOOSE_ENDING, REGISTERS_OF, WHY, Dictionary, Name
from edition.model import Edition
from edition.query import Clause, Either, Field, Near, Phrase, Word, parse
from edition.words import WORD, form_of, typed

K1 = 1.2
ENDING = re.compile(LOOSE_ENDING)
Scores = dict[int, float]
"""Unit → score."""
Hits = list[tuple[int, float]]


# ---- the scan ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """What a part of a query finds: the units with their scores, and in which places of a unit it stands."""

    scores: Scores
    places: Callable[[int], Sequence[tuple[int, int]]] = lambda unit: ()
    """The first and the last position of each occurrence in a unit."""


class Spelt:
    """Words to ask one after the other, each with what has been worked out once: how it is typed without marks, how it sounds."""

    def __init__(self, words: Iterable[str], joined: bool = False) -> None:
        self.words = list(dict.fromkeys(words))
        self.asked = [word.replace("'", "") if joined else word for word in self.words]
        """The same, `joined` without their apostrophes."""
        self.plain = [unmarked(word.replace("'", "")) for word in self.words]
        self.sound = [keys(word)[-1] for word in self.words]
        self.paired = [(at, EQUIVALENT.get(keys(word)[0]), DISTINCT.get(word, ("",))[0]) for at, word in enumerate(self.words)]
        self.paired = [one for one in self.paired if one[1] or one[2] != ""]

    def typed_as(self, typed: str) -> Iterator[tuple[str, int]]:
        """The words that a typed one is, as it is or without marks."""
        mine = unmarked(typed.replace("'", ""))
        for at in [at for at, plain in enumerate(self.plain) if plain == mine]:  # saves asking the others: it follows
            if (level := typed_as(typed, self.asked[at])) >= 0:
                yield self.words[at], level

    def level_of(self, typed: str) -> Iterator[tuple[str, int]]:
        """The words that a typed one is in some spelling."""
        sound, group, pair = keys(typed)[-1], EQUIVALENT.get(keys(typed)[0], "none"), DISTINCT.get(typed, ("none",))[0]
        may_be = {at for at, its in enumerate(self.sound) if its == sound}  # as above
        may_be |= {at for at, equivalent, distinct in self.paired if equivalent == group or distinct == pair}
        for at in sorted(may_be):
            if (level := level_of(typed, self.asked[at])) >= 0:
                yield self.words[at], level

    def same(self, typed: str) -> set[str]:
        """The words that a typed one is in whatever spelling."""
        return {word for way in (self.typed_as, self.level_of) for word, _ in way(typed)}


def unmarked(word: str) -> str:
    """A small or typed word, letter by letter without marks."""
    return "".join(PLAIN.get(letter, letter) for letter in bare(word.replace("I", "i")))


def is_ending(rest: str) -> bool:
    """Whether letters can be an ending, as somebody types it."""
    return bool(ENDING.fullmatch(unmarked(rest)))


def stems(word: str) -> list[str]:
    """What may be left of a word without an ending, the longest first, Cyrillic letters in Latin; a vowel that it lost before
    the ending put back."""
    found = []
    if CYRILLIC.search(word):
        for old, new in PAIRS[0].items():
            word = word.replace(old, new) if CYRILLIC.match(old) else word
    for at in range(len(word) - 1, 1, -1):
        stem, rest = word[:at], word[at:]
        if is_ending(rest):
            found.append(stem)
            end, vowel = unmarked(stem), unmarked(rest)[0]
            if vowel in VOWELS and len(end) > 2 and end[-1] not in VOWELS and end[-2] not in VOWELS:
                found.append(stem[:-1] + vowel + stem[-1])
    return found


class Scan:
    """The units of an edition, to be read through."""

    def __init__(self, edition: Edition, units: Sequence[Searched], dictionary: Dictionary | None = None) -> None:
        dictionary = dictionary or make_dictionary(edition, units)
        self.units = units
        self.words = [tuple(word.form for word in one.words) for one in units]
        self.lemma = {form: group.lemma for groups in dictionary.groups.values() for group in groups for form in group.forms}
        self.forms: dict[str, list[str]] = {}
        for form in sorted(self.lemma):
            self.forms.setdefault(self.lemma[form], []).append(form)
        self.held = [Counter(words) for words in self.words]
        self.weight = Counter(self.lemma[form] for held in self.held for form in held)
        """In how many units the forms of a lemma are, each counted by itself."""
        self.names: list[Name] = list(dict.fromkeys(name for names in dictionary.names.values() for name in names))
        self.entities = {id: edition.registry[id] for id in edition.registry}
        self.of_entity: dict[str, set[int]] = {id: set() for id in self.entities}
        for number, one in enumerate(units):
            for id in one.entities:
                self.of_entity[id].add(number)
        self._spelt = {"lemmas": Spelt(self.forms), "forms": Spelt(self.lemma, joined=True)}
        self.alone = [(form, unmarked(form)) for form, lemma in self.lemma.items() if self.forms[lemma] == [form] == [lemma]]
        self.vague = [(lemma, unmarked(keys(lemma)[1])) for lemma in self.forms]
        self._of_names = Spelt(word for name in self.names for word in name.words)
        self.like = lru_cache(maxsize=None)(self._of_names.same)
        """The words of names that a typed one is."""
        self._openings: dict[int, Spelt] = {}
        self._answers: dict[Word, dict[str, float]] = {}

    # -- a word

    def answers(self, word: Word) -> dict[str, float]:
        """The forms that answer to a word of a query, each with its boost."""
        if word not in self._answers:
            said = typed(word.word)
            if word.exact:
                found = {form: "exact" for form in self.lemma if len(form) == len(said) and all(a == b or a == "I" and b in "iı" for a, b in zip(said, form, strict=True))}
            else:
                found = dict.fromkeys(self.beginning(said), "prefix") if word.prefix else self.meant(said)
            self._answers[word] = {form: BOOSTS[why] for form, why in found.items()}
        return self._answers[word]

    def beginning(self, said: str) -> set[str]:
        """The forms that begin with what was typed: as typed or without marks, or from three letters on in the other spelling
        (words that only mean the same do not count), which may have a letter more or fewer. No form is shorter than that."""
        found = set()
        for length in range(max(0, len(said) - 1), len(said) + 2):
            if length not in self._openings:
                self._openings[length] = Spelt(form[:length] for form in self.lemma)
            spelt = self._openings[length]
            openings = {opening for opening, _ in spelt.typed_as(said)}
            if len(said) > 2:
                openings |= {opening for opening, level in spelt.level_of(said) if level < 4}
            found |= {form for form in self.lemma if form[:length] in openings and len(form) >= len(said) - 1}
        return found

    def meant(self, said: str) -> dict[str, str]:
        """The forms of the words that a typed one can be, with why: the best of these ways that leads to any, and words that
        mean the same."""
        letters = said.replace("'", "")
        before, _, after = said.partition("'")
        word = before if after == "s" or is_ending(after) else letters
        found: dict[str, int] = {}

        def take(form: str, level: int) -> None:
            found[form] = min(level, found.get(form, 9))

        lemmas = self.as_equivalent(word) | (self.as_word(word) or self.as_spelt(word))
        for sought in (self.as_lemma_typed, lambda stem: self.as_equivalent(stem) | self.as_lemma_spelt(stem)):
            for stem in stems(word):
                lemmas = lemmas or sought(stem)
        if not lemmas and len(word) > 4:  # last, any vowel for any other of its class, whatever comes after the stem
            vague = {unmarked(keys(one)[1]) for one in (word, *stems(word))}
            lemmas = {lemma: 4 for lemma, its in self.vague if its in vague}
        if len(word) > 3:  # forms of no other word that can be this one with an ending, where that sounds no other (not -i and -ye)
            mine = unmarked(word)
            for form in [form for form, plain in self.alone if plain.startswith(mine) and plain != mine and is_ending(form[len(word) :])]:
                if (level := typed_as(word, form[: len(word)])) >= 0 and keys(form)[-1].startswith(keys(word)[-1]):
                    take(form, level)
        for lemma, level in lemmas.items():
            for other, apart in self._spelt["lemmas"].level_of(lemma):
                for form in self.forms[other]:
                    take(form, max(level, apart))
        return {form: WHY[level + (level > 0 or typed_as(letters, form.replace("'", "")) != 0)] for form, level in found.items()}

    def as_word(self, word: str) -> dict[str, int]:
        """The lemmas that a word is as typed, or has as typed among their forms; nearer forms take the place of farther lemmas."""
        return self._nearer(self.as_lemma_typed(word), self._spelt["forms"].typed_as(word))

    def as_spelt(self, word: str) -> dict[str, int]:
        """The same in the other spellings, where a form counts if the word without an ending sounds like its lemma, too, or if
        that does not hold for the form itself: *ifadəllər* may sound like ifadələr, but -llər is no ending."""
        sounds = {keys(one)[-1] for one in (word, *stems(word))}
        return self._nearer(self.as_lemma_spelt(word), [
            (form, level) for form, level in self._spelt["forms"].level_of(word)
            if (sound := keys(self.lemma[form])[-1]) in sounds or sound not in {keys(one)[-1] for one in (form, *stems(form))}
        ])  # fmt: skip

    def _nearer(self, lemmas: dict[str, int], forms: Iterable[tuple[str, int]]) -> dict[str, int]:
        nearest = min(lemmas.values(), default=9)
        found: dict[str, int] = {}
        for form, level in forms:
            if level < nearest:
                found[self.lemma[form]] = min(level, found.get(self.lemma[form], 9))
        return found | lemmas

    def as_lemma_typed(self, word: str) -> dict[str, int]:
        """Lemmas as typed or without their marks; of the latter, where there are some of the former, only those more frequent."""
        found = dict(self._spelt["lemmas"].typed_as(word))
        most = max((self.weight[lemma] for lemma in found if not found[lemma]), default=0)
        return {lemma: level for lemma, level in found.items() if level == 0 or self.weight[lemma] > most}

    def as_equivalent(self, word: str) -> dict[str, int]:
        """Lemmas of words that mean the same."""
        return {lemma: 5 for other in EQUIVALENT.get(keys(word)[0], "").split() for lemma, _ in self._spelt["lemmas"].level_of(other)}

    def as_lemma_spelt(self, word: str) -> dict[str, int]:
        return dict(self._spelt["lemmas"].level_of(word))

    # -- names and conditions

    def called(self, words: Sequence[str]) -> list[str]:
        """The entities with these words for a name that leads on; if there is none, with an ending to the last of several."""
        before = [self.like(word) for word in words[:-1]]
        names = [name for name in self.names if name.bridges and len(name.words) == len(words) and all(word in like for word, like in zip(name.words, before, strict=False))]
        whole = [name.entity for name in names if name.words[-1] in self.like(words[-1])]
        if not whole and names and len(words) > 1:
            whole = [name.entity for name in names if any(name.words[-1] in self.like(stem) for stem in stems(words[-1]))]
        return list(dict.fromkeys(whole))

    def led_to(self, ids: Sequence[str], answers: Mapping[str, float]) -> Found:
        """What these entities' mentions and the words of their one-word names find, beside the words typed."""
        forms = dict(answers)
        for id in ids:
            for said in self.entities[id].name.values():
                if match := WORD.fullmatch(said):
                    for lemma in self._spelt["lemmas"].same(form_of(match, "az")):
                        forms |= {form: BOOSTS["name"] for form in self.forms[lemma] if form not in forms}
        return self.any_form(forms, set().union(*(self.of_entity[id] for id in ids)))

    def where(self, clause: Field) -> set[int]:
        """The units that answer to a condition."""
        field, value = clause.field, clause.value
        if register := REGISTERS_OF.get(field):
            wanted = [typed(match[0]) for match in WORD.finditer(value)]
            ids = {name.entity for name in self.names if wanted and self.entities[name.entity].register == register
                   and self.known_by(name) & self.like(wanted[0]) and all(self.like(word) & set(name.words) for word in wanted)}  # fmt: skip
            return set().union(*(self.of_entity[id] for id in ids | ({value} & self.entities.keys())))
        return {number for number, one in enumerate(self.units) if answers_to(one, field, value)}

    def known_by(self, name: Name) -> set[str]:
        """The words of a name of which the first of a condition must be one: the first three of a title, else the first eight."""
        return set(name.words[: 3 if self.entities[name.entity].bibl else 8])

    # -- clauses

    def any_form(self, forms: Mapping[str, float], named: Iterable[int] = (), boost: float = BOOSTS["name"]) -> Found:
        """The units that have any of the forms, and those that are named."""
        units: Scores = {}
        for number, held in enumerate(self.held):
            if not held.keys().isdisjoint(forms):
                units[number] = sum(forms[form] * times * (K1 + 1) / (times + K1) for form, times in held.items() if form in forms)
        units |= {number: boost for number in named if number not in units}
        idf = log(len(self.units) / (len(units) + 1)) + 1
        return Found({number: score * idf for number, score in units.items()}, lambda unit: [(at, at) for at, form in enumerate(self.words[unit]) if form in forms])

    def clause(self, clause: Clause, names: bool) -> Found:
        """What a clause finds."""
        if isinstance(clause, Word):
            answers = self.answers(clause)
            ids = self.called([typed(clause.word)]) if names and not clause.exact and not clause.prefix else []
            return self.led_to(ids, answers) if ids else self.any_form(answers)
        if isinstance(clause, Field):
            return Found(dict.fromkeys(self.where(clause), 0.0))
        if isinstance(clause, Either):
            return either([self.clause(part, names) for part in clause.of])
        if isinstance(clause, Phrase):
            parts = [self.clause(word, names=False) for word in clause.words]
            return self.standing(parts, lambda unit: in_a_row([part.places(unit) for part in parts]))
        one, other = (self.clause(part, names=False) for part in clause.of)
        return self.standing([one, other], lambda unit: [
            (min(a[0], b[0]), max(a[1], b[1])) for a in one.places(unit) for b in other.places(unit)
            if 1 <= b[0] - a[1] <= clause.within or 1 <= a[0] - b[1] <= clause.within
        ])  # fmt: skip

    @staticmethod
    def standing(parts: Sequence[Found], places: Callable[[int], Sequence[tuple[int, int]]]) -> Found:
        """The units with all parts, in places as they must be."""
        return Found({unit: score for unit, score in together(parts).scores.items() if places(unit)}, places)

    def clauses(self, clauses: Sequence[Clause], names: bool) -> Iterator[Found]:
        """What clauses find that must all hold; the longest runs of up to six words that are a name count as one clause."""
        left = list(clauses)
        while left:
            for length in range(min(6, len(left)), 1, -1):
                run = [one for one in left[:length] if isinstance(one, Word) and not one.exact and not one.prefix]
                if names and len(run) == length and (ids := self.called([typed(one.word) for one in run])):
                    yield either([together([self.any_form(self.answers(one)) for one in run]), self.led_to(ids, {})])
                    del left[:length]
                    break
            else:
                yield self.clause(left.pop(0), names)

    def find(self, text: str, names: bool = True) -> Hits:
        """(unit, score) of all that a query finds, the best first; units that have any of its words where none has all."""
        query = parse(text)
        unwanted = [self.clause(clause, names=False).scores for clause in query.none]
        passing = [self.where(clause) for clause in query.all if isinstance(clause, Field)]
        wanted = list(self.clauses([clause for clause in query.all if not isinstance(clause, Field)], names))
        if not (wanted or unwanted or passing):
            return []
        if not wanted:
            wanted = [Found(dict.fromkeys(range(len(self.units)), 0.0))]
        for found in (together(wanted), either(wanted)):
            left = set(found.scores).intersection(*passing).difference(*unwanted)
            if left:
                break
        return sorted(((unit, round(found.scores[unit], 6)) for unit in left), key=lambda hit: (-hit[1], hit[0]))


def either(parts: Sequence[Found]) -> Found:
    """What any of them finds."""
    return Found({unit: sum(part.scores.get(unit, 0.0) for part in parts) for unit in set().union(*(part.scores for part in parts))})


def together(parts: Sequence[Found]) -> Found:
    """What all of them find."""
    both = set(parts[0].scores).intersection(*(part.scores for part in parts))
    return Found({unit: sum(part.scores[unit] for part in parts) for unit in both})


def in_a_row(parts: Sequence[Sequence[tuple[int, int]]]) -> list[tuple[int, int]]:
    """Where an occurrence of each part stands right after one of the part before."""
    runs = list(parts[0])
    for part in parts[1:]:
        runs = [(start, last) for start, end in runs for first, last in part if first == end + 1]
    return runs


def answers_to(one: Searched, field: str, value: str) -> bool:
    """Whether a unit answers to a condition that the registry has nothing to do with."""
    first, _, last = value.partition("..")
    match field:
        case "text":
            work = one.text.work
            titles = " ".join((work.title, *work.parallel_title.values(), *work.supplied_title.values()))
            said = {keys(form_of(match, "az"))[0] for match in WORD.finditer(titles)}
            wanted = {keys(form_of(match, "az"))[0] for match in WORD.finditer(value)}
            return value == one.text.id or bool(wanted) and wanted <= said
        case "kind":
            return value == one.kind or value == "unit" and one.kind != "note"
        case "lang":
            return value == one.unit.lang
        case "page":
            return one.pages is not None and one.pages[0] <= int(last or 9999) and int(first or 0) <= one.pages[1]
        case "date":
            return any(start <= (last or "9999-12-31") and first <= (end or "9999-12-31") for start, end in one.days)
    raise ValueError(field)


# ---- made-up queries -----------------------------------------------------------------------------

SWAPS = ("ə e", "ə a", "q k", "q g", "k q", "x h", "x kh", "h x", "ş sh", "ç ch", "c j", "ğ gh", "ğ g", "ı i", "i ı", "v w", "j zh", "d t", "b p", "i ü", "a e")
"""What one spelling has for another."""
CYRILLIC_OF = dict(zip("abvgdezijklmnoprstufxcəıöüğşçyqh", "абвгдезийклмнопрстуфхчяыоюгшчйкх", strict=True))
ENDINGS = ("", "da", "də", "dan", "ın", "in", "un", "ı", "i", "nı", "ya", "yə", "lar", "lər", "ler", "ları", "lərində", "nda", "larından", "daki", "dır", "la", "lı", "ist")
APOSTROPHES = "'’‘`´ʼ′"
NONSENSE = ("", " ", "-", "--", '"', '""', "(", ")", "OR", "NOT", "NEAR/5", "NEAR", "*", "**", "=", "=*", "|", "AND", "a:b:", "text:", "date:x", "page:0", "kind:nix", "NEAR/x", "…", "§", "'")


class Queries:
    """A maker of queries of every kind over an edition, the same for the same seed."""

    def __init__(self, edition: Edition, units: Sequence[Searched], seed: int) -> None:
        self.chance = random.Random(seed)
        self.units = [one for one in units if len(one.words) > 3]
        self.said = [[one.unit.text[word.start : word.end] for word in one.words] for one in self.units]
        self.vocabulary = sorted({word for words in self.said for word in words})
        self.names = sorted({name for entity in edition.registry.values() for name in (*entity.name.values(), *(form.form for form in entity.forms), *entity.also)})
        self.named = {field: sorted((entity.id, *entity.name.values()) for entity in edition.registry.values() if entity.register == register)
                      for field, register in REGISTERS_OF.items()}  # fmt: skip
        self.values = {
            "text": sorted({one.text.id for one in units} | {word for one in units for word in one.text.work.title.split()}),
            "kind": sorted({one.kind for one in units} | {"unit"}), "lang": sorted({one.unit.lang for one in units} | {"de"}),
            "page": sorted({str(page) for one in units if one.pages for page in one.pages}),
            "date": sorted({day[:length] for one in units for days in one.days for day in days if day for length in (4, 7, 10)}),
        }  # fmt: skip
        self.kinds: dict[str, Callable[[], str]] = {
            "word": self.word, "typed otherwise": self.typed_otherwise, "exact": lambda: "=" + self.word(), "prefix": self.prefix, "number": self.number,
            "words of one unit": self.words_together, "words of two units": lambda: f"{self.any_word()} {self.any_word()}",
            "phrase": self.phrase, "phrase of no text": lambda: f'"{self.any_word()} {self.any_word()}"', "near": self.near, "near by chance": self.near_by_chance,
            "or": lambda: f"{self.any_word()} {self.chance.choice(('OR', '|', 'VEYA'))} {self.any_word()}" + self.perhaps(lambda: f" OR {self.clause()}"),
            "not": lambda: f"{self.clause()} {self.minus()}{self.clause()}", "only not": lambda: f"{self.minus()}{self.clause()}",
            "field": lambda: self.perhaps(self.any_word) + " " + self.field(), "fields": lambda: f"{self.field()} {self.field()} {self.perhaps(self.any_word)}",
            "field or word": lambda: f"{self.field()} OR {self.any_word()}", "not field": lambda: f"{self.any_word()} -{self.field()}",
            "name": self.name, "name and word": lambda: f"{self.name()} {self.any_word()}", "no word": self.nonsense,
            "all sorts": lambda: " ".join(self.clause() for _ in range(self.chance.randint(2, 4))),
        }  # fmt: skip

    def make(self, count: int) -> list[tuple[str, str]]:
        """(kind, query), the kinds in turns, so that each beginning has some of all; no query twice."""
        made: dict[str, str] = {}
        kinds = list(self.kinds.items())
        turn = 0
        while len(made) < count:
            kind, maker = kinds[turn % len(kinds)]
            made.setdefault(maker().strip(), kind)
            turn += 1
        return [(kind, query) for query, kind in made.items()]

    def perhaps(self, maker: Callable[[], str]) -> str:
        return maker() if self.chance.random() < 0.5 else ""

    def run(self, length: int) -> list[str]:
        """Words that stand side by side in a unit."""
        words = self.chance.choice([words for words in self.said if len(words) >= length])
        at = self.chance.randrange(len(words) - length + 1)
        return words[at : at + length]

    def word(self) -> str:
        """As often as the texts have it, or as if each word were there once."""
        return self.run(1)[0] if self.chance.random() < 0.6 else self.chance.choice(self.vocabulary)

    def any_word(self) -> str:
        return self.chance.choices((self.word, self.typed_otherwise, self.prefix, lambda: "=" + self.word()), (6, 5, 2, 1))[0]()

    def otherwise(self, word: str) -> str:
        """The word as somebody else would type it."""
        way = self.chance.randrange(9)
        if way == 0:
            return unmarked(word)
        if way == 1:
            return word.upper() if self.chance.random() < 0.5 else word.replace("i", "İ").upper()
        if way == 2:
            return word[: max(2, len(word) - self.chance.randint(0, 4))] + self.chance.choice(ENDINGS)
        if way == 3:
            return f"{word}{self.chance.choice((' ', '', '', ''))}{self.chance.choice(APOSTROPHES)}{self.chance.choice(ENDINGS)}"
        if way == 4:
            return "".join(CYRILLIC_OF.get(letter, letter) for letter in word.lower())
        if way == 5:
            return self.chance.choice(self.chance.choice(EQUIVALENTS).split()) + self.chance.choice(ENDINGS)
        if way == 6:
            at = self.chance.randrange(len(word))
            return self.chance.choice((word[:at] + word[at + 1 :], word[:at] + word[at] * 2 + word[at + 1 :], word[:at] + self.chance.choice("aeiıklmnrst") + word[at + 1 :]))
        for _ in range(self.chance.randint(1, 3)):
            old, new = self.chance.choice(SWAPS).split()
            word = word.replace(old, new)
        return word if way == 7 else unmarked(word).upper()

    def typed_otherwise(self) -> str:
        return self.otherwise(self.word())

    def prefix(self) -> str:
        word = self.perhaps(self.word) or self.typed_otherwise()
        return word[: self.chance.choice((1, 2, 2, 3, 3, 4, 5, 6, 9))].rstrip(" ") + "*"

    def number(self) -> str:
        numbers = [word for word in self.vocabulary if word[0].isdigit()]
        return self.chance.choice(numbers) if self.chance.random() < 0.5 else f"{self.chance.choice(numbers)}{self.chance.choice(('-', ' -', '*', chr(8217)))}{self.chance.choice(('ci', 'də', 'cü', 'den', 'in'))}"

    def words_together(self) -> str:
        words = self.run(self.chance.randint(4, 12))
        return " ".join(self.either_way(word) for word in self.chance.sample(words, self.chance.randint(2, 4)))

    def either_way(self, word: str) -> str:
        return word if self.chance.random() < 0.7 else self.otherwise(word)

    def phrase(self) -> str:
        words = [self.either_way(word) for word in self.run(self.chance.choice((2, 2, 3, 4)))]
        signed = [self.chance.choices(("", "="), (9, 1))[0] + word + self.chance.choices(("", "*"), (9, 1))[0] for word in words]
        return f'"{" ".join(signed)}"'

    def near(self) -> str:
        """Words or phrases that are so near each other in a text, or nearly."""
        words = self.run(self.chance.randint(3, 14)) * (1 + (self.chance.random() < 0.05))
        steps = max(1, len(words) - self.chance.randint(0, 2))
        parts = [words[0], words[-1]] if self.chance.random() < 0.7 else [f'"{" ".join(words[:2])}"', self.either_way(words[-1])]
        self.chance.shuffle(parts)
        sign = "NEAR" if self.chance.random() < 0.2 else f"NEAR/{steps}"
        return f" {sign} ".join(parts) + self.perhaps(lambda: f" NEAR/{self.chance.randint(1, 9)} {self.chance.choice(words)}")

    def near_by_chance(self) -> str:
        return f"{self.any_word()} NEAR/{self.chance.randint(1, 99)} {self.chance.choice((self.any_word, self.phrase))()}"

    def field(self) -> str:
        field = self.chance.choice((*self.values, *self.named))
        if field in self.named:
            value = self.chance.choice(self.chance.choice(self.named[field] or [("x", "y")]))
            value = self.chance.choice((value, value, self.chance.choice(value.split() or ["x"]), self.otherwise(value or "x")))
        else:
            value = self.chance.choice(self.values[field])
            if field in ("page", "date") and self.chance.random() < 0.5:
                value = self.chance.choice((f"{value}..", f"..{value}", "..".join(sorted((value, self.chance.choice(self.values[field])), key=lambda one: (len(one) if field == "page" else 0, one)))))
            elif field == "text":
                value = self.either_way(value)
        value = value.replace('"', "")
        return f'{field}:"{value}"' if " " in value or self.chance.random() < 0.2 else f"{field}:{value}"

    def name(self) -> str:
        words = self.chance.choice(self.names).split(" ")
        way = self.chance.random()
        if way < 0.2:
            words[-1] += self.chance.choice(("'", "’", "")) + self.chance.choice(ENDINGS)
        elif way < 0.4:
            words = [self.either_way(word) for word in words if word]
        return " ".join(words)

    def minus(self) -> str:
        return self.chance.choice(("-", "-", "NOT "))

    def clause(self) -> str:
        return self.chance.choices((self.any_word, self.phrase, self.near, self.field, self.name), (6, 2, 1, 2, 1))[0]()

    def nonsense(self) -> str:
        """What is no word, or no query, with or without one that is."""
        letters = "".join(self.chance.choice("abcçdeəfgğhxıijklmnoöpqrsştuüvyzйщ-'*0") for _ in range(self.chance.randint(1, 9)))
        parts = [letters, self.chance.choice(NONSENSE), self.perhaps(self.any_word), self.chance.choice(NONSENSE)]
        self.chance.shuffle(parts)
        return " ".join(parts)
