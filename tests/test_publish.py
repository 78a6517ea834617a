"""Writing the site: all of it or nothing, never over what is not a site, and never by half."""

import inspect
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from edition.cli import main
from edition.problem import EditionError
from edition.publish import MANIFEST, write_site
from tests.conftest import ROOT, files_of

posix_only = pytest.mark.skipif(os.name == "nt", reason="POSIX signals, symlinks and permissions")

def version(word: str, pages: int = 4) -> dict[str, bytes]:
    """A small site whose every file tells its version."""
    made = {f"text{number}/index.html": f"{word} {number} ".encode() * 500 for number in range(pages)}
    made |= {"index.html": word.encode(), f"{word}.txt": b""}
    return made | {MANIFEST: json.dumps({"version": "1", "files": dict.fromkeys(made, "")}).encode()}


OPENING = f"""
import json, os, sys
from pathlib import Path
import edition.publish
from edition.publish import MANIFEST, write_site
{inspect.getsource(version)}
"""
ENDED = OPENING + """  # argv: the site, the step to end at, the signal to do it with, whether folders can be exchanged at once
site, left, number, system = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
if system == "plain":
    edition.publish._swap = lambda a, b: False
STEPS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod", "os.scandir", "shutil.rmtree"}
def watch(event, _):
    global left
    if event in STEPS:
        if left == 0:
            os.kill(os.getpid(), number)
        left -= 1
sys.addaudithook(watch)
write_site(version("new", 2), site, Path.cwd())
"""
KILLED = OPENING + """
files = version("new", 400)
print("go", flush=True)
write_site(files, Path(sys.argv[1]), Path.cwd())
"""


def beside(site: Path) -> list[str]:
    """What stands beside a site and is not it."""
    return sorted(path.name for path in site.parent.iterdir() if path != site)


