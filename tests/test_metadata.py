"""What reference managers read from the pages: their own rules, run on ours."""

import json
import re
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

import pytest
from lxml import html

from edition.bibliographic import Item, Name, coins
from edition.metadata import metadata_of
from edition.model import Facts
from edition.project import read_project, read_static, read_templates
from edition.render import render_site
from tests.conftest import ROOT, Site
from tests.test_citing import ARTICLE, BARE, BOOK, HOSTILE

FACTS = Facts({"az": "Beş mətn", "tr": "Beş metin", "en": "Five texts"}, {}, "en", "1.0.0", "2027-01-31", "https://example.org/e/")
ITEM_TYPES = {"book", "journalArticle", "webpage", "document", "manuscript", "film", "letter", "interview", "audioRecording",
              "newspaperArticle"}  # fmt: skip
"""Of Zotero's item types, those that matter here."""


@dataclass
class Taken:
    """An item as a reference manager takes it in."""

    type: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    creators: list[tuple[str, str]] = field(default_factory=list)


def embedded(tags: list[tuple[str, str]]) -> Taken:
    """A page's item by the rules of Zotero's “Embedded Metadata” and “RDF” translators (of 2024), as far as tags like ours go.

    Type: a journal's title; else what `DC.type` says where it is one of Zotero's types; else an article. Highwire's fields come
    before Dublin Core's; a name with a comma is *last, first*, one without is parted at its last space.
    """
    said: dict[str, list[str]] = {}
    for name, content in tags:
        if not re.match("[A-Za-z]+[.:_]", name):
            continue
        prefix = re.split("[.:_]", name)[0].lower()
        key = f"{prefix}:{name[len(prefix) + 1 :][0].lower()}{name[len(prefix) + 2 :]}"
        said.setdefault(key, []).append(content)
    first = {key: values[0] for key, values in said.items()}
    taken = Taken(
        "journalArticle" if "citation:journal_title" in said else first["dc:type"] if first.get("dc:type") in ITEM_TYPES
        else "journalArticle" if "citation:title" in said else "webpage"
    )  # fmt: skip
    for wanted, keys in {
        "title": ("citation:title", "dc:title"), "date": ("citation:publication_date", "dc:date"),
        "publicationTitle": ("citation:journal_title", "dc:source"),
        "volume": ("citation:volume",), "issue": ("citation:issue",), "publisher": ("citation:publisher", "dc:publisher"),
        "place": ("eprints:place_of_pub",), "language": ("citation:language", "dc:language"), "ISSN": ("citation:issn",),
        "rights": ("dc:rights",), "url": ("citation:public_url", "citation:fulltext_html_url"),
    }.items():  # fmt: skip
        if value := next((first[key] for key in keys if key in first), ""):
            taken.fields[wanted] = value
    if pages := "-".join(first[key] for key in ("citation:firstpage", "citation:lastpage") if key in first):
        taken.fields["pages"] = pages
    taken.creators = [parted(name) for name in said.get("citation:author") or said.get("dc:creator", [])]
    return taken


def parted(name: str) -> tuple[str, str]:
    """A name as (last, first), as Zotero's `cleanAuthor` parts it."""
    if "," in name:
        last, _, rest = name.partition(",")
        return last.strip(), rest.strip()
    rest, _, last = name.rpartition(" ")
    return last, rest


