"""Citations: whole sentences by every style, what other programs take in, and the file from which a page cites."""

import gzip
import json
import re
from dataclasses import replace

import pytest

from edition.bibliographic import Item, Name, bibtex, csl_item, csl_json, item_of, name_of_person, ris
from edition.citing import cite_text, item_in, printed_pages, with_address
from edition.model import AnchorHistory, Facts, LineBreak, Note, PageTurn, PrintedPage, Source, Text, TextHistory, Unit, Work
from edition.problem import EditionError
from edition.project import read_templates
from edition.styles import Reading, cite, read_styles
from tests.conftest import ROOT, Site

TEMPLATES = {name: content for name, content in read_templates(ROOT).items() if name.startswith("csl/")}
STYLES = {style.id: style for style in read_styles(TEMPLATES)}
RELEASED = Reading("Beş mətn", "1.0.0", "2027-01-31")

BOOK = Item("kitab", "book", "İstiqlal yolu", "İlk illər", "az", "az", (Name("Əliyev", "İlham Işıq"),), date="2007", place="Bakı",
            publisher="Elm")  # fmt: skip
ARTICLE = Item("meqale", "article-journal", "Işıklı günler", title_lang="tr", lang="tr",
               authors=(Name("İldır", "Işık"), Name("Öz", "Çağatay")), date="2022",
               container="Tarih Dergisi", volume="2", issue="8", pages="12–34")  # fmt: skip
NO_AUTHOR = replace(BOOK, title="Cümhuriyyət", subtitle="", authors=())
NO_DATE = replace(BOOK, subtitle="", date="")
NO_TITLE = replace(ARTICLE, title="[Atatürk ve dostu]")
BARE = Item("bos", "article-journal", "[Atatürk ve dostu]", title_lang="tr", lang="tr")

EN = "in <i>Beş mətn</i>, version 1.0.0 (31 January 2027), ⟦anchor⟧, ⟦url⟧."
TR = "<i>Beş mətn</i> içinde, sürüm 1.0.0 (31 Ocak 2027)"
AZ = "<i>Beş mətn</i> nəşrində, versiya 1.0.0 (31 yanvar 2027)"
RU = "Электрон. версия: Beş mətn. Версия 1.0.0 (31.01.2027)."
READ = "(дата обращения: ⟦accessed:dmy⟧)."


