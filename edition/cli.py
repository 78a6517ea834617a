"""The command `edition`: parses arguments, calls, prints. Nothing is worked out here."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from edition.anchors import check_release, update_ledgers
from edition.problem import EditionError, Misuse, Problem, did_you_mean, has_errors, report
from edition.project import Project, read_project, read_static, read_templates
from edition.query import FIELD_KINDS

if TYPE_CHECKING:
    from edition.search import Result

DONE, FAULTY, MISUSED = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code: 0 done, 1 the edition has errors, 2 the command was used wrongly."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # the stream was closed before we began
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115
        with contextlib.suppress(AttributeError):
            getattr(sys, name).reconfigure(encoding="utf-8", errors="replace")
    try:
        code = _run(arguments)
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # whoever read our output has enough of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAULTY
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


def _run(arguments: Sequence[str] | None) -> int:
    try:
        chosen = make_parser().parse_args(_with_words(sys.argv[1:] if arguments is None else arguments))
    except SystemExit as done:  # argparse has printed its help or what is wrong
        return int(done.code or 0)
    try:
        return chosen.run(chosen)
    except EditionError as error:
        print(report(error.problems, chosen.format), file=sys.stdout if chosen.format == "json" else sys.stderr)
        return MISUSED if isinstance(error, Misuse) else FAULTY


def _with_words(arguments: Sequence[str]) -> list[str]:
    """The arguments; of a search those with one hyphen are words to leave out (`-ikinci`), not options, of which only -h has one."""
    if arguments[:1] != ["search"]:
        return list(arguments)
    return [" " + each if each[:1] == "-" != each[1:2] and each != "-h" else each for each in arguments]


def make_parser() -> argparse.ArgumentParser:
    """The command's grammar; the documentation is checked against it."""
    parser = argparse.ArgumentParser(prog="edition", description="Builds the digital edition in the current folder.")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)

    def verb(name: str, run, said: str) -> argparse.ArgumentParser:
        added = verbs.add_parser(name, help=said, description=said)
        added.set_defaults(run=run)
        added.add_argument("--format", choices=("text", "json", "github"), default="text",
                           help="how problems are printed: for people, for programs, for GitHub")  # fmt: skip
        return added

    build = verb("build", run_build, "Build the site.")
    build.add_argument("--output", type=Path, default=Path("site"), metavar="DIR", help="where to (site/)")
    check = verb("check", run_check, "Check the whole edition; write nothing.")
    check.add_argument("--explain", metavar="ANCHOR", help="show why each word of a unit is marked up, or is not (istiqlal.p42)")
    suggest = verb("suggest", run_suggest, "List what an editor might add: names that no rule covers, dates, citations.")
    suggest.add_argument("what", nargs="?", choices=("names", "dates", "citations"), default="names", help="names unless told")
    suggest.add_argument("--text", metavar="SLUG", help="of one text only")
    search = verb("search", run_search, "Search the texts; the syntax is the search page's.")
    search.add_argument("query", nargs="+", metavar="QUERY", help="words, \"phrases\", =exact, prefix*, -not, OR, NEAR/5, person:, date: …")
    search.add_argument("--text", metavar="SLUG", help="in one text only")
    search.add_argument("--kind", choices=FIELD_KINDS, metavar="KIND", help="units of one kind only (paragraph, note …)")
    search.add_argument("--limit", type=int, default=10, metavar="N", help="how many hits are printed (10; 0: all)")
    search.add_argument("--order", choices=("best", "text", "date"), default="best", help="best first, as in the texts, or by date")
    search.add_argument("--no-names", action="store_true", help="do not follow names into the registry")
    serve = verb("serve", run_serve, "Build the site and show it at an address of this machine.")
    serve.add_argument("--output", type=Path, default=Path("site"), metavar="DIR", help="where to build (site/)")
    serve.add_argument("--port", type=int, default=8000, help="8000 unless told")
    anchors = verb("anchors", run_anchors, "Show what has become of every anchor, and give new units theirs.")
    anchors.add_argument("--dry-run", action="store_true", help="show, but write nothing")
    anchors.add_argument("--let-go", nargs="+", default=[], metavar="ANCHOR",
                         help="let these anchors become tombstones (istiqlal.p14)")  # fmt: skip
    anchors.add_argument("--renumber", action="store_true",
                         help="give out all anchors anew, in reading order; only before the first release")  # fmt: skip
    anchors.add_argument("--release", nargs=2, metavar=("VERSION", "DATE"),
                         help="record that all anchors are published in this version, on this date (2027-01-31)")  # fmt: skip
    return parser


