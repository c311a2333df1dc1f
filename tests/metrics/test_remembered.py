"""What is remembered belongs to its counts and to nobody's frame."""

from __future__ import annotations

import gc
import pickle
from types import SimpleNamespace
from weakref import ref

import numpy as np
import pytest

from cjo_core.insight.this_week import week_report
from cjo_core.metrics import remembered
from cjo_core.metrics.breakdown import breakdown
from cjo_core.metrics.cells import Cells, tally
from cjo_core.metrics.privacy.protection import hidden_groups
from cjo_core.survey.filters import EVERYTHING, Filter
from tests.made_cells import Given, asked, make_cells


def test_whoever_changes_a_frame_changes_his_own() -> None:
    cells = make_cells([Given(9, segment="New"), Given(2, segment="Old")])
    first = breakdown(cells, "nps", ["segment"], EVERYTHING)
    first["value"] = 0.0
    first.loc[0, "n"] = 77
    again = breakdown(cells, "nps", ("segment",), EVERYTHING)
    assert again["value"].tolist() == [100.0, -100.0]
    assert again["n"].tolist() == [1, 1]


def test_other_counts_are_asked_again() -> None:
    few, more = make_cells([Given(9)]), make_cells([Given(9), Given(0)])
    assert [breakdown(cells, "nps")["n"].tolist() for cells in (few, more, few)] == [[1], [2], [1]]


def test_parts_are_shared_by_those_who_ask_the_same_in_other_words() -> None:
    cells = make_cells([Given(9, segment="New"), Given(2, segment="Old")])
    first = tally(cells, "nps", ["segment"], Filter({"segment": ("New",)}).weeks(202646, 202646))
    assert tally(cells, "nps", ("segment",), Filter({"segment": ("New",)}, 202646, 202646)) is first
    assert tally(cells, "nps", ("segment",), Filter({"segment": ("Old",)}, 202646, 202646)) is not first


def test_many_parts_push_out_no_view_and_wide_ones_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST", 3)
    made: list[object] = []

    def make(cells: Cells, number: int) -> SimpleNamespace:
        made.append(number)
        return SimpleNamespace(counts=np.zeros(number))

    view, part = remembered.remembered(make), remembered.remembered_part(make)
    cells = make_cells([Given(9)])
    view(cells, 1)
    for number in (1, 2, 3, 4, 4, 3, 2):
        part(cells, number)
    assert made == [1, 1, 2, 3, 4]  # the three youngest are known
    part(cells, 1)
    view(cells, 1)
    assert made == [1, 1, 2, 3, 4, 1]
    wide = remembered.MOST_NUMBERS + 1
    assert part(cells, wide) is not part(cells, wide)
    assert view(cells, wide) is view(cells, wide)


def test_filters_are_equal_however_they_were_made() -> None:
    one = Filter({"stage": ("Buy", None), "segment": ("New",)}, 202640, 202646, latest=False)
    other = Filter({"segment": ["New"], "stage": ["Buy", None], "persona": ()}).counting(latest=False)
    assert one == other.weeks(202640, 202646)
    assert hash(one) == hash(other.weeks(202640, 202646))
    assert len({one, other, other.weeks(202640, 202646), pickle.loads(pickle.dumps(one))}) == 2
    different = [one.weeks(202640, 202645), one.counting(latest=None), one.only(stage="Buy"), one.only(stage=[None])]
    assert all(one != filter_ for filter_ in different)
    assert one != (one.where, 202640, 202646, False)


def test_nothing_keeps_counts_alive_that_nobody_looks_at() -> None:
    """Every answer makes new counts: a server would hold all it ever had."""
    cells = make_cells([Given(5, segment="a")] * 3 + [Given(4, segment="b")] * 30, [asked(floor=5)])
    assert hidden_groups(cells, "nps", ("segment",))
    breakdown(cells, "nps", ["segment"], EVERYTHING)
    week_report(cells, 202646)
    gone = ref(cells)
    del cells
    gc.collect()
    assert gone() is None
