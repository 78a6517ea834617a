"""The nouns of the edition: plain immutable values that know no file, no screen and no address.

Units of measure, everywhere: offsets count Unicode code points of a unit's reading text from 0,
ends exclusive; lines are the source's physical lines from 1. Words are those of docs: see README.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

Lang = str
"""A BCP 47 language tag: `az`, `tr`, `en`, `ru`."""

LANGS = ("az", "tr", "en")
"""The languages of the interface."""

Kind = Literal[
    "paragraph", "heading", "quote", "verse", "list-item", "bibl", "abstract", "keywords", "epigraph",
    "titlepage", "toc", "imprint",
]  # fmt: skip
KINDS: tuple[str, ...] = get_args(Kind)

BY_LINE = ("titlepage", "imprint", "verse")
"""Kinds that are set line by line: their line ends are kept, and nothing but a gap ends them."""

EntityType = Literal["person", "place", "organisation", "event", "treaty", "work", "newspaper", "archive"]
ENTITY_TYPES: tuple[str, ...] = get_args(EntityType)

REGISTERS = ("people", "places", "organisations", "events", "works", "newspapers", "archives")
"""The registry's parts: each a file under `annotations/` and an address of the site. Treaties are among the events."""

LAYERS = ("comments", "citations", "dates", "mentions", "corrections")
"""Kinds of annotations, and the files that a text's folder under `annotations/` can hold. Of two annotations of the same
words an earlier kind holds a later one."""

CALENDARS = ("gregorian", "julian", "rumi", "hijri")
Certainty = Literal["high", "medium", "low"]

FurnitureKind = Literal["running-head", "page-number", "stray"]

Joint = Literal["space", "hard", "soft", "torn"]
"""How a line's end is read: as a space; after a hyphen that stays; after a hyphen that only broke
the word and is dropped; or not at all, where a reference tore one printed line into pieces."""


@dataclass(frozen=True, slots=True)
class LineBreak:
    """Where a physical line of the source begins in a unit's reading text."""

    offset: int
    line: int
    joint: Joint
    """How the end of the line before was read; for the unit's first line `space`."""
    dropped: str = ""
    """The hyphen that stood at the end of the line before and was dropped (joint `soft`)."""


@dataclass(frozen=True, slots=True)
class PageTurn:
    """Where a printed page begins within a unit (offset 0: the unit opens the page)."""

    offset: int
    page: int
    """Place of the page in the text's sequence of pages, from 0."""


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A page as printed, as far as the source tells."""

    number: int | None
    status: Literal["stated", "inferred", "unknown"]
    """`inferred`: counted between two pages whose numbers the source states."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The mark in a unit that calls a note; lifted out of the reading text."""

    mark: str
    """What the mark says: `13`, `*`."""
    printed: str
    """As printed: `13`, `(13)`, `*`."""
    offset: int
    """Where the mark stood in the reading text."""
    line: int
    key: str = ""
    """The note's key in its text; see `Note.key`."""
    note: str = ""
    """The note's anchor, once given out."""


@dataclass(frozen=True, slots=True)
class LangSpan:
    """A passage of a unit in another language than the unit's own."""

    start: int
    end: int
    lang: Lang


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a unit that names an entity: the whole word with its ending, up to an apostrophe."""

    start: int
    end: int
    entity: str
    """The entity's id."""
    type: str
    """The entity's type, one of `ENTITY_TYPES`."""
    form: str = ""
    """The form of the registry that found it; empty where an editor's entry says it."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A dated expression."""

    start: int
    end: int
    edtf: str
    """Its value in the Gregorian calendar, EDTF (ISO 8601-2)."""
    calendar: str = "gregorian"
    """The calendar of the printed date, one of `CALENDARS`."""
    certainty: Certainty = "high"
    why: str = ""
    """Where the value comes from, where the words alone do not say it."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a unit that cites a work."""

    start: int
    end: int
    work: str = ""
    """The work's id; empty where it cannot be told."""
    pages: str = ""
    """The pages cited, as printed."""


