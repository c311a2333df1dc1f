"""Columns of cells: packed and unpacked, with more folded in, against a plain dictionary of counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjo_core.metrics.counts import folding
from cjo_core.metrics.counts.columns import NOBODY, Column, column_of, read_column
from cjo_core.metrics.counts.folding import folded_in, packed, slimmed, unpacked
from cjo_core.metrics.counts.keys import (
    NO_KEYS,
    PLACE_MASK,
    PLACE_SHIFT,
    QUESTION_SHIFT,
    SCORE_MASK,
    WEEK_MASK,
    WEEK_SHIFT,
    Ints,
    Keys,
)

Counts = dict[int, int]
some = settings(max_examples=80, deadline=None)
#: Places side by side, a byte's reach apart, and at the far end; scores of a scale from 1 to 5.
_places = st.one_of(st.integers(1, 12), st.integers(1, 5_000), st.integers(1, PLACE_MASK))
_keys = st.builds(
    lambda question, week, place, score: (
        (question << QUESTION_SHIFT) | (week << WEEK_SHIFT) | (place << PLACE_SHIFT) | score
    ),
    st.sampled_from([1, 2, 4095]),
    st.sampled_from([0, 202552, 202601, 202602, WEEK_MASK]),
    _places,
    st.integers(1, 5),
)
_counts = st.one_of(st.integers(1, 3), st.sampled_from([255, 256, 510, 511, 65_535, 65_536, 200_000]))
counts_by_cell = st.dictionaries(_keys, _counts, max_size=60)


def arrays(counts: Mapping[int, int]) -> tuple[Keys, Ints]:
    keys = np.array(sorted(counts), np.int64)
    return keys, np.array([counts[key] for key in keys.tolist()], np.int64)


def plain(columns: Mapping[int, Column]) -> Counts:
    """What stands in the columns, cells with nobody left out, those that stand in several pieces put together."""
    found: Counter[int] = Counter()
    for key, n in zip(*(part.tolist() for part in unpacked(columns)), strict=True):
        found[key] += n
    return dict(+found)


@some
@given(counts_by_cell)
def test_what_was_packed_is_unpacked(counts: Counts) -> None:
    assert plain(packed(*arrays(counts))) == counts


@some
@given(counts_by_cell, st.sampled_from([np.uint16, np.uint32]))
def test_wider_distances_hold_the_same(counts: Counts, width: type[np.uint16]) -> None:
    """A byte is tried by the test before, unless the places lie too far apart."""
    of_one = {key & ((1 << QUESTION_SHIFT) - 1): n for key, n in counts.items()}
    column = column_of(*arrays(of_one), width)
    assert column.steps.dtype == width
    assert plain({0: column}) == of_one


@some
@given(counts_by_cell)
def test_cells_that_nobody_is_in_lie_on_the_scale_and_between_places_that_exist(counts: Counts) -> None:
    """So that whoever adds cells up need not tell them from others."""
    columns = packed(*arrays(counts))
    keys, n = unpacked(columns)
    known = np.array([*counts, 0])
    assert np.isin(keys[n == 0] & SCORE_MASK, known & SCORE_MASK).all()
    assert ((keys[n == 0] >> PLACE_SHIFT) & PLACE_MASK <= ((known >> PLACE_SHIFT) & PLACE_MASK).max()).all()
    assert (np.diff(keys) >= 0).all()


@some
@given(counts_by_cell, _keys, _keys)
def test_a_stretch_of_keys_is_found_alone(counts: Counts, one: int, other: int) -> None:
    low, high = sorted((one, other))
    keys, n = unpacked(packed(*arrays(counts)), low, high)
    found = Counter(dict.fromkeys(keys.tolist(), 0))
    for key, more in zip(keys.tolist(), n.tolist(), strict=True):
        found[key] += more
    assert dict(+found) == {key: n for key, n in counts.items() if low < key <= high}


def _late(now: Counts, then: Counts) -> tuple[Keys, Ints]:
    """What leads from one set of counts to another."""
    change = Counter(then)
    change.subtract(now)
    return arrays({key: n for key, n in change.items() if n})


@some
@given(counts_by_cell, counts_by_cell, st.data())
def test_late_cells_folded_in_are_a_recount(now: Counts, other: Counts, data: st.DataObject) -> None:
    """New cells, weeks and questions, counts that change, cells, weeks and questions that vanish; all at once, or
    portion by portion; whether blocks are packed anew one by one or with their column."""
    gone = data.draw(st.sets(st.sampled_from(sorted(now)))) if now else set()
    then = {key: n for key, n in now.items() if key not in gone} | other
    most, small = data.draw(st.sampled_from([0, 5, 1_000_000])), data.draw(st.sampled_from([0, 100_000]))
    before = packed(*arrays(now))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folding, "SMALL", small)
        columns, keys, counts = dict(before), *_late(now, then)
        while len(keys):
            columns, rest, counts = folded_in(columns, keys, counts, most=most)
            assert len(rest) < len(keys)
            keys = rest
    assert plain(columns) == then
    assert set(columns) == {key >> QUESTION_SHIFT for key in then}
    assert plain(before) == now  # whoever reads the old ones goes on undisturbed


def _year(cells: int = 50) -> Counts:
    """A question's year, the same places every week."""
    return {
        (1 << QUESTION_SHIFT) | ((202601 + week) << WEEK_SHIFT) | (place << PLACE_SHIFT) | 9: 1
        for week in range(52)
        for place in range(1, cells + 1)
    }


