"""Tests on tables of counts: two shares (pooled z, Fisher's exact test) and many shares (chi-square).

They say how surprising a table would be if all groups shared one rate. They give no interval (see `differences`), apply
no continuity correction, and never choose the test for the caller.

References
----------
.. [1] Fisher, R. A. (1935). The logic of inductive inference. Journal of the Royal Statistical Society 98, 39-82.
.. [2] Fleiss, J. L. (1981). Statistical Methods for Rates and Proportions. Wiley.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, erfc, gammaln

from cjo_core.errors import BadValue
from cjo_core.metrics.formulas.estimates import Floats, Significance, ratio, same_shape
from cjo_core.metrics.formulas.shares import checked_share

Alternative = Literal["two-sided", "greater", "less"]

TIE = 1 + 1e-7
"""Tables this close in probability count as equally likely, as in R's fisher.test: rounding must not decide."""


def two_proportion_z(x_a: ArrayLike, n_a: ArrayLike, x_b: ArrayLike, n_b: ArrayLike) -> Significance:
    """Pooled z test of two shares; z is positive when b has the higher share.

    Where nobody or everybody succeeded on both sides the shares are equal: z = 0, p = 1. NaN where a side is empty.

    >>> test = two_proportion_z(12, 99, 5, 83)
    >>> round(float(test.statistic), 4), round(float(test.p), 3)
    (-1.4078, 0.159)
    """
    (xa, na), (xb, nb) = checked_share(x_a, n_a), checked_share(x_b, n_b)
    xa, na, xb, nb = same_shape([xa, na, xb, nb], "the two groups")
    pooled = ratio(xa + xb, na + nb)
    se = np.sqrt(np.maximum(pooled * (1 - pooled), 0) * (ratio(1.0, na) + ratio(1.0, nb)))
    difference = ratio(xb, nb) - ratio(xa, na)
    z = np.where(se == 0, 0.0, ratio(difference, se))
    return Significance(z, np.full_like(z, np.inf), np.asarray(erfc(np.abs(z) / np.sqrt(2))))


def fisher_exact(
    x_a: ArrayLike, n_a: ArrayLike, x_b: ArrayLike, n_b: ArrayLike, *, alternative: Alternative = "two-sided"
) -> Floats:
    """p of Fisher's exact test for many two by two tables at once.

    Parameters
    ----------
    x_a, n_a, x_b, n_b : array_like
        Successes and answers on each side, whole numbers; shapes are broadcast.
    alternative : {"two-sided", "greater", "less"}
        "greater" asks whether b has the higher share. Two-sided adds up every table no likelier than the one seen.

    Returns
    -------
    ndarray
        p, 0..1; NaN where a side is empty.

    Notes
    -----
    Lists every table with the same margins, so time and memory grow with the smallest margin: meant for small counts.

    >>> round(float(fisher_exact(1, 4, 3, 4)), 4), round(float(fisher_exact(1, 4, 3, 4, alternative="greater")), 4)
    (0.4857, 0.2429)
    """
    (xa, na), (xb, nb) = checked_share(x_a, n_a), checked_share(x_b, n_b)
    tables = same_shape([xa, na, xb, nb], "the two groups")
    if any((part != np.rint(part)).any() for part in tables):
        raise BadValue("Fisher's exact test counts people: every number must be whole")
    xa, na, xb, nb = (part.ravel() for part in tables)
    if xa.size == 0:
        return np.zeros(tables[0].shape)
    chosen = xa + xb
    first = np.maximum(0, chosen - na)
    last = np.minimum(chosen, nb)
    # a table per column, added up from the first row on: the same p whatever tables stand beside it
    row = first + np.arange(int((last - first).max()) + 1)[:, None]
    weight = np.where(row <= last, _hypergeometric_weight(np.minimum(row, last), chosen, na, nb), 0.0)
    weight /= weight.cumsum(axis=0)[-1]
    if alternative == "two-sided":
        seen = np.take_along_axis(weight, (xb - first).astype(np.intp)[None], axis=0)
        counted = weight <= seen * TIE
    else:
        counted = row >= xb if alternative == "greater" else row <= xb
    p = np.minimum((weight * counted).cumsum(axis=0)[-1], 1.0)
    return np.where(np.minimum(na, nb) > 0, p, np.nan).reshape(tables[0].shape)


def _hypergeometric_weight(x: Floats, chosen: Floats, na: Floats, nb: Floats) -> Floats:
    """Probability of x successes in b with all margins fixed, up to one factor per table (a column each)."""
    log = -(gammaln(x + 1) + gammaln(nb - x + 1) + gammaln(chosen - x + 1) + gammaln(na - chosen + x + 1))
    return np.asarray(np.exp(log - log.max(axis=0)))


def chi_square(successes: ArrayLike, n: ArrayLike) -> Significance:
    """Pearson's chi-square test that k groups (last axis) share one rate; empty groups are left out.

    NaN with fewer than two groups; 0 with p = 1 when nobody or everybody succeeded everywhere.

    >>> test = chi_square([83, 90, 129, 70], [86, 93, 136, 82])
    >>> round(float(test.statistic), 4), float(test.df), round(float(test.p), 6)
    (12.6004, 3.0, 0.005585)
    """
    x, total = checked_share(successes, n)
    if x.ndim == 0:
        raise BadValue("chi-square needs a list of groups, not one number")
    pooled = ratio(x.sum(axis=-1), total.sum(axis=-1))[..., None]
    spread = total * pooled * (1 - pooled)
    terms = np.where(spread > 0, ratio((x - total * pooled) ** 2, spread), 0.0)
    groups = (total > 0).sum(axis=-1)
    statistic = np.where(groups > 1, terms.sum(axis=-1), np.nan)
    df = np.where(groups > 1, groups - 1.0, np.nan)
    return Significance(statistic, df, np.asarray(chdtrc(df, statistic)))
