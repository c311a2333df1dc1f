"""Grounds: the answers to protect in one period, counted by the names along each axis and in cross tables of them.

Every answer makes new counts, and most periods look the same in them: a ground is carried over from the counts before.
Where a few answers are the difference, they are added to what was counted; where anything else is, all is counted anew.
Judges nothing (see `metrics.privacy.small_groups`), and never fetches.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Any
from weakref import ReferenceType, WeakKeyDictionary, ref

import numpy as np
from numpy.typing import NDArray

from cjo_core.metrics.cells import Cells, tally
from cjo_core.metrics.counts.columns import NOBODY
from cjo_core.metrics.counts.cubes import Cubes
from cjo_core.metrics.counts.folding import merged
from cjo_core.metrics.counts.keys import (
    PLACE_MASK,
    PLACE_SHIFT,
    QUESTION_SHIFT,
    WEEK_MASK,
    WEEK_SHIFT,
    Ints,
    Keys,
)
from cjo_core.metrics.counts.state import AskedQuestion
from cjo_core.metrics.remembered import remembered_part
from cjo_core.survey.filters import Filter
from cjo_core.survey.periods import UNDATED
from cjo_core.survey.places import PLACE_FIELDS

Label = tuple[Any, ...]
Axes = tuple[str, ...]
Table = NDArray[np.int64]
Box = tuple[frozenset[int], ...]
Rules = dict[tuple[int, ...], Box]
#: The labels a view has along an axis, and for each which units it holds (1 or 0; as floats, which multiply faster).
Side = tuple[list[Label], NDArray[np.float64]]
#: Along an axis, which units each rule's block holds (1 or 0), and how many.
Block = tuple[NDArray[np.float64], NDArray[np.float64]]

#: The dimensions that are judged together, in a fixed order.
AXES = {
    "survey": ("survey",),
    "week": ("week",),
    "journey": ("stage", "touchpoint"),
    "segment": ("segment",),
    "persona": ("persona",),
    "channel": ("channel",),
    "language": ("language",),
}
#: With more answers between two states of the counts, everything is counted anew.
MOST_CHANGES = 32
#: Periods whose grounds are carried over; the oldest go first.
MOST_PERIODS = 60

Period = tuple[str, int | None, int | None]


@dataclass(frozen=True)
class Change:
    """Answers that a ground has more than the one before it (fewer, if `n` is below 0): their names along each axis."""

    names: dict[str, Label]
    n: int


@dataclass(frozen=True, eq=False)
class _Content:
    """What the counts of a period are made of: as long as it is the same, so is everything counted of them."""

    questions: tuple[AskedQuestion, ...]
    names: Any
    blocks: tuple[bytes, ...]
    late_keys: Keys
    late_counts: Ints

    def settled_like(self, other: _Content) -> bool:
        """Whether only late cells can differ."""
        return (self.questions, self.blocks) == (other.questions, other.blocks) and self.names == other.names

    def since(self, other: _Content) -> tuple[Keys, Ints]:
        """The late cells that make the difference: keys, and how many answers more (or fewer)."""
        keys, counts = merged([self.late_keys, other.late_keys], [self.late_counts, -other.late_counts])
        differ = counts != 0
        return keys[differ], counts[differ]


@dataclass(eq=False)
class Ground:
    """The answers to protect in one period (of one kind, from surveys with a floor), and what was counted of them.

    It lies beside its cells and must not keep them alive: every answer makes new ones. `before` is the ground of an
    earlier state of the counts, from which this one differs by `changes`.
    """

    counted: ReferenceType[Cells]
    kind: str
    where: Filter
    floors: dict[str, int]
    before: Ground | None = None
    changes: tuple[Change, ...] = ()
    units: dict[str, list[Label]] = field(default_factory=dict)
    tables: dict[Axes, Table] = field(default_factory=dict)
    rules: dict[Axes, Rules] = field(default_factory=dict)
    ruled: dict[Axes, list[Axes]] = field(default_factory=dict)
    sides: dict[tuple[Any, ...], Side | None] = field(default_factory=dict)
    blocks: dict[Axes, list[Block]] = field(default_factory=dict)
    pools: dict[tuple[str, int], list[list[int]]] = field(default_factory=dict)

    @property
    def cells(self) -> Cells:
        """The counts; whoever asks of a ground has them at hand, or it would be gone with them."""
        found = self.counted()
        if found is None:
            raise ReferenceError("the counts of these small groups are gone")
        return found

    def same_units(self, axes: Axes) -> bool:
        """Whether the ground before has the same names along some axes."""
        old = self.before
        return old is not None and all(units_of(self, axis) is old.units.get(axis) for axis in axes)


_grounds: WeakKeyDictionary[Cells, dict[Period, Ground]] = WeakKeyDictionary()
#: The newest ground of each period: counts that share their cubes are states of one store with the same names.
_newest: WeakKeyDictionary[Cubes, dict[Period, tuple[_Content, Ground]]] = WeakKeyDictionary()
_lock = threading.Lock()


def ground_of(cells: Cells, kind: str, where: Filter) -> Ground:
    """The ground of a view's period, remembered as long as its cells live, and carried over to those that follow."""
    known = _grounds.get(cells)
    if known is None:
        known = _grounds.setdefault(cells, {})
    period = (kind, where.first_week, where.last_week)
    if period not in known:
        known[period] = _carried_over(cells, period, where)
    return known[period]


