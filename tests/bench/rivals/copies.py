"""The corpus scaled: copies of every unit in which words are altered so that new word forms keep coming, as in new text.

In natural text the number of word forms grows like a power of its length (Heaps); a text a hundred times as long has some
15 to 25 times the forms. So an altered word is not simply a new one: it becomes the j-th variant of itself with j drawn
from a heavy-tailed law, often an early variant that other copies have too, sometimes one that no copy had before.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

WORD = re.compile(r"[^\W\d_]+(?:['’‘`´ʼ][^\W\d_]+)?")
SHARE = 0.3
"""Of the words of a copy, how many are altered."""
TAIL = 0.57
"""Pareto's exponent for the variants' numbers: smaller is more new forms. This one gives about 20 times at 100 copies."""
VOWELS, CONSONANTS = "aeəıioöuü", "bcçdfgğhxjkqlmnprsştvyz"
ENDINGS = ["da", "də", "lar", "lər", "ın", "in", "un", "ün", "a", "ə", "ı", "i", "dan", "dən", "lı", "li", "sı", "si", "ların", "lərin",
           "e", "de", "den", "ler", "lerin", "le", "la", "nda", "nde", "na", "ne", "dır", "dir", "nın", "nin"]  # fmt: skip


@dataclass(frozen=True)
class Unit:
    """A unit or a note: its address in the edition, its language, its reading text."""

    anchor: str
    lang: str
    text: str


def variant(word: str, number: int) -> str:
    """The `number`-th variant of a word, from 1; always the same."""
    dice = random.Random(f"{word} {number}")
    letters = list(word)
    change = dice.random()
    if change < 0.3 or len(word) < 5:
        letters.append(dice.choice(ENDINGS))
    elif change < 0.5:
        del letters[-dice.randint(1, 2) :]
        letters.append(dice.choice(ENDINGS))
    else:
        for _ in range(1 if change < 0.85 else 2):
            place = dice.randrange(1, len(word))
            if dice.random() < 0.4:
                letters[place - 1], letters[place] = letters[place], letters[place - 1]
            else:
                letters[place] = dice.choice(VOWELS if letters[place].lower() in VOWELS else CONSONANTS)
    made = "".join(letters)
    if word.isupper():
        return made.replace("i", "İ").upper()
    return made[0].upper() + made[1:].replace("İ", "i").lower() if word[0].isupper() else made


def altered(text: str, dice: random.Random) -> str:
    """The text with a share of its words altered."""

    def change(match: re.Match[str]) -> str:
        word = match[0]
        if len(word) < 3 or dice.random() >= SHARE:
            return word
        return variant(word, int(dice.paretovariate(TAIL)))

    return WORD.sub(change, text)


def copies(units: list[Unit], scale: int, seed: int = 1918) -> Iterator[Unit]:
    """The units themselves, then `scale` - 1 altered copies of all; the 17th copy of istiqlal is the text istiqlal-17."""
    yield from units
    dice = random.Random(seed)
    for number in range(2, scale + 1):
        for unit in units:
            slug, _, anchor = unit.anchor.partition(".")
            yield replace(unit, anchor=f"{slug}-{number}.{anchor}", text=altered(unit.text, dice))


def vocabulary(units: list[Unit]) -> tuple[int, int]:
    """How many words and how many word forms."""
    total, forms = 0, set[str]()
    for unit in units:
        words = WORD.findall(unit.text)
        total += len(words)
        forms.update(word.lower() for word in words)
    return total, len(forms)
