"""From the edition to the files of its site. Nothing is read or written here."""

from __future__ import annotations

import json
import posixpath
import re
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import jinja2
from markdown_it import MarkdownIt
from markupsafe import Markup, escape
from rcssmin import cssmin
from rjsmin import jsmin

from edition.alphabet import DIGRAPHS, FOLDS
from edition.bibliographic import coins, item_of_entity
from edition.catalogue import read_words
from edition.citing import cite_text, item_in
from edition.datewords import say_date
from edition.export import MANIFEST, export, manifest
from edition.interface import MARK, OPEN, Marks, Say, Told, Tongues, counted, tongues, unmark, unmarked
from edition.lookup import search_tables
from edition.metadata import linked_edition, metadata_of
from edition.model import LANGS, Edition, Text, TextHistory
from edition.patterns import SLUG, led, sample, tokens
from edition.problem import EditionError, Problem, has_errors
from edition.registers import CONTEXT, Passage, Registers, make_registers, spoken
from edition.registerviews import chronology_view, counts_of, entity_view, names_of, register_view, works_view
from edition.runs import Words
from edition.search import make_search
from edition.shards import make_shards
from edition.sourcedoc import make_source_document, pack
from edition.styles import Style, read_styles
from edition.typography import bind
from edition.views import address, card, foreign_of, html_date, text_cards, text_view, titled, tongued
from edition.wordindex import word_pages

Progress = Callable[[str, int, int], None]


def render_site(
    edition: Edition,
    templates: Mapping[str, str],
    static: Mapping[str, bytes],
    progress: Progress = lambda *_: None,
) -> dict[str, bytes]:
    """All files of the site, by path. Raises `EditionError` where a template is wrong."""
    registers = make_registers(edition)
    search = make_search(edition)
    words = word_pages(search.units, search.dictionary, edition.facts.lang)
    site = _Site(edition, registers, templates, progress, len(words))
    site.files |= {path: lighten(path, data) for path, data in static.items()} | export(edition, registers)
    site.files |= {f"words/{lang}.js": _said("editionWords", lang, say.words) for lang, say in site.say.items()}
    home, styles = edition.facts.lang, read_styles(templates)
    cards = [card(text) for text in edition.texts]
    counts = counts_of(registers)
    say = site.told[home]
    site.page("index.html", "page/home.html", home, say("edition-title"), cards=cards, counts=counts,
              linked_data=linked_edition(edition.facts, [item_in(text, edition.facts, home) for text in edition.texts], home))  # fmt: skip
    for text in edition.texts:
        site.files[f"{text.id}/source.js"] = _source(edition, text)
        _text_page(site, text, registers, styles)
    for name in site.registers:
        view_of, template = (works_view(registers, home), "works") if name == "works" else (register_view(name, registers, home), "register")
        site.page(f"{name}/index.html", f"page/{template}.html", home, say(f"page-{name}"), view=view_of, register=name,
                  folding={"letters": FOLDS, "pairs": DIGRAPHS})  # fmt: skip
    for entity in edition.registry.values():
        view_of_entity = entity_view(entity, registers)
        site.page(address(entity), "page/entity.html", home, view_of_entity.name, view=view_of_entity, register=entity.register)
    if registers.days:
        site.page("chronology/index.html", "page/chronology.html", home, say("page-chronology"), view=chronology_view(registers))
    site.files |= make_shards(search.units, search.dictionary, search.index.given.__getitem__, search_tables(search.dictionary), home)
    site.page("search/index.html", "page/search.html", home, say("page-search"), examples=edition.facts.search_examples,
              words={key.removeprefix("find-"): said for key, said in site.say[home].words.items() if key.startswith(("find-", "lang-", "group"))
                     or key.removeprefix("page-") in site.registers})  # fmt: skip
    site.page("search/help/index.html", "page/searchhelp.html", home, say("search-help"), examples=edition.facts.search_examples)
    site.page("quotation/index.html", "page/quotation.html", home, say("page-quotation"),
              example=next((number for number, one in enumerate(search.units) if one.anchor == edition.facts.quotation_example), None))
    site.page("search/words/index.html", "page/words.html", home, say("search-words"), pages=words, page=None)
    for page in words:
        site.page(f"search/words/{page.folder}/index.html", "page/words.html", home, f"{say('search-words')}: {page.letter}", pages=words, page=page)
    if edition.facts.address:
        site.page("opensearch.xml", "opensearch.xml", home, say("page-search"))
    for name, prose in sorted(edition.prose.items()):
        said = {lang: markdown(prose[lang]) for lang in LANGS if lang in prose}
        site.page(f"{name}/index.html", "page/prose.html", home, say(f"page-{name}"), prose=said, name=name, cards=cards)
    site.files |= _patterns(site, templates, static, styles)
    site.page("404.html", "page/notfound.html", home, say("not-found"), style=static["static/base.css"].decode())
    site.files[MANIFEST] = manifest(site.files, edition)
    return site.files


