"""Which words mark one set of comments against another: signed log-likelihood. Never reads a comment: it is given
counts.

References
----------
.. [1] Rayson, P. and Garside, R. (2000). Comparing corpora using frequency profiling. ACL workshop on comparing
   corpora.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, xlogy

from cjo_core.errors import BadValue
from cjo_core.metrics.formulas.estimates import amounts, ratio, same_shape

Floats = NDArray[np.float64]


def keyness(a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> Floats:
    """G² of `a` in `n1` against `b` in `n2`: above 0 where the first set has more than its share, below where less.

    Notes
    -----
    G² = 2 (a ln(a / E1) + b ln(b / E2)) with E1 = n1 (a + b) / (n1 + n2) and E2 alike [1]_; 0 ln 0 is 0. NaN where a
    set is empty.

    Examples
    --------
    >>> keyness([52, 57], [57, 52], [50_000, 75_000], [75_000, 50_000]).round(2).tolist()
    [2.65, -2.65]
    """
    names = ("a", "b", "n1", "n2")
    given = [amounts(one, name) for one, name in zip((a, b, n1, n2), names, strict=True)]
    first, second, size1, size2 = same_shape(given, "counts")
    if (first > size1).any() or (second > size2).any():
        raise BadValue("a word is in more comments than there are")
    whole = size1 + size2
    usual1, usual2 = ratio(size1 * (first + second), whole), ratio(size2 * (first + second), whole)
    found = 2 * (_part(first, usual1) + _part(second, usual2))
    sign = np.where(first * size2 >= second * size1, 1.0, -1.0)
    return np.asarray(np.where((size1 > 0) & (size2 > 0), sign * np.maximum(found, 0), np.nan), np.float64)


def keyness_p(g2: ArrayLike) -> Floats:
    """How surprising such a G² is, if both sets used the word alike (chi-square, one degree of freedom).

    >>> float(keyness_p(10.83).round(4))
    0.001
    """
    return np.asarray(chdtrc(1, np.abs(np.asarray(g2, np.float64))), np.float64)


def _part(count: Floats, usual: Floats) -> Floats:
    return np.asarray(xlogy(count, np.where(count > 0, count / np.where(usual > 0, usual, 1), 1)), np.float64)
