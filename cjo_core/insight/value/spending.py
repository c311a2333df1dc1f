"""What customers will spend per order: the gamma-gamma model. It takes how much somebody spends to have nothing to do
with how often (check that first), and never looks at one order.

References
----------
.. [1] Fader, P. S. and Hardie, B. G. S. (2013). The gamma-gamma model of monetary value. brucehardie.com/notes/025.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import gammaln

from cjo_core.errors import BadValue
from cjo_core.metrics.formulas.estimates import amounts, same_shape

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Spending:
    """Values of one customer's orders: gamma(p, ν); the ν of customers: gamma(q, v)."""

    p: float
    q: float
    v: float


def fitted_spending(orders: ArrayLike, mean_value: ArrayLike) -> Spending:
    """The model that makes customers' mean order values most likely; only those with an order and a value count."""
    n, mean = same_shape([amounts(orders, "orders"), amounts(mean_value, "values")], "orders and values")
    kept = (n > 0) & (mean > 0)
    n, mean = n[kept], mean[kept]
    if len(n) < 2 or np.ptp(mean) == 0:
        raise BadValue(f"{len(n)} customers with different order values; at least 2 are needed")
    unit = float(np.median(mean))

    def badness(logs: Floats) -> float:
        p, q, v = np.exp(np.clip(logs, -12, 12))
        shape, z = p * n, mean / unit
        value = gammaln(shape + q) - gammaln(shape) - gammaln(q) + q * np.log(v)
        value = value + (shape - 1) * np.log(z) + shape * np.log(n) - (shape + q) * np.log(n * z + v)
        return -float(value.mean())

    options = {"xatol": 1e-7, "fatol": 1e-11, "maxiter": 6000}
    best = minimize(badness, np.array([1.0, 1.0, 0.5]), method="Nelder-Mead", options=options)
    p, q, v = (float(one) for one in np.exp(best.x))
    return Spending(p, q, v * unit)


def expected_value(model: Spending, orders: ArrayLike, mean_value: ArrayLike) -> Floats:
    """The mean value of a customer's future orders: their own mean so far, drawn towards everybody's [1]_ (equation 5).

    NaN where `q` ≤ 1 and nothing was bought: then everybody's mean is not finite.

    >>> model = Spending(p=6.25, q=3.74, v=15.44)
    >>> expected_value(model, [0, 1, 100], [0, 80.0, 80.0]).round(1).tolist()
    [35.2, 66.4, 79.8]
    """
    n, mean = same_shape([amounts(orders, "orders"), amounts(mean_value, "values")], "orders and values")
    bottom = model.p * n + model.q - 1
    top = model.p * (model.v + n * mean)
    return np.asarray(np.where(bottom > 0, top / np.where(bottom > 0, bottom, 1), np.nan), np.float64)
