"""How many customers were seen in each stage, and how many of them in a later one within a fixed time.

Customers are counted, not events. Who was first seen so lately that the time is not over yet counts as seen, but not in
the share that went on. Never fetches and never words.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from cjo_core.metrics.shares import share

#: Fewer customers than this are not told.
FLOOR = 5
NEVER = np.iinfo(np.int64).max
Ints = NDArray[np.int64]


def going_on(
    customer: ArrayLike,
    time: ArrayLike,
    stage: ArrayLike,
    stages: int,
    *,
    begin: int,
    end: int,
    until: int,
    window: int,
) -> pd.DataFrame:
    """Customers per stage, and the share that is seen in a later stage within `window` seconds.

    Parameters
    ----------
    customer, time, stage : array_like of int
        One row per visit: who, when (seconds), and which stage by its position (below 0 or too high: none of these).
    stages : int
        How many stages there are, in the order of the journey.
    begin, end : int
        Customers are seen in a stage if they visited it in `begin <= time < end`; their first visit there counts.
    until : int
        When observation ends.
    window : int
        Seconds a customer has to be seen in a later stage.

    Returns
    -------
    DataFrame
        A row per stage: `customers`, `base` (those whose time is over), `went_on`, and `value`, `low`, `high` (per
        cent, Wilson; NaN for the last stage and without a base). Journeys are not linear, so any later stage counts.

    Examples
    --------
    >>> found = going_on([0, 0, 1, 2], [0, 5, 0, 0], [0, 1, 0, 1], 3, begin=0, end=10, until=100, window=50)
    >>> found[["customers", "base", "went_on"]].to_numpy().tolist()
    [[2, 2, 1], [2, 2, 0], [0, 0, 0]]
    """
    who, when, where = (np.asarray(part, np.int64) for part in (customer, time, stage))
    placed = (where >= 0) & (where < stages)
    who, when, where = who[placed], when[placed], where[placed]
    size = int(who.max(initial=-1)) + 1
    rows = []
    for k in range(stages):
        first = np.full(size, NEVER, np.int64)
        here = (where == k) & (when >= begin) & (when < end)
        np.minimum.at(first, who[here], when[here])
        seen = first != NEVER
        over = seen & (first <= until - window)
        later = where > k
        own = first[who[later]]
        after = (own != NEVER) & (when[later] >= own) & (when[later] - np.minimum(own, when[later]) <= window)
        went = np.zeros(size, np.bool_)
        went[who[later][after]] = True
        rows.append({"customers": int(seen.sum()), "base": int(over.sum()), "went_on": int((went & over).sum())})
    frame = pd.DataFrame(rows, columns=["customers", "base", "went_on"], dtype="int64")
    estimate: Any = share(frame["went_on"].to_numpy(), frame["base"].to_numpy())
    last = frame.index == stages - 1
    for part in ("value", "low", "high"):
        frame[part] = np.where(last, np.nan, np.asarray(getattr(estimate, part), float))
    return frame
