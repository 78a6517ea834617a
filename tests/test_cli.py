"""The command as people and programs meet it: exit codes, streams, formats, strange names, and what it leaves alone."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from edition.cli import make_parser
from edition.problem import Problem, report
from tests.broken.editions import ROOT, change, renew, run_edition, sound_edition, start_edition, tree

BREAK = {
    "nothing": lambda edition: None,
    "no edition": lambda edition: (edition / "annotations/edition.yaml").unlink(),
    "an error": lambda edition: change(edition / "annotations/edition.yaml", "lang: en", "lang: klingon"),
    "a warning": lambda edition: (change(edition / "sources/probe/text.txt", "burada durur.", "burada durur*."), renew(edition)),
}
COMMANDS = [["check"], ["build"], ["anchors"], ["anchors", "--let-go", "probe.p9"], ["build", "--output", "sources"]]


edition = pytest.fixture(lambda tmp_path: sound_edition(tmp_path / "edition"), name="edition")


def second_text(edition: Path) -> None:
    """Give the edition a second text, `other`, a copy of the first with a ledger of its own."""
    shutil.copytree(edition / "sources/probe", edition / "sources/other")
    change(edition / "sources/other/text.yaml", "id: probe", "id: other")
    change(edition / "annotations/edition.yaml", "[probe]", "[probe, other]")
    (edition / "sources/other/ledger.tsv").unlink()
    assert run_edition(edition, "anchors")[0] == 0


def lose_a_paragraph(edition: Path, slug: str = "probe") -> None:
    old, new = "Üçüncü abzasda ikinci qeyd çağırılır.2 Ondan\nsonra da bir cümlə var.", "Tamam başqa.2\nVə yeni sözlər."
    change(edition / f"sources/{slug}/text.txt", old, new)
    renew(edition, slug)


# Exit codes and streams


@pytest.mark.parametrize("command", [[], ["chek"], ["check", "--fast"], ["check", "--format", "xml"], ["build", "--output"],
                                     ["serve", "--port", "http"], ["search"], ["anchors", "--release", "1.0.0"], ["anchors", "--let-go"],
                                     ["anchors", "--release", "1.0.0", "tomorrow"]], ids=" ".join)  # fmt: skip
def test_a_command_used_wrongly_exits_with_2_and_says_so(command, edition):
    code, printed = run_edition(edition, *command)
    assert code == 2 and "edition" in printed and "Traceback" not in printed


def test_errors_go_to_the_error_stream_and_results_to_the_other_and_neither_has_colours(edition):
    sound = start_edition(edition, "check", env={"TERM": "xterm-256color", "FORCE_COLOR": "1"})
    assert (sound.returncode, sound.stdout[:10], sound.stderr) == (0, "No errors.", "")
    assert all(letter.isprintable() or letter == "\n" for letter in sound.stdout)
    BREAK["an error"](edition)
    broken = start_edition(edition, "check")
    assert (broken.returncode, broken.stdout) == (1, "") and "error[unknown-value]" in broken.stderr


def test_help_lists_every_verb_with_what_it_does_and_every_option_is_explained():
    code, printed = run_edition(ROOT, "--help")
    verbs = next(action.choices for action in make_parser()._actions if action.choices)
    assert code == 0 and {"build", "check", "serve", "anchors"} <= verbs.keys()
    for name, parser in verbs.items():
        assert re.search(rf"^    {name} +\w", printed, re.MULTILINE) and parser.description
        assert all(action.help for action in parser._actions)


# Formats


@pytest.mark.parametrize("broken", BREAK)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_with_format_json_all_that_is_printed_is_json(command, broken, tmp_path):
    edition = sound_edition(tmp_path / "edition", pages=True)
    BREAK[broken](edition)
    run = start_edition(edition, *command, "--format", "json")
    found = json.loads(run.stdout)
    assert any(problem["severity"] == "error" for problem in found) == (run.returncode == 1)
    assert all(problem.keys() >= {"path", "line", "column", "severity", "code", "message", "hint"} for problem in found)


def test_with_format_github_no_letter_can_end_the_command_or_begin_another():
    hostile = "a\n::error file=x::b\r%0A,c:d"
    shown = report([Problem(hostile, 1, 2, "bad-value", hostile, hint=hostile)], "github")
    assert shown.count("\n") == 0 and shown.count("\r") == 0
    assert shown.startswith("::error file=a%0A%3A%3Aerror file=x%3A%3Ab%0D%250A%2Cc%3Ad,line=1,col=2,title=bad-value::a%0A::error")


def test_with_format_github_every_finding_is_one_line_of_its_severity(edition):
    BREAK["a warning"](edition)
    change(edition / "annotations/edition.yaml", "texts:", "colour: red\ntexts:")
    form = re.compile(r"::(error|warning|notice) file=[^,:]+,line=\d+(,col=\d+)?,title=[a-z-]+::\S")
    code, printed = run_edition(edition, "check", "--format", "github")
    assert code == 1 and all(form.match(row) for row in printed.splitlines())


@pytest.mark.parametrize("name", ["\x1b[31mred", "two\nlines", "right\u202eleft"], ids=ascii)
def test_a_file_name_cannot_drive_the_terminal(name, edition):
    (edition / f"annotations/pages/{name}.en.md").write_bytes(b"\xff")
    code, printed = run_edition(edition, "check")
    rows = printed.splitlines()
    assert code == 1 and len(rows) == 3 and all(map(str.isprintable, rows))


# Search


def test_search_prints_a_line_for_each_hit_with_its_words_between_marks(edition):
    run = start_edition(edition, "search", "abzas -ikinci")
    assert start_edition(edition, "search", "abzas", "-ikinci").stdout == run.stdout
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.splitlines() == ["1 found: abzas NOT ikinci", "probe.p4           Sonuncu «abzas» burada durur. Onda heç bir qeyd yoxdur."]
    assert start_edition(edition, "search", "ABZASDA").stdout.splitlines()[0] == "3 found: ABZASDA"


def test_search_prints_json_that_says_query_total_and_hits(edition):
    run = start_edition(edition, "search", "qeyd", "--limit", "2", "--format", "json")
    found = json.loads(run.stdout)
    assert run.returncode == 0 and found.keys() >= {"query", "total", "hits"} and found["query"] == "qeyd"
    assert found["total"] > 2 == len(found["hits"])
    scores = [hit["score"] for hit in found["hits"]]
    assert scores == sorted(scores, reverse=True) and all(re.fullmatch(r"probe\.[a-z]+\d+", hit["anchor"]) for hit in found["hits"])
    everything = json.loads(run_edition(edition, "search", "qeyd", "--limit", "0", "--format", "json")[1])
    assert len(everything["hits"]) == everything["total"] == found["total"] and everything["hits"][:2] == found["hits"]


def test_search_is_narrowed_by_text_and_kind_and_put_in_order(edition):
    second_text(edition)

    def hits(*options):
        code, printed = run_edition(edition, "search", "qeyd", "--limit", "0", "--format", "json", *options)
        assert code == 0
        return [hit["anchor"] for hit in json.loads(printed)["hits"]]

    assert {anchor.split(".")[0] for anchor in hits()} == {"probe", "other"}
    assert hits("--text", "other") == [anchor for anchor in hits() if anchor.startswith("other.")] != []
    assert hits("--kind", "note") == [anchor for anchor in hits() if ".n" in anchor] != []
    ordered = hits("--order", "text")
    assert sorted(ordered) == sorted(hits()) and ordered == sorted(ordered, key=lambda anchor: anchor.startswith("other."))


@pytest.mark.parametrize("options", [("--text", "prob"), ("--text", "probe.p1"), ("--kind", "poem"), ("--order", "worst"), ("--limit", "many")], ids=" ".join)
def test_what_search_cannot_look_in_is_a_wrong_use_and_not_an_empty_answer(options, edition):
    run = start_edition(edition, "search", "qeyd", *options)
    assert (run.returncode, run.stdout) == (2, "") and options[1] in run.stderr
    assert options[0] != "--text" or "error[no-such-text]" in run.stderr
    assert options[1] != "prob" or "probe" in run.stderr


@pytest.mark.parametrize("query", ["qeyd NEAR/x", "qeyd kind:poem", "qeyd (", "(((", "***", "NEAR", '"', " ", "\x1b[31m qeyd\x07", "=", "a" * 50_000], ids=lambda query: ascii(query)[:20])
def test_an_unreadable_query_is_answered_with_what_was_understood(query, edition):
    code, printed = run_edition(edition, "search", "--", query)
    assert code == 0 and "Traceback" not in printed and re.search(r"^\d+ found: ", printed, re.MULTILINE)
    assert all(letter.isprintable() or letter == "\n" for letter in printed)
    assert ("qeyd" in query) == bool(re.search(r"^[1-9]\d* found: ", printed, re.MULTILINE)), printed[:200]
    assert "Not understood: " in printed or query in (" ", "\x1b[31m qeyd\x07", '"') or len(query) > 99
    found = json.loads(run_edition(edition, "search", "--format", "json", "--", query)[1])
    assert found["total"] >= 0


def test_search_says_what_may_have_been_meant_and_where_only_some_words_were_found(edition):
    code, printed = run_edition(edition, "search", "Sonumcu")
    assert code == 0 and "No unit has “Sonumcu”. Did you mean sonuncu?" in printed and "0 found: Sonumcu" in printed
    code, printed = run_edition(edition, "search", "sonuncu", "fəsil")
    assert code == 0 and "No unit has all of the words; these have some." in printed


def test_search_in_an_edition_with_errors_prints_the_errors(edition):
    BREAK["an error"](edition)
    run = start_edition(edition, "search", "qeyd")
    assert (run.returncode, run.stdout) == (1, "") and "error[unknown-value]" in run.stderr
    shown = json.loads(start_edition(edition, "search", "qeyd", "--format", "json").stdout)
    assert any(problem["code"] == "unknown-value" for problem in shown)


def test_search_writes_nothing(edition):
    before = tree(edition)
    assert run_edition(edition, "search", "qeyd")[0] == 0 and tree(edition) == before


# The terminal


@pytest.mark.skipif(os.name == "nt", reason="a shell of Unix")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_stream_that_was_never_open_changes_no_exit_code(closed, edition):
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    assert subprocess.run(f"{sys.executable} -P -m edition check {closed}", shell=True, cwd=edition, env=env).returncode == 0


def in_a_terminal(edition: Path) -> str:
    """What `python -m edition check` shows in a terminal."""
    import pty

    ours, theirs = pty.openpty()
    command, env = [sys.executable, "-P", "-m", "edition", "check"], os.environ | {"PYTHONPATH": str(ROOT)}
    run = subprocess.Popen(command, cwd=edition, stdout=theirs, stderr=theirs, env=env)
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # which is how Linux says that a terminal has ended
        while part := os.read(ours, 4096):
            shown += part
    os.close(ours)
    assert run.wait(60) == 0
    return shown.decode()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminals")
def test_a_terminal_shows_progress_only_where_it_is_slow_and_takes_it_away_again(edition):
    assert "\x1b" not in in_a_terminal(edition)
    second_text(edition)
    with (edition / "sources/probe/text.txt").open("ab") as source:  # a page of 300 long paragraphs
        rows = [f"Abzas {number} burada başlayır və\n" + "uzun-uzadı davam edir və\n" * 99 + "bitir.\n" for number in range(300)]
        source.write("\n".join([" O biri səhifə.\n", *rows]).encode())
    renew(edition)
    assert run_edition(edition, "anchors")[0] == 0
    shown = in_a_terminal(edition)
    assert "Reading other (2 of 2)" in shown and shown.rpartition("\r\x1b[K")[2].startswith("No errors.")


@pytest.mark.skipif(os.name == "nt", reason="pipes close otherwise on Windows")
@pytest.mark.parametrize("command", [["check"], ["anchors", "--dry-run"], ["check", "--format", "json"], ["--help"]], ids=" ".join)
def test_a_pipe_that_is_closed_early_is_no_fault_of_ours(command, edition):
    ours, theirs = os.pipe()
    os.close(ours)
    said, env = [sys.executable, "-P", "-m", "edition", *command], os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": ""}
    run = subprocess.run(said, cwd=edition, stdout=theirs, stderr=subprocess.PIPE, env=env, timeout=60)
    os.close(theirs)
    assert run.stderr == b"" and run.returncode in (0, 1)


# What is left alone


@pytest.mark.parametrize("broken", BREAK)
def test_check_writes_nothing_at_all(broken, edition):
    BREAK[broken](edition)
    before = tree(edition)
    start_edition(edition, "check")
    assert tree(edition) == before


def test_anchors_with_dry_run_shows_and_writes_nothing(edition):
    change(edition / "sources/probe/text.txt", "yenə adi", "yenə başqa")
    renew(edition)
    before = tree(edition)
    code, printed = run_edition(edition, "anchors", "--dry-run")
    assert (code, tree(edition)) == (0, before) and "p1" in printed and "Nothing was written." in printed


def test_an_anchor_is_lost_only_where_someone_lets_it_go_and_then_leaves_a_tombstone(edition):
    lose_a_paragraph(edition)
    before = tree(edition)
    code, printed = run_edition(edition, "anchors")
    assert (code, tree(edition)) == (1, before) and "error[anchor-lost]" in printed and "--let-go probe.p3" in printed
    assert run_edition(edition, "anchors", "--let-go", "probe.p3")[0] == 0
    assert "gone\tp3\n" in (edition / "sources/probe/ledger.tsv").read_text(encoding="utf-8")
    code, printed = run_edition(edition, "check")
    assert code == 1 and printed.count("error[no-such-anchor]: there is no p3 in probe") == 2, "annotations on it are not dropped in silence"
    for name in ("dates", "comments"):
        (edition / f"annotations/probe/{name}.yaml").unlink()
    assert run_edition(edition, "check")[0] == 0


def test_nothing_is_written_for_any_text_where_one_would_lose_an_anchor(edition):
    second_text(edition)
    change(edition / "sources/probe/text.txt", "yenə adi", "yenə başqa")
    renew(edition)
    lose_a_paragraph(edition, "other")
    before = tree(edition)
    assert run_edition(edition, "anchors")[0] == 1 and tree(edition) == before


def test_nothing_is_written_for_any_text_where_the_disk_refuses_one(edition):
    second_text(edition)
    for slug in ("probe", "other"):
        change(edition / f"sources/{slug}/text.txt", "yenə adi", "yenə başqa")
        renew(edition, slug)
    (edition / "sources/other/ledger.tsv.part").mkdir()
    before = {path: content for path, (content, _) in tree(edition).items()}
    run = start_edition(edition, "anchors")
    assert run.returncode == 1 and "Traceback" not in run.stderr
    assert {path: content for path, (content, _) in tree(edition).items()} == before


def test_anchors_are_given_out_anew_before_the_first_release_and_never_after(edition):
    lose_a_paragraph(edition)
    assert run_edition(edition, "anchors", "--renumber")[0] == 0
    assert "gone" not in (edition / "sources/probe/ledger.tsv").read_text(encoding="utf-8")
    assert run_edition(edition, "anchors", "--release", "1.0.0", "2027-01-31")[0] == 0
    before = tree(edition)
    code, printed = run_edition(edition, "anchors", "--renumber")
    assert (code, tree(edition)) == (1, before) and "error[anchors-are-permanent]" in printed


@pytest.mark.parametrize("version, date", [
    ("1.0.0", "2027-02-28"), ("1.1.0\tx", "2027-02-28"), ("1.1.0\nmint", "2027-02-28"), ("", "2027-02-28"), ("next", "2027-02-28"),
    ("1.1.0", "20270228"), ("1.1.0", "2027-W08-7"), ("1.1.0", "2027-02-30"), ("0.9.0", "2027-02-28"), ("1.1.0", "2026-12-31"),
], ids=ascii)  # fmt: skip
def test_a_release_that_is_none_or_was_before_is_refused_and_nothing_is_written(version, date, edition):
    assert run_edition(edition, "anchors", "--release", "1.0.0", "2027-01-31")[0] == 0
    before = tree(edition)
    assert run_edition(edition, "anchors", "--release", version, date)[0] in (1, 2) and tree(edition) == before


# Names and places


@pytest.mark.parametrize("slug", ["about", "data", "static", "search", "people", "places", "organisations", "events", "works",
                                  "newspapers", "documents", "chronology", "map", "parallels", "con", "nul", "com1"])  # fmt: skip
def test_a_text_cannot_take_an_address_of_the_site_or_a_name_of_a_device(slug, edition):
    (edition / "sources/probe").rename(edition / f"sources/{slug}")
    change(edition / f"sources/{slug}/text.yaml", "id: probe", f"id: {slug}")
    change(edition / "annotations/edition.yaml", "[probe]", f"[{slug}]")
    change(edition / f"sources/{slug}/ledger.tsv", "\tprobe\n", f"\t{slug}\n")
    code, printed = run_edition(edition, "check")
    assert code == 1 and "error[" in printed


@pytest.mark.parametrize("name", ["sources/probe/text.txt", "sources/probe/text.yaml", "sources/probe/ledger.tsv",
                                  "annotations/edition.yaml", "annotations/pages/about.en.md"])  # fmt: skip
@pytest.mark.parametrize("target", ["/etc/hostname", "outside", "itself"])
def test_a_link_that_leads_out_of_the_edition_or_nowhere_is_an_error(name, target, edition):
    (edition.parent / "outside").write_text("Bir gizli söz.\n", encoding="utf-8")
    path = edition / name
    path.unlink()
    path.symlink_to({"outside": edition.parent / "outside", "itself": path.name}.get(target, target))
    before = (edition.parent / "outside").read_bytes()
    run = start_edition(edition, "anchors" if name.endswith(".tsv") else "check")
    assert run.returncode == 1 and "error[" in run.stderr and "Traceback" not in run.stderr and "gizli" not in run.stderr
    assert (edition.parent / "outside").read_bytes() == before


SPOIL = {
    "a page that the interface has no name for": lambda e: (e / "annotations/pages/guide.en.md").write_text("# Guide\n"),
    "a page in a language of no page": lambda e: (e / "annotations/pages/about.ru.md").write_text("# x\n"),
    "a page without a language": lambda e: (e / "annotations/pages/help.md").write_text("# x\n"),
    "a page that would leave the site": lambda e: (e / "annotations/pages/...en.md").write_text("# Up\n"),
    "no templates": lambda e: shutil.rmtree(e / "templates"),
    "no style": lambda e: shutil.rmtree(e / "static"),
    "no words": lambda e: (e / "templates/words/tr.po").unlink(),
    "words that are a list": lambda e: (e / "templates/words/tr.po").write_text("- a\n"),
    "a template that is not UTF-8": lambda e: (e / "templates/base.html").write_bytes(b"\xff"),
    "a template with an unknown word": lambda e: change(e / "templates/page/home.html", 'say("texts-intro")', 'say("no-such-word")'),
    "a schema that is no JSON": lambda e: (e / "annotations/schema/text.schema.json").write_text("{"),
    "a schema that is no schema": lambda e: (e / "annotations/schema/text.schema.json").write_text('{"type": 5}'),
}


@pytest.mark.parametrize("spoil", SPOIL)
def test_a_spoiled_edition_is_a_problem_and_no_crash(spoil, tmp_path):
    edition = sound_edition(tmp_path / "edition", pages=True)
    SPOIL[spoil](edition)
    run = start_edition(edition, "build")
    assert run.returncode == 1 and "error[" in run.stderr and "Traceback" not in run.stderr and not (edition / "site").exists()


@pytest.mark.parametrize("lang", ["de", "ru", "az-Latn", "zh-Hans", "tlh"])
def test_a_text_in_any_language_that_a_descriptor_allows_can_be_built(lang, tmp_path):
    edition = sound_edition(tmp_path / "edition", pages=True)
    change(edition / "sources/probe/text.yaml", "lang: az", f"lang: {lang}\nparallel-title: {{{lang}: Title}}")
    run = start_edition(edition, "build")
    assert run.returncode == 0, run.stderr[-300:]


@pytest.mark.parametrize("output", ["", ".", "..", "/", "sources", "sources/probe", "annotations/new", "text.txt/site", "/proc/none/site"])
def test_a_site_goes_nowhere_where_it_does_harm(output, tmp_path):
    edition = sound_edition(tmp_path / "edition", pages=True)
    (edition / "text.txt").write_text("x")
    before = tree(edition.parent)
    run = start_edition(edition, "build", "--output", output)
    assert run.returncode == 1 and "error[" in run.stderr and "Traceback" not in run.stderr and tree(edition.parent) == before


def test_a_text_in_a_language_that_the_interface_does_not_speak_says_its_own_language(tmp_path):
    edition = sound_edition(tmp_path / "edition", pages=True)
    change(edition / "sources/probe/text.yaml", "lang: az", "lang: de")
    assert run_edition(edition, "build")[0] == 0
    html = (edition / "site/probe/index.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in html and '<p class="unit paragraph" id="p1" lang="de">' in html


# What an edition with errors is still asked


@pytest.mark.parametrize("asked", [("suggest",), ("suggest", "dates"), ("check", "--explain", "probe.p4")], ids=" ".join)
def test_what_is_wrong_is_said_after_what_was_asked_for(edition, asked):
    change(edition / "annotations/probe/dates.yaml", "p3", "p33")
    run = start_edition(edition, *asked)
    assert run.returncode == 1 and "error[no-such-anchor]" in run.stderr and "error[" not in run.stdout


@pytest.mark.parametrize("asked", [("suggest",), ("check", "--explain", "probe.p4")], ids=" ".join)
def test_a_folder_without_an_edition_is_told_so(tmp_path, asked):
    run = start_edition(tmp_path, *asked)
    assert run.returncode == 1 and "error[no-edition]" in run.stderr


def test_hidden_files_beside_the_annotations_are_nobody_s(edition):
    for name in ("._people.yaml", ".people.yaml", "probe/._dates.yaml", ".trash/dates.yaml"):
        (edition / "annotations" / name).parent.mkdir(exist_ok=True)
        (edition / "annotations" / name).write_bytes(b"\0")
    assert run_edition(edition, "check")[0] == 0
