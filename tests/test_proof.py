"""The proof fails when a letter is lost, invented, doubled or moved, and names its line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from edition.model import Text
from edition.project import read_project
from edition.proof import prove, rebuild, without_space
from edition.source import read_source

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def texts() -> dict[str, Text]:
    return {reading.text.id: reading.text for reading in read_project(ROOT).readings}


def source_of(text: Text):
    return read_source((ROOT / "sources" / text.id / text.source.file).read_bytes(), "text.txt")[0]


def with_unit(whole: Text, index: int, **changes) -> Text:
    units = list(whole.units)
    units[index] = replace(units[index], **changes)
    return replace(whole, units=tuple(units))


def test_every_source_can_be_rebuilt_from_its_text(texts):
    for text in texts.values():
        source = source_of(text)
        assert not prove(text, source, "text.txt")
        assert rebuild(text) == {line.number: without_space(line.text) for line in source if not line.blank}


def test_a_lost_letter_is_named_with_its_line_and_column(texts):
    text = texts["tahliye"]
    broken = with_unit(text, 1, text=text.units[1].text.replace("Nuri", "Nri", 1))
    line = next(line for line in source_of(text) if "Nuri" in line.text)
    assert [(p.code, p.line, p.column) for p in prove(broken, source_of(text), "text.txt")][0] == (
        "letter-lost", line.number, line.text.index("Nuri") + 2,
    )  # fmt: skip


def test_an_invented_letter_is_named(texts):
    text = texts["tahliye"]
    broken = with_unit(text, -1, text=text.units[-1].text + "!")
    assert [(p.code, p.line) for p in prove(broken, source_of(text), "text.txt")] == [("letter-invented", 362)]


def test_a_unit_shown_twice_is_found(texts):
    text = texts["tahliye"]
    broken = replace(text, units=(*text.units, text.units[3]))
    assert {p.line for p in prove(broken, source_of(text), "text.txt")} == set(range(text.units[3].lines[0], text.units[3].lines[1] + 1))


def test_a_unit_left_out_is_found(texts):
    text = texts["nerimanov"]
    broken = replace(text, units=text.units[1:])
    assert [p.code for p in prove(broken, source_of(text), "text.txt")][0] == "letter-lost"


def test_a_reference_that_is_dropped_or_moved_is_found(texts):
    text = texts["yardim"]
    index = next(index for index, unit in enumerate(text.units) if unit.refs)
    unit = text.units[index]
    assert prove(with_unit(text, index, refs=()), source_of(text), "text.txt")
    moved = replace(unit.refs[0], offset=unit.refs[0].offset - 3)
    assert prove(with_unit(text, index, refs=(moved,)), source_of(text), "text.txt")


def test_a_hyphen_that_is_dropped_without_a_record_is_found(texts):
    text = texts["nerimanov"]
    index = next(index for index, unit in enumerate(text.units) if any(b.dropped for b in unit.breaks))
    breaks = tuple(replace(brk, dropped="") for brk in text.units[index].breaks)
    assert prove(with_unit(text, index, breaks=breaks), source_of(text), "text.txt")


def test_a_forgotten_piece_of_furniture_is_found(texts):
    text = texts["suqut"]
    assert [p.line for p in prove(replace(text, furniture=()), source_of(text), "text.txt")] == [676, 681]
