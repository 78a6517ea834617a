"""EDTF values: which are valid, what days they cover, how exact they are.

EDTF is ISO 8601-2:2019, annex A; the Library of Congress has the same text: https://www.loc.gov/standards/datetime/.
The commonest forms (years, months, days, seasons, decades, centuries, each perhaps with a qualifier, and intervals of
them) are read here, and a test holds them against the library `edtf`; everything else is checked by the library, which is
loaded only when it is needed (it takes 0.15 s to load, and 0.01 s a value).
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from edition.dating import month_of

Precision = Literal["day", "month", "season", "year", "decade", "century", "interval", "set", "other"]
LETTERS, NUMBERS = re.compile(r"[^\W\d_]{3,}"), re.compile(r"\d+")
MAX_LENGTH = 60
"""Longer values are refused unread: the library takes a minute over a set of thousands of years."""
FIRST, LAST = "0001-01-01", "9999-12-31"
"""What an open side of an interval reaches to."""
PLAIN = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?", re.ASCII)
COMMON = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?)?[?~%]?|\d{4}-2[1-4]|\d{3}X|\d\dXX", re.ASCII)
"""Forms of levels 0 and 1 that need no library; a day must exist besides."""
SIDE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?)?[?~%]?", re.ASCII)
"""The same for a side of an interval."""
DAY = re.compile(r"(?<![\dX])(\d{4})-(\d\d)-(\d\d)(?!\d)", re.ASCII)
SHAPES: tuple[tuple[Precision, re.Pattern[str]], ...] = (
    ("set", re.compile(r"[\[{].*")),
    ("interval", re.compile(r".*/.*")),
    ("day", re.compile(r"-?\d{4}-\d\d-\d\d")),
    ("season", re.compile(r"-?\d{4}-(?:2[1-9]|3\d|4[01])")),
    ("month", re.compile(r"-?\d{4}-\d\d(?:-XX)?")),
    ("year", re.compile(r"-?\d{4}(?:-XX(?:-XX)?)?")),
    ("decade", re.compile(r"-?\d{3}X")),
    ("century", re.compile(r"-?\d\dXX")),
)
"""Precisions by the form of a value without its qualifiers; the first that fits."""


@lru_cache(maxsize=4096)
def check_edtf(value: str) -> str:
    """What is wrong with a value, in a few English words; empty if it is valid EDTF and names days that exist."""
    if not value:
        return "it is empty"
    if len(value) > MAX_LENGTH:
        return f"it is longer than {MAX_LENGTH} characters"
    if value != "".join(value.split()):
        return "EDTF has no spaces"
    if wrong := next((f"there is no day {day[0]}" for day in DAY.finditer(value) if not _exists(day)), ""):
        return wrong
    sides = value.split("/")
    if not is_common(value) and (wrong := _unread(value)):
        return wrong
    if len(sides) == 2 and all(side not in ("", "..") for side in sides) and _bounds(sides[0])[0] > _bounds(sides[1])[1]:
        return "the interval ends before it begins"
    return ""


def says_plainly(quote: str, edtf: str) -> bool:
    """Whether words say a Gregorian day in so many words: its day, its month's name, its year, and no other number or month.

    Where it is so, `reading_of` need not be asked, which takes ten times as long.
    """
    value = DAY.fullmatch(edtf)
    if not value:
        return False
    year, month, day = value.groups()
    months = {month_of(word) for word in LETTERS.findall(quote)} - {0}
    return months == {int(month)} and sorted(NUMBERS.findall(quote), key=len) in ([day.lstrip("0"), year], [day, year])


def is_common(value: str) -> bool:
    """Whether a value, or an interval, needs no library to be read."""
    start, slash, end = value.partition("/")
    return bool(SIDE.fullmatch(start) and SIDE.fullmatch(end) if slash else COMMON.fullmatch(value))


def span_of(edtf: str) -> tuple[str, str]:
    """The earliest and the latest day that a valid value can mean, as ISO 8601 dates, for sorting and for queries.

    An open side reaches to `FIRST` or `LAST`; an unknown one is as the known one. Seasons are those of the northern
    hemisphere by whole months, winter being the December of its year (as in the library). Qualifiers widen nothing.
    """
    start, slash, end = edtf.partition("/")
    if not slash:
        return _bounds(edtf)
    known = next((side for side in (start, end) if side not in ("", "..")), "")
    lower = FIRST if start == ".." or not known else _bounds(start or known)[0]
    upper = LAST if end == ".." or not known else _bounds(end or known)[1]
    return lower, upper


def precision(edtf: str) -> Precision:
    """How exact a valid value is."""
    bare = re.sub(r"[?~%]", "", edtf)
    return next((name for name, shape in SHAPES if shape.fullmatch(bare)), "other")


def datetime_of(edtf: str) -> str:
    """The value for HTML's `<time datetime>` (a year, a month or a day); empty where HTML has no form, as for `1920~`.

    https://html.spec.whatwg.org/multipage/text-level-semantics.html#datetime-value
    """
    return edtf if PLAIN.fullmatch(edtf) and not edtf.startswith("0000") and not check_edtf(edtf) else ""


def _exists(day: re.Match[str]) -> bool:
    year, month, number = map(int, day.groups())
    return 1 <= month <= 12 and 1 <= number <= monthrange(year or 2000, month)[1]


@lru_cache(maxsize=4096)
def _parsed(value: str) -> Any:
    """The library's own object; raises its `EDTFParseException`."""
    from edtf import parse_edtf  # loaded late, see above

    return parse_edtf(value)


def _unread(value: str) -> str:
    """Why the library does not read a value, or finds no days in it; empty if it does."""
    from edtf.parser.edtf_exceptions import EDTFParseException

    try:
        _parsed(value)
    except EDTFParseException as error:
        rest = value[error.err.loc :]
        return f"it is not EDTF from “{rest}” on" if rest and rest != value else "it is not EDTF"
    try:
        span_of(value)
    except (ValueError, TypeError, OverflowError):
        return "it covers no day of the calendar"
    return ""


@lru_cache(maxsize=4096)
def _bounds(value: str) -> tuple[str, str]:
    """First and last day of a valid value that is no interval."""
    if plain := PLAIN.fullmatch(value):
        year, month, day = (int(part) if part else 0 for part in plain.groups())
        last = day or monthrange(year or 2000, month or 12)[1]
        return _iso(year, month or 1, day or 1), _iso(year, month or 12, last)
    parsed = _parsed(value)
    lower, upper = parsed.lower_strict(), parsed.upper_strict()
    return (
        FIRST if isinstance(lower, float) else _iso(*lower[:3]),
        LAST if isinstance(upper, float) else _iso(*upper[:3]),
    )


def _iso(year: int, month: int, day: int) -> str:
    """A day as text; years of more than four digits are cut to the ends of what four can say."""
    if abs(year) > date.max.year:
        return LAST if year > 0 else "-" + FIRST
    return f"{'-' * (year < 0)}{abs(year):04d}-{month:02d}-{day:02d}"
