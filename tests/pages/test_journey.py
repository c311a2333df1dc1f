"""The journey map on the screen: it names what the demo's story put in, compares, protects, leads to comments."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cjo_core.exchange.demo import make_demo
from cjo_core.exchange.demo.story import STORY
from cjo_core.metrics.breakdown import breakdown
from cjo_core.store import shelf
from cjo_core.store.actions import actions, add_action, set_done
from cjo_core.store.database import Store
from cjo_core.store.set_up.audience import add_names
from cjo_core.store.set_up.surveys import save_survey
from cjo_core.survey.actions import Action, Figures
from cjo_core.survey.filters import Filter
from cjo_core.survey.periods import add_weeks, week_name
from cjo_core.survey.places import Place
from cjo_core.survey.surveys import Question, Survey, Wording
from tests.pages.conftest import YESTERDAY, open_page, words
from tests.pages.test_see import NASTY, answers

MAP = "see/journey.py"


@pytest.fixture(scope="session")
def large_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo as people get it: with fewer answers, the story is there but not clear."""
    path = tmp_path_factory.mktemp("large") / "demo.db"
    make_demo(path, responses=20_000, seed=7, until=YESTERDAY).close()
    return path


@pytest.fixture
def large(folder: Path, large_file: Path) -> Path:
    shutil.copy(large_file, folder / "demo.db")
    return folder


def hurt_weeks() -> list[int]:
    return STORY.hurt_weeks(YESTERDAY)


def weeks(first: int, last: int) -> dict[str, str]:
    return {"period": "weeks", "from": week_name(first), "to": week_name(last)}


def test_a_single_stage_is_told_as_one(demo: Path) -> None:
    assert "answers in one stage." in words(open_page(MAP, stage="Buy"))


def test_over_the_hurt_weeks_the_planted_pain_is_named_first_with_its_reason(large: Path) -> None:
    hurt = hurt_weeks()
    text = words(open_page(MAP, **weeks(hurt[0], hurt[-1])))
    assert "<h1>Business customers are unhappy in Get support: NPS " in text
    first = text.split('<div class="rank">1</div>')[1].split('<div class="rank">')[0]
    assert "Business customers in Get support" in first
    assert "against +" in first
    assert "The others in Get support: +" in first
    assert "CES says the same." in first


def test_the_recovery_after_the_fix_is_called_up_with_an_interval(large: Path) -> None:
    fixed = add_weeks(hurt_weeks()[-1], 1)
    at = open_page(MAP, **weeks(fixed, add_weeks(fixed, 5)), segment=STORY.segment, compare="before")
    text = words(at)
    lead = text.split('<p class="lead">')[1].split("</p>")[0]
    assert lead.startswith("Against the 6 weeks before: Get support clearly up: ")
    assert " to +" in lead
    assert "clearly down" not in lead


def test_a_stage_opens_with_its_touchpoints_by_channel_and_the_way_to_its_comments(demo: Path) -> None:
    at = open_page(MAP, opened="Get support")
    assert not at.exception
    text = words(at)
    assert "The same touchpoint by channel" in text
    at.button(key="stage_comments").click().run()
    assert not at.exception
    assert "<h1>" in words(at)
    assert at.session_state["stage"] == ["Get support"]


def test_a_pain_point_leads_to_the_comments_of_its_segment(large: Path) -> None:
    hurt = hurt_weeks()
    at = open_page(MAP, **weeks(hurt[0], hurt[-1]))
    at.button(key="pain_1_comments").click().run()
    assert at.session_state["stage"] == ["Get support"]
    assert at.session_state["segment"] == [STORY.segment]


@pytest.mark.parametrize("scale", ["all", "nps", "csat", "ces", "ces_easy"])
def test_every_scale_can_be_chosen_by_link(scale: str, demo: Path) -> None:
    at = open_page(MAP, scale=scale)
    assert not at.exception
    assert 'class="jmap"' in words(at)


