"""Cells made by hand, without a store: for tests and simulations. Also a slow, plain second way of counting them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cjo_core.metrics.cells import PLACE_SHIFT, QUESTION_SHIFT, WEEK_SHIFT, AskedQuestion, Cells
from cjo_core.metrics.counts.folding import packed
from cjo_core.survey.filters import EVERYTHING, Filter
from cjo_core.survey.periods import UNDATED
from cjo_core.survey.places import PLACE_FIELDS
from cjo_core.survey.scales import SCALES

EMPTY = np.zeros(0, np.int64)


@dataclass(frozen=True)
class Given:
    """One answer: its question (position in the list of questions), score, week and place."""

    score: int | None
    question: int = 0
    week: int = UNDATED
    stage: str | None = None
    touchpoint: str | None = None
    segment: str | None = None
    persona: str | None = None
    channel: str | None = None
    language: str | None = None

    def place(self) -> tuple[str | None, ...]:
        return tuple(getattr(self, name) for name in PLACE_FIELDS)


def asked(kind: str = "nps", survey: str = "main", floor: int = 1) -> tuple[str, str, int]:
    """A question: the kind of its score, its survey, and that survey's privacy floor."""
    return kind, survey, floor


def make_cells(
    answers: Iterable[Given],
    questions: Sequence[tuple[str, str, int]] = (("nps", "main", 1),),
    names: dict[str, Sequence[str]] | None = None,
    late: int = 0,
) -> Cells:
    """The cells of the answers; names not in `names` follow as they come. The last `late` answers are not merged."""
    given = [answer for answer in answers if answer.score is not None]
    order: dict[str, list[str]] = {name: list((names or {}).get(name, ())) for name in PLACE_FIELDS}
    for answer in given:
        for name, value in zip(PLACE_FIELDS, answer.place(), strict=True):
            if value is not None and value not in order[name]:
                order[name].append(value)
    places = {place: i + 1 for i, place in enumerate(dict.fromkeys(answer.place() for answer in given))}
    codes = {
        name: np.array([-1, *(-1 if (value := p[i]) is None else order[name].index(value) for p in places)], np.int32)
        for i, name in enumerate(PLACE_FIELDS)
    }
    given_keys = [
        ((a.question + 1) << QUESTION_SHIFT)
        | (a.week << WEEK_SHIFT)
        | (places[a.place()] << PLACE_SHIFT)
        | int(a.score or 0)
        for a in given
    ]
    old, new = (_counted(part) for part in (given_keys[: len(given_keys) - late], given_keys[len(given_keys) - late :]))
    known = tuple(AskedQuestion(i + 1, kind, survey, floor) for i, (kind, survey, floor) in enumerate(questions))
    return Cells(packed(*old), known, {name: tuple(found) for name, found in order.items()}, codes, *new)


def _counted(keys: list[int]) -> tuple[Any, Any]:
    if not keys:
        return EMPTY, EMPTY
    found, counts = np.unique(np.array(keys, np.int64), return_counts=True)
    return found, counts.astype(np.int64)


def slow_tally(
    answers: Iterable[Given],
    questions: Sequence[tuple[str, str, int]],
    kind: str,
    by: Sequence[str] = (),
    where: Filter = EVERYTHING,
) -> dict[tuple[Any, ...], list[int]]:
    """Counts per group, one answer at a time: groups with answers only (without `by` the one group there is)."""
    scale = SCALES[kind]
    found: Counter[tuple[tuple[Any, ...], int]] = Counter()
    for answer in answers:
        value = {name: getattr(answer, name) for name in PLACE_FIELDS}
        value |= {"survey": questions[answer.question][1], "week": answer.week}
        if answer.score is None or questions[answer.question][0] != kind:
            continue
        if not all(_fits(value[name], names) for name, names in where.where.items()):
            continue
        bounded = "week" in by or where.first_week is not None or where.last_week is not None
        if bounded and answer.week == UNDATED:
            continue
        if not (where.first_week or 0) <= answer.week <= (where.last_week or 999999):
            continue
        found[tuple(value[name] for name in by), answer.score] += 1
    labels = dict.fromkeys(label for label, _score in found) if by else {(): None}
    return {label: [found[label, score] for score in scale.scores] for label in labels}


def _fits(name: str | None, names: Sequence[str | None]) -> bool:
    return name in names if name is None else name.lower() in [one.lower() for one in names if one is not None]
