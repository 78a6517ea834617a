"""The loader's cases: tests/cases/loader.txt, each a little source and what comes out of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from edition.loader import load_text
from edition.model import Note, Source, Text, Unit, Work
from edition.problem import has_errors, report
from edition.profile import Descriptor, Emendation, OutlineEntry, Profile
from edition.proof import prove
from edition.source import read_source

PLAIN = {
    "notes": "none", "references": "none", "page-tops": "none", "page-numbers": "none", "paragraphs": "blank-line",
    "trailing-spaces": "noise", "line-spacing": "single", "hyphens": "hard",
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    title: str
    said: dict
    source: str
    expected: str


def read_cases() -> list[Case]:
    content = (Path(__file__).parent / "cases" / "loader.txt").read_text()
    cases = []
    for part in content.split("\n=== ")[1:]:
        title, rest = part.split("\n", 1)
        said, source, expected = [piece.strip("\n") for piece in f"\n{rest}".split("\n---\n")]
        source = source.replace("·", " ").replace("<rule>", " " * 40).replace("<page>", "\f")
        cases.append(Case(title, yaml.safe_load(said) or {}, source, expected))
    return cases


def load(source: str, said: dict) -> tuple[Text, list]:
    data = source.encode()
    outline = [
        OutlineEntry(e.get("heading") or e["opens"], e.get("kind", "heading"), e.get("level", 0),
                     e.get("contains", "paragraph"), e.get("lang", ""), index)
        for index, e in enumerate(said.get("outline", []))
    ]  # fmt: skip
    emendations = [
        Emendation(e["line"], e["stands"], e["is"], e["why"], index) for index, e in enumerate(said.get("emendations", []))
    ]
    profile = {key.replace("-", "_"): value for key, value in (PLAIN | said.get("profile", {})).items()}
    descriptor = Descriptor("text.yaml", "text.txt", "az", Profile(**profile), tuple(outline), tuple(emendations),
                            tuple(said.get("scripts", {}).items()))  # fmt: skip
    text, problems = load_text(data, Work("probe", "az", "book"), Source("text.txt", hashlib.sha256(data).hexdigest()), descriptor)
    assert text, report(problems)
    return text, problems + prove(text, read_source(data, "text.txt")[0], "text.txt")


def show(unit: Unit) -> str:
    """The unit's text with its references, page turns and languages written into it."""
    cuts = [(ref.offset, 0, f"[{ref.mark}]") for ref in unit.refs]
    cuts += [(turn.offset, 2, "/") for turn in unit.turns]
    cuts += [(span.start, 3, f"<{span.lang}:") for span in unit.langs] + [(span.end, 1, ">") for span in unit.langs]
    shown, at = "", 0
    for offset, _, sign in sorted(cuts):
        shown, at = shown + unit.text[at:offset] + sign, offset
    return shown + unit.text[at:]


def listing(text: Text) -> str:
    rows = [f"{u.kind}{' ' + u.lang if u.lang != 'az' else ''} | {show(u)}" for u in text.units]
    rows += [f"{note_head(note)} | {show(note)}".rstrip() for note in text.notes]
    rows += [f"furniture {item.kind} | {item.text}" for item in text.furniture]
    return "\n".join(rows)


def note_head(note: Note) -> str:
    words = ["note", note.key]
    if note.mark and note.mark != note.key.partition("-")[0]:
        words.append(note.mark)
    if note.status != "ok":
        words.append(note.status)
    return " ".join(words)


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case.title)
def test_the_loader_reads(case):
    text, problems = load(case.source, case.said)
    assert not has_errors(problems), report(problems)
    assert listing(text) == case.expected
