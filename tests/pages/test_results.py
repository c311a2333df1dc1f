"""Survey results on the screen: every kind of question, its words, and nothing of a small group."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cjo_core.store.database import Store
from cjo_core.store.responses.writes import save_response
from cjo_core.store.set_up.audience import add_names
from cjo_core.store.set_up.studio import save_changes
from cjo_core.store.set_up.surveys import save_survey, save_wording
from cjo_core.survey.places import Place
from cjo_core.survey.responses import Answer, Response, new_submission_key
from cjo_core.survey.surveys import Option, Question, Survey, Wording
from tests.pages.conftest import open_page, words

OPTIONS = (Option("web", {"en": "The <b>web</b>"}), Option("phone", {"en": "The phone"}))


def asked(question: str) -> dict[str, Wording]:
    return {"en": Wording(question, "poor", "great")}


@pytest.fixture
def visited(real: Store) -> Survey:
    """A survey of every kind; 40 people of one segment, 20 of another and 2 of a third."""
    add_names(real, "segment", ["Many", "Some", "Few"])
    questions = (
        Question("csat", asked("How satisfied?"), key="csat"),
        Question("rating", asked("How quick?"), key="quick", dimension="responsiveness"),
        Question("rating", asked("How kind?"), key="kind", dimension="empathy"),
        Question("single", asked("How did you reach us?"), key="how", options=OPTIONS),
        Question("multiple", asked("What did you use?"), key="what", options=OPTIONS),
        Question("text", asked("What else?"), key="else"),
        Question("consent", asked("May we write?"), key="ok"),
    )
    one = save_survey(real, Survey("visit", "Visit", questions))
    ids = {question.key: question for question in one.questions}
    web, phone = (option.id for option in ids["how"].options)
    both = tuple(option.id for option in ids["what"].options)
    for segment, number in (("Many", 40), ("Some", 20), ("Few", 2)):
        for i in range(number):
            given = (
                Answer(ids["csat"].id, 4),
                Answer(ids["quick"].id, 2 + i % 3),
                Answer(ids["kind"].id, 4),
                Answer(ids["how"].id, None, None, (phone if i % 4 else web,)),
                Answer(ids["what"].id, None, None, both),
                Answer(ids["else"].id, None, f"{segment} <i>say</i> {i}"),
                Answer(ids["ok"].id, 1),
            )
            place = Place(segment=segment, language="en")
            save_response(real, Response(one.id, given, new_submission_key(), datetime.now(UTC), place))
    return one


def test_every_kind_of_question_says_what_came_out(visited: Survey) -> None:
    text = words(open_page("see/results.py", results_of="visit"))
    assert "<h1>CSAT is 100" in text
    assert "1. How satisfied?" in text
    assert "asked of 62, answered by 62" in text
    assert "The &lt;b&gt;web&lt;/b&gt;" in text
    assert "the shares may add up to more than 100" in text
    assert "% of those asked said yes" in text
    assert "Many &lt;i&gt;say&lt;/i&gt; 39" in text or "Few &lt;i&gt;say&lt;/i&gt; 1" in text
    assert "Responsiveness" in text.split("1. How satisfied?")[0]  # the profile stands first
    assert "62 of 62 came to the end" in text


def test_small_groups_show_nothing_and_neither_do_their_neighbours(visited: Survey) -> None:
    for segment in ("Few", "Some"):
        text = words(open_page("see/results.py", results_of="visit", segment=segment))
        assert "<h1>Hidden to protect a small group.</h1>" in text
        assert "How quick?" not in text.split("How far people came")[0]
        assert "say" not in text.split("How far people came")[0].split("</h1>")[1].split("style")[0]
    text = words(open_page("see/results.py", results_of="visit", segment="Many"))
    assert "answered by 40" in text
    assert "Many &lt;i&gt;say" in text
    assert "Few &lt;i&gt;say" not in text


def test_texts_can_be_searched(visited: Survey) -> None:
    at = open_page("see/results.py", results_of="visit")
    box = next(one for one in at.text_input if one.key.startswith("results_search"))
    box.set_value("Some").run()
    text = words(at)
    assert "20 texts match." in text
    assert "Many &lt;i&gt;say" not in text


def test_a_reworded_and_a_retired_question_say_so(real: Store, visited: Survey) -> None:
    save_wording(real, visited.questions[0].id, "en", Wording("How happy?", "poor", "great"))
    rest = tuple(question for question in visited.questions if question.key != "how")
    changed = tuple(q if q.key != "csat" else Question(**{**vars(q), "wordings": asked("How happy?")}) for q in rest)
    save_changes(real, Survey(**{**vars(visited), "questions": changed}))
    text = words(open_page("see/results.py", results_of="visit"))
    assert "1. How happy?" in text
    assert "reworded on" in text
    assert "no longer asked" in text


def test_a_link_to_a_survey_that_is_not_there_shows_the_first(real: Store) -> None:
    at = open_page("see/results.py", results_of="nothing")
    assert "No answers yet." in words(at)
    assert not at.error


def test_the_survey_of_the_shared_filter_is_the_first_choice(visited: Survey) -> None:
    at = open_page(survey="visit")
    at.switch_page("see/results.py").run()
    assert "How quick?" in words(at)
