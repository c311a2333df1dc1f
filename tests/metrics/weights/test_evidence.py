"""Weighted evidence against the weighted formulas, and against the plain ones where all answers weigh the same."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra.numpy import arrays

from cjo_core.errors import BadValue
from cjo_core.metrics.catalog import METRICS, Metric
from cjo_core.metrics.weights import weighting
from cjo_core.metrics.weights.evidence import effective_counts, effective_n, evidence_of, people

few = settings(max_examples=60, deadline=None)
names = st.sampled_from(sorted(METRICS))


def evidence(groups: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Evidence of groups (rows) whose answers carry a weight each."""
    return evidence_of(groups.sum(axis=0), weights @ groups, weights**2 @ groups)


def drawn(data: st.DataObject, metric: Metric, groups: int, most: int = 40) -> np.ndarray:
    return data.draw(arrays(np.int64, (groups, len(metric.values)), elements=st.integers(0, most)))


@few
@given(st.data(), names, st.floats(0.001, 900))
def test_answers_that_all_weigh_the_same_give_the_unweighted_metric(
    data: st.DataObject, name: str, weight: float
) -> None:
    metric = METRICS[name]
    before, after = drawn(data, metric, 1), drawn(data, metric, 1)
    target = data.draw(st.floats(metric.low + 0.01, metric.high - 0.01))
    heavy = [evidence(side, np.array([weight])) for side in (before, after)]
    one, plain = metric.evaluate(heavy[0]), metric.evaluate(before[0])
    for part in ("value", "low", "high", "n"):
        np.testing.assert_allclose(getattr(one, part), getattr(plain, part), rtol=1e-9, atol=1e-9)
    change, same = metric.compare(*heavy), metric.compare(before[0], after[0])
    for part in ("difference", "low", "high", "p"):
        np.testing.assert_allclose(getattr(change, part), getattr(same, part), rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(
        metric.against(heavy[0], target), metric.against(before[0], target), rtol=1e-7, atol=1e-9
    )
    assert float(metric.effective_n(heavy[0])) == pytest.approx(before.sum())


@few
@given(st.data(), arrays(np.float64, 3, elements=st.floats(0.01, 50)))
def test_nps_of_evidence_is_the_weighted_nps(data: st.DataObject, weights: np.ndarray) -> None:
    groups = drawn(data, METRICS["nps"], 3)
    found, formula = METRICS["nps"].evaluate(evidence(groups, weights)), weighting.weighted_nps(groups, weights)
    for part in ("value", "low", "high"):
        np.testing.assert_allclose(getattr(found, part), getattr(formula.estimate, part), rtol=1e-7, atol=1e-7)
    np.testing.assert_allclose(effective_n(evidence(groups, weights), 11), formula.n_eff, rtol=1e-9)


@few
@given(st.data(), arrays(np.float64, 3, elements=st.floats(0.01, 50)))
def test_csat_of_evidence_is_the_weighted_share(data: st.DataObject, weights: np.ndarray) -> None:
    groups = drawn(data, METRICS["csat"], 3)
    found = METRICS["csat"].evaluate(evidence(groups, weights))
    formula = weighting.weighted_share(groups[:, 3:].sum(axis=1), groups.sum(axis=1), weights).estimate
    for part in ("value", "low", "high"):
        np.testing.assert_allclose(getattr(found, part), getattr(formula, part), rtol=1e-7, atol=1e-7)


@few
@given(st.data(), arrays(np.float64, 3, elements=st.floats(0.01, 50)))
def test_ces_of_evidence_is_the_weighted_mean_with_an_interval_no_narrower(
    data: st.DataObject, weights: np.ndarray
) -> None:
    """Its t has the degrees of freedom of the effective answers; the formula for weights alone takes those of n."""
    groups = drawn(data, METRICS["ces"], 3)
    found = METRICS["ces"].evaluate(evidence(groups, weights))
    formula = weighting.weighted_mean(groups, weights, 1, 7).estimate
    np.testing.assert_allclose(found.value, formula.value, rtol=1e-9)
    if groups.sum():
        assert found.low <= formula.low + 1e-7
        assert found.high >= formula.high - 1e-7


@few
@given(st.data(), names, arrays(np.float64, 4, elements=st.floats(0.01, 50)))
def test_a_part_taken_from_the_whole_leaves_the_rest(data: st.DataObject, name: str, weights: np.ndarray) -> None:
    metric = METRICS[name]
    groups = drawn(data, metric, 4)
    whole, part, rest = (evidence(groups[rows], weights[rows]) for rows in (slice(4), slice(2), slice(2, 4)))
    one, other = metric.evaluate(whole - part), metric.evaluate(rest)
    for column in ("value", "low", "high"):
        np.testing.assert_allclose(getattr(one, column), getattr(other, column), rtol=1e-6, atol=1e-6)


def test_an_answer_of_ten_and_ten_answers_of_one_are_not_the_same_evidence() -> None:
    heavy = evidence(np.array([[10, 0], [0, 1]]), np.array([1.0, 10.0]))
    assert effective_n(heavy, 2) == pytest.approx(20**2 / (10 + 100))
    shares = effective_counts(heavy, [0.0, 1.0])
    assert shares[1] / shares.sum() == pytest.approx(0.5)
    assert shares.sum() < 4
    assert people(heavy, 2).tolist() == [10, 1]


def test_evidence_of_nobody_has_no_value() -> None:
    for metric in METRICS.values():
        nothing = np.zeros(3 * len(metric.values))
        assert np.isnan(metric.evaluate(nothing).value)
        assert metric.effective_n(nothing) == 0


def test_evidence_that_does_not_fit_the_scale_is_refused() -> None:
    with pytest.raises(BadValue, match="evidence of 7 numbers"):
        effective_counts(np.zeros(7), METRICS["csat"].values)
