"""Is the change real? Differences between two groups or periods, with interval and p.

Every difference is b minus a (after minus before) in the metric's own unit, and shows the plain difference of the two
scores as displayed, within an interval made by the better method. It never calls a change "up" or "down" (verdicts do),
never corrects for many comparisons (see `multiple`), and gives nothing where a side is empty.

References
----------
.. [1] Rocks, B. (2016). Interval Estimation for the "Net Promoter Score". The American Statistician 70, 365-372.
.. [2] Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions. Statistics in
   Medicine 17, 873-890.
.. [3] Welch, B. L. (1947). The generalization of "Student's" problem when several different population variances are
   involved. Biometrika 34, 28-35.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import erfc, stdtr, stdtrit

from cjo_core.metrics.changes.contingency import fisher_exact, two_proportion_z
from cjo_core.metrics.formulas.estimates import Floats, Index, Significance, ratio, same_shape, where_counted, z_for
from cjo_core.metrics.formulas.means import Moments, moments
from cjo_core.metrics.formulas.nps import Bands, adjusted_mean_and_se, bands
from cjo_core.metrics.formulas.shares import checked_share, wilson

SMALLEST_EXPECTED = 5
"""Below this expected count the normal test of two shares is replaced by Fisher's exact one."""


@dataclass(frozen=True, eq=False)
class Difference:
    """b minus a, its interval and the p of "no difference"; arrays of one shape, NaN where a side is empty."""

    difference: Floats
    low: Floats
    high: Floats
    p: Floats

    def at(self, index: Index) -> Difference:
        """The difference of one pair (or of a slice of the pairs)."""
        return Difference(*(np.asarray(part)[index] for part in (self.difference, self.low, self.high, self.p)))

    @property
    def half_width(self) -> Floats:
        """Half the width of the interval."""
        return np.asarray((self.high - self.low) / 2)

    @property
    def needed(self) -> Floats:
        """How far apart the two scores must be, at these volumes, before the difference is clear.

        This is the longer arm of the interval. So whenever the interval holds 0, the difference is no greater than
        `needed`, and "no clear change (needs more than 14 points at this volume)" never contradicts it.
        """
        return np.asarray(np.maximum(self.difference - self.low, self.high - self.difference))


def nps_difference(counts_a: ArrayLike, counts_b: ArrayLike, *, confidence: float = 0.95) -> Difference:
    """NPS of b minus NPS of a in points, with the two-sample adjusted Wald interval and test.

    Parameters
    ----------
    counts_a, counts_b : array_like, shape (..., 11)
        How many people chose each score 0..10; shapes are broadcast.
    confidence : float
        Confidence of the interval.

    Returns
    -------
    Difference
        Points, -200..200. Three pseudo-answers (0.75, 1.5, 0.75) are added to each side before centre, spread and p are
        taken; `difference` is the raw one, so that it equals the difference of the scores on screen.

    References
    ----------
    Rocks (2016): see the module.

    Examples
    --------
    >>> before, after = [20, 0, 0, 0, 0, 0, 0, 30, 0, 0, 50], [10, 0, 0, 0, 0, 0, 0, 30, 0, 0, 60]
    >>> change = nps_difference(before, after)
    >>> [round(float(x), 1) for x in (change.difference, change.low, change.high, change.needed)]
    [20.0, -0.5, 39.4, 20.5]
    >>> round(float(change.p), 3)
    0.057
    """
    return nps_difference_of(bands(counts_a), bands(counts_b), confidence=confidence)


def nps_difference_of(a: Bands, b: Bands, *, confidence: float = 0.95) -> Difference:
    """The same as `nps_difference`, from bands."""
    same_shape([np.asarray(a.n), np.asarray(b.n)], "the two groups")
    (centre_a, se_a), (centre_b, se_b) = adjusted_mean_and_se(a), adjusted_mean_and_se(b)
    centre, se = centre_b - centre_a, np.sqrt(se_a**2 + se_b**2)
    raw = 100 * (ratio(b.promoters - b.detractors, b.n) - ratio(a.promoters - a.detractors, a.n))
    reach = z_for(confidence) * se
    # Between opposite extremes the pseudo-answers pull the centre so far that the raw difference can lie just outside.
    low = np.minimum(np.clip(centre - reach, -200, 200), raw)
    high = np.maximum(np.clip(centre + reach, -200, 200), raw)
    counted = np.minimum(a.n, b.n)
    return Difference(raw, low, high, where_counted(counted, _normal_p(centre / se)))


