"""Markov chains by algebra, never by simulation: steady state, and the probability to reach a goal.

A chain is a table of how often state j followed state i. Its rows, divided by their sums, are the maximum likelihood
estimate of the probabilities. State by state, only the present one counts for the next: a simplification that pages
must say.

References
----------
.. [1] Grinstead, C. M. and Snell, J. L. (1997). Introduction to Probability, chapter 11.
.. [2] Anderson, T. W. and Goodman, L. A. (1957). Statistical inference about Markov chains. Annals of
   Mathematical Statistics 28, 89-110.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cjo_core.errors import BadValue
from cjo_core.metrics.formulas.estimates import Estimate, amounts, ratio, z_for
from cjo_core.metrics.formulas.shares import share

Floats = NDArray[np.float64]


def probabilities(counts: ArrayLike) -> Floats:
    """Counts divided by the sum of their row; NaN in rows without any.

    >>> probabilities([[4, 5], [5, 2]]).round(4).tolist()
    [[0.4444, 0.5556], [0.7143, 0.2857]]
    """
    table = amounts(counts, "transitions")
    return np.asarray(ratio(table, table.sum(axis=-1, keepdims=True)), np.float64)


def steady_state(chances: ArrayLike) -> Floats:
    """Where the chain is in the long run: w with w P = w and sum 1; NaN where that depends on where it began.

    >>> steady_state([[0.5, 0.25, 0.25], [0.5, 0, 0.5], [0.25, 0.25, 0.5]]).round(6).tolist()
    [0.4, 0.2, 0.4]
    """
    table = _square(chances)
    size = len(table)
    if not size or np.isnan(table).any() or not np.allclose(table.sum(axis=1), 1):
        return np.full(size, np.nan)
    system = np.vstack([table.T - np.eye(size), np.ones(size)])
    if np.linalg.matrix_rank(system[:-1]) < size - 1:
        return np.full(size, np.nan)
    found = np.linalg.lstsq(system, np.append(np.zeros(size), 1.0), rcond=None)[0]
    return np.clip(np.asarray(found, np.float64), 0, 1)


def reach(counts: ArrayLike, goal: ArrayLike, ended: ArrayLike) -> Estimate:
    """The probability, in per cent, to reach the goal from each state before leaving for good.

    Parameters
    ----------
    counts : array_like, shape (k, k)
        How often state j followed state i.
    goal, ended : array_like, shape (k,)
        How often the goal followed state i, and how often nothing did.

    Returns
    -------
    Estimate
        Per cent with 95 % interval and n, the number of steps seen from each state; NaN where there were none.

    Notes
    -----
    With Q the probabilities among the states, r those of the goal and N = (I − Q)⁻¹, h = N r [1]_. Each row is a
    multinomial sample, and ∂h_i/∂P_jk = N_ij h_k, so the variance of h_i is Σ_j N_ij² (Σ_k P_jk h_k² − h_j²) / n_j
    (delta method, k over all states, the goal with h = 1 and leaving with h = 0). The interval is symmetric in
    log-odds; where that variance is 0 it is Wilson's of n. Visits of one customer are taken as independent.

    Examples
    --------
    Half of those who begin go on to a state from which half reach the goal.

    >>> found = reach([[0, 50], [0, 0]], [0, 25], [50, 25])
    >>> found.value.tolist()
    [25.0, 50.0]
    """
    table = _square(counts)
    to_goal, to_end = amounts(goal, "steps to the goal"), amounts(ended, "ends")
    n = table.sum(axis=1) + to_goal + to_end
    seen = n > 0
    chances = np.where(seen[:, None], table / np.where(seen, n, 1)[:, None], 0.0)
    at_once = np.where(seen, to_goal / np.where(seen, n, 1), 0.0)
    inner = _can_reach(chances, at_once > 0)
    h = np.zeros(len(table))
    variance = np.zeros(len(table))
    if inner.any():
        q = chances[np.ix_(inner, inner)]
        fundamental = np.linalg.inv(np.eye(len(q)) - q)
        h[inner] = np.clip(fundamental @ at_once[inner], 0, 1)
        spread = q @ h[inner] ** 2 + at_once[inner] - h[inner] ** 2
        variance[inner] = fundamental**2 @ (np.maximum(spread, 0) / n[inner])
    low, high = _in_log_odds(h, variance)
    flat = share(h * n, n)
    sure = (variance < 1e-15) | (h <= 0) | (h >= 1)
    blank = np.where(seen, 0.0, np.nan)
    return Estimate(
        100 * h + blank,
        np.where(sure, flat.low, 100 * low) + blank,
        np.where(sure, flat.high, 100 * high) + blank,
        n,
    )


def _can_reach(chances: Floats, now: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The states from which the goal can be reached at all: only among them is I − Q sure to have an inverse."""
    found = now.copy()
    while True:
        wider = found | (chances[:, found] > 0).any(axis=1)
        if (wider == found).all():
            return found
        found = wider


def _in_log_odds(h: Floats, variance: Floats) -> tuple[Floats, Floats]:
    inside = np.clip(h, 1e-12, 1 - 1e-12)
    middle = np.log(inside / (1 - inside))
    half = z_for(0.95) * np.sqrt(variance) / (inside * (1 - inside))
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-(middle - half))), 1 / (1 + np.exp(-(middle + half)))


def _square(values: ArrayLike) -> Floats:
    table = np.asarray(values, np.float64)
    if table.ndim != 2 or table.shape[0] != table.shape[1]:
        raise BadValue(f"a chain of the shape {table.shape}; it needs as many rows as columns")
    return table
