"""Is a group clearly above or below its target? The p of "the true value is the target", one per group.

Each test is the one whose interval stands on the screen, so that a p below 0.05 means that the interval leaves the
target out.
Gives nothing (NaN) where nobody answered, never corrects for many groups (see `multiple`), and never calls a group
good or bad.

References
----------
.. [1] Rocks, B. (2016). Interval Estimation for the "Net Promoter Score". The American Statistician 70, 365-372.
.. [2] Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22, 209-212.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import erfc, stdtr

from cjo_core.metrics.formulas.estimates import Floats, ratio, where_counted
from cjo_core.metrics.formulas.means import moments
from cjo_core.metrics.formulas.nps import adjusted_mean_and_se, bands
from cjo_core.metrics.formulas.shares import checked_share


def nps_against(counts: ArrayLike, target: float) -> Floats:
    """p of "the NPS is `target` points": z from the adjusted centre and standard error [1]_; counts (..., 11).

    >>> round(float(nps_against([20, 0, 0, 0, 0, 0, 0, 30, 0, 0, 50], 50)), 3)
    0.007
    """
    answers = bands(counts)
    centre, se = adjusted_mean_and_se(answers)
    return where_counted(np.asarray(answers.n), _two_sided((centre - target) / se))


def share_against(successes: ArrayLike, n: ArrayLike, target: float) -> Floats:
    """p of "the share is `target` per cent": the score test, which is the Wilson interval turned round [2]_.

    >>> round(float(share_against(44, 100, 60)), 4)
    0.0011
    """
    x, total = checked_share(successes, n)
    rate = target / 100
    spread = np.sqrt(ratio(rate * (1 - rate), total))
    distance = ratio(x, total) - rate
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(distance == 0, 0.0, distance / spread)  # at 0 or 100 per cent any other share is impossible
    return where_counted(np.asarray(total), _two_sided(z))


def mean_against(counts: ArrayLike, scale_low: int, scale_high: int, target: float) -> Floats:
    """p of "the mean is `target`": Student's t. Answers that are all alike get the spread that `mean_difference`
    gives them.

    >>> round(float(mean_against([0, 10, 20, 30, 40], 1, 5, 4.2)), 3)
    0.049
    """
    sample = moments(counts, scale_low, scale_high)
    squared = np.where(sample.alike, ratio(1.0, sample.n * (sample.n + 1)), ratio(sample.variance, sample.n))
    with np.errstate(divide="ignore", invalid="ignore"):
        t = (sample.mean - target) / np.sqrt(squared)
    p = 2 * stdtr(sample.n - 1, -np.abs(t))
    return np.where(sample.n > 1, p, np.nan)


def _two_sided(z: Floats) -> Floats:
    return np.asarray(erfc(np.abs(z) / np.sqrt(2)))