def context_object(title: str) -> Taken:
    """An item from a COinS span by the rules of Zotero's `parseContextObject`."""
    pairs = [(key, unquote(value)) for key, _, value in (part.partition("=") for part in title.split("&"))]
    said = dict(reversed(pairs))
    kind = said["rft_val_fmt"].rpartition(":")[2]
    chapter = kind == "book" and said.get("rft.genre") == "bookitem"
    types = {"journal": "journalArticle", "book": "bookSection" if chapter else "book", "dissertation": "thesis", "dc": "webpage"}
    taken = Taken(types[kind])
    own = {"journal": "rft.atitle", "book": "rft.atitle" if chapter else "rft.btitle"}.get(kind, "rft.title")
    container = {"journal": "rft.jtitle", "dc": "rft.source"}.get(kind, "rft.btitle" if chapter else "")
    for key, value in pairs:
        name = {own: "title", container: "publicationTitle", "rft.date": "date", "rft.volume": "volume", "rft.issue": "issue",
                "rft.pub": "publisher", "rft.publisher": "publisher", "rft.inst": "publisher", "rft.place": "place",
                "rft.issn": "ISSN", "rft.isbn": "ISBN",
                "rft.language": "language"}.get(key)  # fmt: skip
        if name:
            taken.fields[name] = value
        elif key in ("rft.au", "rft.creator"):
            taken.creators.append(parted(value))
        elif key == "rft.aucorp":
            taken.creators.append((value, ""))
        elif key == "rft.type" and value in ITEM_TYPES:
            taken.type = value
        elif key == "rft_id" and value.startswith("http"):
            taken.fields["url"] = value
    if "rft.spage" in said:
        taken.fields["pages"] = "-".join(said[key] for key in ("rft.spage", "rft.epage") if key in said)
    first = (said.get("rft.aulast", ""), said.get("rft.aufirst", ""))
    assert first in taken.creators or not first[0]
    return taken


def tags_of(page: bytes) -> list[tuple[str, str]]:
    root = html.document_fromstring(page.decode())
    return [(each.get("name"), each.get("content")) for each in root.iterfind("head/meta[@name]")]


def coins_of(page: bytes) -> list[Taken]:
    spans = html.document_fromstring(page.decode()).iter("span")
    return [context_object(each.get("title")) for each in spans if each.get("class") == "Z3988"]


def linked_of(page: bytes) -> dict:
    (script,) = html.document_fromstring(page.decode()).xpath("//script[@type='application/ld+json']")
    return json.loads(script.text)


BOOK_TAKEN = Taken("book", {"title": "İstiqlal yolu: İlk illər", "date": "2007", "publisher": "Elm", "place": "Bakı", "language": "az"},
                   [("Əliyev", "İlham Işıq")])  # fmt: skip
ARTICLE_TAKEN = Taken("journalArticle", {"title": "Işıklı günler", "date": "2022", "publicationTitle": "Tarih Dergisi", "volume": "2",
                                         "issue": "8", "language": "tr", "pages": "12-34"}, [("İldır", "Işık"), ("Öz", "Çağatay")])  # fmt: skip
BARE_TAKEN = Taken("journalArticle", {"title": "[Atatürk ve dostu]", "language": "tr"})
CASES = [(BOOK, BOOK_TAKEN), (ARTICLE, ARTICLE_TAKEN), (BARE, BARE_TAKEN)]


@pytest.mark.parametrize("item, taken", CASES, ids=["book", "article", "no author"])
def test_a_reference_manager_takes_a_texts_page_for_what_it_is(item, taken):
    assert embedded([(name, content) for name, content, _ in metadata_of(item, FACTS, "az").tags]) == taken


@pytest.mark.parametrize("item, taken", CASES, ids=["book", "article", "no author"])
def test_a_reference_manager_takes_an_item_among_several_for_what_it_is(item, taken):
    assert context_object(coins(item)) == taken


def test_the_address_issn_and_rights_are_taken_too():
    item = replace(ARTICLE, url="https://example.org/e/m/", issn="1234-5678", rights="Hüquqlar")
    taken = embedded([(name, content) for name, content, _ in metadata_of(item, FACTS, "tr").tags])
    assert [taken.fields[key] for key in ("url", "ISSN", "rights")] == ["https://example.org/e/m/", "1234-5678", "Hüquqlar"]
    assert context_object(coins(item)).fields["url"] == "https://example.org/e/m/"


@pytest.mark.parametrize("type, taken", [("chapter", "bookSection"), ("thesis", "thesis"), ("film", "film"), ("manuscript", "manuscript"),
                                         ("document", "document"), ("newspaperArticle", "newspaperArticle")])  # fmt: skip
def test_works_of_other_sorts_have_their_title_publisher_and_authors(type, taken):
    item = Item("x", type, "Ad", authors=(Name("Soyad", "Adı"), Name("Nazirlik")), container="Toplu", publisher="Elm")
    found = context_object(coins(item))
    assert (found.type, found.fields["title"], found.fields["publisher"]) == (taken, "Ad", "Elm")
    assert found.creators == [("Soyad", "Adı"), ("Nazirlik", "")]


