"""What channels contribute to reaching a goal, four ways side by side. Never a proof: whoever would have bought anyway
is credited, too; only an experiment tells what a channel causes.

first, last   all credit to the first or last contact
linear        equal credit to all contacts
removal       Markov removal effect: how much less often the goal is reached if every path that comes to the channel
              ended there; by algebra, not by simulation

References
----------
.. [1] Anderl, E., Becker, I., von Wangenheim, F. and Schumann, J. H. (2016). Mapping the customer journey: lessons
   learned from graph-based online attribution modeling. Int. J. of Research in Marketing 33, 457-474.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cjo_core.errors import BadValue
from cjo_core.metrics.formulas.estimates import amounts, ratio

Floats = NDArray[np.float64]
#: Samples drawn to find intervals, and where they begin: the same paths always give the same intervals.
DRAWS, SEED = 400, 20
MODELS = ("first", "last", "linear", "removal")


@dataclass(frozen=True, eq=False)
class Attribution:
    """Credit per channel. `shares[model]`: per cent of the goals credited to each channel, with `low` and `high` (95 %
    percentile intervals over paths drawn again). `credit[model]`: the same in goals. `effect`: removal effect (0..1).
    `base`: probability of the goal. `goals`, `paths`: how many of each."""

    shares: dict[str, Floats]
    low: dict[str, Floats]
    high: dict[str, Floats]
    credit: dict[str, Floats]
    effect: Floats
    base: float
    goals: float
    paths: float


@dataclass(frozen=True, eq=False)
class _Sums:
    """Everything credit is computed from, per kind of path: all of it adds up over paths."""

    first: Floats
    last: Floats
    linear: Floats
    links: Floats  # shape (kinds, k + 1, k + 2): from start or channel, to channel, goal or nothing


def attribution(
    paths: Sequence[Sequence[int]], goals: ArrayLike, nulls: ArrayLike, channels: int, *, draws: int = DRAWS
) -> Attribution:
    """Credit for goals reached, from kinds of path (channels by position, in order).

    Parameters
    ----------
    paths : sequence of sequences of int
        The channels of each kind of path, in the order of contact; none may be empty.
    goals, nulls : array_like
        How many paths of each kind reached the goal, and how many ended without.
    channels : int
        How many channels there are.
    draws : int
        Samples for the intervals; 0 for none (then NaN).

    Notes
    -----
    With Q the probabilities among channels, r those of the goal and s those of beginning, the goal is reached with
    s'(I − Q)⁻¹ r. Removing channel c turns its row of Q and r to 0. effect_c = 1 − P(without c) / P; share = effect /
    sum of effects. Repeats change neither.

    Examples
    --------
    >>> found = attribution([[0], [1], [0, 1]], [2, 1, 1], [1, 0, 0], channels=2, draws=0)
    >>> found.base.__round__(6), found.effect.round(6).tolist(), found.shares["removal"].round(6).tolist()
    (0.8, [0.75, 0.5], [60.0, 40.0])
    """
    won, lost = amounts(goals, "goals"), amounts(nulls, "paths without the goal")
    if not len(paths) == len(won) == len(lost):
        raise BadValue(f"{len(paths)} kinds of path, {len(won)} counts of goals, {len(lost)} without; they must match")
    if any(not path for path in paths) or any(not 0 <= one < channels for path in paths for one in path):
        raise BadValue(f"a path must name one or more of the channels 0 to {channels - 1}")
    sums = _sums(paths, channels)
    weights = np.concatenate([won, lost])
    base, effect = _removal(_links(sums, weights[None]))
    credit = {"first": won @ sums.first, "last": won @ sums.last, "linear": won @ sums.linear}
    shares = {name: 100 * ratio(one, won.sum()) for name, one in credit.items()}
    shares["removal"] = 100 * ratio(effect[0], effect[0].sum())
    credit["removal"] = shares["removal"] / 100 * won.sum()
    low, high = _intervals(sums, weights, draws, channels)
    return Attribution(shares, low, high, credit, effect[0], float(base[0]), float(won.sum()), float(weights.sum()))


def _sums(paths: Sequence[Sequence[int]], channels: int) -> _Sums:
    kinds = len(paths)
    first, last, linear = (np.zeros((kinds, channels)) for _ in range(3))
    links = np.zeros((2 * kinds, channels + 1, channels + 2))
    for row, path in enumerate(paths):
        first[row, path[0]] = last[row, path[-1]] = 1
        for one in path:
            linear[row, one] += 1 / len(path)
        for came, went in zip([channels, *path[:-1]], path, strict=True):
            links[[row, kinds + row], came, went] += 1
        links[row, path[-1], channels] += 1
        links[kinds + row, path[-1], channels + 1] += 1
    return _Sums(first, last, linear, links)


def _links(sums: _Sums, weights: Floats) -> Floats:
    """Link counts per sample (rows of `weights`: goals of each kind, then ends of each kind)."""
    return np.asarray(np.tensordot(weights, sums.links, axes=1), np.float64)


def _removal(links: Floats) -> tuple[Floats, Floats]:
    """Per sample the probability of the goal, and the removal effect of each channel."""
    k = links.shape[1] - 1
    chances = np.nan_to_num(ratio(links, links.sum(axis=2, keepdims=True)))
    start, q, r = chances[:, k, :k], chances[:, :k, :k], chances[:, :k, k]
    # a channel nobody came to has no way out; the others all end, because every path does
    base = _goal(start, q, r)
    effect = np.zeros((len(links), k))
    for one in range(k):
        kept = np.ones(k)
        kept[one] = 0
        without = _goal(start, q * kept[:, None], r * kept)
        effect[:, one] = np.nan_to_num(1 - ratio(without, base))
    return base, np.clip(effect, 0, 1)


def _goal(start: Floats, q: Floats, r: Floats) -> Floats:
    k = q.shape[1]
    reached = np.linalg.solve(np.eye(k) - q, r[..., None])[..., 0]
    return np.asarray((start * reached).sum(axis=1), np.float64)


def _intervals(sums: _Sums, weights: Floats, draws: int, channels: int) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Percentile intervals of the shares, over samples of as many paths drawn from those there are."""
    total = round(float(weights.sum()))
    if not draws or not total or not weights[: len(weights) // 2].sum():
        blank = {name: np.full(channels, np.nan) for name in MODELS}
        return blank, dict(blank)
    drawn = np.random.default_rng(SEED).multinomial(total, weights / weights.sum(), size=draws).astype(np.float64)
    won = drawn[:, : len(weights) // 2]
    samples = {"first": won @ sums.first, "last": won @ sums.last, "linear": won @ sums.linear}
    samples["removal"] = _removal(_links(sums, drawn))[1]
    shares = {name: 100 * ratio(one, one.sum(axis=1, keepdims=True)) for name, one in samples.items()}
    shares = {name: one[~np.isnan(one).any(axis=1)] for name, one in shares.items()}
    low = {name: np.quantile(one, 0.025, axis=0) for name, one in shares.items()}
    high = {name: np.quantile(one, 0.975, axis=0) for name, one in shares.items()}
    return low, high
