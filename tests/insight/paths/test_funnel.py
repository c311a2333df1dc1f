"""Customers are counted once, within their time, and never more of them at a later step."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjo_core.errors import BadValue
from cjo_core.insight.paths.funnel import entered, funnel, leak, over_time
from cjo_core.insight.paths.visits import DAY, Visits, visits
from cjo_core.insight.paths.worth import worth_of

STAGES = ("Aware", "Consider", "Buy", "Use")
ROWS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 200), st.integers(-1, 3)), max_size=60)


def made(rows: list[tuple[int, int, int]]) -> Visits:
    customer, time, stage = zip(*rows, strict=True) if rows else ((), (), ())
    return visits(customer, time, stage, STAGES)


def by_hand(
    rows: list[tuple[int, int, int]], steps: list[int], window: int, until: int, *, skipping: bool, goal: int
) -> list[int]:
    """The definition, customer by customer."""
    reached = []
    for customer in {who for who, _when, _where in rows}:
        own = sorted((when, where) for who, when, where in rows if who == customer and when <= until)
        entry = next((when for when, where in own if where == steps[0]), None)
        if entry is None or entry > until - window:
            continue
        inside = [(when, where) for when, where in own if entry <= when <= entry + window]
        if skipping:
            done = min((when for when, where in inside if where == steps[goal]), default=None)
            counted = [
                steps.index(where) + 1
                for when, where in inside
                if where in steps and (steps.index(where) <= goal or (done is not None and when >= done))
            ]
            reached.append(max(counted))
            continue
        at, far = entry, 1
        for number, step in enumerate(steps[1:], 2):
            later = [when for when, where in inside if where == step and when >= at]
            if not later:
                break
            at, far = min(later), number
        reached.append(far)
    return [sum(far > step for far in reached) for step in range(len(steps))]


@settings(deadline=None)
@given(ROWS, st.permutations([0, 1, 2, 3]), st.integers(1, 100), st.booleans(), st.integers(0, 2))
def test_the_counts_are_those_of_going_through_customer_by_customer(
    rows: list[tuple[int, int, int]], steps: list[int], window: int, skipping: bool, goal: int
) -> None:
    found = entered(made(rows), steps[:3], window, 200, skipping=skipping, goal=goal)
    assert found.counts().tolist() == by_hand(rows, steps[:3], window, 200, skipping=skipping, goal=goal)


@settings(deadline=None)
@given(ROWS, st.integers(1, 100), st.booleans())
def test_no_step_has_more_customers_than_the_one_before(
    rows: list[tuple[int, int, int]], window: int, skipping: bool
) -> None:
    counts = entered(made(rows), [0, 1, 2, 3], window, 200, skipping=skipping).counts()
    assert (np.diff(counts) <= 0).all()
    assert counts[0] <= len({who for who, _when, where in rows if where == 0})


@settings(deadline=None)
@given(ROWS, st.integers(1, 100), st.integers(0, 200))
def test_groups_add_up_to_the_whole(rows: list[tuple[int, int, int]], window: int, cut: int) -> None:
    found = entered(made(rows), [0, 1, 2], window, 200)
    some = found.customer % 2 == 0
    assert (found.counts(some) + found.counts(~some) == found.counts()).all()


@settings(deadline=None)
@given(ROWS, st.integers(1, 60))
def test_a_longer_window_loses_nobody_who_had_time(rows: list[tuple[int, int, int]], window: int) -> None:
    short, long = (entered(made(rows), [0, 1, 2], size, 10_000).counts() for size in (window, 2 * window))
    assert (long >= short).all()


def test_asking_for_help_is_no_proof_of_having_bought() -> None:
    rows = made([(1, 0, 0), (1, 5, 3), (2, 0, 0), (2, 4, 2), (2, 5, 3), (3, 0, 0), (3, 4, 3), (3, 9, 2)])
    assert entered(rows, [0, 1, 2, 3], window=20, until=100, goal=2).counts().tolist() == [3, 2, 2, 1]


def test_ten_visits_of_one_customer_are_one_customer() -> None:
    found = entered(
        made([(1, when, 0) for when in range(10)] + [(1, when, 1) for when in range(20, 30)]), [0, 1], 50, 100
    )
    assert found.counts().tolist() == [1, 1]


def test_whoever_still_has_time_is_waiting_and_not_lost() -> None:
    found = entered(made([(1, 10, 0), (2, 95, 0), (3, 100, 0)]), [0, 1], window=20, until=100)
    assert found.counts().tolist() == [1, 0]
    assert found.waiting == 2


def test_the_end_of_the_window_still_counts_and_the_second_after_does_not() -> None:
    found = entered(made([(1, 0, 0), (1, 20, 1), (2, 0, 0), (2, 21, 1)]), [0, 1], window=20, until=100)
    assert found.counts().tolist() == [2, 1]


def test_a_period_takes_those_who_entered_in_it_and_gives_them_their_whole_window() -> None:
    found = made([(1, 0, 0), (1, 45, 1), (2, 30, 0), (2, 50, 1), (3, 49, 0), (3, 60, 1), (4, 50, 0)])
    inside = entered(found, [0, 1], window=20, until=100, begin=20, end=50)
    assert inside.customer.tolist() == [2, 3]
    assert inside.counts().tolist() == [2, 2]


def test_over_time_each_period_has_its_own_customers() -> None:
    found = made([(1, 5, 0), (1, 6, 1), (2, 15, 0), (3, 16, 0), (3, 19, 1)])
    both = over_time(found, [0, 1], window=5, until=100, bounds=[0, 10, 20])
    assert [one.counts().tolist() for one in both] == [[1, 1], [2, 1]]


def test_the_course_knows_the_same_goal_as_the_funnel() -> None:
    """One who uses without having bought has not reached the goal, in the course either."""
    found = made([(1, 5, 0), (1, 6, 3), (2, 5, 0), (2, 7, 2)])
    steps = {"steps": [0, 2, 3], "window": 5, "until": 100, "goal": 1}
    (course,) = over_time(found, bounds=[0, 10], **steps)  # type: ignore[arg-type]
    assert course.counts().tolist() == entered(found, **steps).counts().tolist() == [2, 1, 0]  # type: ignore[arg-type]


def test_lost_customers_are_worth_what_those_who_went_on_brought() -> None:
    made_of = worth_of(funnel([1000, 400, 100]), 50.0)
    assert made_of["missed"].tolist()[1:] == [600 * 100 / 400, 300.0]
    assert made_of["worth"].tolist()[1:] == [7500.0, 15000.0]
    assert (made_of["worth_low"][1:] <= made_of["worth"][1:]).all()
    assert np.isnan(made_of["worth"][0])


def test_without_a_known_order_value_nothing_is_worth_anything_known() -> None:
    assert worth_of(funnel([1000, 400]), None)["worth"].isna().all()


def test_steps_behind_the_goal_are_worth_nothing_known() -> None:
    made_of = worth_of(funnel([1000, 400, 100, 80], goal=2), 50.0)
    assert np.isnan(made_of["worth"][3])
    assert made_of["missed"].tolist()[1:3] == [150.0, 300.0]


def test_the_leak_is_the_step_with_the_smallest_share_and_most_of_the_goal_missed() -> None:
    made_of = worth_of(funnel([1000, 700, 210, 190]), 1.0)
    assert leak(made_of) == 2
    assert int(np.nanargmax(made_of["worth"])) == 2


def test_nobody_entered_is_no_share_and_not_zero() -> None:
    assert funnel([0, 0])["step"].isna().all()
    assert leak(funnel([0, 0])) is None


@pytest.mark.parametrize("steps", [[0], [0, 0], []])
def test_a_funnel_needs_two_different_stages(steps: list[int]) -> None:
    with pytest.raises(BadValue, match="two or more different"):
        entered(made([]), steps, window=DAY, until=0)


def test_counts_that_rise_are_refused() -> None:
    with pytest.raises(BadValue, match="no step may have more"):
        funnel([10, 12])
