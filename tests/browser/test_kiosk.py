"""A tablet at the exit: it starts over by itself, and loses and doubles nothing while the network is gone."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from cjo_core.exchange.starter import make_store
from cjo_core.store.database import open_store
from cjo_core.store.set_up.settings import setting
from cjo_core.store.set_up.surveys import save_survey
from cjo_core.survey.surveys import Question, Survey, Wording
from cjo_core.web.kiosk.passes import start_url
from tests.browser.conftest import Serve

TABLET = {"width": 1024, "height": 768}


def scores(folder: Path) -> list[tuple[int, str]]:
    connection = sqlite3.connect(folder / "cjo.db")
    try:
        return connection.execute(
            "SELECT a.score, r.door FROM answers a JOIN responses r ON r.id = a.response_id ORDER BY a.id"
        ).fetchall()
    finally:
        connection.close()


def start(address: str, folder: Path, slug: str = "recommend") -> str:
    """The link by which the team starts a kiosk."""
    store = open_store(folder / "cjo.db")
    link = start_url(address, setting(store, "secret"), slug, {}, datetime.now(UTC))
    store.close()
    return link


def answer(page: Page, score: int) -> None:
    page.get_by_role("radio", name=str(score), exact=True).check(force=True)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def test_three_answers_given_offline_survive_a_reload_and_are_stored_exactly_once(
    serve: Serve, browser: Browser, tmp_path: Path
) -> None:
    address = serve(real=True)
    context = browser.new_context(viewport=TABLET, has_touch=True, locale="en-GB")
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda said: problems.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(start(address, tmp_path))
    assert page.url == f"{address}/k/recommend", "nobody reads the link off the tablet"
    page.wait_for_function("async () => (await (await caches.open('cjo-kiosk')).keys()).length > 0")
    context.set_offline(True)
    for score in (9, 4, 10):
        answer(page, score)
        expect(page.get_by_text("Saved on this device")).to_be_visible()
        page.locator("#done").click()
        expect(page.get_by_role("button", name="Send")).to_be_visible()
        expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("3 answers wait on this device")
    assert scores(tmp_path) == []
    page.reload()
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("3 answers wait on this device")
    context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online')); dispatchEvent(new Event('online'))")
    expect(page.locator("#waiting")).to_have_text("")
    assert scores(tmp_path) == [(9, "kiosk"), (4, "kiosk"), (10, "kiosk")]
    page.reload()
    page.wait_for_timeout(500)
    assert len(scores(tmp_path)) == 3
    assert problems == []
    context.close()


def test_the_screen_starts_over_by_itself(serve: Serve, browser: Browser, tmp_path: Path) -> None:
    address = serve(real=True)
    context = browser.new_context(viewport=TABLET, has_touch=True, locale="en-GB")
    page = context.new_page()
    page.clock.install()
    page.goto(start(address, tmp_path))
    answer(page, 9)
    expect(page.get_by_text("The next person can start in")).to_be_visible()
    page.clock.run_for(7_000)
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    page.get_by_role("radio", name="3", exact=True).check(force=True)
    page.clock.run_for(31_000)
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    assert scores(tmp_path) == [(9, "kiosk")]
    context.close()


def test_a_page_that_nobody_started_is_the_ordinary_form_and_keeps_what_waits(
    serve: Serve, browser: Browser, tmp_path: Path
) -> None:
    address = serve(real=True)
    context = browser.new_context(viewport=TABLET, has_touch=True, locale="en-GB")
    page = context.new_page()
    page.goto(f"{address}/k/recommend")
    page.wait_for_url(f"{address}/s/recommend")
    left_over = '[{"key": "%s", "at": 0, "said": "score=4&lang=en"}]' % (
        "ab" * 16
    )  # of a kiosk before there were passes
    page.evaluate("list => localStorage.setItem('cjo-kiosk:recommend', list)", left_over)
    page.goto(start(address, tmp_path))
    expect(page.locator("#waiting")).to_have_text("")
    assert scores(tmp_path) == [(4, "kiosk")]
    page.goto(f"{address}/k/recommend")
    answer(page, 9)
    expect(page.locator("#waiting")).to_have_text("")
    assert scores(tmp_path) == [(4, "kiosk"), (9, "kiosk")], "a tablet that was started keeps its pass"
    context.close()


def test_the_kiosk_is_accessible_and_its_targets_are_large(serve: Serve, browser: Browser, tmp_path: Path) -> None:
    address = serve(real=True)
    for scheme in ("light", "dark"):
        context = browser.new_context(viewport=TABLET, color_scheme=scheme, locale="en-GB")  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(start(address, tmp_path))
        assert Axe().run(page).response["violations"] == []
        boxes = [one.bounding_box() for one in page.locator(".s label").all()]
        assert all(box and box["width"] >= 60 and box["height"] >= 60 for box in boxes)
        context.close()


def test_a_survey_of_two_pages_goes_page_by_page_and_starts_over(
    serve: Serve, browser: Browser, tmp_path: Path
) -> None:
    store = make_store(tmp_path / "cjo.db", time_zone="Europe/Warsaw", organisation="Nordhaus")
    words = {"en": Wording("Happy?", "no", "yes")}
    two = (Question("nps", words, key="nps"), Question("csat", words, key="sat", new_page=True))
    save_survey(store, Survey("two", "Two pages", two))
    store.close()
    address = serve(real=True)
    context = browser.new_context(viewport=TABLET, locale="en-GB")
    page = context.new_page()
    page.goto(start(address, tmp_path, "two"))
    form = page.frame_locator("iframe")
    form.get_by_role("radio", name="9", exact=True).check(force=True)
    form.get_by_role("button", name="Next").click()
    expect(form.get_by_role("button", name="Send")).to_be_visible()  # the first page has a 4, too
    form.get_by_role("radio", name="4", exact=True).check(force=True)
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_role("heading", name="Thank you")).to_be_visible()
    expect(form.get_by_role("button", name="Next")).to_be_visible()
    expect(form.get_by_role("radio", checked=True)).to_have_count(0)
    assert scores(tmp_path) == [(9, "kiosk"), (4, "kiosk")]
    context.close()
