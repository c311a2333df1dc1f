"""The people of every survey whose respondents must stay unknown, as counts that protection can judge. Never judges."""

from __future__ import annotations

from cjo_core.metrics.cells import Cells
from cjo_core.metrics.privacy import people
from cjo_core.metrics.privacy.people import Answered, Words
from cjo_core.metrics.remembered import remembered
from cjo_core.store.database import Store
from cjo_core.store.responses.results import choosers, chosen, unscored
from cjo_core.store.set_up.surveys import surveys
from cjo_core.survey.questions import CHOICE_KINDS, Question
from cjo_core.survey.surveys import Survey


def everybody(store: Store, cells: Cells) -> tuple[Cells, ...]:
    """The people of all surveys that protect theirs; none where every survey knows its respondents."""
    return _everybody(cells, store, store.version())


@remembered
def _everybody(cells: Cells, store: Store, _version: int) -> tuple[Cells, ...]:
    asked = [
        answered_question(store, one, question)
        for one in surveys(store)
        if not one.identified and one.privacy_floor > 1
        for question in one.questions
    ]
    return people.everybody(cells, asked)


def answered_question(store: Store, survey: Survey, question: Question) -> Answered:
    """A question with those who answered it without a score."""
    placed = unscored(store, question.id)
    if question.kind in CHOICE_KINDS:  # of a single choice, whoever chose has chosen once
        placed = (choosers if question.kind == "multiple" else chosen)(store, question.id)
    own = (None if question.touchpoint else question.stage, question.touchpoint)
    floor = 1 if survey.identified else survey.privacy_floor
    return Answered(question.id, survey.slug, floor, Words(placed.week, placed.place, placed.n), own)
