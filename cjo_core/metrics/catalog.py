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
from cjo_core.metrics.against_target import mean_against, nps_against, share_against
from cjo_core.metrics.differences import Difference, mean_difference, nps_difference, share_difference
from cjo_core.metrics.estimates import Estimate, Floats
from cjo_core.metrics.means import mean
from cjo_core.metrics.nps import nps
from cjo_core.metrics.shares import share_of
from cjo_core.survey.scales import SCALES, Scale

Counts = NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Metric:
    """A named formula from score counts to one value.

    `evaluate(counts)` takes an array whose last axis is the scale's scores and gives an Estimate; `compare(before,
    after)` gives the Difference after − before with its interval and p, `against(counts, target)` the p of "it is the
    target". `parts` name the score bands that are shown
    beside the value (first score, last score). `unit` is "points", "percent" or "scale"; `digits` is how many decimals
    a person sees.
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
    evaluate: Callable[[Counts], Estimate]
    compare: Callable[[Counts, Counts], Difference]
    against: Callable[[Counts, float], Floats]
    parts: tuple[tuple[str, int, int], ...]
    high_is_good: bool = True
    wide: float = 20.0

    @property
    def scale(self) -> Scale:
        """The scale of the scores it is computed from."""
        return SCALES[self.kind]

    def band(self, counts: Counts, first: int, last: int) -> NDArray[np.int64]:
        """How many answers lie between two scores, both included."""
        low = self.scale.low
        return np.asarray(np.asarray(counts)[..., first - low : last + 1 - low].sum(axis=-1), dtype=np.int64)


@dataclass(frozen=True)
class _Share:
    """The three calculations of a share of scores from `first` to `last` on a scale that begins at `low`."""

    first: int
    last: int
    low: int

    def _cut(self, counts: Counts) -> tuple[NDArray[Any], NDArray[Any]]:
        table = np.asarray(counts)
        return table[..., self.first - self.low : self.last + 1 - self.low].sum(-1), table.sum(-1)

    def evaluate(self, counts: Counts) -> Estimate:
        return share_of(counts, self.first - self.low, self.last - self.low)

    def compare(self, before: Counts, after: Counts) -> Difference:
        return share_difference(*self._cut(before), *self._cut(after))

    def against(self, counts: Counts, target: float) -> Floats:
        return share_against(*self._cut(counts), target)


_SATISFIED, _EASY = _Share(4, 5, 1), _Share(5, 7, 1)

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
                "95 %, kept within −100 to +100."
            ),
            unit="points",
            digits=0,
            low=-100.0,
            high=100.0,
            evaluate=nps,
            compare=nps_difference,
            against=nps_against,
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
            interval=N_("Wilson interval, 95 %."),
            unit="percent",
            digits=0,
            low=0.0,
            high=100.0,
            evaluate=_SATISFIED.evaluate,
            compare=_SATISFIED.compare,
            against=_SATISFIED.against,
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
            interval=N_("Student’s t interval of the mean, 95 %, kept within 1 to 7."),
            unit="scale",
            digits=1,
            low=1.0,
            high=7.0,
            evaluate=lambda counts: mean(counts, 1, 7),
            compare=lambda before, after: mean_difference(before, after, 1, 7),
            against=lambda counts, target: mean_against(counts, 1, 7, target),
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
            interval=N_("Wilson interval, 95 %."),
            unit="percent",
            digits=0,
            low=0.0,
            high=100.0,
            evaluate=_EASY.evaluate,
            compare=_EASY.compare,
            against=_EASY.against,
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
            interval=N_("Student’s t interval of the mean, 95 %, kept within 1 to 5."),
            unit="scale",
            digits=1,
            low=1.0,
            high=5.0,
            evaluate=lambda counts: mean(counts, 1, 5),
            compare=lambda before, after: mean_difference(before, after, 1, 5),
            against=lambda counts, target: mean_against(counts, 1, 5, target),
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
