"""The kinds of pages that a built site has, one page for each, and the states in which parts of them can be opened.

For the tests of access (test_accessibility.py, test_keyboard.py) and the bench that writes down a release's results. A new kind of
page is found by its place in the site; a new part that opens needs a line in `STATES`.
"""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

from edition.model import Edition

WIDTHS = (1280, 360)
REFERRING = ".units p.unit:has(a[role=doc-noteref])"
"""A paragraph with a note."""
THEMES = ("light", "dark", "sepia")
QUERIES = {"search with hits": ("search", "?q=Lenin"), "search without hits": ("search", "?q=qqqqxxxx")} | {
    f"{kind} in another language": (kind, "?lang=az") for kind in ("home", "short text", "people/*", "about")}  # fmt: skip
"""A page that says different things with a query: its further kinds, by the kind without it."""
SPOKEN = """() => document.querySelector(`[data-speak="${new URLSearchParams(location.search).get('lang')}"]`).getAttribute('aria-pressed') === 'true' &&
    edition.words().then(say => document.querySelector('.settings .unseen').textContent === say('settings'))"""
CHOOSE = """theme => {
    const root = document.documentElement
    if (theme) root.dataset.theme = theme; else delete root.dataset.theme
    try { localStorage.setItem('edition-theme', theme) } catch { /* no page is open yet */ }
}"""


def kinds_of(edition: Edition, files: dict[str, bytes]) -> dict[str, str]:
    """Kind of page → the site path of one of that kind, with a query where that makes the kind.

    Pages of texts: the longest, the shortest, and for each thing that a source can lack the longest text that lacks it. Of all other pages in one
    place (`people/*/index.html`) the largest below 60 kB, so that there is something on it, else the smallest.
    """
    texts = sorted(edition.texts, key=lambda text: len(files[f"{text.id}/index.html"]), reverse=True)
    kinds = {"text": f"{texts[0].id}/index.html", "short text": f"{texts[-1].id}/index.html"}
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
    return kinds | {kind: kinds[plain] + query for kind, (plain, query) in QUERIES.items() if plain in kinds}


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
    """How, once it has the focus: keys one after another, `type:` and words, or nothing but the focus."""
    opened: str
    """Selector of what is then visible."""
    width: int = 0
    """Only at this width; 0: at all."""


STATES = (
    State("menu", "home", ".site-head summary", "Enter", ".site-head details ul a"),
    State("settings", "home", ".settings summary", "Enter", ".settings .panel"),
    State("settings of a text", "short text", ".settings summary", "Enter", ".settings .markup"),
    State("keys", "short text", ".brand", "?", ".keys-list[open]"),
    State("card", "patterns", ".mention a", "", ".word-card"),
    State("date card", "patterns", ".date a", "", ".word-card"),
    State("correction card", "patterns", ".corr a", "", ".word-card"),
    State("contents", "short text", ".bar-contents", "Enter", ".side:popover-open", 360),
    State("note in a sheet", "short text", ".units a[role=doc-noteref]", "Enter", ".note-sheet:popover-open", 360),
    State("note beside the text", "short text", ".units a[role=doc-noteref]", "Enter", ".note.placed.lit", 1280),
    State("what can be done with a unit", "short text", f"{REFERRING} .anchor", "", ".tools-of button"),
    State("what can be done with a note", "patterns", ".note-mark", "", ".tools-of button"),
    State("citation", "short text", f"{REFERRING} .anchor", "c", "dialog.cite[open] .cite-entry:not(:empty)"),
    State("source", "short text", f"{REFERRING} .anchor", "Tab Tab Enter", ".source-panel .source-rows"),
    State("selected words", "short text", f"{REFERRING} .anchor", "select", ".selection-bar"),
    State("how the source was read", "text", ".colophon summary", "Enter", ".colophon details ul"),
    State("quotation with an answer", "quotation", "#example", "Enter", "#parts .part button"),
    State("search help", "search with hits", "#help summary", "Enter", "#help .explained"),
    State("forms", "search with hits", "#forms summary", "Enter", "#forms dl"),
    State("suggestions", "search", "#q", "type:Nerim", "#suggested [role=option]"),
)  # fmt: skip
"""Each must be there and open: a test fails where a control or what it opens is gone."""


def show(page: Page, address: str) -> None:
    """Open a page and wait until its scripts have said what they have to say."""
    page.goto(address)
    if "?q=" in address:
        page.wait_for_function("document.getElementById('found').textContent && !document.querySelector('.waiting')", timeout=60000)
    if "?lang=" in address:
        page.wait_for_function(SPOKEN, timeout=20000)


def wear(page: Page, theme: str) -> None:
    """Put a page into a theme: light and dark as the system asks for, others as a reader chooses them and the page's head remembers."""
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.evaluate(CHOOSE, "" if theme in ("light", "dark") else theme)


def open_state(page: Page, state: State) -> bool:
    """Open a part by keyboard; False where its control is not there."""
    control = page.locator(state.control).first
    if not control.count():
        return False
    control.scroll_into_view_if_needed()
    page.keyboard.press("Shift")  # what is focused from here on was reached by keyboard
    control.focus()
    if state.by.startswith("type:"):
        page.keyboard.type(state.by.removeprefix("type:"))
    elif state.by == "select":
        control.evaluate("e => getSelection().selectAllChildren(e.closest('.unit'))")
    else:
        for key in state.by.split():
            page.keyboard.press(key)
    page.locator(state.opened).first.wait_for(state="visible", timeout=20000)
    page.wait_for_timeout(200)  # it may fade in
    return True
