"""The interface's words: gettext catalogues, `templates/words/<lang>.po`, held against their template `interface.pot`.

A message's context (msgctxt) is the key by which templates and scripts ask for it, its msgid the English words, so that
translators work on them with the tools that they know. Nothing here opens a file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

from edition.model import LANGS
from edition.problem import Problem, did_you_mean

FOLDER = "words/"
TEMPLATE = "interface.pot"
LINE = re.compile(r'#.*|(?:(?P<word>msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) )?"(?:[^"\\]|\\[\\"nrt])*"')
"""A line of a catalogue; what a tool would make of other lines can only be guessed."""
FIRST = ("msgctxt", "msgid")
NEXT = {"msgctxt": ("msgid",), "msgid": ("msgid_plural", "msgstr"), "msgid_plural": ("msgstr[0]",), "": FIRST}
"""What can follow in a message; after the last of its words another message."""
PLACE = re.compile(r"\{(\w+)\}")
PLURALS = re.compile(r"Plural-Forms: nplurals=[1-6]; plural=[\w\s()!=<>&|?:%]+;\\n")
"""What a head may say of plurals; the reader would make room for any number of forms."""
LARGEST = 1_000_000
"""Code points of a catalogue; the interface's words are a thirtieth of it."""

Words = dict[str, Any]
"""By key: words, or where a number decides, words by CLDR's plural category (`one`, `other` …)."""


@lru_cache
def categories(lang: str) -> tuple[str, ...]:
    """The plural categories of a language by CLDR, in the order of gettext's forms."""
    tags = Locale.parse(lang).plural_form.tags
    return tuple(tag for tag in ("zero", "one", "two", "few", "many") if tag in tags) + ("other",)


def read_words(templates: Mapping[str, str]) -> tuple[dict[str, Words], list[Problem]]:
    """The interface's words by language, every language with every key, and what is wrong with the catalogues.

    Problems: those of `read_catalogue` and `read_language`.
    """
    asked, problems = read_catalogue(templates.get(FOLDER + TEMPLATE, ""), f"templates/{FOLDER}{TEMPLATE}")
    words: dict[str, Words] = {}
    for lang in LANGS:
        path = f"templates/{FOLDER}{lang}.po"
        said, found = read_catalogue(templates.get(f"{FOLDER}{lang}.po", ""), path, lang)
        problems += found
        if asked is not None and said is not None:
            words[lang], found = read_language(asked, said, path, lang)
            problems += found
    return words, problems


def read_catalogue(content: str, path: str, lang: str = "") -> tuple[dict[str, Message] | None, list[Problem]]:
    """A catalogue's messages by key; None where it cannot be read. With `lang`, its head must say that language.

    Problems: `words-format`, `word-twice`.
    """
    problem = _format(content)
    if problem:
        return None, [Problem(path, problem[0], 0, "words-format", problem[1], hint=problem[2], excerpt=_excerpt(content, problem[0]))]
    try:
        catalog = read_po(content.splitlines(), abort_invalid=True)
    except PoFileError as error:
        said = str(error).rpartition(" on ")[0]
        return None, [Problem(path, error.lineno + 1, 0, "words-format", f"the catalogue cannot be read: {said}",
                              excerpt=_excerpt(content, error.lineno + 1))]  # fmt: skip
    except (ValueError, IndexError, AssertionError, AttributeError, TypeError, OverflowError, LookupError):
        return None, [Problem(path, 1, 0, "words-format", "the catalogue cannot be read: its head or the order of its lines is not gettext’s",
                              hint=f"Compare it with templates/{FOLDER}{TEMPLATE}.")]  # fmt: skip
    problems = _head(catalog, content, path, lang) if lang else []
    messages: dict[str, Message] = {}
    for message in catalog:
        if not message.id:
            continue
        if not message.context:
            problems.append(Problem(path, message.lineno or 0, 0, "words-format", f"“{_english(message)}” has no msgctxt",
                                    hint="A message’s msgctxt is its key."))  # fmt: skip
        elif message.context in messages:
            problems.append(_twice(path, message.lineno or 0, message.context))
        else:
            messages[message.context] = message
    for number, key in _again(content):
        if not any(each.code == "word-twice" and each.line == number + 1 for each in problems):
            problems.append(_twice(path, number + 1, key))
    return messages, problems


def _format(content: str) -> tuple[int, str, str] | None:
    """(line, what is wrong, a hint) of the first line that no catalogue has."""
    if not content.strip():
        return 0, "the catalogue is not there or empty", "Take it from version control."
    if len(content) > LARGEST:
        return 0, "the catalogue is too large", ""
    if content.count("\n") + 1 != len(content.splitlines()) + content.endswith("\n"):
        return 0, "the catalogue has line ends that are none in gettext", ""
    whole = re.sub(r'"\s*\n\s*"', "", content)
    if len(re.findall("plural-forms", whole, re.I)) != len(PLURALS.findall(whole)):
        return 1, "the head’s plural forms are not as gettext has them", "Such as “Plural-Forms: nplurals=2; plural=(n != 1);\\n”."
    before = ""
    for number, line in enumerate(content.splitlines(), 1):
        line = line.strip()
        if line.startswith("#~"):
            return number, "a message that is no longer used", "Delete it; `--ignore-obsolete` leaves such messages out."
        found = LINE.fullmatch(line)
        if line and not found:
            return number, "no line of a gettext catalogue", "Words stand in straight quotation marks, with \\\" and \\\\ inside."
        if found and found["word"]:
            after = NEXT.get(before) or (*FIRST, f"msgstr[{int(before[7]) + 1}]" if before != "msgstr" else "")
            if found["word"] not in after:
                return number, f"“{found['word']}” cannot stand after “{before}”" if before else "a message begins with msgctxt", ""
            before = found["word"]
    return None


