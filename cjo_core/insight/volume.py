"""How many answers a week are needed to see a change. Never words."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

import numpy as np

from cjo_core.errors import BadValue
from cjo_core.metrics.catalog import Metric
from cjo_core.metrics.changes.sample_size import (
    TYPICAL_VARIANCE,
    n_per_group_for_nps_change,
    n_per_group_for_share_change,
)
from cjo_core.metrics.formulas.estimates import Z95
from cjo_core.metrics.formulas.nps import bands, variance
from cjo_core.metrics.privacy.base import FEW_BELOW

#: The chance to see a change that is there; 80 % is the custom of the field.
POWER = 0.8
#: Answers that are all alike say little about the spread of the next ones: never less than this.
LEAST_VARIANCE = 0.05


def answers_needed(metric: Metric, row: Any, change: float) -> int:
    """Answers needed in each of two weeks to see `change` (metric's unit) with 80 % power, given the spread of `row`.

    NPS: 2 s² (z_a + z_b)² / d² − 3. Shares: two-proportion power from today's share, in the direction that needs more.
    Means: 2 s² (z_a + z_b)² / d². Under 30 answers (or for hidden ones) nobody knows the spread yet: NPS takes the
    typical variance 0.67, a share 50 %, and a mean the variance of scores spread evenly over the scale.
    """
    if not (math.isfinite(change) and change > 0):
        raise BadValue(f"a change of {change}; it must be above 0")
    counts = np.asarray(row.counts if row.counts is not None else [0] * len(metric.scale.scores), dtype=float)
    n = counts.sum()
    if metric.unit == "points":
        three = bands(counts)
        known = n >= FEW_BELOW
        spread = float(variance(three.promoters, three.passives, three.detractors)) if known else TYPICAL_VARIANCE
        return n_per_group_for_nps_change(change, variance=max(spread, LEAST_VARIANCE), power=POWER)
    if metric.unit == "percent":
        value = min(max(float(row.value), 1.0), 99.0) if n >= FEW_BELOW else 50.0
        others = [other for other in (value - change, value + change) if 0 <= other <= 100]
        others = others or [0.0 if value > 50 else 100.0]
        return max(n_per_group_for_share_change(value, other, power=POWER) for other in others)
    scores = np.array(metric.scale.scores)
    spread = float(scores.var())
    if n >= FEW_BELOW:
        mean = (counts * scores).sum() / n
        spread = float((counts * (scores - mean) ** 2).sum() / n)
    z = Z95 + NormalDist().inv_cdf(POWER)
    return max(1, math.ceil(2 * max(spread, LEAST_VARIANCE) * z**2 / change**2))
