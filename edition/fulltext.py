"""Whoosh, the engine of record: the index of the edition's words, and what a plan of search finds in it.

The only module that knows Whoosh. The index is made in memory and never written: its segments have random names. What
the site sends to browsers is read back from it (`occurrences`), and `evaluate` is what the browser's own
evaluation is held against.

Of the packages that import as `whoosh` it is whoosh3; pyproject.toml says why.

A *plan* is JSON, as `lookup` makes it and `static/search.js` evaluates it too:

    {"all": [node …], "not": [node …], "filters": [[document number …] …]}
    node = {"is": "forms", "forms": [[form, boost] …], "docs": [document number …], "docsBoost": boost}
         | {"is": "phrase", "of": [forms …]}
         | {"is": "near", "within": n, "of": [forms or phrase, forms or phrase]}
         | {"is": "or" or "all", "of": [node …]}

A **forms** node holds in a document that has one of its forms, or is among `docs` (which, with `docsBoost`, may be left
out): documents that the registry names. Its score is Σ boost · idf · tf · (K1 + 1) / (tf + K1) over its forms, of a
document that has none idf · docsBoost; idf = ln(N / (n + 1)) + 1 where n documents hold it, one for all its forms, so that
a rare spelling weighs no more than a common one. A form that is named twice counts twice.
A **phrase** holds where its parts stand one right after the other, in order.
A **near** holds where an occurrence of one part and one of the other have no word in common, and from the last word of
the earlier to the first word of the later are at most n steps (n = 1: neighbours), in either order. A part is near itself
where it stands twice. Documents without any of the forms are never in a phrase or near, whatever the registry says, though
idf counts them. Both score the sum of their parts' scores, in the whole document; so do **or** (of the parts that hold)
and **all**. Scores have six decimals, lest the order of additions decide; the best come first, of equals the first.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

from whoosh import analysis, fields, matching, query, reading, scoring, searching
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import RamStorage

Plan = Mapping[str, Any]
Node = Mapping[str, Any]
Posting = tuple[int, tuple[int, ...], tuple[tuple[int, int], ...]]
"""Of a form: a document's number, the positions of the words that have it, and where they start and end."""

K1, B = 1.2, 0.0
"""B: length does not count. Units differ in it a hundred times over, a long paragraph is no worse a find than a heading,
and no table of lengths need be sent to browsers."""
DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Indexed:
    """A unit or note as the index has it. Its number is its place in the sequence that the index is made of."""

    anchor: str
    """`istiqlal.p42`."""
    text: str
    """The text's slug."""
    kind: str
    """One of `KINDS`, or `note`."""
    lang: str
    words: tuple[tuple[str, int, int], ...]
    """(form, start, end) of its words in order; a word's position is its place here. A form has no white space."""
    entities: tuple[str, ...] = ()
    """Ids of the entities that it names or cites."""
    dates: tuple[tuple[str, str], ...] = ()
    """The earliest and the latest day of each of its dates, as `span_of` gives them; an open end may be empty."""
    pages: tuple[str, ...] = ()
    """The numbers of the printed pages that it stands on."""


class WordsAsMade(analysis.Analyzer):
    """The edition's words, made before: a line for each with form, start and end, for Whoosh takes nothing but strings.

    At module level because Whoosh pickles the schema, analyzers and all, even in memory.
    """

    def __call__(self, value: str, **wanted: Any) -> Iterator[analysis.Token]:
        token = analysis.Token(**wanted)  # one for all, as in Whoosh's own analyzers
        for token.pos, line in enumerate(value.split("\n") if value else ()):
            token.text, start, end = line.split("\t")
            token.startchar, token.endchar = int(start), int(end)
            yield token


class SaturationOnly(scoring.BM25F):
    """BM25F without the idf, which is a node's and not a term's: the boosts of the query's terms bring it."""

    def idf(self, searcher: searching.Searcher, fieldname: str, text: str) -> float:
        return 1.0