@pytest.mark.parametrize("style, lang, item, note, entry", [
    ("chicago", "en", BOOK, f"İlham Işıq Əliyev, <i>İstiqlal yolu: İlk illər</i> (Bakı: Elm, 2007), ⟦pages⟧, {EN}",
     "Əliyev, İlham Işıq. <i>İstiqlal yolu: İlk illər</i>. Bakı: Elm, 2007. In <i>Beş mətn</i>, version 1.0.0 (31 January 2027). ⟦url⟧."),
    ("chicago", "en", ARTICLE, f"Işık İldır and Çağatay Öz, “Işıklı günler,” <i>Tarih Dergisi</i> 2, no. 8 (2022): ⟦pages⟧, {EN}",
     "İldır, Işık, and Çağatay Öz. “Işıklı günler.” <i>Tarih Dergisi</i> 2, no. 8 (2022): 12–34. "
     "In <i>Beş mətn</i>, version 1.0.0 (31 January 2027). ⟦url⟧."),
    ("chicago", "en", NO_AUTHOR, f"<i>Cümhuriyyət</i> (Bakı: Elm, 2007), ⟦pages⟧, {EN}",
     "<i>Cümhuriyyət</i>. Bakı: Elm, 2007. In <i>Beş mətn</i>, version 1.0.0 (31 January 2027). ⟦url⟧."),
    ("chicago", "en", NO_DATE, f"İlham Işıq Əliyev, <i>İstiqlal yolu</i> (Bakı: Elm, n.d.), ⟦pages⟧, {EN}",
     "Əliyev, İlham Işıq. <i>İstiqlal yolu</i>. Bakı: Elm, n.d. In <i>Beş mətn</i>, version 1.0.0 (31 January 2027). ⟦url⟧."),
    ("chicago", "en", NO_TITLE, f"Işık İldır and Çağatay Öz, [Atatürk ve dostu], <i>Tarih Dergisi</i> 2, no. 8 (2022): ⟦pages⟧, {EN}",
     "İldır, Işık, and Çağatay Öz. [Atatürk ve dostu]. <i>Tarih Dergisi</i> 2, no. 8 (2022): 12–34. "
     "In <i>Beş mətn</i>, version 1.0.0 (31 January 2027). ⟦url⟧."),
    ("chicago", "en", BARE, f"[Atatürk ve dostu], n.d., ⟦pages⟧, {EN}",
     "[Atatürk ve dostu]. N.d. In <i>Beş mətn</i>, version 1.0.0 (31 January 2027). ⟦url⟧."),
    ("chicago", "tr", ARTICLE,
     f"Işık İldır ve Çağatay Öz, “Işıklı günler”, <i>Tarih Dergisi</i> 2, sy. 8 (2022): ⟦pages⟧, {TR}, ⟦anchor⟧, ⟦url⟧.",
     f"İldır, Işık ve Çağatay Öz. “Işıklı günler”. <i>Tarih Dergisi</i> 2, sy. 8 (2022): 12-34. {TR}. ⟦url⟧."),
    ("chicago", "az", ARTICLE,
     f"Işık İldır və Çağatay Öz, “Işıklı günler”, <i>Tarih Dergisi</i> 2, № 8 (2022): ⟦pages⟧, {AZ}, ⟦anchor⟧, ⟦url⟧.",
     f"İldır, Işık və Çağatay Öz. “Işıklı günler”. <i>Tarih Dergisi</i> 2, № 8 (2022): 12–34. {AZ}. ⟦url⟧."),
    ("chicago", "az", NO_DATE, f"İlham Işıq Əliyev, <i>İstiqlal yolu</i> (Bakı: Elm, tarixsiz), ⟦pages⟧, {AZ}, ⟦anchor⟧, ⟦url⟧.",
     f"Əliyev, İlham Işıq. <i>İstiqlal yolu</i>. Bakı: Elm, tarixsiz. {AZ}. ⟦url⟧."),
    ("chicago", "tr", replace(BARE, authors=ARTICLE.authors[:1]), f"Işık İldır, [Atatürk ve dostu], t.y., ⟦pages⟧, {TR}, ⟦anchor⟧, ⟦url⟧.",
     f"İldır, Işık. [Atatürk ve dostu]. T.y. {TR}. ⟦url⟧."),
    ("mla", "en", BOOK, "(Əliyev ⟦pages⟧; ⟦anchor⟧)",
     "Əliyev, İlham Işıq. <i>İstiqlal yolu: İlk illər</i>. Elm, 2007. <i>Beş mətn</i>, version 1.0.0, 31 Jan. 2027, ⟦url⟧."),
    ("mla", "en", ARTICLE, "(İldır and Öz ⟦pages⟧; ⟦anchor⟧)",
     "İldır, Işık, and Çağatay Öz. “Işıklı günler.” <i>Tarih Dergisi</i>, vol. 2, no. 8, 2022, pp. 12–34. "
     "<i>Beş mətn</i>, version 1.0.0, 31 Jan. 2027, ⟦url⟧."),
    ("mla", "en", NO_AUTHOR, "(<i>Cümhuriyyət</i> ⟦pages⟧; ⟦anchor⟧)",
     "<i>Cümhuriyyət</i>. Elm, 2007. <i>Beş mətn</i>, version 1.0.0, 31 Jan. 2027, ⟦url⟧."),
    ("mla", "en", BARE, "([Atatürk ve dostu] ⟦pages⟧; ⟦anchor⟧)",
     "[Atatürk ve dostu]. <i>Beş mətn</i>, version 1.0.0, 31 Jan. 2027, ⟦url⟧."),
    ("mla", "tr", ARTICLE, "(İldır ve Öz ⟦pages⟧; ⟦anchor⟧)",
     "İldır, Işık ve Çağatay Öz. “Işıklı günler”. <i>Tarih Dergisi</i>, c. 2, sy. 8, 2022, ss. 12-34. "
     "<i>Beş mətn</i>, sürüm 1.0.0, 31 Ocak 2027, ⟦url⟧."),
    ("mla", "az", ARTICLE, "(İldır və Öz ⟦pages⟧; ⟦anchor⟧)",
     "İldır, Işık və Çağatay Öz. “Işıklı günler”. <i>Tarih Dergisi</i>, c. 2, № 8, 2022, s. 12–34. "
     "<i>Beş mətn</i>, versiya 1.0.0, 31 yanvar 2027, ⟦url⟧."),
    ("apa", "en", BOOK, "(Əliyev, 2007, p. ⟦pages⟧, ⟦anchor⟧)",
     "Əliyev, İ. I. (2007). <i>İstiqlal yolu: İlk illər</i>. Elm. In <i>Beş mətn</i> (Version 1.0.0, January 31, 2027). ⟦url⟧"),
    ("apa", "en", ARTICLE, "(İldır &amp; Öz, 2022, p. ⟦pages⟧, ⟦anchor⟧)",
     "İldır, I., &amp; Öz, Ç. (2022). Işıklı günler. <i>Tarih Dergisi</i>, <i>2</i>(8), 12–34. "
     "In <i>Beş mətn</i> (Version 1.0.0, January 31, 2027). ⟦url⟧"),
    ("apa", "en", NO_AUTHOR, "(<i>Cümhuriyyət</i>, 2007, p. ⟦pages⟧, ⟦anchor⟧)",
     "<i>Cümhuriyyət</i>. (2007). Elm. In <i>Beş mətn</i> (Version 1.0.0, January 31, 2027). ⟦url⟧"),
    ("apa", "en", BARE, "([Atatürk ve dostu], n.d., p. ⟦pages⟧, ⟦anchor⟧)",
     "[Atatürk ve dostu]. (n.d.). In <i>Beş mətn</i> (Version 1.0.0, January 31, 2027). ⟦url⟧"),
    ("apa", "tr", ARTICLE, "(İldır ve Öz, 2022, s. ⟦pages⟧, ⟦anchor⟧)",
     "İldır, I. ve Öz, Ç. (2022). Işıklı günler. <i>Tarih Dergisi</i>, <i>2</i>(8), 12-34. "
     "<i>Beş mətn</i> içinde (Sürüm 1.0.0, 31 Ocak 2027). ⟦url⟧"),
    ("apa", "az", BOOK, "(Əliyev, 2007, s. ⟦pages⟧, ⟦anchor⟧)",
     "Əliyev, İ. I. (2007). <i>İstiqlal yolu: İlk illər</i>. Elm. <i>Beş mətn</i> nəşrində (Versiya 1.0.0, 31 yanvar 2027). ⟦url⟧"),
    ("isnad", "tr", BOOK,
     f"İlham Işıq Əliyev, <i>İstiqlal yolu: İlk illər</i> (Bakı: Elm, 2007), ⟦pages⟧, {TR}, ⟦anchor⟧ (Erişim ⟦accessed:long⟧).",
     f"Əliyev, İlham Işıq. <i>İstiqlal yolu: İlk illər</i>. Bakı: Elm, 2007. {TR}. Erişim ⟦accessed:long⟧. ⟦url⟧"),
    ("isnad", "tr", ARTICLE,
     f"Işık İldır - Çağatay Öz, “Işıklı günler”, <i>Tarih Dergisi</i> 2/8 (2022), ⟦pages⟧, {TR}, ⟦anchor⟧ (Erişim ⟦accessed:long⟧).",
     f"İldır, Işık - Öz, Çağatay. “Işıklı günler”. <i>Tarih Dergisi</i> 2/8 (2022), 12-34. {TR}. Erişim ⟦accessed:long⟧. ⟦url⟧"),
    ("isnad", "tr", NO_DATE, f"İlham Işıq Əliyev, <i>İstiqlal yolu</i> (Bakı: Elm, ts.), ⟦pages⟧, {TR}, ⟦anchor⟧ (Erişim ⟦accessed:long⟧).",
     f"Əliyev, İlham Işıq. <i>İstiqlal yolu</i>. Bakı: Elm, ts. {TR}. Erişim ⟦accessed:long⟧. ⟦url⟧"),
    ("gost", "ru", BOOK, f"Əliyev İ. I. İstiqlal yolu : İlk illər. Bakı: Elm, 2007. С. ⟦pages⟧. {RU} ⟦anchor⟧. URL: ⟦url⟧ {READ}",
     f"Əliyev İ. I. İstiqlal yolu : İlk illər. Bakı: Elm, 2007. {RU} URL: ⟦url⟧ {READ}"),
    ("gost", "ru", ARTICLE,
     f"İldır I., Öz Ç. Işıklı günler // Tarih Dergisi. 2022. Т. 2. № 8. С. ⟦pages⟧. {RU} ⟦anchor⟧. URL: ⟦url⟧ {READ}",
     f"İldır I., Öz Ç. Işıklı günler // Tarih Dergisi. 2022. Т. 2. № 8. С. 12–34. {RU} URL: ⟦url⟧ {READ}"),
    ("gost", "ru", replace(BOOK, place=""),
     f"Əliyev İ. I. İstiqlal yolu : İlk illər. Elm, 2007. С. ⟦pages⟧. {RU} ⟦anchor⟧. URL: ⟦url⟧ {READ}",
     f"Əliyev İ. I. İstiqlal yolu : İlk illər. Elm, 2007. {RU} URL: ⟦url⟧ {READ}"),
    ("gost", "ru", BARE, f"[Atatürk ve dostu]. С. ⟦pages⟧. {RU} ⟦anchor⟧. URL: ⟦url⟧ {READ}",
     f"[Atatürk ve dostu]. {RU} URL: ⟦url⟧ {READ}"),
])  # fmt: skip
def test_a_style_makes_the_sentences_that_its_manual_asks_for(style, lang, item, note, entry):
    made = cite(STYLES[style], lang, item, RELEASED)
    assert made["note"]["page"] == note
    assert made["bibliography"] == {"none": entry}


