"""Finding the registry's names in a text: its forms as rules, the longest match first.

A word's way: every place where a word begins is looked up by its first letters among all forms; a form that stands
there with a possible ending is a candidate; candidates whose conditions are not met, that lie within a citation or
within a longer name, fall away, each with its reason (`edition check --explain` prints them); what is left must mean
one entity.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from edition.endings import VOWELS, fold, is_ending, stems
from edition.model import Entity, Form, Mention

KEY = 3
"""Letters by which forms are looked up; shorter forms are under all they have."""
WORD_START = re.compile(r"(?<![^\W_])[^\W_]|[\"(]")
LETTERS = re.compile(r"[^\W\d_]+")
CITED = ("newspaper", "archive")
"""Types that rules find within a citation, too: there a person is an author and a place one of publication."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A form of an entity, folded, ready to be looked for."""

    entity: Entity
    form: Form
    number: int
    """Place among the entity's forms, from 0."""
    stem: str
    vowel_follows: bool
    capital: bool
    """The form begins with a capital letter, and so must the words."""
    upper: bool
    """The form is an abbreviation: the words must be in capitals, too."""
    before: tuple[str, ...] = ()
    """The form's conditions, folded; the following three likewise."""
    after: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A form found at a place, and what became of it."""

    rule: Rule
    start: int
    end: int
    """End of the mention: of the word with its ending, but before an apostrophe."""
    name_end: int
    """End of the form itself."""
    verdict: str = ""
    """Why it is no mention; empty if it is one."""

    @property
    def mention(self) -> Mention:
        """The mention that it makes."""
        return Mention(self.start, self.end, self.rule.entity.id, self.rule.entity.type, self.rule.form.form)


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules, for one way of writing small letters."""

    lang: str
    by_key: dict[str, tuple[Rule, ...]]


def make_rules(entities: Iterable[Entity], lang: str) -> Rules:
    """The rules for units in one language."""
    by_key: dict[str, list[Rule]] = {}
    for entity in entities:
        for number, form in enumerate(entity.forms):
            capital, upper = form.form[0].isupper(), _abbreviation(form.form)
            conditions = [tuple(fold(word, lang) for word in words)
                          for words in (form.before, form.after, form.not_before, form.not_after)]  # fmt: skip
            for stem, follows in _written(fold(form.form, lang)):
                rule = Rule(entity, form, number, stem, follows, capital, upper, *conditions)
                by_key.setdefault(stem[:KEY], []).append(rule)
    return Rules(lang, {key: tuple(sorted(rules, key=lambda rule: -len(rule.stem))) for key, rules in by_key.items()})


def _abbreviation(form: str) -> bool:
    letters = [letter for letter in form if letter.isalpha()]
    return 1 < len(letters) <= 8 and all(map(str.isupper, letters)) and " " not in form


def _written(form: str) -> Iterator[tuple[str, bool]]:
    """The stems of a form, with and without a space after each initial (`Y.N. Nerimanov`, `Y.N.Nerimanov`)."""
    for stem, follows in stems(form):
        head, *parts = re.split(r"\. ?(?=[^\W\d_])", stem)
        for points in itertools.product((".", ". "), repeat=min(len(parts), 4)):
            yield head + "".join(map("".join, zip(points, parts, strict=False))), follows


def candidates(text: str, rules: Rules, slug: str) -> list[Candidate]:
    """Every place in a unit of the text `slug` where a form that holds there stands with a possible ending; where its
    conditions are not met, with a verdict."""
    folded = fold(text, rules.lang)
    found: list[Candidate] = []
    for match in WORD_START.finditer(folded):
        start = match.start()
        for length in range(1, KEY + 1):
            for rule in rules.by_key.get(folded[start : start + length], ()) if start + length <= len(folded) else ():
                if (length == KEY or len(rule.stem) == length) and folded.startswith(rule.stem, start) and (
                    not rule.form.texts or slug in rule.form.texts
                ):
                    made = _candidate(text, folded, start, rule)
                    if made:
                        found.append(made)
    return found


def _candidate(text: str, folded: str, start: int, rule: Rule) -> Candidate | None:
    name_end = start + len(rule.stem)
    if rule.capital and text[start].islower() or rule.upper and not text[start:name_end].isupper():
        return None
    ends = _ends(folded, text, name_end, rule)
    if ends is None:
        return None
    end, word_end = ends
    return Candidate(rule, start, end, name_end, _unmet(folded, start, word_end, rule, bare=word_end == name_end))


