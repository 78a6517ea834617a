"""Writing: a whole site at once or not at all, and a ledger that only grows. The one place that writes."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from edition.export import MANIFEST
from edition.problem import EditionError, Problem


def write_site(files: Mapping[str, bytes], output: Path, root: Path) -> None:
    """Replace the folder `output` by these files (paths below it → bytes).

    The site is written beside the old one and takes its place only when it is complete; a failure or an
    interruption before leaves the old one as it was. Raises `EditionError` where the folder holds
    something that this edition did not make, or would swallow the edition itself (`check_output`), and with
    `path-outside`, `cannot-write`.
    """
    output = Path(os.path.abspath(output))
    outside = [name for name in files if not name or name.startswith("/") or "\\" in name or ".." in name.split("/")]
    if outside:
        raise EditionError([Problem(name, 0, 0, "path-outside", "a page would leave the site's folder") for name in outside])
    building: Path | None = None
    try:
        check_output(output, root)
        output.parent.mkdir(parents=True, exist_ok=True)
        recover(output)
        building = Path(tempfile.mkdtemp(prefix=f".{output.name}-building-{os.getpid()}-", dir=output.parent))
        for name, data in files.items():
            target = building / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        for folder, _, names in os.walk(building):
            os.chmod(folder, 0o755)
            for name in names:
                os.chmod(os.path.join(folder, name), 0o644)
        _exchange(building, output)
    except OSError as error:
        raise EditionError([Problem(str(output), 0, 0, "cannot-write", f"the site cannot be written: {error.strerror or error}",
                                    hint="Choose another folder with --output.")]) from None  # fmt: skip
    finally:
        if building:
            shutil.rmtree(building, ignore_errors=True)


def check_output(output: Path, root: Path) -> None:
    """Whether a site may stand in `output`; a build asks before it makes one, and again before it writes.

    Raises `EditionError` with `output-is-edition` or `output-not-a-site`, and `OSError` where the folder cannot be looked into.
    """
    output = Path(os.path.abspath(output))
    root, real = root.resolve(), output.resolve()
    rooms = ("sources", "annotations", "edition", "templates", "static", "tests", ".git")
    if root.is_relative_to(real) or any(real.is_relative_to(root / room) for room in rooms):
        raise EditionError([Problem(str(output), 0, 0, "output-is-edition", "the site would overwrite the edition itself",
                                    hint="Choose another folder with --output.")])  # fmt: skip
    strange = _strange_files(output)
    if strange:
        raise EditionError([Problem(str(output), 0, 0, "output-not-a-site",
                                    f"there is something in this place that the edition did not make: {strange[0]}",
                                    hint="It is not overwritten. Choose another folder with --output, or move it away.")])  # fmt: skip


def _strange_files(output: Path) -> list[str]:
    """What stands in the place of the site and was not written by a build."""
    if output.is_symlink() or output.exists() and not output.is_dir():
        return [output.name]
    if not output.exists():
        return []
    there = sorted(path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_symlink() or not path.is_dir())
    try:
        made = json.loads((output / MANIFEST).read_bytes())["files"].keys() | {MANIFEST}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        made = set()
    return [name for name in there if name not in made]


def _exchange(new: Path, old: Path) -> None:
    """Put `new` in the place of `old`, in one step where the system can (what was there ends up in `new`)."""
    if not old.exists():
        new.rename(old)
    elif not _swap(new, old):
        aside = _aside(old)
        old.rename(aside)
        new.rename(old)
        shutil.rmtree(aside, ignore_errors=True)


def _aside(site: Path) -> Path:
    return site.with_name(f".{site.name}-previous")


def recover(site: Path) -> None:
    """Clean up after a build that was killed: a site put aside comes back, half-written ones go."""
    if not site.name:
        return
    aside = _aside(site)
    if aside.is_dir():
        if site.exists():
            shutil.rmtree(aside, ignore_errors=True)
        else:
            aside.rename(site)
    for left in site.parent.glob(f".{site.name}-building-*"):
        if not _is_running(left.name.split("-building-")[1].split("-")[0]):
            shutil.rmtree(left, ignore_errors=True)


def _is_running(process: str) -> bool:
    """Whether the build that made a folder is still at work (elsewhere than on POSIX: unknown, so no)."""
    if os.name != "posix" or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True


def _swap(a: Path, b: Path) -> bool:
    """Exchange two folders atomically: renameat2(2) on Linux, renamex_np(2) on macOS. False where it cannot be."""
    one, other = os.fsencode(a), os.fsencode(b)
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "linux":
            return library.renameat2(-100, one, -100, other, 2) == 0
        if sys.platform == "darwin":
            return library.renamex_np(one, other, 2) == 0
    except (AttributeError, OSError):
        pass
    return False


def write_ledgers(root: Path, ledgers: Mapping[str, str]) -> None:
    """Write ledgers (path in the edition → whole content): all of them beside their places first, then into them.

    Raises `EditionError` (`cannot-write`) before any has changed, where one cannot be written.
    """
    parts = {root / path: (root / path).with_name((root / path).name + ".part") for path in ledgers}
    try:
        for path, content in ledgers.items():
            parts[root / path].write_bytes(content.encode())
        for target, part in parts.items():
            part.replace(target)
    except OSError as error:
        raise EditionError([Problem(path, 0, 0, "cannot-write", f"the ledger cannot be written: {error.strerror or error}",
                                    hint="Nothing was changed.")]) from None  # fmt: skip
    finally:
        for part in parts.values():
            with contextlib.suppress(OSError):
                part.unlink()