def child(code: str, *args: object, **more) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-c", code, *map(str, args)], cwd=ROOT, text=True, **more)


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the edition to spoil, as the current folder, with an old site in its folder `out`."""
    for room in ("sources", "annotations", "templates", "static"):
        shutil.copytree(ROOT / room, tmp_path / "edition ə" / room)
    monkeypatch.chdir(tmp_path / "edition ə")
    write_site(version("old"), tmp_path / "edition ə" / "out", tmp_path / "edition ə")
    return tmp_path / "edition ə"


# ---- a build that fails ----------------------------------------------------------------------


def test_a_site_takes_the_place_of_the_old_one_and_leaves_nothing_of_it(tmp_path: Path) -> None:
    for word in ("old", "new"):
        write_site(version(word), tmp_path / "site", ROOT)
        assert files_of(tmp_path / "site") == version(word)
        assert beside(tmp_path / "site") == []


@pytest.mark.parametrize("path, spoil", [
    ("sources/istiqlal/text.yaml", lambda data: data + b"\nlang: [\n"),
    ("sources/yardim/text.txt", lambda data: data.replace(b"a", b"e", 1)),
    ("sources/yardim/ledger.tsv", lambda data: data[: len(data) // 2]),
    ("annotations/edition.yaml", lambda data: data.replace(b"- yardim", b"- yardin")),
    ("templates/base.html", lambda data: data + b"{{ nothing }}"),
    ("templates/part/note.html", lambda data: data + b"{% if %}"),
    ("templates/page/text.html", lambda data: data + b"\xff"),
    ("templates/words/tr.po", lambda data: data.replace(b'msgctxt "home"', b'msgctxt "hone"')),
    ("annotations/pages/about.az.md", lambda data: data + b"\xff"),
])  # fmt: skip
def test_a_build_that_fails_leaves_the_old_site_byte_for_byte(workshop: Path, capsys, path: str, spoil) -> None:
    (workshop / path).write_bytes(spoil((workshop / path).read_bytes()))
    assert main(["build", "--output", "out"]) == 1
    assert "error[" in capsys.readouterr().err
    assert files_of(workshop / "out") == version("old")
    assert sorted(path.name for path in workshop.glob(".*")) == []


def test_a_page_that_cannot_be_written_leaves_the_old_site(tmp_path: Path) -> None:
    write_site(version("old"), tmp_path / "site", ROOT)
    for wrong in ({"a": b"", "a/b": b""}, {"../outside.html": b""}, {"/outside.html": b""}, {"x" * 300: b""}):
        with pytest.raises(EditionError):
            write_site({**version("new"), **wrong}, tmp_path / "site", ROOT)
        assert files_of(tmp_path / "site") == version("old")
        assert beside(tmp_path / "site") == []


@posix_only
def test_a_full_disk_leaves_the_old_site_and_says_so(tmp_path: Path) -> None:
    write_site(version("old"), tmp_path / "site", ROOT)
    code = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({50_000}, {50_000})); import edition.__main__"
    full = child(code, "build", "--output", tmp_path / "site", stderr=subprocess.PIPE)
    said = full.communicate()[1]
    assert full.returncode == 1 and "error[cannot-write]" in said and "Traceback" not in said
    assert files_of(tmp_path / "site") == version("old")
    assert beside(tmp_path / "site") == []


# ---- a build that is ended -------------------------------------------------------------------


@posix_only
@pytest.mark.parametrize("system", ["exchanging", "plain"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT], ids=["killed", "interrupted"])
def test_a_build_ended_at_any_step_leaves_a_whole_site(tmp_path: Path, number: int, system: str) -> None:
    site, code, step = tmp_path / "site", -number, 0
    while code == -number:
        write_site(version("old", 2), site, ROOT)
        code = child(ENDED, site, step, int(number), system, stderr=subprocess.DEVNULL).wait()
        kept = site if site.exists() or system == "exchanging" else site.with_name(".site-previous")
        assert files_of(kept) in (version("old", 2), version("new", 2)), f"ended at step {step}"
        write_site(version("next"), site, ROOT)
        assert files_of(site) == version("next") and beside(site) == [], f"after an end at step {step}"
        step += 1
    assert code == 0 and step > 30


@posix_only
def test_a_build_killed_at_a_random_moment_leaves_a_whole_site(tmp_path: Path) -> None:
    site, chance, ends = tmp_path / "site", random.Random(1918), set()
    old, new = version("old", 400), version("new", 400)
    longest = 0.0
    for _ in range(25):
        write_site(old, site, ROOT)
        build = child(KILLED, site, stdout=subprocess.PIPE)
        build.stdout.readline()
        started = time.monotonic()
        if not longest:
            build.wait()
            longest = time.monotonic() - started
        time.sleep(chance.uniform(0, longest))
        build.kill()
        build.wait()
        left = files_of(site)
        assert left in (old, new)
        ends.add(left == new)
        write_site(version("next"), site, ROOT)
        assert beside(site) == []
    assert ends == {True, False}, "no build was killed before its end"


class Meanwhile(dict):
    """A site during whose writing another build, from its beginning to its end, runs."""

    def __init__(self, files: Mapping[str, bytes], site: Path):
        super().__init__(files)
        self.site = site

    def items(self) -> Iterator[tuple[str, bytes]]:
        for number, pair in enumerate(super().items()):
            if number == 3:
                write_site(version("meanwhile"), self.site, ROOT)
            yield pair


def test_two_builds_at_once_leave_the_whole_site_of_one(tmp_path: Path) -> None:
    try:
        write_site(Meanwhile(version("new"), tmp_path / "site"), tmp_path / "site", ROOT)
    except EditionError:
        pass  # that it gives up is right too
    assert files_of(tmp_path / "site") in (version("new"), version("meanwhile"))


# ---- places that are refused -----------------------------------------------------------------


@pytest.mark.parametrize("output", [
    ".", "..", "sources", "sources/istiqlal", "sources/site", "annotations/pages", "templates/site", "static",
    "edition/site", "tests/site", ".git/site", "out/../sources", "link/site", "link",
])  # fmt: skip
def test_the_edition_itself_is_never_the_output(workshop: Path, capsys, output: str) -> None:
    (workshop / "link").symlink_to(workshop / "sources")
    before = files_of(workshop.parent)
    assert main(["build", "--output", output]) in (1, 2)
    assert "error[output-" in capsys.readouterr().err
    assert files_of(workshop.parent) == before


def test_a_place_that_is_refused_is_refused_before_anything_is_read(workshop: Path, capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object) -> None:
        raise AssertionError("the edition was read")

    monkeypatch.setattr("edition.cli.read_project", read)
    assert main(["build", "--output", "sources"]) == 1
    assert "error[output-is-edition]" in capsys.readouterr().err


@pytest.mark.parametrize("there", [
    {"thesis.txt": b"ten years of work"},
    {"index.html": b"another site"},
    {"data/manifest.json": b'{"name": "a web application"}', "thesis.txt": b"ten years of work"},
])  # fmt: skip
def test_a_folder_that_is_not_a_site_is_never_overwritten(workshop: Path, capsys, there: dict[str, bytes]) -> None:
    for name, data in there.items():
        (workshop / "mine" / name).parent.mkdir(parents=True, exist_ok=True)
        (workshop / "mine" / name).write_bytes(data)
    assert main(["build", "--output", "mine"]) in (1, 2)
    assert "error[output-not-a-site]" in capsys.readouterr().err
    assert files_of(workshop / "mine") == there


def test_a_file_is_never_overwritten_by_a_site(workshop: Path, capsys) -> None:
    (workshop / "thesis").write_bytes(b"ten years of work")
    for output in ("thesis", "thesis/site"):
        assert main(["build", "--output", output]) in (1, 2)
        assert "error[" in capsys.readouterr().err
    assert (workshop / "thesis").read_bytes() == b"ten years of work"


@posix_only
@pytest.mark.parametrize("target", ["out", "empty", "nowhere"])
def test_a_symlink_is_refused_as_output(workshop: Path, capsys, target: str) -> None:
    (workshop / "empty").mkdir()
    (workshop / "linked").symlink_to(workshop / target)
    for output in ("linked", "linked/"):
        assert main(["build", "--output", output]) in (1, 2)
        assert "error[output-not-a-site]" in capsys.readouterr().err
    assert (workshop / "linked").is_symlink()
    assert files_of(workshop / "out") == version("old")


def test_an_empty_folder_may_become_the_site(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    write_site(version("new"), tmp_path / "site", ROOT)
    assert files_of(tmp_path / "site") == version("new")


@contextmanager
def without_privileges() -> Iterator[None]:
    """Root may write everywhere; be nobody for a while."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@posix_only
@pytest.mark.parametrize("place", ["locked/site", "locked/new/site"])
def test_a_read_only_parent_gives_one_clear_message(tmp_path: Path, capsys, monkeypatch, place: str) -> None:
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    (tmp_path / "locked").mkdir(mode=0o555)
    monkeypatch.chdir(ROOT)
    with without_privileges():
        assert main(["build", "--output", str(tmp_path / place)]) == 1
    said = capsys.readouterr().err
    assert said.count("error[") == 1 and "error[cannot-write]" in said and "ermission denied" in said
    assert list((tmp_path / "locked").iterdir()) == []
