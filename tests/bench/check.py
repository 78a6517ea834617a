"""How long `edition check` takes beside a plain parse of the same YAML, alternating in one run.

    python -m tests.bench.check [ROUNDS]

Processes: the whole command, and a program that only loads every YAML file of the edition with PyYAML's C loader. In
process: reading and checking all annotations (YAML, schemas, rules, entries), beside the same plain parse. Ratios are of
medians; on a noisy machine only they say anything.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from edition import project
from edition.project import read_project

ROOT = Path(__file__).resolve().parent.parent.parent
FILES = sorted([*ROOT.glob("annotations/*.yaml"), *ROOT.glob("annotations/*/*.yaml"), *ROOT.glob("sources/*/text.yaml")])
PLAIN = "import sys, yaml\nfor name in sys.argv[1:]: yaml.load(open(name, 'rb'), Loader=yaml.CSafeLoader)"


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(title: str, rounds: int, **works: Callable[[], object]) -> None:
    """Take turns, and print the median of each, and the ratio of the last to the first."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            times[name].append(seconds(work))
    medians = {name: statistics.median(found) for name, found in times.items()}
    first, *_, last = medians.values()
    print(f"{title}: " + ", ".join(f"{name} {median * 1000:.0f} ms" for name, median in medians.items()) + f", ratio {last / first:.1f}")


def main() -> None:
    """Print two lines."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    size = sum(file.stat().st_size for file in FILES)
    print(f"{len(FILES)} YAML files, {size / 1000:.0f} kB, {rounds} rounds")
    plain = [sys.executable, "-c", PLAIN, *map(str, FILES)]
    check = [sys.executable, "-m", "edition", "check"]
    compare("programs", rounds, plain_parse=lambda: subprocess.run(plain, check=True),
            edition_check=lambda: subprocess.run(check, cwd=ROOT, check=True, capture_output=True))  # fmt: skip
    read = read_project(ROOT)
    slugs = [reading.text.id for reading in read.readings]
    compare("annotations", rounds,
            plain_parse=lambda: [yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader) for file in FILES],
            read_and_check=lambda: project._annotate(ROOT, slugs, read.readings, []))  # fmt: skip


if __name__ == "__main__":
    main()
