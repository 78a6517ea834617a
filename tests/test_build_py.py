"""build.py, run for real in small folders of its own. Nothing here needs a network."""

import ast
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
WINDOWS = os.name == "nt"
posix_only = pytest.mark.skipif(WINDOWS, reason="POSIX signals and executables")

# A command `edition` that tells where it runs, and ends with the code that it is asked for.
STAND_IN = """
import os, sys, time
def main():
    print(os.getcwd(), *sys.argv[1:], sep="|", flush=True)
    if sys.argv[1] == "wait":
        time.sleep(60)
    return int(sys.argv[2]) if len(sys.argv) > 2 else 0
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that needs no package, in an awkward folder, after its first run."""
    folder = tmp_path_factory.mktemp("launcher") / "an edition ə"
    new_project(folder)
    first = run(folder)
    assert first.returncode == 0, first.stderr
    assert "Setting up .venv (first run only)" in first.stderr
    return folder


def new_project(folder: Path) -> None:
    (folder / "edition").mkdir(parents=True)
    shutil.copy(ROOT / "build.py", folder)
    (folder / "requirements.lock").write_text("# nothing\n", encoding="utf-8")
    (folder / "edition" / "__init__.py").touch()
    (folder / "edition" / "cli.py").write_text(STAND_IN, encoding="utf-8")


def run(folder: Path, *args: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, folder / "build.py", *args], cwd=cwd or folder, env={**os.environ, **env},
        capture_output=True, encoding="utf-8", timeout=120,
    )


def stamp(folder: Path) -> Path:
    return folder / ".venv" / "set-up.txt"


# ---- the message to old Pythons --------------------------------------------------------------


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 10, 13)])
def test_an_old_python_is_told_which_version_is_needed_and_how_to_get_it(version: tuple[int, ...]) -> None:
    pretend = f"import sys; sys.version_info = {version}; exec(open({str(ROOT / 'build.py')!r}).read())"
    told = subprocess.run([sys.executable, "-c", pretend], capture_output=True, encoding="utf-8")
    assert told.returncode == 1
    assert "needs Python 3.11 or newer" in told.stderr
    assert "Python %d.%d:" % version[:2] in told.stderr
    assert "https://www.python.org/downloads/" in told.stderr
    assert len(told.stderr.splitlines()) == 1


def test_build_py_has_no_syntax_that_an_old_python_would_stumble_over() -> None:
    source = (ROOT / "build.py").read_text(encoding="ascii")
    tree = ast.parse(source, feature_version=(3, 7))
    assert not [node for node in ast.walk(tree) if isinstance(node, (ast.NamedExpr, ast.Match, ast.TryStar))]
    before_the_check = tree.body[: next(i for i, node in enumerate(tree.body) if isinstance(node, ast.If)) + 1]
    assert [type(node) for node in before_the_check] == [ast.Expr, ast.Import, ast.Import, ast.If]


# ---- the set-up ------------------------------------------------------------------------------


def test_the_second_run_sets_nothing_up(made: Path) -> None:
    before = stamp(made).stat().st_mtime_ns
    again = run(made)
    assert (again.returncode, again.stderr) == (0, "")
    assert stamp(made).stat().st_mtime_ns == before


def test_without_an_argument_it_builds(made: Path) -> None:
    assert run(made).stdout.strip() == f"{made}|build"


@pytest.mark.parametrize("code", [0, 1, 2])
def test_the_exit_code_is_the_commands_own(made: Path, code: int) -> None:
    assert run(made, "check", str(code)).returncode == code


def test_arguments_arrive_as_they_are(made: Path) -> None:
    assert run(made, "search", "0", "Gəncə *", "--x=a b", "").stdout.strip() == f"{made}|search|0|Gəncə *|--x=a b|"


