"""YAML that knows where each value stands, loaded safely and within bounds.

A value's place is asked for by its path in the document, `("outline", 3, "level")`; places are kept
beside the values, so that what comes out are plain dicts, lists and scalars.
"""

from __future__ import annotations

import re
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
_Loader.add_implicit_resolver(_TAG + "merge", re.compile(r"^<<$"), ["<"])


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
        excerpt = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        return Problem(self.path, line, column, code, message, excerpt=excerpt, **more)


def load_marked(data: bytes, path: str) -> tuple[Marked | None, list[Problem]]:
    """Load one YAML document from bytes.

    Problems: `yaml-too-large`, `yaml-not-utf8`, `yaml-syntax`, `yaml-anchor` (aliases and merge keys are
    refused: they make a small file large), `yaml-tag`, `yaml-key` (a key that is no text),
    `yaml-duplicate-key`, `yaml-too-deep`, `yaml-empty`.
    """
    if len(data) > MAX_BYTES:
        return None, [Problem(path, 0, 0, "yaml-too-large", f"the file has {len(data)} bytes; the limit is {MAX_BYTES}")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return None, [Problem(path, line, 0, "yaml-not-utf8", "the file is not UTF-8", hint="Save it as UTF-8.")]
    lines = tuple(text.splitlines())
    problems: list[Problem] = []
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                mark = event.start_mark
                return None, [Problem(path, mark.line + 1, mark.column + 1, "yaml-anchor",
                                      "YAML anchors and aliases (&, *) are not used here",
                                      hint="Write the value out; quote it if it begins with & or *.",
                                      excerpt=_row(lines, mark.line))]  # fmt: skip
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        message = " ".join(part for part in (error.context, error.problem) if part)
        return None, [Problem(path, line + 1, column + 1, "yaml-syntax", f"this is not YAML: {message}",
                              hint="Look at the indentation and quotation marks here and on the line above.",
                              excerpt=_row(lines, line))]  # fmt: skip
    except yaml.YAMLError as error:
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        return None, [Problem(path, line, 0, "yaml-syntax", f"this is not YAML: {error}".splitlines()[0])]
    except RecursionError:
        return None, [Problem(path, 0, 0, "yaml-too-deep", f"the file is nested deeper than {MAX_DEPTH} levels")]
    if root is None:
        return None, [Problem(path, 0, 0, "yaml-empty", "the file is empty")]
    places: dict[Path, tuple[int, int]] = {}
    keys: dict[Path, tuple[int, int]] = {}

    def place(node: yaml.Node) -> tuple[int, int]:
        return node.start_mark.line + 1, node.start_mark.column + 1

    def report(node: yaml.Node, code: str, message: str, hint: str = "") -> None:
        line, column = place(node)
        problems.append(Problem(path, line, column, code, message, hint=hint, excerpt=_row(lines, line - 1)))

    def build(node: yaml.Node, where: Path) -> Any:
        places[where] = place(node)
        if len(where) > MAX_DEPTH:
            report(node, "yaml-too-deep", f"nested deeper than {MAX_DEPTH} levels")
            return None
        if isinstance(node, yaml.SequenceNode):
            return [build(child, (*where, index)) for index, child in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            mapping: dict[str, Any] = {}
            for key_node, value_node in node.value:
                if not isinstance(key_node, yaml.ScalarNode) or key_node.tag == _TAG + "merge":
                    report(key_node, "yaml-key", "a key must be plain text")
                    continue
                key = key_node.value
                if key in mapping:
                    report(key_node, "yaml-duplicate-key", f"“{key}” stands here twice", "Keep one of them.")
                    continue
                keys[(*where, key)] = place(key_node)
                mapping[key] = build(value_node, (*where, key))
            return mapping
        kind = node.tag.removeprefix(_TAG)
        if kind == "str":
            return node.value
        if kind == "int":
            return int(node.value)
        if kind == "bool":
            return node.value == "true"
        if kind == "null":
            return None
        report(node, "yaml-tag", f"the tag {node.tag} is not used here", "Take the tag away.")
        return None

    value = build(root, ())
    return Marked(path, value, places, keys, lines), problems


def _row(lines: tuple[str, ...], index: int) -> str:
    return lines[index] if 0 <= index < len(lines) else ""
