"""What a view asks of one question: its counts per week and group, from a cube if the view is narrow enough, else from
the cells one by one. Late cells are always counted one by one. Never fetches.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cjo_core.metrics.counts.columns import NOBODY
from cjo_core.metrics.counts.cubes import MOST_NUMBERS, Cube, Way, caught_up, empty_cube
from cjo_core.metrics.counts.heavier import Heavier
from cjo_core.metrics.counts.keys import (
    NO_KEYS,
    PLACE_MASK,
    PLACE_SHIFT,
    QUESTION_SHIFT,
    SCORE_MASK,
    SUPERSEDED_SHIFT,
    WEEK_MASK,
    WEEK_SHIFT,
    Ints,
    Keys,
)
from cjo_core.metrics.counts.state import AskedQuestion, Cells, allowed, places_in
from cjo_core.survey.filters import Filter
from cjo_core.survey.periods import UNDATED
from cjo_core.survey.places import PLACE_FIELDS
from cjo_core.survey.scales import SCALES

#: The dimension of a cube that tells answers that a newer one of the same person has superseded.
SUPERSEDED = "superseded"


def counted(
    cells: Cells, question: AskedQuestion, by: Sequence[str], where: Filter, weekly: bool
) -> list[tuple[Keys, NDArray[np.int64]]]:
    """The counts of one question, in parts to be added up: weeks (one, of no meaning, unless `weekly`) and counts
    (weeks, groups of `by`, scores)."""
    latest = _only_latest(question, where, weekly)
    inside = [name for name in PLACE_FIELDS if name in by or name in where.where]
    axes = (*inside, SUPERSEDED) if latest else tuple(inside)
    first, last = _weeks(where, weekly)
    late = _late(cells, question, first, last)
    cube = _cube(cells, question, axes)
    if cube is None:
        column = cells.columns[question.id]
        parts = (column.cells(some) for some in column.batches(column.within(first, last)))
        weeks, block = _scanned(cells, question, chain([late], parts), by, where, weekly, latest, many=True)
        return [(weeks, block.astype(np.int64))]
    found = []
    if len(cube.weeks):
        weeks, counts = cube.each(first, last) if weekly else (np.zeros(1, np.int64), cube.between(first, last)[None])
        found.append((weeks, _way(cells, cube.groups, axes, tuple(by), where).narrowed(counts)))
    if len(late[0]):
        weeks, block = _scanned(cells, question, [late], by, where, weekly, latest)
        found.append((weeks, block.astype(np.int64)))
    return found


def _late(cells: Cells, question: AskedQuestion, first: int, last: int) -> tuple[Keys, Ints]:
    """The late cells of a question from one week to another."""
    if not len(cells.late_keys):
        return cells.late_keys, cells.late_counts
    low = question.id << QUESTION_SHIFT
    # may carry into the next question, which does no harm: it is an end, not a key
    ends = (low + (first << WEEK_SHIFT), low + ((last + 1) << WEEK_SHIFT))
    start, end = np.searchsorted(cells.late_keys, ends)
    return cells.late_keys[start:end], cells.late_counts[start:end]


def _only_latest(question: AskedQuestion, where: Filter, weekly: bool) -> bool:
    """Week by week every answer counts in its own week; else the filter decides, and what it leaves open the survey.

    Never in an anonymous survey: one way of counting less the other would be the answers of the few who came again.
    """
    if weekly or question.floor > 1:
        return False
    return question.latest if where.latest is None else where.latest


def _weeks(where: Filter, weekly: bool) -> tuple[int, int]:
    bounded = weekly or where.first_week is not None or where.last_week is not None
    first = where.first_week if where.first_week is not None else (UNDATED + 1 if bounded else UNDATED)
    return first, where.last_week if where.last_week is not None else WEEK_MASK


def _cube(cells: Cells, question: AskedQuestion, axes: tuple[str, ...]) -> Cube | None:
    """The cube of a question's column over some dimensions, as of now; None if it would be too large."""
    column = cells.columns.get(question.id, NOBODY)
    scale = SCALES[question.kind]
    width = scale.high - scale.low + 1
    if not len(column.weeks):
        return empty_cube(width)
    known = cells.cubes.get((question.id, axes)) or empty_cube(width)
    if known.versions is column.versions:
        return known
    place_group = groups_of_places(cells, axes)
    groups = np.unique(place_group)
    if SUPERSEDED in axes:
        groups = np.concatenate([groups, groups + 1])
    groups = np.union1d(groups, known.groups)  # more, if somebody has asked who knew more places
    if (len(column.weeks) + 1) * len(groups) * width > MOST_NUMBERS:
        return None
    place_column = np.searchsorted(groups, place_group) * width - scale.low
    superseded = width if SUPERSEDED in axes else 0  # always the last axis

    def column_of(keys: Keys) -> Ints:
        found = place_column[keys >> PLACE_SHIFT] + (keys & SCORE_MASK)
        if superseded:
            found += superseded * ((keys >> SUPERSEDED_SHIFT) & 1)
        return np.asarray(found)

    made = caught_up(known, column, groups, column_of)
    cells.cubes.put((question.id, axes), made)
    return made


