"""A real server and a real Chromium. Skipped where there is no Chromium, unless CJO_BROWSER_TESTS=required says
there must be."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from cjo_core.exchange.demo import make_demo
from cjo_core.store.database import open_store
from cjo_core.store.set_up.settings import save_setting
from tests.made_stores import nordhaus

ROOT = Path(__file__).parents[2]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    # a browser without a screen says so, and what such ones send is set apart
    "--user-agent=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36",
]
Serve = Callable[..., str]
#: How long a state is waited for, in milliseconds. A machine busy with other things is slow, not wrong: what has
#: to come in time is measured by the test that promises it.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("CJO_BROWSER_TESTS") == "required":
            pytest.fail("no Chromium was found, but browser tests are required")
        pytest.skip("no Chromium on this machine (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(autouse=True)
def nobody_looks_on(request: pytest.FixtureRequest) -> Iterator[None]:
    """Close what a test has opened, passed or failed: a page left open asks on, and slows those after it down."""
    yield
    if "browser" in request.fixturenames:
        opened: Browser = request.getfixturevalue("browser")
        for context in opened.contexts:
            context.close()


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    make_demo(path, responses=6_000, seed=7, until=datetime.now(UTC).date() - timedelta(days=1)).close()
    return path


def start(folder: Path, port: int = 0) -> tuple[subprocess.Popen[str], str]:
    """Start the app as the README says, on a free port if none is named, over the stores in a folder; gives its
    address."""
    for store in (open_store(path) for path in (folder / "cjo.db", folder / "demo.db") if path.exists()):
        save_setting(store, "minimum_seconds", "0")  # a test types faster than people; scanners have tests of their own
        store.close()
    process = subprocess.Popen(
        [sys.executable, "-m", "cjo_core", "serve", "--port", str(port)],
        cwd=ROOT,
        env=os.environ | {"CJO_DB": str(folder / "cjo.db")},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"http://\S+", line)
    assert found, line
    return process, found[0]


def end(process: subprocess.Popen[str]) -> None:
    """Ask a server to end, and wait until it has."""
    process.terminate()
    process.wait(timeout=60)


@pytest.fixture
def serve(tmp_path: Path, demo_file: Path) -> Iterator[Serve]:
    """A server of one's own, over the stores asked for."""
    running: list[subprocess.Popen[str]] = []

    def begin(*, demo: bool = False, real: bool = False) -> str:
        if demo:
            shutil.copy(demo_file, tmp_path / "demo.db")
        if real and not (tmp_path / "cjo.db").exists():
            nordhaus(tmp_path / "cjo.db").close()
        process, address = start(tmp_path)
        running.append(process)
        return address

    yield begin
    for process in running:
        end(process)


@pytest.fixture(scope="session")
def demo_address(tmp_path_factory: pytest.TempPathFactory, demo_file: Path) -> Iterator[str]:
    """A server over demo data for all tests that only look."""
    folder = tmp_path_factory.mktemp("shared")
    shutil.copy(demo_file, folder / "demo.db")
    process, address = start(folder)
    yield address
    end(process)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    yield context.new_page()
    context.close()


#: Whether a page has come to rest. Its script has run; each element's own code has come (a skeleton stands in its place
#: until then); charts and pictures are drawn; nothing moves; and all that has held, without a change to the page, for
#: as many frames as a slow machine needs to show a next one.
RESTS = """() => {
  const now = performance.now();
  if (!window.restless) {
    window.restless = {since: now, frames: 0};
    new MutationObserver(() => { window.restless = {since: performance.now(), frames: 0}; })
      .observe(document.body, {subtree: true, childList: true, characterData: true});
  }
  const app = document.querySelector('[data-testid=stApp]');
  const seen = one => one.getClientRects().length > 0;
  const drawn = app && app.dataset.testScriptState === 'notRunning' && app.dataset.testConnectionState === 'CONNECTED'
    && !document.querySelector('[data-testid=stSkeleton]')
    && [...document.querySelectorAll('[data-testid=stVegaLiteChart]')].every(one =>
         !seen(one) || one.querySelector('svg.marks, canvas.marks'))
    && [...document.images].every(one => one.complete)
    && document.fonts.status === 'loaded'
    && document.getAnimations().every(one =>
         one.playState !== 'running' || one.effect.getComputedTiming().endTime === Infinity);
  if (!drawn) { window.restless = {since: now, frames: 0}; return false; }
  return ++window.restless.frames > 8 && now - window.restless.since > 200;
}"""


def settled(page: Page) -> None:
    """Wait until a Streamlit page has come to rest."""
    page.wait_for_function(RESTS, timeout=60_000)
