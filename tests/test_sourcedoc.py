"""A text as its source has it: every line to the letter, every reading text from its lines, what was done to each said."""

from __future__ import annotations

import gzip
import re
import unicodedata
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from edition.loader import load_text
from edition.model import Correction, PrintedPage, Source, Text, Work
from edition.problem import has_errors
from edition.profile import CHOICES, Descriptor, Profile
from edition.proof import prove
from edition.source import read_source
from edition.sourcedoc import (
    LETTERS,
    Elsewhere,
    Line,
    Row,
    RunKind,
    SourceDocument,
    _clusters,
    make_source_document,
    pack,
    reading_of,
    rows_of,
)
from tests.conftest import ROOT, Site
from tests.test_loader import load, read_cases


def anchored(text: Text) -> Text:
    """The text with some anchor for every unit and note."""
    units = tuple(replace(unit, anchor=f"p{number}") for number, unit in enumerate(text.units, 1))
    notes = tuple(replace(note, anchor=f"n{number}") for number, note in enumerate(text.notes, 1))
    return replace(text, units=units, notes=notes)


def document_of(source: str, **said) -> tuple[SourceDocument, Text]:
    """A made-up source, loaded as the loader's cases are."""
    text = anchored(load(source, said)[0])
    return make_source_document(text, {}), text


def check(document: SourceDocument, text: Text) -> None:
    """All that is promised of any document."""
    assert tuple("".join(run.text for run in line.runs) for line in document.lines) == text.source.lines
    for unit in (*text.units, *text.notes):
        assert reading_of(document, unit.anchor) == unit.text
        own = [line.number for line in document.lines if line.owner == unit.anchor]
        rows = rows_of(document, unit)
        assert [row.number for row in rows if isinstance(row, Line) and row.owner] == own == sorted(set(own))
        covered = [number for row in rows if not isinstance(row, PrintedPage) for number in
                   (range(row.first, row.last + 1) if isinstance(row, Elsewhere) else [row.number])]  # fmt: skip
        assert covered == (list(range(own[0], own[-1] + 1)) if own else [])
        runs = [run for line in document.lines if line.owner == unit.anchor for run in line.runs]
        assert [run.text for run in runs if run.kind == "reference"] == [ref.printed for ref in unit.refs]
        assert "".join(run.text for run in runs if run.kind == "hyphen") == "".join(brk.dropped for brk in unit.breaks)
    for line in document.lines:
        for run in line.runs:
            assert run.kind in LETTERS
            if run.kind in ("text", "sic"):
                assert run.read == run.text
            elif run.kind == "space":
                assert run.read in ("", " ") and (not run.text or run.text[0].isspace())
            elif run.kind == "normalized":
                assert not run.read or run.read != run.text
            else:
                assert not run.read


def shown(row: Row) -> str:
    """A row in one line: t‹text› and so on, with how its end is read."""
    if isinstance(row, Elsewhere):
        return f"{row.first}–{row.last}: {' '.join(row.owners)}"
    if isinstance(row, PrintedPage):
        return f"page {row.number} {row.status}"
    return f"{row.number} " + "".join(f"{LETTERS[run.kind]}‹{run.text}›" + (f"[{run.corr}]" if run.corr else "") for run in row.runs) + row.end


# ---- the real texts ----


def test_every_line_of_every_source_is_rebuilt_and_every_reading_text_with_it(site: Site):
    for text in site.edition.texts:
        document = make_source_document(text, {})
        assert "\n".join(text.source.lines) == (ROOT / "sources" / text.id / text.source.file).read_text().rstrip("\n")
        check(document, text)


def test_every_kind_but_what_the_sources_do_not_have_occurs_in_them(site: Site):
    documents = [make_source_document(text, {}) for text in site.edition.texts]
    kinds = {run.kind for document in documents for line in document.lines for run in line.runs}
    assert kinds == set(get_args(RunKind)) - {"normalized"} == LETTERS.keys() - {"normalized"}
    assert {line.end for document in documents for line in document.lines} == {"", "space", "joined", "kept"}


def test_every_correction_is_shown_once_with_its_words(site: Site):
    for text in site.edition.texts:
        document = make_source_document(text, {})
        for unit in (*text.units, *text.notes):
            runs = [run for line in document.lines if line.owner == unit.anchor for run in line.runs]
            assert [run.corr for run in runs if run.corr] == [one.corr for one in unit.corrections]
            said = "".join(run.read for run in runs if run.kind == "sic").replace(" ", "")
            assert said == "".join(unit.text[one.start : one.end] for one in unit.corrections).replace(" ", "")


