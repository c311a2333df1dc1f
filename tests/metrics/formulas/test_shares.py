"""Shares and their Wilson intervals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from cjo_core.errors import BadValue
from cjo_core.metrics.formulas.shares import share, share_of, top_box

few = settings(max_examples=60, deadline=None)
some_of_n = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_a_share_of_nobody_has_no_value() -> None:
    estimate = share([0, 3], [0, 4])
    assert np.isnan([estimate.value[0], estimate.low[0], estimate.high[0]]).all()
    assert estimate.value[1] == 75


def test_nobody_and_everybody_touch_the_ends_exactly() -> None:
    estimate = share([0, 7], [7, 7])
    assert estimate.low[0] == 0 == estimate.value[0]
    assert estimate.high[1] == 100 == estimate.value[1]
    assert estimate.high[0] > 30
    assert estimate.low[1] < 70


@few
@given(some_of_n)
def test_the_interval_is_the_one_scipy_gives(pair: tuple[int, int]) -> None:
    estimate = share(*pair)
    theirs = binomtest(*pair).proportion_ci(0.95, method="wilson")
    np.testing.assert_allclose([estimate.low, estimate.high], [100 * theirs.low, 100 * theirs.high], atol=1e-9)
    assert 0 <= estimate.low <= estimate.value <= estimate.high <= 100


@few
@given(some_of_n)
def test_the_failures_mirror_the_successes(pair: tuple[int, int]) -> None:
    x, n = pair
    one, other = share(x, n), share(n - x, n)
    np.testing.assert_allclose([one.value, one.low, one.high], [100 - other.value, 100 - other.high, 100 - other.low])


@few
@given(some_of_n)
def test_one_more_satisfied_customer_never_lowers_the_share(pair: tuple[int, int]) -> None:
    x, n = pair
    more, before = share(x + 1, n + 1), share(x, n)
    assert more.value >= before.value
    assert more.low >= before.low - 1e-9


def test_top_two_boxes_are_the_two_highest_scores() -> None:
    counts = [[1, 2, 3, 4, 10], [10, 4, 3, 2, 1]]
    assert top_box(counts).value.tolist() == [70, 15]
    assert top_box(counts, 1).value.tolist() == [50, 5]
    assert top_box(counts, 5).value.tolist() == [100, 100]


def test_scores_are_named_as_on_the_scale_or_by_column() -> None:
    counts = [1, 0, 0, 0, 1, 1, 1]
    assert float(share_of(counts, 5, 7, scale_low=1).value) == 75
    assert float(share_of(counts, 4, 6).value) == 75
    assert float(share_of(counts, 1, 1, scale_low=1).value) == 25


@pytest.mark.parametrize(("first", "last"), [(0, 7), (5, 8), (6, 5)])
def test_scores_outside_the_scale_are_refused(first: int, last: int) -> None:
    with pytest.raises(BadValue, match="not a part of the scale 1 to 7"):
        share_of([1] * 7, first, last, scale_low=1)


@pytest.mark.parametrize("boxes", [0, 6, -1])
def test_more_boxes_than_the_scale_has_are_refused(boxes: int) -> None:
    with pytest.raises(BadValue, match="choose 1 to 5"):
        top_box([1] * 5, boxes)


@pytest.mark.parametrize(("x", "n"), [(3, 2), (-1, 2), (math.nan, 2), (1, math.inf), ([1, 2], [1, 2, 3])])
def test_impossible_counts_are_refused(x: object, n: object) -> None:
    with pytest.raises(BadValue):
        share(x, n)  # type: ignore[arg-type]


def test_more_successes_than_answers_are_named() -> None:
    with pytest.raises(BadValue, match="5 successes out of 4"):
        share([1, 5], [2, 4])
