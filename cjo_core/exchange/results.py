"""What came out of one survey, question by question: read, counted, protected, and written down as rows. The page, its
file and the command line show these very numbers. Never words anything for the screen.

Of a survey whose respondents must stay unknown, a filter shows nothing at all where the people behind it are few, or
give a small group away by subtraction; and no score and no option of a question where those who answered it are. Texts
show as on every other page: where the people behind the filter are enough, however few of them wrote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from cjo_core.metrics.catalog import METRICS
from cjo_core.metrics.cells import AskedQuestion, Cells, Tally, tally
from cjo_core.metrics.formulas.estimates import Estimate
from cjo_core.metrics.formulas.shares import share
from cjo_core.metrics.privacy.base import HIDDEN, NONE
from cjo_core.metrics.privacy.people import ANY, answerers, any_hidden, any_protected, inside, one_question
from cjo_core.metrics.privacy.protection import hidden_groups
from cjo_core.metrics.privacy.weights_told import followed, followed_by, tells
from cjo_core.metrics.remembered import remembered
from cjo_core.metrics.results import (
    NOTHING,
    Masses,
    Profile,
    Result,
    hidden_result,
    of_choices,
    of_scores,
    of_words,
    profile,
)
from cjo_core.store.counts.everybody import answered_question, everybody
from cjo_core.store.database import Store
from cjo_core.store.responses.partial import Reach, reach
from cjo_core.store.responses.results import Placed, choosers, chosen, finished, newest_persons, passed_over, unscored
from cjo_core.survey.filters import EVERYTHING, Filter
from cjo_core.survey.questions import CHOICE_KINDS, TEXT_KINDS, Question, label_of
from cjo_core.survey.surveys import Survey

#: The columns of the rows below; `n_effective` follows n where answers have weights.
COLUMNS = ("position", "question", "kind", "row", "option", "value", "low", "high", "n", "chose", "asked", "base")


@dataclass(frozen=True)
class Outcome:
    """What came out of a survey under a filter: a result per question, in its order; the profile of its ratings, if it
    has one; whether texts may be read. `hidden`: the people behind the filter must not be told at all."""

    questions: tuple[Question, ...]
    results: Mapping[int, Result]
    profile: Profile | None
    hidden: bool
    texts_open: bool


@dataclass(frozen=True)
class Course:
    """How far people came with a survey in all: its responses, those that were completed, and the reach of each of its
    questions."""

    responses: int
    completed: int
    rate: Estimate
    reached: tuple[Reach, ...]


def outcome(store: Store, cells: Cells, survey: Survey, where: Filter) -> Outcome:
    """What came out of a survey, for the answers `where` lets through; remembered until somebody commits something."""
    return _outcome(cells, store, store.version(), survey.slug, where, survey=_Same(survey))


@dataclass(frozen=True)
class _Same:
    """A survey as an argument that is remembered: known by its slug and the store's version, so all are alike."""

    survey: Survey

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same)


@remembered
def _outcome(cells: Cells, store: Store, _version: int, slug: str, where: Filter, *, survey: _Same) -> Outcome:
    one, mine = survey.survey, where.only(survey=slug)
    guards = () if one.identified else everybody(store, cells)
    counted = (mine, mine.counting(latest=False))
    hidden = any(any_hidden(guards, each) for each in counted)
    closed = hidden or any(any_protected(guards, each) for each in counted)
    along = _followed(store, cells, one) if guards else ()
    untold = any(tells(each, ANY, (), mine, along) for each in guards)
    found = {
        question.id: hidden_result(question)
        if hidden or (closed and question.kind in TEXT_KINDS)
        else _result(store, cells, one, question, mine, weighed=not untold)
        for question in one.questions
    }
    shown = tuple(q for q in one.questions if not q.retired or hidden or found[q.id].base != NONE)
    persons = None if hidden else _profile(store, cells, shown, found, mine)
    return Outcome(shown, found, persons, hidden, not closed)


