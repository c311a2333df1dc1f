"""Planning: how many answers, and what they can show."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjo_core.errors import BadValue
from cjo_core.metrics.changes.sample_size import (
    detectable_nps_change,
    n_against_nps_benchmark,
    n_for_nps_margin,
    n_for_share_margin,
    n_per_group_for_nps_change,
    n_per_group_for_share_change,
    nps_margin,
    two_proportion_n,
    two_proportion_power,
)
from cjo_core.metrics.formulas.shares import share

few = settings(max_examples=60, deadline=None)


@pytest.mark.parametrize(
    ("n", "margin"), [(5, 72), (10, 51), (20, 36), (30, 29), (60, 21), (100, 16), (200, 11), (400, 8), (1000, 5)]
)
def test_typical_margins_of_nps(n: int, margin: int) -> None:
    assert round(nps_margin(n)) == margin


@pytest.mark.parametrize(("n", "margin"), [(30, 13.9), (60, 10.0), (100, 7.8), (200, 5.5), (400, 3.9)])
def test_typical_margins_of_satisfaction(n: int, margin: float) -> None:
    assert round(float(share(0.8 * n, n).margin), 1) == margin


@few
@given(st.floats(1, 40), st.floats(0.1, 1))
def test_the_planned_n_keeps_the_margin_and_one_fewer_does_not(margin: float, variance: float) -> None:
    n = n_for_nps_margin(margin, variance=variance)
    assert nps_margin(n + 3, variance=variance) <= margin + 1e-9
    if n > 1:
        assert nps_margin(n + 2, variance=variance) > margin - 1e-9


@few
@given(st.floats(1, 40), st.floats(0, 100))
def test_the_planned_n_of_a_share_keeps_the_margin_and_one_fewer_does_not(margin: float, expected: float) -> None:
    n = n_for_share_margin(margin, expected=expected)
    assert float(share(expected / 100 * n, n).margin) <= margin
    if n > 1:
        assert float(share(expected / 100 * (n - 1), n - 1).margin) > margin


@few
@given(st.floats(2, 60), st.sampled_from([0.5, 0.8, 0.9]))
def test_the_planned_n_per_group_shows_the_planned_change(change: float, power: float) -> None:
    n = n_per_group_for_nps_change(change, power=power) + 3
    assert detectable_nps_change(n, n, power=power) <= change + 1e-9
    assert n < 5 or detectable_nps_change(n - 1, n - 1, power=power) > change - 1e-9


def test_a_change_of_twenty_points_needs_about_260_answers_a_week() -> None:
    assert n_per_group_for_nps_change(20) == 260


def test_a_benchmark_needs_half_of_what_a_second_sample_needs() -> None:
    """(s² (z_a + z_b)² / d²) with z 1.95996 + 0.84162: 0.67 x 7.8489 / 0.01 - 3 = 522.9."""
    assert n_against_nps_benchmark(10) == 523
    assert n_against_nps_benchmark(10, sides=1) == 412  # 1.64485 + 0.84162
    assert n_per_group_for_nps_change(10) == 1049


def test_the_smaller_of_two_groups_rules() -> None:
    assert detectable_nps_change(30, 3000) > detectable_nps_change(60, 60) * 0.95
    assert detectable_nps_change(30, 3000) < detectable_nps_change(30, 30)


@few
@given(st.floats(1, 99), st.floats(1, 99), st.sampled_from([0.5, 0.8, 0.9, 0.99]))
def test_power_and_n_undo_each_other(a: float, b: float, power: float) -> None:
    if abs(a - b) < 1:
        return
    assert two_proportion_power(two_proportion_n(a, b, power=power), a, b) == pytest.approx(power, abs=1e-9)
    assert two_proportion_power(n_per_group_for_share_change(a, b, power=power), a, b) >= power - 1e-9


def test_power_is_what_a_simulation_finds() -> None:
    random = np.random.default_rng(7)
    a, b = random.binomial(200, 0.5, 20_000), random.binomial(200, 0.62, 20_000)
    pooled = (a + b) / 400
    z = np.abs(a - b) / 200 / np.sqrt(pooled * (1 - pooled) * 2 / 200)
    assert two_proportion_power(200, 50, 62) == pytest.approx((z > 1.959964).mean(), abs=0.015)


def test_certain_shares_are_told_apart_as_soon_as_the_test_can() -> None:
    assert two_proportion_power(1, 0, 100) == 0
    assert two_proportion_power(4, 0, 100) == 1
    assert two_proportion_power(1000, 0, 0) == 0


def test_equal_shares_have_no_sample_size() -> None:
    with pytest.raises(BadValue, match="not there"):
        two_proportion_n(50, 50)


@pytest.mark.parametrize(
    "call",
    [
        lambda: n_for_nps_margin(0),
        lambda: n_for_nps_margin(10, variance=0),
        lambda: n_for_nps_margin(10, variance=1.1),
        lambda: n_for_nps_margin(10, confidence=95),
        lambda: n_for_share_margin(-1),
        lambda: n_for_share_margin(5, expected=101),
        lambda: n_against_nps_benchmark(10, power=1),
        lambda: n_against_nps_benchmark(10, alpha=0),
        lambda: n_against_nps_benchmark(10, sides=3),  # type: ignore[arg-type]
        lambda: nps_margin(0),
        lambda: detectable_nps_change(10, 0),
        lambda: two_proportion_power(10, 50, 150),
        lambda: two_proportion_power(-1, 50, 60),
    ],
)
def test_impossible_plans_are_refused(call: object) -> None:
    with pytest.raises(BadValue):
        call()  # type: ignore[operator]
