"""A unit as the source file has it, in the browser: the same rows that edition/sourcedoc.py gives, by mouse and by keyboard."""

from __future__ import annotations

import json
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from edition.model import Note, PrintedPage, Text, Unit
from edition.project import read_templates
from edition.render import interface_words
from edition.sourcedoc import Elsewhere, Row, make_source_document, rows_of
from tests.conftest import ROOT, Site

SHOWN = """async anchors => {
    await edition.load('static/source.js')
    const all = {}
    for (const anchor of anchors) {
        const unit = document.getElementById(anchor), panel = await editionSource.toggle(unit)
        all[anchor] = { title: panel.querySelector('.source-title').textContent, rows: [...panel.querySelectorAll('.source-rows > li')].map(row => {
            if (row.matches('.source-turn')) return ['page']
            if (row.matches('.source-between')) return ['between', ...[...row.querySelectorAll('a')].map(a => a.getAttribute('href'))]
            if (row.matches('.source-decision')) return ['decision', row.querySelector('code').textContent]
            const number = row.querySelector('.source-number').lastChild.data, code = row.querySelector('code'), runs = []
            for (const node of code.childNodes) {
                if (node.nodeType === 3) runs.push(['text', node.data])
                else if (node.lang && !node.className && !node.dataset.kind) runs.push(['text ' + node.lang, node.textContent])
                else if (node.dataset.kind) {
                    const words = node.cloneNode(true)
                    words.querySelectorAll('.source-said').forEach(e => e.remove())
                    runs.push([node.dataset.kind + (node.lang && ' ' + node.lang), words.textContent])
                } else if (node.matches('.source-corr')) runs.push(['corr', node.lastChild.data])
            }
            return [number, runs, code.querySelector('.source-end')?.dataset.end || '']
        }) }
        for (const one of [panel, ...panel.querySelectorAll('[id]')])
            if (document.querySelectorAll('#' + one.id).length !== 1) throw new Error(one.id + ' stands twice')
        await editionSource.toggle(unit)
    }
    return all
}"""


def expected(row: Row) -> list[Any]:
    if isinstance(row, PrintedPage):
        return ["page"]
    if isinstance(row, Elsewhere):
        return ["between", *(f"#{owner}" for owner in row.owners)]
    runs: list[list[str]] = []
    for run in row.runs:
        runs += [[f"{run.kind} {run.lang}".rstrip(), run.text]] * bool(run.text) + [["corr", f"[{run.corr}]"]] * bool(run.corr)
    return [str(row.number), runs, row.end]


def with_decisions(rows: list[list[Any]], decisions: dict[int, list[str]]) -> list[list[Any]]:
    made = []
    for row in rows:
        made.append(row)
        made += [["decision", what] for what in (decisions.get(int(row[0]), []) if row[0].isdigit() else [])]
    return made


def visit(page: Page, site: Site, text: Text, fragment: str = "", width: int = 1280) -> Page:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto((site.folder / text.id / "index.html").as_uri() + (f"#{fragment}" if fragment else ""))
    return page


def first(site: Site, wanted) -> tuple[Text, Unit]:
    """The first unit or note of the edition of which something is so."""
    return next((text, unit) for text in site.edition.texts for unit in (*text.units, *text.notes) if wanted(unit))


def has_furniture(site: Site) -> tuple[Text, Unit]:
    """The first unit between whose lines furniture stands."""
    return next((text, unit) for text in site.edition.texts for unit in text.units for item in text.furniture
                if item.kind != "stray" and unit.lines[0] < item.line < unit.lines[1])  # fmt: skip


def opened(page: Page, unit: Unit) -> Any:
    page.evaluate("id => edition.load('static/source.js').then(() => editionSource.toggle(document.getElementById(id)))", unit.anchor)
    panel = page.locator(f"#source-{unit.anchor}")
    panel.wait_for()
    return panel


def test_what_is_shown_of_every_unit_is_what_python_says(page: Page, site: Site) -> None:
    for text in site.edition.texts:
        document = make_source_document(text, {})
        decisions: dict[int, list[str]] = {}
        for line, what, _ in site.edition.emendations[text.id]:
            decisions.setdefault(line, []).append(what)
        units = [unit for unit in (*text.units, *text.notes)]
        shown = visit(page, site, text).evaluate(SHOWN, [unit.anchor for unit in units])
        for unit in units:
            rows = with_decisions([expected(row) for row in rows_of(document, unit)], decisions)
            assert shown[unit.anchor]["rows"] == rows, f"{text.id}.{unit.anchor}"
            first, last = unit.lines
            assert not rows or (f"{first}–{last}" if first < last else str(first)) in shown[unit.anchor]["title"]


