"""Net Promoter Score: hand-worked values, an independent slow computation, and the laws it must obey."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.optimize import minimize_scalar
from scipy.stats import multinomial

from cjo_core.errors import BadValue
from cjo_core.metrics.formulas import nps as room
from cjo_core.metrics.formulas.estimates import Z95, Estimate, z_for
from cjo_core.metrics.formulas.nps import balance_test, bands, nps, nps_from_bands, score_interval, wald_interval

few = settings(max_examples=60, deadline=None)
one_group = arrays(np.int64, 11, elements=st.integers(0, 40))
shapes = array_shapes(min_dims=0, max_dims=2, max_side=4).map(lambda shape: (*shape, 11))
groups = arrays(np.int64, shapes, elements=st.integers(0, 40))
three_bands = st.tuples(*[st.integers(0, 60)] * 3).filter(any)


def slow_nps(counts: list[int]) -> tuple[float, float, float, int]:
    """The same by the book, one answer at a time, for one group."""
    answers = [1 if score >= 9 else 0 if score >= 7 else -1 for score in range(11) for _ in range(counts[score])]
    n = len(answers)
    if n == 0:
        return math.nan, math.nan, math.nan, 0
    value = 100 * sum(answers) / n
    plus, minus = answers.count(1) + 0.75, answers.count(-1) + 0.75
    p, d = plus / (n + 3), minus / (n + 3)
    reach = NormalDist().inv_cdf(0.975) * math.sqrt((p + d - (p - d) ** 2) / (n + 3))
    low, high = max(100 * (p - d - reach), -100), min(100 * (p - d + reach), 100)
    return value, min(low, value), max(high, value), n


def test_ten_promoters_out_of_ten_leave_room_for_doubt() -> None:
    estimate = nps_from_bands(10, 0, 0)
    assert float(estimate.value) == 100
    assert round(float(estimate.low), 1) == 47.5
    assert float(estimate.high) == 100


def test_nps_of_no_answers_has_no_value() -> None:
    estimate = nps(np.zeros(11))
    assert np.isnan([estimate.value, estimate.low, estimate.high]).all()
    assert estimate.n == 0
    assert bands(np.zeros(11)).n == 0


def test_an_empty_group_does_not_touch_its_neighbours() -> None:
    counts = np.zeros((3, 11))
    counts[0, 10], counts[2, 3] = 4, 4
    assert nps(counts).value.tolist()[::2] == [100, -100]
    assert np.isnan(nps(counts).value[1])


def test_balanced_opinions_give_zero_and_not_no_value() -> None:
    assert float(nps([5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5]).value) == 0


@pytest.mark.parametrize(("score", "value"), [(6, -100), (7, 0), (8, 0), (9, 100), (0, -100), (10, 100)])
def test_each_score_falls_into_its_band(score: int, value: int) -> None:
    counts = np.zeros(11)
    counts[score] = 3
    assert float(nps(counts).value) == value


def test_one_answer_lies_within_its_own_interval() -> None:
    estimate = nps_from_bands([1, 0, 0], [0, 1, 0], [0, 0, 1])
    assert (estimate.low <= estimate.value).all()
    assert (estimate.value <= estimate.high).all()


def test_the_quantile_is_exact_and_not_rounded() -> None:
    assert pytest.approx(1.959963984540054, abs=1e-15) == Z95
    assert z_for(0.9) == pytest.approx(1.6448536269514722, abs=1e-12)


def test_a_lower_confidence_narrows_the_interval() -> None:
    assert float(nps_from_bands(20, 10, 10, confidence=0.8).margin) < float(nps_from_bands(20, 10, 10).margin)


@pytest.mark.parametrize("counts", [[1] * 10, [[1] * 12], 5, [1] * 10 + [-1], [1] * 10 + [math.nan], ["x"] * 11])
def test_what_is_not_a_table_of_eleven_scores_is_refused(counts: object) -> None:
    with pytest.raises(BadValue):
        nps(counts)  # type: ignore[arg-type]


def test_a_refusal_names_what_was_wrong_and_what_is_allowed() -> None:
    with pytest.raises(BadValue, match=r"counts have the shape \(7,\); the last axis must hold 11 scores"):
        nps([1] * 7)


@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_a_confidence_that_is_none_is_refused(confidence: float) -> None:
    with pytest.raises(BadValue, match="confidence"):
        nps([1] * 11, confidence=confidence)


def test_bands_of_different_shapes_are_refused() -> None:
    with pytest.raises(BadValue, match="do not fit together"):
        nps_from_bands([1, 2], [1, 2, 3], [1, 2])


def test_one_group_can_be_taken_out_of_many() -> None:
    estimate = nps(np.eye(11) * 5)
    one = estimate.at(10)
    assert isinstance(one, Estimate)
    assert float(one.value) == 100
    assert float(one.n) == 5
    assert estimate.at(slice(0, 7)).value.tolist() == [-100] * 7


@few
@given(groups)
def test_all_groups_at_once_equal_one_group_at_a_time(counts: np.ndarray) -> None:
    fast = nps(counts)
    flat = counts.reshape(-1, 11)
    slow = np.array([slow_nps(row.tolist()) for row in flat]).reshape(*counts.shape[:-1], 4)
    for part, index in ((fast.value, 0), (fast.low, 1), (fast.high, 2), (fast.n, 3)):
        np.testing.assert_allclose(part, slow[..., index], atol=1e-9)


@few
@given(groups)
def test_the_value_lies_in_its_interval_and_in_range(counts: np.ndarray) -> None:
    estimate = nps(counts)
    answered = estimate.n > 0
    low, value, high = (np.asarray(part)[answered] for part in (estimate.low, estimate.value, estimate.high))
    assert ((low >= -100) & (low <= value) & (value <= high) & (high <= 100)).all()
    assert (high > low).all()
    assert np.isnan(np.asarray(estimate.value)[~answered]).all()


@few
@given(one_group.filter(lambda counts: counts.sum() > 0))
def test_one_more_promoter_never_lowers_the_score(counts: np.ndarray) -> None:
    more = counts.copy()
    more[10] += 1
    assert nps(more).value >= nps(counts).value - 1e-9
    assert nps(more).low >= nps(counts).low - 1e-9


@few
@given(three_bands)
def test_swapping_promoters_and_detractors_mirrors_everything(three: tuple[int, int, int]) -> None:
    promoters, passives, detractors = three
    one, other = nps_from_bands(promoters, passives, detractors), nps_from_bands(detractors, passives, promoters)
    np.testing.assert_allclose([one.value, one.low, one.high], [-other.value, -other.high, -other.low], atol=1e-9)


@few
@given(one_group, one_group)
def test_pooling_two_groups_lands_between_them(a: np.ndarray, b: np.ndarray) -> None:
    each, pooled = nps(np.stack([a, b])), nps(a + b)
    if each.n.min() > 0:
        assert each.value.min() - 1e-9 <= pooled.value <= each.value.max() + 1e-9
        assert float(pooled.value) == pytest.approx(float((each.value * each.n).sum() / each.n.sum()))


@few
@given(three_bands, st.integers(2, 20))
def test_more_of_the_same_answers_narrow_the_interval(three: tuple[int, int, int], times: int) -> None:
    more = nps_from_bands(*(times * part for part in three))
    # Clipping and a value at the end of the scale can only shorten an interval, so compare what is not clipped.
    once, again = (room.adjusted_mean_and_se(room.checked_bands(*np.multiply(three, k)))[1] for k in (1, times))
    assert again < once
    assert more.n == times * sum(three)


def test_only_passives_balance_perfectly() -> None:
    test = balance_test([0, 0], [7, 0], [0, 0])
    assert test.p.tolist()[0] == 1
    assert np.isnan(test.p[1])


@few
@given(three_bands, st.floats(-0.99, 0.99).map(lambda d: round(d, 6)))  # closer to 0 the search sees only 0
def test_the_constrained_share_in_the_score_test_is_the_likeliest(three: tuple[int, int, int], d: float) -> None:
    """Tango's closed form against a numerical search for the maximum of the likelihood given P - D = d."""
    promoters, passives, detractors = three
    n = sum(three)

    def minus_log_likelihood(q: float) -> float:
        parts = ((promoters, q + d), (detractors, q), (passives, 1 - 2 * q - d))
        return -sum(k * math.log(max(share, 1e-300)) for k, share in parts if k)

    span = (max(0, -d), (1 - d) / 2)
    best = minimize_scalar(minus_log_likelihood, bounds=span, method="bounded", options={"xatol": 1e-10})
    variance = (2 * best.x + d * (1 - d)) / n
    observed = (promoters - detractors) / n
    ours = float(room._score_statistic(bands_of(three), np.asarray(observed), np.asarray(d)))
    assert ours == pytest.approx(abs(observed - d) / math.sqrt(variance), rel=1e-3, abs=1e-4)


