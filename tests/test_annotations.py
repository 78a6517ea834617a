"""The five texts' annotations against samples that were read by hand, before and without looking at them.

`tests/readings/annotations/<slug>.yaml` lists every mention, date and citation of some units. The samples are not adjusted
to the edition: where they differ, one of the two may be wrong, or both may be right, so shares are compared, not lists.
`tests/bench/annotations.py` prints the shares and the differences, also of a second sample (`second/`) that was read when
the annotations were finished, by other conventions in places (open ranges, centuries, the government and the state).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from edition.model import Unit

SAMPLES = sorted((Path(__file__).parent / "readings" / "annotations").glob("*.yaml"))
LAYERS = ("mentions", "dates", "citations")


def place(text: str, said: dict[str, str]) -> tuple[int, int]:
    """Where the nth occurrence of a quotation stands."""
    at = -1
    for _ in range(int(said.get("nth", 1))):
        at = text.index(said["quote"], at + 1)
    return at, at + len(said["quote"])


def pairs(unit: Unit, layer: str, wanted: list[dict[str, str]]) -> Iterator[tuple[dict[str, str] | None, Any]]:
    """Every wanted annotation with the one that overlaps it most, or None; and None with every one that nobody wanted."""
    left = list(getattr(unit, layer))
    for said in wanted:
        start, end = place(unit.text, said)
        over = [one for one in left if one.start < end and start < one.end]
        best = max(over, key=lambda one: min(one.end, end) - max(one.start, start), default=None)
        if best:
            left.remove(best)
        yield said, best
    for one in left:
        yield None, one


@pytest.fixture(scope="module", params=SAMPLES, ids=lambda path: path.stem)
def compared(request, site) -> dict[str, list[tuple[dict[str, str] | None, Any]]]:
    text = next(text for text in site.edition.texts if text.id == request.param.stem)
    units = {unit.anchor: unit for unit in (*text.units, *text.notes)}
    sample = yaml.load(request.param.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return {layer: [pair for said in sample for pair in pairs(units[said["at"]], layer, said.get(layer) or [])] for layer in LAYERS}


def share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def found(pairs: list[tuple[dict[str, str] | None, Any]]) -> list[tuple[dict[str, str], Any]]:
    return [(said, one) for said, one in pairs if said and one]


def test_mentions(compared) -> None:
    both, all_ = found(compared["mentions"]), compared["mentions"]
    assert share(2 * len(both), len(both) + len(all_)) >= 0.92, "F1"
    types = [one.type == {"org": "organisation"}.get(said["type"], said["type"]) for said, one in both]
    assert share(sum(types), len(types)) >= 0.97, "types"


def test_each_entity_s_mentions_go_to_one_id(compared) -> None:
    ids: dict[str, Counter[str]] = defaultdict(Counter)
    for said, one in found(compared["mentions"]):
        ids[said["entity"]][one.entity] += 1
    assert share(sum(max(found.values()) for found in ids.values()), sum(map(Counter.total, ids.values()))) >= 0.97


def test_dates(compared) -> None:
    wanted = [(said, one) for said, one in compared["dates"] if said]
    right = [one is not None and one.edtf == said["edtf"] for said, one in wanted]
    assert share(sum(right), len(right)) >= 0.96
    assert sum(said is None for said, _ in compared["dates"]) <= max(1, len(wanted) // 20), "false dates are rare"


def test_citations(compared) -> None:
    wanted = [(said, one) for said, one in compared["citations"] if said]
    assert share(sum(one is not None for _, one in wanted), len(wanted)) >= 0.98
    known = [(said, one) for said, one in found(compared["citations"]) if said.get("work")]
    assert share(sum(said["work"] == one.work for said, one in known), len(known)) >= 0.9
