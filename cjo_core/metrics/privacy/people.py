"""Who answered a survey at all, whatever it asks: so that a survey of texts and options is protected as one of scores.

The protection of small groups (`metrics.privacy.protection`) judges counts of scores. Here people are made such counts:
cells of one made-up question per survey, in which everybody gave the same score. How many people answered in a place
and week is not known without reading every response; what is known is how many answered each question. The most any of
its questions has is never more than the people there are, so a group that is called large enough is.

A question that lies in a stage of its own is answered by the same people a second time, in another place. Such
questions are people for themselves: they are judged beside the others, never added to them. Never fetches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from cjo_core.metrics.cells import PLACE_SHIFT, QUESTION_SHIFT, WEEK_SHIFT, AskedQuestion, Cells, places_in
from cjo_core.metrics.counts.columns import NOBODY, Column, column_of, replaced
from cjo_core.metrics.counts.cubes import Cubes
from cjo_core.metrics.counts.folding import merged
from cjo_core.metrics.counts.heavier import WEIGHTLESS
from cjo_core.metrics.counts.keys import NO_KEYS
from cjo_core.metrics.privacy.protection import hidden_groups, open_dimensions, protected
from cjo_core.survey.filters import Filter

Ints = NDArray[np.int64]
#: The kind under which people are counted: the widest scale, so that scores of every question fit on it.
ANY = "nps"
#: Weeks whose people are counted at a time.
AT_ONCE = 8
_IN_QUESTION = (1 << QUESTION_SHIFT) - 1
_GOLDEN = 0x9E3779B97F4A7C15


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
    floors = {question.survey: question.floor for question in questions}
    columns, late_keys, late_counts = {}, [NO_KEYS], [NO_KEYS]
    for number, survey in enumerate(surveys, 1):
        own = [question for question in questions if question.survey == survey]
        columns[number] = _column(cells, own)
        keys, counts = _late(cells, own)
        late_keys.append(keys | (number << QUESTION_SHIFT))
        late_counts.append(counts)
    return replace(
        cells,
        columns={number: column for number, column in columns.items() if len(column.weeks)},
        questions=tuple(AskedQuestion(i, ANY, name, floors[name]) for i, name in enumerate(surveys, 1)),
        late_keys=np.concatenate(late_keys),
        late_counts=np.concatenate(late_counts),
        cubes=Cubes(),
        heavier=WEIGHTLESS,  # people, whatever they weigh; and the questions have other numbers here
    )


@dataclass(frozen=True, eq=False)
class _Made:
    """The people of some questions without the late ones: what each week was made of (a version per question), and
    the column made of it."""

    weeks: Ints
    versions: Ints
    column: Column


#: What was made of the columns of a store, by questions and what else went into it: after an answer only the weeks that
#: were packed anew are counted again. Lives as long as the store's names and places stay as they are.
_made: WeakKeyDictionary[Cubes, dict[Hashable, _Made]] = WeakKeyDictionary()


def _column(cells: Cells, questions: Sequence[Answered]) -> Column:
    """The people behind some questions of a survey, but for late cells."""
    known = _made.setdefault(cells.cubes, {})
    key = tuple(question.id for question in questions)
    old = known.get(key) or _Made(NO_KEYS, np.zeros((0, 2 * len(key)), np.int64), NOBODY)
    columns = [cells.columns.get(number, NOBODY) for number in key]
    spoken = [_known(cells, question.words) for question in questions]
    weeks = np.unique(np.concatenate([*(one.weeks for one in columns), *(one.week for one in spoken)]))
    packed_as = [_versions(column, weeks) for column in columns]
    versions = np.stack([*packed_as, *(_stamps(words, weeks) for words in spoken)], axis=1)
    before = np.full_like(versions, -1)
    before[np.isin(weeks, old.weeks)] = old.versions[np.isin(old.weeks, weeks)]
    fresh = weeks[(versions != before).any(axis=1)]
    changed = np.union1d(fresh, np.setdiff1d(old.weeks, weeks))
    if len(changed):
        parts = [_most(cells, questions, some) for some in np.array_split(fresh, len(fresh) // AT_ONCE + 1)]
        keys, counts = (np.concatenate([part[i] for part in parts]) for i in (0, 1))
        width = old.column.steps.dtype.type if len(old.weeks) else None
        known[key] = old = _Made(weeks, versions, replaced(old.column, changed, column_of(keys, counts, width)))
    return old.column


def _versions(column: Column, weeks: Ints) -> Ints:
    """The version of a column's block of each week, 0 where it has none."""
    found = np.zeros(len(weeks), np.int64)
    found[np.searchsorted(weeks, column.weeks)] = column.versions
    return found