@dataclass(frozen=True, slots=True)
class Correction:
    """An editor's reading beside what the source has."""

    start: int
    end: int
    sic: str
    corr: str
    why: dict[Lang, str]
    certainty: Certainty = "high"
    by: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """An editor's note on a passage, or on a whole unit (from 0 to its end)."""

    start: int
    end: int
    comment: dict[Lang, str]
    """Markdown, by language."""
    by: str = ""
    whole: bool = False
    """On the whole unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A paragraph-level piece of a text. A note is one too (`Note`), so that both are cited alike."""

    kind: str
    """One of `KINDS`; `note` for a note."""
    lang: Lang
    text: str
    """Reading text: NFC, white space collapsed, line-end hyphens rejoined, reference marks lifted out,
    the source's own spelling kept."""
    breaks: tuple[LineBreak, ...]
    refs: tuple[Reference, ...] = ()
    turns: tuple[PageTurn, ...] = ()
    langs: tuple[LangSpan, ...] = ()
    level: int = 0
    """Of a heading, from 1; 0 for all other kinds."""
    page: int = 0
    """Place in the text's pages on which the unit begins, from 0."""
    anchor: str = ""
    """Permanent identifier; empty until the ledger gives it."""
    also: tuple[str, ...] = ()
    """Anchors of units that were merged into this one, which lead here."""
    mentions: tuple[Mention, ...] = ()
    """This and the following, once annotated: sorted by start. Any two of them lie one within the other or apart."""
    dates: tuple[Dated, ...] = ()
    citations: tuple[Citation, ...] = ()
    corrections: tuple[Correction, ...] = ()
    comments: tuple[Comment, ...] = ()

    @property
    def lines(self) -> tuple[int, int]:
        """First and last physical line the unit stands on."""
        numbers = [b.line for b in self.breaks] + [r.line for r in self.refs]
        return (min(numbers), max(numbers)) if numbers else (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Unit):
    """A footnote or endnote."""

    mark: str
    """As printed, without brackets; empty where the source prints none."""
    key: str = ""
    """Unique in its text: the mark's number, or `star-1`, `star-2` … where there is no number."""
    mark_line: int = 0
    """The line the mark stands on (it may be torn off on to a line before the body); 0 for none."""
    status: Literal["ok", "no-body", "no-reference"] = "ok"
    place: Literal["foot", "end"] = "foot"

    @property
    def lines(self) -> tuple[int, int]:
        """First and last physical line, that of the mark included."""
        numbers = [b.line for b in self.breaks] + [r.line for r in self.refs] + [self.mark_line] * (self.mark_line > 0)
        return (min(numbers), max(numbers)) if numbers else (0, 0)


@dataclass(frozen=True, slots=True)
class Furniture:
    """What a page carries and the text does not."""

    kind: FurnitureKind
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """A text's file as received."""

    file: str
    sha256: str
    received_as: str = ""
    lines: tuple[str, ...] = ()
    """Its physical lines as the file has them, without line ends; once loaded."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a text's descriptor says of it; every field but the first three may be empty."""

    id: str
    lang: Lang
    type: Literal["book", "article"]
    title: str = ""
    supplied_title: dict[Lang, str] = field(default_factory=dict)
    """The editors' name for a text whose title is not in its source, by interface language."""
    subtitle: str = ""
    parallel_title: dict[Lang, str] = field(default_factory=dict)
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    date: str = ""
    place: str = ""
    publisher: str = ""
    journal: str = ""
    volume: str = ""
    issue: str = ""
    issn: str = ""
    pages: str = ""
    rights: dict[Lang, str] = field(default_factory=dict)
    evidence: str = ""
    """Where what is not in the source file comes from."""
    missing: tuple[str, ...] = ()
    """What the source file lacks: `title`, `author`, `endnotes`, `bibliography`."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text, loaded: what its source has, divided without remainder into units, notes and furniture."""

    work: Work
    source: Source
    units: tuple[Unit, ...]
    notes: tuple[Note, ...]
    furniture: tuple[Furniture, ...]
    pages: tuple[PrintedPage, ...]

    @property
    def id(self) -> str:
        """The text's slug."""
        return self.work.id


