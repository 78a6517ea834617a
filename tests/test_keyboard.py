"""The site by keyboard, by ear, large and in the reader's own colours: what axe cannot tell. The pages are those of tests/kinds.py."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from edition.patterns import sample
from edition.project import read_templates
from edition.render import Say, interface_words
from tests.conftest import ROOT, Site
from tests.kinds import STATES, WIDTHS, kinds_of, open_state, show

PATTERNS = "patterns/index.html"
TABBED = ("home", "patterns", "people", "organisations/*", "search with hits", "about", "404.html")
"""Kinds of pages on which the Tab key is pressed."""
FOCUS = """() => {
    // what can be done with a unit goes along with the focus: once it has gone on, the anchor that it stood at tells where it was
    const toolsOf = each => each.closest('.tools-of') ? each.closest('.tools-of').previousElementSibling : each
    const at = document.activeElement, style = getComputedStyle(at), box = at.getClientRects()[0] || at.getBoundingClientRect()
    const reach = parseFloat(style.outlineWidth) + parseFloat(style.outlineOffset)
    const places = [[.5, .5], [.1, .5], [.9, .5]].map(([x, y]) => document.elementFromPoint(box.left + x * box.width, box.top + y * box.height))
    const before = window.now && (window.now.isConnected && toolsOf(window.now) === window.stand ? window.now : window.stand)
    window.now = at
    window.stand = toolsOf(at)
    return {
        name: at === document.body ? '' : at.outerHTML.slice(0, 120),
        after: !before || at === document.body || !!(before.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING),
        outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && style.outlineColor !== 'rgba(0, 0, 0, 0)' && reach > 0,
        inside: box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight,
        covered: !places.some(each => each && (at.contains(each) || each.contains(at))),
        offset: [box.top, box.bottom, box.left, box.right].map(Math.round),
    }
}"""
CLIPPED = """() => [...document.querySelectorAll('body *')].filter(each => {
    const style = getComputedStyle(each)
    if (!each.checkVisibility() || each.matches('.leader, .skip, .visually-hidden, [aria-hidden=true], [aria-hidden=true] *, input, option, .note.long')) return false
    const cut = /hidden|clip/
    return cut.test(style.overflowX) && each.scrollWidth > each.clientWidth + 1 || cut.test(style.overflowY) && each.scrollHeight > each.clientHeight + 1
}).map(each => each.outerHTML.slice(0, 120))"""
OPENS = """() => [...document.querySelectorAll('.note.long')].filter(each => {
    each.tabIndex = -1
    each.focus({ preventScroll: true })
    return each.scrollHeight > each.clientHeight + 1
}).map(each => each.id)"""
"""Notes beside the text that are cut until they are pointed at or have the focus: those that stay cut then."""
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }"""
"""WCAG 1.4.12."""


@pytest.fixture(scope="module")
def kinds(site: Site) -> dict[str, str]:
    return kinds_of(site.edition, site.files)


@pytest.fixture(scope="module")
def still(browser: Browser) -> Iterator[Page]:
    """A page for a reader who wants no motion."""
    context = browser.new_context(reduced_motion="reduce")
    yield context.new_page()
    context.close()


def visit(page: Page, site: Site, path: str, width: int = 1280, height: int = 800) -> Page:
    page.set_viewport_size({"width": width, "height": height})
    name, mark, query = path.partition("?")
    show(page, (site.folder / name).as_uri() + mark + query)
    return page


def focused(page: Page) -> dict[str, Any]:
    seen: dict[str, Any] = page.evaluate(FOCUS)
    return seen


def focus(page: Page, selector: str) -> None:
    page.locator(selector).first.focus()
    page.keyboard.press("Shift")


def is_focused(page: Page, selector: str) -> bool:
    return bool(page.locator(selector).first.evaluate("e => e === document.activeElement"))


def press_until(page: Page, key: str, selector: str, most: int = 40) -> None:
    """Press a key until what is focused matches."""
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{key} does not reach {selector}")


