"""The same input gives the same bytes, whatever the machine, time zone, locale, hash seed, folder or date."""

import datetime
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Site, files_of

ROOMS = ("edition", "sources", "annotations", "templates", "static")
PYTHON = [sys.executable, "-P"]
OWN = {"PYTHONHASHSEED", "TZ", "LANG", "LANGUAGE", "PYTHONUTF8", "PYTHONPATH", "SOURCE_DATE_EPOCH"}


def sums(files: dict[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}


def build(output: Path, folder: Path = ROOT, python: list[str] = PYTHON, **env: str) -> dict[str, str]:
    """Build the edition in a folder by its own program; the SHA-256 of every file of the site."""
    others = {name: value for name, value in os.environ.items() if name not in OWN and not name.startswith("LC_")}
    command = [*python, "-m", "edition", "build", "--output", str(output)]
    done = subprocess.run(
        command, cwd=folder, env={**others, "PYTHONPATH": str(folder), **env}, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return sums(files_of(output))


@pytest.fixture(scope="module")
def expected(site: Site) -> dict[str, str]:
    return sums(site.files)


@pytest.fixture(scope="module")
def turkish(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The locale tr_TR.UTF-8, compiled where it can be, so that its dotted and dotless i are truly at work."""
    folder = tmp_path_factory.mktemp("locales")
    if shutil.which("localedef"):
        subprocess.run(["localedef", "-i", "tr_TR", "-f", "UTF-8", folder / "tr_TR.UTF-8"], capture_output=True)
    found = {"LOCPATH": str(folder)} if (folder / "tr_TR.UTF-8").exists() else {}
    return {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", **found}


@pytest.mark.parametrize("env", [
    {"PYTHONHASHSEED": "0"}, {"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "random"},
    {"TZ": "Asia/Baku"}, {"TZ": "Pacific/Kiritimati"}, {"TZ": "America/Adak"},
    {"LC_ALL": "C", "LANG": "C"}, {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    {"PYTHONOPTIMIZE": "2"}, {"COLUMNS": "20", "TERM": "dumb", "NO_COLOR": "1"}, {"SOURCE_DATE_EPOCH": "0"},
], ids=lambda env: ",".join(f"{name}={value}" for name, value in env.items()))  # fmt: skip
def test_the_bytes_do_not_depend_on_the_environment(tmp_path: Path, expected, env: dict[str, str]) -> None:
    assert build(tmp_path / "site", **env) == expected


@pytest.mark.parametrize("utf8", ["utf8=0", "utf8=1"])
def test_the_bytes_do_not_depend_on_a_turkish_locale(tmp_path: Path, expected, turkish, utf8: str) -> None:
    assert build(tmp_path / "site", python=[*PYTHON, "-X", utf8], **turkish) == expected


def test_the_bytes_do_not_depend_on_the_folder_nor_on_the_age_and_order_of_its_files(tmp_path: Path, expected) -> None:
    folder = tmp_path / "bir nəşr – ığüşöç" / "İ I"
    for room in reversed(ROOMS):
        for path in sorted((ROOT / room).rglob("*"), reverse=True):
            if path.is_file() and "__pycache__" not in path.parts:
                copy = folder / path.relative_to(ROOT)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
                os.utime(copy, (10**9, 10**9))
    assert build(folder / "sayt ə", folder) == expected
    assert build(tmp_path / "another", folder, **{"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}) == expected


def test_building_over_an_older_site_gives_the_same_bytes(tmp_path: Path, expected) -> None:
    assert build(tmp_path / "site") == build(tmp_path / "site") == expected


@pytest.mark.skipif(not shutil.which("faketime"), reason="faketime is not installed; the next test stands in")
@pytest.mark.parametrize("date", ["1999-12-31 23:59:59", "2024-02-29 12:00:00"])
def test_the_bytes_do_not_depend_on_the_date(tmp_path: Path, expected, date: str) -> None:
    assert build(tmp_path / "site", python=["faketime", date, *PYTHON]) == expected


def test_no_file_holds_the_day_it_was_built_on_nor_the_folder_it_was_built_in(site: Site) -> None:
    written = {site.edition.facts.released, *(report.date for report in site.edition.conformance)}  # by people, in the project
    for shift in (-1, 0, 1):
        day = datetime.date.today() + datetime.timedelta(days=shift)
        forms = {day.isoformat(), day.strftime("%Y%m%d"), day.strftime("%d.%m.%Y"), f"{day.day}.{day.month}.{day.year}"}
        for name, data in site.files.items():
            assert not [form for form in forms - written if re.search(rf"\b{re.escape(form)}\b".encode(), data)], name
    for name, data in site.files.items():
        assert str(ROOT).encode() not in data and str(site.folder).encode() not in data, name
