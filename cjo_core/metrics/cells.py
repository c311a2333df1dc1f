"""Cells: how many people gave which score, per question, week and place. Every metric is a function of these counts.

The store fills them, pages ask them; they never fetch. A cell is one packed integer, so all cells are one sorted array:

    question << 46  |  week << 28  |  place << 4  |  score        (12, 18, 24 and 4 bits)

A question's weeks lie side by side, so a period is a slice; the dimensions are looked up once per place, not per
answer. Cells are immutable: a refresh publishes a new state, and whoever reads the old one goes on undisturbed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase, ascii_uppercase
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cjo_core.errors import BadValue
from cjo_core.survey.filters import EVERYTHING, Filter
from cjo_core.survey.periods import UNDATED
from cjo_core.survey.places import DIMENSIONS, PLACE_FIELDS
from cjo_core.survey.scales import SCALES

Ints = NDArray[np.integer[Any]]
QUESTION_SHIFT, WEEK_SHIFT, PLACE_SHIFT = 46, 28, 4
WEEK_MASK, PLACE_MASK, SCORE_MASK = (1 << 18) - 1, (1 << 24) - 1, 15


@dataclass(frozen=True)
class AskedQuestion:
    """A question as the cells know it: its id, the kind of its score, and the survey (slug) it belongs to."""

    id: int
    kind: str
    survey: str
    floor: int = 1


@dataclass(frozen=True, eq=False)
class Cells:
    """`keys` (sorted, distinct) and `counts`, one each per occupied cell; `late` holds the newest few, not yet merged
    (a late count may be below 0: an answer that was removed).

    `names[dimension]` are the names in the team's order; `codes[dimension][place]` is the place's position among them,
    or -1. Places are numbered from 1, so position 0 of each code array is unused.
    """

    keys: NDArray[np.int64]
    counts: NDArray[np.int64]
    questions: tuple[AskedQuestion, ...]
    names: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, Ints]
    late_keys: NDArray[np.int64]
    late_counts: NDArray[np.int64]

    def kinds(self) -> set[str]:
        """The kinds of score questions that exist."""
        return {question.kind for question in self.questions}


@dataclass(frozen=True)
class Tally:
    """Counts per group. `labels[i]` names group i, one entry per dimension of `by` (None: not given); `counts[i, s]` is
    how many people in it gave the scale's s-th score. `floor` is the highest privacy floor of the surveys counted."""

    by: tuple[str, ...]
    labels: tuple[tuple[Any, ...], ...]
    counts: NDArray[np.int64]
    floor: int = 1

    @property
    def n(self) -> NDArray[np.int64]:
        """Answers per group."""
        return np.asarray(self.counts.sum(axis=1), dtype=np.int64)


def tally(cells: Cells, kind: str, by: Sequence[str] = (), where: Filter = EVERYTHING) -> Tally:
    """Scores of questions of `kind`, counted per group of `by`, for the answers `where` lets through.

    Groups without answers are left out; without `by` there is exactly one group, possibly empty. Groups come in the
    team's order, weeks in time order, "not given" last. Undated answers count unless the filter has a week bound or
    weeks are asked for. Nothing is hidden here: what is shown to people goes through `metrics.protection`.

    Raises BadValue for an unknown kind or dimension.
    """
    if kind not in SCALES:
        raise BadValue(f"“{kind}” is no kind of score; possible are {', '.join(SCALES)}")
    if unknown := [name for name in by if name not in DIMENSIONS]:
        raise BadValue(f"cannot group by {', '.join(unknown)}; possible are {', '.join(DIMENSIONS)}")
    if len(set(by)) < len(by):
        raise BadValue(f"grouped twice by the same dimension: {', '.join(by)}")
    scale = SCALES[kind]
    width = scale.high - scale.low + 1
    asked = [question for question in cells.questions if question.kind == kind and _surveyed(question, where)]
    surveys = list(dict.fromkeys(question.survey for question in asked))
    keep, group, sizes = _group_places(cells, [name for name in by if name in PLACE_FIELDS], where)
    weeks = _weeks_present(cells, asked, where) if "week" in by else np.zeros(0, np.int64)
    total = np.zeros((max(len(surveys), 1), max(len(weeks), 1), int(np.prod(sizes, dtype=np.int64)), width), np.int64)
    for question in asked:
        row = surveys.index(question.survey) if "survey" in by else 0
        for every_key, every_count in _slices(cells, question.id, where, dated="week" in by):
            chosen = keep[(every_key >> PLACE_SHIFT) & PLACE_MASK]
            keys, counts = (every_key, every_count) if chosen.all() else (every_key[chosen], every_count[chosen])
            place = (keys >> PLACE_SHIFT) & PLACE_MASK
            index = group[place].astype(np.int64)
            if "week" in by:
                index += np.searchsorted(weeks, (keys >> WEEK_SHIFT) & WEEK_MASK) * total.shape[2]
            index = index * width + ((keys & SCORE_MASK) - scale.low)
            size = total.shape[1] * total.shape[2] * width
            total[row] += np.bincount(index, weights=counts, minlength=size).astype(np.int64).reshape(total.shape[1:])
    floor = max((question.floor for question in asked), default=1)
    return _label(cells, tuple(by), surveys, weeks, sizes, total, floor)


