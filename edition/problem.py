"""What is wrong, where, and the way out: a record apart from its formatting."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]
SEVERITIES = ("note", "warning", "error")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One finding about one place in one file."""

    path: str
    """The file, relative to the edition's folder, with `/`; empty for the edition as a whole."""
    line: int
    """Line from 1; 0 when the whole file is meant."""
    column: int
    """Column in code points from 1; 0 when the whole line is meant."""
    code: str
    """Stable name of the kind of finding, such as `note-not-found`."""
    message: str
    severity: Severity = "error"
    hint: str = ""
    """What to do about it, one sentence; may be empty."""
    excerpt: str = ""
    """The line as it stands in the file, for the caret; may be empty."""


class EditionError(Exception):
    """Carries problems out of a stage that cannot go on; the command prints them, never a traceback."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.message for problem in self.problems))


class Misuse(EditionError):
    """The command was used wrongly; nothing is wrong with the edition."""


def has_errors(problems: Iterable[Problem]) -> bool:
    """True if any of the problems is an error (warnings and notes do not stop a build)."""
    return any(problem.severity == "error" for problem in problems)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint listing what is allowed, with the nearest first when one is near; `''` if nothing is known."""
    choices = sorted(known)
    if not choices:
        return ""
    near = difflib.get_close_matches(str(word), choices, n=1)
    listing = "It can be one of: " + ", ".join(choices) + "."
    return f"Did you mean “{near[0]}”? {listing}" if near else listing


def place(problem: Problem) -> str:
    """`path:line:column`, as far as they are known."""
    parts = [printable(problem.path) or "edition"]
    if problem.line:
        parts.append(str(problem.line))
        if problem.column:
            parts.append(str(problem.column))
    return ":".join(parts)


EXCERPT_WIDTH = 100
"""Code points of a long line that are shown round the caret."""


def as_text(problem: Problem) -> str:
    """Like a compiler's message: place, severity[code], message, the line with a caret, a hint."""
    rows = [f"{place(problem)}: {problem.severity}[{problem.code}]: {printable(problem.message)}"]
    if problem.excerpt.strip():
        start = max(0, problem.column - 1 - EXCERPT_WIDTH // 2)
        shown = printable(problem.excerpt[start : start + EXCERPT_WIDTH])
        rows.append("    " + ("…" if start else "") + shown.rstrip())
        if problem.column:
            rows.append("    " + " " * (len(printable(problem.excerpt[start : problem.column - 1])) + bool(start)) + "^")
    if problem.hint:
        rows.append("    " + printable(problem.hint))
    return "\n".join(rows)


def printable(text: str) -> str:
    """The text with control characters made visible, so that a hostile source cannot drive a terminal."""
    return "".join(c if c.isprintable() else " " if c.isspace() else f"\\u{ord(c):04x}" for c in text)


def as_github(problem: Problem) -> str:
    """A GitHub Actions workflow command, which shows the problem beside the changed line.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    kind = {"error": "error", "warning": "warning", "note": "notice"}[problem.severity]
    where = f"file={_escape(problem.path or 'edition', True)}"
    where += f",line={problem.line}" if problem.line else ""
    where += f",col={problem.column}" if problem.line and problem.column else ""
    said = " ".join(part for part in (problem.message, problem.hint) if part)
    return f"::{kind} {where},title={_escape(problem.code, True)}::{_escape(said)}"


def _escape(value: str, in_property: bool = False) -> str:
    value = value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return value.replace(":", "%3A").replace(",", "%2C") if in_property else value


def as_json(problems: Iterable[Problem]) -> str:
    """A JSON array of objects with the fields of `Problem` that are set."""
    rows = [
        {
            "path": p.path, "line": p.line, "column": p.column, "severity": p.severity,
            "code": p.code, "message": p.message, "hint": p.hint,
        }
        for p in problems
    ]  # fmt: skip
    return json.dumps(rows, ensure_ascii=False, indent=1)


def report(problems: Iterable[Problem], form: Literal["text", "json", "github"] = "text") -> str:
    """All problems in one string: notes, warnings, errors (last, next to the prompt), each in file order."""
    found = sorted(problems, key=lambda problem: (SEVERITIES.index(problem.severity), problem))
    if form == "json":
        return as_json(found)
    return "\n".join(map(as_github if form == "github" else as_text, found))