def _text_page(site: _Site, text: Text, registers: Registers, styles: Sequence[Style], template: str = "page/text.html", **more: Any) -> None:
    """A text's page and what its scripts load: how it is cited, and its cards."""
    edition = site.edition
    lang = text.work.lang if text.work.lang in LANGS else edition.facts.lang
    citing = cite_text(text, edition.history.get(text.id, TextHistory()), edition.facts, styles, lang)
    view = text_view(text, edition, lang, citing.printed)
    site.page(f"{text.id}/index.html", template, lang, titled(text)[0], view=view, metadata=metadata_of(citing.item, edition.facts, lang), **more)
    site.files[f"{text.id}/cite.js"] = citing.script
    for each in LANGS:
        remarks = {} if each == lang else {"remarks": {one.frame.id: site.remark(one.said.in_(each) or "", text.id) for one in view.comments}}
        site.files[f"{text.id}/cards.{each}.js"] = _said("editionCards", each, text_cards(text, registers, site.say[each]) | remarks)


def _patterns(real: _Site, templates: Mapping[str, str], static: Mapping[str, bytes], styles: Sequence[Style]) -> dict[str, bytes]:
    """The page of patterns: the sample text by the template of texts, and parts of the other pages by theirs."""
    edition = sample(real.edition)
    registers, text = make_registers(edition), edition.texts[0]
    lang = text.work.lang
    site = _Site(edition, registers, templates, lambda *_: None, 0)
    site.led = led
    site.environment.globals |= {name: real.environment.globals[name] for name in ("registers", "dated")}
    folding = {"letters": FOLDS, "pairs": DIGRAPHS}
    entry = entity_view(next(entity for entity in edition.registry.values() if entity.relations), registers)
    path = f"{SLUG}/index.html"
    parts = {
        "card": site.part(path, "page/home.html", "cards", lang, cards=[card(text)], counts=counts_of(registers), linked_data={}),
        "rows": site.part(path, "page/register.html", "listing", lang, view=register_view("people", registers, lang), register="people", folding=folding),
        "entry": site.part(path, "page/entity.html", "entry", lang, view=entry, register=entry.entity.register),
        "dates": site.part(path, "page/chronology.html", "years", lang, view=chronology_view(registers)),
    }
    sheets = (static[name].decode() for name in ("static/base.css", "static/text.css", "static/edition.css"))
    _text_page(site, text, registers, styles, "page/patterns.html", parts=parts, tokens=tokens(*sheets))
    return site.files


class _Compiled(jinja2.BytecodeCache):
    """Templates that were compiled once in this process are not compiled again: there are two sites, and tests make hundreds."""

    code: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        bucket.code = self.code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        self.code[bucket.key, bucket.checksum] = bucket.code