def _head(catalog: Catalog, content: str, path: str, lang: str) -> list[Problem]:
    """Problems with a catalogue's head."""
    count = len(categories(lang))
    lines = {name: number for number, line in enumerate(content.splitlines(), 1) if (name := line.partition(":")[0]) in ('"Language', '"Plural-Forms')}
    wrong = []
    if str(catalog.locale) != lang:
        wrong.append(('"Language', f"the head does not say that the language is {lang}", f"Language: {lang}"))
    if catalog.num_plurals != count or catalog.plural_expr.replace(" ", "") not in ("(n!=1)", "n!=1"):
        wrong.append(('"Plural-Forms', f"the head’s plural forms are not those of CLDR for {lang}", f"Plural-Forms: nplurals={count}; plural=(n != 1);"))
    return [Problem(path, lines.get(name, 1), 0, "words-format", said, hint=f"It should have “{hint}\\n”.") for name, said, hint in wrong]


def _twice(path: str, line: int, key: str) -> Problem:
    return Problem(path, line, 0, "word-twice", f"there are words for “{key}” already")


def _again(content: str) -> list[tuple[int, str]]:
    """(line, key) of every msgctxt that stands a second time; the reader would take the first in silence."""
    seen: set[str] = set()
    found = []
    for number, line in enumerate(content.splitlines(), 1):
        if line.startswith("msgctxt "):
            key = line[8:].strip()[1:-1]
            if key in seen:
                found.append((number, key))
            seen.add(key)
    return found


def _excerpt(content: str, line: int) -> str:
    lines = content.splitlines()
    return lines[line - 1] if 0 < line <= len(lines) else ""


def _english(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, (tuple, list)) else message.id)


def read_language(
    asked: Mapping[str, Message], said: Mapping[str, Message], path: str, lang: str
) -> tuple[Words, list[Problem]]:
    """The words of one language for every key of the template.

    Problems: `word-missing` (also where there are no words, or not all plural forms), `word-unknown`, `word-unsure` (fuzzy),
    `word-differs` (other English words, other placeholders, stray braces).
    """
    words: Words = {}
    problems: list[Problem] = []

    def at(line: int | None, code: str, message: str, hint: str = "") -> None:
        problems.append(Problem(path, line or 0, 0, code, message, hint=hint))

    update = "Bring the catalogue up to date with pybabel; see CONTRIBUTING.md."
    for key, wanted in asked.items():
        message = said.get(key)
        if message is None:
            at(0, "word-missing", f"the interface has no word for “{key}” in {lang}", update)
            continue
        if message.id != wanted.id:
            at(message.lineno, "word-differs", f"the English words of “{key}” are others now: “{_english(wanted)}”", update)
            continue
        forms = tuple(message.string) if message.pluralizable else (str(message.string),)
        if not all(form.strip() for form in forms) or len(forms) != (len(categories(lang)) if message.pluralizable else 1):
            at(message.lineno, "word-missing", f"the interface has no word for “{key}” in {lang}", "Write it between the quotation marks of msgstr.")
        elif message.fuzzy:
            at(message.lineno, "word-unsure", f"the words for “{key}” are marked as not sure", "Read them, mend them, take “fuzzy” away.")
        else:
            problems += [Problem(path, message.lineno or 0, 0, "word-differs", f"“{key}”: {wrong}") for wrong in _places(wanted, forms)]
        words[key] = dict(zip(categories(lang), forms, strict=False)) if message.pluralizable else forms[0]
    for key, message in said.items():
        if key not in asked:
            at(message.lineno, "word-unknown", f"nothing asks for “{key}”", did_you_mean(key, asked) if len(asked) < 40 else update)
    return words, problems


def _places(wanted: Message, forms: Sequence[str]) -> list[str]:
    """What is wrong with the placeholders of a message's forms; a number may be left out of those that mean just one."""
    english = wanted.id if wanted.pluralizable else (wanted.id,)
    places = set(PLACE.findall(english[-1]))
    found = []
    for number, form in enumerate(forms):
        has = set(PLACE.findall(form))
        missing, strange = places - has - ({"n"} if wanted.pluralizable and number == 0 else set()), has - places
        if missing or strange or re.search(r"[{}]", PLACE.sub("", form)):
            said = ", ".join("{" + each + "}" for each in sorted(places)) or "no placeholder"
            found.append(f"the words should have {said}: “{form}”")
    return found
