"""What is to be told to other programs: noted in the transaction that stores a response, so that none is lost. Never
sends anything."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cjo_core.metrics.catalog import METRICS
from cjo_core.survey.periods import utc_text
from cjo_core.survey.responses import Response

CREATED, LOW = "response.created", "score.low"
EVENTS = (CREATED, LOW)
#: Doors whose answers are news; what is imported is old, what is demo is none.
_DOORS = frozenset({"web", "invitation", "interview", "kiosk", "api"})


def low_scores(kind: str) -> range:
    """The scores of the unhappy: the band that is worst in the kind's metric; none for kinds without one.

    >>> list(low_scores("csat")), list(low_scores("ces1")), list(low_scores("text"))
    ([1, 2], [4, 5], [])
    """
    for metric in METRICS.values():
        if metric.kind == kind:
            _name, first, last = metric.parts[0 if metric.high_is_good else -1]
            return range(first, last + 1)
    return range(0)


#: A webhook that is on: its number, the events it is told of, and the survey it is about (None: all).
Hook = tuple[int, tuple[str, ...], int | None]


def active_hooks(connection: sqlite3.Connection) -> tuple[Hook, ...]:
    """The webhooks that are on; there is another version of what is set up after each change of them."""
    found = connection.execute("SELECT id, events, survey_id FROM webhooks WHERE active = 1").fetchall()
    return tuple((hook, tuple(json.loads(events)), survey) for hook, events, survey in found)


@dataclass
class Outbox:
    """The notes of one batch, for the hooks that are on."""

    connection: sqlite3.Connection
    hooks: tuple[Hook, ...]
    _kinds: dict[int, str] = field(default_factory=dict)
    _rows: list[tuple[int, str, int, str, str]] = field(default_factory=list)

    def note(self, response: Response, number: int, *, new: bool = True) -> None:
        """Note a response that is stored under `number`; of a later page of one (`new` false) only a low score is
        news."""
        if response.door not in _DOORS or not self.hooks:
            return
        events = ({CREATED} if new else set()) | ({LOW} if self._has_low(response) else set())
        now = utc_text(datetime.now(UTC))
        for hook, wanted, survey in self.hooks:
            if survey in (None, response.survey):
                self._rows += [(hook, event, number, now, now) for event in EVENTS if event in events & {*wanted}]

    def write(self) -> None:
        """Write the notes down."""
        if self._rows:
            self.connection.executemany(
                "INSERT OR IGNORE INTO deliveries (webhook_id, event, response_id, created_at, next_at) "
                "VALUES (?, ?, ?, ?, ?)",
                self._rows,
            )

    def _has_low(self, response: Response) -> bool:
        return any(
            answer.score is not None and answer.score in low_scores(self._kind(answer.question))
            for answer in response.answers
        )

    def _kind(self, question: int) -> str:
        if question not in self._kinds:
            row = self.connection.execute("SELECT kind FROM questions WHERE id = ?", [question]).fetchone()
            self._kinds[question] = "" if row is None else str(row[0])
        return self._kinds[question]
