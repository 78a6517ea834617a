"""What became of a text's anchors from release to release, as its ledger tells it."""

from __future__ import annotations

from edition.ledger import Entry, Ledger
from edition.model import AnchorHistory, TextHistory


def history_of(ledger: Ledger) -> TextHistory:
    """The history of every anchor that a replayed ledger has ever given out. What came and went between two releases does not count."""
    return TextHistory(tuple(ledger.releases), {anchor: _history(entry, ledger) for anchor, entry in ledger.entries.items()})


def _history(entry: Entry, ledger: Ledger) -> AnchorHistory:
    words: dict[str, str] = {}
    """Each of its texts → the last release that had it, in the order of these."""
    changed: list[str] = []
    gone = last = ""
    for version, state, text in entry.released:
        if state == "gone":
            gone = gone or version
        else:
            gone = ""
        if state == "live":
            if words and text != last:
                changed.append(version)
            words.pop(text, None)
            words[text], last = version, text
    into = ledger.resolve(entry.anchor) if entry.state == "into" else ""
    if entry.state == "live" and words and entry.text != last:
        changed.append("")
    return AnchorHistory(
        since=entry.since,
        changed=tuple(changed),
        old=tuple((text, version) for text, version in words.items() if into or text != entry.text),
        into=into,
        gone=None if into or entry.state == "live" else (gone, entry.text),
    )
