"""The registry: entities from the YAML files of `annotations/`, one file a register."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from edition.dates import check_edtf
from edition.marked import Marked
from edition.model import Bibl, Entity, EntityType, Form, Relation
from edition.problem import Problem

TYPES: dict[str, EntityType] = {
    "people": "person", "places": "place", "organisations": "organisation", "events": "event", "works": "work",
    "newspapers": "newspaper", "archives": "archive",
}  # fmt: skip
"""Register → type of its entities; an entry of the events whose `type` says so is a treaty."""
ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Registry:
    """All entities, and the documents that they come from."""

    entities: dict[str, Entity] = field(default_factory=dict)
    documents: dict[str, Marked] = field(default_factory=dict)
    """Register → its document."""
    whole: bool = True
    """All registers could be read; if not, nothing is said of ids that are not there."""

    def here(self, entity: Entity, where: tuple[str | int, ...], code: str, message: str, **more: Any) -> Problem:
        """A problem at a part of an entity's entry."""
        return self.documents[entity.register].problem((entity.id, *where), code, message, **more)


def read_registry(documents: Mapping[str, Marked], whole: bool = True) -> tuple[Registry, list[Problem]]:
    """The registry from its documents (register → document), each valid by its schema.

    Problems: `id-twice`, `entity-unknown`, `edtf`.
    """
    registry = Registry(documents=dict(documents), whole=whole)
    problems: list[Problem] = []
    for register, document in documents.items():
        for id, said in document.value.items():
            entity = _entity(id, register, said)
            if id in registry.entities:
                other = registry.documents[registry.entities[id].register].path
                problems.append(document.problem((id,), "id-twice", f"{id} stands in {other}, too", at_key=True,
                                                 hint="An id names one thing in the whole registry; choose another one."))  # fmt: skip
                continue
            registry.entities[id] = entity
    for entity in registry.entities.values():
        problems += _faults(entity, registry)
    return registry, problems


def _entity(id: str, register: str, said: Mapping[str, Any]) -> Entity:
    sort = said.get("type", "")
    point = said.get("coordinates")
    return Entity(
        id=id, register=register, type="treaty" if register == "events" and sort == "treaty" else TYPES[register],
        sort=sort, name=said.get("name") or dict.fromkeys(("az", "tr", "en"), said.get("title", "")),
        forms=tuple(_form(form) for form in said.get("forms", ())), also=tuple(said.get("also", ())), description=said.get("description", {}),
        dates={key: str(value) for key, value in said.get("dates", {}).items()},
        coordinates=(str(point["lat"]), str(point["lon"])) if point else None,
        identifiers={key: str(value) for key, value in said.get("identifiers", {}).items()},
        evidence=said.get("evidence", ""),
        relations=tuple(Relation(one["type"], one["to"], one.get("in", ""), one.get("evidence", ""))
                        for one in said.get("relations", ())),
        bibl=_bibl(said) if register == "works" else None,
    )  # fmt: skip


def _form(said: str | Mapping[str, Any]) -> Form:
    if isinstance(said, str):
        return Form(" ".join(said.split()))
    lists = {key.replace("-", "_"): tuple(said.get(key, ())) for key in ("before", "after", "not-before", "not-after")}
    return Form(" ".join(said["form"].split()), tuple(said.get("in", ())), endings=said.get("endings", True),
                misprint=said.get("misprint", False), **lists)  # fmt: skip


def _bibl(said: Mapping[str, Any]) -> Bibl:
    listed = ("authors", "editors", "translators", "author-year", "cited-as")
    plain = ("lang", "container", "edition", "volume", "issue", "pages", "place", "publisher", "year", "archive", "newspaper",
             "shelfmark")  # fmt: skip
    return Bibl(
        title=said["title"], incomplete=said.get("incomplete", False),
        **{key.replace("-", "_"): tuple(said.get(key, ())) for key in listed}, **{key: str(said.get(key, "")) for key in plain},
    )  # fmt: skip


def _faults(entity: Entity, registry: Registry) -> list[Problem]:
    problems: list[Problem] = []
    for key, value in entity.dates.items():
        if wrong := check_edtf(value):
            problems.append(registry.here(entity, ("dates", key), "edtf", f"“{value}” is not a date in EDTF: {wrong}",
                                             hint="Write it like 1870-04-14, 1920-04, 1920, 1918/1920, 192X or 1920~."))  # fmt: skip
    if not registry.whole:
        return problems
    for number, relation in enumerate(entity.relations):
        if relation.to not in registry.entities:
            problems.append(unknown(registry.documents[entity.register], (entity.id, "relations", number, "to"), relation.to,
                                    registry.entities))  # fmt: skip
    if entity.bibl:
        people = [("authors", entity.bibl.authors), ("editors", entity.bibl.editors), ("translators", entity.bibl.translators)]
        places = [((role, number), "people", person) for role, persons in people for number, person in enumerate(persons)
                  if ID.fullmatch(person)]  # fmt: skip
        places += [(("archive",), "archives", entity.bibl.archive), (("newspaper",), "newspapers", entity.bibl.newspaper)]
        places += [(("publisher",), "organisations", entity.bibl.publisher)] * bool(ID.fullmatch(entity.bibl.publisher))
        for where, register, id in places:
            if id and (id not in registry.entities or registry.entities[id].register != register):
                known = [key for key, other in registry.entities.items() if other.register == register]
                problems.append(unknown(registry.documents["works"], (entity.id, *where), id, known, f"annotations/{register}.yaml"))
    return problems


def unknown(document: Marked, where: tuple[str | int, ...], id: str, known: Iterable[str], there: str = "the registry") -> Problem:
    """The problem that an id is not where it should be, with the nearest one that is."""
    near = difflib.get_close_matches(id, sorted(known), n=1)
    return document.problem(where, "entity-unknown", f"there is no “{id}” in {there}",
                            hint=f"Did you mean “{near[0]}”?" if near else f"Add an entry “{id}:” to {there}, or mend the id.")  # fmt: skip
