"""Which groups must be hidden so that no small one can be worked out. The one place that decides it, for every view.

The rule. A group is every set of answers a filter can pick: some names in one or more dimensions. It is small when it
holds fewer answers than the privacy floor. In the cross table of any dimensions, each small cell gets one *block* of
names per dimension: its own name and as few neighbours as reach the floor along that line (all names if the line has
too few answers). A number is hidden when its names split the blocks of some small cell in every one of the cell's
dimensions (hold some, but not all, names of each block). One-dimensional totals are therefore untouched by what is
small in a heat map only.

Why it is enough. Take one answer more in the small cell, one less in the neighbour along the first block, one less
along the second, one more where the two neighbours meet: whatever is not hidden stays as it was, because its names hold
both ends of one of the exchanges, or none. So all numbers shown together, added and subtracted in any way, fit several
counts of the small group. Which groups are hidden never depends on the view, only on the answers of the period. Empty
groups inside a block are hidden like the others, or their absence would tell.

Exempt: a whole survey, in total or per week, shows from its first answer (its comments do not, see `protected`).
Answers of surveys of identified customers (floor 1) are neither hidden nor counted here. A touchpoint brings its stage,
so the two are one dimension of (stage, touchpoint) pairs; neighbours are sought in the same stage first. "Not given"
is no group: a few answers that came without a stage tell nothing about anybody, and must not hide a stage of hundreds.

A period that begins at any moment could be laid beside another that begins a little later: see `told_apart`.

What it cannot do. Nobody is protected from comparing two moments or two periods: a group's total of twelve weeks less
that of eleven is the twelfth week, and a live page changes with every answer. Within one period, weeks are a dimension
like any other. Each kind of question is judged by itself. From three dimensions on, exact counts stay hidden from sums
and differences, but somebody who also knows which groups are empty may narrow them down. Somebody who can open the
database needs none of this. Never fetches and computes no metric.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import accumulate, combinations
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from cjo_core.metrics.cells import Cells, Tally, chosen_names, folded, in_order, tally, wanted
from cjo_core.metrics.remembered import remembered_part
from cjo_core.survey.filters import EVERYTHING, Filter
from cjo_core.survey.periods import UNDATED

Label = tuple[Any, ...]
Flags = NDArray[np.bool_]
Box = tuple[frozenset[int], ...]
Rules = dict[tuple[int, ...], Box]
#: The labels a view has along an axis, and for each which units it holds (1 or 0; as floats, which multiply faster).
Side = tuple[list[Label], NDArray[np.float64]]
#: Along an axis, which units each rule's block holds (1 or 0), and how many.
Block = tuple[NDArray[np.float64], NDArray[np.float64]]
#: An axis, which of its dimensions a view divides by, and by which it filters.
Along = tuple[str, tuple[int, ...], tuple[tuple[int, str], ...]]

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
class _Ground:
    """The answers to protect in one period (of one kind, from surveys with a floor), and what was counted of them."""

    cells: Cells
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


_grounds: WeakKeyDictionary[Cells, dict[tuple[Any, ...], _Ground]] = WeakKeyDictionary()


def guarded(cells: Cells, kind: str, by: Sequence[str] = (), where: Filter = EVERYTHING) -> tuple[Tally, Flags]:
    """`tally`, and which of its groups must be hidden. Hidden groups without answers are in it too."""
    found = tally(cells, kind, by, where)
    hidden = hidden_groups(cells, kind, by, where)
    if not hidden:
        return found, np.zeros(len(found.labels), np.bool_)
    missing = hidden.difference(found.labels)
    if missing:
        labels = tuple(sorted([*found.labels, *missing], key=lambda label: in_order(cells, found.by, label)))
        at = {label: i for i, label in enumerate(found.labels)}
        found = found.rows(labels, [at.get(label, -1) for label in labels])
    return found, np.array([label in hidden for label in found.labels], dtype=np.bool_)


def protected(cells: Cells, kind: str | None, where: Filter = EVERYTHING) -> bool:
    """Whether comments and rows behind `where` must not be shown; `kind` None asks for all kinds of questions together.

    True where the score is hidden, and also where a whole survey has fewer answers than its floor: a score of three
    people tells little, their words tell who they are.
    """
    return any(
        _protected(cells, one, _as_counted(where)) for one in (sorted(cells.kinds()) if kind is None else [kind])
    )


def _as_counted(where: Filter) -> Filter:
    """The answers of a filter in surveys with a floor, in which every answer counts whatever is asked (see `tally`)."""
    return where.counting(latest=False)


@remembered_part
def _protected(cells: Cells, kind: str, where: Filter) -> bool:
    floors = _floors(cells, kind)
    limits = where.where.get("survey")
    surveys = [name for name in floors if limits is None or wanted(name, limits)]
    if not surveys:
        return False
    every = {question.survey for question in cells.questions if question.kind == kind}
    mine = where if limits is None and len(surveys) == len(every) else where.only(survey=surveys)
    n = int(tally(cells, kind, (), mine).n[0])
    return 0 < n < max(floors[name] for name in surveys) or bool(hidden_groups(cells, kind, (), where))


def told_apart(n: int, beside: Iterable[int], floor: int) -> bool:
    """Whether the score of a period with `n` answers may be told, where periods with `beside` answers are told too that
    lie in it or hold it: neither its people nor those between the two are fewer than the floor.

    >>> told_apart(12, [12, 40], 5), told_apart(12, [14], 5), told_apart(3, [40], 5), told_apart(12, [8, 40], 5)
    (True, False, False, False)
    """
    return not any(0 < some < floor for some in (n, *(abs(other - n) for other in beside)))


@remembered_part
def open_dimensions(cells: Cells, kind: str | None, where: Filter, asked: Sequence[str]) -> tuple[str, ...]:
    """Those of the dimensions `asked` that a list of single answers behind `where` may name beside each answer.

    Such a list is a breakdown by all its columns at once: a column joins as long as no group of it must be hidden.
    """
    kinds = sorted(cells.kinds()) if kind is None else [kind]
    shown: list[str] = []
    for dimension in asked:
        if not any(hidden_groups(cells, one, [*shown, dimension], where) for one in kinds):
            shown.append(dimension)
    return tuple(shown)


def hidden_groups(cells: Cells, kind: str, by: Sequence[str] = (), where: Filter = EVERYTHING) -> frozenset[Label]:
    """The labels of all groups of the view that must be hidden, with or without answers; `{()}` for a hidden whole."""
    return _hidden(cells, kind, tuple(by), _as_counted(where)) if _floors(cells, kind) else frozenset()


@remembered_part
def _hidden(cells: Cells, kind: str, by: tuple[str, ...], where: Filter) -> frozenset[Label]:
    ground = _ground(cells, kind, where)
    looked = [_side(ground, along, where) for along in _along(by, tuple(where.where))]
    sides = {axis: side for axis, side in looked if side is not None}
    ruled = _ruled(ground, tuple(sides))
    if not ruled:  # nothing small anywhere in this view, as in most
        return frozenset()
    shape = tuple(len(labels) for labels, _held in sides.values())
    hidden = np.zeros(shape, np.bool_)
    for axes in ruled:
        split = _split(_blocks(ground, axes), axes, sides)
        if split is not None:
            hidden |= split
    if not hidden.any():
        return frozenset()
    for i, (labels, held) in enumerate(
        sides.values()
    ):  # nothing to protect, and no secret, where a name has no answers
        hidden &= held.any(axis=1).reshape([len(labels) if k == i else 1 for k in range(len(sides))])
    names = [dimension for axis in sides for dimension in AXES[axis] if dimension in by]
    order = [names.index(dimension) for dimension in by]
    found = set()
    for position in np.argwhere(hidden):
        flat = [part for (labels, _held), i in zip(sides.values(), position, strict=True) for part in labels[i]]
        found.add(tuple(flat[i] for i in order))
    return frozenset(found)


def _ruled(ground: _Ground, axes: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Those of the cross tables of some axes in which anything is small. Looked for once per ground."""
    if axes not in ground.ruled:
        every = (some for size in range(1, len(axes) + 1) for some in combinations(axes, size))
        ground.ruled[axes] = [some for some in every if _rules(ground, some)]
    return ground.ruled[axes]