@pytest.mark.parametrize("style, lang, none, pages", [
    ("chicago", "en", f"İlham Işıq Əliyev, <i>İstiqlal yolu: İlk illər</i> (Bakı: Elm, 2007), {EN}", "(Bakı: Elm, 2007), ⟦pages⟧, in"),
    ("mla", "en", "(Əliyev, ⟦anchor⟧)", "(Əliyev ⟦pages⟧; ⟦anchor⟧)"),
    ("apa", "en", "(Əliyev, 2007, ⟦anchor⟧)", "(Əliyev, 2007, pp. ⟦pages⟧, ⟦anchor⟧)"),
    ("apa", "tr", "(Əliyev, 2007, ⟦anchor⟧)", "(Əliyev, 2007, ss. ⟦pages⟧, ⟦anchor⟧)"),
    ("apa", "az", "(Əliyev, 2007, ⟦anchor⟧)", "(Əliyev, 2007, s. ⟦pages⟧, ⟦anchor⟧)"),
    ("gost", "ru",
     f"Əliyev İ. I. İstiqlal yolu : İlk illər. Bakı: Elm, 2007. {RU} ⟦anchor⟧. URL: ⟦url⟧ {READ}", "2007. С. ⟦pages⟧. Электрон."),
])  # fmt: skip
def test_a_note_is_whole_without_a_page_and_with_several(style, lang, none, pages):
    note = cite(STYLES[style], lang, BOOK, RELEASED)["note"]
    assert note["none"] == none and pages in note["pages"]


