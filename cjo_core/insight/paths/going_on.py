"""How many customers were seen in each stage, and how many of them in a later one within a fixed time: for each stage
the first step of the funnel that begins there. Never counts in a way of its own, never fetches, never words.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cjo_core.insight.paths.funnel import entered, funnel
from cjo_core.insight.paths.small import hidden_steps
from cjo_core.insight.paths.visits import Visits


def going_on(
    found: Visits, window: int, until: int, *, begin: int | None = None, end: int | None = None
) -> pd.DataFrame:
    """Customers per stage, and the share of them seen in a later stage within `window` seconds.

    Parameters
    ----------
    found : Visits
        The visits, of all times: the way on may lead beyond the period.
    window : int
        Seconds a customer has from the first visit to a stage in the period.
    until : int
        When observation ends.
    begin, end : int, optional
        Customers are seen in a stage by a visit there from the second `begin` on and before `end`.

    Returns
    -------
    DataFrame
        A row per stage: `customers`, `base` (those whose time is over), `went_on`, and `value`, `low`, `high` (per
        cent, Wilson; NaN for the last stage and without a base); `hidden`, `on_hidden`: customers, and those who went
        on, that must not be shown. Journeys are not linear, so any later stage counts.

    Examples
    --------
    >>> from cjo_core.insight.paths.visits import visits
    >>> made = visits([0, 0, 1, 2], [0, 5, 0, 0], [0, 1, 0, 1], ("Aware", "Buy", "Use"))
    >>> found = going_on(made, window=50, until=100)
    >>> found[["customers", "base", "went_on"]].to_numpy().tolist()
    [[2, 2, 1], [2, 2, 0], [0, 0, 0]]
    """
    last = len(found.stages) - 1
    rows = []
    for stage in range(last + 1):
        # the last stage has no way on; its funnel is turned round, for those who are seen there
        steps = range(stage, last + 1) if stage < last else (last, 0)
        at = entered(found, steps, window, until, begin=begin, end=end)
        counts = at.counts()[:2]
        onward = funnel(counts).iloc[1] if stage < last else {}
        hidden = hidden_steps(counts[None])[0]
        seen = len(at.customer) + at.waiting
        rows.append(
            {
                "customers": seen,
                "base": counts[0],
                "went_on": counts[1] if stage < last else 0,
                **{name: onward.get(f"step{part}", np.nan) for name, part in _PARTS.items()},
                "hidden": bool(hidden_steps([[seen]])[0, 0]),
                "on_hidden": bool(hidden.any()) and stage < last,
            }
        )
    return pd.DataFrame(rows)


_PARTS = {"value": "", "low": "_low", "high": "_high"}
