"""What a text's page needs to cite any place of it: the site file `<slug>/cite.js`, and the line for a printed page."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from edition.bibliographic import Item, bibtex, csl_json, item_of, ris
from edition.model import LANGS, AnchorHistory, Facts, Lang, PrintedPage, Text, TextHistory, Unit
from edition.styles import Reading, Style, cite
from edition.views import title_of

PRINTED = "chicago"
"""The style of the entry on a printed page."""


@dataclass(frozen=True, slots=True)
class Citing:
    """How a text is cited."""

    script: bytes
    """The site file. Its shape is documented with the page's scripts."""
    printed: str
    """Its entry in a bibliography, in the page's language, as HTML with `<i>` alone."""
    item: Item
    """The text as it was first published, with what else is said in the page's language."""


def cite_text(text: Text, history: TextHistory, facts: Facts, styles: Iterable[Style], lang: Lang) -> Citing:
    """Everything on citing a text; `lang` is its page's language. Raises `EditionError` where a style does not work."""
    citations: list[dict[str, Any]] = []
    printed, places = "", anchors_of(text)
    paged = bool(places["pages"])
    for style in styles:
        made = {each: cite(style, each, item_in(text, facts, each if each in LANGS else lang), reading(facts, each, lang), paged)
                for each in style.sentences}  # fmt: skip
        citations.append({"id": style.id, "name": style.name, "form": style.form, "langs": made})
        if style.id == PRINTED or not printed:
            printed = (made.get(lang) or next(iter(made.values())))["bibliography"]["none"]
    item = item_in(text, facts, lang)
    value = {
        "lang": text.work.lang, "title": item.title, "edition": facts.title, "version": facts.version, "released": facts.released,
        "address": facts.address, "repository": facts.repository, "releases": [list(release) for release in history.releases],
        **places, **what_became(text, history), "citations": citations, "exports": exports(item, facts, lang),
    }  # fmt: skip
    return Citing(_script(text.id, value), with_address(printed, item.url), item)


def item_in(text: Text, facts: Facts, lang: Lang) -> Item:
    """A text as it is cited in a language: a title that the editors supplied is in it."""
    return item_of(text.work, title_of(text, lang), lang, f"{facts.address}{text.id}/" if facts.address else "")


def reading(facts: Facts, lang: Lang, page: Lang) -> Reading:
    """The edition as it is named in a language; in one that it has no title in, as on the text's page."""
    title = next((facts.title[each] for each in (lang, page, *facts.title) if facts.title.get(each)), "")
    return Reading(title, facts.version, facts.released)


def exports(item: Item, facts: Facts, lang: Lang) -> dict[str, dict[str, str]]:
    """The text for reference managers."""
    title = reading(facts, lang, lang).title
    note = f"{title}, {facts.version}" + (f" ({facts.released})" if facts.released else "") + ", ⟦anchor⟧"
    return {"bibtex": {"none": bibtex(item, note)}, "ris": {"none": ris(item, note)}, "csl": {"none": csl_json(item, title, note)}}


def with_address(sentence: str, url: str) -> str:
    """A sentence for paper: with the text's address or, where it has none yet, without the place for one."""
    return sentence.replace("⟦url⟧", url) if url else re.sub(r"[.,]? ⟦url⟧\.?$", ".", sentence)


def anchors_of(text: Text) -> dict[str, Any]:
    """The anchors in reading order, and the printed pages of those units and notes of which they are known."""
    pages = {unit.anchor: found for unit in (*text.units, *text.notes) if (found := printed_pages(unit, text.pages))}
    return {"order": [unit.anchor for unit in text.units], "notes": [note.anchor for note in text.notes], "pages": pages}


def printed_pages(unit: Unit, pages: Sequence[PrintedPage]) -> list[str]:
    """The first and the last printed page of a unit, in brackets where they were counted; nothing where one is not known."""
    if not pages:
        return []
    places = (unit.page, max((turn.page for turn in unit.turns if turn.offset < max(1, len(unit.text))), default=unit.page))
    said = [(pages[place].number, pages[place].status) for place in places]
    if any(number is None for number, _ in said):
        return []
    return [f"[{number}]" if status == "inferred" else str(number) for number, status in said]


def what_became(text: Text, history: TextHistory) -> dict[str, Any]:
    """Since when each anchor is published, what changed in its text, where it went. What most anchors have stands once, as ``""``."""
    told = history.anchors
    live = {unit.anchor: told.get(unit.anchor, AnchorHistory()) for unit in (*text.units, *text.notes)}
    usual = Counter(one.since for one in live.values()).most_common(1)[0][0] if live else ""
    return {
        "since": {"": usual} | {anchor: one.since for anchor, one in live.items() if one.since != usual},
        "changed": {anchor: list(one.changed) for anchor, one in told.items() if one.changed},
        "old": {anchor: [[version, words] for words, version in one.old] for anchor, one in told.items() if one.old},
        "into": {anchor: one.into for anchor, one in told.items() if one.into},
        "gone": {anchor: list(one.gone) for anchor, one in told.items() if one.gone},
    }  # fmt: skip


def _script(slug: str, value: Mapping[str, Any]) -> bytes:
    said = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f'(window.editionCiting=window.editionCiting||{{}})["{slug}"]={said};\n'.encode()
