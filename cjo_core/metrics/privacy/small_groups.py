"""The small groups of a period, and the blocks of names that hide each: the rule of `metrics.privacy.protection`,
worked out. Never fetches, and knows no view.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from cjo_core.metrics.privacy.grounds import Axes, Block, Box, Ground, Label, Rules, spots_of, table_of, units_of

#: Whole surveys and their weeks are shown from the first answer.
PUBLIC = {"survey", "week"}
#: More shapes of a small group than this are not told apart: whole dimensions are hidden instead.
MOST_SHAPES = 64
#: In lists of single answers, a cross table with more small groups than this is not judged group by group: the time
#: that takes grows with them, and where so many are small next to nothing could be told.
MOST_SMALL = 400


def ruled(ground: Ground, axes: Axes) -> list[Axes]:
    """Those of the cross tables of some axes in which anything is small. Looked for once per ground."""
    if axes not in ground.ruled:
        every = (some for size in range(1, len(axes) + 1) for some in combinations(axes, size))
        ground.ruled[axes] = [some for some in every if rules_of(ground, some)]
    return ground.ruled[axes]


def blocks_of(ground: Ground, axes: Axes) -> list[Block]:
    """For each axis, which units each rule's block holds (1 or 0), and how many: shape (rules, units)."""
    if axes not in ground.blocks:
        rules = list(rules_of(ground, axes).values())
        found = [np.zeros((len(rules), len(units_of(ground, axis)))) for axis in axes]
        for row, rule in enumerate(rules):
            for held, block in zip(found, rule, strict=True):
                held[row, list(block)] = 1
        ground.blocks[axes] = [(held, held.sum(axis=1, keepdims=True)) for held in found]
    return ground.blocks[axes]


def rules_of(ground: Ground, axes: Axes) -> Rules:
    """The blocks of every small cell of a cross table, one per axis."""
    if set(axes) <= PUBLIC:
        return {}
    if axes not in ground.rules:
        found, known = _judged(ground, axes), _earlier(ground, axes)
        if known is None or found != known:
            ground.rules[axes] = found
        else:  # the same as before: so are the blocks
            ground.rules[axes] = known
            if ground.before is not None and axes in ground.before.blocks:
                ground.blocks[axes] = ground.before.blocks[axes]
    return ground.rules[axes]


def _judged(ground: Ground, axes: Axes) -> Rules:
    """The rules of a cross table. A small cell about which nothing has changed is not judged again."""
    table, fewer, floors = table_of(ground, axes), _rules_of_fewer(ground, axes), _floors(ground, axes)
    units = [units_of(ground, axis) for axis in axes]
    small = np.argwhere((table > 0) & (table < floors))
    known = _earlier(ground, axes)
    again = np.ones(len(small), np.bool_) if known is None else _touched(ground, axes, small)
    found: Rules = {}
    for cell, anew in zip(map(tuple, small.tolist()), again.tolist(), strict=True):
        if known is not None and not anew:
            if cell in known:
                found[cell] = known[cell]
            continue
        if any(_says_nothing(mine[i]) for mine, i in zip(units, cell, strict=True)):
            continue
        floor = int(floors[cell])
        shapes = _shapes(table, fewer, cell, floor)
        if shapes is None:
            found[cell] = tuple(frozenset(range(size)) for size in table.shape)
        elif shapes:
            found[cell] = tuple(_block(ground, axes, i, cell, shapes, floor) for i in range(len(axes)))
    return found


def _floors(ground: Ground, axes: Axes) -> NDArray[np.int64]:
    """The floor of every cell of a cross table: that of its survey, or the strictest."""
    shape = table_of(ground, axes).shape
    if "survey" not in axes:
        return np.full(shape, max(ground.floors.values()))
    by_survey = np.array([ground.floors[unit[0]] for unit in units_of(ground, "survey")])
    return np.broadcast_to(by_survey.reshape([-1, *[1] * (len(axes) - 1)]), shape)


def crowded(ground: Ground, axes: Axes) -> bool:
    """Whether a cross table has so many small groups that they are not told apart. One of fewer axes has no more."""
    table = table_of(ground, axes)
    return int(np.count_nonzero((table > 0) & (table < _floors(ground, axes)))) > MOST_SMALL


def _earlier(ground: Ground, axes: Axes) -> Rules | None:
    """The rules of the ground before, where they are about the same names."""
    return ground.before.rules.get(axes) if ground.before is not None and ground.same_units(axes) else None


def _touched(ground: Ground, axes: Axes, small: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which small cells must be judged again, because the answers they are judged by have changed, or a rule has.

    A cell is judged by its group (itself and what the rules of fewer axes add to it) and by the lines through that
    group. An answer that lies outside the group along two axes or more is on none of them.
    """
    changed = np.array(spots_of(ground, axes), np.int64).reshape(-1, len(axes))
    touched = np.asarray(((small[:, None] != changed).sum(axis=2) < 2).any(axis=1))
    groups = [[{i} for i in cell] for cell in small.tolist()]
    for some in _fewer(len(axes)):
        now, before = rules_of(ground, within := tuple(axes[i] for i in some)), _rules_before(ground, within)
        if now is before and not now:
            continue
        for row, cell in enumerate(map(tuple, small[:, some].tolist())):
            rule = now.get(cell)
            touched[row] |= rule != before.get(cell)
            for i, block in zip(some, rule or (), strict=False):
                groups[row][i] |= block
    for row in np.flatnonzero(~touched).tolist():
        outside = [sum(i not in part for i, part in zip(spot, groups[row], strict=True)) for spot in changed.tolist()]
        touched[row] = min(outside, default=2) < 2
    return touched


def _says_nothing(unit: Label) -> bool:
    """Whether a unit is "not given" altogether: nobody is known by what was not said of them."""
    return all(part is None for part in unit)


def _fewer(axes: int) -> Iterator[tuple[int, ...]]:
    """The places of fewer of some axes, in every way."""
    return (some for size in range(1, axes) for some in combinations(range(axes), size))


def _rules_before(ground: Ground, axes: Axes) -> Rules:
    """The rules of the ground before; there are none of whole surveys and weeks."""
    return ground.before.rules.get(axes, {}) if ground.before is not None else {}


def _rules_of_fewer(ground: Ground, axes: Axes) -> list[tuple[tuple[int, ...], Rules]]:
    """The rules of all cross tables of fewer of some axes (by their places), where there are any."""
    found = [(some, rules_of(ground, tuple(axes[i] for i in some))) for some in _fewer(len(axes))]
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


def _block(ground: Ground, axes: Axes, i: int, cell: tuple[int, ...], shapes: set[Box], floor: int) -> frozenset[int]:
    """The cell's name along axis i and neighbours with which every shape reaches the floor; all names if none do."""
    table, units = table_of(ground, axes), units_of(ground, axes[i])
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
