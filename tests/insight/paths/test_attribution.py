"""Removal effects by algebra are those of walking a random path very often, and of adding up every path by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjo_core.errors import BadValue
from cjo_core.insight.paths.attribution import MODELS, attribution

KINDS = st.lists(
    st.tuples(st.lists(st.integers(0, 3), min_size=1, max_size=5), st.integers(0, 9), st.integers(0, 9)),
    min_size=1,
    max_size=8,
)


def walk(paths: list[list[int]], goals: list[int], nulls: list[int], without: int | None, times: int) -> float:
    """How often a random walk reaches the goal: the definition of the removal effect, step by step."""
    links: dict[int, list[int]] = {}
    for path, won, lost in zip(paths, goals, nulls, strict=True):
        for end, n in ((-2, won), (-3, lost)):
            for came, went in zip([-1, *path], [*path, end], strict=True):
                links.setdefault(came, []).extend([went] * n)
    random = np.random.default_rng(3)
    reached = 0
    for _walk in range(times):
        here = -1
        while here not in (-2, -3, without):
            here = links[here][random.integers(len(links[here]))]
        reached += here == -2
    return reached / times


def test_algebra_is_what_a_slow_simulation_finds() -> None:
    paths, goals, nulls = [[0, 1], [1, 2, 0], [2], [0, 2, 1, 2]], [5, 3, 2, 4], [6, 2, 7, 1]
    found = attribution(paths, goals, nulls, 3, draws=0)
    assert found.base == pytest.approx(walk(paths, goals, nulls, None, 20_000), abs=0.015)
    for channel in range(3):
        without = walk(paths, goals, nulls, channel, 20_000)
        assert found.effect[channel] == pytest.approx(1 - without / found.base, abs=0.03)


@settings(max_examples=60, deadline=None)
@given(KINDS)
def test_each_way_hands_out_all_goals_and_no_more(kinds: list[tuple[list[int], int, int]]) -> None:
    paths, goals, nulls = (list(column) for column in zip(*kinds, strict=True))
    found = attribution(paths, goals, nulls, 4, draws=0)
    for model in MODELS:
        if sum(goals):
            assert np.nansum(found.shares[model]) == pytest.approx(100)
            assert found.credit[model].sum() == pytest.approx(sum(goals))
            assert (found.credit[model] >= -1e-9).all()
    if sum(goals) + sum(nulls):
        # fitted to its own paths, a chain reaches the goal as often as they did
        assert found.base <= 1 + 1e-9


@settings(deadline=None)
@given(KINDS)
def test_repeating_a_channel_at_once_changes_no_removal_effect(kinds: list[tuple[list[int], int, int]]) -> None:
    paths, goals, nulls = (list(column) for column in zip(*kinds, strict=True))
    twice = [[one for one in path for _again in range(2)] for path in paths]
    once = [[one for i, one in enumerate(path) if i == 0 or path[i - 1] != one] for path in paths]
    for one, two in zip(
        attribution(once, goals, nulls, 4, draws=0).effect,
        attribution(twice, goals, nulls, 4, draws=0).effect,
        strict=True,
    ):
        assert one == pytest.approx(two, abs=1e-9)


def test_intervals_hold_the_share_and_narrow_with_more_paths() -> None:
    paths = [[0, 1], [1], [2, 0], [2]]
    few, many = (attribution(paths, np.array([4, 9, 5, 2]) * k, np.array([20, 30, 9, 5]) * k, 3) for k in (1, 50))
    for model in MODELS:
        assert (few.low[model] <= few.shares[model]).all()
        assert (few.shares[model] <= few.high[model]).all()
        assert ((many.high[model] - many.low[model]) < (few.high[model] - few.low[model])).all()


def test_the_same_paths_always_give_the_same_intervals() -> None:
    one, two = (attribution([[0], [0, 1]], [5, 4], [9, 9], 2) for _again in range(2))
    assert one.low["removal"].tolist() == two.low["removal"].tolist()


def test_without_any_goal_nobody_gets_credit() -> None:
    found = attribution([[0]], [0], [7], 1)
    assert np.isnan(found.shares["first"]).all()
    assert found.base == 0


def test_a_path_without_channels_is_refused() -> None:
    with pytest.raises(BadValue, match="one or more of the channels"):
        attribution([[]], [1], [0], 2)
