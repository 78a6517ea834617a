"""Our search beside Pagefind, MiniSearch and lunr: the same units, the same queries, in one run.

    python -m tests.bench.search [--scale N] [--engines a,b] [--rounds N] [--verbose] [--markdown]

Needs the built site (site/), the packages of requirements-test.lock, Chromium, and node with npm; the rivals are installed
from tests/bench/rivals/package-lock.json into a cache folder outside the repository. `--markdown` prints the README's table.

The engines. *pagefind*: one index, told that all is Turkish, so that one search sees all texts (it finds more
than as Azerbaijani, whose endings Pagefind does not know, or with one index for each language merged); its default interface.
*minisearch*: as its manual has it; all words, of more than three letters also as beginnings of words. *minisearch-folded*:
the same with the processTerm that a good user would write (ı→i, ə→e, q→k, x→h, marks dropped). *minisearch-tuned*: moreover
without what follows an apostrophe, and with fuzzy 0.2: the most recall of twelve settings tried. *lunr*: with Turkish and
Russian of lunr-languages, the best of five combinations tried (default, tr, tr+ru, en+tr, en+tr+ru).

How the queries are put to each (rivals/translate.py), and what an engine cannot say: such queries are scored all the same,
their families are marked, and the last line of the scores leaves them out.

    query     pagefind              minisearch                      lunr
    a b       a b (all words)       combineWith AND                 +a +b
    "a b"     "a b"                 cannot: all its words           cannot: all its words
    a*        a (always a prefix)   prefix: true                    +a* (not stemmed)
    a -b      cannot: b left out    combineWith AND_NOT             +a -b
    a OR b    cannot: all words     combineWith OR                  a b (any)

What is measured.
 1. Recall and precision: all hits against queries.yaml; macro (mean over queries) and micro (over hits). A query without
    any hit has no precision and is left out of that mean, unless nothing was to be found (then 1). Only at scale 1.
 2. The first answer: a new browser (nothing cached) opens the search page with the query; all bytes of bodies that the
    server sends, gzipped as a static host does, until ten hits (or all) stand there with an excerpt, and 300 ms more. The
    next word: what the same page then fetches for another query. Over 14 usual queries; those without a hit are left out.
    As Pagefind's interface is a matter of choice, its first answer is also given without it, as are then the ratios to it.
    The longest block is the longest time that the page's main thread let no timer run on the way to the first answer.
 3. The index: postings, texts for the excerpts, directories; not scripts. Files, bytes, bytes when each file is gzipped.
    Build time: from the first unit handed over to the last byte written.
 4. A warm query: the call only, all loaded, the query asked before; in turns, the median of the rounds for each query.
 5. --scale N: the same over N copies of each unit with words altered (rivals/copies.py).
Ratios are to pagefind, in the same run; on a noisy machine only they say anything about times.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path

import yaml
from playwright.sync_api import TimeoutError as TooLate
from playwright.sync_api import sync_playwright

from edition.dictionary import Searched, make_dictionary, searched
from edition.lookup import search_tables
from edition.model import Text
from edition.project import read_project
from edition.shards import make_shards
from edition.words import words_of
from tests.bench.rivals.copies import Unit, copies, vocabulary
from tests.bench.rivals.figures import Result, figure_rows, print_answers, print_table, score_rows
from tests.bench.rivals.visits import ask_all, calls_page, count_hits, time_all, visit
from tests.bench.rivals.wire import CountingServer
from tests.browser import CHROMIUM_ARGS, find_browser

ROOT = Path(__file__).resolve().parent.parent.parent
RIVALS = Path(__file__).resolve().parent / "rivals"
ENGINES = ["ours", "pagefind", "minisearch", "minisearch-folded", "minisearch-tuned", "lunr"]
USUAL = ["petrol", "Nerimanov", "istanbul", "qəzetində", "Halil Pasa", "Kafkas İslam Ordusu", '"Kızıl Ordu"', "Moscow", "1919",
         "gürcü*", "TBMM'nin", "bayrak", "Nərimanov Lenin", "Гасанлы"]  # fmt: skip
OUR_INDEX = ["search/**/*.js", "search/**/*.json"]
"""The files of our index in the built site."""


def say(line: str) -> None:
    """Progress and reasons; standard output is for the figures."""
    print(line, file=sys.stderr, flush=True)


# ---- the units, the rivals' indexes, ours --------------------------------------------------------


def read_units(site: Path) -> list[Unit]:
    """Every unit and note with a text, in the edition's order."""
    manifest = json.loads((site / "data/manifest.json").read_bytes())
    units = []
    for slug in manifest["texts"]:
        text = json.loads((site / f"data/{slug}.json").read_bytes())
        units += [Unit(f"{slug}.{unit['id']}", unit["lang"], unit["text"]) for unit in text["units"] + text["notes"] if unit["text"]]
    return units


