"""What came out of one question: its score, mean or shares, each with its interval and n. Takes counts; never fetches,
never words anything, and never decides what is hidden: it is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cjo_core.metrics.catalog import METRICS
from cjo_core.metrics.formulas.estimates import Estimate
from cjo_core.metrics.formulas.means import Moments, interval_of_mean, mean, moments
from cjo_core.metrics.formulas.reliability import alpha_of_answers
from cjo_core.metrics.formulas.shares import share
from cjo_core.metrics.privacy.base import FEW, HIDDEN, LOW, OK, base_of
from cjo_core.metrics.weights.evidence import effective_counts, effective_n, evidence_of
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
    filter). `base` is one of `metrics.privacy.base`; of a hidden result nothing else is known. `effective` is the
    effective n where answers have weights (a score's, a rating's, an option's), and `weighed` the evidence of a rating
    then; a consent and words count people: what those weigh who did not say yes is not known."""

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
    weighed: tuple[float, ...] = ()

    @property
    def shown(self) -> bool:
        """Whether there is anything to show."""
        return self.base in (FEW, LOW, OK)

    @property
    def shares(self) -> tuple[float, ...]:
        """The share of each score of a scale in per cent, by weight where answers have weights; nothing of nobody."""
        mass = self.weighed[len(self.counts) : 2 * len(self.counts)] or self.counts
        total = sum(mass)
        return tuple(100 * one / total for one in mass) if total else ()


@dataclass(frozen=True)
class Masses:
    """Σw and Σw² of weighted people: of those who chose each option, and of all who chose any."""

    options: Mapping[int, tuple[float, float]]
    whole: tuple[float, float]


@dataclass(frozen=True)
class Dimension:
    """What ratings about one thing say together: their mean, from `n` people (`effective`: where they have weights);
    `alpha` is Cronbach's, of people and not of weights (NaN: one item, or too few people who rated all)."""

    name: str
    questions: tuple[int, ...]
    n: int
    value: float
    low: float
    high: float
    alpha: float = NAN
    effective: float | None = None


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
    """The result of a question with a score; `counts` are those of its scale, lowest first, and `weighed` is their
    evidence where answers have weights. Of a consent only a yes is known, so its share is of those asked, unweighted,
    and there is none where they are not known."""
    numbers = np.asarray(counts, np.int64)
    n, kind = int(numbers.sum()), measure_of(question)
    if weighed is not None and kind in (METRIC, MEAN):
        scale, effective = question.scale, float(effective_n(weighed, len(numbers)))
        if kind == METRIC:
            found = METRICS[question.kind].evaluate(weighed)
        else:
            found = mean(effective_counts(weighed, list(scale.scores)), scale.low, scale.high)
        scores = tuple(int(x) for x in numbers)
        kept = tuple(weighed.tolist()) if kind == MEAN else ()
        return Result(
            question.id, kind, base_of(effective), n, asked, *_floats(found), scores, effective=effective, weighed=kept
        )
    if kind == METRIC:
        found = METRICS[question.kind].evaluate(numbers)
    elif kind == MEAN:
        found = mean(numbers, question.scale.low, question.scale.high)
    else:
        found = share(numbers[-1], max(n, asked)) if asked else share(0, 0)
    base = base_of(max(n, asked) if kind == SHARE and n and asked else n)
    return Result(question.id, kind, base, n, asked, *_floats(found), tuple(int(x) for x in numbers))


def of_choices(
    question: Question, chosen: Mapping[int, int], n: int, asked: int | None, masses: Masses | None = None
) -> Result:
    """The result of a question with options: of the `n` who chose any, how many chose each (by its id).

    Shares of a multiple choice may add up to more than 100 %: each is of all people who answered. With weights a share
    is Σw of those who chose the option over Σw of all who answered, its interval that of effective counts.

    >>> from cjo_core.survey.questions import Option
    >>> asked = Question("single", id=1, options=(Option("a", id=7), Option("b", id=8)))
    >>> [round(part.share) for part in of_choices(asked, {7: 30, 8: 10}, 40, None).parts]
    [75, 25]
    """
    options = [option for option in question.options if not option.retired or chosen.get(option.id)]
    numbers = np.array([chosen.get(option.id, 0) for option in options], np.int64)
    found, effective = share(numbers, np.full(len(numbers), n)), None
    if masses is not None:
        weights = np.array([masses.options.get(option.id, (0.0, 0.0)) for option in options]).reshape(-1, 2).T
        alike = effective_counts(_evidence(numbers, n, weights, masses.whole), (0.0, 1.0))
        found = share(alike[:, 1], alike.sum(axis=1))
        mass, squares = ([one] for one in masses.whole)
        effective = float(effective_n(evidence_of(np.array([n]), np.array(mass), np.array(squares)), 1))
    parts = tuple(Part(option.id, int(numbers[i]), *_floats(found.at(i))) for i, option in enumerate(options))
    base = base_of(n if effective is None else effective)
    return Result(question.id, NOTHING, base, n, asked, parts=parts, effective=effective)


def _evidence(
    numbers: NDArray[np.int64], n: int, weights: NDArray[np.float64], whole: tuple[float, float]
) -> NDArray[np.float64]:
    """A row per option: those who did not choose it, and those who did."""
    chose = (numbers, weights[0], weights[1])
    return evidence_of(*(np.stack([total - one, one], axis=-1) for total, one in zip((n, *whole), chose, strict=True)))


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
    people = max(results[one].n for one in mine)
    counts, effective = _together([results[one] for one in mine], high)
    sample = moments(counts, 1, high)
    size = float(people) if effective is None else effective
    few = Moments(np.asarray(size), sample.mean, sample.variance, sample.alike)
    alpha = NAN
    if len(mine) > 1:
        whole = persons[:, [list(rated).index(one) for one in mine]]
        whole = whole[~np.isnan(whole).any(axis=1)]
        alpha = alpha_of_answers(whole) if len(whole) >= 30 else NAN
    return Dimension(name, tuple(mine), people, *_floats(interval_of_mean(few, 1, high)), alpha, effective)


def _together(items: Sequence[Result], high: int) -> tuple[NDArray[Any], float | None]:
    """The scores of several items in one, and of how many people alike they are; None where they have no weights."""
    if not any(one.weighed for one in items):
        return np.sum([one.counts for one in items], axis=0), None
    rows = [one.weighed or one.counts * 3 for one in items]  # an answer without a weight weighs 1
    alike = effective_counts(np.sum(rows, axis=0), list(range(1, high + 1)))
    return alike, max(float(one.n if one.effective is None else one.effective) for one in items)


def _floats(found: Estimate) -> tuple[float, float, float]:
    return float(found.value), float(found.low), float(found.high)
