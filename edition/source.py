"""A source file's bytes as lines: decoded strictly, bounded, in NFC. Nothing here changes a word."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from edition.problem import Problem

MAX_BYTES = 64 * 1024 * 1024
MAX_LINE = 100_000
"""Code points. A longer line is no printed line but a broken extraction."""

LOOKALIKE = {"LATIN", "CYRILLIC", "GREEK"}
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters but tab and form feed, and the bidirectional overrides that make a text look other than it is."""
_FAR = re.compile("[^\x00-\u036f\u2000-\u2bff]")
"""Neither Latin nor a mark: a line without it has one script."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One physical line of a source, without its line end."""

    number: int
    """From 1."""
    text: str
    """In NFC, white space as it stands."""
    received: str
    """As the file has it."""

    @property
    def blank(self) -> bool:
        """Whether the line holds nothing but white space."""
        return not self.text or self.text.isspace()


@lru_cache(maxsize=2)  # loading and proving read the same file one after the other
def read_source(data: bytes, path: str) -> tuple[tuple[SourceLine, ...], tuple[Problem, ...]]:
    """Decode a source file: UTF-8, with or without a byte order mark, any of the three line ends.

    Returns the lines and the problems found. Lines end at LF, CRLF or CR and nowhere else, so that
    they are the lines an editor's program shows. Problems: `source-empty`, `source-too-large`,
    `source-not-utf8`, `source-control-character`, `source-line-too-long` (errors),
    `source-not-nfc` (a note: the lines are read in NFC), `word-of-two-scripts` (a note: nobody will find it).
    """
    if len(data) > MAX_BYTES:
        return (), (Problem(path, 0, 0, "source-too-large", f"the file has {len(data)} bytes; the limit is {MAX_BYTES}"),)
    if data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
    try:
        decoded = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return (), (_not_utf8(data, error, path),)
    if not decoded.strip():
        return (), (Problem(path, 0, 0, "source-empty", "the file has no text", hint="Put the text as received here."),)
    lines: list[SourceLine] = []
    problems: list[Problem] = []
    changed: list[int] = []
    rows = decoded.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not rows[-1]:
        rows.pop()
    for number, row in enumerate(rows, 1):
        if len(row) > MAX_LINE:
            problems.append(Problem(path, number, 0, "source-line-too-long",
                                    f"the line has {len(row)} characters; the limit is {MAX_LINE}",
                                    hint="Break the line where the print breaks it."))  # fmt: skip
            continue
        if found := FORBIDDEN.search(row):
            column = found.start() + 1
            problems.append(Problem(path, number, column, "source-control-character",
                                    f"the control character U+{ord(row[column - 1]):04X} cannot stand in a text",
                                    hint="Take it out of the file and note the change in its descriptor.",
                                    excerpt=row))  # fmt: skip
        text = unicodedata.normalize("NFC", row)
        if text != row:
            changed.append(number)
        lines.append(SourceLine(number, text, row))
        problems += _two_scripts(lines[-1], path)
    if changed:
        first = changed[0]
        problems.append(Problem(path, first, 0, "source-not-nfc", severity="note",
                                message=f"{len(changed)} lines hold combining characters and are read in NFC"))  # fmt: skip
    return tuple(lines), tuple(problems)


def _two_scripts(line: SourceLine, path: str) -> list[Problem]:
    """Words that mix Latin letters with Cyrillic or Greek ones, which look the same and are not."""
    if not _FAR.search(line.text):
        return []
    return [
        Problem(path, line.number, word.start() + 1, "word-of-two-scripts", severity="note", excerpt=line.text,
                message=f"“{word[0]}” mixes letters of two scripts that look alike")
        for word in re.finditer(r"[^\W\d_]+", line.text)
        if len({unicodedata.name(letter, "").split(" ")[0] for letter in word[0]} & LOOKALIKE) > 1
    ]  # fmt: skip


def _not_utf8(data: bytes, error: UnicodeDecodeError, path: str) -> Problem:
    before = data[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    line = before.count(b"\n") + 1
    column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
    utf16 = data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) or data.count(0) > len(data) // 4
    looks_like = "The file looks like UTF-16." if utf16 else "Turkish and Azerbaijani files are often in Windows-1254."
    return Problem(path, line, column, "source-not-utf8",
                   f"the byte 0x{data[error.start]:02X} is not UTF-8",
                   hint=f"{looks_like} Save it as UTF-8 and renew the SHA-256 in the descriptor.")  # fmt: skip
