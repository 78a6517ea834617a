"""Find headless Chromium for the browser tests, and install one where there is none.

`python -m tests.browser` prints the browser that was found, with `--install` after installing one
if need be; where there is none it prints why, with exit code 1.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

# Quiet and local: no sandbox (containers and root have none), and nothing that calls home.
CHROMIUM_ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

ON_PATH = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
MAC_APPS = ["Google Chrome", "Chromium"]
WINDOWS_BASES = ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"]
WINDOWS_CHROMES = [Path("Google/Chrome/Application/chrome.exe"), Path("Chromium/Application/chrome.exe")]


def find_browser() -> Path | None:
    """The first Chrome or Chromium that is installed, or None. Installs nothing.

    EDITION_BROWSER, where it is set, is the only one that is looked at.
    """
    return next(_installed(), None)


def provide_browser() -> tuple[Path | None, str]:
    """A browser that has been seen to start, installed if need be, and where it comes from.

    Where none can be had: None, and why.
    """
    chosen = os.environ.get("EDITION_BROWSER")
    tried: list[Path] = []
    for browser in _installed():
        if _starts(browser):
            return browser, "EDITION_BROWSER" if chosen else "installed"
        tried.append(browser)
    if chosen:
        return None, f"EDITION_BROWSER is {chosen}, which {'does not start' if tried else 'is not a file'}"

    reasons = [f"{browser} does not start" for browser in tried] or ["no Chrome or Chromium is installed"]
    for source, install in (("Debian's package", _install_by_apt), ("Playwright", _install_by_playwright)):
        failure = install()
        if failure is None:
            for browser in _installed():
                if browser not in tried and _starts(browser):
                    return browser, f"from {source}"
            failure = "what it installed does not start"
        reasons.append(f"{source}: {failure}")
    return None, "; ".join(reasons)


def _installed() -> Iterator[Path]:
    """Each browser in the usual places, best first; Playwright's own comes last."""
    chosen = os.environ.get("EDITION_BROWSER")
    if chosen:
        if Path(chosen).is_file():
            yield Path(chosen)
        return
    for name in ON_PATH:
        if found := shutil.which(name):
            yield Path(found)
    if sys.platform == "darwin":
        places = [Path(f"/Applications/{app}.app/Contents/MacOS/{app}") for app in MAC_APPS]
    elif sys.platform == "win32":
        bases = [Path(os.environ[base]) for base in WINDOWS_BASES if base in os.environ]
        places = [base / chrome for base in bases for chrome in WINDOWS_CHROMES]
    else:
        places = []
    places.append(_playwrights_own())
    yield from (place for place in places if place.is_file())


def _playwrights_own() -> Path:
    """Where Playwright keeps the Chromium that it downloads, whether it has done so or not."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def _starts(browser: Path) -> bool:
    """Whether `browser` renders an empty page (a stub for another package, say, does not)."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [str(browser), *CHROMIUM_ARGS, f"--user-data-dir={profile}", "--dump-dom", "about:blank"]
        code, output = _run(command, timeout=60)
        return code == 0 and "<html" in output


def _install_by_apt() -> str | None:
    """Install Debian's package `chromium`; None, or why that could not be done."""
    if not shutil.which("apt-get"):
        return "no apt-get here"
    if os.geteuid() != 0:
        return "only root may install it (sudo apt-get install chromium)"
    _say("Installing Debian's package chromium for the browser tests ...")
    _run(["apt-get", "update"])  # a stale list may do: the next command tells
    return _failure(["apt-get", "install", "--yes", "--no-install-recommends", "chromium"])


def _install_by_playwright() -> str | None:
    """Let Playwright download its own Chromium; None, or why that could not be done."""
    _say("Installing Playwright's Chromium for the browser tests ...")
    return _failure([sys.executable, "-m", "playwright", "install", "chromium"])


def _failure(command: list[str]) -> str | None:
    """Run `command`; None if it succeeds, else the line in which it says what is wrong."""
    code, output = _run(command)
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith(("e:", "error"))]
    return None if code == 0 else (errors or lines or [f"exit code {code}"])[-1]


def _run(command: list[str], timeout: int = 900) -> tuple[int, str]:
    """Run `command`; its exit code, and all that it prints."""
    try:
        done = subprocess.run(
            command, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, timeout=timeout,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            encoding="utf-8", errors="replace",
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return 1, str(error)
    return done.returncode, done.stdout


def _say(line: str) -> None:
    """Tell the person at the terminal; standard output is for the answer."""
    print(line, file=sys.stderr, flush=True)


def main(args: list[str]) -> int:
    if args == ["--install"]:
        browser, word = provide_browser()
    else:
        browser, word = find_browser(), "no Chrome or Chromium was found"
    print(browser or word)
    return 0 if browser else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