def run_build(chosen: argparse.Namespace) -> int:
    """Build the site and say what it holds."""
    from edition.publish import check_output, recover, write_site  # here, since a check need not wait for what it does not use
    from edition.render import render_site

    started = time.monotonic()
    recover(chosen.output.absolute())
    with contextlib.suppress(OSError):  # writing will say what it is
        check_output(chosen.output, Path.cwd())
    with Progress() as progress:
        project = read_project(Path.cwd(), progress.reading)
        if has_errors(project.problems):
            progress.clear()
            return _refuse(project, chosen)
        edition = project.edition()
        pages = render_site(edition, read_templates(project.root), read_static(project.root), progress.rendering)
        write_site(pages, chosen.output, project.root)
    _print_problems(project.problems, chosen.format)
    if chosen.format == "json":
        return DONE
    units = sum(len(text.units) for text in edition.texts)
    notes = sum(len(text.notes) for text in edition.texts)
    html = sum(name.endswith(".html") for name in pages)
    print(f"Built {len(edition.texts)} texts with {units} units and {notes} notes as {html} pages "
          f"in {time.monotonic() - started:.1f} s.\nOpen {chosen.output.absolute() / 'index.html'}")  # fmt: skip
    return DONE


def run_check(chosen: argparse.Namespace) -> int:
    """Check the edition and print what was found."""
    with Progress() as progress:
        project = read_project(Path.cwd(), progress.reading)
    if chosen.explain and project.annotated.texts:
        from edition.explain import explain

        print(explain(chosen.explain, project.annotated, project.registry))
        return _after(project)
    if has_errors(project.problems):
        return _refuse(project, chosen)
    _print_problems(project.problems, chosen.format, sys.stdout)
    if chosen.format == "text":
        letters = sum(len("".join(unit.text.split())) for r in project.readings for unit in (*r.text.units, *r.text.notes))
        count = len(project.readings)
        print(f"No errors. {count} text{'s' * (count != 1)}, {letters} letters: each is in exactly one place, "
              "and the sources can be rebuilt.")  # fmt: skip
    return DONE


def run_anchors(chosen: argparse.Namespace) -> int:
    """Show what changes do to anchors, and write the ledgers unless an anchor would be lost."""
    if chosen.release:
        check_release(*chosen.release)
    with Progress() as progress:
        project = read_project(Path.cwd(), progress.reading, anchors=False)
    if has_errors(project.problems):
        return _refuse(project, chosen)
    lines, problems = update_ledgers(project, let_go=chosen.let_go, renumber=chosen.renumber,
                                     release=tuple(chosen.release or ()), write=not chosen.dry_run)  # fmt: skip
    if chosen.format != "json":
        print(lines)
    _print_problems(problems, chosen.format)
    return FAULTY if problems else DONE


def run_suggest(chosen: argparse.Namespace) -> int:
    """List what an editor might add. An edition with errors is read as far as it goes."""
    from edition.suggest import as_json, as_lines, suggest_citations, suggest_dates, suggest_names

    with Progress() as progress:
        project = read_project(Path.cwd(), progress.reading)
    if not project.annotated.texts:
        return _refuse(project, chosen)
    _must_be_text(chosen.text, project)
    texts = [text for text in project.annotated.texts if chosen.text in (None, text.id)]
    if chosen.what == "dates":
        print(suggest_dates(texts))
    else:
        found = suggest_names(texts) if chosen.what == "names" else suggest_citations(texts)
        print(as_json(found) if chosen.format == "json" else as_lines(found))
    return _after(project)