def _carried_over(cells: Cells, period: Period, where: Filter) -> Ground:
    """The ground of a period: what is known of it from earlier counts, as far as it is still true."""
    kind, first, last = period
    floors = floors_of(cells, kind)
    content = _content(cells, kind, floors, first, last)
    fresh = Ground(ref(cells), kind, replace(where, where={}).only(survey=floors), floors)
    with _lock:
        kept = _newest.setdefault(cells.cubes, {})
        made = _after(*kept.pop(period), content, fresh) if period in kept else fresh
        kept[period] = (content, made)
        while len(kept) > MOST_PERIODS:
            del kept[next(iter(kept))]
    return made


def _after(earlier: _Content, old: Ground, content: _Content, fresh: Ground) -> Ground:
    """What follows on an earlier ground."""
    if not content.settled_like(earlier):
        return fresh
    keys, counts = content.since(earlier)
    if not len(keys):
        return replace(old, counted=fresh.counted)  # the same in all: what one counts, both know
    if len(keys) > MOST_CHANGES:
        return fresh
    changes = tuple(_change(fresh.cells, key, n) for key, n in zip(keys.tolist(), counts.tolist(), strict=True))
    fresh.before, fresh.changes = replace(old, before=None, changes=()), changes
    return fresh


def _content(cells: Cells, kind: str, floors: dict[str, int], first: int | None, last: int | None) -> _Content:
    start, end = 0 if first is None else first, WEEK_MASK if last is None else last
    questions = tuple([one for one in cells.questions if one.kind == kind and one.survey in floors])
    blocks, keys, counts = [], [cells.late_keys[:0]], [cells.late_counts[:0]]
    for question in questions:
        column = cells.columns.get(question.id, NOBODY)
        here = slice(*np.searchsorted(column.weeks, (start, end + 1)))
        blocks += [column.weeks[here].tobytes(), column.versions[here].tobytes()]
        own = question.id << QUESTION_SHIFT
        late = slice(*np.searchsorted(cells.late_keys, (own + (start << WEEK_SHIFT), own + ((end + 1) << WEEK_SHIFT))))
        keys.append(cells.late_keys[late])
        counts.append(cells.late_counts[late])
    return _Content(questions, cells.names, tuple(blocks), np.concatenate(keys), np.concatenate(counts))


def _change(cells: Cells, key: int, n: int) -> Change:
    question = next(one for one in cells.questions if one.id == key >> QUESTION_SHIFT)
    place = (key >> PLACE_SHIFT) & PLACE_MASK
    codes = {name: int(cells.codes[name][place]) for name in PLACE_FIELDS}
    said = {name: None if code < 0 else cells.names[name][code] for name, code in codes.items()}
    every = {**said, "survey": question.survey, "week": (key >> WEEK_SHIFT) & WEEK_MASK}
    return Change({axis: tuple([every[name] for name in dimensions]) for axis, dimensions in AXES.items()}, n)