@dataclass(frozen=True, slots=True)
class Form:
    """A form that a name takes in the texts, without endings; a rule that finds mentions."""

    form: str
    texts: tuple[str, ...] = ()
    """The texts in which it means this entity; empty for all."""
    before: tuple[str, ...] = ()
    """One of these must come right after it; the beginning of a word is enough. The rest likewise."""
    after: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    endings: bool = True
    misprint: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """How an entity stands to another one."""

    type: str
    to: str
    anchor: str = ""
    """The passage that states it: `istiqlal.p42`."""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Bibl:
    """What is known of a work as a publication or document; every field may be empty."""

    title: str
    lang: Lang = ""
    authors: tuple[str, ...] = ()
    """Ids of persons, or names where there is no entry. Editors and translators likewise."""
    editors: tuple[str, ...] = ()
    translators: tuple[str, ...] = ()
    container: str = ""
    edition: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    place: str = ""
    publisher: str = ""
    """An organisation's id, or a name."""
    year: str = ""
    archive: str = ""
    newspaper: str = ""
    shelfmark: str = ""
    author_year: tuple[str, ...] = ()
    """Labels of citations in brackets: `Sürmeli 2001`."""
    cited_as: tuple[str, ...] = ()
    """Opening words of citations in notes."""
    incomplete: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """An entry of the registry."""

    id: str
    register: str
    """One of `REGISTERS`."""
    type: EntityType
    sort: str = ""
    """What sort of its kind, as the registry has it: `settlement`, `party`, `book`."""
    name: dict[Lang, str]
    """In the interface's languages. A work without a name of its own has its title here."""
    forms: tuple[Form, ...] = ()
    also: tuple[str, ...] = ()
    """Other spellings, which find nothing: a cited author's."""
    description: dict[Lang, str] = field(default_factory=dict)
    dates: dict[str, str] = field(default_factory=dict)
    """`birth`, `death`, `active`, `start`, `end`, `date` → EDTF."""
    coordinates: tuple[str, str] | None = None
    """Latitude and longitude, WGS 84, in degrees."""
    identifiers: dict[str, str] = field(default_factory=dict)
    evidence: str = ""
    relations: tuple[Relation, ...] = ()
    bibl: Bibl | None = None
    """Of a work."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the edition says of itself (`annotations/edition.yaml`)."""

    title: dict[Lang, str]
    description: dict[Lang, str]
    lang: Lang
    """Language of the pages that belong to no text."""
    version: str
    released: str = ""
    """Date of the version's release, ISO 8601; empty while it is being worked on."""
    address: str = ""
    """Where the edition is published, an absolute address ending in `/`; empty where it is nowhere yet."""
    repository: str = ""
    search_examples: dict[str, list[str]] = field(default_factory=dict)
    """Queries for the search page's explanation, by what they show: `words`, `phrase`, `exact` …"""
    quotation_example: str = ""
    """The unit from which the quotation checker's example is made (`istiqlal.p42`); empty: there is no example."""


@dataclass(frozen=True, slots=True)
class AnchorHistory:
    """What became of an anchor from release to release."""

    since: str = ""
    """The release in which it was first published; empty while it is not."""
    changed: tuple[str, ...] = ()
    """The releases in which its text changed since then, oldest first; an empty string last where it changed after the last release."""
    old: tuple[tuple[str, str], ...] = ()
    """(text, the last release that had it) of every released text that is not its own today, oldest first."""
    into: str = ""
    """The live anchor whose unit holds its words now, where it was merged into another."""
    gone: tuple[str, str] | None = None
    """Of a tombstone: the release in which it was gone, or an empty string while none is; and its last words."""


@dataclass(frozen=True, slots=True)
class TextHistory:
    """The releases of a text, (version, date), oldest first; and what became of its anchors."""

    releases: tuple[tuple[str, str], ...] = ()
    anchors: dict[str, AnchorHistory] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Measured:
    """What Lighthouse measured of one page: marks of 100, times in milliseconds, bytes sent."""

    page: str
    performance: int
    accessibility: int
    best_practices: int
    seo: int
    fcp: int
    lcp: int
    tbt: int
    cls: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Conformance:
    """What was measured of a release (`annotations/conformance.yaml`)."""

    version: str
    date: str
    standard: str
    tool: str
    kinds: tuple[str, ...]
    """Kinds of pages, one page of each."""
    states: tuple[str, ...]
    """Parts that were opened."""
    themes: tuple[str, ...]
    widths: tuple[int, ...]
    """In CSS pixels."""
    violations: int
    lighthouse: str = ""
    """Lighthouse's version; empty where it was not run."""
    runs: int = 0
    pages: tuple[Measured, ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """The whole: what the edition says of itself, its texts in their order, and its own prose."""

    facts: Facts
    texts: tuple[Text, ...]
    prose: dict[str, dict[Lang, str]]
    """Markdown of the edition's own pages: name of the page → language → Markdown."""
    emendations: dict[str, tuple[tuple[int, str, str], ...]] = field(default_factory=dict)
    """Text → (line, what was said of it, why), for readers who ask what was done to the source."""
    registry: dict[str, Entity] = field(default_factory=dict)
    """Every entity by its id, register by register."""
    history: dict[str, TextHistory] = field(default_factory=dict)
    """What became of each text's anchors, as its ledger tells it."""
    conformance: tuple[Conformance, ...] = ()
    """What was measured of each release, the newest first."""
