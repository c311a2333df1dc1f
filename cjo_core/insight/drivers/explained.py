"""How much of an outcome's variance each attribute stands for, from correlations. Says what goes together, never what
causes what, and never looks at single answers.

Attributes usually go together (who finds the staff friendly finds them quick), so the plain correlation credits several
of them with the same thing. LMG and Johnson's weights divide R² among them: their shares are not negative and add up
to it.

References
----------
.. [1] Lindeman, R. H., Merenda, P. F. and Gold, R. Z. (1980). Introduction to Bivariate and Multivariate Analysis.
.. [2] Grömping, U. (2006). Relative importance for linear regression in R: the package relaimpo. J. Stat. Software
   17(1).
.. [3] Johnson, J. W. (2000). A heuristic method for estimating the relative weight of predictor variables. Multivariate
   Behavioral Research 35, 1-19.
"""

from __future__ import annotations

from math import factorial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cjo_core.errors import BadValue

Floats = NDArray[np.float64]
#: LMG looks at every set of attributes: 2¹⁰ sets take about 20 ms; beyond, Johnson's weights do nearly the same.
MOST_FOR_LMG = 12
#: A variance inflation above this: the attribute is nearly a mix of the others, its share is shaky.
INFLATED = 5.0


def squared_correlations(outcome: ArrayLike) -> Floats:
    """r² of each attribute with the outcome, on its own ("first"). They do not add up to R².

    >>> squared_correlations([0.5, -0.8]).round(2).tolist()
    [0.25, 0.64]
    """
    return np.asarray(outcome, np.float64) ** 2


def standardised_slopes(between: ArrayLike, outcome: ArrayLike) -> Floats:
    """The slopes of the regression of the outcome on all attributes, everything in standard deviations.

    >>> standardised_slopes([[1, 0], [0, 1]], [0.5, -0.8]).tolist()
    [0.5, -0.8]
    """
    return np.asarray(np.linalg.solve(*_checked(between, outcome)), np.float64)


def lmg(between: ArrayLike, outcome: ArrayLike) -> Floats:
    """The share of variance each attribute adds, averaged over all orders in which attributes may be taken up [1]_.

    Parameters
    ----------
    between : array_like, shape (p, p)
        Correlations between the attributes; p at most 12.
    outcome : array_like, shape (p,)
        Correlation of each with the outcome.

    Returns
    -------
    ndarray
        Shares of the outcome's variance (0..1); their sum is R².

    Notes
    -----
    This is the Shapley value of R²: Σ over sets S without j of |S|! (p − |S| − 1)! / p! · (R²(S ∪ j) − R²(S)).

    Examples
    --------
    >>> lmg([[1, 0.5], [0.5, 1]], [0.6, 0.6]).round(4).tolist()
    [0.24, 0.24]
    """
    r, y = _checked(between, outcome)
    p = len(y)
    if p > MOST_FOR_LMG:
        raise BadValue(f"LMG of {p} attributes; at most {MOST_FOR_LMG} are possible, use relative weights beyond")
    explained = np.zeros(1 << p)
    for some in range(1, 1 << p):
        rows = [j for j in range(p) if some >> j & 1]
        explained[some] = y[rows] @ np.linalg.solve(r[np.ix_(rows, rows)], y[rows])
    sizes = np.array([some.bit_count() for some in range(1 << p)])
    found = np.zeros(p)
    for j in range(p):
        without = np.flatnonzero(~(np.arange(1 << p) >> j) & 1)
        weight = np.array([factorial(k) * factorial(p - k - 1) / factorial(p) for k in range(p)])[sizes[without]]
        found[j] = weight @ (explained[without | 1 << j] - explained[without])
    return found


def relative_weights(between: ArrayLike, outcome: ArrayLike) -> Floats:
    """Johnson's relative weights [3]_: close to LMG, and as quick for a hundred attributes.

    Notes
    -----
    With R = V L V' the correlations between the attributes, Λ = V √L V' and b = Λ⁻¹ r, weight_j = Σ_k Λ_jk² b_k². The
    weights add up to R².

    Examples
    --------
    >>> relative_weights([[1, 0.5], [0.5, 1]], [0.6, 0.6]).round(4).tolist()
    [0.24, 0.24]
    """
    r, y = _checked(between, outcome)
    lengths, directions = np.linalg.eigh(r)
    root = directions @ np.diag(np.sqrt(lengths)) @ directions.T
    return np.asarray(root**2 @ np.linalg.solve(root, y) ** 2, np.float64)


def inflation(between: ArrayLike) -> Floats:
    """Variance inflation of each attribute: 1 / (1 − R² of it on the others).

    >>> inflation([[1, 0.6], [0.6, 1]]).round(4).tolist()
    [1.5625, 1.5625]
    """
    r = np.asarray(between, np.float64)
    return np.asarray(np.diag(np.linalg.inv(_checked(r, np.zeros(len(r)))[0])), np.float64)


def _checked(between: ArrayLike, outcome: ArrayLike) -> tuple[Floats, Floats]:
    r, y = np.asarray(between, np.float64), np.asarray(outcome, np.float64)
    if r.ndim != 2 or r.shape != (len(y), len(y)) or not len(y):
        raise BadValue(f"correlations of the shapes {r.shape} and {y.shape}; needed are (p, p) and (p,)")
    if not np.isfinite(r).all() or not np.isfinite(y).all() or not np.allclose(r, r.T):
        raise BadValue("the correlations between attributes must be numbers, and the same both ways round")
    if np.linalg.eigvalsh(r)[0] <= 1e-10:
        raise BadValue("one attribute is a mix of the others: leave one of them out")
    return r, y
