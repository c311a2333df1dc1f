"""The respondents' form: how many bytes its first page takes on the wire, and when a slow phone shows it.

`python -m tests.benchmarks.form` starts the app over surveys of its own, asks for the first page of each, and loads it
in Chromium at 1.6 Mb/s, 150 ms of delay and a processor slowed down four times; medians of several loads, each with an
empty cache. About a minute.
"""

from __future__ import annotations

import argparse
import http.client
import shutil
import statistics
import tempfile
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

from cjo_core.exchange.starter import make_store
from cjo_core.exchange.templates import TEMPLATES
from cjo_core.store.database import Store
from cjo_core.store.set_up.surveys import save_survey
from tests.benchmarks.timing import Row, table
from tests.browser.conftest import ARGUMENTS, start
from tests.web.conftest import WHOLE

#: A slow phone line and a slow phone, as the goals of the form name them.
BITS, DELAY, SLOWER = 1_600_000, 150, 4
BYTES_GOAL, PAINT_GOAL = 10 * 1024, 1_000
#: What the browser itself counts as the first paint of content, in milliseconds after the address was entered.
_PAINT = """() => new Promise(done => {
    const found = () => performance.getEntriesByName("first-contentful-paint")[0];
    const look = () => found() ? done(found().startTime) : setTimeout(look, 20);
    look();
})"""


def surveys_to_measure(store: Store) -> list[str]:
    """The slugs of every template's survey, of one with all kinds of question on one page, and of one question."""
    slugs = ["recommend", "everything"]
    flat = tuple(replace(one, condition=None, new_page=False) for one in WHOLE.questions)
    save_survey(store, replace(WHOLE, slug="everything", questions=flat, redirects=()))
    for template in TEMPLATES:
        slugs.append(f"template-{template.name}")
        save_survey(store, replace(template.survey(slugs[-1], template.name, "en"), status="open"))
    return slugs


def bytes_on_the_wire(address: str, slug: str) -> int:
    """The bytes of the body, compressed as the server sends it to a browser."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    connection.request("GET", f"/s/{slug}", headers={"Accept-Encoding": "gzip", "Accept-Language": "en"})
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("content-encoding")) == (200, "gzip"), (slug, answer.status)
    return len(answer.read())


def first_paint(browser: Browser, url: str) -> tuple[float, int]:
    """Milliseconds until something is seen, and how many requests it took, with nothing in the cache."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if not request.url.startswith("data:") else None)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    rate = BITS / 8
    limits = {"offline": False, "latency": DELAY, "downloadThroughput": rate, "uploadThroughput": rate}
    session.send("Network.emulateNetworkConditions", limits)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(url)
    milliseconds = float(page.evaluate(_PAINT))
    context.close()
    return milliseconds, len(asked)


def form_rows(rounds: int) -> list[Row]:
    """The heaviest page and the slowest paint of all surveys measured, and those of a single question."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory(prefix="form-") as folder, sync_playwright() as playwright:
        store = make_store(Path(folder) / "cjo.db", time_zone="UTC", organisation="Nordhaus")
        slugs = surveys_to_measure(store)
        store.close()
        process, address = start(Path(folder))
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        try:
            weights = {slug: bytes_on_the_wire(address, slug) for slug in slugs}
            heaviest = max(weights, key=weights.__getitem__)
            rows = []
            for slug in dict.fromkeys(("recommend", heaviest)):
                loads = [first_paint(browser, f"{address}/s/{slug}") for _round in range(rounds)]
                paint, requests = statistics.median(one[0] for one in loads), max(one[1] for one in loads)
                weight = f"{weights[slug] / 1024:.1f} KB, {requests} request"
                met = weights[slug] <= BYTES_GOAL and requests == 1
                rows.append(Row(f"first page of “{slug}”, gzipped", "", weight, "", weight, "≤ 10 KB, 1 request", met))
                figure = f"{paint:.0f} ms"
                rows.append(Row("its first paint", "", figure, "", figure, "≤ 1 s", paint <= PAINT_GOAL))
        finally:
            browser.close()
            process.terminate()
            process.wait(timeout=20)
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.form", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    print(table(form_rows(parser.parse_args().rounds)))


if __name__ == "__main__":
    main()
