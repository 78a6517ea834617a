"""The built site in Chromium, opened from its folder: what a reader sees, at any width, in light, dark and print."""

import re

import pytest
from playwright.sync_api import Browser, Page

from edition.alphabet import sort_key
from edition.datewords import say_date
from tests.conftest import Site

PAGES = ["index.html", "about/index.html", "data/index.html", "404.html", "search/help/index.html", "search/words/a/index.html"]
REGISTERS = ["people/index.html", "places/index.html", "works/index.html", "chronology/index.html"]
ENTRIES = ["people/nariman-narimanov/index.html", "places/baku/index.html", "works/avsar-2007/index.html"]
SCRIPTED = ".tools, .tools-of, .word-card, .bar, .settings"
"""What only scripts show."""
TEXTS = [f"{slug}/index.html" for slug in ("istiqlal", "yardim", "suqut", "tahliye", "nerimanov")]


def show(page: Page, site: Site, path: str, width: int = 1280, height: int = 900) -> Page:
    page.set_viewport_size({"width": width, "height": height})
    page.goto((site.folder / path.partition("#")[0]).as_uri() + "".join(path.partition("#")[1:]))
    return page


def in_sight(page: Page, selector: str) -> bool:
    return page.locator(selector).evaluate("""e => {
        const box = e.getBoundingClientRect()
        return box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
    }""")


# ---- reading ---------------------------------------------------------------------------------


def arrived(page: Page, end: str) -> None:
    """Wait until the page's address ends so: following a link takes the browser a moment."""
    page.wait_for_function("end => location.href.endsWith(end)", arg=end, timeout=5000)


def test_home_opens_from_its_folder_and_leads_to_every_text(page: Page, site: Site) -> None:
    show(page, site, "index.html")
    cards = page.locator(".card a")
    assert cards.count() == len(site.edition.texts)
    for number, text in enumerate(site.edition.texts):
        cards.nth(number).click()
        arrived(page, (site.folder / text.id / "index.html").as_uri())
        assert page.locator("main .unit").count() == len(text.units) + len(text.notes)
        page.go_back()


