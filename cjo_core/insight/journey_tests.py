"""The tests behind pain points: every stage, touchpoint and segment within a stage against the rest of the journey.

All of them, over all metrics looked at, are one family. Parts of a stage must also differ from the rest of their stage;
a stage of which parts differ is judged by what is left of it. The rule is `pain_points`'; here is its arithmetic on
score counts. Never ranks, never fetches.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cjo_core.insight.journey_map import points
from cjo_core.metrics.catalog import METRICS, Metric
from cjo_core.metrics.cells import Cells
from cjo_core.metrics.changes.verdicts import DOWN, TOO_FEW, UNCLEAR, UP, Columns, Q, judgement
from cjo_core.metrics.privacy.base import FEW_BELOW, HIDDEN
from cjo_core.metrics.privacy.guarded import guarded
from cjo_core.metrics.privacy.protection import hidden_groups
from cjo_core.metrics.remembered import remembered
from cjo_core.metrics.weights.evidence import Evidence
from cjo_core.survey.filters import Filter

#: The smallest effect worth a line, in points of −100 … +100.
SMALLEST = 10.0
#: What a stage is looked at by, beside itself.
PARTS = ("touchpoint", "segment")


@remembered
def tested(cells: Cells, names: tuple[str, ...], where: Filter, journey: tuple[str, ...]) -> Columns:
    """Every stage, touchpoint and segment within a stage, per metric, as arrays by name: `difference` from the rest of
    the journey with its interval, `n`, `n_effective` (NaN without weights), `p_adjusted`, `verdict`, `reach`, and
    whether it is `listed` (clear, large, and not told already). `journey` are the stages it is made of. Nothing where
    there is nothing to test."""
    views = [view for name in names for view in _views(cells, METRICS[name], where, journey) if len(view["n"])]
    if not views:
        return {}
    every: Columns = {column: np.concatenate([view[column] for view in views]) for column in views[0]}
    p, verdicts = judgement(every)
    every |= {"p_adjusted": p, "verdict": np.array(verdicts, object), "reach": _reach(every)}
    _without_parts(every)
    return every


def _reach(every: dict[str, Any]) -> NDArray[np.float64]:
    """The share of the journey's answers that were given at each place, over all metrics."""
    answers: dict[tuple[str, str, str | None], int] = {}
    places = list(zip(every["dimension"], every["stage"], every["part"], strict=True))
    for place, n in zip(places, every["n"].tolist(), strict=True):
        answers[place] = answers.get(place, 0) + n
    total = int(every["n"][every["dimension"] == "stage"].sum())
    return np.array([answers[place] / total if total else 0.0 for place in places])


def _views(cells: Cells, metric: Metric, where: Filter, journey: tuple[str, ...]) -> Iterable[dict[str, Any]]:
    """One metric's stages, and the parts of its stages."""
    stages, hidden = guarded(cells, metric.kind, ["stage"], where)
    known = [i for i, (stage,) in enumerate(stages.labels) if stage in journey]
    if not known:
        return
    names = [stages.labels[i][0] for i in known]
    # the rest is the journey less the group: it may be seen exactly where both of them may
    placed = where if "stage" in where.where else where.only(stage=journey)
    closed = bool(hidden_groups(cells, metric.kind, (), placed))
    own_of, shut = stages.evidence[known], hidden[known] | closed
    divided = [  # one group of a dimension is all there is
        (dimension, *_parts(cells, metric, dimension, where))
        for dimension in PARTS
        if len(where.where.get(dimension, ())) != 1 and cells.names[dimension]
    ]
    if len({metric.is_weighted(one) for one in (own_of, *(inside for *_names, inside, _veiled in divided))}) > 1:
        own_of = metric.counts_of(own_of)  # where some of it counts people, so does all that is laid beside it
    whole = own_of.sum(axis=0, keepdims=True)
    yield _view(metric, names, "stage", [None] * len(names), (own_of, whole - own_of, None), shut)
    for dimension, of_stage, parts, evidence, veiled in divided:
        inside = evidence if metric.is_weighted(own_of) else metric.counts_of(evidence)
        rows = [i for i, stage in enumerate(of_stage) if stage in names]
        if not rows:
            continue
        at = [names.index(of_stage[i]) for i in rows]
        own = inside[rows]
        sets = (own, whole - own, own_of[at] - own)
        yield _view(
            metric, [of_stage[i] for i in rows], dimension, [parts[i] for i in rows], sets, veiled[rows] | shut[at]
        )


def _parts(
    cells: Cells, metric: Metric, dimension: str, where: Filter
) -> tuple[list[str], list[str], Evidence, NDArray[np.bool_]]:
    """The stage, name, counts and protection of every part that has a name. A touchpoint brings its own stage, so it
    need not be counted by stage too."""
    by = ("touchpoint",) if dimension == "touchpoint" else ("stage", dimension)
    found, hidden = guarded(cells, metric.kind, by, where)
    stage_of = _stage_of_touchpoint(cells) if dimension == "touchpoint" else {}
    stages = [stage_of.get(label[0]) if dimension == "touchpoint" else label[0] for label in found.labels]
    keep = [i for i, label in enumerate(found.labels) if stages[i] is not None and label[-1] is not None]
    return [str(stages[i]) for i in keep], [found.labels[i][-1] for i in keep], found.evidence[keep], hidden[keep]


