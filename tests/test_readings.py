"""The loader against independent readings of the five sources (tests/readings/), line by line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from edition.model import Note, Text, Unit
from edition.project import read_project

HERE = Path(__file__).parent
READINGS = sorted((HERE / "readings").glob("*.txt"))


@dataclass
class Reading:
    units: dict[int, tuple[int, str, str]] = field(default_factory=dict)
    """First line → last line, kind, level (may be empty)."""
    notes: dict[str, tuple[int, int]] = field(default_factory=dict)
    refs: list[tuple[int, str, str]] = field(default_factory=list)
    """(line, mark, the words before it)."""
    furniture: set[int] = field(default_factory=set)
    hyphens: dict[int, str] = field(default_factory=dict)


def parse(path: Path) -> Reading:
    reading = Reading()
    for row in path.read_text().splitlines():
        if not row or row.startswith("#"):
            continue
        where, kind, *rest = row.split(" ", 2)
        numbers = [int(number) for number in re.findall(r"\d+", where)]
        more = rest[0] if rest else ""
        if kind == "note":
            reading.notes[more] = (numbers[0], numbers[-1])
        elif kind == "ref":
            mark, _, before = more.partition(" after ")
            quoted = re.search(r'"(.*?)"(?: \(|$|;)', before)
            reading.refs.append((numbers[0], mark, quoted[1] if quoted else ""))
        elif kind == "furniture":
            reading.furniture.add(numbers[0])
        elif kind == "hyphen":
            reading.hyphens[numbers[0]] = more
        else:
            reading.units[numbers[0]] = (numbers[-1], kind, more)
    return reading


@pytest.fixture(scope="module")
def texts() -> dict[str, Text]:
    project = read_project(HERE.parent)
    return {reading.text.id: reading.text for reading in project.readings}


@pytest.fixture(params=READINGS, ids=lambda path: path.stem)
def pair(request, texts) -> tuple[Text, Reading]:
    return texts[request.param.stem], parse(request.param)


def lines_of(unit: Unit) -> tuple[int, int]:
    first, last = unit.lines
    return (unit.mark_line, last) if isinstance(unit, Note) and unit.mark_line else (first, last)


def test_every_unit_begins_and_ends_where_the_reader_found_it(pair):
    text, reading = pair
    assert {u.lines[0]: u.lines[1] for u in text.units} == {first: last for first, (last, *_) in reading.units.items()}


def test_every_unit_is_of_the_kind_the_reader_found(pair):
    text, reading = pair
    assert {u.lines[0]: u.kind for u in text.units} == {first: kind for first, (_, kind, _) in reading.units.items()}


def test_headings_have_the_levels_the_reader_found(pair):
    text, reading = pair
    wanted = {first: int(level) for first, (_, kind, level) in reading.units.items() if kind == "heading" and level}
    assert {u.lines[0]: u.level for u in text.units if u.kind == "heading" and u.lines[0] in wanted} == wanted


def test_every_note_body_is_whole(pair):
    text, reading = pair
    found = {note.mark or "none": lines_of(note) for note in text.notes if note.breaks}
    # A mark torn off on to its own line was not always counted as the note's; its body's lines are what matters.
    assert {mark: lines[1] for mark, lines in found.items()} == {mark: last for mark, (_, last) in reading.notes.items()}
    assert all(found[mark][0] <= first for mark, (first, _) in reading.notes.items())


def test_every_reference_stands_at_its_exact_place(pair):
    text, reading = pair
    found = [(ref.line, ref.mark, unit, ref) for unit in text.units for ref in unit.refs]
    assert sorted((line, mark) for line, mark, *_ in found) == sorted((line, mark) for line, mark, _ in reading.refs)
    before = {(line, mark): words for line, mark, words in reading.refs}
    for line, mark, unit, ref in found:
        assert unit.text[: ref.offset].endswith(before[line, mark]), (line, mark)


def test_furniture_is_what_the_reader_found(pair):
    text, reading = pair
    assert {item.line for item in text.furniture} == reading.furniture


def test_every_line_end_hyphen_is_read_as_the_reader_read_it(pair):
    text, reading = pair
    found = {
        above.line: brk.joint
        for unit in (*text.units, *text.notes)
        for above, brk in zip(unit.breaks, unit.breaks[1:])
        if brk.joint in ("soft", "hard")
    }
    wanted = {line: said for line, said in reading.hyphens.items() if said != "dash"}
    if reading.hyphens:
        assert found == wanted
    assert not any(line in found for line, said in reading.hyphens.items() if said == "dash")