def test_the_key_shows_the_unit_at_the_top_and_escape_gives_the_focus_back(page: Page, site: Site) -> None:
    text, unit = first(site, lambda unit: any(brk.dropped for brk in unit.breaks))
    visit(page, site, text, unit.anchor)
    page.keyboard.press("s")
    panel = page.locator(f"#source-{unit.anchor}")
    panel.wait_for()
    assert panel.evaluate("panel => panel === document.activeElement")
    assert panel.get_attribute("aria-labelledby") == f"source-{unit.anchor}-title"
    assert panel.locator("del").first.inner_text().startswith("-")
    page.keyboard.press("Escape")
    assert page.locator(".source-panel").count() == 0
    assert page.evaluate("document.activeElement.closest('.unit').id") == unit.anchor
    page.keyboard.press("s")
    panel.wait_for()
    page.keyboard.press("s")
    assert page.locator(".source-panel").count() == 0


def test_the_opener_knows_whether_it_is_open_and_gets_the_focus_back(page: Page, site: Site) -> None:
    text = site.edition.texts[0]
    unit = text.units[-1]
    visit(page, site, text)
    page.evaluate("""id => {
        const button = Object.assign(document.createElement('button'), { textContent: 'opener', id: 'opener' })
        document.getElementById(id).before(button)
        button.onclick = () => edition.load('static/source.js').then(() => editionSource.toggle(document.getElementById(id), button))
    }""", unit.anchor)
    opener, panel = page.locator("#opener"), page.locator(f"#source-{unit.anchor}")
    opener.click()
    panel.wait_for()
    assert opener.get_attribute("aria-expanded") == "true" and opener.get_attribute("aria-controls") == f"source-{unit.anchor}"
    page.keyboard.press("Tab")
    assert panel.locator("button").evaluate("button => button === document.activeElement")
    page.keyboard.press("Enter")
    assert panel.count() == 0 and opener.get_attribute("aria-expanded") == "false"
    assert opener.evaluate("button => button === document.activeElement")
    opener.click()
    panel.wait_for()
    opener.click()
    assert panel.count() == 0


def test_a_note_without_a_body_says_so(page: Page, site: Site) -> None:
    text, note = first(site, lambda unit: isinstance(unit, Note) and unit.status == "no-body")
    panel = opened(visit(page, site, text), note)
    assert text.source.file in panel.inner_text() and panel.locator("li").count() == 0


def test_the_panel_speaks_the_readers_language_and_the_lines_their_own(page: Page, site: Site) -> None:
    words = interface_words(read_templates(ROOT))
    text, unit = first(site, lambda unit: unit.lang == "en" and len(unit.breaks) > 2)
    visit(page, site, text)
    for lang in ("en", "az", "tr"):
        page.evaluate("lang => { edition.lang = lang }", lang)
        panel = opened(page, unit)
        assert panel.get_attribute("lang") == lang
        assert panel.locator("ol").get_attribute("lang") == "en"
        assert panel.locator(".source-legend li").first.inner_text().endswith(words[lang]["source-end-space"])
        panel.locator("button").click()


def test_nothing_is_loaded_before_it_is_wanted(page: Page, site: Site) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    visit(page, site, site.edition.texts[0])
    page.wait_for_load_state("load")
    assert not [url for url in asked if "source." in url]


def test_no_source_file_is_published(site: Site) -> None:
    for text in site.edition.texts:
        source = (ROOT / "sources" / text.id / text.source.file).read_bytes()
        assert not [path for path, data in site.files.items() if data == source]


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_open_panels_are_accessible_and_as_wide_as_the_page(page: Page, site: Site, scheme: str, width: int) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    wanted: dict[str, list[Unit]] = {}
    for text, unit in [has_furniture(site), *(first(site, one) for one in WANTED.values())]:
        wanted.setdefault(text.id, []).append(unit)
    for text in site.edition.texts:
        if text.id in wanted:
            visit(page, site, text, width=width)
            for unit in dict.fromkeys(unit.anchor for unit in wanted[text.id]):
                page.evaluate("id => edition.load('static/source.js').then(() => editionSource.toggle(document.getElementById(id)))", unit)
            assert page.locator(".source-panel .source-rows").count() == page.locator(".source-panel").count() > 0
            found = Axe().run(page, ".source-panel", {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
            assert not found.response["violations"], json.dumps(found.response["violations"], indent=1)[:3000]
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


WANTED = {
    "hyphens": lambda unit: any(brk.dropped for brk in unit.breaks),
    "torn": lambda unit: len(unit.refs) > 2 and any(brk.joint == "torn" for brk in unit.breaks),
    "turn": lambda unit: any(turn.offset for turn in unit.turns) and len(unit.breaks) < 20,
    "note": lambda unit: isinstance(unit, Note) and unit.breaks[-1:] and unit.lines[1] - unit.lines[0] > len(unit.breaks) + 3,
    "heading": lambda unit: unit.kind == "heading" and unit.corrections,
    "correction": lambda unit: len(unit.corrections) > 1,
    "list": lambda unit: unit.kind == "list-item",
    "toc": lambda unit: unit.kind == "toc",
    "imprint": lambda unit: unit.kind == "imprint" and len(unit.breaks) > 2,
}
"""Kinds of panels worth looking at: what must be so of their unit."""
