"""Cells: how many people gave which score, per question, week and place. Every metric is a function of these counts.

The store fills them, pages ask them by `tally`; they never fetch. How they are kept is told in `metrics.counts`: two
bytes a cell, never changed in place, and answered from cubes, whose cost does not grow with what was collected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cjo_core.errors import BadValue
from cjo_core.metrics.counts.keys import PLACE_SHIFT, QUESTION_SHIFT, SUPERSEDED_SHIFT, WEEK_SHIFT, Keys
from cjo_core.metrics.counts.state import (
    AskedQuestion,
    Cells,
    asked_in,
    chosen_names,
    folded,
    places_in,
    surveyed,
    wanted,
)
from cjo_core.metrics.counts.views import counted, heavier, weighed
from cjo_core.metrics.remembered import remembered_part
from cjo_core.metrics.weights.evidence import Evidence, evidence_of
from cjo_core.survey.filters import EVERYTHING, Filter
from cjo_core.survey.places import DIMENSIONS, PLACE_FIELDS
from cjo_core.survey.scales import SCALES

#: What everybody takes from here, wherever it is defined.
__all__ = [
    "PLACE_SHIFT", "QUESTION_SHIFT", "SUPERSEDED_SHIFT", "WEEK_SHIFT",
    "AskedQuestion", "Cells", "Tally", "asked_in", "chosen_names", "folded", "in_order", "places_in", "set_aside",
    "tally", "wanted",
]  # fmt: skip


@dataclass(frozen=True)
class Tally:
    """Counts per group. `labels[i]` names group i, one entry per dimension of `by` (None: not given); `counts[i, s]` is
    how many people in it gave the scale's s-th score. `floor` is the highest privacy floor of the surveys counted.
    `weighed` is the evidence of each group (see `metrics.weights.evidence`) where any survey counted has weights, else
    None."""

    by: tuple[str, ...]
    labels: tuple[tuple[Any, ...], ...]
    counts: NDArray[np.int64]
    floor: int = 1
    weighed: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        self.counts.setflags(write=False)  # shared by everybody who asks the same
        if self.weighed is not None:
            self.weighed.setflags(write=False)

    @property
    def evidence(self) -> Evidence:
        """What the metric of each group is computed of: its counts, and its weights where there are any."""
        return self.counts if self.weighed is None else self.weighed

    def rows(self, labels: Sequence[tuple[Any, ...]], at: Sequence[int]) -> Tally:
        """Groups with new labels, from the positions of groups here; position −1 is a group without answers."""
        weighed = None if self.weighed is None else _and_nobody(self.weighed)[list(at)]
        return replace(self, labels=tuple(labels), counts=_and_nobody(self.counts)[list(at)], weighed=weighed)

    def with_first(self, other: Tally, label: tuple[Any, ...]) -> Tally:
        """The groups after the only one of another tally of the same questions, which gets a new label."""
        weighed = None
        if self.weighed is not None and other.weighed is not None:
            weighed = np.concatenate([other.weighed, self.weighed])
        return replace(
            self, labels=(label, *self.labels), counts=np.concatenate([other.counts, self.counts]), weighed=weighed
        )

    @property
    def n(self) -> NDArray[np.int64]:
        """Answers per group."""
        return np.asarray(self.counts.sum(axis=1), dtype=np.int64)


def _and_nobody(table: NDArray[Any]) -> NDArray[Any]:
    """The rows and an empty one at the end."""
    return np.vstack([table, np.zeros((1, table.shape[1]), table.dtype)])


@remembered_part
def tally(cells: Cells, kind: str, by: Sequence[str] = (), where: Filter = EVERYTHING) -> Tally:
    """Scores of questions of `kind`, counted per group of `by`, for the answers `where` lets through.

    Groups without answers are left out; without `by` there is exactly one group, possibly empty. Groups come in the
    team's order, weeks in time order, "not given" last. Undated answers count unless the filter has a week bound or
    weeks are asked for. Nothing is hidden here: what is shown to people goes through `metrics.privacy.protection`.
    Where weighted and unweighted surveys are counted together, an answer without a weight weighs 1.

    Raises BadValue for an unknown kind or dimension.
    """
    by = tuple(by)
    _check(kind, by)
    asked = [question for question in cells.questions if question.kind == kind and surveyed(question, where)]
    surveys = list(dict.fromkeys(question.survey for question in asked)) if "survey" in by else []
    dimensions = tuple([name for name in by if name in PLACE_FIELDS])
    pieces = [
        (surveys.index(question.survey) if surveys else 0, weeks, counts)
        for question in asked
        for weeks, counts in counted(cells, question, dimensions, where, "week" in by)
    ]
    every, total = _added(cells, kind, dimensions, max(len(surveys), 1), pieces)
    floor = max((question.floor for question in asked), default=1)
    if not len(cells.heavier) or not any(heavier(cells, question) for question in asked):
        return _label(cells, by, surveys, every, total, floor)
    sums = np.zeros((3, *total.shape))
    for question in asked:
        row = surveys.index(question.survey) if surveys else 0
        weeks, some = weighed(cells, question, dimensions, where, "week" in by)
        sums[:, row, np.searchsorted(every, weeks)] += some
    alone = total - sums[0]  # who weighs 1; subtracted as whole numbers, or small weights would drown in rounding
    evidence = evidence_of(total, alone + sums[1], alone + sums[2])
    return _label(cells, by, surveys, every, evidence, floor, total.shape[3])


def _added(
    cells: Cells, kind: str, dimensions: Sequence[str], rows: int, pieces: list[tuple[int, Keys, Keys]]
) -> tuple[Keys, Keys]:
    """All weeks of some pieces (row, weeks, counts), and their counts: (rows, weeks, groups, scores)."""
    if len(pieces) == 1 and rows == 1:  # as in most views: nothing to add up
        _row, weeks, counts = pieces[0]
        return weeks, counts[None] if len(weeks) else np.zeros((1, 1, *counts.shape[1:]), np.int64)
    scale = SCALES[kind]
    every = np.unique(np.concatenate([weeks for _row, weeks, _c in pieces])) if pieces else np.zeros(0, np.int64)
    groups = prod([len(cells.names[name]) + 1 for name in dimensions])
    total = np.zeros((rows, max(len(every), 1), groups, scale.high - scale.low + 1), np.int64)
    for row, weeks, counts in pieces:
        total[row, np.searchsorted(every, weeks)] += counts
    return every, total


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


def _label(
    cells: Cells,
    by: tuple[str, ...],
    surveys: list[str],
    weeks: NDArray[np.int64],
    total: NDArray[Any],
    floor: int,
    scores: int = 0,
) -> Tally:
    """Turn the dense block into labelled groups in the order of `by`; with `scores` given it holds evidence."""
    values: dict[str, Sequence[Any]] = {
        name: surveys if name == "survey" else weeks.tolist() if name == "week" else (*cells.names[name], None)
        for name in by
    }
    if not all(values.values()):
        nobody = np.zeros((0, scores or total.shape[3]), np.int64)
        return Tally(by, (), nobody, floor, total[0, 0, :0] if scores else None)
    shape = [len(values[name]) for name in by]
    inner = sorted(by, key=_rank)  # the order in which the block holds them: survey, week, then as in `by`
    if tuple(inner) != by:
        block = total.reshape([len(values[name]) for name in inner] + [total.shape[3]])
        total = block.transpose(*(inner.index(name) for name in by), block.ndim - 1)
    flat = total.reshape(-1, total.shape[-1])
    counts = flat[:, :scores].astype(np.int64) if scores else flat
    if not by:
        return Tally((), ((),), counts, floor, flat if scores else None)
    occupied = np.flatnonzero(counts.sum(axis=1))
    positions = (occupied,) if len(by) == 1 else np.unravel_index(occupied, shape)
    columns = [[values[name][i] for i in position.tolist()] for name, position in zip(by, positions, strict=True)]
    labels = tuple(zip(*columns, strict=True))
    return Tally(by, labels, counts[occupied], floor, flat[occupied] if scores else None)


def _rank(name: str) -> int:
    return {"survey": 0, "week": 1}.get(name, 2)
