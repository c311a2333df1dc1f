"""Control charts: is this week unlike the process so far?

Three charts (NPS and shares with limits from each week's own n, and XmR for a steady series) and the signals read off
them. Limits come from the first `baseline` weeks and stay frozen; below 13 such weeks they are trial limits. It never
re-bases by itself, never fills a week without answers, and gives no reason for a signal.

References
----------
.. [1] Montgomery, D. C. Introduction to Statistical Quality Control. Wiley.
.. [2] NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2 (individuals) and 6.3.3.2 (proportions).
.. [3] Wheeler, D. J. (1993). Understanding Variation. SPC Press.
.. [4] NHS England. Making data count: "plot the dots" rules (run and trend of 7, two of three near a limit).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cjo_core.errors import BadValue
from cjo_core.metrics.formulas.estimates import Floats, numbers, ratio, same_shape
from cjo_core.metrics.formulas.nps import Bands, bands
from cjo_core.metrics.formulas.shares import checked_share

Flags = NDArray[np.bool_]

BASELINE_WEEKS = 13
RUN_LENGTH = 8
TREND_LENGTH = 7
XMR_CONSTANT = 2.66
"""3 / 1.128 as Wheeler and the NHS round it; NIST uses the unrounded 3 / 1.128. A setting."""
MOVING_RANGE_CONSTANT = 3.267
"""A moving range above this many mean moving ranges is unusual itself."""


@dataclass(frozen=True, eq=False)
class Limits:
    """Centre line and 3-sigma limits, one number per week; `trial` when the baseline is too short to trust them.

    `sigma` is a third of the way to an unclipped limit; `low` and `high` never leave the metric's own range.
    """

    centre: Floats
    low: Floats
    high: Floats
    sigma: Floats
    trial: bool


@dataclass(frozen=True, eq=False)
class Signals:
    """Which weeks stand out, and why; `any` is all reasons together."""

    outside: Flags
    run: Flags

    @property
    def any(self) -> Flags:
        """Weeks with at least one signal."""
        return np.asarray(self.outside | self.run)


def nps_limits(counts: ArrayLike, *, baseline: int | None = None) -> Limits:
    """Limits of the weekly NPS: pooled NPS ± 3 sqrt(pooled variance / n of the week), in points.

    Parameters
    ----------
    counts : array_like, shape (weeks, 11)
        How many people chose each score 0..10 in each week, oldest first.
    baseline : int, optional
        How many of the first weeks make the centre and the variance; all of them if left out.

    Returns
    -------
    Limits
        Points; NaN limits in weeks without answers.

    >>> weekly = [[20, 0, 0, 0, 0, 0, 0, 30, 0, 0, 50], [5, 0, 0, 0, 0, 0, 0, 10, 0, 0, 10]]
    >>> limits = nps_limits(weekly)
    >>> limits.centre.round(1).tolist(), limits.low.round(1).tolist(), limits.trial
    ([28.0, 28.0], [4.7, -18.5], True)
    """
    return nps_limits_of(bands(counts), baseline=baseline)


def nps_limits_of(answers: Bands, *, baseline: int | None = None) -> Limits:
    """The same as `nps_limits`, from bands per week."""
    n = _one_series(answers.n)
    first = _baseline(baseline, n.size)
    total = n[:first].sum()
    p = ratio(answers.promoters[:first].sum(), total)
    d = ratio(answers.detractors[:first].sum(), total)
    sigma = 100 * np.sqrt((p + d - (p - d) ** 2) * ratio(1.0, n))
    return _limits(100 * (p - d), sigma, -100, 100, weeks=int((n[:first] > 0).sum()))


def share_limits(successes: ArrayLike, n: ArrayLike, *, baseline: int | None = None) -> Limits:
    """p-chart of a weekly share: pooled share ± 3 sqrt(p (1 - p) / n of the week), in per cent, within 0..100.

    Parameters and shapes as for `nps_limits`, with one number per week (or one n for all weeks).

    >>> limits = share_limits([12, 15, 8], 50)
    >>> round(float(limits.centre[0]), 2), round(float(limits.low[0]), 2)
    (23.33, 5.39)
    """
    x, total = checked_share(successes, n)
    x, total = _one_series(x), _one_series(total)
    first = _baseline(baseline, total.size)
    p = ratio(x[:first].sum(), total[:first].sum())
    sigma = 100 * np.sqrt(p * (1 - p) * ratio(1.0, total))
    return _limits(100 * p, sigma, 0, 100, weeks=int((total[:first] > 0).sum()))


def xmr_limits(
    values: ArrayLike,
    *,
    constant: float = XMR_CONSTANT,
    screened: bool = False,
    baseline: int | None = None,
    lowest: float = -np.inf,
    highest: float = np.inf,
) -> Limits:
    """Limits of single values: mean ± constant x mean moving range, in the values' own unit.

    Parameters
    ----------
    values : array_like, shape (weeks,)
        One value per week, NaN where there is none (such weeks are left out).
    constant : float
        2.66, or 3 / 1.128 exactly.
    screened : bool
        Leave out moving ranges above 3.267 mean moving ranges before the limits are made, as the NHS does.
    baseline : int, optional
        How many of the first weeks make the limits.
    lowest, highest : float
        The range the metric cannot leave.

    >>> limits = xmr_limits([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1])
    >>> round(float(limits.centre[0]), 2), round(float(limits.low[0]), 4), round(float(limits.high[0]), 4)
    (50.81, 45.8151, 55.8049)
    """
    series = _one_series(numbers(values, "values"))
    known = series[: _baseline(baseline, series.size)]
    known = known[~np.isnan(known)]
    centre = ratio(known.sum(), known.size)
    sigma = np.full(series.size, constant / 3 * mean_moving_range(known, screened=screened))
    return _limits(centre, sigma, lowest, highest, weeks=known.size)


def mean_moving_range(values: ArrayLike, *, screened: bool = False) -> float:
    """Mean distance between neighbouring values (NaN left out); NaN with fewer than two values.

    Times 3.267 it is the upper limit of the moving ranges themselves.
    """
    series = _one_series(numbers(values, "values"))
    ranges = np.abs(np.diff(series[~np.isnan(series)]))
    if ranges.size == 0:
        return float("nan")
    if screened:
        ranges = ranges[ranges <= MOVING_RANGE_CONSTANT * ranges.mean()]
    return float(ranges.mean())


def signals(values: ArrayLike, limits: Limits, *, run_length: int = RUN_LENGTH) -> Signals:
    """Weeks outside the limits, and weeks in a run of `run_length` or more on one side of the centre.

    >>> series = [30, 31, 29, 30, 32, 31, 30, 29, 31, 30, 55, 30, 31, 29]
    >>> signals(series, xmr_limits(series)).any.nonzero()[0].tolist()
    [10]
    """
    series = _fitting(values, limits)
    with np.errstate(invalid="ignore"):
        outside = (series < limits.low) | (series > limits.high)
    return Signals(outside, in_run(series - limits.centre, run_length))


def in_run(deviations: ArrayLike, length: int = RUN_LENGTH) -> Flags:
    """Which values belong to `length` or more in a row on one side of 0; 0 itself ends a run, NaN is passed over.

    >>> in_run([1, 1, 1, -1, 1], length=3).tolist()
    [True, True, True, False, False]
    """
    series = _one_series(numbers(deviations, "deviations"))
    if length < 2:
        raise BadValue(f"a run of {length}; it must be at least 2 weeks long")
    known = ~np.isnan(series)
    flags = np.zeros(series.size, dtype=bool)
    flags[known] = _long_stretches(np.sign(series[known]), length)
    return flags


def in_trend(values: ArrayLike, length: int = TREND_LENGTH) -> Flags:
    """Which values belong to `length` or more that all rise or all fall; equal neighbours end a trend.

    >>> in_trend([5, 1, 2, 3, 4, 4], length=4).tolist()
    [False, True, True, True, True, False]
    """
    series = _one_series(numbers(values, "values"))
    if length < 3:
        raise BadValue(f"a trend of {length}; it must be at least 3 weeks long")
    known = ~np.isnan(series)
    steps = _long_stretches(np.sign(np.diff(series[known])), length - 1)
    flags = np.zeros(series.size, dtype=bool)
    flags[known] = np.append(steps, False) | np.append(False, steps) if known.any() else False
    return flags


def two_of_three(values: ArrayLike, limits: Limits) -> Flags:
    """Which values lie beyond 2 sigma, within the limits, and have another such within three weeks on one side.

    All three weeks must lie on the same side of the centre. Values outside the limits do not count: they are a signal
    of their own (the NHS reading).
    """
    series = _fitting(values, limits)
    known = ~np.isnan(series) & ~np.isnan(limits.sigma)
    deviation, sigma = (series - limits.centre)[known], limits.sigma[known]
    inside = (series >= limits.low)[known] & (series <= limits.high)[known]
    near = inside & (np.abs(deviation) > 2 * sigma)
    flags = np.zeros(series.size, dtype=bool)
    if near.size < 3:
        return flags
    side = np.sign(deviation)
    windows = np.lib.stride_tricks.sliding_window_view
    hit = (windows(near, 3).sum(axis=1) >= 2) & (np.abs(windows(side, 3).sum(axis=1)) == 3)
    covered = np.convolve(hit, [1, 1, 1]) > 0
    flags[known] = near & covered
    return flags


def _long_stretches(signs: Floats, length: int) -> Flags:
    """Which elements belong to `length` or more equal signs in a row; 0 belongs to none."""
    if signs.size == 0:
        return np.zeros(0, dtype=bool)
    starts = np.flatnonzero(np.append(True, signs[1:] != signs[:-1]))
    lengths = np.diff(np.append(starts, signs.size))
    return np.asarray(np.repeat(lengths >= length, lengths) & (signs != 0))


def _limits(centre: Floats, sigma: Floats, lowest: float, highest: float, *, weeks: int) -> Limits:
    """Limits three sigma from the centre, within the metric's range; no limits where sigma is unknown."""
    middle = np.full(sigma.shape, float(centre))
    low, high = np.clip(middle - 3 * sigma, lowest, highest), np.clip(middle + 3 * sigma, lowest, highest)
    return Limits(middle, low, high, np.asarray(sigma), weeks < BASELINE_WEEKS)


def _baseline(baseline: int | None, weeks: int) -> int:
    """How many of the first weeks count."""
    if baseline is not None and baseline < 1:
        raise BadValue(f"a baseline of {baseline} weeks; it must hold at least 1")
    return weeks if baseline is None else min(baseline, weeks)


def _one_series(values: Floats) -> Floats:
    """One number per week."""
    if np.ndim(values) != 1:
        raise BadValue(f"a chart shows one series, one number per week; this has the shape {np.shape(values)}")
    return np.asarray(values)


def _fitting(values: ArrayLike, limits: Limits) -> Floats:
    """A series as long as its limits."""
    series = _one_series(numbers(values, "values"))
    if series.shape != limits.centre.shape:
        raise BadValue(f"{series.size} values do not fit limits of {limits.centre.size} weeks")
    return same_shape([series, limits.centre], "values and limits")[0]
