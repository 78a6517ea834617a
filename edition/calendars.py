"""Days of the Julian and the Ottoman fiscal (Rumi) calendar in the Gregorian one.

**Julian.** By the Julian day number (E. G. Richards, in *Explanatory Supplement to the Astronomical Almanac*, 3rd ed.,
2013, ch. 15.11). Soviet Russia went from 31 January to 14 February 1918 (decree of 24 January 1918, old style).

**Rumi** (F. R. Unat, *Hicrî Tarihleri Milâdî Tarihe Çevirme Kılavuzu*, Ankara: TTK, 6th ed. 1984; the same rules stand
in the articles on the Rumi calendar of the usual reference works):

- From 1 Mart 1256 (13 March 1840) to 15 Şubat 1332 (28 February 1917) months and days are Julian and the year begins on
  1 Mart: from Mart to Kânunuevvel the Julian year is the Rumi year + 584, in Kânunusani and Şubat + 585.
- The law of 8 February 1917 made months and days Gregorian: 15 Şubat 1332 was followed by 1 Mart 1333, 1 March 1917.
  1333 ended with its tenth month, on 31 Kânunuevvel; 1334 began on 1 January 1918, so that from then on the Gregorian
  year is the Rumi year + 584 throughout.
- Law 698 of 26 December 1925 replaced the era: 31 Kânunuevvel 1341 was followed by 1 January 1926.
"""

from __future__ import annotations

from datetime import date

RUMI_FIRST, RUMI_LAST = 1256, 1341
"""The Rumi years that these rules cover."""
REFORM = 1333
"""The first Rumi year with Gregorian months; it began on 1 Mart."""
OFFSET = 584
_JULIAN_EPOCH = 1721425
"""Julian day number of 31 December of the year before 1 (Gregorian), which Python counts as ordinal 0."""


def julian_to_gregorian(year: int, month: int, day: int) -> date:
    """The Gregorian day of a day of the Julian calendar (years from 1); `ValueError` if there is no such day."""
    leap = year % 4 == 0
    lengths = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    if year < 1 or not 1 <= month <= 12 or not 1 <= day <= lengths[month - 1]:
        raise ValueError(f"there is no day {year}-{month}-{day} in the Julian calendar")
    shift = (14 - month) // 12  # January and February are counted as months 13 and 14 of the year before
    years, months = year + 4800 - shift, month + 12 * shift - 3
    number = day + (153 * months + 2) // 5 + 365 * years + years // 4 - 32083
    return date.fromordinal(number - _JULIAN_EPOCH)


def rumi_to_gregorian(year: int, month: int, day: int) -> date:
    """The Gregorian day of a Rumi one; months are numbered as in January = 1 (Kânunusani) … December = 12 (Kânunuevvel).

    `ValueError` if there is no such day: outside 1256–1341, after 15 Şubat 1332, in the first two months of 1333.
    """
    if not RUMI_FIRST <= year <= RUMI_LAST:
        raise ValueError(f"the Rumi calendar in use had the years {RUMI_FIRST} to {RUMI_LAST}, not {year}")
    if year > REFORM or (year == REFORM and month >= 3):
        return date(year + OFFSET, month, day)
    if year == REFORM or (year == REFORM - 1 and month == 2 and day > 15):
        raise ValueError(f"the reform of 1917 left no day {year}-{month}-{day} in the Rumi calendar")
    return julian_to_gregorian(year + OFFSET + (month <= 2), month, day)


def rumi_month(year: int, month: int) -> tuple[date, date]:
    """The first and the last Gregorian day of a Rumi month; `ValueError` if there is no such month."""
    days = []
    for day in range(1, 32):
        try:
            days.append(rumi_to_gregorian(year, month, day))
        except ValueError:
            break
    if not days:
        rumi_to_gregorian(year, month, 1)
    return days[0], days[-1]