class _Site:
    """The files of a site while they are made, and what all of its pages share."""

    def __init__(self, edition: Edition, registers: Registers, templates: Mapping[str, str], progress: Progress, words: int):
        self.say = {lang: Say(lang, words | {"edition-title": tongued(edition.facts.title).in_(lang), "group": counted(1000, lang)[1]})
                    for lang, words in interface_words(templates).items()}  # fmt: skip
        self.marks = Marks(self.say, lambda said: [(run.text, run.lang) for run in spoken(said, registers.scripts)])
        self.told = {lang: Told(lang, self.marks) for lang in LANGS}
        self.lang = edition.facts.lang
        self.files: dict[str, bytes] = {}
        self.path = self.folder = self.base = ""
        self.scripts = registers.scripts
        self.led: Callable[[str], str] = lambda target: target
        self.anchors = {f"{text.id}.{anchor}": f"{text.id}/index.html#{anchor}" for text in edition.texts
                        for unit in (*text.units, *text.notes) for anchor in (unit.anchor, *unit.also)}  # fmt: skip
        self.edition, self.progress = edition, progress
        self.registers = [name for name, count in counts_of(registers).items() if count]
        self.total, self.done = len(edition.texts) + len(edition.prose) + len(self.registers) + len(edition.registry) + words + 7 + bool(edition.facts.address), 0
        self.environment = jinja2.Environment(
            loader=jinja2.FunctionLoader(lambda name: (templates[name], name, lambda: True) if name in templates else None),
            undefined=jinja2.StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, finalize=self.words,
            bytecode_cache=_Compiled(),
        )  # fmt: skip
        self.environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
        self.environment.globals |= {
            "edition": edition, "facts": edition.facts, "langs": LANGS, "said": self.say, "registers": self.registers, "dated": len(registers.days),
            "entities": edition.registry, "titles": {text.id: titled(text) for text in edition.texts},
            "link": self.link, "address": address, "name_of": {entity.id: names_of(entity) for entity in edition.registry.values()}.__getitem__,
            "html_date": html_date, "date_of": lambda edtf: tongues(lambda each: say_date(edtf, each)), "remark": self.remark, "plain": lambda text: plain(self.words(text), registers.scripts),
            "number_of": lambda number: tongues(lambda each: counted(number, each)),
            "context_of": context, "bind": bind, "tongued": tongued, "foreign_of": foreign_of, "said_as": self.words,
            "coins": coins, "item": lambda text: item_in(text, edition.facts, edition.facts.lang),
            "item_of_work": lambda entity: item_of_entity(entity, edition.registry), "Markup": Markup,
        }  # fmt: skip

    def words(self, value: Any) -> Any:
        """What a template puts out: `Tongues` in the language of the page, marked."""
        return self.marks.tongues(value, self.lang) if isinstance(value, Tongues) else value

    def remark(self, source: str, slug: str) -> Markup:
        """A comment's Markdown as HTML: without headings, which are the text's; an anchor in code (`p42`) becomes a link."""
        tokens = _REMARK.parse(source)
        for token in tokens:
            for child in token.children or ():
                if child.type == "code_inline" and (path := self.anchors.get(child.content) or self.anchors.get(f"{slug}.{child.content}")):
                    child.type, child.meta = "place", {"href": self.link(path)}
                elif child.type == "text":
                    child.type, child.meta = "words", {"runs": spoken(child.content, self.scripts)}
        return Markup(_REMARK.renderer.render(tokens, _REMARK.options, {}))

    def link(self, target: str) -> str:
        """The address of a site path from the page that is being made."""
        target = self.led(target)
        return self.base + target if self.base else _link(self.path, self.folder, target)

    def page(self, path: str, template: str, lang: str, title: str | Tongues, **view: Any) -> None:
        """Make one page."""
        self.done += 1
        self.lang = lang
        self.progress(unmarked(str(self.words(title))), self.done, self.total)
        # A server shows 404.html under any address: its links are whole ones where the edition's address is known.
        self.base = self.edition.facts.address if path == "404.html" else ""
        self.files[path] = self.part(path, template, "", lang, title=title, **view).encode()

    def part(self, path: str, template: str, block: str, lang: str, title: str | Tongues = "", **view: Any) -> Markup:
        """The HTML of one block of a page's template, as it is on the page with that path; without `block` of the whole page.

        Alone, a block's first heading is no page's: it is one of the second level.
        """
        self.path, self.folder, self.lang = path, posixpath.dirname(path), lang
        try:
            made = self.environment.get_template(template)
            given = {"lang": lang, "say": self.told[lang], "title": title, "path": path, **view}
            html = made.render(given)
            if block:
                context = made.new_context(given)
                "".join(made.root_render_func(context))  # puts the template's imports into the context
                html = "".join(context.blocks[block][0](context))
        except (jinja2.TemplateError, LookupError, TypeError, ValueError, AttributeError) as error:
            raise EditionError([_template_problem(error, template)]) from None
        html = unmark(html, self.marks.specs)
        return Markup(html.replace("<h1", '<h2 class="h1"').replace("</h1>", "</h2>") if block else html)


