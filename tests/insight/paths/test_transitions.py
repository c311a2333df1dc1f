"""Links are counted within paths only, and time between stages is what clocks would show."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cjo_core.insight.paths.chains import probabilities, steady_state
from cjo_core.insight.paths.transitions import distinct, flow, renewed, toward
from cjo_core.insight.paths.typical import channel_paths, sequences, typical_paths
from cjo_core.insight.paths.visits import Visits, paths, told_twice, visits

STAGES = ("Aware", "Consider", "Buy")
ROWS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 100), st.integers(0, 2), st.integers(-1, 2)), min_size=1, max_size=60
)


def made(rows: list[tuple[int, int, int, int]]) -> Visits:
    customer, time, stage, channel = zip(*rows, strict=True)
    return visits(customer, time, stage, STAGES, channel, ("mail", "web", "shop"))


@settings(deadline=None)
@given(ROWS, st.integers(1, 50))
def test_visits_are_links_plus_paths(rows: list[tuple[int, int, int, int]], gap: int) -> None:
    cut = paths(made(rows), gap)
    found = flow(cut)
    assert found.counts.sum() + len(cut) == len(rows)
    assert found.begun.sum() == found.ended.sum() == len(cut)
    assert found.forward + found.back + found.repeats == found.counts.sum()
    assert (found.customers <= found.counts).all()
    assert ((found.customers > 0) == (found.counts > 0)).all()
    # what comes to a stage leaves it or ends there
    assert (found.counts.sum(axis=0) + found.begun == found.counts.sum(axis=1) + found.ended).all()


@settings(deadline=None)
@given(ROWS, st.integers(1, 50))
def test_links_are_those_of_walking_through_customer_by_customer(
    rows: list[tuple[int, int, int, int]], gap: int
) -> None:
    counts = np.zeros((3, 3), int)
    for customer in range(5):
        own = sorted((when, where) for who, when, where, _over in rows if who == customer)
        for (came, here), (went, there) in pairwise(own):
            if went - came <= gap:
                counts[here, there] += 1
    assert (flow(paths(made(rows), gap)).counts == counts).all()


@settings(deadline=None)
@given(ROWS)
def test_the_long_run_of_renewed_paths_is_the_share_of_visits(rows: list[tuple[int, int, int, int]]) -> None:
    """Every path that ended is followed by a new one: the balance of the counts is the steady state."""
    cut = paths(made(rows), 20)
    chain = renewed(flow(cut))
    seen = chain.sum(axis=1) > 0
    found = steady_state(probabilities(chain[np.ix_(seen, seen)]))
    if not np.isnan(found).any():
        n = np.bincount([where for _who, _when, where, _over in rows], minlength=3)[seen]
        np.testing.assert_allclose(found, n / n.sum(), atol=1e-9)


@settings(deadline=None)
@given(ROWS)
def test_quartiles_are_those_of_the_gaps(rows: list[tuple[int, int, int, int]]) -> None:
    gaps: dict[tuple[int, int], list[int]] = {}
    for customer in range(5):
        arrived = None
        for when, where in sorted((when, where) for who, when, where, _over in rows if who == customer):
            if arrived is None or arrived[1] != where:
                if arrived is not None:
                    gaps.setdefault((arrived[1], where), []).append(when - arrived[0])
                arrived = (when, where)
    found = flow(paths(made(rows), 1_000)).quartiles
    for i in range(3):
        for j in range(3):
            wanted = np.quantile(gaps[i, j], [0.25, 0.5, 0.75]) if (i, j) in gaps else [np.nan] * 3
            np.testing.assert_allclose(found[:, i, j], wanted)


def test_a_path_ends_only_when_its_break_is_over() -> None:
    found = flow(paths(made([(0, 0, 0, 0), (1, 95, 1, 0)]), gap=10, until=100))
    assert found.ended.tolist() == [1, 0, 0]
    assert found.begun.tolist() == [1, 1, 0]


def test_skips_steps_back_and_repeats_are_told_apart() -> None:
    found = flow(paths(made([(0, 0, 0, 0), (0, 1, 2, 0), (0, 2, 2, 0), (0, 3, 1, 0), (0, 4, 2, 0)]), gap=10))
    assert (found.forward, found.skips, found.repeats, found.back) == (2, 1, 1, 1)


def test_a_goal_takes_no_steps_any_more() -> None:
    found = flow(paths(made([(0, 0, 0, 0), (0, 1, 2, 0), (0, 2, 1, 0), (1, 0, 1, 0)]), gap=10))
    counts, to_goal, ended = toward(found, 2)
    assert counts.sum() == 0
    assert to_goal.tolist() == [1, 0, 0]
    assert ended.tolist() == [0, 2, 0]


@settings(deadline=None)
@given(ROWS, st.integers(1, 50), st.integers(1, 3))
def test_typical_paths_are_the_most_frequent_ones_of_enough_customers(
    rows: list[tuple[int, int, int, int]], gap: int, floor: int
) -> None:
    told: dict[tuple[int, ...], list[int]] = {}
    cut = paths(made(rows), gap)
    for first, behind, customer in zip(cut.first, cut.behind, cut.customer, strict=True):
        stages = cut.visits.stage[first:behind].tolist()
        short = tuple(one for i, one in enumerate(stages) if i == 0 or stages[i - 1] != one)
        told.setdefault(short, []).append(int(customer))
    wanted = {stages: (len(who), len(set(who))) for stages, who in told.items() if len(set(who)) >= floor}
    found = typical_paths(cut, most=1_000, floor=floor)
    assert {one.stages: (one.n, one.customers) for one in found} == wanted
    assert [one.n for one in found] == sorted((one.n for one in found), reverse=True)


def test_only_contacts_before_the_goal_count_and_running_paths_wait() -> None:
    rows = [(0, 0, 0, 0), (0, 1, 2, 1), (0, 2, 1, 2), (1, 0, 0, 2), (2, 99, 0, 1), (3, 5, 2, 1), (4, 0, 0, -1)]
    found = channel_paths(paths(made(rows), gap=10, until=100), goal=2)
    assert dict(zip(found.kinds, zip(found.goals, found.nulls, strict=True), strict=True)) == {
        (0,): (1, 0),
        (2,): (0, 1),
    }
    assert found.direct == 1
    assert found.customers.tolist() == [1, 0, 1]


def test_sequences_of_nothing() -> None:
    kinds, which = sequences(np.zeros(0, np.int64), np.zeros(0, np.int64), 0)
    assert kinds == []
    assert which.tolist() == []


@settings(deadline=None)
@given(ROWS, st.integers(0, 30), st.data())
def test_an_answer_is_told_twice_if_an_event_at_its_stage_came_shortly_before(
    rows: list[tuple[int, int, int, int]], within: int, data: st.DataObject
) -> None:
    asked = data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
    customer, time, stage, _channel = zip(*rows, strict=True)
    wanted = [
        answered
        and any(
            not other and (who, where) == (customer[i], stage[i]) and 0 <= time[i] - when <= within
            for (who, when, where, _over), other in zip(rows, asked, strict=True)
        )
        for i, answered in enumerate(asked)
    ]
    assert told_twice(customer, time, stage, asked, within).tolist() == wanted


def test_different_customers_are_counted_alike_however_many_there_are() -> None:
    random = np.random.default_rng(1)
    kind, customer = random.integers(0, 40, 5_000), random.integers(0, 300, 5_000)
    few = distinct(kind, customer, 40)
    many = distinct(np.append(kind, 0), np.append(customer, 9_000_000), 40)
    assert few.tolist() == [len(set(customer[kind == one])) for one in range(40)]
    assert (many - few).tolist() == [1] + [0] * 39
