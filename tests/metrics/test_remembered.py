"""What is remembered belongs to its counts and to nobody's frame."""

from __future__ import annotations

from cjo_core.metrics.breakdown import breakdown
from cjo_core.survey.filters import EVERYTHING
from tests.made_cells import Given, make_cells


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
