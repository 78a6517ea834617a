"""Finds the dated expressions of Azerbaijani, Turkish and English texts and says what they mean.

`RULES` is an ordered list: a rule sees only what the rules before it left. First come whole dates, then what only looks
like a date, then what is less than a day, last what has no year of its own. Patterns are written with short names in
angle brackets, see `PARTS`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from edition.calendars import RUMI_LAST, rumi_month, rumi_to_gregorian

MONTHS = (
    (1, "yanvar", "oca[kğ]", r"k[aâ]n[uû]n\W{0,2}[uıiüû]?\W{0,2}s[aâ]n[iîı]", "january"),
    (2, "fevral", "şubat", "february"),
    (3, "mart", "march"),
    (4, "aprel", "nisan", "april"),
    (5, "mayıs", "may"),
    (6, "iyun", "haziran", "june"),
    (7, "iyul", "temmuz", "july"),
    (8, "a[vq][qg]ust", "ağustos", "august"),
    (9, "sent?[iy]?abı?r", "eylül", "september"),
    (10, "okt[iy]?abı?r", "ekim", r"te[şs]rin\W{0,2}[iıuü]?\W{0,2}evvel", "october"),
    (11, "noyabı?r", "kas[ıi]m", r"te[şs]rin\W{0,2}[iıuü]?\W{0,2}s[aâ]n[iîı]", "november"),
    (12, "dekabı?r", "aralı[kğ]", r"k[aâ]n[uû]n\W{0,2}[uıiüû]?\W{0,2}evvel", "december"),
)
"""Names of the months: Azerbaijani, Turkish, Ottoman, English, with the misspellings that sources have."""
_MONTH_HEADS = tuple((number, re.compile("|".join(names), re.IGNORECASE)) for number, *names in MONTHS)
SEASONS = {
    "az": ((21, "yaz", "bahar"), (22, "yay"), (23, "payız"), (24, "qış")),
    "tr": ((21, "(?:ilk)?bahar"), (22, "yaz"), (23, "güz", "sonbahar"), (24, "kış")),
    "en": ((21, "spring"), (22, "summer"), (23, "autumn", "fall"), (24, "winter")),
}
"""EDTF's numbers of the seasons; `yaz` is spring in Azerbaijani and summer in Turkish."""

_MONTH = "|".join(name for _, *names in MONTHS for name in names)
_ENDING = r"(?:l[aəe]r)?(?:[ıiuü]n?(?:[ıiuü]n)?)?(?:n?[dt][aəe](?:n|k[ıi])?|[yn]?[aəe](?:d[əea]k|c[əea]n?)?)?\b"
_DAY = r"0?[1-9]|[12]\d|3[01]"
_PART_END = r"(?:l?[aəe]r)?[ıiuü]n?(?:[ıiuü]n|[dt][aəe](?:n|k[ıi])?|[aəe])?\b"
PARTS = {
    "<>": r"(?<!\d)(?<!\d[.,/-])",  # where a number begins
    "<d1>": rf"(?P<d1>{_DAY})(?!\d)",
    "<d2>": rf"(?P<d2>{_DAY})(?!\d)",
    "<n1>": r"(?P<n1>0?[1-9]|1[0-2])(?!\d)",
    "<m1>": rf"(?P<m1>{_MONTH}){_ENDING}",
    "<m2>": rf"(?P<m2>{_MONTH}){_ENDING}",
    "<y1>": r"(?P<y1>[1I][5-9]\d\d|20\d\d|13[0-4]\d)(?!\d)",
    "<y2>": r"(?P<y2>[1I][5-9]\d\d|20\d\d)(?!\d)",
    "<y>": r"(?:[1I][5-9]\d\d|20\d\d)(?!\d)",
    "<year>": rf"(?:\s?-\s?c[ıiuü]\b)?(?:\s?-?\s?(?:il|yıl|sene){_ENDING})?",  # what may follow a year: -ci ildə
    "<YEAR>": rf"(?:\s?-\s?c[ıiuü](?:\s?-?\s?il{_ENDING}|\b)|\s?(?:il|yıl|sene){_ENDING})",  # and what shows it to be one
    "<month>": rf"(?:\s?ay{_ENDING})",
    "<part>": rf"(?:\s(?:əvvəl|evvel|baş|son|axır|orta){_PART_END})",
    "<-də>": r"\s?-?\s?(?:s?[ıiuü]n?(?:[dt][aəe]n?)?|n?[dt][aəe](?:n|k[ıi])?|[yn]?[aəe](?:d[əa]k)?)\b",  # a day's ending
    "<to>": r"\s?[-–—]\s?",
    "<and>": r"\s?(?:[-–—,]|\bvə\b|\bve\b|\band\b)\s?",
    "<'>": "[’‘'`´ʼ]",
}
SHORT = re.compile(r"(?<!\?P)<[^<>=!]*>")
"""Short names in the rules' patterns. Spaces may be missing everywhere, as they often are in sources."""