# ---- where the focus is ----------------------------------------------------------------------


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", TABBED)
def test_the_focus_follows_the_reading_order_is_seen_and_is_never_covered(still: Page, site: Site, kinds: dict[str, str], kind: str, width: int) -> None:
    visit(still, site, kinds[kind], width, 600)
    seen = []
    for _ in range(45):
        still.keyboard.press("Tab")
        now = focused(still)
        if not now["name"] or seen and 'class="skip"' in now["name"]:
            break  # the end of the page; where the browser has nothing of its own to focus the first stop comes again
        seen.append(now)
    assert len(seen) >= 5
    for now in seen:
        assert now["after"], f"not in reading order: {now}"
        assert now["outlined"], f"no outline: {now}"
        assert now["inside"] and not now["covered"], f"out of sight: {now}"


@pytest.mark.parametrize("width", WIDTHS)
def test_what_is_focused_going_up_is_not_under_the_header(still: Page, site: Site, width: int) -> None:
    visit(still, site, PATTERNS, width, 500)
    focus(still, "#notes ~ .note .back")
    for _ in range(25):
        still.keyboard.press("Shift+Tab")
        now = focused(still)
        assert now["inside"] and not now["covered"], now


def test_the_first_stop_leads_past_the_head_of_the_page(still: Page, site: Site, kinds: dict[str, str]) -> None:
    for kind in TABBED:
        visit(still, site, kinds[kind])
        still.keyboard.press("Tab")
        assert is_focused(still, ".skip") and focused(still)["inside"], kind
        still.keyboard.press("Enter")
        still.keyboard.press("Tab")
        assert still.evaluate("document.activeElement.closest('main') || document.activeElement.closest('footer') || !document.querySelector('main a')"), kind


# ---- what opens ------------------------------------------------------------------------------


@pytest.mark.parametrize("width", WIDTHS)
def test_a_note_is_opened_read_and_left_and_the_focus_is_at_its_mark_again(still: Page, site: Site, width: int) -> None:
    notes = {note.anchor: note for note in sample(site.edition).texts[0].notes}
    visit(still, site, PATTERNS, width)
    for anchor in ("n2", "n4", "n-star-2"):
        mark = f".units a[role=doc-noteref][href='#{anchor}']"
        focus(still, mark)
        still.keyboard.press("Enter")
        still.wait_for_timeout(150)
        opened = still.locator("dialog[open], [popover]:popover-open").first
        if opened.count():
            assert notes[anchor].text[:40] in " ".join(opened.inner_text().split())
            still.keyboard.press("Escape")
            still.wait_for_timeout(150)
            assert not still.locator("dialog[open], [popover]:popover-open").count()
        else:
            shown = still.locator(f"[id='{anchor}']")
            assert shown.evaluate("e => { const box = e.getBoundingClientRect(); return box.bottom > 0 && box.top < innerHeight }")
            press_until(still, "Tab", f"[id='{anchor}'] .back, [id='{anchor}'] [role=doc-backlink]")
            still.keyboard.press("Enter")
            still.wait_for_timeout(150)
        assert is_focused(still, mark), anchor
        assert focused(still)["inside"]


@pytest.mark.parametrize("selector", [".mention a", ".date a", ".citation a", ".corr a"])
def test_a_card_opens_with_the_focus_is_described_and_closes_with_escape(still: Page, site: Site, selector: str) -> None:
    visit(still, site, PATTERNS)
    focus(still, selector)
    card = still.locator(".word-card")
    card.wait_for(state="visible", timeout=20000)
    assert card.inner_text().strip()
    link = still.locator(selector).first
    assert still.locator(f"[id='{link.get_attribute('aria-describedby')}']").inner_text() == card.inner_text()
    still.keyboard.press("Escape")
    assert not card.is_visible() and is_focused(still, selector) and link.get_attribute("aria-describedby") is None


