"""Differences between two groups: direction, intervals, p, and what happens at the edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from cjo_core.errors import BadValue
from cjo_core.metrics.changes.differences import (
    Difference,
    mean_difference,
    nps_difference,
    share_difference,
    welch_difference,
)
from cjo_core.metrics.formulas.means import mean, moments
from cjo_core.metrics.formulas.nps import nps

few = settings(max_examples=60, deadline=None)
eleven = arrays(np.int64, (4, 11), elements=st.integers(0, 40))
five = arrays(np.int64, (4, 5), elements=st.integers(0, 40))
pair = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def promoters_and_detractors(promoters: int, detractors: int) -> np.ndarray:
    counts = np.zeros(11)
    counts[10], counts[0] = promoters, detractors
    return counts


def test_a_rise_is_positive_because_differences_are_after_minus_before() -> None:
    before, after = promoters_and_detractors(30, 70), promoters_and_detractors(70, 30)
    assert float(nps_difference(before, after).difference) == pytest.approx(80)
    assert float(share_difference(30, 100, 70, 100).difference) == pytest.approx(40)
    assert float(mean_difference([70, 0, 0, 0, 30], [30, 0, 0, 0, 70], 1, 5).difference) == pytest.approx(1.6)


def test_the_difference_of_two_nps_by_hand() -> None:
    """60 v 40 of 100 and 70 v 30 of 100: adjusted 20·100/103 and 40·100/103, variance 1.5 passives short of 1 each."""
    change = nps_difference(promoters_and_detractors(60, 40), promoters_and_detractors(70, 30))
    side = 101.5 / 103
    se = 100 * np.sqrt((side - (20 / 103) ** 2) / 103 + (side - (40 / 103) ** 2) / 103)
    centre = 100 * 20 / 103
    assert float(change.difference) == pytest.approx(20)
    assert float(change.low) == pytest.approx(centre - stats.norm.ppf(0.975) * se)
    assert float(change.high) == pytest.approx(centre + stats.norm.ppf(0.975) * se)
    assert float(change.p) == pytest.approx(2 * stats.norm.sf(centre / se))


@few
@given(eleven, eleven)
def test_the_nps_difference_equals_the_difference_of_the_scores_shown(a: np.ndarray, b: np.ndarray) -> None:
    np.testing.assert_allclose(nps_difference(a, b).difference, nps(b).value - nps(a).value, atol=1e-9)


@few
@given(five, five)
def test_the_mean_difference_equals_the_difference_of_the_means_shown(a: np.ndarray, b: np.ndarray) -> None:
    change = mean_difference(a, b, 1, 5)
    np.testing.assert_allclose(change.difference, mean(b, 1, 5).value - mean(a, 1, 5).value, atol=1e-9)


def all_three(a: np.ndarray, b: np.ndarray) -> list[tuple[Difference, float]]:
    return [
        (nps_difference(a, b), 200),
        (share_difference(a[:, 9:].sum(1), a.sum(1), b[:, 9:].sum(1), b.sum(1)), 100),
        (mean_difference(a, b, 0, 10), 10),
    ]


@few
@given(eleven, eleven)
def test_every_difference_lies_in_its_interval_and_in_range(a: np.ndarray, b: np.ndarray) -> None:
    both = (a.sum(1) > 0) & (b.sum(1) > 0)
    for change, span in all_three(a, b):
        low, value, high, p = change.low[both], change.difference[both], change.high[both], change.p[both]
        assert ((low >= -span) & (low <= value + 1e-9) & (value <= high + 1e-9) & (high <= span)).all()
        assert (high > low).all()
        assert ((p >= 0) & (p <= 1) | np.isnan(p)).all()
        assert np.isnan(change.difference[~both]).all()
        assert np.isnan(change.low[~both]).all()
        assert np.isnan(change.p[~both]).all()


@few
@given(eleven, eleven)
def test_swapping_the_sides_turns_the_sign_and_nothing_else(a: np.ndarray, b: np.ndarray) -> None:
    for (one, _), (other, _) in zip(all_three(a, b), all_three(b, a), strict=True):
        np.testing.assert_allclose(one.difference, -other.difference, atol=1e-9)
        np.testing.assert_allclose(one.low, -other.high, atol=1e-9)
        np.testing.assert_allclose(one.p, other.p, atol=1e-9)


@few
@given(eleven)
def test_a_group_does_not_differ_from_itself(a: np.ndarray) -> None:
    for change, _ in all_three(a, a):
        for index in np.flatnonzero(a.sum(1) > 1):
            assert change.difference[index] == 0
            assert change.low[index] < 0 < change.high[index]
            assert change.p[index] == pytest.approx(1)


@few
@given(eleven, eleven)
def test_what_is_not_clear_never_exceeds_what_is_needed(a: np.ndarray, b: np.ndarray) -> None:
    for change, _ in all_three(a, b):
        unclear = (change.low <= 0) & (change.high >= 0)
        assert (np.abs(change.difference[unclear]) <= change.needed[unclear] + 1e-9).all()


@few
@given(eleven, eleven)
def test_the_nps_interval_and_its_p_say_the_same(a: np.ndarray, b: np.ndarray) -> None:
    change = nps_difference(a, b)
    for low, high, p, n in zip(change.low, change.high, change.p, np.minimum(a.sum(1), b.sum(1)), strict=True):
        if n >= 5 and abs(p - 0.05) > 1e-6:
            assert (p < 0.05) == (low > 0 or high < 0)


@few
@given(five, five)
def test_welch_is_the_one_scipy_gives(a: np.ndarray, b: np.ndarray) -> None:
    ours = welch_difference(moments(a, 1, 5), moments(b, 1, 5))
    for index in range(len(a)):
        x, y = (np.repeat(np.arange(1, 6), side[index]) for side in (a, b))
        if np.unique(x).size < 2 or np.unique(y).size < 2:
            continue
        theirs = stats.ttest_ind(y, x, equal_var=False)
        interval = theirs.confidence_interval(0.95)
        assert ours.p[index] == pytest.approx(theirs.pvalue, abs=1e-9)
        np.testing.assert_allclose([ours.low[index], ours.high[index]], [interval.low, interval.high], atol=1e-9)


@few
@given(pair, pair)
@example((261, 271), (271, 271))  # the smallest expected count is 5 exactly
def test_shares_use_fisher_for_small_and_z_for_large_expected_counts(a: tuple[int, int], b: tuple[int, int]) -> None:
    table = np.array([[a[0], a[1] - a[0]], [b[0], b[1] - b[0]]])
    ours = float(share_difference(*a, *b).p)
    if table.sum(1).min() * table.sum(0).min() < 5 * table.sum():
        assert ours == pytest.approx(stats.fisher_exact(table).pvalue, rel=1e-6, abs=1e-12)
    else:
        assert ours == pytest.approx(stats.chi2_contingency(table, correction=False).pvalue, rel=1e-6, abs=1e-12)


def test_two_unanimous_sides_are_not_compared_with_certainty() -> None:
    same = mean_difference([0, 0, 0, 0, 30], [0, 0, 0, 0, 30], 1, 5)
    assert float(same.p) == 1
    assert same.low < 0 < same.high
    other = mean_difference([0, 0, 0, 30, 0], [0, 0, 0, 0, 30], 1, 5)
    assert float(other.p) < 1e-6
    assert float(other.low) == pytest.approx(1 - stats.t.ppf(0.975, 58) * np.sqrt(2 / (30 * 31)))
    assert 0 < other.low < 1 < other.high


def test_one_answer_on_a_side_is_not_tested() -> None:
    change = mean_difference([0, 0, 0, 0, 1], [5, 5, 5, 5, 5], 1, 5)
    assert np.isnan(change.p)
    assert (float(change.low), float(change.difference), float(change.high)) == (-4, -2, 4)


def test_needing_more_points_means_having_fewer_answers() -> None:
    many = nps_difference(promoters_and_detractors(600, 400), promoters_and_detractors(610, 390))
    some = nps_difference(promoters_and_detractors(60, 40), promoters_and_detractors(61, 39))
    assert float(many.needed) < 10 < float(some.needed)
    assert float(some.half_width) == pytest.approx(float(some.high - some.low) / 2)


def test_one_pair_can_be_taken_out_of_many() -> None:
    change = nps_difference(np.eye(11) * 9, np.full((11, 11), 2))
    assert float(change.at(0).difference) == pytest.approx(100 + float(change.at(10).difference) + 100)


def test_a_baseline_is_compared_with_many_groups_at_once() -> None:
    change = nps_difference(np.ones(11), np.ones((4, 11)))
    assert change.difference.tolist() == [0, 0, 0, 0]


def test_groups_that_do_not_fit_together_are_refused() -> None:
    with pytest.raises(BadValue, match="the two groups"):
        nps_difference(np.ones((2, 11)), np.ones((3, 11)))
    with pytest.raises(BadValue, match="the two groups"):
        share_difference([1, 2], [3, 4], [1, 2, 3], [4, 5, 6])
    with pytest.raises(BadValue, match="the two groups"):
        mean_difference(np.ones((2, 5)), np.ones((3, 5)), 1, 5)


def test_a_higher_confidence_widens_every_interval() -> None:
    a, b = np.arange(1, 12) * 3, np.arange(1, 12)[::-1] * 3
    for narrow, wide in (
        (nps_difference(a, b, confidence=0.8), nps_difference(a, b)),
        (mean_difference(a, b, 0, 10, confidence=0.8), mean_difference(a, b, 0, 10)),
        (share_difference(10, 30, 12, 30, confidence=0.8), share_difference(10, 30, 12, 30)),
    ):
        assert narrow.half_width < wide.half_width
        assert narrow.p == wide.p
