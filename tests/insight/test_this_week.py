"""The first screen: which week, how are we, is it real, where did it move; and how often it is wrong."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from cjo_core.errors import BadValue
from cjo_core.insight.this_week import current_week, trend, week_report, weeks_with_answers
from cjo_core.insight.volume import answers_needed
from cjo_core.metrics.breakdown import breakdown
from cjo_core.metrics.catalog import METRICS
from cjo_core.metrics.cells import Cells
from cjo_core.metrics.changes.sample_size import n_per_group_for_nps_change, n_per_group_for_share_change
from cjo_core.metrics.changes.verdicts import DOWN, TOO_FEW, UNCLEAR, UP, changes
from cjo_core.survey.filters import Filter
from cjo_core.survey.periods import add_weeks
from tests.made_cells import Given, asked, make_cells
from tests.simulate import MIXES, false_alarms, nps_coverage

WEEK = 202641
ALL = [asked("nps"), asked("csat"), asked("ces")]


def people(promoters: int, passives: int, detractors: int, week: int = WEEK, stage: str | None = None) -> list[Given]:
    scores = [10] * promoters + [8] * passives + [3] * detractors
    return [Given(score, week=week, stage=stage) for score in scores]


def steady(weeks: int = 5, **levels: tuple[int, int, int]) -> list[Given]:
    """Weeks up to this one that are all alike."""
    every = [add_weeks(WEEK, -i) for i in range(weeks)]
    return [one for week in every for stage, mix in levels.items() for one in people(*mix, week, stage)]


def test_from_46_to_39_the_first_screen_says_no_clear_change() -> None:
    report = week_report(make_cells(people(52, 23, 12, 202640) + people(57, 17, 20)), WEEK)
    (headline,) = report.headlines
    assert (round(headline.row.value), headline.row.n, headline.row.base) == (39, 94, "ok")
    change = headline.on_last_week
    assert change.verdict == UNCLEAR
    assert (round(change.difference), round((change.high - change.low) / 2)) == (-7, 22)
    assert report.answers == 94
    assert len(headline.trend["week"]) == 12


def test_a_real_fall_is_told_with_its_place() -> None:
    answers = steady(5, Buy=(60, 20, 20), Use=(60, 20, 20))
    fallen = (
        [one for one in answers if one.week != WEEK] + people(60, 20, 20, stage="Buy") + people(10, 20, 70, stage="Use")
    )
    report = week_report(make_cells(fallen), WEEK)
    (headline,) = report.headlines
    assert (headline.on_last_week.verdict, headline.on_four_weeks.verdict) == (DOWN, DOWN)
    assert headline.on_four_weeks.n_before == 800
    (moved,) = report.moved
    assert (moved.dimension, moved.group, moved.verdict) == ("stage", "Use", DOWN)
    assert (report.quiet, report.small) == (1, 0)


def test_when_nothing_moves_the_screen_says_so() -> None:
    report = week_report(make_cells(steady(5, Buy=(60, 20, 20), Use=(20, 5, 0))), WEEK)
    assert not report.moved
    assert (report.quiet, report.small) == (1, 1)
    assert report.headlines[0].on_last_week.verdict == UNCLEAR


def test_answers_without_a_place_never_count_as_a_group_that_moved() -> None:
    answers = steady(2, Buy=(60, 20, 20)) + people(90, 0, 0, 202640) + people(0, 0, 90)
    assert {one.group for one in week_report(make_cells(answers), WEEK).moved} <= {"Buy"}


def test_all_headlines_are_one_family_of_tests() -> None:
    """The same NPS change is clear alone, and not beside two metrics that stay as they were."""
    nps = people(40, 30, 30, 202640) + people(57, 22, 21)
    for week in (202638, 202639):
        nps += people(40, 30, 30, week)
    alone = week_report(make_cells(nps), WEEK).headlines[0]
    assert alone.on_last_week.verdict == UP
    still = [Given(4 + i % 2, q, week) for q in (1, 2) for week in (202640, WEEK) for i in range(100)]
    beside = week_report(make_cells(nps + still, ALL), WEEK).headlines
    assert [one.metric.name for one in beside] == ["nps", "csat", "ces"]
    assert beside[0].on_last_week.p == alone.on_last_week.p
    assert beside[0].on_last_week.p_adjusted > alone.on_last_week.p_adjusted
    assert all(one.on_last_week.verdict == UNCLEAR for one in beside[1:])


def test_the_first_answer_shows_the_whole_and_no_verdict() -> None:
    cells = make_cells([Given(9, week=WEEK, stage="Buy")], [asked(floor=5)])
    (headline,) = week_report(cells, WEEK).headlines
    assert (headline.row.n, headline.row.value, headline.row.base) == (1, 100, "few")
    assert (headline.on_last_week.verdict, headline.on_four_weeks.verdict) == (TOO_FEW, TOO_FEW)
    assert headline.trend["n"].tolist() == [0] * 11 + [1]


def test_a_filter_on_a_small_group_hides_its_headline_and_its_weeks() -> None:
    cells = make_cells(steady(5, Buy=(60, 20, 20), Use=(2, 1, 0)), [asked(floor=5)])
    report = week_report(cells, WEEK, Filter({"stage": ("Use",)}))
    (headline,) = report.headlines
    assert (headline.row.base, headline.row.n, headline.on_last_week.verdict) == ("hidden", 0, "hidden")
    assert headline.trend["base"][-1] == "hidden"
    assert not report.moved


def test_nothing_asked_gives_an_empty_report() -> None:
    report = week_report(make_cells([], questions=[]), WEEK)
    assert (report.headlines, len(report.moved), report.answers) == ((), 0, 0)


def test_the_screen_opens_with_the_running_week_once_it_can_be_judged() -> None:
    earlier = people(40, 0, 0, 202639)
    assert current_week(make_cells([]), WEEK) == WEEK
    assert current_week(make_cells(earlier), WEEK) == 202639
    assert current_week(make_cells(earlier + people(29, 0, 0)), WEEK) == 202639
    assert current_week(make_cells(earlier + people(30, 0, 0)), WEEK) == WEEK
    assert current_week(make_cells(people(3, 0, 0)), WEEK) == WEEK
    assert current_week(make_cells([Given(9)]), WEEK) == WEEK
    assert current_week(make_cells(people(3, 0, 0, 202645)), WEEK) == WEEK


def test_one_metric_with_thirty_answers_is_enough_to_open_with_the_running_week() -> None:
    csat = [Given(4, 1, WEEK)] * 30
    assert current_week(make_cells(people(40, 0, 0, 202639) + people(2, 0, 0) + csat, ALL), WEEK) == WEEK


def test_weeks_with_answers_are_those_of_any_question() -> None:
    cells = make_cells([Given(9, 0, 202640), Given(4, 1, 202552), Given(9, 0)], ALL)
    assert weeks_with_answers(cells) == [202552, 202640]


def test_a_trend_has_a_row_for_every_week_and_gaps_where_nobody_answered() -> None:
    found = trend(make_cells(people(40, 0, 0) + people(35, 0, 0, 202601)), "nps", 202602, weeks=4)
    assert found["week"] == [202551, 202552, 202601, 202602]
    assert found["n"].tolist() == [0, 0, 35, 0]
    assert found["base"] == ["none", "none", "low", "none"]
    assert np.isnan(found["value"]).tolist() == [True, True, False, True]
    assert found["promoters"].tolist() == [0, 0, 35, 0]
    assert found["metric"] == ["nps"] * 4


def row_of(cells: Cells, name: str) -> SimpleNamespace:
    return SimpleNamespace(**breakdown(cells, name).iloc[0].to_dict())


def test_answers_needed_follow_the_spread_of_the_answers_there_are() -> None:
    nobody, half = make_cells([]), make_cells(people(50, 0, 50))
    assert answers_needed(METRICS["nps"], row_of(nobody, "nps"), 20) == n_per_group_for_nps_change(20) == 260
    assert answers_needed(METRICS["nps"], row_of(half, "nps"), 20) == n_per_group_for_nps_change(20, variance=1.0)
    alike = row_of(make_cells(people(50, 0, 0)), "nps")
    assert answers_needed(METRICS["nps"], alike, 20) == n_per_group_for_nps_change(20, variance=0.05)
    csat = row_of(make_cells([Given(5)] * 80 + [Given(1)] * 20, [asked("csat")]), "csat")
    expected = max(n_per_group_for_share_change(80, 65), n_per_group_for_share_change(80, 95))
    assert answers_needed(METRICS["csat"], csat, 15) == expected
    spread = row_of(make_cells([Given(s) for s in range(1, 8)] * 10, [asked("ces")]), "ces")
    assert answers_needed(METRICS["ces"], spread, 0.5) == int(np.ceil(2 * 4 * (1.959964 + 0.841621) ** 2 / 0.25))


def test_two_answers_alike_do_not_promise_that_few_will_do() -> None:
    two = row_of(make_cells(people(2, 0, 0)), "nps")
    assert answers_needed(METRICS["nps"], two, 20) == 260
    csat = row_of(make_cells([Given(5)] * 29, [asked("csat")]), "csat")
    assert answers_needed(METRICS["csat"], csat, 15) == n_per_group_for_share_change(50, 65)
    ces = row_of(make_cells([Given(7)] * 29, [asked("ces")]), "ces")
    assert answers_needed(METRICS["ces"], ces, 0.5) == int(np.ceil(2 * 4 * (1.959964 + 0.841621) ** 2 / 0.25))


def test_answers_needed_at_the_ends_of_the_scale_and_for_hidden_groups() -> None:
    perfect = row_of(make_cells([Given(5)] * 80, [asked("csat")]), "csat")
    for change in (0.3, 5, 60, 99.5):
        assert answers_needed(METRICS["csat"], perfect, change) >= 1
    hidden = SimpleNamespace(counts=None, value=float("nan"))
    assert answers_needed(METRICS["nps"], hidden, 20) == 260
    assert answers_needed(METRICS["csat"], hidden, 15) == n_per_group_for_share_change(50, 65)
    assert answers_needed(METRICS["ces"], hidden, 0.5) == answers_needed(
        METRICS["ces"], row_of(make_cells([]), "ces"), 0.5
    )
    for change in (0, -5, float("nan")):
        with pytest.raises(BadValue):
            answers_needed(METRICS["ces"], perfect, change)


def test_the_screen_agrees_with_the_comparison_on_the_command_line() -> None:
    cells = make_cells(people(52, 23, 12, 202640) + people(57, 17, 20))
    headline = week_report(cells, WEEK).headlines[0].on_last_week
    (row,) = changes(cells, "nps", Filter({}, 202640, 202640), Filter({}, WEEK, WEEK)).itertuples()
    assert (headline.difference, headline.low, headline.high, headline.p) == (row.difference, row.low, row.high, row.p)


def test_intervals_of_twenty_answers_cover_as_often_as_they_claim() -> None:
    average, worst = nps_coverage(20, MIXES)
    assert 94 < average < 96.5
    assert worst > 93


def test_in_stable_weeks_the_screen_seldom_cries_wolf() -> None:
    """Half a year in all: one or two weeks with a false headline are to be expected, five would be a broken rule."""
    rng = np.random.default_rng(11)
    found = [false_alarms(weekly, 0.25, rng, charts=False) for weekly in (60, 400)]
    assert sum(one.headline for one in found) / 4 <= 4
    assert sum(one.moved for one in found) / 4 <= 5
