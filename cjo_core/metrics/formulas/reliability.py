"""Whether several questions measure one thing, so that they may be averaged. Never averages them.

References
----------
.. [1] Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. Psychometrika 16, 297-334.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from cjo_core.errors import BadValue
from cjo_core.metrics.formulas.estimates import numbers


def cronbach_alpha(covariance: ArrayLike) -> float:
    """Cronbach's alpha from the covariances of k items: k / (k − 1) · (1 − Σ variances / variance of the sum).

    NaN where the sum of the items does not vary.

    >>> round(cronbach_alpha([[2, 1], [1, 2]]), 4)
    0.6667
    """
    table = numbers(covariance, "covariances")
    k = len(table)
    if table.ndim != 2 or table.shape != (k, k) or k < 2 or not np.allclose(table, table.T):
        raise BadValue(
            f"covariances of the shape {table.shape}; needed are two items or more, the same both ways round"
        )
    whole = float(table.sum())
    return float("nan") if whole <= 0 else k / (k - 1) * (1 - float(np.trace(table)) / whole)


def alpha_of_answers(answers: ArrayLike) -> float:
    """Cronbach's alpha of complete answers: a row per person, a column per item.

    >>> round(alpha_of_answers([[1, 2], [2, 2], [3, 4], [4, 5]]), 3)
    0.967
    """
    table = numbers(answers, "answers")
    if table.ndim != 2 or len(table) < 2 or np.isnan(table).any():
        raise BadValue(f"answers of the shape {table.shape}; needed are two complete rows or more")
    return cronbach_alpha(np.cov(table, rowvar=False))
