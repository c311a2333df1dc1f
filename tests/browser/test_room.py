"""Room on the screen: nothing cut where a laptop is narrow, controls high enough for a thumb, no limit that is none."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import settled


@pytest.fixture
def laptop(browser: Browser) -> Page:
    return browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB").new_page()


def test_all_channels_of_a_heat_map_are_seen_on_a_narrow_laptop(demo_address: str, laptop: Page) -> None:
    laptop.goto(f"{demo_address}/channels")
    settled(laptop)
    box = laptop.locator("[class*=st-key-wide_heat_]")
    box.wait_for()
    assert box.evaluate("one => one.scrollWidth - one.clientWidth") <= 0
    laptop.context.close()


def test_the_controls_of_the_preview_are_high_enough_for_a_thumb(demo_address: str, laptop: Page) -> None:
    laptop.goto(f"{demo_address}/studio")
    settled(laptop)
    controls = laptop.locator(".st-key-preview_controls")
    for name in ("Phone", "Desktop"):
        expect(controls.get_by_text(name, exact=True)).to_be_visible()
    heights = controls.locator("button").evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert len(heights) >= 2
    assert min(heights) >= 44
    laptop.context.close()


def test_a_persona_s_picture_has_one_limit_and_it_is_the_true_one(demo_address: str, laptop: Page) -> None:
    laptop.goto(f"{demo_address}/edit-personas")
    settled(laptop)
    laptop.get_by_text("at most 400 KB").first.wait_for(state="attached")
    theirs = laptop.get_by_text("1MB per file").first
    expect(theirs, "Streamlit’s words have changed; look whether they are true").to_be_attached()
    assert not any(one.is_visible() for one in laptop.get_by_text("1MB per file").all())
    laptop.context.close()
