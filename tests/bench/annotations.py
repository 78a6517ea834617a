"""How the edition's annotations compare with samples that were read by hand: shares, and with -v every difference.

    python -m tests.bench.annotations [-v] [SLUG …]

The first sample is the one that tests/test_annotations.py holds to its bounds; the second one was read later.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import yaml

from edition.model import Text
from edition.project import read_project
from tests.test_annotations import LAYERS, SAMPLES, found, pairs, share

ROOT = Path(__file__).resolve().parent.parent.parent


def measure(text: Text, sample: list[dict[str, Any]], verbose: bool) -> str:
    """One line of shares for a text and a sample of it."""
    units = {unit.anchor: unit for unit in (*text.units, *text.notes)}
    compared: dict[str, list[tuple[dict[str, str] | None, Any]]] = {layer: [] for layer in LAYERS}
    for said in sample:
        for layer in LAYERS:
            here = list(pairs(units[said["at"]], layer, said.get(layer) or []))
            compared[layer] += here
            for wanted, one in here if verbose else ():
                if difference(wanted, one):
                    words = units[said["at"]].text[one.start : one.end] if one else ""
                    print(f"  {text.id}.{said['at']} {layer}: read {wanted}, marked {words!r} {difference(None, one)}")
    both, dates, cited = found(compared["mentions"]), compared["dates"], compared["citations"]
    ids: dict[str, Counter[str]] = defaultdict(Counter)
    for wanted, one in both:
        ids[wanted["entity"]][one.entity] += 1
    wanted_dates, wanted_cited = [pair for pair in dates if pair[0]], [pair for pair in cited if pair[0]]
    return (
        f"mentions F1 {share(2 * len(both), len(both) + len(compared['mentions'])):.3f} of {len(both)}, "
        f"types {share(sum(not wrong_type(*pair) for pair in both), len(both)):.3f}, "
        f"one id {share(sum(max(count.values()) for count in ids.values()), len(both)):.3f}; "
        f"dates {share(sum(bool(one and one.edtf == said['edtf']) for said, one in wanted_dates), len(wanted_dates)):.3f} "
        f"of {len(wanted_dates)}, {len(dates) - len(wanted_dates)} more; "
        f"citations {share(len(found(cited)), len(wanted_cited)):.3f} of {len(wanted_cited)}, {len(cited) - len(wanted_cited)} more"
    )


def wrong_type(wanted: dict[str, str], one: Any) -> bool:
    return bool(one.type != {"org": "organisation"}.get(wanted["type"], wanted["type"]))


def difference(wanted: dict[str, str] | None, one: Any) -> str:
    """What a marked annotation says that the reading does not; empty where they agree."""
    if one is None:
        return "nothing"
    said = getattr(one, "entity", None) or getattr(one, "edtf", None) or getattr(one, "work", "")
    read = wanted and (wanted.get("entity") or wanted.get("edtf") or wanted.get("work") or "")
    return "" if wanted and read in (said, "null", None) else str(said or "none")


def main() -> None:
    """Print a line for every text and sample."""
    slugs, verbose = [word for word in sys.argv[1:] if word != "-v"], "-v" in sys.argv
    texts = {text.id: text for text in read_project(ROOT).annotated.texts}
    for name, folder in (("first", SAMPLES[0].parent), ("second", SAMPLES[0].parent / "second")):
        for path in sorted(folder.glob("*.yaml")):
            if not slugs or path.stem in slugs:
                sample = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
                print(f"{name:6} {path.stem:10} {measure(texts[path.stem], sample, verbose)}")


if __name__ == "__main__":
    main()
