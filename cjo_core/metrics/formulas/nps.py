"""Net Promoter Score: value, interval, and the pieces its tests are made of.

Everything is a function of how many people chose each score from 0 to 10. Values are in points, -100..100; variances
of one answer are on the -1..1 scale. It never averages scores of groups (pool the counts instead), never rounds, and
never invents a score for nobody. "NPS" and "Net Promoter" are registered marks of Bain, NICE Satmetrix and Reichheld.

References
----------
.. [1] Rocks, B. (2016). Interval Estimation for the "Net Promoter Score". The American Statistician 70, 365-372.
.. [2] Tango, T. (1998). Equivalence test and confidence interval for the difference in proportions for the
   paired-sample design. Statistics in Medicine 17, 891-908.
.. [3] McNemar, Q. (1947). Note on the sampling error of the difference between correlated proportions.
   Psychometrika 12, 153-157.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import erfc

from cjo_core.metrics.formulas.estimates import (
    Estimate,
    Floats,
    Significance,
    amounts,
    ratio,
    same_shape,
    score_counts,
    where_counted,
    z_for,
)

PSEUDO_PROMOTERS, PSEUDO_PASSIVES, PSEUDO_DETRACTORS = 0.75, 1.5, 0.75
"""The three answers Rocks' adjusted Wald (3,T) interval adds before it measures the spread."""


@dataclass(frozen=True, eq=False)
class Bands:
    """How many promoters (9-10), passives (7-8) and detractors (0-6); three arrays of one shape."""

    promoters: Floats
    passives: Floats
    detractors: Floats

    @property
    def n(self) -> Floats:
        """How many answered."""
        return np.asarray(self.promoters + self.passives + self.detractors)


def bands(counts: ArrayLike) -> Bands:
    """The three bands of counts whose last axis holds the scores 0..10.

    >>> three = bands([0, 0, 1, 0, 0, 0, 2, 3, 4, 5, 6])
    >>> float(three.promoters), float(three.passives), float(three.detractors)
    (11.0, 7.0, 3.0)
    """
    table = score_counts(counts, size=11)
    return Bands(table[..., 9:].sum(axis=-1), table[..., 7:9].sum(axis=-1), table[..., :7].sum(axis=-1))


def checked_bands(promoters: ArrayLike, passives: ArrayLike, detractors: ArrayLike) -> Bands:
    """The three numbers as bands of one shape, refused when negative or not numbers."""
    arrays = [amounts(promoters, "promoters"), amounts(passives, "passives"), amounts(detractors, "detractors")]
    return Bands(*same_shape(arrays, "promoters, passives and detractors"))


