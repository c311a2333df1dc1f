"""Weights that give groups the shares they are known to have: by one dimension, or by several of which each is known.

The formulas are those of `metrics.weights.weighting`. Never fetches, and never invents a share or fills an empty group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cjo_core.metrics.formulas.estimates import Floats, amounts
from cjo_core.metrics.weights.weighting import (
    capped_weights,
    design_effect,
    effective_n,
    post_stratification_weights,
    rake,
)


@dataclass(frozen=True, eq=False)
class KnownShares:
    """`weights`: of one answer in each cell, 1 on average over all answers. `cut`: how many answers the cap cut."""

    weights: Floats
    n_eff: float
    design_effect: float
    cut: int


def known_share_weights(counts: ArrayLike, targets: Sequence[ArrayLike], *, cap: float | None = None) -> KnownShares:
    """Weights by which each group has its known share of the answers.

    Parameters
    ----------
    counts : array_like, shape (k1, k2, ...)
        Answers per cell, an axis per dimension.
    targets : sequence of array_like
        Per axis the known sizes of its groups; only their proportions matter.
    cap : float, optional
        No weight above so many medians of the answers' weights; the shares then miss their targets a little.

    Returns
    -------
    KnownShares
        One dimension: target share / share of the answers (post-stratification). Several: raking [1]_ of each in turn
        until all margins are met. Effective n and design effect are Kish's.

    References
    ----------
    .. [1] Deming, W. E., Stephan, F. F. (1940). On a least squares adjustment of a sampled frequency table when the
       expected marginal totals are known. Annals of Mathematical Statistics 11, 427-444.

    >>> found = known_share_weights([30, 10], [[50, 50]])
    >>> found.weights.round(3).tolist(), round(found.n_eff, 6), round(found.design_effect, 3)
    ([0.667, 2.0], 30.0, 1.333)
    """
    table = amounts(counts, "counts")
    known = [amounts(target, "targets") for target in targets]
    if len(known) == 1:
        weights = post_stratification_weights(table, known[0])
    else:
        weights = rake(table, [target * (table.sum() / target.sum()) for target in known])
    cut = 0
    if cap is not None:
        whole, weights = weights, capped_weights(weights, table, times=cap)
        cut = int(table[weights < whole].sum())
    weights = weights * (table.sum() / (weights * table).sum())
    n_eff, deff = (float(one(weights, table)) for one in (effective_n, design_effect))
    return KnownShares(np.asarray(weights), n_eff, deff, cut)
