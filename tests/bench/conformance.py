"""What is published of a release on the about page: axe on every kind of page and open part, and Lighthouse's figures.

    python -m tests.bench.conformance [--site DIR] [--lighthouse COMMAND] [--runs N] [--no-lighthouse] [--date YYYY-MM-DD] [--write]

Prints the entry for `annotations/conformance.yaml`; with `--write` it is put there, at the top, in the place of an entry of the same
version. Build the site before and after. Needs what the tests need, and Lighthouse (see lighthouse.py); without Lighthouse an
entry of the same version keeps the figures that it has.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml
from playwright.sync_api import sync_playwright

from edition.model import Edition
from edition.project import read_project
from tests import axe
from tests.bench import lighthouse
from tests.browser import CHROMIUM_ARGS, find_browser
from tests.kinds import STATES, THEMES, WIDTHS, kinds_of, open_state, show, wear

ROOT = Path(__file__).resolve().parent.parent.parent
FILE = ROOT / "annotations/conformance.yaml"
OPENING = "# yaml-language-server: $schema=schema/conformance.schema.json\n# Written by `python -m tests.bench.conformance --write`, the newest release first.\n"


def tested(edition: Edition, site: Path) -> dict[str, Any]:
    """axe on one page of each kind and on each open part: what an entry says of it. Every fault is printed."""
    files = {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    kinds, opened, broken = kinds_of(edition, files), [], 0
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=find_browser(), args=CHROMIUM_ARGS).new_context(reduced_motion="reduce").new_page()
        for kind, state in [*((kind, None) for kind in {path: kind for kind, path in kinds.items()}.values()), *((state.kind, state) for state in STATES)]:
            name, mark, query = kinds[kind].partition("?")
            for width in (state.width,) if state and state.width else WIDTHS:
                page.set_viewport_size({"width": width, "height": 800})
                show(page, (site / name).as_uri() + mark + quote(query, safe="=&"))
                wear(page, THEMES[0])
                if state and not open_state(page, state):
                    break
                if state and state.name not in opened:
                    opened.append(state.name)
                axe.prepare(page)
                for theme in THEMES:
                    wear(page, theme)
                    for fault in axe.faults(page, "colours") + (axe.faults(page, "structure") if theme == THEMES[0] else []):
                        broken += 1
                        print(f"{state.name if state else kind}, {theme}, {width} px: {fault}", file=sys.stderr)
            print(f"{state.name if state else kind} ({kinds[kind]})", file=sys.stderr, flush=True)
    return {"standard": "WCAG 2.2 AA", "tool": f"axe-core {axe.version()}", "kinds": list(kinds), "states": opened, "themes": list(THEMES),
            "widths": list(WIDTHS), "violations": broken}  # fmt: skip


def figures(found: list[lighthouse.Figures], version: str, runs: int) -> dict[str, Any]:
    """Lighthouse's figures as an entry has them."""
    return {"version": version, "runs": runs, "pages": [
        {"page": each.page, **each.scores, **{name: f"{value:g}" if name == "cls" else round(value) for name, value in each.times.items()}, "bytes": each.bytes}
        for each in found
    ]}  # fmt: skip


def written(entries: list[dict[str, Any]]) -> str:
    """The file's content: a line for each key, and one for each page."""
    lines = [OPENING.rstrip("\n")]
    for entry in entries:
        for number, (key, value) in enumerate(entry.items()):
            opening = "- " if number == 0 else "  "
            if key == "lighthouse":
                lines += [f"{opening}{key}:", f'    version: "{value["version"]}"', f"    runs: {value['runs']}", "    pages:"]
                lines += [f"      - {{{', '.join(f'{name}: {json.dumps(said)}' for name, said in page.items())}}}" for page in value["pages"]]
            else:
                lines.append(f"{opening}{key}: {json.dumps(value, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def main(args: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--site", type=Path, default=ROOT / "site", help="the built site (default: site/)")
    parser.add_argument("--lighthouse", default="", help="the command that runs Lighthouse")
    parser.add_argument("--no-lighthouse", action="store_true")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--date", default=datetime.date.today().isoformat(), help="the day of the measurement (default: today)")
    parser.add_argument("--write", action="store_true", help="write annotations/conformance.yaml")
    chosen = parser.parse_args(args)
    edition = read_project(ROOT).edition()
    command = [] if chosen.no_lighthouse else lighthouse.find_lighthouse(chosen.lighthouse)
    if not command and not chosen.no_lighthouse:
        print("Lighthouse was not found: see the beginning of tests/bench/lighthouse.py, or say --no-lighthouse.", file=sys.stderr)
        return 2
    before = yaml.safe_load(FILE.read_text()) if FILE.exists() else []
    same = next((entry for entry in before if entry["version"] == edition.facts.version), {})
    entry = {"version": edition.facts.version, "date": chosen.date, **tested(edition, chosen.site.resolve())}
    if command:
        found = lighthouse.run(chosen.site.resolve(), command, chosen.runs)
        entry["lighthouse"] = figures(found, lighthouse.version(command), chosen.runs)
        print(lighthouse.table(found), file=sys.stderr)
    elif "lighthouse" in same:
        entry["lighthouse"] = same["lighthouse"]
    content = written([entry, *(each for each in before if each is not same)])
    print(content)
    if chosen.write:
        FILE.write_text(content)
    return 1 if entry["violations"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
