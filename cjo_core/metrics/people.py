"""Who answered a survey at all, whatever it asks: so that a survey of texts and options is protected as one of scores.

The protection of small groups (`metrics.protection`) judges counts of scores. Here people are made such counts: cells
of one made-up question per survey, in which everybody gave the same score. How many people answered in a place and
week is not known without reading every response; what is known is how many answered each question. The most any of its
questions has is never more than the people there are, so a group that is called large enough is.

A question that lies in a stage of its own is answered by the same people a second time, in another place. Such
questions are people for themselves: they are judged beside the others, never added to them. Never fetches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cjo_core.metrics.cells import PLACE_SHIFT, QUESTION_SHIFT, WEEK_SHIFT, AskedQuestion, Cells, places_in
from cjo_core.metrics.counts.columns import NOBODY
from cjo_core.metrics.counts.cubes import Cubes
from cjo_core.metrics.counts.folding import packed
from cjo_core.metrics.counts.heavier import WEIGHTLESS
from cjo_core.metrics.counts.keys import NO_KEYS
from cjo_core.metrics.protection import hidden_groups, open_dimensions, protected
from cjo_core.survey.filters import Filter

Ints = NDArray[np.int64]
#: The kind under which people are counted: the widest scale, so that scores of every question fit on it.
ANY = "nps"


@dataclass(frozen=True, eq=False)
class Words:
    """How many people answered a question without a score (in words, or by options), per week and place."""

    week: Ints
    place: Ints
    n: Ints


@dataclass(frozen=True, eq=False)
class Answered:
    """A question of a survey whose people must stay unknown: who answered it without a score, and the stage and
    touchpoint of its own, if it has any."""

    id: int
    survey: str
    floor: int
    words: Words
    own: tuple[str | None, str | None] = (None, None)


def everybody(cells: Cells, questions: Iterable[Answered]) -> tuple[Cells, ...]:
    """The people behind these questions: the cells of those who answered where they belong, then those of questions
    that lie elsewhere."""
    families: dict[tuple[str | None, str | None], list[Answered]] = defaultdict(list)
    for question in questions:
        families[question.own].append(question)
    return tuple(_people(cells, families[own]) for own in sorted(families, key=lambda own: (any(own), str(own))))


def answerers(cells: Cells, question: Answered) -> Cells:
    """The people who answered one question, with a score or without."""
    return _people(cells, [question])


def one_question(cells: Cells, question: AskedQuestion) -> Cells:
    """The scores of one question alone, counted on the widest scale: for kinds of question that feed no metric."""
    return replace(cells, questions=(replace(question, kind=ANY),), cubes=Cubes())


def any_hidden(people: Sequence[Cells], where: Filter) -> bool:
    """Whether the number of people behind a filter must not be told."""
    return any(hidden_groups(one, ANY, (), where) for one in people)


def any_protected(people: Sequence[Cells], where: Filter) -> bool:
    """Whether what people behind a filter wrote must not be shown."""
    return any(protected(one, ANY, where) for one in people)


def columns_open(people: Sequence[Cells], where: Filter, asked: Sequence[str]) -> tuple[str, ...]:
    """Those of the dimensions `asked` that may be named beside what people behind a filter wrote."""
    shown = tuple(asked)
    for one in people:
        shown = open_dimensions(one, ANY, where, shown)
    return shown


def _people(cells: Cells, questions: Sequence[Answered]) -> Cells:
    surveys = list(dict.fromkeys(question.survey for question in questions))
    keys, counts = [], []
    for question in questions:
        own, n = _of(cells, question)
        keys.append(own | ((surveys.index(question.survey) + 1) << QUESTION_SHIFT))
        counts.append(n)
    found, most = _merged(keys, counts, np.maximum)
    floors = {question.survey: question.floor for question in questions}
    return replace(
        cells,
        columns=packed(found, most),
        questions=tuple(AskedQuestion(i, ANY, name, floors[name]) for i, name in enumerate(surveys, 1)),
        late_keys=NO_KEYS,
        late_counts=NO_KEYS,
        cubes=Cubes(),
        heavier=WEIGHTLESS,  # people, whatever they weigh; and the questions have other numbers here
    )


def _of(cells: Cells, question: Answered) -> tuple[Ints, Ints]:
    """Week and place of everybody who answered a question, and how many they are; places the cells do not know yet
    are of people who have come since, and wait for the next look."""
    words = question.words
    known = words.place < len(next(iter(cells.codes.values()), ()))
    keys = [((words.week << WEEK_SHIFT) | (words.place << PLACE_SHIFT))[known]]
    counts = [words.n[known]]
    low, high = question.id << QUESTION_SHIFT, (question.id + 1) << QUESTION_SHIFT
    late = slice(*np.searchsorted(cells.late_keys, (low, high)))
    column = cells.columns.get(question.id, NOBODY)
    own = column.cells(np.arange(len(column.weeks)))
    for some, n in (own, (cells.late_keys[late] - low, cells.late_counts[late])):
        keys.append((some >> PLACE_SHIFT) << PLACE_SHIFT)  # without the score and its mark
        counts.append(n.astype(np.int64))
    return _merged(keys, counts, np.add)


def _merged(keys: Sequence[Ints], counts: Sequence[Ints], how: np.ufunc) -> tuple[Ints, Ints]:
    """Equal keys made one, their counts brought together; sorted, without those that came to nothing."""
    joined = np.concatenate([*keys, np.zeros(0, np.int64)])
    weights = np.concatenate([*counts, np.zeros(0, np.int64)])
    if not len(joined):
        return joined, weights
    order = np.argsort(joined, kind="stable")
    joined, weights = joined[order], weights[order]
    first = np.flatnonzero(np.r_[True, joined[1:] != joined[:-1]])
    together = how.reduceat(weights, first)
    kept = together > 0
    return joined[first][kept], together[kept]


def inside(cells: Cells, where: Filter, week: Ints, place: Ints) -> NDArray[np.bool_]:
    """Which counts by week and place a filter lets through; undated ones only if it has no bound."""
    keep = np.ones(len(week), np.bool_)
    if where.first_week is not None or where.last_week is not None:
        keep &= (week >= (where.first_week or 1)) & (week <= (where.last_week or 299953))
    allowed = places_in(cells, where)
    known = place < len(allowed)
    keep &= known
    keep[known] &= allowed[place[known]]
    return keep
