"""How a text is printed: named choices from closed lists, and the statements that no rule can make.

These are what a descriptor (`sources/<slug>/text.yaml`) says under `profile`, `outline` and
`emendations`. `CHOICES` is the single list of what can be said; the JSON Schema, the descriptor's
reader and the documentation are checked against it.
"""

from __future__ import annotations

from dataclasses import dataclass

CHOICES: dict[str, dict[str, str]] = {
    "notes": {
        "page-foot": "note bodies stand at the foot of the page, under a rule of spaces",
        "section": "note bodies stand together under a heading whose outline entry says `contains: notes`",
        "absent": "the text calls notes whose bodies are not in the file",
        "none": "the text has no notes",
    },
    "references": {
        "own-line": "a reference stands on a line of its own, and tears the printed line apart",
        "glued": "a reference is glued to the word or the punctuation before it, or follows the end of a sentence",
        "parenthesised": "a reference stands in round brackets",
        "none": "the text has no references",
    },
    "page-tops": {
        "leading-space": "a line that begins with a space directly under another line opens a page",
        "form-feed": "a form feed opens a page",
        "after-notes": "the text above goes on, on a new page, where the last note called on a page has ended",
        "none": "the source does not tell where pages begin",
    },
    "page-numbers": {
        "foot": "a number that stands alone closes its page",
        "head": "a number that stands alone opens its page",
        "none": "the source has no page numbers",
    },
    "paragraphs": {
        "blank-line": "a blank line after a finished sentence parts paragraphs",
        "short-line": "a finished sentence on a line with room left for the next word ends a paragraph",
        "first-line-indent": "as short-line; also, a line that had room for the next word was indented and opens one",
    },
    "trailing-spaces": {
        "paragraph-end": "more than one space at the end of a line ends a paragraph",
        "noise": "spaces at the end of a line mean nothing",
    },
    "line-spacing": {
        "single": "a blank line is a gap",
        "double": "a blank line stands between all lines; two or more are a gap",
    },
    "hyphens": {
        "hard": "a hyphen at the end of a line belongs to the word",
        "soft": "a hyphen at the end of a line only breaks the word, unless a capital letter or a digit follows",
    },
}

EMENDATIONS: dict[str, str] = {
    "stray": "the line is no part of the text; it stays recorded as furniture",
    "running-head": "the line is a running head or foot",
    "page-number": "the line is the number of a page",
    "page-top": "a page begins with this line, and the text above the notes goes on",
    "note": "the line opens a note without a mark",
    "note-text": "the line opens no note, though it begins with the number of the next",
    "paragraph": "the line opens a paragraph",
    "quote": "the line opens a quotation",
    "verse": "the line opens a verse",
    "list-item": "the line opens a list item",
    "bibl": "the line opens an entry of a bibliography",
    "continues": "the line goes on with the unit before it",
    "soft-hyphen": "the hyphen at the end of the line only breaks the word",
    "hard-hyphen": "the hyphen at the end of the line belongs to the word",
    "dash": "the hyphen at the end of the line is a dash; a space follows it",
    "reference": "the mark at the end of `stands` is a reference",
    "no-reference": "the mark at the end of `stands` is no reference",
}


@dataclass(frozen=True, slots=True)
class Profile:
    """One choice for each key of `CHOICES`."""

    notes: str
    references: str
    page_tops: str
    page_numbers: str
    paragraphs: str
    trailing_spaces: str
    line_spacing: str
    hyphens: str


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A heading, or the opening of a unit of some other kind, by its words, in the order of the text."""

    words: str
    """As printed, white space collapsed: the whole heading, or how the unit opens."""
    kind: str
    level: int = 0
    contains: str = "paragraph"
    """For a heading: the kind of the units under it, or `notes`."""
    lang: str = ""
    """Language of the heading and of what stands under it, or of the unit; empty for the text's own."""
    index: int = 0
    """Place in the descriptor's list, for messages."""


@dataclass(frozen=True, slots=True)
class Emendation:
    """A statement about one line that no rule should make; it moves no letter."""

    line: int
    stands: str
    """How the line begins, white space collapsed; checked against the source."""
    what: str
    """One of `EMENDATIONS`."""
    why: str
    index: int = 0


Said = dict[str, tuple[Emendation, ...]]
"""What is said of one line: by what it says."""


@dataclass(frozen=True, slots=True)
class Descriptor:
    """All that is said about how one source is to be read."""

    path: str
    """The descriptor's file, for messages."""
    source_path: str
    lang: str
    profile: Profile
    outline: tuple[OutlineEntry, ...] = ()
    emendations: tuple[Emendation, ...] = ()
    scripts: tuple[tuple[str, str], ...] = ()
    """Languages of passages in another script: (Unicode script name, language tag)."""
    kindred: str = ""
    """The language of notes and bibliography entries that have no letter of the text's own alphabet only."""
