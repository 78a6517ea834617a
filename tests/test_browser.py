"""The built site in Chromium, opened from its folder: what a reader sees, at any width, in light, dark and print."""

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import Site

PAGES = ["index.html", "about/index.html", "data/index.html", "404.html"]
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


def test_a_reference_leads_to_its_note_and_the_note_back(page: Page, site: Site) -> None:
    show(page, site, "istiqlal/index.html")
    mark = page.locator("main a[role=doc-noteref]", has_text=re.compile("^13$"))
    place = mark.get_attribute("id")
    mark.click()
    arrived(page, "/istiqlal/index.html#n13")
    assert in_sight(page, "#n13") and not in_sight(page, f"[id='{place}']")
    assert page.locator(":target").inner_text().startswith("13")
    page.locator("#n13 a[role=doc-backlink]").click()
    arrived(page, f"#{place}")
    assert in_sight(page, f"[id='{place}']")


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


@pytest.mark.parametrize("path", PAGES + TEXTS)
def test_a_page_reads_whole_without_javascript(browser: Browser, site: Site, path: str) -> None:
    seen = []
    for scripts in (True, False):
        context = browser.new_context(java_script_enabled=scripts)
        seen.append(show(context.new_page(), site, path).locator("main").inner_text())
        context.close()
    assert seen[1] == seen[0] != ""
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
    for path in PAGES + TEXTS:
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
    if (node.parentElement.closest('.anchor, .mark, .turn')) continue
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
    const below = behind(e, box.left + box.width / 2, box.top + box.height / 2)
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
    for path in [*PAGES, *TEXTS, "istiqlal/index.html#p45", "istiqlal/index.html#n13", "nerimanov/index.html#p1"]:
        show(page, site, path, width)
        page.eval_on_selector_all("details", "all => all.forEach(e => e.open = true)")
        if path in TEXTS:
            page.locator(".units .unit").first.hover()
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


@pytest.mark.parametrize("path", PAGES + TEXTS)
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


@pytest.mark.parametrize("path", PAGES + TEXTS)
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