COUNTED = (
    "nəfər kişi ədəd adet min bin milyon ton pud vaqon vagon km kq kg kilo metr metre manat rubl ruble lira lirə frank "
    "tüfəng sterlin çekimser hayır evet əsgər asker sayılı nömrəli numaralı people men soldiers tons"
)
"""Words that make a number before them a sum."""
CITING = re.compile(
    r"\bs(?:əh)?\s?\.\s?\d|yay[ıi]n|yayım|\bcil[dt]?\b|a\.g\.e|nəşriyyat|Basımevi|Matbaası|reporta|Press\b|\bqəzeti\b|"
    r"[Dd]ergi|Arxiv|Arşiv|\bDBA\b|\bNo\b|Zabıt"
)
"""A note with one of these cites literature: a year alone in it says when something was printed."""
PRINTED = ("bibl", "imprint", "titlepage", "toc")
"""Kinds in which a year alone says when something was printed."""


@dataclass(frozen=True, slots=True)
class Found:
    """A dated expression that was found: `quote` is `text[start:end]`."""

    start: int
    end: int
    quote: str
    edtf: str
    """Gregorian, whatever the calendar of the words; always valid."""
    calendar: str = "gregorian"
    why: str = ""
    """Where the value comes from, if not from these words alone."""
    certain: bool = True
    """The words alone say the value."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known where a unit begins."""

    kind: str = "paragraph"
    years: tuple[int, ...] = ()
    """Years of the last `RECENT` dates before that say a day, a month or a season, the last one last."""
    year: int = 0
    """The year last stated alone; 0 for none."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A form of dated expressions."""

    name: str
    why: str
    """Why there is such a rule, with an example."""
    shape: str
    kind: str = "date"
    """`date`; `decade`, `century`: how it is read; `loose`: only where years alone are no years of print; the name of a
    unit's kind: only there; `none`: what is no date."""


