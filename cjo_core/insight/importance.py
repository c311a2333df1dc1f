"""Importance, derived from the data: how closely a customer's score at a place goes along with recommending.

It is an association, never a cause. It needs customers who can be recognised across answers; where there are too few,
nothing is said. Several attributes at once, which share what they explain: `insight.drivers`. Never fetches, never
words.

References
----------
.. [1] Fisher, R. A. (1915). Frequency distribution of the values of the correlation coefficient in samples from an
   indefinitely large population. Biometrika 10, 507-521.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cjo_core.metrics.formulas.estimates import Z95

#: Fewer customers with both scores than this say nothing.
FEWEST = 50


@dataclass(frozen=True)
class Importance:
    """Pearson's r between the score at a place and the recommendation, its 95 % interval, and how many customers."""

    r: float
    low: float
    high: float
    n: int


def importance(scores: pd.DataFrame) -> dict[tuple[str, str, str], Importance]:
    """How each stage and touchpoint goes along with recommending, by (kind, "stage" or "touchpoint", name).

    Parameters
    ----------
    scores : DataFrame
        One row per score of an identified customer: `customer`, `kind`, `stage`, `touchpoint` (None: not given),
        `score`.

    Returns
    -------
    dict
        Only places with 50 customers or more who scored the place and also recommended (or not) elsewhere.

    Notes
    -----
    x is the customer's mean score at the place, y the mean of the recommendation scores (`kind` "nps") the same
    customer gave elsewhere: a recommendation given at the place itself is never compared with itself. r is Pearson's,
    its interval Fisher's z [1]_: tanh(artanh r ± 1.96 / √(n − 3)).
    """
    found: dict[tuple[str, str, str], Importance] = {}
    if not len(scores):
        return found
    nps = scores[scores["kind"] == "nps"].groupby("customer")["score"].agg(sum_nps="sum", count_nps="count")
    if not len(nps):
        return found
    for dimension in ("stage", "touchpoint"):
        placed = scores[scores[dimension].notna()]
        sums = placed.groupby([dimension, "kind", "customer"], sort=False)["score"].agg(["sum", "count"]).reset_index()
        sums = sums.join(nps, on="customer")
        own = sums["kind"].eq("nps")
        others = sums["count_nps"] - sums["count"].where(own, 0)
        total = sums["sum_nps"] - sums["sum"].where(own, 0)
        sums = sums.assign(x=sums["sum"] / sums["count"], y=total / others.where(others > 0))
        for (name, kind), group in sums[sums["y"].notna()].groupby([dimension, "kind"], sort=False):
            if (link := correlation(group["x"].to_numpy(float), group["y"].to_numpy(float))) is not None:
                found[str(kind), dimension, str(name)] = link
    return found


def correlation(x: np.ndarray, y: np.ndarray) -> Importance | None:
    """Pearson's r with Fisher's interval; None for fewer than 50 pairs or where one side never varies.

    >>> up = np.arange(60.0)
    >>> link = correlation(up, up % 7)
    >>> round(link.r, 3), link.n, correlation(up[:49], up[:49])
    (0.03, 60, None)
    """
    n = len(x)
    if n < FEWEST or x.std() == 0 or y.std() == 0:
        return None
    r = float(np.corrcoef(x, y)[0, 1])
    middle, reach = np.arctanh(np.clip(r, -0.999999, 0.999999)), Z95 / np.sqrt(n - 3)
    return Importance(r, float(np.tanh(middle - reach)), float(np.tanh(middle + reach)), n)
