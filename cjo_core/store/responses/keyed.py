"""Digests under the store's own secret: what was known once is known again, and cannot be guessed without the file.
Never stores anything."""

from __future__ import annotations

import hashlib
import hmac
import sqlite3


def keyed_digest(connection: sqlite3.Connection, purpose: str, said: bytes) -> bytes:
    """What is kept instead of `said`; another one for every purpose and store."""
    secret = str(connection.execute("SELECT value FROM settings WHERE name = 'secret'").fetchone()[0])
    return hmac.new(secret.encode(), purpose.encode() + b" " + said, hashlib.sha256).digest()