def test_without_scripts_a_reference_leads_to_its_note_and_the_note_back(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = show(context.new_page(), site, "istiqlal/index.html")
    mark = page.locator("main a[role=doc-noteref]", has_text=re.compile("^13$"))
    place = mark.get_attribute("id")
    mark.click()
    assert page.url.endswith("/istiqlal/index.html#n13")
    assert in_sight(page, "#n13") and not in_sight(page, f"[id='{place}']")
    assert page.locator(":target").inner_text().startswith("13")
    page.locator("#n13 a[role=doc-backlink]").click()
    assert page.url.endswith(f"#{place}")
    assert in_sight(page, f"[id='{place}']")
    context.close()


@pytest.mark.parametrize("path", TEXTS)
def test_an_anchor_appears_on_hover_and_on_keyboard_focus(page: Page, site: Site, path: str) -> None:
    show(page, site, path)
    kinds = page.eval_on_selector_all(".units .unit", "all => [...new Map(all.map(e => [e.className, e.id])).values()]")
    assert kinds
    for anchor in kinds:
        own = page.locator(f"[id='{anchor}'] .anchor")
        opacity = "e => getComputedStyle(e).opacity"
        page.mouse.move(0, 0)
        assert (own.evaluate(opacity), own.inner_text(), own.get_attribute("href")) == ("0", anchor, f"#{anchor}")
        page.locator(f"[id='{anchor}']").hover()
        assert own.evaluate(opacity) == "1" and own.bounding_box()["x"] >= 0, anchor
        page.mouse.move(0, 0)
        own.focus()
        assert own.evaluate(opacity) == "1", anchor
        page.keyboard.press("Enter")
        arrived(page, f"#{anchor}")
        own.blur()
        page.goto("about:blank")
        show(page, site, path)


@pytest.mark.parametrize("path", PAGES + TEXTS + REGISTERS + ENTRIES)
def test_a_page_reads_whole_without_javascript(browser: Browser, site: Site, path: str) -> None:
    seen = []
    for scripts in (True, False):
        context = browser.new_context(java_script_enabled=scripts)
        page = show(context.new_page(), site, path)
        if scripts:
            page.eval_on_selector_all(SCRIPTED, "all => all.forEach(e => e.remove())")
            page.evaluate("document.querySelector('.with-notes')?.classList.remove('with-notes')")  # beside its place a comment need not say where it belongs
        else:
            assert page.locator(f":is({SCRIPTED}):visible").all_inner_texts() in ([], [""])
        seen.append(page.locator("main").inner_text())
        context.close()
    assert "".join(seen[1].split()) == "".join(seen[0].split()) != ""
    for text in site.edition.texts:
        if path.startswith(text.id):
            shown = "".join(seen[1].split()).lower()
            for unit in text.units:
                opening = re.match(r"\S*", unit.text)[0]
                assert opening.lower() in shown, unit.anchor


# ---- at any width ----------------------------------------------------------------------------


@pytest.mark.parametrize("width, height", [(360, 740), (320, 256), (768, 1024), (1280, 800)])
def test_no_page_scrolls_sideways(page: Page, site: Site, width: int, height: int) -> None:
    """320 × 256 is a window of 1280 × 1024 at 400 % zoom."""
    for path in PAGES + TEXTS + REGISTERS + ENTRIES:
        show(page, site, path, width, height)
        page.eval_on_selector_all("details", "all => all.forEach(e => e.open = true)")
        wide = page.evaluate("() => [document.documentElement.scrollWidth, document.body.scrollWidth]")
        assert max(wide) <= width, path
        beyond = page.eval_on_selector_all("main :is(p, li, h1, h2, h3, dd, .note, .anchor)", """all => all
            .filter(e => !e.closest('table') && e.getBoundingClientRect().right > innerWidth + .5)
            .map(e => e.outerHTML.slice(0, 90))""")
        assert beyond == [], path


LINES = """all => all.filter(e => e.textContent.length > 500).slice(0, 12).map(e => {
  const lines = new Map(), range = document.createRange()
  const walk = document.createTreeWalker(e, NodeFilter.SHOW_TEXT)
  for (let node; node = walk.nextNode();) {
    if (node.parentElement.closest('.anchor, .mark, .turn, .remark')) continue
    for (let i = 0; i < node.length; i++) {
      range.setStart(node, i); range.setEnd(node, i + 1)
      const box = range.getClientRects()[0]
      if (!box || !box.width) continue
      const line = Math.round(box.bottom)
      lines.set(line, (lines.get(line) || 0) + 1)
    }
  }
  return [...lines.entries()].sort((a, b) => a[0] - b[0]).map(each => each[1]).slice(0, -1)
}).flat()"""


@pytest.mark.parametrize("path", TEXTS)
def test_a_line_has_60_to_75_characters(page: Page, site: Site, path: str) -> None:
    show(page, site, path)
    lengths = sorted(page.eval_on_selector_all(".units p.paragraph", LINES))
    assert len(lengths) > 40
    assert 60 <= sum(lengths) / len(lengths) <= 75, (path, lengths[len(lengths) // 2], lengths[-1])


# ---- light, dark, keyboard, print ------------------------------------------------------------


CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true})
  const rgba = colour => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1)
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255]
  }
  const over = (top, below, a) => [0, 1, 2].map(i => top[i] * a + below[i] * (1 - a))
  const behind = (e, x, y) => {  // the colour at a point: an anchor in the margin stands outside its unit's box
    if (!e) return rgba('Canvas')
    const own = rgba(getComputedStyle(e).backgroundColor), box = e.getBoundingClientRect()
    if (x < box.left || x > box.right || y < box.top || y > box.bottom) own[3] = 0
    return own[3] === 1 ? own : over(own, behind(e.parentElement, x, y), own[3])
  }
  const opacity = e => e ? getComputedStyle(e).opacity * opacity(e.parentElement) : 1
  const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    return .2126 * r + .7152 * g + .0722 * b }
  const found = new Map()
  for (const e of document.querySelectorAll('body *')) {
    const worded = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()), box = e.getClientRects()[0]
    if (!worded || !box || box.right < 0) continue
    const style = getComputedStyle(e), ink = rgba(style.color), shown = opacity(e)
    let x = box.left + box.width / 2
    for (let p = e.parentElement; p; p = p.parentElement) {  // the part in sight, where an element around it scrolls
      const edge = p.getBoundingClientRect()
      if (p !== document.body && getComputedStyle(p).overflowX === 'auto') x = Math.min(Math.max(x, edge.left + 1), edge.right - 1)
    }
    const below = behind(e, x, box.top + box.height / 2)
    if (style.visibility !== 'visible' || !shown) continue
    const [high, low] = [light(over(ink, below, ink[3] * shown)), light(below)].sort((a, b) => b - a)
    const ratio = (high + .05) / (low + .05), name = `${e.localName}.${e.className}`
    if (!found.has(name) || found.get(name) > ratio) found.set(name, ratio)
  }
  return [...found]
}"""


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_links_stand_out_from_what_is_behind_them(page: Page, site: Site, scheme: str, width: int) -> None:
    page.emulate_media(color_scheme=scheme)
    kinds: dict[str, float] = {}
    for path in [*PAGES, *TEXTS, *REGISTERS, *ENTRIES, "istiqlal/index.html#p45", "istiqlal/index.html#n13", "nerimanov/index.html#p1"]:
        show(page, site, path, width)
        page.eval_on_selector_all("details", "all => all.forEach(e => e.open = true)")
        if path in TEXTS:
            page.locator(".units .unit").first.hover(force=True)  # what is open may lie over it
        for name, ratio in page.evaluate(CONTRAST):
            kinds[name] = min(ratio, kinds.get(name, 21))
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).every(v => v < 128)")
    assert dark == (scheme == "dark")
    assert len(kinds) > 25
    assert {name: round(ratio, 2) for name, ratio in kinds.items() if ratio < 4.5} == {}


def focused(page: Page) -> dict[str, object]:
    return page.evaluate("""() => {
      const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e)
      return {
        in_main: !!e.closest('main'), skip: e.matches('.skip'), name: e.outerHTML.slice(0, 90), opacity: +style.opacity,
        ringed: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1,
        seen: box.width > 0 && box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight,
      }
    }""")


@pytest.mark.parametrize("path", PAGES + TEXTS + REGISTERS + ENTRIES)
def test_the_keyboard_alone_reaches_the_text_and_shows_where_it_is(page: Page, site: Site, path: str) -> None:
    show(page, site, path)
    page.keyboard.press("Tab")
    first = focused(page)
    assert first["skip"] and first["seen"] and first["ringed"], first
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash === '#main'", timeout=5000)
    for number in range(25):
        page.keyboard.press("Tab")
        here = focused(page)
        if not here["in_main"]:
            assert number, "the first stop after the skip link is in main"
            break
        assert here["seen"] and here["ringed"] and here["opacity"] == 1, here


@pytest.mark.parametrize("path", PAGES + TEXTS + REGISTERS + ENTRIES)
def test_print_shows_the_text_and_no_navigation(page: Page, site: Site, path: str) -> None:
    show(page, site, path)
    units = page.locator(".units").all_inner_texts()
    page.emulate_media(media="print", color_scheme="dark")
    for navigation in ("nav", ".skip", "[role=doc-backlink]", "summary"):
        assert page.locator(f"{navigation}:visible").count() == 0, navigation
    assert page.locator(".units").all_inner_texts() == units
    assert page.locator(".note:visible").count() == page.locator(".note").count()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


# ---- names and dates in a text -----------------------------------------------------------------


CARD = "#word-card"
MENTION = ".units .paragraph .mention[data-entity] a"


def hovered(page: Page, selector: str = MENTION) -> str:
    """Point at the first such word that has a card; the card's words."""
    page.locator(selector).first.hover()
    page.wait_for_selector(CARD, state="visible", timeout=5000)
    return page.locator(CARD).inner_text()


