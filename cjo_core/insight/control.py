"""Weekly values against control limits: which weeks stand out, and against which baseline. Never words or draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cjo_core.metrics.catalog import Metric, metric
from cjo_core.metrics.cells import Cells, tally
from cjo_core.metrics.control import Limits, nps_limits, share_limits, signals, xmr_limits
from cjo_core.survey.filters import EVERYTHING, Filter
from cjo_core.survey.periods import add_weeks, weeks_between

#: Weeks on the picture, and how many before them make the limits.
SHOWN, BASELINE = 12, 26
#: Fewer baseline weeks than this give trial limits.
FULL_BASELINE = 13


@dataclass(frozen=True)
class ControlWeeks:
    """`frame`: one row per week shown with week, value, n, lower, upper, centre, signal ("outside", "run" or None). `trial`: the
    baseline is too short to trust. `first` … `last`: the weeks that made the limits."""

    frame: pd.DataFrame
    trial: bool
    first: int
    last: int


def control_weeks(
    cells: Cells, name: str, last_week: int, where: Filter = EVERYTHING, *, shown: int = SHOWN
) -> ControlWeeks:
    """The last `shown` weeks up to `last_week` against limits from the (up to 26) weeks before them.

    While fewer than 13 weeks before them have answers, all weeks there are make the limits, which are then trial limits.
    """
    chosen = metric(name)
    weeks = weeks_between(add_weeks(last_week, 1 - shown - BASELINE), last_week)
    groups = tally(cells, chosen.kind, ["week"], where.weeks(weeks[0], last_week))
    counts = np.zeros((len(weeks), chosen.scale.high - chosen.scale.low + 1), np.int64)
    for label, row in zip(groups.labels, groups.counts, strict=True):
        counts[weeks.index(label[0])] = row
    answered = counts.sum(axis=1) > 0
    full = bool(answered[:BASELINE].sum() >= FULL_BASELINE)
    start = int(np.argmax(answered)) if answered.any() else 0
    start = min(start, BASELINE)
    baseline = BASELINE - start if full else len(weeks) - start
    limits = _limits(chosen, counts[start:], baseline)
    value = np.asarray(chosen.evaluate(counts).value, dtype=float)[start:]
    found = signals(value, limits)
    kept = slice(BASELINE - start, None)
    frame = pd.DataFrame(
        {
            "week": weeks[BASELINE:],
            "value": value[kept],
            "n": counts[BASELINE:].sum(axis=1),
            "lower": limits.low[kept],
            "upper": limits.high[kept],
            "centre": np.broadcast_to(limits.centre, value.shape)[kept],
            "signal": np.where(found.outside, "outside", np.where(found.run, "run", None))[kept],
        }
    )
    return ControlWeeks(frame, not full, weeks[start], weeks[start + baseline - 1])


def _limits(chosen: Metric, counts: Any, baseline: int) -> Limits:
    if chosen.unit == "points":
        return nps_limits(counts, baseline=baseline)
    if chosen.unit == "percent":
        _name, first, last = chosen.parts[-1]
        return share_limits(chosen.band(counts, first, last), counts.sum(axis=1), baseline=baseline)
    value = np.asarray(chosen.evaluate(counts).value, dtype=float)
    return xmr_limits(value, baseline=baseline, lowest=chosen.low, highest=chosen.high)
