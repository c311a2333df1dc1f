"""Weights that give each group its known share, and metrics of weighted answers.

A weight says for how many people one answer of its group speaks. Standard errors are linearised (they know the
weights); `n_eff` is what the base rule must look at. It never invents target shares, never weights by itself, and an
empty group cannot be weighted up: its people are missing, which is an error here and not a silent zero.

References
----------
.. [1] Kish, L. (1965). Survey Sampling. Wiley.
.. [2] Lumley, T. (2010). Complex Surveys: a guide to analysis using R. Wiley.
.. [3] Deming, W. E., Stephan, F. F. (1940). On a least squares adjustment of a sampled frequency table when the
   expected marginal totals are known. Annals of Mathematical Statistics 11, 427-444.
.. [4] Dean, N., Pagano, M. (2015). Evaluating confidence interval methods for binomial proportions in clustered
   surveys. Journal of Survey Statistics and Methodology 3, 484-503.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cjo_core.errors import BadValue
from cjo_core.metrics.formulas.estimates import Estimate, Floats, amounts, numbers, ratio, score_counts
from cjo_core.metrics.formulas.means import Moments, interval_of_mean
from cjo_core.metrics.formulas.nps import Bands, bands, nps_of
from cjo_core.metrics.formulas.shares import share

CAP = 5.0
"""No weight above this many median weights."""

ROUNDS = 1000
CLOSE_ENOUGH = 1e-12


@dataclass(frozen=True, eq=False)
class WeightedEstimate:
    """An estimate from weighted answers. `estimate.n` is the number of answers; the base rule looks at `n_eff`."""

    estimate: Estimate
    se: Floats
    n_eff: Floats
    design_effect: Floats


def weighted_nps(counts: ArrayLike, weights: ArrayLike, *, confidence: float = 0.95) -> WeightedEstimate:
    """NPS of groups whose answers carry a weight each.

    Parameters
    ----------
    counts : array_like, shape (groups, 11)
        How many people of each group chose each score 0..10.
    weights : array_like, shape (groups,)
        The weight of one answer of each group; only the proportions matter.

    Returns
    -------
    WeightedEstimate
        Points; `se` = sqrt(n / (n - 1) Σ(w (x - m))²) / Σw. The interval is the adjusted Wald one of as many unweighted
        answers as would have that standard error (never more than there are), so equal weights give just `nps`.

    References
    ----------
    Lumley (2010) for the standard error, Dean & Pagano (2015) for intervals from effective counts: see the module.

    >>> europe, asia = [5, 0, 0, 0, 0, 0, 0, 5, 0, 0, 10], [1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 8]
    >>> result = weighted_nps([europe, asia], [1.0, 2.0])
    >>> round(float(result.estimate.value), 1), float(result.n_eff)
    (47.5, 26.666666666666668)
    """
    three = bands(counts)
    table = np.stack([three.detractors, three.passives, three.promoters], axis=-1)
    sums = _Sums.of(table, weights, np.array([-1.0, 0.0, 1.0]))
    n = sums.answers_alike
    shares = sums.weighted_shares
    estimate = nps_of(Bands(shares[2] * n, shares[1] * n, shares[0] * n), confidence=confidence)
    return sums.result(estimate, 100)


def weighted_share(
    successes: ArrayLike, n: ArrayLike, weights: ArrayLike, *, confidence: float = 0.95
) -> WeightedEstimate:
    """Share in per cent of groups whose answers carry a weight each, with Wilson limits from effective counts.

    All three parameters have the shape (groups,).

    >>> round(float(weighted_share([5, 8], [20, 10], [1.0, 2.0]).estimate.value), 1)
    52.5
    """
    x, total = amounts(successes, "successes"), amounts(n, "n")
    if x.shape != total.shape or (x > total).any():
        raise BadValue("successes and n must have one shape, with no more successes than n")
    sums = _Sums.of(np.stack([total - x, x], axis=-1), weights, np.array([0.0, 1.0]))
    alike = sums.answers_alike
    return sums.result(share(np.minimum(sums.weighted_shares[1], 1) * alike, alike, confidence=confidence), 100)


def weighted_mean(
    counts: ArrayLike, weights: ArrayLike, scale_low: int, scale_high: int, *, confidence: float = 0.95
) -> WeightedEstimate:
    """Mean score of groups whose answers carry a weight each, with a t interval from the linearised standard error.

    `counts` has the shape (groups, scale_high - scale_low + 1), `weights` (groups,).

    >>> round(float(weighted_mean([[0, 0, 4], [4, 0, 0]], [3.0, 1.0], 1, 3).estimate.value), 2)
    2.5
    """
    table = score_counts(counts, size=scale_high - scale_low + 1)
    sums = _Sums.of(table, weights, np.arange(scale_low, scale_high + 1, dtype=np.float64))
    alike = (sums.weighted_shares > 0).sum() <= 1
    # Where all answers are alike only n matters, and n_eff is the honest one; else n sets the degrees of freedom.
    n = sums.n_eff if alike else sums.n
    sample = Moments(np.asarray(n), np.asarray(sums.mean), np.asarray(sums.se**2 * n), np.asarray(alike))
    return sums.result(interval_of_mean(sample, scale_low, scale_high, confidence=confidence), 1)


@dataclass(frozen=True, eq=False)
class _Sums:
    """What every weighted metric needs of a table of counts, with one value per column."""

    n: float
    mean: float
    variance: float
    se: float
    n_eff: float
    weighted_shares: Floats

    @classmethod
    def of(cls, table: Floats, weights: ArrayLike, values: Floats) -> _Sums:
        """Sums over groups (rows) and scores (columns)."""
        if table.ndim != 2:
            raise BadValue(f"counts have the shape {table.shape}; weighting needs one row per group")
        w = amounts(weights, "weights")
        if w.shape != table.shape[:1]:
            raise BadValue(f"{w.size} weights do not fit {table.shape[0]} groups")
        mass, n = w @ table, float(table.sum())
        total = mass.sum()
        middle = float(ratio(mass @ values, total))
        spread = float(ratio(mass @ (values - middle) ** 2, total))
        squares = float((w**2 @ table) @ (values - middle) ** 2)
        se = float(np.sqrt(ratio(n, n - 1) * squares) * ratio(1.0, total))
        return cls(n, middle, spread, se, float(effective_n(w, table.sum(axis=1))), _parts(mass))

    @property
    def answers_alike(self) -> float:
        """How many unweighted answers would have this standard error; n_eff where there is no spread to tell by."""
        if self.se > 0 and self.n > 1:
            return min(self.variance * self.n / (self.n - 1) / self.se**2, self.n)
        return self.n_eff if self.n_eff > 0 else 0.0

    def result(self, estimate: Estimate, unit: float) -> WeightedEstimate:
        """The estimate with the raw n, and the spread in the metric's unit."""
        parts = (np.asarray(part) for part in (estimate.value, estimate.low, estimate.high, self.n))
        deff = ratio(self.n, self.n_eff)
        return WeightedEstimate(Estimate(*parts), np.asarray(unit * self.se), np.asarray(self.n_eff), deff)