class Listed(query.Query):
    """Documents given by their numbers, all with one score."""

    def __init__(self, documents: list[int], score: float) -> None:
        self.documents, self.score = documents, score

    def estimate_size(self, ixreader: reading.IndexReader) -> int:
        return len(self.documents)

    def matcher(self, searcher: searching.Searcher, context: searching.SearchContext | None = None) -> matching.Matcher:
        return matching.ListMatcher(self.documents, weights=[self.score] * len(self.documents))


class Near(query.SpanNear):
    """Whoosh's older construct. SpanNear2 begins to look for the second part `slop` before the first one's start, and so
    misses a phrase that starts farther off and ends within; this one only lacks an estimate. Each leaves out occurrences
    that overlap, their distance being 0 and the least one 1."""

    def estimate_size(self, ixreader: reading.IndexReader) -> int:
        return self.q.estimate_size(ixreader)


def any_of(queries: list[query.Query]) -> query.Query:
    """What any of the queries finds. Not `Or`: with many parts that makes a table of scores, which knows no positions."""
    return query.DefaultOr(queries)


def schema() -> fields.Schema:
    """What is kept of a document: the words with positions and characters; the rest for filters."""
    return fields.Schema(
        anchor=fields.ID(stored=True),
        text=fields.ID(),
        kind=fields.ID(),
        lang=fields.ID(),
        entity=fields.KEYWORD(),
        date=fields.KEYWORD(),
        page=fields.KEYWORD(),
        words=fields.TEXT(analyzer=WordsAsMade(), phrase=True, chars=True),
    )


