"""Customers per stage and how many go on: customers, not events; a fixed time; a slow second count; and the funnel."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjo_core.insight.paths.funnel import entered, funnel
from cjo_core.insight.paths.going_on import going_on
from cjo_core.insight.paths.visits import Visits, visits

STAGES = ("Aware", "Consider", "Buy", "Use")
ROWS = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 120), st.integers(-1, 3)), max_size=60)
BEGIN, END, UNTIL, WINDOW = 10, 90, 100, 25


def made(rows: list[tuple[int, int, int]], stages: tuple[str, ...] = STAGES) -> Visits:
    return visits(*([one[k] for one in rows] for k in range(3)), stages)


def test_a_hand_counted_journey() -> None:
    """Anna: aware at 0, buys at 5. Ben: aware twice, never on. Cid: buys only. Dora comes too late to be over."""
    some = [(0, 0, 0), (0, 5, 1), (1, 1, 0), (1, 7, 0), (2, 3, 1), (3, 95, 0)]
    found = going_on(made(some, ("Aware", "Buy")), 20, 100)
    assert found["customers"].tolist() == [3, 2]
    assert found["base"].tolist() == [2, 2]
    assert found["went_on"].tolist() == [1, 0]
    assert found["value"].iloc[0] == 50
    # Wilson for 1 of 2: 9.5 % to 90.5 % (Newcombe 1998, formula)
    assert found["low"].iloc[0] == pytest.approx(9.45, abs=0.01)
    assert found["value"].isna().tolist() == [False, True]


def test_who_goes_on_after_the_time_did_not_go_on() -> None:
    found = going_on(made([(0, 0, 0), (0, 21, 1)], ("Aware", "Buy")), 20, 100)
    assert found["went_on"].tolist() == [0, 0]


def test_nobody_gives_zeros_and_no_shares() -> None:
    found = going_on(made([]), 5, 10)
    assert found["customers"].tolist() == [0, 0, 0, 0]
    assert found["value"].isna().all()


def test_few_customers_are_hidden_and_so_are_few_who_went_on() -> None:
    some = [(who, 0, 0) for who in range(40)] + [(who, 1, 1) for who in range(4)]
    found = going_on(made(some, ("Aware", "Buy")), 20, 100)
    assert found[["hidden", "on_hidden"]].to_numpy().tolist() == [[False, True], [True, False]]


@settings(deadline=None)
@given(ROWS)
def test_it_counts_what_a_slow_second_count_counts(some: list[tuple[int, int, int]]) -> None:
    found = going_on(made(some), WINDOW, UNTIL, begin=BEGIN, end=END)
    for stage in range(4):
        seen, base, on = 0, 0, 0
        for customer in {one[0] for one in some}:
            times = [t for who, t, where in some if who == customer and where == stage and BEGIN <= t < END]
            if not times:
                continue
            seen += 1
            if min(times) > UNTIL - WINDOW:
                continue
            base += 1
            on += any(who == customer and stage < where and 0 <= t - min(times) <= WINDOW for who, t, where in some)
        assert found.loc[stage, ["customers", "base", "went_on"]].tolist() == [seen, base, on]


@settings(deadline=None)
@given(ROWS, st.integers(0, 2))
def test_the_share_that_goes_on_is_the_first_step_of_the_funnel_from_there(
    some: list[tuple[int, int, int]], stage: int
) -> None:
    """The two pages tell one number: same visits, same period, same time, same people still waiting, same interval."""
    on = going_on(made(some), WINDOW, UNTIL, begin=BEGIN, end=END).loc[stage]
    way = entered(made(some), range(stage, 4), WINDOW, UNTIL, begin=BEGIN, end=END)
    step = funnel(way.counts()).loc[1]
    assert (on["customers"] - way.waiting, on["base"]) == (way.counts()[0], way.counts()[0])
    assert on[["value", "low", "high"]].tolist() == pytest.approx(
        step[["step", "step_low", "step_high"]].tolist(), nan_ok=True
    )