def test_hostile_words_survive_and_do_nothing():
    item = replace(BOOK, title=HOSTILE, subtitle="", publisher=HOSTILE, authors=(Name(HOSTILE.replace(",", "")),))
    metadata = metadata_of(item, FACTS, "az")
    assert embedded([(name, content) for name, content, _ in metadata.tags]).fields["title"] == HOSTILE
    assert context_object(coins(item)).fields["title"] == HOSTILE and metadata.linked["name"] == HOSTILE
    assert re.fullmatch(r"[A-Za-z0-9_.=&%~-]+", coins(item))


# The real pages


def test_every_texts_page_is_taken_for_its_text(site: Site):
    for text in site.edition.texts:
        page, work = site.files[f"{text.id}/index.html"], text.work
        taken, root = embedded(tags_of(page)), html.document_fromstring(page.decode())
        title = root.findtext(".//h1") + (f": {work.subtitle}" if work.subtitle else "")
        assert (taken.type, taken.fields["title"]) == ("book" if work.type == "book" else "journalArticle", title)
        assert [f"{first} {last}".strip() for last, first in taken.creators] == list(work.authors)
        for name, value in {"date": work.date, "publicationTitle": work.journal, "volume": work.volume, "issue": work.issue,
                            "place": work.place, "publisher": work.publisher, "ISSN": work.issn, "language": work.lang}.items():  # fmt: skip
            assert taken.fields.get(name, "") == value
        assert not coins_of(page), "an item in COinS would be taken before the tags of the head"
        linked = linked_of(page)
        assert (linked["@type"], linked["name"]) == ("Book" if work.type == "book" else "ScholarlyArticle", title)
        whole = linked["isPartOf"][-1] if isinstance(linked["isPartOf"], list) else linked["isPartOf"]
        assert whole["name"] == site.edition.facts.title[text.work.lang] and linked["version"] == site.edition.facts.version


def test_pages_with_several_items_offer_each(site: Site):
    works = [entity for entity in site.edition.registry.values() if entity.bibl]
    home = coins_of(site.files["index.html"])
    assert [one.type for one in home] == ["book" if text.work.type == "book" else "journalArticle" for text in site.edition.texts]
    assert len(linked_of(site.files["index.html"])["hasPart"]) == len(site.edition.texts)
    assert len(coins_of(site.files["works/index.html"])) == len(works)
    for entity in works:
        first, *_ = coins_of(site.files[f"works/{entity.id}/index.html"])
        assert first.fields["title"] == entity.bibl.title and len(first.creators) == len(entity.bibl.authors or entity.bibl.editors)
    author = next(id for entity in works for id in entity.bibl.authors if id in site.edition.registry)
    written = [entity for entity in works if author in (*entity.bibl.authors, *entity.bibl.editors, *entity.bibl.translators)]
    register = site.edition.registry[author].register
    offered = {one.fields["title"] for one in coins_of(site.files[f"{register}/{author}/index.html"])}
    assert offered >= {entity.bibl.title for entity in written}


def test_where_the_editions_address_is_known_each_page_says_its_own():
    edition = read_project(ROOT).edition()
    edition = replace(edition, facts=replace(edition.facts, address="https://example.org/e/"))
    files = render_site(edition, read_templates(ROOT), read_static(ROOT))
    slug = edition.texts[0].id
    for path, address in {"index.html": "", f"{slug}/index.html": f"{slug}/", "works/index.html": "works/"}.items():
        (link,) = html.document_fromstring(files[path].decode()).xpath("//link[@rel='canonical']/@href")
        assert link == f"https://example.org/e/{address}"
    assert b"canonical" not in files["404.html"]
    assert embedded(tags_of(files[f"{slug}/index.html"])).fields["url"] == f"https://example.org/e/{slug}/"
    assert [one.fields["url"] for one in coins_of(files["index.html"])] == [f"https://example.org/e/{text.id}/" for text in edition.texts]
    page = html.document_fromstring(files[f"{slug}/index.html"].decode())
    assert f"https://example.org/e/{slug}/." in page.xpath("string(//p[@class='print-citation'])")
