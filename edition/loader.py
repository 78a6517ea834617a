"""From a source's bytes and its descriptor to a text: the whole of loading, step by step."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace

from edition.model import Note, Reference, Source, Text, Unit, Work
from edition.printed import lay_out
from edition.problem import Problem, has_errors
from edition.profile import Descriptor
from edition.source import read_source
from edition.units import make_notes, make_units

Call = tuple[Unit, Reference]


def load_text(data: bytes, work: Work, source: Source, descriptor: Descriptor) -> tuple[Text | None, list[Problem]]:
    """Load one text. No text comes back where there are errors that leave nothing to show.

    Problems: those of `read_source`, `lay_out` and `pair_notes`; `source-changed` (the SHA-256 is not the
    descriptor's).
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
    units, notes, more = pair_notes(make_units(layout, descriptor), make_notes(layout.notes, descriptor), descriptor)
    problems += more
    source = replace(source, lines=tuple(line.received for line in lines))
    return Text(work, source, units, notes, layout.furniture, layout.pages), problems


def pair_notes(
    units: Sequence[Unit], notes: Sequence[Note], descriptor: Descriptor
) -> tuple[tuple[Unit, ...], tuple[Note, ...], list[Problem]]:
    """Give every note its key, place and status, and every reference its note's key.

    A numbered note is known by its number (`13`; a second 13 is `13-2`), the others by their order (`star-1` …).
    A note that is called but has no body is made, so that its mark leads somewhere.
    Problems (warnings: facts about the source): `note-without-reference`, `reference-without-note`.
    """
    calls = [(unit, ref) for unit in (*units, *notes) for ref in unit.refs]
    callers = _callers(calls, notes)
    bodies = [*enumerate(notes), *_missing(calls, callers, len(notes))]
    keys = _keys([(index, note, callers.get(index, ())) for index, note in bodies])
    place = "foot" if descriptor.profile.notes == "page-foot" else "end"
    key_of = {id(ref): keys[index] for index, found in callers.items() for _, ref in found}

    def keyed(unit: Unit) -> Unit:
        return replace(unit, refs=tuple(replace(ref, key=key_of[id(ref)]) for ref in unit.refs))

    made = []
    for index, note in bodies:
        status = "no-body" if index >= len(notes) else "ok" if callers.get(index) else "no-reference"
        made.append((_line_of(note, callers.get(index, ())), index,
                     replace(keyed(note), key=keys[index], place=place, status=status)))  # fmt: skip
    ordered = tuple(note for *_, note in sorted(made, key=lambda entry: entry[:2]))
    absent = [] if descriptor.profile.notes == "absent" else [callers[index] for index, _ in bodies if index >= len(notes)]
    return tuple(map(keyed, units)), ordered, _note_problems(ordered, absent, descriptor)


def _callers(calls: Iterable[Call], notes: Sequence[Note]) -> dict[int, list[Call]]:
    """Note (index) → the references that call it: the one of that mark, the nearest page's where there are several.

    References without a note stand under indexes after the last note's, one for each mark and call.
    """
    callers: dict[int, list[Call]] = {}
    absent: dict[str, int] = {}
    after = itertools.count(len(notes))
    for unit, ref in calls:
        page = max([unit.page, *(turn.page for turn in unit.turns if turn.offset <= ref.offset)])
        same = [index for index, note in enumerate(notes) if note.mark == ref.mark]
        here = [index for index in same if notes[index].page == page]
        if not ref.mark.isdigit():
            same, here = [], [index for index in here if index not in callers]
        if same or here:
            index = (here or same)[0]
        else:
            name = ref.mark if ref.mark.isdigit() else f"{ref.mark} {ref.line} {ref.offset}"
            if name not in absent:
                absent[name] = next(after)
            index = absent[name]
        callers.setdefault(index, []).append((unit, ref))
    return callers


def _missing(calls: Iterable[Call], callers: dict[int, list[Call]], known: int) -> list[tuple[int, Note]]:
    return [
        (index, Note(kind="note", lang=found[0][0].lang, text="", breaks=(), page=found[0][0].page, mark=found[0][1].mark))
        for index, found in sorted(callers.items()) if index >= known
    ]  # fmt: skip


def _keys(bodies: Sequence[tuple[int, Note, Sequence[Call]]]) -> dict[int, str]:
    """Note (index) → its key."""
    keys: dict[int, str] = {}
    seen: dict[str, int] = {}
    for index, note, _ in bodies:
        if note.mark.isdigit():
            number = str(int(note.mark))
            seen[number] = seen.get(number, 0) + 1
            keys[index] = number if seen[number] == 1 else f"{number}-{seen[number]}"
    others = sorted((_line_of(note, calls), index) for index, note, calls in bodies if index not in keys)
    return keys | {index: f"star-{number}" for number, (_, index) in enumerate(others, 1)}


def _line_of(note: Note, calls: Sequence[Call]) -> int:
    """The line by which a note is ordered: its own, or that of its first reference where it has no body."""
    return note.mark_line or (note.lines[0] if note.breaks else min(ref.line for _, ref in calls))


def _note_problems(
    notes: Sequence[Note], absent: Sequence[Sequence[Call]], descriptor: Descriptor
) -> list[Problem]:
    problems = [
        Problem(descriptor.source_path, ref.line, 0, "reference-without-note", severity="warning",
                message=f"the mark {ref.printed} calls a note that is not in the source")
        for found in absent for _, ref in found
    ]  # fmt: skip
    problems += [
        Problem(descriptor.source_path, note.lines[0], 0, "note-without-reference", severity="warning",
                message=f"nothing calls the note {note.mark}" if note.mark else f"nothing calls the note “{note.text[:40]}”")
        for note in notes if note.status == "no-reference"
    ]  # fmt: skip
    return problems
