"""Cells: how many people gave which score, per question, week and place. Every metric is a function of these counts.

The store fills them, pages ask them; they never fetch. A cell is one packed integer, so all cells are one sorted array:

    question << 47  |  week << 29  |  place << 5  |  superseded << 4  |  score      (12, 18, 24, 1 and 4 bits)

A question's weeks lie side by side, so a period is a slice; the dimensions are looked up once per place, not per
answer.
Cells are immutable: a refresh publishes a new state, and whoever reads the old one goes on undisturbed. Views are
answered
from `cubes`, whose cost does not grow with what was collected; views too wide for a cube are counted from the cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cjo_core.errors import BadValue
from cjo_core.metrics.cubes import MOST_NUMBERS, Cube, Cubes, make_cube
from cjo_core.metrics.evidence import Evidence, evidence_of
from cjo_core.metrics.heavier import WEIGHTLESS, Heavier
from cjo_core.survey.filters import EVERYTHING, Filter
from cjo_core.survey.periods import UNDATED
from cjo_core.survey.places import DIMENSIONS, PLACE_FIELDS
from cjo_core.survey.scales import SCALES

Ints = NDArray[np.integer[Any]]
QUESTION_SHIFT, WEEK_SHIFT, PLACE_SHIFT, SUPERSEDED_SHIFT = 47, 29, 5, 4
WEEK_MASK, PLACE_MASK, SCORE_MASK = (1 << 18) - 1, (1 << 24) - 1, 15
#: The dimension of a cube that tells answers that a newer one of the same person has superseded.
SUPERSEDED = "superseded"


@dataclass(frozen=True)
class AskedQuestion:
    """A question as the cells know it: its id, the kind of its score, the survey (slug) it belongs to with its privacy
    floor, and whether only each person's latest answer counts unless a filter says otherwise."""

    id: int
    kind: str
    survey: str
    floor: int = 1
    latest: bool = False


@dataclass(frozen=True, eq=False)
class Cells:
    """`keys` (sorted, distinct) and `counts`, one each per occupied cell; `late` holds the newest few, not yet merged
    (a late count may be below 0: an answer that was removed).

    `names[dimension]` are the names in the team's order; `codes[dimension][place]` is the place's position among them,
    or -1. Places are numbered from 1, so position 0 of each code array is unused. `cubes` are those made of the merged
    cells; they belong to these names and codes. `heavier` is what weighted answers weigh, all others weigh 1.
    """

    keys: NDArray[np.int64]
    counts: Ints
    questions: tuple[AskedQuestion, ...]
    names: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, Ints]
    late_keys: NDArray[np.int64]
    late_counts: NDArray[np.int64]
    cubes: Cubes = field(default_factory=Cubes, repr=False)
    heavier: Heavier = field(default=WEIGHTLESS, repr=False)

    def kinds(self) -> set[str]:
        """The kinds of score questions that exist."""
        return {question.kind for question in self.questions}


@dataclass(frozen=True)
class Tally:
    """Counts per group. `labels[i]` names group i, one entry per dimension of `by` (None: not given); `counts[i, s]` is
    how many people in it gave the scale's s-th score. `floor` is the highest privacy floor of the surveys counted.
    `weighed` is the evidence of each group (see `metrics.evidence`) where any survey counted has weights, else None."""

    by: tuple[str, ...]
    labels: tuple[tuple[Any, ...], ...]
    counts: NDArray[np.int64]
    floor: int = 1
    weighed: NDArray[np.float64] | None = None

    @property
    def evidence(self) -> Evidence:
        """What the metric of each group is computed of: its counts, and its weights where there are any."""
        return self.counts if self.weighed is None else self.weighed

    def rows(self, labels: Sequence[tuple[Any, ...]], at: Sequence[int]) -> Tally:
        """Groups with new labels, from the positions of groups here; position −1 is a group without answers."""
        weighed = None if self.weighed is None else _and_nobody(self.weighed)[list(at)]
        return replace(self, labels=tuple(labels), counts=_and_nobody(self.counts)[list(at)], weighed=weighed)

    @property
    def n(self) -> NDArray[np.int64]:
        """Answers per group."""
        return np.asarray(self.counts.sum(axis=1), dtype=np.int64)


