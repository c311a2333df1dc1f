"""Questions and surveys: what may be asked, on which page, of whom, and in which languages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cjo_core.errors import BadValue
from cjo_core.survey.paging import asked_of, check_order, page_after, pages
from cjo_core.survey.questions import Condition, Option, Question, Wording, label_of
from cjo_core.survey.responses import Answer
from cjo_core.survey.surveys import Redirect, Survey, Texts

SCORE = Question("nps", {"en": Wording("Recommend?")}, id=1, key="nps")
WHY = Question("text", {"en": Wording("Why not?")}, id=2, key="why", condition=Condition("nps", 0, 6))
COLOUR = Question(
    "single",
    {"en": Wording("Which?")},
    id=3,
    key="colour",
    options=(Option("red", {"en": "Red"}, 31), Option("blue", {"en": "Blue"}, 32)),
)
SHADE = Question(
    "text", {"en": Wording("Which red?")}, id=4, key="shade", condition=Condition("colour", options=("red",))
)


def survey(*questions: Question, **more: object) -> Survey:
    return Survey("s", "S", questions, **more)  # type: ignore[arg-type]


def test_a_question_that_depends_on_one_of_its_page_begins_the_next() -> None:
    assert pages(survey(SCORE, COLOUR, WHY)) == ((SCORE, COLOUR), (WHY,))
    assert pages(survey(SCORE, WHY, COLOUR)) == ((SCORE,), (WHY, COLOUR))


def test_a_page_begins_where_the_team_wants_it_and_retired_questions_are_on_none() -> None:
    parted = Question("csat", {"en": Wording("?")}, id=5, new_page=True)
    gone = Question("ces", {"en": Wording("?")}, id=6, retired=True)
    assert pages(survey(SCORE, gone, parted)) == ((SCORE,), (parted,))


def test_only_those_who_answered_so_are_asked() -> None:
    one = survey(SCORE, WHY, COLOUR, SHADE)
    assert asked_of([WHY], one, {1: Answer(1, 3)}) == (WHY,)
    assert asked_of([WHY], one, {1: Answer(1, 7)}) == ()
    assert asked_of([WHY], one, {}) == ()
    assert asked_of([SHADE], one, {3: Answer(3, None, None, (31,))}) == (SHADE,)
    assert asked_of([SHADE], one, {3: Answer(3, None, None, (32,))}) == ()


def test_pages_that_ask_nobody_anything_are_passed_over() -> None:
    one = survey(SCORE, WHY)
    assert page_after(one, 0, {}) == 0
    assert page_after(one, 1, {1: Answer(1, 2)}) == 1
    assert page_after(one, 1, {1: Answer(1, 9)}) is None


@pytest.mark.parametrize(
    ("questions", "said"),
    [
        ((WHY, SCORE), "not asked before it"),
        ((SCORE, Question("text", {}, 9, "x", condition=Condition("nps", 5, 11))), "scores that “nps” does not have"),
        ((COLOUR, Question("text", {}, 9, "x", condition=Condition("colour", options=("green",)))), "does not offer"),
        ((SCORE, Question("csat", {}, 9, "nps")), "same short name"),
    ],
)
def test_what_can_never_be_decided_is_refused(questions: tuple[Question, ...], said: str) -> None:
    with pytest.raises(BadValue, match=said):
        check_order(survey(*questions))


def test_a_language_is_offered_when_every_question_and_option_has_its_words() -> None:
    half = Question("single", {"en": Wording("?"), "pl": Wording("?")}, options=(Option("a", {"en": "A"}),))
    assert survey(half).languages == ("en",)
    assert half.lacks("pl") == ["a"]
    assert half.lacks("de") == ["question", "a"]


def test_an_option_falls_back_to_a_language_it_has() -> None:
    option = Option("red", {"en": "Red", "pl": "Czerwony"})
    assert label_of(option, ["pl-PL", "pl"]) == "Czerwony"
    assert label_of(option, ["de"]) == "Red"


@pytest.mark.parametrize(
    ("kind", "more"),
    [("mood", {}), ("nps", {"style": "stars"}), ("rating", {"high": 11}), ("csat", {"key": "Große Frage"})],
)
def test_questions_that_cannot_be_are_refused(kind: str, more: dict[str, object]) -> None:
    with pytest.raises(BadValue):
        Question(kind, {}, **more)  # type: ignore[arg-type]


def test_a_survey_stands_as_its_times_say() -> None:
    early, late = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
    one = survey(SCORE, opens_at=early, closes_at=late)
    assert one.standing(datetime(2026, 10, 31, tzinfo=UTC)) == "early"
    assert one.standing(early) == "open"
    assert one.standing(late) == "closed"
    assert survey(SCORE, status="paused", opens_at=early).standing(early) == "paused"
    with pytest.raises(BadValue, match="before it closes"):
        survey(SCORE, opens_at=late, closes_at=early)


def test_texts_fall_back_to_the_default_language_one_by_one() -> None:
    one = survey(SCORE, texts={"en": Texts(intro="Hello", thanks="Bye"), "pl": Texts(intro="Cześć")})
    assert one.says("pl") == Texts(intro="Cześć", thanks="Bye")
    assert one.says("de") == Texts(intro="Hello", thanks="Bye")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//x.example", "https://", "mailto:a@b.example", "/thanks"])
def test_people_are_sent_to_web_addresses_only(url: str) -> None:
    with pytest.raises(BadValue):
        Redirect(9, 10, url)
