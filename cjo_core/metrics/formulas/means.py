"""Means of scores with Student t intervals, and the metrics made of them: CSAT mean, CES, the ACSI index.

A mean is in the scale's own unit; which end is good is said elsewhere (CES 1.0 on 1-5 asks "how much effort", so low
is good; CES 2.0 on 1-7 asks "was it easy", so high is good; both are `mean`). It never mixes scales, never leaves the
scale, and never takes the absence of spread for certainty.

References
----------
.. [1] Student (1908). The probable error of a mean. Biometrika 6, 1-25.
.. [2] Clopper, C. J., Pearson, E. S. (1934). The use of confidence or fiducial limits. Biometrika 26, 404-413.
.. [3] Fornell, C. et al. (1996). The American Customer Satisfaction Index. Journal of Marketing 60, 7-18.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from cjo_core.errors import BadValue
from cjo_core.metrics.formulas.estimates import Estimate, Floats, numbers, ratio, score_counts, z_for
from cjo_core.metrics.formulas.nps import nps_from_bands
from cjo_core.metrics.formulas.shares import share_of

ACSI_ITEMS = 3


@dataclass(frozen=True, eq=False)
class Moments:
    """What a t interval needs of a sample: n, mean, variance (divisor n - 1) and whether all answers are alike."""

    n: Floats
    mean: Floats
    variance: Floats
    alike: np.ndarray


def mean(counts: ArrayLike, scale_low: int, scale_high: int, *, confidence: float = 0.95) -> Estimate:
    """Mean score of each group with its Student t interval, clipped to the scale.

    Parameters
    ----------
    counts : array_like, shape (..., scale_high - scale_low + 1)
        How many people chose each score, lowest first.
    scale_low, scale_high : int
        The ends of the scale.
    confidence : float
        Confidence of the interval.

    Returns
    -------
    Estimate
        In scores, scale_low..scale_high; NaN where nobody answered.

    Notes
    -----
    When all answers are alike (one answer included) the sample shows no spread and t would claim a width of 0. The
    interval is then the exact one: had more than a share ``u = 1 - 0.025 ** (1/n)`` of the people another opinion,
    n equal answers would come up in fewer than 2.5 % of samples; at worst all of those stand at an end of the scale,
    so the limits lie ``u`` of the way from the value to each end. For one answer that is nearly the whole scale, for
    30 it is 12 %.

    References
    ----------
    Student (1908); Clopper & Pearson (1934) for the bound: see the module.

    Examples
    --------
    >>> ces = mean([0, 0, 0, 1, 1, 1, 2], 1, 7)
    >>> [round(float(x), 4) for x in (ces.value, ces.low, ces.high, ces.n)]
    [5.8, 4.1811, 7.0, 5.0]
    >>> certain = mean([0, 0, 0, 0, 30], 1, 5)
    >>> round(float(certain.low), 2), float(certain.high)
    (4.54, 5.0)
    """
    return interval_of_mean(moments(counts, scale_low, scale_high), scale_low, scale_high, confidence=confidence)


def mean_of(values: ArrayLike, scale_low: float, scale_high: float, *, confidence: float = 0.95) -> Estimate:
    """The same as `mean`, from the single values (last axis) instead of counts; for an index that has no few scores.

    >>> round(float(mean_of([0, 50, 100], 0, 100).value), 6)
    50.0
    """
    array = numbers(values, "values")
    if not ((array >= scale_low) & (array <= scale_high)).all():
        raise BadValue(f"values must be numbers from {scale_low:g} to {scale_high:g}")
    return interval_of_mean(moments_of(array), scale_low, scale_high, confidence=confidence)


def moments_of(values: ArrayLike) -> Moments:
    """n, mean and variance of single values along the last axis.

    >>> float(moments_of([1.5, 2.5]).variance)
    0.5
    """
    array = numbers(values, "values")
    if array.ndim == 0 or not np.isfinite(array).all():
        raise BadValue("values must be a list of finite numbers")
    n = np.full(array.shape[:-1], float(array.shape[-1]))
    middle = ratio(array.sum(axis=-1), n)
    squares = ((array - middle[..., None]) ** 2).sum(axis=-1)
    alike = np.asarray((array == array[..., :1]).all(axis=-1))
    return Moments(n, middle, ratio(squares, n - 1), alike)


def moments(counts: ArrayLike, scale_low: int, scale_high: int) -> Moments:
    """n, mean and variance of scores given as counts.

    >>> three = moments([1, 0, 1], 1, 3)
    >>> float(three.mean), float(three.variance)
    (2.0, 2.0)
    """
    if scale_high <= scale_low:
        raise BadValue(f"a scale from {scale_low} to {scale_high} has no length")
    table = score_counts(counts, size=scale_high - scale_low + 1)
    scores = np.arange(scale_low, scale_high + 1, dtype=np.float64)
    n = table.sum(axis=-1)
    middle = ratio((table * scores).sum(axis=-1), n)
    squares = (table * (scores - middle[..., None]) ** 2).sum(axis=-1)
    return Moments(n, middle, ratio(squares, n - 1), np.asarray((table > 0).sum(axis=-1) <= 1))


def interval_of_mean(sample: Moments, scale_low: float, scale_high: float, *, confidence: float = 0.95) -> Estimate:
    """Student t interval of a mean, clipped to the scale; the exact bound where all answers are alike (see `mean`)."""
    z_for(confidence)  # refuses a confidence that is none
    n, middle = sample.n, sample.mean
    tail = (1 - confidence) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = -stdtrit(n - 1, tail) * np.sqrt(sample.variance / n)
        unseen = 1 - tail ** (1 / n)
    low = np.where(sample.alike, middle - unseen * (middle - scale_low), middle - reach)
    high = np.where(sample.alike, middle + unseen * (scale_high - middle), middle + reach)
    # Fractions of one person have no t: nothing is known but the scale itself.
    low = np.where((n > 0) & np.isnan(low), scale_low, low)
    high = np.where((n > 0) & np.isnan(high), scale_high, high)
    return Estimate(middle, np.clip(low, scale_low, scale_high), np.clip(high, scale_low, scale_high), n)


def rescale(
    estimate: Estimate, scale_low: float, scale_high: float, *, low: float = 0.0, high: float = 100.0
) -> Estimate:
    """The estimate moved from its scale to low..high: 0..100 for an index, -100..100 for the experience curve.

    >>> round(float(rescale(mean([0, 0, 0, 0, 0, 1, 0], 1, 7), 1, 7, low=-100).value), 4)
    66.6667
    """
    if scale_high <= scale_low:
        raise BadValue(f"a scale from {scale_low} to {scale_high} has no length")
    factor = (high - low) / (scale_high - scale_low)
    value, lower, upper = (
        np.asarray(low + (part - scale_low) * factor) for part in (estimate.value, estimate.low, estimate.high)
    )
    return Estimate(value, lower, upper, estimate.n)


def acsi_index(
    satisfaction: ArrayLike,
    expectancy: ArrayLike,
    ideal: ArrayLike,
    *,
    weights: tuple[float, float, float] = (1.0, 1.0, 1.0),
) -> Floats:
    """ACSI-style index of each respondent (or of each group's three means), 0..100.

    Three questions on 1-10: overall satisfaction, compared with expectations, compared with the ideal. With equal
    weights this is (S + E + P - 3) / 27 · 100. `mean_of(values, 0, 100)` gives the respondents' mean its interval.

    References
    ----------
    Fornell et al. (1996): see the module.

    >>> acsi_index([1, 10, 10], [1, 10, 5.5], [1, 10, 1]).tolist()
    [0.0, 100.0, 50.0]
    """
    if len(weights) != ACSI_ITEMS or min(weights) < 0 or sum(weights) <= 0:
        raise BadValue(f"weights are {weights}; three numbers of 0 or more are needed, not all 0")
    items = [numbers(item, name) for item, name in zip((satisfaction, expectancy, ideal), ("S", "E", "P"), strict=True)]
    if any(((item < 1) | (item > 10)).any() for item in items):  # a skipped item is NaN and gives no index
        raise BadValue("an ACSI item lies outside its scale of 1 to 10")
    total = sum(weight * (item - 1) for weight, item in zip(weights, items, strict=True))
    return np.asarray(100 * total / (9 * sum(weights)))


def ces_agree(counts: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """CES 2.0 as a share: who found it easy, 5-7 on 1-7, in per cent with the Wilson interval."""
    return share_of(score_counts(counts, size=7), 5, 7, scale_low=1, confidence=confidence)


def ces_net(counts: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """CES 2.0 as a net score: % of 6-7 minus % of 1-3 on 1-7, in points, with the interval of NPS.

    >>> round(float(ces_net([80, 210, 140, 110, 160, 180, 120]).value), 6)
    -13.0
    """
    table = score_counts(counts, size=7)
    easy, hard = table[..., 5:].sum(axis=-1), table[..., :3].sum(axis=-1)
    return nps_from_bands(easy, table[..., 3:5].sum(axis=-1), hard, confidence=confidence)
