"""How many answers a week are needed to see a change. Never words."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from cjo_core.metrics.catalog import Metric
from cjo_core.metrics.estimates import Z95
from cjo_core.metrics.sample_size import n_per_group_for_nps_change, n_per_group_for_share_change

#: Power: the chance to see a change that is there. 0.8 is the custom of the field.
_Z_POWER = 0.8416212335729143


def answers_needed(metric: Metric, row: Any, change: float) -> int:
    """Answers needed in each of two weeks to see `change` (metric's unit) with 80 % power, given the spread of `row`.

    NPS: 2 s² (z_a + z_b)² / d² − 3. Shares: two-proportion power from today's share. Means: 2 s² (z_a + z_b)² / d².
    Without answers so far, NPS takes the typical variance 0.67 and the others the middle of their scale.
    """
    counts = np.asarray(row.counts if row.counts is not None else [0], dtype=float)
    n = counts.sum()
    if metric.unit == "points":
        if n < 2:
            return n_per_group_for_nps_change(change)
        p, d = counts[9:].sum() / n, counts[:7].sum() / n
        return n_per_group_for_nps_change(change, variance=max(p + d - (p - d) ** 2, 0.05))
    if metric.unit == "percent":
        value = float(row.value) if n else 50.0
        other = value - change if value >= change else value + change
        return n_per_group_for_share_change(min(max(value, 1.0), 99.0), min(max(other, 1.0), 99.0))
    scores = np.arange(metric.scale.low, metric.scale.high + 1)
    mean = (counts * scores).sum() / n if n else scores.mean()
    variance = max(float((counts * (scores - mean) ** 2).sum() / n), 0.05) if n > 1 else float(scores.var())
    return math.ceil(2 * variance * (Z95 + _Z_POWER) ** 2 / change**2)
