"""The search page, the small box, the marks on a text's page and the list of all words, in Chromium from the site's folder."""

from __future__ import annotations

import csv
import functools
import http.server
import json
import posixpath
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import html5lib
import pytest
from html5lib import treebuilders
from lxml import etree
from playwright.sync_api import Browser, Page

from edition.alphabet import initial
from edition.cli import main
from edition.project import read_static, read_templates
from edition.query import Field
from edition.render import render_site
from edition.search import Search, find_units, make_search
from tests.conftest import ROOT, Site
from tests.test_browser import CONTRAST

HOSTILE = "<img src=x onerror=alert(1)>"
QUERIES = [
    "Nerimanov", "Nərimanov Lenin", '"Kafkas İslam Ordusu"', "=Bakı", "bayra*", "petrol -vagon", "neft OR petrol", "Lenin NEAR/5 Nərimanov",
    "kind:note text:istiqlal", "person:Nərimanov Lenin", "date:1920-04..1920-05", "Mustafa Kemal", "ISTANBUL", "Nərimanov qqqqqq", "lang:tr Bolşevik",
    "page:44", "Lenin NEAR/x petrol", "-Azərbaycan", "=nerimanov", "year:", "",
]  # fmt: skip


@pytest.fixture(scope="module")
def search(site: Site) -> Search:
    return make_search(site.edition)


@pytest.fixture(name="page")
def quiet(page: Page, site: Site) -> Iterator[Page]:
    """A page that must report no error and ask for nothing but the site's own files."""
    told: list[str] = []
    asked: list[str] = []
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("console", lambda message: told.append(message.text) if message.type in ("error", "warning") else None)
    page.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: asked.append(request.url))
    yield page
    assert told == []
    assert not [url for url in asked if not url.startswith((site.folder.as_uri() + "/", "http://127.0.0.1:", "blob:"))]


def show(page: Page, site: Site, path: str, width: int = 1280, height: int = 900) -> Page:
    page.set_viewport_size({"width": width, "height": height})
    file, mark, rest = re.fullmatch(r"([^?#]*)([?#]?)(.*)", path, re.S).groups()
    page.goto((site.folder / file).as_uri() + mark + rest)
    return page


SHOWN = "() => [...document.querySelectorAll('#hits [data-anchor]')].map(each => each.dataset.anchor)"
ANSWER = """async ([query, options]) => {
    const result = query && await editionSearch(query, options), wanted = query ? result.hits.map(hit => hit.anchor) : []
    const shown = () => [...document.querySelectorAll('#hits [data-anchor]')].map(each => each.dataset.anchor)
    const done = () => document.title.startsWith(query) && shown() + '' === wanted + '' && !!query === !!document.getElementById('found').textContent
    for (const end = Date.now() + 4000; !done() && Date.now() < end;) await new Promise(go => setTimeout(go, 20))
    return {hits: result ? result.hits : [], total: result ? result.total : 0, loosened: !!result.loosened, unclear: result ? result.query.unclear : []}
}"""


def answered(page: Page, query: str, **options: Any) -> dict[str, Any]:
    """What editionSearch says to a query, once the page shows just these hits."""
    result = page.evaluate(ANSWER, [query, options])
    assert page.evaluate(SHOWN) == [hit["anchor"] for hit in result["hits"]], query
    assert page.input_value("#q") == query
    return result


def ask(page: Page, site: Site, query: str, *, width: int = 1280, options: dict[str, Any] | None = None, **view: str) -> dict[str, Any]:
    """Open the search page with a question, and wait for the answer."""
    show(page, site, f"search/index.html?{urlencode({'q': query, **view})}", width)
    return answered(page, query, **(options or {}))


def state(page: Page) -> dict[str, str]:
    """What the address says."""
    return {key: values[-1] for key, values in parse_qs(urlsplit(page.url).query).items()}


def arrived(page: Page, end: str) -> None:
    page.wait_for_function("end => decodeURIComponent(location.href).endsWith(end)", arg=end, timeout=5000)


def remarks(page: Page) -> str:
    return page.locator("#remarks").inner_text()


def follow(page: Page, query: str) -> None:
    """Click on the remark's link to a question."""
    page.locator("#remarks a").evaluate_all("(all, q) => all.find(a => new URLSearchParams(a.getAttribute('href')).get('q') === q).click()", query)


# ---- question and hits -------------------------------------------------------------------------


def test_there_is_one_search_box_in_one_search_form_and_one_status(page: Page, site: Site) -> None:
    show(page, site, "search/index.html")
    assert page.locator("input[type=search]").count() == 1
    assert page.locator("form[role=search] input[type=search][name=q]").count() == page.locator("form[role=search]").count() == 1
    assert page.locator("[role=status]").count() == 1 and page.locator("[role=status]").inner_text() == ""
    assert page.locator("#help").get_attribute("open") is not None and page.evaluate(SHOWN) == []
    assert page.locator("#q").evaluate("each => each.labels[0].innerText") and page.locator("#hits").get_attribute("aria-label")


def test_the_page_the_script_and_python_give_the_same_hits_in_the_same_order(page: Page, site: Site, search: Search) -> None:
    for query in QUERIES:
        result, ours = ask(page, site, query), find_units(search, query)
        assert [(hit["anchor"], pytest.approx(hit["score"], abs=2e-6)) for hit in result["hits"]] == [(hit.unit.anchor, hit.score) for hit in ours.hits], query
        assert (result["total"], result["loosened"]) == (ours.total, ours.loosened), query
        assert [each["text"] for each in result["unclear"]] == [text for text, _ in ours.query.unclear], query
        found = page.locator("#found").inner_text()
        if ours.total:
            assert re.fullmatch(rf"{ours.total} passages?( in [1-5] texts?)?", found), found
        else:
            assert found == ("Nothing found." if query else ""), query


