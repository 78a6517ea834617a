"""An edition's folder, read whole: the one place where files are opened for reading."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edition.annotate import Annotated, annotate
from edition.changes import Changes, compare, with_anchors
from edition.descriptor import TextFile, placed, read_descriptor
from edition.history import history_of
from edition.ledger import Ledger, read_ledger
from edition.loader import load_text
from edition.marked import Marked, load_marked
from edition.model import LANGS, LAYERS, REGISTERS, Conformance, Edition, Facts, Measured, Text
from edition.problem import EditionError, Problem, did_you_mean, has_errors
from edition.proof import prove
from edition.registry import Registry, read_registry
from edition.schema import check_schema, sound_part
from edition.source import read_source
from edition.standoff import resolve

FACTS = "annotations/edition.yaml"
TAKEN = {
    "about", "archives", "chronology", "data", "dates", "documents", "entities", "events", "manifest", "map", "newspapers", "organisations", "parallels",
    "patterns", "people", "places", "quotation", "search", "static", "works",
}  # fmt: skip
"""Addresses of the site that no text can have."""
PAGES = ("about", "data")
"""The edition's own pages."""
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Reading:
    """A text as read from its folder, with its ledger."""

    text: Text
    ledger: Ledger
    ledger_path: str
    ledger_content: str
    changes: Changes
    file: TextFile


@dataclass(frozen=True)
class Project:
    """All that was read, and all that is wrong with it."""

    root: Path
    facts: Facts | None
    readings: tuple[Reading, ...] = ()
    prose: dict[str, dict[str, str]] = field(default_factory=dict)
    registry: Registry = field(default_factory=Registry)
    annotated: Annotated = field(default_factory=Annotated)
    conformance: tuple[Conformance, ...] = ()
    problems: tuple[Problem, ...] = ()

    def edition(self) -> Edition:
        """The edition, every unit with its anchor and annotations. Call it only where there are no errors."""
        assert self.facts
        return Edition(
            facts=self.facts,
            texts=self.annotated.texts,
            prose=self.prose,
            registry=self.registry.entities,
            history={reading.text.id: history_of(reading.ledger) for reading in self.readings},
            conformance=self.conformance,
            emendations={
                r.text.id: tuple((e.line, e.what, e.why) for e in r.file.descriptor.emendations) for r in self.readings
            },
        )


def read_project(root: Path, progress: Progress = lambda *_: None, *, anchors: bool = True) -> Project:
    """Read the edition in a folder and check everything that can be checked in it.

    With `anchors`, a unit that has no anchor yet or whose ledger is out of date is an error, as building
    needs it. Problems, besides those of the stages: `no-edition`, `file-missing`, `file-unreadable`,
    `file-outside`, `text-not-listed`, `text-missing`, `address-taken`, `page-unknown`.
    """
    if not (root / FACTS).is_file():
        return Project(root, None, problems=(Problem("", 0, 0, "no-edition", f"there is no edition in this folder: {FACTS} is missing",
                                                     hint="Go to the folder that holds sources/ and annotations/."),))  # fmt: skip
    problems: list[Problem] = []
    document = _document(root, FACTS, "edition", problems)
    if document is None:
        return Project(root, None, problems=tuple(problems))
    facts = Facts(**{key.replace("-", "_"): document.value[key] for key in document.value if key != "texts"})
    slugs: list[str] = document.value["texts"]
    _check_listing(root, document, slugs, problems)
    readings: list[Reading] = []
    for number, slug in enumerate(slugs, 1):
        progress(slug, number, len(slugs))
        if (root / "sources" / slug).is_dir():
            reading, more = _read_text(root, slug)
            problems += more
            if reading:
                readings.append(reading)
                if anchors:
                    problems += anchor_problems(reading)
    registry, annotated = _annotate(root, slugs, readings, problems) if anchors else (Registry(), Annotated())
    named = {f"{text.id}.{unit.anchor}" for text in annotated.texts for unit in (*text.units, *text.notes)}
    if facts.quotation_example and len(annotated.texts) == len(slugs) and facts.quotation_example not in named:
        problems.append(document.problem(("quotation-example",), "no-such-anchor", f"there is no {facts.quotation_example}",
                                         hint="Every unit shows its anchor beside it; put its text's id and a full stop before it."))  # fmt: skip
    return Project(root, facts, tuple(readings), _prose(root, problems), registry, annotated, _conformance(root, problems), tuple(problems))


def _annotate(root: Path, slugs: Sequence[str], readings: Sequence[Reading], problems: list[Problem]) -> tuple[Registry, Annotated]:
    """Read the annotations and put them on the texts. What was not read because of an error is not missed."""
    registers, layers = _yaml_files(root, slugs, problems)
    read = {name: _parts(root, path, name, problems) for name, path in registers.items()}
    known = all(whole for _, whole in read.values())
    whole = len(readings) == len(slugs) and known
    registry, found = read_registry({name: document for name, (document, _) in read.items() if document}, known)
    problems += found
    texts = tuple(with_anchors(reading.text, reading.ledger, reading.changes) for reading in readings)
    resolved = {}
    for text in texts:
        said = {layer: _parts(root, path, layer, problems) for layer, path in layers.get(text.id, {}).items()}
        resolved[text.id] = resolve(text, {layer: document for layer, (document, _) in said.items() if document}, registry)
        whole = whole and all(whole for _, whole in said.values())
    annotated = annotate(texts, registry, resolved, whole)
    problems += annotated.problems
    return registry, annotated


