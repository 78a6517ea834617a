"""The page of patterns shows every part of the pages, by the templates of the pages, and is no part of the edition itself."""

from __future__ import annotations

import re
from typing import get_args, get_type_hints

import pytest

from edition.model import CALENDARS, ENTITY_TYPES, KINDS, LAYERS, REGISTERS, Certainty, Edition, FurnitureKind, Note, PrintedPage, Text, Unit
from edition.patterns import SLUG, led, sample, tokens
from tests.conftest import ROOT, Site

PATH = f"{SLUG}/index.html"


@pytest.fixture(scope="module")
def shown(site: Site) -> str:
    return site.files[PATH].decode()


@pytest.fixture(scope="module")
def made(site: Site) -> Edition:
    return sample(site.edition)


@pytest.fixture(scope="module")
def text(made: Edition) -> Text:
    return made.texts[0]


def every(text: Text) -> tuple[Unit, ...]:
    return (*text.units, *text.notes)


def test_every_kind_of_unit_and_every_level_of_headings_is_there(text: Text, shown: str) -> None:
    assert {unit.kind for unit in text.units} == set(KINDS)
    for unit in every(text):
        assert len(re.findall(rf'id="{unit.anchor}"', shown)) == 1, unit.anchor
    assert {f"h{level}" for level in range(2, 7)} <= set(re.findall(r'<(h\d) class="unit"', shown))


def test_every_kind_of_annotation_entity_calendar_and_certainty_is_there(made: Edition, text: Text, shown: str) -> None:
    marked = {"mentions": 'class="mention ', "dates": 'class="date"', "citations": 'class="citation"', "corrections": 'class="correction"',
              "comments": 'class="commented"'}  # fmt: skip
    assert marked.keys() == set(LAYERS)
    for layer, mark in marked.items():
        assert any(getattr(unit, layer) for unit in every(text)) and mark in shown, layer
    assert {one.type for unit in every(text) for one in unit.mentions} == set(ENTITY_TYPES)
    assert {entity.register for entity in made.registry.values()} == set(REGISTERS)
    dates = [one for unit in every(text) for one in unit.dates]
    assert {one.calendar for one in dates} == set(CALENDARS)
    assert {one.certainty for one in dates} == set(get_args(Certainty))
    assert {bool(one.work) for unit in every(text) for one in unit.citations} == {True, False}
    assert {one.whole for unit in every(text) for one in unit.comments} == {True, False}


def test_an_annotation_of_the_sample_stands_on_whole_words(text: Text) -> None:
    for unit in every(text):
        for layer in LAYERS:
            for one in getattr(unit, layer):
                quote = unit.text[one.start : one.end]
                assert quote and quote == quote.strip()
        for one in unit.corrections:
            assert unit.text[one.start : one.end] == one.sic


def test_every_kind_of_note_and_reference_is_there(text: Text, shown: str) -> None:
    allowed = get_type_hints(Note)
    assert {note.status for note in text.notes} == set(get_args(allowed["status"]))
    assert {note.place for note in text.notes} == set(get_args(allowed["place"]))
    calls = [ref.note for unit in every(text) for ref in unit.refs]
    assert max(map(calls.count, calls)) > 1, "a note that is called twice"
    assert any(note.refs for note in text.notes), "a note that is called from a note"
    assert any(len(note.text) >= 1000 for note in text.notes)
    assert any(not note.mark for note in text.notes) and any(note.mark == "*" for note in text.notes)
    assert any(len(unit.refs) > 1 for unit in text.units)
    assert set(calls) | {note.anchor for note in text.notes if note.status == "no-reference"} == {note.anchor for note in text.notes}
    assert shown.count('role="doc-noteref"') == len(calls)


def test_every_state_of_a_printed_page_and_of_furniture_is_there(text: Text, shown: str) -> None:
    turned = {text.pages[turn.page].status for unit in every(text) for turn in unit.turns}
    assert turned == {page.status for page in text.pages} == set(get_args(get_type_hints(PrintedPage)["status"]))
    assert {item.kind for item in text.furniture} == set(get_args(FurnitureKind))
    assert 'class="turn stated"' in shown and 'class="turn inferred"' in shown


def test_words_in_other_languages_are_marked(text: Text, shown: str) -> None:
    assert {span.lang for unit in text.units for span in unit.langs} == {"ru", "en", "tr"}
    assert '<span lang="ru">Книга' in shown


def test_the_parts_of_other_pages_are_there(shown: str) -> None:
    for part in ('class="card"', 'class="bars"', 'data-find="', 'class="entry-head"', 'class="facts"', 'class="lines"', 'class="days"',
                 'class="missing"', 'class="colour"', 'type="search"', "<button", "<mark>", 'class="together"'):  # fmt: skip
        assert part in shown, part


def test_every_custom_property_of_the_style_sheets_is_shown(shown: str) -> None:
    sheets = "".join((ROOT / "static" / name).read_text() for name in ("base.css", "text.css", "edition.css"))
    declared = set(re.findall(r"(--[\w-]+)\s*:", "".join(re.findall(r":root\s*\{([^}]*)\}", re.sub(r"/\*.*?\*/", "", sheets, flags=re.S)))))
    assert declared and {name for name in declared if f"<code>{name}</code>" not in shown} == set()


def test_a_custom_property_is_shown_by_its_use() -> None:
    sheet = ":root { --ink: #000; --serif: Georgia, serif; --step-1: 1.2rem; --gap: 2rem } h2 { font-size: var(--step-1); margin: var(--gap) }"
    found = tokens(sheet)
    assert (found.colours, found.fonts, found.sizes, found.lengths) == (("--ink",), ("--serif",), ("--step-1",), ("--gap",))


def test_what_is_the_samples_own_leads_nowhere_else() -> None:
    assert led("people/patterns-binder/index.html") == f"{PATH}#entry"
    assert led("chronology/index.html#patterns-p10-d1") == f"{PATH}#patterns-p10-d1"
    assert led("data/patterns.json") == PATH
    for path in ("static/patterns.css", "chronology/index.html", "people/index.html", PATH, f"{PATH}#p8", f"{SLUG}/cards.js"):
        assert led(path) == path


def test_the_sample_is_in_no_search_register_or_data(site: Site, made: Edition) -> None:
    text = made.texts[0]
    words = next(unit.text for unit in text.units if len(unit.text) > 60)[:60]
    for path, data in site.files.items():
        if not path.startswith(f"{SLUG}/") and path != "data/manifest.json":
            assert words.encode() not in data and f"{SLUG}-binder".encode() not in data and f"{SLUG}.p".encode() not in data, path
    assert b'<meta name="robots" content="noindex">' in site.files[PATH]
    assert not any(f"{SLUG}/" in site.files[path].decode() for path in site.files if path.endswith(".html") and path not in (PATH, "data/index.html"))
