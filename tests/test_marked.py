"""YAML from strangers: one clear problem each, never a value that nobody wrote, never a crash or a wait."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

from edition.descriptor import read_descriptor
from edition.marked import MAX_BYTES, load_marked
from tests.broken.editions import BROKEN, ROOT

SOUND = (BROKEN / "_sound/sources/probe/text.yaml").read_text(encoding="utf-8")
SCHEMA = (ROOT / "annotations/schema/text.schema.json").read_text(encoding="utf-8")
ALONE = """
import json, sys
from edition.marked import load_marked
document, problems = load_marked(sys.stdin.buffer.read(), "a.yaml")
print(json.dumps([[p.code, p.line, p.column, p.message] for p in problems]))
"""


def load(text: str):
    return load_marked(text.encode(), "a.yaml")


def found(text: str) -> list[tuple[str, int, int]]:
    """(code, line, column) of every problem of a YAML text."""
    return [(p.code, p.line, p.column) for p in load(text)[1]]


def found_alone(data: bytes, seconds: float = 15) -> list[list]:
    """The same in a process of its own, which a parser without bounds would kill or keep."""
    run = subprocess.run([sys.executable, "-P", "-c", ALONE], input=data, capture_output=True, timeout=seconds,
                         cwd=ROOT, env={"PYTHONPATH": str(ROOT)})  # fmt: skip
    assert run.returncode == 0, f"the parser died with {run.returncode}: {run.stderr.decode()[-300:]}"
    return json.loads(run.stdout)


def found_in_descriptor(old: str, new: str) -> list[tuple[str, int, int]]:
    """The problems of the sound descriptor after one change."""
    assert SOUND.count(old) == 1
    _, problems = read_descriptor(SOUND.replace(old, new).encode(), "sources/probe/text.yaml", SCHEMA)
    return [(p.code, p.line, p.column) for p in problems]


# Values and places


def test_every_value_and_every_key_knows_its_line_and_column():
    document, problems = load('# ə\nbir: "ə"   # ə\niki:\n  - üç\n  - {dörd: [5, null, true]}\n')
    assert problems == [] and document
    assert document.value == {"bir": "ə", "iki": ["üç", {"dörd": [5, None, True]}]}
    assert document.places["iki", 1, "dörd", 2] == (5, 22)
    assert (document.keys["bir",], document.keys["iki", 1, "dörd"]) == ((2, 1), (5, 6))


def test_columns_count_letters_also_after_letters_beyond_the_first_plane():
    document, _ = load("{👩🏽‍🏫𐤀: a, b: c}\n")
    assert document and document.places["b",] == (1, 15)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_lines_are_counted_alike_at_each_of_the_three_line_ends(end):
    assert found(f"a: 1{end}b: 2{end}a: 3{end}") == [("yaml-duplicate-key", 3, 1)]


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85"], ids=["LS", "PS", "NEL"])
def test_lines_are_counted_as_editors_programs_and_version_control_count_them(separator):
    assert [place[1] for place in found(f'a: "bir{separator}iki"\nb: 1\nb: 2\n')] in ([3], [1])


def test_a_byte_order_mark_is_no_part_of_the_first_key():
    document, _ = load_marked("\ufeffa: 1\n".encode(), "a.yaml")
    assert document and document.value == {"a": 1}


@pytest.mark.parametrize("said, value", [
    ("no", "no"), ("yes", "yes"), ("on", "on"), ("False", "False"), ("2007-01-31", "2007-01-31"), ("12:30:45", "12:30:45"),
    ("0123", "0123"), ("0x1F", "0x1F"), ("0o17", "0o17"), ("1_000", "1_000"), ("1.5", "1.5"), ("1e3", "1e3"),
    (".nan", ".nan"), ("-.inf", "-.inf"), ("NULL", "NULL"), ("9" * 5000, "9" * 5000), ("=", "="),
    ("7", 7), ("-7", -7), ("0", 0), ("true", True), ("~", None), ("null", None), ('"7"', "7"), ("!!str 7", "7"),
], ids=lambda value: str(value)[:12])  # fmt: skip
def test_what_looks_like_text_stays_text(said, value):
    document, problems = load(f"a: {said}\n")
    assert problems == [] and document and document.value == {"a": value} and type(document.value["a"]) is type(value)


# What is refused


@pytest.mark.parametrize("text, problem", [
    ("a: &x 1\n", ("yaml-anchor", 1, 4)),
    ("a: *x\n", ("yaml-anchor", 1, 4)),
    ("a: &x {b: 1}\nc:\n  <<: *x\n", ("yaml-anchor", 1, 4)),
    ("&x a: 1\n", ("yaml-anchor", 1, 1)),
    ("<<: {a: 1}\n", ("yaml-key", 1, 1)),
    ("? [a, b]\n: c\n", ("yaml-key", 1, 3)),
    ("? {a: b}\n: c\n", ("yaml-key", 1, 3)),
    ("a: 1\nb: 2\na: 3\n", ("yaml-duplicate-key", 3, 1)),
    ('a: 1\n"a": 2\n', ("yaml-duplicate-key", 2, 1)),
    ("a: {b: 1, c: 2, b: 3}\n", ("yaml-duplicate-key", 1, 17)),
    ("a: 1\n---\nb: 2\n", ("yaml-syntax", 2, 1)),
    ("a: 1\n...\nb: 2\n", ("yaml-syntax", 3, 1)),
    ("a:\n\tb: 1\n", ("yaml-syntax", 2, 1)),
    ("a: b: c\n", ("yaml-syntax", 1, 5)),
    ("%YAML 9.9\n---\na: 1\n", ("yaml-syntax", 1, 1)),
    ('a: "\\ud800"\n', ("yaml-syntax", 1, 7)),
    ("a: @b\n", ("yaml-syntax", 1, 4)),
    ("", ("yaml-empty", 0, 0)),
    ("# nothing\n", ("yaml-empty", 0, 0)),
], ids=lambda value: repr(value)[:30] if isinstance(value, str) else value[0])  # fmt: skip
def test_what_is_not_used_here_is_refused_at_its_place(text, problem):
    assert found(text) == [problem]


@pytest.mark.parametrize("value", [
    "!!python/object/apply:os.system [touch /tmp/owned]", "!!python/object:os.stat_result {a: 1}", "!!python/name:os.system",
    "!!python/tuple [1, 2]", "!!set {b, c}", "!!omap [{b: 1}]", "!!pairs [{b: 1}]", "!!binary aGk=", "!!timestamp 2007-01-31",
    "!!float 1.5", "!!int abc", "!!int 0x10", "!!int 1_000", f"!!int {'9' * 5000}", "!!bool maybe", "!!null something",
    "!own b", "!own [b]", "!own {b: c}", "!<tag:example.org,2000:x> b",
], ids=lambda value: value.split(" ")[0])  # fmt: skip
def test_a_tag_is_refused_whatever_it_stands_before(value):
    assert found(f"a: {value}\n") == [("yaml-tag", 1, 4)]


def test_a_tag_before_a_key_is_refused():
    assert found("!!int abc: 1\n") == [("yaml-tag", 1, 1)]


@pytest.mark.parametrize("letter", ["\0", "\x07", "\x1b", "\x7f", "\u202e", "\u2066"], ids=ascii)
@pytest.mark.parametrize("written", ["as it is", "as an escape"])
def test_control_characters_and_bidi_overrides_are_refused_where_they_stand(letter, written):
    shown = letter if written == "as it is" else f"\\u{ord(letter):04x}"
    [(code, line, _)] = found(f'# {"ə" * 500}\nb: 1\na: "x{shown}"\nc: 1\n')
    assert (code.startswith("yaml-"), line) == (True, 3)


def test_what_is_never_closed_is_shown_where_it_was_opened():
    assert found('a: "bir\nb: 2\nc: 3\n') == [("yaml-syntax", 1, 4)]
    assert found("a: [bir\nb: 2\nc: 3\n") == [("yaml-syntax", 1, 4)]


def test_bytes_that_are_no_utf_8_are_shown_at_their_line_and_column():
    _, [problem] = load_marked("bir: ə\niki: ".encode() + b"\xfd\n", "a.yaml")
    assert (problem.code, problem.line, problem.column) == ("yaml-not-utf8", 2, 6)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_other_encodings_are_refused_in_one_message(encoding):
    _, problems = load_marked("a: Azərbaycan\n".encode(encoding), "a.yaml")
    assert len(problems) == 1


# Bombs


@pytest.mark.parametrize("bomb", [
    "[" * 10_000, "[" * 10_000 + "]" * 10_000, "{a: " * 10_000 + "}" * 10_000, "{" * 10_000, "- " * 10_000 + "x", "? " * 10_000 + "x",
    "[" * 2_000_000, "a: " + "[" * 1_000_000 + "]" * 1_000_000, "{? " * 700_000, "- " * 1_000_000 + "x", "? " * 1_000_000 + "x",
    "".join(f"{' ' * depth}a:\n" for depth in range(2_500)),
], ids=["10 000 [", "10 000 []", "10 000 {}", "10 000 {", "10 000 -", "10 000 ?", "4 MB of [", "4 MB of []", "4 MB of {?", "4 MB of -",
        "4 MB of ?", "deep by indentation"])  # fmt: skip
def test_deep_nesting_is_refused_in_one_message_and_at_once(bomb):
    started = time.monotonic()
    [[code, line, column, _]] = found_alone(bomb.encode())
    assert (code, line > 0, column > 0) == ("yaml-too-deep", True, True)
    assert time.monotonic() - started < 10


def test_aliases_that_double_again_and_again_are_refused_at_the_first():
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert found_alone("\n".join(rows).encode()) == [["yaml-anchor", 1, 5, load("a0: &a0 [x]")[1][0].message]]


def test_five_megabytes_are_refused_by_their_size():
    [problem] = load_marked(b"a: " + b"x" * 5_000_000, "a.yaml")[1]
    assert (problem.code, problem.line) == ("yaml-too-large", 0) and f"{MAX_BYTES}" in problem.message


# In a descriptor


@pytest.mark.parametrize("old, new, problem", [
    ("lang: az", "lang: 5", ("wrong-type", 3, 7)),
    ("lang: az", "lang: no", None),  # Norwegian
    ("lang: az", "lang: .nan", ("bad-value", 3, 7)),
    ("lang: az", "lang: true", ("wrong-type", 3, 7)),
    ("lang: az", "lang: null", ("wrong-type", 3, 7)),
    ("lang: az", "lang: [az]", ("wrong-type", 3, 7)),
    ("lang: az", 'lang: "az\\n"', ("bad-value", 3, 7)),
    ("id: probe", 'id: "probe\\n"', ("bad-value", 2, 5)),
    ("file: text.txt", "file: ../other/text.txt", ("bad-value", 11, 9)),
    ("file: text.txt", "file: /etc/passwd", ("bad-value", 11, 9)),
    ("file: text.txt", "file: 'C:\\text.txt'", ("bad-value", 11, 9)),
    ("file: text.txt", "file: C:text.txt", ("bad-value", 11, 9)),
    ("file: text.txt", "file: .hidden", ("bad-value", 11, 9)),
    ("file: text.txt", 'file: "text.txt\\n"', ("bad-value", 11, 9)),
    ("file: text.txt", "file: text.txt:stream", ("bad-value", 11, 9)),
    ("file: text.txt", "file: NUL.txt", ("bad-value", 11, 9)),
    ("line: 18", "line: 18.5", ("wrong-type", 29, 11)),
    ("line: 18", "line: -18", ("bad-value", 29, 11)),
    ("line: 18", "line: true", ("wrong-type", 29, 11)),
    ("line: 18", f"line: {'9' * 400}", ("wrong-type", 29, 11)),
    ("stands: Sonuncu abzas", 'stands: " "', ("bad-value", 30, 13)),
    ("heading: Birinci fəsil", 'heading: " "', ("bad-value", 25, 15)),
    ("title: Sınaq mətni", 'title: " "', ("bad-value", 5, 8)),
    ("authors:", "5:", ("unknown-key", 6, 1)),
    ("authors:", "null:", ("unknown-key", 6, 1)),
    ("authors:", "__class__:", ("unknown-key", 6, 1)),
    ("title: Sınaq mətni", "title: Sınaq\nparallel-title: {'\" onload=': x}", ("bad-value", 6, 18)),
], ids=lambda value: value[:26] if isinstance(value, str) else value[0] if value else "sound")  # fmt: skip
def test_a_strange_value_in_a_descriptor_gives_one_problem_at_its_place(old, new, problem):
    assert found_in_descriptor(old, new) == [problem] * bool(problem)
