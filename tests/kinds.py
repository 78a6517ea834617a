"""The kinds of pages that a built site has, one page for each, and the states in which parts of them can be opened.

For the tests of access (test_accessibility.py, test_keyboard.py) and the bench that writes down a release's results. A new kind of
page is found by its place in the site; a new part that opens needs a line in `STATES`.
"""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page, TimeoutError

from edition.model import Edition

WIDTHS = (1280, 360)
THEMES = ("light", "dark")
QUERIES = {"search with hits": "?q=Lenin", "search without hits": "?q=qqqqxxxx"}
"""A page that says different things with a query: its further kinds."""


def kinds_of(edition: Edition, files: dict[str, bytes]) -> dict[str, str]:
    """Kind of page → the site path of one of that kind, with a query where that makes the kind.

    Pages of texts: the longest, and for each thing that a source can lack the longest text that lacks it. Of all other pages in one
    place (`people/*/index.html`) the largest below 60 kB, so that there is something on it, else the smallest.
    """
    texts = sorted(edition.texts, key=lambda text: len(files[f"{text.id}/index.html"]), reverse=True)
    kinds = {"text": f"{texts[0].id}/index.html"}
    for text in texts:
        for what in text.work.missing:
            kinds.setdefault(f"text without {what}", f"{text.id}/index.html")
    places: dict[str, list[str]] = {}
    own = {f"{text.id}/index.html" for text in texts}
    for path in sorted(files):
        if path.endswith(".html") and path not in own:
            places.setdefault(place_of(path), []).append(path)
    for place, paths in sorted(places.items()):
        small = [path for path in paths if len(files[path]) < 60_000]
        kinds[place] = max(small, key=lambda path: len(files[path])) if small else min(paths, key=lambda path: len(files[path]))
    kinds |= {kind: f"search/index.html{query}" for kind, query in QUERIES.items() if "search/index.html" in files}
    return kinds


def place_of(path: str) -> str:
    """Where a page is, with `*` for the entry that it is about: `people/*`, `search/words/*`."""
    if path == "index.html":
        return "home"
    parts = path.removesuffix("/index.html").split("/")
    if len(parts) == 1 or parts[0] == "search" and len(parts) == 2:
        return "/".join(parts)
    return "/".join((*parts[:-1], "*"))


@dataclass(frozen=True, slots=True)
class State:
    """A part of a page that a reader opens."""

    name: str
    kind: str
    """The kind of page on which it is tried."""
    control: str
    """Selector of what opens it."""
    by: str
    """How: `click`, `focus` or a key."""
    opened: str
    """Selector of what is then visible."""
    width: int = 0
    """Only at this width; 0: at all."""


STATES = (
    State("menu", "home", ".site-head summary", "Enter", ".site-head details ul a"),
    State("card", "patterns", ".mention a", "focus", ".word-card"),
    State("date card", "patterns", ".date a", "focus", ".word-card"),
    State("correction card", "patterns", ".corr a", "focus", ".word-card"),
    State("how the source was read", "text", ".colophon summary", "Enter", ".colophon details ul"),
    State("search help", "search with hits", "#help summary", "Enter", "#help .explained"),
    State("forms", "search with hits", "#forms summary", "Enter", "#forms dl"),
    State("suggestions", "search", "#q", "type:Nerim", "#suggested [role=option]"),
)  # fmt: skip
"""Each must be there and open: a test fails where a control or what it opens is gone. Parts to come stand in `LATER`."""

LATER = (
    State("settings", "patterns", ".settings summary, button.settings, [aria-controls=settings]", "Enter", "#settings"),
    State("note beside or in a popover", "patterns", ".units a[role=doc-noteref]", "Enter", "dialog[open], [popover]:popover-open", 360),
    State("citation", "patterns", ".cite, [data-act=cite]", "Enter", "dialog[open]"),
    State("source", "patterns", ".source, [data-act=source]", "Enter", ".as-source"),
)  # fmt: skip
"""Parts that are being made: tried where their control is found. Once they are here they belong to `STATES`."""


def show(page: Page, address: str) -> None:
    """Open a page and wait until its scripts have said what they have to say."""
    page.goto(address)
    if "?q=" in address:
        page.wait_for_function("document.getElementById('found').textContent && !document.querySelector('.waiting')", timeout=60000)


def open_state(page: Page, state: State) -> bool:
    """Open a part by keyboard; False where its control is not there, or of a part to come does not open."""
    control = page.locator(state.control).first
    if not control.count():
        return False
    control.scroll_into_view_if_needed()
    page.keyboard.press("Shift")  # what is focused from here on was reached by keyboard
    control.focus()
    if state.by.startswith("type:"):
        page.keyboard.type(state.by.removeprefix("type:"))
    elif state.by != "focus":
        page.keyboard.press(state.by)
    try:
        page.locator(state.opened).first.wait_for(state="visible", timeout=3000 if state in LATER else 20000)
    except TimeoutError:
        if state in LATER:
            return False
        raise
    page.wait_for_timeout(200)  # it may fade in
    return True
