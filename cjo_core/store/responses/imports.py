"""Files that were imported, and which of their rows are in the store already. Never reads a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from cjo_core.store.database import Store
from cjo_core.survey.periods import utc_text

_CHUNK = 500


def known_keys(store: Store, keys: Iterable[bytes]) -> set[bytes]:
    """Those of the submission keys that are stored."""
    waiting: Iterator[bytes] = iter(keys)
    found: set[bytes] = set()
    with store.reading() as connection:
        while chunk := list(islice(waiting, _CHUNK)):
            marks = ", ".join("?" * len(chunk))
            rows = connection.execute(f"SELECT submission_key FROM responses WHERE submission_key IN ({marks})", chunk)
            found.update(row[0] for row in rows.fetchall())
    return found


def has_unordered_keys(store: Store, survey: int) -> bool:
    """Whether answers of the survey may be stored under keys that do not begin with time, as they were made once."""
    with store.reading() as connection:
        found = connection.execute("SELECT 1 FROM unordered_keys WHERE survey_id = ?", [survey]).fetchone()
    return found is not None


def imported_before(store: Store, survey: int, file_name: str) -> bool:
    """Whether answers of a file of this name came into the survey before."""
    with store.reading() as connection:
        row = connection.execute(
            "SELECT 1 FROM imports WHERE survey_id = ? AND file_name = ? AND stored > 0", [survey, file_name]
        ).fetchone()
    return row is not None


def save_import(
    store: Store, survey: int, file_name: str, *, now: datetime, stored: int, duplicate: int, skipped: int
) -> None:
    """Note that a file was imported."""
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO imports (imported_at, file_name, survey_id, stored, duplicate, skipped) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            [utc_text(now), file_name, survey, stored, duplicate, skipped],
        )
