"""Customers from stage to stage, by hand-worked visits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjo_core.errors import BadValue
from cjo_core.metrics.steps import DAY, steps

STAGES = ("Aware", "Buy", "Use")
Visit = tuple[int, int, int]


def of(visits: list[Visit], **options: int) -> list[list[object]]:
    """The rows of (customer, day, stage) visits."""
    table = np.array(sorted(visits), np.int64).reshape(-1, 3)
    found = steps(table[:, 0], table[:, 1] * DAY, table[:, 2], STAGES, **options)
    return [[None if isinstance(one, float) and np.isnan(one) else one for one in row] for row in found.values.tolist()]


def test_customers_are_counted_not_visits() -> None:
    found = of([(0, 1, 0), (0, 2, 0), (0, 3, 1), (1, 1, 0)], window_days=10)
    assert [row[:3] for row in found] == [["Aware", 2, 1.0], ["Buy", 1, 0.0], ["Use", 0, None]]


def test_the_next_stage_must_come_after_and_within_the_window() -> None:
    before, late, intime = (0, 5, 0), (1, 5, 0), (2, 5, 0)
    visits = [before, (0, 4, 1), late, (1, 16, 1), intime, (2, 15, 1)]
    assert of(visits, window_days=10)[0][:3] == ["Aware", 3, 1.0]


def test_the_way_on_may_lead_beyond_the_period() -> None:
    visits = [(0, 5, 0), (0, 8, 1)]
    found = of(visits, begin=4 * DAY, end=6 * DAY, window_days=10)
    assert found[0][:3] == ["Aware", 1, 1.0]
    assert found[1][:2] == ["Buy", 0]


def test_windows_that_are_still_open_are_told_apart() -> None:
    visits = [(0, 0, 0), (0, 3, 1), (1, 1, 0), (2, 25, 0), (2, 26, 1), (3, 30, 0)]
    assert of(visits, window_days=10)[0] == ["Aware", 4, 2.0, 2, 1.0]


def test_a_stage_passed_over_is_no_way_to_the_next() -> None:
    assert of([(0, 1, 0), (0, 2, 2)])[0][:3] == ["Aware", 1, 0.0]


def test_without_visits_nobody_was_seen() -> None:
    assert [row[1] for row in of([])] == [0, 0, 0]


def test_a_window_of_no_days_is_refused() -> None:
    with pytest.raises(BadValue, match="0 days"):
        of([(0, 1, 0)], window_days=0)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 40), st.integers(-1, 2)), max_size=40))
def test_it_agrees_with_looking_at_each_customer(visits: list[Visit]) -> None:
    found = of(visits, begin=5 * DAY, end=30 * DAY, window_days=7)
    for position in range(2):
        first = {}
        for who, day, stage in sorted(visits):
            if stage == position and 5 <= day < 30:
                first.setdefault(who, day)
        moved = [
            who
            for who, day in first.items()
            if any(one == who and stage == position + 1 and day < at <= day + 7 for one, at, stage in visits)
        ]
        assert found[position][1:3] == [len(first), len(moved)]