@pytest.mark.parametrize("width", WIDTHS)
def test_the_menu_is_opened_read_and_left(still: Page, site: Site, width: int) -> None:
    visit(still, site, "index.html", width)
    press_until(still, "Tab", ".site-head summary")
    menu = still.locator(".site-head details ul")
    assert not menu.is_visible()
    still.keyboard.press("Enter")
    assert menu.is_visible()
    box = menu.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= width
    for link in menu.locator("a").all():
        still.keyboard.press("Tab")
        assert link.evaluate("e => e === document.activeElement") and link.inner_text().strip()
    still.keyboard.press("Escape")
    if menu.is_visible():  # closed as it was opened
        press_until(still, "Shift+Tab", ".site-head summary")
        still.keyboard.press("Enter")
    assert not menu.is_visible() and is_focused(still, ".site-head summary")


@pytest.mark.parametrize("name", ["settings", "keys", "contents", "note in a sheet", "note beside the text", "citation", "source"])
def test_what_is_opened_by_keyboard_closes_with_escape_and_the_focus_is_where_it_was(still: Page, site: Site, kinds: dict[str, str], name: str) -> None:
    (state,) = [state for state in STATES if state.name == name]
    visit(still, site, kinds[state.kind], state.width or 1280)
    still.evaluate("document.addEventListener('keydown', event => { window.pressedOn = document.activeElement }, true)")
    assert open_state(still, state)
    still.evaluate("window.opener_ = window.pressedOn")
    still.keyboard.press("Escape")
    still.locator(state.opened).first.wait_for(state="hidden")
    assert still.evaluate("document.activeElement === window.opener_"), focused(still)
    assert focused(still)["inside"]


# ---- what a screen reader says ---------------------------------------------------------------


