"""A text's page in Chromium: notes beside the text and in a sheet, the bar, the contents, what can be set, and the keys."""

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import Site
from tests.test_browser import TEXTS, in_sight, show

REFERENCE = ".units a[role=doc-noteref]"


def ids_twice(page: Page) -> list[str]:
    return page.evaluate("() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id); return ids.filter((id, i) => ids.indexOf(id) !== i) }")


def at(page: Page) -> str:
    """What has the focus: its id, else its class."""
    return page.evaluate("document.activeElement.id || document.activeElement.className")


# ---- notes -----------------------------------------------------------------------------------


PLACES = """() => {
  const body = document.querySelector('.text-body'), text = document.querySelector('.units').getBoundingClientRect()
  const first = new Map()
  document.querySelectorAll('.text-body :is(a[role=doc-noteref], sup.remark a)').forEach(a => {
    const note = document.getElementById(a.hash.slice(1))
    if (note && !first.has(note)) first.set(note, a)
  })
  return [...first].map(([note, a]) => {
    const box = note.getBoundingClientRect(), line = a.getClientRects()[0]
    return { id: note.id, top: box.top + scrollY, bottom: box.bottom + scrollY, apart: box.left >= text.right && box.right <= innerWidth,
             line: line.top + scrollY, nested: !!a.closest('.note'), long: note.classList.contains('long') }
  }).sort((a, b) => a.top - b.top)
}"""


@pytest.mark.parametrize("path", TEXTS)
@pytest.mark.parametrize("width", [1280, 1700])
def test_every_note_that_is_called_stands_beside_its_reference_or_below_the_note_before(page: Page, site: Site, path: str, width: int) -> None:
    show(page, site, path, width)
    places = page.evaluate(PLACES)
    assert places and all(one["apart"] for one in places)
    for above, below in zip([{"bottom": -99}, *places], places):
        assert below["top"] >= above["bottom"] + 5, below["id"]
        if not below["nested"]:
            at_its_line = abs(below["top"] - below["line"]) < 12
            assert at_its_line or (below["top"] > below["line"] and below["top"] - above["bottom"] < 15), below
    foot = page.locator(".site-foot").bounding_box()["y"]
    assert places[-1]["bottom"] < foot
    assert ids_twice(page) == []


def test_a_reference_lights_the_note_beside_it_nothing_jumps_and_escape_goes_back(page: Page, site: Site) -> None:
    show(page, site, TEXTS[0])
    mark = page.locator(REFERENCE, has_text=re.compile("^13$"))
    mark.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    mark.focus()
    page.keyboard.press("Enter")
    assert at(page) == "n13" and page.locator("#n13.lit").count() == 1 and in_sight(page, "#n13")
    assert page.evaluate("scrollY") == before
    page.keyboard.press("Escape")
    assert at(page) == mark.get_attribute("id") and page.locator(".lit").count() == 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    while "back" not in at(page):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert at(page) == mark.get_attribute("id") and page.evaluate("scrollY") == before


@pytest.mark.parametrize("width", [360, 800])
def test_where_there_is_no_margin_a_note_opens_in_a_sheet(page: Page, site: Site, width: int) -> None:
    show(page, site, TEXTS[0], width, 740)
    mark, sheet = page.locator(REFERENCE, has_text=re.compile("^13$")), page.locator(".note-sheet")
    mark.scroll_into_view_if_needed()
    page.wait_for_timeout(200)  # what is in sight now has been laid out
    before, words = mark.bounding_box(), page.locator("#n13 p").text_content() or ""
    mark.click()
    assert sheet.is_visible() and ids_twice(page) == [] and mark.bounding_box() == before
    assert re.sub(r"\W", "", sheet.locator("p").inner_text()) in re.sub(r"\W", "", words)
    assert sheet.get_attribute("aria-label") and at(page) == "note-sheet"
    page.keyboard.press("Escape")
    assert sheet.is_hidden() and at(page) == mark.get_attribute("id")
    page.keyboard.press("Enter")
    page.locator(".sheet-head button").click()
    assert sheet.is_hidden() and at(page) == mark.get_attribute("id")
    page.keyboard.press("Enter")
    page.locator(".sheet-head a").click()
    assert page.url.endswith("#n13") and in_sight(page, "#n13") and sheet.is_hidden()
    page.go_back()
    page.wait_for_function("!location.hash")


def test_nothing_moves_while_a_text_is_loaded(page: Page, site: Site) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach(each => { moved += each.value }))"
        ".observe({ type: 'layout-shift', buffered: true })"
    )
    page.route("**/static/edition.js", lambda route: (page.wait_for_timeout(700), route.continue_()))  # the page is painted before
    show(page, site, TEXTS[0], 360, 740)
    page.locator(".bar").wait_for(state="visible")
    page.wait_for_timeout(300)
    assert page.evaluate("moved") < 0.02


