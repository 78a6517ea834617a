"""From texts, registry and entries to annotated texts: every mention, date, citation, correction and comment in its unit."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from edition.citations import WORD, Catalogue, find_citations, label_key, make_catalogue
from edition.endings import fold
from edition.letters import KINDRED
from edition.mentions import Candidate, Rules, candidates, judge, make_rules
from edition.model import LAYERS, Entity, Note, Text, Unit
from edition.problem import Problem
from edition.registry import Registry
from edition.standoff import Entry, Resolved

_U = TypeVar("_U", bound=Unit)


@dataclass
class Annotated:
    """Annotated texts, and what was used and wanted on the way."""

    texts: tuple[Text, ...] = ()
    problems: list[Problem] = field(default_factory=list)
    found: dict[tuple[str, str], tuple[Candidate, ...]] = field(default_factory=dict)
    """(text, anchor) → every form found there, with its verdict."""
    cited: set[tuple[str, str]] = field(default_factory=set)
    """(label or words, work) of every rule that found a citation."""


def annotate(texts: Sequence[Text], registry: Registry, resolved: Mapping[str, Resolved], whole: bool = True) -> Annotated:
    """Annotate texts whose units have their anchors. `resolved`: text → its entries; `whole`: all texts and all entries
    are there, so that what is used nowhere can be told.

    Problems: `form-ambiguous`, `no-such-anchor`, `annotations-cross`, `form-without-mention`, `label-without-citation`,
    `words-without-citation`, `label-twice`, `entity-unused`, `citation-unresolved`.
    """
    done = Annotated()
    catalogue = make_catalogue(registry.entities.values())
    rules = {lang: make_rules(registry.entities.values(), lang) for lang in ("az", "en")}
    for text in texts:
        entries = resolved.get(text.id) or Resolved({})
        work = _Work(text, entries, rules, catalogue, done)
        units, notes = tuple(map(work.unit, text.units)), tuple(map(work.unit, text.notes))
        done.texts += (replace(text, units=units, notes=notes),)
        done.problems += entries.problems
    done.problems += _ambiguous(done, registry)
    done.problems += _relations(done, registry, whole)
    if whole:
        done.problems += _unused(done, registry, catalogue) + _unresolved(done)
    return done


class _Work:
    """The annotating of one text."""

    def __init__(self, text: Text, resolved: Resolved, rules: Mapping[str, Rules], catalogue: Catalogue, done: Annotated):
        self.text, self.resolved, self.rules, self.catalogue, self.done = text, resolved, rules, catalogue, done
        self.entries: dict[str, list[Entry]] = {}
        for entry in sorted(resolved.entries, key=lambda entry: (entry.start, -entry.end)):
            self.entries.setdefault(entry.anchor, []).append(entry)

    def unit(self, unit: _U) -> _U:
        """One unit or note with its annotations."""
        entries = self.entries.get(unit.anchor, [])
        by_layer = {layer: [entry for entry in entries if entry.layer == layer] for layer in LAYERS}
        cited, used = find_citations(unit, self.catalogue, isinstance(unit, Note))
        self.done.cited |= set(used)
        citations = _decided(cited, by_layer["citations"])
        found = candidates(unit.text, self.rules["az" if unit.lang in KINDRED else "en"], self.text.id)
        taken = [(entry.start, entry.end) for entry in by_layer["mentions"]]
        judged = judge(found, taken, [(one.start, one.end) for one in citations])
        if judged:
            self.done.found[self.text.id, unit.anchor] = tuple(judged)
        mentions = {(one.start, one.end): one.mention for one in judged if not one.verdict}
        rest = {layer: tuple(entry.annotation for entry in by_layer[layer]) for layer in ("dates", "corrections", "comments")}
        made = replace(unit, mentions=_decided(mentions.values(), by_layer["mentions"]), citations=citations, **rest)
        self.done.problems += _crossings(made, entries, self.resolved, self.text)
        return made


def _decided(found: Iterable[Any], entries: Sequence[Entry]) -> tuple[Any, ...]:
    """What rules found, but where an entry says otherwise, and what entries say; in order."""
    left = [one for one in found if not any(one.start < entry.end and entry.start < one.end for entry in entries)]
    left += [entry.annotation for entry in entries if entry.annotation]
    return tuple(sorted(left, key=lambda one: (one.start, -one.end)))


def in_order(unit: Unit) -> list[tuple[int, int, str]]:
    """Every annotation of a unit as (start, end, layer), an outer one before what lies in it."""
    spans = [(one.start, one.end, layer) for layer in LAYERS for one in getattr(unit, layer)]
    return sorted(spans, key=lambda span: (span[0], -span[1], LAYERS.index(span[2])))


def _crossings(unit: Unit, entries: Sequence[Entry], resolved: Resolved, text: Text) -> list[Problem]:
    """Annotations that overlap without one lying in the other, and mentions in one another."""
    problems: list[Problem] = []
    open_: list[tuple[int, int, str]] = []
    for span in in_order(unit):
        open_ = [other for other in open_ if other[1] > span[0]]
        for other in open_:
            if span[1] > other[1] or (span[2] == other[2] and span[2] in ("mentions", "dates", "citations")):
                words = " and ".join(f"“{unit.text[start:end][:50]}” ({layer})" for start, end, layer in (other, span))
                mine = [entry for entry in entries if (entry.start, entry.end, entry.layer) in (span, other)]
                said = f"in {text.id}.{unit.anchor} {words} overlap"
                hint = "Let one lie within the other, or apart from it."
                problems.append(resolved.problem(mine[-1], "annotations-cross", said, hint=hint) if mine else
                                Problem(f"annotations/{text.id}/", 0, 0, "annotations-cross", said, hint=hint))  # fmt: skip
        open_.append(span)
    return problems


def _ambiguous(done: Annotated, registry: Registry) -> list[Problem]:
    """One error for every pair of forms of two entities that claim the same words, with the places."""
    claims: dict[tuple[tuple[str, int], ...], list[str]] = {}
    for (slug, anchor), found in done.found.items():
        left = [one for one in found if not one.verdict]
        for _, group in itertools.groupby(left, key=lambda one: (one.start, one.name_end)):
            rivals = {(one.rule.entity.id, one.rule.number) for one in group}
            if len({id for id, _ in rivals}) > 1:
                claims.setdefault(tuple(sorted(rivals)), []).append(f"{slug}.{anchor}")
    problems = []
    for rivals, places in claims.items():
        (id, number), others = rivals[-1], sorted({id for id, _ in rivals[:-1]})
        entity = registry.entities[id]
        problems.append(registry.here(
            entity, ("forms", number), "form-ambiguous", f"“{entity.forms[number].form}” can mean {id} or {', '.join(others)} in "
            f"{', '.join(places[:6])}" + (f" and {len(places) - 6} more places" if len(places) > 6 else ""),
            hint="Say which: in: or before: and after: at the forms, or an entry in the text’s mentions.yaml."))  # fmt: skip
    return problems


def _unused(done: Annotated, registry: Registry, catalogue: Catalogue) -> list[Problem]:
    """Rules that found nothing, and entities that nothing leads to."""
    used: set[tuple[str, int]] = set()
    why: dict[tuple[str, int], str] = {}
    for found in done.found.values():
        for one in found:
            key = one.rule.entity.id, one.rule.number
            if one.verdict in ("", "an entry in mentions.yaml decides"):
                used.add(key)
            else:
                why.setdefault(key, one.verdict)
    problems: list[Problem] = []
    labels = {(label, work) for label, work in done.cited}
    for entity in registry.entities.values():
        for number, form in enumerate(entity.forms):
            if (entity.id, number) not in used:
                said = why.get((entity.id, number), "")
                problems.append(registry.here(
                    entity, ("forms", number), "form-without-mention", f"“{form.form}” is found nowhere"
                    + (" by itself" if said else ""), hint=f"Where it stands, {said}." if said
                    else "Take the form out, or mend its spelling or its conditions."))  # fmt: skip
        problems += _unused_citations(entity, labels, catalogue, registry)
    return problems + _idle(done, registry)


def _unused_citations(entity: Entity, used: set[tuple[str, str]], catalogue: Catalogue, registry: Registry) -> list[Problem]:
    problems: list[Problem] = []
    for number, label in enumerate(entity.bibl.author_year if entity.bibl else ()):
        owner = catalogue.labels[label_key(label)]
        if owner != entity.id:
            problems.append(registry.here(entity, ("author-year", number), "label-twice", f"“{label}” is {owner}’s label, too",
                                             hint="Keep it in one work; the other is cited by entries in citations.yaml."))  # fmt: skip
        elif (label_key(label), entity.id) not in used:
            problems.append(registry.here(entity, ("author-year", number), "label-without-citation",
                                             f"nothing cites “{label}”", hint="Take the label out, or mend its spelling."))  # fmt: skip
    for number, said in enumerate(entity.bibl.cited_as if entity.bibl else ()):
        if (" ".join(WORD.findall(fold(said))), entity.id) not in used:
            problems.append(registry.here(entity, ("cited-as", number), "words-without-citation",
                                             f"nothing is cited as “{said[:60]}”", hint="Take the words out, or mend them; the longest wins."))  # fmt: skip
    return problems


def _relations(done: Annotated, registry: Registry, whole: bool) -> list[Problem]:
    """Relations that name a passage which is not there."""
    there = {f"{text.id}.{anchor}" for text in done.texts for unit in (*text.units, *text.notes) for anchor in (unit.anchor, *unit.also)}
    slugs = {text.id for text in done.texts}
    return [
        registry.here(entity, ("relations", number, "in"), "no-such-anchor", f"there is no {relation.anchor}",
                         hint="Write the text and the anchor that stands beside its unit, with a point between.")
        for entity in registry.entities.values() for number, relation in enumerate(entity.relations)
        if relation.anchor and relation.anchor not in there and (whole or relation.anchor.partition(".")[0] in slugs)
    ]  # fmt: skip


def _idle(done: Annotated, registry: Registry) -> list[Problem]:
    """Entities that no text mentions or cites and to which nothing else in the registry leads."""
    reached = {one.entity for text in done.texts for unit in (*text.units, *text.notes) for one in unit.mentions}
    reached |= {one.work for text in done.texts for unit in (*text.units, *text.notes) for one in unit.citations}
    for entity in registry.entities.values():
        reached |= {relation.to for relation in entity.relations}
        if entity.bibl:
            bibl = entity.bibl
            reached |= {*bibl.authors, *bibl.editors, *bibl.translators, bibl.archive, bibl.newspaper, bibl.publisher}
    return [
        registry.here(entity, (), "entity-unused", f"no text names or cites {entity.id}", at_key=True, severity="warning",
                         hint="Give it forms that a text has, or take it out.")
        for entity in registry.entities.values() if entity.id not in reached
    ]  # fmt: skip


def _unresolved(done: Annotated) -> list[Problem]:
    """One note a text that lists the citations that no work answers to."""
    problems = []
    for text in done.texts:
        open_ = [f"{unit.anchor} “{unit.text[one.start : one.end][:40]}”" for unit in (*text.units, *text.notes)
                 for one in unit.citations if not one.work]  # fmt: skip
        if open_:
            problems.append(Problem(f"annotations/{text.id}/", 0, 0, "citation-unresolved", severity="note",
                                    message=f"{len(open_)} citation{'s' * (len(open_) != 1)} of {text.id} lead to no work: "
                                    + ", ".join(open_[:8]) + (" …" if len(open_) > 8 else ""),
                                    hint="Add an author-year label to a work, or leave them: the works page lists them."))  # fmt: skip
    return problems


def unit_at(texts: Iterable[Text], address: str) -> tuple[Text, Unit] | None:
    """The unit or note that `istiqlal.p42` names."""
    slug, _, anchor = address.partition(".")
    for text in texts:
        if text.id == slug:
            for unit in (*text.units, *text.notes):
                if anchor == unit.anchor or anchor in unit.also:
                    return text, unit
    return None