def share_difference(
    x_a: ArrayLike, n_a: ArrayLike, x_b: ArrayLike, n_b: ArrayLike, *, confidence: float = 0.95
) -> Difference:
    """Share of b minus share of a in percentage points: Newcombe's hybrid score interval, p from z or Fisher.

    Parameters
    ----------
    x_a, n_a, x_b, n_b : array_like
        Successes and answers on each side; shapes are broadcast.
    confidence : float
        Confidence of the interval.

    Returns
    -------
    Difference
        Percentage points, -100..100; p from the pooled two-proportion z, or from Fisher's exact test where an expected
        count is below 5 (counts are then rounded to whole people).

    References
    ----------
    Newcombe (1998), method 10: see the module.

    Examples
    --------
    >>> change = share_difference(48, 80, 56, 70)
    >>> [round(float(x), 2) for x in (change.difference, change.low, change.high)]
    [20.0, 5.24, 33.39]
    """
    (xa, na), (xb, nb) = checked_share(x_a, n_a), checked_share(x_b, n_b)
    xa, na, xb, nb = same_shape([xa, na, xb, nb], "the two groups")
    z = z_for(confidence)
    pa, pb = ratio(xa, na), ratio(xb, nb)
    (low_a, high_a), (low_b, high_b) = wilson(xa, na, z), wilson(xb, nb, z)
    difference = pb - pa
    low = difference - np.hypot(pb - low_b, high_a - pa)
    high = difference + np.hypot(high_b - pb, pa - low_a)
    p = np.asarray(two_proportion_z(xa, na, xb, nb).p).copy()
    few = (np.minimum(na, nb) > 0) & (_smallest_expected(xa, na, xb, nb) < SMALLEST_EXPECTED)
    if few.any():
        p[few] = fisher_exact(np.rint(xa[few]), np.rint(na[few]), np.rint(xb[few]), np.rint(nb[few]))
    return Difference(100 * difference, 100 * np.clip(low, -1, 1), 100 * np.clip(high, -1, 1), p)


def mean_difference(
    counts_a: ArrayLike, counts_b: ArrayLike, scale_low: int, scale_high: int, *, confidence: float = 0.95
) -> Difference:
    """Mean of b minus mean of a in scores: Welch's t interval and test, clipped to what the scale allows.

    Parameters
    ----------
    counts_a, counts_b : array_like, shape (..., scale_high - scale_low + 1)
        How many people chose each score, lowest first.
    scale_low, scale_high : int
        The ends of the scale.

    Returns
    -------
    Difference
        In scores. With a single answer on a side there is no t: p is NaN and the interval is all the scale allows.

    Notes
    -----
    A side whose answers are all alike shows a spread of 0, with which any difference would be certain. It gets the
    spread it would have had if one further answer had been one score away: SE² = 1 / (n (n + 1)).

    References
    ----------
    Welch (1947): see the module.

    >>> change = mean_difference([0, 10, 20, 30, 40], [0, 0, 20, 30, 50], 1, 5)
    >>> [round(float(x), 3) for x in (change.difference, change.low, change.high, change.p)]
    [0.3, 0.048, 0.552, 0.02]
    """
    samples = moments(counts_a, scale_low, scale_high), moments(counts_b, scale_low, scale_high)
    free = welch_difference(*samples, confidence=confidence)
    span = float(scale_high - scale_low)
    unknown = np.isnan(free.low) & ~np.isnan(free.difference)
    low, high = np.where(unknown, -span, free.low), np.where(unknown, span, free.high)
    return Difference(free.difference, np.clip(low, -span, span), np.clip(high, -span, span), free.p)


def welch_difference(a: Moments, b: Moments, *, confidence: float = 0.95) -> Difference:
    """Mean of b minus mean of a from moments, with Welch's interval, not clipped (see `mean_difference`)."""
    difference, se, df = _welch(a, b)
    with np.errstate(invalid="ignore"):
        reach = -stdtrit(df, (1 - confidence) / 2) * se
    low, high = np.asarray(difference - reach), np.asarray(difference + reach)
    return Difference(difference, low, high, welch_test(a, b).p)


def welch_test(a: Moments, b: Moments) -> Significance:
    """Welch's t for "the means are equal", with its fractional degrees of freedom; t is positive when b is higher."""
    difference, se, df = _welch(a, b)
    t = np.asarray(difference / se)
    return Significance(t, df, np.asarray(2 * stdtr(df, -np.abs(t))))


def _welch(a: Moments, b: Moments) -> tuple[Floats, Floats, Floats]:
    """Difference, standard error and degrees of freedom; the last two are NaN below two answers on a side."""
    same_shape([np.asarray(a.n), np.asarray(b.n)], "the two groups")
    square_a, square_b = _squared_error(a), _squared_error(b)
    df = (square_a + square_b) ** 2 / (square_a**2 * ratio(1.0, a.n - 1) + square_b**2 * ratio(1.0, b.n - 1))
    return np.asarray(b.mean - a.mean), np.sqrt(square_a + square_b), np.asarray(df)


def _squared_error(sample: Moments) -> Floats:
    """Squared standard error of one mean, never 0 (see `mean_difference`); NaN below two answers."""
    squared = np.where(sample.alike, ratio(1.0, sample.n * (sample.n + 1)), ratio(sample.variance, sample.n))
    return np.where(sample.n > 1, squared, np.nan)


def _smallest_expected(xa: Floats, na: Floats, xb: Floats, nb: Floats) -> Floats:
    """The smallest of the four expected counts of a two by two table."""
    yes, n = xa + xb, na + nb
    # one division of whole numbers, at the end: an expected count of just 5 is 5, not a hair less
    return ratio(np.minimum(na, nb) * np.minimum(yes, n - yes), n)


def _normal_p(z: Floats) -> Floats:
    """Two-sided p of a normal z."""
    return np.asarray(erfc(np.abs(z) / np.sqrt(2)))
