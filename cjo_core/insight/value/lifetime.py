"""Customer lifetime value by formula: one margin, one retention rate, for ever. A yardstick, never a forecast.

References
----------
.. [1] Gupta, S. and Lehmann, D. R. (2003). Customers as assets. Journal of Interactive Marketing 17(1), 9-24.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cjo_core.errors import BadValue


def margin_multiple(retention: ArrayLike, discount: ArrayLike, *, first_at_once: bool = False) -> NDArray[np.float64]:
    """How many margins of one period a customer is worth, discounted to now.

    Parameters
    ----------
    retention : array_like
        Share of customers who stay from one period to the next, 0 up to 1.
    discount : array_like
        What a later period's money is worth less, above 0.
    first_at_once : bool
        Whether a margin is earned right now, too; else the first one comes after a period, from those who stay.

    Notes
    -----
    Σ_t (r / (1 + d))^t = r / (1 + d − r) from t = 1 on [1]_, and (1 + d) / (1 + d − r) from t = 0 on.

    Examples
    --------
    >>> float(margin_multiple(0.8, 0.1).round(2)), float(margin_multiple(0.8, 0.1, first_at_once=True).round(2))
    (2.67, 3.67)
    """
    r, d = np.asarray(retention, np.float64), np.asarray(discount, np.float64)
    if not ((r >= 0) & (r <= 1)).all() or not (d > 0).all():
        raise BadValue(f"retention {r} and discount {d}; retention must be 0 to 1 and the discount above 0")
    return np.asarray(((1 + d) if first_at_once else r) / (1 + d - r), np.float64)
