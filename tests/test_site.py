"""The built pages of the real edition, read as HTML: what they hold, in which language, and where they lead."""

import itertools
import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

import html5lib
import pytest
from html5lib import treebuilders
from lxml.etree import _Element as Element

from edition.alphabet import fold, sort_key
from edition.dates import span_of
from edition.interface import Say
from edition.model import Text, Unit
from edition.patterns import sample
from edition.project import read_templates
from edition.render import LANGS, interface_words
from tests.conftest import ROOT, Site

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
NOT_THE_TEXTS = {"anchor", "also", "turn", "note-mark", "said", "back", "corr", "remark"}
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
    return text.replace("\N{NO-BREAK SPACE}", " ").rstrip(" "), marks


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
                if element.get("rel", "").startswith("external"):
                    continue
                target, fragment = resolve(path, url)
                assert target in site.files, (path, url)
                assert not fragment or fragment in ids[target], (path, url)


def test_every_link_is_relative_and_names_a_file(pages) -> None:
    for path, root in pages.items():
        for element in elements(root):
            if (url := element.get("href")) is not None and not element.get("rel", "").startswith("external"):
                assert re.fullmatch(r"(?:(?:[\w.-]+/)*[\w-]+\.\w+(?:\?q=[\w.%/~-]+)?)?(?:#[\w-]+)?", url) and url, (path, url)
                assert "?" not in url or resolve(path, url)[0] == "search/index.html", (path, url)  # only there is anything asked


def test_what_leads_elsewhere_is_marked_so_and_leads_to_a_known_catalogue(pages) -> None:
    known = ("https://www.wikidata.org/wiki/Q", "https://www.geonames.org/", "https://viaf.org/viaf/", "https://doi.org/10.",
             "https://portal.issn.org/resource/ISSN/", "https://www.openstreetmap.org/?mlat=", "geo:")  # fmt: skip
    outside = [a for path, root in pages.items() if path.count("/") == 2 for a in root.iter("a") if a.get("rel", "").startswith("external")]
    assert outside and all(a.get("href").startswith(known) for a in outside)
    assert all("noreferrer" in a.get("rel") or a.get("href").startswith("geo:") for a in outside)


def test_every_page_but_the_404_is_reached_from_home(pages) -> None:
    reached, ahead = set(), ["index.html"]
    while ahead:
        path = ahead.pop()
        reached.add(path)
        for element in pages[path].iterfind(".//a"):
            if element.get("rel", "").startswith("external"):
                continue
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
            assert element.get("role") == "doc-footnote"
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
        say = Say(text.work.lang, WORDS[text.work.lang])
        told = {"endnotes": "notes-absent", "author": "author-supplied" if text.work.authors else "author-absent"}
        expected = [say(told.get(what, f"{what}-absent"), **({"n": len(text.notes)} if what == "endnotes" else {})) for what in text.work.missing]
        head = pages[f"{text.id}/index.html"].find(".//main/header")
        assert [words(each) for each in head.iterfind(".//ul/li")] == expected, text.id


def test_a_text_shows_its_rights_its_source_and_its_data(site, pages) -> None:
    for text in site.edition.texts:
        main = pages[f"{text.id}/index.html"].find(".//main")
        work = text.work
        for fact in (work.rights[work.lang], work.evidence, text.source.sha256, *work.authors, work.journal, work.publisher):
            assert fact in words(main), (text.id, fact)
        assert f"../data/{text.id}.json" in [a.get("href") for a in main.iterfind(".//a")]


# ---- annotations ------------------------------------------------------------------------------


def under(element: Element, key: str) -> list[Element]:
    return [each for each in elements(element) if each.get(key) is not None]


def plain(element: Element) -> str:
    """The words of an element without marks, page numbers and editors' readings."""
    return read(element)[0] if element.tag != "a" else words(element)


def test_every_mention_is_an_element_around_its_words_with_a_link_to_its_entity(units) -> None:
    for text, unit, element in units:
        shown = [(each.get("data-entity"), plain(each)) for each in under(element, "data-entity")]
        assert shown == [(one.entity, unit.text[one.start : one.end].strip()) for one in unit.mentions], f"{text.id}.{unit.anchor}"
        for each in under(element, "data-entity"):
            targets = {resolve(f"{text.id}/index.html", a.get("href"))[0] for a in each.iter("a")}
            assert any(target.endswith(f"/{each.get('data-entity')}/index.html") for target in targets), unit.anchor


