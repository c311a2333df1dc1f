"""p-values of many comparisons shown together, adjusted so that the view as a whole does not cry wolf.

One call is one family: all cells tested in the same view. NaN (nothing to test) is passed through and not counted. It
never decides what a family is, and never says "significant": compare the adjusted p with the view's q (0.05).

References
----------
.. [1] Benjamini, Y., Hochberg, Y. (1995). Controlling the false discovery rate. JRSS B 57, 289-300.
.. [2] Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6,
   65-70.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from cjo_core.errors import BadValue
from cjo_core.metrics.formulas.estimates import Floats, numbers


def benjamini_hochberg(p: ArrayLike) -> Floats:
    """p-values adjusted for the false discovery rate: the smallest m p_(j) / j over the ranks j from its own upwards.

    Parameters
    ----------
    p : array_like, any shape
        p-values, 0..1 or NaN; all of them together are one family.

    Returns
    -------
    ndarray
        Adjusted p, same shape and order.

    >>> benjamini_hochberg([0.01, 0.04, float("nan"), 0.03]).tolist()
    [0.03, 0.04, nan, 0.04]
    """
    values, known = _checked(p)
    tested = values[known]
    order = np.argsort(-tested, kind="stable")
    ranks = np.arange(tested.size, 0, -1)
    return _filled(values, known, order, np.minimum.accumulate(tested[order] * tested.size / ranks))


def holm(p: ArrayLike) -> Floats:
    """p-values adjusted so that even one false alarm in the family is unlikely: the step-down of Bonferroni.

    Parameters and shape as for `benjamini_hochberg`.

    >>> holm([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.06, 0.06]
    """
    values, known = _checked(p)
    tested = values[known]
    order = np.argsort(tested, kind="stable")
    factors = np.arange(tested.size, 0, -1)
    return _filled(values, known, order, np.maximum.accumulate(tested[order] * factors))


def _checked(p: ArrayLike) -> tuple[Floats, np.ndarray]:
    """The p-values and where they are known."""
    values = numbers(p, "p-values")
    known = np.asarray(~np.isnan(values))
    if ((values[known] < 0) | (values[known] > 1)).any():
        raise BadValue(f"p-values range from {np.nanmin(values)} to {np.nanmax(values)}; they must lie between 0 and 1")
    return values, known


def _filled(values: Floats, known: np.ndarray, order: np.ndarray, adjusted: Floats) -> Floats:
    """The adjusted values back in their own places, never above 1."""
    tested = np.empty(adjusted.size)
    tested[order] = np.minimum(adjusted, 1.0)
    result = np.full(values.shape, np.nan)
    result[known] = tested
    return result
