"""Keeping the ledgers up to date: what `edition anchors` does."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from edition.changes import Changes, compare
from edition.ledger import Ledger, header, release_record
from edition.problem import EditionError, Misuse, Problem
from edition.project import Project, lost_anchors
from edition.publish import write_ledgers


def update_ledgers(
    project: Project,
    *,
    let_go: Sequence[str] = (),
    renumber: bool = False,
    release: Sequence[str] = (),
    write: bool = True,
) -> tuple[str, list[Problem]]:
    """Write into every text's ledger what has changed; all of them or, where an anchor would be lost, none.

    `let_go` names anchors (`text.anchor`) that may become tombstones; `renumber` begins the ledgers anew,
    which is refused once there is a release; `release` is (version, date). Returns what was done, in
    words, and the problems: `anchor-lost`, `anchor-unknown`, `anchors-are-permanent`, `release-known`.
    """
    if renumber:
        released = [r for r in project.readings if r.ledger.releases]
        if released:
            raise EditionError(
                Problem(r.ledger_path, 0, 0, "anchors-are-permanent",
                        f"the anchors of {r.text.id} were published in {r.ledger.releases[0][0]} and are never given out anew")
                for r in released
            )  # fmt: skip
    known = {f"{r.text.id}.{anchor}" for r in project.readings for anchor in r.changes.gone}
    problems = [
        Problem("", 0, 0, "anchor-unknown", f"{name} is not about to be lost", hint="Nothing has to be let go of there.")
        for name in let_go if name not in known
    ]  # fmt: skip
    plans = []
    for reading in project.readings:
        ledger = Ledger(reading.text.id) if renumber else reading.ledger
        content = "" if renumber else reading.ledger_content
        content = (content or header(reading.text.id)).removesuffix("\n") + "\n"
        changes = compare(ledger, reading.text)
        problems += lost_anchors(reading, [a for a in changes.gone if f"{reading.text.id}.{a}" not in let_go])
        records = list(changes.records)
        if release:
            problems += _release_problems(reading.ledger_path, ledger, *release)
            records.append(release_record(content + "".join(row + "\n" for row in records), *release))
        plans.append((reading, content, records, changes))
    if not problems and write:
        write_ledgers(project.root, {
            reading.ledger_path: content + "".join(record + "\n" for record in records)
            for reading, content, records, _ in plans if records
        })  # fmt: skip
    lines = [line for reading, _, _, changes in plans for line in describe(reading.text.id, changes)]
    if release and not problems:
        lines.append(f"Released as {release[0]} on {release[1]}: from now on these anchors are permanent.")
    if not write or problems:
        lines.append("Nothing was written.")
    return "\n".join(lines), problems


def check_release(version: str, date: str) -> None:
    """Raise `Misuse` (`bad-version`, `bad-date`) where a version or a date is not written as it should be."""
    if not re.fullmatch(r"(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*)){2}", version, re.ASCII):
        raise Misuse([Problem("", 0, 0, "bad-version", f"“{version}” is not a version", hint="Write it as 1.0.0.")])
    try:
        well_written = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", date) and datetime.date.fromisoformat(date)
    except ValueError:
        well_written = None
    if not well_written:
        raise Misuse([Problem("", 0, 0, "bad-date", f"“{date}” is not a date", hint="Write it as 2027-01-31.")])


def _release_problems(path: str, ledger: Ledger, version: str, date: str) -> list[Problem]:
    """A release comes after all others, in its number and in its day."""
    if not ledger.releases:
        return []
    last, day = ledger.releases[-1]
    if _numbers(version) <= _numbers(last):
        return [Problem(path, 0, 0, "release-known", f"version {last} is released already, and {version} does not come after it")]
    if date < day:
        return [Problem(path, 0, 0, "release-known", f"version {last} was released on {day}, and {date} is before that day")]
    return []


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".") if part.isdigit()]


def describe(slug: str, changes: Changes) -> list[str]:
    """What has become of a text's anchors, one line a kind of change."""
    lines = [f"{slug}: {len(changes.kept)} kept"]
    if changes.minted:
        lines.append(f"  {len(changes.minted)} new: {_listing(changes.minted)}")
    if changes.changed:
        lines.append(f"  {len(changes.changed)} with changed words: {_listing(changes.changed)}")
    lines += [f"  {anchor} was split; its later parts are {', '.join(parts)}" for anchor, parts in changes.split.items()]
    lines += [f"  {anchor} was merged into {home}" for anchor, home in changes.merged.items()]
    if changes.moved:
        lines.append(f"  {len(changes.moved)} moved: {_listing(changes.moved)}")
    if changes.back:
        lines.append(f"  {len(changes.back)} came back: {_listing(changes.back)}")
    if changes.gone:
        lines.append(f"  {len(changes.gone)} gone: {_listing(changes.gone)}")
    return lines


def _listing(anchors: Sequence[str], most: int = 12) -> str:
    shown = ", ".join(anchors[:most])
    return shown if len(anchors) <= most else f"{shown} … {anchors[-1]}"
