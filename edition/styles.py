"""Citation styles: what `templates/csl/` says, and the sentences that citeproc-py makes by it.

What citeproc-py does otherwise than the CSL specification is mended here, each with its test: `initialize="false"` and
`disambiguate` are unknown to it; a title that stands for the author by way of a macro is said again in its own place; commas and
full stops stay outside English quotation marks; capitals follow English rules in every language. One thing is the Chicago style's own
fault: a comma between the title of an undated article and *n.d.* in a bibliography.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, Locator, formatter
from citeproc.frontend import CitationStylesXML
from citeproc.source import BibliographySource, Date, LiteralDate, Name, Reference, VariableError
from citeproc.string import NoCase
from lxml import etree

from edition.bibliographic import Item, csl_item, date_parts
from edition.marked import Marked, load_marked
from edition.problem import EditionError, Problem, did_you_mean, has_errors

FOLDER = "templates/csl/"
FILE = "citations.yaml"
CSL = "{http://purl.org/net/xbiblio/csl}"
FAULTS = (VariableError, ArithmeticError, AssertionError, AttributeError, LookupError, NameError, RecursionError, TypeError, ValueError)
"""What citeproc-py raises when a style is not what it takes it to be."""
TITLE = "\ue000"
"""Stands for the title while a style is at work, so that nothing in it is taken for punctuation, capitals or markup."""
SHELTER = {"<": "\ue001", ">": "\ue002", "&": "\ue003", "⟦": "[", "⟧": "]"}
"""Characters of a work that would be markup, or a placeholder, and what stands for them meanwhile."""
UNSHELTER = {"\ue001": "&lt;", "\ue002": "&gt;", "\ue003": "&amp;"}
PAGE, PAGES = "99991", "99991-99992"
OPEN, CLOSE = r"(?:<i>|[“«„\"])", r"(?:</i>|[”»“\"])"


class Words(NoCase):
    """Words of a work, whose capitals no style may change: it would do so by English rules."""

    def lower(self) -> Words:
        return self

    upper = lower


@dataclass(frozen=True, slots=True)
class Sentences:
    """A style in one language: what is said around its own sentence. See the file."""

    style: Any
    """citeproc-py's."""
    note: str
    paged: str
    """The note with a printed page."""
    bibliography: str
    date: str
    draft: str
    months: tuple[tuple[str, str], ...]
    """(long, short)."""
    page: str
    """A regular expression for its words for one page."""
    undated: str
    """Its abbreviation for *no date*."""
    inside: bool
    """Whether a comma or a full stop stands inside quotation marks."""


@dataclass(frozen=True, slots=True)
class Style:
    """A citation style."""

    id: str
    name: str
    file: str
    form: str
    """What `note` is: `note`, for the foot of a page; `text`, for brackets in running text."""
    subtitle: str
    """What stands between title and subtitle."""
    sentences: dict[str, Sentences]


@dataclass(frozen=True, slots=True)
class Reading:
    """The edition in which a text is read."""

    title: str
    version: str
    released: str
    """Empty for a draft."""


def read_styles(templates: Mapping[str, str]) -> tuple[Style, ...]:
    """All styles. Raises `EditionError` with `citation-style` or `file-missing`, which name the file."""
    if f"csl/{FILE}" not in templates:
        raise EditionError([Problem(FOLDER + FILE, 0, 0, "file-missing", "the file that says how texts are cited is not there",
                                    hint="Take it from the program's repository.")])  # fmt: skip
    document, problems = load_marked(templates[f"csl/{FILE}"].encode(), FOLDER + FILE)
    if document is None or has_errors(problems):
        raise EditionError(problems)
    try:
        return tuple(_style(each, document.value["languages"], templates) for each in document.value["styles"])
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise EditionError([_fault(document, error)]) from None


def _fault(document: Marked, error: Exception) -> Problem:
    said = f"there is no {error}" if isinstance(error, KeyError) else str(error)
    return document.problem((), "citation-style", f"the sentences of citations cannot be read: {said}",
                            hint="The first lines of the file say what belongs in it.")  # fmt: skip


