"""Rolling windows pool counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cjo_core.errors import BadValue
from cjo_core.metrics.formulas.nps import nps
from cjo_core.metrics.formulas.rolling import last_two_windows, rolling_counts, rolling_nps

few = settings(max_examples=60, deadline=None)
weekly = st.integers(1, 12).flatmap(lambda weeks: arrays(np.int64, (weeks, 11), elements=st.integers(0, 9)))


@few
@given(weekly, st.integers(1, 15))
def test_each_window_is_the_sum_of_its_weeks(counts: np.ndarray, weeks: int) -> None:
    pooled = rolling_counts(counts, weeks)
    assert pooled.shape == counts.shape
    for index in range(len(counts)):
        assert pooled[index].tolist() == counts[max(0, index - weeks + 1) : index + 1].sum(axis=0).tolist()


@few
@given(weekly)
def test_a_window_over_everything_ends_in_the_score_of_all_answers(counts: np.ndarray) -> None:
    np.testing.assert_allclose(rolling_nps(counts, len(counts)).value[-1], nps(counts.sum(axis=0)).value)


def test_a_small_week_does_not_outvote_a_large_one() -> None:
    counts = np.zeros((2, 11))
    counts[0, 10], counts[1, 0] = 10, 90
    assert rolling_nps(counts, 2).value.tolist() == [100, -80]


def test_a_week_without_answers_leaves_the_score_of_the_others() -> None:
    counts = np.zeros((3, 11))
    counts[0, 10] = 5
    assert rolling_nps(counts, 2).value.tolist()[:2] == [100, 100]
    assert np.isnan(rolling_nps(counts, 2).value[2])


def test_weighted_counts_leave_no_crumbs() -> None:
    assert rolling_counts([0.1, 0.2, 0.0, 0.0, 0.0], weeks=2).tolist()[3:] == [0, 0]


def test_groups_beside_each_other_roll_on_their_own() -> None:
    counts = np.arange(2 * 3 * 11).reshape(2, 3, 11)
    np.testing.assert_allclose(rolling_nps(counts).value[:, 1], rolling_nps(counts[:, 1]).value)


def test_the_last_two_windows_share_no_week() -> None:
    before, last = last_two_windows(np.eye(11)[:8], weeks=4)
    assert before.tolist() == [1] * 4 + [0] * 7
    assert last.tolist() == [0] * 4 + [1] * 4 + [0] * 3


def test_too_few_weeks_leave_the_earlier_window_short_or_empty() -> None:
    assert [float(part) for part in last_two_windows([1, 2, 4], weeks=2)] == [1, 6]
    assert [float(part) for part in last_two_windows([1, 2], weeks=2)] == [0, 3]


@pytest.mark.parametrize("weeks", [0, -1])
def test_a_window_of_no_weeks_is_refused(weeks: int) -> None:
    with pytest.raises(BadValue, match="at least 1"):
        rolling_counts([1, 2], weeks)


def test_one_number_is_no_list_of_weeks() -> None:
    with pytest.raises(BadValue, match="list of weeks"):
        rolling_counts(3)
