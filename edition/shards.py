"""The static index: what a browser reads of the search's dictionary and postings, in small scripts, each read when it is needed.

Every file calls `eS(name, version, …)` with strings and JSON; `static/search.js` reads them (*store*). The files:

    index.js   tables of the analysis, the texts, and for each sorted kind of shard where its shards begin (its directory)
    w0.js …    words by key: lemmas and forms, and of each form its units, and how often it stands in each
    p0.js …    the positions of the forms of w0.js …
    n0.js …    names of the registry by the key of each of their words
    e0.js …    the entities that they name, by rank: most often named first
    u0.js …    units as they are shown: texts, languages, the places of names
    fk, fd, fp, fe 0.js …   kinds and languages, days, pages, people and places of the units of a block
    ft, fn.js  words of the texts' titles; names of people and places

Numbers are written in as few bits as their codes allow and then in base 64, which a host's compression takes back to
their own size: a postings list by binary interpolative coding (A. Moffat, L. Stuiver, *Information Retrieval* 3, 2000),
which needs no more bits than a list drawn at random has, and fewer where its units stand together; positions by Rice codes whose
parameter follows the positions before (as in JPEG-LS). A directory with more than `WIDE` entries is itself cut into shards, `w-0.js` ….
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from math import ceil, sqrt
from os.path import commonprefix
from typing import Any

from edition.dictionary import Searched, title_words
from edition.letters import keys
from edition.lookup import Dictionary, Group, Named
from edition.model import LANGS, REGISTERS, Note, Text
from edition.query import FIELD_KINDS
from edition.views import title_of

Postings = Callable[[str], Sequence[tuple[Any, ...]]]
"""Form → (unit's number, its positions there, …) of every unit that has it, in order."""

Parts = dict[str, tuple[Any, ...]]
"""Shard → what it hands over."""

SHARD = 1500
"""About how many bytes a shard of words or names has on the wire."""
SMALL = 750
"""The same of entities, which are asked for one by one."""
PER_SHARD = 1
"""Units in a shard of texts: so any unit's shard is known without a directory."""
BLOCK = 4096
"""Units in a block of facets."""
WIDE = 120
"""Shards in a directory that is read at once."""
CUTS = " !#$%&()*+,./:;<=>?@[]^_`{|}"
"""What joins a form to the one before: how many of its last letters go; the last one: all."""
FRONTS = "ABCDEFGHIJKLMNOP"
"""What joins an entry to the one before: how many of its first letters stay. The other capitals stand for frequent letters."""
SPARE = "QRSTUVWXYZ"
NO_FORM, OWN_KEY = "~", "~~"
"""After a lemma: that it is no form itself; that besides the entry stands under its form's key, not its own."""
FACETED = ("people", "places")
SLUG = re.compile("[^a-z0-9]+")


class Bits:
    """Numbers as bits, each by one of a few codes."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def gamma(self, number: int) -> None:
        """A number from 1, small ones in fewer bits (Elias's gamma code)."""
        self.parts.append(f"{number:0{2 * number.bit_length() - 1}b}")

    def rice(self, number: int, low: int) -> None:
        """A number from 0 of which about `low` bits are needed."""
        rest = f"{number & (1 << low) - 1:0{low}b}" if low else ""
        self.parts.append(f"{'1' * (number >> low)}0{rest}")

    def below(self, number: int, count: int) -> None:
        """A number from 0 below a count."""
        if count > 1:
            size = (count - 1).bit_length()
            short = (1 << size) - count
            if number >= short:
                self.parts.append(f"{number + short:0{size}b}")
            elif size > 1:
                self.parts.append(f"{number:0{size - 1}b}")

    def among(self, numbers: Sequence[int], first: int, last: int) -> None:
        """Ascending numbers from `first` to `last`: the middle one, then those before it, then those after."""
        if len(numbers) < 2:
            if numbers:
                self.below(numbers[0] - first, last - first + 1)
            return
        at = len(numbers) // 2
        least = first + at
        self.below(numbers[at] - least, last - len(numbers) + at + 1 - least + 1)
        self.among(numbers[:at], first, numbers[at] - 1)
        self.among(numbers[at + 1 :], numbers[at] + 1, last)

    def packed(self) -> str:
        """All of it in base 64."""
        bits = "".join(self.parts)
        size = (len(bits) + 7) // 8
        return b64encode(int(bits.ljust(size * 8, "0") or "0", 2).to_bytes(size)).decode().rstrip("=")


def make_shards(units: Sequence[Searched], dictionary: Dictionary, postings: Postings, tables: Mapping[str, Any], lang: str) -> dict[str, bytes]:
    """The files of the index by path. `tables` goes into index.js as it is; `lang` is the language of the edition's pages."""
    letters = Counter(letter for form in dictionary.counts for letter in form if "\x7f" < letter <= "\uffff")
    frequent = sorted(letters, key=lambda letter: (-letters[letter], letter))[: len(SPARE)]
    ranked = sorted(dictionary.entities.values(), key=lambda one: (-len(one.units), one.id))
    rank = {one.id: number for number, one in enumerate(ranked)}
    parts: Parts = {}
    directories: dict[str, list[str]] = {}
    directories["w"] = _words(parts, dictionary, postings, len(units), dict(zip(frequent, SPARE, strict=False)))
    directories["e"] = _entities(parts, ranked, len(units))
    directories["n"] = _names(parts, dictionary, rank)
    kinds, langs = list(FIELD_KINDS), sorted({one.unit.lang for one in units})
    _units(parts, units, rank, kinds, langs)
    _facets(parts, units, [one for one in ranked if one.register in FACETED and one.units], kinds, langs)
    texts = {number: one.text for number, one in enumerate(units) if not number or one.text is not units[number - 1].text}
    parts["ft"] = ([" ".join(title_words(text)) for text in texts.values()],)
    index = {
        **tables, "n": len(units), "per": PER_SHARD, "block": BLOCK, "kinds": kinds, "langs": langs, "chars": "".join(frequent),
        "cuts": CUTS, "named": REGISTERS, "dirs": {kind: _directory(parts, kind, begins) for kind, begins in directories.items()},
        "texts": [_text_row(texts[number], lang, number) for number in texts],
    }  # fmt: skip
    made = {name: ",".join(map(_json, data)) for name, data in parts.items()}
    version = sha256("\n".join(f"{name} {data}" for name, data in sorted(made.items())).encode() + _json(index).encode()).hexdigest()[:6]
    files = {f"search/{name}.js": f'eS("{name}","{version}",{data})\n'.encode() for name, data in made.items()}
    return {"search/index.js": f'eS("index","{version}",{_json(index)})\n'.encode(), **files}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _order(key: str) -> bytes:
    """The order of strings in JavaScript."""
    return key.encode("utf-16-be")


def _wire(text: str, bits: int) -> float:
    """About how many bytes a host's compression makes of front-coded strings and bits."""
    return 0.62 * len(text) + bits / 8


def _begin(before: str, key: str) -> str:
    """The shortest beginning of a key that is greater than the key before."""
    return key[: len(commonprefix((before, key))) + 1] if before else ""


def _words(parts: Parts, dictionary: Dictionary, postings: Postings, count: int, spare: Mapping[str, str]) -> list[str]:
    """The shards of words and positions; where they begin."""
    letters = str.maketrans(dict(spare))
    begins: list[str] = []
    text, numbers, places, size = "", Bits(), _Places(), 0.0
    before, last = "", ""

    def close() -> None:
        name = len(begins) - 1
        parts[f"w{name}"] = text.translate(letters), numbers.packed()
        parts[f"p{name}"] = (places.bits.packed(),)

    for key in sorted(dictionary.groups, key=_order):
        groups = dictionary.groups[key]
        own = Bits()
        lists = [[(one[0], one[1]) for one in postings(form)] for group in groups for form in _forms(group)]
        for found in lists:
            _posted(own, found, count)
        entries, held = "", before
        for group in groups:
            entries += _entry(group, key, held)
            held = group.lemma
        here = _wire(entries, sum(map(len, own.parts)))
        if not begins or size and size + here > SHARD:
            if begins:
                close()
            begins.append(_begin(last, key))
            text, numbers, places, size, held, entries = "", Bits(), _Places(), 0.0, "", ""
            for group in groups:
                entries += _entry(group, key, held)
                held = group.lemma
        text += entries
        numbers.parts += own.parts
        for found in lists:
            places.add(found)
        size += here
        before, last = held, key
    begins = begins or [""]
    close()
    return begins


def _forms(group: Group) -> list[str]:
    """A group's forms in the order of its entry: the lemma first, if it is one."""
    return sorted(group.forms, key=lambda form: form != group.lemma)


def _shared(one: str, other: str) -> int:
    """How many letters two strings begin with alike, of those that are one code unit in JavaScript."""
    at = 0
    for a, b in zip(one, other):  # noqa: B905
        if a != b or a > "\uffff":
            break
        at += 1
    return at


def _entry(group: Group, key: str, before: str) -> str:
    """A group as text."""
    shared = min(_shared(before, group.lemma), len(FRONTS) - 1)
    said = FRONTS[shared] + group.lemma[shared:]
    own = keys(group.lemma)[-1] != key
    if own:
        said += OWN_KEY
    elif group.lemma not in group.forms:
        said += NO_FORM
    held = group.lemma
    for form in _forms(group):
        if own or form != group.lemma:
            shared = _shared(held, form)
            cut = len(held[shared:].encode("utf-16-be")) // 2
            said += CUTS[cut] + form[shared:] if cut < len(CUTS) - 1 else CUTS[-1] + form
            held = form
    return said


def _posted(bits: Bits, found: Sequence[tuple[int, Sequence[int]]], count: int) -> None:
    """Units and frequencies of a form: a bit for a form that stands once; else the number of units, how much oftener it
    stands, the units, and after how many of its words each unit but the last is done."""
    times = sum(len(positions) for _, positions in found)
    if times == 1:
        bits.parts.append("1")
        bits.below(found[0][0], count)
        return
    bits.parts.append("0")
    bits.gamma(len(found))
    bits.gamma(times - len(found) + 1)
    bits.among([unit for unit, _ in found], 0, count - 1)
    done, sums = 0, []
    for _, positions in found[:-1]:
        done += len(positions)
        sums.append(done)
    bits.among(sums, 1, times - 1)


class _Places:
    """The positions of a shard's forms, in order."""

    def __init__(self) -> None:
        self.bits = Bits()
        self.means: dict[int, list[int]] = {}

    def add(self, found: Iterable[tuple[int, Sequence[int]]]) -> None:
        """Each position as steps from the one before. How long a step may be is known from the middle positions of the
        occurrences before in neighbouring units, for these are mostly of one kind."""
        for unit, positions in found:
            mean = self.means.setdefault(unit >> 4, [120, 2])
            low = max(0, (2 * mean[0] * 4 // (mean[1] * (len(positions) + 1) * 5)).bit_length() - 1)
            before = -1
            for position in positions:
                self.bits.rice(position - before - 1, low)
                before = position
            mean[0] += (positions[0] + before) >> 1
            mean[1] += 1


def _entities(parts: Parts, named: Sequence[Named], count: int) -> list[str]:
    """The shards of entities: id, names, and the bits of their units; with which rank each begins."""
    begins = ["0"]
    rows: list[list[Any]] = []
    bits, size = Bits(), 0.0
    for rank, one in enumerate(named):
        own = Bits()
        own.gamma(len(one.units) + 1)
        own.among(one.units, 0, count - 1)
        row = [one.id, *_names_of(one)]
        here = 0.5 * len(_json(row).encode()) + sum(map(len, own.parts)) / 8
        if rows and size + here > SMALL:
            parts[f"e{len(begins) - 1}"] = rows, bits.packed()
            begins.append(str(rank))
            rows, bits, size = [], Bits(), 0.0
        rows.append(row)
        bits.parts += own.parts
        size += here
    parts[f"e{len(begins) - 1}"] = rows, bits.packed()
    return begins


def _names_of(one: Named) -> list[str]:
    """An entity's name in each language of the interface, empty where it is the one before."""
    names = [one.name.get(lang, "") for lang in LANGS]
    shown = [name for name in names if name]
    names = [name or shown[0] for name in names]
    return [name if not at or name != names[at - 1] else "" for at, name in enumerate(names)]


def _names(parts: Parts, dictionary: Dictionary, rank: Mapping[str, int]) -> list[str]:
    """The shards of names: [key, names …] and, by entity, [id, register, rank, names …]; where they begin.

    Names are counted through; one that does not lead to its entity's mentions stands in brackets. For an id that can be read
    off one of the names there is that name's place.
    """
    begins: list[str] = []
    keyed: list[tuple[str, list[tuple[str, str]]]] = []
    held: dict[str, dict[str, bool]] = {}
    size, last = 0.0, ""

    def close() -> None:
        place: dict[tuple[str, str], int] = {}
        rows = []
        for id, names in held.items():
            for said in names:
                place[id, said] = len(place)
            found = next((at for at, said in enumerate(names) if SLUG.sub("-", said.lower()) == id), id)
            shown = [said if bridges else [said] for said, bridges in names.items()]
            rows.append([found, REGISTERS.index(dictionary.entities[id].register), rank[id], *shown])
        parts[f"n{len(begins) - 1}"] = [[key, *(place[name] for name in names)] for key, names in keyed], rows

    for key in sorted(dictionary.names, key=_order):
        names = dictionary.names[key]
        new = [name for name in names if name.said not in held.get(name.entity, ())]
        here = 6 + len(key) / 2 + 1.3 * len(names) + 10 * len({name.entity for name in new} - held.keys())
        here += sum(0.4 * len(name.said.encode()) + 2 for name in new)
        if not begins or keyed and size + here > SHARD:
            if begins:
                close()
            begins.append(_begin(last, key))
            keyed, held, size = [], {}, 0.0
        for name in names:
            held.setdefault(name.entity, {})[name.said] = name.bridges
        keyed.append((key, [(name.entity, name.said) for name in names]))
        size += here
        last = key
    begins = begins or [""]
    close()
    return begins


def _directory(parts: Parts, kind: str, begins: Sequence[str]) -> list[Any]:
    """[shards in a part of the directory, where these begin], the parts being shards themselves; or [0, where the shards begin]."""
    if len(begins) <= WIDE:
        return [0, " ".join(begins)]
    step = ceil(sqrt(len(begins)))
    cut = [begins[at : at + step] for at in range(0, len(begins), step)]
    for number, part in enumerate(cut):
        parts[f"{kind}-{number}"] = (" ".join(part),)
    return [step, " ".join(part[0] for part in cut)]


def _text_row(text: Text, lang: str, first: int) -> list[Any]:
    """[id, title, its language, number of the first unit]; a title that the editors supplied also in every language."""
    title, title_lang = title_of(text, lang)
    titles = {each: title_of(text, each)[0] for each in LANGS}
    return [text.id, title, title_lang, first] if len(set(titles.values())) == 1 else [text.id, title, "", first, titles]


def _units(parts: Parts, units: Sequence[Searched], rank: Mapping[str, int], kinds: Sequence[str], langs: Sequence[str]) -> None:
    """The shards of units: [anchor, kind, language, text, printed page (less than 0 if inferred), note's mark, passages in
    other languages], and the mentions of all."""
    for at in range(0, len(units), PER_SHARD):
        rows, bits = [], Bits()
        for one in units[at : at + PER_SHARD]:
            unit, before = one.unit, 0
            place = _code_units(unit.text)
            page = one.text.pages[unit.page]
            number = (page.number or 0) * (-1 if page.status == "inferred" else 1)
            row: list[Any] = [unit.anchor, kinds.index(one.kind), langs.index(unit.lang), unit.text, number]
            row.append(unit.mark if isinstance(unit, Note) else "")
            row.append([[place(span.start), place(span.end), span.lang] for span in unit.langs])
            while not row[-1]:
                row.pop()
            rows.append(row)
            bits.gamma(len(unit.mentions) + 1)
            for mention in unit.mentions:
                start, end = place(mention.start), place(mention.end)
                bits.rice(start - before, 5)
                bits.rice(end - start, 3)
                bits.gamma(rank[mention.entity] + 1)
                before = start
        parts[f"u{at // PER_SHARD}"] = rows, bits.packed()


def _code_units(text: str) -> Callable[[int], int]:
    """What makes offsets as JavaScript counts them of those of a text."""
    if text.isascii() or max(text) <= "\uffff":
        return lambda offset: offset
    return lambda offset: len(text[:offset].encode("utf-16-be")) // 2


def _facets(parts: Parts, units: Sequence[Searched], named: Sequence[Named], kinds: Sequence[str], langs: Sequence[str]) -> None:
    """What facets and conditions need of each unit, by block: kind and language as letters; days; pages; people and places."""
    number = {one.id: at for at, one in enumerate(named)}
    for at in range(0, len(units), BLOCK):
        block, name = units[at : at + BLOCK], at // BLOCK
        letters = [(chr(65 + kinds.index(one.kind)), chr(65 + langs.index(one.unit.lang))) for one in block]
        parts[f"fk{name}"] = tuple(map("".join, zip(*letters, strict=True)))
        parts[f"fd{name}"] = ([[place, *(start if start == end else f"{start}/{end}" for start, end in dict.fromkeys(one.days))]
                               for place, one in enumerate(block) if one.days],)  # fmt: skip
        parts[f"fp{name}"] = ([0 if not one.pages else one.pages[0] if one.pages[0] == one.pages[1] else one.pages for one in block],)
        bits = Bits()
        for one in block:
            held = sorted(number[id] for id in one.entities if id in number)
            bits.gamma(len(held) + 1)
            bits.among(held, 0, len(named) - 1)
        parts[f"fe{name}"] = len(named), bits.packed()
    parts["fn"] = ([[one.id, FACETED.index(one.register), *_names_of(one)] for one in named],)