class FullText:
    """The index, open for reading."""

    def __init__(self, searcher: searching.Searcher, given: Mapping[str, Sequence[tuple[int, Sequence[int]]]]) -> None:
        self._searcher = searcher
        self._reader = searcher.reader()
        self._holders: dict[str, frozenset[int]] = {}
        self.given = given
        """Form → (document, positions) as Whoosh was given them; `occurrences` reads the same back, which takes half as long as indexing."""
        self.size: int = searcher.doc_count_all()
        """The number of documents."""

    @classmethod
    def build(cls, documents: Iterable[Indexed]) -> FullText:
        """The index of these documents, which are numbered in their order."""
        state = random.getstate()  # Whoosh draws its segments' names from it
        try:
            index = RamStorage().create_index(schema())
            writer = index.writer(codec=W3Codec(compression=0))  # it stays in memory: packing costs a fifth of the time
            given: dict[str, list[tuple[int, list[int]]]] = {}
            for number, document in enumerate(documents):
                for position, (form, _, _) in enumerate(document.words):
                    held = given.setdefault(form, [])
                    if not held or held[-1][0] != number:
                        held.append((number, []))
                    held[-1][1].append(position)
                writer.add_document(
                    anchor=document.anchor, text=document.text, kind=document.kind, lang=document.lang,
                    entity=document.entities, page=document.pages, date=tuple("/".join(days) for days in document.dates),
                    words="\n".join(f"{form}\t{start}\t{end}" for form, start, end in document.words),
                )  # fmt: skip
            writer.commit()
        finally:
            random.setstate(state)
        return cls(index.searcher(weighting=SaturationOnly(B=B, K1=K1)), given)

    def anchor(self, document: int) -> str:
        """The anchor of a document: `istiqlal.p42`."""
        return self._reader.stored_fields(document)["anchor"]

    def forms(self) -> tuple[str, ...]:
        """Every form of a word, sorted by code points."""
        return tuple(term.decode() for term in self._reader.lexicon("words"))

    def postings(self, form: str) -> tuple[Posting, ...]:
        """Where a form stands, by document."""
        return _read(self._reader.postings("words", form)) if ("words", form) in self._reader else ()

    def occurrences(self) -> Iterator[tuple[str, tuple[Posting, ...]]]:
        """Every form with its postings, sorted: in one pass, which saves looking each form up and half the time."""
        segment, codec, postings_format = self._reader.segment(), self._reader.codec(), self._reader.schema["words"].format
        if segment is not None:  # as it is where there is no document
            file = segment.open_file(self._reader.storage(), codec.POSTS_EXT)
            for form, info in self._reader.iter_field("words"):
                yield form.decode(), _read(codec.postings_reader(file, info, postings_format))

    def documents_with(self, field: str, value: str) -> tuple[int, ...]:
        """The documents with a value in a field: `text`, `kind`, `lang`, `entity`, `page`."""
        return self._documents([query.Term(field, value)])

    def documents_dated(self, earliest: str, latest: str) -> tuple[int, ...]:
        """The documents with a date that can mean a day from `earliest` to `latest`, both ISO 8601 days, both included."""
        spans = (term.decode() for term in self._reader.lexicon("date"))
        return self._documents([
            query.Term("date", span) for span in spans for (first, _, last) in (span.partition("/"),)
            if first <= latest and (not last or earliest <= last)
        ])  # fmt: skip

    def evaluate(self, plan: Plan, limit: int | None = None) -> tuple[tuple[int, float], ...]:
        """(document, score) of the documents that a plan finds, the best first. An empty `all` beside `not` or `filters` finds
        all that pass, with no score; an empty plan nothing."""
        passing = set.intersection(*map(set, plan["filters"])) if plan["filters"] else None
        if passing is not None and not passing:  # Whoosh takes an empty filter for none
            return ()
        if not plan["all"] and not plan["not"] and passing is None:
            return ()
        wanted = query.And([self._query(node) for node in plan["all"]]) if plan["all"] else query.Every()
        unwanted = any_of([self._query(node) for node in plan["not"]]) if plan["not"] else None
        found = self._searcher.search(wanted, limit=None, filter=passing, mask=unwanted)
        hits = [(document, round(score, DECIMALS) if plan["all"] else 0.0) for document, score in found.items()]
        return tuple(sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:limit])

    def _query(self, node: Node, placed: bool = False) -> query.Query:
        """A node as Whoosh's query; `placed`: as a part whose positions count."""
        match node["is"]:
            case "forms":
                return self._forms(node, placed)
            case "phrase":
                return query.SpanNear2([self._query(part, placed=True) for part in node["of"]])
            case "near":
                return Near(*(self._query(part, placed=True) for part in node["of"]), slop=node["within"], ordered=False)
            case "or":
                return any_of([self._query(part) for part in node["of"]])
            case "all":
                return query.And([self._query(part) for part in node["of"]])
        raise ValueError(f"no such node in a plan: {node['is']!r}")

    def _forms(self, node: Node, placed: bool) -> query.Query:
        listed = set(node.get("docs", ()))
        holders = frozenset().union(*(self._holding(form) for form, _ in node["forms"]))
        if not holders and not listed:
            return query.NullQuery
        idf = log(self.size / (len(holders | listed) + 1)) + 1
        terms: list[query.Query] = [query.Term("words", form, boost=boost * idf) for form, boost in node["forms"]]
        if listed - holders and not placed:
            terms.append(Listed(sorted(listed - holders), node["docsBoost"] * idf))
        return any_of(terms)

    def _holding(self, form: str) -> frozenset[int]:
        """The documents that hold a form."""
        if form not in self._holders:
            held = ("words", form) in self._reader
            self._holders[form] = frozenset(self._reader.postings("words", form).all_ids() if held else ())
        return self._holders[form]

    def _documents(self, terms: list[query.Query]) -> tuple[int, ...]:
        return tuple(sorted(self._searcher.docs_for_query(any_of(terms))))


def _read(matcher: matching.Matcher) -> tuple[Posting, ...]:
    found = []
    while matcher.is_active():
        places = matcher.value_as("characters")
        found.append((matcher.id(), tuple(position for position, _, _ in places), tuple((start, end) for _, start, end in places)))
        matcher.next()
    return tuple(found)
