"""Sources as they come: what is read, what is refused, and at which line and column."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import replace

import pytest

from edition.descriptor import placed, read_descriptor
from edition.loader import load_text
from edition.model import Source, Work
from edition.problem import as_text
from edition.profile import Descriptor, Profile
from edition.proof import prove, rebuild
from edition.source import MAX_BYTES, MAX_LINE, read_source
from tests.broken.editions import BROKEN, ROOT, run_edition, sound_edition

PLAIN = Profile(notes="none", references="none", page_tops="none", page_numbers="none", paragraphs="blank-line",
                trailing_spaces="noise", line_spacing="single", hyphens="hard")  # fmt: skip


def lines_of(data: bytes) -> list[str]:
    lines, problems = read_source(data, "text.txt")
    assert problems == ()
    return [line.text for line in lines]


def found_in(data: bytes) -> list[tuple[str, int, int]]:
    """(code, line, column) of every problem."""
    return [(p.code, p.line, p.column) for p in read_source(data, "text.txt")[1]]


def load(data: bytes, **choices: str):
    """The text of a source that is sound by its bytes, proved."""
    descriptor = Descriptor("text.yaml", "text.txt", "az", replace(PLAIN, **choices))
    text, problems = load_text(data, Work("probe", "az", "book"), Source("text.txt", hashlib.sha256(data).hexdigest()), descriptor)
    assert text and prove(text, read_source(data, "text.txt")[0], "text.txt") == []
    return text, problems


# Line ends


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_lines_end_at_each_of_the_three_line_ends(end):
    assert lines_of(end.join(["Bir", "", "iki", ""]).encode()) == ["Bir", "", "iki"]


def test_line_ends_of_all_kinds_in_one_file_are_counted_once_each():
    assert lines_of(b"a\r\nb\rc\nd\n\re") == ["a", "b", "c", "d", "", "e"]


def test_a_last_line_without_a_line_end_is_a_line():
    assert lines_of("Bir\niki".encode()) == lines_of("Bir\niki\n".encode()) == ["Bir", "iki"]


@pytest.mark.parametrize("inside", ["\u2028", "\u2029", "\f", "\xa0", "\t"], ids="LS PS FF NBSP TAB".split())
def test_other_separators_do_not_end_a_line(inside):
    assert lines_of(f"Bir{inside}iki\nüç\n".encode()) == [f"Bir{inside}iki", "üç"]


def test_a_next_line_character_ends_no_line_and_is_refused_where_it_stands():
    assert found_in("Bir\niki\x85üç\ndörd\n".encode()) == [("source-control-character", 2, 4)]


# Bytes that are no text


@pytest.mark.parametrize("data, line, column, byte", [
    (b"\xfdlk", 1, 1, "0xFD"),
    ("Əvvəl\n".encode() + b"n\xf6vb\xe9ti\n", 2, 2, "0xF6"),
    ("Əvvəl\r\nşə".encode() + b"\xfdr\r\n", 2, 3, "0xFD"),
    ("Əvvəl\rşə".encode() + b"\xfdr\r", 2, 3, "0xFD"),
    (b"\xef\xbb\xbf" + "şə".encode() + b"\xff", 1, 3, "0xFF"),
    ("Kəsilmiş ".encode() + "ə".encode()[:1], 1, 10, "0xC9"),
    ("Surrogat ".encode() + b"\xed\xa0\x80", 1, 10, "0xED"),
    ("Artıq uzun ".encode() + b"\xc0\x80", 1, 12, "0xC0"),
], ids=["first byte", "Windows-1254", "CRLF", "CR", "after a BOM", "cut off", "surrogate", "overlong"])  # fmt: skip
def test_a_byte_that_is_not_utf_8_is_named_with_its_line_and_column(data, line, column, byte):
    lines, [problem] = read_source(data, "text.txt")
    assert lines == () and (problem.code, problem.line, problem.column) == ("source-not-utf8", line, column)
    assert byte in problem.message


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_refused_in_one_message_that_names_it(encoding):
    _, problems = read_source(("Azərbaycan Xalq Cümhuriyyəti\n" * 50).encode(encoding), "text.txt")
    assert [(p.line, p.column) for p in problems] == [(1, problems[0].column)]
    assert "UTF-16" in problems[0].message + problems[0].hint


def test_a_byte_order_mark_is_no_letter():
    assert lines_of(b"\xef\xbb\xbfBir\n") == ["Bir"]


def test_a_second_byte_order_mark_is_text_and_is_not_lost():
    text, _ = load(b"\xef\xbb\xbf\xef\xbb\xbfBir\n")
    assert text.units[0].text == "\ufeffBir"


@pytest.mark.parametrize("letter", ["\0", "\x01", "\x07", "\x0b", "\x1b", "\x1c", "\x7f", "\x80", "\x9b",
                                    "\u202a", "\u202e", "\u2066", "\u2069"], ids=ascii)  # fmt: skip
def test_control_characters_and_bidi_overrides_are_refused_where_they_stand(letter):
    _, [problem] = read_source(f"Bir\nşə{letter}r\n".encode(), "text.txt")
    assert (problem.code, problem.line, problem.column) == ("source-control-character", 2, 3)
    assert f"U+{ord(letter):04X}" in problem.message


def test_what_is_said_of_a_control_character_holds_none_and_the_caret_stands_under_it():
    _, [problem] = read_source("Bir \u200bəsgər\x1b[31m gəldi\n".encode(), "text.txt")
    shown = as_text(problem)
    assert all(letter.isprintable() or letter == "\n" for letter in shown)
    _, line, caret, *_ = shown.split("\n")
    assert line[caret.index("^") :].startswith("\\u001b")


@pytest.mark.parametrize("data", [b"", b"\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n", b" \t\r\n\f\xc2\xa0\xe3\x80\x80\n\n"],
                         ids=["nothing", "a line end", "a BOM", "a BOM and a line end", "white space"])  # fmt: skip
def test_a_file_without_a_letter_is_refused(data):
    assert found_in(data) == [("source-empty", 0, 0)]


# Size


def test_a_line_of_ten_megabytes_is_refused_by_its_number():
    assert found_in(b"Bir\n" + b"a" * 10_000_000 + b"\nson\n") == [("source-line-too-long", 2, 0)]


def test_the_longest_line_that_is_allowed_is_read():
    text, problems = load(b"ab " * (MAX_LINE // 3) + b"\n")
    assert problems == [] and len(text.units[0].text) == MAX_LINE // 3 * 3 - 1


def test_a_file_over_the_limit_is_refused_before_it_is_decoded():
    assert found_in(b"\xff" * (MAX_BYTES + 1)) == [("source-too-large", 0, 0)]


# Letters


def test_letters_are_counted_in_nfc_whatever_the_file_has():
    composed = "Şəhərdə üçüncü gün. İkinci cümlə burada."
    decomposed = unicodedata.normalize("NFD", composed)
    assert decomposed != composed
    text, problems = load(f"{decomposed}\n".encode())
    assert text.units[0].text == composed
    assert [(p.code, p.severity, p.line) for p in problems] == [("source-not-nfc", "note", 1)]


def test_the_offset_of_a_reference_is_counted_in_nfc():
    source = unicodedata.normalize("NFD", "Şüşə(1) çölə\n").encode()
    text, _ = load(source, notes="absent", references="parenthesised")
    assert [(ref.offset, text.units[0].text[: ref.offset]) for ref in text.units[0].refs] == [(4, "Şüşə")]


def test_a_line_that_begins_with_a_combining_mark_is_not_joined_to_the_letter_above():
    text, _ = load("qara so\n\u0308zlər\n".encode())
    assert text.units[0].text == "qara so \u0308zlər"
    assert rebuild(text) == {1: "qaraso", 2: "\u0308zlər"}


@pytest.mark.parametrize("source", ["qara so-\n\u0308zlər", "so\u00ad\n\u0308zlər", "\u1100\u00ad\n\u1161 son", "\u1100-\n\u1161"],
                         ids=["hyphen", "soft hyphen", "Hangul at a soft hyphen", "Hangul at a hyphen"])  # fmt: skip
@pytest.mark.parametrize("hyphens", ["hard", "soft"])
def test_reading_texts_are_in_nfc_also_where_lines_join(source, hyphens):
    text, _ = load(source.encode(), hyphens=hyphens)
    assert all(unicodedata.is_normalized("NFC", unit.text) for unit in text.units)


def test_letters_beyond_the_first_plane_are_one_letter_each():
    text, problems = load("𐤀𐤁 🇦🇿 👩🏽‍🏫 𝔄\nson\n".encode())
    assert problems == [] and text.units[0].text == "𐤀𐤁 🇦🇿 👩🏽‍🏫 𝔄 son"
    assert [brk.offset for brk in text.units[0].breaks] == [0, len("𐤀𐤁 🇦🇿 👩🏽‍🏫 𝔄 ")]


def test_white_space_of_every_kind_collapses_to_one_space():
    text, _ = load("Bir\xa0\t iki\u2003üç\u2028dörd\fbeş  \n".encode())
    assert text.units[0].text == "Bir iki üç dörd beş"


@pytest.mark.parametrize("letter", ["\u200b", "\u200c", "\u200d", "\ufeff", "\u00ad", "\u2060", "\ue000", "\uffff"], ids=ascii)
def test_letters_that_cannot_be_seen_are_not_lost(letter):
    text, _ = load(f"Bir{letter}iki\n{letter}\nüç\n".encode())
    assert "".join(unit.text for unit in text.units).count(letter) == 2


def test_a_descriptor_whose_letters_are_decomposed_describes_the_same_source(tmp_path):
    edition = sound_edition(tmp_path / "edition")
    descriptor = edition / "sources/probe/text.yaml"
    descriptor.write_text(unicodedata.normalize("NFD", descriptor.read_text(encoding="utf-8")), encoding="utf-8")
    assert run_edition(edition, "check") == run_edition(sound_edition(tmp_path / "sound"), "check")


# The descriptor's word for the file


def test_a_changed_source_is_an_error_at_the_sha_256_and_the_new_one_is_told():
    path = "sources/probe/text.yaml"
    schema = (ROOT / "annotations/schema/text.schema.json").read_text(encoding="utf-8")
    file, _ = read_descriptor((BROKEN / "_sound" / path).read_bytes(), path, schema)
    data = (BROKEN / "_sound/sources/probe/text.txt").read_bytes() + b"\n"
    assert file
    _, problems = load_text(data, file.work, file.source, file.descriptor)
    [problem] = [placed(p, file.document) for p in problems]
    assert (problem.code, problem.path, problem.line, problem.column) == ("source-changed", path, 12, 11)
    assert hashlib.sha256(data).hexdigest() in problem.hint
