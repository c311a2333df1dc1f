"""Looking at an experiment before its end: how far z must lie from 0 at each look, so that all looks together raise a
false alarm in 5 % of experiments without any effect. Never decides when to look: the number of looks is fixed before.

Looking five times at 1.96 finds something in 14 % of experiments with nothing in them. The simplest honest rule stays:
fix n beforehand and look once.

References
----------
.. [1] Pocock, S. J. (1977). Group sequential methods in the design and analysis of clinical trials. Biometrika 64.
.. [2] O'Brien, P. C. and Fleming, T. R. (1979). A multiple testing procedure for clinical trials. Biometrics 35.
.. [3] Jennison, C. and Turnbull, B. W. (2000). Group Sequential Methods, chapters 2 and 19.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from cjo_core.errors import BadValue

POCOCK, OBRIEN_FLEMING = "pocock", "obrien-fleming"
MOST_LOOKS = 20
_NODES = 140


@lru_cache(maxsize=256)
def boundary_constant(looks: int, rule: str = POCOCK, alpha: float = 0.05) -> float:
    """The constant C of a two-sided rule with equally spaced looks.

    Parameters
    ----------
    rule : "pocock" or "obrien-fleming"
        The same boundary C at each look [1]_, or C √(K / k) at look k of K [2]_: strict early, nearly 1.96 at the end.

    Examples
    --------
    >>> round(boundary_constant(5), 3), round(boundary_constant(5, "obrien-fleming"), 3)
    (2.413, 2.04)
    """
    if not 1 <= looks <= MOST_LOOKS:
        raise BadValue(f"{looks} looks; possible are 1 to {MOST_LOOKS}")
    if rule not in (POCOCK, OBRIEN_FLEMING):
        raise BadValue(f"the rule “{rule}”; possible are {POCOCK} and {OBRIEN_FLEMING}")
    if not 0 < alpha < 1:
        raise BadValue(f"a level of {alpha}; it must lie between 0 and 1")
    return float(brentq(lambda c: false_alarm(_bounds(c, looks, rule)) - alpha, 0.05, 8.0, xtol=1e-10))


def boundaries(looks: int, rule: str = POCOCK, alpha: float = 0.05) -> list[float]:
    """How far z must lie from 0 at each look to stop there.

    >>> [round(one, 2) for one in boundaries(3, "obrien-fleming")]
    [3.47, 2.45, 2.0]
    """
    return _bounds(boundary_constant(looks, rule, alpha), looks, rule)


def false_alarm(bounds: Sequence[float]) -> float:
    """How likely it is without any effect that z lies beyond its bound at one of the looks.

    Notes
    -----
    The sum of increments S_k, √k z_k, is carried from look to look over those not stopped [3]_:
    f_k(s) = ∫ f_{k−1}(u) φ(s − u) du over |u| < √(k−1) bound_{k−1}, by Gauss–Legendre quadrature.

    Examples
    --------
    >>> round(false_alarm([1.959964]), 4), round(false_alarm([1.959964] * 5), 3)
    (0.05, 0.142)
    """
    nodes, weights = _quadrature()
    before, density = np.zeros(1), np.ones(1)
    for look, bound in enumerate(bounds, 1):
        edge = bound * sqrt(look)
        here = nodes * edge
        steps = np.exp(-0.5 * (here[:, None] - before[None]) ** 2) / sqrt(2 * np.pi)
        density = (steps @ density) * weights * edge
        before = here
    return float(1 - density.sum())


@lru_cache(maxsize=1)
def _quadrature() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    return nodes, weights


def _bounds(constant: float, looks: int, rule: str) -> list[float]:
    return [constant if rule == POCOCK else constant * sqrt(looks / look) for look in range(1, looks + 1)]
