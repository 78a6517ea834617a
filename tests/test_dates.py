"""Dates: what EDTF allows, what days a value covers, how calendars convert, which words are found and what they say."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edition import dates
from edition.calendars import julian_to_gregorian, rumi_month, rumi_to_gregorian
from edition.dates import FIRST, LAST, check_edtf, datetime_of, precision, span_of
from edition.dating import MONTHS, RULES, Context, find_dates, follow, month_of, reading_of

ROOT = Path(__file__).parent.parent


def cases() -> list[dict[str, str]]:
    """The cases of tests/cases/dates.txt: title, text, finds, lang, kind, year."""
    blocks = (ROOT / "tests/cases/dates.txt").read_text(encoding="utf-8").split("\n# ")[1:]
    rows = []
    for block in blocks:
        title, *lines = block.strip().splitlines()
        rows.append({"title": title, "lang": "az", "kind": "paragraph", **dict(line.split(":", 1) for line in lines)})
    return [{key: value.strip() for key, value in row.items()} for row in rows]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["title"].replace(" ", "-"))
def test_the_finder_finds_and_reads(case):
    context = Context(case["kind"], (int(case["year"]),) if "year" in case else ())
    found = find_dates(case["text"], case["lang"], context)
    said = [
        f"{one.quote} = {one.edtf}{' rumi' * (one.calendar == 'rumi')}{' ?' * (not one.certain)}" for one in found
    ]  # fmt: skip
    assert said == [one.strip() for one in case["finds"].split(" | ") if one.strip()]
    assert all(case["text"][one.start : one.end] == one.quote and bool(one.why) == (not one.certain) for one in found)


def test_every_rule_has_a_case():
    used = set()
    for case in cases():
        for number, rule in enumerate(RULES):
            without = RULES[:number] + RULES[number + 1 :]
            if rule.name not in used and _found_with(without, case) != _found_with(RULES, case):
                used.add(rule.name)
    assert {rule.name for rule in RULES} - used == set()


def _found_with(rules, case):
    import edition.dating as dating

    kept, dating.RULES = dating.RULES, rules
    try:
        return find_dates(case["text"], case["lang"], Context(case["kind"]))
    finally:
        dating.RULES = kept


def test_a_name_of_a_month_means_one_month():
    for number, *names in MONTHS:
        for name in names:
            assert [other for other, *others in MONTHS if name in others] == [number]
    assert [month_of(name) for name in ("Kânunusani", "KASIM", "ŞUBAT", "Teşrinievvel", "May", "Mayıs")] == [1, 11, 2, 10, 5, 5]


# EDTF


VALID = """1920 1920-04 1920-04-27 1920-02-29 1920-21 1920-24 192X 19XX 1920-04-27/1920-04-28 1918/1920 1918/.. ../1918
1918/ /1918 1920~ 1920? 1920% 1920-04~ 1920-04-27? 1920-~04 [1919,1920] {1919,1920} [1919..1920] XXXX-09-15 1920-XX
1920-04-XX -0100 Y17000 1920-21/1920-22 1984-06?/2004-08? 1901/1920~ ../..""".split()
WRONG = {
    "": "it is empty",
    "1920-02-30": "there is no day 1920-02-30",
    "1919-02-29": "there is no day 1919-02-29",
    "1919-02-29~": "there is no day 1919-02-29",
    "[1919-02-29,1920]": "there is no day 1919-02-29",
    "1920-04-31/1920-05-01": "there is no day 1920-04-31",
    "1920-00-01": "there is no day 1920-00-01",
    "1920/1918": "the interval ends before it begins",
    "1920-04-28/1920-04-27": "the interval ends before it begins",
    "1920-13": "it is not EDTF from “-13” on",
    "1920-4-2": "it is not EDTF from “-4-2” on",
    "27.04.1920": "it is not EDTF from “.04.1920” on",
    "192": "it is not EDTF",
    "aprel": "it is not EDTF",
    " 1920": "EDTF has no spaces",
    "1920 ": "EDTF has no spaces",
    "1920\n": "EDTF has no spaces",
    "[" + "1919," * 20 + "1920]": "it is longer than 60 characters",
    "1920-02-3X": "it covers no day of the calendar",
    "١٩٢٠": "it is not EDTF",
}


@pytest.mark.parametrize("value", VALID)
def test_valid_edtf_is_accepted_and_covers_days(value):
    assert check_edtf(value) == ""
    lower, upper = span_of(value)
    assert lower <= upper or value.startswith("-")


@pytest.mark.parametrize(("value", "wrong"), WRONG.items(), ids=range(len(WRONG)))
def test_a_wrong_value_is_explained(value, wrong):
    assert check_edtf(value) == wrong


@pytest.mark.parametrize(("value", "lower", "upper", "exact", "shown"), [
    ("1920-04-27", "1920-04-27", "1920-04-27", "day", "1920-04-27"),
    ("1920-02", "1920-02-01", "1920-02-29", "month", "1920-02"),
    ("1920", "1920-01-01", "1920-12-31", "year", "1920"),
    ("1920~", "1920-01-01", "1920-12-31", "year", ""),
    ("1918/1920", "1918-01-01", "1920-12-31", "interval", ""),
    ("1920-04-27/1920-04-28", "1920-04-27", "1920-04-28", "interval", ""),
    ("1920-21", "1920-03-01", "1920-05-31", "season", ""),
    ("192X", "1920-01-01", "1929-12-31", "decade", ""),
    ("19XX", "1900-01-01", "1999-12-31", "century", ""),
    ("1918/..", "1918-01-01", LAST, "interval", ""),
    ("../1918", FIRST, "1918-12-31", "interval", ""),
    ("1918/", "1918-01-01", "1918-12-31", "interval", ""),
    ("[1919,1920]", "1919-01-01", "1920-12-31", "set", ""),
    ("1920-04-XX", "1920-04-01", "1920-04-30", "month", ""),
    ("XXXX-09-15", "0000-09-15", "9999-09-15", "other", ""),
    ("Y17000", LAST, LAST, "other", ""),
])  # fmt: skip
def test_a_value_covers_days_is_so_exact_and_has_this_form_in_html(value, lower, upper, exact, shown):
    assert (span_of(value), precision(value), datetime_of(value)) == ((lower, upper), exact, shown)


@given(st.text(max_size=70) | st.text("0123456789-/X~?%[]{},.", max_size=30))
def test_no_value_makes_the_check_fail(value):
    if not check_edtf(value):
        assert len(span_of(value)) == 2 and isinstance(datetime_of(value), str) and precision(value)


COMMON = st.one_of(
    st.from_regex(r"1[89][0-9]{2}(-(0[0-9]|1[0-9]|2[0-6]|3[0-9])(-[0-3][0-9])?)?[?~%]?", fullmatch=True),
    st.from_regex(r"[12][0-9]{2}X|[12][0-9]XX", fullmatch=True),
)


@settings(max_examples=400, deadline=None)
@given(COMMON | st.tuples(COMMON, COMMON).map("/".join))
def test_the_common_forms_are_those_of_the_library(value):
    """What is read without the library is valid by the library; what only looks like it is refused or asked of it."""
    if dates.is_common(value) and not dates.check_edtf(value):
        assert dates._unread(value) == ""


def test_plain_values_are_checked_without_the_library():
    code = "import sys; from edition.dates import *\n" \
           "assert not check_edtf('1920-04-27') and not check_edtf('1918/1920') and span_of('1920')\n" \
           "assert 'edtf' not in sys.modules and 'pyparsing' not in sys.modules"  # fmt: skip
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


# Calendars


@pytest.mark.parametrize(("rumi", "gregorian"), [
    ((1256, 3, 1), "1840-03-13"), ((1293, 12, 11), "1877-12-23"), ((1324, 7, 10), "1908-07-23"), ((1325, 3, 31), "1909-04-13"),
    ((1331, 12, 31), "1916-01-13"), ((1332, 1, 5), "1917-01-18"), ((1332, 2, 15), "1917-02-28"), ((1333, 3, 1), "1917-03-01"),
    ((1333, 12, 31), "1917-12-31"), ((1334, 1, 1), "1918-01-01"), ((1336, 4, 23), "1920-04-23"), ((1341, 12, 31), "1925-12-31"),
])  # fmt: skip
def test_rumi_days_that_are_known(rumi, gregorian):
    assert rumi_to_gregorian(*rumi).isoformat() == gregorian


@pytest.mark.parametrize("day", [(1255, 3, 1), (1342, 1, 1), (1332, 2, 16), (1333, 1, 1), (1333, 2, 28), (1336, 4, 31), (1320, 13, 1)])
def test_days_that_the_rumi_calendar_did_not_have(day):
    with pytest.raises(ValueError):
        rumi_to_gregorian(*day)


def test_rumi_days_follow_one_another_without_gap_or_overlap():
    days = []
    for year in range(1256, 1342):
        for month in [3, 4, 5, 6, 7, 8, 9, 10, 11, 12] if year == 1333 else [*range(1, 13)] if year > 1333 else [*range(3, 13), 1, 2]:
            first, last = rumi_month(year, month)
            days += [first + timedelta(number) for number in range((last - first).days + 1)]
    assert days == [date(1840, 3, 13) + timedelta(number) for number in range(len(days))]
    assert days[-1] == date(1925, 12, 31)


def test_julian_days_that_are_known():
    assert julian_to_gregorian(1917, 10, 25) == date(1917, 11, 7)
    assert julian_to_gregorian(1918, 1, 31) + timedelta(1) == date(1918, 2, 14)
    assert julian_to_gregorian(1582, 10, 4) + timedelta(1) == date(1582, 10, 15)
    assert julian_to_gregorian(1900, 2, 29) == date(1900, 3, 13)
    with pytest.raises(ValueError):
        julian_to_gregorian(1917, 2, 29)


# The finder


WORDS = st.sampled_from(
    "1920 1336 1920-ci il ildə ilin aprel aprelin 27-də 27 28 - / . , ( ) Nisan Mayıs Şubat 30 31 -ci XX əsrin 20-ci illər yaz "
    "yazında ’ və ilə arasında (1920) Teşrinisani 13 0 I921 1918-20 1999-1920 s. No ay ayında sonunda yılı".split()
)


@given(st.text(max_size=60) | st.lists(WORDS, max_size=12).map(" ".join) | st.lists(WORDS, max_size=12).map("".join),
       st.sampled_from(["az", "tr", "en", "ru"]), st.sampled_from(["paragraph", "note", "bibl", "keywords", "titlepage"]))  # fmt: skip
def test_what_is_found_stands_in_the_text_and_is_valid(text, lang, kind):
    found = find_dates(text, lang, Context(kind))
    for one, after in zip(found, [*found[1:], None]):
        assert 0 <= one.start < one.end <= len(text) and text[one.start : one.end] == one.quote
        assert check_edtf(one.edtf) == "" and bool(one.why) != one.certain
        assert after is None or one.end <= after.start


@pytest.mark.parametrize("bit", [
    "1920-ci ilin 27-28 aprelində oldu. ", "1", "1920 ", "27 ", "27-", "1.", "aprel ", "aprel", "a", " ", "(", "(a", "XX əsrin ", "1920-",
    "-", "1920 - ", "“1918-", "mayın mayın ", "Kanun ", "1920,1920,", "IXV", "’", ".", "No ", "\u00a0", "1920 mart və ",
])  # fmt: skip
def test_time_grows_with_the_text_only(bit):
    find_dates(bit, "az")
    started = time.perf_counter()
    find_dates((bit * 100_000)[:100_000], "az")
    assert time.perf_counter() - started < 6


def test_the_context_follows_the_dates():
    context = follow(Context(), find_dates("1920-ci ilin aprelində və 1914-cü ildə; mayın 3-də", "az"))
    assert (context.years, context.year) == ((1920,), 1914)


@pytest.mark.parametrize(("quote", "lang", "reading"), [
    ("1920-ci ilin 27-28 aprelində", "az", ("1920-04-27/1920-04-28", "gregorian")),
    ("23 Nisan 1336 (1920)", "tr", ("1920-04-23", "rumi")),
    ("1918 yazında", "tr", ("1918-22", "gregorian")),
    ("1918", "en", ("1918", "gregorian")),
    ("aprelin 12-də", "az", None), ("20-ci illər", "az", None), ("31 Nisan 1920", "tr", None),
    ("1918-ci ildə və 1920-ci ildə", "az", None), ("sonra", "az", None),
])  # fmt: skip
def test_what_words_alone_say(quote, lang, reading):
    assert reading_of(quote, lang) == reading


@pytest.mark.parametrize(("quote", "edtf", "plainly"), [
    ("27 Nisan 1920", "1920-04-27", True), ("1920-ci ilin 07 aprelində", "1920-04-07", True), ("7 aprel 1920-ci il", "1920-04-07", True),
    ("27 Nisan 1920", "1920-04-28", False), ("27 Mart 1920", "1920-04-27", False), ("27-28 Nisan 1920", "1920-04-27", False),
    ("27 Nisan", "1920-04-27", False), ("Nisan 1920", "1920-04", False), ("16 Mart 1336 (1920)", "1920-03-16", False),
    ("3 Mart 1920 Nisan", "1920-03-03", False),
])  # fmt: skip
def test_what_words_say_in_so_many_words(quote, edtf, plainly):
    assert dates.says_plainly(quote, edtf) is plainly


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=6).map(" ".join), st.dates(date(1900, 1, 1), date(1930, 12, 31)))
def test_what_is_said_plainly_is_not_read_otherwise(words, day):
    quote = f"{day.day} Nisan {day.year} {words}"
    read = reading_of(quote, "tr")
    assert not dates.says_plainly(quote, day.isoformat()) or read is None or read[0] == day.isoformat()