def _and_nobody(table: NDArray[Any]) -> NDArray[Any]:
    """The rows and an empty one at the end."""
    return np.vstack([table, np.zeros((1, table.shape[1]), table.dtype)])


def tally(cells: Cells, kind: str, by: Sequence[str] = (), where: Filter = EVERYTHING) -> Tally:
    """Scores of questions of `kind`, counted per group of `by`, for the answers `where` lets through.

    Groups without answers are left out; without `by` there is exactly one group, possibly empty. Groups come in the
    team's order, weeks in time order, "not given" last. Undated answers count unless the filter has a week bound or
    weeks are asked for. Nothing is hidden here: what is shown to people goes through `metrics.protection`.
    Where weighted and unweighted surveys are counted together, an answer without a weight weighs 1.

    Raises BadValue for an unknown kind or dimension.
    """
    _check(kind, by)
    scale = SCALES[kind]
    asked = [question for question in cells.questions if question.kind == kind and _surveyed(question, where)]
    surveys = list(dict.fromkeys(question.survey for question in asked))
    dimensions = [name for name in by if name in PLACE_FIELDS]
    sizes = [len(cells.names[name]) + 1 for name in dimensions]
    width = scale.high - scale.low + 1
    pieces = []
    for question in asked:
        for weeks, counts in _counted(cells, question, dimensions, where, "week" in by):
            pieces.append((surveys.index(question.survey) if "survey" in by else 0, weeks, counts))
    every = np.unique(np.concatenate([weeks for _row, weeks, _c in pieces])) if pieces else np.zeros(0, np.int64)
    total = np.zeros((max(len(surveys), 1), max(len(every), 1), int(np.prod(sizes, dtype=np.int64)), width), np.int64)
    for row, weeks, counts in pieces:
        total[row, np.searchsorted(every, weeks)] += counts
    floor = max((question.floor for question in asked), default=1)
    if not len(cells.heavier) or not any(_heavier(cells, question) for question in asked):
        return _label(cells, tuple(by), surveys, every, sizes, total, floor)
    heavier = np.zeros((3, *total.shape))
    for question in asked:
        row = surveys.index(question.survey) if "survey" in by else 0
        weeks, sums = _weighed(cells, question, dimensions, where, "week" in by)
        heavier[:, row, np.searchsorted(every, weeks)] += sums
    alone = total - heavier[0]  # who weighs 1; subtracted as whole numbers, or small weights would drown in rounding
    evidence = evidence_of(total, alone + heavier[1], alone + heavier[2])
    return _label(cells, tuple(by), surveys, every, sizes, evidence, floor, width)


def set_aside(cells: Cells, kind: str, where: Filter = EVERYTHING) -> int:
    """How many answers `tally` leaves out because the same people have answered again."""
    every = tally(cells, kind, (), where.counting(latest=False))
    return int(every.n[0] - tally(cells, kind, (), where).n[0])


def _check(kind: str, by: Sequence[str]) -> None:
    if kind not in SCALES:
        raise BadValue(f"“{kind}” is no kind of score; possible are {', '.join(SCALES)}")
    if unknown := [name for name in by if name not in DIMENSIONS]:
        raise BadValue(f"cannot group by {', '.join(unknown)}; possible are {', '.join(DIMENSIONS)}")
    if len(set(by)) < len(by):
        raise BadValue(f"grouped twice by the same dimension: {', '.join(by)}")


def _surveyed(question: AskedQuestion, where: Filter) -> bool:
    return "survey" not in where.where or wanted(question.survey, where.where["survey"])


