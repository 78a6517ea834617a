"""What a text's page costs a reader beyond its words: its own scripts and style sheets, gzipped, all of them, also those that come later."""

from __future__ import annotations

import gzip
import re
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Page, Request

from tests.conftest import Site
from tests.kinds import STATES, open_state

MOST = 30_000
"""Bytes: the most that a text's page may load of code and style in all (30 kB)."""
OPENED = ("menu", "settings", "keys", "card", "note beside the text", "what can be done with a unit")
"""What is opened on each text's page, so that what it loads is counted."""
DATA = re.compile(r"^(?:words/|search/)|/(?:cards|cite|source)\.js$")
"""The interface's words, the search's shards, and what belongs to one text: what is said, not what it is said with."""


def weigh(data: bytes) -> int:
    """A file's bytes as a static host sends it: gzip at level 6."""
    return len(gzip.compress(data, 6, mtime=0))


def test_the_code_and_style_of_a_text_s_page_are_at_most_30_kb(page: Page, site: Site) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.resource_type in ("script", "stylesheet", "font"):
            asked.append(unquote(urlsplit(request.url).path))

    page.on("request", note)
    root = unquote(urlsplit(site.folder.as_uri()).path) + "/"
    table: dict[str, dict[str, int]] = {}
    for text in site.edition.texts:
        asked.clear()
        page.goto((site.folder / text.id / "index.html").as_uri(), wait_until="networkidle")
        page.wait_for_timeout(300)
        first = set(asked)
        for state in STATES:
            if state.name in OPENED:
                open_state(page, state)
                page.keyboard.press("Escape")
        inline = page.eval_on_selector_all("head style, script:not([src])", "all => all.map(e => e.textContent).join('\\n')")
        code = {path.removeprefix(root) for path in asked}
        weights = {path + ("" if root + path in first else " (later)"): weigh(site.files[path]) for path in sorted(code) if not DATA.search(path)}
        table[text.id] = weights | ({"(in the page)": weigh(inline.encode())} if inline.strip() else {})
    print()
    for name, weights in table.items():
        print(f"{name}: {sum(weights.values())} bytes")
        for path, size in weights.items():
            print(f"    {size:6} {path}")
    for name, weights in table.items():
        assert len(weights) >= 3, name
        assert sum(weights.values()) <= MOST, (name, weights)


def test_every_script_of_the_site_is_data_or_weighed(site: Site) -> None:
    scripts = {path for path in site.files if path.endswith((".js", ".css"))}
    assert {path for path in scripts if not DATA.search(path) and not path.startswith("static/")} == set()