def test_every_date_is_an_element_around_its_words_with_its_value_and_leads_to_the_chronology(site, pages, units) -> None:
    there = {each.get("id") for each in elements(pages["chronology/index.html"]) if each.get("id")}
    for text, unit, element in units:
        found = under(element, "data-edtf")
        assert [(each.tag, each.get("data-edtf"), plain(each)) for each in found] == [
            ("time", one.edtf, unit.text[one.start : one.end].strip()) for one in unit.dates], f"{text.id}.{unit.anchor}"  # fmt: skip
        for number, each in enumerate(found, 1):
            assert re.fullmatch(r"\d{4}(-\d\d){0,2}", each.get("datetime")) or each.get("data-edtf").startswith("XXXX"), unit.anchor
            assert f"{text.id}-{unit.anchor}-d{number}" in there


def test_every_citation_is_an_element_around_its_words_with_its_work(units) -> None:
    for text, unit, element in units:
        shown = [(each.get("data-work") or "", plain(each)) for each in elements(element) if "citation" in classes(each)]
        assert shown == [(one.work, unit.text[one.start : one.end].strip()) for one in unit.citations], f"{text.id}.{unit.anchor}"


def test_a_correction_keeps_both_readings_in_the_text_and_in_the_list_at_its_end(site, pages, units) -> None:
    for text in site.edition.texts:
        listed = [words(each) for each in pages[f"{text.id}/index.html"].iterfind(".//section[@class='corrections']/ul/li")]
        made = [one for unit in (*text.units, *text.notes) for one in unit.corrections]
        assert len(listed) == len(made)
        assert all(one.sic in row and one.corr in row for one, row in zip(made, listed, strict=True)), text.id
    for text, unit, element in units:
        sic = [plain(each) for each in elements(element) if "sic" in classes(each)]
        corr = [words(each).strip("\N{NO-BREAK SPACE}") for each in elements(element) if "corr" in classes(each)]
        assert sic == [one.sic.strip() for one in unit.corrections], f"{text.id}.{unit.anchor}"
        assert corr == [f"[{' '.join(one.corr.split())}]" for one in unit.corrections], f"{text.id}.{unit.anchor}"


def test_a_comment_stands_at_the_end_of_the_text_and_leads_back_to_its_mark(site, pages) -> None:
    for text in site.edition.texts:
        page = pages[f"{text.id}/index.html"]
        marks = {a.get("id"): a.get("href") for sup in page.iter("sup") if "remark" in classes(sup) for a in sup}
        made = [one for unit in (*text.units, *text.notes) for one in unit.comments]
        shown = page.findall(".//div[@role='note'][@class='note comment']")
        assert len(marks) == len(made) == len(shown), text.id
        for element in shown:
            back = element.find(".//a[@role='doc-backlink']").get("href")
            assert marks[back[1:]] == f"#{element.get('id')}"


def test_no_link_lies_within_a_link_nor_a_block_within_a_line(site, pages) -> None:
    for path, root in pages.items():
        for a in root.iter("a"):
            assert not [each for each in elements(a) if each is not a and each.tag in ("a", "button", "div", "p", "li")], (path, words(a))
            assert words(a) or a.get("aria-label") or classes(a) & {"anchor"}, (path, a.get("href"))


# ---- registers and chronology ------------------------------------------------------------------


def test_every_entity_has_its_page_with_its_names_descriptions_and_coordinates(site, pages) -> None:
    for id, entity in site.edition.registry.items():
        main = pages[f"{entity.register}/{id}/index.html"].find(".//main")
        said = words(main)
        for word in (*entity.name.values(), *entity.description.values(), entity.evidence, *(entity.coordinates or ())):
            assert " ".join(word.split()) in said, (id, word)
        for value in entity.identifiers.values():
            assert value in said, (id, value)
        for relation in entity.relations:
            assert any(a.get("href", "").endswith(f"/{relation.to}/index.html") for a in main.iter("a")), (id, relation.to)
            other = site.edition.registry[relation.to]
            back = pages[f"{other.register}/{other.id}/index.html"].find(".//main")
            assert any(a.get("href", "").endswith(f"/{id}/index.html") for a in back.iter("a")), (relation.to, id)


def test_an_entity_s_page_has_a_line_for_every_place_that_names_or_cites_it(site, pages) -> None:
    wanted: dict[str, list[str]] = {}
    for text in site.edition.texts:
        for unit in (*text.units, *text.notes):
            for one in (*unit.mentions, *unit.citations):
                id = getattr(one, "entity", None) or getattr(one, "work", "")
                wanted.setdefault(id, []).append(f"../../{text.id}/index.html#{unit.anchor}")
    for id, entity in site.edition.registry.items():
        main = pages[f"{entity.register}/{id}/index.html"].find(".//main")
        shown = [li.find("a").get("href") for ul in main.iter("ul") if "lines" in classes(ul) for li in ul]
        assert sorted(shown) == sorted(wanted.get(id, [])), id
        for line in (each for each in elements(main) if "line" in classes(each)):
            assert line.findall("mark") and lang(line), id
    listed = [li for ul in pages["works/index.html"].iter("ul") if "lines" in classes(ul) for li in ul]
    assert len(listed) == len(wanted.get("", []))


