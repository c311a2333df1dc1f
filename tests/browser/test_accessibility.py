"""axe finds nothing on the respondents' pages, in light and dark, and nothing on the screens but what Streamlit
itself brings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from cjo_core.exchange.starter import make_store
from cjo_core.store.set_up.surveys import save_survey
from cjo_core.survey.surveys import Question, Survey, Wording
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
        "edit-journey?at=Receive",
        "edit-segments",
        "edit-personas",
        "segments",
        "over-time",
        "funnel?split=segment",
        "paths",
        "comments",
        "how-we-count",
        "surveys",
        "reach",
        "reach?way=embed",
        "reach?way=mail",
        "reach?way=invitations",
        "reach?way=reminders",
        "interview",
        "settings",
    ),
    "dark": ("", "journey", "segments", "paths"),
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


ARABIC = {
    "nps": Wording("ما مدى احتمال أن توصي بنا لصديق أو زميل؟", "غير محتمل إطلاقًا", "محتمل جدًا"),
    "csat": Wording("ما مدى رضاك عن طلبك؟", "عدم رضا شديد", "رضا كبير"),
    "ces": Wording("كان من السهل عليّ إتمام طلبي.", "لا أوافق إطلاقًا", "أوافق تمامًا"),
}


def arabic_surveys(path: Path) -> None:
    """A store with a survey of one question and one of three, both in Arabic and nothing else."""
    with closing(make_store(path, time_zone="Europe/Warsaw", organisation="Nordhaus")) as store:
        asked = {kind: Question(kind, {"ar": words}, key=kind) for kind, words in ARABIC.items()}
        save_survey(store, Survey("one", "طلبك", (asked["nps"],), default_language="ar"))
        save_survey(store, Survey("three", "طلبك", tuple(asked.values()), default_language="ar"))


def test_pages_from_right_to_left_have_no_violation_and_mirror_the_scale(
    serve: Serve, themed: Page, tmp_path: Path
) -> None:
    arabic_surveys(tmp_path / "cjo.db")
    address = serve(real=True)
    for width in (390, 320):
        themed.set_viewport_size({"width": width, "height": 844})
        for path in ("s/one?score=9", "s/three", "s/one/thanks?lang=ar", "privacy?lang=ar", "s/none?lang=he"):
            themed.goto(f"{address}/{path}")
            assert themed.locator("html").get_attribute("dir") == "rtl"
            assert violations(themed) == {}, (path, width)
            assert themed.evaluate("document.documentElement.scrollWidth") == width, path
        themed.goto(f"{address}/s/one")
        boxes = {score: themed.locator(f"label:has(input[value='{score}'])").bounding_box() for score in (0, 1, 5, 10)}
        low, second, last, high = (box or {} for box in boxes.values())
        assert low["x"] > second["x"] > last["x"], "0 stands where reading begins"
        assert high["width"] == pytest.approx(low["width"], abs=0.1)
        assert low["width"] >= 44
        assert low["x"] + low["width"] == pytest.approx(width - 12, abs=1), "and its row begins at the edge"
    themed.goto(f"{address}/privacy?lang=ar")
    themed.locator("summary").click()
    assert violations(themed) == {}, "the list of languages"


def test_the_screens_have_no_violation_of_ours(demo_address: str, themed: Page, theme: str) -> None:
    themed.set_viewport_size({"width": 1280, "height": 900})
    for path in SCREENS[theme]:
        themed.goto(f"{demo_address}/{path}")
        settled(themed)
        found = {rule: nodes for rule, nodes in violations(themed).items() if rule not in STREAMLITS}
        assert found == {}, path
