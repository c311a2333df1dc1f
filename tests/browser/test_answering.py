"""The main job, end to end: answer on a phone, see the number change on an open dashboard."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Serve, settled


def stored(folder: Path, name: str = "cjo.db") -> int:
    """Scores in the file, asked of SQLite itself."""
    connection = sqlite3.connect(folder / name)
    try:
        return int(connection.execute("SELECT count(*) FROM answers WHERE score IS NOT NULL").fetchone()[0])
    finally:
        connection.close()


def test_an_answer_given_on_a_phone_changes_an_open_dashboard(
    serve: Serve, page: Page, browser: Browser, tmp_path: Path
) -> None:
    address = serve(real=True)
    page.goto(address)
    settled(page)
    expect(page.get_by_role("heading", name="No answers yet.")).to_be_visible()
    phone = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True, locale="en-GB")
    form = phone.new_page()
    form.goto(f"{address}/s/recommend")
    form.get_by_role("radio", name="9", exact=True).check(force=True)
    form.get_by_role("textbox").first.fill("It simply works")
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_role("heading", name=re.compile("Thank you"))).to_be_visible()
    # without a reload
    expect(page.get_by_text("+100", exact=False).first).to_be_visible()
    # one comment alone could give its writer away
    expect(page.get_by_text("It simply works")).to_have_count(0)
    assert stored(tmp_path) == 1
    phone.close()


def test_twenty_double_clicks_on_send_store_twenty_answers(serve: Serve, browser: Browser, tmp_path: Path) -> None:
    address = serve(real=True)
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    for i in range(20):
        form = context.new_page()  # the second click's way to the thanks must not meet the next form's
        form.goto(f"{address}/s/recommend?score={i % 11}")
        form.get_by_role("button", name="Send").dblclick(no_wait_after=True)
        # not wait_for_url: the second click breaks off what the first began, which it takes for a failure
        expect(form.get_by_role("heading", name=re.compile("Thank you"))).to_be_visible()
        form.close()
    assert stored(tmp_path) == 20


def test_twenty_visits_of_a_link_with_a_score_store_nothing(serve: Serve, page: Page, tmp_path: Path) -> None:
    address = serve(real=True)
    for i in range(20):
        page.goto(f"{address}/s/recommend?score={i % 11}")
        expect(page.get_by_role("radio", name=str(i % 11), exact=True)).to_be_checked()
    assert stored(tmp_path) == 0


def test_answers_to_a_demo_survey_stay_in_the_demo(serve: Serve, page: Page, tmp_path: Path) -> None:
    address = serve(real=True, demo=True)
    before = stored(tmp_path, "demo.db")
    page.goto(f"{address}/s/demo-recommend?score=8")
    expect(page.get_by_text("Demo data").first).to_be_visible()
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/thanks**")
    assert stored(tmp_path, "demo.db") == before + 1
    assert stored(tmp_path) == 0


def test_the_interviewers_page_empties_itself_after_each_answer(serve: Serve, page: Page, tmp_path: Path) -> None:
    address = serve(real=True)
    page.goto(f"{address}/interview")
    settled(page)
    for number in (10, 3):
        page.get_by_role("radio", name=str(number), exact=True).click()
        expect(page.get_by_role("radio", name=str(number), exact=True)).to_be_checked()
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_text("Thank you!", exact=False)).to_be_visible()
        expect(page.get_by_role("radio", name=str(number), exact=True)).not_to_be_checked()
    assert stored(tmp_path) == 2


@pytest.mark.parametrize(
    "path",
    ["", "stages", "segments", "personas", "over-time", "comments", "responses", "how-we-count", "surveys",
     "interview", "present", "import", "settings", "help"],
)  # fmt: skip
def test_a_deep_link_as_the_very_first_request_shows_its_page_inside_the_frame(
    serve: Serve, page: Page, path: str
) -> None:
    address = serve(demo=True)
    page.goto(f"{address}/{path}")
    settled(page)
    expect(page.get_by_test_id("stTopNav").get_by_text("This week")).to_be_visible()
    expect(page.locator("h1").first).to_be_visible()
    expect(page.get_by_text("Page not found")).to_have_count(0)
    expect(page.locator("[data-testid=stException]")).to_have_count(0)


def test_all_filters_are_in_sight_beside_the_answer_without_scrolling(demo_address: str, page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{demo_address}/stages")
    settled(page)
    sidebar = page.get_by_test_id("stSidebar")
    for name in ("Period", "Who counts", "Survey", "Stage", "Touchpoint", "Segment", "Persona", "Channel"):
        expect(sidebar.get_by_text(name, exact=True).first).to_be_in_viewport()


def test_a_view_can_be_sent_to_a_colleague(demo_address: str, page: Page) -> None:
    page.goto(f"{demo_address}/stages?period=26&segment=Frequent+buyers&metric=csat")
    settled(page)
    expect(page.locator(".eyebrow").first).to_contain_text("26 weeks")
    expect(page.locator(".eyebrow").first).to_contain_text("Frequent buyers")
    expect(page.locator(".eyebrow").first).to_contain_text("CSAT")
    page.get_by_test_id("stTopNav").get_by_text("See", exact=True).click()
    page.get_by_test_id("stTopNavPopover").get_by_text("By persona").click()
    expect(page.locator(".eyebrow").first).to_contain_text("By persona")
    expect(page.locator(".eyebrow").first).to_contain_text("Frequent buyers")
    expect(page).to_have_url(re.compile("segment=Frequent"))


def test_back_undoes_a_filter(demo_address: str, page: Page) -> None:
    page.goto(f"{demo_address}/stages")
    settled(page)
    eyebrow = page.locator(".eyebrow").first
    for metric in ("CSAT", "CES"):
        page.get_by_test_id("stMain").get_by_role("radio", name=metric, exact=True).click()
        expect(eyebrow).to_contain_text(f"· {metric} ·")
        expect(page).to_have_url(re.compile(f"metric={metric.lower()}"))
    page.go_back()
    expect(eyebrow).to_contain_text("· CSAT ·")
    page.go_back()
    expect(eyebrow).to_contain_text("· NPS ·")


def test_a_row_that_was_chosen_is_not_swapped_by_a_new_answer(serve: Serve, page: Page, browser: Browser) -> None:
    address = serve(demo=True)
    page.goto(f"{address}/responses")
    settled(page)
    remove = page.get_by_role("button", name="Remove the chosen response", exact=False)
    expect(remove).to_be_disabled()
    canvas = page.get_by_test_id("stDataFrame").locator("canvas").first
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 18, box["y"] + 54)
    expect(remove).to_be_enabled()
    phone = browser.new_page(locale="en-GB")
    phone.goto(f"{address}/s/demo-recommend?score=9")
    phone.get_by_role("button", name="Send").click()
    phone.wait_for_url("**/thanks**")
    # the rows have moved down by one: what was ticked must not become its neighbour
    expect(remove).to_be_disabled()
    phone.close()
