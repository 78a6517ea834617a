"""What the tests share: the real edition's site, a headless browser, and a page in it that cannot leave this machine."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from edition.model import Edition
from edition.problem import has_errors
from edition.project import read_project, read_static, read_templates
from edition.publish import write_site
from edition.render import render_site
from tests.browser import CHROMIUM_ARGS, find_browser

ROOT = Path(__file__).resolve().parent.parent
NOT_RUN = pytest.StashKey[str]()
INLINE_SCHEMES = {"about", "blob", "data"}


@dataclass(frozen=True)
class Site:
    """A built site: where it is, its files by path, and what it was built from."""

    folder: Path
    files: dict[str, bytes]
    edition: Edition


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, by path below it."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The real edition, built once."""
    project = read_project(ROOT)
    assert not has_errors(project.problems), project.problems
    edition, folder = project.edition(), tmp_path_factory.mktemp("built") / "site"
    write_site(render_site(edition, read_templates(ROOT), read_static(ROOT)), folder, ROOT)
    return Site(folder, files_of(folder), edition)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if {"browser", "page"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser(pytestconfig: pytest.Config) -> Iterator[Browser]:
    """Headless Chromium. Where there is none its tests are skipped, or with CI=true fail."""
    path = None if "EDITION_NO_BROWSER" in os.environ else find_browser()
    if path is None:
        why = os.environ.get("EDITION_NO_BROWSER", "no Chrome or Chromium was found (build.py test installs one)")
        pytestconfig.stash[NOT_RUN] = f"browser tests not run: {why}"
        if os.environ.get("CI") == "true":
            pytest.fail(pytestconfig.stash[NOT_RUN], pytrace=False)
        pytest.skip(pytestconfig.stash[NOT_RUN])
    with sync_playwright() as playwright:
        # No name resolves but 127.0.0.1, so that what slips past the watch below gets nowhere.
        nowhere = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
        chromium = playwright.chromium.launch(executable_path=path, args=[*CHROMIUM_ARGS, nowhere])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new page in a context of its own; a request to anything but files and 127.0.0.1 fails the test."""
    strangers: list[str] = []

    def watch(request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme not in INLINE_SCHEMES | {"file"} and url.hostname != "127.0.0.1":
            strangers.append(request.url)

    context = browser.new_context()
    context.on("request", watch)
    yield context.new_page()
    context.close()
    assert not strangers, f"the page asked for {strangers}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if NOT_RUN in config.stash:
        terminalreporter.write_line(config.stash[NOT_RUN], yellow=True)