def _followed(store: Store, cells: Cells, survey: Survey) -> tuple[str, ...]:
    """What the weights of a survey's answers follow, also where nothing has a score."""
    found = [*followed(cells, [survey.slug])]
    for question in survey.questions:
        placed = chosen(store, question.id) if question.kind in CHOICE_KINDS else None
        if placed is not None and placed.mass is not None and placed.squares is not None:
            found += followed_by(cells, placed.place, placed.n, placed.mass, placed.squares)
    return tuple(dict.fromkeys(found))


def _result(store: Store, cells: Cells, survey: Survey, question: Question, where: Filter, *, weighed: bool) -> Result:
    if question.kind not in TEXT_KINDS and not survey.identified and _small(store, cells, survey, question, where):
        return hidden_result(question)
    if question.kind in CHOICE_KINDS:
        counted = choosers if question.kind == "multiple" else chosen
        people, options = counted(store, question.id), chosen(store, question.id)
        return of_choices(
            question,
            _options(cells, options, where),
            _inside(cells, where, people),
            _asked(store, cells, survey, question, where, 0),
            _masses(cells, options, people, where) if weighed else None,
        )
    if question.scored or question.kind == "consent":
        found, every = (_scores(cells, survey, question, each) for each in (where, where.counting(latest=False)))
        asked = _asked(store, cells, survey, question, where, int(every.n[0]))
        low, high = question.scale.low, question.scale.high
        counts, evidence = found.counts[0], found.weighed[0] if found.weighed is not None and weighed else None
        if question.kind not in METRICS:  # counted on the widest scale
            evidence = None if evidence is None else evidence.reshape(3, -1)[:, low : high + 1].ravel()
            counts = counts[low : high + 1]
        return of_scores(question, counts.tolist(), asked, evidence)
    n = _inside(cells, where, unscored(store, question.id))
    return of_words(question, n, _asked(store, cells, survey, question, where, 0))


def _small(store: Store, cells: Cells, survey: Survey, question: Question, where: Filter) -> bool:
    """Whether those who answered a question are hidden: as people, and as scores that other pages add up."""
    every = where.counting(latest=False)
    if question.kind in METRICS and hidden_groups(cells, question.kind, (), every):
        return True
    alike = [q for q in survey.questions if q.kind == question.kind and question.kind in METRICS] or [question]
    return any(
        hidden_groups(_answerers(cells, store, store.version(), q.id, _Same(survey)), ANY, (), every) for q in alike
    )


@remembered
def _answerers(cells: Cells, store: Store, _version: int, question: int, survey: _Same) -> Cells:
    one = next(q for q in survey.survey.questions if q.id == question)
    return answerers(cells, answered_question(store, survey.survey, one))


def _scores(cells: Cells, survey: Survey, question: Question, where: Filter) -> Tally:
    """How many people gave each score, lowest first; of what feeds no metric, on the widest scale."""
    alone = _alone(cells, question.id, question.kind, survey.slug, survey.latest_only)
    return tally(alone, _kind(question), (), where)


def _kind(question: Question) -> str:
    return question.kind if question.kind in METRICS else ANY


@remembered
def _alone(cells: Cells, question: int, kind: str, survey: str, latest: bool) -> Cells:
    """The counts of one question alone; the floor is judged elsewhere, and decides here only who counts."""
    known = next((one for one in cells.questions if one.id == question), None)
    if known is not None:
        return replace(cells, questions=(known,))
    return one_question(cells, AskedQuestion(question, kind, survey, 1, latest))


def _options(cells: Cells, placed: Placed, where: Filter) -> dict[int, int]:
    keep = inside(cells, where, placed.week, placed.place)
    found: Counter[int] = Counter()
    for option, n in zip(placed.option[keep].tolist(), placed.n[keep].tolist(), strict=True):
        found[option] += n
    return dict(found)


def _masses(cells: Cells, options: Placed, people: Placed, where: Filter) -> Masses | None:
    """What those who chose each option weigh, and all who chose any; None where nobody has a weight."""
    if options.mass is None or options.squares is None or people.mass is None or people.squares is None:
        return None
    keep, of = inside(cells, where, options.week, options.place), inside(cells, where, people.week, people.place)
    found: dict[int, tuple[float, float]] = {}
    for option in np.unique(options.option[keep]).tolist():
        mine = keep & (options.option == option)
        found[option] = (float(options.mass[mine].sum()), float(options.squares[mine].sum()))
    return Masses(found, (float(people.mass[of].sum()), float(people.squares[of].sum())))


