"""Lighthouse on four pages of the site, and on the longest text without any script and style, in one run.

    python -m tests.bench.lighthouse [--site DIR] [--lighthouse COMMAND] [--runs N] [--json FILE] [--only NAME]

Needs the built site, Chromium, and Lighthouse 12 (Apache-2.0; node 18.20 or newer), which is no part of the project:
`npm install --prefix SOME/FOLDER lighthouse@12` and `--lighthouse SOME/FOLDER/node_modules/.bin/lighthouse`. Without the option
`lighthouse` on the PATH is taken, else `npx --no-install lighthouse`.

The pages: home, the longest *text*, an entity’s page, the search page; and *bare*: the same text's `<article>` alone in an HTML page
without a script or a style sheet, which is what no text's page can be faster than. All are served from 127.0.0.1, gzipped as a static
host does (level 6). The form factor is Lighthouse's own mobile preset with its simulated slow 4G (150 ms, 1.6 Mbit/s) and a processor
four times slower; the pages are taken in turns, and the medians of the runs are printed.

Lighthouse simulates the network but measures the processor: on a busy machine compare a page with *bare*, not with other runs.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.bench.rivals.wire import CountingServer
from tests.browser import CHROMIUM_ARGS, find_browser

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
TIMES = {"fcp": "first-contentful-paint", "lcp": "largest-contentful-paint", "tbt": "total-blocking-time", "cls": "cumulative-layout-shift"}
ROOT = Path(__file__).resolve().parent.parent.parent
PATIENT = Path(__file__).resolve().parent / "patient.mjs"
"""What gives Lighthouse more time for a text with thousands of links."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One page: scores of 100, times in ms, the layout's shift without unit, bytes over the wire."""

    page: str
    scores: dict[str, int]
    times: dict[str, float]
    bytes: int
    faults: tuple[str, ...]
    """Audits below full marks, each with its first element."""


def pages_of(site: Path) -> dict[str, str]:
    """Name → path of the pages that are looked at: of texts the longest, of people the one with most to show."""
    texts = [json.loads(path.read_text()) for path in (site / "data").glob("*.json") if path.stem not in ("manifest", "entities", "dates", "works")]
    slugs = [text["id"] for text in texts if isinstance(text, dict) and "units" in text]
    longest = max(slugs, key=lambda slug: (site / slug / "index.html").stat().st_size)
    entities = sorted((path for path in site.glob("people/*/index.html")), key=lambda path: path.stat().st_size)
    found = {"home": "index.html", "text": f"{longest}/index.html", "search": "search/index.html"}
    return found | ({"entity": entities[-1].relative_to(site).as_posix()} if entities else {})


