"""Mix shift: did the same groups answer differently, or did different groups answer? Never says why, never words or
draws.

A total can move although no group changed its mind, because other people answered (and every group can fall while the
total rises: Simpson's paradox). The change of a total is split into two parts that add up to it exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from cjo_core.metrics.catalog import Metric, metric
from cjo_core.metrics.cells import Cells, tally
from cjo_core.metrics.changes.multiple import benjamini_hochberg
from cjo_core.metrics.changes.verdicts import Q
from cjo_core.metrics.formulas.estimates import ratio
from cjo_core.metrics.privacy.base import FEW_BELOW
from cjo_core.metrics.privacy.protection import hidden_groups
from cjo_core.metrics.privacy.weights_told import weights_tell
from cjo_core.metrics.weights.evidence import Evidence
from cjo_core.survey.filters import Filter

#: The parts are looked for along these.
DIMENSIONS = ("stage", "segment", "persona")
#: Mix is worth a word from this share of the change on.
WORTH = 1 / 3


@dataclass(frozen=True)
class MixShift:
    """The change of a metric's total (`after` − `before`) in two parts, `answering` + `mix`, in the metric's unit.

    `answering`: the same groups answering differently. `mix`: different groups answering. `p`: how surprising the two
    mixes of groups are if the same people had been asked (chi-square). `groups`: one row per group with `group` (None:
    not given), `pooled`, `share_before`, `share_after` (per cent of the answers), `value_before`, `value_after` and its
    own `answering` and `mix`; protected groups are pooled into one row. `matters`: see `mix_shifts`.
    """

    metric: Metric
    dimension: str
    before: float
    after: float
    answering: float
    mix: float
    p: float
    columns: Mapping[str, Any]
    matters: bool

    @property
    def groups(self) -> pd.DataFrame:
        """One row per group, made when somebody looks."""
        names = pd.Series(self.columns["group"], dtype=object)
        return pd.DataFrame({**self.columns, "group": names})

    @property
    def change(self) -> float:
        """The change that is split."""
        return self.after - self.before


@dataclass(frozen=True, eq=False)
class _Groups:
    """Who answered on both sides, by the groups of a dimension: their names, which of them are pooled, and the evidence
    of each on either side."""

    dimension: str
    names: list[str | None]
    pooled: list[bool]
    before: Evidence
    after: Evidence

    def p(self, chosen: Metric) -> float:
        """Chi-square p of "the same mix of groups answered"."""
        n = chosen.mass(self.before), chosen.mass(self.after)
        if not chosen.is_weighted(self.before):
            return _same_mix(*n)
        effective = [float(chosen.effective_n(side.sum(axis=0))) for side in (self.before, self.after)]
        return _same_mix(*(_worth(one, worth) for one, worth in zip(n, effective, strict=True)))

    def split(self, chosen: Metric) -> MixShift:
        """The change in two parts."""
        return split_change(chosen, self.dimension, self.names, self.before, self.after, self.pooled)


def mix_shift(cells: Cells, name: str, before: Filter, after: Filter, dimension: str) -> MixShift:
    """The change of the metric `name` between two disjoint sets of answers, split by the groups of `dimension`.

    All numbers are NaN where a side has no answers or is protected as a whole.
    """
    chosen = metric(name)
    return _groups(cells, chosen, before, after, [dimension])[0].split(chosen)


def _groups(cells: Cells, chosen: Metric, before: Filter, after: Filter, dimensions: Sequence[str]) -> list[_Groups]:
    """The groups of each dimension; nobody where a side is protected as a whole."""
    found = [_groups_of(cells, chosen, before, after, dimension) for dimension in dimensions]
    if any(hidden_groups(cells, chosen.kind, (), side) for side in (before, after)):
        return [replace(one, before=one.before * 0, after=one.after * 0) for one in found]
    return found


def _groups_of(cells: Cells, chosen: Metric, before: Filter, after: Filter, dimension: str) -> _Groups:
    first, second = (tally(cells, chosen.kind, [dimension], side) for side in (before, after))
    if any(weights_tell(cells, chosen.kind, [dimension], side) for side in (before, after)):
        first, second = (replace(one, weighed=None) for one in (first, second))
    secret = {label for side in (before, after) for label in hidden_groups(cells, chosen.kind, [dimension], side)}
    labels = [label for label in dict.fromkeys([*second.labels, *first.labels]) if label not in secret]
    sides = []
    for found in (first, second):
        if not secret and found.labels == tuple(labels):
            sides.append(found.evidence)
            continue
        at = {label: i for i, label in enumerate(found.labels)}
        shown = found.rows(labels, [at.get(label, -1) for label in labels]).evidence
        # what is hidden goes in as one: the whole less what is shown, which anybody can work out
        pooled = found.evidence[[at[label] for label in found.labels if label in secret]].sum(axis=0, keepdims=True)
        sides.append(np.concatenate([shown, pooled]) if secret else shown)
    if any(hidden_groups(cells, chosen.kind, (), side) for side in (before, after)):
        sides = [side * 0 for side in sides]
    names = [*(label[0] for label in labels), *([None] if secret else [])]
    pools = [*(False for _label in labels), *([True] if secret else [])]
    return _Groups(dimension, names, pools, sides[0], sides[1])


def mix_shifts(
    cells: Cells, name: str, before: Filter, after: Filter, dimensions: Sequence[str] = DIMENSIONS
) -> list[MixShift]:
    """The splits by several dimensions in which the mix matters, the greatest mix part first.

    It matters when all three hold: other groups answered than chance explains (chi-square of the groups' answers,
    adjusted by Benjamini–Hochberg over the dimensions, below 0.05); the mix part is at least one unit of what people
    see (1 point, or 0.1); and it is at least a third of the change. The last covers parts that cancel out, too: then
    the change is small against both. Only what passes the first is split at all.
    """
    chosen = metric(name)
    found = _groups(cells, chosen, before, after, dimensions)
    adjusted = benjamini_hochberg([one.p(chosen) for one in found])
    splits = [one.split(chosen) for one, p in zip(found, adjusted, strict=True) if p < Q]
    return sorted((one for one in splits if one.matters), key=lambda one: -abs(one.mix))


def split_change(
    chosen: Metric,
    dimension: str,
    names: Sequence[str | None],
    before: Evidence,
    after: Evidence,
    pooled: Sequence[bool] | None = None,
) -> MixShift:
    """The split of a change, from the score counts of each group on both sides.

    Parameters
    ----------
    names : sequence
        The groups.
    before, after : array_like, shape (groups, scores)
        How many people of each group chose each score (or weighted evidence: the shares are then those of Σw).

    Notes
    -----
    With the groups' shares w of the answers and values v, the total is Σ w v on each side, and ::

        answering = Σ (w0 + w1) / 2 · (v1 − v0)        mix = Σ (w1 − w0) · ((v0 + v1) / 2 − (V0 + V1) / 2)

    The midpoints make the parts add up with nothing left over and treat both sides alike: swapping them only turns the
    signs. Subtracting the mean total changes no sum (the shares' changes add to 0), and lets each group's own part read
    "more of those who score above the rest". A group that answers on one side only has no change of its own: it is all
    mix.

    References
    ----------
    Kitagawa, E. M. (1955). Components of a difference between two rates. JASA 50, 1168-1194.

    Examples
    --------
    Both groups stay at +100 and −100; only their shares change.

    >>> old = np.array([[0] * 10 + [50], [50] + [0] * 10])
    >>> new = np.array([[0] * 10 + [25], [75] + [0] * 10])
    >>> found = split_change(metric("nps"), "segment", ["a", "b"], old, new)
    >>> found.change, found.answering, found.mix, found.matters
    (-50.0, 0.0, -50.0, True)
    """
    n0, n1 = chosen.mass(before), chosen.mass(after)
    w0, w1 = ratio(n0, n0.sum()), ratio(n1, n1.sum())
    v0, v1 = (np.asarray(chosen.evaluate(side).value, dtype=float) for side in (before, after))
    nobody = n0 + n1 == 0
    from_v, to_v = (np.where(nobody, 0.0, np.where(n > 0, v, other)) for n, v, other in ((n0, v0, v1), (n1, v1, v0)))
    whole0, whole1 = (float(chosen.evaluate(side.sum(axis=0)).value) for side in (before, after))
    answering = (w0 + w1) / 2 * (to_v - from_v)
    mix = (w1 - w0) * ((from_v + to_v) / 2 - (whole0 + whole1) / 2)
    effective = [float(chosen.effective_n(side.sum(axis=0))) for side in (before, after)]
    p = _same_mix(_worth(n0, effective[0]), _worth(n1, effective[1]))
    change, part = whole1 - whole0, float(mix.sum()) if len(mix) else float("nan")
    enough = min(effective) >= FEW_BELOW
    seen = abs(part) >= 10.0**-chosen.digits and abs(part) >= WORTH * abs(change)
    columns = {
        "group": list(names),
        "pooled": list(pooled) if pooled is not None else [False] * len(names),
        "share_before": 100 * w0,
        "share_after": 100 * w1,
        "value_before": v0,
        "value_after": v1,
        "answering": answering,
        "mix": mix,
    }
    total = float(answering.sum()) if len(answering) else float("nan")
    return MixShift(chosen, dimension, whole0, whole1, total, part, p, columns, bool(enough and seen and p < Q))


def _worth(mass: Evidence, effective: float) -> Evidence:
    """The groups of a side as so many answers in all; counts as they are."""
    total = float(mass.sum())
    return mass if total == effective else np.asarray(mass * (effective / total if total > 0 else 0.0))


def _same_mix(before: Evidence, after: Evidence) -> float:
    """Chi-square p of "the same mix of groups answered"; NaN with fewer than two groups or an empty side."""
    table = np.array([before, after], dtype=float)
    here = table.sum(axis=0)
    if not here.all():
        table, here = table[:, here > 0], here[here > 0]
    sizes = table.sum(axis=1, keepdims=True)
    if table.shape[1] < 2 or not sizes.all():
        return float("nan")
    expected = sizes * here / table.sum()
    return float(chdtrc(table.shape[1] - 1, ((table - expected) ** 2 / expected).sum()))
