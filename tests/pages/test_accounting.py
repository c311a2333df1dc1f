"""How a number comes about, what it is made of, and when its question changed: shown beside it, never beyond what may
be shown."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cjo_core.charts.numbers import interval_text
from cjo_core.metrics.breakdown import breakdown
from cjo_core.metrics.catalog import METRICS
from cjo_core.store import shelf
from cjo_core.store.database import Store
from cjo_core.store.responses.writes import save_response
from cjo_core.store.set_up.audience import add_names
from cjo_core.store.set_up.settings import save_time_zone
from cjo_core.store.set_up.surveys import save_wording, survey
from cjo_core.survey.filters import Filter
from cjo_core.survey.periods import add_weeks, week_name, week_of
from cjo_core.survey.places import Place
from cjo_core.survey.responses import new_submission_key, read_response
from cjo_core.survey.surveys import Wording
from tests.pages.conftest import DEMO_METRICS, open_page, unfolded, words
from tests.pages.test_see import answers

WHOLE = ("see/stages.py", "see/segments.py", "see/personas.py", "see/over_time.py")
ROW = re.compile(r'<tr( class="total")?><th scope="row">(.*?)</th><td>(.*?)</td></tr>')


def ladders(text: str) -> list[dict[str, int]]:
    """The ladders on a page: what each rung is called, and its number."""
    found = []
    for table in re.findall(r'<table class="ladder">.*?</table>', text):
        rows = ROW.findall(table)
        found.append({html.unescape(label): int(n.replace(",", "").replace("−", "-")) for _css, label, n in rows})
    return found


def test_under_the_cards_each_number_tells_how_it_comes_about(real: Store) -> None:
    answers(real, "recommend", [10] * 40, weeks_ago=2)
    answers(real, "recommend", [10] * 30 + [2] * 12)
    answers(real, "satisfaction", [5] * 8)
    again = read_response(
        survey(real, "recommend"), {"score": "9"}, submission_key=new_submission_key(), now=datetime.now(UTC)
    )
    assert [save_response(real, again) for _i in range(3)] == [True, False, False]
    at = open_page()
    assert not ladders(words(at)), "made before anybody wants to see it"
    at = unfolded(at)
    assert not at.exception
    assert "How these numbers come about" in [one.label for one in at.expander]
    nps, csat, _ces = ladders(words(at))
    assert nps == {
        "Submissions": 85,
        "the same form sent twice": -2,
        "Responses received": 83,
        "of other weeks": -40,
        "Responses of the period": 43,
        "Counted (n)": 43,
    }
    assert csat["Counted (n)"] == 8
    assert "opening a link stores nothing" in words(at)


@pytest.mark.parametrize("page", WHOLE)
@pytest.mark.parametrize("metric", DEMO_METRICS)
def test_the_ladder_of_a_page_ends_at_its_n(page: str, metric: str, demo: Path) -> None:
    opened = shelf.opened("demo")
    assert opened is not None
    at = unfolded(open_page(page, period="all", metric=metric))
    assert not at.exception
    assert "How this number comes about" in [one.label for one in at.expander]
    (rungs,) = ladders(words(at))
    assert rungs["Counted (n)"] == int(breakdown(opened.cells(), metric)["n"].iloc[0])
    assert sum(n for label, n in rungs.items() if label[0].islower()) == rungs["Counted (n)"] - rungs[next(iter(rungs))]


def test_a_filter_is_a_rung(demo: Path) -> None:
    opened = shelf.opened("demo")
    assert opened is not None
    segment = opened.cells().names["segment"][0]
    (rungs,) = ladders(words(unfolded(open_page("see/stages.py", period="all", segment=segment, count="every"))))
    where = Filter({"segment": (segment,)}, latest=False)
    assert rungs["Counted (n)"] == int(breakdown(opened.cells(), "nps", (), where)["n"].iloc[0])
    assert rungs["left out by the filters"] < 0


def test_where_a_number_is_hidden_so_is_its_ladder(real: Store) -> None:
    add_names(real, "segment", ["Few", "Many"])
    answers(real, "recommend", [2] * 3, place=Place(segment="Few"))
    answers(real, "recommend", [9] * 20, place=Place(segment="Many"))
    for page in ("", *WHOLE):
        for segment in ("Few", "Many"):
            text = words(unfolded(open_page(page, segment=segment)))
            assert not [one for one in ladders(text) if one["Counted (n)"]], page
            assert "could give one of them away" in text
        assert ladders(words(unfolded(open_page(page))))


def test_a_whole_survey_under_its_floor_has_no_ladder(real: Store) -> None:
    answers(real, "recommend", [2] * 3)
    assert not [one for one in ladders(words(unfolded(open_page("see/stages.py")))) if one["Counted (n)"]]


def test_the_passport_quotes_the_question_as_text_with_its_version(real: Store) -> None:
    save_time_zone(real, "UTC")
    question = survey(real, "recommend").questions[0]
    answers(real, "recommend", [9] * 10)
    save_wording(
        real, question.id, "en", Wording("<i>New</i> & shiny?", "no", "yes"), now=datetime(2026, 10, 12, tzinfo=UTC)
    )
    text = words(unfolded(open_page("see/stages.py")))
    assert "<i>New</i>" not in text
    assert "&lt;i&gt;New&lt;/i&gt; &amp; shiny?" in text
    assert "0 = no · 10 = yes" in text
    assert "English: version 2 since 12 October 2026, first answered in week" in text
    assert "polski: version 1" in text.lower()
    assert METRICS["nps"].interval.split("(")[0] in text
    assert "Groups under 5 answers are hidden" in text


def test_a_trend_is_marked_where_its_question_was_reworded(real: Store) -> None:
    save_time_zone(real, "UTC")
    now = datetime.now(UTC)
    for ago in range(4):
        answers(real, "recommend", [9] * 40, weeks_ago=ago, place=Place(language="pl"))
    question = survey(real, "recommend").questions[0]
    before = words(open_page("see/over_time.py"))
    assert "reworded" not in before
    save_wording(real, question.id, "en", Wording("How about now?"), now=now - timedelta(weeks=2))
    at = open_page("see/over_time.py")
    assert not at.exception
    week = week_of(now - timedelta(weeks=2), now.tzinfo)  # type: ignore[arg-type]
    told = f"The question was reworded in week {week % 100}, {week // 100} (English)."
    assert told in words(at)
    assert told not in words(open_page("see/over_time.py", metric="csat"))
    assert told not in words(open_page("see/over_time.py", answered_in="pl"))
    assert not open_page("see/over_time.py", split="survey").exception


def shifted(store: Store, *, weeks_ago: int, happy: int, unhappy: int) -> None:
    """A week in which one segment always loves us and the other never does."""
    answers(store, "recommend", [10] * happy, weeks_ago=weeks_ago, place=Place(segment="Happy"))
    answers(store, "recommend", [2] * unhappy, weeks_ago=weeks_ago, place=Place(segment="Unhappy"))


def test_a_fall_that_is_only_a_different_mix_is_called_that(real: Store) -> None:
    """Nobody changed their mind: only more of the unhappy segment answered this week."""
    add_names(real, "segment", ["Happy", "Unhappy"])
    for ago in (1, 2, 3, 4):
        shifted(real, weeks_ago=ago, happy=80, unhappy=20)
    shifted(real, weeks_ago=0, happy=40, unhappy=60)
    text = words(open_page())
    assert "NPS clearly down." in text
    assert "Most of this change is a different mix of segments: with the same mix it would be 0." in text


def test_a_mix_that_hides_a_change_is_told_too(real: Store) -> None:
    """Simpson's paradox: each segment fell, the total did not."""
    add_names(real, "segment", ["Happy", "Unhappy"])
    for ago in (1, 2, 3, 4):
        answers(real, "recommend", [10] * 48 + [2] * 2, weeks_ago=ago, place=Place(segment="Happy"))
        answers(real, "recommend", [10] * 20 + [2] * 30, weeks_ago=ago, place=Place(segment="Unhappy"))
    answers(real, "recommend", [10] * 67 + [2] * 23, place=Place(segment="Happy"))
    answers(real, "recommend", [2] * 10, place=Place(segment="Unhappy"))
    assert "A different mix of segments hides a change: with the same mix it would be −" in words(open_page())