def _style(said: dict[str, Any], languages: dict[str, Any], templates: Mapping[str, str]) -> Style:
    sentences = {}
    for lang, own in said["sentences"].items():
        general = languages[lang]
        style = _engine(said["style"], general["locale"], lang, templates)
        style.root.formatter = formatter.html
        term = style.root.get_single_term
        made = Sentences(
            style, own["note"], own.get("paged", own["note"]), own["bibliography"], own.get("date", general["date"]), general["draft"],
            months=tuple((str(term(f"month-{n:02}")), str(term(f"month-{n:02}", form="short"))) for n in range(1, 13)),
            page=f"(?:{re.escape(str(term('page')))}|{re.escape(str(term('page', form='short')))})",
            undated=str(term("no date", form="short")), inside=style.root.get_locale_option("punctuation-in-quote") == "true",
        )  # fmt: skip
        for template in (made.note, made.paged, made.bibliography):
            template.format(cited="", entry="", edition="", version="", state="")
        say_day("2027-01-31", made)
        sentences[lang] = made
    return Style(said["id"], said["name"], said["style"], said["form"], said.get("subtitle", ": "), sentences)


def _engine(file: str, locale: str, lang: str, templates: Mapping[str, str]) -> CitationStylesStyle:
    """A style in one language, ready for work."""
    data = _xml(file, "style", templates)
    own = f"locales-{locale}.xml"
    try:
        style = CitationStylesStyle(io.BytesIO(data), locale=locale, validate=False)
        if f"csl/{own}" in templates:
            words = CitationStylesXML(io.BytesIO(_xml(own, "locale", templates)), validate=False).root
            words.style = style.root
            # behind the style's own words for all languages, before those of the library
            style.root.locales.insert(sum(one.getparent() is not None for one in style.root.locales), words)
        _mend(style.root, lang)
        parts = [style.root.find(f"{CSL}{part}/{CSL}layout") for part in ("citation", "bibliography")]
    except FAULTS as error:
        raise EditionError([_style_problem(file, error)]) from None
    if None in parts:
        raise EditionError([Problem(FOLDER + file, 0, 0, "citation-style", "the style has no layout of citations or of a bibliography")])
    return style


def _xml(file: str, root: str, templates: Mapping[str, str]) -> bytes:
    """A file's bytes, once it is certain that they are XML, without entities, of the expected kind."""
    if f"csl/{file}" not in templates:
        there = [path.removeprefix("csl/") for path in templates if path.startswith("csl/") and path.endswith((".csl", ".xml"))]
        raise EditionError([Problem(FOLDER + file, 0, 0, "file-missing", "the file of a citation style is not there",
                                    hint=did_you_mean(file, there))])  # fmt: skip
    data = templates[f"csl/{file}"].encode()
    try:
        if "<!DOCTYPE" in templates[f"csl/{file}"]:
            raise ValueError("it has a document type, which is not read")
        found = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
        if found.tag != CSL + root:
            raise ValueError(f"it is no CSL {root}")
    except (etree.XMLSyntaxError, ValueError) as error:
        raise EditionError([_style_problem(file, error)]) from None
    return data


def _style_problem(file: str, error: Exception) -> Problem:
    line = error.lineno or 0 if isinstance(error, etree.XMLSyntaxError) else 0
    return Problem(FOLDER + file, line, 0, "citation-style", f"the citation style does not work: {error or type(error).__name__}",
                   hint="Take it anew from the repository of CSL styles.")  # fmt: skip


def _mend(root: Any, lang: str) -> None:
    """Put into a style what citeproc-py does not know of it, and that Turkish and Azerbaijani have no comma before their word for *and*."""
    initials = root.attrib.pop("initialize-with", None)
    for element in root.iter(f"{CSL}*"):
        if "disambiguate" in element.attrib and "type" not in element.attrib:
            element.set("type", "nothing")
        if element.tag == f"{CSL}name":
            if element.get("initialize") == "false":
                element.attrib.pop("initialize-with", None)
            elif initials is not None and "initialize-with" not in element.attrib:
                element.set("initialize-with", initials)
        if lang in ("az", "tr"):
            if "and" in element.attrib:
                element.set("and", "text")
            if element.tag == f"{CSL}name":
                element.set("delimiter-precedes-last", "never")