def _stage_of_touchpoint(cells: Cells) -> dict[str, str]:
    """The stage each touchpoint that has answers belongs to."""
    touchpoints, stages = cells.codes["touchpoint"], cells.codes["stage"]
    of = np.full(len(cells.names["touchpoint"]) + 1, -1, np.int64)
    of[touchpoints] = stages  # touchpoint -1, not given, is the last
    names = zip(cells.names["touchpoint"], of[:-1].tolist(), strict=True)
    return {touchpoint: cells.names["stage"][stage] for touchpoint, stage in names if stage >= 0}


def _view(
    metric: Metric,
    stages: list[str],
    dimension: str,
    parts: Sequence[str | None],
    sets: tuple[Evidence, Evidence, Evidence | None],
    hidden: NDArray[np.bool_],
) -> dict[str, Any]:
    """The groups of one dimension against the rest of the journey and, if they are parts, against the rest of their
    stage: both must show it, so the larger p counts."""
    own, rest, beside = sets
    n = metric.people(own)
    change = metric.compare(rest, own)
    p = np.broadcast_to(np.asarray(change.p, dtype=float), len(n)).copy()
    few = (metric.effective_n(own) < FEW_BELOW) | (metric.effective_n(rest) < FEW_BELOW) | np.isnan(p)
    next_to = np.full(len(n), np.nan)
    if beside is not None:
        within = metric.compare(beside, own)
        opposed = np.sign(within.difference) != np.sign(change.difference)
        p = np.where(opposed, 1.0, np.maximum(p, within.p))
        few |= (metric.effective_n(beside) < FEW_BELOW) | np.isnan(p)
        next_to = np.asarray(metric.evaluate(beside).value, dtype=float)
    verdict = np.where(hidden, HIDDEN, np.where(few, TOO_FEW, UNCLEAR))
    numbers = {
        "value": metric.evaluate(own).value,
        "rest": metric.evaluate(rest).value,
        "beside": next_to,
        "difference": change.difference,
        "low": change.low,
        "high": change.high,
        "p": p,
    }
    return {
        "stage": _objects(stages),
        "dimension": _objects([dimension] * len(stages)),
        "part": _objects(parts),
        "metric": _objects([metric.name] * len(stages)),
        **{name: np.where(hidden, np.nan, column) for name, column in numbers.items()},
        "n": np.where(hidden, 0, n),
        "n_effective": np.where(hidden | (not metric.is_weighted(own)), np.nan, metric.effective_n(own)),
        "verdict": _objects(verdict.tolist()),
        "counts": _objects([None if shut else row for row, shut in zip(own, hidden, strict=True)]),
        "rest_counts": _objects([None if shut else row for row, shut in zip(rest, hidden, strict=True)]),
    }


def _objects(values: Sequence[Any]) -> NDArray[np.object_]:
    """An array of the very things, whatever they are."""
    found = np.empty(len(values), object)
    for i, value in enumerate(values):
        found[i] = value
    return found


def _without_parts(every: dict[str, Any]) -> None:
    """Add `listed`, `explains` and `without`: a stage of which parts are listed themselves is listed for what is left
    of it, if that still stands out. So nothing counts twice."""
    sizes = [abs(points(METRICS[name], gap)) for name, gap in zip(every["metric"], every["difference"], strict=True)]
    listed = np.isin(every["verdict"].astype(str), (UP, DOWN)) & (np.array(sizes) >= SMALLEST)
    explains, without = np.zeros(len(listed), np.bool_), _objects([()] * len(listed))
    for row in np.flatnonzero(listed & (every["dimension"] == "stage")).tolist():
        same = listed.copy()
        for column in ("stage", "metric", "verdict"):
            same &= every[column] == every[column][row]
        sets = [np.flatnonzero(same & (every["dimension"] == dimension)) for dimension in PARTS]
        lefts = [(parts, _left(every, row, parts)) for parts in sets if len(parts)]
        if not lefts:
            continue
        parts, left = min(lefts, key=lambda pair: 0.0 if pair[1] is None else abs(pair[1]["difference"]))
        if left is None:
            listed[row], explains[parts] = False, True
            continue
        without[row] = tuple(every["part"][parts])
        for column, value in left.items():
            every[column][row] = value
    every |= {"listed": listed, "explains": explains, "without": without}


def _left(every: dict[str, Any], row: int, parts: NDArray[np.int64]) -> dict[str, float] | None:
    """The numbers of a stage without some of its parts; None if what is left does not clearly differ from the rest of
    the journey."""
    metric = METRICS[every["metric"][row]]
    counts = every["counts"][row] - np.sum(every["counts"][parts].tolist(), axis=0)
    if metric.effective_n(counts) < FEW_BELOW:
        return None
    change = metric.compare(every["rest_counts"][row], counts)
    same = np.sign(change.difference) == np.sign(every["difference"][row])
    if not same or abs(points(metric, float(change.difference))) < SMALLEST or not float(change.p) < Q:
        return None
    return {
        "value": float(metric.evaluate(counts).value),
        "n": int(metric.people(counts)),
        "n_effective": float(metric.effective_n(counts)) if metric.is_weighted(counts) else np.nan,
        "difference": float(change.difference),
        "low": float(change.low),
        "high": float(change.high),
        "reach": float(every["reach"][row] - every["reach"][parts].sum()),
    }
