"""A small sound edition, the ways in which a case breaks it, and running the command on it.

A case is a folder beside this file. Its files stand over those of `_sound/`; its `steps.txt`, where
there is one, says what files cannot show, one step a line:

    change PATH | OLD | NEW      in that file, OLD (which stands there once) becomes NEW
    add PATH | TEXT              at the end of that file, which need not be there before
    fill PATH | NUMBER | TEXT    the file is that text, so many times
    remove PATH                  the file or folder goes
    folder PATH                  a folder takes the file's place
    link PATH | TARGET           a symbolic link takes the file's place
    renew                        the descriptor gets the SHA-256 of text.txt
    $ edition VERB …             the command is run; the last one is what the case is about

Without a `$` line the command is `edition check`. In NEW and TEXT, \\n is a line end and \\xHH a byte.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from edition.cli import main

BROKEN = Path(__file__).resolve().parent
ROOT = BROKEN.parent.parent
NO_FILES = shutil.ignore_patterns("expected.txt", "steps.txt")


def sound_edition(folder: Path, *, pages: bool = False) -> Path:
    """The small sound edition in a new folder; with `pages`, also templates and style, to build it."""
    shutil.copytree(BROKEN / "_sound", folder)
    shutil.copytree(ROOT / "annotations/schema", folder / "annotations/schema")
    if pages:
        for room in ("templates", "static"):
            shutil.copytree(ROOT / room, folder / room)
    return folder


def run_edition(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run the command in a folder: its exit code, and all it prints, errors included, in the order of printing."""
    printed = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            code = main(arguments)
        except SystemExit as error:
            code = int(error.code or 0)
    return code, printed.getvalue()


def start_edition(folder: Path, *arguments: str, timeout: float = 60, **more) -> subprocess.CompletedProcess[str]:
    """Run the command as a program of its own: for what might hang or kill it, and for its two streams."""
    env = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"} | more.pop("env", {})
    return subprocess.run(
        [sys.executable, "-P", "-X", "utf8", "-m", "edition", *arguments],
        cwd=folder, env=env, encoding="utf-8", capture_output=True, timeout=timeout, **more,
    )  # fmt: skip


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    """All that is in a folder: path → content and time of the last change."""
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes() if path.is_file() else b"", path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
    }


def change(path: Path, old: str, new: str) -> None:
    """Change the one place of a file where `old` stands."""
    before = path.read_bytes()
    assert before.count(letters(old)) == 1, f"“{old}” stands {before.count(letters(old))} times in {path}"
    path.write_bytes(before.replace(letters(old), letters(new)))


def letters(text: str) -> bytes:
    """The bytes of a text in a step: UTF-8, `\\n` and `\\xHH` read."""
    plain = text.encode().replace(rb"\n", b"\n")
    return re.sub(rb"\\x([0-9a-f]{2})", lambda match: bytes([int(match[1], 16)]), plain)


def renew(folder: Path, slug: str = "probe") -> None:
    """Write the SHA-256 of a text's source into its descriptor."""
    descriptor = folder / f"sources/{slug}/text.yaml"
    found = hashlib.sha256((folder / f"sources/{slug}/text.txt").read_bytes()).hexdigest()
    descriptor.write_bytes(re.sub(rb"sha256: .*", b"sha256: " + found.encode(), descriptor.read_bytes()))


def broken_edition(case: Path, folder: Path) -> tuple[str, int, str]:
    """Make a case's edition in a new folder and run its last command: that command, its exit code, what it prints."""
    steps = (case / "steps.txt").read_text(encoding="utf-8").splitlines() if (case / "steps.txt").is_file() else []
    commands = [step for step in steps if step.startswith("$ edition ")]
    sound_edition(folder, pages=any(word in step for step in commands for word in ("build", "serve")))
    shutil.copytree(case, folder, dirs_exist_ok=True, ignore=NO_FILES)
    last = commands[-1] if commands else "$ edition check"
    for step in steps:
        if step.startswith("$ edition ") and step is not commands[-1]:
            code, printed = run_edition(folder, *shlex.split(step)[2:])
            assert code == 0, f"{case.name}: {step}\n{printed}"
        elif step and step[0] not in "#$":
            _take(step, folder)
    return last, *run_edition(folder, *shlex.split(last)[2:])


def _take(step: str, folder: Path) -> None:
    verb, _, rest = step.partition(" ")
    name, *fields = rest.split(" | ")
    path = folder / name
    if verb in ("remove", "folder", "link"):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    if verb == "change":
        change(path, *fields)
    elif verb == "add":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((path.read_bytes() if path.exists() else b"") + letters(fields[0]))
    elif verb == "fill":
        path.write_bytes(letters(fields[1]) * int(fields[0]))
    elif verb == "folder":
        path.mkdir(parents=True)
    elif verb == "link":
        path.symlink_to(fields[0])
    elif verb == "renew":
        renew(folder)
    else:
        assert verb == "remove", f"there is no step “{verb}”"
