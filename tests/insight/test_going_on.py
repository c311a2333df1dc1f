"""Customers per stage and how many go on: customers, not events; a fixed time; and a slow second count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjo_core.insight.going_on import going_on

visits = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 120), st.integers(-1, 4)), max_size=60)


def test_a_hand_counted_journey() -> None:
    """Anna: aware at 0, buys at 5. Ben: aware twice, never on. Cid: buys only. Dora comes too late to be over."""
    customer, time, stage = [0, 0, 1, 1, 2, 3], [0, 5, 1, 7, 3, 95], [0, 1, 0, 0, 1, 0]
    found = going_on(customer, time, stage, 2, begin=0, end=100, until=100, window=20)
    assert found["customers"].tolist() == [3, 2]
    assert found["base"].tolist() == [2, 2]
    assert found["went_on"].tolist() == [1, 0]
    assert found["value"].iloc[0] == 50
    # Wilson for 1 of 2: 9.5 % to 90.5 % (Newcombe 1998, formula)
    assert found["low"].iloc[0] == pytest.approx(9.45, abs=0.01)
    assert found["value"].isna().tolist() == [False, True]


def test_who_goes_on_after_the_time_did_not_go_on() -> None:
    found = going_on([0, 0], [0, 21], [0, 1], 2, begin=0, end=50, until=100, window=20)
    assert found["went_on"].tolist() == [0, 0]


def test_nobody_gives_zeros_and_no_shares() -> None:
    found = going_on([], [], [], 3, begin=0, end=10, until=10, window=5)
    assert found["customers"].tolist() == [0, 0, 0]
    assert found["value"].isna().all()


@given(visits)
def test_it_counts_what_a_slow_second_count_counts(some: list[tuple[int, int, int]]) -> None:
    begin, end, until, window = 10, 90, 100, 25
    found = going_on(*([one[k] for one in some] for k in range(3)), 4, begin=begin, end=end, until=until, window=window)
    for stage in range(4):
        seen, base, on = 0, 0, 0
        for customer in {one[0] for one in some}:
            times = [t for who, t, where in some if who == customer and where == stage and begin <= t < end]
            if not times:
                continue
            seen += 1
            if min(times) > until - window:
                continue
            base += 1
            on += any(who == customer and stage < where < 4 and 0 <= t - min(times) <= window for who, t, where in some)
        assert found.loc[stage, ["customers", "base", "went_on"]].tolist() == [seen, base, on]
