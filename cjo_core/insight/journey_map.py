"""The experience curve: one value per stage, in the team's order, on one declared scale or on a metric's own.

There is no standard "emotion score". Here a stage's value is NPS as it is, or the mean of its CSAT or CES answers moved
to −100 … +100, always with its interval and n. Stages that cannot be scored keep their place as gaps and are never
interpolated. Never fetches and never words anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from math import nan
from typing import Any

import numpy as np
import pandas as pd

from cjo_core.locale import N_
from cjo_core.metrics.breakdown import breakdown
from cjo_core.metrics.catalog import HEADLINES, METRICS, Metric
from cjo_core.metrics.cells import Cells
from cjo_core.metrics.changes.differences import Difference, mean_difference
from cjo_core.metrics.changes.verdicts import changes, compared, framed, judged_together, sides_of
from cjo_core.metrics.formulas.estimates import Estimate
from cjo_core.metrics.formulas.means import mean, rescale
from cjo_core.metrics.privacy.base import HIDDEN, JUDGED, NONE, bases
from cjo_core.metrics.privacy.guarded import guarded
from cjo_core.metrics.privacy.protection import hidden_groups
from cjo_core.metrics.remembered import remembered
from cjo_core.metrics.weights.evidence import Evidence
from cjo_core.survey.filters import Filter

#: The choice of all metrics on one scale, beside the names of the metrics.
ONE_SCALE = "all"
#: The ends of that scale.
LOWEST, HIGHEST = -100.0, 100.0


#: That scale, as what all metrics together are measured by.
TOGETHER = replace(METRICS["nps"], label=N_("Experience, −100 to +100"), asks=N_("all questions on one scale"))


def scale_of(choice: str) -> Metric:
    """The scale a choice is drawn on: a metric's own, or the one for all."""
    return TOGETHER if choice == ONE_SCALE else METRICS[choice]


@lru_cache(maxsize=8)
def on_one_scale(name: str) -> Metric:
    """The metric that puts answers to a headline question on −100 … +100: NPS as it is, else the mean moved there.

    Notes
    -----
    200 (mean − lowest) / (highest − lowest) − 100, with Student's t interval moved likewise.

    >>> import numpy as np
    >>> easy = on_one_scale("ces").evaluate(np.array([0, 0, 0, 0, 0, 30, 30]))
    >>> round(float(easy.value), 1), on_one_scale("nps").name
    (83.3, 'nps')
    """
    metric = METRICS[name]
    if name == "nps":
        return metric
    low, high = metric.scale.low, metric.scale.high
    factor = (HIGHEST - LOWEST) / (high - low)

    def value(counts: Evidence) -> Estimate:
        return rescale(mean(counts, low, high), low, high, low=LOWEST, high=HIGHEST)

    def compare(before: Evidence, after: Evidence, *, confidence: float = 0.95) -> Difference:
        found = mean_difference(before, after, low, high, confidence=confidence)
        return Difference(found.difference * factor, found.low * factor, found.high * factor, found.p)

    return replace(
        metric, unit="points", digits=0, low=LOWEST, high=HIGHEST, estimate_of=value, difference_of=compare, wide=40.0
    )


def points(metric: Metric, difference: float) -> float:
    """A difference in the metric's own unit, in points of −100 … +100.

    >>> points(METRICS["nps"], -12.0), points(METRICS["csat"], -12.0), points(METRICS["ces"], -0.3)
    (-12.0, -24.0, -10.0)
    """
    return float(difference * (HIGHEST - LOWEST) / (metric.high - metric.low))


