"""The answers of a response as values of rows, and rows into their table, many in one statement. Never checks a score:
the tables do."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from functools import cache

from cjo_core.errors import NotFound
from cjo_core.locale import _
from cjo_core.store.writing.lookups import Lookups, check_option, place_number, questions_of
from cjo_core.survey.places import Place
from cjo_core.survey.responses import Response

#: Rows of one statement: SQLite looks at its tables anew for each statement, and takes half as long again for single
#: rows.
TOGETHER = 100

Value = int | float | str | bytes | None
_ANSWERS = "answers (response_id, question_id, place_id, week, scale_low, scale_high, score, comment)"
_CHOICES = "choices (response_id, question_id, option_id, place_id, week)"


@dataclass
class Spot:
    """A place as a batch meets it: its segment, its row once an answer needs it, and how many responses lie there
    (`nowhere`: responses without any answer do not)."""

    place: Place
    segment: int | None
    number: int | None = None
    responses: int = 0
    nowhere: int = 0


@dataclass
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
        lookups: Lookups,
    ) -> int:
        """Add a response's answers and say how many are scores; raises NotFound for what its survey does not ask or
        offer."""
        asked = questions_of(connection, response.survey, lookups)
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
        insert(connection, _CHOICES, 5, self.choices)


def _not_asked(connection: sqlite3.Connection, question: int, survey: int) -> NotFound:
    if connection.execute("SELECT 1 FROM questions WHERE id = ?", [question]).fetchone() is None:
        return NotFound(_("there is no question {number}").format(number=question))
    words = _("question {number} does not belong to survey {survey}")
    return NotFound(words.format(number=question, survey=survey))


def insert(connection: sqlite3.Connection, table: str, width: int, values: list[Value]) -> None:
    """Insert rows of `width` columns into `table (columns)`; `values` are those of the first row, of the second…"""
    step = width * TOGETHER
    done = len(values) // step * step
    for start in range(0, done, step):
        connection.execute(_statement(table, width, TOGETHER), values[start : start + step])
    for start in range(done, len(values), width):
        connection.execute(_statement(table, width, 1), values[start : start + width])


@cache
def _statement(table: str, width: int, rows: int) -> str:
    row = f"({', '.join('?' * width)})"
    return f"INSERT INTO {table} VALUES {', '.join([row] * rows)}"
