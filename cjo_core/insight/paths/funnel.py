"""Funnels: of the customers who took the first step, how many reach each further one within a fixed time. Never counts
events, and never a customer whose time is not over yet.

References
----------
Intervals: Wilson (1927), see `metrics.formulas.shares`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from cjo_core.errors import BadValue
from cjo_core.insight.paths.visits import Flags, Ints, Visits
from cjo_core.metrics.formulas.estimates import Floats, amounts
from cjo_core.metrics.formulas.shares import share

#: "Never" as a time.
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Entered:
    """Customers who took the first step: who (`customer`), when (`time`), over which `channel` (−1: not given), and how
    many steps they reached (`reached`, at least 1). `waiting`: how many more entered, but still have time."""

    customer: Ints
    time: Ints
    channel: Ints
    reached: Ints
    steps: int
    waiting: int

    def counts(self, kept: Flags | None = None) -> Ints:
        """How many customers reached each step; only those who are `kept`."""
        reached = self.reached if kept is None else self.reached[kept]
        at = np.bincount(reached, minlength=self.steps + 1)[1:]
        return np.asarray(at[::-1].cumsum()[::-1], np.int64)


def entered(
    found: Visits,
    steps: Sequence[int],
    window: int,
    until: int,
    *,
    begin: int | None = None,
    end: int | None = None,
    skipping: bool = True,
    goal: int | None = None,
) -> Entered:
    """Each customer's way through the steps (positions of stages), from the first visit to the first of them on.

    Parameters
    ----------
    window : int
        Seconds a customer has from the first step on.
    until : int
        When observation ends. Who entered less than a window before is `waiting`.
    begin, end : int, optional
        Only first steps from the second `begin` on and before `end`; a customer's first one in there counts.
    skipping : bool
        Whether a customer at a later step has passed all earlier ones (journeys are not linear, and systems do not
        record everything). The goal is never passed so: it must be visited, and only then do the steps behind it count.
        If False, each step must be visited, not before the one it follows.
    goal : int, optional
        The step (from 0) that is the goal; the last if not given.

    Examples
    --------
    >>> from cjo_core.insight.paths.visits import visits
    >>> made = visits([0, 0, 1, 1, 2], [0, 5, 0, 9, 99], [0, 2, 0, 1, 0], ("Aware", "Consider", "Buy"))
    >>> entered(made, [0, 1, 2], window=20, until=100).counts().tolist()
    [2, 2, 1]
    >>> entered(made, [0, 1, 2], window=20, until=100, skipping=False).counts().tolist()
    [2, 1, 0]
    """
    if len(steps) < 2 or len(set(steps)) != len(steps):
        raise BadValue(f"a funnel of the stages {list(steps)}; it needs two or more different ones")
    if window <= 0:
        raise BadValue(f"a window of {window} seconds; it must be above 0")
    found = found.between(begin, min(until, until if end is None else end + window) + 1)
    size = 1 + int(found.customer[-1]) if len(found) else 0
    position = np.full(len(found.stages), -1, np.int64)
    position[list(steps)] = np.arange(len(steps))
    at = position[found.stage]
    entry, row = _first_of(found, (at == 0) & (found.time < (until + 1 if end is None else end)), size)
    own = entry[found.customer]
    in_time = (own <= found.time) & (found.time - np.minimum(own, found.time) <= window) & (at >= 0)
    reached = np.zeros(size, np.int64)
    if skipping:
        end_step = len(steps) - 1 if goal is None else goal
        done, _row = _first_of(found, in_time & (at == end_step), size)
        counted = in_time & ((at <= end_step) | (found.time >= done[found.customer]))
        np.maximum.at(reached, found.customer[counted], at[counted] + 1)
    else:
        before = entry
        for step in range(len(steps)):
            later = in_time & (at == step) & (found.time >= before[found.customer])
            before, _row = _first_of(found, later, size)
            reached[before != NEVER] = step + 1
    who = np.flatnonzero(entry != NEVER)
    over = entry[who] <= until - window
    kept = who[over]
    return Entered(kept, entry[kept], found.channel[row[kept]], reached[kept], len(steps), int((~over).sum()))


def _first_of(found: Visits, wanted: Flags, size: int) -> tuple[Ints, Ints]:
    """Per customer the time and row of the first of the visits wanted (rows are in the order of time)."""
    rows = np.flatnonzero(wanted)
    who, first = np.unique(found.customer[rows], return_index=True)
    time, row = np.full(size, NEVER, np.int64), np.full(size, -1, np.int64)
    time[who], row[who] = found.time[rows[first]], rows[first]
    return time, row


def funnel(n: ArrayLike, *, goal: int | None = None) -> pd.DataFrame:
    """A row per step: customers, the share that came from the step before and from the first, and what was lost.

    Parameters
    ----------
    n : array_like
        Customers who reached each step; never more than reached the one before.
    goal : int, optional
        The step (from 0) that is to be reached; the last if not given.

    Returns
    -------
    DataFrame
        `n`; `step`, `step_low`, `step_high`: per cent of the step before; `overall`, `overall_low`, `overall_high`: per
        cent of the first; `lost`: customers who were at the step before and did not come here; `missed`: how many of
        them would have reached the goal, had they come here and then done as those who did; `missed_low`,
        `missed_high`: over the interval of the step's share. NaN where there is nothing to say
        (the first step, steps behind the goal).

    Notes
    -----
    ``missed_k = lost_k · n_goal / n_k``, so the step with the lowest share is where most of the goal is missed.

    Examples
    --------
    >>> made = funnel([1000, 620, 310, 155])
    >>> made["step"].tolist()[1:], made["lost"].tolist()[1:]
    ([62.0, 50.0, 50.0], [380.0, 310.0, 155.0])
    """
    counts = amounts(n, "customers per step")
    if counts.ndim != 1 or len(counts) < 1 or (np.diff(counts) > 0).any():
        raise BadValue(f"a funnel of {counts.tolist()} customers; no step may have more than the one before")
    end = len(counts) - 1 if goal is None else goal
    if not 0 <= end < len(counts):
        raise BadValue(f"the goal is step {end}; the steps are 0 to {len(counts) - 1}")
    step = share(counts[1:], counts[:-1])
    overall = share(counts, np.full(len(counts), counts[0]))
    before_goal = np.arange(len(counts)) <= end
    onward = share(np.where(before_goal, counts[end], 0), np.where(before_goal, counts, 0))
    lost = _behind_first(-np.diff(counts))
    return pd.DataFrame(
        {
            "n": counts.astype(np.int64),
            "step": _behind_first(step.value),
            "step_low": _behind_first(step.low),
            "step_high": _behind_first(step.high),
            "overall": overall.value,
            "overall_low": overall.low,
            "overall_high": overall.high,
            "lost": lost,
            "missed": lost * onward.value / 100,
            "missed_low": _behind_first(counts[:-1] * (1 - step.high / 100)) * onward.value / 100,
            "missed_high": _behind_first(counts[:-1] * (1 - step.low / 100)) * onward.value / 100,
        }
    )


def _behind_first(values: ArrayLike) -> Floats:
    """The values of all steps but the first, which has none."""
    return np.concatenate([[np.nan], np.asarray(values, np.float64)])


def leak(frame: pd.DataFrame, fewest: int = 1) -> int | None:
    """The step (from 0) that the smallest share of customers reach from the one before; None without any.

    Only steps that at least `fewest` customers could have taken: a small step says little.
    """
    before = frame["n"].shift(1).to_numpy(dtype=float)
    shares = np.where(before >= fewest, frame["step"].to_numpy(dtype=float), np.nan)
    return None if np.isnan(shares).all() else int(np.nanargmin(shares))


def weakest(frame: pd.DataFrame) -> int | None:
    """The step (from 0) whose whole interval lies below those of all other steps: clearly the worst; None if none is.

    >>> weakest(funnel([1000, 800, 400])), weakest(funnel([100, 50, 24]))
    (2, None)
    """
    low, high, value = (frame[name].to_numpy(dtype=float).copy() for name in ("step_low", "step_high", "step"))
    if "hidden" in frame:
        value[frame["hidden"].to_numpy(dtype=bool)] = np.nan
    seen = np.flatnonzero(~np.isnan(value))
    if len(seen) < 2:
        return None
    worst = seen[np.argmin(value[seen])]
    return int(worst) if high[worst] < low[seen[seen != worst]].min() else None


def over_time(
    found: Visits,
    steps: Sequence[int],
    window: int,
    until: int,
    bounds: Sequence[int],
    *,
    skipping: bool = True,
    goal: int | None = None,
) -> list[Entered]:
    """The customers who entered between one of the `bounds` (seconds) and the next, period by period. Somebody who
    begins again in a later period counts there again."""
    return [
        entered(found, steps, window, until, begin=begin, end=end, skipping=skipping, goal=goal)
        for begin, end in pairwise(bounds)
    ]