def test_a_draft_is_called_one_in_each_language():
    draft = replace(RELEASED, released="")
    words = {"en": "(draft)", "tr": "(taslak)", "az": "(qaralama)"}
    for lang, word in words.items():
        assert word in cite(STYLES["chicago"], lang, BOOK, draft)["note"]["none"]
    assert "(черновая версия)" in cite(STYLES["gost"], "ru", BOOK, draft)["note"]["none"]


@pytest.mark.parametrize("title, said", [
    ("Nə oldu?", "<i>Nə oldu?</i> Bakı"), ("Son...", "<i>Son...</i> Bakı"), ("A. B.", "<i>A. B.</i> Bakı"), ("Yol", "<i>Yol</i>. Bakı"),
])  # fmt: skip
def test_a_title_that_ends_in_a_mark_has_no_full_stop_after_it(title, said):
    item = replace(BOOK, title=title, subtitle="")
    assert f"Əliyev, İlham Işıq. {said}: Elm, 2007." in cite(STYLES["chicago"], "en", item, RELEASED)["bibliography"]["none"]


HOSTILE = """</script><script>x()</script><img src=x onerror=x()> & "q" 'a' {0} {edition} ⟦url⟧ \\d İı"""


def test_hostile_words_are_words_in_every_sentence():
    item = Item("x", "article-journal", HOSTILE, "", "az", "az", (Name(HOSTILE, HOSTILE), Name(HOSTILE)), date=HOSTILE, place=HOSTILE,
                publisher=HOSTILE, container=HOSTILE, volume=HOSTILE, issue=HOSTILE, pages=HOSTILE)  # fmt: skip
    for style in STYLES.values():
        for lang in style.sentences:
            for each in (item, replace(item, type="book", authors=(), editors=item.authors)):
                for sentences in cite(style, lang, each, Reading(HOSTILE, HOSTILE, HOSTILE)).values():
                    for sentence in sentences.values():
                        assert not re.search(r"<(?!/?i>)", sentence) and not re.search(r"&(?!lt;|gt;|amp;)", sentence), sentence
                        assert "&lt;script&gt;x()&lt;/script&gt;" in sentence
                        assert sentence.count("⟦url⟧") <= 1