def _parts(mass: Floats) -> Floats:
    """Each part's share of the whole; all 0 when there is nothing."""
    return np.nan_to_num(ratio(mass, mass.sum()))


def effective_n(weights: ArrayLike, counts: ArrayLike | None = None) -> Floats:
    """Kish's effective n, (Σw)² / Σw²; `counts` says how many answers carry each weight (one if left out).

    >>> float(effective_n([1.0, 3.0], [3, 1]))
    3.0
    """
    w, many = _weights_and_counts(weights, counts)
    squares = (many * w * w).sum()
    return np.asarray((many * w).sum() ** 2 / squares if squares > 0 else 0.0)


def design_effect(weights: ArrayLike, counts: ArrayLike | None = None) -> Floats:
    """How many times more answers the weights cost: n / n_eff = 1 + cv² of the weights. NaN for nobody."""
    w, many = _weights_and_counts(weights, counts)
    return ratio(many.sum(), effective_n(w, many))


def post_stratification_weights(counts: ArrayLike, target_shares: ArrayLike) -> Floats:
    """The weight that gives each group its share: target share / share in the sample.

    Parameters
    ----------
    counts : array_like, shape (groups,)
        Answers per group.
    target_shares : array_like, shape (groups,)
        Known shares; taken in proportion to their sum.

    >>> post_stratification_weights([30, 10], [0.5, 0.5]).round(3).tolist()
    [0.667, 2.0]
    """
    n, targets = amounts(counts, "counts"), amounts(target_shares, "target shares")
    if n.shape != targets.shape or n.ndim != 1:
        raise BadValue(f"{targets.size} target shares do not fit {n.size} groups")
    if targets.sum() <= 0 or ((n == 0) & (targets > 0)).any():
        raise BadValue("a group without answers cannot be weighted up to its target share; merge it with another")
    return np.where(n > 0, ratio(targets / targets.sum(), n / n.sum()), 0.0)