def _surveyed(question: AskedQuestion, where: Filter) -> bool:
    return "survey" not in where.where or wanted(question.survey, where.where["survey"])


_FOLD = str.maketrans(ascii_uppercase, ascii_lowercase)


def wanted(name: str | None, names: Sequence[str | None]) -> bool:
    """Whether a name is among those of a filter. As in the store, only the case of the letters A to Z does not matter.

    >>> wanted("New", ["new", None]), wanted(None, ["new"]), wanted("Straße", ["Strasse"])
    (True, False, False)
    """
    if name is None:
        return None in names
    return name.translate(_FOLD) in {one.translate(_FOLD) for one in names if one is not None}


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


def _group_places(cells: Cells, by: list[str], where: Filter) -> tuple[NDArray[np.bool_], Ints, list[int]]:
    """Which places pass the filter, the group of each, and how many groups each dimension has (the last: not given)."""
    places = len(next(iter(cells.codes.values())))
    keep = np.ones(places, np.bool_)
    for dimension, names in where.where.items():
        if dimension in PLACE_FIELDS:
            known: list[tuple[int, str | None]] = [*enumerate(cells.names[dimension]), (-1, None)]
            keep &= np.isin(cells.codes[dimension], [code for code, name in known if wanted(name, names)])
    group = np.zeros(places, np.int64)
    sizes = [len(cells.names[dimension]) + 1 for dimension in by]
    for dimension, size in zip(by, sizes, strict=True):
        codes = cells.codes[dimension]
        group = group * size + np.where(codes < 0, size - 1, codes)
    return keep, group, sizes


def _slices(
    cells: Cells, question: int, where: Filter, *, dated: bool
) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """The cells of one question in the filter's weeks: two slices, no copies."""
    bounded = dated or where.first_week is not None or where.last_week is not None
    first = where.first_week if where.first_week is not None else (UNDATED + 1 if bounded else UNDATED)
    last = where.last_week if where.last_week is not None else WEEK_MASK
    low = (question << QUESTION_SHIFT) + (first << WEEK_SHIFT)
    # may carry into the next question, which does no harm: it is an end, not a key
    high = (question << QUESTION_SHIFT) + ((last + 1) << WEEK_SHIFT)
    found = []
    for keys, counts in ((cells.keys, cells.counts), (cells.late_keys, cells.late_counts)):
        start, end = np.searchsorted(keys, (low, high))
        if end > start:
            found.append((keys[start:end], counts[start:end]))
    return found


def _weeks_present(cells: Cells, asked: Sequence[AskedQuestion], where: Filter) -> NDArray[np.int64]:
    found = [
        np.unique((keys >> WEEK_SHIFT) & WEEK_MASK)
        for question in asked
        for keys, _counts in _slices(cells, question.id, where, dated=True)
    ]
    return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)


def _label(
    cells: Cells,
    by: tuple[str, ...],
    surveys: list[str],
    weeks: NDArray[np.int64],
    sizes: list[int],
    total: NDArray[np.int64],
    floor: int,
) -> Tally:
    """Turn the dense block into labelled groups in the order of `by`."""
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
    if not by:
        return Tally((), ((),), flat, floor)
    if any(len(values[name]) == 0 for name in by):
        return Tally(by, (), np.zeros((0, total.shape[3]), np.int64), floor)
    occupied = np.flatnonzero(flat.sum(axis=1))
    positions = np.unravel_index(occupied, shape)
    labels = tuple(
        tuple(values[name][int(position[i])] for name, position in zip(by, positions, strict=True))
        for i in range(len(occupied))
    )
    return Tally(by, labels, flat[occupied], floor)
