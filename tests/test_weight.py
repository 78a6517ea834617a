"""What a text's page costs a reader beyond its words: its own scripts and style sheets, gzipped, those that come by themselves and those that come later."""

from __future__ import annotations

import gzip
import re
import time
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Page, Request

from tests.conftest import Site
from tests.kinds import STATES, kinds_of, open_state

MOST = 30_000
"""Bytes: the most that a text's page may load of code and style by itself (30 kB)."""
WANTED = tuple(f"static/{name}" for name in ("arrive.js", "cite.css", "cite.js", "hits.js", "languages.js", "phrase.js", "selection.js", "source.css", "source.js"))
"""What a text's page may load when it is asked to cite, to compare, to follow an address: weighed, whether or not a test opens it."""
OPENED = ("menu", "settings", "keys", "card", "note beside the text", "what can be done with a unit")
"""What is opened on each text's page, so that what it loads is counted."""
DATA = re.compile(r"^(?:words/|search/)|^(?!static/)[^/]+/(?:cards\.\w+|cite|source)\.js$")
"""The interface's words, the search's shards, and what belongs to one text: what is said, not what it is said with."""

SHIFTS = """window.shifts = []; new PerformanceObserver(list => list.getEntries().forEach(each =>
    shifts.push([each.value, ...each.sources.map(source => source.node?.outerHTML?.slice(0, 80) ?? source.node?.data)]))).observe({ type: 'layout-shift', buffered: true })"""
STEADY = ("home", "text", "people", "people/*", "chronology", "works", "search", "search with hits", "quotation")
"""Kinds of pages that keep still while their scripts come."""


def weigh(data: bytes) -> int:
    """A file's bytes as a static host sends it: gzip at level 6."""
    return len(gzip.compress(data, 6, mtime=0))


def test_the_code_and_style_of_a_text_s_page_are_at_most_30_kb(page: Page, site: Site) -> None:
    """What the page loads by itself is held to the limit; what opening things loads besides is printed."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.resource_type in ("script", "stylesheet", "font"):
            asked.append(unquote(urlsplit(request.url).path))

    page.on("request", note)
    root = unquote(urlsplit(site.folder.as_uri()).path) + "/"
    table: dict[str, tuple[dict[str, int], dict[str, int]]] = {}
    for text in site.edition.texts:
        asked.clear()
        page.goto((site.folder / text.id / "index.html").as_uri(), wait_until="networkidle")
        page.wait_for_timeout(300)
        first = weights_of(asked, root, site)
        for state in STATES:
            if state.name in OPENED:
                open_state(page, state)
                page.keyboard.press("Escape")
        inline = page.eval_on_selector_all("head style, script:not([src])", "all => all.map(e => e.textContent).join('\\n')")
        later = {path: size for path, size in weights_of([*asked, *(root + path for path in WANTED)], root, site).items() if path not in first}
        table[text.id] = first | ({"(in the page)": weigh(inline.encode())} if inline.strip() else {}), later
    print()
    for name, (first, later) in table.items():
        print(f"{name}: {sum(first.values()):,} bytes by itself, {sum(first.values()) + sum(later.values()):,} with everything opened")
    for said, weights in zip(("by itself", "opened"), next(iter(table.values())), strict=True):
        for path, size in weights.items():
            print(f"    {size:6} {said:9} {path}")
    for name, (first, _) in table.items():
        assert len(first) >= 3, name
        assert sum(first.values()) <= MOST, (name, first)


def weights_of(paths: list[str], root: str, site: Site) -> dict[str, int]:
    """Site path → its bytes as sent, of the code and style among what was asked for."""
    code = sorted({path.removeprefix(root) for path in paths})
    return {path: weigh(site.files[path]) for path in code if not DATA.search(path)}


def test_every_script_of_the_site_is_data_or_weighed(site: Site) -> None:
    scripts = {path for path in site.files if path.endswith((".js", ".css"))}
    assert {path for path in scripts if not DATA.search(path) and not path.startswith("static/")} == set()


@pytest.mark.parametrize("width", [412, 1280])
def test_nothing_moves_when_the_scripts_come(page: Page, site: Site, width: int) -> None:
    """The layout's shift (web.dev/cls) stays far below what readers notice, though the first scripts come when the page has been painted."""
    kinds = kinds_of(site.edition, site.files)
    page.set_viewport_size({"width": width, "height": 823})
    page.add_init_script(SHIFTS)
    page.route("**/*.js", lambda route: (time.sleep(0.25), route.continue_()))
    for kind in STEADY:
        name, mark, query = kinds[kind].partition("?")
        page.goto((site.folder / name).as_uri() + mark + query, wait_until="networkidle")
        page.wait_for_timeout(300)
        assert page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime") > 0
        shifts = page.evaluate("shifts")
        assert sum(shift[0] for shift in shifts) < 0.02, (kind, shifts)
