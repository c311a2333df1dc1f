"""The respondents' form in a real Chromium: by keyboard alone, without scripts on a phone, on the narrowest screen, in
light, dark and from right to left; with axe on every kind of page."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cjo_core.exchange.starter import make_store
from cjo_core.store.responses.writes import save_response
from cjo_core.store.set_up.surveys import save_survey
from cjo_core.survey.responses import new_submission_key, read_response
from cjo_core.survey.surveys import Question, Redirect, Survey, Wording
from tests.browser.conftest import end, start
from tests.browser.test_accessibility import violations
from tests.web.conftest import WHOLE, words

RATINGS = tuple(
    Question("rating", words(f"One to {high}?", "low", "high"), key=f"r{high}", high=high) for high in range(2, 11)
)
LOOKS = {
    "light": {"color_scheme": "light", "locale": "en-GB"},
    "dark": {"color_scheme": "dark", "locale": "en-GB"},
    "leftward": {"color_scheme": "light", "locale": "ar-EG"},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Surveys of every kind of page: long, of several pages, with a way out, full, early, paused, closed."""
    path = tmp_path_factory.mktemp("form")
    store = make_store(path / "cjo.db", time_zone="Europe/Warsaw", organisation="Nordhaus")
    save_survey(store, WHOLE)
    flat = tuple(replace(one, condition=None, new_page=False) for one in WHOLE.questions)
    save_survey(store, replace(WHOLE, slug="flat", questions=flat, redirects=()))
    save_survey(
        store, Survey("scales", "Scales", (WHOLE.questions[0], *RATINGS, Question("ces", words("Easy?", "a", "b"))))
    )
    out = replace(WHOLE, slug="out", questions=(replace(WHOLE.questions[0]),))
    save_survey(store, replace(out, redirects=(Redirect(0, 10, "http://localhost:9/away"),)))
    moody = Wording(
        "How was it?", comment="Why?", comment_low="What disappointed you?", comment_high="What did you love?"
    )
    save_survey(store, Survey("why", "Why", (Question("csat", {"en": moody}),)))
    save_survey(store, replace(WHOLE, slug="early", opens_at=datetime(2046, 1, 1, tzinfo=UTC)))
    for status in ("paused", "closed"):
        save_survey(store, replace(WHOLE, slug=status, status=status))
    full = save_survey(store, replace(WHOLE, slug="full", questions=WHOLE.questions[:1], limit=1))
    fields = {"score": "9"}
    save_response(store, read_response(full, fields, submission_key=new_submission_key(), now=datetime.now(UTC)))
    store.close()
    return path


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    process, found = start(folder)
    yield found
    end(process)


def stored(folder: Path, slug: str) -> list[tuple[object, ...]]:
    """Key, score, text and completed of a survey's answers, asked of SQLite itself; options by their keys."""
    connection = sqlite3.connect(folder / "cjo.db")
    try:
        return connection.execute(
            "SELECT q.key, a.score, a.comment, r.completed FROM answers a JOIN questions q ON q.id = a.question_id "
            "JOIN responses r ON r.id = a.response_id JOIN surveys s ON s.id = r.survey_id WHERE s.slug = ?1 UNION ALL "
            "SELECT q.key, NULL, o.key, r.completed FROM choices c JOIN questions q ON q.id = c.question_id "
            "JOIN options o ON o.id = c.option_id JOIN responses r ON r.id = c.response_id "
            "JOIN surveys s ON s.id = r.survey_id WHERE s.slug = ?1",
            [slug],
        ).fetchall()
    finally:
        connection.close()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_survey_of_all_kinds_is_answered_by_keyboard_alone(browser: Browser, address: str, folder: Path) -> None:
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/s/flat")
    press(page, "Tab", "Tab")  # past the two languages' one link, into the first scale
    while page.evaluate("document.activeElement.type") != "radio":
        press(page, "Tab")
    press(page, "Space", "ArrowRight", "ArrowRight")  # nps 2
    press(page, "Tab")
    page.keyboard.type("Too slow")
    press(page, "Tab", "Space", "ArrowRight", "ArrowRight", "ArrowRight", "Tab")  # faces 4, past its reason
    press(page, "Tab", "Space", "ArrowRight", "Tab")  # words 2
    press(page, "Tab", "Space", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight")  # stars 5
    press(page, "Tab", "Space", "Tab")  # effort 1
    press(page, "Tab")
    page.keyboard.type("Everything")
    press(page, "Tab", "Space", "ArrowDown")  # phone
    press(page, "Tab", "Space", "Tab", "Tab", "Space")  # price and speed
    press(page, "Tab")
    page.keyboard.type("12")
    press(page, "Tab", "Space", "Tab", "Enter")  # agreed, then Send
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    expected = {
        ("nps", 2, "Too slow", 1),
        ("sat", 4, None, 1),
        ("worded", 2, None, 1),
        ("speed", 5, None, 1),
        ("effort", 1, None, 1),
        ("wrong", None, "Everything", 1),
        ("way", None, "phone", 1),
        ("else", None, "price", 1),
        ("else", None, "speed", 1),
        ("number", None, "12", 1),
        ("call", 1, None, 1),
    }
    assert set(stored(folder, "flat")) == expected
    context.close()


def test_page_by_page_on_a_phone_without_scripts_back_and_resumed(browser: Browser, address: str, folder: Path) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
    context = browser.new_context(java_script_enabled=False, locale="en-GB", **phone)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{address}/s/whole")
    page.get_by_role("button", name="Next").click()  # the browser itself asks for what is required
    expect(page.get_by_text("Page 1 of 5")).to_be_visible()
    page.get_by_role("radio", name="3", exact=True).check(force=True)
    page.get_by_role("radio", name="Dissatisfied", exact=True).check(force=True)
    page.get_by_role("button", name="Next").click()
    page.get_by_role("radio", name="Satisfied", exact=True).check()
    page.get_by_role("radio", name="4 stars").check(force=True)
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name="What went wrong?")).to_be_visible()
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_role("radio", name="4 stars")).to_be_checked()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name="What went wrong?")).to_be_visible()
    link = page.url
    context.close()
    context = browser.new_context(java_script_enabled=False, locale="en-GB", **phone)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(link)
    page.get_by_role("textbox").fill("The wait")
    page.get_by_role("button", name="Next").click()
    page.get_by_role("radio", name="Phone").check()
    page.get_by_role("checkbox", name="Help").check()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("checkbox", name="You may call me").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    found = stored(folder, "whole")
    assert ("wrong", None, "The wait", 1) in found
    assert ("way", None, "phone", 1) in found
    assert {row[3] for row in found} == {1}
    context.close()


