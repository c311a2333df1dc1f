"""A filter draws the page anew without the frame around it: what is seen is what a whole run shows."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Serve, settled


@pytest.fixture
def desk(browser: Browser) -> Page:
    return browser.new_context(viewport={"width": 1440, "height": 1000}, locale="en-GB").new_page()


def choose(page: Page, filter_name: str, option: str) -> None:
    """Choose in the sidebar, as people do."""
    page.get_by_test_id("stSidebar").get_by_role("combobox", name=filter_name).click()
    page.get_by_role("option", name=option, exact=True).click()
    page.keyboard.press("Escape")
    settled(page)


def shown(page: Page) -> str:
    """What the page says, without the clock."""
    settled(page)
    return re.sub(r"as of [\d:]+", "", page.get_by_test_id("stMain").inner_text())


def frame(page: Page) -> str:
    """What the filters beside it say."""
    return page.get_by_test_id("stSidebarUserContent").inner_text()


def test_after_a_filter_the_page_says_what_it_says_when_loaded_anew(demo_address: str, desk: Page) -> None:
    desk.goto(demo_address)
    before, beside = shown(desk), frame(desk)
    choose(desk, "Stage", "Buy")
    expect(desk.locator(".eyebrow")).to_contain_text("Buy")
    expect(desk).to_have_url(re.compile(r"[?&]stage=Buy\b"))
    partly, beside_it = shown(desk), frame(desk)
    assert partly != before
    assert "Buy" in beside_it
    assert set(beside.splitlines()) <= set(beside_it.splitlines())
    desk.reload()
    assert shown(desk) == partly
    assert frame(desk) == beside_it
    desk.context.close()


def test_a_second_filter_joins_the_first_and_back_takes_it_away(demo_address: str, desk: Page) -> None:
    desk.goto(demo_address)
    settled(desk)
    choose(desk, "Stage", "Buy")
    with_one = shown(desk)
    choose(desk, "Who counts", "Every answer")
    expect(desk).to_have_url(re.compile(r"stage=Buy.*count=every|count=every.*stage=Buy"))
    desk.go_back()
    expect(desk).not_to_have_url(re.compile("count=every"))
    assert shown(desk) == with_one
    desk.context.close()


def test_filters_hold_on_other_pages_and_in_other_languages(demo_address: str, desk: Page) -> None:
    desk.goto(f"{demo_address}/stages")
    settled(desk)
    choose(desk, "Period", "Last 26 weeks")
    expect(desk.locator(".eyebrow")).to_contain_text("26")
    choose(desk, "Period", "From week to week")
    expect(desk.get_by_test_id("stSidebar").get_by_text("First week")).to_be_visible()
    desk.get_by_role("link", name="Journey map").first.click()
    desk.wait_for_selector(".st-key-journey_curve svg.marks")  # the page has come; its run closes an open menu
    settled(desk)
    expect(desk.get_by_test_id("stSidebar").get_by_text("First week")).to_be_visible()
    desk.goto(f"{demo_address}/stages?lang=pl")
    settled(desk)
    choose(desk, "Etap", "Buy")
    expect(desk).to_have_url(re.compile(r"[?&]stage=Buy\b"))
    expect(desk.locator(".eyebrow")).to_contain_text("Buy")
    expect(desk.locator(".cjo").first).to_have_attribute("lang", "pl")
    desk.context.close()


def test_the_address_says_which_data_are_shown(serve: Serve, browser: Browser) -> None:
    address = serve(demo=True, real=True)
    desk = browser.new_context(viewport={"width": 1440, "height": 1000}, locale="en-GB").new_page()
    desk.goto(f"{address}/stages")
    settled(desk)
    data = desk.get_by_test_id("stSidebar").get_by_role("radiogroup", name="Data")
    data.get_by_role("radio", name="Demo").click()
    expect(desk).to_have_url(re.compile(r"[?&]data=demo\b"))
    choose(desk, "Stage", "Buy")
    expect(desk).to_have_url(re.compile(r"data=demo.*stage=Buy|stage=Buy.*data=demo"))
    colleague = browser.new_context(viewport={"width": 1440, "height": 1000}, locale="en-GB").new_page()
    colleague.goto(desk.url)
    assert shown(colleague) == shown(desk)
    data.get_by_role("radio", name="Ours").click()
    expect(desk).not_to_have_url(re.compile("data="))
    ours = shown(desk)
    desk.go_back()
    expect(desk).to_have_url(re.compile(r"[?&]data=demo\b"))
    expect(desk.get_by_text("Demo data", exact=True)).to_be_visible()
    desk.go_forward()
    expect(desk).not_to_have_url(re.compile("data="))
    assert shown(desk) == ours


def test_back_pressed_several_times_at_once_ends_where_the_address_says(demo_address: str, desk: Page) -> None:
    desk.goto(f"{demo_address}/stages")
    settled(desk)
    for period in ("Last 26 weeks", "Last 4 weeks", "Last 52 weeks", "All time"):
        choose(desk, "Period", period)
    for _ in range(3):
        desk.evaluate("history.back()")
    expect(desk).to_have_url(re.compile(r"period=26\b"))
    expect(desk.locator(".eyebrow")).to_contain_text("26 weeks")
    settled(desk)
    expect(desk).to_have_url(re.compile(r"period=26\b"))
    expect(desk.get_by_test_id("stSidebar").get_by_role("combobox", name="Period")).to_have_value("Last 26 weeks")


def test_another_language_leaves_the_link_as_it_is(demo_address: str, desk: Page) -> None:
    desk.goto(f"{demo_address}/stages?period=26")
    settled(desk)
    desk.get_by_test_id("stSidebar").get_by_role("combobox", name="Language").click()
    desk.get_by_role("option", name="Polski").first.click()
    expect(desk.locator(".cjo .eyebrow").first).to_contain_text("26 tyg.")
    settled(desk)
    expect(desk).to_have_url(re.compile(r"/stages\?period=26$"))
    desk.context.close()