def _blocks(ground: _Ground, axes: tuple[str, ...]) -> list[Block]:
    """For each axis, which units each rule's block holds (1 or 0), and how many: shape (rules, units)."""
    if axes not in ground.blocks:
        rules = list(_rules(ground, axes).values())
        found = [np.zeros((len(rules), len(_units(ground, axis)))) for axis in axes]
        for row, rule in enumerate(rules):
            for held, block in zip(found, rule, strict=True):
                held[row, list(block)] = 1
        ground.blocks[axes] = [(held, held.sum(axis=1, keepdims=True)) for held in found]
    return ground.blocks[axes]


def _split(blocks: list[Block], axes: tuple[str, ...], sides: dict[str, Side]) -> Flags | None:
    """Which groups of the view hold some but not all of the blocks of a rule, in each of its axes; None: none do."""
    cuts: dict[str, Flags] = {}
    left = np.arange(len(blocks[0][0]))  # rules whose blocks are split by some group in every axis looked at
    # first the axes with few groups, such as those a view only filters by: they leave few rules to look at
    for axis, (held, size) in sorted(zip(axes, blocks, strict=True), key=lambda pair: len(sides[pair[0]][0])):
        inside = held[left] @ sides[axis][1].T
        cut = (inside > 0) & (inside < size[left])
        hit = cut.any(axis=1)
        left = left[hit]
        if not len(left):
            return None
        cuts = {known: flags[hit] for known, flags in cuts.items()} | {axis: cut[hit]}
    every = np.ones(len(left), np.bool_)
    for axis in axes:
        every = every[..., None] & cuts[axis].reshape(len(left), *[1] * (every.ndim - 1), -1)
    shape = [len(labels) if axis in axes else 1 for axis, (labels, _held) in sides.items()]
    return np.asarray(every.any(axis=0)).reshape(shape)


