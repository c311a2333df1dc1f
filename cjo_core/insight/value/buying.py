"""How often customers will buy again, where nobody tells when they leave: the BG/NBD model. Never about one person's
plans: of many who bought alike, how many orders come.

While active, a customer buys at random at a rate of their own (rates: gamma, `r`, `alpha`); after each order they leave
with a probability of their own (beta, `a`, `b`). All it needs of a customer is how many orders came after the first
(`x`), when the last one came (`last`) and how long they are known (`known`), both counted from the first order.

References
----------
.. [1] Fader, P. S., Hardie, B. G. S. and Lee, K. L. (2005). "Counting your customers" the easy way: an alternative to
   the Pareto/NBD model. Marketing Science 24, 275-284.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import gammaln, hyp2f1

from cjo_core.errors import BadValue
from cjo_core.metrics.formulas.estimates import amounts, same_shape

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Buying:
    """The four numbers of the model; `log_likelihood` says how well they fit (NaN if they were not fitted here)."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float = float("nan")


@dataclass(frozen=True, eq=False)
class Histories:
    """Per customer: orders after the first (`x`), time of the last one and time known, since the first order."""

    x: Floats
    last: Floats
    known: Floats


def histories(customer: ArrayLike, time: ArrayLike, until: float) -> Histories:
    """Histories from orders (customers as numbers; several orders at one time are one), up to `until`.

    >>> found = histories([7, 7, 7, 9], [0, 10, 10, 5], until=30)
    >>> found.x.tolist(), found.last.tolist(), found.known.tolist()
    ([1.0, 0.0], [10.0, 0.0], [30.0, 25.0])
    """
    who, when = np.asarray(customer, np.int64), np.asarray(time, np.float64)
    pairs = np.unique(np.column_stack([who, when])[when <= until], axis=0)
    _who, first, n = np.unique(pairs[:, 0], return_index=True, return_counts=True)
    begin, end = pairs[first, 1], pairs[first + n - 1, 1]
    return Histories((n - 1).astype(np.float64), end - begin, until - begin)


def fitted(found: Histories) -> Buying:
    """The model that makes the histories most likely.

    Raises BadValue without any customer who came back: then nothing is known of coming back.
    """
    x, last, known = _checked(found.x, found.last, found.known)
    if not (x > 0).any():
        raise BadValue("nobody has bought twice: how often customers buy again cannot be told yet")
    rows, n = np.unique(np.column_stack([x, last, known]), axis=0, return_counts=True)
    unit = float(rows[:, 2].max()) / 50 or 1.0  # times of the size the search is good at

    def badness(logs: Floats) -> float:
        r, alpha, a, b = np.exp(np.clip(logs, -15, 15))
        value = _log_likelihood(Buying(r, alpha, a, b), rows[:, 0], rows[:, 1] / unit, rows[:, 2] / unit) @ n / n.sum()
        return -float(value)

    near = minimize(badness, np.array([-0.7, 1.5, 0.0, 1.0]), method="L-BFGS-B", bounds=[(-12, 12)] * 4)
    best = minimize(badness, near.x, method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-10, "maxiter": 2000})
    r, alpha, a, b = (float(one) for one in np.exp(best.x))
    model = Buying(r, alpha * unit, a, b)
    return Buying(r, alpha * unit, a, b, float(_log_likelihood(model, x, last, known).sum()))


def active(model: Buying, x: ArrayLike, last: ArrayLike, known: ArrayLike) -> Floats:
    """The probability that a customer with this history has not left.

    >>> float(active(Buying(0.243, 4.414, 0.793, 2.426), 2, 30.43, 38.86).round(3))
    0.727
    """
    n, end, whole = _checked(x, last, known)
    return np.asarray(1 / (1 + _left_odds(model, n, end, whole)), np.float64)


def expected_orders(model: Buying, x: ArrayLike, last: ArrayLike, known: ArrayLike, ahead: float) -> Floats:
    """How many orders a customer with this history gives in the time `ahead` [1]_ (equation 10).

    >>> float(expected_orders(Buying(0.243, 4.414, 0.793, 2.426), 2, 30.43, 38.86, 39).round(3))
    1.226
    """
    n, end, whole = _checked(x, last, known)
    r, alpha, a, b = model.r, model.alpha, _not_one(model.a), model.b
    part = hyp2f1(r + n, b + n, a + b + n - 1, ahead / (alpha + whole + ahead))
    decayed = ((alpha + whole) / (alpha + whole + ahead)) ** (r + n) * part
    expected = (a + b + n - 1) / (a - 1) * (1 - decayed)
    return np.asarray(expected / (1 + _left_odds(model, n, end, whole)), np.float64)


def expected_repeats(model: Buying, time: ArrayLike) -> Floats:
    """How many orders after the first a new customer gives within `time` [1]_ (equation 9).

    >>> model = Buying(0.24259291, 4.41353155, 0.7928861, 2.42575363)
    >>> expected_repeats(model, [1.0, 32.0]).round(4).tolist()
    [0.0532, 1.0437]
    """
    t = amounts(time, "times")
    r, alpha, a, b = model.r, model.alpha, _not_one(model.a), model.b
    part = hyp2f1(r, b, a + b - 1, t / (alpha + t))
    return np.asarray((a + b - 1) / (a - 1) * (1 - (alpha / (alpha + t)) ** r * part), np.float64)


def _not_one(a: float) -> float:
    """The formulas have a removable gap at a = 1: a hair beside it they are as good as there."""
    return a + 1e-7 if abs(a - 1) < 1e-7 else a


def _left_odds(model: Buying, x: Floats, last: Floats, known: Floats) -> Floats:
    """The odds of having left after the last order; nobody can leave before a second one."""
    odds = model.a / (model.b + np.maximum(x, 1) - 1)
    odds = odds * ((model.alpha + known) / (model.alpha + last)) ** (model.r + x)
    return np.asarray(np.where(x > 0, odds, 0.0), np.float64)


def _log_likelihood(model: Buying, x: Floats, last: Floats, known: Floats) -> Floats:
    r, alpha, a, b = model.r, model.alpha, model.a, model.b
    buying = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    staying = gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    stayed = -(r + x) * np.log(alpha + known)
    return np.asarray(buying + staying + stayed + np.log1p(_left_odds(model, x, last, known)), np.float64)


def _checked(x: ArrayLike, last: ArrayLike, known: ArrayLike) -> list[Floats]:
    n, end, whole = same_shape([amounts(x, "orders"), amounts(last, "last"), amounts(known, "known")], "histories")
    if (end > whole).any():
        raise BadValue("a last order after the end of the time a customer is known")
    return [n, end, whole]