def wanted(name: str | None, names: Sequence[str | None]) -> bool:
    """Whether a name is among those of a filter; as in the store, letter case does not matter, in any alphabet.

    >>> wanted("New", ["new", None]), wanted("Élite", ["éLITE"]), wanted(None, ["new"])
    (True, True, False)
    """
    return folded(name) in chosen_names(names)


def chosen_names(names: Sequence[str | None]) -> frozenset[str | None]:
    """The names of a filter, in the letter case in which `wanted` compares them."""
    return frozenset(map(folded, names))


def folded(name: str | None) -> str | None:
    """A name as it is compared: letter case does not matter, in any alphabet."""
    return None if name is None else name.casefold()


def places_in(cells: Cells, where: Filter) -> NDArray[np.bool_]:
    """Which places (by their number) a filter lets through."""
    keep = np.ones(len(next(iter(cells.codes.values()))), np.bool_)
    for axis in where.where:
        if axis in PLACE_FIELDS:
            keep &= _allowed(cells, axis, where)[cells.codes[axis]]  # code -1 is the last position: not given
    return keep


def asked_in(cells: Cells, where: Filter) -> list[int]:
    """The questions of the surveys a filter lets through."""
    return [question.id for question in cells.questions if _surveyed(question, where)]


def in_order(cells: Cells, by: Sequence[str], label: Sequence[Any]) -> tuple[int, ...]:
    """What sorts the labels of a tally: the team's order, weeks in time order, "not given" last."""
    surveys = list(dict.fromkeys(question.survey for question in cells.questions))
    found = []
    for dimension, name in zip(by, label, strict=True):
        if dimension == "week":
            found.append(int(name))
        else:
            names = surveys if dimension == "survey" else cells.names[dimension]
            found.append(len(names) if name is None else names.index(name))
    return tuple(found)


def _counted(
    cells: Cells, question: AskedQuestion, by: Sequence[str], where: Filter, weekly: bool
) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """The counts of one question: weeks (one, of no meaning, unless `weekly`) and counts (weeks, groups of `by`,
    scores).

    Merged cells come from a cube if the view is narrow enough, late ones are always counted one by one.
    """
    latest = _only_latest(question, where, weekly)
    inside = [name for name in PLACE_FIELDS if name in by or name in where.where]
    axes = (*inside, SUPERSEDED) if latest else tuple(inside)
    first, last = _weeks(where, weekly)
    found = []
    cube = _cube(cells, question, axes)
    if cube is not None:
        weeks, counts = cube.each(first, last) if weekly else (np.zeros(1, np.int64), cube.between(first, last)[None])
        found.append((weeks, _narrowed(cells, counts, axes, by, where)))
    merged: list[tuple[NDArray[np.int64], Ints]] = [] if cube is not None else [(cells.keys, cells.counts)]
    for keys, count in [*merged, (cells.late_keys, cells.late_counts)]:
        low = (question.id << QUESTION_SHIFT) + (first << WEEK_SHIFT)
        # may carry into the next question, which does no harm: it is an end, not a key
        start, end = np.searchsorted(keys, (low, (question.id << QUESTION_SHIFT) + ((last + 1) << WEEK_SHIFT)))
        if end > start:
            weeks, block = _scanned(cells, question, keys[start:end], count[start:end], by, where, weekly, latest)
            found.append((weeks, block.astype(np.int64)))
    return found


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
    """The cube of a question's merged cells over some dimensions; None if it would be too large."""
    groups = int(np.prod([_size(cells, axis) for axis in axes], dtype=np.int64))
    scale = SCALES[question.kind]
    width = scale.high - scale.low + 1
    ends = (question.id << QUESTION_SHIFT, (question.id + 1) << QUESTION_SHIFT)
    start, end = np.searchsorted(cells.keys, ends)
    if end == start:
        return Cube(np.zeros(0, np.int64), np.zeros((1, groups, width), np.int32))
    span = int((cells.keys[end - 1] >> WEEK_SHIFT) & WEEK_MASK) - int((cells.keys[start] >> WEEK_SHIFT) & WEEK_MASK)
    if min(end - start, span + 2) * groups * width > MOST_NUMBERS * 8 or groups * width > MOST_NUMBERS:
        return None

    def make() -> Cube:
        return cube_of(cells, question, axes, cells.keys[start:end], cells.counts[start:end])

    return cells.cubes.get((question.id, axes), make)


