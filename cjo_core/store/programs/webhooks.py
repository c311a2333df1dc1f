"""Webhooks and their deliveries: which addresses are told, what is due, what became of it. Never sends anything."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from cjo_core.errors import BadValue, NotFound
from cjo_core.locale import _
from cjo_core.store.database import Store
from cjo_core.store.programs.outbox import EVENTS
from cjo_core.survey.periods import read_utc, utc_text

#: After a failed attempt the next comes later and later; after the last there is none.
WAITS = tuple(timedelta(seconds=s) for s in (10, 60, 300, 1800, 7200, 21600, 43200))
#: How long a secret still signs after another was made.
OVERLAP = timedelta(hours=24)
#: Deliveries that are over are kept so long.
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Webhook:
    """An address to tell. `survey` None: of all surveys. `secret` is there when it was made just now, and never again:
    of those that are read, only when it was set."""

    id: int
    url: str
    events: tuple[str, ...]
    survey: str | None
    active: bool
    secret_at: datetime
    secret: str = ""


@dataclass(frozen=True)
class Delivery:
    """One message to one address, and what became of it."""

    id: int
    webhook: int
    event: str
    response: int
    status: str
    attempts: int
    created_at: datetime
    next_at: datetime
    http_status: int | None
    problem: str


def save_webhook(store: Store, url: str, events: Sequence[str], *, survey: str | None = None, now: datetime) -> Webhook:
    """Tell an address of these events from now on; raises BadValue for an address or an event that cannot be."""
    if not _is_web_address(url.strip()):
        raise BadValue(_("“{url}” is no web address; it must begin with https:// or http://").format(url=url[:80]))
    if not events or set(events) - set(EVENTS):
        words = _("a webhook needs at least one of these events: {events}")
        raise BadValue(words.format(events=", ".join(EVENTS)))
    with store.writing() as connection:
        found = None
        if survey is not None:
            row = connection.execute("SELECT id FROM surveys WHERE slug = ?", [survey]).fetchone()
            if row is None:
                raise NotFound(_("there is no survey “{name}”").format(name=survey[:80]))
            found = int(row[0])
        number = connection.execute(
            "INSERT INTO webhooks (url, secret, events, survey_id, created_at, secret_at) VALUES (?, ?, ?, ?, ?5, ?5)",
            [url.strip(), secret := secrets.token_urlsafe(32), json.dumps([*events]), found, utc_text(now)],
        ).lastrowid
    return replace(next(one for one in webhooks(store) if one.id == number), secret=secret)


def renew_secret(store: Store, number: int, *, now: datetime) -> str:
    """Give a webhook a new secret and return it: the only time it can be seen. The one before signs too for a while, so
    that a receiver that does not know the new one yet misses nothing; the one before that no more."""
    secret = secrets.token_urlsafe(32)
    with store.writing() as connection:
        changed = connection.execute(
            "UPDATE webhooks SET former_secret = secret, former_until = ?, secret = ?, secret_at = ? WHERE id = ?",
            [utc_text(now + OVERLAP), secret, utc_text(now), number],
        )
        if not changed.rowcount:
            raise NotFound(_("there is no webhook {number}").format(number=number))
    return secret


def signing_secrets(store: Store, *, now: datetime) -> dict[int, tuple[str, ...]]:
    """The secrets that sign the messages of each webhook now: its own, and the one before while that still holds."""
    with store.reading() as connection:
        rows = connection.execute(
            "SELECT id, secret, iif(former_until > ?, former_secret, NULL) FROM webhooks", [utc_text(now)]
        ).fetchall()
    return {number: (own, former) if former else (own,) for number, own, former in rows}


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        labels = (parts.hostname or "").removesuffix(".").split(".")
        sound = parts.port != 0 and all(0 < len(one.encode("idna")) < 64 for one in labels)
    except ValueError:  # an address of IPv6 without its end, a port beyond 65535, a name with an empty part
        return False
    return sound and parts.scheme in ("http", "https") and len(url) <= 2000 and url.isprintable() and " " not in url


def webhooks(store: Store) -> list[Webhook]:
    """All webhooks, newest first."""
    with store.reading() as connection:
        rows = connection.execute(
            "SELECT w.id, w.url, w.events, s.slug, w.active, w.secret_at FROM webhooks w "
            "LEFT JOIN surveys s ON s.id = w.survey_id ORDER BY w.id DESC"
        ).fetchall()
    return [
        Webhook(one, url, tuple(json.loads(events)), slug, bool(on), read_utc(set_at))
        for one, url, events, slug, on, set_at in rows
    ]


def switch_webhook(store: Store, number: int, *, active: bool) -> None:
    """Stop telling an address, or tell it again."""
    with store.writing() as connection:
        changed = connection.execute("UPDATE webhooks SET active = ? WHERE id = ?", [int(active), number])
        if not changed.rowcount:
            raise NotFound(_("there is no webhook {number}").format(number=number))


def remove_webhook(store: Store, number: int) -> None:
    """Forget an address and all that was told to it."""
    with store.writing() as connection:
        connection.execute("DELETE FROM webhooks WHERE id = ?", [number])


def deliveries(store: Store, webhook: int, *, limit: int = 50) -> list[Delivery]:
    """What was told to an address, newest first."""
    with store.reading() as connection:
        return _deliveries(connection, "webhook_id = ? ORDER BY id DESC LIMIT ?", [webhook, limit])


def due(store: Store, *, now: datetime, limit: int = 20) -> list[Delivery]:
    """What is to be told now, the oldest first, so much of each address that is active, and by turns: one with a long
    queue keeps no other waiting."""
    with store.reading() as connection:
        return _deliveries(
            connection,
            "id IN (SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY webhook_id ORDER BY next_at, id) turn "
            "FROM deliveries WHERE status = 'waiting' AND next_at <= ?1 AND webhook_id IN "
            "(SELECT id FROM webhooks WHERE active = 1)) WHERE turn <= ?2) "
            "ORDER BY row_number() OVER (PARTITION BY webhook_id ORDER BY next_at, id), next_at, id",
            [utc_text(now), limit],
        )


def note_outcome(store: Store, delivery: Delivery, *, http_status: int | None, problem: str, now: datetime) -> None:
    """Write down how an attempt went: delivered (2xx), to be tried again later, or given up."""
    attempts = delivery.attempts + 1
    fine = http_status is not None and 200 <= http_status < 300
    status = "delivered" if fine else "waiting" if attempts <= len(WAITS) else "failed"
    later = now if status != "waiting" else now + WAITS[attempts - 1]
    with store.writing() as connection:
        connection.execute(
            "UPDATE deliveries SET status = ?, attempts = ?, next_at = ?, answered_at = ?, http_status = ?, "
            "problem = ? WHERE id = ?",
            [status, attempts, utc_text(later), utc_text(now), http_status, problem[:300], delivery.id],
        )


def void(store: Store, delivery: Delivery) -> None:
    """The response is gone: there is nothing left to tell."""
    with store.writing() as connection:
        connection.execute("UPDATE deliveries SET status = 'void' WHERE id = ?", [delivery.id])


def tell_again(store: Store, number: int, *, now: datetime) -> None:
    """Try a delivery once more, now, whatever became of it."""
    with store.writing() as connection:
        changed = connection.execute(
            "UPDATE deliveries SET status = 'waiting', next_at = ? WHERE id = ?", [utc_text(now), number]
        )
        if not changed.rowcount:
            raise NotFound(_("there is no delivery {number}").format(number=number))


def forget_old(store: Store, *, now: datetime) -> int:
    """Forget deliveries, and answered requests, that have been over for a month."""
    before = utc_text(now - KEPT)
    with store.writing() as connection:
        gone = connection.execute("DELETE FROM deliveries WHERE status <> 'waiting' AND created_at < ?", [before])
        connection.execute("DELETE FROM api_requests WHERE answered_at < ?", [before])
        return gone.rowcount


def message(store: Store, delivery: Delivery) -> dict[str, Any] | None:
    """What is told: which survey was answered and how; None if the response is gone.

    Of a survey whose respondents are not known customers only the scores: words, place and person would go round the
    protection of small groups. So would the door, where few were invited: it is told on no screen either.
    """
    with store.reading() as connection:
        row = connection.execute(
            "SELECT s.slug, s.title, s.identified, r.submitted_at, r.respondent, r.door, r.completed "
            "FROM responses r JOIN surveys s ON s.id = r.survey_id WHERE r.id = ?",
            [delivery.response],
        ).fetchone()
        if row is None:
            return None
        slug, title, identified, moment, respondent, door, completed = row
        answers = _answers(connection, delivery.response, with_words=bool(identified))
        place = _place(connection, delivery.response) if identified else {}
    told = {"id": delivery.response, "survey": slug, "title": title, "submitted_at": moment}
    told |= {"completed": bool(completed), "answers": answers}
    if identified:
        told |= {"customer": respondent, "door": door, **place}
    return {
        "id": f"{delivery.event}-{delivery.id}",
        "event": delivery.event,
        "created_at": utc_text(delivery.created_at),
        "response": told,
    }


def _answers(connection: sqlite3.Connection, response: int, *, with_words: bool) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for key, kind, score, comment in connection.execute(
        "SELECT q.key, q.kind, a.score, a.comment FROM answers a JOIN questions q ON q.id = a.question_id "
        "WHERE a.response_id = ? ORDER BY q.position",
        [response],
    ).fetchall():
        found[key] = {"question": key, "kind": kind, "score": score} | ({"comment": comment} if with_words else {})
    for key, kind, option in connection.execute(
        "SELECT q.key, q.kind, o.key FROM choices c JOIN options o ON o.id = c.option_id "
        "JOIN questions q ON q.id = c.question_id WHERE c.response_id = ? ORDER BY q.position, o.position",
        [response],
    ).fetchall():
        found.setdefault(key, {"question": key, "kind": kind, "options": []})["options"].append(option)
    return [*found.values()]


def _place(connection: sqlite3.Connection, response: int) -> dict[str, str]:
    row = connection.execute(
        "SELECT stage, touchpoint, segment, persona, channel, language FROM answers_readable WHERE response_id = ? "
        "ORDER BY answer_id LIMIT 1",
        [response],
    ).fetchone()
    names = ("stage", "touchpoint", "segment", "persona", "channel", "language")
    return {name: value for name, value in zip(names, row or (), strict=False) if value is not None}


def _deliveries(connection: sqlite3.Connection, where: str, values: Sequence[object]) -> list[Delivery]:
    rows = connection.execute(
        "SELECT id, webhook_id, event, response_id, status, attempts, created_at, next_at, http_status, problem "
        f"FROM deliveries WHERE {where}",
        values,
    ).fetchall()
    return [
        Delivery(one, hook, event, response, status, tries, read_utc(made), read_utc(later), http, problem)
        for one, hook, event, response, status, tries, made, later, http, problem in rows
    ]
