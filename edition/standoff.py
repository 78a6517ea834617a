"""The editors' entries on a text: an anchor and a quotation each, resolved to a place in a unit.

The quotation is a TextQuoteSelector (Web Annotation Data Model, W3C 2017, 4.2.4): the exact words, and what stands right
before or after them where they occur more than once. It must match to the letter, and once; a near match is offered as a
hint and never taken.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from edition.dates import check_edtf, says_plainly
from edition.dating import reading_of
from edition.endings import fold
from edition.marked import Marked
from edition.model import LAYERS, Citation, Comment, Correction, Dated, Mention, Text, Unit
from edition.problem import Problem
from edition.registry import Registry, unknown

NONE, UNKNOWN = "none", "unknown"
FAULTY = object()
"""What a faulty entry makes."""
Annotation = Mention | Dated | Citation | Correction | Comment


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry that found its place."""

    layer: str
    number: int
    """Place in its file, from 0."""
    anchor: str
    annotation: Annotation | None
    """None: the entry says that there is nothing here."""
    start: int
    end: int


@dataclass
class Resolved:
    """All entries of one text that found their places, and the documents that they come from."""

    documents: Mapping[str, Marked]
    """Layer → document."""
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, entry: Entry, code: str, message: str, **more: Any) -> Problem:
        """A problem at the words of an entry."""
        document = self.documents[entry.layer]
        key = next((key for key in ("quote", "sic") if key in document.value[entry.number]), "at")
        return document.problem((entry.number, key), code, message, **more)


def resolve(text: Text, documents: Mapping[str, Marked], registry: Registry) -> Resolved:
    """Every entry of one text's documents (layer → document, each valid by its schema), at its place.

    Problems: `no-such-anchor`, `anchor-moved`, `quote-not-found`, `quote-not-unique`, `entity-unknown`, `edtf`,
    `date-disagrees`, `correction-without-effect`, `entry-twice`.
    """
    resolved = Resolved(documents)
    units = {unit.anchor: unit for unit in (*text.units, *text.notes)}
    moved = {also: unit.anchor for unit in units.values() for also in unit.also}
    for layer in LAYERS:
        seen: dict[tuple[str, int, int], int] = {}
        for number, said in enumerate(documents[layer].value) if layer in documents else ():
            if said is None:  # not valid by its schema
                continue
            unit = units.get(said["at"])
            if unit is None:
                resolved.problems.append(_lost(documents[layer], number, said["at"], moved, text))
                continue
            span = _place(resolved, layer, number, said, unit, units)
            if span is None:
                continue
            if layer != "comments" and (said["at"], *span) in seen:
                resolved.problems.append(documents[layer].problem(
                    (number,), "entry-twice", f"entry {seen[said['at'], *span] + 1} says something of these words already",
                    hint="Keep one of them."))  # fmt: skip
                continue
            seen[said["at"], *span] = number
            made = _make(resolved, layer, number, said, unit, span, registry)
            if made is not FAULTY:
                resolved.entries.append(Entry(layer, number, said["at"], made, *span))
    return resolved


def _lost(document: Marked, number: int, anchor: str, moved: Mapping[str, str], text: Text) -> Problem:
    if anchor in moved:
        return document.problem((number, "at"), "anchor-moved", f"{text.id}.{anchor} is part of {moved[anchor]} now",
                                hint=f"Write at: {moved[anchor]}.")  # fmt: skip
    near = difflib.get_close_matches(anchor, [unit.anchor for unit in (*text.units, *text.notes)], n=1)
    return document.problem((number, "at"), "no-such-anchor", f"there is no {anchor} in {text.id}",
                            hint=f"Did you mean {near[0]}? Every unit shows its anchor beside it." if near else "")  # fmt: skip


def occurrences(text: str, quote: str, before: str = "", after: str = "") -> list[int]:
    """Where in a unit's reading text a quotation begins; spaces next to it need not be given."""
    quote = " ".join(quote.split())
    starts: list[int] = []
    at = text.find(quote)
    while at >= 0:
        left, right = text[:at], text[at + len(quote) :]
        if (left.endswith(before) or left.rstrip().endswith(before.rstrip())) and (
            right.startswith(after) or right.lstrip().startswith(after.lstrip())
        ):
            starts.append(at)
        at = text.find(quote, at + 1)
    return starts


