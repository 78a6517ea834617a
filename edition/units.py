"""From printed lines to units: which line opens one, and of what kind it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from edition.languages import language_of, language_spans
from edition.lines import Heading
from edition.model import BY_LINE, KINDS, Note, Unit
from edition.paragraphs import Setting, find_setting
from edition.printed import Layout
from edition.profile import Descriptor, OutlineEntry
from edition.reading import NoteLines, PrintedLine, read_pieces

BULLET = re.compile(r"[-–•*]\s?\S")
LISTS = ("list-item", "bibl")
UNFINISHED = ("list-item", "toc", "keywords", "heading")
"""Kinds that may end without the sign of a sentence's end."""
QUOTES = ("“", '"', "«", "„")
LONGEST_QUOTATION = 12
"""Paragraphs after which a quotation mark that was opened is no longer expected to close."""


@dataclass(slots=True)
class _Draft:
    kind: str
    lang: str
    level: int = 0
    lines: list[PrintedLine] = field(default_factory=list)


def make_units(layout: Layout, descriptor: Descriptor) -> tuple[Unit, ...]:
    """The units of the body, in reading order, without anchors."""
    return tuple(_mark_quotations([_unit(draft, descriptor) for draft in _draft(layout, descriptor)]))


def make_notes(notes: Sequence[NoteLines], descriptor: Descriptor) -> tuple[Note, ...]:
    """The notes, in reading order, without keys."""
    made = []
    for note in notes:
        text, breaks, refs, _ = read_pieces(note.lines)
        made.append(Note(kind="note", lang=language_of(text, descriptor.lang, descriptor), text=text, breaks=breaks,
                         refs=refs, langs=language_spans(text, descriptor), page=note.page, mark=note.mark,
                         mark_line=note.mark_line))  # fmt: skip
    return tuple(made)


def _unit(draft: _Draft, descriptor: Descriptor) -> Unit:
    text, breaks, refs, turns = read_pieces(draft.lines)
    lang = language_of(text, draft.lang, descriptor) if draft.kind == "bibl" else draft.lang
    return Unit(kind=draft.kind, lang=lang, text=text, breaks=breaks, refs=refs, turns=turns, level=draft.level,
                langs=language_spans(text, descriptor), page=draft.lines[0].page)  # fmt: skip


def _draft(layout: Layout, descriptor: Descriptor) -> list[_Draft]:
    """Go through the body line by line; each line opens a unit or goes on with the one before.

    What the outline and the emendations say comes first, then the rules.
    """
    opening = {heading.first: heading for heading in layout.headings}
    setting = find_setting(layout.body, opening, layout.measure, descriptor.profile)
    drafts: list[_Draft] = []
    section: OutlineEntry | None = None
    heading: Heading | None = None
    for index, line in enumerate(layout.body):
        said = {what for piece in line.pieces for what in layout.emendations.get(piece.line, {})}
        in_heading = heading is not None and line.number <= heading.last
        found = opening.get(line.number)
        if found and found.entry.kind == "heading":
            section = found.entry
        kind, lang = _section(section, descriptor)
        if found:
            heading = found if found.entry.kind == "heading" else None
            drafts.append(_Draft(found.entry.kind, found.entry.lang or lang, found.entry.level))
        elif kinds := said & set(KINDS):
            drafts.append(_Draft(min(kinds), lang))
        elif not drafts or heading and not in_heading:
            drafts.append(_Draft(kind, lang))
        elif not in_heading and "continues" not in said and _opens(line, index, drafts[-1], kind, setting):
            drafts.append(_Draft(kind, lang))
        if not found and not in_heading:
            heading = None
        drafts[-1].lines.append(line)
    return drafts


def _section(entry: OutlineEntry | None, descriptor: Descriptor) -> tuple[str, str]:
    """Kind and language of what stands under an outline entry."""
    if entry is None:
        return "paragraph", descriptor.lang
    return "paragraph" if entry.contains == "notes" else entry.contains, entry.lang or descriptor.lang


def _opens(line: PrintedLine, index: int, above: _Draft, kind: str, setting: Setting) -> bool:
    """Whether a line opens a unit of its section's kind, by rule."""
    if kind == "toc" or kind in LISTS and BULLET.match(line.words):
        return True
    if above.kind in BY_LINE or not line.gap and (kind in LISTS or above.kind == "keywords"):
        return line.gap
    return setting.parts(index, after_first=len(above.lines) == 1, always_ended=above.kind in UNFINISHED)


def _mark_quotations(units: list[Unit]) -> list[Unit]:
    """After a colon, paragraphs from an opening quotation mark to the one in which it closes are quotation."""
    marked = list(units)
    for index, unit in enumerate(units[:-1]):
        if unit.kind != "paragraph" or not unit.text.endswith(":") or not units[index + 1].text.startswith(QUOTES):
            continue
        for last in range(index + 1, min(index + 1 + LONGEST_QUOTATION, len(units))):
            if units[last].kind != "paragraph":
                break
            if re.search(r"[”\"»][.;]?$", units[last].text):
                marked[index + 1 : last + 1] = [replace(part, kind="quote") for part in units[index + 1 : last + 1]]
                break
    return marked
