"""The shape every metric's answer has: a value, its interval and its n.

Holds `Estimate`, the exact normal quantile, and the checks and divisions the formulas share. It computes no metric
itself, never turns "no answers" into 0 (n = 0 has no value: NaN), never rounds, and never fetches anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cjo_core.errors import BadValue

Index = int | slice | tuple[int | slice, ...]
Floats = NDArray[np.float64]

Z95: float = NormalDist().inv_cdf(0.975)
"""The exact two-sided 95 % normal quantile, 1.959963984540054; never 1.96."""


@dataclass(frozen=True, eq=False)
class Estimate:
    """A metric's value with its interval and the number of answers behind it.

    All four fields share one shape (0-d for a single group). NaN means "no score".

    >>> two = Estimate(*np.array([[25.0, np.nan], [-12.0, np.nan], [55.0, np.nan], [20.0, 0.0]]))
    >>> float(two.at(0).value), float(two.at(1).n)
    (25.0, 0.0)
    """

    value: Floats
    low: Floats
    high: Floats
    n: Floats

    def at(self, index: Index) -> Estimate:
        """The estimate of one group (or of a slice of the groups)."""
        return Estimate(*(np.asarray(part)[index] for part in (self.value, self.low, self.high, self.n)))

    @property
    def margin(self) -> Floats:
        """Half the width of the interval, in the value's own unit."""
        return np.asarray((self.high - self.low) / 2)


@dataclass(frozen=True, eq=False)
class Significance:
    """The result of a test: the statistic, its degrees of freedom (infinite for a normal one) and the two-sided p."""

    statistic: Floats
    df: Floats
    p: Floats


@lru_cache(maxsize=32)
def z_for(confidence: float) -> float:
    """The exact two-sided normal quantile for a confidence such as 0.95.

    >>> z_for(0.95) == Z95
    True
    """
    if not 0 < confidence < 1:
        raise BadValue(f"confidence is {confidence}; it must lie between 0 and 1, e.g. 0.95")
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def numbers(values: ArrayLike, name: str) -> Floats:
    """The values as an array of floats, refused when they are not numbers."""
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise BadValue(f"{name} must be numbers in an even-sided table ({error})") from error


def amounts(values: ArrayLike, name: str) -> Floats:
    """The values as floats that count something: finite and never below 0."""
    array = numbers(values, name)
    if not (array >= 0).all() or np.isinf(array).any():
        wrong = array[~((array >= 0) & np.isfinite(array))].flat[0]
        raise BadValue(f"{name} holds {wrong}; counts must be finite and 0 or more")
    return array


def score_counts(counts: ArrayLike, size: int | None = None) -> Floats:
    """Counts per score along the last axis, checked; `size` is how many scores the scale has.

    >>> score_counts([1, 2, 3], size=11)
    Traceback (most recent call last):
    ...
    cjo_core.errors.BadValue: counts have the shape (3,); the last axis must hold 11 scores
    """
    array = amounts(counts, "counts")
    if array.ndim == 0 or array.shape[-1] == 0 or (size is not None and array.shape[-1] != size):
        wanted = "at least one score" if size is None else f"{size} scores"
        raise BadValue(f"counts have the shape {array.shape}; the last axis must hold {wanted}")
    return array


def same_shape(arrays: Sequence[Floats], names: str) -> list[Floats]:
    """The arrays broadcast to one shape, refused when their shapes do not fit."""
    try:
        return list(np.broadcast_arrays(*arrays))
    except ValueError as error:
        raise BadValue(f"{names} do not fit together: shapes {[array.shape for array in arrays]}") from error


def ratio(top: ArrayLike, bottom: ArrayLike) -> Floats:
    """top / bottom, and NaN (no value) wherever there is nothing to divide by."""
    top, bottom = np.asarray(top, dtype=np.float64), np.asarray(bottom, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(bottom == 0, np.nan, top / bottom)


def where_counted(n: Floats, values: Floats) -> Floats:
    """The values where anybody answered, NaN elsewhere."""
    return np.where(n > 0, values, np.nan)