@pytest.mark.parametrize("compare", ["before", "persona:Bargain hunter", "segment:Business customers", "channel:Phone"])
def test_two_periods_or_groups_stand_on_one_map(compare: str, demo: Path) -> None:
    at = open_page(MAP, compare=compare)
    assert not at.exception
    expected = "Against the 12 weeks before" if compare == "before" else "against everybody else"
    assert expected in words(at)


def test_two_personas_are_compared_with_each_other(demo: Path) -> None:
    text = words(open_page(MAP, persona="Gift giver", compare="persona:Bargain hunter"))
    assert "Bargain hunter against Gift giver" in text


def test_a_stage_without_answers_keeps_its_column_and_no_score(real: Store) -> None:
    answers(real, "recommend", [10] * 40, place=Place(stage="Use"))
    answers(real, "recommend", [4] * 40, place=Place(stage="Purchase"))
    answers(real, "recommend", [9] * 12, place=Place(stage="Loyalty"))
    text = words(open_page(MAP))
    assert "no answers" in text
    assert "18 needed" not in text
    assert "30 needed" in text
    assert "It hurts in Purchase: NPS −100" in text


def test_with_nobody_who_can_be_recognised_importance_is_said_to_be_equal(real: Store) -> None:
    answers(real, "recommend", [10] * 40, place=Place(stage="Use"))
    answers(real, "recommend", [4] * 40, place=Place(stage="Purchase"))
    assert "Importance counts the same everywhere" in words(open_page(MAP))


def test_quiet_journeys_are_called_quiet(real: Store) -> None:
    for stage in ("Use", "Purchase"):
        answers(real, "recommend", [10] * 30 + [3] * 10, place=Place(stage=stage))
    assert "<h1>Nothing clearly hurts along the journey.</h1>" in words(open_page(MAP))


def test_a_journey_with_few_answers_is_not_called_free_of_pain(real: Store) -> None:
    answers(real, "recommend", [2] * 8, place=Place(stage="Use"))
    text = words(open_page(MAP))
    assert "Too few answers to judge any stage." in text
    assert "Nothing clearly hurts" not in text


def test_what_people_wrote_stands_on_the_map_as_text(real: Store) -> None:
    add_names(real, "stage", ["<b>Bold</b>"])
    answers(real, "recommend", [2] * 40, comment=NASTY, place=Place(stage="<b>Bold</b>"))
    answers(real, "recommend", [9] * 40, comment=NASTY, place=Place(stage="Use"))
    text = words(open_page(MAP))
    assert "&lt;script&gt;" in text
    for bad in ("<script>", "<b>Bold</b>", "<img"):
        assert bad not in text


def test_comments_of_a_group_under_the_floor_are_not_on_the_map(real: Store) -> None:
    answers(real, "recommend", [2] * 3, comment="only I say this", place=Place(stage="Use"))
    answers(real, "recommend", [9] * 40, comment="all is well", place=Place(stage="Purchase"))
    assert "only I say this" not in words(open_page(MAP))


def test_the_map_counts_what_the_store_counts(demo: Path) -> None:
    opened = shelf.opened("demo")
    assert opened is not None
    text = words(open_page(MAP, scale="nps", period="all"))
    from cjo_core.metrics.breakdown import breakdown

    for row in breakdown(opened.cells(), "nps", ["stage"]).dropna(subset=["stage"]).itertuples():
        assert f"<b>n {row.n:,}</b>" in text


