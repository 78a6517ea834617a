"""The labelled queries in each rival's own words, and what a rival has no words for."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

PIECE = re.compile(r'(?P<not>-?)(?:"(?P<phrase>[^"]*)"|(?P<word>\S+))')


@dataclass(frozen=True)
class Term:
    """A word, the beginning of one, or (more words than one) a phrase."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True)
class Query:
    """All groups must hold, of each any term; none of `excluded` may."""

    groups: list[list[Term]] = field(default_factory=list)
    excluded: list[Term] = field(default_factory=list)


def parse(text: str) -> Query:
    """A query of the labelled file: words, "phrases", prefix*, -not, a OR b."""
    query, joins = Query(), False
    for piece in PIECE.finditer(text):
        if piece["word"] == "OR" and not piece["not"]:
            joins = True
            continue
        typed = piece["phrase"] if piece["word"] is None else piece["word"]
        prefix = piece["word"] is not None and typed.endswith("*")
        term = Term(tuple(typed.rstrip("*").split()), prefix)
        if piece["not"]:
            query.excluded.append(term)
        elif joins and query.groups:
            query.groups[-1].append(term)
        else:
            query.groups.append([term])
        joins = False
    return query


def uses(text: str) -> set[str]:
    """Which of phrase, prefix, not, or a query has."""
    query = parse(text)
    terms = [*(term for group in query.groups for term in group), *query.excluded]
    found = {
        "phrase": any(len(term.words) > 1 for term in terms),
        "prefix": any(term.prefix for term in terms),
        "not": bool(query.excluded),
        "or": any(len(group) > 1 for group in query.groups),
    }
    return {name for name, has in found.items() if has}


def for_pagefind(text: str) -> str:
    """All words, always also as beginnings of words; phrases in quotation marks. Neither not (left out) nor or."""
    quoted = [" ".join(t.words) if len(t.words) == 1 else f'"{" ".join(t.words)}"' for g in parse(text).groups for t in g]
    return " ".join(quoted)


def for_minisearch(text: str) -> object:
    """A query tree. A phrase is only all its words."""
    query = parse(text)

    def tree(term: Term) -> object:
        words = " ".join(term.words)
        return {"queries": [words], "prefix": True} if term.prefix else words

    groups = [{"combineWith": "OR", "queries": [tree(term) for term in group]} if len(group) > 1 else tree(group[0])
              for group in query.groups]  # fmt: skip
    wanted = {"combineWith": "AND", "queries": groups}
    if not query.excluded:
        return wanted
    return {"combineWith": "AND_NOT", "queries": [wanted, *(tree(term) for term in query.excluded)]}


def for_lunr(text: str) -> str:
    """+word, word* and -word. A phrase is only all its words; a group with OR asks for none of its words."""
    query = parse(text)

    def written(term: Term, sign: str) -> list[str]:
        return [sign + re.sub(r"([\\:~^*+-])", r"\\\1", word) + ("*" if term.prefix else "") for word in term.words]

    wanted = [word for group in query.groups for term in group for word in written(term, "+" if len(group) == 1 else "")]
    return " ".join([*wanted, *(word for term in query.excluded for word in written(term, "-"))])


TRANSLATIONS = {"pagefind": for_pagefind, "minisearch": for_minisearch, "lunr": for_lunr}
CANNOT = {"pagefind": {"not", "or"}, "minisearch": {"phrase"}, "lunr": {"phrase"}}


def translate(engine: str, text: str) -> object:
    """The query as JSON for the rival `engine` (whose name may have a variant after a hyphen); as typed for ours."""
    translation = TRANSLATIONS.get(engine.partition("-")[0])
    return translation(text) if translation else text


def cannot(engine: str, text: str) -> set[str]:
    """What `engine` has no way to say of this query."""
    return uses(text) & CANNOT.get(engine.partition("-")[0], set())


def address(engine: str, text: str) -> str:
    """What ?q= holds: the query as typed for ours, the translation as JSON for a rival's page."""
    return text if engine == "ours" else json.dumps(translate(engine, text), ensure_ascii=False)
