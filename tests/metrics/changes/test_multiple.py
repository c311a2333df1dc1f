"""Adjusted p-values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from cjo_core.errors import BadValue
from cjo_core.metrics.changes.multiple import benjamini_hochberg, holm

few = settings(max_examples=80, deadline=None)
chances = st.lists(st.floats(0, 1), min_size=1, max_size=30)
SEEN = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1]


def slow_holm(p: list[float]) -> list[float]:
    order = sorted(range(len(p)), key=p.__getitem__)
    result, worst = [0.0] * len(p), 0.0
    for rank, index in enumerate(order):
        worst = max(worst, min(1.0, (len(p) - rank) * p[index]))
        result[index] = worst
    return result


@few
@given(chances)
def test_benjamini_hochberg_is_the_one_scipy_gives(p: list[float]) -> None:
    np.testing.assert_allclose(benjamini_hochberg(p), false_discovery_control(p), atol=1e-12)


@few
@given(chances)
def test_holm_is_the_slow_one_by_the_book(p: list[float]) -> None:
    np.testing.assert_allclose(holm(p), slow_holm(p), atol=1e-12)


def test_the_published_fifteen_reject_four_and_three() -> None:
    """Benjamini & Hochberg (1995), section 3.2: at 0.05 theirs rejects four, Bonferroni's (and Holm's) three."""
    assert (benjamini_hochberg(SEEN) <= 0.05).sum() == 4
    assert (holm(SEEN) <= 0.05).sum() == 3


@few
@given(chances, st.integers(0, 5), st.randoms())
def test_what_was_not_tested_stays_unknown_and_is_not_counted(p: list[float], unknown: int, random: object) -> None:
    mixed = [*p, *[float("nan")] * unknown]
    random.shuffle(mixed)  # type: ignore[attr-defined]
    known = ~np.isnan(mixed)
    for adjust in (benjamini_hochberg, holm):
        adjusted = adjust(mixed)
        assert np.isnan(adjusted[~known]).all()
        np.testing.assert_allclose(adjusted[known], adjust(np.array(mixed)[known]))


@few
@given(chances)
def test_adjusting_never_makes_a_finding_stronger_nor_changes_the_order(p: list[float]) -> None:
    for adjust in (benjamini_hochberg, holm):
        adjusted = adjust(p)
        assert (adjusted >= np.array(p) - 1e-15).all()
        assert (adjusted <= 1).all()
        assert (np.diff(adjusted[np.argsort(p, kind="stable")]) >= -1e-15).all()
    assert (holm(p) >= benjamini_hochberg(p) - 1e-15).all()


def test_a_table_of_tests_is_one_family() -> None:
    table = np.array([[0.01, 0.04], [np.nan, 0.03]])
    np.testing.assert_allclose(benjamini_hochberg(table), [[0.03, 0.04], [np.nan, 0.04]])
    np.testing.assert_allclose(holm(table), [[0.03, 0.06], [np.nan, 0.06]])


def test_nothing_tested_gives_nothing() -> None:
    assert benjamini_hochberg([]).size == 0
    assert np.isnan(holm([np.nan, np.nan])).all()


@pytest.mark.parametrize("p", [[-0.1], [1.1], ["a"]])
def test_what_is_no_probability_is_refused(p: list) -> None:
    for adjust in (benjamini_hochberg, holm):
        with pytest.raises(BadValue):
            adjust(p)