def _place(
    resolved: Resolved, layer: str, number: int, said: Mapping[str, Any], unit: Unit, units: Mapping[str, Unit]
) -> tuple[int, int] | None:
    key = "sic" if layer == "corrections" else "quote"
    if key not in said:
        return 0, len(unit.text)
    quote, document = " ".join(str(said[key]).split()), resolved.documents[layer]
    starts = occurrences(unit.text, quote, str(said.get("before", "")), str(said.get("after", "")))
    if len(starts) == 1:
        return starts[0], starts[0] + len(quote)
    if starts:
        seen = ", ".join(f"“{unit.text[max(0, at - 15) : at + len(quote)]}”" for at in starts[:3])
        resolved.problems.append(document.problem(
            (number, key), "quote-not-unique", f"“{quote[:60]}” stands {len(starts)} times in {unit.anchor}",
            hint=f"Add before: or after: with the words right beside it: {seen}."))  # fmt: skip
    else:
        resolved.problems.append(document.problem(
            (number, key), "quote-not-found", f"“{quote[:60]}” does not stand in {unit.anchor}"
            + (" with these words beside it" if occurrences(unit.text, quote) else ""), hint=_nearest(quote, unit, units)))  # fmt: skip
    return None


def _nearest(quote: str, unit: Unit, units: Mapping[str, Unit]) -> str:
    """What to try for a quotation that is not there: the same words in another writing, in another unit, or similar ones."""
    if occurrences(unit.text, quote):
        return "Look at what stands right beside it, letter by letter."
    at = fold(unit.text).find(fold(quote))
    if at >= 0:
        return f"The unit has “{unit.text[at : at + len(quote)]}”."
    elsewhere = [other.anchor for other in units.values() if quote in other.text]
    if elsewhere:
        return f"It stands in {', '.join(elsewhere[:5])}."
    words, count = unit.text[:5000].split(), quote.count(" ") + 1
    windows = {" ".join(words[i : i + count]).strip(".,;:()"): None for i in range(max(1, len(words) - count + 1))}
    near = difflib.get_close_matches(quote, windows, n=1, cutoff=0.7) if len(quote) <= 200 else []
    return f"The unit has “{near[0]}”." if near else "Copy the words from the page; the source’s own spelling counts."


def _make(
    resolved: Resolved, layer: str, number: int, said: Mapping[str, Any], unit: Unit, span: tuple[int, int], registry: Registry
) -> Any:
    """The annotation that an entry makes; None for an entry that there is nothing; `FAULTY`."""
    document, (start, end), entities = resolved.documents[layer], span, registry.entities
    certainty, by = said.get("certainty", "high"), said.get("by", "")
    if layer in ("mentions", "citations"):
        id = said["entity" if layer == "mentions" else "work"]
        if id == NONE:
            return None
        if layer == "citations" and id == UNKNOWN:
            return Citation(start, end, "", str(said.get("pages", "")))
        known = entities if layer == "mentions" else [key for key, entity in entities.items() if entity.bibl]
        if id not in known:
            if registry.whole:
                there = "the registry" if layer == "mentions" else "annotations/works.yaml"
                resolved.problems.append(unknown(document, (number, "entity" if layer == "mentions" else "work"), id, known, there))
            return FAULTY
        return Mention(start, end, id, entities[id].type) if layer == "mentions" else Citation(start, end, id, str(said.get("pages", "")))
    if layer == "dates":
        return _dated(document, number, said, unit, span, certainty, resolved.problems)
    if layer == "corrections":
        if str(said["sic"]) == str(said["corr"]):
            resolved.problems.append(document.problem((number, "corr"), "correction-without-effect",
                                                      "both readings are the same", hint="Mend corr, or take the entry out."))  # fmt: skip
        return Correction(start, end, unit.text[start:end], str(said["corr"]), _tongues(said["why"]), certainty, by)
    return Comment(start, end, _tongues(said["comment"]), by, "quote" not in said)


def _dated(
    document: Marked, number: int, said: Mapping[str, Any], unit: Unit, span: tuple[int, int], certainty: Any, problems: list[Problem]
) -> Any:
    edtf, quote = str(said["edtf"]), unit.text[slice(*span)]
    if wrong := check_edtf(edtf):
        problems.append(document.problem((number, "edtf"), "edtf", f"“{edtf}” is not a date in EDTF: {wrong}",
                                         hint="Write it like 1920-04-27, 1920-04, 1920, 1918/1920, 192X or 1920~."))  # fmt: skip
        return FAULTY
    read = None if "why" in said or says_plainly(quote, edtf) else reading_of(quote, unit.lang)
    if read and read[0] != edtf:
        problems.append(document.problem(
            (number, "edtf"), "date-disagrees", f"the words “{quote[:60]}” say {read[0]}, the entry says {edtf}", severity="warning",
            hint="Mend the value, or say under why: where it comes from."))  # fmt: skip
    return Dated(*span, edtf, said.get("calendar", "gregorian"), certainty, said.get("why", ""))


def _tongues(said: str | Mapping[str, str]) -> dict[str, str]:
    return {"en": said} if isinstance(said, str) else dict(said)