def cite(style: Style, lang: str, item: Item, reading: Reading, paged: bool = True) -> dict[str, dict[str, str]]:
    """A work's note and its entry in a bibliography, each by what is known of the page: `none` and, if `paged`, `page`, `pages`.

    HTML with `<i>` alone, and the placeholders of the file; a page that changes nothing is left out.
    Raises `EditionError` where the style does not work.
    """
    said = style.sentences[lang]
    reference = _reference(item, style.subtitle)
    frame = {"edition": _shelter(reading.title), "version": _shelter(reading.version),
             "state": say_day(reading.released, said) if reading.released else said.draft}  # fmt: skip

    def whole(template: str, made: str) -> str:
        if made.endswith("."):  # an abbreviation's
            template = re.sub(r"(\{(?:cited|entry)\})\.", r"\1", template)
        return _polish(template.format(cited=made, entry=made, **frame), item, style.subtitle, said.inside)

    try:
        none, page = (_bare(_cited(said.style, reference, page), said) for page in ("", PAGE if paged else ""))
        # several pages are said otherwise only where a word for one stands before
        pages = _bare(_cited(said.style, reference, PAGES), said) if re.search(rf"\b{said.page}\s?⟦pages⟧", page) else page
        entry = _bare(_entry(said.style, reference), said)
        undated = said.undated[:1].upper() + said.undated[1:]
        entry = re.sub(rf"({TITLE}{CLOSE}?), {re.escape(said.undated)}", rf"\1. {undated}", entry)
    except FAULTS as error:
        raise EditionError([_style_problem(style.file, error)]) from None
    note = {"none": whole(said.note, none)}
    if "⟦pages⟧" in page:
        note |= {"page": whole(said.paged, page), "pages": whole(said.paged, pages)}
    return {"note": note, "bibliography": {"none": whole(said.bibliography, entry)}}


def _reference(item: Item, subtitle: str) -> Reference:
    """An item for citeproc-py: words sheltered from the style, dates and names taken apart."""
    fields: dict[str, Any] = {"title": Words(TITLE), "language": item.lang or "en"}
    for key, value in csl_item(item).items():
        name = key.replace("-", "_")
        if name in ("author", "editor"):
            fields[name] = [Name(**{part: _shelter(said) for part, said in each.items()}) for each in value]
        elif name == "issued":
            parts = dict(zip(("year", "month", "day"), date_parts(item.date)))
            fields[name] = Date(**parts) if parts else LiteralDate(_shelter(item.date))
        elif name not in ("id", "type", "title", "language", "ISSN"):
            fields[name] = Words(_shelter(value))
    return Reference("item", item.type, **fields)


def _shelter(text: str) -> str:
    return "".join(SHELTER.get(char, char) for char in " ".join(text.split()))


def _bibliography(style: Any, reference: Reference, page: str = "") -> tuple[CitationStylesBibliography, Citation]:
    source = BibliographySource()
    source.add(reference)
    bibliography = CitationStylesBibliography(style, source, formatter.html)
    citation = Citation([CitationItem("item", **({"locator": Locator("page", page)} if page else {}))])
    bibliography.register(citation)
    return bibliography, citation


def _cited(style: Any, reference: Reference, page: str) -> str:
    bibliography, citation = _bibliography(style, reference, page)
    return str(bibliography.cite(citation, str))


def _entry(style: Any, reference: Reference) -> str:
    return str(_bibliography(style, reference)[0].bibliography()[0])


def _bare(made: str, said: Sentences) -> str:
    """What a style has made, without its brackets, its last full stop and all markup but `<i>`; the title once."""
    made = re.sub(r"<(?!/?i>)[^>]*>", "", made).strip()
    if made.startswith("(") and made.endswith(")"):
        made = made[1:-1]
    elif not made.endswith(said.undated):
        made = made.removesuffix(".")
    first, title, rest = made.partition(TITLE)
    rest = re.sub(rf"[.,]? ?{OPEN}?{TITLE}{CLOSE}?", "", rest) if TITLE in rest else rest
    return re.sub(rf"{PAGE}(?:[–-]\d+)?", "⟦pages⟧", first + title + rest)


def _polish(sentence: str, item: Item, subtitle: str, inside: bool) -> str:
    """A whole sentence: its title in, a supplied one without quotation marks or italics; marks that English has inside quotation marks."""
    if item.supplied and not item.subtitle:
        sentence = re.sub(rf"{OPEN}{TITLE}{CLOSE}", TITLE, sentence)
    title = _shelter(f"{item.title}{subtitle}{item.subtitle}" if item.subtitle else item.title)
    if title[-1:] in ("?", "!", ".", "…"):
        sentence = re.sub(rf"({TITLE}{CLOSE}?)\.", r"\1", sentence)
    if inside:
        sentence = re.sub(r"(”)([.,])", r"\2\1", sentence)
    sentence = sentence.replace(TITLE, title)
    return "".join(UNSHELTER.get(char, char) for char in sentence)


def say_day(day: str, said: Sentences) -> str:
    """A day (`2027-01-31`) as a style says it; as it stands where it is none."""
    parts = date_parts(day)
    if len(parts) < 3 or not 1 <= parts[1] <= 12:
        return _shelter(day)
    year, number, number_of_day = parts
    long, short = said.months[number - 1]
    return said.date.format(day=number_of_day, number=number, month=long, short=short, year=year)