def install(cache: Path) -> Path:
    """The rivals from the lock file, in a folder of `cache` named after what is installed."""
    lock = (RIVALS / "package-lock.json").read_bytes()
    folder = cache / f"edition-search-rivals-{hashlib.sha256(lock).hexdigest()[:12]}"
    if not (folder / "installed").exists():
        say(f"Installing the rivals into {folder} ...")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(RIVALS / name, folder)
        # Not `npm ci`: it refuses a lock file that lacks an optional package, and the lock has Pagefind's programs for Linux only.
        command = ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"]
        subprocess.run(command, cwd=folder, check=True, stdout=sys.stderr)
        (folder / "installed").touch()
    for file in [*RIVALS.glob("*.js"), *RIVALS.glob("*.mjs"), *RIVALS.glob("*.cjs")]:
        shutil.copy(file, folder)
    return folder


def build_rival(engine: str, program: Path, units_file: Path, folder: Path, minutes: float) -> tuple[float | None, str]:
    """Build a rival's index and page into `folder`: how many seconds the index took, or None and why not."""
    shutil.rmtree(folder, ignore_errors=True)
    command = ["node", "--max-old-space-size=12000", str(program / "build.mjs"), engine, str(units_file), str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=minutes * 60)
    except subprocess.TimeoutExpired:
        return None, f"not built in {minutes:g} minutes"
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if "rror" in line]
        return None, f"not built: {(errors or ['exit code ' + str(done.returncode)])[0].strip()[:160]}"
    return float(done.stdout.split()[-1]), ""


def build_ours(units: list[Unit], site: Path, folder: Path, scale: int) -> tuple[Path | None, float | None, str]:
    """Our site to serve, the seconds that its index took (None: not known), or no folder and why.

    At scale 1 it is the built site. At others the dictionary and the shards are made from the altered units, with the real
    registry, each unit naming what its original names; the postings are read off the units, which Whoosh would give as well.
    """
    if not (site / "search/index.html").exists():
        return None, None, f"{site.name}/ has no /search/"
    if scale == 1:
        return site, None, ""
    started = time.monotonic()
    edition = read_project(ROOT).edition()
    originals = {one.anchor: one for one in searched(edition)}
    texts: dict[str, Text] = {}
    made: list[Searched] = []
    for unit in units:
        slug, _, anchor = unit.anchor.partition(".")
        original = originals[f"{re.sub(r'-[0-9]+$', '', slug)}.{anchor}"]
        text = texts.setdefault(slug, replace(original.text, work=replace(original.text.work, id=slug), units=(), notes=()))
        altered = replace(original.unit, text=unit.text, refs=(), breaks=(), langs=(), mentions=(), dates=(), citations=())
        made.append(replace(original, text=text, unit=altered, words=words_of(altered)))
    dictionary = make_dictionary(edition, made)
    postings: dict[str, list[tuple[int, list[int]]]] = {}
    for number, one in enumerate(made):
        for position, word in enumerate(one.words):
            held = postings.setdefault(word.form, [])
            if not held or held[-1][0] != number:
                held.append((number, []))
            held[-1][1].append(position)
    files = make_shards(made, dictionary, postings.__getitem__, search_tables(dictionary), edition.facts.lang)
    shutil.copytree(site / "static", folder / "static")
    (folder / "search").mkdir()
    shutil.copy(site / "search/index.html", folder / "search/index.html")
    for path, data in files.items():
        (folder / path).write_bytes(data)
    return folder, time.monotonic() - started, ""


def weigh(result: Result, files: Iterable[Path]) -> None:
    """The index's files, bytes, and bytes gzipped one by one (as they are where gzip makes them no smaller)."""
    for file in files:
        body = file.read_bytes()
        result.files += 1
        result.size += len(body)
        result.zipped += min(len(body), len(gzip.compress(body, 6, mtime=0)))


def index_files(engine: str, folder: Path) -> list[Path]:
    """What of a folder is index and texts."""
    if engine == "ours":
        found = {file for pattern in OUR_INDEX for file in folder.glob(pattern)}
        return sorted(found)
    if engine == "pagefind":
        kinds = ["index/*", "fragment/*", "filter/*", "*.pf_meta", "pagefind-entry.json"]
        return [file for kind in kinds for file in (folder / "pagefind").glob(kind)]
    return sorted(folder.glob("*.json"))


# ---- the run -------------------------------------------------------------------------------------


Built = tuple[dict[str, Path], dict[str, Result]]


