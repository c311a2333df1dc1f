"""The interviewer's page and the survey links: one gate, one answer per Send."""

from __future__ import annotations

from pathlib import Path

from cjo_core.store import shelf
from cjo_core.store.database import Store
from cjo_core.store.reads import rows
from cjo_core.store.surveys import survey
from tests.pages.conftest import open_page, words


def test_an_interview_stores_one_answer_and_empties_the_form(real: Store) -> None:
    question = survey(real, "recommend").questions[0].id
    at = open_page("collect/interview.py")
    at.button_group(key=f"score_q{question}_0").set_value(9)
    at.text_area(key=f"comment_q{question}_0").set_value("said aloud")
    at.button[0].click()
    at.run()
    assert not at.exception
    found = rows(real)
    assert [(row.score, row.comment, row.door, row.language) for row in found] == [(9, "said aloud", "interview", "en")]
    assert at.button_group(key=f"score_q{question}_1").value in (None, [])


def test_an_interview_without_a_score_says_so_and_keeps_the_comment(real: Store) -> None:
    question = survey(real, "recommend").questions[0].id
    at = open_page("collect/interview.py")
    at.text_area(key=f"comment_q{question}_0").set_value("typed already")
    at.button[0].click()
    at.run()
    assert any("Choose a number from 0 to 10" in error.value.replace("\\", "") for error in at.error)
    assert at.text_area(key=f"comment_q{question}_0").value == "typed already"
    assert rows(real) == []


def test_each_open_survey_shows_its_link_and_its_code(real: Store) -> None:
    at = open_page("collect/surveys.py")
    links = [code.value for code in at.code]
    assert [link.rsplit("/", 1)[1] for link in links] == ["recommend", "satisfaction", "effort"]
    assert words(at).count('<span class="qr">') == 3


def test_a_paused_survey_takes_no_answers_and_shows_no_code(real: Store) -> None:
    at = open_page("collect/surveys.py")
    at.button(key="status_recommend").click()
    at.run()
    assert survey(real, "recommend").status == "paused"
    assert words(at).count('<span class="qr">') == 2


def test_demo_answers_given_by_interview_stay_in_the_demo(demo: Path) -> None:
    opened = shelf.opened("demo")
    assert opened is not None
    question = survey(opened.store, "demo-recommend").questions[0].id
    before = opened.store.version()
    at = open_page("collect/interview.py")
    at.button_group(key=f"score_q{question}_0").set_value(9)
    at.button[0].click()
    at.run()
    assert opened.store.version() != before
    assert not (demo / "cjo.db").exists()
