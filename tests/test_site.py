"""The built pages of the real edition, read as HTML: what they hold, in which language, and where they lead."""

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

import html5lib
import pytest
from html5lib import treebuilders
from lxml.etree import _Element as Element

from edition.model import Text, Unit
from edition.project import read_templates
from edition.render import LANGS, interface_words
from tests.conftest import ROOT, Site

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
NOT_THE_TEXTS = {"anchor", "also", "turn", "note-mark", "said", "back"}
"""Classes of what stands in a unit's element and is none of its words."""
WORDS = interface_words(read_templates(ROOT))


@pytest.fixture(scope="module")
def parsed(site: Site) -> dict[str, tuple[Element, list]]:
    """Every page: its root element and its parse errors."""
    pages = {}
    for path, data in site.files.items():
        if path.endswith(".html"):
            parser = html5lib.HTMLParser(treebuilders.getTreeBuilder("lxml"), namespaceHTMLElements=False)
            pages[path] = (parser.parse(data, transport_encoding="utf-8").getroot(), parser.errors)
    return pages


@pytest.fixture(scope="module")
def pages(parsed: dict[str, tuple[Element, list]]) -> dict[str, Element]:
    return {path: root for path, (root, _) in parsed.items()}


@pytest.fixture(scope="module")
def units(site: Site, pages: dict[str, Element]) -> list[tuple[Text, Unit, Element]]:
    """Every unit and note with its element (that all are there is tested below)."""
    return [
        (text, unit, element)
        for text in site.edition.texts
        for unit in (*text.units, *text.notes)
        for element in pages[f"{text.id}/index.html"].iterfind(f".//*[@id='{unit.anchor}']")
    ]


def elements(root: Element) -> Iterator[Element]:
    return (element for element in root.iter() if isinstance(element.tag, str))


def classes(element: Element) -> set[str]:
    return set(element.get("class", "").split())


def lang(element: Element) -> str:
    return next(lang for each in (element, *element.iterancestors()) if (lang := each.get("lang")))


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def resolve(page: str, url: str) -> tuple[str, str]:
    """The file that a link on a page leads to, and the fragment in it."""
    parts = urlsplit(url)
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path))) if parts.path else page
    return path, unquote(parts.fragment)


def read(unit: Element) -> tuple[str, list[tuple[int, Element]]]:
    """A unit's visible words, and where in them its marks stand."""
    text, marks = "", []

    def walk(element: Element) -> None:
        nonlocal text
        if "mark" in classes(element):
            marks.append((len(text), element[0]))
        elif not NOT_THE_TEXTS & classes(element):
            text = re.sub(r"[ \t\n\r\f]+", " ", text + (element.text or "")).lstrip(" ")
            for child in element:
                walk(child)
                text = re.sub(r"[ \t\n\r\f]+", " ", text + (child.tail or "")).lstrip(" ")

    walk(unit)
    return text.rstrip(" \N{NO-BREAK SPACE}"), marks


def test_every_page_parses_as_html5_without_an_error(parsed) -> None:
    assert {path: errors for path, (_, errors) in parsed.items() if errors} == {}
    assert len(parsed) >= 9


def test_every_page_has_one_main_one_h1_a_title_and_no_id_twice(pages) -> None:
    for path, root in pages.items():
        ids = [element.get("id") for element in elements(root) if "id" in element.attrib]
        assert sorted(ids) == sorted(set(ids)), path
        assert [len(root.findall(f".//{tag}")) for tag in ("main", "h1", "head/title")] == [1, 1, 1], path
        assert words(root.find(".//h1")) and words(root.find(".//h1")) in words(root.find("head/title")), path


def test_headings_skip_no_level_that_the_texts_own_outline_does_not_skip(site, pages) -> None:
    levels = {(f"{text.id}/index.html", unit.anchor): unit.level for text in site.edition.texts for unit in text.units}
    for path, root in pages.items():
        headings = [element for element in elements(root.find(".//main")) if element.tag in HEADINGS]
        assert headings[0].tag == "h1", path
        for above, below in zip(headings, headings[1:]):
            step = int(below.tag[1]) - int(above.tag[1])
            outline = levels.get((path, below.get("id")), 1) - levels.get((path, above.get("id")), 0)
            assert step <= max(1, outline), (path, words(above), words(below))


def test_nothing_is_loaded_from_elsewhere_and_nothing_runs(site, pages) -> None:
    for path, root in pages.items():
        for element in elements(root):
            assert not [name for name in element.attrib if name.startswith("on")], (path, element.tag)
            loaded = [element.get("src"), element.get("srcset"), element.get("data"), element.get("poster")]
            loaded += [element.get("href")] if element.tag in ("link", "base", "image", "use") else []
            assert not [url for url in loaded if url and (urlsplit(url).scheme or urlsplit(url).netloc)], path
    for path, data in site.files.items():
        if path.endswith((".css", ".html")):
            assert not re.search(rb"@import|url\(\s*['\"]?(?!data:)(\w+:|//)", data), path


