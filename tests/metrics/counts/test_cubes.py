"""Cubes that catch up with their column, against cubes made anew."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjo_core.metrics import remembered
from cjo_core.metrics.cells import Cells, tally
from cjo_core.metrics.counts import cubes, folding, views
from cjo_core.metrics.counts.cubes import Cubes
from cjo_core.metrics.counts.folding import folded_in
from cjo_core.survey.filters import EVERYTHING, Filter
from tests.made_cells import Given, make_cells

STAGES = ("A", "B", "C")
answers = st.lists(
    st.builds(
        Given,
        st.sampled_from([0, 7, 10]),
        week=st.sampled_from([202601, 202602, 202603, 202604]),
        stage=st.sampled_from([None, *STAGES]),
        segment=st.sampled_from([None, "x", "y"]),
    ),
    min_size=1,
    max_size=40,
)
VIEWS: list[tuple[Sequence[str], Filter]] = [
    ((), EVERYTHING),
    (("stage",), EVERYTHING),
    (("week", "stage"), EVERYTHING.weeks(202602, 202603)),
    (("segment",), Filter({"stage": ("A", None)}, latest=True)),
]


def counted(cells: Cells) -> list[object]:
    found = [tally(cells, "nps", by, where) for by, where in VIEWS]
    return [(one.labels, one.counts.tolist()) for one in found]


@settings(max_examples=60, deadline=None)
@given(answers, st.integers(1, 20), st.sampled_from([0, 100_000]))
def test_a_cube_that_catches_up_is_one_made_anew(given_answers: list[Given], late: int, small: int) -> None:
    """Also when it goes back to an earlier state, for somebody who still reads that one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folding, "SMALL", small)
        before = make_cells(given_answers, late=min(late, len(given_answers)))
        expected = counted(before)
        columns, *rest = folded_in(before.columns, before.late_keys, before.late_counts, most=1_000_000)
        after = replace(before, columns=columns, late_keys=rest[0], late_counts=rest[1])
        assert counted(after) == expected
        assert counted(replace(after, cubes=Cubes())) == expected
        assert counted(before) == expected
        assert counted(after) == expected


def test_groups_that_no_place_belongs_to_take_no_room() -> None:
    names = {"stage": [f"stage {i}" for i in range(50)], "segment": [f"segment {i}" for i in range(50)]}
    cells = make_cells(
        [Given(9, week=202601, stage=f"stage {i}", segment=f"segment {i}") for i in range(50)], names=names
    )
    assert len(tally(cells, "nps", ["stage", "segment"]).labels) == 50
    (cube,) = cells.cubes.made.values()
    assert cube.cumulative.shape == (2, 51, 11)  # one more: places that are numbered but unused


def test_counts_take_four_bytes_only_where_two_are_too_few() -> None:
    cells = make_cells([Given(9, week=202601, stage="A"), Given(9, week=202602, stage="A")])
    tally(cells, "nps")
    assert [cube.cumulative.dtype for cube in cells.cubes.made.values()] == [np.uint16]
    key = folding.unpacked(cells.columns)[0][:1]
    columns, *_late = folded_in(cells.columns, key, np.array([65_534]), most=10)
    more = replace(cells, columns=columns)
    assert tally(more, "nps").n.tolist() == [65_536]
    assert [cube.cumulative.dtype for cube in cells.cubes.made.values()] == [np.int32]
    assert tally(more, "nps", ["week"]).n.tolist() == [65_535, 1]
    assert tally(cells, "nps", ["week"]).n.tolist() == [1, 1]


def test_a_view_too_wide_for_a_cube_is_counted_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = make_cells(
        [Given(9, stage="A", week=202601), Given(3, stage="B", week=202602), Given(3, stage="B")], late=1
    )
    expected = counted(cells)
    monkeypatch.setattr(views, "MOST_NUMBERS", 1)
    again = replace(cells, cubes=Cubes())
    assert counted(again) == expected
    assert not again.cubes.made


def test_how_a_view_is_made_is_kept_only_for_the_groups_it_was_made_for(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {"stage": STAGES, "segment": ["x", "y"]}
    first = [Given(9, week=202601, stage="A", segment="x"), Given(8, week=202601, stage="C", segment="y")]
    more = [*first, *(Given(3, week=202601, stage=stage, segment="y") for stage in STAGES)]
    old = make_cells(first, names=names)
    by = ["segment", "stage"]
    where = Filter({"stage": ("A", "C")})
    assert tally(old, "nps", by, where).labels == (("x", "A"), ("y", "C"))
    new = replace(make_cells(more, names=names), cubes=Cubes(ways=old.cubes.ways))
    assert tally(new, "nps", by, where).labels == (("x", "A"), ("y", "A"), ("y", "C"))
    assert tally(new, "nps", by, where).n.tolist() == [1, 1, 2]
    assert tally(replace(old), "nps", by, where).n.tolist() == [1, 1]
    monkeypatch.setattr(cubes, "MOST_WAYS", 2)
    for stage in STAGES:
        tally(new, "nps", by, Filter({"stage": (stage,)}))
    assert len(new.cubes.ways) == 2
    monkeypatch.setattr(cubes, "NARROW", 1)
    wide = replace(new, cubes=Cubes())
    assert tally(wide, "nps", by, where).n.tolist() == [1, 1, 2]
    assert not wide.cubes.ways


def test_the_cube_unused_for_longest_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = make_cells([Given(9, stage="A", segment="x", week=202601)])
    for by in (["stage"], ["segment"]):
        tally(cells, "nps", by)
    tally(cells, "nps", ["stage"], Filter().weeks(202601, 202601))
    monkeypatch.setattr(cubes, "MOST_TOGETHER", sum(one.cumulative.nbytes for one in cells.cubes.made.values()))
    tally(cells, "nps", ["persona"])
    assert [axes for _question, axes in cells.cubes.made] == [("stage",), ("persona",)]


def test_readers_of_the_old_state_and_of_the_new_one_do_not_disturb_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST", 0)  # every round counts anew
    given_answers = [Given(i % 11, week=202601 + i % 4, stage=STAGES[i % 3], segment="xy"[i % 2]) for i in range(400)]
    old = make_cells(given_answers[:300])
    new = make_cells(given_answers)
    columns, *_rest = folded_in(old.columns, *_added(old, new), most=1_000_000)
    states = [old, replace(old, columns=columns)]
    expected = [counted(replace(state, cubes=Cubes())) for state in states]
    wrong: list[int] = []

    def read(which: int) -> None:
        wrong.extend(which for _round in range(60) if counted(states[which]) != expected[which])

    threads = [threading.Thread(target=read, args=[which]) for which in (0, 1, 0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert expected[0] != expected[1]


def _added(old: Cells, new: Cells) -> tuple[np.ndarray, np.ndarray]:
    """The late cells that lead from one state to another of the same places."""
    assert {name: codes.tolist() for name, codes in old.codes.items()} == {
        name: codes.tolist() for name, codes in new.codes.items()
    }
    before, after = folding.unpacked(old.columns), folding.unpacked(new.columns)
    return folding.merged([before[0], after[0]], [-before[1], after[1]])