def test_where_the_mix_stays_nothing_is_said_of_it(real: Store) -> None:
    add_names(real, "segment", ["Happy", "Unhappy"])
    for ago in (0, 1, 2, 3, 4):
        shifted(real, weeks_ago=ago, happy=80, unhappy=20)
    assert "mix of" not in words(open_page())


def test_a_total_that_is_not_the_sum_of_its_weeks_says_why(demo: Path) -> None:
    said = "In this total, each person’s latest answer counts; week by week, every answer does."
    assert said in words(open_page("see/over_time.py", metric="nps", period="all"))
    assert said not in words(open_page("see/over_time.py", metric="nps", period="all", count="every"))
    assert said not in words(open_page("see/over_time.py", metric="csat", period="all")), "a survey that counts all"


def test_a_week_that_is_over_is_the_same_number_on_every_page(demo: Path) -> None:
    """Also of a survey in which each person counts once: who has answered again since counted in that week, too."""
    opened = shelf.opened("demo")
    assert opened is not None
    week = add_weeks(week_of(datetime.now(UTC), ZoneInfo("Europe/Warsaw")), -20)
    where = Filter(latest=False).weeks(week, week)
    row = next(breakdown(opened.cells(), "nps", (), where).itertuples())
    assert breakdown(opened.cells(), "nps", (), where.counting(latest=None))["n"].iloc[0] < row.n, "some came again"
    name = week_name(week)
    found = words(open_page("see/over_time.py", metric="nps", period="weeks", **{"from": name, "to": name}))
    assert f"95 % interval {interval_text('nps', row.low, row.high)}, n {row.n}" in found.replace("\u202f", " ")
    assert f"n {row.n}" in words(open_page(week=name)).split('class="card"')[1]