def _yaml_files(root: Path, slugs: Sequence[str], problems: list[Problem]) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """The paths of the registers, and of each text's entries by layer. Problem: `file-unknown`."""
    folder = root / "annotations"
    registers = {name: f"annotations/{name}.yaml" for name in REGISTERS if os.path.lexists(folder / f"{name}.yaml")}
    layers: dict[str, dict[str, str]] = {}
    for path in sorted(folder.glob("*.y*ml")) + sorted(folder.glob("*/*.y*ml")):
        if path.name.startswith(".") or path.parent.name.startswith("."):
            continue
        place, name = path.relative_to(root).as_posix(), path.stem
        inside = path.parent.name if path.parent != folder else ""
        known = LAYERS if inside in slugs else () if inside else (*REGISTERS, "edition", "conformance")
        if path.suffix == ".yaml" and name in known:
            if inside:
                layers.setdefault(inside, {})[name] = place
            continue
        hint = did_you_mean(name, known) if known else f"The texts are {', '.join(slugs)}."
        said = "the file’s name must end in .yaml" if name in known else "nothing is read from a file of this name here"
        problems.append(Problem(place, 0, 0, "file-unknown", said, hint=hint))
    return registers, layers


def _document(root: Path, path: str, schema: str, problems: list[Problem]) -> Marked | None:
    """A document that is valid by its schema; None, and problems, where it is not."""
    document, whole = _parts(root, path, schema, problems)
    return document if whole else None


def _parts(root: Path, path: str, schema: str, problems: list[Problem]) -> tuple[Marked | None, bool]:
    """A document of entries, and whether all of them are valid; those that are not are left out, with problems."""
    try:
        data = _bytes(root, path)
        schema_text = _bytes(root, f"annotations/schema/{schema}.schema.json").decode()
        document, found = load_marked(data, path)
        problems += found
        if document is None:
            return None, False
        faults = check_schema(document, schema_text)
    except EditionError as error:
        problems += error.problems
        return None, False
    problems += faults
    whole = not has_errors([*found, *faults])
    return (document if not faults else sound_part(document, schema_text)), whole


def _bytes(root: Path, path: str) -> bytes:
    """A file's bytes. Raises `EditionError` where it is not there, cannot be read, or leads out of the edition."""
    full = root / path
    try:
        if not full.resolve().is_relative_to(root.resolve()):
            raise EditionError([Problem(path, 0, 0, "file-outside", "the file is a link to a place outside the edition",
                                        hint="Put the file itself here.")])  # fmt: skip
        return full.read_bytes()
    except RuntimeError:  # what Python before 3.13 says of links in a circle
        raise EditionError([Problem(path, 0, 0, "file-unreadable", "the file is a link to itself")]) from None
    except FileNotFoundError:
        raise EditionError([Problem(path, 0, 0, "file-missing", "the file is not there")]) from None
    except OSError as error:
        raise EditionError([Problem(path, 0, 0, "file-unreadable", f"the file cannot be read: {error.strerror}")]) from None


def _check_listing(root: Path, document: Marked, slugs: list[str], problems: list[Problem]) -> None:
    folder = root / "sources"
    there = sorted(p.name for p in folder.iterdir() if p.is_dir() and p.name[0] not in "._") if folder.is_dir() else []
    for index, slug in enumerate(slugs):
        if slug not in there:
            problems.append(document.problem(("texts", index), "text-missing", f"there is no folder sources/{slug}",
                                             hint=f"There are: {', '.join(there)}."))  # fmt: skip
        elif slug in TAKEN:
            problems.append(document.problem(("texts", index), "address-taken", f"/{slug}/ is another page's address",
                                             hint="Give the folder and the text's id another name."))  # fmt: skip
    for slug in there:
        if slug not in slugs:
            problems.append(document.problem(("texts",), "text-not-listed", f"the text in sources/{slug} is not listed",
                                             hint=f"Add “- {slug}” where it belongs in the order of texts."))  # fmt: skip


def _read_text(root: Path, slug: str) -> tuple[Reading | None, list[Problem]]:
    path = f"sources/{slug}/text.yaml"
    try:
        schema = _bytes(root, "annotations/schema/text.schema.json").decode()
        file, problems = read_descriptor(_bytes(root, path), path, schema)
        if file is None:
            return None, problems
        data = _bytes(root, file.descriptor.source_path)
        ledger_path = f"sources/{slug}/ledger.tsv"
        content = _bytes(root, ledger_path).decode() if os.path.lexists(root / ledger_path) else ""
    except EditionError as error:
        return None, list(error.problems)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return None, [Problem(f"sources/{slug}/ledger.tsv", line, 0, "ledger-format", "the ledger is not UTF-8",
                              hint="Restore the file from version control; it is never edited by hand.")]  # fmt: skip
    text, found = load_text(data, file.work, file.source, file.descriptor)
    problems += [placed(problem, file.document) for problem in found]
    if text is None:
        return None, problems
    if not has_errors(problems):
        problems += prove(text, read_source(data, file.descriptor.source_path)[0], file.descriptor.source_path)
    ledger, found = read_ledger(content, slug, ledger_path)
    problems += found
    if has_errors(problems):
        return None, problems
    return Reading(text, ledger, ledger_path, content, compare(ledger, text), file), problems