def cube_of(cells: Cells, question: AskedQuestion, axes: Sequence[str], keys: NDArray[np.int64], counts: Ints) -> Cube:
    """The cube of some cells of a question, sorted."""
    scale = SCALES[question.kind]
    width = scale.high - scale.low + 1
    place_group, groups = _groups_of_places(cells, axes)
    place_column = place_group * width - scale.low
    superseded = width if SUPERSEDED in axes else 0  # always the last axis

    def columns(some: NDArray[np.int64]) -> NDArray[np.int64]:
        column = place_column[(some >> PLACE_SHIFT) & PLACE_MASK] + (some & SCORE_MASK)
        if superseded:
            column += superseded * ((some >> SUPERSEDED_SHIFT) & 1)
        return np.asarray(column)

    return make_cube(keys, counts, WEEK_SHIFT, WEEK_MASK, columns, groups, width)


def _size(cells: Cells, axis: str) -> int:
    return 2 if axis == SUPERSEDED else len(cells.names[axis]) + 1


def _groups_of_places(cells: Cells, axes: Sequence[str]) -> tuple[NDArray[np.int64], int]:
    """The group of each place over some dimensions (the last name of each: not given), and how many groups there are.

    Superseded answers are the second of two groups each, so with that axis the groups of places are even numbers.
    """
    place_group = np.zeros(len(next(iter(cells.codes.values()))), np.int64)
    groups = 1
    for axis in axes:
        size = _size(cells, axis)
        if axis == SUPERSEDED:
            place_group = place_group * size
        else:
            codes = cells.codes[axis]
            place_group = place_group * size + np.where(codes < 0, size - 1, codes)
        groups *= size
    return place_group, groups


def _allowed(cells: Cells, axis: str, where: Filter) -> NDArray[np.bool_]:
    """Which positions along an axis the filter lets through."""
    if axis == SUPERSEDED:
        return np.array([True, False])
    if axis not in where.where:
        return np.ones(_size(cells, axis), np.bool_)
    chosen = chosen_names(where.where[axis])
    return np.array([folded(name) in chosen for name in (*cells.names[axis], None)], np.bool_)


def _narrowed(
    cells: Cells, counts: NDArray[np.int64], axes: Sequence[str], by: Sequence[str], where: Filter
) -> NDArray[np.int64]:
    """Counts over `axes`, filtered and added up to the groups of `by`: from (weeks, groups, scores) to the same."""
    block = counts.reshape(counts.shape[0], *[_size(cells, axis) for axis in axes], counts.shape[-1])
    for i, axis in enumerate(axes):
        allowed = _allowed(cells, axis, where)
        if not allowed.all():
            shape = [1] * block.ndim
            shape[i + 1] = -1
            block = block * allowed.reshape(shape)
    gone = tuple(i + 1 for i, axis in enumerate(axes) if axis not in by)
    block = block.sum(axis=gone) if gone else block
    kept = [axis for axis in axes if axis in by]
    order = [1 + kept.index(name) for name in by]
    groups = int(np.prod([_size(cells, name) for name in by], dtype=np.int64))
    return np.asarray(block.transpose(0, *order, block.ndim - 1)).reshape(counts.shape[0], groups, counts.shape[-1])