def test_every_link_and_fragment_arrives(site, pages) -> None:
    ids = {path: {element.get("id") for element in elements(root)} for path, root in pages.items()}
    for path, root in pages.items():
        for element in elements(root):
            for url in filter(None, (element.get("href"), element.get("src"))):
                target, fragment = resolve(path, url)
                assert target in site.files, (path, url)
                assert not fragment or fragment in ids[target], (path, url)


def test_every_link_is_relative_and_names_a_file(pages) -> None:
    for path, root in pages.items():
        for element in elements(root):
            if (url := element.get("href")) is not None:
                assert re.fullmatch(r"(?:(?:[\w.-]+/)*[\w-]+\.\w+)?(?:#[\w-]+)?", url) and url, (path, url)


def test_every_page_but_the_404_is_reached_from_home(pages) -> None:
    reached, ahead = set(), ["index.html"]
    while ahead:
        path = ahead.pop()
        reached.add(path)
        for element in pages[path].iterfind(".//a"):
            target, _ = resolve(path, element.get("href"))
            ahead += [target] if target.endswith(".html") and target not in reached else []
    assert pages.keys() - reached == {"404.html"}


# ---- units, notes and references -------------------------------------------------------------


def test_every_unit_and_note_is_on_its_page_once_and_in_order(site, pages) -> None:
    for text in site.edition.texts:
        page = pages[f"{text.id}/index.html"]
        shown = [element.get("id") for element in elements(page) if "unit" in classes(element)]
        assert shown == [unit.anchor for unit in (*text.units, *text.notes)]


def test_the_visible_words_of_a_unit_are_its_text(units) -> None:
    for text, unit, element in units:
        assert read(element)[0] == unit.text, f"{text.id}.{unit.anchor}"


def test_a_unit_is_an_element_that_fits_its_kind_and_links_to_itself(units) -> None:
    tags = {"quote": "blockquote", "epigraph": "blockquote", "list-item": "li", "bibl": "li", "toc": "li", "note": "div"}
    for text, unit, element in units:
        wanted = f"h{min(unit.level + 1, 6)}" if unit.kind == "heading" else tags.get(unit.kind, "p")
        own = [each.get("href") for each in elements(element) if classes(each) & {"anchor", "note-mark"}]
        assert (element.tag, own) == (wanted, [f"#{unit.anchor}"]), f"{text.id}.{unit.anchor}"


def test_every_reference_stands_in_its_place_and_leads_to_its_note(units) -> None:
    roles = {(text.id, unit.anchor): element.get("role") for text, unit, element in units}
    for text, unit, element in units:
        shown = [(offset, mark.get("role"), mark.get("href"), words(mark)) for offset, mark in read(element)[1]]
        wanted = [(ref.offset, "doc-noteref", f"#{ref.note}", ref.mark) for ref in unit.refs]
        assert shown == wanted, f"{text.id}.{unit.anchor}"
        assert {roles[text.id, ref.note] for ref in unit.refs} <= {"doc-footnote", "doc-endnote"}


def test_a_note_leads_back_to_each_of_its_marks(site, pages) -> None:
    for text in site.edition.texts:
        page = pages[f"{text.id}/index.html"]
        marks: dict[str, list[str]] = {}
        for mark in page.iterfind(".//a[@role='doc-noteref']"):
            marks.setdefault(mark.get("href")[1:], []).append(f"#{mark.get('id')}")
        for note in text.notes:
            element = page.find(f".//*[@id='{note.anchor}']")
            assert element.get("role") == ("doc-endnote" if note.place == "end" else "doc-footnote")
            back = [each.get("href") for each in element.iterfind(".//a[@role='doc-backlink']")]
            assert back == marks.pop(note.anchor, []), note.anchor
        assert marks == {}


def test_a_note_without_body_or_without_reference_says_so(units) -> None:
    seen = set()
    for text, unit, element in units:
        if unit.kind == "note":
            shown = [words(each) for each in elements(element) if "said" in classes(each)]
            assert shown == [WORDS[text.work.lang][key] for key in [unit.status] if key != "ok"], f"{text.id}.{unit.anchor}"
            seen.add((text.id, unit.status))
    assert seen >= {("istiqlal", "no-reference"), ("istiqlal", "no-body"), ("nerimanov", "no-body"), ("yardim", "ok")}


