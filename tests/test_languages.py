"""The interface in another language, in a browser: the switched page is held against the page that is built in that language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page

from edition.interface import MARK
from edition.model import LANGS
from edition.project import read_static, read_templates
from edition.publish import write_site
from edition.render import render_site
from tests.conftest import ROOT, Site

SWITCHED = "document.documentElement.dataset.switched = ''; document.addEventListener('edition-lang', e => { document.documentElement.dataset.switched = e.detail })"
SHOWN = """() => {
  const seen = [], path = element => {
    const at = []
    for (let one = element; one && one !== document.documentElement; one = one.parentElement) at.unshift(one.localName + (one.id ? '#' + one.id : ''))
    return at.join('>')
  }
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, node =>
    node.nodeType === 1 && (node.matches('script, style, noscript, meta, .Z3988, [data-only], .tongue-links') || node.hidden) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT)
  while (walker.nextNode()) {
    const node = walker.currentNode
    if (node.nodeType === 3) {
      const words = node.data.replace(/\\s+/g, ' ').trim(), plain = node.parentElement
      const inside = plain.matches('span[data-say]') && plain.attributes.length < 3 ? plain.parentElement : plain
      if (words) seen.push([path(inside), words, (inside.closest('[lang]') || {}).lang])
    } else for (const {name, value} of node.attributes) {
      if (/^(title|aria-label|placeholder|alt|content|data-(?!say|only|text|speak|tongue|switched|find|ranks|letters).*)$/.test(name)) seen.push([path(node) + '@' + name, value, ''])
    }
  }
  return seen
}"""
"""Every word that a page says to its reader, and every attribute: (path of elements, words, language)."""


@pytest.fixture(scope="module")
def built(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """The same edition built with each of the interface's languages as its own."""
    folders = {site.edition.facts.lang: site.folder}
    for lang in LANGS:
        if lang not in folders:
            folders[lang] = tmp_path_factory.mktemp("built") / lang
            edition = replace(site.edition, facts=replace(site.edition.facts, lang=lang))
            write_site(render_site(edition, read_templates(ROOT), read_static(ROOT)), folders[lang], ROOT)
    yield folders


def opened(page: Page, folder: Path, path: str, *, switched: str = "") -> Page:
    """A page of a built site; with `switched`, once it speaks that language."""
    page.goto((folder / path.partition("?")[0]).as_uri() + path[len(path.partition("?")[0]) :], wait_until="load")
    if switched:
        page.wait_for_function("lang => document.documentElement.dataset.switched === lang", arg=switched)
    return page


@pytest.fixture
def watched(page: Page) -> Page:
    page.add_init_script("addEventListener('DOMContentLoaded', () => { " + SWITCHED + " })")
    return page


PAGES = ["index.html", "people/index.html", "places/baku/index.html", "works/index.html", "chronology/index.html", "about/index.html", "data/index.html", "search/help/index.html",
         "events/index.html"]  # fmt: skip


def samples(site: Site) -> list[str]:
    """Entities of all types, some with names that are not in every language."""
    firsts = {entity.type: entity for entity in site.edition.registry.values() if entity.relations or entity.dates}
    odd = [entity for entity in site.edition.registry.values() if not entity.bibl and set(entity.name) != set(LANGS)][:3]
    return [f"{entity.register}/{entity.id}/index.html" for entity in [*firsts.values(), *odd]]


@pytest.mark.parametrize("lang", LANGS)
def test_a_page_in_another_language_says_what_the_page_built_in_it_says(lang: str, site: Site, built: dict[str, Path], watched: Page) -> None:
    differing = {}
    for path in [*PAGES, *samples(site)]:
        expected = opened(watched, built[lang], path).evaluate(SHOWN)
        assert watched.evaluate("typeof editionSpeak") == "undefined"
        shown = opened(watched, site.folder, f"{path}?lang={lang}", switched=lang if lang != site.edition.facts.lang else "").evaluate(SHOWN)
        assert watched.evaluate("document.documentElement.lang") == lang
        if lang != site.edition.facts.lang:
            assert watched.evaluate("[...document.querySelectorAll('[data-only] > *')].filter(one => !one.hidden).every(one => one.lang === document.documentElement.lang)"), path
        if shown != expected:
            differing[path] = len(shown), len(expected), [one for one in zip(shown, expected, strict=False) if one[0] != one[1]][:2]
    assert differing == {}