@pytest.mark.parametrize("said, name", [
    ("Abdulla Şaiq", Name("Şaiq", "Abdulla")), ("Əliyev, İlham", Name("Əliyev", "İlham")), ("Anonim", Name("Anonim")),
    ("Mir Cəfər Bağırov", Name("Bağırov", "Mir Cəfər")),
])  # fmt: skip
def test_a_name_is_taken_apart(said, name):
    assert name_of_person(said) == name


def test_a_books_scientific_editor_is_not_cited_but_stands_for_a_missing_author():
    work = Work("x", "az", "book", "Yol", authors=("Ad Soyad",), editors=("Elmi Redaktor",))
    assert item_of(work, ("Yol", "az"), "az").editors == ()
    item = item_of(replace(work, authors=()), ("Yol", "az"), "az")
    assert cite(STYLES["chicago"], "az", item, RELEASED)["note"]["none"].startswith("Elmi Redaktor, red., <i>Yol</i>")


# Other programs

CSL_FIELDS = set("""
type id citation-key categories language journalAbbreviation shortTitle author chair collection-editor compiler composer
container-author contributor curator director editor editorial-director executive-producer guest host illustrator interviewer
narrator organizer original-author performer producer recipient reviewed-author script-writer series-creator translator accessed
available-date event-date issued original-date submitted abstract annote archive archive_collection archive_location archive-place
authority call-number chapter-number citation-number citation-label collection-number collection-title container-title
container-title-short dimensions division DOI edition event event-title event-place first-reference-note-number genre ISBN ISSN issue
jurisdiction keyword locator medium note number number-of-pages number-of-volumes original-publisher original-publisher-place
original-title page page-first part part-title PMCID PMID printing publisher publisher-place references reviewed-genre reviewed-title
scale section source status supplement title title-short URL version volume volume-title volume-title-short year-suffix custom
""".split())  # fmt: skip
"""The fields of CSL's schema for data (csl-data.json)."""


@pytest.mark.parametrize("item", [BOOK, ARTICLE, NO_AUTHOR, NO_DATE, NO_TITLE, BARE], ids=lambda item: item.title)
def test_csl_json_has_fields_of_its_schema_alone(item):
    (said,) = json.loads(csl_json(item, "Beş mətn", "qeyd"))
    assert set(said) <= CSL_FIELDS and {"id", "type", "title"} <= set(said) and "" not in said.values()
    assert all(set(name) <= {"family", "given", "literal"} for name in said.get("author", []))
    assert set(said["accessed"]) == {"raw"} and set(said.get("issued", {})) <= {"date-parts", "literal"}