RULES = (
    Rule("rumi and gregorian", "Ottoman documents: 16 Teşrinisani 1337 (16 Kasım 1921)",
         rf"<><d1>\s?<m1>\s?(?P<y1>13[0-4]\d)\s?\(\s?(?:(?:{_DAY})\s?(?:{_MONTH})\s?)?(?P<g>19\d\d)(?:\s?-\s?c[ıiuü]\s?il)?\s?\)"),
    Rule("rumi in figures", "15.8.36 (1920), where the year may have two figures",
         r"<><d1>[./]\s?<n1>[./]\s?(?P<y1>13[0-4]\d|[0-4]\d)\s?\(\s?(?P<g>19\d\d)\s?\)"),
    Rule("figures", "10.8.1920-ci ildə, 31.7.1336; 00/09/1919 has no day",
         r"<>(?:<d1>|00)[./]\s?<n1>[./]\s?<y1><year>"),
    Rule("days of two months", "11 Mayıs-4 Haziran 1918",
         r"<><d1>\s?<m1><to><d2>\s?<m2>,?\s?<y1><year>"),
    Rule("day month year", "27-28 Nisan 1920 yılında, 31 yanvar, 1920-ci il",
         r"<><d1>(?:<to><d2>)?\s?-?<m1>,?\s?<y1><year>"),
    Rule("month day year", "English: March 16, 1921",
         r"\b<m1>\s<d1>(?:st|nd|rd|th)?,\s?<y1>"),
    Rule("year, day month", "1920-ci ilin 27-28 aprelində",
         r"<><y1><YEAR>\s?<d1>(?:<to><d2>)?\s?-?<m1>"),
    Rule("year, month's day", "1920-ci il aprelin 27-də",
         r"<><y1><YEAR>\s?<m1><month>?\s?<d1>(?:<to><d2>)?<-də>"),
    Rule("issue", "of a printed thing: Ocak 1999, Sayı 107",
         r"(?:\b<m1>,?\s?)?<><y1>,?\s?(?:s|ss|səh|p|pp|c|sayı|№|no|cilt|cild)\b[.:\s]*[\dIVX]", "none"),
    Rule("author and year", "(Kılıç, 1998: 84-85), also without the bracket",
         r",\s*<y>\s*(?::\s*\d|(?=\)))|\((?=[^\W\d_])[^()\d]{0,60}<y>\s*:\s*\d", "none"),
    Rule("volume and year in a title", "“… mübarizə (1917-1921)” in quotation marks",
         r"\(\s?<y1><to>(?:<y2>|\d\d)\s?\)\s?[”\"»]", "none"),
    Rule("period in a title", "“1919-1938 Yılları Arasında …”: a small letter would begin the words of a sentence",
         r"[“\"«]\s?<y1><to>(?:<y2>|\d\d)\s(?-i:[A-ZÇĞİÖŞÜƏ])", "none"),
    Rule("number", "No. 1920, F. 1918, K.1920",
         r"\b(?-i:No|N°|nr|Sayı|sayı|Fon|fond|iş|vərəq|Dosya|Kutu|List|K|F|D|L|B|S|s|səh|c)[\s.:]{1,2}\d+", "none"),
    Rule("months of a year", "1918 yılının Haziran ve Temmuz aylarında",
         r"<><y1><year>\s?<m1><part>?<and><m2><part>?<month>?(?!,?\s?\d)"),
    Rule("year month", "1920-ci ilin yanvar ayında, 1917 Ekiminde",
         r"<><y1><year>\s?<m1><month>?<part>?"),
    Rule("month year", "Mayıs 1918, fevral 1920-ci il",
         r"\b<m1>,?\s?<y1><year><part>?"),
    Rule("seasons of a year", "1930-cu ilin yaz və yay aylarında",
         r"<><y1><year>\s?<s1>(?:<and><s2>)?<month>?<part>?"),
    Rule("season of year", "English: in the spring of 1920",
         r"\b<s1>\s(?:of\s)?<y1>"),
    Rule("decade of a century", "XX yüzilliyin 20-ci illərində, XX. Yüzyılın 20’li yıllarında",
         rf"\b(?-i:(?P<roman>[XVI]{{1,5}}))\.?\s?(?:əsr|yüzil|yüzyıl|asr)[^\W\d_]{{0,8}}\s(?P<tens>[1-9])0(?:\s?-\s?|<'>)"
         rf"[cl][ıiuü]\s?(?:il|yıl)l[əa]r{_ENDING}", "decade"),
    Rule("decade", "1990-cı illərdən, 1930’lu yıllarda, the 1920s",
         rf"<><y1>(?:(?:\s?-\s?|<'>)[cl][ıiuü]\s?(?:il|yıl)l[əa]r{_ENDING}|<'>?s\b)", "decade"),
    Rule("first quarter of a century", "XX əsrin ilk rübündə",
         r"\b(?-i:(?P<roman>[XVI]{1,5}))\.?\s?(?:əsr|yüzil|yüzyıl|asr)[^\W\d_]{0,8}\silk\s(?:rüb|çeyr)[^\W\d_]{0,8}", "century"),
    Rule("century", "XX əsrin əvvəllərində",
         r"\b(?-i:(?P<roman>[XVI]{1,5}))\.?\s?(?:əsr|yüzil|yüzyıl|asr)[^\W\d_]{0,8}<part>?", "century"),
    Rule("years, in words", "1919-1922-ci illər, 1918-1920 yılları, 1959-61-ci illərdə",
         r"<><y1><to>(?:<y2>|(?P<y3>\d\d)(?!\d))(?:\s?-\s?c[ıiuü]\b)?\s?(?-i:[iy])(?:l|ıl)l[əa]r" + _ENDING),
    Rule("between years", "1917 ilə 1922 arasında",
         r"<><y1><year>\s(?:ilə|ile|və|ve|and)\s<y2><year>(?=\sara)"),
    Rule("sum", "1700 nəfər; after the seasons, since I, ı, İ and i are one letter here: kışında, kişi",
         rf"<>\d+(?:[.,]\s?\d+)*\s?(?:{'|'.join(COUNTED.split())})", "none"),
    Rule("lifetime", "İbrahim Əbilov (1882-1923). in a note that cites too",
         r"(?<=[^\W\d_]\s\()<y1><to><y2>(?=\)\.)"),
    Rule("period", "(1919-1922) on a title page", r"(?<=\()<y1><to><y2>(?=\))", "titlepage"),
    Rule("years", "1918-1920, 1877-78",
         r"(?<!№)<>(?<![\w.,/])<y1><to>(?:<y2>|(?P<y3>\d\d)(?!\d))(?:\s?-\s?c[ıiuü]\b)?(?![\w:/-])", "loose"),
    Rule("year, in words", "1923 yılına kadar, 1921-ci ilin əvvəllərində", r"<><y1><YEAR><part>?"),
    Rule("year with a case", "1878’de, in 1919", r"(?:(?<=\bin\s)|<>(?=<y><'>\s?[a-zçğıöşü]))<y1>"),
    Rule("year of a document", "1921 tarihli", r"<><y1>(?=\s(?:tarih|tarix))"),
    Rule("year alone", "1878 sınırları, (1918)", r"(?<![\w.,/:№-])(?<![\w»”\"],\s)<y1>(?![\w/:@%]|[-–.,]\d)", "loose"),
    Rule("keyword", "a year among the keywords", r"(?<=,\s)<y1>(?=,)", "keywords"),
    Rule("month's day", "aprelin 27-də, Aprel ayının 12-də", r"\b<m1><month>?\s?<d1>(?:<to><d2>)?<-də>"),
    Rule("days of months", "27 aprel-3 may", r"<><d1>\s?<m1><to><d2>\s?<m2>"),
    Rule("day month", "27 Nisan’da, 28 apreldən", r"<><d1>(?:<to><d2>)?\s?<m1>"),
    Rule("months", "aprel-may aylarında", r"\b<m1><part>?<and><m2><part>?<month>"),
    Rule("month", "fevral ayında, martın əvvəllərində", r"\b<m1>(?:<month><part>?|<part>)"),
    Rule("in a month", "Sentyabrda, Martta",
         rf"\b(?P<m1>{_MONTH})(?:l[aəe]r)?(?:[ıiuü]n)?[dt][aəe](?:n|k[ıi])?\b"),
    Rule("decade without its century", "20-ci illər boyu",
         rf"<>(?P<tens>[1-9])0(?:\s?-\s?|<'>)[cl][ıiuü]\s?(?:il|yıl)l[əa]r{_ENDING}", "decade"),
)  # fmt: skip

