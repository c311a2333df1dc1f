"""A column of weights: for how many people each answer speaks. Never weights anybody by itself.

Weights come from whoever drew the sample; what is no weight is refused with its line, never taken for 1. They may be
capped at five medians: a little bias for a steadier score.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from cjo_core.errors import BadValue
from cjo_core.exchange.reading.rows import Read
from cjo_core.locale import ngettext, whole
from cjo_core.metrics.weights.weighting import CAP, capped_weights, effective_n

#: What columns of weights are called, as a whole: “weight” in a question (“Your weight”) is another one.
HEADINGS = frozenset(
    {"weight", "weights", "weighting", "wt", "wgt", "survey weight", "final weight", "waga", "wagi", "权重", "权数"}
)


def guess_weight_column(names: Iterable[str]) -> int | None:
    """The position of the column of weights, if one is plainly called so.

    >>> guess_weight_column(["score", "Weight"]), guess_weight_column(["growth", "Your weight"])
    (1, None)
    """
    for i, name in enumerate(names):
        if " ".join(name.casefold().replace("_", " ").split()) in HEADINGS:
            return i
    return None


def weigh(read: Read, *, cap: bool) -> None:
    """Cap the weights of the rows if asked to, and say in the warnings what the weights do. Nothing without weights."""
    weights = np.array([row.weight for row in read.rows if row.weight is not None], np.float64)
    if not len(weights):
        return
    if len(weights) != len(read.rows):
        raise BadValue("some rows have a weight and others none")
    if cap:
        capped = capped_weights(weights)
        if cut := int((capped < weights).sum()):
            words = ngettext(
                "weights above {times} medians were cut to {limit}: {count} row",
                "weights above {times} medians were cut to {limit}: {count} rows",
                cut,
            )
            read.warnings.append(words.format(times=whole(int(CAP)), limit=f"{capped.max():.4g}", count=whole(cut)))
        weights = capped
        read.rows = [replace(row, weight=float(one)) for row, one in zip(read.rows, weights, strict=True)]
    words = ngettext(
        "weights from {low} to {high}: {count} answer is as precise as {effective} without weights",
        "weights from {low} to {high}: {count} answers are as precise as {effective} without weights",
        len(weights),
    )
    low, high, effective = f"{weights.min():.4g}", f"{weights.max():.4g}", f"{float(effective_n(weights)):.1f}"
    read.warnings.append(words.format(low=low, high=high, count=whole(len(weights)), effective=effective))