@lru_cache(maxsize=1_000)
def _along(by: tuple[str, ...], limited: tuple[str, ...]) -> tuple[Along, ...]:
    """The axes along which a view divides or filters, and by which of their dimensions."""
    found = []
    for axis, dimensions in AXES.items():
        shown = tuple(i for i, dimension in enumerate(dimensions) if dimension in by)
        limits = tuple((i, dimension) for i, dimension in enumerate(dimensions) if dimension in limited)
        if shown or limits:
            found.append((axis, shown, limits))
    return tuple(found)


def _side(ground: _Ground, along: Along, where: Filter) -> tuple[str, Side | None]:
    """A view along one axis; None where it neither divides nor filters by it. Made once per ground."""
    axis, shown, limited = along
    limits = tuple([(i, where.where[dimension]) for i, dimension in limited])
    if (axis, shown, limits) not in ground.sides:
        ground.sides[axis, shown, limits] = _made_side(ground, axis, shown, limits)
    return axis, ground.sides[axis, shown, limits]


def _made_side(ground: _Ground, axis: str, shown: tuple[int, ...], limits: tuple[tuple[int, Any], ...]) -> Side | None:
    units = _units(ground, axis)
    allowed = [(i, chosen_names(names)) for i, names in limits]
    kept = [all(folded(unit[i]) in names for i, names in allowed) for unit in units]
    if not shown and all(kept):
        return None
    of_unit = [tuple(unit[i] for i in shown) for unit in units]
    dated = [axis != "week" or unit != (UNDATED,) for unit in units]
    labels = list(dict.fromkeys(of for of, keep, ok in zip(of_unit, kept, dated, strict=True) if keep and ok))
    labels = labels or [()] if not shown else labels
    held = np.array([[of == label and keep for of, keep in zip(of_unit, kept, strict=True)] for label in labels])
    return labels, held.reshape(len(labels), len(units)).astype(np.float64)


