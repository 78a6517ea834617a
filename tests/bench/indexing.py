"""How long it takes to index the edition: Whoosh alone over the same units, our index in it, and writing it for browsers.

    python -m tests.bench.indexing [ROUNDS]

In turns within one run; minima and medians in seconds of processor time, and ratios to Whoosh alone (its StandardAnalyzer,
one TEXT field, in memory). "export" is making the shards; "dictionary" is words, lemmas, names.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from whoosh import fields
from whoosh.filedb.filestore import RamStorage

from edition.dictionary import make_dictionary, searched
from edition.fulltext import FullText
from edition.lookup import search_tables
from edition.project import read_project
from edition.search import as_indexed
from edition.shards import make_shards

ROOT = Path(__file__).parents[2]


def main(rounds: int) -> None:
    """Measure and print."""
    edition = read_project(ROOT).edition()
    units = searched(edition)
    dictionary = make_dictionary(edition, units)
    index = FullText.build(map(as_indexed, units))

    def plain() -> None:
        writer = RamStorage().create_index(fields.Schema(anchor=fields.ID(stored=True), words=fields.TEXT)).writer()
        for one in units:
            writer.add_document(anchor=one.anchor, words=one.unit.text)
        writer.commit()

    steps: dict[str, Callable[[], object]] = {
        "Whoosh alone": plain,
        "words": lambda: searched(edition),
        "dictionary": lambda: make_dictionary(edition, units),
        "our index": lambda: FullText.build(map(as_indexed, units)),
        "export": lambda: make_shards(units, dictionary, index.given.__getitem__, search_tables(dictionary), edition.facts.lang),
    }
    times: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            started = time.process_time()
            step()
            times[name].append(time.process_time() - started)
    least = min(times["Whoosh alone"])
    for name, taken in times.items():
        print(f"{name:14} {min(taken):6.2f}  {statistics.median(taken):6.2f}  {min(taken) / least:5.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
