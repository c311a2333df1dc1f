"""What came out of one question: its score, mean or shares, each with its interval and n. Takes counts; never fetches,
never words anything, and never decides what is hidden: it is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cjo_core.metrics.base import FEW, HIDDEN, LOW, OK, base_of
from cjo_core.metrics.catalog import METRICS
from cjo_core.metrics.estimates import Estimate
from cjo_core.metrics.means import Moments, interval_of_mean, mean, moments
from cjo_core.metrics.reliability import alpha_of_answers
from cjo_core.metrics.shares import share
from cjo_core.survey.questions import Question

#: What a result's value is: a metric of the catalog, a mean score, a share in per cent, or nothing but n.
METRIC, MEAN, SHARE, NOTHING = "metric", "mean", "share", "nothing"
NAN = float("nan")


@dataclass(frozen=True)
class Part:
    """One option, or one score of a scale: how many chose it, and their share in per cent with its interval."""

    option: int
    n: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Result:
    """What came out of one question. `n` are those who answered, `asked` those it was put to (None: not known for this
    filter). `base` is one of `metrics.base`; of a hidden result nothing else is known. `effective` is the effective n
    of a metric of weighted answers; options, ratings and words count people."""

    question: int
    measure: str
    base: str
    n: int = 0
    asked: int | None = None
    value: float = NAN
    low: float = NAN
    high: float = NAN
    counts: tuple[int, ...] = ()
    parts: tuple[Part, ...] = ()
    effective: float | None = None

    @property
    def shown(self) -> bool:
        """Whether there is anything to show."""
        return self.base in (FEW, LOW, OK)


@dataclass(frozen=True)
class Dimension:
    """What ratings about one thing say together: their mean, from `n` people; `alpha` is Cronbach's (NaN: one item, or
    too few people who rated all)."""

    name: str
    questions: tuple[int, ...]
    n: int
    value: float
    low: float
    high: float
    alpha: float = NAN


@dataclass(frozen=True)
class Profile:
    """The dimensions in the order asked, all on one scale."""

    scale_low: int
    scale_high: int
    dimensions: tuple[Dimension, ...] = field(default=())


def measure_of(question: Question) -> str:
    """What stands for a question: a metric of the catalog, a mean, a share, or nothing but how many answered."""
    if question.kind in METRICS:
        return METRIC
    return {"rating": MEAN, "consent": SHARE, "single": NOTHING, "multiple": NOTHING}.get(question.kind, NOTHING)


def hidden_result(question: Question) -> Result:
    """A result that must not be shown."""
    return Result(question.id, measure_of(question), HIDDEN)


def of_scores(
    question: Question, counts: Sequence[int], asked: int | None, weighed: NDArray[np.float64] | None = None
) -> Result:
    """The result of a question with a score; `counts` are those of its scale, lowest first, and `weighed` is the
    evidence of a metric whose answers have weights. Of a consent only a yes is
    known, so its share is of those asked, and there is none where they are not known."""
    numbers = np.asarray(counts, np.int64)
    n, kind = int(numbers.sum()), measure_of(question)
    if kind == METRIC and weighed is not None:
        metric = METRICS[question.kind]
        found, effective = metric.evaluate(weighed), float(metric.effective_n(weighed))
        floats = _floats(found)
        scores = tuple(int(x) for x in numbers)
        return Result(question.id, kind, base_of(effective), n, asked, *floats, scores, effective=effective)
    if kind == METRIC:
        found = METRICS[question.kind].evaluate(numbers)
    elif kind == MEAN:
        found = mean(numbers, question.scale.low, question.scale.high)
    else:
        found = share(numbers[-1], max(n, asked)) if asked else share(0, 0)
    base = base_of(max(n, asked) if kind == SHARE and n and asked else n)
    return Result(question.id, kind, base, n, asked, *_floats(found), tuple(int(x) for x in numbers))


def of_choices(question: Question, chosen: Mapping[int, int], n: int, asked: int | None) -> Result:
    """The result of a question with options: of the `n` who chose any, how many chose each (by its id).

    Shares of a multiple choice may add up to more than 100 %: each is of all people who answered.

    >>> from cjo_core.survey.questions import Option
    >>> asked = Question("single", id=1, options=(Option("a", id=7), Option("b", id=8)))
    >>> [round(part.share) for part in of_choices(asked, {7: 30, 8: 10}, 40, None).parts]
    [75, 25]
    """
    options = [option for option in question.options if not option.retired or chosen.get(option.id)]
    numbers = np.array([chosen.get(option.id, 0) for option in options], np.int64)
    found = share(numbers, np.full(len(numbers), n))
    parts = tuple(Part(option.id, int(numbers[i]), *_floats(found.at(i))) for i, option in enumerate(options))
    return Result(question.id, NOTHING, base_of(n), n, asked, parts=parts)


def of_words(question: Question, n: int, asked: int | None) -> Result:
    """The result of a question answered in words: how many wrote."""
    return Result(question.id, NOTHING, base_of(n), n, asked)


def profile(
    questions: Sequence[Question], results: Mapping[int, Result], persons: NDArray[np.float64], rated: Sequence[int]
) -> Profile | None:
    """The means of the ratings by what they are about, in the order asked; None without two dimensions on one scale.

    `persons` are scores person by person, a column per question of `rated`: for alpha alone.
    """
    items = [one for one in questions if one.kind == "rating" and one.dimension and results[one.id].shown]
    scales = {one.high for one in items}
    names = list(dict.fromkeys(str(one.dimension) for one in items))
    if len(scales) != 1 or len(names) < 2:
        return None
    high = scales.pop()
    return Profile(1, high, tuple(_dimension(name, items, results, persons, rated, high) for name in names))


def _dimension(
    name: str,
    items: Sequence[Question],
    results: Mapping[int, Result],
    persons: NDArray[np.float64],
    rated: Sequence[int],
    high: int,
) -> Dimension:
    """Several items of one person are no several people: the interval is that of as many answers as people gave to the
    item most answered, so it is never too narrow."""
    mine = [one.id for one in items if one.dimension == name]
    counts = np.sum([results[one].counts for one in mine], axis=0)
    people = max(results[one].n for one in mine)
    sample = moments(counts, 1, high)
    few = Moments(np.asarray(float(people)), sample.mean, sample.variance, sample.alike)
    alpha = NAN
    if len(mine) > 1:
        whole = persons[:, [list(rated).index(one) for one in mine]]
        whole = whole[~np.isnan(whole).any(axis=1)]
        alpha = alpha_of_answers(whole) if len(whole) >= 30 else NAN
    return Dimension(name, tuple(mine), people, *_floats(interval_of_mean(few, 1, high)), alpha)


def _floats(found: Estimate) -> tuple[float, float, float]:
    return float(found.value), float(found.low), float(found.high)
