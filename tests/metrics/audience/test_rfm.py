"""Quintile scores of customers: bounds, ties and what cannot be scored."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjo_core.errors import BadValue
from cjo_core.metrics.audience.rfm import Cuts, rfm_cuts, rfm_scores

_customers = st.lists(
    st.tuples(st.integers(0, 900), st.integers(1, 12), st.integers(1, 90_000)), min_size=1, max_size=60
)


@given(_customers)
def test_equal_customers_score_alike_and_better_ones_never_lower(people: list[tuple[int, int, int]]) -> None:
    recency, frequency, monetary = np.array(people).T
    scores = rfm_scores(recency, frequency, monetary)
    for values, found, sign in (
        (recency, scores.recency, -1),
        (frequency, scores.frequency, 1),
        (monetary, scores.monetary, 1),
    ):
        assert set(found.tolist()) <= {1, 2, 3, 4, 5}
        order = np.argsort(sign * values, kind="stable")
        assert (np.diff(found[order]) >= 0).all()
        for value in set(values.tolist()):
            assert len(set(found[values == value].tolist())) == 1


def test_ten_different_customers_fill_each_bin_with_two() -> None:
    scores = rfm_scores(range(10), range(1, 11), range(10, 110, 10))
    assert np.bincount(scores.monetary).tolist() == [0, 2, 2, 2, 2, 2]
    assert scores.recency.tolist() == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]


def test_customers_who_all_bought_once_share_one_bin_of_frequency() -> None:
    assert set(rfm_scores([1, 2, 3], [1, 1, 1], [5, 6, 7]).frequency.tolist()) == {1}


def test_nobody_has_no_quintiles_and_a_missing_order_no_recency() -> None:
    with pytest.raises(BadValue, match="at least one"):
        rfm_cuts([], [], [])
    with pytest.raises(BadValue, match="without orders"):
        rfm_scores([np.nan], [0], [0])


def test_cuts_that_fall_are_refused() -> None:
    with pytest.raises(BadValue, match="rising"):
        Cuts([1, 2, 3, 2], [1, 2, 3, 4], [1, 2, 3, 4])