def test_csl_json_says_all_of_an_article():
    assert csl_item(ARTICLE) == {
        "id": "meqale", "type": "article-journal", "title": "Işıklı günler", "container-title": "Tarih Dergisi", "volume": "2",
        "issue": "8", "author": [{"family": "İldır", "given": "Işık"}, {"family": "Öz", "given": "Çağatay"}], "page": "12-34",
        "issued": {"date-parts": [[2022]]}, "language": "tr",
    }  # fmt: skip


def test_bibtex_is_for_biblatex_in_utf_8():
    assert bibtex(replace(ARTICLE, container="Tarih & Dil_{1} 100% #2 $ ~ ^ \\"), "Beş mətn, 1.0.0, ⟦anchor⟧") == (
        "@article{meqale,\n"
        "  author = {İldır, Işık and Öz, Çağatay},\n"
        "  title = {{Işıklı günler}},\n"
        r"  journaltitle = {Tarih \& Dil\_\textbraceleft{}1\textbraceright{} 100\% \#2 \$ \textasciitilde{} \textasciicircum{} \textbackslash{}},"
        "\n  volume = {2},\n  number = {8},\n  pages = {12--34},\n  date = {2022},\n  langid = {turkish},\n"
        "  addendum = {Beş mətn, 1.0.0, ⟦anchor⟧},\n  url = {⟦url⟧},\n  urldate = {⟦accessed:iso⟧},\n}\n"
    )
    assert "author = {{Ali and Co}}" in bibtex(replace(BOOK, authors=(Name("Ali and Co"),)), "")


def test_bibtex_is_balanced_whatever_stands_in_it():
    made = bibtex(replace(BOOK, title="}{ \\} {", authors=(Name("a and b", "x, y"),)), "}")
    depth = 0
    for char in made:
        depth += {"{": 1, "}": -1}.get(char, 0)
        assert depth >= 0
    assert depth == 0 and "\\}" not in made


def test_ris_has_a_line_for_each_thing_known():
    assert ris(ARTICLE, "Beş\nmətn").split("\n") == [
        "TY  - JOUR", "ID  - meqale", "AU  - İldır, Işık", "AU  - Öz, Çağatay", "TI  - Işıklı günler", "T2  - Tarih Dergisi", "PY  - 2022",
        "DA  - 2022//", "VL  - 2", "IS  - 8", "SP  - 12", "EP  - 34", "LA  - tr", "N1  - Beş mətn", "UR  - ⟦url⟧",
        "Y2  - ⟦accessed:iso⟧", "ER  - ", "",
    ]  # fmt: skip
    assert ris(BOOK, "").startswith("TY  - BOOK\n") and "CY  - Bakı\nPB  - Elm\n" in ris(BOOK, "")


# The site's file


def unit(anchor: str, page: int = 0, *turns: tuple[int, int]) -> Unit:
    return Unit(kind="paragraph", lang="az", text="bir iki", breaks=(LineBreak(0, 1, "space"),), anchor=anchor, page=page,
                turns=tuple(PageTurn(*turn) for turn in turns))  # fmt: skip


PAGES = (PrintedPage(None, "unknown"), PrintedPage(44, "stated"), PrintedPage(45, "inferred"))


@pytest.mark.parametrize("each, pages", [
    (unit("p1"), []), (unit("p1", 0, (3, 1)), []), (unit("p1", 1), ["44", "44"]), (unit("p1", 1, (0, 1)), ["44", "44"]),
    (unit("p1", 1, (4, 2)), ["44", "[45]"]), (unit("p1", 2), ["[45]", "[45]"]), (unit("p1", 1, (7, 2)), ["44", "44"]),
], ids=["unknown", "partly known", "stated", "opens its page", "over two", "counted", "a turn after its last letter"])  # fmt: skip
def test_printed_pages_are_those_on_which_a_unit_has_letters(each, pages):
    assert printed_pages(each, PAGES) == pages


FACTS = Facts({"az": "Beş mətn", "tr": "Beş metin", "en": "Five texts"}, {}, "en", "1.1.0", "2027-02-28",
              "https://example.org/e/", "https://example.org/git")  # fmt: skip
