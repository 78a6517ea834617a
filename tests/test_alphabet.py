"""Sorting by each language's alphabet, and the fold of the filter."""

import json
import re
from pathlib import Path

import pytest

from edition.alphabet import ALPHABETS, DIGRAPHS, FOLDS, OTHERS, fold, initial, sort_key
from edition.datewords import ordinal, say_date, say_years


@pytest.mark.parametrize("lang, names", [
    ("az", "Ağa Dadaş Enver Əhməd Əli Fətəli Gəncə Ğ Həsən Xəlil Xətai Irak İran İsmət Jale Kazım Qars Qazax Lənin Şuşa Tiflis"),
    ("az", "çay daş dəniz ev əl fil"),
    ("tr", "Cemal Cumhur Çerkez Erzurum Fuat Gence Halil Irak Isparta İran İzmir Kars Ordu Özdemir Sivas Şuşa Uşak Üsküdar Van Yakup"),
    ("en", "Aghdam Baku Çerkez Chicherin Ganja Irak İran Ivanov Kars Khalil Sheykh Şuşa Tiflis"),
    ("en", "Azerbaijan Democratic Republic|Azerbaijan SSR|Azerbaijani parliament"),
    ("tr", "9. Kafkas Fırkası|11. Ordu|Azerbaycan|Zengezur|Гасанлы|Якупов"),
    ("az", "“Azərbaycan” qəzeti|Azərbaycan Respublikası|«Azərbaycan» şirkəti"),
])  # fmt: skip
def test_names_come_in_the_order_of_their_language(lang: str, names: str) -> None:
    ordered = names.split("|") if "|" in names else names.split()
    assert sorted(reversed(ordered), key=lambda name: sort_key(name, lang)) == ordered


def test_the_azerbaijani_alphabet_has_e_before_schwa_x_after_h_and_q_after_k() -> None:
    assert "deəf" in ALPHABETS["az"] and "hxıijkql" in ALPHABETS["az"] and "hıijkl" in ALPHABETS["tr"]


@pytest.mark.parametrize("name, letters", [
    ("İsmət", ("İ", "İ", "I")), ("Irak", ("I", "I", "I")), ("Əli", ("Ə", "Ə", "Ə")), ("Çerkez", ("Ç", "Ç", "C")),
    ("“Yeni gün”", ("Y", "Y", "Y")), ("11. Ordu", (OTHERS,) * 3), ("Гасанлы", ("Г", "Г", "Г")), ("", (OTHERS,) * 3),
])  # fmt: skip
def test_a_name_stands_under_its_letter(name: str, letters: tuple[str, ...]) -> None:
    assert tuple(initial(name, lang) for lang in ("az", "tr", "en")) == letters


SAME = [
    ("Nərimanov", "Nerimanov", "NƏRİMANOV", "nerimanov"), ("Xəlil", "Halil", "Helil"[:1] + "alil"), ("Qars", "Kars", "KARS"),
    ("Şuşa", "Susa", "Shusha"), ("Çiçerin", "Chicherin", "cicerin"), ("Irak", "ırak", "İRAK"), ("Kâzım", "Kazim", "Kazım"),
    ("Гасанлы", "Gasanli"), ("Türkiyə’nin", "turkiyenin", "Türkiyə'nin"), ("Cavad", "Javad"),
]  # fmt: skip


@pytest.mark.parametrize("spellings", SAME, ids=lambda spellings: spellings[0])
def test_the_filter_takes_spellings_of_one_name_for_one(spellings: tuple[str, ...]) -> None:
    wanted = {fold(each) for each in spellings if each not in ("Xəlil",)}
    assert len(wanted) == 1


def test_the_filter_is_folded_alike_in_the_browser(page) -> None:
    """What `static/register.js` does with a query is what `fold` does with a name."""
    script = (Path(__file__).parent.parent / "static/register.js").read_text()
    body = script[script.index("function fold(text) {") :]
    body = body[: body.index("\n  }\n") + 4]
    names = [name for spellings in SAME for name in spellings] + ["Əkbər ağa Şeyxülislamov", "«Yeni Gün»", "X. Qızıl Ordu", "ığüşöç IĞÜŞÖÇ İ", "Ъь й ё"]
    folded = page.evaluate("([body, folding, names]) => { eval('var folding = ' + folding); const fold = eval('(' + body + ')'); return names.map(n => fold(n).join(' ')) }",
                           [body, json.dumps({"letters": FOLDS, "pairs": DIGRAPHS}), names])  # fmt: skip
    assert folded == [fold(name) for name in names]


