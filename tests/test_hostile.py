"""Nasty texts, emendations and records: nothing is raised, nothing is lost, nothing is done in silence."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import unicodedata
from pathlib import Path

import html5lib
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from edition.changes import compare, with_anchors
from edition.ledger import Ledger, header, read_ledger
from edition.loader import load_text
from edition.model import KINDS, Source, Text, Work
from edition.problem import Problem, has_errors, report
from edition.profile import CHOICES, EMENDATIONS, Descriptor, Emendation, OutlineEntry, Profile
from edition.proof import prove, rebuild, without_space
from edition.source import read_source
from tests.broken.editions import change, renew, run_edition, sound_edition

WORDS = ["Azərbaycan", "və", "bir", "Türk", "İstiqlal", "hökuməti", "gün", "А.Н.", "Rus-", "Sovyet", "1918-ci", "s. 12-13",
         "16: 00", "1. 000. 000", "(1)", "(2)", "(19)", "söz1", "söz.1", "söz2,", "söz”.2", ")3", "söz*", "**", "*", "***", "-", "–", "—",
         "\u00ad", "so\u00ad", "‐", "“", "”", "«", "»:", "dedi:", ".", "...", "?", "1", "2", "3", "12", "007", "١", "²", "ⅷ", "①",
         "<script>owned()</script>", "</script><img onerror=owned() src=x>", '" onmouseover="owned()', "' onclick='owned()",
         "&lt;script&gt;", "&#60;", "<!--", "-->", "]]>", "{{ 7*7 }}", "{% raw %}", "[x](javascript:owned())", "# H", "> q", "`c`",
         "a" * 300, "o\u0308", "\u0308", "\u1100", "\u1161", "\u200b", "\ufeff", "𐤀", "🇦🇿", "\u2028", "\xa0", "\t", "\f"]  # fmt: skip
LINES = ["", "", " ", " " * 29, " " * 30, " " * 61, "\t" * 30, "\f", "1", " 2", "3 ", "4", "12", "1918", "0", "- 7 -", "*", "(1)", "1Not",
         "1 Not", "2 Not.", "3 12 Mart", "* Not", "*** Not", "2. Not", "-", "- madde", "• madde"]  # fmt: skip

words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
line = st.one_of(
    st.sampled_from(LINES),
    words,
    st.builds("{}{}{}".format, st.sampled_from(["", " ", "   "]), words, st.sampled_from(["", " ", "   ", "1", "-", ".", ".2"])),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=9),
)
notes = st.builds(lambda first, bodies: "\n".join([" " * 40, *(f"{first + at} {body}" for at, body in enumerate(bodies))]),
                  st.integers(1, 3), st.lists(words, min_size=1, max_size=3))  # fmt: skip
sources = st.lists(st.one_of(line, line, line, notes), min_size=1, max_size=25).map("\n".join)
profiles = st.builds(Profile, **{key.replace("-", "_"): st.sampled_from(sorted(said)) for key, said in CHOICES.items()})


@st.composite
def descriptors(draw, rows: list[str], emended: bool) -> Descriptor:
    """A descriptor that is true of the rows: what its outline and its emendations say stands there, stands there."""
    outline, emendations = [], []
    for number, row in enumerate(rows, 1):
        said = " ".join(row.split())
        part = said[: draw(st.integers(1, len(said)))].strip() if said else ""
        choice = draw(st.integers(0, 20)) if part else 20
        if choice == 0:
            contains = draw(st.sampled_from(["notes", "paragraph", "toc", "bibl", "verse"]))
            outline.append(OutlineEntry(said, "heading", draw(st.integers(1, 6)), contains, index=len(outline)))
        elif choice == 1:
            outline.append(OutlineEntry(part, draw(st.sampled_from(KINDS[:1] + KINDS[2:])), index=len(outline)))
        elif choice < 6 and emended:
            marks = [said[: match.end()] for match in re.finditer(r"[0-9]+\)?|\*+", said)]
            what = draw(st.sampled_from(sorted(EMENDATIONS)))
            stands = draw(st.sampled_from(marks)) if marks and what.endswith("reference") else part
            emendations.append(Emendation(number, stands, what, "why", len(emendations)))
    return Descriptor("text.yaml", "text.txt", "az", draw(profiles), tuple(outline), tuple(emendations),
                      draw(st.sampled_from([(), (("Cyrillic", "ru"),)])), draw(st.sampled_from(["", "tr"])))  # fmt: skip


@st.composite
def texts(draw, emended: bool = True) -> tuple[bytes, Descriptor]:
    data = draw(sources).replace("\n", draw(st.sampled_from(["\n", "\r\n", "\r"]))).encode()
    return data, draw(descriptors([row.text for row in read_source(data, "")[0]], emended))


def load(data: bytes, descriptor: Descriptor) -> tuple[Text | None, list[Problem]]:
    return load_text(data, Work("probe", "az", "book"), Source("text.txt", hashlib.sha256(data).hexdigest()), descriptor)


hostile = settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))


@hostile
@given(texts())
def test_whatever_the_source_every_letter_is_in_its_place_or_an_error_is_told(case):
    text, problems = load(*case)
    assert report(problems) or not problems
    if text is None or has_errors(problems):
        return
    source, _ = read_source(case[0], "text.txt")
    assert prove(text, source, "text.txt") == []
    assert rebuild(text) == {row.number: without_space(row.text) for row in source if not row.blank}


@hostile
@given(texts())
def test_whatever_the_source_offsets_stand_in_their_text_and_references_lead_to_notes(case):
    text, problems = load(*case)
    if text is None or has_errors(problems):
        return
    keys = {note.key for note in text.notes}
    assert len(keys) == len(text.notes)
    for unit in (*text.units, *text.notes):
        assert unit.text == " ".join(unit.text.split()) and unicodedata.is_normalized("NFC", unit.text)
        places = [brk.offset for brk in unit.breaks]
        assert places == sorted(places) and all(0 <= at <= len(unit.text) for at in places)
        assert all(0 <= ref.offset <= len(unit.text) and ref.key in keys for ref in unit.refs)
        assert all(0 <= span.start < span.end <= len(unit.text) for span in unit.langs)
        assert {unit.page, *(turn.page for turn in unit.turns)} <= set(range(len(text.pages)))


@hostile
@given(texts(emended=False))
def test_what_the_outline_says_opens_a_unit_opens_it_or_an_error_is_told(case):
    text, problems = load(*case)
    if text is None or has_errors(problems):
        return
    opened = iter([(unit.kind, unit.level) for unit in text.units])
    assert all((entry.kind, entry.level) in opened for entry in case[1].outline)


@hostile
@given(texts())
def test_whatever_the_source_its_ledger_can_be_written_and_read_again(case):
    text, problems = load(*case)
    if text is None or has_errors(problems):
        return
    content = header("probe") + "\n" + "".join(row + "\n" for row in compare(Ledger("probe"), text).records)
    ledger, problems = read_ledger(content, "probe", "ledger.tsv")
    assert problems == []
    again = compare(ledger, text)
    anchors = [unit.anchor for part in [with_anchors(text, ledger, again)] for unit in (*part.units, *part.notes)]
    assert again.records == [] and len(set(anchors)) == len(anchors) and all(anchors)


# Emendations: true of their lines, and yet not to be carried out in silence


def read(source: str, *emendations: tuple[int, str, str], outline: str = "", **choices: str) -> tuple[Text, set[str]]:
    """The text with these emendations (line, stands, is), and the codes of its errors."""
    plain = {"notes": "page-foot", "references": "glued", "page_tops": "leading-space", "page_numbers": "none",
             "paragraphs": "blank-line", "trailing_spaces": "noise", "line_spacing": "single", "hyphens": "hard"}  # fmt: skip
    said = tuple(Emendation(*each, "why", index) for index, each in enumerate(emendations))
    entries = (OutlineEntry(outline, "heading", 1),) if outline else ()
    descriptor = Descriptor("text.yaml", "text.txt", "az", Profile(**plain | choices), entries, said)
    text, problems = load(source.replace("<rule>", " " * 40).encode(), descriptor)
    assert text
    return text, {problem.code for problem in problems if problem.severity == "error"}


@pytest.mark.parametrize("what", ["soft-hyphen", "hard-hyphen"])
def test_a_hyphen_that_is_not_there_is_not_taken_away(what):
    text, errors = read("Bir söz\nikinci sətir.", (1, "Bir", what))
    assert errors or text.units[0].text == "Bir söz ikinci sətir."


@pytest.mark.parametrize("line, stands, what", [
    (1, "Bir söz", "note"), (1, "Bir söz", "note-text"), (1, "Bir söz1", "soft-hyphen"), (1, "Bir söz1", "dash"),
    (1, "Bir söz", "page-top"), (1, "Bir", "no-reference"), (3, "1 Qeyd", "verse"), (3, "1 Qeyd", "continues"), (3, "1", "reference"),
])  # fmt: skip
def test_an_emendation_without_effect_is_an_error(line, stands, what):
    assert read("Bir söz1 və bir söz daha.\n<rule>\n1 Qeyd.", (line, stands, what))[1]


def test_emendations_that_contradict_each_other_are_an_error():
    assert read("Bir-\niki.", (1, "Bir", "soft-hyphen"), (1, "Bir", "hard-hyphen"))[1]


def test_two_references_on_one_line_can_both_be_told():
    source, told = "Mətn 1 burada 2 axır.\n<rule>\n1 Qeyd.\n2 Qeyd.", [(1, "Mətn 1"), (1, "Mətn 1 burada 2")]
    text, errors = read(source, *((*place, "reference") for place in told))
    assert errors or [(ref.mark, ref.offset) for ref in text.units[0].refs] == [("1", 4), ("2", 11)]


def test_telling_the_reference_to_note_11_does_not_hide_the_one_to_note_1():
    source = "A1 b2 c3 d4 e5 f6 g7 h8 i9 j10\nk 11 son.\n<rule>\n" + "\n".join(f"{number} Qeyd." for number in range(1, 12))
    text, _ = read(source, (2, "k 11", "reference"))
    assert [ref.mark for ref in text.units[0].refs] == [str(number) for number in range(1, 12)]


def test_telling_a_reference_on_one_page_does_not_hide_the_same_number_on_another():
    text, _ = read("Bir söz1 burada.\n<rule>\n1 Qeyd.\n O biri 1 səhifə.\n<rule>\n1 Başqa qeyd.", (4, "O biri 1", "reference"))
    assert [ref.mark for unit in text.units for ref in unit.refs] == ["1", "1"]


def test_a_reference_after_a_broken_word_stands_before_its_second_half():
    text, _ = read("kuv\u00ad\n1\nvetlərini bu sətirdə göstərməyə yer yoxdur, çünki o çox uzundur.\n<rule>\n1 Qeyd.",
                   references="own-line", page_tops="after-notes")  # fmt: skip
    assert text.units[0].text.startswith("kuvvet") and text.units[0].refs[0].offset == 3


@pytest.mark.parametrize("choices", [{"page_numbers": "head"}, {"references": "own-line"}], ids=lambda choice: "".join(choice))
def test_a_number_that_the_outline_calls_a_heading_is_one(choices):
    text, errors = read("Əvvəl.\n\n1\n\nMətn burada.", outline="1", **choices)
    assert errors or [unit.kind for unit in text.units] == ["paragraph", "heading", "paragraph"]


@pytest.mark.parametrize("source", ["Bir söz.\n<rule>\n01 Qeyd.", "Bir söz 007 iki."], ids=["note", "reference"])
def test_a_number_with_zeros_before_it_gives_an_anchor_that_the_ledger_can_hold(source):
    text, _ = read(source, *[(1, "Bir söz 007", "reference")] * ("007" in source))
    rows = "\n".join([header("probe"), *compare(Ledger("probe"), text).records, ""])
    assert text.notes and read_ledger(rows, "probe", "ledger.tsv")[1] == []


# Pages

OWNED = """</script><script>owned()</script><img src=x onerror=owned()>"' onmouseover='owned()' style="owned"""
MARKDOWN = f"""# {OWNED}