def lost_anchors(reading: Reading, anchors: Sequence[str]) -> list[Problem]:
    """One error for each anchor whose words are in no unit any more."""
    slug = reading.text.id
    return [
        Problem(reading.ledger_path, reading.ledger.entries[anchor].line, 0, "anchor-lost", f"{slug}.{anchor} would be lost: the words "
                f"“{reading.ledger.entries[anchor].text[:60]}” are in no unit",
                hint="Mend the source or its descriptor; if the words are meant to go, run "
                     f"`edition anchors --let-go {slug}.{anchor}`.")
        for anchor in anchors
    ]  # fmt: skip


def anchor_problems(reading: Reading) -> list[Problem]:
    """What keeps a text from being built: anchors that would be lost, and units that have none yet.

    Problems: `anchor-lost`, `ledger-behind`.
    """
    changes, path = reading.changes, reading.ledger_path
    problems = lost_anchors(reading, changes.gone)
    if changes.needed and not problems:
        said = ", ".join(f"{count} {word}" for count, word in (
            (len(changes.minted), "without an anchor"), (len(changes.changed), "changed"), (len(changes.moved), "moved"),
            (len(changes.merged), "merged"), (len(changes.back), "come back"),
        ) if count)  # fmt: skip
        problems.append(Problem(path, 0, 0, "ledger-behind", f"the ledger is behind the text (units: {said})",
                                hint="Run `edition anchors` and commit the ledger."))  # fmt: skip
    return problems


def _conformance(root: Path, problems: list[Problem]) -> tuple[Conformance, ...]:
    """What was measured of each release, where anything was; the newest first, as the file has it."""
    path = "annotations/conformance.yaml"
    document = _document(root, path, "conformance", problems) if os.path.lexists(root / path) else None
    return tuple(_measured(said) for said in document.value) if document else ()


def _measured(said: dict[str, Any]) -> Conformance:
    light = said.get("lighthouse") or {}
    plain = {key: tuple(value) if isinstance(value, list) else value for key, value in said.items() if key != "lighthouse"}
    pages = tuple(Measured(**{key.replace("-", "_"): value for key, value in page.items()}) for page in light.get("pages", ()))
    return Conformance(**{"states": (), **plain}, lighthouse=light.get("version", ""), runs=light.get("runs", 0), pages=pages)


def _prose(root: Path, problems: list[Problem]) -> dict[str, dict[str, str]]:
    """The Markdown files `annotations/pages/<name>.<lang>.md`."""
    prose: dict[str, dict[str, str]] = {}
    folder = root / "annotations" / "pages"
    for file in sorted(folder.glob("*.md")) if folder.is_dir() else []:
        name, _, lang = file.stem.rpartition(".")
        path = f"annotations/pages/{file.name}"
        if name not in PAGES or lang not in LANGS:
            problems.append(Problem(path, 0, 0, "page-unknown", "there is no such page",
                                    hint=f"Pages are {' and '.join(PAGES)}, in {', '.join(LANGS)}: about.en.md."))  # fmt: skip
            continue
        try:
            prose.setdefault(name, {})[lang] = _bytes(root, path).decode("utf-8-sig")
        except EditionError as error:
            problems += error.problems
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            problems.append(Problem(path, line, 0, "file-unreadable", "the file is not UTF-8", hint="Save it as UTF-8."))
    return prose


def read_templates(root: Path) -> dict[str, str]:
    """All files under `templates/`, by path below it. Raises `EditionError`."""
    templates: dict[str, str] = {}
    for path, data in _folder(root, "templates").items():
        try:
            templates[path.removeprefix("templates/")] = data.decode()
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise EditionError([Problem(path, line, 0, "file-unreadable", "the file is not UTF-8", hint="Save it as UTF-8.")]) from None
    return templates


def read_static(root: Path) -> dict[str, bytes]:
    """All files under `static/`, by path in the site (`static/…`). Raises `EditionError`."""
    return _folder(root, "static")


def _folder(root: Path, name: str) -> dict[str, bytes]:
    """All files under a folder of the edition, by path in the edition; hidden ones are left out."""
    paths = [path.relative_to(root).as_posix() for path in sorted((root / name).rglob("*"))
             if path.is_file() and not path.name.startswith(".")]  # fmt: skip
    if not paths:
        raise EditionError([Problem(f"{name}/", 0, 0, "file-missing", f"there is no folder {name} with files in it",
                                    hint="Take it from the program's repository.")])  # fmt: skip
    return {path: _bytes(root, path) for path in paths}