def test_words_in_another_language_are_known_as_such(site: Site):
    langs = set()
    for text in site.edition.texts:
        document = make_source_document(text, {})
        for unit in (*text.units, *text.notes):
            runs = [run for line in document.lines if line.owner == unit.anchor for run in line.runs if run.lang]
            langs |= {run.lang for run in runs}
            said = "".join(unit.text[span.start : span.end] for span in unit.langs)
            assert "".join(run.read for run in runs).replace(" ", "") == said.replace(" ", "")
    assert langs == {"ru"}


def test_the_packed_source_is_hardly_more_than_the_source(site: Site):
    for text in site.edition.texts:
        packed = site.files[f"{text.id}/source.js"]
        source = (ROOT / "sources" / text.id / text.source.file).read_bytes()
        assert len(gzip.compress(packed, 6)) <= 1.25 * len(gzip.compress(source, 6))


def test_the_emendations_stand_at_their_lines(site: Site):
    for text in site.edition.texts:
        told = re.search(rb'"decisions":(\{.*?\}),"tops"', site.files[f"{text.id}/source.js"])
        assert told and told[1].count(b"[[") <= len(site.edition.emendations[text.id])
        for line, what, _ in site.edition.emendations[text.id]:
            assert re.search(rf'"{line}":\[[^{{}}]*\["{what}",'.encode(), told[1])


# ---- made-up ones ----


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case.title)
def test_the_loader_s_cases_are_rebuilt(case):
    document, text = document_of(case.source, **case.said)
    check(document, text)


def rows(source: str, anchor: str, corrections: tuple[Correction, ...] = (), **profile: str) -> list[str]:
    text = anchored(load(source, {"profile": profile})[0])
    text = replace(text, units=(replace(text.units[0], corrections=corrections), *text.units[1:]))
    unit = next(unit for unit in (*text.units, *text.notes) if unit.anchor == anchor)
    return [shown(row) for row in rows_of(make_source_document(text, {}), unit)]


def test_a_hyphen_that_was_dropped_and_one_that_stayed():
    assert rows("kuv-\nvetleri Türk-\nAzerbaycan", "p1", hyphens="soft") == [
        "1 t‹kuv›h‹-›joined", "2 t‹vetleri Türk-›joined", "3 t‹Azerbaycan›",
    ]  # fmt: skip


def test_references_in_a_line_and_torn_out_of_one():
    torn = rows(f"yenidən olunur \n1\n. Eyni zamanda\n{' ' * 40}\n1 Qeyd.", "p1", notes="page-foot", references="own-line")
    assert torn == ["1 t‹yenidən olunur›s‹ ›joined", "2 r‹1›joined", "3 t‹. Eyni zamanda›"]
    glued = rows(f"ulaştı3. Bağlantı görüldü (4) .\n", "p1", notes="absent", references="parenthesised")
    assert glued == ["1 t‹ulaştı3. Bağlantı görüldü (4) .›"]
    assert rows("söz (1) . Son", "p1", notes="absent", references="parenthesised") == ["1 t‹söz›s‹ ›r‹(1)›s‹ ›t‹. Son›"]


def test_white_space_as_it_is_and_what_of_it_is_read():
    assert rows("\t  bir  iki\u00a0üç  \n\n\n", "p1") == ["1 s‹\t  ›t‹bir ›s‹ ›t‹iki›s‹\u00a0›t‹üç›s‹  ›"]


def test_a_note_that_goes_on_over_a_page_and_what_stands_between():
    source = f"Metin.1 Bu\n{' ' * 40}\n1 Uzun bir\n\n12\n\n öteki sayfada biter.\n{' ' * 40}\nsürer."
    said = {"notes": "page-foot", "references": "glued", "page-tops": "leading-space", "page-numbers": "foot"}
    rule = "l‹" + " " * 40 + "›"
    assert rows(source, "p1", **said) == [
        "1 t‹Metin.›r‹1›t‹ Bu›space", f"2 {rule}", "3–3: n1", "4 ", "5 f‹12›", "6 ", "page None unknown", "7 s‹ ›t‹öteki sayfada biter.›",
    ]  # fmt: skip
    assert rows(source, "n1", **said) == [
        "3 m‹1›s‹ ›t‹Uzun bir›space", "4 ", "5 f‹12›", "6 ", "page None unknown", "7–7: p1", f"8 {rule}", "9 t‹sürer.›",
    ]  # fmt: skip


