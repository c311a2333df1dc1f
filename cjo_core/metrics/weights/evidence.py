"""Evidence: what metrics are computed of. Counts of scores, and where answers weigh more or less, what they weigh.

Where all answers weigh 1, the evidence of a group is how many people gave each score. Otherwise three such rows lie
side by side: how many people gave each score, Σw and Σw² of their weights. Every entry is a sum over answers, so
evidence of several groups is added, of a part subtracted, like counts; answers without a weight count as weight 1, so
weighted and unweighted surveys pool by themselves. It never weights anybody, and n is always the number of people.

A metric of weighted evidence is the metric of its *effective counts*: as many unweighted answers, spread over the
scores as the weights say, as would give the score the standard error it has.

References
----------
.. [1] Kish, L. (1965). Survey Sampling. Wiley.
.. [2] Lumley, T. (2010). Complex Surveys: a guide to analysis using R. Wiley.
.. [3] Dean, N., Pagano, M. (2015). Evaluating confidence interval methods for binomial proportions in clustered
   surveys. Journal of Survey Statistics and Methodology 3, 484-503.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cjo_core.errors import BadValue
from cjo_core.metrics.formulas.estimates import Floats, ratio

Evidence = NDArray[Any]


def evidence_of(counts: NDArray[Any], mass: NDArray[Any], squares: NDArray[Any]) -> Floats:
    """Evidence of how many gave each score, Σw and Σw² of their weights: three arrays of one shape, (..., scores)."""
    return np.concatenate([counts, mass, squares], axis=-1, dtype=np.float64)


def is_weighted(evidence: Evidence, scores: int) -> bool:
    """Whether the evidence holds weights, for a scale of so many scores."""
    width = np.shape(evidence)[-1]
    if width not in (scores, 3 * scores):
        raise BadValue(f"evidence of {width} numbers does not fit a scale of {scores} scores")
    return bool(width == 3 * scores)


def people(evidence: Evidence, scores: int) -> Evidence:
    """How many people gave each score, whatever they weigh.

    >>> people(evidence_of(np.array([2, 1]), np.array([3.0, 1.0]), np.array([5.0, 1.0])), 2).tolist()
    [2, 1]
    """
    if not is_weighted(evidence, scores):
        return np.asarray(evidence)
    return np.asarray(np.rint(evidence[..., :scores]), dtype=np.int64)


def masses(evidence: Evidence, scores: int) -> Evidence:
    """Σw of each score; the counts themselves where all answers weigh 1."""
    return _sums(evidence, scores)[0] if is_weighted(evidence, scores) else np.asarray(evidence)


def effective_n(evidence: Evidence, scores: int) -> Evidence:
    """Kish's effective n [1]_, (Σw)² / Σw²: at which base rules look. The number of people where all weigh 1.

    >>> effective_n(evidence_of(np.array([3, 1]), np.array([3.0, 3.0]), np.array([3.0, 9.0])), 2).item()
    3.0
    """
    if not is_weighted(evidence, scores):
        return np.asarray(np.asarray(evidence).sum(axis=-1))
    mass, squares = _sums(evidence, scores)
    counted = people(evidence, scores).sum(axis=-1)
    # Rounding must not make more of the answers than there are.
    return np.asarray(np.minimum(np.nan_to_num(ratio(mass.sum(axis=-1) ** 2, squares.sum(axis=-1))), counted))


def effective_counts(evidence: Evidence, values: Sequence[float]) -> Evidence:
    """The unweighted answers whose metric has the value, and the standard error, of the weighted ones.

    Parameters
    ----------
    evidence : array_like, shape (..., scores) or (..., 3 · scores)
        Counts are given back as they are.
    values : sequence of float
        What each score is worth in the metric (−1, 0 or 1 for NPS, 0 or 1 for a share, itself for a mean).

    Returns
    -------
    ndarray, shape (..., scores)
        Σw of each score as a share, times how many answers alike have the linearised variance
        Σ w² (x − m)² n / (n − 1) / (Σw)² [2]_, but never more than there are [3]_. Where all scores are worth the same
        there is no spread to tell by, and it is Kish's effective n. Equal weights give the counts.

    Examples
    --------
    >>> one = evidence_of(np.array([10, 10]), np.array([10.0, 20.0]), np.array([10.0, 40.0]))
    >>> effective_counts(one, [0, 1]).round(3).tolist()
    [6.667, 13.333]
    """
    scores = len(values)
    if not is_weighted(evidence, scores):
        return evidence
    mass, squares = _sums(evidence, scores)
    n, worth = people(evidence, scores).sum(axis=-1), np.asarray(values, np.float64)
    total = mass.sum(axis=-1)
    shares = np.nan_to_num(ratio(mass, total[..., None]))
    mean = (shares * worth).sum(axis=-1)  # no matrix product: what it gives a row can depend on the rows beside it
    distance = (worth - mean[..., None]) ** 2
    # one value only: its distance from the mean is rounding, not spread
    spread = np.where(_all_alike(mass, worth), 0.0, (squares * distance).sum(axis=-1))
    alike = np.minimum(ratio((shares * distance).sum(axis=-1) * total**2, spread), n)
    many = np.where((spread > 0) & (n > 1), alike, effective_n(evidence, scores))
    return np.asarray(shares * many[..., None])


def _all_alike(mass: Floats, worth: Floats) -> NDArray[np.bool_]:
    """Whether all answers are worth the same."""
    here = mass > 0
    lowest = np.where(here, worth, np.inf).min(axis=-1)
    highest = np.where(here, worth, -np.inf).max(axis=-1)
    return np.asarray(lowest >= highest)


def _sums(evidence: Evidence, scores: int) -> tuple[Floats, Floats]:
    """Σw and Σw² of each score; 0 exactly where nobody is left, whatever rounding a subtraction has left there."""
    table = np.asarray(evidence, np.float64)
    nobody = np.rint(table[..., :scores]) <= 0
    mass, squares = table[..., scores : 2 * scores], table[..., 2 * scores :]
    return np.where(nobody, 0.0, np.maximum(mass, 0.0)), np.where(nobody, 0.0, np.maximum(squares, 0.0))
