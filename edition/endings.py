"""The endings of Azerbaijani and Turkish nouns, as far as a name in running text takes them.

Inflection only: plural, possession, case, -ki, copula; words derived from a name (*Bakılı*, *Müsavatçı*) are other
words. Rules after G. L. Lewis, *Turkish Grammar* (2nd ed., OUP 2000), ch. 2 and 4, and for what Azerbaijani has of its
own (k before a vowel to y, q to ğ; -nı after vowels) Y. Öztopçu, *Elementary Azerbaijani* (2000). All functions take text
folded by `fold`.
"""

from __future__ import annotations

import re

from edition.letters import APOSTROPHES, KINDRED

VOWELS = "aıoueəiöü"
BACK = "aıou"
SOFTENED = {"k": "ğy", "q": "ğ", "t": "d", "p": "b", "ç": "c"}
"""What a stem's last consonant becomes before a vowel."""
_ONE = {letter: "'" for letter in APOSTROPHES} | {mark: '"' for mark in "“”„«»″‟"} | {dash: "-" for dash in "‐‑‒–—−"} | {
    "\u00a0": " ", "â": "a", "Â": "a", "î": "i", "Î": "i", "û": "u", "Û": "u", "İ": "i",
}  # fmt: skip
_KINDRED, _OTHER = str.maketrans(_ONE | {"I": "ı"}), str.maketrans(_ONE)


def fold(text: str, lang: str = "az") -> str:
    """The text in small letters, code point by code point, so that offsets stay: İ → i and I → ı in Azerbaijani and
    Turkish (elsewhere I → i); circumflexes taken off; apostrophes, quotation marks and hyphens each made one."""
    return text.translate(_KINDRED if lang in KINDRED else _OTHER).lower()  # no letter but İ grows when made small


def _grammar(a: str, i: str) -> tuple[str, str]:
    """Two patterns for the endings after a consonant and after a vowel, in one class of vowel harmony.

    `a` and `i` are the letters of the low and the high vowel of that class.
    """
    ki = f"k[ıiuü](?:l{a}r)?(?:n?{i}n|n?{i}|n?{a}|n?d{a}n?|l{a})?"
    copula = f"(?:y?[dt]{i}r(?:l{a}r)?|y?[dt]{i}|y?m{i}ş)"
    place = f"[dt]{a}n?"
    after_consonant = f"(?:(?:{place}|{i}n)(?:{ki})?|{i}|{a}|y?l{a})"
    after_vowel = f"(?:n?{place}(?:{ki})?|n{i}n(?:{ki})?|[yn]{i}|[yn]{a}|y?l{a})"
    plural = f"l{a}r(?:{i}m{i}z{after_consonant}?|{i}{after_vowel}?|{after_consonant})?"
    consonant = f"(?:{plural}|{i}m(?:{i}z)?{after_consonant}?|{i}{after_vowel}|{after_consonant})?{copula}?"
    vowel = f"(?:{plural}|m{i}z{after_consonant}?|s{i}{after_vowel}?|{after_vowel})?{copula}?"
    return consonant, vowel


_PATTERNS = {
    (back, after_vowel): re.compile(pattern)
    for back, (a, i) in ((True, ("a", "[ıu]")), (False, ("[eə]", "[iü]")))
    for after_vowel, pattern in zip((False, True), _grammar(a, i), strict=True)
}


def is_ending(stem: str, rest: str, *, harmony: bool = True) -> bool:
    """Whether `rest` (letters only, not empty) can be an ending of a noun that ends like `stem`.

    Without `harmony` any class of vowels will do: after an apostrophe, or an abbreviation, whose last letter is
    spoken otherwise than written. A stem in -al, -ol, -ul may take front vowels (*Kemali*, *İstiklalin*).
    """
    if not stem or not rest:
        return not rest
    after_vowel = stem[-1] in VOWELS
    last = next((letter for letter in reversed(stem) if letter in VOWELS), "")
    classes = {last in BACK} if harmony and last else {True, False}
    if stem[-1] == "l" and last in "aou":
        classes = {True, False}
    buffers = {after_vowel} if harmony else {True, False}
    return any(_PATTERNS[back, vowel].fullmatch(rest) for back in classes for vowel in buffers)


def stems(form: str) -> tuple[tuple[str, bool], ...]:
    """The stems under which a folded form appears, and whether a vowel must follow: the form itself; its last consonant
    softened (*Kərkük*: *kərküy-*, *bayraq*: *bayrağ-*); its last vowel dropped (*oğul*: *oğl-*)."""
    found = [(form, False)]
    if len(form) > 2 and form[-1] in SOFTENED:
        found += [(form[:-1] + soft, True) for soft in SOFTENED[form[-1]]]
    word = form.rpartition(" ")[2]
    if len(word) > 4 and word.isalpha() and word[-2] in "ıiuü" and not set(word[-3] + word[-1]) & set(VOWELS):
        found.append((form[:-2] + form[-1], True))
    return tuple(found)
