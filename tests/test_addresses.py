"""Addresses of places and of phrases, in Chromium: what is made leads back to the same words, and what changed is told."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.broken.editions import run_edition, sound_edition
from tests.citing import citing_of, copy_of, write_citing
from tests.conftest import Site

LETTERS = r"/[\p{L}\p{N}\p{M}]/u"
LOAD = "Promise.all(['phrase', 'selection', 'cite'].map(name => edition.load(`static/${name}.js`)))"
SELECT = f"""({{first, last, from, to}}) => {{
    const own = id => {{ const words = editionPhrase.read([document.getElementById(id)]); return words }}
    const place = (words, at) => {{
        const raw = words.at[Math.min(at, words.at.length - 1)]
        const n = words.starts.findLastIndex(start => start <= raw)
        return [words.nodes[n], raw - words.starts[n]]
    }}
    const a = own(first), b = own(last), range = document.createRange()
    const whole = (text, at) => {{ while (at > 0 && /^\\p{{M}}/u.test(text.slice(at))) at--; return at }}
    range.setStart(...place(a, whole(a.text, Math.floor(from * a.text.length))))
    range.setEnd(...place(b, whole(b.text, Math.ceil(to * b.text.length))))
    getSelection().removeAllRanges()
    getSelection().addRange(range)
    const chosen = range.collapsed ? null : editionSelection()
    return chosen && {{...chosen, href: editionCite.address(chosen)}}
}}"""
"""Selects from a share of one unit's text to a share of another's, and tells what is selected and its address."""
MARKED = """() => [...document.querySelectorAll('mark.cited')].map(mark => mark.textContent).join('')"""
WHERE = f"""() => {{
    const words = editionPhrase.read([...document.querySelectorAll('.unit[id]')]), marks = [...document.querySelectorAll('mark.cited')]
    const n = words.nodes.findIndex(node => marks[0].contains(node))
    return [...words.all.slice(0, words.starts[n])].filter(each => {LETTERS}.test(each)).length
}}"""
"""How many letters of the text stand before the first mark."""
BEFORE = f"""() => {{
    const words = editionPhrase.read([...document.querySelectorAll('.unit[id]')]), range = getSelection().getRangeAt(0)
    const n = words.nodes.indexOf(range.startContainer)
    return [...words.all.slice(0, words.starts[n] + range.startOffset)].filter(each => {LETTERS}.test(each)).length
}}"""


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum() or 0x300 <= ord(char) < 0x370)


def go(page: Page, href: str) -> Page:
    """Go to an address as if it were typed anew."""
    page.goto("about:blank")
    page.goto(href)
    return page


def said(page: Page) -> str:
    """What the notice says, all of it."""
    page.wait_for_function("document.querySelector('.arrival [role=status]')?.textContent")
    return page.locator(".arrival").inner_text()


@pytest.fixture(scope="module")
def folder(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site, with data for citing of a draft that is published nowhere: addresses lead to the files themselves."""
    folder = copy_of(site.folder, tmp_path_factory.mktemp("addresses") / "site")
    for text in site.edition.texts:
        write_citing(folder, text.id, citing_of(text, address="", released="", releases=[], since={"": ""}))
    return folder


def test_whatever_is_selected_its_address_leads_to_the_same_words(page: Page, site: Site, folder: Path) -> None:
    chance, seen = random.Random(5), 0
    for text in site.edition.texts:
        page.goto((folder / text.id / "index.html").as_uri())
        page.evaluate(LOAD)
        asked = []
        for kind in (text.units, text.notes):
            all_ = [unit for unit in kind if unit.text]
            for _ in range(9 if kind is text.units else 4):
                if not all_:
                    continue
                first = chance.randrange(len(all_))
                last = min(first + chance.choice([0, 0, 0, 1, 2]), len(all_) - 1)
                start, end = sorted((chance.random(), chance.random()))
                if last > first:
                    start, end = end, start
                chosen = page.evaluate(SELECT, {"first": all_[first].anchor, "last": all_[last].anchor, "from": start, "to": end})
                if chosen:
                    asked.append((chosen, page.evaluate(BEFORE)))
        for chosen, before in asked:
            assert len(chosen["href"]) < 2500
            go(page, chosen["href"])
            place = chosen["from"] + (f"-{chosen['to']}" if chosen["to"] else "")
            if not chosen["quote"]:
                assert chosen["href"].endswith(f"index.html#{place}")
                continue
            page.wait_for_selector("mark.cited", timeout=5000)
            assert letters(page.evaluate(MARKED)) == letters(chosen["quote"]), chosen
            assert page.evaluate(WHERE) == before, chosen
            assert page.locator(".arrival [role=status]").inner_text() == FOUND[text.work.lang], chosen
            seen += 1
    assert seen > 40


