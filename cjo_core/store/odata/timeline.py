"""One customer in one line: what was said (answers) and what systems recorded (sign-up, orders, events), in order.

Never tells answers to a survey that keeps its people unknown, nor whether there are any.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

from cjo_core.store.database import Store
from cjo_core.survey.periods import read_utc

SIGNED_UP, ANSWER, ORDER, EVENT = "signed_up", "answer", "order", "event"
COLUMNS = (
    "at",
    "what",
    "stage",
    "touchpoint",
    "channel",
    "survey",
    "question",
    "score",
    "comment",
    "name",
    "value",
    "status",
    "number",
)
_ANSWERS = """
SELECT r.submitted_at, s.name, t.name, c.name, v.title, q.kind, a.score, a.comment
FROM responses r
JOIN surveys v ON v.id = r.survey_id AND v.identified = 1
JOIN answers a ON a.response_id = r.id
JOIN questions q ON q.id = a.question_id
JOIN places p ON p.id = a.place_id
LEFT JOIN touchpoints t ON t.id = p.touchpoint_id
LEFT JOIN stages s ON s.id = coalesce(t.stage_id, p.stage_id)
LEFT JOIN channels c ON c.id = p.channel_id
WHERE r.survey_id = v.id AND r.respondent = ?
ORDER BY a.id
"""
_EVENTS = """
SELECT e.happened_at, s.name, t.name, c.name, e.name
FROM events e
LEFT JOIN touchpoints t ON t.id = e.touchpoint_id
LEFT JOIN stages s ON s.id = coalesce(t.stage_id, e.stage_id)
LEFT JOIN channels c ON c.id = e.channel_id
WHERE e.customer = ? ORDER BY e.happened_at, e.id
"""


@dataclass(frozen=True)
class Profile:
    """What the list of customers says of one; `listed` is False for one it does not name."""

    customer: str
    listed: bool = False
    signed_up_at: datetime | None = None
    attributes: dict[str, str] = field(default_factory=dict)


def profile(store: Store, customer: str) -> Profile:
    """A customer's attributes."""
    with store.reading() as connection:
        row = connection.execute(
            "SELECT signed_up_at, attributes FROM customers WHERE customer = ?", [customer]
        ).fetchone()
    if row is None:
        return Profile(customer)
    return Profile(customer, True, None if row[0] is None else read_utc(row[0]), json.loads(row[1]))


def customer_timeline(store: Store, customer: str) -> pd.DataFrame:
    """Everything of one customer, oldest first, undated answers last. `what` is signed_up, event, order or answer; of
    the columns those are filled that belong to it (a `question` is its kind: nps, csat or ces)."""
    told = []
    with store.reading() as connection:
        row = connection.execute("SELECT signed_up_at FROM customers WHERE customer = ?", [customer]).fetchone()
        if row is not None and row[0] is not None:
            told.append({"at": row[0], "what": SIGNED_UP})
        for at, stage, touchpoint, channel, name in connection.execute(_EVENTS, [customer]).fetchall():
            place = {"stage": stage, "touchpoint": touchpoint, "channel": channel}
            told.append({"at": at, "what": EVENT, "name": name, **place})
        bought = "SELECT ordered_at, value, status, number FROM orders WHERE customer = ? ORDER BY ordered_at, id"
        for at, value, status, number in connection.execute(bought, [customer]).fetchall():
            told.append({"at": at, "what": ORDER, "value": value, "status": status, "number": number})
        for at, stage, touchpoint, channel, survey, kind, score, comment in connection.execute(_ANSWERS, [customer]):
            place = {"stage": stage, "touchpoint": touchpoint, "channel": channel}
            said = {"survey": survey, "question": kind, "score": score, "comment": comment}
            told.append({"at": at, "what": ANSWER, **said, **place})
    frame = pd.DataFrame(told, columns=list(COLUMNS), dtype=object)
    frame = frame.where(frame.notna(), None)
    frame["at"] = pd.to_datetime(frame["at"], format="ISO8601", utc=True)
    return frame.sort_values("at", kind="stable", na_position="last", ignore_index=True)


def find_customers(store: Store, text: str = "", limit: int = 50) -> list[str]:
    """Ids that hold `text` (letter case does not matter): of customers, and of whoever ordered, was seen or answered a
    survey of identified customers. Without a text, those who answered last."""
    wanted = text.strip()
    answered = (
        "SELECT r.respondent FROM responses r JOIN surveys s ON s.id = r.survey_id "
        "WHERE s.identified = 1 AND r.respondent IS NOT NULL"
    )
    with store.reading() as connection:
        if not wanted:
            rows = connection.execute(f"{answered} ORDER BY r.id DESC LIMIT ?", [limit * 20]).fetchall()
            rows = rows or connection.execute("SELECT customer FROM customers ORDER BY 1 LIMIT ?", [limit]).fetchall()
            return list(dict.fromkeys(str(row[0]) for row in rows))[:limit]
        like = "%" + wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        rows = connection.execute(
            "SELECT customer FROM customers WHERE customer LIKE ? ESCAPE '\\' "
            "UNION SELECT customer FROM orders WHERE customer LIKE ? ESCAPE '\\' "
            "UNION SELECT customer FROM events WHERE customer LIKE ? ESCAPE '\\' "
            f"UNION {answered} AND r.respondent LIKE ? ESCAPE '\\' ORDER BY 1 LIMIT ?",
            [like, like, like, like, limit],
        ).fetchall()
    found = [str(row[0]) for row in rows]
    return sorted(found, key=lambda one: (one != wanted, one.casefold() != wanted.casefold(), one))
