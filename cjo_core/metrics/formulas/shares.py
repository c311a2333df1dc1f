"""Shares of answers in per cent with Wilson intervals: CSAT, the agreeing share of CES, conversion, response rates.

A share is successes out of n, in per cent, 0..100. It never decides which scores count as satisfied (the caller names
them), never puts skipped questions into n, and gives no value for n = 0.

References
----------
.. [1] Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22, 209-212.
.. [2] Newcombe, R. G. (1998). Two-sided confidence intervals for the single proportion. Statistics in Medicine 17,
   857-872.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from cjo_core.errors import BadValue
from cjo_core.metrics.formulas.estimates import Estimate, Floats, amounts, ratio, same_shape, score_counts, z_for


def share(successes: ArrayLike, n: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """Successes out of n in per cent, with the Wilson score interval.

    Parameters
    ----------
    successes, n : array_like, one shape
        How many did, out of how many. Fractions are allowed (effective counts).
    confidence : float
        Confidence of the interval.

    Returns
    -------
    Estimate
        Per cent, 0..100; NaN where n = 0.

    Raises
    ------
    BadValue
        A count is negative, not a number, or there are more successes than n.

    References
    ----------
    Newcombe (1998), method 3: see the module.

    Examples
    --------
    >>> csat = share(74, 107)
    >>> [round(float(x), 2) for x in (csat.value, csat.low, csat.high)]
    [69.16, 59.87, 77.12]
    """
    x, total = checked_share(successes, n)
    low, high = wilson(x, total, z_for(confidence))
    return Estimate(100 * ratio(x, total), 100 * low, 100 * high, total)


def top_box(counts: ArrayLike, boxes: int = 2, *, confidence: float = 0.95) -> Estimate:
    """Share of the answers in the highest `boxes` scores of the scale.

    Parameters
    ----------
    counts : array_like, shape (..., k)
        How many people chose each of the k scores, lowest first.
    boxes : int
        How many of the highest scores count as satisfied.

    Examples
    --------
    >>> round(float(top_box([10, 10, 20, 40, 120]).value), 6)
    80.0
    """
    table = score_counts(counts)
    if not 1 <= boxes <= table.shape[-1]:
        raise BadValue(f"top {boxes} boxes of a scale with {table.shape[-1]} scores; choose 1 to {table.shape[-1]}")
    return share(table[..., -boxes:].sum(axis=-1), table.sum(axis=-1), confidence=confidence)


def share_of(counts: ArrayLike, first: int, last: int, *, scale_low: int = 0, confidence: float = 0.95) -> Estimate:
    """Share of the answers from score `first` to score `last`, both included.

    Parameters
    ----------
    counts : array_like, shape (..., k)
        How many people chose each of the k scores, lowest first.
    first, last : int
        The scores that count.
    scale_low : int
        The lowest score of the scale, which stands in the first column (0 makes `first` and `last` plain columns).

    Examples
    --------
    CES 2.0: who said 5, 6 or 7 on 1-7.

    >>> round(float(share_of([80, 210, 140, 110, 160, 180, 120], 5, 7, scale_low=1).value), 6)
    46.0
    """
    table = score_counts(counts)
    start, stop = first - scale_low, last - scale_low + 1
    if not 0 <= start < stop <= table.shape[-1]:
        scale_high = scale_low + table.shape[-1] - 1
        raise BadValue(f"scores {first} to {last} are not a part of the scale {scale_low} to {scale_high}")
    return share(table[..., start:stop].sum(axis=-1), table.sum(axis=-1), confidence=confidence)


def wilson(successes: Floats, n: Floats, z: float) -> tuple[Floats, Floats]:
    """Wilson score limits as fractions 0..1; NaN where n = 0.

    Centre (p + z²/2n) / (1 + z²/n), half-width z / (1 + z²/n) · sqrt(p(1 - p)/n + z²/4n²).
    """
    p, inverse = ratio(successes, n), ratio(1.0, n)
    scale = 1 + z * z * inverse
    centre = (p + z * z * inverse / 2) / scale
    reach = z / scale * np.sqrt(np.maximum(p * (1 - p), 0) * inverse + z * z * inverse**2 / 4)
    # Rounding must not push a limit past the value: nobody and everybody touch the end of the scale exactly.
    return np.minimum(np.maximum(centre - reach, 0), p), np.maximum(np.minimum(centre + reach, 1), p)


def checked_share(successes: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    """Successes and n in one shape, refused when there are more successes than answers."""
    x, total = same_shape([amounts(successes, "successes"), amounts(n, "n")], "successes and n")
    if (x > total).any():
        where = np.argmax(x > total)
        raise BadValue(f"{x.flat[where]:g} successes out of {total.flat[where]:g}; there cannot be more than n")
    return x, total
