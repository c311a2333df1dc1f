"""Means of scores, their t intervals, and what is made of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from cjo_core.errors import BadValue
from cjo_core.metrics.formulas.means import acsi_index, ces_agree, ces_net, mean, mean_of, moments, moments_of, rescale

few = settings(max_examples=60, deadline=None)
ones_to_fives = arrays(np.int64, (3, 5), elements=st.integers(0, 30))


def test_mean_of_no_answers_has_no_value() -> None:
    estimate = mean([0, 0, 0, 0, 0], 1, 5)
    assert np.isnan([estimate.value, estimate.low, estimate.high]).all()
    assert estimate.n == 0


@few
@given(ones_to_fives)
def test_the_interval_is_the_one_scipy_gives_clipped_to_the_scale(counts: np.ndarray) -> None:
    ours = mean(counts, 1, 5)
    for index, row in enumerate(counts):
        scores = np.repeat(np.arange(1, 6), row)
        if np.unique(scores).size < 2:
            continue
        theirs = stats.t.interval(0.95, len(scores) - 1, scores.mean(), stats.sem(scores))
        got = [ours.value[index], ours.low[index], ours.high[index]]
        np.testing.assert_allclose(got, [scores.mean(), max(theirs[0], 1), min(theirs[1], 5)], atol=1e-9)


@few
@given(ones_to_fives)
def test_the_mean_lies_in_its_interval_and_on_the_scale(counts: np.ndarray) -> None:
    ours = mean(counts, 1, 5)
    answered = ours.n > 0
    low, value, high = ours.low[answered], ours.value[answered], ours.high[answered]
    assert ((low >= 1) & (low <= value) & (value <= high) & (high <= 5)).all()
    assert (high > low).all()


@few
@given(ones_to_fives)
def test_turning_the_scale_round_mirrors_the_mean(counts: np.ndarray) -> None:
    one, other = mean(counts, 1, 5), mean(counts[:, ::-1], 1, 5)
    np.testing.assert_allclose(one.value, 6 - other.value)
    np.testing.assert_allclose(one.low, 6 - other.high)


@few
@given(st.integers(1, 200), st.integers(1, 7))
def test_answers_all_alike_are_not_certainty(n: int, score: int) -> None:
    """Nobody of n thinks otherwise: the exact upper limit for the others (Clopper-Pearson), all at the scale's ends."""
    counts = np.zeros(7)
    counts[score - 1] = n
    ours = mean(counts, 1, 7)
    others = stats.beta.ppf(0.975, 1, n)
    assert float(ours.value) == score
    assert float(ours.low) == pytest.approx(score - others * (score - 1))
    assert float(ours.high) == pytest.approx(score + others * (7 - score))


def test_one_answer_says_almost_nothing() -> None:
    ours = mean([0, 0, 0, 1, 0, 0, 0], 1, 7)
    assert ours.low < 1.1
    assert ours.high > 6.9


def test_single_values_and_counts_give_the_same() -> None:
    counts, values = mean([1, 2, 0, 4, 3], 1, 5), mean_of([1, 2, 2, 4, 4, 4, 4, 5, 5, 5], 1, 5)
    np.testing.assert_allclose(
        [counts.value, counts.low, counts.high, counts.n], [values.value, values.low, values.high, values.n]
    )


def test_moments_of_values_are_those_of_the_textbook() -> None:
    sample = moments_of([2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0])
    assert float(sample.mean) == 5
    assert float(sample.variance) == pytest.approx(32 / 7)


@pytest.mark.parametrize("values", [[0.5, 2], [3, 6], [float("nan")], 3])
def test_values_off_the_scale_are_refused(values: object) -> None:
    with pytest.raises(BadValue):
        mean_of(values, 1, 5)  # type: ignore[arg-type]


@pytest.mark.parametrize(("counts", "low", "high"), [([1] * 6, 1, 5), ([1], 3, 3), ([1, 2], 2, 1)])
def test_counts_that_do_not_fit_the_scale_are_refused(counts: list[int], low: int, high: int) -> None:
    with pytest.raises(BadValue):
        moments(counts, low, high)


def test_the_ends_of_a_scale_become_the_ends_of_the_other() -> None:
    ends = mean([[9, 0, 0, 0, 0], [0, 0, 9, 0, 0], [0, 0, 0, 0, 9]], 1, 5)
    assert rescale(ends, 1, 5).value.tolist() == [0, 50, 100]
    assert rescale(ends, 1, 5, low=-100).value.tolist() == [-100, 0, 100]
    assert rescale(ends, 1, 5).n.tolist() == [9, 9, 9]


def test_rescaling_keeps_the_interval_in_proportion() -> None:
    estimate = mean([0, 0, 0, 1, 1, 1, 2], 1, 7)
    moved = rescale(estimate, 1, 7)
    assert float(moved.margin) == pytest.approx(float(estimate.margin) * 100 / 6)


def test_net_effort_is_the_easy_minus_the_hard() -> None:
    estimate = ces_net([10, 10, 10, 5, 5, 30, 30])
    assert float(estimate.value) == pytest.approx(30)
    assert float(estimate.n) == 100


def test_agreement_counts_the_upper_three_of_seven() -> None:
    assert float(ces_agree([10, 10, 10, 10, 20, 20, 20]).value) == 60


@pytest.mark.parametrize("metric", [ces_agree, ces_net])
def test_effort_on_another_scale_is_refused(metric: object) -> None:
    with pytest.raises(BadValue, match="7 scores"):
        metric([1] * 5)  # type: ignore[operator]


def test_the_index_follows_its_weights() -> None:
    assert float(acsi_index(10, 1, 1, weights=(0.5, 0.25, 0.25))) == pytest.approx(50)
    assert float(acsi_index(10, 1, 1, weights=(0, 1, 1))) == 0


def test_a_skipped_item_gives_no_index() -> None:
    assert np.isnan(acsi_index([10, float("nan")], [10, 5], [10, 5])).tolist() == [False, True]


@pytest.mark.parametrize("weights", [(0, 0, 0), (1, -1, 1), (1, 1)])
def test_impossible_weights_are_refused(weights: tuple[float, float, float]) -> None:
    with pytest.raises(BadValue, match="weights"):
        acsi_index(5, 5, 5, weights=weights)


def test_an_item_outside_one_to_ten_is_refused() -> None:
    with pytest.raises(BadValue, match="1 to 10"):
        acsi_index(0, 5, 5)