FOUND = {"az": "Sitat gətirilən sözlər burada dəyişmədən durur.", "tr": "Alıntılanan sözler burada değişmeden duruyor."}


# ---- a small text, made for the case ---------------------------------------------------------


class Small:
    """A small site whose second paragraph is what the case says."""

    def __init__(self, folder: Path):
        self.folder, self.path = folder, folder / "probe/index.html"
        self.before = self.path.read_text(encoding="utf-8")
        self.uri = self.path.as_uri()

    def put(self, html: str, **data: Any) -> None:
        old = re.search(r'(?s)(id="p2">.*?</a>)(.*?)</p>', self.before)
        assert old
        self.path.write_text(self.before[: old.start(2)] + html + self.before[old.end(2) :], encoding="utf-8")
        known = {"lang": "az", "title": "Sınaq", "version": "1.2.0", "released": "2028-03-09", "releases": [["1.0.0", ""], ["1.1.0", ""], ["1.2.0", ""]],
                 "order": ["h1", "p1", "p2", "h2", "p3", "p4"], "notes": ["n1", "n2"], "since": {"": "1.0.0"}}  # fmt: skip
        write_citing(self.folder, "probe", known | data)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small") / "edition"
    sound_edition(folder, pages=True)
    assert run_edition(folder, "build")[0] == 0
    return folder / "site"


@pytest.fixture
def small(built: Path) -> Iterator[Small]:
    made = Small(built)
    made.put("İkinci abzas da qısadır.")
    yield made
    made.path.write_text(made.before, encoding="utf-8")


def select(page: Page, uri: str, first: str, start: int, end: int) -> dict[str, Any]:
    """Select in a unit by places in its text; what is selected, and its address."""
    go(page, uri)
    page.evaluate(LOAD)
    size = page.evaluate("id => editionPhrase.read([document.getElementById(id)]).text.length", first)
    return page.evaluate(SELECT, {"first": first, "last": first, "from": start / size, "to": end / size})


def test_words_that_stand_twice_are_told_apart(page: Page, small: Small) -> None:
    small.put("bir söz və bir söz və bir <i>söz</i> burada")
    for number, start in enumerate((0, 11, 22)):
        chosen = select(page, small.uri, "p2", start, start + 7)
        assert chosen["quote"] == "bir söz" and re.search("&(before|after)=", chosen["href"])
        go(page, chosen["href"])
        page.wait_for_selector("mark.cited")
        before = page.evaluate("""() => { const range = document.createRange(); range.selectNodeContents(document.getElementById('p2'))
            range.setEndBefore(document.querySelector('mark.cited')); return range.toString().split('bir söz').length - 1 }""")
        assert before == number
    assert "before" not in select(page, small.uri, "p2", 30, 36)["href"]


def test_only_the_text_s_own_words_are_quoted(page: Page, small: Small) -> None:
    small.put('əvvəl<sup class="mark"><a role="doc-noteref" href="#n1">17</a></sup> <span class="turn">44</span>son'
              '<ins class="corr">&nbsp;<a href="#x">[sonra]</a></ins>ra gəlir')  # fmt: skip
    chosen = select(page, small.uri, "p2", 0, 11)
    assert chosen["quote"] == "əvvəl sonra"
    go(page, chosen["href"])
    page.wait_for_selector("mark.cited")
    assert page.evaluate(MARKED) == "əvvəl sonra"
    assert page.locator("mark.cited :is(sup, ins, .turn)").count() == 0


