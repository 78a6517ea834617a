#!/usr/bin/env python3
"""Run the edition's command in a virtual environment that is set up when first needed.

    python3 build.py                  build the edition into site/
    python3 build.py VERB [ARG ...]   any other verb of the command `edition`
    python3 build.py test [ARG ...]   run every test (ARGs go to pytest)

`.venv`, beside this file, holds exactly the packages of requirements.lock, and for the tests
those of requirements-test.lock. The command works in the current folder if that holds an
annotations/edition.yaml, else in the folder of this file.

Only the standard library is used here, and nothing above the version check, nor any syntax
below it, is newer than Python 3.6: an old Python has to get as far as the message.
"""
import os
import sys

if sys.version_info < (3, 11):
    sys.exit(
        "build.py needs Python 3.11 or newer and this is Python %d.%d: get one from your system's"
        " packages or https://www.python.org/downloads/ and run build.py with it, for example:"
        " python3.13 build.py" % tuple(sys.version_info[:2])
    )

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HERE, ".venv")
WINDOWS = os.name == "nt"
BIN = os.path.join(VENV, "Scripts" if WINDOWS else "bin")
PYTHON = os.path.join(BIN, "python.exe" if WINDOWS else "python")
COMMAND = os.path.join(BIN, "edition")
STAMP = os.path.join(VENV, "set-up.txt")
LOCK, TEST_LOCK = "requirements.lock", "requirements-test.lock"

# The command is a shell script to the shell and a Python script to Python. -P keeps the current
# folder from shadowing modules; UTF-8 mode makes output the same on every terminal.
FLAGS = ["-P", "-X", "utf8"]
COMMAND_TEXT = """#!/bin/sh
'''exec' "$(dirname "$0")/python" -P -X utf8 "$0" "$@"
'''
import sys
try:
    from edition.cli import main
    sys.exit(main())
except KeyboardInterrupt:
    sys.exit(130)
"""
COMMAND_CMD = '@"%~dp0python.exe" -P -X utf8 "%~dp0edition" %*\r\n'


class Stop(Exception):
    """The set-up cannot go on; the text says why and what to do, to the person who runs it."""


def main(args: list[str]) -> int:
    """Run the command line `args` (without the program's name); return the exit code.

    Where the system can, the command takes this process's place, and main does not return.
    """
    args = args or ["build"]
    try:
        if args[0] == "test":
            set_up([LOCK, TEST_LOCK])
            return run_tests(args[1:])
        set_up([LOCK])
        if not os.path.isfile(os.path.join("annotations", "edition.yaml")):
            os.chdir(HERE)
        return run([PYTHON] + FLAGS + [COMMAND] + args, child_environment())
    except Stop as reason:
        say(f"build.py: {reason}")
        return 1
    except OSError as error:
        say(f"build.py: cannot set up or start .venv: {error}")
        return 1
    except KeyboardInterrupt:
        return 130


def run_tests(args: list[str]) -> int:
    """Look for a browser, install one if need be, and run pytest; return its exit code."""
    os.chdir(HERE)
    env = child_environment()
    finder = [PYTHON] + FLAGS + ["-m", "tests.browser", "--install"]
    found = subprocess.run(finder, env=env, stdout=subprocess.PIPE, encoding="utf-8")
    env.pop("EDITION_NO_BROWSER", None)
    answer = "EDITION_NO_BROWSER" if found.returncode else "EDITION_BROWSER"
    env[answer] = found.stdout.strip() or "tests/browser.py failed"
    return run([PYTHON, "-P", "-m", "pytest"] + args, env)


def run(command: list[str], env: dict[str, str]) -> int:
    """Run `command` in the place of this process, or on Windows beside it; return its exit code."""
    if not WINDOWS:
        os.execve(command[0], command, env)
    child = subprocess.Popen(command, env=env)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            pass  # the child got the Ctrl-C too: its exit code tells


def child_environment() -> dict[str, str]:
    """The environment for programs in .venv: without what would make Python or pip look elsewhere."""
    unwanted = {"PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIREMENT"}
    env = {name: value for name, value in os.environ.items() if name not in unwanted}
    env["PIP_USER"] = "0"
    return env


# ---- setting up ----------------------------------------------------------------------------


def set_up(locks: list[str]) -> None:
    """Make .venv hold what `locks` list; do nothing if its stamp says that it does."""
    wanted = facts(locks)
    if wanted <= recorded():
        return
    with alone():
        known = recorded()  # read again: another run may have set it up meanwhile
        if wanted <= known:
            return
        if known and known < wanted:
            missing = [lock for lock in locks if not facts([lock]) <= known]
        else:
            say(f"Setting up .venv ({'anew' if os.path.lexists(VENV) else 'first run only'}) ...")
            make_venv()
            known, missing = set(), locks
        for lock in missing:
            add_packages(lock, known)
            known = known | facts([lock])
            write_stamp(known)


def facts(locks: list[str]) -> set[str]:
    """The lines that the stamp of a .venv with these locks has: where it is, whose it is, what is in it."""
    lines = {
        "set-up 1",
        f"folder {os.path.realpath(VENV)!a}",
        f"python {sys.implementation.cache_tag}{getattr(sys, 'abiflags', '')} {sys.platform}",
    }
    for lock in locks:
        try:
            with open(os.path.join(HERE, lock), "rb") as file:
                lines.add(f"{lock} {hashlib.sha256(file.read()).hexdigest()}")
        except FileNotFoundError:
            raise Stop(f"{lock} is missing beside build.py") from None
    return lines


