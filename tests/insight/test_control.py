"""Weekly values against their limits: short and long histories, gaps, signals."""

from __future__ import annotations

import numpy as np
import pytest

from cjo_core.insight.control import BASELINE, SHOWN, control_weeks
from cjo_core.metrics.catalog import METRICS
from cjo_core.metrics.changes.control import nps_limits
from cjo_core.survey.filters import Filter
from cjo_core.survey.periods import add_weeks, weeks_between
from tests.made_cells import Given, asked, make_cells

WEEK = 202641


def weekly(back: int, promoters: int = 50, detractors: int = 20, stage: str | None = None) -> list[Given]:
    """A week, so many weeks back."""
    week = add_weeks(WEEK, -back)
    return [Given(score, week=week, stage=stage) for score in [10] * promoters + [8] * 30 + [2] * detractors]


def history(weeks: int) -> list[Given]:
    return [one for back in range(weeks) for one in weekly(back)]


def test_a_long_history_makes_limits_from_the_weeks_before_those_shown() -> None:
    found = control_weeks(make_cells(history(60)), "nps", WEEK)
    assert not found.trial
    assert (found.first, found.last) == (add_weeks(WEEK, 1 - SHOWN - BASELINE), add_weeks(WEEK, -SHOWN))
    assert found.frame["week"].tolist() == weeks_between(add_weeks(WEEK, -11), WEEK)
    limits = nps_limits([[0, 0, 20, 0, 0, 0, 0, 0, 30, 0, 50]])
    assert np.allclose(found.frame[["lower", "centre", "upper"]], [limits.low[0], 30, limits.high[0]])
    assert found.frame["signal"].isna().all()


def test_a_week_far_off_is_a_signal_and_does_not_widen_its_own_limits() -> None:
    answers = [one for one in history(60) if one.week != WEEK] + weekly(0, 10, 80)
    frame = control_weeks(make_cells(answers), "nps", WEEK).frame
    assert frame["signal"].tolist() == [None] * 11 + ["outside"]
    assert frame["centre"].iloc[-1] == pytest.approx(30)
    assert frame["value"].iloc[-1] < frame["lower"].iloc[-1]


def test_eight_weeks_on_one_side_are_a_run() -> None:
    answers = [one for back in range(8, 60) for one in weekly(back, 50 + (-1) ** back, 20)]
    shifted = [one for back in range(8) for one in weekly(back, 56, 18)]
    frame = control_weeks(make_cells(answers + shifted), "nps", WEEK).frame
    assert frame["signal"].tolist()[-8:] == ["run"] * 8


@pytest.mark.parametrize(("weeks", "trial"), [(1, True), (12, True), (24, True), (25, False), (38, False)])
def test_limits_are_on_trial_until_thirteen_weeks_lie_before_those_shown(weeks: int, trial: bool) -> None:
    found = control_weeks(make_cells(history(weeks)), "nps", WEEK)
    assert found.trial is trial
    assert len(found.frame) == SHOWN
    first = add_weeks(WEEK, 1 - min(weeks, SHOWN + BASELINE))
    assert found.first == (first if weeks > SHOWN else min(first, add_weeks(WEEK, 1 - SHOWN)))
    assert found.last == (add_weeks(WEEK, -SHOWN) if not trial else WEEK)


def test_weeks_without_answers_are_gaps_and_count_for_nothing() -> None:
    missing = {add_weeks(WEEK, -3), add_weeks(WEEK, -20)}
    answers = [one for one in history(60) if one.week not in missing]
    frame = control_weeks(make_cells(answers), "nps", WEEK).frame
    gap = frame[frame["week"] == add_weeks(WEEK, -3)].iloc[0]
    assert gap["n"] == 0
    assert np.isnan([gap["value"], gap["lower"], gap["upper"]]).all()
    assert gap["signal"] is None
    assert frame["centre"].iloc[-1] == pytest.approx(30)


def test_nobody_at_all_gives_weeks_without_numbers() -> None:
    found = control_weeks(make_cells([]), "nps", WEEK)
    assert found.trial
    assert found.frame["n"].tolist() == [0] * SHOWN
    assert found.frame[["value", "lower", "upper"]].isna().all(axis=None)


@pytest.mark.parametrize("name", list(METRICS))
def test_every_metric_has_limits_within_its_range(name: str) -> None:
    metric = METRICS[name]
    scores = list(metric.scale.scores)
    answers = [Given(scores[-1 - (i + back) % 3], week=add_weeks(WEEK, -back)) for back in range(45) for i in range(40)]
    frame = control_weeks(make_cells(answers, [asked(metric.kind)]), name, WEEK).frame
    assert (frame["lower"] >= metric.low).all()
    assert (frame["upper"] <= metric.high).all()
    assert ((frame["lower"] <= frame["centre"]) & (frame["centre"] <= frame["upper"])).all()
    assert frame["signal"].isna().all()


def test_weeks_of_a_small_group_are_shown_by_no_number_and_no_limit() -> None:
    small = [one for back in range(40) for one in weekly(back, stage="Buy")]
    small += [Given(9, week=add_weeks(WEEK, -back), stage="Use") for back in range(40) for _ in range(9 if back else 2)]
    found = control_weeks(make_cells(small, [asked(floor=5)]), "nps", WEEK, Filter({"stage": ("Use",)})).frame
    assert found["n"].iloc[-1] == 0
    assert found[["value", "lower", "upper"]].iloc[-1].isna().all()
    assert (found["n"] == 9).sum() == SHOWN - 2 or (found["n"] == 9).sum() == SHOWN - 1


@pytest.mark.parametrize(
    ("weeks", "a_week", "judged"), [(1, 2, False), (1, 500, False), (4, 500, False), (5, 5, False), (5, 6, True)]
)
def test_nothing_is_judged_before_five_weeks_and_thirty_answers(weeks: int, a_week: int, judged: bool) -> None:
    answers = [Given(10, week=add_weeks(WEEK, -back)) for back in range(weeks) for _i in range(a_week - 1)]
    answers += [Given(2, week=add_weeks(WEEK, -back)) for back in range(weeks)]
    found = control_weeks(make_cells(answers), "nps", WEEK)
    assert found.judged is judged
    assert found.frame["signal"].isna().all()


def test_too_few_answers_raise_no_signal_however_far_a_week_is_off() -> None:
    answers = [Given(10, week=add_weeks(WEEK, -back)) for back in range(1, 10) for _i in range(3)]
    away = [Given(0, week=WEEK) for _i in range(2)]
    found = control_weeks(make_cells(answers + away), "nps", WEEK)
    assert not found.judged
    assert found.frame["signal"].isna().all()
    more = control_weeks(make_cells(answers * 2 + away), "nps", WEEK)
    assert more.judged
    assert more.frame["signal"].iloc[-1] == "outside"
