"""Paper: the sheets that `static/print.js` makes of a text, with the notes at their feet; passages; every other page's print."""

import gzip
import re
import time
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import Site

SLUGS = ["istiqlal", "yardim", "suqut", "tahliye", "nerimanov"]

READY = """() => !!document.querySelector('.sheets')?.shadowRoot.querySelector('link').sheet
  && !!document.querySelector('link[href$="print.css"]').sheet"""

BEGIN = "() => { dispatchEvent(new Event('beforeprint')) }"
END = "() => { dispatchEvent(new Event('afterprint')) }"

SHEETS = "document.querySelector('.sheets').shadowRoot.querySelectorAll('.sheet').length"

FAULTS = """expected => {
  const faults = [], bare = words => words.replace(/[\\s\\u00ad]/g, '')
  const without = (element, selector) => {
    const copy = element.cloneNode(true)
    copy.querySelectorAll(selector).forEach(each => each.remove())
    return bare(copy.textContent)
  }
  const sheets = [...document.querySelector('.sheets').shadowRoot.querySelectorAll('.sheet')]
  const units = new Map(), notes = new Map(), loose = [], calls = new Map()
  const lines = piece => Math.round(piece.offsetHeight / parseFloat(getComputedStyle(piece).lineHeight))
  let last = null
  if (!sheets.length) faults.push('no sheets')
  sheets.forEach((sheet, number) => {
    const [text, foot] = [sheet.querySelector('.text'), sheet.querySelector('.foot')]
    for (const each of [sheet, text]) if (each.scrollHeight > each.clientHeight) faults.push(`sheet ${number + 1} overflows by ${each.scrollHeight - each.clientHeight}`)
    if (foot.getBoundingClientRect().bottom > sheet.lastElementChild.getBoundingClientRect().top + .5) faults.push(`sheet ${number + 1}: notes over the number`)
    if (text.lastElementChild?.matches('.heading') && number < sheets.length - 1) faults.push(`sheet ${number + 1} ends with a heading`)
    if (sheet.lastElementChild.textContent !== String(number + 1)) faults.push(`sheet ${number + 1} has no number`)
    for (const piece of [...text.children, ...foot.children]) {
      const inNote = piece.parentElement === foot
      if (piece.matches('.rest, .cut') && lines(piece) < 2) faults.push(`sheet ${number + 1}: one line alone: ${piece.textContent.slice(0, 40)}`)
      if (piece.matches('.rest') && piece !== piece.parentElement.firstElementChild) faults.push(`sheet ${number + 1}: the rest of a block is not the first`)
      if (piece.matches('.cut') && piece !== piece.parentElement.lastElementChild) faults.push(`sheet ${number + 1}: a block goes on, but is not the last`)
      const words = without(piece, '.at')
      if (inNote) {
        const known = notes.get(piece.dataset.note)
        if (!known) notes.set(piece.dataset.note, {first: number, last: number, words, sups: [...piece.querySelectorAll('sup')].map(() => number), rest: piece.matches('.rest')})
        else {
          if (!piece.matches('.rest')) faults.push(`${piece.dataset.note} is there twice`)
          if (known.last !== number - 1) faults.push(`${piece.dataset.note} goes on at sheet ${number + 1}, not at ${known.last + 2}`)
          known.last = number; known.words += words
          known.sups.push(...[...piece.querySelectorAll('sup')].map(() => number))
        }
        continue
      }
      const at = piece.querySelector(':scope > .at')
      if (at) {
        if (units.has(at.textContent)) faults.push(`${at.textContent} is there twice`)
        units.set(at.textContent, last = {words: '', sups: []})
      } else if (piece.matches('.rest')) { if (!last) { loose[loose.length - 1] += words; continue } }
      else { loose.push(words); last = null; continue }
      last.words += words
      last.sups.push(...[...piece.querySelectorAll('sup')].map(() => number))
    }
  })
  const own = element => without(element, '.anchor, .back, .also, .on > a')
  const refs = element => [...element.querySelectorAll('[role=doc-noteref], .remark a')].map(a => a.hash.slice(1))
  const call = (element, sups) => refs(element).forEach((id, i) => { if (!calls.has(id) || sups[i] < calls.get(id)) calls.set(id, sups[i]) })
  const shown = [...document.querySelectorAll('.units .unit')].filter(each => !expected || expected.includes(each.id))
  if (shown.map(each => each.id).join() !== [...units.keys()].join()) faults.push(`units: ${[...units.keys()]}`)
  for (const each of shown) {
    const known = units.get(each.id)
    if (!known) continue
    if (known.words !== own(each)) faults.push(`${each.id}: ${known.words} for ${own(each)}`)
    if (known.sups.length !== refs(each).length) faults.push(`${each.id} has ${known.sups.length} references`)
    call(each, known.sups)
  }
  const apart = [...document.querySelectorAll('.note')].filter(each => !notes.has(each.id))
  for (const [id, known] of notes) {
    call(document.getElementById(id), known.sups)
    if (known.rest) faults.push(`${id} begins in its middle`)
    if (known.words !== own(document.getElementById(id))) faults.push(`${id}: ${known.words}`)
  }
  for (const each of apart) {
    if (calls.has(each.id)) faults.push(`${each.id} is called and not there`)
    if (!expected) {
      const place = loose.indexOf(own(each))
      if (place < 0) faults.push(`${each.id} is not there`)
      const within = refs(each)
      within.forEach(id => { if (!notes.has(id)) faults.push(`${id}, called from ${each.id}, is not there`); calls.set(id, notes.get(id)?.first) })
    }
  }
  for (const [id, known] of notes) {
    if (!calls.has(id)) faults.push(`${id} is not called`)
    else if (calls.get(id) !== known.first) faults.push(`${id} is called on sheet ${calls.get(id) + 1} and begins on ${known.first + 1}`)
  }
  if (document.querySelector('.sheets').shadowRoot.querySelector('[id]')) faults.push('a copy has an id')
  const ids = [...document.querySelectorAll('[id]')].map(each => each.id)
  if (new Set(ids).size !== ids.length) faults.push('an id is there twice')
  return faults
}"""