def test_it_works_in_the_current_folder_only_if_that_is_an_edition(made: Path, tmp_path: Path) -> None:
    assert run(made, cwd=tmp_path).stdout.startswith(f"{made}|")
    (tmp_path / "annotations").mkdir()
    (tmp_path / "annotations" / "edition.yaml").touch()
    (tmp_path / "edition.py").write_text("raise SystemExit('shadowed')", encoding="utf-8")
    assert run(made, cwd=tmp_path).stdout.startswith(f"{tmp_path}|")


def test_a_pythonpath_from_outside_is_not_looked_at(made: Path, tmp_path: Path) -> None:
    (tmp_path / "edition.py").write_text("raise SystemExit('shadowed')", encoding="utf-8")
    assert run(made, PYTHONPATH=str(tmp_path)).returncode == 0


@posix_only
def test_the_command_edition_works_when_the_venv_is_activated(made: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", '. "$0/.venv/bin/activate" && edition check 2', made], cwd=tmp_path,
        capture_output=True, encoding="utf-8",
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (2, f"{tmp_path}|check|2", "")


@posix_only
def test_ctrl_c_gives_130_without_a_traceback(made: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, made / "build.py", "wait"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    child.stdout.readline()
    child.send_signal(signal.SIGINT)
    _, errors = child.communicate(timeout=20)
    assert (child.returncode, errors) == (130, "")


# Each of these makes what the stamp says untrue.


def change_the_lock(folder: Path) -> None:
    (folder / "requirements.lock").write_text("# nothing, again\n", encoding="utf-8")


def interrupt_the_set_up(folder: Path) -> None:
    stamp(folder).unlink()


def be_of_another_python(folder: Path) -> None:
    text = stamp(folder).read_text(encoding="utf-8")
    stamp(folder).write_text(re.sub("python .*", "python cpython-310 elsewhere", text), encoding="utf-8")


def lose_the_python_it_points_to(folder: Path) -> None:
    config = folder / ".venv" / "pyvenv.cfg"
    text = config.read_text(encoding="utf-8")
    config.write_text(re.sub("(?m)^home = .*", "home = /nowhere/bin", text), encoding="utf-8")


def lose_its_interpreter(folder: Path) -> None:
    shutil.rmtree(folder / ".venv" / ("Scripts" if WINDOWS else "bin"))


@pytest.mark.parametrize(
    "spoil",
    [change_the_lock, interrupt_the_set_up, be_of_another_python, lose_the_python_it_points_to, lose_its_interpreter],
)
def test_a_venv_that_is_not_what_it_should_be_is_made_anew(made: Path, spoil: Callable[[Path], None]) -> None:
    left_over = made / ".venv" / "left-over"
    left_over.touch()
    spoil(made)
    again = run(made)
    assert again.returncode == 0
    assert "Setting up .venv (anew)" in again.stderr
    assert not left_over.exists()
    assert run(made).stderr == ""


@posix_only
def test_a_venv_that_moved_with_its_folder_is_made_anew(made: Path, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    shutil.copytree(made, moved, symlinks=True)
    assert "Setting up .venv (anew)" in run(moved).stderr
    assert run(moved).stdout.startswith(f"{moved}|")


@posix_only
def test_a_set_up_cut_short_leaves_nothing_that_passes_for_a_venv(tmp_path: Path) -> None:
    new_project(tmp_path)
    child = subprocess.Popen([sys.executable, tmp_path / "build.py"], stderr=subprocess.PIPE, text=True)
    while not (tmp_path / ".venv" / "pyvenv.cfg").exists():
        assert child.poll() is None
        time.sleep(0.01)
    child.send_signal(signal.SIGINT)
    _, errors = child.communicate(timeout=20)
    assert (child.returncode, errors) == (130, "Setting up .venv (first run only) ...\n")
    assert "Setting up .venv (anew)" in run(tmp_path).stderr


@posix_only
def test_two_first_runs_at_once_set_up_one_venv(tmp_path: Path) -> None:
    new_project(tmp_path)
    command = [sys.executable, str(tmp_path / "build.py")]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    errors = [child.communicate(timeout=120)[1] for child in both]
    assert [child.returncode for child in both] == [0, 0]
    assert sum("Setting up" in text for text in errors) == 1


# ---- what can go wrong -----------------------------------------------------------------------


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_missing_module_is_named_with_the_package_that_brings_it(tmp_path: Path, module: str) -> None:
    new_project(tmp_path)
    blocker = f"import sys\nsys.modules[{module!r}] = None\n"
    (tmp_path / "blocked").mkdir()
    (tmp_path / "blocked" / "sitecustomize.py").write_text(blocker, encoding="utf-8")
    told = run(tmp_path, PYTHONPATH=str(tmp_path / "blocked"))
    assert told.returncode == 1
    assert f"no `{module}` module" in told.stderr
    assert "python3-venv, or python%d.%d-venv" % sys.version_info[:2] in told.stderr
    assert "Traceback" not in told.stderr
    assert not (tmp_path / ".venv").exists()


def test_without_a_network_pips_last_lines_are_shown_and_nothing_is_kept(tmp_path: Path) -> None:
    new_project(tmp_path)
    lock = f"nothing-like-it==1 --hash=sha256:{'0' * 64}\n"
    (tmp_path / "requirements.lock").write_text(lock, encoding="utf-8")
    told = run(
        tmp_path, PIP_INDEX_URL="http://127.0.0.1:9/", PIP_EXTRA_INDEX_URL="", PIP_FIND_LINKS="", PIP_RETRIES="1",
        PIP_CONFIG_FILE=os.devnull,
    )
    assert told.returncode == 1
    assert "could not install the packages of requirements.lock (is there a network?" in told.stderr
    assert "No matching distribution found" in told.stderr
    assert "Traceback" not in told.stderr
    assert not (tmp_path / ".venv").exists()


def test_a_file_that_is_not_the_locked_one_is_refused(tmp_path: Path) -> None:
    new_project(tmp_path)
    (tmp_path / "other-1-py3-none-any.whl").write_bytes(b"not what was locked")
    lock = f"./other-1-py3-none-any.whl --hash=sha256:{hashlib.sha256(b'what was locked').hexdigest()}\n"
    (tmp_path / "requirements.lock").write_text(lock, encoding="utf-8")
    told = run(tmp_path)
    assert told.returncode == 1
    assert "a file is not the one that was locked" in told.stderr
    assert not (tmp_path / ".venv").exists()


def test_a_failure_to_add_the_test_packages_leaves_the_command_working(made: Path) -> None:
    lock = made / "requirements-test.lock"
    lock.write_text("./nowhere-1-py3-none-any.whl --hash=sha256:" + "0" * 64 + "\n", encoding="utf-8")
    assert run(made).returncode == 0
    told = run(made, "test")
    assert told.returncode == 1
    assert "could not install the packages of requirements-test.lock" in told.stderr
    again = run(made)
    assert (again.returncode, again.stderr) == (0, "")


def test_a_missing_lock_is_named(tmp_path: Path) -> None:
    shutil.copy(ROOT / "build.py", tmp_path)
    told = run(tmp_path)
    assert (told.returncode, told.stderr) == (1, "build.py: requirements.lock is missing beside build.py\n")


# ---- the locks -------------------------------------------------------------------------------


def pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"(?m)^([a-z0-9.-]+)==([^ ;\\]+)", (ROOT / name).read_text(encoding="utf-8")))


def test_the_test_packages_go_on_top_of_the_others_without_changing_them() -> None:
    assert pins("requirements.lock").items() <= pins("requirements-test.lock").items()


def test_the_locks_name_no_place_to_fetch_from() -> None:
    for name in ("requirements.lock", "requirements-test.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text and "--index" not in text and "--find-links" not in text


def test_every_dependency_is_locked() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    named = re.findall(r'(?m)^    "([a-z0-9-]+)>=', text)
    assert named and set(named) <= set(pins("requirements-test.lock"))