@remembered
def experience_curve(cells: Cells, choice: str, where: Filter) -> pd.DataFrame:
    """The value of every stage, whether or not anybody answered there.

    `choice` is a metric's name (its own unit), or "all": each headline question that was asked, on one scale. Returns
    the columns of a breakdown by stage; `metric` names the question of each row, and `leads` marks the one row per
    stage through which the curve goes: the first question with enough answers (NPS, CSAT, CES), else the one with the
    most. A stage nobody answered in has a row with n 0 and no value. `n_effective` is there where answers have
    weights, NaN in rows of a question without.
    """
    one_scale = choice == ONE_SCALE
    asked = [name for name in HEADLINES if METRICS[name].kind in cells.kinds()] if one_scale else [choice]
    asked = asked or ["nps"]
    stages = list(cells.names.get("stage", ()))
    views = [_per_stage(cells, on_one_scale(name) if one_scale else METRICS[name], stages, where) for name in asked]
    # stage by stage, the questions in their order
    every = {column: [view[column][i] for i in range(len(stages)) for view in views] for column in views[0]}
    weighed = np.array(every["n_effective"], np.float64)
    starts = range(0, len(every["n"]), len(asked))
    leading = {_leader(range(k, k + len(asked)), every["base"], every["n"]) for k in starts}
    texts = {
        "stage": [stage for stage in stages for _name in asked],
        "metric": asked * len(stages),
        "base": every["base"],
    }
    return pd.DataFrame(
        {
            **{column: pd.Series(values, dtype=object) for column, values in texts.items()},
            **{part: np.array(every[part], np.float64) for part in ("value", "low", "high")},
            "n": np.array(every["n"], np.int64),
            **({"n_effective": np.array(weighed)} if not np.isnan(weighed).all() else {}),
            "wide": np.array(every["wide"], np.bool_),
            "counts": pd.Series(every["counts"], dtype=object),
            "leads": np.array([row in leading for row in range(len(every["n"]))], np.bool_),
        }
    )


def curve_changes(cells: Cells, names: Sequence[str], before: Filter, after: Filter) -> pd.DataFrame:
    """How each stage differs between two disjoint sets of answers, per metric, with a verdict each: the columns of
    `verdicts.changes`. All stages and metrics shown are one family of tests."""
    views, rows = [], []
    for name in names:
        sides = sides_of(cells, METRICS[name], before, after, ("stage",))
        views.append({"stage": [stage for (stage,) in sides.labels], **compared(METRICS[name], [sides])})
        rows.append([i for i, (stage,) in enumerate(sides.labels) if stage is not None])
    every = judged_together(views, rows)
    return framed(every) if every else pd.DataFrame(columns=[*(views[0] if views else ["stage"])])


def whole_change(cells: Cells, name: str, before: Filter, after: Filter) -> pd.DataFrame:
    """How the whole differs between the same two sets: one row of `verdicts.changes`, a question of its own."""
    return changes(cells, name, before, after)


def answers_behind(cells: Cells, names: Sequence[str], where: Filter) -> int | None:
    """How many answers the map is made of; None where that must not be told."""
    total = 0
    for name in names:
        kind = METRICS[name].kind
        if hidden_groups(cells, kind, (), where):
            return None
        total += int(breakdown(cells, name, (), where)["n"].iloc[0])
    return total


def _per_stage(cells: Cells, metric: Metric, stages: list[str], where: Filter) -> dict[str, list[Any]]:
    """What a breakdown says of each stage, in the order of `stages`; n 0 and no value where nobody answered."""
    groups, hidden = guarded(cells, metric.kind, ["stage"], where)
    estimate = metric.evaluate(groups.evidence)
    effective = metric.effective_n(groups.evidence)
    base = bases(effective, hidden)
    at = {label[0]: i for i, label in enumerate(groups.labels)}
    parts = ("value", "low", "high", "n", "n_effective", "base", "wide", "counts")
    found: dict[str, list[Any]] = {part: [] for part in parts}
    for stage in stages:
        i = at.get(stage)
        shown = i is not None and not hidden[i]
        for part in ("value", "low", "high"):
            found[part].append(float(getattr(estimate, part)[i]) if shown else nan)
        found["n"].append(int(groups.n[i]) if shown else 0)
        found["n_effective"].append(float(effective[i]) if shown and groups.weighed is not None else nan)
        found["base"].append(NONE if i is None else base[i])
        wide = found["high"][-1] - found["low"][-1] > metric.wide
        found["wide"].append(bool(shown and wide and groups.n[i] > 0))
        found["counts"].append(groups.counts[i].tolist() if shown else None)
    return found


def _leader(rows: Sequence[int], bases: Sequence[str], n: Sequence[int]) -> int:
    """Which of a stage's questions the curve goes through."""
    for row in rows:
        if bases[row] in JUDGED:
            return row
    return max(rows, key=lambda row: (n[row], bases[row] == HIDDEN, -row))


__all__ = [
    "HIGHEST",
    "LOWEST",
    "ONE_SCALE",
    "TOGETHER",
    "answers_behind",
    "curve_changes",
    "experience_curve",
    "on_one_scale",
    "points",
    "scale_of",
    "whole_change",
]
