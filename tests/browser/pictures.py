"""Makes the README's pictures from the app itself, on demo data:  python -m tests.browser.pictures

Not a test: run it when a screen has changed, and look at what it made in tests/pictures.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import sync_playwright

from cjo_core.exchange.demo import make_demo
from tests.browser.conftest import ARGUMENTS, ROOT, settled

FOLDER = ROOT / "tests" / "pictures"
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


def main() -> None:
    """Start the app on fresh demo data and take the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        make_demo(Path(folder) / "demo.db", until=datetime.now(UTC).date() - timedelta(days=1)).close()
        server = subprocess.Popen(
            [sys.executable, "-m", "cjo_core", "serve", "--port", "0", "--demo"],
            cwd=ROOT,
            env=os.environ | {"CJO_DB": f"{folder}/cjo.db"},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert server.stdout is not None
        found = re.search(r"http://\S+", server.stdout.readline())
        assert found
        try:
            take(found[0])
        finally:
            server.terminate()
            server.wait(timeout=20)


def take(address: str) -> None:
    """The pictures themselves."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        page = browser.new_page(viewport=DESK, locale="en-GB")
        for path, name, height in (("", "this_week", 1480), ("journey", "journey", 1240)):
            page.goto(f"{address}/{path}")
            settled(page)
            page.set_viewport_size({"width": DESK["width"], "height": height})
            page.wait_for_timeout(2500)
            page.screenshot(path=FOLDER / f"{name}.png")
        phone = browser.new_page(viewport=PHONE, locale="en-GB", device_scale_factor=2)
        phone.goto(f"{address}/s/demo-recommend?score=9&touchpoint=Delivery")
        phone.screenshot(path=FOLDER / "survey.png")
        browser.close()


if __name__ == "__main__":
    main()
