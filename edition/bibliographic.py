"""A published work as other programs want it: CSL-JSON, BibTeX, RIS, COinS. Pure functions over one plain value."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from edition.model import Entity, Lang, Work

BABEL = {"az": "azerbaijani", "tr": "turkish", "en": "english", "ru": "russian", "de": "german", "fr": "french", "fa": "persian"}
"""Languages by the names that BibLaTeX's `langid` knows."""
ESCAPES = {"\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
           "^": r"\textasciicircum{}"} | {char: "\\" + char for char in "%$&#_"}  # fmt: skip
KINDS = {"book": "book", "encyclopedia": "book", "article": "article-journal", "chapter": "chapter", "thesis": "thesis"}
"""Sorts of the registry's works that CSL has a type for and OpenURL a format of its own; see `OTHERS`."""
OTHERS = {"newspaper-article": "newspaperArticle", "archive-document": "manuscript", "letter": "letter", "interview": "interview",
          "film": "film", "song": "audioRecording"}  # fmt: skip
"""What Zotero calls the rest of the registry's sorts; every other is a document."""


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name; a body, or a name of one word, has only a family name."""

    family: str
    given: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """What is to be cited; every field but the first three may be empty."""

    id: str
    type: str
    """`book`, `article-journal`, `chapter`, `thesis`; else a type of Zotero's."""
    title: str
    """As it is shown: one that the editors supplied in square brackets."""
    subtitle: str = ""
    title_lang: Lang = ""
    lang: Lang = ""
    """The work's language."""
    authors: tuple[Name, ...] = ()
    editors: tuple[Name, ...] = ()
    date: str = ""
    """A year or a day, EDTF."""
    place: str = ""
    publisher: str = ""
    container: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    issn: str = ""
    isbn: str = ""
    doi: str = ""
    rights: str = ""
    url: str = ""

    @property
    def whole_title(self) -> str:
        """The title with its subtitle."""
        return f"{self.title}: {self.subtitle}" if self.subtitle else self.title

    @property
    def supplied(self) -> bool:
        """Whether the title is the editors'."""
        return self.title.startswith("[") and self.title.endswith("]")

    @property
    def span(self) -> tuple[str, str]:
        """First and last page; empty where they are not known."""
        first, _, last = re.sub(r"\s*[-–—]+\s*", "-", self.pages).partition("-")
        return first, last


def item_of(work: Work, title: tuple[str, Lang], lang: Lang, url: str = "") -> Item:
    """A text as it was first published; `title` as shown, with its language; `lang` that of what else is said.

    A book's scientific editor is no part of its citation; where there is no author, the editors stand for one.
    """
    article = work.type == "article"
    editors = () if work.authors else tuple(map(name_of_person, work.editors))
    return Item(
        id=work.id, type="article-journal" if article else "book", title=title[0], subtitle=work.subtitle if work.title else "",
        title_lang=title[1], lang=work.lang, authors=tuple(map(name_of_person, work.authors)), editors=editors, date=work.date,
        place=work.place, publisher=work.publisher, container=work.journal if article else "", volume=work.volume, issue=work.issue,
        pages=work.pages, issn=work.issn, rights=work.rights.get(lang, ""), url=url,
    )  # fmt: skip


def item_of_entity(entity: Entity, registry: Mapping[str, Entity]) -> Item:
    """A work of the registry; authors are named in the work's own language where they have an entry."""
    bibl = entity.bibl
    assert bibl

    def name(id: str) -> Name:
        found = registry.get(id)
        if not found:
            return name_of_person(id)
        said = next((found.name[each] for each in (bibl.lang, *found.name) if found.name.get(each)), id)
        return name_of_person(said) if found.type == "person" else Name(said)

    publisher = name(bibl.publisher).family if bibl.publisher in registry else bibl.publisher
    newspaper = registry.get(bibl.newspaper)
    container = bibl.container or (next(iter(newspaper.name.values()), "") if newspaper and entity.sort == "newspaper-article" else "")
    return Item(
        id=entity.id, type=KINDS.get(entity.sort) or OTHERS.get(entity.sort, "document"), title=bibl.title, title_lang=bibl.lang,
        lang=bibl.lang, authors=tuple(map(name, bibl.authors)), editors=tuple(map(name, bibl.editors)),
        date=entity.dates.get("date", "") or bibl.year, place=bibl.place, publisher=publisher, container=container, volume=bibl.volume,
        issue=bibl.issue, pages=bibl.pages, issn=entity.identifiers.get("issn", ""), isbn=entity.identifiers.get("isbn", ""),
        doi=entity.identifiers.get("doi", ""),
    )  # fmt: skip


def name_of_person(said: str) -> Name:
    """A name in its parts: `Adı Soyadı` or `Soyadı, Adı`."""
    family, comma, given = said.partition(",")
    if comma and given.strip():
        return Name(family.strip(), given.strip())
    given, _, family = said.strip().rpartition(" ")
    return Name(family, given.strip())