NOTE = Note(kind="note", lang="az", text="qeyd", breaks=(), anchor="n1", mark="1", page=1)
TEXT = Text(Work("probe", "az", "article", supplied_title={"az": "Adsız <yazı>", "tr": "Adsız yazı", "en": "A piece"}),
            Source("text.txt", ""), (unit("h1"), unit("p1", 1), unit("p2", 1, (4, 2))), (NOTE,), (), PAGES)  # fmt: skip
HISTORY = TextHistory((("1.0.0", "2027-01-31"), ("1.1.0", "2027-02-28")), {
    "h1": AnchorHistory("1.0.0"), "p1": AnchorHistory("1.0.0", ("1.1.0",), (("bir", "1.0.0"),)), "p2": AnchorHistory("1.1.0"),
    "n1": AnchorHistory("1.0.0"), "p3": AnchorHistory("1.0.0", (), (("üç", "1.0.0"),), "p1"),
    "p4": AnchorHistory("1.0.0", (), (), "", ("1.1.0", "dörd \u2028 </script>")),
})  # fmt: skip


def data(script: bytes) -> dict:
    head, said = '(window.editionCiting=window.editionCiting||{})["probe"]=', script.decode()
    assert said.startswith(head) and said.endswith(";\n") and "\u2028" not in said
    return json.loads(said.removeprefix(head).removesuffix(";\n"))


def test_the_sites_file_says_what_the_pages_scripts_need():
    told = data(cite_text(TEXT, HISTORY, FACTS, STYLES.values(), "az").script)
    citations, exported = told.pop("citations"), told.pop("exports")
    assert told == {
        "lang": "az", "title": "[Adsız <yazı>]", "edition": FACTS.title, "version": "1.1.0", "released": "2027-02-28",
        "address": "https://example.org/e/", "repository": "https://example.org/git",
        "releases": [["1.0.0", "2027-01-31"], ["1.1.0", "2027-02-28"]],
        "order": ["h1", "p1", "p2"], "notes": ["n1"], "pages": {"p1": ["44", "44"], "p2": ["44", "[45]"], "n1": ["44", "44"]},
        "since": {"": "1.0.0", "p2": "1.1.0"}, "changed": {"p1": ["1.1.0"]}, "old": {"p1": [["1.0.0", "bir"]], "p3": [["1.0.0", "üç"]]},
        "into": {"p3": "p1"}, "gone": {"p4": ["1.1.0", "dörd \u2028 </script>"]},
    }  # fmt: skip
    assert [(one["id"], list(one["langs"])) for one in citations] == [
        ("chicago", ["en", "tr", "az"]), ("mla", ["en", "tr", "az"]), ("apa", ["en", "tr", "az"]), ("isnad", ["tr"]), ("gost", ["ru"]),
    ]  # fmt: skip
    chicago = citations[0]["langs"]
    assert chicago["en"]["note"]["none"] == "[A piece], n.d., in <i>Five texts</i>, version 1.1.0 (28 February 2027), ⟦anchor⟧, ⟦url⟧."
    assert chicago["az"]["note"]["none"].startswith("[Adsız &lt;yazı&gt;], tarixsiz, <i>Beş mətn</i> nəşrində")
    assert list(exported) == ["bibtex", "ris", "csl"]
    assert "addendum = {Beş mətn, 1.1.0 (2027-02-28), ⟦anchor⟧}" in exported["bibtex"]["none"]


def test_a_text_without_printed_pages_has_no_sentences_with_any():
    unpaged = replace(TEXT, pages=PAGES[:1] * 3)
    told = data(cite_text(unpaged, HISTORY, FACTS, STYLES.values(), "az").script)
    assert told["pages"] == {} and all(set(made["note"]) == {"none"} for one in told["citations"] for made in one["langs"].values())


def test_the_line_for_a_printed_page_has_the_address_where_there_is_one():
    cited = cite_text(TEXT, HISTORY, FACTS, STYLES.values(), "az")
    assert cited.printed.endswith("<i>Beş mətn</i> nəşrində, versiya 1.1.0 (28 fevral 2027). https://example.org/e/probe/.")
    nowhere = cite_text(TEXT, HISTORY, replace(FACTS, address=""), STYLES.values(), "az").printed
    assert nowhere.endswith("versiya 1.1.0 (28 fevral 2027).")
    assert item_in(TEXT, FACTS, "az").url == "https://example.org/e/probe/"