def test_python_s_command_prints_the_hits_of_the_page(page: Page, site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["search", "Bakı -Lenin", "--order", "date", "--format", "json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    shown = ask(page, site, "Bakı -Lenin", order="date", options={"order": "date"})
    assert printed["total"] == shown["total"] and [hit["anchor"] for hit in printed["hits"]] == [hit["anchor"] for hit in shown["hits"]]


def test_the_same_holds_on_a_server(page: Page, site: Site, search: Search) -> None:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=site.folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        page.goto(f"http://127.0.0.1:{server.server_port}/search/index.html?q=Nerimanov")
        assert [hit["anchor"] for hit in answered(page, "Nerimanov")["hits"]] == [hit.unit.anchor for hit in find_units(search, "Nerimanov").hits]
        page.locator("#hits a").first.click()
        page.wait_for_selector("mark.hit.here", timeout=5000)
        page.fill(".find input", "Lenin")
        page.press(".find input", "Enter")
        page.wait_for_url("**/search/index.html?q=Lenin", timeout=5000)
        answered(page, "Lenin")
    finally:
        server.shutdown()


def test_a_hit_shows_its_words_where_it_stands_and_leads_there(page: Page, site: Site) -> None:
    ask(page, site, "Lenin")
    texts = {f"{text.id}.{unit.anchor}": (text, unit) for text in site.edition.texts for unit in (*text.units, *text.notes)}
    for li in page.locator("#hits li").all():
        anchor, link = li.get_attribute("data-anchor"), li.locator("a")
        text, unit = texts[anchor]
        assert link.get_attribute("href") == f"../{text.id}/index.html?q=Lenin#{unit.anchor}" and link.inner_text()
        assert li.locator(".kwic").first.get_attribute("lang") == unit.lang
        for line in li.locator(".kwic").all_inner_texts():
            assert line.strip("… \N{NO-BREAK SPACE}") in unit.text, anchor
        assert all(word.lower().startswith("lenin") for word in li.locator("mark").all_inner_texts()), anchor
        assert li.locator("mark").count() > 0
    page.locator("#hits a").nth(2).click()
    page.wait_for_selector("mark.hit.here", timeout=5000)
    assert page.locator("mark.hit.here").first.evaluate("each => !!each.closest(':target')")


def test_the_total_is_said_once_for_each_question(page: Page, site: Site) -> None:
    show(page, site, "search/index.html")
    page.evaluate("""() => { window.said = []
        new MutationObserver(all => all.some(one => one.addedNodes.length) && said.push(found.textContent)).observe(found, {childList: true, subtree: true, characterData: true}) }""")
    page.locator("#q").press_sequentially("petrol", delay=15)
    answered(page, "petrol")
    page.press("#q", "Enter")
    page.mouse.move(300, 300)
    page.wait_for_timeout(300)
    first = page.locator("#found").text_content()
    assert page.evaluate("said") == [first] and first
    page.fill("#q", "Lenin")
    page.press("#q", "Enter")
    answered(page, "Lenin")
    page.select_option("#order", "text")  # another view of the same answer
    answered(page, "Lenin", order="text")
    assert page.evaluate("said") == [first, page.locator("#found").text_content()]


def test_more_hits_come_when_asked_for_with_the_focus_on_the_first_of_them(page: Page, site: Site, search: Search) -> None:
    total = ask(page, site, "Azərbaycan")["total"]
    assert total > 50 and page.locator("#hits li").count() == 10
    assert page.locator(".more").inner_text() == "Show 20 more"
    page.locator(".more").click()
    answered(page, "Azərbaycan", limit=30)
    assert page.evaluate("document.activeElement === document.querySelectorAll('#hits li')[10].querySelector('a')")
    assert state(page) == {"q": "Azərbaycan", "n": "30"}
    page.reload()
    answered(page, "Azərbaycan", limit=30)
    few = next(word for word in ("Tiflis", "Gəncə", "neft", "telqraf", "Moskva", "Ərzurum", "petrol") if 10 < find_units(search, word).total < 30)
    ask(page, site, few)
    page.locator(".more").click()
    assert len(answered(page, few, limit=30)["hits"]) == page.locator("#hits li").count() and page.locator(".more").count() == 0


# ---- facets --------------------------------------------------------------------------------------


def test_the_facets_open_beside_the_hits_once_a_pointer_moves_and_say_how_many_each_would_leave(page: Page, site: Site) -> None:
    ask(page, site, "Bakı")
    assert page.locator("#facets a").count() == 0
    assert page.locator("#facets").bounding_box()["x"] > page.locator("#hits li").first.bounding_box()["x"] + 300  # closed, too
    page.mouse.move(200, 200)
    page.wait_for_selector("#facets[open] a", timeout=5000)
    assert page.locator("#facets").bounding_box()["x"] > page.locator("#hits li").first.bounding_box()["x"] + 300
    heads = page.locator("#facets h2").all_inner_texts()
    assert heads == ["Text", "Language", "Kind", "People", "Places", "Year"]
    wrong = page.evaluate("""async () => {
        const wrong = []
        for (const list of document.querySelectorAll('#facets ul')) for (const li of [...list.children].slice(0, 4)) {
            const q = new URLSearchParams(li.firstChild.getAttribute('href')).get('q'), {total} = await editionSearch(q)
            if (total !== +li.querySelector('.count').textContent && !/date:/.test(q)) wrong.push([q, total, li.innerText])
            if (total < +li.querySelector('.count').textContent) wrong.push([q, total, li.innerText])
        }
        return wrong
    }""")
    assert wrong == []  # a year has also what is dated through many years, which no year's count says


def test_a_facet_puts_its_part_into_the_question_and_takes_it_out_and_keeps_the_focus(page: Page, site: Site) -> None:
    everything = ask(page, site, "Bakı")["total"]
    page.mouse.move(200, 200)
    note = page.locator("#facets a[data-key='kind:note']")
    count = int(note.locator("xpath=..").locator(".count").inner_text())
    note.click()
    assert answered(page, "Bakı kind:note")["total"] == count < everything
    assert state(page)["q"] == "Bakı kind:note"
    page.wait_for_selector("#facets a[data-key='kind:note'][aria-current=true]", timeout=5000)
    assert page.evaluate("document.activeElement.dataset.key") == "kind:note"
    page.keyboard.press("Enter")
    assert answered(page, "Bakı")["total"] == everything
    page.wait_for_selector("#facets a[data-key='kind:note']:not([aria-current])", timeout=5000)
    page.locator("#facets a[data-key^='person:']").first.click()
    assert "person:" in state(page)["q"] and answered(page, state(page)["q"])["total"] < everything


def test_the_facets_open_by_the_keyboard_alone(page: Page, site: Site) -> None:
    ask(page, site, "Bakı")
    for id in ("#facets", "#forms"):
        page.locator(f"{id} summary").focus()
        if page.locator(id).get_attribute("open") is None:  # the focus may have opened them already
            page.keyboard.press("Enter")
        page.wait_for_selector(f"{id}[open] a", timeout=5000)


def test_the_facets_stay_shut_on_a_small_screen_until_they_are_opened(page: Page, site: Site) -> None:
    ask(page, site, "Bakı", width=800)
    page.mouse.move(200, 200)
    page.wait_for_selector("#forms a", state="attached", timeout=5000)
    assert page.locator("#facets").get_attribute("open") is None and page.locator("#facets a").count() == 0
    assert page.locator("#facets").bounding_box()["y"] < page.locator("#hits li").first.bounding_box()["y"]
    page.locator("#facets summary").click()
    page.wait_for_selector("#facets a", timeout=5000)


def test_the_facets_that_a_finger_opens_stay_open(browser: Browser, site: Site) -> None:
    context = browser.new_context(has_touch=True, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto((site.folder / "search/index.html").as_uri() + "?q=Lenin")
    answered(page, "Lenin")
    page.locator("#facets summary").tap()
    page.wait_for_selector("#facets a", timeout=5000)
    page.wait_for_timeout(100)
    assert page.locator("#facets").get_attribute("open") is not None
    context.close()


def test_what_was_searched_for_is_said_with_every_form_and_why(page: Page, site: Site) -> None:
    ask(page, site, "kitab")
    page.mouse.move(200, 200)
    page.locator("#forms summary").click()
    page.wait_for_selector("#forms dd a", timeout=5000)
    forms = page.locator("#forms dd a").all_inner_texts()
    assert {"kitab", "kitabı"} <= set(forms)
    page.locator("#forms dd a", has_text=re.compile("^kitabı$")).click()
    result = answered(page, "=kitabı")
    assert 0 < result["total"] and set(word.lower() for word in page.locator("#hits mark").all_inner_texts()) == {"kitabı"}


# ---- address and history ---------------------------------------------------------------------------


def test_back_and_forward_bring_back_question_and_hits(page: Page, site: Site) -> None:
    ask(page, site, "Lenin")
    before = page.evaluate("history.length")
    page.fill("#q", "petrol")
    page.press("#q", "Enter")
    answered(page, "petrol")
    page.select_option("#order", "text")
    answered(page, "petrol", order="text")
    assert page.evaluate("history.length") == before + 2
    page.go_back()
    answered(page, "petrol")
    assert page.input_value("#order") == "best"
    page.go_back()
    answered(page, "Lenin")
    page.go_forward()
    answered(page, "petrol")
    assert page.title().startswith("petrol · ")


def test_words_that_are_typed_with_pauses_are_one_step_of_the_history(page: Page, site: Site) -> None:
    ask(page, site, "Lenin")
    before = page.evaluate("history.length")
    for typed in ("pe", "petr", "petrol"):
        page.fill("#q", typed)
        answered(page, typed)
    page.press("#q", "Enter")
    assert page.evaluate("history.length") == before + 1
    page.go_back()
    answered(page, "Lenin")


def test_the_last_question_wins(page: Page, site: Site) -> None:
    show(page, site, "search/index.html")
    for query in ("Azərbaycan", "bayra*", '"Kafkas İslam Ordusu"', "Lenin", "petrol"):
        page.fill("#q", query)
        page.press("#q", "Enter")
    answered(page, "petrol")
    page.wait_for_timeout(300)
    answered(page, "petrol")


def test_the_address_holds_the_whole_question(page: Page, site: Site) -> None:
    ask(page, site, '"Kafkas İslam Ordusu" OR petrol&vagon+neft #5')
    ask(page, site, "Mustafa Kemal", order="date", names="off", options={"order": "date", "names": False})
    assert page.input_value("#order") == "date"
    ask(page, site, "Nərimanov petrol", any="on", options={"any": True})
    assert "Passages with some of the words." in remarks(page)
    show(page, site, "search/index.html?q=Lenin&view=concordance&sort=right")
    page.wait_for_selector("#hits table", timeout=5000)
    assert page.locator("button[value=concordance]").get_attribute("aria-pressed") == "true"
    assert page.locator("th.right").get_attribute("aria-sort") == "ascending"


@pytest.mark.parametrize("order", ["text", "date"])
def test_hits_come_in_the_order_that_is_chosen(page: Page, site: Site, search: Search, order: str) -> None:
    best = ask(page, site, "Bakı")["hits"]
    page.select_option("#order", order)
    hits = answered(page, "Bakı", order=order)["hits"]
    assert hits != best and state(page)["order"] == order
    assert [hit["anchor"] for hit in hits] == [hit.unit.anchor for hit in find_units(search, "Bakı", order=order).hits]


# ---- ways on -----------------------------------------------------------------------------------------


def test_what_only_names_find_can_be_left_out(page: Page, site: Site) -> None:
    with_names = ask(page, site, "Mustafa Kemal")["total"]
    assert "Also found by name" in remarks(page)
    page.locator("#remarks a", has_text="Without names").click()
    without = answered(page, "Mustafa Kemal", names=False)["total"]
    assert without < with_names and state(page)["names"] == "off"
    page.locator("#remarks a", has_text="Find by names too").click()
    assert answered(page, "Mustafa Kemal")["total"] == with_names
    entity = page.locator("#remarks a").first
    assert "mustafa-kemal-ataturk" in entity.get_attribute("href")
    entity.click()
    arrived(page, "/people/mustafa-kemal-ataturk/index.html")


def test_a_slip_of_the_hand_is_answered_with_what_may_have_been_meant(page: Page, site: Site) -> None:
    assert ask(page, site, "Nərimnaov")["total"] == 0
    assert re.search(r"did you mean .*\bnərimanov\b", remarks(page))
    follow(page, "nərimanov")
    assert answered(page, "nərimanov")["total"] > 20


@pytest.mark.parametrize("query", ["=nərimanow", '"Lenin Nərimanov petrol"', "petrol -petrol", "Lenin date:1801", "Lenin NEAR/1 petrol", "Lenin kind:verse"])
def test_where_nothing_is_found_a_step_finds_something(page: Page, site: Site, query: str) -> None:
    assert ask(page, site, query)["total"] == 0
    assert page.locator("#found").inner_text() == "Nothing found."
    links = page.locator("#remarks li a, #remarks a").evaluate_all("all => all.map(a => new URLSearchParams(a.getAttribute('href')).get('q'))")
    found = {each: page.evaluate("async q => (await editionSearch(q)).total", each) for each in links if each}
    assert any(found.values()), found
    best = max(found, key=found.__getitem__)
    follow(page, best)
    assert answered(page, best)["total"] > 0


def test_where_no_passage_has_all_words_it_is_said_that_these_have_some(page: Page, site: Site) -> None:
    assert ask(page, site, "Nərimanov qqqqqq")["loosened"]
    assert "No passage has all of the words." in remarks(page)


def test_what_was_not_understood_is_said_beside_what_was(page: Page, site: Site) -> None:
    assert ask(page, site, "Lenin NEAR/x kind:poem petrol")["total"] > 0
    said = remarks(page)
    assert "Not understood" in said and "NEAR/x" in said and "kind:poem" in said and "Lenin petrol" in said
    assert ask(page, site, "((( ***")["total"] == 0 and "Not understood" in remarks(page)


@pytest.mark.parametrize("query", [HOSTILE, f'Lenin "{HOSTILE}', "=<script>alert(1)</script>*", '"><svg onload=alert(1)> Lenin', "javascript:alert(1)", "{n}{text}{said}",
                                   "constructor __proto__ toString", "kind:constructor person:__proto__ Lenin", "text:../../etc", "%E0%A4%A", "a" * 5000])  # fmt: skip
def test_a_hostile_question_is_only_ever_text(page: Page, site: Site, query: str) -> None:
    count = "() => document.querySelectorAll('img, svg, iframe, object, embed, main script:not(#words)').length"
    show(page, site, f"search/index.html?q={quote(query)}")
    page.wait_for_function("document.getElementById('found').textContent")
    page.mouse.move(100, 100)
    page.wait_for_timeout(60)
    for view in ("list", "concordance"):
        page.locator(f"button[value={view}]").evaluate("each => each.click()")
        page.wait_for_timeout(60)
    page.fill("#q", query + " petrol")
    page.press("#q", "Enter")
    page.wait_for_timeout(250)
    assert page.evaluate(count) == 0
    assert page.title().startswith(query[:10].strip()) and page.locator("#found").inner_text()


@pytest.mark.parametrize("address", [f"order={HOSTILE}&view={HOSTILE}&sort={HOSTILE}&n={HOSTILE}&q=Lenin", "q=%E0%A4%A&n=-5", "q=Lenin&n=99999999", "q=Lenin&n=1e400",
                                     "q=a&q=Lenin&q=petrol", "q", "&&==&", "q=Lenin&order=constructor&view=__proto__&constructor=1"])  # fmt: skip
def test_a_hostile_address_does_no_harm(page: Page, site: Site, address: str) -> None:
    show(page, site, f"search/index.html?{quote(address, safe='=&%')}")
    page.wait_for_timeout(150)
    assert page.locator("main img").count() == 0
    if "Lenin" in address and "petrol" not in address:
        page.wait_for_selector("#hits [data-anchor]", timeout=5000)


def test_where_the_index_is_missing_the_page_says_so_and_leads_to_the_words(browser: Browser, site: Site) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/search/*.js*", lambda route: route.abort())
    show(page, site, "search/index.html?q=Lenin")
    page.wait_for_function("document.getElementById('found').textContent")
    assert page.locator("#found").inner_text() == "The search’s data could not be loaded."
    page.locator("#hits a").click()
    arrived(page, "search/words/index.html")
    context.close()


# ---- the concordance ------------------------------------------------------------------------------------


ROWS = """() => [...document.querySelectorAll('#hits tbody tr')].map(tr => [tr.dataset.anchor, ...['.left', 'th', '.right'].map(part => tr.querySelector(part).textContent)])"""


def concordance(page: Page, site: Site, query: str, **view: str) -> list[list[str]]:
    show(page, site, f"search/index.html?{urlencode({'q': query, 'view': 'concordance', **view})}")
    page.wait_for_selector("#hits tbody tr", timeout=5000)
    return page.evaluate(ROWS)


def test_the_concordance_has_every_word_that_was_found_in_the_order_of_the_texts(page: Page, site: Site, search: Search) -> None:
    rows = concordance(page, site, "=Bakı")
    texts = {hit.unit.anchor: hit.unit.unit.text for hit in find_units(search, "=Bakı", limit=None, order="text").hits}
    wanted = [(hit.unit.anchor, texts[hit.unit.anchor][start:end])
              for hit in find_units(search, "=Bakı", limit=None, order="text").hits for start, end in hit.places]  # fmt: skip
    assert len(rows) > 30 and [(anchor, word) for anchor, _, word, _ in rows] == wanted
    assert all(left + word + right in texts[anchor] for anchor, left, word, right in rows)
    assert page.locator(".tally").inner_text().startswith(f"{len(rows)} occurrences")
    assert page.locator("#hits tbody a").first.get_attribute("href").endswith(f"?q=%3DBak%C4%B1#{rows[0][0].partition('.')[2]}")


@pytest.mark.parametrize("side", ["left", "right", "word"])
def test_the_concordance_is_sorted_by_a_neighbour(page: Page, site: Site, side: str) -> None:
    rows = concordance(page, site, "Lenin")
    page.locator(f"thead th.{side} a").click()
    page.wait_for_selector(f"thead th.{side}[aria-sort=ascending]", timeout=5000)
    page.wait_for_function("side => document.activeElement.dataset.key === side", arg=side, timeout=5000)
    turned = page.evaluate(ROWS)
    assert sorted(turned) == sorted(rows) and turned != rows and state(page)["sort"] == side
    neighbours = [[row[2]] if side == "word" else re.sub(r"[^\w\s]|_", "", row[1 if side == "left" else 3]).split() for row in turned]
    first = [words[-1 if side == "left" else 0] if words else "" for words in neighbours]
    lang = page.locator("tbody th").first.get_attribute("lang")
    assert first == page.evaluate("([all, lang]) => all.sort(new Intl.Collator(lang).compare)", [first, lang])


def test_a_saved_concordance_has_all_rows_says_its_encoding_and_holds_no_formula(page: Page, site: Site) -> None:
    shown = concordance(page, site, "Aslan")
    with page.expect_download() as download:
        page.locator(".tally button").click()
    assert download.value.suggested_filename == "Aslan.csv"
    data = download.value.path().read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and data.endswith(b"\r\n")
    head, *rows = csv.reader(data.decode("utf-8-sig").splitlines())
    assert head == ["anchor", "title", "page", "left", "word", "right"] and len(rows) == len(shown)
    assert [(row[0], row[4]) for row in rows] == [(anchor, word) for anchor, _, word, _ in shown]
    assert not [cell for row in rows for cell in row if re.match(r"\s*[=+\-@]", cell)]
    assert [cell for row in rows for cell in row if re.match(r"'[=+\-@]", cell)], "some begin like a formula"


# ---- names as one types ---------------------------------------------------------------------------------


def suggested(page: Page, site: Site, typed: str = "Neriman") -> Page:
    show(page, site, "search/index.html")
    page.locator("#q").press_sequentially(typed, delay=5)
    page.wait_for_selector("#suggested:not([hidden]) li", timeout=5000)
    return page


def chosen(page: Page) -> str | None:
    """The row that is chosen: it is the one that the box says."""
    rows = page.locator("#suggested [aria-selected=true]")
    assert rows.count() == (page.get_attribute("#q", "aria-activedescendant") is not None)
    if not rows.count():
        return None
    assert rows.get_attribute("id") == page.get_attribute("#q", "aria-activedescendant")
    return rows.inner_text()


def test_arrows_choose_a_name_and_enter_leads_to_it(page: Page, site: Site) -> None:
    suggested(page, site)
    assert page.get_attribute("#q", "aria-expanded") == "true" and chosen(page) is None
    count = page.locator("#suggested li").count()
    page.keyboard.press("ArrowDown")
    assert "Nariman Narimanov" in chosen(page)
    page.keyboard.press("ArrowUp")
    assert chosen(page) is None
    page.keyboard.press("ArrowUp")
    assert "Search for “Neriman”" in chosen(page)
    for _ in range(count + 1):
        page.keyboard.press("ArrowUp")
    assert "Search for" in chosen(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    arrived(page, "/people/nariman-narimanov/index.html")


def test_escape_shuts_the_names_and_enter_without_a_chosen_one_searches(page: Page, site: Site) -> None:
    suggested(page, site)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert page.locator("#suggested").is_hidden() and page.get_attribute("#q", "aria-expanded") == "false"
    assert page.input_value("#q") == "Neriman" and chosen(page) is None
    page.keyboard.press("ArrowDown")
    page.wait_for_selector("#suggested:not([hidden]) li", timeout=5000)
    page.keyboard.press("Enter")
    assert page.locator("#suggested").is_hidden()
    answered(page, "Neriman")
    assert state(page) == {"q": "Neriman"} and page.url.split("?")[0].endswith("/search/index.html")


def test_a_click_on_a_name_leads_to_it_and_on_the_last_row_searches(page: Page, site: Site) -> None:
    suggested(page, site, "Nerimano")
    page.locator("#suggested li").last.click()
    answered(page, "Nerimano")
    assert page.locator("#suggested").is_hidden()
    suggested(page, site, "Gence")
    page.locator("#suggested li").first.click()
    arrived(page, "/places/ganja/index.html")


# ---- the small box -----------------------------------------------------------------------------------------


def test_every_page_but_the_search_page_has_the_small_box(site: Site) -> None:
    for path, data in site.files.items():
        if path.endswith(".html"):
            forms = re.findall(r'<form class="find" role="search" action="([^"]+)"><input type="search" name="q" aria-label="[^"]+"', data.decode())
            scripts = re.findall(r'<script defer src="([^"]*static/site\.js)"', data.decode())
            if path == "search/index.html":
                assert forms == [] and len(scripts) == 1, path
            else:
                assert [posixpath.normpath(posixpath.join(posixpath.dirname(path), each)) for each in forms] == ["search/index.html"], path
                assert len(scripts) == (path != "404.html"), path


@pytest.mark.parametrize("path", ["index.html", "suqut/index.html", "people/index.html", "works/avsar-2007/index.html", "search/words/a/index.html"])
def test_the_small_box_suggests_names_and_asks_the_search_page(page: Page, site: Site, path: str) -> None:
    show(page, site, path)
    page.locator(".find input").press_sequentially("Nerim", delay=10)
    page.wait_for_selector("#names option", state="attached", timeout=5000)
    names = page.locator("#names option").evaluate_all("all => all.map(each => each.value)")
    assert any("Nerimanov" in name or "Nərimanov" in name for name in names), names
    assert page.locator(".find input").evaluate("each => each.list.id") == "names"
    page.fill(".find input", "Xəlil Paşa & <b>")
    page.press(".find input", "Enter")
    page.wait_for_url("**/search/index.html?*", timeout=5000)
    assert state(page) == {"q": "Xəlil Paşa & <b>"}
    assert answered(page, "Xəlil Paşa & <b>")["total"] > 0


@pytest.mark.parametrize("path, box", [("search/index.html?q=Lenin", "#q"), ("suqut/index.html", ".find input"), ("people/index.html", ".find input")])
def test_a_slash_leads_to_the_box_but_not_while_one_types(page: Page, site: Site, path: str, box: str) -> None:
    show(page, site, path)
    before = page.input_value(box)
    page.keyboard.press("/")
    assert page.evaluate(f"document.activeElement === document.querySelector('{box}')") and page.input_value(box) == before
    page.keyboard.press("End")
    page.keyboard.press("/")
    assert page.input_value(box) == before + "/"
    if page.locator("#filter").count():
        page.focus("#filter")
        page.keyboard.press("/")
        assert page.input_value("#filter") == "/" and page.evaluate("document.activeElement.id") == "filter"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Control+/")
    assert page.evaluate("document.activeElement === document.body")


# ---- marks on a text's page -----------------------------------------------------------------------------------


UNITS = "() => [...document.querySelectorAll('.unit')].map(each => [each.id, each.textContent])"
MARKS = """() => [...document.querySelectorAll('.unit')].map(each => [each.id, [...each.querySelectorAll('mark.hit')].map(one => one.textContent).join('').replace(/\\s/g, '')])
    .filter(each => each[1])"""


@pytest.mark.parametrize("slug", ["istiqlal", "yardim", "suqut", "tahliye", "nerimanov"])
def test_the_words_that_were_found_are_marked_and_the_text_stays_as_it_is(page: Page, site: Site, search: Search, slug: str) -> None:
    query = "=Azərbaycan OR =Bakı OR general* OR 1920* OR =11 OR hökumət* OR Nerimanov* OR =s OR Aslan*"  # no names
    show(page, site, f"{slug}/index.html")
    before = page.evaluate(UNITS)
    show(page, site, f"{slug}/index.html?q={quote(query)}")
    page.wait_for_selector(".stepper", timeout=5000)
    assert page.evaluate(UNITS) == before
    wanted, count = {}, 0
    for hit in find_units(search, query, limit=None, within=[Field("text", slug)]).hits:
        wanted[hit.unit.unit.anchor] = [hit.unit.unit.text[start:end] for start, end in hit.places]
        count += len(hit.places)
    shown = dict(page.evaluate(MARKS))
    assert count > 10 and shown == {anchor: re.sub(r"\s", "", "".join(words)) for anchor, words in wanted.items()}
    assert page.locator(".stepper p").inner_text().split()[:3] == ["1", "/", str(count)]
    notes = {note.anchor for text in site.edition.texts if text.id == slug for note in text.notes}
    assert page.locator(".note mark.hit").count() > 0 or not notes & wanted.keys()
    page.locator(".stepper button").last.click()
    assert page.locator("mark.hit, .stepper").count() == 0 and page.evaluate(UNITS) == before
    assert "?" not in page.url


def test_one_steps_from_mark_to_mark_and_the_marks_go_with_the_question(page: Page, site: Site) -> None:
    anchors = [hit["anchor"] for hit in ask(page, site, "Nerimanov text:nerimanov", order="text", options={"order": "text"})["hits"]]
    anchor = anchors[3].partition(".")[2]
    show(page, site, f"nerimanov/index.html?q=Nerimanov#{anchor}")
    page.wait_for_selector("mark.here", timeout=5000)

    def here() -> int:
        """The number of the mark that one is at, from 1; the marks before it are as many or more, as a link divides some."""
        number = int(page.locator(".stepper p").inner_text().split()[0])
        assert page.evaluate("[...document.querySelectorAll('mark.hit')].indexOf(document.querySelector('mark.here'))") >= number - 1
        return number

    at, slash, total = page.locator(".stepper p").inner_text().split()[:3]
    assert slash == "/" and 2 < here() == int(at) < int(total) > 10
    assert page.evaluate("document.querySelector('mark.here').closest('.unit').id") == anchor
    assert page.evaluate("document.querySelector('mark.here') === document.querySelector(':target mark.hit')")
    at, total = int(at), int(total)
    back, on, shut = page.locator(".stepper button").all()
    assert all(button.get_attribute("aria-label") for button in (back, on, shut))
    on.click()
    assert here() == at + 1
    back.click()
    back.click()
    assert here() == at - 1
    for _ in range(at - 1):
        back.click()
    assert here() == total, "before the first stands the last"
    on.focus()
    page.keyboard.press("Enter")
    assert here() == 1 and page.locator("mark.here").evaluate_all("all => new Set(all.map(each => each.closest('.unit'))).size") == 1
    page.wait_for_function("""() => { const box = document.querySelector('mark.here').getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight }""")
    shut.click()
    assert page.locator("mark").count() == 0 and page.url.endswith(f"/nerimanov/index.html#{anchor}")


def test_a_note_that_was_found_is_marked_on_arrival(page: Page, site: Site) -> None:
    result = ask(page, site, "Aslan kind:note")
    page.locator("#hits a").first.click()
    page.wait_for_selector("mark.here", timeout=5000)
    slug, _, anchor = result["hits"][0]["anchor"].partition(".")
    assert page.evaluate("document.querySelector('mark.here').closest('.note').id") == anchor and f"/{slug}/" in page.url


@pytest.mark.parametrize("query", [f"{HOSTILE} Lenin", "qqqqqq", "=", "-Lenin", "kind:note"])
def test_a_strange_question_leaves_a_text_s_page_whole(page: Page, site: Site, query: str) -> None:
    show(page, site, f"suqut/index.html?q={quote(query)}")
    page.wait_for_timeout(200)
    assert page.locator("main img").count() == 0
    assert page.locator(".stepper").count() == ("Lenin" in query and query[0] != "-")


# ---- without JavaScript: registers and words -------------------------------------------------------------------


def test_without_javascript_the_page_leads_to_registers_and_words(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = show(context.new_page(), site, "search/index.html")
    assert page.locator("main .scripted").is_hidden() and page.locator(".scripted:visible").count() == 0
    assert {p.get_attribute("lang") or "en" for p in page.locator("noscript p").all()} == {"az", "tr", "en"}
    links = page.locator("noscript a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert {"words/index.html", "../people/index.html", "../places/index.html", "../chronology/index.html"} <= set(links)
    page.locator("noscript a").first.click()
    page.locator(".letters a", has_text=re.compile("^N$")).click()
    row = page.locator("dt", has_text=re.compile("^nərimanov$")).locator("xpath=following-sibling::dd[1]")
    anchor = row.locator("a").first.inner_text()
    row.locator("a").first.click()
    assert page.url.endswith(f"#{anchor}") and "nərimanov" in page.locator(f"[id='{anchor}']").inner_text().lower()
    context.close()


def test_every_form_of_every_word_is_once_on_the_page_of_its_letter_with_all_its_places(site: Site, search: Search) -> None:
    wanted: dict[str, list[str]] = {}
    for one in search.units:
        for form in {word.form for word in one.words}:
            wanted.setdefault(form, []).append(f"{one.text.id}.{one.unit.anchor}")
    lemmas = {form: group.lemma for groups in search.dictionary.groups.values() for group in groups for form in group.forms}
    home, shown = site.edition.facts.lang, {}
    pages = {path: data for path, data in site.files.items() if path.startswith("search/words/") and path.count("/") == 3}
    assert len(pages) > 25
    for path, data in pages.items():
        root = html5lib.HTMLParser(treebuilders.getTreeBuilder("lxml"), namespaceHTMLElements=False).parse(data, transport_encoding="utf-8").getroot()
        letter = root.findtext(".//nav[@class='letters']//a[@aria-current='page']") or "".join(root.find(".//a[@aria-current='page']").itertext())
        places = root.findall(".//dl[@class='words']/dd")
        for dt, dd in zip(root.findall(".//dl[@class='words']/dt"), places, strict=True):
            form = "".join(dt.itertext())
            if lemma := re.fullmatch(r"\[(.+)\]", form):  # a word that the texts have in other forms only
                assert lemma[1] not in wanted and lemma[1] in lemmas.values() and not len(dd), (path, form)
                continue
            assert form not in shown, (path, form)
            assert initial(lemmas[form], home) == letter, (path, form)
            links = [urlsplit(a.get("href")) for a in dd.iter("a")]
            shown[form] = [f"{link.path.split('/')[-2]}.{link.fragment}" for link in links]
            assert all(f"../../../{link.path.split('/')[-2]}/index.html" == link.path for link in links), form
    assert shown.keys() == wanted.keys()
    assert {form: places for form, places in shown.items() if places != wanted[form]} == {}


# ---- the explanation -------------------------------------------------------------------------------------------


def test_every_example_of_the_explanation_finds_something(page: Page, site: Site) -> None:
    show(page, site, "search/index.html")
    queries = page.locator("#help dt a").evaluate_all("all => all.map(a => new URLSearchParams(a.search).get('q'))")
    assert queries == [query for row in site.edition.facts.search_examples.values() for query in row] and len(queries) > 9
    for query in queries:
        found = page.evaluate("async q => { const {total, loosened, query} = await editionSearch(q); return [total > 0, loosened, query.unclear.length] }", query)
        assert found == [True, False, 0], query
    page.locator("#help dt a").nth(3).click()
    assert answered(page, queries[3])["total"] > 0 and page.locator("#help").get_attribute("open") is None


def test_the_explanation_is_in_three_languages_and_its_examples_run_from_there(page: Page, site: Site) -> None:
    show(page, site, "search/index.html")
    others = page.locator("#help p a")
    assert {a.get_attribute("lang") for a in others.all()} == {"az", "tr", "en"}
    others.first.click()
    page.wait_for_url("**/search/help/index.html#*", timeout=5000)
    said = page.locator("dl.explained").evaluate_all("all => all.map(each => each.closest('[lang]').lang)")
    assert sorted(said) == ["az", "en", "tr"]
    example = page.locator("dl.explained").last.locator("a").first
    query = example.inner_text()
    example.click()
    page.wait_for_url("**/search/index.html?*", timeout=5000)
    assert answered(page, query)["total"] > 0


# ---- at any width, in any colours -----------------------------------------------------------------------------


def test_nothing_scrolls_sideways_on_a_small_screen(page: Page, site: Site) -> None:
    views = ["search/index.html", "search/index.html?q=Az%C9%99rbaycan", "search/index.html?q=Bak%C4%B1&view=concordance", "search/index.html?q=" + "q" * 90,
             "search/index.html?q=" + quote('"Lenin Nərimanov petrol"'), "search/index.html?q=Mustafa+Kemal", "search/help/index.html",
             "search/words/index.html", "search/words/a/index.html", "search/words/0/index.html", "istiqlal/index.html?q=" + quote("Bakı " * 9)]  # fmt: skip
    for path in views:
        show(page, site, path, 360, 640)
        if "?q=" in path:
            page.wait_for_selector(".stepper" if "istiqlal" in path else "#found:not(:empty)", timeout=5000)
        opened(page)
        for width in (360, 320):
            page.set_viewport_size({"width": width, "height": 640})
            assert page.evaluate("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)") <= width, path
    show(page, site, "search/index.html", 320, 640)
    page.locator("#q").press_sequentially("Azerbaycan", delay=5)
    page.wait_for_selector("#suggested:not([hidden]) li", timeout=5000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def opened(page: Page) -> None:
    """Everything that opens is open, and filled."""
    page.eval_on_selector_all("details", "all => all.forEach(each => { each.open = true })")
    if page.locator("#facets").is_visible():
        page.wait_for_selector("#facets a", timeout=5000)
        page.wait_for_selector("#forms a", timeout=5000)


def test_what_the_search_says_stands_out_from_what_is_behind_it(page: Page, site: Site) -> None:
    kinds: dict[str, float] = {}
    for path in ("search/index.html", "search/index.html?q=Mustafa+Kemal", "search/index.html?q=Lenin&view=concordance", "search/help/index.html",
                 "search/words/a/index.html", "suqut/index.html?q=Bak%C4%B1"):  # fmt: skip
        show(page, site, path)
        if "?q=" in path:
            page.wait_for_selector(".stepper" if "suqut" in path else "#hits [data-anchor]", timeout=5000)
        opened(page)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for name, ratio in page.evaluate(CONTRAST):
                kinds[f"{scheme} {name}"] = min(ratio, kinds.get(f"{scheme} {name}", 21))
    assert len(kinds) > 50 and {name: round(ratio, 2) for name, ratio in kinds.items() if ratio < 4.5} == {}


def test_in_forced_colours_hits_and_choices_still_differ(page: Page, site: Site) -> None:
    page.emulate_media(forced_colors="active")
    ask(page, site, "Lenin")
    colour = "each => getComputedStyle(each).backgroundColor"
    ground = page.locator("body").evaluate(colour)
    assert page.locator("#hits mark").first.evaluate(colour) != ground
    assert page.locator("button[value=list]").evaluate(colour) != page.locator("button[value=concordance]").evaluate(colour)
    show(page, site, "suqut/index.html?q=Lenin")
    page.wait_for_selector("mark.hit", timeout=5000)
    assert page.locator("mark.hit").first.evaluate(colour) != ground


def test_a_word_that_must_not_be_there_is_not_missed(search: Search) -> None:
    assert find_units(search, "Lenin -qqqqqq").nearest == {} and find_units(search, "Lenin qqqqqq").nearest.keys() == {"qqqqqq"}


# ---- OpenSearch ------------------------------------------------------------------------------------


def test_a_browser_learns_the_search_of_an_edition_whose_address_is_known(site: Site) -> None:
    address, title = "https://edition.example/five/", 'Texts & "more" <of> a long title'
    facts = replace(site.edition.facts, address=address, title=dict.fromkeys(site.edition.facts.title, title))
    files = render_site(replace(site.edition, facts=facts), read_templates(ROOT), read_static(ROOT))
    described = etree.fromstring(files["opensearch.xml"])
    said = {etree.QName(part).localname: part for part in described}
    assert len(said["ShortName"].text) <= 16 and said["Description"].text == title
    assert said["Url"].get("template") == f"{address}search/index.html?q={{searchTerms}}"
    assert b'href="../opensearch.xml"' in files["istiqlal/index.html"] and b'href="opensearch.xml"' in files["index.html"]


def test_without_an_address_there_is_no_description_of_the_search(site: Site) -> None:
    assert not (site.folder / "opensearch.xml").exists() and "opensearch" not in (site.folder / "index.html").read_text()
