"""The metrics, each defined once: name, label, formula, range, scale, direction, and what it says in words.

A page, an export and the command line read this catalog; none of them knows a formula. Time is never part of a metric's
name.
"NPS" and "Net Promoter" are registered marks of Bain & Company, NICE Satmetrix and Fred Reichheld.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cjo_core.errors import BadValue
from cjo_core.locale import N_
from cjo_core.metrics.changes.against_target import mean_against, nps_against, share_against
from cjo_core.metrics.changes.differences import Difference, mean_difference, nps_difference, share_difference
from cjo_core.metrics.formulas.estimates import Estimate, Floats
from cjo_core.metrics.formulas.means import mean
from cjo_core.metrics.formulas.nps import nps
from cjo_core.metrics.formulas.shares import share_of
from cjo_core.metrics.weights.evidence import Evidence, effective_counts, effective_n, is_weighted, masses, people
from cjo_core.survey.scales import SCALES, Scale

#: What each score from 0 to 10 is worth in the NPS, before it is multiplied by 100.
_NPS_VALUES = (-1.0,) * 7 + (0.0,) * 2 + (1.0,) * 2


@dataclass(frozen=True)
class Metric:
    """A named formula from score counts to one value.

    `evaluate`, `compare` and `against` take evidence (see `metrics.weights.evidence`): counts whose last axis is the
    scale's scores, with their weights where there are any. `values` says what each score is worth in the metric, and
    `estimate_of`, `difference_of` and `p_against` are its formulas of counts. `parts` name the score bands that are
    shown beside the value (first score, last score). `unit` is "points", "percent" or "scale"; `digits` is how many
    decimals a person sees.
    """

    name: str
    kind: str
    label: str
    asks: str
    formula: str
    definition: str
    interval: str
    unit: str
    digits: int
    low: float
    high: float
    values: tuple[float, ...]
    estimate_of: Callable[[Evidence], Estimate]
    difference_of: Callable[..., Difference]
    p_against: Callable[[Evidence, float], Floats]
    parts: tuple[tuple[str, int, int], ...]
    high_is_good: bool = True
    wide: float = 20.0

    def evaluate(self, evidence: Evidence) -> Estimate:
        """The value of each group with its interval; its `n` is that of `alike`."""
        return self.estimate_of(self.alike(evidence))

    def compare(self, before: Evidence, after: Evidence, *, confidence: float = 0.95) -> Difference:
        """after − before, with its interval and p."""
        return self.difference_of(self.alike(before), self.alike(after), confidence=confidence)

    def against(self, evidence: Evidence, target: float) -> Floats:
        """The p of "it is the target"."""
        return self.p_against(self.alike(evidence), target)

    def alike(self, evidence: Evidence) -> Evidence:
        """The unweighted answers that say as much; the counts themselves where all answers weigh 1."""
        return effective_counts(evidence, self.values)

    def people(self, evidence: Evidence) -> NDArray[np.int64]:
        """n: how many people answered, whatever they weigh."""
        return np.asarray(people(evidence, len(self.values)).sum(axis=-1), dtype=np.int64)

    def counts_of(self, evidence: Evidence) -> Evidence:
        """How many people gave each score, whatever they weigh."""
        return people(evidence, len(self.values))

    def is_weighted(self, evidence: Evidence) -> bool:
        """Whether the evidence holds weights."""
        return is_weighted(evidence, len(self.values))

    def effective_n(self, evidence: Evidence) -> Evidence:
        """What base rules look at: n, less what weights cost."""
        return effective_n(evidence, len(self.values))

    def mass(self, evidence: Evidence) -> Evidence:
        """How many people the answers speak for: Σw, or n."""
        return np.asarray(masses(evidence, len(self.values)).sum(axis=-1))

    @property
    def scale(self) -> Scale:
        """The scale of the scores it is computed from."""
        return SCALES[self.kind]

    def band(self, counts: Evidence, first: int, last: int) -> Evidence:
        """How many answers lie between two scores, both included."""
        low = self.scale.low
        return np.asarray(np.asarray(counts)[..., first - low : last + 1 - low].sum(axis=-1))


@dataclass(frozen=True)
class _Share:
    """The three calculations of a share of scores from `first` to `last` on a scale from `low` to `high`."""

    first: int
    last: int
    low: int
    high: int

    @property
    def values(self) -> tuple[float, ...]:
        """What each score of the scale is worth: 1 if it is part of the share."""
        return tuple(float(self.first <= score <= self.last) for score in range(self.low, self.high + 1))

    def _cut(self, counts: Evidence) -> tuple[NDArray[Any], NDArray[Any]]:
        table = np.asarray(counts)
        return table[..., self.first - self.low : self.last + 1 - self.low].sum(-1), table.sum(-1)

    def evaluate(self, counts: Evidence) -> Estimate:
        return share_of(counts, self.first - self.low, self.last - self.low)

    def compare(self, before: Evidence, after: Evidence, *, confidence: float = 0.95) -> Difference:
        return share_difference(*self._cut(before), *self._cut(after), confidence=confidence)

    def against(self, counts: Evidence, target: float) -> Floats:
        return share_against(*self._cut(counts), target)


@dataclass(frozen=True)
class _Mean:
    """The three calculations of a mean score on a scale from `low` to `high`."""

    low: int
    high: int

    @property
    def values(self) -> tuple[float, ...]:
        """What each score of the scale is worth: itself."""
        return tuple(float(score) for score in range(self.low, self.high + 1))

    def evaluate(self, counts: Evidence) -> Estimate:
        return mean(counts, self.low, self.high)

    def compare(self, before: Evidence, after: Evidence, *, confidence: float = 0.95) -> Difference:
        return mean_difference(before, after, self.low, self.high, confidence=confidence)

    def against(self, counts: Evidence, target: float) -> Floats:
        return mean_against(counts, self.low, self.high, target)


_SATISFIED, _EASY = _Share(4, 5, 1, 5), _Share(5, 7, 1, 7)
_EFFORT, _EFFORT_ONE = _Mean(1, 7), _Mean(1, 5)

METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric(
            name="nps",
            kind="nps",
            label=N_("NPS"),
            asks=N_("would recommend us"),
            formula=N_("% promoters (9–10) − % detractors (0–6)"),
            definition=N_(
                "Net Promoter Score: the share of people who chose 9 or 10 minus the share who chose 0 to 6, "
                "in points from −100 to +100."
            ),
            interval=N_(
                "Adjusted Wald interval (0.75 detractors, 1.5 passives, 0.75 promoters added), "
                "95\u202f%, kept within −100 to +100."
            ),
            unit="points",
            digits=0,
            low=-100.0,
            high=100.0,
            values=_NPS_VALUES,
            estimate_of=nps,
            difference_of=nps_difference,
            p_against=nps_against,
            parts=((N_("detractors"), 0, 6), (N_("passives"), 7, 8), (N_("promoters"), 9, 10)),
            wide=40.0,
        ),
        Metric(
            name="csat",
            kind="csat",
            label=N_("CSAT"),
            asks=N_("satisfied or very satisfied"),
            formula=N_("satisfied answers (4–5) ÷ all answers"),
            definition=N_(
                "Customer satisfaction: the share of people who chose 4 or 5 on the scale from 1 to 5, in per cent."
            ),
            interval=N_("Wilson interval, 95\u202f%."),
            unit="percent",
            digits=0,
            low=0.0,
            high=100.0,
            values=_SATISFIED.values,
            estimate_of=_SATISFIED.evaluate,
            difference_of=_SATISFIED.compare,
            p_against=_SATISFIED.against,
            parts=((N_("dissatisfied"), 1, 2), (N_("neutral"), 3, 3), (N_("satisfied"), 4, 5)),
        ),
        Metric(
            name="ces",
            kind="ces",
            label=N_("CES"),
            asks=N_("easy to get it done, 1–7"),
            formula=N_("mean of all scores from 1 to 7"),
            definition=N_(
                "Customer Effort Score (CES 2.0): the mean score on the scale from 1 to 7, "
                "where 7 means it was very easy."
            ),
            interval=N_("Student’s t interval of the mean, 95\u202f%, kept within 1 to 7."),
            unit="scale",
            digits=1,
            low=1.0,
            high=7.0,
            values=_EFFORT.values,
            estimate_of=_EFFORT.evaluate,
            difference_of=_EFFORT.compare,
            p_against=_EFFORT.against,
            parts=((N_("hard"), 1, 3), (N_("neutral"), 4, 4), (N_("easy"), 5, 7)),
            wide=1.2,
        ),
        Metric(
            name="ces_easy",
            kind="ces",
            label=N_("CES, easy"),
            asks=N_("found it easy"),
            formula=N_("easy answers (5–7) ÷ all answers"),
            definition=N_(
                "Customer Effort Score (CES 2.0) as a share: how many people chose 5, 6 or 7 "
                "on the scale from 1 to 7, in per cent."
            ),
            interval=N_("Wilson interval, 95\u202f%."),
            unit="percent",
            digits=0,
            low=0.0,
            high=100.0,
            values=_EASY.values,
            estimate_of=_EASY.evaluate,
            difference_of=_EASY.compare,
            p_against=_EASY.against,
            parts=((N_("hard"), 1, 3), (N_("neutral"), 4, 4), (N_("easy"), 5, 7)),
        ),
        Metric(
            name="ces1",
            kind="ces1",
            label=N_("CES 1.0"),
            asks=N_("effort it took, 1–5"),
            formula=N_("mean of all scores from 1 to 5"),
            definition=N_(
                "Customer Effort Score in its first form (CES 1.0): the mean answer to “how much effort did it take?” "
                "on the scale from 1 to 5, where 1 is little effort, so low is good. Never mixed with CES 2.0."
            ),
            interval=N_("Student’s t interval of the mean, 95\u202f%, kept within 1 to 5."),
            unit="scale",
            digits=1,
            low=1.0,
            high=5.0,
            values=_EFFORT_ONE.values,
            estimate_of=_EFFORT_ONE.evaluate,
            difference_of=_EFFORT_ONE.compare,
            p_against=_EFFORT_ONE.against,
            parts=((N_("easy"), 1, 2), (N_("neutral"), 3, 3), (N_("hard"), 4, 5)),
            high_is_good=False,
            wide=0.8,
        ),
    )
}

#: The metric that stands for each kind of question, in the order of the first screen.
HEADLINES = ("nps", "csat", "ces")


def metric(name: str) -> Metric:
    """The metric called `name`; raises BadValue with the names there are."""
    if name not in METRICS:
        raise BadValue(f"there is no metric “{name}”; possible are {', '.join(METRICS)}")
    return METRICS[name]