def test_a_printed_page_is_shown_where_it_turns(units) -> None:
    for text, unit, element in units:
        turned = [text.pages[turn.page] for turn in unit.turns]
        shown = [(words(each), "inferred" in classes(each)) for each in elements(element) if "turn" in classes(each)]
        assert shown == [(str(page.number or ""), page.status == "inferred") for page in turned], unit.anchor


def test_the_contents_list_every_heading(site, pages) -> None:
    for text in site.edition.texts:
        entries = pages[f"{text.id}/index.html"].findall(".//nav[@class='contents']//a")
        headings = [(f"#{unit.anchor}", unit.text) for unit in text.units if unit.kind == "heading"]
        assert [(entry.get("href"), words(entry)) for entry in entries][: len(headings)] == headings


def test_what_the_source_lacks_is_stated_at_the_head_of_the_text(site, pages) -> None:
    for text in site.edition.texts:
        said = WORDS[text.work.lang]
        told = {"endnotes": "notes-absent", "author": "author-supplied" if text.work.authors else "author-absent"}
        expected = [said[told.get(what, f"{what}-absent")].format(n=len(text.notes)) for what in text.work.missing]
        head = pages[f"{text.id}/index.html"].find(".//main/header")
        assert [words(each) for each in head.iterfind(".//ul/li")] == expected, text.id


def test_a_text_shows_its_rights_its_source_and_its_data(site, pages) -> None:
    for text in site.edition.texts:
        main = pages[f"{text.id}/index.html"].find(".//main")
        work = text.work
        for fact in (work.rights[work.lang], work.evidence, text.source.sha256, *work.authors, work.journal, work.publisher):
            assert fact in words(main), (text.id, fact)
        assert f"../data/{text.id}.json" in [a.get("href") for a in main.iterfind(".//a")]


# ---- languages -------------------------------------------------------------------------------


def test_every_page_says_its_language(site, pages) -> None:
    own = {f"{text.id}/index.html": text.work.lang for text in site.edition.texts}
    for path, root in pages.items():
        assert root.get("lang") == own.get(path, site.edition.facts.lang), path
        assert {each.get("lang") for each in elements(root) if "lang" in each.attrib} <= {*LANGS, "ru"}, path


@pytest.mark.parametrize("slug, opening, language", [
    ("suqut", "The fall of the Azerbaijan Democratic Republic", "en"),
    ("yardim", "ABSTRACT", "en"),
    ("tahliye", "LEAVING PROCESS OF THE TURKISH", "en"),
    ("yardim", "Anahtar Sözcükler:", "tr"),
    ("istiqlal", "- Doğan Avcıoğlu, Milli Kurtuluş Tarihi", "tr"),
    ("istiqlal", "- Tadeusz Swietochowski, Müslüman Cemaatten", "tr"),
    ("istiqlal", '- " Betül Aslan, 1. Dünya Savaşı Esnasında', "tr"),
    ("istiqlal", "- Musa Qasımlı, Birinci Dünya muharibəsi", "az"),
    ("istiqlal", "- Mehman Süleymanlı, Qafqaz İslam Ordusu", "az"),
])  # fmt: skip
def test_a_passage_is_in_the_language_it_is_written_in(units, slug: str, opening: str, language: str) -> None:
    found = [lang(element) for text, unit, element in units if text.id == slug and unit.text.startswith(opening)]
    assert found == [language]


def spoken(root: Element) -> Iterator[tuple[str, str]]:
    """Every run of text on a page and its language."""
    for element in elements(root):
        if element.tag not in ("style", "script"):
            yield element.text or "", lang(element)
        if element.getparent() is not None:
            yield element.tail or "", lang(element.getparent())


def test_what_is_in_cyrillic_letters_is_russian(pages) -> None:
    for path, root in pages.items():
        for text, language in spoken(root):
            assert language == "ru" or not re.search(r"\b[\u0400-\u04ff]+\b", text), (path, text)
    assert sum(len(text) for text, language in spoken(pages["suqut/index.html"]) if language == "ru") > 200


def test_every_unit_is_in_its_own_language_which_never_changes_within_a_word(units) -> None:
    for text, unit, element in units:
        assert lang(element) == unit.lang, f"{text.id}.{unit.anchor}"
        for at in (at for span in unit.langs for at in (span.start, span.end)):
            assert not re.fullmatch(r"\w\w", unit.text[max(0, at - 1) : at + 1]), (unit.anchor, unit.text[at - 9 : at + 9])


def test_what_the_interface_says_is_in_its_own_language(pages) -> None:
    for path, root in pages.items():
        for element in elements(root):
            if classes(element) & NOT_THE_TEXTS - {"also"} or element.get("role") == "doc-noteref":
                assert lang(element) == root.get("lang"), (path, element.get("href"), classes(element))
