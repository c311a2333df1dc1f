"""Verdicts: is a change real? One per group, corrected for how many groups are looked at in the same view.

    up, down   clearly: survives Benjamini–Hochberg at q = 0.05 over the view
    unclear    not clearly either; `needed` says how large a change would have been clear at this volume
    too_few    fewer than 30 answers (effective ones, when weighted) on a side: no test, no colour, no rank
    hidden     the group is protected

Never fetches and never words anything: pages do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cjo_core.metrics.catalog import Metric, metric
from cjo_core.metrics.cells import Cells, Tally, in_order
from cjo_core.metrics.changes.multiple import benjamini_hochberg
from cjo_core.metrics.formulas.estimates import Floats
from cjo_core.metrics.privacy.base import FEW_BELOW, HIDDEN
from cjo_core.metrics.privacy.guarded import alike, guarded
from cjo_core.metrics.privacy.protection import hidden_groups
from cjo_core.metrics.remembered import remembered
from cjo_core.metrics.weights.evidence import Evidence
from cjo_core.survey.filters import Filter

UP, DOWN, UNCLEAR, TOO_FEW = "up", "down", "unclear", "too_few"
Q = 0.05
Columns = dict[str, Any]
_COUNTS = ("n_before", "n_after", "fewest")


@remembered
def changes(
    cells: Cells,
    name: str,
    before: Filter,
    after: Filter,
    by: Sequence[str] = (),
    *,
    adjust: bool = True,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """The metric `name` in two sets of answers (two weeks, two periods), per group of `by`, with a verdict each.

    Returns one row per group with answers on either side, in the team's order: the dimensions, `metric`, `before`,
    `after` (values), `n_before`, `n_after`, `difference` (after − before), `low`, `high` (95 %, or another
    `confidence`), `p`, `p_adjusted` (over this view; equal to `p` when not `adjust`, for a caller that joins several
    views first), `needed`, `n_effective_before`, `n_effective_after` (NaN where no answer compared has a weight),
    `fewest` (answers on the smaller side, effective ones where they have weights: with too few there is no test) and
    `verdict`.
    A group hidden on one side is hidden on both. The two sets must be disjoint.
    """
    chosen = metric(name)
    sides = sides_of(cells, chosen, before, after, tuple(by))
    frame = framed(_names(sides.by, sides.labels) | compared(chosen, [sides], confidence=confidence))
    return judged(frame) if adjust else frame


@dataclass(frozen=True, eq=False)
class Sides:
    """What two sets of answers have for the groups of a view, `hidden` on both sides where either must hide them."""

    by: tuple[str, ...]
    labels: list[tuple[Any, ...]]
    hidden: NDArray[np.bool_]
    before: Evidence
    after: Evidence


def sides_of(cells: Cells, chosen: Metric, before: Filter, after: Filter, by: tuple[str, ...] = ()) -> Sides:
    """The two sides of each group with answers (or hidden) on either, in the team's order."""
    (first, secret), (second, hushed) = (guarded(cells, chosen.kind, by, side) for side in (before, after))
    first, second = alike(first, second)
    if first.labels == second.labels:  # as in most weeks
        return Sides(by, list(first.labels), secret | hushed, first.evidence, second.evidence)
    order = sorted({*first.labels, *second.labels}, key=lambda label: in_order(cells, by, label))
    hidden = _hidden_labels(first, secret) | _hidden_labels(second, hushed)
    flags = np.array([label in hidden for label in order], bool)
    return Sides(by, order, flags, _evidence(first, order), _evidence(second, order))


def compared(chosen: Metric, views: Sequence[Sides], *, confidence: float = 0.95) -> Columns:
    """The columns of `changes` for the rows of several views one after the other, without their dimensions and before
    they are judged: one pass over many rows takes as long as one over a few."""
    hidden = np.concatenate([view.hidden for view in views])
    sides = [getattr(view, side) for view in views for side in ("before", "after")]
    if len({chosen.is_weighted(side) for side in sides}) > 1:  # some of the views count people
        sides = [chosen.counts_of(side) for side in sides]
    before, after = np.concatenate(sides[::2]), np.concatenate(sides[1::2])
    return _compare(chosen, before, after, hidden, confidence)


@remembered
def against_rest(cells: Cells, name: str, by: str | Sequence[str], where: Filter) -> pd.DataFrame:
    """Each group of one or more dimensions against all other answers in `where`: the columns of `changes`, before = the
    rest."""
    chosen = metric(name)
    by = (by,) if isinstance(by, str) else tuple(by)
    groups, hidden = guarded(cells, chosen.kind, by, where)
    # the rest is the whole less the group: it may be seen exactly where both of them may
    hidden = hidden | bool(hidden_groups(cells, chosen.kind, (), where))
    own = groups.evidence
    rest = own.sum(axis=0, keepdims=True) - own
    return judged(framed(_names(by, groups.labels) | _compare(chosen, rest, own, hidden)))