def date_parts(date: str) -> list[int]:
    """Year, month and day of a date, as far as it says them; none where it is no plain date."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?[?~%]?", date)
    return [int(part) for part in match.groups() if part] if match else []


def csl_item(item: Item) -> dict[str, Any]:
    """An item as CSL-JSON, without the words on this edition."""
    parts = date_parts(item.date)
    people = {role: [{"family": one.family, "given": one.given} if one.given else {"literal": one.family} for one in names]
              for role, names in (("author", item.authors), ("editor", item.editors))}  # fmt: skip
    return {
        key: value
        for key, value in {
            "id": item.id, "type": item.type, "title": item.whole_title, **people, "container-title": item.container,
            "volume": item.volume, "issue": item.issue, "page": "-".join(filter(None, item.span)), "publisher": item.publisher,
            "publisher-place": item.place, "issued": {"date-parts": [parts]} if parts else {"literal": item.date} if item.date else {},
            "ISSN": item.issn, "language": item.lang,
        }.items()
        if value
    }  # fmt: skip


def csl_json(item: Item, edition: str, note: str) -> str:
    """An item in CSL-JSON, which Zotero, Mendeley, Pandoc and Word's citing programs read; with the contract's placeholders."""
    said = csl_item(item) | {"source": edition, "note": note, "URL": "⟦url⟧", "accessed": {"raw": "⟦accessed:iso⟧"}}
    return json.dumps([said], ensure_ascii=False, indent=2)


def bibtex(item: Item, note: str) -> str:
    """An item for BibLaTeX, in UTF-8. Titles keep their capitals."""
    people = {"author": item.authors, "editor": item.editors}
    fields = {
        **{role: " and ".join(map(_bibtex_name, names)) for role, names in people.items()},
        "title": "{" + _tex(item.title) + "}", "subtitle": "{" + _tex(item.subtitle) + "}" if item.subtitle else "",
        "journaltitle": _tex(item.container), "volume": _tex(item.volume), "number": _tex(item.issue),
        "pages": "--".join(map(_tex, filter(None, item.span))), "publisher": _tex(item.publisher), "location": _tex(item.place),
        "date": _tex(item.date), "issn": _tex(item.issn), "langid": BABEL.get(item.lang, ""), "addendum": _tex(note),
        "url": "⟦url⟧", "urldate": "⟦accessed:iso⟧",
    }  # fmt: skip
    rows = [f"  {key} = {{{value}}}," for key, value in fields.items() if value]
    return "\n".join([f"@{'book' if item.type == 'book' else 'article'}{{{item.id},", *rows, "}", ""])


def _bibtex_name(name: Name) -> str:
    if not name.given:
        return "{" + _tex(name.family) + "}"
    return ", ".join("{" + _tex(part) + "}" if re.search(r"\band\b|,", part) else _tex(part) for part in (name.family, name.given))


def _tex(text: str) -> str:
    return "".join(ESCAPES.get(char, char) for char in " ".join(text.split()))


def ris(item: Item, note: str) -> str:
    """An item in RIS, which EndNote and nearly every other program reads."""
    first, last = item.span
    rows = [
        ("TY", "BOOK" if item.type == "book" else "JOUR"), ("ID", item.id), *(("AU", _inverted(one)) for one in item.authors),
        *(("A2", _inverted(one)) for one in item.editors), ("TI", item.whole_title), ("T2", item.container), ("PY", item.date[:4]),
        ("DA", "/".join(f"{part:02}" for part in date_parts(item.date)) + "/" * (3 - len(date_parts(item.date))) if item.date else ""),
        ("VL", item.volume), ("IS", item.issue), ("SP", first), ("EP", last), ("CY", item.place), ("PB", item.publisher), ("SN", item.issn),
        ("LA", item.lang), ("N1", note), ("UR", "⟦url⟧"), ("Y2", "⟦accessed:iso⟧"),
    ]  # fmt: skip
    said = [f"{tag}  - {' '.join(value.split())}" for tag, value in rows if value.strip("/")]
    return "\n".join([*said, "ER  - ", ""])


def _inverted(name: Name) -> str:
    return f"{name.family}, {name.given}" if name.given else name.family


def coins(item: Item) -> str:
    """An item as an OpenURL 1.0 ContextObject, for the `title` of a `<span class="Z3988">`; still to be escaped as HTML."""
    kind = {"book": "book", "chapter": "book", "article-journal": "journal", "thesis": "dissertation"}.get(item.type, "dc")
    title = {"book": "btitle", "chapter": "atitle", "article-journal": "atitle"}.get(item.type, "title")
    holder = {"chapter": "btitle", "article-journal": "jtitle"}.get(item.type, "source")
    first, last = item.span
    said = [
        ("ctx_ver", "Z39.88-2004"), ("rft_val_fmt", f"info:ofi/fmt:kev:mtx:{kind}"),
        ("rft.genre", {"book": "book", "chapter": "bookitem", "article-journal": "article"}.get(item.type, "")),
        ("rft.type", item.type if kind == "dc" else ""), (f"rft.{title}", item.whole_title), (f"rft.{holder}", item.container),
        ({"dissertation": "rft.inst", "dc": "rft.publisher"}.get(kind, "rft.pub"), item.publisher), ("rft.place", item.place),
        ("rft.date", item.date), ("rft.volume", item.volume), ("rft.issue", item.issue), ("rft.spage", first), ("rft.epage", last),
        ("rft.issn", item.issn), ("rft.isbn", item.isbn), ("rft.language", item.lang),
        *_coins_people(item.authors or item.editors, kind), ("rft_id", item.url), ("rft_id", f"info:doi/{item.doi}" if item.doi else ""),
    ]  # fmt: skip
    return "&".join(f"{key}={quote(' '.join(value.split()), safe='')}" for key, value in said if value)


def _coins_people(names: tuple[Name, ...], kind: str) -> list[tuple[str, str]]:
    """The first author in parts, and all of them whole; Dublin Core has creators."""
    if kind == "dc":
        return [("rft.creator", _inverted(one)) for one in names]
    first = [("rft.aulast", names[0].family), ("rft.aufirst", names[0].given)] if names and names[0].given else []
    return [*first, *(("rft.au", _inverted(one)) if one.given else ("rft.aucorp", one.family) for one in names)]
