"""Pain points and bright spots: found by a rule, ranked by three numbers that stand beside them. Never guessed.

A stage, a touchpoint or a segment within a stage is a pain point when

1. it scores below (where low is good: above) all the other answers of the journey, tested by the metric's own test and
   corrected over everything looked at in the view (Benjamini–Hochberg, q 0.05), with 30 answers or more on either side;
2. by at least 10 points of the scale from −100 to +100;
3. and, if it is only a part of a stage, it also scores below the rest of that stage: else the stage is the finding.

Such parts are then taken out of their stage: it is listed for what is left, or not at all if that does not stand out.
Pain points are ranked by gap × reach × importance: points, share of the journey's answers, and how closely the score
there goes along with recommending (`importance.py`), where that is known. Bright spots are the same, upward. Answers of
one person at several stages are not independent, so the test is approximate. Never fetches and never words anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from cjo_core.insight.importance import Importance
from cjo_core.insight.journey_map import points
from cjo_core.insight.journey_tests import tested
from cjo_core.metrics.catalog import METRICS
from cjo_core.metrics.cells import Cells
from cjo_core.metrics.changes.verdicts import DOWN, TOO_FEW, UP, Columns
from cjo_core.metrics.privacy.base import HIDDEN
from cjo_core.survey.filters import Filter


@dataclass(frozen=True)
class Spot:
    """One pain point or bright spot. `dimension` is "stage", or what `part` is called within the stage.

    `gap` (with `low`, `high`) is value − rest in the metric's unit, `size` the same in points of −100 … +100 and never
    negative; `rest` is the score of all other answers, `beside` that of the rest of its stage (None for a stage).
    `reach` is the share of the journey's answers, `importance` a correlation of good scores with recommending (None:
    not known) from `paired` customers, `weight` what it is ranked by. `also` are further metrics that say the same.
    `explains`: without such parts their stage does not stand out; `without`: the parts, listed themselves, that this
    stage is counted without. `effective` is the effective n, where answers have weights.
    """

    stage: str
    dimension: str
    part: str | None
    metric: str
    value: float
    n: int
    rest: float
    gap: float
    low: float
    high: float
    size: float
    beside: float | None
    reach: float
    p_adjusted: float
    importance: float | None = None
    paired: int = 0
    weight: float = 0.0
    also: tuple[str, ...] = ()
    explains: bool = False
    without: tuple[str, ...] = ()
    effective: float | None = None

    @property
    def where(self) -> dict[str, str]:
        """The filter that picks the answers behind it."""
        return {"stage": self.stage} | ({self.dimension: self.part} if self.part is not None else {})


@dataclass(frozen=True)
class Findings:
    """Pain points and bright spots, the weightiest first; how many groups were judged, and how many were too small.

    `weighed` says whether importance is in the rank; if not, it counts the same everywhere.
    """

    pains: tuple[Spot, ...]
    brights: tuple[Spot, ...]
    judged: int
    small: int
    weighed: bool

    def of(self, stage: str) -> tuple[Spot, ...]:
        """What was found in a stage: pain points first."""
        return tuple(spot for spot in (*self.pains, *self.brights) if spot.stage == stage)


def pain_points(
    cells: Cells,
    names: Sequence[str],
    where: Filter,
    importance: Mapping[tuple[str, str, str], Importance] | None = None,
    stages: Sequence[str] | None = None,
) -> Findings:
    """What clearly hurts and what clearly shines along the journey, for the answers `where` lets through.

    `names` are the metrics looked at, together one family of tests; `importance` is known per (kind, dimension, name).
    `stages` are those of the journey (all there are, if not given): answers elsewhere are no part of "the others".
    """
    every = tested(cells, tuple(names), where, tuple(cells.names["stage"] if stages is None else stages))
    if not every:
        return Findings((), (), 0, 0, False)
    small = int(np.isin(every["verdict"].astype(str), (TOO_FEW, HIDDEN)).sum())
    known = importance or {}
    found = [_spots(every, hurting=True), _spots(every, hurting=False)]
    weighed = any(_link(known, spot) is not None for spots in found for spot in spots)
    pains, brights = (_ranked(spots, known, weighed=weighed) for spots in found)
    return Findings(pains, brights, len(every["n"]) - small, small, weighed)


def _spots(every: Columns, *, hurting: bool) -> list[Spot]:
    """The listed rows that hurt, or that shine: clearly below the others hurts, or above where low is good."""
    low = np.array([METRICS[name].high_is_good == hurting for name in every["metric"]], np.bool_)
    found = []
    for row in np.flatnonzero(every["listed"] & (every["verdict"] == np.where(low, DOWN, UP))).tolist():
        one = {column: values[row] for column, values in every.items()}
        metric = METRICS[one["metric"]]
        found.append(
            Spot(
                stage=one["stage"],
                dimension=one["dimension"],
                part=one["part"],
                metric=metric.name,
                value=float(one["value"]),
                n=int(one["n"]),
                rest=float(one["rest"]),
                gap=float(one["difference"]),
                low=float(one["low"]),
                high=float(one["high"]),
                size=abs(points(metric, float(one["difference"]))),
                beside=None if np.isnan(one["beside"]) else float(one["beside"]),
                reach=float(one["reach"]),
                p_adjusted=float(one["p_adjusted"]),
                explains=bool(one["explains"]),
                without=tuple(one["without"]),
                effective=None if np.isnan(one["n_effective"]) else float(one["n_effective"]),
            )
        )
    return found


def _link(known: Mapping[tuple[str, str, str], Importance], spot: Spot) -> Importance | None:
    """How the score at a place goes along with recommending: of the touchpoint, else of its stage."""
    kind = METRICS[spot.metric].kind
    own = known.get((kind, "touchpoint", spot.part or "")) if spot.dimension == "touchpoint" else None
    return own or known.get((kind, "stage", spot.stage))


def _strength(link: Importance, spot: Spot) -> float:
    """How closely a good score goes along with recommending: r, turned where low is good."""
    return link.r if METRICS[spot.metric].high_is_good else -link.r


def _ranked(spots: list[Spot], known: Mapping[tuple[str, str, str], Importance], *, weighed: bool) -> tuple[Spot, ...]:
    """The spots by gap × reach × importance; one line per place, with the metrics that say the same.

    Where importance is known for some, the others get the mean of those; a place that goes along with nothing
    (a correlation of 0 or below) weighs nothing.
    """
    links = [_link(known, spot) for spot in spots]
    strengths = [None if link is None else _strength(link, spot) for link, spot in zip(links, spots, strict=True)]
    known_ones = [max(one, 0.0) for one in strengths if one is not None]
    middle = sum(known_ones) / len(known_ones) if known_ones else 1.0
    weighted = []
    for spot, link, strength in zip(spots, links, strengths, strict=True):
        factor = (middle if strength is None else max(strength, 0.0)) if weighed else 1.0
        weight = spot.size * spot.reach * factor
        weighted.append(replace(spot, weight=weight, importance=strength, paired=link.n if link else 0))
    best: dict[tuple[str, str, str | None], Spot] = {}
    for spot in sorted(weighted, key=lambda one: (-one.weight, one.p_adjusted, one.stage)):
        place = (spot.stage, spot.dimension, spot.part)
        first = best.get(place)
        best[place] = spot if first is None else replace(first, also=(*first.also, spot.metric))
    return tuple(best.values())
