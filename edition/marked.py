"""YAML that knows where each value stands, loaded safely and within bounds.

A value's place is asked for by its path in the document, `("outline", 3, "level")`; places are kept
beside the values, so that what comes out are plain dicts, lists and scalars.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml


from edition.problem import Problem

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 12
Path = tuple[str | int, ...]


class _Loader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]
    """Safe YAML without implicit dates, octals or `no` as false: what looks like text stays text."""


_TAG = "tag:yaml.org,2002:"
_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver(_TAG + "null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])
_Loader.add_implicit_resolver(_TAG + "bool", re.compile(r"^(?:true|false)$"), ["t", "f"])
_Loader.add_implicit_resolver(_TAG + "int", re.compile(r"^-?(?:0|[1-9][0-9]{0,15})$"), list("-0123456789"))

FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")
"""Control characters, odd line ends and bidirectional overrides: nobody means them in a text."""

OPENED = {
    "flow sequence": "the [ here is never closed, or a comma is missing after it",
    "flow mapping": "the { here is never closed, or a comma is missing after it",
    "quoted scalar": "the quotation mark here is never closed",
}


@dataclass(frozen=True)
class Marked:
    """A loaded document: its value and the line and column (from 1) of every part of it."""

    path: str
    value: Any
    places: dict[Path, tuple[int, int]] = field(repr=False)
    keys: dict[Path, tuple[int, int]] = field(repr=False)
    """Places of mapping keys, by the path of their value."""
    lines: tuple[str, ...] = field(repr=False, default=())

    def problem(self, where: Path, code: str, message: str, *, at_key: bool = False, **more: Any) -> Problem:
        """A problem at the value (or the key) of that path, or at the nearest part above that has a place."""
        table = self.keys if at_key and where in self.keys else self.places
        while where and where not in table:
            where, table = where[:-1], self.places
        line, column = table.get(where, (0, 0))
        return Problem(self.path, line, column, code, message, excerpt=_row(self.lines, line), **more)


def load_marked(data: bytes, path: str) -> tuple[Marked | None, list[Problem]]:
    """Load one YAML document from bytes. Text comes out in NFC.

    Problems: `yaml-too-large`, `yaml-not-utf8`, `yaml-control-character`, `yaml-syntax`, `yaml-anchor` (aliases
    and merge keys are refused: they make a small file large), `yaml-tag`, `yaml-key` (a key that is no
    text), `yaml-duplicate-key`, `yaml-too-deep`, `yaml-empty`.
    """
    if len(data) > MAX_BYTES:
        return None, [Problem(path, 0, 0, "yaml-too-large", f"the file has {len(data)} bytes; the limit is {MAX_BYTES}")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode().replace("\r\n", "\n").replace("\r", "\n")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        return None, [Problem(path, line, column, "yaml-not-utf8", f"the byte 0x{data[error.start]:02X} is not UTF-8",
                              hint="Save the file as UTF-8.")]  # fmt: skip
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    reader = _Reader(path, text, tuple(text.split("\n")))
    fault = reader.forbidden_letter() or reader.refused_event()
    if fault:
        return None, [fault]
    root = yaml.compose(text, Loader=_Loader)
    if root is None:
        return None, [Problem(path, 0, 0, "yaml-empty", "the file is empty")]
    value = reader.build(root, ())
    return Marked(path, value, reader.places, reader.keys, reader.lines), reader.problems


@dataclass
class _Reader:
    """One reading of one file."""

    path: str
    text: str
    lines: tuple[str, ...]
    places: dict[Path, tuple[int, int]] = field(default_factory=dict)
    keys: dict[Path, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def here(self, line: int, column: int, code: str, message: str, hint: str = "") -> Problem:
        return Problem(self.path, line, column, code, message, hint=hint, excerpt=_row(self.lines, line))

    def at(self, thing: yaml.Node | yaml.Event, code: str, message: str, hint: str = "") -> Problem:
        mark = thing.start_mark
        return self.here(mark.line + 1, mark.column + 1, code, message, hint)

    def forbidden_letter(self) -> Problem | None:
        for number, line in enumerate(self.lines, 1):
            if found := FORBIDDEN.search(line):
                return self.here(number, found.start() + 1, "yaml-control-character",
                                    f"the control character U+{ord(found[0]):04X} cannot stand here",
                                    "Take it out; it may have come along with copied text.")  # fmt: skip
        return None

    def refused_event(self) -> Problem | None:
        """Go through the file without building anything: its syntax, its depth, and what is not used here."""
        depth = documents = 0
        events: Iterator[yaml.Event] = yaml.parse(self.text, Loader=_Loader)
        try:
            for event in events:
                if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                    return self.at(event, "yaml-anchor", "YAML anchors and aliases (&, *) are not used here",
                                   "Write the value out; quote it if it begins with & or *.")  # fmt: skip
                if getattr(event, "tag", None) not in (None, _TAG + "str"):
                    return self.at(event, "yaml-tag", f"the tag {event.tag.replace(_TAG, '!!')} is not used here",
                                   "Take the tag away; put the value in quotation marks if it begins with !.")  # fmt: skip
                documents += isinstance(event, yaml.DocumentStartEvent)
                if documents > 1:
                    return self.at(event, "yaml-syntax", "a second document begins here; a file holds one",
                                   "Take the line --- away.")  # fmt: skip
                depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
                if depth > MAX_DEPTH:
                    return self.at(event, "yaml-too-deep", f"the file is nested deeper than {MAX_DEPTH} levels")
        except yaml.MarkedYAMLError as error:
            return self._syntax(error)
        except (yaml.YAMLError, ValueError) as error:
            line = self.text.count("\n", 0, getattr(error, "position", 0) or 0) + 1
            return self.here(line, 0, "yaml-syntax", f"this is not YAML: {str(error).splitlines()[0]}")
        return None

    def _syntax(self, error: yaml.MarkedYAMLError) -> Problem:
        unclosed = (error.problem or "").startswith(("found unexpected end", "did not find expected ','"))
        opened = next((said for part, said in OPENED.items() if unclosed and part in (error.context or "")), "")
        mark = error.context_mark if opened and error.context_mark else error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        tab = line and _row(self.lines, line)[: max(1, column)].endswith("\t")
        said = opened or "a tab stands here; YAML is indented with spaces" * bool(tab) or (
            "this is not YAML: " + " ".join(part for part in (error.context, error.problem) if part))  # fmt: skip
        return self.here(line, column, "yaml-syntax", said,
                            "Look at the indentation and quotation marks here and on the line above.")  # fmt: skip

    def build(self, node: yaml.Node, where: Path) -> Any:
        """The node's value; places and problems are noted on the way."""
        self.places[where] = node.start_mark.line + 1, node.start_mark.column + 1
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*where, index)) for index, child in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, where)
        if node.tag == _TAG + "int":
            return int(node.value)
        if node.tag == _TAG + "bool":
            return node.value == "true"
        if node.tag == _TAG + "null":
            return None
        if found := FORBIDDEN.search(node.value):
            self.problems.append(self.at(node, "yaml-control-character",
                                         f"the control character U+{ord(found[0]):04X} cannot stand here",
                                         "Take it out."))  # fmt: skip
        return unicodedata.normalize("NFC", node.value)

    def _mapping(self, node: yaml.MappingNode, where: Path) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode) or key_node.value == "<<":
                self.problems.append(self.at(key_node, "yaml-key", "a key must be plain text"))
                continue
            key = unicodedata.normalize("NFC", key_node.value)
            if key in mapping:
                self.problems.append(self.at(key_node, "yaml-duplicate-key", f"“{key}” stands here twice",
                                             "Keep one of them."))  # fmt: skip
                continue
            self.keys[*where, key] = key_node.start_mark.line + 1, key_node.start_mark.column + 1
            mapping[key] = self.build(value_node, (*where, key))
        return mapping


def _row(lines: tuple[str, ...], line: int) -> str:
    return lines[line - 1] if 0 < line <= len(lines) else ""