def _late(cells: Cells, questions: Sequence[Answered]) -> tuple[Ints, Ints]:
    """What late cells change: the people of their weeks as they are now, less those that are in the column."""
    late = [cells.late_keys[_late_of(cells, question)] & _IN_QUESTION for question in questions]
    weeks = np.unique(np.concatenate([NO_KEYS, *late]) >> WEEK_SHIFT)
    if not len(weeks):
        return NO_KEYS, NO_KEYS
    now, before = _most(cells, questions, weeks, late=True), _most(cells, questions, weeks)
    keys, change = merged([now[0], before[0]], [now[1], -before[1]])
    return keys, np.asarray(change, np.int64)


def _most(cells: Cells, questions: Sequence[Answered], weeks: Ints, *, late: bool = False) -> tuple[Ints, Ints]:
    """The most people any of some questions has in each place of these weeks: keys, and how many."""
    found = [_of(cells, question, weeks, late=late) for question in questions]
    return _merged([keys for keys, _n in found], [n for _keys, n in found], np.maximum)


def _of(cells: Cells, question: Answered, weeks: Ints, *, late: bool) -> tuple[Ints, Ints]:
    """Week and place of everybody who answered a question in some weeks, and how many they are; places the cells do not
    know yet are of people who have come since, and wait for the next look."""
    words = _known(cells, question.words)
    here = np.isin(words.week, weeks)
    keys = [((words.week << WEEK_SHIFT) | (words.place << PLACE_SHIFT))[here]]
    counts = [words.n[here]]
    column = cells.columns.get(question.id, NOBODY)
    scored: list[tuple[Ints, NDArray[Any]]] = [column.cells(np.flatnonzero(np.isin(column.weeks, weeks)))]
    if late:
        some = _late_of(cells, question)
        scored.append((cells.late_keys[some] & _IN_QUESTION, cells.late_counts[some]))
    for some_keys, n in scored:
        keys.append((some_keys >> PLACE_SHIFT) << PLACE_SHIFT)  # without the score and its mark
        counts.append(n.astype(np.int64))
    return _merged(keys, counts, np.add)


def _late_of(cells: Cells, question: Answered) -> slice:
    low, high = question.id << QUESTION_SHIFT, (question.id + 1) << QUESTION_SHIFT
    return slice(*np.searchsorted(cells.late_keys, (low, high)))


def _known(cells: Cells, words: Words) -> Words:
    """Those of places that the cells know."""
    known = words.place < len(next(iter(cells.codes.values()), ()))
    return words if known.all() else Words(words.week[known], words.place[known], words.n[known])


def _stamps(words: Words, weeks: Ints) -> Ints:
    """A number for the words of each week that tells them from others (they are read anew after every commit, mostly
    as they were): the sum of what splitmix64 makes of each place and count. 0 where there are none."""
    mixed = ((words.place.astype(np.uint64) << np.uint64(32)) ^ words.n.astype(np.uint64)) + np.uint64(_GOLDEN)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    mixed ^= mixed >> np.uint64(31)
    found = np.zeros(len(weeks), np.uint64)
    np.add.at(found, np.searchsorted(weeks, words.week), mixed)
    return found.view(np.int64)


def _merged(keys: Sequence[Ints], counts: Sequence[Ints], how: np.ufunc) -> tuple[Ints, Ints]:
    """Equal keys made one, their counts brought together; sorted, without those of nobody."""
    joined, together = merged(keys, counts, how)
    kept = together > 0
    return joined[kept], np.asarray(together[kept], np.int64)


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
