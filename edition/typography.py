"""Spaces at which a line should not end, chosen by what stands beside them. Only the kind of a space changes, never a letter and never
the number of code points, so that offsets and quotations hold.

After the rules of Azerbaijani and Turkish typesetting: a number stays with the word that says what it counts (*27 aprel*, *1920 il*,
*50 min*), an abbreviation with its number (*s. 44*, *№ 5*), initials with the name (*M. Kamal*), and a dash with the word before it.
"""

from __future__ import annotations

import re

NO_BREAK = "\N{NO-BREAK SPACE}"
COUNTED = (
    "il|ildə|ilin|ilində|illər|illərdə|illərin|ci|cı|cu|cü|yıl|yılı|yılında|yılının|yıllar|yıllarında|yüzyıl|əsr|"
    "yanvar|fevral|mart|aprel|may|iyun|iyul|avqust|sentyabr|oktyabr|noyabr|dekabr|"
    "ocak|şubat|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık|"
    "january|february|march|april|june|july|august|september|october|november|december|"
    "min|bin|milyon|milyard|milyar|million|faiz|yüzde|manat|manatlıq|rubl|ruble|lirə|lira|kq|kilo|kiloqram|kilogram|ton|litr|litre|"
    "nəfər|kişi|km|metr|metre|vaqon|vagon"
)
"""Words that are counted, in small letters, as they begin; endings may follow."""
SPACES = re.compile(
    rf"(?<=\d)[ ](?=(?i:{COUNTED}))"  # 27 aprel
    r"|(?<=\b[sScC]\.)[ ](?=\d)|(?<=\b[sS]s\.)[ ](?=\d)|(?<=[№§])[ ](?=\d)|(?<=\b[nN]o\.)[ ](?=\d)"  # s. 44, ss. 44, № 5
    r"|(?<=\b[^\W\d_]\.)[ ](?=[A-ZÇĞİÖŞÜƏÂÎÛА-ЯЁ])"  # M. Kamal
    r"|[ ](?=[–—](?:\s|$))"  # word –
)


def bind(text: str) -> str:
    """The text with no-break spaces where a line should not end; as long as before."""
    return SPACES.sub(NO_BREAK, text)
