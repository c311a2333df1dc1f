"""Weekly values against control limits: which weeks stand out, and against which baseline. Never words or draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from cjo_core.metrics.catalog import Metric, metric
from cjo_core.metrics.cells import Cells
from cjo_core.metrics.changes.control import BASELINE_WEEKS, Limits, nps_limits, share_limits, signals, xmr_limits
from cjo_core.metrics.privacy.base import FEW_BELOW
from cjo_core.metrics.privacy.guarded import guarded
from cjo_core.metrics.remembered import remembered
from cjo_core.metrics.weights.evidence import Evidence
from cjo_core.survey.filters import EVERYTHING, Filter
from cjo_core.survey.periods import add_weeks, weeks_between

#: Weeks on the picture, and how many before them make the limits.
SHOWN, BASELINE = 12, 26
#: With fewer weeks no single value can leave the limits that it helped to make: (m − 1)² ⁄ m must exceed 2.66.
LEAST_WEEKS = 5


@dataclass(frozen=True, eq=False)
class ControlWeeks:
    """`columns`: week, value, n (and n_effective, where answers have weights), lower, upper, centre and signal
    ("outside", "run" or None) of each week shown, as lists; `frame` is a frame of them. `trial`: the baseline is too
    short to trust. `first` … `last`: the weeks that made the limits. `judged`: whether they hold enough to say of any
    week that it stands out, or does not."""

    columns: Mapping[str, list[Any]]
    trial: bool
    first: int
    last: int
    judged: bool

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row per week shown, made when somebody looks."""
        signal = pd.Series(self.columns["signal"], dtype=object)
        return pd.DataFrame({**self.columns, "signal": signal})


@remembered
def control_weeks(
    cells: Cells, name: str, last_week: int, where: Filter = EVERYTHING, *, shown: int = SHOWN
) -> ControlWeeks:
    """The last `shown` weeks up to `last_week` against limits from the (up to 26) weeks before them.

    While fewer than 13 weeks before them have answers, all weeks make the limits, which are then trial limits.
    Weeks in which a protected group would show are treated as weeks without answers, also for the limits. Limits of
    fewer than 5 weeks with answers, or of fewer than 30 answers (effective ones), judge nothing: no week has a signal.
    """
    chosen = metric(name)
    weeks = weeks_between(add_weeks(last_week, 1 - shown - BASELINE), last_week)
    counts = _weekly_counts(cells, chosen, weeks, where)
    answered = chosen.people(counts) > 0
    full = bool(answered[:BASELINE].sum() >= BASELINE_WEEKS)
    start = min(int(np.argmax(answered)), BASELINE)
    baseline = BASELINE - start if full else len(weeks) - start
    limits = _limits(chosen, counts[start:], baseline)
    made, shown_counts = counts[start : start + baseline], counts[BASELINE:]
    judged = (chosen.people(made) > 0).sum() >= LEAST_WEEKS and chosen.effective_n(made.sum(axis=0)) >= FEW_BELOW
    value = np.asarray(chosen.evaluate(counts).value, dtype=float)[start:]
    found = signals(value, limits)
    kept = slice(BASELINE - start, None)
    reasons = zip(found.outside[kept].tolist(), found.run[kept].tolist(), strict=True)
    columns = {
        "week": weeks[BASELINE:],
        "value": value[kept].tolist(),
        "n": chosen.people(shown_counts).tolist(),
        **({"n_effective": chosen.effective_n(shown_counts).tolist()} if chosen.is_weighted(counts) else {}),
        "lower": limits.low[kept].tolist(),
        "upper": limits.high[kept].tolist(),
        "centre": limits.centre[kept].tolist(),
        "signal": [_reason(far, run) if judged else None for far, run in reasons],
    }
    return ControlWeeks(columns, not full, weeks[start], weeks[start + baseline - 1], bool(judged))


def _reason(far: bool, run: bool) -> str | None:
    return "outside" if far else "run" if run else None


def _weekly_counts(cells: Cells, chosen: Metric, weeks: list[int], where: Filter) -> Evidence:
    """Evidence per week; none where there are none, or where they must not be shown."""
    groups, hidden = guarded(cells, chosen.kind, ["week"], where.weeks(weeks[0], weeks[-1]))
    at = {label[0]: i for i, label in enumerate(groups.labels) if not hidden[i]}
    return groups.rows([(week,) for week in weeks], [at.get(week, -1) for week in weeks]).evidence


def _limits(chosen: Metric, evidence: Evidence, baseline: int) -> Limits:
    counts = chosen.alike(evidence)
    if chosen.unit == "points":
        return nps_limits(counts, baseline=baseline)
    if chosen.unit == "percent":
        _name, first, last = chosen.parts[-1]
        return share_limits(chosen.band(counts, first, last), counts.sum(axis=1), baseline=baseline)
    value = np.asarray(chosen.evaluate(counts).value, dtype=float)
    return xmr_limits(value, baseline=baseline, lowest=chosen.low, highest=chosen.high)
