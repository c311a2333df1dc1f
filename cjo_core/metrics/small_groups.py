"""The small groups of a period, and the blocks of names that hide each: the rule of `metrics.protection`, worked out.
Never fetches, and knows no view.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import accumulate, combinations
from typing import Any
from weakref import ReferenceType, WeakKeyDictionary, ref

import numpy as np
from numpy.typing import NDArray

from cjo_core.metrics.cells import Cells, tally
from cjo_core.metrics.remembered import remembered_part
from cjo_core.survey.filters import Filter
from cjo_core.survey.periods import UNDATED

Label = tuple[Any, ...]
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
#: Whole surveys and their weeks are shown from the first answer.
PUBLIC = {"survey", "week"}
#: More shapes of a small group than this are not told apart: whole dimensions are hidden instead.
MOST_SHAPES = 64


@dataclass(eq=False)
class Ground:
    """The answers to protect in one period (of one kind, from surveys with a floor), and what was counted of them.

    It lies beside its cells and must not keep them alive: every answer makes new ones.
    """

    counted: ReferenceType[Cells]
    kind: str
    where: Filter
    floors: dict[str, int]
    units: dict[str, list[Label]] = field(default_factory=dict)
    tables: dict[tuple[str, ...], NDArray[np.int64]] = field(default_factory=dict)
    rules: dict[tuple[str, ...], Rules] = field(default_factory=dict)
    ruled: dict[tuple[str, ...], list[tuple[str, ...]]] = field(default_factory=dict)
    sides: dict[tuple[Any, ...], Side | None] = field(default_factory=dict)
    blocks: dict[tuple[str, ...], list[Block]] = field(default_factory=dict)
    pools: dict[tuple[str, int], list[list[int]]] = field(default_factory=dict)

    @property
    def cells(self) -> Cells:
        """The counts; whoever asks of a ground has them at hand, or it would be gone with them."""
        found = self.counted()
        if found is None:
            raise ReferenceError("the counts of these small groups are gone")
        return found


_grounds: WeakKeyDictionary[Cells, dict[tuple[Any, ...], Ground]] = WeakKeyDictionary()


def ground_of(cells: Cells, kind: str, where: Filter) -> Ground:
    """The ground of a view's period, remembered as long as its cells live."""
    known = _grounds.get(cells)
    if known is None:
        known = _grounds.setdefault(cells, {})
    period = (kind, where.first_week, where.last_week)
    if period not in known:
        floors = floors_of(cells, kind)
        known[period] = Ground(ref(cells), kind, replace(where, where={}).only(survey=floors), floors)
    return known[period]


@remembered_part
def floors_of(cells: Cells, kind: str) -> dict[str, int]:
    """The surveys with a floor that ask such a question."""
    floors: dict[str, int] = {}
    for question in cells.questions:
        if question.kind == kind and question.floor > 1:
            floors[question.survey] = max(question.floor, floors.get(question.survey, 0))
    return floors


