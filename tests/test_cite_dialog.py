"""The citation dialog and the bar beside selected words, in Chromium: by mouse, by touch and by keyboard."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.citing import ADDRESS, REPOSITORY, citing_of, copy_of, write_citing
from tests.conftest import Site
from tests.test_addresses import LOAD, SELECT

OPEN = "async of => { await edition.load('static/cite.js'); await editionCite.open(of) }"
MONTH = "(January|February|March|April|May|June|July|August|September|October|November|December)"


@pytest.fixture(scope="module")
def folder(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_of(site.folder, tmp_path_factory.mktemp("dialog") / "site")
    for text in site.edition.texts:
        write_citing(folder, text.id, citing_of(text))
    return folder


@pytest.fixture
def shown(page: Page, site: Site, folder: Path) -> Iterator[Page]:
    """The shortest text, with the clipboard at hand; an error of a script fails the test."""
    failed: list[str] = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto((folder / slug(site) / "index.html").as_uri())
    yield page
    assert failed == []


def slug(site: Site) -> str:
    return min(site.edition.texts, key=lambda text: len(text.units)).id


def rewrite(page: Page, site: Site, folder: Path, **more) -> None:
    """Other data for the text that is shown, and the page anew."""
    (text,) = [text for text in site.edition.texts if text.id == slug(site)]
    write_citing(folder, text.id, citing_of(text, **more))
    page.reload()


def open_dialog(page: Page, **of) -> None:
    page.evaluate(OPEN, of)
    page.wait_for_selector("dialog.cite[open]")
    page.wait_for_function("[...document.querySelectorAll('.cite .cite-entry')].every(each => each.textContent)")


def entries(page: Page) -> list[str]:
    page.wait_for_timeout(60)
    return page.locator(".cite .cite-entry").all_inner_texts()


def clipboard(page: Page) -> dict[str, str]:
    return page.evaluate("""async () => { const one = (await navigator.clipboard.read())[0], said = {}
        for (const type of one.types) said[type] = await (await one.getType(type)).text()
        return said }""")


def test_it_says_what_is_cited_and_in_which_state(shown: Page, site: Site, folder: Path) -> None:
    text = next(text for text in site.edition.texts if text.id == slug(site))
    unit = next(unit for unit in text.units if len(unit.text) > 400)
    rewrite(shown, site, folder, changed={unit.anchor: ["1.1.0", "1.2.0"]}, pages={unit.anchor: ["44", "45"]})
    open_dialog(shown, text=text.id, **{"from": unit.anchor})
    told = shown.locator("dialog.cite").inner_text()
    assert f"{text.id}.{unit.anchor}" in told and "44–45" in told and "1.2.0" in told
    assert shown.locator(".cite dd").last.inner_text().endswith("1.1.0, 1.2.0")
    quoted = shown.locator(".cite blockquote").inner_text()
    assert unit.text.startswith(quoted.partition(" … ")[0]) and len(quoted) < 320
    assert shown.locator(".cite-address").inner_text() == f"{ADDRESS}{text.id}/#{unit.anchor}"
    assert all("pp. 44–45" in one and f"{text.id}.{unit.anchor}" in one and f"{ADDRESS}{text.id}/#{unit.anchor}." in one for one in entries(shown))
    assert shown.locator(".cite-entry").first.locator("i").inner_text() == "A & B"
    assert not re.search("[⟦⟧<>]", "".join(entries(shown)))
    write_citing(folder, text.id, citing_of(text))


def test_a_draft_says_so_and_cannot_be_fixed(shown: Page, site: Site, folder: Path) -> None:
    rewrite(shown, site, folder, version="0.1.0", released="", releases=[], since={"": ""}, address="", repository="")
    open_dialog(shown, text=slug(site), **{"from": "p1"})
    told = shown.locator(".cite dl").inner_text()
    assert "0.1.0 · Taslak: henüz yayımlanmadı" in told
    assert shown.locator(".cite input, .cite-doors a").count() == 0
    assert shown.locator(".cite-address").inner_text().startswith("file:") and "bilgisayar" in shown.locator(".cite-hint").inner_text()
    rewrite(shown, site, folder)


def test_a_change_that_is_not_released_yet_is_told(shown: Page, site: Site, folder: Path) -> None:
    rewrite(shown, site, folder, version="1.3.0", released="", old={"p1": [["1.2.0", "başka"]]})
    open_dialog(shown, text=slug(site), **{"from": "p1"})
    assert "1.2.0 sürümünden sonra değişti; değişiklik henüz yayımlanmadı" in shown.locator(".cite dl").inner_text()
    rewrite(shown, site, folder)


def test_the_address_is_fixed_or_with_words_as_is_chosen(shown: Page, site: Site) -> None:
    open_dialog(shown, text=slug(site), quote="Atatürk", before="", **{"from": "p4"})
    address, (words, fixed) = shown.locator(".cite-address"), shown.locator(".cite input").all()
    assert "?quote=Atat%C3%BCrk" in address.inner_text() and words.is_checked() and not fixed.is_checked()
    words.uncheck()
    assert address.inner_text() == f"{ADDRESS}{slug(site)}/#p4"
    fixed.check()
    assert address.inner_text() == f"{ADDRESS}{slug(site)}/#p4@1.2.0"
    assert all(f"/#p4@1.2.0." in one for one in entries(shown))
    words.check()
    assert re.search(r"\?quote=.*#p4@1\.2\.0$", address.inner_text())
    assert not any("quote" in one for one in entries(shown))


def test_a_range_is_cited_the_right_way_round(shown: Page, site: Site) -> None:
    open_dialog(shown, text=slug(site), **{"from": "p9", "to": "p6"})
    assert shown.locator(".cite-address").inner_text() == f"{ADDRESS}{slug(site)}/#p6-p9"
    assert all(f"{slug(site)}.p6–p9" in one for one in entries(shown))


def test_styles_and_languages(shown: Page, site: Site) -> None:
    open_dialog(shown, text=slug(site), **{"from": "p4"})
    style, lang = shown.locator(".cite select").nth(0), shown.locator(".cite select").nth(1)
    assert lang.input_value() == "tr" and entries(shown)[0].startswith("Chicago note") and shown.locator(".cite-entry").first.get_attribute("lang") == "tr"
    lang.select_option("az")
    assert re.search(r" az, \d\d? (yanvar|fevral|mart|aprel|may|iyun|iyul|avqust|sentyabr|oktyabr|noyabr|dekabr) \d{4}, https", entries(shown)[0])
    lang.select_option("en")
    assert re.search(rf" en, \d\d? {MONTH} \d{{4}}, https", entries(shown)[0])
    heading = shown.locator(".cite section:has(.cite-entry) h3").first
    assert heading.inner_text() == "Dipnot"
    style.select_option("mla")
    assert heading.inner_text() == "Metin içinde"
    style.select_option("gost")
    assert shown.locator(".cite select").count() == 1 and re.search(r" ru, \d\d\.\d\d\.\d{4}, https", entries(shown)[1])
    shown.keyboard.press("Escape")
    open_dialog(shown, text=slug(site), **{"from": "p4"})
    assert shown.locator(".cite select").first.input_value() == "gost"


def test_a_citation_is_copied_with_its_italics_and_plain(shown: Page, site: Site) -> None:
    open_dialog(shown, text=slug(site), **{"from": "p4"})
    button = shown.locator(".cite section:has(.cite-entry) button").nth(0)
    assert button.get_attribute("aria-label") == "Kopyala: Dipnot"
    button.click()
    shown.wait_for_function("document.querySelector('.cite [role=status]').textContent === 'Kopyalandı: Dipnot'")
    assert button.inner_text() == "Kopyalandı"
    copied = clipboard(shown)
    assert copied["text/plain"] == entries(shown)[0] and "<i>A &amp; B</i>" in copied["text/html"]


@pytest.mark.parametrize("broken", ["Object.defineProperty(navigator, 'clipboard', {value: undefined})",
                                    "void (navigator.clipboard.write = navigator.clipboard.writeText = () => Promise.reject(Error('no')))"])  # fmt: skip
def test_it_is_copied_where_the_clipboard_is_not_to_be_had(shown: Page, site: Site, broken: str) -> None:
    shown.evaluate("window.board = navigator.clipboard")
    shown.evaluate(broken)
    open_dialog(shown, text=slug(site), **{"from": "p4"})
    for number in range(3):
        shown.locator(".cite section button").nth(number).click()
        shown.wait_for_function("n => document.querySelectorAll('.cite section button')[n].textContent === 'Kopyalandı'", arg=number)
        plain = shown.evaluate("board.readText()")
        assert plain == ([shown.locator(".cite-address").inner_text(), *entries(shown)][number])


def test_programs_get_files(shown: Page, site: Site) -> None:
    open_dialog(shown, text=slug(site), **{"from": "p4"})
    for number, ending in enumerate(("bib", "ris", "json")):
        row = shown.locator(".cite-files li").nth(number)
        with shown.expect_download() as download:
            row.locator("button").first.click()
        assert download.value.suggested_filename == f"{slug(site)}.p4.{ending}"
        text = Path(download.value.path()).read_text(encoding="utf-8")
        assert "A & B" in text and f"{slug(site)}.p4," in text and "⟦" not in text
        row.locator("button").last.click()
        shown.wait_for_function("n => document.querySelectorAll('.cite-files li')[n].lastChild.textContent === 'Kopyalandı'", arg=number)
        assert shown.evaluate("navigator.clipboard.readText()") == text


@pytest.mark.parametrize(("repository", "path", "title", "body"), [
    (REPOSITORY, "/someone/edition/issues/new", "title", "body"), ("https://codeberg.org/someone/edition/", "/someone/edition/issues/new", "title", "body"),
    ("https://gitlab.com/group/sub/edition.git", "/group/sub/edition/-/issues/new", "issue[title]", "issue[description]"),
])  # fmt: skip
def test_a_paragraph_is_reported_where_the_repository_is(shown: Page, site: Site, folder: Path, repository: str, path: str, title: str, body: str) -> None:
    rewrite(shown, site, folder, repository=repository)
    open_dialog(shown, text=slug(site), quote="çok uzun " * 2000, **{"from": "p4"})
    link = shown.locator(".cite-doors a")
    href = link.get_attribute("href")
    query = parse_qs(urlsplit(href).query)
    assert urlsplit(href).path == path and query[title] == [f"{slug(site)}.p4"] and len(href) < 6000
    assert f"{ADDRESS}{slug(site)}/#p4\n" in query[body][0] and "1.2.0" in query[body][0] and "\n> çok uzun" in query[body][0]
    assert link.get_attribute("rel") == "external noreferrer" and link.get_attribute("target") is None
    rewrite(shown, site, folder, repository="javascript:alert(1)//")
    open_dialog(shown, text=slug(site), **{"from": "p4"})
    assert shown.locator(".cite-doors a").count() == 0
    rewrite(shown, site, folder)


@pytest.mark.parametrize("left_out", ["all", "citations", "exports", "pages", "since", "version", "title", "order"])
def test_what_is_not_known_is_left_out(shown: Page, site: Site, folder: Path, left_out: str) -> None:
    text = next(text for text in site.edition.texts if text.id == slug(site))
    data = citing_of(text)
    write_citing(folder, text.id, None if left_out == "all" else {key: value for key, value in data.items() if key != left_out})
    shown.reload()
    open_dialog(shown, text=text.id, **{"from": "p4"})
    assert shown.locator(".cite-address").inner_text().endswith("#p4") and shown.locator(".cite blockquote").inner_text()
    assert "undefined" not in shown.locator("dialog.cite").inner_text()
    write_citing(folder, text.id, data)


def test_it_opens_on_a_page_that_has_not_the_text(shown: Page, site: Site, folder: Path) -> None:
    shown.goto((folder / "index.html").as_uri())
    open_dialog(shown, text=slug(site), quote="iki söz", before="önce", after="sonra", **{"from": "p4"})
    assert shown.locator(".cite-address").inner_text() == f"{ADDRESS}{slug(site)}/?quote=iki+s%C3%B6z&before=%C3%B6nce&after=sonra#p4"
    assert shown.locator(".cite blockquote").inner_text() == "iki söz"


def test_the_passage_is_printed_where_there_is_a_script_for_it(shown: Page, site: Site, folder: Path) -> None:
    script = folder / "static/print.js"
    script.unlink(missing_ok=True)
    open_dialog(shown, text=slug(site), **{"from": "p4"})
    shown.wait_for_timeout(200)
    assert shown.locator(".cite-doors button").count() == 0
    script.write_text("window.editionPrint = {passage: (from, to) => { window.printed = [from, to, !!document.querySelector('dialog[open]')] }}")
    shown.reload()
    open_dialog(shown, text=slug(site), **{"from": "p4", "to": "p6"})
    shown.locator(".cite-doors button").click()
    assert shown.evaluate("window.printed") == ["p4", "p6", False]
    script.unlink()


# ---- by keyboard, by mouse, by touch ---------------------------------------------------------


def test_by_keyboard_alone(shown: Page, site: Site) -> None:
    anchor = shown.locator("#p4 .anchor")
    anchor.focus()
    shown.keyboard.press("c")
    shown.wait_for_selector("dialog.cite[open]")
    shown.wait_for_function("document.activeElement.id === 'cite-title'")
    assert shown.locator("#cite-title").inner_text().startswith("p4")
    seen = []
    for _ in range(30):
        shown.keyboard.press("Tab")
        name = shown.evaluate("(e => e.getAttribute('aria-label') || e.tagName)(document.activeElement)")
        inside = shown.evaluate("!!document.activeElement.closest('dialog') || document.activeElement === document.body")
        assert inside, name
        seen.append(name)
        if name == "SELECT" and seen.count("SELECT") == 1:
            shown.keyboard.press("ArrowDown")
            shown.wait_for_function("document.querySelector('.cite-entry').textContent.startsWith('MLA')")
        if name == "Kopyala: Kaynakça":
            shown.keyboard.press("Enter")
            shown.wait_for_function("document.querySelector('.cite [role=status]').textContent")
            break
    assert clipboard(shown)["text/plain"].startswith("MLA entry")
    shown.keyboard.press("Escape")
    shown.wait_for_function("!document.querySelector('dialog')")
    assert shown.evaluate("document.activeElement === document.querySelector('#p4 .anchor')")


def test_c_cites_what_the_reader_is_at(shown: Page, site: Site) -> None:
    shown.evaluate("location.hash = 'p6'")
    ids = shown.eval_on_selector_all(".units .unit", "all => all.map(e => e.id)")
    for prepare, expected in [("0", "p6"), (f"document.getElementById('{ids[-6]}').scrollIntoView()", ids[-6]), ("scrollTo(0, 0)", ids[0])]:
        shown.evaluate(prepare)
        shown.wait_for_timeout(100)
        shown.keyboard.press("c")
        shown.wait_for_selector("dialog.cite[open]")
        assert shown.locator(".cite-address").inner_text().endswith("#" + expected)
        shown.keyboard.press("c")
        assert shown.locator("dialog").count() == 1
        shown.keyboard.press("Escape")
        shown.wait_for_function("!document.querySelector('dialog')")
    shown.locator(".find input").focus()
    shown.keyboard.type("c")
    shown.keyboard.press("Control+c")
    shown.wait_for_timeout(200)
    assert shown.locator("dialog").count() == 0


def test_it_closes_by_its_button_and_by_a_press_beside_it(shown: Page, site: Site) -> None:
    open_dialog(shown, text=slug(site), **{"from": "p4"})
    shown.locator(".cite-close").click()
    shown.wait_for_selector("dialog", state="detached")
    open_dialog(shown, text=slug(site), **{"from": "p4"})
    shown.locator(".cite blockquote").click()
    assert shown.locator("dialog").count() == 1
    shown.mouse.click(5, 5)
    shown.wait_for_selector("dialog", state="detached")


def test_selected_words_are_cited_linked_and_searched(shown: Page, site: Site) -> None:
    shown.evaluate(LOAD)
    shown.locator("#p6").scroll_into_view_if_needed()
    chosen = shown.evaluate(SELECT, {"first": "p6", "last": "p6", "from": 0.1, "to": 0.14})
    bar = shown.locator(".selection-bar")
    bar.wait_for()
    boxes = shown.evaluate("[...getSelection().getRangeAt(0).getClientRects()].map(b => [b.top, b.bottom])")
    box = bar.bounding_box()
    assert box["y"] + box["height"] <= min(top for top, _ in boxes) or box["y"] >= max(end for _, end in boxes)
    assert bar.locator("button, a").all_inner_texts() == ["Kaynak göster", "Bağlantıyı kopyala", "Bu sözleri ara"]
    assert "search/index.html?q=" in bar.locator("a").get_attribute("href")
    bar.locator("button").nth(1).click()
    shown.wait_for_function("document.querySelector('.selection-bar [role=status]').textContent === 'Kopyalandı'")
    assert shown.evaluate("navigator.clipboard.readText()") == shown.evaluate("of => editionCite.address(of)", chosen)
    shown.wait_for_timeout(400)
    bar.locator("button").first.click()
    shown.wait_for_selector("dialog.cite[open]")
    assert shown.locator(".cite blockquote").inner_text() == chosen["quote"] and bar.count() == 0
    shown.keyboard.press("Escape")
    shown.wait_for_function("!document.querySelector('dialog')")
    assert shown.evaluate("document.activeElement === document.body || document.activeElement.matches('.anchor')")
    shown.keyboard.press("c")
    shown.wait_for_selector("dialog.cite[open]")
    assert shown.locator(".cite blockquote").inner_text() == chosen["quote"]


def test_the_bar_goes_with_the_selection(shown: Page, site: Site) -> None:
    shown.evaluate(LOAD)
    shown.evaluate("document.getElementById('p6').scrollIntoView()")
    shown.evaluate(SELECT, {"first": "p6", "last": "p6", "from": 0.1, "to": 0.14})
    shown.locator(".selection-bar").wait_for()
    shown.keyboard.press("Escape")
    assert shown.locator(".selection-bar").count() == 0
    shown.evaluate(SELECT, {"first": "p6", "last": "p6", "from": 0.2, "to": 0.3})
    shown.locator(".selection-bar").wait_for()
    shown.evaluate("getSelection().removeAllRanges()")
    shown.locator(".selection-bar").wait_for(state="detached")
    shown.locator(".text-head h1").dblclick()
    shown.wait_for_timeout(400)
    assert shown.locator(".selection-bar").count() == 0


def test_by_touch_the_bar_stands_below(browser: Browser, site: Site, folder: Path) -> None:
    context = browser.new_context(has_touch=True, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto((folder / slug(site) / "index.html").as_uri())
    page.evaluate(LOAD)
    page.locator("#p6").scroll_into_view_if_needed()
    page.locator("#p6").tap(position={"x": 40, "y": 40})
    page.evaluate("document.getElementById('p6').scrollIntoView()")
    page.evaluate(SELECT, {"first": "p6", "last": "p6", "from": 0, "to": 0.05})
    bar = page.locator(".selection-bar")
    bar.wait_for()
    end = page.evaluate("Math.max(...[...getSelection().getRangeAt(0).getClientRects()].map(b => b.bottom))")
    box = bar.bounding_box()
    assert box["y"] >= end + 30 and box["x"] >= 0 and box["x"] + box["width"] <= 360
    bar.locator("button").first.tap()
    page.wait_for_selector("dialog.cite[open]")
    context.close()


# ---- for everyone ----------------------------------------------------------------------------


def looked_at(browser: Browser, site: Site, folder: Path, scheme: str, width: int) -> tuple[BrowserContext, Page]:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 740})
    page = context.new_page()
    page.goto((folder / slug(site) / "index.html").as_uri())
    return context, page


def faults(page: Page, within: str) -> list[str]:
    found = Axe().run(page, context={"include": [[within]]}).response["violations"]
    return [f"{one['id']}: {json.dumps([node['html'][:120] for node in one['nodes']])}" for one in found]


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_say(browser: Browser, site: Site, folder: Path, scheme: str, width: int) -> None:
    context, page = looked_at(browser, site, folder, scheme, width)
    open_dialog(page, text=slug(site), quote="Atatürk", **{"from": "p4"})
    assert faults(page, "dialog") == []
    page.keyboard.press("Escape")
    page.evaluate(LOAD)
    page.evaluate("document.getElementById('p4').scrollIntoView()")
    page.evaluate(SELECT, {"first": "p4", "last": "p4", "from": 0, "to": 0.2})
    page.wait_for_selector(".selection-bar")
    assert faults(page, ".selection-bar") == []
    page.goto(page.url.partition("#")[0] + "?quote=b%C3%B6yle+bir+s%C3%B6z+yok+Atat%C3%BCrk#p4@1.0.0")
    page.wait_for_selector(".arrival p")
    assert faults(page, ".arrival") == []
    context.close()


@pytest.mark.parametrize(("width", "height"), [(360, 740), (320, 256)])
def test_it_can_be_scrolled_and_nothing_is_cut_off(shown: Page, site: Site, width: int, height: int) -> None:
    shown.set_viewport_size({"width": width, "height": height})
    open_dialog(shown, text=slug(site), quote="söz" * 60, **{"from": "p4"})
    sizes = shown.evaluate("(e => [e.scrollWidth, e.clientWidth, e.getBoundingClientRect().bottom])(document.querySelector('dialog'))")
    assert sizes[0] <= sizes[1] and sizes[2] <= height
    last = shown.locator(".cite-doors a")
    last.scroll_into_view_if_needed()
    assert last.bounding_box()["y"] + 10 < height
    ids = shown.eval_on_selector_all("[id]", "all => all.map(each => each.id)")
    assert len(ids) == len(set(ids))
