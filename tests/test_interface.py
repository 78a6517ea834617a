"""The interface in its languages: catalogues, plurals, numbers, and that every word is there."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.pofile import read_po, write_po
from hypothesis import given, settings
from hypothesis import strategies as st

from edition.catalogue import PLACE, TEMPLATE, categories, read_catalogue, read_language, read_words
from edition.interface import MARK, OPEN, SHUT, THEN, Marks, Say, Told, Tongues, counted, tongues, unmark
from edition.model import LANGS
from edition.project import read_templates

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "templates/words"
CATALOGUES = [TEMPLATE, *(f"{lang}.po" for lang in LANGS)]
WORDS, PROBLEMS = read_words(read_templates(ROOT))


def content(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def forms(words) -> list[str]:
    return list(words.values()) if isinstance(words, dict) else [words]


def test_every_language_has_every_word_and_no_other():
    assert PROBLEMS == []
    assert WORDS["az"].keys() == WORDS["tr"].keys() == WORDS["en"].keys() and len(WORDS["en"]) > 300


def test_the_english_words_are_those_of_the_template():
    template, _ = read_catalogue(content(TEMPLATE), TEMPLATE)
    for key, message in template.items():
        assert forms(WORDS["en"][key]) == list(message.id if message.pluralizable else [message.id]), key
        assert not any(message.string) if message.pluralizable else not message.string, key


@pytest.mark.parametrize("lang", LANGS)
def test_the_catalogues_plurals_are_cldr_s(lang):
    head = content(f"{lang}.po")
    assert "Plural-Forms: nplurals=2; plural=(n != 1);" in head and categories(lang) == ("one", "other")
    plural = Locale.parse(lang).plural_form
    assert all((plural(n) != "one") == (n != 1) for n in range(3000))


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_catalogue_is_as_translators_tools_write_it(name):
    written = BytesIO()
    write_po(written, read_po(content(name).splitlines(), abort_invalid=True), width=0)
    assert written.getvalue().decode() == content(name)


@pytest.mark.parametrize("name", CATALOGUES)
def test_the_catalogues_have_the_template_s_messages_in_its_order_with_its_comments_and_flags(name):
    def shape(of):
        return [(each.context, each.id, each.auto_comments, each.flags) for each in read_po(content(of).splitlines()) if each.id]

    assert shape(name) == shape(TEMPLATE)
    assert all(("python-brace-format" in flags) == bool(PLACE.search(str(id))) for _, id, _, flags in shape(name))


def test_words_are_said_with_their_numbers():
    say = {lang: Say(lang, words) for lang, words in WORDS.items()}
    assert say["en"]("n-places", n=1) == "1 place" and say["en"]("n-places", n=0) == "0 places"
    assert say["en"]("extent-words", n=12345) == "12,345 words" and say["tr"]("extent-words", n=12345).startswith("12.345 ")
    assert say["en"]("page-stated", n=1024) == "Printed page 1024"
    assert say["az"]("shown", n="#", all=1200).count("#") == 1 and "1.200" in say["az"]("shown", n="#", all=1200)
    assert say["en"]("lang-ce") == "ce" and say["en"]("comment", n="{mark}{n}") == "Comment {mark}{n}"
    with pytest.raises(KeyError):
        say["en"]("no-such-word")


# Hostile catalogues

HEAD = 'msgid ""\nmsgstr ""\n"Language: tr\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
ASKED, _ = read_catalogue(HEAD + 'msgctxt "note"\nmsgid "Note {mark}"\nmsgstr ""\n\nmsgctxt "n"\nmsgid "{n} a"\nmsgid_plural "{n} as"\nmsgstr[0] ""\nmsgstr[1] ""\n', "x")


def codes(said: str, head: str = HEAD) -> set[str]:
    messages, problems = read_catalogue(head + said, "templates/words/tr.po", "tr")
    if messages is not None:
        problems += read_language(ASKED, messages, "templates/words/tr.po", "tr")[1]
    return {problem.code for problem in problems}


SOUND = 'msgctxt "note"\nmsgid "Note {mark}"\nmsgstr "Not {mark}"\n'
NUMBER = '\nmsgctxt "n"\nmsgid "{n} a"\nmsgid_plural "{n} as"\nmsgstr[0] "bir a"\nmsgstr[1] "{n} a"\n'


def test_a_sound_catalogue_is_sound():
    assert codes(SOUND + NUMBER) == set()


@pytest.mark.parametrize("said, code", [
    (SOUND.replace("Not {mark}", "Not {mark.__class__}") + NUMBER, "word-differs"), (SOUND.replace("Not {mark}", "Not {mark") + NUMBER, "word-differs"),
    (SOUND.replace("Not {mark}", "Not {mark} {n}") + NUMBER, "word-differs"), (SOUND + NUMBER.replace('1] "{n} a"', '1] "a"'), "word-differs"),
    (SOUND.replace('"Not {mark}"', '""') + NUMBER, "word-missing"), (SOUND + NUMBER.replace('msgstr[1] "{n} a"\n', ""), "word-missing"),
    (SOUND, "word-missing"), (SOUND + NUMBER + SOUND.replace("note", "not"), "word-unknown"), (SOUND + NUMBER + "\n" + SOUND, "word-twice"),
    (SOUND + NUMBER + "\n" + SOUND.replace("Note", "A note"), "word-twice"), ("#, fuzzy\n" + SOUND + NUMBER, "word-unsure"),
    (SOUND + NUMBER + '\n#~ msgid "old"\n#~ msgstr "eski"\n', "words-format"), (SOUND.replace('"Not', "Not"), "words-format"),
    (SOUND.replace('msgstr "', 'msgstr[9] "'), "words-format"), (SOUND + '\nmsgid "a"\nmsgstr "b"\n', "words-format"), ("- a\n", "words-format"),
    (SOUND.replace("{mark}", '"quoted"'), "words-format"), (SOUND.replace("Not", "N\\x41t"), "words-format"), (SOUND + "x" * 1_000_001, "words-format"),
    (SOUND.replace("Not", "N\u2028ot"), "words-format"), ('msgstr "a"\nmsgstr "b"\n', "words-format"), ('msgid "a"\nmsgid "b"\n', "words-format"),
])  # fmt: skip
def test_what_is_wrong_with_a_catalogue_is_said(said, code):
    assert code in codes(said), codes(said)


@pytest.mark.parametrize("head", [
    HEAD.replace("Language: tr", "Language: az"), HEAD.replace("Language: tr", "Language: klingon_Qo"), HEAD.replace("nplurals=2", "nplurals=999999999"),
    HEAD.replace("nplurals=2", 'npl"\n"urals=999999999'), HEAD.replace("nplurals", "nplurals*"), HEAD.replace("nplurals=2", "nplurals=two"), HEAD.replace("(n != 1)", "0"), HEAD.replace("(n != 1)", "__import__('os')"),
    HEAD.replace("Language: tr", "Language: tr\\nPOT-Creation-Date: yesterday"), HEAD.replace("Language: tr", "Language: ../../tr"), "",
])  # fmt: skip
def test_a_catalogue_with_another_head_is_refused(head):
    assert "words-format" in codes(SOUND + NUMBER, head)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(['msgid "a"', 'msgid ""', 'msgstr "b"', 'msgctxt "c"', 'msgid_plural "as"', 'msgstr[0] "x"', 'msgstr[1] "{"', '"more"', "#, fuzzy", "#| x",
                                 "#: \u2068a:1", "#~ msgid", "", "msg", 'msgstr "Plural-Forms: nplurals=x"', 'msgstr "Language: \\n"', "\\", '"']) | st.text(max_size=9), max_size=9))  # fmt: skip
def test_no_catalogue_whatever_makes_a_crash(lines):
    messages, problems = read_catalogue("\n".join(lines), "templates/words/tr.po", "tr")
    assert messages is not None or problems
    assert all(re.fullmatch(r"word(s-format|-\w+)", problem.code) for problem in problems)


# What pages say, and how it is said in another language


@pytest.fixture
def marks() -> Marks:
    return Marks({lang: Say(lang, words) for lang, words in WORDS.items()}, lambda said: [(said, "")])


def shown(html: str, marks: Marks) -> str:
    return unmark(html, marks.specs)


def test_words_that_are_all_of_an_element_are_said_by_it(marks):
    say = Told("en", marks)
    assert shown(f"<p>{say('note', mark='13')}</p>", marks) == '<p data-say="note?mark=13">Note 13</p>'
    assert shown(f"<p>{say('type-book')} · 2007</p>", marks) == '<p data-say="{type-book} · 2007">book · 2007</p>'
    assert shown(f"<title>{say('notes')} – Aa</title>", marks) == '<title data-say="{notes} – Aa">Notes – Aa</title>'


def test_an_element_that_holds_nothing_says_nothing(marks):
    html = f"<label><input type=\"radio\"> {marks.words('home', 'en')}</label><p>a<br>{marks.words('home', 'en')}</p>"
    assert unmark(html, marks.specs) == (
        '<label><input type="radio"> <span data-say="home">Home</span></label><p>a<br><span data-say="home">Home</span></p>'
    )


def test_words_among_others_get_an_element_and_attributes_are_said_beside(marks):
    say = Told("en", marks)
    assert shown(f"<p>Aa {say('notes')} <b>x</b></p>", marks) == '<p>Aa <span data-say="notes">Notes</span> <b>x</b></p>'
    assert shown(f'<a title="{say("notes")}" href="#" aria-label="{say("notes")}">p1</a>', marks) == (
        '<a title="Notes" data-say-title="notes" href="#" aria-label="Notes" data-say-aria-label="@title">p1</a>')  # fmt: skip
    assert shown(f'<script type="x">"{say("notes")}"</script>', marks) == '<script type="x">"Notes"</script>'


def test_words_in_words_and_signs_that_mean_something_are_kept_apart(marks):
    say = Told("en", marks)
    assert shown(f"<p>{say('printed-in', calendar=say('type-calendar-rumi'))}</p>", marks) == (
        '<p data-say="printed-in?calendar=%7Btype-calendar-rumi%7D">in print in the Rumi calendar:</p>')  # fmt: skip
    assert shown(f"<p>{say('note', mark='{a};b=%')}</p>", marks) == '<p data-say="note?mark=%257Ba%257D%253Bb%253D%2525">Note {a};b=%</p>'


def test_a_name_in_three_languages_is_said_with_them_and_an_attribute_can_be_none(marks):
    baku = marks.tongues(Tongues(("Bakı", "Bakü", "Baku")), "tr")
    lang = marks.tongues(tongues(lambda each: "az" if each == "en" else None), "tr")
    assert shown(f'<a lang="{lang}">{baku}</a>', marks) == '<a data-say-lang="=%|%|az" data-say="=Bakı|Bakü|Baku">Bakü</a>'
    assert marks.tongues(Tongues(("Lenin",) * 3), "az") == "Lenin" and not Tongues((None,) * 3)


def test_marks_that_nobody_made_are_taken_out(marks):
    html = f"<p>{OPEN}7{THEN}x{SHUT} {SHUT}{OPEN}y{THEN}</p>"
    assert shown(html, marks) == "<p>x y</p>" or not MARK.search(shown(html, marks))


def test_every_word_of_the_catalogue_is_marked_and_comes_out_as_it_is(marks):
    say = Told("az", marks)
    for key, words in WORDS["az"].items():
        values = {name: 3 if name == "n" else "x" for name in PLACE.findall(str(words))}
        plain = Say("az", WORDS["az"])(key, **values)
        assert re.sub("<[^>]*>", "", shown(f"<p>a {say(key, **values)}</p>", marks)) == f"<p>a {plain}</p>".replace("<p>", "").replace("</p>", "")


def test_numbers_are_written_as_each_language_writes_them() -> None:
    assert [counted(12345, lang) for lang in ("az", "tr", "en")] == ["12.345", "12.345", "12,345"]
    assert [counted(16.6, lang) for lang in ("az", "tr", "en")] == ["16,6", "16,6", "16.6"]