def ruled(ground: Ground, axes: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Those of the cross tables of some axes in which anything is small. Looked for once per ground."""
    if axes not in ground.ruled:
        every = (some for size in range(1, len(axes) + 1) for some in combinations(axes, size))
        ground.ruled[axes] = [some for some in every if rules_of(ground, some)]
    return ground.ruled[axes]


def blocks_of(ground: Ground, axes: tuple[str, ...]) -> list[Block]:
    """For each axis, which units each rule's block holds (1 or 0), and how many: shape (rules, units)."""
    if axes not in ground.blocks:
        rules = list(rules_of(ground, axes).values())
        found = [np.zeros((len(rules), len(units_of(ground, axis)))) for axis in axes]
        for row, rule in enumerate(rules):
            for held, block in zip(found, rule, strict=True):
                held[row, list(block)] = 1
        ground.blocks[axes] = [(held, held.sum(axis=1, keepdims=True)) for held in found]
    return ground.blocks[axes]


def units_of(ground: Ground, axis: str) -> list[Label]:
    """The names (pairs, weeks) along an axis that have answers in the period."""
    if axis not in ground.units:
        found = tally(ground.cells, ground.kind, AXES[axis], ground.where)
        units = [label for label, n in zip(found.labels, found.n, strict=True) if n > 0]
        if axis == "week" and found.n.sum() < tally(ground.cells, ground.kind, (), ground.where).n[0]:
            units.append((UNDATED,))
        ground.units[axis] = units
    return ground.units[axis]


def _table(ground: Ground, axes: tuple[str, ...]) -> NDArray[np.int64]:
    """Answers per combination of units; undated answers (the whole less its weeks) count as a week of their own."""
    if axes not in ground.tables:
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
            whole = _table(ground, others) if others else tally(ground.cells, ground.kind, (), ground.where).n[0]
            weeks = np.moveaxis(table, axes.index("week"), 0)
            weeks[-1] = whole - weeks[:-1].sum(axis=0)
        ground.tables[axes] = table
    return ground.tables[axes]


def rules_of(ground: Ground, axes: tuple[str, ...]) -> Rules:
    """The blocks of every small cell of a cross table, one per axis."""
    if set(axes) <= PUBLIC:
        return {}
    if axes not in ground.rules:
        table = _table(ground, axes)
        floors = np.full(table.shape, max(ground.floors.values()))
        if "survey" in axes:
            by_survey = np.array([ground.floors[unit[0]] for unit in units_of(ground, "survey")])
            floors = np.broadcast_to(by_survey.reshape([-1, *[1] * (table.ndim - 1)]), table.shape)
        units = [units_of(ground, axis) for axis in axes]
        fewer = _rules_of_fewer(ground, axes)
        found: Rules = {}
        for cell in map(tuple, np.argwhere((table > 0) & (table < floors)).tolist()):
            if any(_says_nothing(mine[i]) for mine, i in zip(units, cell, strict=True)):
                continue
            floor = int(floors[cell])
            shapes = _shapes(table, fewer, cell, floor)
            if shapes is None:
                found[cell] = tuple(frozenset(range(size)) for size in table.shape)
            elif shapes:
                found[cell] = tuple(_block(ground, axes, i, cell, shapes, floor) for i in range(len(axes)))
        ground.rules[axes] = found
    return ground.rules[axes]


def _says_nothing(unit: Label) -> bool:
    """Whether a unit is "not given" altogether: nobody is known by what was not said of them."""
    return all(part is None for part in unit)


def _rules_of_fewer(ground: Ground, axes: tuple[str, ...]) -> list[tuple[tuple[int, ...], Rules]]:
    """The rules of all cross tables of fewer of some axes (by their places), where there are any."""
    every = (some for size in range(1, len(axes)) for some in combinations(range(len(axes)), size))
    found = [(some, rules_of(ground, tuple(axes[i] for i in some))) for some in every]
    return [(some, rules) for some, rules in found if rules]


def _shapes(
    table: NDArray[np.int64], fewer: list[tuple[tuple[int, ...], Rules]], cell: tuple[int, ...], floor: int
) -> set[Box] | None:
    """The smallest groups around a cell, under the floor, that the rules of fewer axes leave open; None: too many."""
    shapes: set[Box] = {tuple(frozenset([i]) for i in cell)}
    for some, rules in fewer:
        rule = rules.get(tuple(cell[i] for i in some))
        if rule is None:
            continue
        wider = {
            (*shape[:i], shape[i] | block, *shape[i + 1 :])
            for shape in shapes
            for i, block in zip(some, rule, strict=True)
        }
        shapes = {shape for shape in wider if table[np.ix_(*map(sorted, shape))].sum() < floor}
        if len(shapes) > MOST_SHAPES:
            return None
    return shapes


def _line(table: NDArray[np.int64], i: int, shape: Box) -> list[int]:
    """The answers of a shape widened to all names along axis i, per name."""
    if all(len(part) == 1 for k, part in enumerate(shape) if k != i):  # as nearly always
        line = table[tuple(slice(None) if k == i else min(part) for k, part in enumerate(shape))]
    else:
        others = [range(table.shape[k]) if k == i else sorted(part) for k, part in enumerate(shape)]
        line = table[np.ix_(*others)].sum(axis=tuple(k for k in range(table.ndim) if k != i))
    found: list[int] = line.tolist()
    return found


def _block(
    ground: Ground, axes: tuple[str, ...], i: int, cell: tuple[int, ...], shapes: set[Box], floor: int
) -> frozenset[int]:
    """The cell's name along axis i and neighbours with which every shape reaches the floor; all names if none do."""
    table, units = _table(ground, axes), units_of(ground, axes[i])
    block = {cell[i]}
    for shape in shapes if len(shapes) == 1 else sorted(shapes, key=lambda one: [sorted(part) for part in one]):
        line = _line(table, i, shape)
        for pool in _pools(ground, axes[i], cell[i]):
            if (added := _neighbours(line, block | shape[i], pool, floor)) is not None:
                block |= added
                break
        else:
            return frozenset(range(len(units)))
    return frozenset(block)


def _pools(ground: Ground, axis: str, own: int) -> list[list[int]]:
    """Where neighbours are sought: in the same stage first, then everywhere."""
    if (axis, own) not in ground.pools:
        units = units_of(ground, axis)
        near = [[i for i, unit in enumerate(units) if unit[0] == units[own][0]]] if axis == "journey" else []
        ground.pools[axis, own] = [*near, [*range(len(units))]]
    return ground.pools[axis, own]


def _neighbours(line: list[int], have: set[int] | frozenset[int], pool: list[int], floor: int) -> set[int] | None:
    """The fewest names with which a line reaches the floor: small ones (hidden anyway) before a large one."""
    missing = floor - sum(line[i] for i in have)
    if missing <= 0:
        return set()
    open_ = [i for i in pool if i not in have and line[i] > 0]
    small = sorted((i for i in open_ if line[i] < floor), key=lambda i: (-line[i], i))
    if sum(line[i] for i in small) >= missing:
        added: set[int] = set()
        for i in small:
            added.add(i)
            missing -= line[i]
            if missing <= 0:
                break
        return added
    large = [i for i in open_ if line[i] >= floor]
    return {min(large, key=lambda i: (line[i], i))} if large else None