def test_what_is_far_below_a_phone_s_window_is_laid_out_later_unless_one_comes_to_a_place_in_it(page: Page, site: Site) -> None:
    waits = "() => getComputedStyle(document.querySelector('.units').lastElementChild).contentVisibility"
    last = "document.querySelector('.units').lastElementChild.id"
    show(page, site, TEXTS[0], 360, 740)
    assert page.evaluate(waits) == "auto"
    anchor = page.evaluate(last)
    page.evaluate("anchor => { location.hash = anchor }", anchor)
    page.wait_for_timeout(300)
    assert page.evaluate(waits) == "visible" and in_sight(page, f"#{anchor}")
    page.goto("about:blank")
    page.goto(f"{(site.folder / TEXTS[0]).as_uri()}#{anchor}")
    page.wait_for_timeout(300)
    assert page.evaluate(waits) == "visible" and in_sight(page, f"#{anchor}")
    show(page, site, TEXTS[0], 1280, 800)
    assert page.evaluate(waits) == "visible"


def test_a_note_that_is_not_in_the_source_says_so_in_the_sheet(page: Page, site: Site) -> None:
    show(page, site, "nerimanov/index.html", 360, 740)
    page.locator(REFERENCE).first.click()
    assert page.locator(".note-sheet .said").inner_text()


def test_a_note_called_from_a_note_opens_in_the_same_sheet(page: Page, site: Site) -> None:
    show(page, site, "patterns/index.html", 360, 740)
    inner = page.locator(".note a[role=doc-noteref]").first
    outer, called = inner.evaluate("a => a.closest('.note').id"), inner.get_attribute("href")
    page.locator(f".units a[href='#{outer}']").first.click()
    page.locator(".note-sheet a[role=doc-noteref]").first.click()
    assert page.locator(".note-sheet .sheet-head a").get_attribute("href") == called
    page.keyboard.press("Escape")
    assert page.locator(f"[id='{at(page)}']").get_attribute("href") == f"#{outer}"


def test_a_note_can_be_cited_too_and_does_not_move_for_it(page: Page, site: Site) -> None:
    show(page, site, f"{TEXTS[0]}#n13")
    before = page.locator("#n14").bounding_box()
    page.locator("#n13").hover()
    assert page.locator("#n13 .tools-of [data-act=cite]").inner_text() and page.locator("#n14").bounding_box() == before
    page.locator("[data-speak=en]").evaluate("e => e.click()")
    page.wait_for_function("document.querySelector('.bar').dataset.cite === 'Cite'", timeout=5000)
    page.locator("#p42").hover()
    assert page.locator("#p42 .tools-of button").first.inner_text() == "Cite"


def test_with_larger_letters_the_margin_gives_way(page: Page, site: Site) -> None:
    show(page, site, TEXTS[0])
    assert page.locator(".with-notes").count() == 1
    page.locator(".bar .settings summary").click()
    for _ in range(8):
        page.locator("[data-size='1']").click()
    page.wait_for_selector(".text-body:not(.with-notes)", timeout=5000)
    assert page.locator(".placed").count() == 0 and page.evaluate("document.documentElement.scrollWidth") <= 1280
    page.reload()
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--size')") == "1.8"


# ---- the bar and the contents ----------------------------------------------------------------


@pytest.mark.parametrize("path", TEXTS)
def test_the_bar_says_where_one_is_and_the_contents_follow(page: Page, site: Site, path: str) -> None:
    show(page, site, path)
    for anchor in page.eval_on_selector_all(".units .unit", "all => [5, 20, all.length - 3].map(i => all[i].id)"):
        page.evaluate("id => document.getElementById(id).scrollIntoView()", anchor)
        page.wait_for_function("id => document.querySelector('.bar-place').textContent.split(' · ').pop() === id", arg=anchor, timeout=5000)
        heading = page.evaluate("""id => [...document.querySelectorAll('.units .unit')].map(e => e.id)
            .slice(0, [...document.querySelectorAll('.units .unit')].findIndex(e => e.id === id) + 1).filter(i => i[0] === 'h').pop()""", anchor)
        marked = page.locator(".contents [aria-current]")
        assert (marked.get_attribute("href") if marked.count() else None) == (f"#{heading}" if heading else None)
        if heading:
            assert page.locator(".bar-heading").inner_text().strip().endswith(marked.inner_text())


@pytest.mark.parametrize("width", [360, 1280])
def test_the_target_of_a_link_is_in_sight_below_the_bar(page: Page, site: Site, width: int) -> None:
    for anchor in ("p42", "h5", "p90"):
        show(page, site, "about/index.html", width)
        show(page, site, f"{TEXTS[0]}#{anchor}", width)
        top, bar = (page.locator(each).bounding_box() for each in (f"#{anchor}", ".bar"))
        assert bar["y"] + bar["height"] <= top["y"] <= bar["y"] + bar["height"] + 60, anchor
        assert page.locator(f"#{anchor}").evaluate("e => getComputedStyle(e).backgroundColor") != "rgba(0, 0, 0, 0)"


