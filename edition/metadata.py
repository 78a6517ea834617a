"""What a page says of itself to programs: Highwire and Dublin Core for reference managers, JSON-LD for search engines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from edition.bibliographic import Item, Name, date_parts
from edition.model import Facts, Lang


@dataclass(frozen=True, slots=True)
class Metadata:
    """A text's page, for its head."""

    tags: tuple[tuple[str, str, Lang], ...]
    """(name, content, its language where it is not the page's) of each `<meta>`."""
    linked: dict[str, Any]
    """JSON-LD."""


def metadata_of(item: Item, facts: Facts, lang: Lang) -> Metadata:
    """What the head of a text's page says; `lang` is the page's language."""
    other = item.title_lang if item.title_lang != lang else ""
    tags = ((name, value, other if name in ("citation_title", "DC.title") else "")
            for name, value in (*highwire(item), *dublin_core(item, facts, lang)) if value)  # fmt: skip
    return Metadata(tuple(tags), linked_data(item, facts, lang))


def highwire(item: Item) -> Iterable[tuple[str, str]]:
    """Tags as Google Scholar and Zotero read them. A journal's title makes an article, so that a book must have none."""
    article = item.type == "article-journal"
    first, last = item.span
    yield "citation_title", item.whole_title
    yield from (("citation_author", _inverted(one)) for one in item.authors)
    yield from (("citation_editor", _inverted(one)) for one in item.editors)
    yield "citation_publication_date", "/".join(f"{part:02}" for part in date_parts(item.date)) or item.date
    yield "citation_journal_title", item.container if article else ""
    yield "citation_volume", item.volume
    yield "citation_issue", item.issue
    yield "citation_firstpage", first
    yield "citation_lastpage", last
    yield "citation_publisher", item.publisher
    yield "citation_issn", item.issn
    yield "citation_language", item.lang
    yield "citation_public_url", item.url
    yield "citation_fulltext_html_url", item.url


def dublin_core(item: Item, facts: Facts, lang: Lang) -> Iterable[tuple[str, str]]:
    """Dublin Core. `DC.type` is what tells Zotero a book from an article; it takes a book's place from EPrints' tag alone."""
    yield "DC.type", "journalArticle" if item.type == "article-journal" else "book"
    yield "DC.title", item.whole_title
    yield from (("DC.creator", _inverted(one)) for one in item.authors or item.editors)
    yield "DC.date", item.date
    yield "DC.publisher", item.publisher
    yield "DC.language", item.lang
    yield "DC.rights", item.rights
    yield "DC.identifier", item.url
    yield "DC.isPartOf", facts.title.get(lang, "")
    yield "eprints.place_of_pub", item.place


def linked_data(item: Item, facts: Facts, lang: Lang) -> dict[str, Any]:
    """A text as schema.org has it: a part of this edition, and of the journal in which it first stood."""
    edition = {"@type": "CreativeWork", **_said(name=facts.title.get(lang, ""), url=facts.address, version=facts.version,
                                                datePublished=facts.released)}  # fmt: skip
    article = item.type == "article-journal"
    journal = {"@type": "Periodical", **_said(name=item.container, issn=item.issn)} if article and item.container else None
    first, last = item.span
    return {
        "@context": "https://schema.org", "@type": "ScholarlyArticle" if article else "Book",
        **_said(
            name=item.whole_title, inLanguage=item.lang, author=list(map(_person, item.authors)), editor=list(map(_person, item.editors)),
            datePublished=item.date, publisher=_publisher(item), volumeNumber=item.volume if article else "",
            issueNumber=item.issue, pageStart=first if article else "", pageEnd=last if article else "", url=item.url,
            isPartOf=[journal, edition] if journal else edition, version=facts.version, copyrightNotice=item.rights,
        ),
    }  # fmt: skip


def linked_edition(facts: Facts, items: Iterable[Item], lang: Lang) -> dict[str, Any]:
    """The edition as schema.org has it, with its texts."""
    parts = [{"@type": "ScholarlyArticle" if item.type == "article-journal" else "Book", **_said(name=item.whole_title, url=item.url)}
             for item in items]  # fmt: skip
    return {
        "@context": "https://schema.org", "@type": "Collection",
        **_said(name=facts.title.get(lang, ""), description=facts.description.get(lang, ""), url=facts.address, version=facts.version,
                datePublished=facts.released, hasPart=parts),
    }  # fmt: skip


def _publisher(item: Item) -> dict[str, Any]:
    if not item.publisher:
        return {}
    return {"@type": "Organization", "name": item.publisher, **_said(location=item.place)}


def _person(name: Name) -> dict[str, str]:
    if not name.given:
        return {"@type": "Person", "name": name.family}
    return {"@type": "Person", "name": f"{name.given} {name.family}", "familyName": name.family, "givenName": name.given}


def _inverted(name: Name) -> str:
    return f"{name.family}, {name.given}" if name.given else name.family


def _said(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}
