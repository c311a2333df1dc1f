"""Rolling windows over weeks: the counts of the last k weeks are pooled, and the metric is taken of the pool.

Pooling lets every answer weigh the same; averaging weekly scores would let a week of ten answers outvote a week of a
thousand, so nothing here averages scores. Neighbouring windows share weeks and must not be tested against each other:
`last_two_windows` gives a pair that may be.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from cjo_core.errors import BadValue
from cjo_core.metrics.formulas.estimates import Estimate, Floats, amounts
from cjo_core.metrics.formulas.nps import nps

WEEKS = 4


def rolling_counts(counts: ArrayLike, weeks: int = WEEKS) -> Floats:
    """Counts of each week together with those of the `weeks` - 1 weeks before it.

    Parameters
    ----------
    counts : array_like, shape (number of weeks, ...)
        Counts per week, oldest first, without gaps: a week without answers is a row of zeros.
    weeks : int
        Length of the window.

    Returns
    -------
    ndarray
        Same shape; the first `weeks` - 1 rows hold as many weeks as there are.

    >>> rolling_counts([1, 2, 3, 4, 5], weeks=3).tolist()
    [1.0, 3.0, 6.0, 9.0, 12.0]
    """
    table = _checked(counts, weeks)
    result = table.copy()
    # Added week by week, not as differences of running totals: those would leave crumbs when counts are weighted.
    for back in range(1, min(weeks, len(table))):
        result[back:] += table[:-back]
    return result


def rolling_nps(counts: ArrayLike, weeks: int = WEEKS, *, confidence: float = 0.95) -> Estimate:
    """NPS of each pooled window; counts have the shape (weeks, ..., 11).

    >>> weekly = [[2, 0, 0, 0, 0, 0, 0, 3, 0, 5, 0], [10, 0, 0, 0, 0, 0, 0, 10, 0, 20, 0]]
    >>> rolling_nps(weekly).value.tolist()
    [30.0, 26.0]
    """
    return nps(rolling_counts(counts, weeks), confidence=confidence)


def last_two_windows(counts: ArrayLike, weeks: int = WEEKS) -> tuple[Floats, Floats]:
    """The pooled counts of the `weeks` before the last window, and of the last window: two that share no week.

    >>> before, last = last_two_windows([1, 2, 3, 4, 5], weeks=2)
    >>> float(before), float(last)
    (5.0, 9.0)
    """
    table = _checked(counts, weeks)
    return np.asarray(table[-2 * weeks : -weeks].sum(axis=0)), np.asarray(table[-weeks:].sum(axis=0))


def _checked(counts: ArrayLike, weeks: int) -> Floats:
    """Counts per week with a sensible window."""
    table = amounts(counts, "counts")
    if table.ndim == 0:
        raise BadValue("counts must be a list of weeks, not one number")
    if weeks < 1:
        raise BadValue(f"a window of {weeks} weeks; it must hold at least 1")
    return table