def _ground(cells: Cells, kind: str, where: Filter) -> _Ground:
    """The ground of a view's period, remembered as long as its cells live."""
    known = _grounds.get(cells)
    if known is None:
        known = _grounds.setdefault(cells, {})
    period = (kind, where.first_week, where.last_week)
    if period not in known:
        floors = _floors(cells, kind)
        known[period] = _Ground(cells, kind, replace(where, where={}).only(survey=floors), floors)
    return known[period]


@remembered_part
def _floors(cells: Cells, kind: str) -> dict[str, int]:
    """The surveys with a floor that ask such a question."""
    floors: dict[str, int] = {}
    for question in cells.questions:
        if question.kind == kind and question.floor > 1:
            floors[question.survey] = max(question.floor, floors.get(question.survey, 0))
    return floors


def _units(ground: _Ground, axis: str) -> list[Label]:
    """The names (pairs, weeks) along an axis that have answers in the period."""
    if axis not in ground.units:
        found = tally(ground.cells, ground.kind, AXES[axis], ground.where)
        units = [label for label, n in zip(found.labels, found.n, strict=True) if n > 0]
        if axis == "week" and found.n.sum() < tally(ground.cells, ground.kind, (), ground.where).n[0]:
            units.append((UNDATED,))
        ground.units[axis] = units
    return ground.units[axis]


def _table(ground: _Ground, axes: tuple[str, ...]) -> NDArray[np.int64]:
    """Answers per combination of units; undated answers (the whole less its weeks) count as a week of their own."""
    if axes not in ground.tables:
        dimensions = [dimension for axis in axes for dimension in AXES[axis]]
        found = tally(ground.cells, ground.kind, dimensions, ground.where)
        at = [{unit: i for i, unit in enumerate(_units(ground, axis))} for axis in axes]
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


def _rules(ground: _Ground, axes: tuple[str, ...]) -> Rules:
    """The blocks of every small cell of a cross table, one per axis."""
    if set(axes) <= PUBLIC:
        return {}
    if axes not in ground.rules:
        table = _table(ground, axes)
        floors = np.full(table.shape, max(ground.floors.values()))
        if "survey" in axes:
            by_survey = np.array([ground.floors[unit[0]] for unit in _units(ground, "survey")])
            floors = np.broadcast_to(by_survey.reshape([-1, *[1] * (table.ndim - 1)]), table.shape)
        units = [_units(ground, axis) for axis in axes]
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


def _rules_of_fewer(ground: _Ground, axes: tuple[str, ...]) -> list[tuple[tuple[int, ...], Rules]]:
    """The rules of all cross tables of fewer of some axes (by their places), where there are any."""
    every = (some for size in range(1, len(axes)) for some in combinations(range(len(axes)), size))
    found = [(some, _rules(ground, tuple(axes[i] for i in some))) for some in every]
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
    return [int(n) for n in line.tolist()]


def _block(
    ground: _Ground, axes: tuple[str, ...], i: int, cell: tuple[int, ...], shapes: set[Box], floor: int
) -> frozenset[int]:
    """The cell's name along axis i and neighbours with which every shape reaches the floor; all names if none do."""
    table, units = _table(ground, axes), _units(ground, axes[i])
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


def _pools(ground: _Ground, axis: str, own: int) -> list[list[int]]:
    """Where neighbours are sought: in the same stage first, then everywhere."""
    if (axis, own) not in ground.pools:
        units = _units(ground, axis)
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


__all__ = ["guarded", "hidden_groups", "open_dimensions", "protected", "told_apart"]