def _inside(cells: Cells, where: Filter, placed: Placed) -> int:
    return int(placed.n[inside(cells, where, placed.week, placed.place)].sum())


def _asked(store: Store, cells: Cells, survey: Survey, question: Question, where: Filter, scored: int) -> int | None:
    """How many people the question was put to; None behind a filter of places: who did not answer has none there."""
    if set(where.where) - {"survey"}:
        return None
    passed = passed_over(store, survey.id).get(question.id, {})
    bounded = where.first_week is not None or where.last_week is not None
    first, last = (where.first_week or 1, where.last_week or 299953) if bounded else (0, 299953)
    return scored + sum(n for week, n in passed.items() if first <= week <= last)


def _profile(
    store: Store, cells: Cells, questions: Sequence[Question], found: Mapping[int, Result], where: Filter
) -> Profile | None:
    rated = tuple(q.id for q in questions if q.kind == "rating" and q.dimension)
    if len(rated) < 2:
        return None
    persons = newest_persons(store, rated)
    scores = persons.scores.copy()
    for k in range(len(rated)):
        scores[~inside(cells, where, persons.week, persons.place[:, k]), k] = np.nan
    return profile(questions, found, scores, rated)


def course(store: Store, cells: Cells, survey: Survey) -> Course:
    """How far people came with a survey, whatever the filter: a whole survey shows from its first answer."""
    whole, broken_off = finished(store, survey.id)
    scored = [
        (q.id, int(_scores(cells, survey, q, EVERYTHING.counting(latest=False)).n[0]))
        for q in survey.asked
        if q.scored or q.kind == "consent"
    ]
    reached = reach(store, survey.id, tuple(scored))
    completed = max(whole - broken_off, 0)
    return Course(whole, completed, share(completed, whole), tuple(reached))


def outcome_columns(found: Outcome) -> tuple[str, ...]:
    """The columns of `outcome_rows`."""
    if all(result.effective is None for result in found.results.values()):
        return COLUMNS
    after = COLUMNS.index("n") + 1
    return (*COLUMNS[:after], "n_effective", *COLUMNS[after:])


def outcome_rows(found: Outcome, languages: Sequence[str]) -> list[dict[str, Any]]:
    """The results as rows: one per question, then one per option or score of it; a hidden one has no numbers."""
    rows: list[dict[str, Any]] = []
    for position, question in enumerate(found.questions, 1):
        result = found.results[question.id]
        head: dict[str, Any] = {
            "position": position,
            "question": question.words(languages).question or question.key,
            "kind": question.kind,
        }
        rows.append(head | _row("question", "", result))
        if not result.shown:
            continue
        scores = zip(question.scale.scores, result.counts, strict=True) if question.scored else ()
        for score, n in scores:
            rows.append(head | _sizes(result) | {"row": "score", "option": score, "chose": n, "base": result.base})
        labels = {option.id: label_of(option, languages) for option in question.options}
        for part in result.parts:
            numbers = {"value": _number(part.share), "low": _number(part.low), "high": _number(part.high)}
            some = {"row": "option", "option": labels[part.option], "chose": part.n}
            rows.append(head | some | _sizes(result) | numbers | {"base": result.base})
    return [{name: row.get(name) for name in outcome_columns(found)} for row in rows]


def _sizes(result: Result) -> dict[str, Any]:
    return {"n": result.n, "n_effective": result.effective}


def _row(what: str, option: str, result: Result) -> dict[str, Any]:
    if result.base == HIDDEN:
        return {"row": what, "option": option, "base": HIDDEN}
    numbers = (
        {} if result.measure == NOTHING else {name: _number(getattr(result, name)) for name in ("value", "low", "high")}
    )
    return {"row": what, "option": option, "asked": result.asked, "base": result.base, **_sizes(result), **numbers}


def _number(x: float) -> float | None:
    return None if x != x else float(x)