def test_only_blocks_with_late_cells_are_packed_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "SMALL", 0)
    year = _year()
    late = [key for key in year if (key >> WEEK_SHIFT) & WEEK_MASK in (202607, 202652)]
    before = packed(*arrays(year))[1]
    after = folded_in({1: before}, np.array(sorted(late)), np.ones(len(late), np.int64), most=1_000_000)[0][1]
    assert after.weeks[after.versions != before.versions].tolist() == [202607, 202652]
    assert int(after.counts.sum()) == len(year) + len(late)


def test_no_more_is_packed_anew_than_allowed_the_fullest_blocks_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "SMALL", 0)
    year = _year()
    few = {key: 1 for key in year if (key >> PLACE_SHIFT) & PLACE_MASK == 1}
    many = {key: 1 for key in year if (key >> WEEK_SHIFT) & WEEK_MASK == 202630}
    keys, counts = arrays(few | many)
    columns, rest, _counts = folded_in(packed(*arrays(year)), keys, counts, most=320)
    assert 202630 not in (rest >> WEEK_SHIFT) & WEEK_MASK
    assert len(rest) == 52 - 5  # 100 cells of the full block; 51 of each other that still fits
    assert len(folded_in(columns, keys, counts, most=1_000_000, leave=40)[1]) == 40


def test_neighbours_take_two_bytes_and_a_question_of_far_places_no_more_than_five() -> None:
    near = column_of(*arrays({(202601 << WEEK_SHIFT) | (place << PLACE_SHIFT) | 3: 1 for place in range(1, 10_001)}))
    assert near.nbytes < 2.02 * 10_000
    far = column_of(*arrays({(202601 << WEEK_SHIFT) | (place << PLACE_SHIFT): 1 for place in range(1, 1 << 24, 9_999)}))
    assert far.steps.nbytes + far.counts.nbytes <= 5 * len(range(1, 1 << 24, 9_999))


def test_a_column_whose_cells_have_come_to_lie_far_apart_is_made_slim_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "SMALL", 0)
    near = _year()
    far = {key | (1 << (PLACE_SHIFT + 20)): 300 for key in near if (key >> PLACE_SHIFT) & PLACE_MASK < 5}
    columns, *_late = folded_in(packed(*arrays(near)), *arrays(far), most=1_000_000)
    assert columns[1].nbytes > 100 * len(near | far)  # a stride is seven places
    assert slimmed(columns)[1].nbytes < 8 * len(near | far)
    assert plain(slimmed(columns)) == near | far
    assert slimmed(packed(*arrays(near)))[1].nbytes < 2.8 * len(near)


def test_nobody_has_no_cells() -> None:
    assert plain({7: NOBODY}) == {}
    assert packed(NO_KEYS, NO_KEYS) == {}
    assert [len(part) for part in NOBODY.cells(NOBODY.within(0, WEEK_MASK))] == [0, 0]


def test_a_count_that_would_be_below_zero_is_left_out() -> None:
    """Only a wrong snapshot could lead there; `check` tells of it."""
    key = (1 << QUESTION_SHIFT) | (202601 << WEEK_SHIFT) | (1 << PLACE_SHIFT) | 9
    columns = folded_in(packed(*arrays({key: 1})), np.array([key]), np.array([-2]), most=10)[0]
    assert columns == {}


@pytest.mark.parametrize("part", ["starts", "first", "steps", "counts"])
def test_parts_that_do_not_fit_together_are_refused(part: str) -> None:
    column = column_of(*arrays({1 << PLACE_SHIFT: 1, 2 << PLACE_SHIFT: 300}))
    parts = {name: getattr(column, name) for name in ("weeks", "starts", "first", "steps", "counts")}
    assert plain({0: read_column(**parts)}) == {1 << PLACE_SHIFT: 1, 2 << PLACE_SHIFT: 300}
    with pytest.raises(ValueError, match="do not fit"):
        read_column(**parts | {part: parts[part][:-1]})
    with pytest.raises(ValueError, match="do not fit"):
        read_column(**parts | {part: parts[part].astype(np.float64)})
