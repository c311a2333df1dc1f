"""axe finds nothing on the respondents' pages, in light and dark, and nothing on the screens but what Streamlit
itself brings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Serve, settled

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
#: Found in Streamlit's own widgets (1.67), on any page that uses them: nothing of ours.
STREAMLITS = {
    "svg-img-alt",  # empty groups of marks inside charts
    "target-size",  # small buttons of its tables and date fields
    "empty-table-header",  # the row marker of its tables
    "presentation-role-conflict",  # its file uploader
    "scrollable-region-focusable",  # its tables
    "list",  # its menu, when it has sections
    "listitem",
}
#: Every kind of piece a screen is made of; colours are checked again in the dark where they are most.
SCREENS = {
    "light": (
        "",
        "journey?opened=Get+support",
        "segments",
        "over-time",
        "comments",
        "how-we-count",
        "surveys",
        "interview",
        "settings",
    ),
    "dark": ("", "journey", "segments"),
}


def violations(page: Page) -> dict[str, list[Any]]:
    """What axe objects to, by rule, with the elements."""
    found = Axe().run(page, options=RULES).response["violations"]
    return {one["id"]: [node["html"][:160] for node in one["nodes"]] for one in found}


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def themed(browser: Browser, theme: str) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, color_scheme=theme, locale="en-GB", bypass_csp=True
    )
    yield context.new_page()
    context.close()


def test_the_respondents_pages_have_no_violation(serve: Serve, themed: Page) -> None:
    address = serve(real=True)
    for path in (
        "s/recommend?score=9",
        "s/effort?lang=pl",
        "s/satisfaction?lang=zh",
        "s/recommend/thanks",
        "s/none",
        "privacy",
    ):
        themed.goto(f"{address}/{path}")
        assert violations(themed) == {}, path
    themed.goto(f"{address}/s/recommend")
    themed.locator("form").evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
    themed.wait_for_selector("[role=alert]")
    assert violations(themed) == {}, "the form with an error"


def test_the_screens_have_no_violation_of_ours(demo_address: str, themed: Page, theme: str) -> None:
    themed.set_viewport_size({"width": 1280, "height": 900})
    for path in SCREENS[theme]:
        themed.goto(f"{demo_address}/{path}")
        settled(themed)
        themed.wait_for_timeout(800)
        found = {rule: nodes for rule, nodes in violations(themed).items() if rule not in STREAMLITS}
        assert found == {}, path
