"""How many answers are needed, and what a given number can show: planning, before any answer is in.

Margins and changes are in points (NPS) or percentage points (shares). All of it rests on assumptions named in the
parameters; it never looks at answers, and a plan is no test: look once, at the n that was planned.

References
----------
.. [1] Lewis, J. R., Sauro, J. (2021). Sample size estimation for NPS confidence intervals, and for NPS significance
   tests. MeasuringU.
.. [2] Fleiss, J. L. (1981). Statistical Methods for Rates and Proportions. Wiley.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Literal

from cjo_core.errors import BadValue
from cjo_core.metrics.formulas.estimates import z_for
from cjo_core.metrics.formulas.shares import share

Sides = Literal[1, 2]

TYPICAL_VARIANCE = 0.67
"""Variance of one answer scored -1, 0, +1 in a typical NPS sample; 1 is the largest there is."""

PSEUDO_ANSWERS = 3
"""What the adjusted Wald interval adds by itself, and need not be collected."""


def n_for_nps_margin(margin: float, *, variance: float = TYPICAL_VARIANCE, confidence: float = 0.95) -> int:
    """Answers needed for an NPS margin of ± `margin` points: n = s² z² / d² - 3, rounded up.

    >>> n_for_nps_margin(15, variance=0.75)
    126
    """
    d = _points(margin)
    return _people(_variance(variance) * z_for(confidence) ** 2 / d**2 - PSEUDO_ANSWERS)


def nps_margin(n: float, *, variance: float = TYPICAL_VARIANCE, confidence: float = 0.95) -> float:
    """The margin ± points that n answers will typically have.

    >>> [round(nps_margin(n)) for n in (5, 30, 100, 1000)]
    [72, 29, 16, 5]
    """
    return 100 * z_for(confidence) * math.sqrt(_variance(variance) / _positive(n, "n"))


def n_against_nps_benchmark(
    change: float,
    *,
    variance: float = TYPICAL_VARIANCE,
    alpha: float = 0.05,
    power: float = 0.8,
    sides: Sides = 2,
) -> int:
    """Answers needed to tell an NPS that lies `change` points from a fixed benchmark: n = s² (z_a + z_b)² / d² - 3.

    >>> n_against_nps_benchmark(10)
    523
    """
    d = _points(change)
    return _people(_variance(variance) * _z_sum(alpha, power, sides) ** 2 / d**2 - PSEUDO_ANSWERS)


def n_per_group_for_nps_change(
    change: float,
    *,
    variance: float = TYPICAL_VARIANCE,
    alpha: float = 0.05,
    power: float = 0.8,
    sides: Sides = 2,
) -> int:
    """Answers needed in each of two groups (weeks) to see a change of `change` points: 2 s² (z_a + z_b)² / d² - 3.

    >>> n_per_group_for_nps_change(20)
    260
    """
    d = _points(change)
    return _people(2 * _variance(variance) * _z_sum(alpha, power, sides) ** 2 / d**2 - PSEUDO_ANSWERS)


def detectable_nps_change(
    n_a: float,
    n_b: float,
    *,
    variance: float = TYPICAL_VARIANCE,
    alpha: float = 0.05,
    power: float = 0.8,
    sides: Sides = 2,
) -> float:
    """The smallest true change, in points, that two groups of these sizes will show with the given power.

    >>> [round(detectable_nps_change(n, n)) for n in (30, 50, 100, 200, 400, 1000)]
    [59, 46, 32, 23, 16, 10]
    """
    inverse = 1 / _positive(n_a, "n_a") + 1 / _positive(n_b, "n_b")
    return 100 * _z_sum(alpha, power, sides) * math.sqrt(_variance(variance) * inverse)


def n_for_share_margin(margin: float, *, expected: float = 50.0, confidence: float = 0.95) -> int:
    """The smallest n whose Wilson interval is no wider than ± `margin` points when `expected` per cent succeed.

    >>> n_for_share_margin(10, expected=80)
    60
    """
    _points(margin)
    rate = _rate(expected)
    low, high = 0, 1
    while _wilson_margin(rate, high, confidence) > margin:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _wilson_margin(rate, middle, confidence) > margin else (low, middle)
    return high


def two_proportion_power(n_per_group: float, share_a: float, share_b: float, *, alpha: float = 0.05) -> float:
    """Chance (0..1) that two groups of n each show the difference between two true shares, in per cent.

    The pooled two-sided z test, as R's power.prop.test.

    >>> round(two_proportion_power(50, 50, 75), 3)
    0.74
    """
    a, b = _rate(share_a), _rate(share_b)
    under_null, under_change = _spreads(a, b)
    needed = z_for(1 - _chance(alpha, "alpha")) * under_null
    beyond = math.sqrt(_positive(n_per_group, "n per group")) * abs(a - b) - needed
    if under_change == 0:  # nothing but 0 and 100 per cent: every sample looks the same
        return 1.0 if beyond > 0 else 0.0
    return NormalDist().cdf(beyond / under_change)


def two_proportion_n(share_a: float, share_b: float, *, power: float = 0.8, alpha: float = 0.05) -> float:
    """n per group at which `two_proportion_power` reaches `power`, before rounding up.

    >>> round(two_proportion_n(50, 75, power=0.9), 1)
    76.7
    """
    a, b = _rate(share_a), _rate(share_b)
    if a == b:
        raise BadValue(f"both shares are {share_a} per cent; no sample can show a difference that is not there")
    under_null, under_change = _spreads(a, b)
    z_beta = NormalDist().inv_cdf(_chance(power, "power"))
    return ((z_for(1 - _chance(alpha, "alpha")) * under_null + z_beta * under_change) / (a - b)) ** 2


def n_per_group_for_share_change(share_a: float, share_b: float, *, power: float = 0.8, alpha: float = 0.05) -> int:
    """Whole people needed in each of two groups to see the change from one share to another.

    >>> n_per_group_for_share_change(50, 75, power=0.9)
    77
    """
    return _people(two_proportion_n(share_a, share_b, power=power, alpha=alpha))


def _spreads(a: float, b: float) -> tuple[float, float]:
    """Standard deviation of the difference (times root n) if the shares were equal, and as they are."""
    middle = (a + b) / 2
    return math.sqrt(2 * middle * (1 - middle)), math.sqrt(a * (1 - a) + b * (1 - b))


def _wilson_margin(rate: float, n: int, confidence: float) -> float:
    return float(share(rate * n, n, confidence=confidence).margin)


def _z_sum(alpha: float, power: float, sides: Sides) -> float:
    """z of the chance of a false alarm plus z of the power."""
    if sides not in (1, 2):
        raise BadValue(f"a test has 1 or 2 sides, not {sides}")
    tail = _chance(alpha, "alpha") / sides
    return NormalDist().inv_cdf(1 - tail) + NormalDist().inv_cdf(_chance(power, "power"))


def _chance(value: float, name: str) -> float:
    if not 0 < value < 1:
        raise BadValue(f"{name} is {value}; it must lie between 0 and 1")
    return value


def _points(value: float) -> float:
    """Points as a fraction."""
    return _positive(value, "the margin or change in points") / 100


def _rate(per_cent: float) -> float:
    if not 0 <= per_cent <= 100:
        raise BadValue(f"a share of {per_cent}; it must lie between 0 and 100 per cent")
    return per_cent / 100


def _variance(value: float) -> float:
    if not 0 < value <= 1:
        raise BadValue(f"the variance of one answer is {value}; it must lie above 0 and not above 1")
    return value


def _positive(value: float, name: str) -> float:
    if not (math.isfinite(value) and value > 0):
        raise BadValue(f"{name} is {value}; it must be above 0")
    return value


def _people(n: float) -> int:
    """Whole people, at least one; a hair above a whole number is rounding, not a person."""
    return max(1, math.ceil(n - 1e-9))
