"""R² is divided among attributes fairly and completely."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjo_core.errors import BadValue
from cjo_core.insight.drivers.explained import (
    inflation,
    lmg,
    relative_weights,
    squared_correlations,
    standardised_slopes,
)

few = settings(max_examples=40, deadline=None)


def correlations(p: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Correlations as they come from answers."""
    random = np.random.default_rng(seed)
    answers = random.normal(size=(60, p + 1)) + random.normal(size=(60, 1))
    table = np.corrcoef(answers, rowvar=False)
    return table[:p, :p], table[:p, p]


def r2(between: np.ndarray, outcome: np.ndarray, some: list[int]) -> float:
    return float(outcome[some] @ np.linalg.solve(between[np.ix_(some, some)], outcome[some])) if some else 0.0


@few
@given(st.integers(1, 5), st.integers(0, 10_000))
def test_lmg_is_the_mean_gain_over_all_orders(p: int, seed: int) -> None:
    between, outcome = correlations(p, seed)
    gains = np.zeros(p)
    orders = list(permutations(range(p)))
    for order in orders:
        for i, j in enumerate(order):
            gains[j] += r2(between, outcome, list(order[: i + 1])) - r2(between, outcome, list(order[:i]))
    np.testing.assert_allclose(lmg(between, outcome), gains / len(orders), atol=1e-10)


@few
@given(st.integers(1, 8), st.integers(0, 10_000))
def test_shares_are_not_negative_and_add_up_to_r_squared(p: int, seed: int) -> None:
    between, outcome = correlations(p, seed)
    whole = r2(between, outcome, list(range(p)))
    for shares in (lmg(between, outcome), relative_weights(between, outcome)):
        assert shares.sum() == pytest.approx(whole)
        assert (shares > -1e-12).all()


@few
@given(st.integers(2, 6), st.integers(0, 10_000))
def test_the_order_of_attributes_does_not_matter(p: int, seed: int) -> None:
    between, outcome = correlations(p, seed)
    turned = np.random.default_rng(seed).permutation(p)
    for divide in (lmg, relative_weights):
        np.testing.assert_allclose(
            divide(between[np.ix_(turned, turned)], outcome[turned]), divide(between, outcome)[turned], atol=1e-9
        )


def test_without_correlation_between_attributes_all_ways_agree() -> None:
    outcome = np.array([0.5, -0.3, 0.1])
    for divide in (lmg, relative_weights):
        np.testing.assert_allclose(divide(np.eye(3), outcome), squared_correlations(outcome))
    np.testing.assert_allclose(standardised_slopes(np.eye(3), outcome), outcome)
    np.testing.assert_allclose(inflation(np.eye(3)), 1)


def test_an_attribute_that_is_a_mix_of_the_others_is_refused() -> None:
    with pytest.raises(BadValue, match="leave one of them out"):
        lmg([[1, 1], [1, 1]], [0.5, 0.5])


@pytest.mark.parametrize(
    ("between", "outcome"), [([[1, 0.2], [0.3, 1]], [0, 0]), ([[1]], [0, 0]), ([[1, np.nan], [np.nan, 1]], [0, 0])]
)
def test_what_is_no_table_of_correlations_is_refused(between: list[list[float]], outcome: list[float]) -> None:
    with pytest.raises(BadValue, match="correlations"):
        relative_weights(between, outcome)


def test_lmg_of_too_many_attributes_names_the_other_way() -> None:
    with pytest.raises(BadValue, match="relative weights"):
        lmg(np.eye(13), np.zeros(13))