def run_search(chosen: argparse.Namespace) -> int:
    """Search the texts and print the hits."""
    import json

    from edition.query import Field
    from edition.search import find_units, make_search

    with Progress() as progress:
        project = read_project(Path.cwd(), progress.reading)
        if has_errors(project.problems):
            progress.clear()
            return _refuse(project, chosen)
        _must_be_text(chosen.text, project)
        progress.show("Indexing …")
        search = make_search(project.edition())
    within = [Field(name, value) for name, value in (("text", chosen.text), ("kind", chosen.kind)) if value]
    result = find_units(search, " ".join(chosen.query), limit=max(0, chosen.limit) or None, within=within, order=chosen.order,
                        names=not chosen.no_names)  # fmt: skip
    if chosen.format == "json":
        hits = [{"anchor": hit.unit.anchor, "score": hit.score} for hit in result.hits]
        print(json.dumps({"query": result.query.said, "total": result.total, "hits": hits}, ensure_ascii=False, indent=1))
        return DONE
    for line in search_lines(result, sys.stdout.isatty()):
        print(line)
    return DONE


def search_lines(result: Result, bold: bool) -> Iterator[str]:
    """A result in words: what was not understood, the total, a line or two a hit."""
    on, off = ("\x1b[1m", "\x1b[0m") if bold else ("«", "»")
    for piece, _ in result.query.unclear:
        yield f"Not understood: {piece}"
    for word, nearest in result.nearest.items():
        yield f"No unit has “{word}”." + (f" Did you mean {', '.join(nearest)}?" if nearest else "")
    if result.loosened:
        yield "No unit has all of the words; these have some."
    yield f"{result.total} found: {result.query.said}"
    for hit in result.hits:
        text = hit.unit.unit.text
        start, end = hit.places[0] if hit.places else (0, 0)
        left, right = max(0, start - 60), min(len(text), end + 70)
        marked = f"{text[start:end] and on + text[start:end] + off}"
        yield f"{hit.unit.anchor:18} {'… ' if left else ''}{text[left:start]}{marked}{text[end:right]}{' …' if right < len(text) else ''}"


def run_serve(chosen: argparse.Namespace) -> int:
    """Build, then serve the site on this machine until stopped."""
    from edition.serve import serve_site

    code = run_build(chosen)
    if code == DONE:
        serve_site(chosen.output, chosen.port)
    return code


def _must_be_text(slug: str | None, project: Project) -> None:
    slugs = [text.id for text in project.annotated.texts]
    if slug and slug not in slugs:
        raise Misuse([Problem("", 0, 0, "no-such-text", f"there is no text {slug}", hint=did_you_mean(slug, slugs))])


def _after(project: Project) -> int:
    """What is wrong with an edition that was read as far as it goes, after what was asked for: on the other stream, in words."""
    errors = [problem for problem in project.problems if problem.severity == "error"]
    _print_problems(errors, "text")
    return FAULTY if errors else DONE


def _refuse(project: Project, chosen: argparse.Namespace) -> int:
    _print_problems(project.problems, chosen.format, sys.stdout if chosen.format != "text" else sys.stderr)
    if chosen.format == "text":
        count = sum(problem.severity == "error" for problem in project.problems)
        print(f"{count} error{'s' * (count != 1)}. Nothing was written.", file=sys.stderr)
    return FAULTY


def _print_problems(problems: Sequence[Problem], form: str, stream=None) -> None:
    if problems or form == "json":
        print(report(problems, form), file=sys.stdout if form == "json" else stream or sys.stderr)


class Progress:
    """A line on the terminal that says what is being done, once it takes longer than a moment."""

    MOMENT = 0.4

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.shown = False

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_) -> None:
        self.clear()

    def reading(self, what: str, number: int, total: int) -> None:
        """Say which text is being read."""
        self.show(f"Reading {what} ({number} of {total}) …")

    def rendering(self, what: str, number: int, total: int) -> None:
        """Say which page is being made."""
        self.show(f"Making pages: {what} ({number} of {total}) …")

    def show(self, words: str) -> None:
        """Show these words, if there is a terminal and a moment has passed."""
        if sys.stderr.isatty() and time.monotonic() - self.started > self.MOMENT:
            self.shown = True
            print(f"\r\x1b[K{words}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take the line away."""
        if self.shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self.shown = False


if __name__ == "__main__":
    sys.exit(main())
