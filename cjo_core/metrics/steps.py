"""From stage to stage: how many customers were seen in each, and how many of them in the next one soon after. Counts
customers, never events. Never fetches.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cjo_core.errors import BadValue

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
DAY = 86_400
#: How long a customer has to get to the next stage.
WINDOW_DAYS = 30
#: More seconds than any time has: a customer and a time in one number sort as the two do.
_SPAN = 1 << 34


def steps(
    customer: Ints,
    time: Ints,
    stage: Ints,
    stages: tuple[str, ...],
    *,
    begin: int | None = None,
    end: int | None = None,
    window_days: int = WINDOW_DAYS,
    observed_until: int | None = None,
    counted: Flags | None = None,
) -> pd.DataFrame:
    r"""Customers seen in each stage, and how many were seen in the next one within a window.

    Parameters
    ----------
    customer, time, stage : array of int
        The visits in the order of customer and time: a position, seconds, and the position of the stage (−1: none).
    begin, end : int, optional
        A customer is seen in a stage by the first visit there from the second `begin` on and before `end`. The way on
        may go beyond `end`.
    observed_until : int, optional
        When observation ends (by default: the last visit). A window that is not over then is still open.
    counted : array of bool, optional
        The visits by which a customer may be seen in a stage; the way on may be made by any.

    Returns
    -------
    DataFrame
        A row per stage: `stage`; `customers` (seen there); `moved_on` (of them, seen in the next stage within the
        window so far; NaN in the last stage); `over` (of `customers`, those whose window is over); `over_moved_on` (of
        them, those who moved on). Where `over` is smaller than `customers`, some may still move on:
        `over_moved_on / over` is the conversion of those who had all their time.

    Notes
    -----
    .. math:: n_k = |\{c : \exists t_{ck}\}|, \qquad m_k = |\{c : \exists t \in (t_{ck}, t_{ck} + w]
              \text{ in stage } k + 1\}|

    with :math:`t_{ck}` the first time of customer c in stage k within the period. Definition of ours, after the usual
    funnel with a fixed window per customer; a later stage reached without passing the next does not count here (see
    `insight.paths.funnel` for one that does).

    Examples
    --------
    >>> who, day, where = np.array([0, 0, 1]), np.array([0, 5, 1]) * DAY, np.array([0, 1, 0])
    >>> steps(who, day, where, ("Aware", "Buy"), window_days=7)[["customers", "moved_on", "over"]].values.tolist()
    [[2.0, 1.0, 0.0], [1.0, nan, 0.0]]
    """
    if window_days <= 0:
        raise BadValue(f"a window of {window_days} days; it must be above 0")
    until = (int(time.max()) if len(time) else 0) if observed_until is None else observed_until
    inside = np.ones(len(time), np.bool_) if counted is None else counted.copy()
    if begin is not None:
        inside &= time >= begin
    if end is not None:
        inside &= time < end
    rows = []
    for position, name in enumerate(stages):
        at = np.flatnonzero(inside & (stage == position))
        first = at[np.unique(customer[at], return_index=True)[1]]
        row: list[object] = [name, len(first), float("nan"), 0, float("nan")]
        over = time[first] + window_days * DAY <= until
        row[3] = int(over.sum())
        if position + 1 < len(stages):
            moved = _moved_on(customer, time, stage == position + 1, customer[first], time[first], window_days * DAY)
            row[2], row[4] = float(moved.sum()), float((moved & over).sum())
        rows.append(row)
    return pd.DataFrame(rows, columns=["stage", "customers", "moved_on", "over", "over_moved_on"])


def _moved_on(customer: Ints, time: Ints, following: Flags, who: Ints, since: Ints, window: int) -> Flags:
    """Whether each of `who` has a following visit after `since`, within the window."""
    keys = customer[following] * _SPAN + time[following]
    wanted = who * _SPAN + since
    at = np.searchsorted(keys, wanted, side="right")
    found = at < len(keys)
    moved = np.zeros(len(who), np.bool_)
    moved[found] = keys[at[found]] <= wanted[found] + window
    return moved