def spoken(page: Page) -> list[tuple[str, str]]:
    """(role, name) of everything in the accessibility tree."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes if not node["ignored"] and "role" in node]


def test_landmarks_are_one_of_each_kind_and_everything_to_be_used_has_a_name(still: Page, site: Site, kinds: dict[str, str]) -> None:
    for kind, path in kinds.items():
        if kind.startswith("text"):
            continue  # the page of patterns has all that they have
        visit(still, site, path)
        said = spoken(still)
        for landmark in ("banner", "main", "contentinfo"):
            assert [role for role, _ in said].count(landmark) == 1, (kind, landmark)
        navigations = [name for role, name in said if role == "navigation"]
        assert navigations and all(navigations) and len(set(navigations)) == len(navigations), (kind, navigations)
        used = {"link", "button", "textbox", "searchbox", "combobox", "checkbox", "radio", "heading", "doc-noteref", "doc-backlink", "dialog",
                "doc-pagebreak"}  # fmt: skip
        assert [(role, name) for role, name in said if role in used and not name.strip()] == [], kind


def test_a_reference_a_note_and_a_page_s_turn_say_what_they_are(still: Page, site: Site) -> None:
    text = sample(site.edition).texts[0]
    say = Say(text.work.lang, interface_words(read_templates(ROOT))[text.work.lang])
    said = spoken(visit(still, site, PATTERNS))
    marks = [ref.mark for unit in (*text.units, *text.notes) for ref in unit.refs]
    assert [name for role, name in said if role == "doc-noteref"] == [say("note-reference", mark=mark) for mark in marks]
    links = [name for role, name in said if role == "link"]
    for note in text.notes:
        assert (say("note", mark=note.mark) if note.mark else say("note-unmarked")) in links, note.anchor
    turns = [text.pages[turn.page] for unit in text.units for turn in unit.turns]
    assert [name for role, name in said if role == "doc-pagebreak"] == [
        say(f"page-{page.status}", n=page.number) if page.number else say("page-unknown") for page in turns]  # fmt: skip


def test_headings_form_an_outline(still: Page, site: Site, kinds: dict[str, str]) -> None:
    for kind, path in kinds.items():
        visit(still, site, path)
        levels = still.eval_on_selector_all("main :is(h1, h2, h3, h4, h5, h6)", "all => all.filter(e => e.checkVisibility()).map(e => +e.localName[1])")
        assert levels[0] == 1 and levels.count(1) == 1, kind
        if not kind.startswith("text"):  # a text's outline is its own
            assert all(below <= above + 1 for above, below in zip(levels, levels[1:])), (kind, levels)


# ---- large, spaced, without colours, without motion ------------------------------------------


def test_at_400_percent_no_page_scrolls_sideways(still: Page, site: Site, kinds: dict[str, str]) -> None:
    for kind, path in kinds.items():
        visit(still, site, path, 320, 256)
        still.eval_on_selector_all("details", "all => all.forEach(e => e.open = true)")
        assert still.evaluate("document.documentElement.scrollWidth") <= 320, kind
        assert still.evaluate("innerHeight - [...document.querySelectorAll('body *')].filter(e => /fixed|sticky/.test(getComputedStyle(e).position)"
                              " && e.checkVisibility()).reduce((most, e) => Math.max(most, e.offsetHeight), 0)") >= 100, f"{kind}: little is left to read"


@pytest.mark.parametrize("width", WIDTHS)
def test_wider_spacing_of_letters_words_and_lines_loses_nothing(still: Page, site: Site, kinds: dict[str, str], width: int) -> None:
    for kind, path in kinds.items():
        if kind.startswith("text "):
            continue
        visit(still, site, path, width)
        before = set(still.evaluate(CLIPPED))
        still.add_style_tag(content=SPACED)
        assert still.evaluate("document.documentElement.scrollWidth") <= width, kind
        assert set(still.evaluate(CLIPPED)) - before == set(), kind
        assert still.evaluate(OPENS) == [], kind


def test_in_forced_colours_states_can_be_told_apart(browser: Browser, site: Site, kinds: dict[str, str]) -> None:
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    for kind, selector in (("search with hits", "main button[aria-pressed]"), ("patterns", ".speak button[aria-pressed]")):
        visit(page, site, kinds[kind])
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        page.locator(".settings").evaluate("(e, open) => e.open = open", selector.startswith(".speak"))
        button = page.locator(selector).first
        pictures = []
        for pressed in ("true", "false"):
            button.evaluate("(e, pressed) => e.setAttribute('aria-pressed', pressed)", pressed)
            pictures.append(button.screenshot())
        assert pictures[0] != pictures[1], f"{selector}: pressed looks like not pressed"
    page.locator(".settings").evaluate("e => e.open = false")
    for selector in (".bars", ".strip", ".mention a", "sup.mark a", ".turn.stated", ".settings summary", ".bar .whereabouts"):
        part = page.locator(selector).first
        part.scroll_into_view_if_needed()
        seen = part.screenshot()
        part.evaluate("e => e.style.visibility = 'hidden'")
        assert part.evaluate("e => e.getBoundingClientRect().width") > 0
        box = part.bounding_box()
        assert box and page.screenshot(clip=box) != seen, f"{selector} is not to be seen"  # type: ignore[arg-type]
    context.close()


def test_who_wants_no_motion_gets_none(still: Page, browser: Browser, site: Site, kinds: dict[str, str]) -> None:
    moving = """() => [...document.querySelectorAll('html, body, body *')].filter(each => {
        const style = getComputedStyle(each), long = said => said.split(',').some(one => parseFloat(one) > .01)
        return style.animationName !== 'none' && long(style.animationDuration) || long(style.transitionDuration) || style.scrollBehavior === 'smooth'
    }).map(each => each.outerHTML.slice(0, 100))"""
    for kind, path in kinds.items():
        if not kind.startswith("text ") and not kind.endswith("*"):
            visit(still, site, path)
            assert still.evaluate(moving) == [], kind
    visit(still, site, PATTERNS)
    focus(still, ".mention a")
    still.locator(".word-card").wait_for(state="visible", timeout=20000)
    assert still.evaluate(moving) == []
    scripts = "".join(data.decode() for path, data in site.files.items() if re.fullmatch(r"static/[\w-]+\.js", path))
    assert scripts.count("'smooth'") <= scripts.count("prefers-reduced-motion"), "a script scrolls smoothly without asking"