def test_a_pain_point_becomes_an_action_and_its_effect_is_measured_when_it_is_done(large: Path) -> None:
    hurt = hurt_weeks()
    at = open_page(MAP, **weeks(hurt[0], hurt[-1]))
    at.text_input(key="pain_1_title").set_value("Show old orders <b>again</b>")
    at.text_input(key="pain_1_owner").set_value("Service")
    next(button for button in at.button if button.label == "Add").click().run()
    assert not at.exception
    opened = shelf.opened("demo")
    assert opened is not None
    (one,) = [one for one in actions(opened.store) if one.title == "Show old orders <b>again</b>"]
    assert one.where == {"stage": STORY.stage, "segment": STORY.segment}
    assert (one.figures.first_week, one.figures.last_week) == (hurt[0], hurt[-1])
    text = words(open_page("see/actions.py"))
    assert "Show old orders &lt;b&gt;again&lt;/b&gt;" in text
    assert "measured from the week after it is done" in text
    set_done(opened.store, one.id, datetime.now(UTC) - timedelta(weeks=6))
    text = words(open_page("see/actions.py")).partition("<h2>Show old orders")[2].partition("<h2>")[0]
    assert "Clearly up" in text
    assert "since it was done, on the weeks before: +" in text
    assert "Before: n " in text
    assert "Intervals of 99\u202f%" in text
    assert "The other stages in the same weeks: " in text
    set_done(opened.store, one.id, datetime.now(UTC) - timedelta(weeks=13))
    assert "in the 12 weeks after it was done, on the weeks before" in words(open_page("see/actions.py"))


def test_an_action_is_marked_done_and_taken_up_again(large: Path) -> None:
    opened = shelf.opened("demo")
    assert opened is not None
    figures, before = Figures("nps", -20, 100, 40, -60, -70, -50), actions(opened.store)
    number = add_action(opened.store, Action("Do it", "", STORY.stage, figures, datetime.now(UTC)))
    at = open_page("see/actions.py")
    at.button(key=f"done_{number}").click().run()
    assert next(one for one in actions(opened.store) if one.id == number).done_at is not None
    at.button(key=f"undo_{number}").click().run()
    assert next(one for one in actions(opened.store) if one.id == number).done_at is None
    at.button(key=f"remove_{number}").click().run()
    assert actions(opened.store) == before


def test_the_demo_has_an_action_that_worked_and_one_to_do(large: Path) -> None:
    text = words(open_page("see/actions.py"))
    assert "<h1>1 action to do.</h1>" in text
    assert text.count("Clearly up") == 1
    opened = shelf.opened("demo")
    assert opened is not None
    todo, done = actions(opened.store)
    assert (todo.stage, todo.done_at) == (STORY.news_stage, None)
    assert done.where == {"stage": STORY.stage, "segment": STORY.segment}
    for one in (todo, done):  # the figures of the day are those of the view they were read in
        where = Filter(latest=None).weeks(one.figures.first_week or 0, one.figures.last_week or 0).only(**one.where)
        row = breakdown(opened.cells(), one.figures.metric, (), where).iloc[0]
        assert (one.figures.n, one.figures.value) == (row["n"], pytest.approx(row["value"]))


def test_an_action_without_words_is_refused(large: Path) -> None:
    hurt = hurt_weeks()
    at = open_page(MAP, **weeks(hurt[0], hurt[-1]))
    next(button for button in at.button if button.label == "Add").click().run()
    assert any("what shall be done" in error.value for error in at.error)
    opened = shelf.opened("demo")
    assert opened is not None
    assert len(actions(opened.store)) == 2  # those of the demo


def test_where_low_is_good_what_takes_more_effort_hurts(real: Store) -> None:
    asks = (Question("ces1", {"en": Wording("How much effort?")}),)
    save_survey(real, Survey("effort-one", "Effort", asks, identified=True))
    for stage, scores in (("Awareness", [1, 2] * 40), ("Purchase", [1, 2] * 40), ("Use", [4, 5] * 40)):
        answers(real, "effort-one", scores, place=Place(stage=stage))
    text = words(open_page(MAP, scale="ces1"))
    assert "<h1>It hurts in Use: CES 1.0 4.5, 3.0 above the others.</h1>" in text
    first = text.split('<div class="rank">1</div>')[1].split('class="three"')[0]
    assert '<span class="down" aria-hidden="true">▲</span> <b>Use</b>' in first
