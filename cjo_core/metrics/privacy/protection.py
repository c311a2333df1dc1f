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

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cjo_core.metrics.cells import Cells, chosen_names, folded, tally, wanted
from cjo_core.metrics.privacy.grounds import AXES, Block, Ground, Label, Side, floors_of, ground_of, units_of
from cjo_core.metrics.privacy.small_groups import blocks_of, crowded, ruled
from cjo_core.metrics.remembered import remembered_part
from cjo_core.survey.filters import EVERYTHING, Filter
from cjo_core.survey.periods import UNDATED

Flags = NDArray[np.bool_]
#: An axis, which of its dimensions a view divides by, and by which it filters.
Along = tuple[str, tuple[int, ...], tuple[tuple[int, str], ...]]


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
    floors = floors_of(cells, kind)
    limits = where.where.get("survey")
    surveys = [name for name in floors if limits is None or wanted(name, limits)]
    if not surveys:
        return False
    every = {question.survey for question in cells.questions if question.kind == kind}
    mine = where if limits is None and len(surveys) == len(every) else where.only(survey=surveys)
    n = int(tally(cells, kind, (), mine).n[0])
    return 0 < n < max(floors[name] for name in surveys) or hides(cells, kind, (), where)


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

    Such a list is a breakdown by all its columns at once: a column joins as long as no group of it must be hidden, and
    it is not `too_fine` with it.
    """
    kinds = sorted(cells.kinds()) if kind is None else [kind]
    shown: list[str] = []
    for dimension in asked:
        by = [*shown, dimension]
        if not any(too_fine(cells, one, by, where) or hides(cells, one, by, where) for one in kinds):
            shown.append(dimension)
    return tuple(shown)


def too_fine(cells: Cells, kind: str, by: Sequence[str], where: Filter) -> bool:
    """Whether a view divides (and filters) so finely that a list of single answers takes all its groups for small ones,
    instead of judging each."""
    return _too_fine(cells, kind, tuple(by), _as_counted(where))


@remembered_part
def _too_fine(cells: Cells, kind: str, by: tuple[str, ...], where: Filter) -> bool:
    if not floors_of(cells, kind):
        return False
    ground = ground_of(cells, kind, where)
    axes = tuple(_sides(ground, by, where))
    return bool(axes) and crowded(ground, axes)


def hidden_groups(cells: Cells, kind: str, by: Sequence[str] = (), where: Filter = EVERYTHING) -> frozenset[Label]:
    """The labels of all groups of the view that must be hidden, with or without answers; `{()}` for a hidden whole."""
    return _hidden(cells, kind, tuple(by), _as_counted(where))


@remembered_part
def _hidden(cells: Cells, kind: str, by: tuple[str, ...], where: Filter) -> frozenset[Label]:
    if not floors_of(cells, kind):
        return frozenset()
    ground = ground_of(cells, kind, where)
    sides = _sides(ground, by, where)
    splits = [*_splits(ground, sides)]
    if not splits:  # nothing small anywhere in this view, as in most
        return frozenset()
    names = [dimension for axis in sides for dimension in AXES[axis] if dimension in by]
    order = [names.index(dimension) for dimension in by]
    found = set()
    for position in np.argwhere(reduce(np.logical_or, splits)).tolist():
        flat = [part for (labels, _held), i in zip(sides.values(), position, strict=True) for part in labels[i]]
        found.add(tuple([flat[i] for i in order]))
    return frozenset(found)


def hides(cells: Cells, kind: str, by: Sequence[str] = (), where: Filter = EVERYTHING) -> bool:
    """Whether any group of the view must be hidden: sooner known than which ones."""
    return _hides(cells, kind, tuple(by), _as_counted(where))


@remembered_part
def _hides(cells: Cells, kind: str, by: tuple[str, ...], where: Filter) -> bool:
    if not floors_of(cells, kind):
        return False
    ground = ground_of(cells, kind, where)
    return any(split.any() for split in _splits(ground, _sides(ground, by, where)))


def _splits(ground: Ground, sides: dict[str, Side]) -> Iterator[Flags]:
    """Which groups of a view each of the cross tables with something small hides."""
    tables = ruled(ground, tuple(sides))
    if not tables:
        return
    present = np.ones((), np.bool_)  # nothing to protect, and no secret, where a name has no answers
    for _labels, held in sides.values():
        present = present[..., None] & held.any(axis=1)
    for axes in tables:
        split = _split(blocks_of(ground, axes), axes, sides)
        if split is not None:
            yield split & present


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


def _sides(ground: Ground, by: tuple[str, ...], where: Filter) -> dict[str, Side]:
    """A view along each of its axes."""
    looked = [_side(ground, along, where) for along in _along(by, tuple(where.where))]
    return {axis: side for axis, side in looked if side is not None}


def _side(ground: Ground, along: Along, where: Filter) -> tuple[str, Side | None]:
    """A view along one axis; None where it neither divides nor filters by it. Made once per ground."""
    axis, shown, limited = along
    limits = tuple([(i, where.where[dimension]) for i, dimension in limited])
    if (axis, shown, limits) not in ground.sides:
        ground.sides[axis, shown, limits] = _made_side(ground, axis, shown, limits)
    return axis, ground.sides[axis, shown, limits]


def _made_side(ground: Ground, axis: str, shown: tuple[int, ...], limits: tuple[tuple[int, Any], ...]) -> Side | None:
    units = units_of(ground, axis)
    kept = [True] * len(units)
    for i, names in limits:
        allowed = chosen_names(names)
        kept = [keep and folded(unit[i]) in allowed for keep, unit in zip(kept, units, strict=True)]
    if not shown:
        return None if all(kept) else ([()], np.array([kept], np.float64))
    of_unit = [unit if len(shown) == len(unit) else tuple([unit[i] for i in shown]) for unit in units]
    undated = (UNDATED,) if axis == "week" else None
    at: dict[Label, int] = {}
    for of, keep in zip(of_unit, kept, strict=True):
        if keep and of != undated:
            at.setdefault(of, len(at))
    held = np.zeros((len(at), len(units)))
    for i, (of, keep) in enumerate(zip(of_unit, kept, strict=True)):
        if keep and of in at:
            held[at[of], i] = 1
    return list(at), held


__all__ = ["hidden_groups", "hides", "open_dimensions", "protected", "told_apart", "too_fine"]