def _ends(folded: str, text: str, name_end: int, rule: Rule) -> tuple[int, int] | None:
    """Where the mention and where its last word ends, if what follows the form can be an ending or nothing."""
    rest = LETTERS.match(folded, name_end)
    if rest is None:
        if rule.vowel_follows or (folded[name_end : name_end + 1].isdigit() and rule.stem[-1].isalnum()):
            return None
        if folded[name_end : name_end + 1] in ("'", "-"):
            tail = LETTERS.match(folded, name_end + 1)
            if tail and (tail[0] == "s" or is_ending(rule.stem, tail[0], harmony=False)):  # s: English
                return name_end, tail.end()
            if tail and folded[name_end] == "'":
                return None
        return name_end, name_end
    ending = rest[0]
    if not rule.form.endings or rule.vowel_follows and ending[0] not in VOWELS:
        return None
    if text[name_end].isupper() and not text[name_end - 1].isupper():
        return None  # a capital inside a word begins another one
    if not is_ending(rule.stem, ending, harmony=not rule.upper):
        return None
    tail = LETTERS.match(folded, rest.end() + 1) if folded[rest.end() : rest.end() + 1] == "'" else None
    return rest.end(), tail.end() if tail else rest.end()


def _unmet(folded: str, start: int, end: int, rule: Rule, bare: bool) -> str:
    """Which of the form's conditions is not met; empty if all are. `bare`: the form stands there without an ending."""
    if not (rule.before or rule.after or rule.not_before or rule.not_after):
        return ""
    follows = folded[end : end + 80].lstrip(" \"'()")
    precedes = folded[max(0, start - 80) : start].rstrip(" \"'()").split(" ")

    def comes_after(word: str) -> bool:
        return follows.startswith(word)

    def stands_before(word: str) -> bool:
        count = word.count(" ") + 1
        return " ".join(precedes[-count:]).lstrip("\"'(").startswith(word)

    if rule.before and not any(map(comes_after, rule.before)):
        return f"none of {', '.join(rule.form.before)} comes after it"
    if rule.after and not any(map(stands_before, rule.after)):
        return f"none of {', '.join(rule.form.after)} stands before it"
    for word, said in zip(rule.not_before, rule.form.not_before, strict=True):
        if bare and comes_after(word):  # *Anadolu türkləri* are one name, *Anadoludakı türklər* are not
            return f"{said} comes after it"
    for word, said in zip(rule.not_after, rule.form.not_after, strict=True):
        if stands_before(word):
            return f"{said} stands before it"
    return ""


def judge(found: Sequence[Candidate], taken: Sequence[tuple[int, int]], cited: Sequence[tuple[int, int]]) -> list[Candidate]:
    """The candidates with their verdicts. `taken`: spans that editors' entries decide; `cited`: citations.

    What is left without a verdict does not overlap; where two entities claim one place, both are left.
    """
    judged: list[Candidate] = []
    holder: dict[int, Candidate] = {}
    """Offset → the candidate that stands there."""
    for one in sorted(found, key=lambda c: (-(c.name_end - c.start), c.start, c.rule.entity.id, c.rule.number)):
        verdict = one.verdict
        if not verdict and any(one.start < end and start < one.end for start, end in taken):
            verdict = "an entry in mentions.yaml decides"
        if not verdict:
            verdict = _in_citation(one, cited)
        if not verdict:
            longer = next((holder[at] for at in range(one.start, one.end) if at in holder), None)
            if longer and longer.rule.entity.id == one.rule.entity.id and longer.start == one.start:
                verdict = "another form of the same entity is here"
            elif longer and (longer.start, longer.name_end) != (one.start, one.name_end):
                verdict = f"it lies in “{longer.rule.form.form}”, which is longer"
        if not verdict:
            holder.update(dict.fromkeys(range(one.start, one.end), one))
        judged.append(replace(one, verdict=verdict) if verdict else one)
    return sorted(judged, key=lambda c: (c.start, -c.end, c.rule.entity.id, c.rule.number))


def _in_citation(one: Candidate, cited: Sequence[tuple[int, int]]) -> str:
    for start, end in cited:
        if one.start < end and start < one.end:
            if one.rule.entity.type not in CITED:
                return "it is part of a citation"
            if one.start < start or one.end > end:
                return "it crosses the edge of a citation"
    return ""


