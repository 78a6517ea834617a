"""Keeping the ledgers up to date: what `edition anchors` does."""

from __future__ import annotations

from collections.abc import Sequence

from edition.changes import Changes, compare
from edition.ledger import Ledger, header, release_record
from edition.problem import EditionError, Problem
from edition.project import Project, lost_anchors
from edition.publish import append_ledger


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
        content = header(reading.text.id) + "\n" if renumber or not reading.ledger_content else reading.ledger_content
        changes = compare(ledger, reading.text)
        problems += lost_anchors(reading, [a for a in changes.gone if f"{reading.text.id}.{a}" not in let_go])
        records = list(changes.records)
        if release:
            if any(version == release[0] for version, _ in ledger.releases):
                problems.append(Problem(reading.ledger_path, 0, 0, "release-known", f"version {release[0]} is released already"))
            records.append(release_record(content + "".join(row + "\n" for row in records), *release))
        plans.append((reading, content, records, changes))
    if not problems and write:
        for reading, content, records, _ in plans:
            if records:
                append_ledger(project.root, reading.ledger_path, content, records)
    lines = [line for reading, _, _, changes in plans for line in describe(reading.text.id, changes)]
    if release and not problems:
        lines.append(f"Released as {release[0]} on {release[1]}: from now on these anchors are permanent.")
    if not write or problems:
        lines.append("Nothing was written.")
    return "\n".join(lines), problems


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