# ---- dates in words ----------------------------------------------------------------------------


@pytest.mark.parametrize("edtf, az, tr, en", [
    ("1920-04-27", "1920-ci il 27 aprel", "27 Nisan 1920", "27 April 1920"),
    ("1919-09", "1919-cu ilin sentyabrı", "Eylül 1919", "September 1919"),
    ("1918", "1918-ci il", "1918", "1918"),
    ("1920-21", "1920-ci ilin yazı", "1920 ilkbaharı", "spring 1920"),
    ("192X", "1920-ci illər", "1920’ler", "1920s"),
    ("19XX", "20-ci əsr", "20. yüzyıl", "20th century"),
    ("1918/1920", "1918–1920-ci illər", "1918–1920", "1918–1920"),
    ("1920-04-27/1920-04-30", "1920-ci il 27–30 aprel", "27–30 Nisan 1920", "27–30 April 1920"),
    ("1920-04-27/1920-05-03", "1920-ci il 27 aprel – 3 may", "27 Nisan – 3 Mayıs 1920", "27 April – 3 May 1920"),
    ("1919-12-30/1920-01-02", "1919-cu il 30 dekabr – 1920-ci il 2 yanvar", "30 Aralık 1919 – 2 Ocak 1920", "30 December 1919 – 2 January 1920"),
    ("1920-04~", "təxminən 1920-ci ilin apreli", "yaklaşık Nisan 1920", "about April 1920"),
    ("1920?", "ehtimal ki, 1920-ci il", "muhtemelen 1920", "probably 1920"),
    ("../1920-04-27", "1920-ci il 27 aprel tarixinədək", "27 Nisan 1920 tarihine kadar", "until 27 April 1920"),
    ("1920-04-XX", "1920-ci ilin apreli", "Nisan 1920", "April 1920"),
    ("XXXX-09-15", "15 sentyabr", "15 Eylül", "15 September"),
    ("[1920,1921]", "[1920,1921]", "[1920,1921]", "[1920,1921]"),
    ("1920-13-45", "1920-13-45", "1920-13-45", "1920-13-45"),
])  # fmt: skip
def test_a_date_is_said_in_words(edtf: str, az: str, tr: str, en: str) -> None:
    assert (say_date(edtf, "az"), say_date(edtf, "tr"), say_date(edtf, "en")) == (az, tr, en)


def test_the_ordinal_ending_follows_the_last_word_of_the_number() -> None:
    said = {1900: "-cü", 1901: "-ci", 1903: "-cü", 1906: "-cı", 1909: "-cu", 1910: "-cu", 1920: "-ci", 1930: "-cu", 1940: "-cı", 1990: "-cı", 2000: "-ci"}
    assert {year: ordinal(year) for year in said} == said


@pytest.mark.parametrize("dates, said", [
    ({"birth": "1870-04-14", "death": "1925-03-19"}, "1870–1925"), ({"birth": "1884"}, "b. 1884"), ({"death": "1920~"}, "d. about 1920"),
    ({"start": "1918-05-28", "end": "1920-04-28"}, "1918–1920"), ({"start": "1919"}, "1919–"), ({"date": "1921-03-16"}, "16 March 1921"),
    ({"active": "1919/1921"}, "1919–1921"), ({}, ""),
])  # fmt: skip
def test_an_entity_s_dates_are_said_at_their_shortest(dates: dict[str, str], said: str) -> None:
    assert say_years(dates, "en") == said


def test_no_script_asks_for_anything_or_makes_code_of_words() -> None:
    """What scripts weigh is in test_weight.py."""
    for path in sorted((Path(__file__).parent.parent / "static").glob("*.js")):
        made = len(re.findall(r"innerHTML\s*\+?=", path.read_text()))
        assert made == (1 if path.name == "languages.js" else 0), path.name  # there: editors' comments, as the build made them
        assert not re.search(r"^(import|export) |fetch\(|XMLHttpRequest|\beval\(|outerHTML|insertAdjacentHTML|document\.write", path.read_text(), re.M), path.name