def post_stratified_nps_se(counts: ArrayLike, target_shares: ArrayLike) -> float:
    """Standard error of the post-stratified NPS in points: sqrt(Σ W² s² / n) over the groups, s² of each group itself.

    Smaller than the linearised one, because the spread between the groups no longer counts. `counts`: (groups, 11).
    """
    three = bands(counts)
    weights = post_stratification_weights(three.n, target_shares)  # refuses what does not fit
    shares = weights * three.n / three.n.sum()
    p, d = ratio(three.promoters, three.n), ratio(three.detractors, three.n)
    terms = np.where(shares > 0, shares**2 * ratio(p + d - (p - d) ** 2, three.n), 0.0)
    return float(100 * np.sqrt(terms.sum()))


def rake(counts: ArrayLike, margins: Sequence[ArrayLike]) -> Floats:
    """Weights of one answer in each cell, so that the weighted counts meet every known margin.

    Parameters
    ----------
    counts : array_like, shape (k1, k2, ...)
        Answers per cell.
    margins : sequence of array_like
        One list of known totals per axis, in the order of the axes; all must add up to the same number of people.

    Returns
    -------
    ndarray
        Same shape as `counts`; 0 in empty cells.

    Raises
    ------
    BadValue
        The margins do not fit, contradict each other, or cannot be met with the cells that hold answers.

    References
    ----------
    Deming & Stephan (1940): see the module.

    >>> weights = rake([[10, 10], [10, 10]], [[20, 20], [30, 10]])
    >>> weights.round(6).tolist()
    [[1.5, 0.5], [1.5, 0.5]]
    """
    table = amounts(counts, "counts")
    targets = [amounts(margin, "margins") for margin in margins]
    if [target.shape for target in targets] != [(size,) for size in table.shape]:
        raise BadValue(f"margins with {[t.size for t in targets]} totals do not fit a table of the shape {table.shape}")
    if not targets or not np.allclose([target.sum() for target in targets], targets[0].sum(), rtol=1e-6):
        raise BadValue(f"margins add up to {[float(t.sum()) for t in targets]}; they must agree")
    # One total for all, or the last axis would always win and the others never settle.
    targets = [target * (targets[0].sum() / target.sum()) if target.sum() > 0 else target for target in targets]
    fitted = table.copy()
    for _ in range(ROUNDS):
        for axis, target in enumerate(targets):
            fitted *= _factor(fitted, axis, target)
        off = max(float(np.abs(_margin(fitted, axis) - target).max()) for axis, target in enumerate(targets))
        if off <= CLOSE_ENOUGH * max(float(targets[0].sum()), 1.0):
            return np.where(table > 0, ratio(fitted, table), 0.0)
    raise BadValue(f"raking does not settle (still off by {off:.3g}): merge small groups, or weight on fewer margins")


def _margin(table: Floats, axis: int) -> Floats:
    return np.asarray(table.sum(axis=tuple(other for other in range(table.ndim) if other != axis)))


def _factor(fitted: Floats, axis: int, target: Floats) -> Floats:
    """What each slice along the axis must be multiplied with to meet its total."""
    present = _margin(fitted, axis)
    if ((present == 0) & (target > 0)).any():
        raise BadValue("a group with a known total has no answers; merge it with another before raking")
    shape = [1] * fitted.ndim
    shape[axis] = target.size
    return np.reshape(np.where(present > 0, ratio(target, present), 1.0), shape)


def capped_weights(weights: ArrayLike, counts: ArrayLike | None = None, *, times: float = CAP) -> Floats:
    """Weights no greater than `times` the median weight of the answers: a little bias for a much steadier score.

    >>> capped_weights([1.0, 1.0, 1.0, 20.0]).tolist()
    [1.0, 1.0, 1.0, 5.0]
    """
    if not times >= 1:
        raise BadValue(f"weights capped at {times} medians; it must be at least 1")
    w, many = _weights_and_counts(weights, counts)
    order = np.argsort(w, axis=None)
    running = np.cumsum(many.ravel()[order])
    if running.size == 0 or running[-1] == 0:
        return w.copy()
    sorted_weights = w.ravel()[order]
    lower = sorted_weights[np.searchsorted(running, running[-1] / 2)]
    upper = sorted_weights[np.searchsorted(running, running[-1] / 2, side="right")]
    return np.asarray(np.minimum(w, times * (lower + upper) / 2))


def _weights_and_counts(weights: ArrayLike, counts: ArrayLike | None) -> tuple[Floats, Floats]:
    w = amounts(numbers(weights, "weights"), "weights")
    many = np.ones_like(w) if counts is None else amounts(counts, "counts")
    if many.shape != w.shape:
        raise BadValue(f"{w.size} weights do not fit {many.size} counts")
    return w, many
