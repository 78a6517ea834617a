"""The edition as data: a JSON file a text, and one each of entities, dates and works.

Their shape is stable and documented (see the site's data page).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from edition.model import LANGS, Edition, Entity, Form, Lang, Note, Text, Unit
from edition.registers import Day, Registers

MANIFEST = "data/manifest.json"
"""Names every file of a site; what stands in a site's folder and is not named there was not made by a build."""


def export(edition: Edition, registers: Registers) -> dict[str, bytes]:
    """All data files, by path in the site."""
    files = {f"data/{text.id}.json": _json(text_data(text, edition.facts.lang)) for text in edition.texts}
    files["data/entities.json"] = _json([entity_data(entity, registers) for entity in registers.entities.values()])
    files["data/dates.json"] = _json([date_data(day) for day in registers.days])
    files["data/works.json"] = _json([work_data(entity, registers) for entity in registers.entities.values() if entity.bibl])
    return files


def text_data(text: Text, lang: Lang) -> dict[str, Any]:
    """One text as plain data. Offsets count code points of `text`, lines the source's lines from 1. `lang`: the edition's."""
    return {
        "id": text.id,
        "lang": text.work.lang,
        "title": text.work.title or None,
        "source": {"file": text.source.file, "sha256": text.source.sha256},
        "units": [_unit(unit, text, lang) for unit in text.units],
        "notes": [_note(note, text, lang) for note in text.notes],
        "furniture": [{"kind": item.kind, "line": item.line, "text": item.text} for item in text.furniture],
    }


def _unit(unit: Unit, text: Text, lang: Lang) -> dict[str, Any]:
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
    return made | _annotations(unit, lang)


def _annotations(unit: Unit, lang: Lang) -> dict[str, Any]:
    def span(one: Any) -> dict[str, Any]:
        return {"start": one.start, "end": one.end, "quote": unit.text[one.start : one.end]}

    return {
        "mentions": [{"entity": one.entity, "type": one.type, **span(one)} for one in unit.mentions],
        "dates": [{"edtf": one.edtf, **span(one), "calendar": one.calendar, **_doubt(one), **_said(why=one.why)} for one in unit.dates],
        "citations": [{**_said(work=one.work), **span(one), **_said(pages=one.pages)} for one in unit.citations],
        "corrections": [
            {"start": one.start, "end": one.end, "sic": one.sic, "corr": one.corr, "why": _tongue(one.why, lang), "whyIn": one.why,
             **_doubt(one), **_said(by=one.by)}
            for one in unit.corrections
        ],
        "comments": [
            {**span(one), **({"whole": True} if one.whole else {}), "comment": _tongue(one.comment, lang), "commentIn": one.comment,
             **_said(by=one.by)}
            for one in unit.comments
        ],
    }  # fmt: skip


def _doubt(one: Any) -> dict[str, Any]:
    return {"certainty": one.certainty} if one.certainty != "high" else {}


def _said(**values: Any) -> dict[str, Any]:
    """What is there to say: values that are not empty."""
    return {key: value for key, value in values.items() if value}


def _tongue(said: Mapping[Lang, str], lang: Lang) -> str:
    return next((said[each] for each in (lang, *LANGS, *said) if said.get(each)), "")


def _note(note: Note, text: Text, lang: Lang) -> dict[str, Any]:
    made = _unit(note, text, lang)
    del made["kind"]
    head = {"id": made.pop("id"), "mark": note.mark or None, "status": note.status, "place": note.place}
    return head | made


def entity_data(entity: Entity, registers: Registers) -> dict[str, Any]:
    """An entry of the registry with every place that names it."""
    counts = {form: count for form, count, _ in registers.forms(entity.id)}
    mentions: dict[str, list[dict[str, Any]]] = {}
    for passage in registers.mentions.get(entity.id, ()):
        one = passage.annotation
        mentions.setdefault(passage.text.id, []).append({"anchor": passage.anchor, "start": one.start, "end": one.end})
    return {
        "id": entity.id, "register": entity.register, "type": entity.type, **_said(sort=entity.sort),
        "name": entity.name, **_said(also=entity.also, description=entity.description, dates=entity.dates),
        **({"coordinates": dict(zip(("lat", "lon"), map(float, entity.coordinates), strict=True))} if entity.coordinates else {}),
        **_said(identifiers=entity.identifiers, evidence=entity.evidence),
        "forms": [{"form": form, **_said(texts=texts, misprint=misprint), "count": counts.get(form, 0)}
                  for form, texts, misprint in _forms(entity)],
        "relations": [{"type": one.type, "to": one.to, **_said(anchor=one.anchor, evidence=one.evidence)} for one in entity.relations],
        "mentions": mentions,
    }  # fmt: skip


def _forms(entity: Entity) -> list[tuple[str, list[str], bool]]:
    """An entity's different forms: (form, the texts that it is bound to or none, whether it is a misprint).

    A form that stands in several entries, each with conditions of its own, is one.
    """
    forms: dict[str, list[Form]] = {}
    for form in entity.forms:
        forms.setdefault(form.form, []).append(form)
    return [
        (form, sorted({text for one in same for text in one.texts}) if all(one.texts for one in same) else [],
         any(one.misprint for one in same))
        for form, same in forms.items()
    ]  # fmt: skip


def date_data(day: Day) -> dict[str, Any]:
    """A dated passage."""
    one = day.passage.annotation
    return {
        "edtf": one.edtf, "earliest": day.earliest, "latest": day.latest, "anchor": day.passage.anchor, "start": one.start,
        "end": one.end, "quote": day.passage.quote, "calendar": one.calendar, **_doubt(one), **_said(why=one.why),
    }  # fmt: skip


def work_data(entity: Entity, registers: Registers) -> dict[str, Any]:
    """A work with every place that cites it."""
    bibl = entity.bibl
    assert bibl
    return {
        "id": entity.id, "type": entity.sort, "title": bibl.title, **_said(
            lang=bibl.lang, authors=bibl.authors, editors=bibl.editors, translators=bibl.translators, container=bibl.container,
            edition=bibl.edition, volume=bibl.volume, issue=bibl.issue, pages=bibl.pages, place=bibl.place,
            publisher=bibl.publisher, year=bibl.year, dates=entity.dates, archive=bibl.archive, newspaper=bibl.newspaper,
            shelfmark=bibl.shelfmark, incomplete=bibl.incomplete, authorYear=bibl.author_year, citedAs=bibl.cited_as,
        ),
        "citations": [
            {"anchor": passage.anchor, "start": passage.annotation.start, "end": passage.annotation.end, "quote": passage.quote,
             **_said(pages=passage.annotation.pages)}
            for passage in registers.citations.get(entity.id, ())
        ],
    }  # fmt: skip


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
    """JSON with a line for every member of the value, and of the lists and mappings in it: good to read, compare and write fast."""
    return (_lines(value, 2) + "\n").encode()


def _lines(value: Any, depth: int) -> str:
    if depth and value and isinstance(value, dict):
        return "{\n" + ",\n".join(f"{_plain(str(key))}: {_lines(one, depth - 1)}" for key, one in value.items()) + "\n}"
    if depth and value and isinstance(value, list) and isinstance(value[0], dict):
        return "[\n" + ",\n".join(map(_plain, value)) + "\n]"
    return _plain(value)


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
