"""Where a paragraph ends and the next begins, told by how the lines were set.

The rules, in the order in which they are asked, stand in `Setting.parts`. Sizes are in thousandths of an em.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from edition.areas import ROOM
from edition.measure import measure_of, room, width
from edition.profile import Profile
from edition.reading import PrintedLine

SENTENCE_END = re.compile(r"[.!?:…][\"”’'»)\]]*$|[.!?:…,;][\"”»]$|[\"”»)\]]$")
NARROW = 0.85
"""A block whose widest line is narrower than this share of the measure was set line by line."""
ENOUGH = 5
"""So many full lines tell the measure of their section."""
CLEAR_ROOM = 5_000
"""Room after which nobody doubts that a paragraph has ended."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How the lines of a body were set."""

    lines: Sequence[PrintedLine]
    profile: Profile
    measures: Sequence[int]
    """The measure that each line was set to."""
    indent: int
    """How far first lines are indented; 0 where they are not."""
    narrow: Collection[int]
    """Indexes of lines in blocks that were set line by line: their ends tell nothing."""

    def parts(self, index: int, after_first: bool, always_ended: bool) -> bool:
        """Whether a paragraph ends above this line.

        `after_first`: the line above is the first of its unit; `always_ended`: it may end without the sign
        of a sentence's end.
        """
        above, line = self.lines[index - 1], self.lines[index]
        ended = always_ended or SENTENCE_END.search(above.words)
        if not ended or line.words[:1].islower():
            return False
        if line.gap and not line.top:
            return True
        if self.profile.trailing_spaces == "paragraph-end" and above.trailing_spaces > 1:
            return True
        if self.profile.paragraphs == "blank-line" and not line.top:
            return False
        if index in self.narrow and index - 1 in self.narrow:
            return False
        measure = self.measures[index - 1] - (self.indent if after_first else 0) - above.marks_width
        return room(above.words, line.words, measure) > ROOM or self.is_indented(index)

    def is_indented(self, index: int) -> bool:
        """Whether the line was broken although its measure had room for the next word."""
        if self.profile.paragraphs != "first-line-indent" or index + 1 >= len(self.lines):
            return False
        line, below, measure = self.lines[index], self.lines[index + 1], self.measures[index]
        if below.gap or SENTENCE_END.search(line.words):
            return False
        return width(line.words) <= measure - self.indent + ROOM and room(line.words, below.words, measure) > ROOM


def find_setting(
    lines: Sequence[PrintedLine], sections: Collection[int], text_measure: int, profile: Profile
) -> Setting:
    """Find out how the lines were set. `sections`: physical lines that open a section of their own."""
    measures = _measures(lines, sections, text_measure)
    indent = _indent(lines, measures) if profile.paragraphs == "first-line-indent" else 0
    return Setting(lines, profile, measures, indent, _narrow_lines(lines, sections, text_measure))


def _measures(lines: Sequence[PrintedLine], sections: Collection[int], text_measure: int) -> list[int]:
    """The measure of each line: its section's, told by lines that must be full, else the text's.

    A line that does not end a sentence was broken because it was full.
    """
    measures: list[int] = []
    section: list[PrintedLine] = []
    for line in [*lines, None]:
        if line is None or line.number in sections:
            full = [line.words for line in section if not SENTENCE_END.search(line.words)]
            measures += [measure_of(full) if len(full) >= ENOUGH else text_measure] * len(section)
            section = []
        if line:
            section.append(line)
    return measures


def _narrow_lines(lines: Sequence[PrintedLine], sections: Collection[int], text_measure: int) -> set[int]:
    narrow: set[int] = set()
    block: list[int] = []
    for index, line in enumerate([*lines, None]):
        if line is None or line.gap or line.top or line.number in sections:
            if block and max(width(lines[i].words) for i in block) < NARROW * text_measure:
                narrow.update(block)
            block = []
        block.append(index)
    return narrow


def _indent(lines: Sequence[PrintedLine], measures: Sequence[int]) -> int:
    """How much narrower full first lines are, at their widest, than the measure."""
    shortfall = sorted(
        measures[index] - width(line.words)
        for index, (above, line) in enumerate(zip(lines, lines[1:]), 1)
        if SENTENCE_END.search(above.words)
        and not SENTENCE_END.search(line.words)
        and room(above.words, line.words, measures[index - 1]) > CLEAR_ROOM
    )
    return max(0, shortfall[len(shortfall) // 20]) if shortfall else 0
