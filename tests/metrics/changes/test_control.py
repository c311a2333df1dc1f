"""Control charts: limits, and the signals read off them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjo_core.errors import BadValue
from cjo_core.metrics.changes.control import (
    Limits,
    in_run,
    in_trend,
    mean_moving_range,
    nps_limits,
    share_limits,
    signals,
    two_of_three,
    xmr_limits,
)
from cjo_core.metrics.formulas.nps import nps

few = settings(max_examples=80, deadline=None)
moves = st.lists(st.sampled_from([-2.0, -1.0, 0.0, 1.0, 2.0, float("nan")]), max_size=40)


def weeks_of(*bands: tuple[int, int, int]) -> np.ndarray:
    counts = np.zeros((len(bands), 11))
    for row, (promoters, passives, detractors) in zip(counts, bands, strict=True):
        row[9], row[8], row[6] = promoters, passives, detractors
    return counts


def level(weeks: int, centre: float = 0.0, sigma: float = 1.0) -> Limits:
    line = np.full(weeks, centre)
    return Limits(line, line - 3 * sigma, line + 3 * sigma, np.full(weeks, sigma), trial=False)


def slow_runs(values: list[float], length: int) -> list[bool]:
    """Every window of `length` known values on one side marks its members."""
    known = [index for index, value in enumerate(values) if value == value]
    marked = set()
    for start in range(len(known) - length + 1):
        window = known[start : start + length]
        if all(values[i] > 0 for i in window) or all(values[i] < 0 for i in window):
            marked.update(window)
    return [index in marked for index in range(len(values))]


def slow_trends(values: list[float], length: int) -> list[bool]:
    known = [index for index, value in enumerate(values) if value == value]
    marked = set()
    for start in range(len(known) - length + 1):
        window = known[start : start + length]
        steps = [values[b] - values[a] for a, b in pairwise(window)]
        if all(step > 0 for step in steps) or all(step < 0 for step in steps):
            marked.update(window)
    return [index in marked for index in range(len(values))]


def test_weekly_nps_limits_by_hand() -> None:
    """50 P, 25 p, 25 D of 100 in all: NPS 25, variance 0.75 - 0.0625; a week of 25 has sigma 100 sqrt(0.6875 / 25)."""
    limits = nps_limits(weeks_of((10, 5, 10), (40, 20, 15)))
    assert limits.centre.tolist() == [25, 25]
    assert limits.sigma[0] == pytest.approx(100 * np.sqrt(0.6875 / 25))
    assert limits.high[1] == pytest.approx(25 + 300 * np.sqrt(0.6875 / 75))
    assert limits.low[1] == pytest.approx(25 - 300 * np.sqrt(0.6875 / 75))


def test_limits_never_leave_the_scale() -> None:
    limits = nps_limits(weeks_of((5, 0, 0), (4, 1, 0)))
    assert limits.high.tolist() == [100, 100]
    assert share_limits([0, 1], [5, 5]).low.tolist() == [0, 0]
    assert share_limits([5, 4], [5, 5]).high.tolist() == [100, 100]
    assert xmr_limits([1.0, 5.0, 1.0], lowest=1, highest=7).low.tolist() == [1, 1, 1]


def test_a_week_without_answers_has_no_limits_and_gives_no_signal() -> None:
    weekly = weeks_of((10, 5, 10), (0, 0, 0), (12, 5, 8))
    limits = nps_limits(weekly)
    assert np.isnan(limits.low).tolist() == [False, True, False]
    assert not signals(nps(weekly).value, limits).any[1]


def test_limits_are_frozen_after_the_baseline() -> None:
    steady = weeks_of(*[(10, 10, 10)] * 13)
    later = weeks_of(*[(30, 0, 0)] * 5)
    limits = nps_limits(np.concatenate([steady, later]), baseline=13)
    assert not limits.trial
    assert limits.centre.tolist() == [0] * 18
    found = signals(nps(np.concatenate([steady, later])).value, limits)
    assert found.outside.nonzero()[0].tolist() == [13, 14, 15, 16, 17]
    np.testing.assert_allclose(limits.low[:13], nps_limits(steady).low)


def test_fewer_than_thirteen_weeks_with_answers_give_trial_limits() -> None:
    counts = weeks_of(*[(10, 10, 10)] * 14)
    assert not nps_limits(counts).trial
    assert nps_limits(counts, baseline=12).trial
    counts[:2] = 0
    assert nps_limits(counts).trial
    assert xmr_limits(np.arange(12.0)).trial
    assert not xmr_limits(np.arange(13.0)).trial
    assert share_limits([5] * 12, 10).trial


def test_one_n_serves_all_weeks() -> None:
    np.testing.assert_allclose(share_limits([5, 7], 10).low, share_limits([5, 7], [10, 10]).low)


def test_moving_ranges_leave_out_missing_weeks() -> None:
    assert mean_moving_range([1.0, np.nan, 3.0, 2.0]) == 1.5
    assert np.isnan(mean_moving_range([4.0]))


def test_screening_drops_the_jump_that_would_hide_itself() -> None:
    values = [30, 31, 29, 30, 32, 31, 30, 29, 31, 30, 55, 30, 31, 29]
    plain, screened = mean_moving_range(values), mean_moving_range(values, screened=True)
    ranges = np.abs(np.diff(values))
    assert plain == pytest.approx(ranges.mean())
    assert screened == pytest.approx(ranges[ranges < 25].mean())


def test_a_steady_series_has_no_signals() -> None:
    values = [5.0] * 20
    assert not signals(values, xmr_limits(values)).any.any()
    assert not signals(values, xmr_limits(values, screened=True)).any.any()


@few
@given(moves, st.integers(2, 9))
def test_runs_are_every_window_on_one_side(values: list[float], length: int) -> None:
    assert in_run(values, length).tolist() == slow_runs(values, length)


@few
@given(st.lists(st.sampled_from([0.0, 1.0, 2.0, 3.0, 4.0, float("nan")]), max_size=40), st.integers(3, 5))
def test_trends_are_every_window_that_only_rises_or_only_falls(values: list[float], length: int) -> None:
    assert in_trend(values, length).tolist() == slow_trends(values, length)


def test_seven_in_a_row_are_no_run_of_eight() -> None:
    values = [1.0] * 7 + [-1.0]
    assert not in_run(values).any()
    assert in_run([1.0, *values]).tolist() == [True] * 8 + [False]
    assert in_run(values, 7).sum() == 7


def test_a_value_on_the_centre_ends_a_run() -> None:
    assert not in_run([1, 1, 1, 1, 0, 1, 1, 1, 1]).any()


def test_a_missing_week_does_not_end_a_run() -> None:
    flags = in_run([1, 1, 1, 1, np.nan, 1, 1, 1, 1])
    assert flags.tolist() == [True] * 4 + [False] + [True] * 4


@pytest.mark.parametrize(
    ("values", "flags"),
    [
        ([2.5, 1.0, 2.5], [True, False, True]),
        ([2.5, 2.5, 0.5], [True, True, False]),
        ([2.5, -1.0, 2.5], [False, False, False]),
        ([2.5, 0.0, 2.5], [False, False, False]),
        ([2.5, 1.0, 1.0, 2.5], [False, False, False, False]),
        ([-2.5, -2.5, -1.0, 4.0], [True, True, False, False]),
        ([4.0, 2.5, 1.0], [False, False, False]),
        ([2.5, 2.5], [False, False]),
    ],
)
def test_two_of_three_near_a_limit_on_one_side_are_a_signal(values: list[float], flags: list[bool]) -> None:
    assert two_of_three(values, level(len(values))).tolist() == flags


def test_signals_say_why() -> None:
    values = [1.0] * 8 + [-5.0]
    found = signals(values, level(9))
    assert found.run.tolist() == [True] * 8 + [False]
    assert found.outside.tolist() == [False] * 8 + [True]
    assert found.any.all()
    assert not signals(values, level(9), run_length=9).run.any()


def test_what_makes_no_chart_is_refused() -> None:
    with pytest.raises(BadValue, match="one series"):
        nps_limits(np.ones((2, 3, 11)))
    with pytest.raises(BadValue, match="baseline"):
        share_limits([1, 2], 3, baseline=0)
    with pytest.raises(BadValue, match="do not fit"):
        signals([1.0], level(2))
    with pytest.raises(BadValue, match="run of 1"):
        in_run([1.0], 1)
    with pytest.raises(BadValue, match="trend of 2"):
        in_trend([1.0], 2)


def test_an_empty_series_makes_an_empty_chart() -> None:
    limits = nps_limits(np.zeros((0, 11)))
    assert limits.low.size == 0
    assert limits.trial
    assert signals([], limits).any.size == 0
    assert in_trend([]).size == 0
    assert xmr_limits([]).trial