def lighten(path: str, data: bytes) -> bytes:
    """A file of `static/` as it is sent: scripts and style sheets without comments and needless spaces. As written they are in
    the repository."""
    least = {"js": jsmin, "css": cssmin}.get(path.rpartition(".")[2])
    return bytes(least(data)) + b"\n" if least else data


def _said(name: str, lang: str, value: Any) -> bytes:
    """A classic script that says a value in one language: pages opened from a folder may not fetch data, but may load a script."""
    said = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f'(window.{name}=window.{name}||{{}})["{lang}"]={said};\n'.encode()


def _source(edition: Edition, text: Text) -> bytes:
    """A text's source for scripts: static/source.js."""
    decisions: dict[int, list[tuple[str, str]]] = {}
    for line, what, why in edition.emendations.get(text.id, ()):
        decisions.setdefault(line, []).append((what, why))
    return _said("editionSources", text.id, pack(make_source_document(text, decisions), text))


def _template_problem(error: Exception, template: str) -> Problem:
    """What is wrong with a template, at the line where it was met."""
    name, line = getattr(error, "name", None), getattr(error, "lineno", 0)
    if not line:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".html")]
        name, line = (frames[-1].filename, frames[-1].lineno or 0) if frames else (template, 0)
    said = f"there is no word for {error}" if isinstance(error, KeyError) else str(error)
    return Problem(f"templates/{name or template}", line, 0, "template", f"the template does not work: {said}")


def link(page: str, target: str) -> str:
    """The relative address of a site path (`istiqlal/index.html#p12`) from a page; works from `file://`."""
    return _link(page, posixpath.dirname(page), target)


def _link(page: str, folder: str, target: str) -> str:
    path, mark, fragment = target.partition("#")
    return mark + fragment if path == page and fragment else _relative(folder, path) + mark + fragment


@lru_cache(maxsize=65536)
def _relative(folder: str, path: str) -> str:
    return posixpath.relpath(path, folder or ".")


def interface_words(templates: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The interface's words by language. Raises `EditionError` where a catalogue is not whole."""
    words, problems = read_words(templates)
    if has_errors(problems):
        raise EditionError(problems)
    return words


def plain(text: str, scripts: Mapping[str, str]) -> Markup:
    """Words of the registry as HTML, names in another script with their language; marks stay as they are."""
    if OPEN not in text:
        return Markup(_html(spoken(text, scripts)))
    return Markup("".join(piece if MARK.fullmatch(piece) else _html(spoken(piece, scripts)) for piece in re.split(f"({MARK.pattern})", text)))


def context(passage: Passage, width: int = CONTEXT) -> Markup:
    """A passage's line of context as HTML, its own words marked."""
    before, own, after = map(_html, passage.line(width))
    return Markup(f"{before}<mark>{own}</mark>{after}")


def _html(runs: Iterable[Words]) -> str:
    return "".join(f'<span lang="{run.lang}">{escape(run.text)}</span>' if run.lang else str(escape(run.text)) for run in runs)


def markdown(source: str) -> Markup:
    """Markdown as HTML: CommonMark with tables, without raw HTML and without pictures (they could come from elsewhere)."""
    return Markup(_PROSE.render(source).replace("<pre>", '<pre tabindex="0">'))  # what scrolls is reached by keyboard


def _leads(renderer: Any, tokens: Any, number: int, options: Any, env: Any) -> str:
    """The beginning of a link; one that leads out of the site says so."""
    if ":" in str(tokens[number].attrs.get("href", "")):
        tokens[number].attrs["rel"] = "external noreferrer"
    return str(renderer.renderToken(tokens, number, options, env))


def _place(renderer: Any, tokens: Any, number: int, options: Any, env: Any) -> str:
    """An anchor that became a link, see `_Site.remark`."""
    return f'<a class="where" href="{escape(tokens[number].meta["href"])}">{escape(tokens[number].content)}</a>'


def _worded(renderer: Any, tokens: Any, number: int, options: Any, env: Any) -> str:
    """Words of a comment, those in another script with their language."""
    return _html(tokens[number].meta["runs"])


_PROSE = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
_REMARK = MarkdownIt("commonmark", {"html": False}).disable(["image", "heading", "lheading", "hr"])
_PROSE.add_render_rule("link_open", _leads)
_REMARK.add_render_rule("link_open", _leads)
_REMARK.add_render_rule("place", _place)
_REMARK.add_render_rule("words", _worded)