@pytest.mark.parametrize("path", TEXTS)
def test_a_name_shows_its_card_on_hover_and_leads_to_its_page(page: Page, site: Site, path: str) -> None:
    show(page, site, path)
    id = page.locator(MENTION).first.evaluate("a => a.closest('.mention').dataset.entity")
    entity, lang = site.edition.registry[id], page.evaluate("document.documentElement.lang")
    before = page.evaluate("document.body.scrollHeight")
    said = hovered(page)
    assert entity.name[lang] in said and entity.description[lang] in said
    assert page.evaluate("document.body.scrollHeight") == before
    page.locator(MENTION).first.click()
    arrived(page, f"/{entity.register}/{id}/index.html")
    assert page.locator("h1").inner_text() == entity.name[site.edition.facts.lang]


def test_a_card_stays_under_the_pointer_goes_on_escape_and_is_tied_to_its_word(page: Page, site: Site) -> None:
    show(page, site, TEXTS[0])
    hovered(page)
    assert page.locator(MENTION).first.get_attribute("aria-describedby") == "word-card"
    page.locator(CARD).hover()
    page.wait_for_timeout(500)
    assert page.locator(CARD).is_visible()
    page.keyboard.press("Escape")
    assert page.locator(CARD).is_hidden() and page.locator(MENTION).first.get_attribute("aria-describedby") is None
    hovered(page)
    page.mouse.move(2, 2)
    page.wait_for_selector(CARD, state="hidden", timeout=5000)