def build_all(engines: list[str], units: list[Unit], options: argparse.Namespace, folder: Path) -> Built:
    """Each engine's folder to serve, and its build times and sizes; the engines take turns."""
    program = install(options.cache)
    units_file = folder / "units.json"
    units_file.write_text(json.dumps([asdict(unit) for unit in units], ensure_ascii=False), encoding="utf-8")
    folders: dict[str, Path] = {}
    results: dict[str, Result] = {}
    for number in range(options.rounds if options.scale == 1 else 1):
        for engine in [engine for engine in engines if not number or engine in folders]:
            if engine == "ours":
                place, seconds, reason = build_ours(units, options.site, folder / engine, options.scale)
            else:
                seconds, reason = build_rival(engine, program, units_file, folder / engine, options.minutes)
                place = folder / engine if seconds is not None else None
            if place is None:
                say(f"{engine} is left out: {reason}")
                continue
            folders[engine] = place
            results.setdefault(engine, Result())
            results[engine].builds += [] if seconds is None else [seconds]
    for engine, place in folders.items():
        weigh(results[engine], index_files(engine, place))
    return folders, results


def measure(folders: dict[str, Path], results: dict[str, Result], options: argparse.Namespace) -> None:
    """All that needs the browser, into `results`."""
    labelled = yaml.safe_load((ROOT / "tests/readings/queries.yaml").read_text(encoding="utf-8"))
    queries = [entry["query"] for entry in labelled] if options.scale == 1 else USUAL
    server = CountingServer(options.gzip)
    server.folders = folders
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=CHROMIUM_ARGS)
        pages = {}
        for engine in list(folders):
            say(f"{engine}: hits ...")
            page = calls_page(browser, server, engine)
            if page is None:
                say("ours is left out: its page has no editionSearch")
                del folders[engine], results[engine]
                continue
            pages[engine] = page
            if options.scale == 1:
                results[engine].scores = ask_all(page, engine, labelled)
        for number in range(options.rounds):
            say(f"warm queries, round {number + 1} ...")
            for engine, page in pages.items():
                time_all(page, engine, queries, results[engine].times)
        hits = {engine: {query: count_hits(page, engine, query) for query in USUAL} for engine, page in pages.items()}
        for page in pages.values():
            page.close()
        for engine in pages:
            say(f"{engine}: first answers ...")
            found = [query for query in USUAL if hits[engine][query][0]]
            for query, other in zip(found, found[1:] + found[:1], strict=True):
                try:
                    results[engine].visits.append(visit(browser, server, engine, query, other, hits[engine]))
                except TooLate:
                    say(f"{engine}: no answer to {query}, then {other}, in two minutes")
        browser.close()
    server.close()


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--scale", type=int, default=1, metavar="N", help="copies of each unit (1)")
    parser.add_argument("--engines", default=",".join(ENGINES), metavar="A,B", help="which, of " + ", ".join(ENGINES))
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="of building and of warm queries (5)")
    parser.add_argument("--gzip", type=int, default=6, metavar="LEVEL", help="the server's compression (6)")
    parser.add_argument("--minutes", type=float, default=10, metavar="N", help="give up building an index after so long (10)")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()), metavar="DIR", help="where the rivals are installed")
    parser.add_argument("--site", type=Path, default=ROOT / "site", metavar="DIR", help="the built site (site/)")
    parser.add_argument("--verbose", action="store_true", help="print what was fetched, and each query's missing and extra anchors")
    parser.add_argument("--markdown", action="store_true", help="print Markdown tables")
    options = parser.parse_args()
    engines = [engine for engine in ENGINES if engine in options.engines.split(",")]
    if unknown := set(options.engines.split(",")) - set(ENGINES):
        parser.error(f"no such engine: {', '.join(sorted(unknown))}")

    originals = read_units(options.site)
    units = list(copies(originals, options.scale))
    (words, forms), (_, once) = vocabulary(units), vocabulary(originals)
    with tempfile.TemporaryDirectory(prefix="edition-search-bench-", ignore_cleanup_errors=True) as scratch:
        folders, results = build_all(engines, units, options, Path(scratch))
        measure(folders, results, options)
    growth = f", {forms / once:.1f} times the forms of the five texts" if options.scale > 1 else ""
    versions = json.loads((RIVALS / "package.json").read_bytes())["dependencies"]
    print("with " + ", ".join(f"{name} {version}" for name, version in versions.items() if name != "terser"))
    print(f"scale {options.scale}: {len(units)} units, {words} words, {forms} forms{growth}")
    print(f"gzip level {options.gzip}, {options.rounds} rounds\n")
    head = ["", *results]
    if options.scale == 1:
        print_table(head, score_rows(results), options.markdown)
        print()
    print_table(head, figure_rows(results), options.markdown)
    if options.verbose:
        print()
        print_answers(results)


if __name__ == "__main__":
    main()
