"""A text's descriptor, `sources/<slug>/text.yaml`: what the text is, and how its source is to be read."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from edition.marked import Marked, load_marked
from edition.model import Source, Work
from edition.problem import Problem, has_errors
from edition.profile import Descriptor, Emendation, OutlineEntry, Profile
from edition.schema import check_schema


@dataclass(frozen=True, slots=True)
class TextFile:
    """A descriptor as read: what it says, and where, for later messages."""

    work: Work
    source: Source
    descriptor: Descriptor
    document: Marked


def read_descriptor(data: bytes, path: str, schema: str) -> tuple[TextFile | None, list[Problem]]:
    """Read a descriptor's bytes; `path` is `sources/<slug>/text.yaml`, `schema` the text of its JSON Schema.

    Problems: those of `load_marked` and `check_schema`; `id-is-not-folder`.
    """
    document, problems = load_marked(data, path)
    if document is None or has_errors(problems):
        return None, problems
    problems += check_schema(document, schema)
    if has_errors(problems):
        return None, problems
    value: dict[str, Any] = document.value
    slug = path.split("/")[-2]
    if value["id"] != slug:
        problems.append(document.problem(("id",), "id-is-not-folder", f"the id is “{value['id']}”, the folder “{slug}”",
                                         hint=f"Write id: {slug}."))  # fmt: skip
        return None, problems
    known = {field.name for field in fields(Work)}
    said = {key.replace("-", "_"): value[key] for key in value if key.replace("-", "_") in known}
    said |= {key: tuple(said[key]) for key in ("authors", "editors", "missing") if key in said}
    source = Source(value["source"]["file"], value["source"]["sha256"], value["source"].get("received-as", ""))
    descriptor = Descriptor(
        path=path,
        source_path=f"sources/{slug}/{source.file}",
        lang=value["lang"],
        profile=Profile(**{key.replace("-", "_"): choice for key, choice in value["profile"].items()}),
        outline=tuple(_entry(entry, index) for index, entry in enumerate(value.get("outline", []))),
        emendations=tuple(
            Emendation(said["line"], said["stands"], said["is"], said["why"], index)
            for index, said in enumerate(value.get("emendations", []))
        ),
        scripts=tuple(sorted(value.get("scripts", {}).items())),
        kindred=value.get("kindred", ""),
    )
    return TextFile(Work(**said), source, descriptor, document), problems


def _entry(entry: dict[str, Any], index: int) -> OutlineEntry:
    return OutlineEntry(
        words=entry.get("heading") or entry["opens"],
        kind="heading" if "heading" in entry else entry["kind"],
        level=entry.get("level", 0),
        contains=entry.get("contains", "paragraph"),
        lang=entry.get("lang", ""),
        index=index,
    )


def placed(problem: Problem, document: Marked) -> Problem:
    """A problem that names a part of the descriptor (`text.yaml#outline/3`) with that part's line and column."""
    path, marker, fragment = problem.path.partition("#")
    if not marker or path != document.path:
        return problem
    where = tuple(int(part) if part.isdigit() else part for part in fragment.split("/"))
    return document.problem(where, problem.code, problem.message, severity=problem.severity, hint=problem.hint)
