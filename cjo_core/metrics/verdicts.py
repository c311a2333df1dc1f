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

from cjo_core.metrics.base import FEW_BELOW, HIDDEN, bases
from cjo_core.metrics.catalog import Metric, metric
from cjo_core.metrics.cells import Cells, Tally, tally
from cjo_core.metrics.multiple import benjamini_hochberg
from cjo_core.survey.filters import Filter

UP, DOWN, UNCLEAR, TOO_FEW = "up", "down", "unclear", "too_few"
Q = 0.05


def changes(
    cells: Cells, name: str, before: Filter, after: Filter, by: Sequence[str] = (), *, adjust: bool = True
) -> pd.DataFrame:
    """The metric `name` in two sets of answers (two weeks, two periods), per group of `by`, with a verdict each.

    Returns one row per group with answers on either side: the dimensions, `metric`, `before`, `after` (values), `n_before`,
    `n_after`, `difference` (after − before), `low`, `high` (95 %), `p`, `p_adjusted` (over this view; equal to `p` when not
    `adjust`, for a caller that joins several views first), `needed` and `verdict`. Both sets must be disjoint.
    """
    chosen = metric(name)
    first, second = tally(cells, chosen.kind, by, before), tally(cells, chosen.kind, by, after)
    frame = _compare(chosen, *_aligned(first, second), by=tuple(by), floor=max(first.floor, second.floor))
    return judged(frame) if adjust else frame


def against_rest(cells: Cells, name: str, dimension: str, where: Filter) -> pd.DataFrame:
    """Each group of a dimension against all the other answers in `where`: the columns of `changes`, before = the rest."""
    chosen = metric(name)
    groups = tally(cells, chosen.kind, [dimension], where)
    rest = groups.counts.sum(axis=0, keepdims=True) - groups.counts
    return judged(_compare(chosen, groups.labels, rest, groups.counts, by=(dimension,), floor=groups.floor))


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


def _aligned(first: Tally, second: Tally) -> tuple[tuple[tuple[Any, ...], ...], Any, Any]:
    """The groups of both, in the order of the second (then what only the first has), and the counts of each."""
    labels = tuple(dict.fromkeys([*second.labels, *first.labels]))
    width = second.counts.shape[1]

    def counts(side: Tally) -> Any:
        where = {label: i for i, label in enumerate(side.labels)}
        rows = [side.counts[where[label]] if label in where else np.zeros(width, np.int64) for label in labels]
        return np.array(rows, np.int64).reshape(len(labels), width)

    return labels, counts(first), counts(second)


def _compare(
    chosen: Metric, labels: Sequence[tuple[Any, ...]], before: Any, after: Any, *, by: tuple[str, ...], floor: int
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
    if by:
        hidden = [
            HIDDEN in pair for pair in zip(bases(n_before, floor, labels), bases(n_after, floor, labels), strict=True)
        ]
        frame.loc[hidden, ["before", "after", "difference", "low", "high", "p", "p_adjusted", "needed"]] = np.nan
        frame.loc[hidden, ["n_before", "n_after"]] = 0
        frame.loc[hidden, "verdict"] = HIDDEN
    return frame