def ready(page: Page, site: Site, slug: str) -> Page:
    page.goto((site.folder / slug / "index.html").as_uri())
    page.wait_for_function(READY, timeout=10000)
    return page


def faults(page: Page, expected: list[str] | None = None) -> Any:
    """What is wrong with the sheets, as the screen measures them and as they are printed."""
    found = {}
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        found[media] = page.evaluate(FAULTS, expected)
    page.emulate_media(media="screen")
    return found


NONE: dict[str, list[str]] = {"screen": [], "print": []}


@pytest.mark.parametrize("slug", SLUGS)
def test_every_word_is_printed_once_and_every_note_at_the_foot_where_it_is_called(page: Page, site: Site, slug: str) -> None:
    ready(page, site, slug).evaluate(BEGIN)
    assert faults(page) == NONE
    text = next(text for text in site.edition.texts if text.id == slug)
    shown = page.evaluate("""() => [...document.querySelector('.sheets').shadowRoot.querySelectorAll('.sheet')].map(e => e.textContent).join('').replace(/[\\s\\u00ad]/g, '')""")
    assert len(shown) > sum(len("".join(unit.text.split())) for unit in (*text.units, *text.notes))


@pytest.mark.parametrize("slug", SLUGS)
def test_printing_makes_as_many_pages_as_sheets_and_leaves_the_page_as_it_was(page: Page, site: Site, slug: str) -> None:
    ready(page, site, slug)
    state = "() => [document.querySelector('main').outerHTML, document.documentElement.className, document.body.children.length]"
    before = page.evaluate(state)
    page.evaluate("() => addEventListener('beforeprint', () => { window.sheets = " + SHEETS + " })")
    pdf = page.pdf(prefer_css_page_size=True)
    assert page.evaluate("window.sheets") == len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) > 5
    assert page.evaluate(state) == before
    assert page.evaluate(SHEETS) == 0
    assert page.locator("main").is_visible() and page.locator(".sheets").is_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_only_the_sheets_are_printed_black_on_white(page: Page, site: Site, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    ready(page, site, "nerimanov").evaluate(BEGIN)
    page.emulate_media(media="print", color_scheme=scheme)
    assert page.locator("main").is_hidden() and page.locator(".site-head").is_hidden() and page.locator(".sheets").is_visible()
    colours = page.locator(".sheet .paragraph").first.evaluate("e => [getComputedStyle(e).color, getComputedStyle(e.closest('.all')).backgroundColor]")
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_the_first_sheet_has_the_title_the_citation_the_version_and_the_day(page: Page, site: Site) -> None:
    ready(page, site, "istiqlal").evaluate(BEGIN)
    first = page.locator(".sheet").first.text_content()
    assert page.locator("main h1").first.text_content().strip() in first.replace("\u00ad", "")
    assert site.edition.facts.version in first and re.search(r"\d{4}", page.locator(".printed").last.text_content())
    assert site.edition.texts[0].work.title in page.locator(".cited").text_content()
    page.evaluate(END)
    page.evaluate("""() => {
        document.querySelector('.print-citation').innerHTML = 'A. Author, <i>A title</i>'
    }""")
    page.evaluate(BEGIN)
    assert page.locator(".cited p").first.inner_html() == "A. Author, <i>A title</i>"
    assert page.locator(".sheets .print-citation").count() == 0


def test_the_running_head_says_the_title_and_which_anchors_stand_on_the_sheet(page: Page, site: Site) -> None:
    ready(page, site, "istiqlal").evaluate(BEGIN)
    heads = page.locator(".sheet > header").evaluate_all("all => all.map(e => [...e.children].map(each => each.textContent))")
    title = page.locator("main h1").first.text_content().strip()
    assert all(head[0] == title for head in heads)
    reading = [unit.anchor for unit in next(text for text in site.edition.texts if text.id == "istiqlal").units]
    ends = [head[1].split("–") for head in heads if head[1]]
    assert ends[0][0] == reading[0] and ends[-1][-1] == reading[-1]
    for one, other in zip(ends, ends[1:]):
        assert reading.index(other[0]) - reading.index(one[-1]) in (0, 1)


def test_a_line_of_the_sheets_has_about_68_characters(page: Page, site: Site) -> None:
    ready(page, site, "istiqlal").evaluate(BEGIN)
    lengths = page.locator(".sheet .paragraph").evaluate_all("""all => all.map(e => [
      e.textContent.replace(/\\u00ad/g, '').length, Math.round(e.offsetHeight / parseFloat(getComputedStyle(e).lineHeight))])""")
    long = [(letters, lines) for letters, lines in lengths if lines > 6]
    mean = sum(letters for letters, _ in long) / sum(lines - 0.5 for _, lines in long)
    assert 60 <= mean <= 75, mean


def test_what_the_reader_has_hidden_is_not_printed(page: Page, site: Site) -> None:
    ready(page, site, "nerimanov").evaluate("() => document.documentElement.classList.add('plain')")
    page.evaluate(BEGIN)
    assert page.locator(".sheet .paragraph .corr, .sheet .paragraph .remark").count() == 0
    assert page.locator(".sheet .foot .note").count() > 0
    page.evaluate(END)
    assert "plain" in page.evaluate("document.documentElement.className")


# ---- notes of every size ---------------------------------------------------------------------------


def longer(page: Page, note: str, words: int) -> None:
    page.locator(f"[id='{note}'] > p").evaluate("(e, n) => e.append(' ' + Array.from({length: n}, (_, i) => 'söz' + i).join(' '))", words)


@pytest.mark.parametrize("words", [60, 300, 900, 2500])
def test_a_note_too_long_for_its_page_goes_on_at_the_next_foot(page: Page, site: Site, words: int) -> None:
    ready(page, site, "tahliye")
    longer(page, "n3", words)
    longer(page, "n4", words // 3)
    page.evaluate(BEGIN)
    assert faults(page) == NONE
    assert page.locator(".foot .rest[data-note=n3]").count() >= (0 if words < 300 else max(1, words // 600))


def test_a_note_called_from_a_note_and_a_note_called_twice_stand_once_where_they_are_called_first(page: Page, site: Site) -> None:
    ready(page, site, "tahliye")
    page.evaluate("""() => {
        const mark = (id, from) => {
            const sup = document.createElement('sup')
            sup.className = 'mark'
            sup.innerHTML = `<a role="doc-noteref" href="#${id}">${id}</a>`
            document.querySelector(from).append(sup)
        }
        mark('n9', '#n3 > p')
        mark('n2', '#p20')
        mark('n11', '#p9')
    }""")
    page.evaluate(BEGIN)
    assert faults(page) == NONE
    assert page.locator(".foot [data-note=n2]").count() == page.locator(".foot [data-note=n9]").count() == 1
    together = page.locator(".sheet:has([data-note=n3])").locator("[data-note=n9]")
    assert together.count() == 1


def test_wherever_the_pages_turn_no_rule_of_the_book_is_broken(page: Page, site: Site) -> None:
    """The text is pushed down line by line, so that every place of it comes to stand at the foot of a sheet."""
    ready(page, site, "yardim")
    page.evaluate("() => { window.pushed = document.querySelector('.units .unit.paragraph'); pushed.append(document.createElement('br')) }")
    for _ in range(24):
        page.evaluate("() => { pushed.append('x', document.createElement('br'), 'x') }")
        page.evaluate(BEGIN)
        assert page.evaluate(FAULTS, None) == []
        page.evaluate(END)


def test_the_longest_text_is_laid_out_before_one_notices(page: Page, site: Site) -> None:
    ready(page, site, "istiqlal")
    times = []
    for _ in range(5):
        start = time.perf_counter()
        page.evaluate(BEGIN)
        times.append(time.perf_counter() - start)
        page.evaluate(END)
    assert min(times) < 2, times


# ---- passages --------------------------------------------------------------------------------------

STUB = "() => { window.print = () => dispatchEvent(new Event('beforeprint')) }"


def passage(page: Page, *arguments: object) -> None:
    page.evaluate(STUB)
    page.evaluate("arguments => editionPrint.passage(...arguments)", list(arguments))


def test_a_passage_is_printed_alone_with_its_notes_and_its_citation(page: Page, site: Site) -> None:
    ready(page, site, "istiqlal")
    passage(page, "p45", "p43", {"html": "A. Author, <i onclick='x'>A &amp; B</i><img src='x' onerror='window.ran = 1'>"})
    expected = ["p43", "p44", "p45"]
    assert faults(page, expected) == NONE
    assert page.locator(".sheet .at").all_text_contents() == expected
    assert page.locator(".foot .note").count() > 0 and page.locator(".sheet .text-head").count() == 0
    assert page.locator(".cited p").first.text_content() == "A. Author, A & B"
    assert page.locator(".cited i").evaluate("e => e.attributes.length") == 0
    assert page.locator(".cited :is(img, script)").count() == 0 and page.evaluate("window.ran") is None
    page.evaluate(END)
    page.evaluate(BEGIN)
    assert page.locator(".sheet .at").count() > 100


def test_a_unit_or_a_note_alone_is_printed_with_its_address(page: Page, site: Site) -> None:
    ready(page, site, "istiqlal")
    passage(page, "p43")
    assert page.locator(".sheet .at").all_text_contents() == ["p43"]
    assert page.locator(".cited p").first.text_content().endswith("/istiqlal/index.html#p43")
    page.evaluate(END)
    passage(page, "n12", None, {"text": "<b>not markup</b>"})
    assert page.locator(".sheet").count() == 1 and page.locator(".text > .note").count() == 1
    assert page.locator(".cited p").first.text_content() == "<b>not markup</b>"


# ---- without the script; other pages -----------------------------------------------------------------


def test_without_scripts_a_text_prints_whole_with_its_notes_at_the_end(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site.folder / "tahliye/index.html").as_uri())
    page.emulate_media(media="print")
    assert page.locator(".note:visible").count() == page.locator(".note").count() > 10
    assert page.locator("nav:visible, .back:visible, button:visible, details:visible").count() == 0
    style = page.locator(".units .paragraph a").first.evaluate("e => getComputedStyle(e).textDecorationLine")
    assert style == "none"
    anchor = page.locator("#p9 .anchor").evaluate("e => [e.getBoundingClientRect().right, e.parentElement.getBoundingClientRect().left, e.getBoundingClientRect().left]")
    assert 0 <= anchor[2] and anchor[0] <= anchor[1]
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(prefer_css_page_size=True))) > 5
    context.close()


def test_the_address_of_a_link_that_leads_elsewhere_is_printed_after_it(page: Page, site: Site) -> None:
    page.goto((site.folder / "places/baku/index.html").as_uri())
    away = page.locator("main a[href^=http]")
    assert away.count() > 0
    page.emulate_media(media="print")
    said = away.first.evaluate("e => getComputedStyle(e, '::after').content")
    assert away.first.get_attribute("href") in said or "attr(href)" in said


def test_the_script_and_its_style_are_small(site: Site) -> None:
    def weight(*names: str) -> int:
        return sum(len(gzip.compress(site.files[f"static/{name}"], 6)) for name in names)

    assert weight("print.js") <= 5_200
    assert weight("sheets.css", "print.css") <= 3_200
