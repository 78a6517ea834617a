"""The edition as data: one JSON file a text, of a stable and documented shape (see the site's data page)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from edition.model import Edition, Note, Text, Unit

MANIFEST = "data/manifest.json"
"""Names every file of a site; what stands in a site's folder and is not named there was not made by a build."""


def export(edition: Edition) -> dict[str, bytes]:
    """All data files, by path in the site."""
    return {f"data/{text.id}.json": _json(text_data(text)) for text in edition.texts}


def text_data(text: Text) -> dict[str, Any]:
    """One text as plain data. Offsets count code points of `text`, lines the source's lines from 1."""
    return {
        "id": text.id,
        "lang": text.work.lang,
        "title": text.work.title or None,
        "source": {"file": text.source.file, "sha256": text.source.sha256},
        "units": [_unit(unit, text) for unit in text.units],
        "notes": [_note(note, text) for note in text.notes],
        "furniture": [{"kind": item.kind, "line": item.line, "text": item.text} for item in text.furniture],
    }


def _unit(unit: Unit, text: Text) -> dict[str, Any]:
    made: dict[str, Any] = {"id": unit.anchor, "kind": unit.kind}
    if unit.level:
        made["level"] = unit.level
    made |= {"lang": unit.lang, "text": unit.text, "lines": list(unit.lines)}
    page = text.pages[unit.page]
    if page.number is not None:
        made["page"] = page.number
        if page.status == "inferred":
            made["pageInferred"] = True
    if unit.also:
        made["also"] = list(unit.also)
    made["breaks"] = [
        {"offset": brk.offset, "line": brk.line, "joint": brk.joint} | ({"dropped": brk.dropped} if brk.dropped else {})
        for brk in unit.breaks
    ]
    if unit.langs:
        made["langs"] = [{"start": span.start, "end": span.end, "lang": span.lang} for span in unit.langs]
    turns = [(turn.offset, text.pages[turn.page]) for turn in unit.turns]
    if turns:
        made["pageBreaks"] = [
            {"offset": offset} | ({"page": page.number} if page.number is not None else {}) for offset, page in turns
        ]
    made["refs"] = [
        {"note": ref.note, "offset": ref.offset, "mark": ref.mark, "printed": ref.printed, "line": ref.line}
        for ref in unit.refs
    ]
    return made | {"mentions": [], "dates": [], "citations": [], "corrections": []}


def _note(note: Note, text: Text) -> dict[str, Any]:
    made = _unit(note, text)
    del made["kind"]
    head = {"id": made.pop("id"), "mark": note.mark or None, "status": note.status, "place": note.place}
    return head | made


def manifest(files: Mapping[str, bytes], edition: Edition) -> bytes:
    """The list of all files of a site with their SHA-256, so that a copy can be checked decades later."""
    return _json({
        "title": edition.facts.title,
        "version": edition.facts.version,
        "released": edition.facts.released or None,
        "texts": [text.id for text in edition.texts],
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())},
    })  # fmt: skip


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