def nps(counts: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """Net Promoter Score of each group, with its adjusted Wald interval.

    Parameters
    ----------
    counts : array_like, shape (..., 11)
        How many people chose each score 0..10.
    confidence : float
        Confidence of the interval.

    Returns
    -------
    Estimate
        Points, -100..100; shape (...). NaN where nobody answered. `value` is the raw score 100 (P - D), while the
        interval is centred on the adjusted one, so it is not symmetrical about the value.

    Raises
    ------
    BadValue
        The last axis does not hold 11 scores, or a count is negative or not a number.

    References
    ----------
    Rocks (2016), adjusted Wald (3,T): see the module.

    Examples
    --------
    >>> one = nps([5, 0, 0, 0, 0, 0, 0, 0, 5, 0, 10])
    >>> [round(float(x), 2) for x in (one.value, one.low, one.high, one.n)]
    [25.0, -11.72, 55.19, 20.0]
    """
    return nps_of(bands(counts), confidence=confidence)


def nps_from_bands(
    promoters: ArrayLike, passives: ArrayLike, detractors: ArrayLike, *, confidence: float = 0.95
) -> Estimate:
    """The same as `nps`, from how many promoters, passives and detractors there are (fractions are allowed).

    >>> round(float(nps_from_bands(620, 200, 180).value), 9)
    44.0
    """
    return nps_of(checked_bands(promoters, passives, detractors), confidence=confidence)


def nps_of(answers: Bands, *, confidence: float = 0.95) -> Estimate:
    """The same as `nps`, from bands.

    One answer alone (n = 1) is the single case in which the adjusted interval (-48.5..98.5 for one promoter) would
    leave out the value itself; the interval is then widened to reach it, which can only raise the coverage.
    """
    n = answers.n
    value = 100 * ratio(answers.promoters - answers.detractors, n)
    centre, se = adjusted_mean_and_se(answers)
    reach = z_for(confidence) * se
    low = np.minimum(np.clip(centre - reach, -100, 100), value)  # a NaN value makes the limit NaN too
    high = np.maximum(np.clip(centre + reach, -100, 100), value)
    return Estimate(value, low, high, n)


def adjusted_mean_and_se(answers: Bands) -> tuple[Floats, Floats]:
    """The score and its standard error, in points, after the three pseudo-answers were added.

    >>> centre, se = adjusted_mean_and_se(checked_bands(36, 25, 6))
    >>> round(float(se), 6)
    7.907999
    """
    n = answers.n + (PSEUDO_PROMOTERS + PSEUDO_PASSIVES + PSEUDO_DETRACTORS)
    promoters = (answers.promoters + PSEUDO_PROMOTERS) / n
    detractors = (answers.detractors + PSEUDO_DETRACTORS) / n
    mean = promoters - detractors
    return 100 * mean, 100 * np.sqrt((promoters + detractors - mean**2) / n)


def variance(promoters: ArrayLike, passives: ArrayLike, detractors: ArrayLike) -> Floats:
    """Variance of one answer scored -1, 0 or +1: P + D - (P - D)^2 (divisor n, as for any distribution).

    Counts and proportions give the same result.

    >>> round(float(variance(1 / 2, 1 / 3, 1 / 6)), 6)
    0.555556
    """
    answers = checked_bands(promoters, passives, detractors)
    p, d = ratio(answers.promoters, answers.n), ratio(answers.detractors, answers.n)
    return np.asarray(p + d - (p - d) ** 2)


def standard_error(promoters: ArrayLike, passives: ArrayLike, detractors: ArrayLike) -> Floats:
    """Plain standard error of the score in points: 100 sqrt(variance / n), without pseudo-answers."""
    n = checked_bands(promoters, passives, detractors).n
    return np.asarray(100 * np.sqrt(ratio(variance(promoters, passives, detractors), n)))


def wald_interval(
    promoters: ArrayLike, passives: ArrayLike, detractors: ArrayLike, *, confidence: float = 0.95
) -> Estimate:
    """Plain Wald interval, not clipped. For comparison with other tools only.

    It covers too rarely below 100 answers and has no width when all answers are alike.

    >>> ci = wald_interval(250, 675, 75)
    >>> round(float(ci.low), 4), round(float(ci.high), 4)
    (14.1372, 20.8628)
    """
    answers = checked_bands(promoters, passives, detractors)
    value = 100 * ratio(answers.promoters - answers.detractors, answers.n)
    reach = z_for(confidence) * standard_error(promoters, passives, detractors)
    return Estimate(value, np.asarray(value - reach), np.asarray(value + reach), answers.n)


def score_interval(
    promoters: ArrayLike, passives: ArrayLike, detractors: ArrayLike, *, confidence: float = 0.95
) -> Estimate:
    """Tango's iterative score interval in points: a cross-check of the adjusted Wald one, slower and slightly wider.

    Holds every difference d that the score test does not reject:
    ``|(P - D) - d| / sqrt((2 q(d) + d (1 - d)) / n) <= z``, with q(d) the likeliest share of detractors given d.
    The limits are found by bisection, all groups at once.
    """
    answers = checked_bands(promoters, passives, detractors)
    observed = ratio(answers.promoters - answers.detractors, answers.n)
    limit = z_for(confidence)
    limits = []
    for end in (-1.0, 1.0):
        inside, outside = observed, np.full_like(observed, end)
        for _ in range(60):  # halving 60 times leaves less than the rounding of a float
            middle = (inside + outside) / 2
            kept = _score_statistic(answers, observed, middle) <= limit
            inside, outside = np.where(kept, middle, inside), np.where(kept, outside, middle)
        limits.append(100 * inside)
    return Estimate(100 * observed, limits[0], limits[1], answers.n)


def _score_statistic(answers: Bands, observed: Floats, d: Floats) -> Floats:
    """Tango's |z| for the hypothesis P - D = d (a fraction)."""
    n, plus, minus = answers.n, answers.promoters, answers.detractors
    a, b, c = 2 * n, (2 * n - plus + minus) * d - plus - minus, -minus * d * (1 - d)
    q = ratio(np.sqrt(np.maximum(b * b - 4 * a * c, 0)) - b, 2 * a)
    spread = ratio(np.maximum(2 * q + d * (1 - d), 0), n)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.abs(observed - d) / np.sqrt(spread)
    return np.where(observed == d, 0.0, z)


def balance_test(promoters: ArrayLike, passives: ArrayLike, detractors: ArrayLike) -> Significance:
    """Test of "promoters and detractors balance" (NPS = 0): the McNemar test, z = (P - D) / sqrt(P + D) with counts.

    Only passives say nothing against balance: z = 0, p = 1. NaN where nobody answered.
    """
    answers = checked_bands(promoters, passives, detractors)
    taking_sides = answers.promoters + answers.detractors
    z = (answers.promoters - answers.detractors) / np.sqrt(np.where(taking_sides > 0, taking_sides, 1))
    z = where_counted(answers.n, z)
    return Significance(z, np.full_like(z, np.inf), np.asarray(erfc(np.abs(z) / np.sqrt(2))))
