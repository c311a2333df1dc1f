"""Weights, and metrics of weighted answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cjo_core.errors import BadValue
from cjo_core.metrics.formulas.means import mean
from cjo_core.metrics.formulas.nps import nps
from cjo_core.metrics.formulas.shares import share
from cjo_core.metrics.weights.weighting import (
    capped_weights,
    design_effect,
    effective_n,
    post_stratification_weights,
    post_stratified_nps_se,
    rake,
    weighted_mean,
    weighted_nps,
    weighted_share,
)

few = settings(max_examples=60, deadline=None)
eleven = arrays(np.int64, (3, 11), elements=st.integers(0, 20)).filter(lambda counts: counts.sum() > 1)
three_weights = arrays(np.float64, 3, elements=st.floats(0.1, 10))


def slow_mean_and_se(values: list[float], weights: list[float]) -> tuple[float, float]:
    """sum(w x) / sum(w) and sqrt(n / (n - 1) sum((w (x - m))^2)) / sum(w), one answer at a time."""
    total = sum(weights)
    middle = sum(w * x for w, x in zip(weights, values, strict=True)) / total
    squares = sum((w * (x - middle)) ** 2 for w, x in zip(weights, values, strict=True))
    return middle, (len(values) / (len(values) - 1) * squares) ** 0.5 / total


def one_by_one(counts: np.ndarray, weights: np.ndarray, values: list[float]) -> tuple[list[float], list[float]]:
    rows = zip(counts, weights, strict=True)
    pairs = [(values[score], w) for row, w in rows for score in range(len(row)) for _ in range(row[score])]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


@few
@given(eleven, three_weights)
def test_weighted_nps_is_the_slow_one_by_the_book(counts: np.ndarray, weights: np.ndarray) -> None:
    result = weighted_nps(counts, weights)
    value, se = slow_mean_and_se(*one_by_one(counts, weights, [-100] * 7 + [0, 0] + [100, 100]))
    assert float(result.estimate.value) == pytest.approx(value, abs=1e-9)
    assert float(result.se) == pytest.approx(se, abs=1e-9)
    assert float(result.estimate.n) == counts.sum()


@few
@given(eleven, three_weights)
def test_weighted_mean_is_the_slow_one_by_the_book(counts: np.ndarray, weights: np.ndarray) -> None:
    result = weighted_mean(counts, weights, 0, 10)
    value, se = slow_mean_and_se(*one_by_one(counts, weights, list(range(11))))
    assert float(result.estimate.value) == pytest.approx(value, abs=1e-9)
    assert float(result.se) == pytest.approx(se, abs=1e-9)


@few
@given(eleven, st.floats(0.1, 10))
def test_equal_weights_change_nothing(counts: np.ndarray, weight: float) -> None:
    weights, pooled = np.full(3, weight), counts.sum(axis=0)
    satisfied, n = counts[:, 9:].sum(axis=1), counts.sum(axis=1)
    for ours, plain in (
        (weighted_nps(counts, weights), nps(pooled)),
        (weighted_mean(counts, weights, 0, 10), mean(pooled, 0, 10)),
        (weighted_share(satisfied, n, weights), share(satisfied.sum(), n.sum())),
    ):
        for part in ("value", "low", "high", "n"):
            assert float(getattr(ours.estimate, part)) == pytest.approx(float(getattr(plain, part)), abs=1e-7)
        assert float(ours.n_eff) == pytest.approx(n.sum())
        assert float(ours.design_effect) == pytest.approx(1)


@few
@given(eleven, three_weights, st.floats(0.1, 10))
def test_only_the_proportions_of_the_weights_matter(counts: np.ndarray, weights: np.ndarray, factor: float) -> None:
    one, other = weighted_nps(counts, weights), weighted_nps(counts, weights * factor)
    np.testing.assert_allclose(one.estimate.value, other.estimate.value, atol=1e-9)
    np.testing.assert_allclose([one.se, one.n_eff], [other.se, other.n_eff])


@few
@given(eleven, three_weights)
def test_weighted_values_lie_in_their_intervals(counts: np.ndarray, weights: np.ndarray) -> None:
    satisfied, n = counts[:, 9:].sum(axis=1), counts.sum(axis=1)
    for result in (
        weighted_nps(counts, weights),
        weighted_mean(counts, weights, 0, 10),
        weighted_share(satisfied, n, weights),
    ):
        estimate = result.estimate
        assert estimate.low <= estimate.value + 1e-9
        assert estimate.value <= estimate.high + 1e-9
        assert estimate.low < estimate.high
        assert 0 < result.n_eff <= n.sum() + 1e-9


def test_unequal_weights_widen_the_interval() -> None:
    counts = np.tile([5, 0, 0, 0, 0, 0, 0, 5, 0, 0, 10], (2, 1))
    equal, unequal = weighted_nps(counts, [1, 1]), weighted_nps(counts, [1, 5])
    assert float(unequal.estimate.value) == pytest.approx(float(equal.estimate.value))
    assert float(unequal.estimate.margin) > float(equal.estimate.margin)
    assert float(unequal.design_effect) == pytest.approx(26 * 2 / 36)


def test_weighted_metrics_of_nobody_have_no_value() -> None:
    for result in (
        weighted_nps(np.zeros((2, 11)), [1, 2]),
        weighted_mean(np.zeros((2, 5)), [1, 2], 1, 5),
        weighted_share([0, 0], [0, 0], [1, 2]),
    ):
        assert np.isnan([result.estimate.value, result.estimate.low, result.estimate.high]).all()
        assert result.estimate.n == 0
        assert result.n_eff == 0


def test_weighted_answers_all_alike_are_not_certainty() -> None:
    counts = np.zeros((2, 11))
    counts[:, 10] = 20
    nps_result = weighted_nps(counts, [1.0, 4.0])
    mean_result = weighted_mean(counts, [1.0, 4.0], 0, 10)
    share_result = weighted_share([20, 20], [20, 20], [1.0, 4.0])
    for result, value in ((nps_result, 100), (mean_result, 10), (share_result, 100)):
        assert float(result.estimate.value) == pytest.approx(value)
        assert result.estimate.low < value - 0.5
        assert float(result.n_eff) == pytest.approx(100**2 / (20 + 20 * 16))


def test_kish_by_hand() -> None:
    assert float(effective_n([1, 1, 2])) == pytest.approx(16 / 6)
    assert float(design_effect([1, 1, 2])) == pytest.approx(3 * 6 / 16)
    assert float(effective_n([1, 2], [2, 1])) == pytest.approx(16 / 6)
    assert float(effective_n([])) == 0
    assert np.isnan(design_effect([]))


@few
@given(arrays(np.int64, 4, elements=st.integers(1, 50)), arrays(np.float64, 4, elements=st.floats(0.01, 1)))
def test_post_stratification_meets_its_targets(counts: np.ndarray, targets: np.ndarray) -> None:
    weights = post_stratification_weights(counts, targets)
    np.testing.assert_allclose(weights * counts / counts.sum(), targets / targets.sum())
    assert (weights * counts).sum() == pytest.approx(counts.sum())


def test_a_group_without_answers_cannot_be_weighted_up() -> None:
    with pytest.raises(BadValue, match="without answers"):
        post_stratification_weights([5, 0], [0.5, 0.5])
    assert post_stratification_weights([5, 0], [1, 0]).tolist() == [1, 0]


def test_the_post_stratified_error_forgets_the_spread_between_groups() -> None:
    """Two groups of one opinion each: within them nothing varies, so only the between-group spread is left."""
    counts = np.zeros((2, 11))
    counts[0, 10], counts[1, 0] = 10, 30
    assert post_stratified_nps_se(counts, [0.5, 0.5]) == 0
    counts[:] = 0
    counts[0, [0, 10]] = 5  # variance 1 of 10 answers, half of the people
    counts[1, 10] = 30
    assert post_stratified_nps_se(counts, [0.5, 0.5]) == pytest.approx(100 * 0.5 * np.sqrt(1 / 10))


tables = arrays(np.int64, (3, 2, 2), elements=st.integers(1, 30))


@few
@given(tables, tables)
def test_raking_meets_every_margin_and_keeps_the_pattern(counts: np.ndarray, population: np.ndarray) -> None:
    margins = [population.sum(axis=axes) for axes in ((1, 2), (0, 2), (0, 1))]
    weights = rake(counts, margins)
    fitted = weights * counts
    for margin, axes in zip(margins, ((1, 2), (0, 2), (0, 1)), strict=True):
        np.testing.assert_allclose(fitted.sum(axis=axes), margin, rtol=1e-9)
    # Raking gives each cell a product of one factor per axis, so every odds ratio of the weights is 1.
    np.testing.assert_allclose(weights[:-1, 0] * weights[1:, 1], weights[:-1, 1] * weights[1:, 0])
    np.testing.assert_allclose(weights[:, 0, 0] * weights[:, 1, 1], weights[:, 0, 1] * weights[:, 1, 0])


def test_raking_leaves_empty_cells_alone() -> None:
    weights = rake([[10, 0], [10, 10]], [[20, 20], [25, 15]])
    assert weights[0, 1] == 0
    np.testing.assert_allclose((weights * [[10, 0], [10, 10]]).sum(axis=0), [25, 15])


def test_margins_that_cannot_be_met_are_refused() -> None:
    with pytest.raises(BadValue, match="must agree"):
        rake([[1, 1], [1, 1]], [[2, 2], [3, 3]])
    with pytest.raises(BadValue, match="do not fit"):
        rake([[1, 1], [1, 1]], [[2, 2]])
    with pytest.raises(BadValue, match="no answers"):
        rake([[0, 0], [1, 1]], [[2, 2], [2, 2]])
    with pytest.raises(BadValue, match="does not settle"):
        rake([[5, 0], [0, 5]], [[7, 3], [3, 7]])


def test_no_weight_exceeds_five_medians_of_the_answers() -> None:
    assert capped_weights([1, 1, 1, 20]).tolist() == [1, 1, 1, 5]
    assert capped_weights([1, 2, 30]).tolist() == [1, 2, 10]
    assert capped_weights([1, 20], [1, 9]).tolist() == [1, 20]
    assert capped_weights([1, 20], [9, 1]).tolist() == [1, 5]
    assert capped_weights([1, 3, 30], times=2).tolist() == [1, 3, 6]


@few
@given(arrays(np.float64, 5, elements=st.floats(0.01, 100)), arrays(np.int64, 5, elements=st.integers(1, 9)))
def test_the_median_is_that_of_the_single_answers(weights: np.ndarray, counts: np.ndarray) -> None:
    limit = 5 * np.median(np.repeat(weights, counts))
    np.testing.assert_allclose(capped_weights(weights, counts), np.minimum(weights, limit))


@pytest.mark.parametrize(
    "call",
    [
        lambda: weighted_nps(np.ones((2, 11)), [1, 2, 3]),
        lambda: weighted_nps(np.ones(11), [1]),
        lambda: weighted_nps(np.ones((2, 11)), [1, -1]),
        lambda: weighted_share([3], [2], [1]),
        lambda: weighted_mean(np.ones((2, 4)), [1, 1], 1, 5),
        lambda: capped_weights([1], times=0.5),
        lambda: effective_n([1, 2], [1]),
        lambda: post_stratification_weights([1, 2], [1]),
    ],
)
def test_what_does_not_fit_is_refused(call: object) -> None:
    with pytest.raises(BadValue):
        call()  # type: ignore[operator]
