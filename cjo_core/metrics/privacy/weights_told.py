"""Whether a weighted score may be told, or would tell of a small group: weights are known numbers, and together with n
a weighted value or its effective n says how many of the people behind it weigh what.

The rule. Weights follow something about people, such as their segment. A weighted number of a group is a sum over the
segments in it, each times its weight, so it says as much as its split by segment would, often exactly. So it may be
told where that split may be told, by the rule of `metrics.privacy.protection`: then whatever else is shown fits several
counts of every small group. A view in which it may not be told of every group that is shown counts people, not weights,
in all of them: groups beside each other are counted alike.

What it cannot do. Weights that follow nothing we know of (given person by person, from outside) are told: nobody who
looks knows them. Never fetches and computes no metric.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from cjo_core.metrics.cells import PLACE_SHIFT, Cells, wanted
from cjo_core.metrics.counts.keys import PLACE_MASK, QUESTION_SHIFT
from cjo_core.metrics.counts.views import groups_of_places
from cjo_core.metrics.privacy.protection import hidden_groups
from cjo_core.metrics.remembered import remembered_part
from cjo_core.survey.filters import EVERYTHING, Filter

#: What weights may follow: what people are.
FOLLOWED = ("segment", "persona", "channel", "language")
#: Of the variance of weights, how much these leave open that follow something; what a single dimension explains of
#: those that do not, to be taken for what they follow in part.
LEFT_OPEN, IN_PART = 0.01, 0.1


@remembered_part
def weights_tell(cells: Cells, kind: str, by: Sequence[str] = (), where: Filter = EVERYTHING) -> bool:
    """Whether weights would tell of a small group in a view; then it counts people."""
    surveys = _weighted(cells, kind, where)
    if not surveys:
        return False
    mine = where.only(survey=surveys)
    return tells(cells, kind, by, mine, followed(cells, surveys))


def tells(cells: Cells, kind: str, by: Sequence[str], where: Filter, along: Sequence[str]) -> bool:
    """The same for weights that follow the dimensions `along`."""
    more = [name for name in along if name not in by and len(where.where.get(name, ())) != 1]
    if not more:
        return False
    shut = hidden_groups(cells, kind, by, where)
    return any(label[: len(by)] not in shut for label in hidden_groups(cells, kind, (*by, *more), where))


def _weighted(cells: Cells, kind: str, where: Filter) -> list[str]:
    """The surveys with a floor and weights that a filter lets through."""
    if not len(cells.heavier):
        return []
    heavy = {int(one) for one in np.unique(cells.heavier.keys >> QUESTION_SHIFT)}
    limits = where.where.get("survey")
    return list(
        dict.fromkeys(
            question.survey
            for question in cells.questions
            if question.kind == kind and question.floor > 1 and question.id in heavy
            if limits is None or wanted(question.survey, limits)
        )
    )


def followed(cells: Cells, surveys: Sequence[str]) -> tuple[str, ...]:
    """The dimensions that the weights of all answers to some surveys follow."""
    return _followed(cells, tuple(surveys))


@remembered_part
def _followed(cells: Cells, surveys: tuple[str, ...]) -> tuple[str, ...]:
    found: list[str] = []
    for survey in surveys:
        asked = [question.id for question in cells.questions if question.survey == survey]
        here = np.isin(cells.heavier.keys >> QUESTION_SHIFT, asked)
        place = (cells.heavier.keys[here] >> PLACE_SHIFT) & PLACE_MASK
        one = (cells.heavier.counts[here], cells.heavier.mass[here], cells.heavier.squares[here])
        found += followed_by(cells, place, *one)
    return tuple(dict.fromkeys(found))


def followed_by(
    cells: Cells,
    place: NDArray[np.int64],
    counts: NDArray[np.int64],
    mass: NDArray[np.float64],
    squares: NDArray[np.float64],
) -> tuple[str, ...]:
    """The fewest dimensions that explain weights, given as how many they are, Σw and Σw² per place."""
    known = place < len(next(iter(cells.codes.values()), ()))
    sums = [np.asarray(one[known], np.float64) for one in (counts, mass, squares)]
    whole = _left_open(sums, np.zeros(int(known.sum()), np.int64))
    if not whole > 1e-9 * sums[2].sum():  # all weigh the same, or nobody has a weight
        return ()
    every = (some for size in range(1, len(FOLLOWED) + 1) for some in combinations(FOLLOWED, size))
    left = {some: _left_open(sums, groups_of_places(cells, some)[place[known]]) / whole for some in every}
    fewest = min(left, key=lambda some: (left[some] > LEFT_OPEN, len(some), left[some]))
    if left[fewest] <= LEFT_OPEN:
        return fewest
    return tuple(one for one in FOLLOWED if left[(one,)] <= 1 - IN_PART)


def _left_open(sums: Sequence[NDArray[np.float64]], group: NDArray[np.int64]) -> float:
    """The sum of squares of weights around the means of their groups."""
    _names, at = np.unique(group, return_inverse=True)
    n, mass, squares = (np.bincount(at, weights=one).astype(np.float64) for one in sums)
    return float(np.maximum(squares - np.divide(mass**2, n, out=np.zeros_like(mass), where=n > 0), 0).sum())


__all__ = ["followed", "followed_by", "tells", "weights_tell"]