def test_a_card_comes_with_keyboard_focus_at_once(page: Page, site: Site) -> None:
    show(page, site, TEXTS[0])
    link = page.locator(MENTION).nth(1)
    link.scroll_into_view_if_needed()
    page.locator(MENTION).first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert page.locator(CARD).is_visible()
    page.keyboard.press("Escape")
    assert page.locator(CARD).is_hidden()
    assert page.evaluate("document.activeElement.closest('.mention') !== null")


def test_a_date_shows_its_value(page: Page, site: Site) -> None:
    show(page, site, TEXTS[0])
    date = page.locator(".units .date[data-edtf]").first
    said = hovered(page, ".units .date[data-edtf] a")
    assert say_date(date.get_attribute("data-edtf") or "", "az") in said and date.get_attribute("data-edtf") in said


def test_by_touch_the_first_tap_opens_the_card_and_the_second_follows_the_link(browser: Browser, site: Site) -> None:
    context = browser.new_context(has_touch=True, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto((site.folder / TEXTS[0]).as_uri())
    word = page.locator(MENTION).first
    word.tap()
    page.wait_for_selector(CARD, state="visible", timeout=5000)
    assert page.url.endswith(TEXTS[0])
    word.tap()
    page.wait_for_function("!location.href.includes('istiqlal')", timeout=5000)
    assert page.url.endswith("/index.html")
    context.close()


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_no_card_leaves_the_window(page: Page, site: Site, width: int) -> None:
    show(page, site, TEXTS[0], width, 740)
    words = page.locator(".units .paragraph :is(.mention, .date) a")
    for number in range(0, 60, 3):
        words.nth(number).scroll_into_view_if_needed()
        words.nth(number).hover(force=True)
        page.wait_for_selector(CARD, state="visible", timeout=5000)
        box = page.locator(CARD).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width, number
        assert box["y"] + box["height"] <= 741 or box["y"] >= 0, number
        page.keyboard.press("Escape")
        page.mouse.move(1, 1)


def test_the_switch_hides_all_markup_and_is_remembered(page: Page, site: Site) -> None:
    show(page, site, TEXTS[0])
    switch, link = page.locator(".bar .markup"), page.locator(MENTION).first
    page.locator(".bar .settings summary").click()
    colour = "a => [getComputedStyle(a).color, getComputedStyle(a).textDecorationLine, getComputedStyle(a).pointerEvents, a.tabIndex]"
    ink = page.evaluate("getComputedStyle(document.body).color")
    assert switch.is_checked() and link.evaluate(colour) == [ink, "underline", "auto", 0]
    switch.click()
    assert not switch.is_checked() and link.evaluate(colour) == [ink, "none", "none", -1]
    assert page.locator(":is(.corr, .remark):visible").count() == 0
    assert page.locator("sup.mark a").first.evaluate("a => a.tabIndex") == 0
    page.reload()
    assert not switch.is_checked()
    page.locator(".bar .settings summary").click()
    switch.click()
    assert link.evaluate(colour) == [ink, "underline", "auto", 0]


def test_marked_words_are_as_quiet_as_the_words_around_them(page: Page, site: Site) -> None:
    show(page, site, TEXTS[0])
    page.mouse.move(0, 0)
    colours = page.eval_on_selector_all(
        ".units .paragraph :is(.mention, .date, .citation) a:not(sup a, ins a)", "all => [...new Set(all.map(a => getComputedStyle(a).color))]"
    )
    assert colours == [page.evaluate("getComputedStyle(document.body).color")]


# ---- registers ---------------------------------------------------------------------------------


def test_the_filter_forgives_spellings_and_says_how_many_are_shown(page: Page, site: Site) -> None:
    show(page, site, "people/index.html")
    everyone = page.locator("[data-find]:visible").count()
    assert everyone == sum(entity.register == "people" for entity in site.edition.registry.values())
    for typed in ("Nerimanov", "nərimanov", "NARIMANOV", "Neriman Ner"):
        page.fill("#filter", typed)
        names = page.locator(".rows .name:visible").all_inner_texts()
        assert any("Narimanov" in name for name in names) and len(names) < 5, typed
        assert page.locator(".filter output").inner_text() == f"{len(names)} of {everyone} shown"
    page.fill("#filter", "")
    assert page.locator("[data-find]:visible").count() == everyone and page.locator(".filter output").inner_text() == ""


def test_another_language_renames_and_sorts_a_register(page: Page, site: Site) -> None:
    show(page, site, "places/index.html")
    letters = page.locator(".rows h2").all_inner_texts()
    page.locator("[data-speak=az]").click()
    page.wait_for_selector(".rows[data-tongue=az]")
    assert page.locator("[data-speak=az]").get_attribute("aria-pressed") == "true"
    assert page.locator(".rows h2").all_inner_texts() != letters
    names = page.locator(".rows .name a").all_inner_texts()
    assert names == sorted(names, key=lambda name: sort_key(name, "az"))
    assert page.locator(".letters a").all_inner_texts() == page.locator(".rows h2").all_inner_texts()
    page.locator("[data-speak=en]").click()
    page.wait_for_selector(".rows[data-tongue=en]")
    assert page.locator(".rows h2").all_inner_texts() == letters


@pytest.mark.parametrize("end", ["?lang=tr", "#in-tr"])
def test_a_register_opens_in_the_language_that_its_address_asks_for(page: Page, site: Site, end: str) -> None:
    page.goto((site.folder / "people/index.html").as_uri() + end)
    assert page.locator("[data-speak=tr]").get_attribute("aria-pressed") == "true"
    assert "Neriman Nerimanov" in page.locator(".rows .name a").all_inner_texts()


def test_a_text_leads_to_the_registers_in_its_own_language(page: Page, site: Site) -> None:
    show(page, site, TEXTS[0])
    page.locator(".site-head summary").click()
    page.locator(".site-head details a").first.click()
    page.wait_for_selector(".rows", timeout=5000)
    assert page.locator(f"[data-speak={site.edition.texts[0].work.lang}]").get_attribute("aria-pressed") == "true"


def test_a_line_of_context_leads_to_its_place_in_the_text(page: Page, site: Site) -> None:
    show(page, site, ENTRIES[0])
    line = page.locator(".lines .where").first
    anchor = line.inner_text()
    line.click()
    arrived(page, f"#{anchor}")
    assert in_sight(page, f"#{anchor}")
