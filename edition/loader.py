"""From a source's bytes and its descriptor to a text: the whole of loading, step by step."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from edition.model import Note, Source, Text, Unit, Work
from edition.printed import lay_out
from edition.problem import Problem, has_errors
from edition.profile import Descriptor
from edition.source import read_source
from edition.units import make_notes, make_units


def load_text(data: bytes, work: Work, source: Source, descriptor: Descriptor) -> tuple[Text | None, list[Problem]]:
    """Load one text. No text comes back where there are errors that leave nothing to show.

    Problems: those of `read_source` and `lay_out`; `source-changed` (the SHA-256 is not the descriptor's);
    `note-without-reference`, `reference-without-note` (warnings: facts about the source).
    """
    problems: list[Problem] = []
    found = hashlib.sha256(data).hexdigest()
    if found != source.sha256:
        problems.append(Problem(f"{descriptor.path}#source/sha256", 0, 0, "source-changed",
                                f"{descriptor.source_path} is not the file that this descriptor describes",
                                hint=f"Its SHA-256 is {found}. If the change is meant, write that here, check the "
                                     "emendations, and run `edition anchors`."))  # fmt: skip
    lines, more = read_source(data, descriptor.source_path)
    problems += more
    if has_errors(more):
        return None, problems
    layout, more = lay_out(lines, descriptor)
    problems += more
    units = make_units(layout, descriptor)
    notes = make_notes(layout.notes, descriptor)
    place = "foot" if descriptor.profile.notes == "page-foot" else "end"
    units, notes = pair_notes(units, notes, place, descriptor, problems)
    return Text(work, source, units, notes, layout.furniture, layout.pages), problems


def pair_notes(
    units: Sequence[Unit], notes: Sequence[Note], place: str, descriptor: Descriptor, problems: list[Problem]
) -> tuple[tuple[Unit, ...], tuple[Note, ...]]:
    """Give every note its key and status, every reference its note's key; a called note without a body is made.

    Numbered notes are known by their number (`13`, a second one `13-2`), the others by their order: `star-1` …
    """
    callers = [(unit, ref) for unit in [*units, *notes] for ref in unit.refs]
    bodies = list(notes)
    stars: list[tuple[int, int | None, tuple[int, int] | None]] = []
    keyed: list[Note] = []
    seen: dict[str, int] = {}
    for note in bodies:
        if note.key:
            seen[note.key] = seen.get(note.key, 0) + 1
            key = note.key if seen[note.key] == 1 else f"{note.key}-{seen[note.key]}"
            note = replace(note, key=key)
        keyed.append(note)
    waiting = [index for index, note in enumerate(keyed) if not note.key]
    ref_keys: dict[tuple[int, int], str] = {}
    for unit, ref in callers:
        if ref.key:
            continue
        match = next((i for i in waiting if keyed[i].mark == ref.mark and keyed[i].page in _pages(unit)), None)
        if match is not None:
            waiting.remove(match)
        stars.append((ref.line, match, (ref.line, ref.offset)))
    stars += [(keyed[i].lines[0], i, None) for i in waiting]
    missing: list[tuple[str, str]] = []
    for number, (_, index, ref_place) in enumerate(sorted(stars, key=lambda star: star[0]), 1):
        key = f"star-{number}"
        if index is not None:
            keyed[index] = replace(keyed[index], key=key)
        if ref_place:
            ref_keys[ref_place] = key

    def with_keys(unit: Unit) -> Unit:
        return replace(unit, refs=tuple(
            ref if ref.key else replace(ref, key=ref_keys[ref.line, ref.offset]) for ref in unit.refs))  # fmt: skip

    units = [with_keys(unit) for unit in units]
    keyed = [with_keys(note) for note in keyed]
    called = {ref.key: (unit, ref) for unit in [*units, *keyed] for ref in unit.refs}
    have = {note.key for note in keyed}
    for key, (unit, ref) in called.items():
        if key not in have:
            missing.append((key, ref.mark))
            keyed.append(Note(kind="note", lang=unit.lang, text="", breaks=(), page=unit.page, mark=ref.mark,
                              key=key, status="no-body"))  # fmt: skip
    keyed = [
        replace(note, place=place, status=note.status if note.text == "" or note.key in called else "no-reference")
        for note in keyed
    ]
    _report(keyed, descriptor, problems)
    return tuple(units), tuple(_in_order(keyed, called))


def _pages(unit: Unit) -> set[int]:
    return {unit.page, *(turn.page for turn in unit.turns)}


def _in_order(notes: Sequence[Note], called: dict) -> list[Note]:
    """Notes in the order in which they stand, those without a body where they are called."""
    def where(note: Note) -> int:
        if note.breaks:
            return note.mark_line or note.lines[0]
        return called[note.key][1].line

    numbered = {note.key: index for index, note in enumerate(n for n in notes if n.breaks)}
    return sorted(notes, key=lambda note: (where(note), numbered.get(note.key, -1)))


def _report(notes: Sequence[Note], descriptor: Descriptor, problems: list[Problem]) -> None:
    absent = [note for note in notes if note.status == "no-body"]
    if absent and descriptor.profile.notes != "absent":
        marks = ", ".join(note.mark for note in absent)
        problems.append(Problem(descriptor.source_path, 0, 0, "reference-without-note", severity="warning",
                                message=f"called, but not in the source: {marks}"))  # fmt: skip
    for note in notes:
        if note.status == "no-reference":
            problems.append(Problem(descriptor.source_path, note.lines[0], 0, "note-without-reference",
                                    severity="warning", message=f"nothing calls the note {note.mark or 'here'}"))  # fmt: skip
