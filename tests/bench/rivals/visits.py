"""Each engine's page in Chromium: its hits, its times, and what a reader's visit costs."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as TooLate

from tests.bench.rivals.figures import Score, Visit
from tests.bench.rivals.translate import address, translate
from tests.bench.rivals.wire import CountingServer

SETTLE = 300
"""Milliseconds after the hits stand there in which late requests are still counted."""
HEARTBEAT = """(() => {
    let last = performance.now()
    window.longestBlock = 0
    const beat = () => {
        const now = performance.now()
        window.longestBlock = Math.max(window.longestBlock, now - last)
        last = now
        setTimeout(beat)
    }
    beat()
})()"""
TWICE = """async queries => {
    const taken = []
    for (const query of queries) {
        await bench.time(query)
        taken.push(await bench.time(query))
    }
    return taken
}"""
SHOWN_BY_OURS = """wanted => {
    const shown = new Set([...document.querySelectorAll('main [data-anchor]')].filter(e => e.textContent.trim()).map(e => e.dataset.anchor))
    return wanted.every(anchor => shown.has(anchor))
}"""
SHOWN_BY_PAGEFIND = """([query, count]) => {
    const message = document.querySelector('.pagefind-ui__message')
    const excerpts = [...document.querySelectorAll('.pagefind-ui__result-excerpt')].filter(e => e.textContent.trim())
    return message && message.textContent.includes(query) && excerpts.length >= count
}"""
SHOWN_BY_PAGE = "query => document.body.dataset.shown === query"
OUR_BENCH = """() => {
    const all = {limit: 1e6}
    let asked = 0
    window.bench = {
        anchors: async query => (await editionSearch(query, all)).hits.map(hit => hit.anchor),
        count: async query => (await editionSearch(query, {limit: 10})).total,
        first: async query => (await editionSearch(query, {limit: 10})).hits.map(hit => hit.anchor),
        time: async query => {
            const start = performance.now()
            await editionSearch(query, {limit: 10, order: 'best' + asked++})  // else the last answers are at hand
            return performance.now() - start
        },
    }
}"""


def page_path(engine: str) -> str:
    """The reader's search page."""
    return "ours/search/index.html" if engine == "ours" else f"{engine}/index.html"


def calls_page(browser: Browser, server: CountingServer, engine: str) -> Page | None:
    """A page with `bench` (anchors, count or first, time), all loaded; None where our page has no editionSearch."""
    page = browser.new_page()
    page.set_default_timeout(600_000)
    page.goto(server.url(f"{engine}/api.html" if engine == "pagefind" else page_path(engine)))
    if engine == "ours":
        try:
            page.wait_for_function("typeof editionSearch === 'function'", timeout=5000)
        except TooLate:
            page.close()
            return None
        page.evaluate(OUR_BENCH)
    else:
        page.evaluate("bench.ready.then(() => {})")
    return page


def count_hits(page: Page, engine: str, query: str) -> tuple[int, list[str]]:
    """How many hits a query has, and for ours the anchors of the first ten."""
    asked = translate(engine, query)
    if engine == "ours":
        return page.evaluate("q => bench.count(q)", asked), page.evaluate("q => bench.first(q)", asked)
    if engine == "pagefind":
        return page.evaluate("q => bench.count(q)", asked), []
    return page.evaluate("async q => (await bench.ready)(q).length", asked), []


def wait_shown(page: Page, engine: str, query: str, hits: tuple[int, list[str]]) -> None:
    """Until the first ten hits, or all, stand there with an excerpt."""
    total, wanted = hits
    if engine == "ours":
        page.wait_for_function(SHOWN_BY_OURS, arg=wanted)
    elif engine == "pagefind":
        page.wait_for_function(SHOWN_BY_PAGEFIND, arg=[translate(engine, query), min(10, total)])
    else:
        page.wait_for_function(SHOWN_BY_PAGE, arg=json.dumps(translate(engine, query), ensure_ascii=False, separators=(",", ":")))
    page.wait_for_timeout(SETTLE)


def visit(browser: Browser, server: CountingServer, engine: str, query: str, other: str, hits: dict[str, tuple[int, list[str]]]) -> Visit:
    """Open the search page cold with `query`, then ask it for `other`."""
    context = browser.new_context()
    try:
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.add_init_script(HEARTBEAT)
        server.begin()
        page.goto(server.url(f"{page_path(engine)}?q={quote(address(engine, query))}"), wait_until="commit")
        wait_shown(page, engine, query, hits[query])
        sent, block = server.sent, page.evaluate("window.longestBlock")
        server.begin()
        if engine == "ours":
            page.fill("main input[type=search]", other)
            page.press("main input[type=search]", "Enter")
        else:
            page.evaluate("q => { bench.show(q) }", translate(engine, other))
        wait_shown(page, engine, other, hits[other])
        return Visit(query, sum(size for _, size in sent), len(sent), server.bytes_sent, block, sent)
    finally:
        context.close()


def ask_all(page: Page, engine: str, labelled: list[dict[str, Any]]) -> list[Score]:
    """Every labelled query's score."""
    scores = []
    for entry in labelled:
        found = set(page.evaluate("q => bench.anchors(q)", translate(engine, entry["query"])))
        right = set(entry["found"])
        scores.append(Score(entry["query"], entry["family"], sorted(right - found), sorted(found - right), len(right & found)))
    return scores


def time_all(page: Page, engine: str, queries: list[str], times: dict[str, list[float]]) -> None:
    """One round: every query twice, the second time counts."""
    asked = [translate(engine, query) for query in queries]
    taken = page.evaluate(TWICE, asked)
    for query, milliseconds in zip(queries, taken, strict=True):
        times.setdefault(query, []).append(milliseconds)
