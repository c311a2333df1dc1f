"""Verdicts: is a change real? One per group, corrected for how many groups are looked at in the same view.

    up, down   clearly: survives Benjamini–Hochberg at q = 0.05 over the view
    unclear    not clearly either; `needed` says how large a change would have been clear at this volume
    too_few    fewer than 30 answers on a side: no test, no colour, no rank
    hidden     the group is protected

Never fetches and never words anything: pages do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cjo_core.metrics.base import FEW_BELOW, HIDDEN
from cjo_core.metrics.catalog import Metric, metric
from cjo_core.metrics.cells import Cells, Tally, in_order
from cjo_core.metrics.multiple import benjamini_hochberg
from cjo_core.metrics.protection import guarded, hidden_groups
from cjo_core.survey.filters import Filter

UP, DOWN, UNCLEAR, TOO_FEW = "up", "down", "unclear", "too_few"
Q = 0.05


def changes(
    cells: Cells, name: str, before: Filter, after: Filter, by: Sequence[str] = (), *, adjust: bool = True
) -> pd.DataFrame:
    """The metric `name` in two sets of answers (two weeks, two periods), per group of `by`, with a verdict each.

    Returns one row per group with answers on either side, in the team's order: the dimensions, `metric`, `before`,
    `after` (values), `n_before`, `n_after`, `difference` (after − before), `low`, `high` (95 %), `p`, `p_adjusted`
    (over this view; equal to `p` when not `adjust`, for a caller that joins several views first), `needed` and
    `verdict`. A group hidden on one side is hidden on both. The two sets must be disjoint.
    """
    chosen = metric(name)
    first, second = guarded(cells, chosen.kind, by, before), guarded(cells, chosen.kind, by, after)
    labels = {*first[0].labels, *second[0].labels}
    order = sorted(labels, key=lambda label: in_order(cells, tuple(by), label))
    hidden = _hidden_labels(*first) | _hidden_labels(*second)
    sides = _counts(first[0], order), _counts(second[0], order)
    frame = _compare(chosen, order, *sides, by=tuple(by), hidden=np.array([label in hidden for label in order], bool))
    return judged(frame) if adjust else frame


def against_rest(cells: Cells, name: str, dimension: str, where: Filter) -> pd.DataFrame:
    """Each group of a dimension against all other answers in `where`: the columns of `changes`, before = the rest."""
    chosen = metric(name)
    groups, hidden = guarded(cells, chosen.kind, [dimension], where)
    # the rest is the whole less the group: it may be seen exactly where both of them may
    hidden = hidden | bool(hidden_groups(cells, chosen.kind, (), where))
    rest = groups.counts.sum(axis=0, keepdims=True) - groups.counts
    return judged(_compare(chosen, groups.labels, rest, groups.counts, by=(dimension,), hidden=hidden))


def judged(frame: pd.DataFrame) -> pd.DataFrame:
    """The same rows with `p_adjusted` and `verdict` over all of them: a view is one family of tests.

    >>> rows = pd.DataFrame({"verdict": ["", ""], "p": [0.01, 0.04], "difference": [3.0, -3.0]})
    >>> list(judged(rows)["verdict"])
    ['up', 'down']
    """
    found = frame.copy()
    testable = ~found["verdict"].isin([TOO_FEW, HIDDEN])
    p = np.where(testable, found["p"].to_numpy(dtype=float), np.nan)
    found["p_adjusted"] = benjamini_hochberg(p)
    clear = testable & (found["p_adjusted"] < Q)
    found.loc[testable, "verdict"] = UNCLEAR
    found.loc[clear & (found["difference"] > 0), "verdict"] = UP
    found.loc[clear & (found["difference"] < 0), "verdict"] = DOWN
    return found


def _hidden_labels(groups: Tally, hidden: NDArray[np.bool_]) -> set[tuple[Any, ...]]:
    return {label for label, flag in zip(groups.labels, hidden, strict=True) if flag}


def _counts(side: Tally, labels: Sequence[tuple[Any, ...]]) -> NDArray[np.int64]:
    """The counts of one side for the groups of both."""
    where = {label: i for i, label in enumerate(side.labels)}
    found = np.zeros((len(labels), side.counts.shape[1]), np.int64)
    for row, label in enumerate(labels):
        if label in where:
            found[row] = side.counts[where[label]]
    return found


def _compare(
    chosen: Metric,
    labels: Sequence[tuple[Any, ...]],
    before: NDArray[np.int64],
    after: NDArray[np.int64],
    *,
    by: tuple[str, ...],
    hidden: NDArray[np.bool_],
) -> pd.DataFrame:
    n_before, n_after = before.sum(axis=1), after.sum(axis=1)
    difference = chosen.compare(before, after)
    values = {"before": chosen.evaluate(before).value, "after": chosen.evaluate(after).value}
    frame = pd.DataFrame({name: pd.Series([label[i] for label in labels], dtype=object) for i, name in enumerate(by)})
    frame["metric"] = [chosen.name] * len(labels)
    columns = {
        **values,
        "n_before": n_before,
        "n_after": n_after,
        "difference": difference.difference,
        "low": difference.low,
        "high": difference.high,
        "p": difference.p,
        "needed": difference.needed,
    }
    for column, numbers in columns.items():
        frame[column] = np.broadcast_to(np.asarray(numbers), len(labels))
    frame["p_adjusted"] = frame["p"]
    few = (n_before < FEW_BELOW) | (n_after < FEW_BELOW) | np.isnan(np.asarray(difference.p))
    frame["verdict"] = np.where(few, TOO_FEW, UNCLEAR)
    frame.loc[hidden, ["before", "after", "difference", "low", "high", "p", "p_adjusted", "needed"]] = np.nan
    frame.loc[hidden, ["n_before", "n_after"]] = 0
    frame.loc[hidden, "verdict"] = HIDDEN
    return frame
