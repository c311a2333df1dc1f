"""The answers and chosen options of responses as rows. Never checks a score: the tables do."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field

from cjo_core.errors import NotFound
from cjo_core.locale import _
from cjo_core.store.writing.inserting import Value, insert
from cjo_core.store.writing.lookups import Asked, Lookups, check_option, place_number
from cjo_core.survey.places import Place
from cjo_core.survey.responses import Response

_ANSWERS = "answers (response_id, question_id, place_id, week, scale_low, scale_high, score, comment)"
_CHOICES = "choices (response_id, question_id, option_id, place_id, week)"


@dataclass(slots=True)
class Spot:
    """A place as a batch meets it: its segment, its row once an answer needs it, and how many responses lie there
    (`nowhere`: responses without any answer do not)."""

    place: Place
    segment: int | None
    number: int | None = None
    responses: int = 0
    nowhere: int = 0


@dataclass(slots=True)
class AnswerRows:
    """Answers and chosen options to be written: the values of all rows, one after the other."""

    answers: list[Value] = field(default_factory=list)
    choices: list[Value] = field(default_factory=list)

    def add(
        self,
        connection: sqlite3.Connection,
        response: Response,
        response_id: int,
        week: int,
        spot: Spot,
        asked: Mapping[int, Asked],
        lookups: Lookups,
    ) -> int:
        """Add a response's answers and say how many are scores; `asked` are its survey's questions. Raises NotFound for
        what those are not, or do not offer."""
        scores = 0
        for answer in response.answers:
            question = asked.get(answer.question)
            if question is None:
                raise _not_asked(connection, answer.question, response.survey)
            if question.elsewhere:
                place = place_number(connection, question.place(spot.place), lookups)
            elif spot.number is None:
                place = spot.number = place_number(connection, spot.place, lookups)
            else:
                place = spot.number
            score, comment = answer.score, answer.comment
            if score is not None:
                scores += 1
            if score is not None or comment is not None or not answer.options:
                self.answers += (
                    response_id, answer.question, place, week, question.low, question.high, score, comment
                )  # fmt: skip
            for option in answer.options:
                check_option(connection, answer.question, option, lookups)
                self.choices += (response_id, answer.question, option, place, week)
        return scores

    def write(self, connection: sqlite3.Connection) -> None:
        """Write them all."""
        insert(connection, _ANSWERS, 8, self.answers)
        if self.choices:
            insert(connection, _CHOICES, 5, self.choices)


def _not_asked(connection: sqlite3.Connection, question: int, survey: int) -> NotFound:
    if connection.execute("SELECT 1 FROM questions WHERE id = ?", [question]).fetchone() is None:
        return NotFound(_("there is no question {number}").format(number=question))
    words = _("question {number} does not belong to survey {survey}")
    return NotFound(words.format(number=question, survey=survey))
