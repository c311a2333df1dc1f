"""Keys of programs, and the requests already answered under an idempotency key. Never stores a key itself.

Of an answered request digests are kept under the store's secret, of its idempotency key and of its body: programs name
requests after customers, and nobody shall be able to try out what was sent. Of a request that was answered before
somebody was erased only the first is left: under its key it gets its answer, whatever its body says now.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cjo_core.errors import BadValue, NotFound
from cjo_core.locale import _
from cjo_core.store.database import Store
from cjo_core.store.responses.keyed import keyed_digest
from cjo_core.survey.periods import read_utc, utc_text

#: How every key begins, so that a secret scanner can find one that has leaked.
PREFIX = "cjo_"
_HINT = len(PREFIX) + 4
#: How a digest of an idempotency key begins, and what is left of a body once somebody was erased.
_NOTED, FORGOTTEN = "digest ", b""


@dataclass(frozen=True)
class ApiKey:
    """A program's key, as far as it may be shown. `used_on` is the last day (UTC) on which it was used."""

    id: int
    name: str
    hint: str
    created_at: datetime
    used_on: str | None
    revoked_at: datetime | None


class SameKeyOtherRequest(BadValue):
    """An idempotency key was used before for another request."""


def make_key(store: Store, name: str, *, now: datetime) -> str:
    """Make a key and return it: the only time it can be seen. Raises BadValue without a name."""
    if not name.strip():
        raise BadValue(_("a key needs a name, so that you know later what it is for"))
    key = PREFIX + secrets.token_urlsafe(32)
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO api_keys (name, digest, hint, created_at) VALUES (?, ?, ?, ?)",
            [name.strip()[:80], _digest(key), key[:_HINT], utc_text(now)],
        )
    return key


def keys(store: Store) -> list[ApiKey]:
    """All keys, newest first."""
    with store.reading() as connection:
        rows = connection.execute(
            "SELECT id, name, hint, created_at, used_on, revoked_at FROM api_keys ORDER BY id DESC"
        ).fetchall()
    return [
        ApiKey(number, name, hint, read_utc(made), used, read_utc(gone) if gone else None)
        for number, name, hint, made, used, gone in rows
    ]


def revoke_key(store: Store, number: int, *, now: datetime) -> None:
    """End a key: it opens nothing any more."""
    with store.writing() as connection:
        changed = connection.execute(
            "UPDATE api_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", [utc_text(now), number]
        )
        if not changed.rowcount:
            raise NotFound(_("there is no key {number} that could be revoked").format(number=number))


def key_number(store: Store, key: str, *, now: datetime) -> int | None:
    """The number of a valid key, None for any other text. Notes the day on which it was used."""
    with store.reading() as connection:
        row = connection.execute(
            "SELECT id, used_on FROM api_keys WHERE digest = ? AND revoked_at IS NULL", [_digest(key)]
        ).fetchone()
    if row is None:
        return None
    today = now.date().isoformat()
    if row[1] != today:  # once a day: reading must not write
        with store.writing() as connection:
            connection.execute("UPDATE api_keys SET used_on = ? WHERE id = ?", [today, row[0]])
    return int(row[0])


def once(
    store: Store,
    number: int,
    idempotency_key: str,
    body: bytes,
    work: Callable[[sqlite3.Connection], Mapping[str, Any]],
    *,
    now: datetime,
) -> Mapping[str, Any]:
    """What `work` gives, done once per idempotency key: in one transaction with the note that it was done, so that a
    retry after a crash neither loses nor doubles anything. Raises SameKeyOtherRequest if the key was used for another
    body."""

    def noted(connection: sqlite3.Connection) -> Mapping[str, Any]:
        before = _answer(connection, number, idempotency_key, body)
        if before is not None:
            return before
        found = work(connection)
        noted_as = _noted_as(connection, idempotency_key)
        connection.execute(
            "INSERT INTO api_requests VALUES (?, ?, ?, ?, ?)",
            [number, noted_as, keyed_digest(connection, "request", body), json.dumps(found), utc_text(now)],
        )
        return found

    return store.commit(noted)


def answered_before(store: Store, number: int, idempotency_key: str, body: bytes) -> Mapping[str, Any] | None:
    """What a request was answered that was carried out already, whatever has become of its survey since; None for a new
    one. Raises SameKeyOtherRequest."""
    with store.reading() as connection:
        return _answer(connection, number, idempotency_key, body)


def _answer(connection: sqlite3.Connection, number: int, idempotency_key: str, body: bytes) -> Mapping[str, Any] | None:
    row = connection.execute(
        "SELECT body_digest, answer FROM api_requests WHERE key_id = ? AND idempotency_key IN (?, ?)",
        [number, _noted_as(connection, idempotency_key), idempotency_key],  # the second: noted by an older version
    ).fetchone()
    if row is None:
        return None
    bodies = (hashlib.sha256(body).digest(), keyed_digest(connection, "request", body), FORGOTTEN)
    if row[0] not in bodies:
        raise SameKeyOtherRequest(_("this idempotency key was used before for another request"))
    answer: Mapping[str, Any] = json.loads(row[1])
    return answer


def forget_bodies(connection: sqlite3.Connection) -> None:
    """Let nothing of the requests answered so far tell what was sent: inside the transaction that erases somebody."""
    plain = connection.execute(
        "SELECT key_id, idempotency_key FROM api_requests WHERE idempotency_key NOT LIKE ?", [f"{_NOTED}%"]
    ).fetchall()
    connection.executemany(
        "UPDATE OR REPLACE api_requests SET idempotency_key = ?3 WHERE key_id = ?1 AND idempotency_key = ?2",
        [(number, key, _noted_as(connection, key)) for number, key in plain],
    )
    connection.execute("UPDATE api_requests SET body_digest = ?1 WHERE body_digest <> ?1", [FORGOTTEN])


def _noted_as(connection: sqlite3.Connection, idempotency_key: str) -> str:
    return _NOTED + keyed_digest(connection, "idempotency", idempotency_key.encode("utf-8", "replace")).hex()


def _digest(key: str) -> bytes:
    """Keys are random and long, so a plain digest cannot be searched back."""
    return hashlib.sha256(key.encode("utf-8", "replace")).digest()
