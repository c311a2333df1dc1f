"""Keyness: the sign says where a word is more at home, the size how surprising that is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import power_divergence

from cjo_core.errors import BadValue
from cjo_core.insight.themes.keyness import keyness, keyness_p

SIZES = st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(50, 900), st.integers(50, 900))


@settings(deadline=None)
@given(SIZES)
def test_turning_the_sets_round_turns_the_sign(counts: tuple[int, int, int, int]) -> None:
    a, b, n1, n2 = counts
    there, back = float(keyness(a, b, n1, n2)), float(keyness(b, a, n2, n1))
    assert abs(there) == pytest.approx(abs(back))
    if a * n2 != b * n1:
        assert np.sign(there) == -np.sign(back) or abs(there) < 1e-9
        assert (there > 0) == (a * n2 > b * n1) or abs(there) < 1e-9


@settings(deadline=None)
@given(SIZES)
def test_it_is_the_likelihood_ratio_of_the_two_counts(counts: tuple[int, int, int, int]) -> None:
    a, b, n1, n2 = counts
    if a + b:
        usual = [n1 * (a + b) / (n1 + n2), n2 * (a + b) / (n1 + n2)]
        g2 = power_divergence([a, b], usual, lambda_="log-likelihood").statistic
        assert abs(float(keyness(a, b, n1, n2))) == pytest.approx(g2, abs=1e-9)


def test_a_word_nobody_used_marks_nothing_and_an_empty_set_says_nothing() -> None:
    assert float(keyness(0, 0, 10, 10)) == 0
    assert np.isnan(keyness(0, 3, 0, 10))


def test_p_is_the_chance_of_such_a_difference() -> None:
    assert float(keyness_p(3.841459)) == pytest.approx(0.05, abs=1e-6)
    assert float(keyness_p(-3.841459)) == pytest.approx(0.05, abs=1e-6)


def test_more_comments_with_a_word_than_comments_are_refused() -> None:
    with pytest.raises(BadValue, match="more comments than there are"):
        keyness(11, 0, 10, 10)
