"""What the pages show is what the core computes, said safely and never more than may be said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cjo_core.charts.numbers import value_text
from cjo_core.metrics.breakdown import breakdown
from cjo_core.metrics.catalog import METRICS
from cjo_core.store import shelf
from cjo_core.store.database import Store
from cjo_core.store.responses.writes import save_responses
from cjo_core.store.set_up.audience import add_names
from cjo_core.store.set_up.settings import save_setting
from cjo_core.store.set_up.surveys import survey
from cjo_core.survey.filters import Filter
from cjo_core.survey.periods import add_weeks, week_of
from cjo_core.survey.places import Place
from cjo_core.survey.responses import Response, new_submission_key, read_response
from tests.pages.conftest import DEMO_METRICS, open_page, words

NASTY = "<script>alert(1)</script> [click](http://evil.example) ![x](http://evil.example/x.png)"


def answers(
    store: Store, slug: str, scores: list[int], *, weeks_ago: int = 0, comment: str = "", place: Place | None = None
) -> None:
    asked = survey(store, slug)
    moment = datetime.now(UTC) - timedelta(weeks=weeks_ago)
    save_responses(store, [_response(asked, score, comment, place or Place(), moment) for score in scores])


def _response(asked: object, score: int, comment: str, place: Place, moment: datetime) -> Response:
    fields = {"score": str(score), "comment": comment}
    return read_response(asked, fields, place=place, submission_key=new_submission_key(), now=moment)  # type: ignore[arg-type]


def test_the_headline_is_the_breakdown_of_the_week(demo: Path) -> None:
    opened = shelf.opened("demo")
    assert opened is not None
    week = add_weeks(week_of(datetime.now(UTC), __import__("zoneinfo").ZoneInfo("Europe/Warsaw")), -2)
    at = open_page(week=f"{week // 100}-W{week % 100:02d}")
    text = words(at)
    for name in ("nps", "csat", "ces"):
        value = breakdown(opened.cells(), name, (), Filter(latest=False).weeks(week, week))["value"].iloc[0]
        assert value_text(name, value).split("\u202f")[0].split(" ")[0] in text


def test_a_small_week_is_grey_with_what_is_missing_and_no_verdict(real: Store) -> None:
    answers(real, "recommend", [9, 10, 3, 7, 8, 9])
    text = words(open_page())
    assert "too few to judge" in text
    assert "24 more to go" in text
    assert "Clearly" not in text.split("Where it clearly moved")[0]


def test_two_answers_are_no_quiet_year_but_too_few_to_say(real: Store) -> None:
    answers(real, "recommend", [9, 10])
    text = words(open_page())
    assert "Nothing can be judged yet: it takes 5 weeks with answers, and 30 answers in them." in text
    assert "No week stands out" not in text


def test_nobody_answering_is_no_score_and_never_zero(real: Store) -> None:
    answers(real, "recommend", [9] * 6)
    text = words(open_page())
    assert text.count("no score") >= 2


def test_a_clear_drop_is_called_a_drop_and_noise_is_not(real: Store) -> None:
    answers(real, "recommend", [10] * 80 + [3] * 20, weeks_ago=1)
    answers(real, "recommend", [10] * 20 + [3] * 80)
    answers(real, "satisfaction", [5] * 80 + [2] * 20, weeks_ago=1)
    answers(real, "satisfaction", [5] * 79 + [2] * 21)
    text = words(open_page())
    assert "NPS clearly down. CSAT: no clear change." in text
    assert "needs more than" in text


def test_what_customers_write_is_shown_as_text(real: Store) -> None:
    answers(real, "recommend", [2] * 8, comment=NASTY)
    for page in ("see/comments.py", ""):
        text = words(open_page(page))
        assert "&lt;script&gt;" in text
        assert "<script>" not in text
        assert "<img" not in text


def test_names_from_a_team_are_shown_as_text(real: Store) -> None:
    add_names(real, "stage", ["<b>Bold</b>"])
    answers(real, "recommend", [10] * 40, place=Place(stage="<b>Bold</b>"))
    answers(real, "recommend", [0] * 40, place=Place(stage="Purchase"))
    assert "<b>Bold</b>" not in words(open_page("see/stages.py"))


def test_comments_of_a_group_under_the_floor_are_hidden(real: Store) -> None:
    add_names(real, "segment", ["Few", "Many"])
    answers(real, "recommend", [2] * 3, comment="only I say this", place=Place(segment="Few"))
    answers(real, "recommend", [9] * 20, comment="all is well", place=Place(segment="Many"))
    for page in ("see/comments.py", "see/responses.py"):
        at = open_page(page, segment="Few")
        assert "only I say this" not in words(at)
        assert not at.dataframe


def test_without_any_group_to_judge_nothing_is_said_to_be_quiet(real: Store) -> None:
    answers(real, "recommend", [9, 10, 3, 7, 8, 9], place=Place(stage="Use"))
    text = words(open_page())
    assert "Too few answers to judge any group." in text
    assert "Nothing moved" not in text
    assert "too few to see a change" in text
    assert "are clear" not in text


def test_the_only_group_that_can_be_judged_is_not_called_lowest(real: Store) -> None:
    answers(real, "recommend", [10] * 40, place=Place(stage="Use"))
    answers(real, "recommend", [5] * 8, place=Place(stage="Purchase"))
    text = words(open_page("see/stages.py"))
    assert "Only one group has enough answers: Use, NPS" in text
    assert "Lowest" not in text


def test_targets_are_drawn_once_they_are_set(real: Store) -> None:
    answers(real, "recommend", [10] * 60 + [3] * 40)
    assert "Target +50" not in words(open_page())
    save_setting(real, "target_nps", "50")
    assert "Target +50" in words(open_page())


@pytest.mark.parametrize("metric", DEMO_METRICS)
def test_each_metric_can_be_chosen_by_link(metric: str, demo: Path) -> None:
    at = open_page("see/stages.py", metric=metric)
    assert METRICS[metric].label in words(at)


def test_how_we_count_tells_every_definition_of_the_catalog(real: Store) -> None:
    text = words(open_page("see/how_we_count.py"))
    for one in METRICS.values():
        assert one.definition.split(":")[0] in text
        assert f"<code>{one.name}</code>" in text


def test_over_time_claims_no_value_of_a_few_answers(real: Store) -> None:
    answers(real, "recommend", [9, 10, 3, 7, 8, 9])
    text = words(open_page("see/over_time.py"))
    assert "<h1>NPS: too few answers to judge.</h1>" in text
    assert "n 6: too few to score (30 needed)." in text
    answers(real, "recommend", [9, 10, 3, 7, 8, 9] * 5)
    assert "n 36, low base." in words(open_page("see/over_time.py"))


def test_the_evidence_for_a_persona_is_a_share_of_all_even_where_it_alone_is_asked_for(demo: Path) -> None:
    def told(**query: str) -> str:
        return words(open_page("see/personas.py", **query)).partition(" of all")[0].rpartition(" · ")[2]

    alone = told(persona="Gift giver")
    assert alone == told(who="Gift giver")
    assert 0 < int(alone.removesuffix("\u202f%")) < 30


@pytest.mark.parametrize("page", ["see/stages.py", "see/journey.py", "see/comments.py", "see/responses.py"])
def test_where_nothing_matches_one_step_leads_out_of_the_filters(demo: Path, page: str) -> None:
    at = open_page(page, touchpoint="Search ad", stage="Get support")
    at.button(key="no_filters").click().run()
    assert not at.exception
    assert "no_filters" not in {one.key for one in at.button}
    assert at.session_state["period"] == "all"
    assert at.session_state["touchpoint"] == []