def test_on_a_small_screen_the_contents_are_in_a_drawer(page: Page, site: Site) -> None:
    show(page, site, TEXTS[0], 360, 740)
    opener = page.locator(".bar-contents")
    assert page.locator(".contents").is_hidden() and opener.get_attribute("aria-expanded") == "false"
    opener.click()
    assert page.locator(".contents").is_visible() and opener.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    assert page.locator(".contents").is_hidden() and at(page) == "bar-contents"
    opener.click()
    page.locator(".contents a").nth(3).click()
    assert page.locator(".contents").is_hidden() and "#h" in page.url and in_sight(page, page.url[page.url.index("#"):])


def test_the_place_in_a_long_text_is_kept_and_offered(page: Page, site: Site) -> None:
    show(page, site, TEXTS[0])
    page.evaluate("document.getElementById('p80').scrollIntoView()")
    page.wait_for_function("localStorage.getItem('edition-place-istiqlal') === 'p80'", timeout=5000)
    show(page, site, "index.html")
    show(page, site, TEXTS[0])
    go_on = page.locator(".bar-on")
    assert go_on.inner_text().endswith("p80") and page.evaluate("scrollY") == 0
    go_on.click()
    assert in_sight(page, "#p80") and go_on.count() == 0


# ---- what can be set, and keys ---------------------------------------------------------------


@pytest.mark.parametrize("path", ["index.html", TEXTS[1], "search/index.html"])
def test_a_theme_is_kept_for_all_pages(page: Page, site: Site, path: str) -> None:
    page.emulate_media(color_scheme="dark")
    colour = "getComputedStyle(document.body).backgroundColor"
    show(page, site, path)
    assert page.evaluate(colour) == "rgb(25, 23, 20)"
    page.locator(".settings summary").click()
    page.locator("[name=theme][value=sepia]").check()
    assert page.evaluate(colour) == "rgb(246, 234, 210)"
    show(page, site, "about/index.html")
    assert page.evaluate(colour) == "rgb(246, 234, 210)"
    page.locator(".settings summary").click()
    assert page.locator("[name=theme][value=sepia]").is_checked()
    page.locator("[name=theme][value=system]").check()
    assert page.evaluate(colour) == "rgb(25, 23, 20)"
    page.keyboard.press("Escape")
    assert not page.locator(".settings").evaluate("e => e.open") and page.evaluate("document.activeElement.localName") == "summary"


def test_what_was_kept_can_be_anything(page: Page, site: Site) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    show(page, site, TEXTS[0])
    page.evaluate("for (const key of ['theme', 'size', 'markup', 'lang', 'keys', 'place-istiqlal']) localStorage.setItem('edition-' + key, '\"><b>x')")
    page.reload()
    assert page.locator(".units .unit").count() > 100 and errors == []


def test_keys_go_from_unit_to_unit_and_can_be_switched_off(page: Page, site: Site) -> None:
    show(page, site, f"{TEXTS[0]}#p42")
    order = page.eval_on_selector_all(".units .unit", "all => all.map(e => '#' + e.id)")
    here = order.index("#p42")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.hash") == order[here + 1]
    page.keyboard.press("k")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.hash") == order[here - 1]
    page.keyboard.press("?")
    dialog = page.locator("dialog.keys-list")
    assert dialog.is_visible() and dialog.locator("kbd").count() >= 6
    dialog.locator("input").uncheck()
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.hash") == order[here - 1]
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") != "search"


def test_slash_searches_and_a_menu_closes_beside_it(page: Page, site: Site) -> None:
    show(page, site, TEXTS[2])
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.locator(".registers summary").click()
    assert page.locator(".registers").evaluate("e => e.open")
    page.mouse.click(40, 600)
    assert not page.locator(".registers").evaluate("e => e.open")


def test_what_can_be_done_with_a_unit_comes_beside_it(page: Page, site: Site) -> None:
    show(page, site, TEXTS[0])
    page.locator("#p42").hover()
    assert page.locator("#p42 .tools-of button").count() >= 2
    words = page.locator("#p42").evaluate("e => e.innerText.length")
    page.locator("#p43").hover()
    assert page.locator("#p43 .tools-of").count() == page.locator(".tools-of").count() == 1
    assert page.locator("#p42").evaluate("e => e.innerText.length") < words


def test_without_scripts_nothing_is_there_that_does_nothing(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = show(context.new_page(), site, TEXTS[0])
    assert page.locator("button:visible, .settings:visible, .bar:visible").count() == 0
    assert page.locator(".contents").is_visible() and page.locator("#notes").is_visible()
    context.close()