def _size(cells: Cells, *axes: str) -> int:
    """How many groups there are over some dimensions."""
    return int(np.prod([2 if axis == SUPERSEDED else len(cells.names[axis]) + 1 for axis in axes], dtype=np.int64))


def groups_of_places(cells: Cells, axes: Sequence[str], places: Ints | slice = slice(None)) -> Keys:
    """The group of each of some places (by default of all) over some dimensions (the last name of each: not given).

    Superseded answers are the second of two groups each, so with that axis the groups of places are even numbers.
    """
    found = np.zeros(len(next(iter(cells.codes.values()))[places]), np.int64)
    for axis in axes:
        size = _size(cells, axis)
        found *= size
        if axis != SUPERSEDED:
            codes = cells.codes[axis][places]
            found += np.where(codes < 0, size - 1, codes)
    return found


def _way(cells: Cells, groups: Keys, axes: tuple[str, ...], by: tuple[str, ...], where: Filter) -> Way:
    """How the groups of a cube over `axes` are filtered and added up to those of `by`; remembered beside the cubes, as
    those of all questions have the same groups unless new places have come."""
    key = (axes, by, tuple([where.where.get(axis) for axis in axes]))
    known = cells.cubes.ways.get(key)
    if known is None or (known.groups is not groups and not np.array_equal(known.groups, groups)):
        known = _made_way(cells, groups, axes, by, where)
        cells.cubes.keep(key, known)
    return known


def _made_way(cells: Cells, groups: Keys, axes: tuple[str, ...], by: tuple[str, ...], where: Filter) -> Way:
    shape = [_size(cells, axis) for axis in axes]
    places = dict(zip(axes, np.unravel_index(groups, shape) if axes else (), strict=True))
    keep = np.ones(len(groups), np.bool_)
    for axis, position in places.items():
        if axis == SUPERSEDED:
            keep &= position == 0
        elif axis in where.where:
            keep &= allowed(cells, axis, where)[position]
    target, size = np.zeros(len(groups), np.int64), 1
    for name in by:
        target = target * _size(cells, name) + places[name]
        size *= _size(cells, name)
    kept = np.flatnonzero(keep)
    order = kept[np.argsort(target[kept], kind="stable")]
    target = target[order]
    begins = np.ones(len(order), np.bool_)
    np.not_equal(target[1:], target[:-1], out=begins[1:])
    first = np.flatnonzero(begins)
    return Way(groups, order, first, target[first], size)


def _scanned(
    cells: Cells,
    question: AskedQuestion,
    parts: Iterable[tuple[Keys, NDArray[Any]]],
    by: Sequence[str],
    where: Filter,
    weekly: bool,
    latest: bool,
    *,
    many: bool = False,
) -> tuple[Keys, NDArray[np.float64]]:
    """The same counts as from a cube, from keys and counts of cells; `many` when there are more of them than places."""
    scale = SCALES[question.kind]
    width, groups = scale.high - scale.low + 1, _size(cells, *by)
    inside, groups_of = (places_in(cells, where), groups_of_places(cells, by)) if many else (None, None)
    indices, weights, weeks_of = [], [], []
    for every, every_n in parts:
        place = (every >> PLACE_SHIFT) & PLACE_MASK
        chosen = places_in(cells, where, place) if inside is None else inside[place]
        if latest:
            chosen &= (every >> SUPERSEDED_SHIFT) & 1 == 0
        whole = bool(chosen.all())  # then nothing need be copied
        keys, n, place = (every, every_n, place) if whole else (every[chosen], every_n[chosen], place[chosen])
        group = groups_of_places(cells, by, place) if groups_of is None else groups_of[place]
        indices.append(group * width + ((keys & SCORE_MASK) - scale.low))
        weights.append(n)
        weeks_of.append((keys >> WEEK_SHIFT) & WEEK_MASK if weekly else NO_KEYS)
    index, weeks = np.concatenate(indices), np.zeros(1, np.int64)
    if weekly:
        weeks, row = np.unique(np.concatenate(weeks_of), return_inverse=True)
        index += row * (groups * width)
    flat = np.bincount(index, weights=np.concatenate(weights), minlength=len(weeks) * groups * width)
    return weeks, np.asarray(flat.reshape(len(weeks), groups, width), np.float64)


def heavier(cells: Cells, question: AskedQuestion, first: int = 0, last: int = WEEK_MASK) -> Heavier:
    """What the weighted answers of a question weigh, from one week to another."""
    low = question.id << QUESTION_SHIFT
    return cells.heavier.between(low + (first << WEEK_SHIFT), low + ((last + 1) << WEEK_SHIFT))


def weighed(
    cells: Cells, question: AskedQuestion, by: Sequence[str], where: Filter, weekly: bool
) -> tuple[Keys, NDArray[np.float64]]:
    """The weighted answers of one question: weeks as in `counted`, and how many they are, their Σw and their Σw²,
    each of the shape (weeks, groups of `by`, scores)."""
    found = heavier(cells, question, *_weeks(where, weekly))
    latest = _only_latest(question, where, weekly)
    sums = []
    for one in (found.counts, found.mass, found.squares):
        weeks, block = _scanned(cells, question, [(found.keys, one)], by, where, weekly, latest)
        sums.append(block)
    return weeks, np.array(sums)