def bare(page: str) -> str:
    """A text's article alone: its own HTML, no script, no style sheet."""
    article = re.search(r"<article\b.*</article>", page, re.S)
    lang = re.search(r'<html lang="([\w-]+)"', page)
    if not article or not lang:
        raise ValueError("the page has no article")
    said = re.sub(r"<(script|style|svg)\b.*?</\1>", "", article[0], flags=re.S)
    return (f'<!doctype html>\n<html lang="{lang[1]}">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>bare</title>\n</head>\n<body>\n<main>\n<h1>bare</h1>\n{said}\n</main>\n</body>\n</html>\n")  # fmt: skip


def find_lighthouse(chosen: str = "") -> list[str]:
    """The command that runs Lighthouse; empty where there is none."""
    if chosen:
        return shlex.split(chosen)
    if found := shutil.which("lighthouse"):
        return [found]
    npx = shutil.which("npx")
    if npx and subprocess.run([npx, "--no-install", "lighthouse", "--version"], capture_output=True, check=False).returncode == 0:
        return [npx, "--no-install", "lighthouse"]
    return []


def version(command: list[str]) -> str:
    """Lighthouse's version."""
    return subprocess.run([*command, "--version"], capture_output=True, text=True, check=True).stdout.strip()


def measure(command: list[str], url: str, browser: Path) -> dict[str, Any]:
    """One run on one page: Lighthouse's report. Raises `RuntimeError` with what it printed."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        done = subprocess.run(
            [*command, url, "--quiet", "--output=json", f"--output-path={report}", "--form-factor=mobile", "--throttling-method=simulate",
             f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={' '.join(CHROMIUM_ARGS)}"],
            env={**os.environ, "CHROME_PATH": str(browser), "NODE_OPTIONS": f"--import={PATIENT.as_uri()}"},
            capture_output=True, text=True, timeout=900, check=False,
        )  # fmt: skip
        if done.returncode or not report.exists():
            raise RuntimeError(done.stderr.strip() or f"exit code {done.returncode}")
        read: dict[str, Any] = json.loads(report.read_text())
    if read.get("runtimeError"):
        raise RuntimeError(read["runtimeError"]["message"])
    return read


def patiently(command: list[str], url: str, browser: Path, most: int = 3) -> dict[str, Any]:
    """`measure`, and again where Lighthouse could not record the page (it says so itself: "please run Lighthouse again")."""
    for _ in range(most - 1):
        try:
            return measure(command, url, browser)
        except RuntimeError as error:
            print(f"  again: {error}", file=sys.stderr, flush=True)
    return measure(command, url, browser)


def summed(page: str, reports: list[dict[str, Any]]) -> Figures:
    """The medians of a page's runs, and the audits that cost it marks in the last one."""
    def middle(values: list[float]) -> float:
        return statistics.median(values)

    scores = {name: round(100 * middle([each["categories"][name]["score"] or 0 for each in reports])) for name in CATEGORIES}
    times = {short: round(middle([each["audits"][name]["numericValue"] for each in reports]), 3 if short == "cls" else 0) for short, name in TIMES.items()}
    size = round(middle([each["audits"]["total-byte-weight"]["numericValue"] for each in reports]))
    return Figures(page, scores, times, size, tuple(faults(reports[-1])))


def faults(report: dict[str, Any]) -> list[str]:
    """Audits with a weight and less than full marks: category, audit, score, the first elements or what is displayed."""
    said = []
    for name in CATEGORIES:
        for ref in report["categories"][name]["auditRefs"]:
            audit = report["audits"][ref["id"]]
            if ref["weight"] and audit["score"] is not None and audit["score"] < (0.98 if name == "performance" else 1):
                items = (audit.get("details") or {}).get("items") or []
                said.append(f"{name}: {ref['id']} {audit['score']:.2f} {audit.get('displayValue', '')} {'; '.join(map(place, items[:3]))}".rstrip(" ;"))
    return said


def place(item: dict[str, Any]) -> str:
    """Where an audit's finding is: its element, else its address (some audits have a record there, some a string)."""
    node, source = item.get("node"), item.get("source")
    if isinstance(node, dict) and node.get("selector"):
        return str(node["selector"])
    return str(source.get("url") if isinstance(source, dict) else item.get("url") or source or "")


def run(site: Path, command: list[str], runs: int, only: str = "") -> list[Figures]:
    """Every page in turns, `runs` times."""
    browser = find_browser()
    if browser is None:
        raise RuntimeError("no Chrome or Chromium was found")
    pages = pages_of(site)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "index.html").write_text(bare((site / pages["text"]).read_text()))
        server = CountingServer(6)
        server.folders |= {"site": site, "bare": place}
        addresses = {name: server.url(f"site/{path}") for name, path in pages.items()} | {"bare": server.url("bare/index.html")}
        addresses = {name: url for name, url in addresses.items() if only in name}
        reports: dict[str, list[dict[str, Any]]] = {name: [] for name in addresses}
        for number in range(runs):
            for name, url in addresses.items():
                print(f"{number + 1}/{runs} {name} …", file=sys.stderr, flush=True)
                reports[name].append(patiently(command, url, browser))
                print(f"  benchmark index {reports[name][-1]['environment']['benchmarkIndex']:.0f}", file=sys.stderr, flush=True)
        server.close()
    return [summed(name, found) for name, found in reports.items()]


def table(figures: list[Figures]) -> str:
    """The figures as a Markdown table."""
    rows = ["| | " + " | ".join(CATEGORIES) + " | FCP | LCP | TBT | CLS | bytes |", "|" + "---|" * (len(CATEGORIES) + 6)]
    for each in figures:
        scores = " | ".join(str(each.scores[name]) for name in CATEGORIES)
        times = each.times
        rows.append(f"| {each.page} | {scores} | {times['fcp']:.0f} ms | {times['lcp']:.0f} ms | {times['tbt']:.0f} ms | {times['cls']:.3f} | {each.bytes:,} |")
    return "\n".join(rows)


def main(args: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--site", type=Path, default=ROOT / "site", help="the built site (default: site/)")
    parser.add_argument("--lighthouse", default="", help="the command that runs Lighthouse")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="", help="only pages whose name has this in it")
    parser.add_argument("--json", type=Path, help="write the figures to this file, too")
    chosen = parser.parse_args(args)
    command = find_lighthouse(chosen.lighthouse)
    if not command:
        print("Lighthouse was not found: see the beginning of tests/bench/lighthouse.py for how to install it.", file=sys.stderr)
        return 2
    figures = run(chosen.site.resolve(), command, chosen.runs, chosen.only)
    print(f"Lighthouse {version(command)}, mobile, medians of {chosen.runs}\n\n{table(figures)}\n")
    for each in figures:
        for fault in each.faults:
            print(f"{each.page}: {fault}")
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(each) for each in figures], ensure_ascii=False, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
