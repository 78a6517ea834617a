"""EDTF (ISO 8601-2:2019) values in the words of the interface's languages: `1920-04-27` → *27 April 1920*."""

from __future__ import annotations

import re
from collections.abc import Mapping

from babel import Locale

from edition.model import LANGS

MONTHS = {lang: [Locale.parse(lang).months["format"]["wide"][month] for month in range(1, 13)] for lang in LANGS}
"""CLDR's names. How they are put together is ours: Azerbaijani dates (*1920-ci il 27 aprel*) bend the year, which CLDR does not."""
OF_MONTH = {"az": "yanvarı fevralı martı apreli mayı iyunu iyulu avqustu sentyabrı oktyabrı noyabrı dekabrı".split()}
SEASONS = {
    "az": ("{}{} ilin yazı", "{}{} ilin yayı", "{}{} ilin payızı", "{}{} ilin qışı"),
    "tr": ("{} ilkbaharı", "{} yazı", "{} sonbaharı", "{} kışı"),
    "en": ("spring {}", "summer {}", "autumn {}", "winter {}"),
}
"""EDTF's seasons 21 to 24."""
QUALIFIED = {
    "az": {"~": "təxminən {}", "?": "ehtimal ki, {}", "%": "ehtimal ki, təxminən {}"},
    "tr": {"~": "yaklaşık {}", "?": "muhtemelen {}", "%": "muhtemelen yaklaşık {}"},
    "en": {"~": "about {}", "?": "probably {}", "%": "probably about {}"},
}
OPEN = {  # an interval without a beginning, without an end
    "az": ("{} tarixinədək", "{} tarixindən"), "tr": ("{} tarihine kadar", "{} tarihinden itibaren"), "en": ("until {}", "from {}"),
}  # fmt: skip
LIFE = {"az": ("d. {}", "v. {}"), "tr": ("d. {}", "ö. {}"), "en": ("b. {}", "d. {}")}
PLAIN = re.compile(r"(?P<year>-?\d{2}[\dX]{2}|XXXX)(?:-(?P<month>\d\d|XX))?(?:-(?P<day>\d\d|XX))?")


def say_date(edtf: str, lang: str) -> str:
    """A date in words; the EDTF string itself where it has something that these words do not know."""
    lang = lang if lang in MONTHS else "en"
    if "/" in edtf:
        first, _, last = edtf.partition("/")
        if first in ("", "..") or last in ("", ".."):
            said = _single(last if first in ("", "..") else first, lang)
            return OPEN[lang][last in ("", "..")].format(said) if said else edtf
        return _interval(first, last, lang) or edtf
    return _single(edtf, lang) or edtf


def _single(edtf: str, lang: str) -> str:
    """One date in words; empty where it cannot be said."""
    if edtf[-1:] in QUALIFIED[lang]:
        said = _single(edtf[:-1], lang)
        return QUALIFIED[lang][edtf[-1]].format(said) if said else ""
    match = PLAIN.fullmatch(edtf)
    if not match:
        return ""
    year, month, day = match["year"], match["month"] or "XX", match["day"] or "XX"
    if year == "XXXX" and month.isdigit() and 1 <= int(month) <= 12 and day.isdigit():
        return f"{int(day)} {MONTHS[lang][int(month) - 1]}"
    if "X" in year:
        return _span_of_years(year, lang) if month == "XX" else ""
    if month == "XX":
        return f"{year}{ordinal(int(year))} il" if lang == "az" else year
    if month in ("21", "22", "23", "24"):
        return SEASONS[lang][int(month) - 21].format(year, ordinal(int(year)))
    if not 1 <= int(month) <= 12:
        return ""
    name = MONTHS[lang][int(month) - 1]
    if lang == "az":
        if day == "XX":
            return f"{year}{ordinal(int(year))} ilin {OF_MONTH['az'][int(month) - 1]}"
        return f"{year}{ordinal(int(year))} il {int(day)} {name}"
    return f"{name} {year}" if day == "XX" else f"{int(day)} {name} {year}"


def _span_of_years(year: str, lang: str) -> str:
    """A decade (`192X`) or a century (`19XX`)."""
    if year.endswith("XX"):
        number = int(year[:2]) + 1
        suffix = "th" if 10 < number < 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
        return {"az": f"{number}{ordinal(number)} əsr", "tr": f"{number}. yüzyıl", "en": f"{number}{suffix} century"}[lang]
    decade = int(year[:3]) * 10
    ending = "lar" if decade // 10 % 10 in (1, 3, 4, 6, 9) else "ler"
    return {"az": f"{decade}{ordinal(decade)} illər", "tr": f"{decade}’{ending}", "en": f"{decade}s"}[lang]


def _interval(first: str, last: str, lang: str) -> str:
    """Two dates in words; what they have in common is said once."""
    one, two = PLAIN.fullmatch(first), PLAIN.fullmatch(last)
    said = _single(first, lang), _single(last, lang)
    if not all(said):
        return ""
    if one and two and one["day"] and two["day"] and one["year"] == two["year"] and "X" not in first + last:
        same = one["month"] == two["month"]
        if lang == "az":
            head, _, tail = said[0].partition(" il ")
            rest = said[1].partition(" il ")[2]
            return f"{head} il {int(one['day'])}–{rest}" if same else f"{head} il {tail} – {rest}"
        return f"{int(one['day'])}–{said[1]}" if same else f"{said[0].rsplit(' ', 1)[0]} – {said[1]}"
    if one and two and not one["month"] and not two["month"] and "X" not in first + last:
        return f"{first}–{said[1]}" + ("lər" if lang == "az" else "")
    return f"{said[0]} – {said[1]}"


def ordinal(number: int) -> str:
    """The Azerbaijani ending of an ordinal number after its figures: 1920 `-ci`, 1919 `-cu`."""
    ones = {1: "i", 2: "i", 3: "ü", 4: "ü", 5: "i", 6: "ı", 7: "i", 8: "i", 9: "u"}
    tens = {1: "u", 2: "i", 3: "u", 4: "ı", 5: "i", 6: "ı", 7: "i", 8: "i", 9: "ı"}
    vowel = ones.get(number % 10) or tens.get(number // 10 % 10) or ("ü" if number // 100 % 10 else "i")
    return f"-c{vowel}"


def say_years(dates: Mapping[str, str], lang: str) -> str:
    """An entity's dates at their shortest: `1870–1925`, `b. 1884`, `27 April 1920`."""
    lang = lang if lang in MONTHS else "en"
    if "date" in dates:
        return say_date(dates["date"], lang)
    born, died = dates.get("birth", ""), dates.get("death", "")
    if born or died:
        if born and died:
            return f"{_year(born, lang)}–{_year(died, lang)}"
        return LIFE[lang][0].format(_year(born, lang)) if born else LIFE[lang][1].format(_year(died, lang))
    if "active" in dates:
        return say_date(dates["active"], lang)
    start, end = dates.get("start", ""), dates.get("end", "")
    if start or end:
        return f"{_year(start, lang) if start else ''}–{_year(end, lang) if end else ''}"
    return ""


def _year(edtf: str, lang: str) -> str:
    """The year of a date, qualified as the date is."""
    match = re.match(r"-?\d{4}", edtf)
    if "/" in edtf or not match:
        return say_date(edtf, lang)
    return QUALIFIED[lang][edtf[-1]].format(match[0]) if edtf[-1] in "~?%" else match[0]
