"""A real store to import into, and a short way to import a text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cjo_core.exchange.importing import ImportOptions, Report, import_table
from cjo_core.exchange.reading.tables import read_table
from cjo_core.store.database import Store
from tests.made_stores import nordhaus

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = nordhaus(tmp_path / "cjo.db")
    yield opened
    opened.close()


@pytest.fixture
def load(store: Store) -> Callable[..., Report]:
    """`load("score\\n9\\n")` imports a text (or bytes) as NPS answers; keywords are import options."""

    def run(text: str | bytes, *, dry_run: bool = False, **options: Any) -> Report:
        table = read_table(text.encode() if isinstance(text, str) else text)
        chosen = {"metric": "nps", "score": "score", "file_name": "answers.csv", **options}
        return import_table(store, table, ImportOptions(**chosen), dry_run=dry_run, now=NOW)

    return run


@pytest.fixture
def stored(store: Store) -> Callable[..., list[tuple[Any, ...]]]:
    """`stored("score", "comment")` are these columns of every answer, in the order in which they came in."""

    def read(*columns: str) -> list[tuple[Any, ...]]:
        with store.reading() as connection:
            return connection.execute(
                f"SELECT {', '.join(columns)} FROM answers_readable ORDER BY answer_id"
            ).fetchall()

    return read