def test_sending_again_after_back_is_counted_once(browser: Browser, address: str, folder: Path) -> None:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(f"{address}/s/effort")
    for score in ("7", "1"):
        page.get_by_role("radio", name=score, exact=True).check(force=True)
        page.get_by_role("button", name="Send").click()
        page.wait_for_url("**/thanks**")
        page.go_back()
        expect(page.get_by_role("button", name="Send")).to_be_visible()
    assert [row[1] for row in stored(folder, "effort")] == [7]
    context.close()


def test_a_redirect_by_score_is_followed_by_the_browser(browser: Browser, address: str, folder: Path) -> None:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.route(
        "http://localhost:9/**", lambda route: route.fulfill(body="<h1>Elsewhere</h1>", content_type="text/html")
    )
    page.goto(f"{address}/s/out?score=9")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Elsewhere")).to_be_visible()
    assert [row[1] for row in stored(folder, "out")] == [9]
    context.close()


def test_the_why_follows_the_score_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(f"{address}/s/why")
    for score, why in ((None, "Why?"), ("2", "What disappointed you?"), ("3", "Why?"), ("5", "What did you love?")):
        if score is not None:
            page.get_by_role("radio", name=score, exact=True).check(force=True)
        expect(page.get_by_role("textbox", name=f"{why} (optional)", exact=True)).to_be_visible()
        assert page.locator("label.why").inner_text().strip() == f"{why} (optional)"
    context.close()


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("locale", ["en-GB", "ar-EG"])
def test_every_scale_has_equal_targets_a_finger_can_hit(
    browser: Browser, address: str, width: int, locale: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844}, locale=locale)
    page = context.new_page()
    page.goto(f"{address}/s/scales")
    for box in page.locator(".s").all():
        sizes = [label.bounding_box() for label in box.locator("label").all()]
        widths = [size["width"] for size in sizes if size]
        heights = [size["height"] for size in sizes if size]
        assert max(widths) - min(widths) < 1, (len(sizes), widths)
        assert min(widths) >= 44, (len(sizes), widths)
        assert min(heights) >= 44
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_on_any_page_of_the_form(browser: Browser, address: str, look: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, bypass_csp=True, **LOOKS[look])  # type: ignore[arg-type]
    page = context.new_page()
    for path in ("flat", "scales", "scales?q_r10=4", "early", "paused", "closed", "full", "whole/thanks", "none"):
        page.goto(f"{address}/s/{path}")
        assert violations(page) == {}, path
    page.goto(f"{address}/s/whole?q_nps=3")
    for number in range(1, 6):
        expect(page.locator("progress")).to_have_js_property("value", number)
        assert violations(page) == {}, f"page {number}"
        if number == 4:
            page.locator("input[type=radio]").nth(1).check()
        if number < 5:
            page.locator("button[type=submit]").first.click()
    page.locator("form").evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
    page.wait_for_selector("[role=alert]")
    assert violations(page) == {}, "a page with an error"
    if look == "leftward":
        assert page.locator("html").get_attribute("dir") == "rtl"
    context.close()
