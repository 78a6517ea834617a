"""From printed lines to units: where one ends and the next begins, what kind each is, in what language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from edition.measure import measure_of, room, width
from edition.model import KINDS, LangSpan, Note, Unit
from edition.areas import ROOM
from edition.lines import Heading
from edition.printed import Layout
from edition.profile import Descriptor, OutlineEntry
from edition.reading import NoteLines, PrintedLine, read_pieces

SENTENCE_END = re.compile(r"[.!?:…][\"”’'»)\]]*$|[.!?:…,;][\"”»]$|[\"”»)\]]$")
WORD = re.compile(r"[^\W\d_]+")
BULLET = re.compile(r"[-–•*]\s?\S")
NARROW = 0.85
"""A block whose widest line is narrower than this share of the measure was set line by line."""
ENOUGH = 5
"""So many full lines tell the measure of their section."""
CLEAR_ROOM = 5_000
"""Room (thousandths of an em) after which nobody doubts that a paragraph has ended."""
BY_LINE = ("titlepage", "imprint", "verse")
"""Kinds that are set line by line: nothing but a gap ends them."""
LISTS = ("list-item", "bibl")


@dataclass(slots=True)
class _Draft:
    kind: str
    lang: str
    level: int = 0
    lines: list[PrintedLine] = field(default_factory=list)


def make_units(layout: Layout, descriptor: Descriptor) -> tuple[Unit, ...]:
    """The units of the body, in reading order, without anchors."""
    drafts = _draft(layout, descriptor)
    return tuple(_mark_quotations([_unit(draft, descriptor) for draft in drafts]))


def make_notes(notes: Sequence[NoteLines], descriptor: Descriptor) -> tuple[Note, ...]:
    """The notes, in reading order, without keys."""
    made = []
    for note in notes:
        text, breaks, refs, _ = read_pieces(note.lines)
        made.append(Note(kind="note", lang=_language(text, descriptor.lang, descriptor), text=text, breaks=breaks,
                         refs=refs, langs=_script_spans(text, descriptor), page=note.page, mark=note.mark,
                         mark_line=note.mark_line))  # fmt: skip
    return tuple(made)


def _unit(draft: _Draft, descriptor: Descriptor) -> Unit:
    text, breaks, refs, turns = read_pieces(draft.lines)
    lang = _language(text, draft.lang, descriptor) if draft.kind == "bibl" else draft.lang
    return Unit(kind=draft.kind, lang=lang, text=text, breaks=breaks, refs=refs, turns=turns, level=draft.level,
                langs=_script_spans(text, descriptor), page=draft.lines[0].page)  # fmt: skip


def _draft(layout: Layout, descriptor: Descriptor) -> list[_Draft]:
    """Go through the body line by line; each line opens a unit or goes on with the one before."""
    opening = {heading.first: heading for heading in layout.headings}
    narrow, measures = _narrow_lines(layout, opening), _measures(layout, opening)
    indent = _indent(layout, measures) if descriptor.profile.paragraphs == "first-line-indent" else 0
    drafts: list[_Draft] = []
    section: OutlineEntry | None = None
    open_heading: Heading | None = None
    for index, line in enumerate(layout.body):
        said = {what for piece in line.pieces for what in layout.emendations.get(piece.line, {})}
        lang = (section.lang if section else "") or descriptor.lang
        contains = section.contains if section else "paragraph"
        if found := opening.get(line.number):
            entry = found.entry
            open_heading = found if entry.kind == "heading" else None
            if entry.kind == "heading":
                section, lang = entry, entry.lang or descriptor.lang
            drafts.append(_Draft(entry.kind, entry.lang or lang, entry.level))
        elif open_heading and line.number <= open_heading.last:
            pass
        elif kinds := said & set(KINDS):
            drafts.append(_Draft(min(kinds), lang))
        elif not drafts or open_heading:
            drafts.append(_Draft(contains, lang))
        elif "continues" in said:
            pass
        elif _opens(layout, index, drafts[-1].kind, contains, narrow, measures, descriptor,
                    indent, after_first=len(drafts[-1].lines) == 1):  # fmt: skip
            drafts.append(_Draft(contains, lang))
        if open_heading and line.number > open_heading.last:
            open_heading = None
        drafts[-1].lines.append(line)
    return drafts


def _narrow_lines(layout: Layout, opening: dict[int, Heading]) -> set[int]:
    """Indexes of the lines of blocks (between gaps) that were set line by line: their ends tell nothing."""
    narrow: set[int] = set()
    block: list[int] = []
    for index, line in enumerate([*layout.body, None]):
        if line is None or line.gap or line.top or line.number in opening:
            if block and max(width(layout.body[i].words) for i in block) < NARROW * layout.measure:
                narrow.update(block)
            block = []
        block.append(index)
    return narrow


def _measures(layout: Layout, opening: dict[int, Heading]) -> list[int]:
    """The measure that each line was set to: that of its section, told by lines that must be full.

    A line that does not end a sentence was broken because it was full. Sections with too few of them
    have the text's own measure.
    """
    measures: list[int] = []
    section: list[PrintedLine] = []
    for line in [*layout.body, None]:
        if line is None or line.number in opening:
            full = [line.words for line in section if not SENTENCE_END.search(line.words)]
            measures += [measure_of(full) if len(full) >= ENOUGH else layout.measure] * len(section)
            section = []
        if line:
            section.append(line)
    return measures


def _indent(layout: Layout, measures: Sequence[int]) -> int:
    """How far first lines are indented: how much narrower they are, at their widest, than the measure."""
    shortfall = sorted(
        measures[index] - width(line.words)
        for index, (above, line) in enumerate(zip(layout.body, layout.body[1:]), 1)
        if SENTENCE_END.search(above.words)
        and not SENTENCE_END.search(line.words)
        and room(above.words, line.words, measures[index - 1]) > CLEAR_ROOM
    )
    return max(0, shortfall[len(shortfall) // 20]) if shortfall else 0


def _opens(
    layout: Layout,
    index: int,
    kind: str,
    contains: str,
    narrow: set[int],
    measures: Sequence[int],
    descriptor: Descriptor,
    first_line: int,
    after_first: bool,
) -> bool:
    """Whether the line opens a unit, by rule; `first_line` is the indent, `after_first` says that one is above."""
    above, line = layout.body[index - 1], layout.body[index]
    if contains == "toc":
        return True
    if contains in LISTS and BULLET.match(line.words):
        return True
    if kind in BY_LINE:
        return line.gap
    ended = bool(SENTENCE_END.search(above.words)) or kind in ("list-item", "toc", "keywords", "heading")
    if not ended or line.words[:1].islower():
        return False
    if line.gap and not line.top:
        return True
    profile = descriptor.profile
    if profile.trailing_spaces == "paragraph-end" and above.trailing_spaces > 1:
        return True
    if profile.paragraphs == "blank-line" and not line.top:
        return False
    if contains in LISTS or kind == "keywords" or index in narrow and index - 1 in narrow:
        return False
    measure = measures[index - 1] - (first_line if after_first else 0)
    if room(above.words, line.words, measure - above.marks_width) > ROOM:
        return True
    if profile.paragraphs != "first-line-indent" or index + 1 >= len(layout.body):
        return False
    below = layout.body[index + 1]
    return not below.gap and _indented(line, below, measures[index], first_line)


def _indented(line: PrintedLine, below: PrintedLine, measure: int, indent: int) -> bool:
    """Whether a line that ends no sentence was broken although its measure had room for the next word."""
    if SENTENCE_END.search(line.words):
        return False
    return width(line.words) <= measure - indent + ROOM and room(line.words, below.words, measure) > ROOM


def _mark_quotations(units: list[Unit]) -> list[Unit]:
    """After a colon, paragraphs from an opening quotation mark to the one it closes in are quotation."""
    marked = list(units)
    for index, unit in enumerate(units[:-1]):
        if unit.kind != "paragraph" or not unit.text.endswith(":"):
            continue
        if not re.match(r"[“\"«„]", units[index + 1].text):
            continue
        for last in range(index + 1, min(index + 13, len(units))):
            if units[last].kind != "paragraph":
                break
            if re.search(r"[”\"»][.;]?$", units[last].text):
                for at in range(index + 1, last + 1):
                    marked[at] = replace(units[at], kind="quote")
                break
    return marked


OWN_LETTERS = {"az": "əqx"}
"""Letters of a language that its kindred languages do not have."""
TELLING = 40
"""So many letters without one of a language's own letters are not in that language."""


def _language(text: str, lang: str, descriptor: Descriptor) -> str:
    """The language of a note or a bibliography entry: the text's, or its kindred one, told by letters."""
    own = OWN_LETTERS.get(lang)
    if not own or not descriptor.kindred or sum(map(str.isalpha, text)) < TELLING:
        return lang
    return lang if any(letter in own for letter in text.lower()) else descriptor.kindred


def _script_spans(text: str, descriptor: Descriptor) -> tuple[LangSpan, ...]:
    """Runs of whole words in a script that the descriptor names with a language, with what stands between them.

    A letter of another script inside a word is a misprint (Cyrillic а for Latin a) and changes no language.
    """
    spans: list[LangSpan] = []
    for script, lang in descriptor.scripts:
        start = end = -1
        for word in WORD.finditer(text):
            foreign = [unicodedata.name(letter, "").startswith(script.upper()) for letter in word[0]]
            if all(foreign):
                start, end = word.start() if start < 0 else start, word.end()
            elif start >= 0:
                spans.append(LangSpan(start, end, lang))
                start = -1
        if start >= 0:
            spans.append(LangSpan(start, end, lang))
    return tuple(sorted(spans, key=lambda span: span.start))
