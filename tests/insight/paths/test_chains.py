"""Algebra says what counting every way by hand says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cjo_core.errors import BadValue
from cjo_core.insight.paths.chains import probabilities, reach, steady_state

TABLES = st.integers(2, 5).flatmap(
    lambda k: st.lists(st.lists(st.integers(0, 20), min_size=k, max_size=k), min_size=k, max_size=k)
)


@settings(deadline=None)
@given(TABLES)
def test_every_row_of_probabilities_adds_up_to_one_or_is_empty(table: list[list[int]]) -> None:
    found = probabilities(table)
    for row, counts in zip(found, table, strict=True):
        assert np.isnan(row).all() if not sum(counts) else row.sum() == pytest.approx(1)


@settings(deadline=None)
@given(TABLES)
def test_the_steady_state_is_where_another_step_changes_nothing(table: list[list[int]]) -> None:
    chances = probabilities(np.array(table) + 1)
    found = steady_state(chances)
    assert found.sum() == pytest.approx(1)
    np.testing.assert_allclose(found @ chances, found, atol=1e-9)
    np.testing.assert_allclose(np.linalg.matrix_power(chances, 400)[0], found, atol=1e-6)


def test_two_worlds_without_a_way_between_have_no_steady_state() -> None:
    assert np.isnan(steady_state([[1.0, 0.0], [0.0, 1.0]])).all()


@settings(max_examples=50, deadline=None)
@given(TABLES, st.data())
def test_reaching_the_goal_by_algebra_is_the_sum_over_all_paths(table: list[list[int]], data: st.DataObject) -> None:
    k = len(table)
    some = st.lists(st.integers(0, 20), min_size=k, max_size=k)
    goal, ended = np.array(data.draw(some)), np.array(data.draw(some)) + 1
    found = reach(table, goal, ended)
    counts = np.array(table, float)
    n = counts.sum(axis=1) + goal + ended
    q, r = counts / n[:, None], goal / n
    here, summed = np.eye(k), np.zeros(k)
    for _steps in range(4_000):  # the probability of all paths of 0, 1, 2 … steps before the goal
        summed += here @ r
        here = here @ q
    np.testing.assert_allclose(found.value, 100 * summed, atol=1e-6)
    assert (found.low <= found.value + 1e-9).all()
    assert (found.value <= found.high + 1e-9).all()
    np.testing.assert_array_equal(found.n, n)


def test_a_stage_from_which_nobody_was_seen_to_go_has_no_probability() -> None:
    found = reach([[0, 5], [0, 0]], [5, 0], [0, 0])
    assert np.isnan(found.value[1])
    assert found.value[0] == 50  # a way into the unknown does not reach the goal


def test_going_round_for_ever_never_reaches_the_goal() -> None:
    found = reach([[0, 9, 0], [9, 0, 0], [1, 0, 0]], [0, 0, 3], [0, 0, 0])
    assert found.value.tolist() == [0, 0, 75]


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """A chain with known probabilities, seen through 300 steps per state: 95 % of the intervals hold the truth."""
    q = np.array([[0.2, 0.4, 0.1], [0.2, 0.1, 0.3], [0.1, 0.2, 0.2]])
    r = np.array([0.05, 0.2, 0.3])
    truth = 100 * np.linalg.solve(np.eye(3) - q, r)
    random = np.random.default_rng(5)
    held = np.zeros(3)
    for _draw in range(600):
        drawn = np.array([random.multinomial(300, [*q[i], r[i], 1 - q[i].sum() - r[i]]) for i in range(3)])
        found = reach(drawn[:, :3], drawn[:, 3], drawn[:, 4])
        held += (found.low <= truth) & (truth <= found.high)
    assert (held / 600 > 0.92).all()
    assert (held / 600 < 0.98).all()


def test_a_chain_needs_as_many_rows_as_columns() -> None:
    with pytest.raises(BadValue, match="as many rows as columns"):
        steady_state([[0.5, 0.5]])


@settings(deadline=None)
@given(TABLES)
def test_a_state_that_is_never_left_changes_no_other_probability(table: list[list[int]]) -> None:
    assume(np.sum(table) > 0)
    k = len(table)
    goal, ended = np.arange(k), np.ones(k, int)
    wider = np.pad(np.array(table), ((0, 1), (0, 1)))
    found = reach(wider, [*goal, 0], [*ended, 0])
    np.testing.assert_allclose(found.value[:-1], reach(table, goal, ended).value)
