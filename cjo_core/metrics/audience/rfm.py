"""RFM: how recently, how often and for how much each customer bought, as scores from 1 to 5. Never fetches orders."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cjo_core.errors import BadValue
from cjo_core.metrics.formulas.estimates import Floats

#: Scores run from 1 to this.
BINS = 5
Scores = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Cuts:
    """Where one score gives way to the next: four rising values each. A value below a cut lies below it."""

    recency: Floats
    frequency: Floats
    monetary: Floats

    def __post_init__(self) -> None:
        for name in ("recency", "frequency", "monetary"):
            cuts = np.asarray(getattr(self, name), float)
            if cuts.shape != (BINS - 1,) or not all(low <= high for low, high in pairwise(cuts.tolist())):
                raise BadValue(f"the cuts of {name} are {cuts.tolist()}; {BINS - 1} rising numbers are needed")
            object.__setattr__(self, name, cuts)


@dataclass(frozen=True, eq=False)
class Rfm:
    """The three scores of each customer, 1 (worst) to 5 (best)."""

    recency: Scores
    frequency: Scores
    monetary: Scores

    @property
    def code(self) -> Scores:
        """The scores as one number: 100 R + 10 F + M."""
        return 100 * self.recency + 10 * self.frequency + self.monetary


def rfm_cuts(recency_days: ArrayLike, frequency: ArrayLike, monetary: ArrayLike) -> Cuts:
    """The quintiles of these customers, as cuts.

    Equal values always lie in the same bin (``x <= quintile`` is below the cut), so the bins of frequency, where many
    customers share a number, are of unequal size.

    >>> rfm_cuts([1, 2, 3, 4, 5], [1, 1, 1, 1, 9], [10, 20, 30, 40, 50]).frequency.round(3).tolist()
    [1.0, 1.0, 1.0, 2.6]
    """
    levels = np.arange(1, BINS) / BINS
    found = []
    for values in (recency_days, frequency, monetary):
        numbers = np.asarray(values, float)
        if not numbers.size:
            raise BadValue("quintiles of no customers at all do not exist; at least one is needed")
        if not np.isfinite(numbers).all():
            raise BadValue("customers without orders have no recency; leave them out")
        found.append(np.nextafter(np.quantile(numbers, levels), np.inf))
    return Cuts(*found)


def rfm_scores(recency_days: ArrayLike, frequency: ArrayLike, monetary: ArrayLike, *, cuts: Cuts | None = None) -> Rfm:
    """Score customers who bought at least once.

    Parameters
    ----------
    recency_days : array_like
        Days since each customer's last order; few are good.
    frequency, monetary : array_like
        How many orders, and their total value.
    cuts : Cuts, optional
        Where the scores change; without it at the quintiles of these very customers.

    Returns
    -------
    Rfm
        F and M are 1 + the number of cuts at or below the value, R is 5 - that number.

    References
    ----------
    A. M. Hughes, Strategic Database Marketing, 1994; the R package rfm 0.3.0 (its cuts are given in whole numbers).

    >>> cuts = Cuts([115, 181, 297.4, 482], [4, 5, 6, 8], [255.8, 382, 506.4, 666])
    >>> rfm_scores([205, 140, 98], [6, 3, 7], [472, 340, 596], cuts=cuts).code.tolist()
    [343, 412, 544]
    """
    limits = cuts or rfm_cuts(recency_days, frequency, monetary)
    below = [
        np.searchsorted(edges, np.asarray(values, float), side="right")
        for edges, values in (
            (limits.recency, recency_days),
            (limits.frequency, frequency),
            (limits.monetary, monetary),
        )
    ]
    return Rfm(BINS - below[0], 1 + below[1], 1 + below[2])