def recorded() -> set[str]:
    """The lines of the stamp; none if there is no stamp or the Python that .venv points to is gone."""
    try:
        with open(os.path.join(VENV, "pyvenv.cfg"), encoding="utf-8") as file:
            home = [line.partition("=")[2].strip() for line in file if line.startswith("home")]
        with open(STAMP, encoding="utf-8") as file:
            lines = set(file.read().splitlines())
    except (OSError, ValueError):
        return set()
    return lines if home and os.path.isdir(home[0]) and os.path.exists(PYTHON) else set()


def write_stamp(lines: set[str]) -> None:
    """Record `lines` in one step, so that an interruption leaves the old stamp or the new one."""
    with open(STAMP + ".new", "w", encoding="utf-8") as file:
        file.write("".join(line + "\n" for line in sorted(lines)))
    os.replace(STAMP + ".new", STAMP)


def make_venv() -> None:
    """Make an empty .venv with pip, the command `edition` and this folder on its path."""
    try:
        import ensurepip  # noqa: F401  (Debian takes this part out of Python, `venv` may be there)
        import sysconfig
        import venv  # noqa: F401
    except ImportError as error:
        raise Stop(no_venv(error.name or "venv")) from None
    if os.path.islink(VENV) or os.path.isfile(VENV):
        os.unlink(VENV)
    elif os.path.lexists(VENV):
        shutil.rmtree(VENV)
    base = getattr(sys, "_base_executable", None) or sys.executable  # not the .venv that was just removed
    made = quietly([base, "-m", "venv", VENV])
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        reason = no_venv("ensurepip") if "ensurepip" in made.stdout else "`python -m venv` failed:"
        raise Stop(reason + last_lines(made.stdout))
    # Relative to the folder it is in, so in ASCII whatever the path: .pth files have no fixed encoding.
    packages = sysconfig.get_path("purelib", "venv", {"base": VENV})
    with open(os.path.join(packages, "edition.pth"), "w", encoding="ascii") as file:
        file.write(os.path.relpath(HERE, packages) + "\n")
    with open(COMMAND, "w", encoding="ascii", newline="\n") as file:
        file.write(COMMAND_TEXT)
    os.chmod(COMMAND, 0o755)
    if WINDOWS:
        with open(COMMAND + ".cmd", "w", encoding="ascii", newline="") as file:
            file.write(COMMAND_CMD)


def add_packages(lock: str, known: set[str]) -> None:
    """Install what `lock` lists, by hash; `known` are the stamp's lines so far.

    While pip works the stamp has a line that no set-up wants: if that is cut short, .venv is made
    anew by the next run that needs this lock. Those that do not need it go on as before.
    """
    say(f"Installing the packages of {lock} ...")
    if known:
        write_stamp(known | {f"unfinished {lock}"})
    pip = [PYTHON, "-P", "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    done = quietly(pip + ["--require-hashes", "-r", os.path.join(HERE, lock)])
    if done.returncode == 0:
        return
    if known:
        write_stamp(known)  # pip fetches everything before it installs anything
    else:
        shutil.rmtree(VENV, ignore_errors=True)
    reason = f"pip could not install the packages of {lock}"
    if "DO NOT MATCH THE HASHES" in done.stdout:
        reason += " (a file is not the one that was locked)"
    elif "Retrying (" in done.stdout or "ConnectionError" in done.stdout:
        reason += " (is there a network? The first run needs one)"
    raise Stop(reason + ":" + last_lines(done.stdout))


def no_venv(module: str) -> str:
    """What to say where Python comes without `module`, one of those that make a venv."""
    major, minor = sys.version_info[:2]
    return (
        f"this Python has no `{module}` module, which .venv needs. Install it (Debian, Ubuntu:"
        f" sudo apt install python3-venv, or python{major}.{minor}-venv; Fedora: sudo dnf install python3-libs;"
        " openSUSE: sudo zypper install python3-base; elsewhere: a full Python from"
        " https://www.python.org/downloads/) and run build.py again"
    )


def quietly(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run `command`; its output and errors are kept in `stdout`, for the case that it fails.

    It inherits the lock of `alone`: should this process be killed, the next waits for that one.
    """
    return subprocess.run(
        command, env=child_environment(), stdin=subprocess.DEVNULL, close_fds=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
    )


def last_lines(output: str) -> str:
    """The last lines of a program's output, each indented on a line of its own; pip's retries left out."""
    lines = [line.rstrip()[:200] for line in output.splitlines() if line.strip() and "Retrying (" not in line]
    return "".join("\n    " + line for line in lines[-6:])


@contextmanager
def alone() -> Iterator[None]:
    """Wait until no other build.py sets up this .venv (not on Windows, which has no such lock).

    The lock is on this very file, so that none is left lying about.
    """
    with open(os.path.abspath(__file__), "rb") as file:
        if not WINDOWS:
            import fcntl

            os.set_inheritable(file.fileno(), True)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("Waiting for another build.py to set up .venv ...")
                fcntl.flock(file, fcntl.LOCK_EX)
            except OSError:
                pass  # a file system without locks
        yield


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
