"""A team's first survey, from an empty database to a counted answer: made and opened in the studio, its QR code read by
a real decoder, answered on a phone without scripts, seen on the dashboard. Under the settings that a new store has."""

from __future__ import annotations

import io
import re
import sqlite3
import time
from pathlib import Path

import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Serve, settled

#: What a person takes at least to read one question; a form sent sooner is held back as a robot's.
READING = 1_200


class Hand:
    """A hand that counts how often it clicks."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def press(self, target: Locator) -> None:
        target.click()
        self.clicks += 1

    def button(self, name: str) -> None:
        self.press(self.page.get_by_test_id("stMain").get_by_role("button", name=name, exact=True))

    def menu(self, name: str, section: str = "") -> None:
        bar = self.page.get_by_test_id("stTopNav")
        if section:
            self.press(bar.get_by_text(section, exact=True))
            bar = self.page.get_by_test_id("stTopNavPopover")
        self.press(bar.get_by_text(name, exact=True))


def decoded(picture: Locator) -> list[str]:
    """What a decoder reads in a picture, as it stands on the screen."""
    return [one.text for one in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.screenshot())))]


def stored(folder: Path) -> list[tuple[object, ...]]:
    """Survey, score and comment of every answer, asked of SQLite itself."""
    connection = sqlite3.connect(folder / "cjo.db")
    try:
        return connection.execute(
            "SELECT s.title, a.score, a.comment FROM answers a JOIN responses r ON r.id = a.response_id "
            "JOIN surveys s ON s.id = r.survey_id"
        ).fetchall()
    finally:
        connection.close()


def answer_on_a_phone(browser: Browser, link: str) -> None:
    context = browser.new_context(
        java_script_enabled=False,
        viewport={"width": 390, "height": 844},
        is_mobile=True,
        has_touch=True,
        locale="en-GB",
    )
    form = context.new_page()
    form.goto(link)
    form.get_by_role("radio", name="5", exact=True).check(force=True)
    form.get_by_role("textbox").first.fill("Found it at once")
    form.wait_for_timeout(READING)
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_role("heading", name=re.compile("Thank you"))).to_be_visible()
    context.close()


def test_a_new_editor_makes_a_survey_and_sees_its_first_answer_counted(
    serve: Serve, page: Page, browser: Browser, tmp_path: Path
) -> None:
    address = serve()
    begun = time.monotonic()
    hand = Hand(page)
    page.goto(address)
    settled(page)
    hand.button("Start empty")
    expect(page.get_by_role("heading", name="No answers yet.")).to_be_visible()

    hand.menu("Surveys", section="Collect")
    hand.button("New survey")
    hand.press(page.get_by_text("After a purchase", exact=True))
    hand.button("Create the draft")
    expect(page.get_by_text("was created", exact=False)).to_be_visible()
    hand.button("Open it")
    expect(page.get_by_text("It takes answers now.")).to_be_visible()

    hand.menu("Surveys", section="Collect")
    picture = page.locator(".st-key-survey_after-a-purchase").get_by_role("img", name="QR code of the survey’s link")
    picture.scroll_into_view_if_needed()
    settled(page)
    [link] = decoded(picture)
    assert link == f"{address}/s/after-a-purchase"

    answer_on_a_phone(browser, link)
    assert stored(tmp_path) == [("After a purchase", 5, "Found it at once")]

    hand.menu("This week")
    csat = page.locator(".card").filter(has_text="satisfied or very satisfied")
    expect(csat).to_contain_text(re.compile(r"\bn 1\b"))
    print(f"{hand.clicks} clicks of the editor, {time.monotonic() - begun:.1f} s by machine")
