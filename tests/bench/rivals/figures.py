"""What the benchmark measured of each engine, and the tables that show it."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.bench.rivals.translate import cannot


@dataclass
class Score:
    """One query's answer beside what should be found."""

    query: str
    family: str
    missing: list[str]
    extra: list[str]
    right: int

    @property
    def recall(self) -> float:
        return self.right / (self.right + len(self.missing)) if self.right + len(self.missing) else 1.0

    @property
    def precision(self) -> float | None:
        if self.right + len(self.extra):
            return self.right / (self.right + len(self.extra))
        return None if self.missing else 1.0


@dataclass
class Visit:
    """A search page opened cold: bytes and requests to the first answer, bytes of the next, the longest block in ms."""

    query: str
    first: int
    requests: int
    next: int
    block: float
    sent: list[tuple[str, int]]

    @property
    def without_interface(self) -> int:
        """The first answer's bytes had Pagefind no page of its own: its engine, index and excerpts only."""
        return sum(size for path, size in self.sent if "/pagefind-ui." not in path)


@dataclass
class Result:
    """All that was measured of one engine."""

    scores: list[Score] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    times: dict[str, list[float]] = field(default_factory=dict)
    builds: list[float] = field(default_factory=list)
    files: int = 0
    size: int = 0
    zipped: int = 0


def mean(values: Iterable[float | None]) -> float:
    """Of those that are there."""
    there = [value for value in values if value is not None]
    return statistics.fmean(there) if there else float("nan")


def macro(scores: list[Score]) -> tuple[float, float]:
    """Recall and precision, each the mean over queries."""
    return mean(score.recall for score in scores), mean(score.precision for score in scores)


def micro(scores: list[Score]) -> tuple[float, float]:
    """Recall and precision over all hits of all queries."""
    right, missing, extra = (sum(s.right for s in scores), sum(len(s.missing) for s in scores), sum(len(s.extra) for s in scores))
    return right / max(1, right + missing), right / max(1, right + extra)


def score_rows(results: dict[str, Result]) -> list[list[str]]:
    """Recall / precision per family and overall; * where some query of the family cannot be said."""

    def both(pair: tuple[float, float]) -> str:
        return f"{pair[0]:.3f} / {pair[1]:.3f}"

    families = list(dict.fromkeys(score.family for score in next(iter(results.values())).scores))
    rows = []
    for family in families:
        row = [f"{family} ({sum(s.family == family for s in next(iter(results.values())).scores)})"]
        for engine, result in results.items():
            scores = [score for score in result.scores if score.family == family]
            row.append(both(macro(scores)) + ("*" if any(cannot(engine, score.query) for score in scores) else ""))
        rows.append(row)
    say_able = {engine: [s for s in result.scores if not cannot(engine, s.query)] for engine, result in results.items()}
    rows.append(["recall / precision, mean over queries", *(both(macro(result.scores)) for result in results.values())])
    rows.append(["recall / precision, over all hits", *(both(micro(result.scores)) for result in results.values())])
    rows.append(["mean over what it can be asked", *(f"{both(macro(scores))} ({len(scores)})" for scores in say_able.values())])
    rows.append(["queries answered perfectly", *(str(sum(not s.missing and not s.extra for s in r.scores)) for r in results.values())])
    return rows


def figures(results: dict[str, Result]) -> list[tuple[str, dict[str, float | None], str]]:
    """Each measure's title, its figure for each engine, and how to print it."""

    def of(measure: Any) -> dict[str, float | None]:
        return {engine: measure(result) for engine, result in results.items()}

    def visits(pick: Any, take: Any) -> dict[str, float | None]:
        return of(lambda result: take([pick(v) for v in result.visits]) if result.visits else None)

    def times(take: Any) -> dict[str, float | None]:
        return of(lambda result: take([statistics.median(rounds) for rounds in result.times.values()]) if result.times else None)

    return [
        ("first answer, median", visits(lambda v: v.first / 1000, statistics.median), "{:.1f} kB"),
        ("first answer, most", visits(lambda v: v.first / 1000, max), "{:.1f} kB"),
        ("first answer less Pagefind's interface", visits(lambda v: v.without_interface / 1000, statistics.median), "{:.1f} kB"),
        ("requests to it, median", visits(lambda v: v.requests, statistics.median), "{:.0f}"),
        ("next word, median", visits(lambda v: v.next / 1000, statistics.median), "{:.1f} kB"),
        ("next word, most", visits(lambda v: v.next / 1000, max), "{:.1f} kB"),
        ("usual queries with hits", of(lambda r: len(r.visits)), "{:.0f}"),
        ("longest block, median", visits(lambda v: v.block, statistics.median), "{:.0f} ms"),
        ("longest block, most", visits(lambda v: v.block, max), "{:.0f} ms"),
        ("index on disk", of(lambda r: r.size / 1000 or None), "{:.0f} kB"),
        ("index gzipped", of(lambda r: r.zipped / 1000 or None), "{:.0f} kB"),
        ("index files", of(lambda r: r.files or None), "{:.0f}"),
        ("index built in", of(lambda r: statistics.median(r.builds) if r.builds else None), "{:.2f} s"),
        ("warm query, median", times(statistics.median), "{:.2f} ms"),
        ("warm query, worst", times(max), "{:.2f} ms"),
    ]


def figure_rows(results: dict[str, Result]) -> list[list[str]]:
    """The figures with their ratios to Pagefind's."""
    rows = []
    for title, found, form in figures(results):
        rival = found.get("pagefind")
        row = [title]
        for engine, value in found.items():
            ratio = f" ({value / rival:.2g}×)" if value is not None and rival and engine != "pagefind" and "usual" not in title else ""
            row.append("–" if value is None else form.format(value) + ratio)
        rows.append(row)
    return rows


def print_table(head: list[str], rows: list[list[str]], markdown: bool) -> None:
    """Columns one under the other, or a Markdown table."""
    if markdown:
        for row in [head, ["---"] * len(head), *rows]:
            print("| " + " | ".join(row) + " |")
        return
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    for row in [head, *rows]:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def print_answers(results: dict[str, Result]) -> None:
    """What a first visit fetched, and each query that is not answered perfectly, with what is missing and too much."""
    for engine, result in results.items():
        for visited in result.visits[:1]:
            print(f"{engine}  first answer to {visited.query}: {visited.first} bytes")
            for path, size in visited.sent:
                print(f"    {size:7}  {path.partition('?')[0]}")
        for score in result.scores:
            if score.missing or score.extra:
                print(f"{engine}  {score.family}  {score.query}")
                for title, anchors in (("missing", score.missing), ("extra", score.extra)):
                    if anchors:
                        print(f"    {title} ({len(anchors)}): {' '.join(anchors)}")
