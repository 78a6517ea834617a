"""Where a line should not end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edition.typography import NO_BREAK, bind
from tests.conftest import Site

CASES = {
    "27 aprel 1920-ci il": "27~aprel 1920-ci il",
    "15 Eylül 1918’de": "15~Eylül 1918’de",
    "1920 İyun": "1920~İyun",
    "500 kq qızıl, 30 vaqon neft": "500~kq qızıl, 30~vaqon neft",
    "M. K. Atatürk": "M.~K.~Atatürk",
    "Ə. Topçubaşov": "Ə.~Topçubaşov",
    "s. 44; ss. 12, No. 3, № 5": "s.~44; ss.~12, No.~3, №~5",
    "söz – başqa söz": "söz~– başqa söz",
    "1918-1920": "1918-1920",
    "5 masa": "5 masa",
    "bitti. Sonra": "bitti. Sonra",
}


@pytest.mark.parametrize("text, bound", CASES.items())
def test_spaces_that_do_not_break(text: str, bound: str) -> None:
    assert bind(text) == bound.replace("~", NO_BREAK)


@given(st.text())
def test_nothing_but_spaces_changes(text: str) -> None:
    assert bind(text).replace(NO_BREAK, " ") == text.replace(NO_BREAK, " ") and len(bind(text)) == len(text)


def test_the_texts_pages_are_bound(site: Site) -> None:
    for text in site.edition.texts:
        page = site.files[f"{text.id}/index.html"].decode()
        assert page.count(NO_BREAK) > 10