NEAR = re.compile(r"(?:təxminən|yaklaşık|takriben|tahminen|circa|about|c\.)\s{0,2}\Z", re.I)
NEAR_AFTER = re.compile(r"(?:<'>?[^\W\d_]{1,4})?\s?(?:civar|sıralar|radələr|dolay)".replace("<'>", PARTS["<'>"]), re.I)
"""Words before and after a date that make it approximate."""
SENTENCE = re.compile(r"[.!?…][”\"»)\s]*\s(?=[^\W\d_a-zçəğıöşü])")
"""Where a sentence ends: before a capital letter."""
LONG = 400
"""Code points after which a sentence is taken to be over."""
RECENT = 7
"""Dates that say what year a passage is about."""
KINDS = ("keywords", "titlepage")
"""Kinds of units that have rules of their own."""
End = tuple[int, int, int]
"""Year, month (or season), day; 0 where the words do not say it."""


def find_dates(text: str, lang: str, context: Context = Context()) -> tuple[Found, ...]:
    """The dated expressions of a unit's text, in their order, none overlapping another. See `Found` for offsets.

    `lang` is the unit's language, `context` what is known where it begins; thread it on with `follow`.
    """
    taken = bytearray(len(text))
    matches: list[tuple[Rule, re.Match[str]]] = []
    printed = context.kind in PRINTED or (context.kind == "note" and CITING.search(text) is not None)
    for rule in RULES:
        if (rule.kind == "loose" and printed) or (rule.kind in KINDS and rule.kind != context.kind):
            continue
        for match in _pattern(rule, lang).finditer(text):
            start, end = match.span()
            if not any(taken[start:end]) and _is_meant(match, lang):
                taken[start:end] = b"\1" * (end - start)
                if rule.kind != "none" and (context.kind != "bibl" or match.re.groupindex.keys() & {"d1", "n1"}):
                    matches.append((rule, match))
    found: list[Found] = []
    for rule, match in sorted(matches, key=lambda one: one[1].start()):
        before = _year_before(text, found, match.start(), context) if not match.groupdict().get("y1") else (0, "")
        if one := _read(rule, match, lang, context, before):
            found.append(_approximate(one, text))
            context = follow(context, found[-1:])
    return tuple(found)


