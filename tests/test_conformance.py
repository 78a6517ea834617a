"""What is published of a release's measurements is of this version, of all kinds of pages, and on the about page."""

from __future__ import annotations

import pytest
import yaml

from edition.model import Conformance, Measured
from edition.project import read_project
from tests.bench.conformance import FILE, figures, written
from tests.bench.lighthouse import Figures, bare, summed
from tests.broken.editions import run_edition, sound_edition
from tests.conftest import Site
from tests.kinds import STATES, THEMES, WIDTHS, kinds_of

ENTRY = {"version": "0.1.0", "date": "2027-01-31", "standard": "WCAG 2.2 AA", "tool": "axe-core 4", "kinds": ["home", "text"], "states": [],
         "themes": ["light"], "widths": [360], "violations": 0}  # fmt: skip


def test_the_newest_measurements_are_of_this_version_and_of_every_kind_of_page(site: Site) -> None:
    if not site.edition.conformance:
        assert not site.edition.facts.released, "a release is measured before it goes out: python -m tests.bench.conformance --write"
        return
    newest = site.edition.conformance[0]
    assert newest.version == site.edition.facts.version, "run python -m tests.bench.conformance --write"
    assert set(newest.kinds) == kinds_of(site.edition, site.files).keys()
    assert {state.name for state in STATES} <= set(newest.states)
    assert (newest.themes, newest.widths, newest.violations) == (THEMES, WIDTHS, 0)
    if site.edition.facts.released:
        assert newest.pages and newest.date <= site.edition.facts.released, "a release is measured before it goes out"


def test_each_release_has_one_entry_the_newest_first(site: Site) -> None:
    entries = site.edition.conformance
    assert len({one.version for one in entries}) == len(entries)
    order = [tuple(map(int, one.version.split("."))) for one in entries]
    assert order == sorted(order, reverse=True)


def test_the_about_page_shows_the_measurements(tmp_path) -> None:
    root = sound_edition(tmp_path / "edition", pages=True)
    page = {"page": "home", "performance": 99, "accessibility": 100, "best-practices": 100, "seo": 98, "fcp": 800, "lcp": 901, "tbt": 0, "cls": "0.01", "bytes": 12345}
    (root / "annotations/conformance.yaml").write_text(written([{**ENTRY, "lighthouse": {"version": "12.0.0", "runs": 5, "pages": [page]}}]))
    code, said = run_edition(root, "build")
    assert code == 0, said
    html = (root / "site/about/index.html").read_text()
    assert "axe-core 4" in html and '<time datetime="2027-01-31"' in html and "<td>0</td>" in html
    assert "<td>99</td>" in html and "<td>901&nbsp;ms</td>" in html and ">12.3</span>&nbsp;kB</td>" in html and "|12,3|" in html


def test_an_entry_is_read_as_it_was_written(tmp_path) -> None:
    root = sound_edition(tmp_path / "edition")
    found = [Figures("home", {"performance": 99, "accessibility": 100, "best-practices": 100, "seo": 98},
                     {"fcp": 800.4, "lcp": 900.0, "tbt": 0.0, "cls": 0.012}, 12345, ())]  # fmt: skip
    entry = {**ENTRY, "lighthouse": figures(found, "12.0.0", 5)}
    content = written([entry, {**ENTRY, "version": "0.0.9"}])
    assert yaml.safe_load(content) == [entry, {**ENTRY, "version": "0.0.9"}]
    (root / "annotations/conformance.yaml").write_text(content)
    project = read_project(root)
    assert [problem for problem in project.problems if "conformance" in problem.path] == []
    newest = project.conformance[0]
    assert newest == Conformance("0.1.0", "2027-01-31", "WCAG 2.2 AA", "axe-core 4", ("home", "text"), (), ("light",), (360,), 0, "12.0.0", 5, (
        Measured("home", 99, 100, 100, 98, 800, 900, 0, "0.012", 12345),))


@pytest.mark.parametrize("key, value", [("violations", -1), ("themes", ["green"]), ("kinds", []), ("date", "today"), ("version", "1")])
def test_an_entry_with_a_fault_is_an_error_at_its_place(tmp_path, key: str, value: object) -> None:
    root = sound_edition(tmp_path / "edition")
    (root / "annotations/conformance.yaml").write_text(written([{**ENTRY, key: value}]))
    project = read_project(root)
    assert [problem.path for problem in project.problems if problem.path == "annotations/conformance.yaml"] and not project.conformance


def test_an_edition_without_measurements_is_whole(tmp_path) -> None:
    assert read_project(sound_edition(tmp_path / "edition")).conformance == ()


def test_the_written_file_is_as_the_bench_writes_it() -> None:
    if FILE.exists():
        assert FILE.read_text() == written(yaml.safe_load(FILE.read_text()))


def test_the_bare_page_has_the_text_s_words_and_nothing_that_runs_or_styles() -> None:
    page = '<html lang="az"><head><link rel="stylesheet" href="x.css"></head><body><article class="units"><p>a<script>1</script></p></article></body></html>'
    made = bare(page)
    assert "<p>a</p>" in made and 'lang="az"' in made and "script" not in made and "stylesheet" not in made


def test_lighthouse_s_runs_are_summed_up_by_their_medians() -> None:
    def report(score: float, lcp: float) -> dict:
        audits = {name: {"numericValue": lcp, "score": 1} for name in ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time",
                                                                       "cumulative-layout-shift", "total-byte-weight")}  # fmt: skip
        audits["button-name"] = {"score": 0, "details": {"items": [{"node": {"selector": "main > button"}}]}}
        refs = {"accessibility": [{"id": "button-name", "weight": 7}]}
        return {"audits": audits, "categories": {name: {"score": score, "auditRefs": refs.get(name, [])} for name in (
            "performance", "accessibility", "best-practices", "seo")}}

    found = summed("home", [report(0.9, 1000), report(1, 3000), report(0.97, 1200)])
    assert found.scores["performance"] == 97 and found.times["lcp"] == 1200 and found.bytes == 1200
    assert found.faults == ("accessibility: button-name 0.00  main > button",)