def _scanned(
    cells: Cells,
    question: AskedQuestion,
    keys: NDArray[np.int64],
    counts: NDArray[Any],
    by: Sequence[str],
    where: Filter,
    weekly: bool,
    latest: bool,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The same counts as from a cube, from the cells themselves."""
    chosen = places_in(cells, where)[(keys >> PLACE_SHIFT) & PLACE_MASK]
    if latest:
        chosen &= (keys >> SUPERSEDED_SHIFT) & 1 == 0
    keys, counts = keys[chosen], counts[chosen]
    scale = SCALES[question.kind]
    width = scale.high - scale.low + 1
    place_group, groups = _groups_of_places(cells, by)
    group = place_group[(keys >> PLACE_SHIFT) & PLACE_MASK]
    weeks, row = np.zeros(1, np.int64), np.zeros(len(keys), np.int64)
    if weekly:
        weeks, row = np.unique((keys >> WEEK_SHIFT) & WEEK_MASK, return_inverse=True)
    index = (row * groups + group) * width + ((keys & SCORE_MASK) - scale.low)
    flat = np.bincount(index, weights=counts, minlength=len(weeks) * groups * width)
    return weeks, np.asarray(flat.reshape(len(weeks), groups, width), np.float64)


def _heavier(cells: Cells, question: AskedQuestion, first: int = 0, last: int = WEEK_MASK) -> Heavier:
    """What the weighted answers of a question weigh, from one week to another."""
    low = question.id << QUESTION_SHIFT
    return cells.heavier.between(low + (first << WEEK_SHIFT), low + ((last + 1) << WEEK_SHIFT))


def _weighed(
    cells: Cells, question: AskedQuestion, by: Sequence[str], where: Filter, weekly: bool
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The weighted answers of one question: weeks as in `_counted`, and how many they are, their Σw and their Σw²,
    each of the shape (weeks, groups of `by`, scores)."""
    found = _heavier(cells, question, *_weeks(where, weekly))
    latest = _only_latest(question, where, weekly)
    sums = []
    for one in (found.counts, found.mass, found.squares):
        weeks, block = _scanned(cells, question, found.keys, one, by, where, weekly, latest)
        sums.append(block)
    return weeks, np.array(sums)


def _label(
    cells: Cells,
    by: tuple[str, ...],
    surveys: list[str],
    weeks: NDArray[np.int64],
    sizes: list[int],
    total: NDArray[Any],
    floor: int,
    scores: int = 0,
) -> Tally:
    """Turn the dense block into labelled groups in the order of `by`; with `scores` given it holds evidence."""
    place_dimensions = [name for name in by if name in PLACE_FIELDS]
    block = total.reshape(total.shape[0], total.shape[1], *sizes, total.shape[3])
    axes = {"survey": 0, "week": 1, **{name: 2 + i for i, name in enumerate(place_dimensions)}}
    values: dict[str, list[Any]] = {
        "survey": [*surveys],
        "week": [int(week) for week in weeks],
        **{name: [*cells.names[name], None] for name in place_dimensions},
    }
    used = [axes[name] for name in by]
    rest = [axis for axis in range(block.ndim - 1) if axis not in used]
    ordered = block.transpose(*used, *rest, block.ndim - 1)
    shape = ordered.shape[: len(used)]
    flat = ordered.reshape(int(np.prod(shape, dtype=np.int64)), -1, total.shape[3]).sum(axis=1)
    if any(len(values[name]) == 0 for name in by):
        return Tally(by, (), np.zeros((0, scores or total.shape[3]), np.int64), floor, flat[:0] if scores else None)
    counts = flat[:, :scores].astype(np.int64) if scores else flat
    weighed = flat if scores else None
    if not by:
        return Tally((), ((),), counts, floor, weighed)
    occupied = np.flatnonzero(counts.sum(axis=1))
    positions = np.unravel_index(occupied, shape)
    labels = tuple(
        tuple(values[name][int(position[i])] for name, position in zip(by, positions, strict=True))
        for i in range(len(occupied))
    )
    return Tally(by, labels, counts[occupied], floor, None if weighed is None else weighed[occupied])