def follow(context: Context, found: Iterable[Found]) -> Context:
    """The context after these dates, with the years that their words state."""
    for one in found:
        if one.certain and (last := re.fullmatch(r"(?:.*/)?(\d{4})(-.*)?", one.edtf)):
            year = int(last[1])
            context = replace(context, years=(*context.years, year)[-RECENT:]) if last[2] else replace(context, year=year)
    return context


def _year_before(text: str, found: list[Found], start: int, context: Context) -> tuple[int, str]:
    """The year of an expression without one, and where it comes from; 0 if nothing says it.

    That of the nearest date in the same sentence; else that of most of the dates before, so that an aside does not
    mislead; else the last year stated alone.
    """
    window = max(0, start - LONG)
    opens = max((end.end() for end in SENTENCE.finditer(text[window : start + 1])), default=0) + window
    for one in reversed(found):
        if one.start < opens:
            break
        if one.certain and (year := re.match(r"(?:.*/)?(\d{4})\b", one.edtf)):
            return int(year[1]), f"The year stands before, in “{one.quote}”."
    if context.years:
        return max(reversed(context.years), key=context.years.count), "The year is that of the dates before."
    return context.year, "The year stands before." if context.year else "No year stands before."


def reading_of(quote: str, lang: str) -> tuple[str, str] | None:
    """What the words alone say, (EDTF, calendar), if they are one dated expression with its year; else None."""
    found = find_dates(quote, lang)
    return (found[0].edtf, found[0].calendar) if len(found) == 1 and found[0].certain else None


@cache
def _pattern(rule: Rule, lang: str) -> re.Pattern[str]:
    """A rule's shape, spelt out for a language."""
    seasons = "|".join(name for _, *names in SEASONS.get(lang, SEASONS["en"]) for name in names)
    parts = PARTS | {f"<s{n}>": rf"(?P<s{n}>{seasons}){_ENDING}" for n in (1, 2)}
    return re.compile(SHORT.sub(lambda short: parts[short[0]], rule.shape), re.IGNORECASE)


def _is_meant(match: re.Match[str], lang: str) -> bool:
    """False for the English verb “may”."""
    return lang != "en" or match.groupdict().get("m1") != "may"