def against_target(cells: Cells, name: str, by: str | Sequence[str], where: Filter, target: float) -> pd.DataFrame:
    """Each group against a target: the dimensions, `metric`, `value`, `n`, `difference` (value − target), `p`,
    `p_adjusted` over this view, and `verdict` ("up" is clearly above the target)."""
    chosen = metric(name)
    by = (by,) if isinstance(by, str) else tuple(by)
    groups, hidden = guarded(cells, chosen.kind, by, where)
    n = np.where(hidden, 0, groups.n)
    own = groups.evidence
    value = np.where(hidden, np.nan, np.broadcast_to(chosen.evaluate(own).value, len(n)))
    p = np.where(hidden, np.nan, np.broadcast_to(chosen.against(own, target), len(n)))
    frame = pd.DataFrame(
        {dim: pd.Series([label[i] for label in groups.labels], dtype=object) for i, dim in enumerate(by)}
    )
    verdict = np.where(hidden, HIDDEN, np.where((chosen.effective_n(own) < FEW_BELOW) | np.isnan(p), TOO_FEW, UNCLEAR))
    frame = frame.assign(metric=chosen.name, value=value, n=n, difference=value - target, p=p)
    return judged(frame.assign(verdict=pd.Series(verdict.tolist(), dtype=object, index=frame.index)))


def judged(frame: pd.DataFrame) -> pd.DataFrame:
    """The same rows with `p_adjusted` and `verdict` over all of them: a view is one family of tests.

    >>> rows = pd.DataFrame({"verdict": ["", ""], "p": [0.01, 0.04], "difference": [3.0, -3.0]})
    >>> list(judged(rows)["verdict"])
    ['up', 'down']
    """
    columns = {name: frame[name].to_numpy() for name in ("verdict", "p", "difference")}
    p, verdict = judgement(columns)
    return frame.assign(p_adjusted=p, verdict=pd.Series(verdict, dtype=object, index=frame.index))


def judgement(columns: Columns) -> tuple[Floats, list[str]]:
    """`p_adjusted` and `verdict` over all rows of some columns."""
    said = np.asarray(columns["verdict"], dtype=object)
    testable = np.array([one not in (TOO_FEW, HIDDEN) for one in said], np.bool_)
    p = benjamini_hochberg(np.where(testable, np.asarray(columns["p"], dtype=float), np.nan))
    clear = p < Q  # False where p is NaN: nothing was tested
    direction = np.where(np.asarray(columns["difference"], dtype=float) > 0, UP, DOWN)
    return p, np.where(testable, np.where(clear, direction, UNCLEAR), said).tolist()


def judged_together(views: Sequence[Columns], rows: Sequence[Sequence[int]]) -> Columns:
    """Some rows of each view (lists or arrays by name) as one, judged as one family; nothing for no rows."""
    every: Columns = {}
    for column, first in (views[0] if any(rows) else {}).items():
        parts = [picked(view[column], some) for view, some in zip(views, rows, strict=True) if some]
        every[column] = [*chain(*parts)] if isinstance(first, list) else np.concatenate(parts)
    if every:
        every["p_adjusted"], every["verdict"] = judgement(every)
    return every


def picked(values: Any, rows: Sequence[int]) -> Any:
    """Some rows of a column, which stays a list or an array."""
    return [values[i] for i in rows] if isinstance(values, list) else values[rows]


def framed(columns: Columns) -> pd.DataFrame:
    """Columns as a frame; lists are words."""
    return pd.DataFrame(
        {name: pd.Series(some, dtype=object) if isinstance(some, list) else some for name, some in columns.items()}
    )


def _hidden_labels(groups: Tally, hidden: NDArray[np.bool_]) -> set[tuple[Any, ...]]:
    return {label for label, flag in zip(groups.labels, hidden, strict=True) if flag}


def _evidence(side: Tally, labels: Sequence[tuple[Any, ...]]) -> Evidence:
    """What one side has for the groups of both."""
    where = {label: i for i, label in enumerate(side.labels)}
    return side.rows(labels, [where.get(label, -1) for label in labels]).evidence


def _names(by: Sequence[str], labels: Sequence[tuple[Any, ...]]) -> Columns:
    """The dimensions as columns."""
    return {name: [label[i] for label in labels] for i, name in enumerate(by)}


def _compare(
    chosen: Metric, before: Evidence, after: Evidence, hidden: NDArray[np.bool_], confidence: float = 0.95
) -> Columns:
    rows = len(hidden)
    change = chosen.compare(before, after, confidence=confidence)
    values = np.broadcast_to(chosen.evaluate(np.concatenate([before, after])).value, 2 * rows)
    p = np.broadcast_to(np.asarray(change.p, dtype=float), rows)
    effective = chosen.effective_n(before), chosen.effective_n(after)
    fewest = np.minimum(*effective)
    weighted = chosen.is_weighted(before) or chosen.is_weighted(after)
    unknown = np.full(rows, np.nan)
    numbers = {
        "before": values[:rows],
        "after": values[rows:],
        "n_before": chosen.people(before),
        "n_after": chosen.people(after),
        "difference": change.difference,
        "low": change.low,
        "high": change.high,
        "p": p,
        "needed": change.needed,
        "n_effective_before": effective[0] if weighted else unknown,
        "n_effective_after": effective[1] if weighted else unknown,
        "fewest": fewest,
        "p_adjusted": p,
    }
    columns: Columns = {"metric": [chosen.name] * rows, **numbers}
    if hidden.any():
        for column, some in numbers.items():
            columns[column] = np.where(hidden, 0 if column in _COUNTS else np.nan, some)
    few = (fewest < FEW_BELOW) | np.isnan(p)
    columns["verdict"] = np.where(hidden, HIDDEN, np.where(few, TOO_FEW, UNCLEAR)).tolist()
    return columns