def test_a_register_lists_every_entity_once_in_the_alphabet_of_its_language(site, pages) -> None:
    home = site.edition.facts.lang
    for register in ("people", "places", "organisations", "events", "newspapers", "archives"):
        rows = [li for li in pages[f"{register}/index.html"].iter("li") if li.get("data-ranks")]
        ids = [li.find(".//a").get("href").split("/")[0] for li in rows]
        entities = {id: entity for id, entity in site.edition.registry.items() if entity.register == register}
        assert sorted(ids) == sorted(entities)
        assert [sort_key(entities[id].name[home], home) for id in ids] == sorted(sort_key(e.name[home], home) for e in entities.values())
        for place, each in enumerate(LANGS):
            ranked = sorted(zip(rows, ids), key=lambda row: int(row[0].get("data-ranks").split()[place]))
            names = [entities[id].name[each] for _, id in ranked]
            assert names == sorted(names, key=lambda name: sort_key(name, each)), (register, each)
            letters = [li.get("data-letters").split()[place] for li, _ in ranked]
            assert len(list(itertools.groupby(letters))) == len(set(letters)), (register, each)
        for li, id in zip(rows, ids):
            assert {word for name in entities[id].name.values() for word in fold(name).split()} <= set(li.get("data-find").split())


def test_the_works_are_all_listed_and_an_author_of_several_spellings_stands_once(site, pages) -> None:
    main = pages["works/index.html"].find(".//main")
    listed = [li.find(".//cite/a").get("href").split("/")[0] for li in main.iter("li") if li.get("data-find")]
    assert sorted(listed) == sorted(id for id, entity in site.edition.registry.items() if entity.bibl)
    headings = [a.get("href") for a in main.iterfind(".//h3/a") if "/people/" in a.get("href")]
    assert len(headings) == len(set(headings)) > 10


def test_a_work_leads_to_its_author_and_the_author_to_the_work(site, pages) -> None:
    for id, work in site.edition.registry.items():
        for author in work.bibl.authors if work.bibl else ():
            if author in site.edition.registry:
                for page, to in ((f"works/{id}", f"people/{author}"), (f"people/{author}", f"works/{id}")):
                    links = {resolve(f"{page}/index.html", a.get("href"))[0] for a in pages[f"{page}/index.html"].iterfind(".//main//a")
                             if not a.get("rel")}  # fmt: skip
                    assert f"{to}/index.html" in links, page


def test_the_chronology_has_every_dated_passage_in_order(site, pages) -> None:
    main = pages["chronology/index.html"].find(".//main")
    shown = [li.get("id") for li in main.iter("li") if li.get("id")]
    wanted = {f"{text.id}-{unit.anchor}-d{number}": one.edtf for text in site.edition.texts for unit in (*text.units, *text.notes)
              for number, one in enumerate(unit.dates, 1)}  # fmt: skip
    assert sorted(shown) == sorted(wanted)
    days = [span_of(wanted[id])[0] for id in shown if not wanted[id].startswith(("XXXX", "/", ".."))]
    years = [int(day[:4]) for day in days]
    assert years == sorted(years)
    exact = [(id, wanted[id]) for id in shown if re.fullmatch(r"\d{4}-\d\d-\d\d", wanted[id])]
    assert [value for _, value in exact] == sorted(value for _, value in exact)
    assert len(site.files["chronology/index.html"]) < 700_000


# ---- languages -------------------------------------------------------------------------------


def test_every_page_says_its_language(site, pages) -> None:
    own = {f"{text.id}/index.html": text.work.lang for text in (*site.edition.texts, *sample(site.edition).texts)}
    spoken = {*LANGS, "ru"} | {entity.bibl.lang for entity in site.edition.registry.values() if entity.bibl and entity.bibl.lang}
    for path, root in pages.items():
        assert root.get("lang") == own.get(path, site.edition.facts.lang), path
        assert {each.get("lang") for each in elements(root) if "lang" in each.attrib} <= spoken, path


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
        if element.tag not in ("style", "script", "title"):  # a title cannot change its language within
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
            if classes(element) & NOT_THE_TEXTS - {"also", "anchor"} or element.get("role") == "doc-noteref":
                assert lang(element) == root.get("lang"), (path, element.get("href"), classes(element))
