"""The journey map in a real browser: two clicks to the comments, a list on a phone, and one sheet of paper."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from xml.etree import ElementTree

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import settled


def open_map(page: Page, address: str, query: str = "") -> None:
    page.goto(f"{address}/journey{query}")
    page.wait_for_selector(".st-key-journey_curve svg.marks")
    settled(page)


def open_files(page: Page) -> None:
    page.locator(".st-key-journey_files button").first.click()
    page.wait_for_selector(".st-key-journey_svg button")


def test_from_the_map_to_the_comments_of_a_stage_in_two_clicks(page: Page, demo_address: str) -> None:
    open_map(page, demo_address)
    page.get_by_role("radiogroup", name="Open a stage").or_(page.locator(".st-key-opened")).get_by_text(
        "Get support"
    ).first.click()
    page.get_by_role("button", name="Comments: Get support", exact=True).first.click()
    page.wait_for_url(re.compile(r"/comments\?.*stage=Get\+support"))
    page.wait_for_selector("h1:has-text('comment')")
    settled(page)
    places = page.locator(".say .sub").all_inner_texts()
    assert places
    touchpoints = ("Service portal", "Support chat", "Hotline", "Returns", "Get support")
    assert all(any(name in place for name in touchpoints) for place in places)


def test_a_click_on_the_curve_opens_the_stage(page: Page, demo_address: str) -> None:
    open_map(page, demo_address)
    box = page.locator(".st-key-journey_curve svg.marks").first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] - 60, box["y"] + box["height"] - 30)
    expect(page.locator("h2:has-text('The same touchpoint by channel')")).to_be_visible()
    expect(page).to_have_url(re.compile("opened=Get"))


def test_lanes_stand_under_their_stages(page: Page, demo_address: str) -> None:
    open_map(page, demo_address)
    lanes = page.locator(".jm").first.locator("> div")
    svg = page.locator(".st-key-journey_curve svg.marks").first.bounding_box()
    assert svg is not None
    stages = lanes.count() - 1
    width = (svg["width"] - 104) / stages
    for i in range(stages):
        cell = lanes.nth(i + 1).bounding_box()
        assert cell is not None
        assert abs(cell["x"] - (svg["x"] + 104 + i * width)) < 2.5


def test_on_a_phone_the_map_is_a_list(browser: Browser, demo_address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
    page = context.new_page()
    page.goto(f"{demo_address}/journey")
    settled(page)
    expect(page.locator(".jlist section")).to_have_count(5)
    assert not page.locator(".st-key-journey_card").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_a_file_speaks_the_language_of_its_page(page: Page, demo_address: str, tmp_path: Path) -> None:
    open_map(page, demo_address, "?lang=pl")
    open_files(page)
    with page.expect_download() as found:
        page.locator(".st-key-journey_svg button").first.click()
    found.value.save_as(tmp_path / "map.svg")
    said = " ".join(ElementTree.parse(tmp_path / "map.svg").getroot().itertext())
    assert "Odpowiedzi" in said
    assert "Answers" not in said


def test_the_map_is_one_drawing_one_picture_and_one_sheet(page: Page, demo_address: str, tmp_path: Path) -> None:
    open_map(page, demo_address)
    open_files(page)
    with page.expect_download() as found:
        page.locator(".st-key-journey_svg button").first.click()
    found.value.save_as(tmp_path / "map.svg")
    assert "Get support" in " ".join(ElementTree.parse(tmp_path / "map.svg").getroot().itertext())
    with page.expect_download() as found:
        page.locator(".st-key-journey_html button").first.click()
    found.value.save_as(tmp_path / "map.html")
    for ending, begins in (("png", b"\x89PNG\r\n\x1a\n"), ("pdf", b"%PDF-1.7")):
        with page.expect_download() as found:
            page.locator(f".st-key-journey_{ending} button").first.click()
        found.value.save_as(tmp_path / f"painted.{ending}")
        assert (tmp_path / f"painted.{ending}").read_bytes().startswith(begins)
    sheet = page.context.new_page()
    asked: list[str] = []
    sheet.on("request", lambda request: asked.append(request.url))
    sheet.goto((tmp_path / "map.html").as_uri())
    for paper in ("A3", "A4"):
        printed = sheet.pdf(format=paper, landscape=True, print_background=True)
        assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 1
    with sheet.expect_download() as found:
        sheet.get_by_role("button", name="Save as PNG").click()
    found.value.save_as(tmp_path / "map.png")
    head = (tmp_path / "map.png").read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">I", head[16:20])[0] > 3000
    assert all(url.startswith(("file:", "data:", "blob:")) for url in asked)