def bands_of(three: tuple[int, int, int]) -> room.Bands:
    return room.checked_bands(*three)


@few
@given(three_bands)
def test_the_score_interval_ends_where_its_test_rejects(three: tuple[int, int, int]) -> None:
    interval = score_interval(*three)
    observed = np.asarray(interval.value) / 100
    for limit in (interval.low, interval.high):
        if -99.9 < limit < 99.9:
            at_limit = room._score_statistic(bands_of(three), observed, np.asarray(limit) / 100)
            assert float(at_limit) == pytest.approx(Z95, abs=1e-5)
    assert -100 <= interval.low <= interval.value <= interval.high <= 100


@few
@given(st.tuples(*[st.integers(200, 3000)] * 3))
def test_all_three_intervals_agree_when_there_are_many_answers(three: tuple[int, int, int]) -> None:
    ours, score, wald = nps_from_bands(*three), score_interval(*three), wald_interval(*three)
    np.testing.assert_allclose([score.low, score.high], [ours.low, ours.high], atol=0.25)
    np.testing.assert_allclose([wald.low, wald.high], [ours.low, ours.high], atol=0.25)


def test_the_interval_covers_the_truth_about_95_times_in_100() -> None:
    """Every possible sample of 20, weighted by its chance: the adjusted Wald covers, the plain one does not."""
    n, truth = 20, (0.45, 0.35, 0.2)
    samples = [(p, n - p - d, d) for p in range(n + 1) for d in range(n + 1 - p)]
    chances = multinomial.pmf(samples, n, truth)
    columns = np.array(samples).T
    coverage = {}
    for name, interval in (("ours", nps_from_bands), ("score", score_interval), ("wald", wald_interval)):
        limits = interval(*columns)
        coverage[name] = chances[(limits.low <= 25) & (limits.high >= 25)].sum()
    assert 0.945 < coverage["ours"] < 0.97
    assert 0.945 < coverage["score"] < 0.97
    assert coverage["wald"] < 0.945
