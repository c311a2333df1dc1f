"""The pages of a survey: which questions stand together, and which are asked after what was answered. Never stores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from cjo_core.errors import BadValue
from cjo_core.locale import _
from cjo_core.survey.questions import CHOICE_KINDS, Condition, Question
from cjo_core.survey.responses import Answer
from cjo_core.survey.surveys import Survey

Page = tuple[Question, ...]


def pages(survey: Survey) -> tuple[Page, ...]:
    """The questions, a page each tuple. A page begins where the team wants it, and where a question depends on one
    that stands on the page before: it can only be asked once that is answered, scripts or not."""
    found: list[list[Question]] = []
    here: set[str] = set()
    for question in survey.asked:
        depends = question.condition is not None and question.condition.question in here
        if not found or question.new_page or depends:
            found.append([])
            here = set()
        found[-1].append(question)
        here.add(question.key)
    return tuple(tuple(page) for page in found)


def asked_of(questions: Iterable[Question], survey: Survey, answers: Mapping[int, Answer]) -> Page:
    """Those of the questions that somebody with these answers (by question id) is asked."""
    by_key = {question.key: question for question in survey.questions if question.key}
    return tuple(question for question in questions if _is_asked(question, by_key, answers))


def page_after(survey: Survey, done: int, answers: Mapping[int, Answer]) -> int | None:
    """The first page from number `done` (from 0) on that asks somebody with these answers anything; None: the end."""
    for number, page in enumerate(pages(survey)):
        if number >= done and asked_of(page, survey, answers):
            return number
    return None


def _is_asked(question: Question, by_key: Mapping[str, Question], answers: Mapping[int, Answer]) -> bool:
    condition = question.condition
    if condition is None:
        return True
    source = by_key.get(condition.question)
    answer = answers.get(source.id) if source is not None else None
    if source is None or answer is None:
        return False
    keys = {option.id: option.key for option in source.options}
    return condition.holds(answer.score, [keys[one] for one in answer.options if one in keys])


def check_order(survey: Survey) -> None:
    """Pass if every condition looks back to an earlier question that can decide it; raises BadValue that says which
    does not."""
    before: dict[str, Question] = {}
    for question in survey.asked:
        condition = question.condition
        if condition is not None:
            source = before.get(condition.question)
            if source is None:
                words = _("“{question}” depends on “{other}”, which is not asked before it")
                raise BadValue(words.format(question=question.key, other=condition.question))
            _check_condition(question, condition, source)
        before[question.key] = question
    for first, second in pairwise(sorted(question.key for question in survey.asked if question.key)):
        if first == second:
            raise BadValue(_("two questions have the same short name “{name}”").format(name=first))


def _check_condition(question: Question, condition: Condition, source: Question) -> None:
    if source.kind in CHOICE_KINDS:
        unknown = set(condition.options) - {option.key for option in source.offered}
        if unknown or not condition.options:
            words = _("“{question}” depends on an option that “{other}” does not offer")
            raise BadValue(words.format(question=question.key, other=source.key))
        return
    scores = source.scale.scores if source.scored or source.kind == "consent" else range(0)
    if not (condition.low in scores and condition.high in scores and condition.low <= condition.high):
        words = _("“{question}” depends on scores that “{other}” does not have")
        raise BadValue(words.format(question=question.key, other=source.key))
