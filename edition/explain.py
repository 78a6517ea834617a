"""Why a word of a unit is marked up, or is not: what `edition check --explain` prints."""

from __future__ import annotations

import itertools

from edition.annotate import Annotated, unit_at
from edition.mentions import Candidate
from edition.model import Unit
from edition.problem import Misuse, Problem
from edition.registry import Registry
from edition.suggest import NAME


def explain(address: str, annotated: Annotated, registry: Registry) -> str:
    """Every annotation of a unit with the rule or entry behind it, every form that came to nothing with the reason, and
    the capitalised words for which the registry has no form; in the order of the words.

    `address` is `istiqlal.p42`. Raises `Misuse` where no unit has it.
    """
    at = unit_at(annotated.texts, address)
    if at is None:
        like = f"{annotated.texts[0].id}.p1" if annotated.texts else "text.p1"
        raise Misuse([Problem("", 0, 0, "anchor-unknown", f"there is no unit {address}", hint=f"Write it like {like}.")])
    text, unit = at
    found = annotated.found.get((text.id, unit.anchor), ())
    rows: list[tuple[int, int, int, str]] = []
    for one in unit.mentions:
        by = next((each for each in found if each.mention == one and not each.verdict), None)
        said = f"{one.type} {one.entity}: " + (
            _source(by, registry) if by else f"an entry of annotations/{text.id}/mentions.yaml"
        )
        rows.append((one.start, 0, one.end, said))
    for _, group in itertools.groupby((one for one in found if one.verdict), key=lambda one: (one.start, one.end, one.rule.entity.id)):
        one = next(group)
        rows.append((one.start, 1, one.end, f"not {one.rule.entity.id}: {one.verdict} ({_source(one, registry)})"))
    rows += [(d.start, 2, d.end, f"date {d.edtf}" + (f", {d.why}" if d.why else "")) for d in unit.dates]
    rows += [(c.start, 2, c.end, f"citation of {c.work or 'a work that is not in the registry'}"
              + (f", p. {c.pages}" if c.pages else "")) for c in unit.citations]  # fmt: skip
    rows += [(c.start, 2, c.end, f"correction: “{c.corr}”") for c in unit.corrections]
    rows += [(start, 3, end, "nothing: no form of the registry stands here") for start, end in _bare(unit, [(r[0], r[2]) for r in rows])]
    width = min(32, max((end - start for start, _, end, _ in rows), default=0))
    lines = [f"{text.id}.{unit.anchor}: {len(unit.mentions)} mentions, {len(unit.dates)} dates, {len(unit.citations)} citations"]
    lines += [f"  {start:5}  {unit.text[start:end][:width]:<{width}}  {said}" for start, _, end, said in sorted(rows)]
    return "\n".join(lines)


def _source(one: Candidate, registry: Registry) -> str:
    document = registry.documents[one.rule.entity.register]
    line = document.places[one.rule.entity.id, "forms", one.rule.number][0]
    return f"the form “{one.rule.form.form}”, {document.path}:{line}"


def _bare(unit: Unit, covered: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [match.span() for match in NAME.finditer(unit.text) if match[0][0].isupper()
            and not any(match.start() < end and start < match.end() for start, end in covered)]  # fmt: skip


