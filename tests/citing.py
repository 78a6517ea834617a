"""Data for citing as `<slug>/cite.js` has it, made up for tests: a text in three releases, with every state a place can be in."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

from edition.model import Text

ADDRESS = "https://edition.example/"
REPOSITORY = "https://github.com/someone/edition"


def _told(opening: str, lang: str, *, markup: bool = True) -> dict[str, str]:
    title = "<i>A &amp; B</i>" if markup else "A & B"
    tail = f", ⟦anchor⟧, {lang}, ⟦accessed:{'long' if lang != 'ru' else 'dmy'}⟧, ⟦url⟧."
    return {"none": f"{opening}, {title}{tail}", "page": f"{opening}, {title}, p. ⟦pages⟧{tail}", "pages": f"{opening}, {title}, pp. ⟦pages⟧{tail}"}


def _style(name: str, *langs: str) -> dict[str, Any]:
    return {"id": name.lower(), "name": name, "form": "text" if name in ("MLA", "APA") else "note",
            "langs": {lang: {"note": _told(f"{name} note", lang), "bibliography": _told(f"{name} entry", lang)} for lang in langs}}  # fmt: skip


def citing_of(text: Text, **more: Any) -> dict[str, Any]:
    """The data of a text of an edition in the release 1.2.0."""
    order, notes = [unit.anchor for unit in text.units], [note.anchor for note in text.notes]
    return {
        "lang": text.work.lang, "title": text.work.title or "A text", "edition": {"az": "Nəşr", "tr": "Edisyon", "en": "An edition"},
        "version": "1.2.0", "released": "2028-03-09", "address": ADDRESS, "repository": REPOSITORY,
        "releases": [["1.0.0", "2027-01-31"], ["1.1.0", "2027-07-01"], ["1.2.0", "2028-03-09"]], "order": order, "notes": notes,
        "pages": {anchor: ["44", "44"] for anchor in order[:40]} | {anchor: ["44", "45"] for anchor in order[40:50]} | {anchor: ["[46]", "[46]"] for anchor in notes},
        "since": {"": "1.0.0"}, "changed": {}, "old": {}, "into": {}, "gone": {},
        "citations": [_style("Chicago", "en", "tr", "az"), _style("MLA", "en"), _style("APA", "en", "tr"), _style("ISNAD", "tr"), _style("GOST", "ru")],
        "exports": {name: _told(name, "en", markup=False) for name in ("bibtex", "ris", "csl")},
    } | more  # fmt: skip


def write_citing(folder: Path, slug: str, data: dict[str, Any] | None) -> None:
    """Put the data of a text into a site; with `None` take them away."""
    path = folder / slug / "cite.js"
    path.unlink(missing_ok=True)
    if data is not None:
        said = json.dumps(data, ensure_ascii=False)
        path.write_text(f'(window.editionCiting=window.editionCiting||{{}})["{slug}"]={said};\n', encoding="utf-8")


def copy_of(site: Path, folder: Path) -> Path:
    """A site of one's own, quickly: the same files under other names."""
    shutil.copytree(site, folder, copy_function=os.link)
    return folder