@pytest.mark.parametrize("sentence, said", [("A (1). ⟦url⟧.", "A (1)."), ("A, draft, ⟦url⟧.", "A, draft."), ("A (1). ⟦url⟧", "A (1).")])
def test_a_sentence_without_an_address_ends_where_it_would_stand(sentence, said):
    assert with_address(sentence, "") == said


def test_every_text_is_cited_in_every_style_and_lightly(site: Site):
    for text in site.edition.texts:
        script = site.files[f"{text.id}/cite.js"]
        told = json.loads(script.decode().split("=", 2)[2].removesuffix(";\n"))
        assert told["order"] == [each.anchor for each in text.units] and told["notes"] == [each.anchor for each in text.notes]
        for citation in told["citations"]:
            for made in citation["langs"].values():
                for sentence in (*made["note"].values(), *made["bibliography"].values()):
                    assert not re.search(r"None|\.\.(?!\.)|,,| ,| \.|<i></i>|“”|\(\)|\{|\}", sentence), sentence
                assert all("⟦anchor⟧" in sentence for sentence in made["note"].values())
        assert len(gzip.compress(re.sub(rb'"(pages|old)":\{.*?\},"', b'"', script), 6, mtime=0)) < 6000


# Faults


GOST = "csl/gost-r-7-0-5-2008.csl"


def faulty(name: str, old: str, new: str) -> dict[str, str]:
    content = TEMPLATES[f"csl/{name}"]
    assert old in content
    return {**TEMPLATES, f"csl/{name}": content.replace(old, new, 1)}


@pytest.mark.parametrize("templates, path, code", [
    ({}, "citations.yaml", "file-missing"),
    ({name: content for name, content in TEMPLATES.items() if name != "csl/apa.csl"}, "apa.csl", "file-missing"),
    (faulty("apa.csl", "<info>", "<info"), "apa.csl", "citation-style"),
    (faulty("apa.csl", '<?xml version="1.0" encoding="utf-8"?>', '<!DOCTYPE style [<!ENTITY x "y">]>'), "apa.csl", "citation-style"),
    ({**TEMPLATES, "csl/apa.csl": "<style/>"}, "apa.csl", "citation-style"),
    ({**TEMPLATES, GOST: TEMPLATES[GOST].replace("bibliography", "list")}, "gost-r-7-0-5-2008.csl", "citation-style"),
    ({**TEMPLATES, "csl/locales-az-AZ.xml": "x"}, "locales-az-AZ.xml", "citation-style"),
    (faulty("citations.yaml", "  ru: {", "  rü: {"), "citations.yaml", "citation-style"),
    (faulty("citations.yaml", "({state}), ⟦", "({stage}), ⟦"), "citations.yaml", "citation-style"),
    (faulty("citations.yaml", "{month}", "{moon}"), "citations.yaml", "citation-style"),
    ({**TEMPLATES, "csl/citations.yaml": "- x"}, "citations.yaml", "citation-style"),
    ({**TEMPLATES, "csl/citations.yaml": "a: [\n"}, "citations.yaml", ""),
])  # fmt: skip
def test_a_style_that_cannot_be_read_is_named(templates, path, code):
    with pytest.raises(EditionError) as raised:
        read_styles(templates)
    (problem,) = raised.value.problems
    assert problem.path == f"templates/csl/{path}" and (problem.code == code or not code)


def test_a_style_that_fails_at_work_is_named():
    styles = read_styles(faulty("gost-r-7-0-5-2008.csl", '<text macro="work"/>', '<text macro="walk"/>'))
    with pytest.raises(EditionError) as raised:
        cite(styles[-1], "ru", BOOK, RELEASED)
    assert [(problem.path, problem.code) for problem in raised.value.problems] == [(f"templates/{GOST}", "citation-style")]


def test_each_style_that_travels_says_its_licence_and_who_made_it():
    for name, content in TEMPLATES.items():
        if name.endswith((".csl", ".xml")):
            assert 'license="http://creativecommons.org/licenses/by-sa/3.0/"' in content and "<name>" in content, name
            assert name.removeprefix("csl/") in TEMPLATES["csl/README.md"]
