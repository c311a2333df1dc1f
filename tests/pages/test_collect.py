"""The interviewer's page and the survey links: one gate, one answer per Send."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from cjo_core.store import shelf
from cjo_core.store.database import Store
from cjo_core.store.responses.reads import rows
from cjo_core.store.responses.writes import save_response
from cjo_core.store.set_up.surveys import save_survey, survey
from cjo_core.survey.responses import read_response
from cjo_core.survey.surveys import Condition, Option, Question, Survey, Wording
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


def words_of(question: str) -> dict[str, Wording]:
    return {"en": Wording(question, comment_low="What disappointed you?" if question == "Score" else "")}


OPTIONS = (Option("red", {"en": "Red"}), Option("blue", {"en": "Blue"}))
WHOLE = Survey(
    "a-whole",
    "A whole",
    (
        Question("nps", words_of("Score"), key="nps", required=True),
        Question("csat", words_of("Faces"), key="faces", style="faces"),
        Question("rating", words_of("Stars"), key="stars", style="stars"),
        Question("single", words_of("One"), key="one", options=OPTIONS),
        Question("multiple", words_of("Some"), key="some", options=OPTIONS),
        Question("text", words_of("Short"), key="short", condition=Condition("one", options=("blue",))),
        Question("long_text", words_of("Long"), key="long", condition=Condition("nps", 9, 10)),
        Question("consent", words_of("Agree"), key="agree", required=True, new_page=True),
    ),
    limit=1,
)


def test_an_interview_asks_every_kind_of_question_and_those_that_the_answers_lead_to(real: Store) -> None:
    whole = save_survey(real, WHOLE)
    name = {question.key: f"q{question.id}_0" for question in whole.questions}
    at = open_page("collect/interview.py")
    at.selectbox(key="interview_survey").set_value("a-whole").run()
    assert not at.text_input
    at.button_group(key=f"score_{name['nps']}").set_value(3).run()
    assert at.text_area(key=f"comment_{name['nps']}").label == "What disappointed you?"
    at.radio(key=f"score_{name['faces']}").set_value(5).run()
    at.radio(key=f"choice_{name['one']}").set_value("blue").run()
    some = name["some"].removesuffix("_0")
    at.checkbox(key=f"choice_{some}_red_0").check().run()
    at.text_input(key=f"text_{name['short']}").set_value("B-17").run()
    at.button[-1].click().run()
    assert any("Please agree" in error.value for error in at.error)
    at.checkbox(key=f"agreed_{name['agree']}").check().run()
    at.button[-1].click().run()
    assert not at.exception
    with real.reading() as connection:
        answers = connection.execute(
            "SELECT q.key, a.score, a.comment FROM answers a JOIN questions q ON q.id = a.question_id "
            "ORDER BY q.position"
        ).fetchall()
        chosen = connection.execute(
            "SELECT q.key, o.key FROM choices c JOIN options o ON o.id = c.option_id "
            "JOIN questions q ON q.id = c.question_id ORDER BY q.position"
        ).fetchall()
        passed = connection.execute("SELECT q.key FROM not_asked n JOIN questions q ON q.id = n.question_id").fetchall()
    assert answers == [("nps", 3, None), ("faces", 5, None), ("short", None, "B-17"), ("agree", 1, None)]
    assert chosen == [("one", "blue"), ("some", "red")]
    assert passed == [("long",)]


def test_an_interview_for_a_full_survey_says_so_kindly_and_keeps_what_was_said(real: Store) -> None:
    whole = save_survey(real, WHOLE)
    ids = {question.key: question.id for question in whole.questions}
    at = open_page("collect/interview.py")
    at.selectbox(key="interview_survey").set_value("a-whole").run()
    for turn in (0, 1):
        at.button_group(key=f"score_q{ids['nps']}_{turn}").set_value(3).run()
        at.checkbox(key=f"agreed_q{ids['agree']}_{turn}").check().run()
        at.button[-1].click().run()
    assert [warning.value for warning in at.warning] == [
        "This survey has received all the answers it needs. Thank you for your interest."
    ]
    assert at.button_group(key=f"score_q{ids['nps']}_1").value == 3
    assert len(rows(real)) == 2


def test_each_open_survey_shows_its_link_and_its_code(real: Store) -> None:
    at = open_page("collect/surveys.py")
    links = [code.value for code in at.code]
    assert [link.rsplit("/", 1)[1] for link in links] == ["recommend", "satisfaction", "effort"]
    assert words(at).count('<span class="qr">') == 3


def test_a_survey_that_opens_later_and_one_that_is_full_say_so(real: Store) -> None:
    full = save_survey(real, Survey("full-one", "Full", (Question("nps", words_of("Score")),), limit=1))
    later = replace(full, slug="later", id=0, opens_at=datetime(2046, 1, 1, tzinfo=UTC), limit=None)
    save_survey(real, replace(later, questions=(replace(full.questions[0], id=0),)))
    answer = read_response(full, {"score": "9"}, submission_key=bytes(16), now=datetime.now(UTC))
    save_response(real, answer)
    shown = words(open_page("collect/surveys.py"))
    assert "3 surveys take answers now" in shown
    assert "opens later" in shown
    assert "has all its answers" in shown


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


def test_pausing_a_survey_is_said_and_can_be_taken_back(real: Store) -> None:
    at = open_page("collect/surveys.py")
    at.button(key="status_recommend").click().run()
    assert not at.exception
    assert "It is paused" in at.success[0].value.replace("\\", "")
    assert survey(real, "recommend").status == "paused"
    at.button(key="status_recommend").click().run()
    assert survey(real, "recommend").status == "open"