def test_notes_between_a_unit_s_lines_are_one_row_and_a_form_feed_is_white_space():
    rule = " " * 40
    shown = rows(f"Metin.1 ve2 Bu\n{rule}\n1 Bir.\n\n2 İki.\n\fson.", "p1",
                 **{"notes": "page-foot", "references": "glued", "page-tops": "form-feed"})  # fmt: skip
    assert shown == [
        "1 t‹Metin.›r‹1›t‹ ve›r‹2›t‹ Bu›space", f"2 l‹{rule}›", "3–5: n1 n2", "page None unknown", "6 s‹\f›t‹son.›",
    ]  # fmt: skip


def test_the_line_ends_of_a_title_page_are_kept():
    outline = [{"opens": "BİR", "kind": "titlepage"}]
    document, text = document_of("BİR\nBAŞLIQ\n\nMətn.", outline=outline)
    assert [shown(row) for row in rows_of(document, text.units[0])] == ["1 t‹BİR›kept", "2 t‹BAŞLIQ›"]


def test_a_correction_over_a_line_end_is_told_where_it_ends():
    sic = Correction(4, 15, "iki üç dörd", "2 3 4", {})
    assert rows("bir iki\nüç dörd beş", "p1", (sic,)) == ["1 t‹bir ›c‹iki›space", "2 c‹üç dörd›[2 3 4]t‹ beş›"]


def test_what_nfc_changed_is_shown_as_it_stands():
    document, text = document_of("Bak\u0131 s\u0327e\u0308hri u\u0307zre")
    assert shown(rows_of(document, text.units[0])[0]) == "1 t‹Bakı ›n‹s\u0327›n‹e\u0308›t‹hri u\u0307zre›"
    assert [run.read for run in document.lines[0].runs if run.kind == "normalized"] == ["ş", "ë"]


def test_a_text_that_is_not_proved_is_refused():
    _, text = document_of("Bir söz")
    with pytest.raises(ValueError, match="line 1 is not proved"):
        make_source_document(replace(text, units=(replace(text.units[0], text="Bir siz"),)), {})


words = st.sampled_from(["bir", "Söz", "kuv-", "vetleri", "1", "2", "(1)", "(2)", "*", "ev.1", "gün*", "söz,2", ".", "“bəli”", "s\u0327e\u0308", "\u0308z",
                         "a\u00ad", "İstiqlal", "12", "\u1100", "\u1161"])  # fmt: skip
spaces = st.sampled_from([" ", " ", " ", "  ", "\t", "\u00a0", "\u2000", " \f", ""])
physical = st.one_of(
    st.builds(lambda before, parts, after: before + "".join(word + space for word, space in parts) + after,
              spaces, st.lists(st.tuples(words, spaces), min_size=1, max_size=7), spaces),
    st.sampled_from(["", "", "1", "2", "3", " " * 40 + "\n1 Birinci qeyd.", "2 İkinci qeyd.", "\f", "\n12\n\n"]),
)  # fmt: skip
profiles = st.fixed_dictionaries({key.replace("-", "_"): st.sampled_from(sorted(choices)) for key, choices in CHOICES.items()})


@settings(max_examples=400, deadline=None)
@given(st.lists(physical, min_size=1, max_size=14), profiles, st.data())
def test_any_source_is_rebuilt_to_the_letter(lines: list[str], profile: dict[str, str], data: st.DataObject):
    content = "\n".join(lines).encode()
    text, problems = load_text(content, Work("probe", "az", "book"), Source("text.txt", ""), Descriptor("text.yaml", "text.txt", "az", Profile(**profile)))
    assume(text and not has_errors([problem for problem in problems if problem.code != "source-changed"]))
    assert text and not prove(text, read_source(content, "text.txt")[0], "text.txt")
    text = anchored(text)
    unit = text.units[0] if text.units else None
    if unit and unit.text:
        start = data.draw(st.integers(0, len(unit.text) - 1))
        end = data.draw(st.integers(start + 1, len(unit.text)))
        text = replace(text, units=(replace(unit, corrections=(Correction(start, end, unit.text[start:end], "x", {}),)), *text.units[1:]))
    document = make_source_document(text, {})
    check(document, text)
    if unit and unit.text and not unit.text[end - 1].isspace():
        assert [run.corr for line in document.lines for run in line.runs if run.corr] == ["x"]
    assert "\n".join(text.source.lines) == pack(document, text)["lines"]


@given(st.text(st.sampled_from("ae\u0301\u0323\u0334\u0308 \u1100\u1161\u11a8\u0344\u2000q\u212b"), max_size=9))
def test_characters_that_are_read_together_in_nfc_are_found(raw: str):
    found = list(_clusters(raw))
    assert "".join(there for there, _ in found) == raw
    assert "".join(nfc for _, nfc in found) == unicodedata.normalize("NFC", raw)
