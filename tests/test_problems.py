"""Every problem that an editor can cause: tests/broken/<code>/, and what the command says of it, to the letter.

After changing a message, run with EDITION_GOLDEN=write and read the difference.
"""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path

import pytest

from edition.ledger import header
from tests.broken.editions import (
    BROKEN,
    ROOT,
    broken_edition,
    change,
    renew,
    run_edition,
    sound_edition,
    start_edition,
)

CASES = sorted(folder for folder in BROKEN.iterdir() if folder.is_dir() and folder.name[0] not in "_.")
FINDING = re.compile(r"^(?P<path>[^\s:]+)(?P<line>:\d+)?(?::\d+)?: (?P<severity>error|warning|note)\[(?P<code>[a-z0-9-]+)\]: ")

NO_EDITOR = {
    "letter-lost": "a fault of the loader, never of an edition: tests/test_proof.py",
    "letter-invented": "a fault of the loader, never of an edition: tests/test_proof.py",
    "path-outside": "names of pages come from ids that are checked before: tests/test_hostile.py",
    "cannot-write": "the disk is full or closed to us: tests/test_cli.py",
}
"""Codes without a folder, each with its reason."""

WHOLE = {
    "anchor-unknown": "the command line", "bad-date": "the command line", "bad-version": "the command line",
    "page-unknown": "a file as a whole", "schema-unreadable": "a file as a whole", "file-unknown": "a file as a whole",
    "no-such-text": "the command line", "citation-unresolved": "a text as a whole",
    "port-taken": "the command line", "no-edition": "the folder", "output-is-edition": "a folder",
    "output-not-a-site": "a folder", "anchors-are-permanent": "a ledger as a whole", "ledger-behind": "a ledger as a whole",
    "release-known": "a ledger as a whole", "file-missing": "no file", "file-outside": "no file of the edition",
    "file-unreadable": "nothing was read", "source-empty": "an empty file", "source-too-large": "nothing was read",
    "yaml-empty": "an empty file", "yaml-too-large": "nothing was read", "word-missing": "what is not there has no line",
}  # fmt: skip
"""Codes whose findings need no line, because they are about no line of a file but about …"""


def codes_in_package() -> set[str]:
    """Every code that is given to a `Problem` anywhere in the package."""
    return {
        code
        for file in sorted((ROOT / "edition").glob("*.py"))
        for code in _codes(ast.parse(file.read_text(encoding="utf-8")))
    }


def _codes(module: ast.Module) -> set[str]:
    assigned: dict[str, list[ast.expr]] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            assigned.setdefault(node.targets[0].id, []).append(node.value)
    codes: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and (given := _given_code(node)):
            values = assigned.get(given.id, []) if isinstance(given, ast.Name) else [given]
            for value in values:
                branches = [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
                codes |= {branch.value for branch in branches if isinstance(branch, ast.Constant)}
    return codes


def _given_code(call: ast.Call) -> ast.expr | None:
    """The argument of a call that is a problem's code: `Problem(path, line, column, code`, `….problem(where, code`."""
    name = call.func.id if isinstance(call.func, ast.Name) else call.func.attr if isinstance(call.func, ast.Attribute) else ""
    place = {"Problem": 3, "problem": 1, "at": 1, "here": 2, "_problem": 2}.get(name)
    named = next((word.value for word in call.keywords if word.arg == "code"), None)
    return named or (call.args[place] if place and len(call.args) > place else None)


def test_the_sound_edition_is_sound(tmp_path):
    code, printed = run_edition(sound_edition(tmp_path / "edition"), "check")
    assert (code, printed.splitlines()[0][:10]) == (0, "No errors."), printed


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_command_says_of_the_broken_edition(case: Path, tmp_path):
    command, code, printed = broken_edition(case, tmp_path / "edition")
    printed = printed.replace(str(tmp_path / "edition"), "<edition>").replace(str(tmp_path), "<folder above>")
    printed = re.sub(r"in \d+\.\d s", "in … s", printed)
    said = f"{command}\n{printed}exit {code}\n"
    if os.environ.get("EDITION_GOLDEN") == "write":
        (case / "expected.txt").write_text(said, encoding="utf-8", newline="\n")
    assert said == (case / "expected.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_said_names_the_code_the_file_and_the_line(case: Path):
    said = (case / "expected.txt").read_text(encoding="utf-8")
    assert "Traceback" not in said
    findings = [match for row in said.splitlines() if (match := FINDING.match(row))]
    assert case.name.partition(".")[0] in {finding["code"] for finding in findings}
    assert [finding[0] for finding in findings if not finding["line"] and finding["code"] not in WHOLE] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_exit_code_is_0_only_where_there_is_no_error(case: Path):
    said = (case / "expected.txt").read_text(encoding="utf-8")
    errors = any(match["severity"] == "error" for row in said.splitlines() if (match := FINDING.match(row)))
    assert said.endswith("exit 0\n") != errors


def test_every_code_that_an_editor_can_cause_has_its_broken_edition():
    shown = {case.name.partition(".")[0] for case in CASES}
    assert sorted(codes_in_package() - shown - NO_EDITOR.keys()) == []


def test_every_broken_edition_and_every_exception_is_of_a_code_that_exists():
    shown = {case.name.partition(".")[0] for case in CASES}
    assert sorted((shown | NO_EDITOR.keys()) - codes_in_package()) == []


# Ledgers that nobody's program wrote


@pytest.mark.parametrize("records", [
    ["mint p1 paragraph ^ a", "mint p2 paragraph p1 b", "into p1 p2", "into p2 p1"],
    ["mint p1 paragraph ^ a", "gone p1", "move p1 ^"],
    ["mint p1 paragraph ^ a", "gone p1", "into p1 p1"], ["mint p² paragraph ^ a"], ["mint p01 paragraph ^ a"],
    ["mint P1 paragraph ^ a"], ["mint  paragraph ^ a"], ['mint p1"onclick="owned() paragraph ^ a'], ["mint n1 paragraph ^ a"],
    ["mint p1 note ^ a"], ["mint p1 chapter ^ a"], ["release 1.0.0"], ["release 1.0.0 2027-01-31 0"], ["\0"], [""],
], ids=lambda records: records[-1][:18] or "empty")  # fmt: skip
def test_a_ledger_that_cannot_be_is_one_problem_with_its_line(records, tmp_path):
    edition = sound_edition(tmp_path / "edition")
    rows = [header("probe"), *(record.replace(" ", "\t") for record in records), ""]
    (edition / "sources/probe/ledger.tsv").write_text("\n".join(rows), encoding="utf-8")
    run = start_edition(edition, "check", timeout=15)
    assert run.returncode == 1 and run.stderr.startswith(f"sources/probe/ledger.tsv:{len(records) + 1}:1: error[ledger-"), run.stderr[-300:]


def test_a_ledger_without_its_last_line_end_is_not_spoiled(tmp_path):
    edition = sound_edition(tmp_path / "edition")
    ledger = edition / "sources/probe/ledger.tsv"
    change(edition / "sources/probe/text.txt", "yenə adi sözlər", "yenə başqa sözlər")
    renew(edition)
    ledger.write_bytes(ledger.read_bytes().rstrip(b"\n"))
    before = ledger.read_bytes()
    code, _ = run_edition(edition, "anchors")
    assert run_edition(edition, "check")[0] == 0 if code == 0 else ledger.read_bytes() == before