@remembered_part
def floors_of(cells: Cells, kind: str) -> dict[str, int]:
    """The surveys with a floor that ask such a question."""
    floors: dict[str, int] = {}
    for question in cells.questions:
        if question.kind == kind and question.floor > 1:
            floors[question.survey] = max(question.floor, floors.get(question.survey, 0))
    return floors


def units_of(ground: Ground, axis: str) -> list[Label]:
    """The names (pairs, weeks) along an axis that have answers in the period."""
    if axis not in ground.units:
        table = _added(ground, (axis,))
        if table is not None and ground.before is not None and (table > 0).all():
            ground.tables[(axis,)], ground.units[axis] = table, ground.before.units[axis]
        else:
            ground.units[axis] = _counted_units(ground, axis)
    return ground.units[axis]


def _counted_units(ground: Ground, axis: str) -> list[Label]:
    found = tally(ground.cells, ground.kind, AXES[axis], ground.where)
    n = found.n
    units = [label for label, some in zip(found.labels, n.tolist(), strict=True) if some > 0]
    undated = tally(ground.cells, ground.kind, (), ground.where).n[0] - n.sum() if axis == "week" else 0
    if undated > 0:
        units.append((UNDATED,))
    ground.tables[(axis,)] = np.append(n[n > 0], [undated] if undated > 0 else np.zeros(0, np.int64))
    return units


def table_of(ground: Ground, axes: Axes) -> Table:
    """Answers per combination of units; undated answers (the whole less its weeks) count as a week of their own."""
    if axes not in ground.tables:
        known = _added(ground, axes) if ground.same_units(axes) else None
        ground.tables[axes] = _counted(ground, axes) if known is None else known
    return ground.tables[axes]


def _added(ground: Ground, axes: Axes) -> Table | None:
    """The table of the ground before with the changes; None where it is not known, or has no room for one of them."""
    old = ground.before
    if old is None or axes not in old.tables:
        return None
    where = spots_of(ground, axes)
    if where is None:
        return None
    table = old.tables[axes].copy()
    for change, place in zip(ground.changes, where, strict=True):
        table[place] += change.n
    return table


def spots_of(ground: Ground, axes: Axes) -> list[tuple[int, ...]] | None:
    """Where in a table of the ground before each change belongs; None if one brings a new name, or while somebody else
    is still counting the names there."""
    known = {} if ground.before is None else ground.before.units
    if not all(axis in known for axis in axes):
        return None
    units = [known[axis] for axis in axes]
    names = [tuple([change.names[axis] for axis in axes]) for change in ground.changes]
    if not all(name in one for label in names for name, one in zip(label, units, strict=True)):
        return None
    return [tuple([one.index(name) for name, one in zip(label, units, strict=True)]) for label in names]


def _counted(ground: Ground, axes: Axes) -> Table:
    dimensions = [dimension for axis in axes for dimension in AXES[axis]]
    found = tally(ground.cells, ground.kind, dimensions, ground.where)
    at = [{unit: i for i, unit in enumerate(units_of(ground, axis))} for axis in axes]
    table = np.zeros([len(one) for one in at], np.int64)
    here = found.n > 0
    labels = [label for label, some in zip(found.labels, here.tolist(), strict=True) if some]
    ends = list(accumulate(len(AXES[axis]) for axis in axes))
    parts = zip(at, [0, *ends], ends, strict=False)
    table[tuple([one[label[start:end]] for label in labels] for one, start, end in parts)] = found.n[here]
    if "week" in axes and (UNDATED,) in at[axes.index("week")]:
        others = tuple(axis for axis in axes if axis != "week")
        whole = table_of(ground, others) if others else tally(ground.cells, ground.kind, (), ground.where).n[0]
        weeks = np.moveaxis(table, axes.index("week"), 0)
        weeks[-1] = whole - weeks[:-1].sum(axis=0)
    return table
