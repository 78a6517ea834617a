"""From the edition to the files of its site. Nothing is read or written here."""

from __future__ import annotations

import posixpath
import traceback
from collections.abc import Callable, Mapping
from typing import Any

import jinja2
from markdown_it import MarkdownIt
from markupsafe import Markup

from edition.export import MANIFEST, export, manifest
from edition.marked import load_marked
from edition.model import LANGS, Edition
from edition.problem import EditionError, Problem, has_errors
from edition.views import card, text_view

Progress = Callable[[str, int, int], None]


class Say:
    """The interface's words in one language: `say("notes", n=3)`."""

    def __init__(self, lang: str, words: Mapping[str, Any]):
        self.lang = lang
        self._words = words

    def __call__(self, key: str, /, **values: Any) -> str:
        said = self._words[key] if key in self._words or not key.startswith("lang-") else key.removeprefix("lang-")
        if isinstance(said, dict):
            said = said["one" if values.get("n") == 1 and "one" in said else "other"]
        return said.format(**values) if values else said


def render_site(
    edition: Edition,
    templates: Mapping[str, str],
    static: Mapping[str, bytes],
    progress: Progress = lambda *_: None,
) -> dict[str, bytes]:
    """All files of the site, by path. Raises `EditionError` where a template is wrong."""
    say = {lang: Say(lang, words) for lang, words in interface_words(templates).items()}
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: (templates[name], name, None) if name in templates else None),
        undefined=jinja2.StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    pages: dict[str, bytes] = dict(static) | export(edition)
    total = len(edition.texts) + len(edition.prose) + 2
    done = 0

    def page(path: str, template: str, lang: str, title: str, **view: Any) -> None:
        nonlocal done
        done += 1
        progress(title, done, total)
        # A server shows 404.html under any address: its links are whole ones where the edition's address is known.
        base = edition.facts.address if path == "404.html" else ""
        environment.globals["link"] = lambda target: base + target if base else link(path, target)
        try:
            html = environment.get_template(template).render(
                edition=edition, facts=edition.facts, lang=lang, langs=LANGS, say=say[lang], said=say, title=title,
                path=path, cards=[card(text, lang) for text in edition.texts], **view,
            )  # fmt: skip
        except (jinja2.TemplateError, LookupError, TypeError, ValueError, AttributeError) as error:
            raise EditionError([_template_problem(error, template)]) from None
        pages[path] = html.encode()

    home = edition.facts.lang
    page("index.html", "page/home.html", home, edition.facts.title[home])
    for text in edition.texts:
        lang = text.work.lang if text.work.lang in LANGS else home
        view = text_view(text, edition, lang)
        page(f"{text.id}/index.html", "page/text.html", lang, view.title[0], view=view)
    for name, prose in sorted(edition.prose.items()):
        said = {lang: markdown(prose[lang]) for lang in LANGS if lang in prose}
        page(f"{name}/index.html", "page/prose.html", home, say[home](f"page-{name}"), prose=said, name=name)
    page("404.html", "page/notfound.html", home, say[home]("not-found"), style=static["static/edition.css"].decode())
    pages[MANIFEST] = manifest(pages, edition)
    return pages


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
    path, mark, fragment = target.partition("#")
    if path == page and fragment:
        return mark + fragment
    return posixpath.relpath(path, posixpath.dirname(page) or ".") + mark + fragment


def interface_words(templates: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The interface's words by language, from `templates/words/<lang>.yaml`; every language has every key."""
    words: dict[str, dict[str, Any]] = {}
    for lang in LANGS:
        path = f"templates/words/{lang}.yaml"
        document, problems = load_marked(templates.get(f"words/{lang}.yaml", "").encode(), path)
        if document is None or has_errors(problems):
            raise EditionError(problems)
        if not isinstance(document.value, dict):
            raise EditionError([document.problem((), "wrong-type", "this should be a mapping (key: words)")])
        words[lang] = document.value
    everything = set().union(*words.values())
    missing = [
        Problem(f"templates/words/{lang}.yaml", 0, 0, "word-missing", f"the interface has no word for “{key}” in {lang}")
        for lang in LANGS for key in sorted(everything - words[lang].keys())
    ]  # fmt: skip
    if missing:
        raise EditionError(missing)
    return words


def markdown(source: str) -> Markup:
    """Markdown as HTML: CommonMark with tables, without raw HTML and without pictures (they could come from elsewhere)."""
    return Markup(MarkdownIt("commonmark", {"html": False}).enable("table").disable("image").render(source))