def _read(rule: Rule, match: re.Match[str], lang: str, context: Context, before: tuple[int, str]) -> Found | None:
    """What a match says; None if it says nothing that can be. `before`: the year it has if it states none, and why."""
    said = {name: value for name, value in match.groupdict().items() if value}
    found = Found(*match.span(), match[0], "")
    if rule.kind in ("decade", "century"):
        return _period(rule, said, found, context)
    calendar, year = "gregorian", int(re.sub("[Iiıİ]", "1", said.get("y1", "0")))
    if "g" in said:
        year += 1300 * (year < 100)
    if 0 < year <= RUMI_LAST + 10:
        calendar = "rumi"
    month = int(said.get("n1", 0)) or month_of(said.get("m1", "")) or _season(said.get("s1", ""), lang)
    later = int(re.sub("[Iiıİ]", "1", said.get("y2", "0"))) or (year // 100 * 100 + int(said["y3"]) if "y3" in said else year)
    first = (year, month, int(said.get("d1", 0)))
    last = (later, month_of(said.get("m2", "")) or _season(said.get("s2", ""), lang) or month, int(said.get("d2", 0)))
    ends = [first, last] if said.keys() & {"d2", "m2", "s2", "y2", "y3"} else [first]
    if ends[-1] < first and "y1" in said and ends[-1][0] < first[0]:
        return None  # two figures that do not rise are no years
    if not year:
        ends = [(before[0], month, day) for _, month, day in ends]
        found = replace(found, certain=False, why=before[1])
    return _value(replace(found, calendar=calendar), ends, said.get("g", ""))


def _value(found: Found, ends: list[End], stated: str) -> Found:
    """The expression with its value; `stated` is the Gregorian year in brackets beside a Rumi date."""
    days: list[str] = []
    for year, month, day in ends:
        try:
            days += _rumi(year, month, day) if found.calendar == "rumi" else [_gregorian(year, month, day)]
        except ValueError:
            days.append(_gregorian(year + 584 * (found.calendar == "rumi"), month, 0))
            found = replace(found, certain=False, why="There is no such day.")
    if days[-1] < days[0]:
        days, found = days[:1], replace(found, certain=False, why="The end stands before the beginning.")
    if stated and not days[0].startswith(stated):
        found = replace(found, certain=False, why=f"The words say {stated}, the Rumi date is of {days[0][:4]}.")
    return replace(found, edtf="/".join(dict.fromkeys((days[0], days[-1]))))


def _rumi(year: int, month: int, day: int) -> list[str]:
    """A Rumi day, month (as an interval where it is no Gregorian month) or year; `ValueError` if there is none."""
    if not month:
        return [str(year + 584)]
    if day:
        return [rumi_to_gregorian(year, month, day).isoformat()]
    first, last = rumi_month(year, month)
    return [first.isoformat()[:7]] if first.day == 1 else [first.isoformat(), last.isoformat()]


def _gregorian(year: int, month: int, day: int) -> str:
    """An EDTF date; a year of 0 is unknown (`XXXX`). `ValueError` if there is no such day."""
    if day:
        date(year or 2000, month, day)
    return (f"{year:04d}" if year else "XXXX") + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if day else "")


def _period(rule: Rule, said: dict[str, str], found: Found, context: Context) -> Found | None:
    """A decade or a century."""
    if "roman" in said:
        hundred = _number(said["roman"]) - 1
        if not 14 <= hundred <= 20:
            return None
        if rule.kind == "century":
            return replace(found, edtf=f"{hundred}01/{hundred}25" if "quarter" in rule.name else f"{hundred}XX")
        return replace(found, edtf=f"{hundred}{said['tens']}X")
    if "tens" in said:
        hundred = (*context.years, context.year or 1900)[0] // 100
        return replace(found, edtf=f"{hundred}{said['tens']}X", certain=False, why="The century stands before.")
    return replace(found, edtf=f"{said['y1'][:3]}X") if said["y1"][3] == "0" else None


def _number(roman: str) -> int:
    values = [{"X": 10, "V": 5, "I": 1}[letter] for letter in roman]
    return sum(-one if one < max(values[at:]) else one for at, one in enumerate(values))


def _approximate(found: Found, text: str) -> Found:
    """The expression, marked `~` if a word beside it says so (and if EDTF has a form for that)."""
    near = NEAR.search(text[max(0, found.start - 14) : found.start]) or NEAR_AFTER.match(text, found.end)
    return replace(found, edtf=found.edtf + "~") if near and re.fullmatch(r"\d{4}(-[01]\d(-\d\d)?)?", found.edtf) else found


@cache
def month_of(word: str) -> int:
    """The number of the month whose name a word begins with; 0 for none."""
    return next((number for number, head in _MONTH_HEADS if head.match(word)), 0)


@cache
def _season(name: str, lang: str) -> int:
    """EDTF's number of a season from its name as matched; 0 for none."""
    seasons = SEASONS.get(lang, SEASONS["en"])
    return next((number for number, *names in seasons if name and any(re.fullmatch(one, name, re.I) for one in names)), 0)
