"""Nobody finds a small group by adding and subtracting what is shown."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cjo_core.insight.paths.small import FLOOR, hidden_links, hidden_steps

TABLES = st.tuples(st.integers(2, 5), st.integers(2, 5)).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 30), min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
    )
)


@settings(deadline=None)
@given(TABLES)
def test_every_small_link_is_hidden_and_never_alone_in_its_line(table: list[list[int]]) -> None:
    n = np.array(table)
    hidden = hidden_links(n)
    assert hidden[(n > 0) & (n < FLOOR)].all()
    for line, flags in [*zip(n, hidden, strict=True), *zip(n.T, hidden.T, strict=True)]:
        if flags.any():
            found, everything = line[flags].sum(), line.sum()
            assert found >= FLOOR or found == everything
            assert (flags & (line > 0)).sum() >= 2 or found == everything


@settings(deadline=None)
@given(TABLES)
def test_steps_behind_a_hidden_one_are_hidden_and_sums_do_not_give_them_away(table: list[list[int]]) -> None:
    n = -np.sort(-np.array(table), axis=1)  # a funnel never widens
    hidden = hidden_steps(n)
    assert (hidden[:, 1:] >= hidden[:, :-1]).all()
    for step in range(n.shape[1]):
        small, flags = n[:, step], hidden[:, step]
        assert flags[(small > 0) & (small < FLOOR)].all()
        assert not flags.any() or small[flags].sum() >= FLOOR or small[flags].sum() == small.sum()


def test_large_groups_hide_nothing() -> None:
    assert not hidden_links([[5, 0], [0, 900]]).any()
    assert not hidden_steps([[50, 40, 0]]).any()
