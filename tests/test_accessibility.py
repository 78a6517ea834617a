"""axe-core on every kind of page, light, dark and sepia, wide and narrow, with its parts closed and open: no violation.

The kinds of pages and the parts that open are listed in tests/kinds.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from tests import axe
from tests.conftest import Site
from tests.kinds import QUERIES, STATES, THEMES, WIDTHS, State, kinds_of, open_state, place_of, show, wear

KINDS = (
    "home", "text", "short text", "text without endnotes", "text without bibliography", "text without title", "people", "people/*", "places", "places/*",
    "organisations", "organisations/*", "events", "events/*", "works", "works/*", "newspapers", "newspapers/*", "archives", "archives/*", "chronology",
    "search", "search/help", "search/words", "search/words/*", "about", "data", "patterns", "quotation", "404.html",
    *QUERIES,
)  # fmt: skip
"""Kinds of pages that must be there; what else the site has is looked at too."""

PAPER = "getComputedStyle(document.body).backgroundColor"


@pytest.fixture(scope="module")
def wide(browser: Browser) -> Iterator[Page]:
    """One page for all of these tests: opening contexts takes longer than most of what is measured."""
    context = browser.new_context(reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def kinds(site: Site) -> dict[str, str]:
    return kinds_of(site.edition, site.files)


def address(site: Site, path: str) -> str:
    name, mark, query = path.partition("?")
    return (site.folder / name).as_uri() + mark + quote(query, safe="=&")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "state" in metafunc.fixturenames:
        metafunc.parametrize("state", STATES, ids=lambda state: state.name)


def look(page: Page, theme: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    wear(page, theme)


def in_every_look(page: Page) -> dict[str, str]:
    """Faults of an opened page by theme and width. What is no colour is the same in all themes, and is asked once a width."""
    found = {}
    for width in WIDTHS:
        for theme in THEMES:
            look(page, theme, width)
            faults = axe.faults(page, "colours") + (axe.faults(page, "structure") if theme == THEMES[0] else [])
            if faults:
                found[f"{theme}, {width} px"] = "\n    ".join(map(str, faults))
    return found


def test_all_rules_for_wcag_2_2_run(wide: Page, site: Site) -> None:
    show(wide, address(site, "about/index.html"))
    axe.prepare(wide)
    rules = set(axe.rules(wide))
    assert {"target-size", "color-contrast", "link-in-text-block", "region", "heading-order", "landmark-unique", "aria-allowed-role"} <= rules
    assert len(rules) > 85
    wide.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<p style=\"color: #aaa; background: #fff\">pale words <a href=\"\"></a></p>')")
    assert {fault.rule for fault in axe.faults(wide, "colours")} == {"color-contrast"}
    assert {fault.rule for fault in axe.faults(wide, "structure")} == {"link-name"}
    assert {fault.rule for fault in axe.faults(wide)} == {"color-contrast", "link-name"}


def test_the_site_has_every_kind_of_page(kinds: dict[str, str]) -> None:
    assert set(KINDS) - kinds.keys() == set()
    assert [place_of(path) for path in ("index.html", "404.html", "people/index.html", "people/a/index.html", "search/words/a/index.html")] == [
        "home", "404.html", "people", "people/*", "search/words/*"]  # fmt: skip


def test_a_theme_that_was_chosen_is_there_before_the_page_is_seen(wide: Page, site: Site) -> None:
    show(wide, address(site, "about/index.html"))
    plain = wide.evaluate(PAPER)
    wear(wide, "sepia")
    chosen = wide.evaluate(PAPER)
    wide.reload(wait_until="commit")
    assert wide.evaluate("document.documentElement.dataset.theme") == "sepia"
    wide.wait_for_load_state()
    assert wide.evaluate(PAPER) == chosen != plain


def test_every_kind_of_page_is_free_of_violations(wide: Page, site: Site, kinds: dict[str, str]) -> None:
    found = []
    for path, kind in {path: kind for kind, path in kinds.items()}.items():  # a page may be of several kinds
        look(wide, THEMES[0], WIDTHS[0])
        show(wide, address(site, path))
        axe.prepare(wide)
        found += [f"{kind} ({path}), {where}:\n    {faults}" for where, faults in in_every_look(wide).items()]
    assert not found, "\n" + "\n".join(found)


def test_a_part_that_opens_is_free_of_violations(wide: Page, site: Site, kinds: dict[str, str], state: State) -> None:
    for width in (state.width,) if state.width else WIDTHS:
        look(wide, THEMES[0], width)
        show(wide, address(site, kinds[state.kind]))
        assert open_state(wide, state), f"{state.control} is not on {kinds[state.kind]}"
        axe.prepare(wide)
        for theme in THEMES:
            look(wide, theme, width)
            faults = axe.faults(wide, "colours") + (axe.faults(wide, "structure") if theme == THEMES[0] else [])
            assert not faults, f"{theme}, {width} px: " + "\n".join(map(str, faults))