@pytest.mark.parametrize("words", ["İİıIiəƏ", "İ̇stanbul q̇ız", "Şəki–Zaqatala", "𐤀𐤁 söz", "50% & 100?#", "a+b=c", "‘tək’ “cüt” (qoşa)"])
def test_letters_of_every_kind_find_themselves(page: Page, small: Small, words: str) -> None:
    small.put(f"Burada {words.replace('&', '&amp;')} durur")
    chosen = select(page, small.uri, "p2", 7, 7 + len(words.encode("utf-16-le")) // 2)
    assert chosen["quote"] == words
    assert re.fullmatch(r"[!-~]+", chosen["href"])
    go(page, chosen["href"])
    page.wait_for_selector("mark.cited")
    assert page.evaluate(MARKED).strip("#?") == words.strip("#?")
    assert said(page).startswith(FOUND["az"])


def test_a_word_is_not_found_in_half_a_letter(page: Page, small: Small) -> None:
    small.put("yalnız q̇ var")
    go(page, small.uri + "?quote=yaln%C4%B1z+q#p2")
    assert FOUND["az"] not in said(page)


def test_a_long_quotation_is_shortened_and_still_checked(page: Page, small: Small) -> None:
    words = " ".join(f"söz{number}" for number in range(60))
    small.put(words)
    chosen = select(page, small.uri, "p2", 5, 300)
    assert len(chosen["href"]) < len(small.uri) + 250 and "&sum=" in chosen["href"] and "%E2%80%A6" in chosen["href"]
    go(page, chosen["href"])
    assert said(page).startswith(FOUND["az"])
    assert page.evaluate(MARKED) == chosen["quote"]
    small.put(words.replace("söz30", "başqa"))
    go(page, chosen["href"])
    assert "aralarındakı" not in said(page) and "arasındakı mətn dəyişib" in said(page)
    small.put("tamam başqa bir abzas")
    go(page, chosen["href"])
    assert "artıq bu yerdə deyil" in said(page) and "bənzər yer yoxdur" in said(page)


@pytest.mark.parametrize(("now", "quote", "told", "marked"), [
    ("Sözlər burada dəyişib", "Sözlər burada dəyişib", "dəyişmədən durur", "Sözlər burada dəyişib"),
    ("Sözlər burada, dəyişib", "Sözlər burada dəyişib", "başqa yazılışla", "Sözlər burada, dəyişib"),
    ("Sözlər bura-da dəyişib", "Sozler BURADA deyisib", "başqa yazılışla", "Sözlər bura-da dəyişib"),
    ("Sözlər burada dəyişildi", "Sözlər burada dəyişib", "başqa yazılışla", "Sözlər burada dəyişildi"),
    ("Sözlər o vaxt dəyişib", "Sözlər burada dəyişib", "artıq bu yerdə deyil", "Sözlər o vaxt dəyişib"),
    ("Tamam başqa bir cümlə", "Sonuncu abzas burada durur", "artıq bu yerdə deyil", "Sonuncu abzas burada durur"),
    ("Tamam başqa bir cümlə", "heç yerdə olmayan kəlmələr", "bənzər yer yoxdur", ""),
])  # fmt: skip
def test_changed_words_are_told_honestly(page: Page, small: Small, now: str, quote: str, told: str, marked: str) -> None:
    small.put(f"Əvvəlcə bu. {now}. Sonra o.")
    go(page, f"{small.uri}?quote={quote.replace(' ', '+')}#p2")
    assert told in said(page)
    assert page.evaluate(MARKED) == marked
    if "artıq" in told and marked.startswith("Sonuncu"):
        assert page.locator(".arrival a").get_attribute("href") == "#p4"


@pytest.mark.parametrize("query", ["quote=%3Cscript%3Eowned()%3C/script%3E", "quote=%3Cimg+src=x+onerror=owned()%3E", "quote=%E0%A4%A", "quote=%", "quote=%00%F0",
                                   "quote=" + "b%C9%99la+" * 9000, "quote=" + "a" * 100_000, "quote=…&sum=zz", "quote=a…b&sum=__proto__",
                                   "quote=(.*%2B)%5B", "quote=abzas&before=" + "%C9%99" * 20_000, "quote=–"])  # fmt: skip
@pytest.mark.parametrize("place", ["#p2", "", "#p1-p4", "#%E0%A4%A", "#p2@<b>1"])
def test_a_hostile_address_does_no_harm(page: Page, small: Small, query: str, place: str) -> None:
    failed: list[str] = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.add_init_script("window.owned = () => { window.harmed = true }")
    go(page, f"{small.uri}?{query}{place}")
    page.wait_for_timeout(150)
    assert failed == [] and not page.evaluate("window.harmed")
    assert page.locator(".arrival :is(script, img, b)").count() == 0
    assert page.locator("#p4").is_visible()
    box = page.locator(".arrival").bounding_box() if page.locator(".arrival").count() else None
    assert box is None or box["height"] <= 400


# ---- ranges, versions, tombstones ------------------------------------------------------------


def targets(page: Page) -> list[str]:
    return page.eval_on_selector_all(".cited-unit", "all => all.map(each => each.id)")


@pytest.mark.parametrize(("hash_", "expected"), [("p1-p3", ["p1", "p2", "h2", "p3"]), ("p1–p3", ["p1", "p2", "h2", "p3"]), ("p3-p1", ["p1", "p2", "h2", "p3"]),
                                                ("p1%E2%80%93p2", ["p1", "p2"]), ("n1-n2", ["n1", "n2"]), ("p1-p99", ["p1"])])  # fmt: skip
def test_a_range_is_marked(page: Page, small: Small, hash_: str, expected: list[str]) -> None:
    go(page, f"{small.uri}#{hash_}")
    page.wait_for_selector(".cited-unit")
    assert targets(page) == expected
    assert page.evaluate("document.activeElement.id") == expected[0]
    if "99" in hash_:
        assert "p99" in said(page)


def test_a_range_with_a_version(page: Page, small: Small) -> None:
    small.put("Yeni söz burada.", old={"p2": [["1.0.0", "Köhnə söz burada."]]}, changed={"p2": ["1.1.0"]})
    go(page, f"{small.uri}#p1-p2@1.0.0")
    assert "p2: mətn 1.0.0 versiyasından sonra dəyişib." in said(page)
    assert targets(page) == ["p1", "p2"]


@pytest.mark.parametrize(("version", "told", "then", "now"), [
    ("1.0.0", "1.0.0 versiyasından sonra dəyişib", ["Birinci", "yazı"], ["Üçüncü", "mətn"]),
    ("1.1.0", "1.1.0 versiyasından sonra dəyişib", ["İkinci"], ["Üçüncü"]),
    ("1.2.0", "1.2.0 versiyasından bəri dəyişməyib", [], []),
    ("9.9.9", "9.9.9 versiyası yoxdur. Buraxılmış versiyalar: 1.0.0, 1.1.0, 1.2.0", [], []),
])  # fmt: skip
def test_a_version_is_resolved(page: Page, small: Small, version: str, told: str, then: list[str], now: list[str]) -> None:
    small.put("Üçüncü söz və mətn burada.", old={"p2": [["1.0.0", "Birinci söz və yazı burada."], ["1.1.0", "İkinci söz və mətn burada."]]})
    go(page, f"{small.uri}#p2@{version}")
    assert told in said(page)
    assert page.locator(".arrival del").all_text_contents() == then
    assert page.locator(".arrival ins").all_text_contents() == now
    assert targets(page) == ["p2"]


def test_a_version_before_the_unit_or_before_all_releases(page: Page, small: Small) -> None:
    small.put("Söz.", since={"": "1.0.0", "p2": "1.1.0", "p3": ""})
    assert "p2 1.0.0 versiyasında hələ yox idi; 1.1.0 ilə gəlib." in said(go(page, f"{small.uri}#p2@1.0.0"))
    assert "p3 1.0.0 versiyasında hələ yox idi və indiyədək buraxılmayıb." in said(go(page, f"{small.uri}#p3@1.0.0"))
    small.put("Söz.", releases=[], since={"": ""}, version="0.1.0", released="")
    assert "hələ buraxılmayıb" in said(go(page, f"{small.uri}#p2@0.1.0"))
    assert "Hələ heç nə buraxılmayıb" in said(go(page, f"{small.uri}#p2@1.0.0"))


def test_merged_and_gone_anchors_lead_on(page: Page, small: Small) -> None:
    small.put("Söz.", into={"p7": "p3"}, gone={"p5": ["1.1.0", "Sonuncu abzas burada durur, onda heç bir söz yoxdur."], "p6": ["", "itən sözlər"]})
    assert "p7 indi p3 içindədir." in said(go(page, f"{small.uri}#p7"))
    assert targets(page) == ["p3"]
    told = said(go(page, f"{small.uri}#p5"))
    assert "p5 1.1.0 versiyasından bəri bu mətndə yoxdur." in told and "Sonuncu abzas burada durur" in told
    assert page.locator(".arrival a").get_attribute("href") == "#p4"
    page.locator(".arrival a").click()
    page.wait_for_function("location.hash === '#p4'")
    assert page.locator(".arrival").count() == 0
    assert "p6 artıq bu mətndə yoxdur." in said(go(page, f"{small.uri}#p6"))
    assert "Bu mətndə p99 adlı yer yoxdur." in said(go(page, f"{small.uri}#p99"))


def test_without_its_data_a_version_is_not_made_up(page: Page, small: Small) -> None:
    write_citing(small.folder, "probe", None)
    assert "Hələ heç nə buraxılmayıb" in said(go(page, f"{small.uri}#p2@1.0.0"))


# ---- it takes nothing over -------------------------------------------------------------------


def test_a_plain_address_stays_the_browser_s_own(page: Page, small: Small) -> None:
    go(page, f"{small.uri}#p4")
    page.wait_for_timeout(200)
    assert not page.evaluate("!!window.editionPhrase || !!document.querySelector('.arrival')")
    assert page.locator(":target").get_attribute("id") == "p4"
    go(page, f"{small.uri}#elsewhere")
    page.wait_for_timeout(200)
    assert page.locator(".arrival").count() == 0


def test_back_goes_back(page: Page, site: Site, folder: Path) -> None:
    uri = (folder / site.edition.texts[0].id / "index.html").as_uri()
    page.set_viewport_size({"width": 1280, "height": 700})
    go(page, f"{uri}#p40")
    start = page.evaluate("history.length")
    page.evaluate("location.hash = 'p60-p61'")
    page.wait_for_selector(".cited-unit")
    assert page.evaluate("document.getElementById('p60').getBoundingClientRect().top") < 100
    page.evaluate("location.hash = 'p80'")
    page.wait_for_function("!document.querySelector('.cited-unit')")
    assert page.evaluate("history.length") == start + 2
    page.go_back()
    page.wait_for_selector("#p60.cited-unit")
    page.evaluate("scrollBy({ top: 500, behavior: 'instant' })")
    page.go_back()
    page.wait_for_function("location.hash === '#p40' && !document.querySelector('.cited-unit')")
    page.wait_for_function("Math.abs(document.getElementById('p40').getBoundingClientRect().top) < 200")


def test_the_notice_can_be_closed_and_the_text_is_as_before(page: Page, small: Small) -> None:
    small.put('<span class="mention"><a href="#p4">İkinci abzas</a></span> da qısadır.')
    go(page, small.uri)
    before = page.locator(".units").inner_html()
    go(page, f"{small.uri}?quote=abzas+da#p2")
    said(page)
    assert page.locator("mark.cited").count() == 2  # a link divides it
    page.locator(".arrival button").click()
    assert page.locator(".units").inner_html() == before
    assert page.url.endswith("?quote=abzas+da#p2")


def test_without_javascript_the_address_of_a_phrase_leads_to_its_unit(browser: Browser, small: Small) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{small.uri}?quote=abzas+da#p4")
    assert page.locator(":target").get_attribute("id") == "p4"
    context.close()