@pytest.mark.parametrize("lang", LANGS)
def test_a_text_keeps_its_language_and_all_that_is_said_around_it_switches(lang: str, site: Site, built: dict[str, Path], watched: Page, say_in) -> None:
    for text in site.edition.texts[-2:]:
        own = text.work.lang
        if own == lang:
            continue
        opened(watched, site.folder, f"{text.id}/index.html").wait_for_timeout(100)
        units = "[...document.querySelectorAll('.unit')].map(one => { const copy = one.cloneNode(true); copy.querySelectorAll('.said, .corr').forEach(e => e.remove()); return copy.textContent.replace(/\\\\s+/g, ' ') })"
        before = watched.evaluate(units)
        opened(watched, site.folder, f"{text.id}/index.html?lang={lang}", switched=lang)
        assert watched.evaluate("document.documentElement.lang") == own and watched.evaluate(units) == before
        for key, where in {"contents": "#contents-title", "about-text": "#about-text", "how-read": ".colophon summary", "take-away": ".take-away a", "version": ""}.items():
            if where:
                assert watched.inner_text(where) == say_in[lang](key) and watched.get_attribute(where, "lang") == lang
        wrong = watched.evaluate("lang => [...document.querySelectorAll('[data-say]')].filter(one => one.lang !== lang && !one.dataset.sayLang && one.localName !== 'title').length", lang)
        assert wrong == 0
        watched.evaluate("own => edition.speak(own)", own)
        watched.wait_for_function("lang => document.documentElement.dataset.switched === lang", arg=own)
        again = watched.evaluate(SHOWN)
        opened(watched, site.folder, f"{text.id}/index.html?lang={own}").wait_for_timeout(150)
        assert again == watched.evaluate(SHOWN)


@pytest.fixture(scope="module")
def say_in():
    from edition.interface import Say
    from edition.render import interface_words

    return {lang: Say(lang, words) for lang, words in interface_words(read_templates(ROOT)).items()}


@pytest.mark.parametrize("lang", LANGS)
def test_the_search_page_s_answers_are_in_the_chosen_language(lang: str, site: Site, built: dict[str, Path], watched: Page) -> None:
    def answer(folder: Path) -> list:
        opened(watched, folder, f"search/index.html?q=Bakı+Nerimanov&lang={lang}").wait_for_selector("#hits li")
        watched.wait_for_timeout(500)
        watched.mouse.move(5, 5)
        watched.wait_for_selector("#facets h2, #facets:not([open])")
        watched.wait_for_timeout(400)
        return watched.evaluate(SHOWN)

    expected, shown = answer(built[lang]), answer(site.folder)
    assert [one for one in zip(shown, expected, strict=False) if one[0] != one[1]][:5] == [] and len(shown) == len(expected) > 50


def test_the_choice_is_remembered_and_the_address_goes_before_it(site: Site, watched: Page) -> None:
    own = site.edition.facts.lang
    other, third = (lang for lang in LANGS if lang != own)
    buttons = opened(watched, site.folder, "index.html").locator("[data-speak]")
    assert [buttons.nth(i).get_attribute("aria-pressed") for i in range(3)] == [str(lang == own).lower() for lang in LANGS]
    watched.click(f"[data-speak={other}]")
    watched.wait_for_function("lang => document.documentElement.lang === lang", arg=other)
    assert watched.get_attribute(f"[data-speak={other}]", "aria-pressed") == "true" and watched.get_attribute(f"[data-speak={own}]", "aria-pressed") == "false"
    opened(watched, site.folder, "people/index.html", switched=other)
    opened(watched, site.folder, f"people/index.html?lang={third}", switched=third)
    opened(watched, site.folder, "people/index.html?lang=xx", switched=other)
    opened(watched, site.folder, f"about/index.html?lang={third}&x=1#top", switched=third)
    watched.click(f"[data-speak={own}]")
    watched.wait_for_function("lang => document.documentElement.lang === lang", arg=own)
    assert "lang=" not in watched.evaluate("location.search") and watched.evaluate("location.search + location.hash") == "?x=1#top"
    opened(watched, site.folder, "works/index.html").wait_for_timeout(150)
    assert watched.evaluate("document.documentElement.lang") == own


def test_an_unknown_language_is_ignored_and_costs_nothing(site: Site, watched: Page) -> None:
    for query in ("?lang=xx", "?lang=", "?lang=__proto__", "?lang=a%3Cb", ""):
        opened(watched, site.folder, "works/index.html" + query).wait_for_timeout(80)
        assert watched.evaluate("[edition.lang, document.documentElement.lang, typeof editionSpeak]") == [site.edition.facts.lang] * 2 + ["undefined"]


def test_names_stand_in_the_alphabet_of_the_chosen_language(site: Site, built: dict[str, Path], watched: Page) -> None:
    names = "[...document.querySelectorAll('.rows .name a')].filter(one => one.offsetParent).map(one => one.innerText)"
    for lang in LANGS:
        expected = opened(watched, built[lang], "people/index.html").evaluate(names)
        assert opened(watched, site.folder, f"people/index.html?lang={lang}").wait_for_timeout(150) or watched.evaluate(names) == expected


def test_a_card_speaks_the_chosen_language(site: Site, watched: Page) -> None:
    text = site.edition.texts[0]
    for lang in [each for each in LANGS if each != text.work.lang]:
        opened(watched, site.folder, f"{text.id}/index.html?lang={lang}", switched=lang).wait_for_timeout(200)
        date = watched.locator(".date a").nth(3)
        date.scroll_into_view_if_needed()
        date.hover()
        watched.wait_for_selector("#word-card:not([hidden])")
        edtf = watched.locator("time.date").nth(3).get_attribute("data-edtf")
        from edition.datewords import say_date

        assert say_date(edtf, lang) in watched.inner_text("#word-card")


def test_no_page_has_a_mark_left_and_no_attribute_is_said_of_nothing(site: Site) -> None:
    for path, data in site.files.items():
        if path.endswith((".html", ".js", ".json", ".xml")):
            assert not MARK.search(data.decode()), path