<script>owned()</script> <a href="javascript:owned()">x</a> [x](javascript:owned()) [x](JaVaScRiPt:owned())
[x](data:text/html,owned()) [x](vbscript:owned) ![x](javascript:owned()) <javascript:owned()> [x]( javascript:owned())
[x](<java&#115;cript:owned()>) ![x" onerror="owned()](x.png "t\" onload=\"owned()")
{{{{ 71 * 73 }}}} <div onclick="owned()">x</div>

| {OWNED} |
|---|
"""


def hostile_edition(folder: Path) -> Path:
    """The sound edition with hostile words wherever there can be words."""
    edition = sound_edition(folder, pages=True)
    said, quoted = json.dumps(OWNED), json.dumps({lang: OWNED for lang in ("az", "tr", "en")})
    for old, new in (("yenə adi sözlər gəlir.", OWNED), ("İlk qeydin", f"İlk {OWNED}"), ("bir cümlə var.", f"{OWNED} var.")):
        change(edition / "sources/probe/text.txt", old, new)
    descriptor = edition / "sources/probe/text.yaml"
    change(descriptor, "title: Sınaq mətni", f"title: {said}")
    change(descriptor, "authors: [Adı Bilinməyən]", f"authors: [{said}]\neditors: [{said}]\nsubtitle: {said}\n"
           f"parallel-title: {{tr: {said}}}\nplace: {said}\npublisher: {said}\njournal: {said}\nvolume: {said}\nissue: {said}\n"
           f"pages: {said}\nevidence: {said}")  # fmt: skip
    change(descriptor, "en: Made up for the tests.", f"az: {said}\n  en: {said}")
    change(descriptor, "file: text.txt", f"file: text.txt\n  received-as: {said}")
    change(descriptor, "why: The line above is full by chance; a new matter begins.", f"why: {said}")
    facts = edition / "annotations/edition.yaml"
    facts.write_text(f"title: {quoted}\ndescription: {quoted}\nlang: en\nversion: '0.1.0'\ntexts: [probe]\n", encoding="utf-8")
    said_thrice = f"{{az: {said}, tr: {said}, en: {said}}}"
    shutil.rmtree(edition / "annotations/probe")
    for name, content in {
        "places.yaml": f"x:\n  type: other\n  name: {said_thrice}\n  description: {said_thrice}\n  forms: [Sonuncu abzas, 'owned()</script>']\n"
                       f"  also: [{said}]\n  evidence: {said}\n  relations:\n    - {{type: part-of, to: x, evidence: {said}}}\n",
        "works.yaml": f"w:\n  type: book\n  title: {said}\n  authors: [{said}]\n  container: {said}\n  publisher: {said}\n  cited-as: [İkinci qeydin mətni]\n",
        "probe/dates.yaml": f"- {{at: p3, quote: Üçüncü abzasda, edtf: 1920-04-27, why: {said}}}\n",
        "probe/corrections.yaml": f"- {{at: p3, sic: ikinci, corr: {said}, why: {said_thrice}, by: {json.dumps(OWNED[:40])}}}\n",
        "probe/comments.yaml": f"- {{at: p4, comment: {json.dumps({'en': MARKDOWN})}, by: {json.dumps(OWNED[:40])}}}\n",
    }.items():
        (edition / "annotations" / name).parent.mkdir(exist_ok=True)
        (edition / "annotations" / name).write_text(content, encoding="utf-8")
    for name in ("about.en.md", "data.az.md"):
        (edition / "annotations/pages" / name).write_text(MARKDOWN, encoding="utf-8")
    renew(edition)
    return edition


def test_hostile_words_are_shown_on_every_page_and_do_nothing(tmp_path):
    edition = hostile_edition(tmp_path / "edition")
    assert run_edition(edition, "anchors")[0] == 0 and run_edition(edition, "build")[0] == 0
    pages = sorted((edition / "site").rglob("*.html"))
    assert {"probe", "places/x", "places", "works/w", "chronology"} <= {page.parent.relative_to(edition / "site").as_posix() for page in pages}
    for page in pages:
        html = page.read_text(encoding="utf-8")
        assert "<script>owned" not in html and "<img src=x" not in html and "5183" not in html.split("<main", 1)[1]
        tree = html5lib.parse(html, treebuilder="lxml", namespaceHTMLElements=False)
        assert "owned()" in "".join(tree.getroot().itertext())
        for element in tree.iter(etree.Element):
            assert "owned" not in " ".join([element.tag, *element.keys()]) and not any(key.startswith("on") for key in element.keys())
            if element.get("type") == "application/ld+json":  # data, which nothing runs
                assert json.loads(element.text or "")["@context"] == "https://schema.org"
                continue
            assert element.tag not in ("script", "img") or "owned" not in (element.text or "") + element.get("src", "")
            assert "owned" not in element.get("href", "") and "owned" not in element.get("style", "")


def test_every_id_stands_once_on_a_page_also_where_notes_are_counted_anew_and_called_twice(tmp_path):
    edition = sound_edition(tmp_path / "edition", pages=True)
    source = edition / "sources/probe/text.txt"
    source.write_text(f"Bir 1 iki\nüç 1 dörd.\n{' ' * 40}\n1 Qeyd.\n O biri 1 səhifə.\n{' ' * 40}\n1 Başqa.\n", encoding="utf-8")
    descriptor = edition / "sources/probe/text.yaml"
    told = [f"  - {{line: {line}, stands: {words}, is: reference, why: x}}" for line, words in ((1, "Bir 1"), (2, "üç 1"), (5, "O biri 1"))]
    head = descriptor.read_text(encoding="utf-8").split("outline:")[0]
    descriptor.write_text("\n".join([head, "emendations:", *told]), encoding="utf-8")
    renew(edition)
    for name in ("probe", "places.yaml", "works.yaml"):
        shutil.rmtree(edition / "annotations" / name) if name == "probe" else (edition / "annotations" / name).unlink()
    assert run_edition(edition, "anchors", "--renumber")[0] == 0 and run_edition(edition, "build")[0] == 0
    ids = re.findall(' id="([^"]+)"', (edition / "site/probe/index.html").read_text(encoding="utf-8"))
    assert sorted(ids) == sorted(set(ids)) and {"n1", "n1-2"} <= set(ids)


def test_no_page_asks_another_server_for_anything(tmp_path):
    edition = sound_edition(tmp_path / "edition", pages=True)
    (edition / "annotations/pages/about.en.md").write_text("![x](http://example.org/x.png) ![y](//example.org/y.png)\n", encoding="utf-8")
    code, printed = run_edition(edition, "build")
    html = (edition / "site/about/index.html").read_text(encoding="utf-8") if code == 0 else ""
    assert not re.search(r'src="(https?:)?//', html), "the picture is fetched from elsewhere, and nothing is said"
