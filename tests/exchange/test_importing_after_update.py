"""A file that was imported by an older version of this program, whose keys did not begin with time: nothing twice."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from cjo_core.exchange.importing import ImportOptions, import_table
from cjo_core.exchange.reading.tables import read_table
from cjo_core.exchange.starter import make_store
from cjo_core.store.database import Store, open_store
from cjo_core.store.responses.imports import has_unordered_keys

from .conftest import NOW
from .test_importing import _numbers

ANONYMOUS = "score,when,words\n9,2026-01-06,late\n3,2026-01-05,\n3,2026-01-05,\n10,,undated\n"
#: What was hashed for each of these rows in the order of time, and how often the same had come before.
ANONYMOUS_KEYS = [
    ("answers", "row", "", "10", "undated", "", "", "", "", "", "", "0"),
    ("answers", "row", "2026-01-05T12:00:00Z", "3", "", "", "", "", "", "", "", "0"),
    ("answers", "row", "2026-01-05T12:00:00Z", "3", "", "", "", "", "", "", "", "1"),
    ("answers", "row", "2026-01-06T12:00:00Z", "9", "late", "", "", "", "", "", "", "0"),
]
IDENTIFIED = "score,when,words,who\n9,2026-01-06,late,007\n3,2026-01-05,one,7\n3,2026-01-05,other,7\n"
IDENTIFIED_KEYS = [
    ("answers", "id", "7", "2026-01-05T12:00:00Z", "3", "", "", "0"),
    ("answers", "id", "7", "2026-01-05T12:00:00Z", "3", "", "", "1"),
    ("answers", "id", "007", "2026-01-06T12:00:00Z", "9", "", "", "0"),
]


def _import(store: Store, text: str, respondent: str | None) -> tuple[int, int, int, int]:
    options = ImportOptions("nps", "score", "answers.csv", date="when", comment="words", respondent=respondent)
    return _numbers(import_table(store, read_table(text.encode()), options, now=NOW))


def _written_by_the_older_version(path: Path, keys: list[tuple[str, ...]]) -> Store:
    """The store at `path` as the older version left it: hashes alone for keys, and no table that tells of them."""
    store = open_store(path)
    with store.writing() as connection:
        for number, parts in enumerate(keys, start=1):
            key = hashlib.sha256("\x1f".join(parts).encode()).digest()[:16]
            connection.execute("UPDATE responses SET submission_key = ? WHERE id = ?", [key, number])
        connection.execute("DROP TABLE unordered_keys")
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'ordered_keys'")
    store.close()
    return open_store(path)


@pytest.mark.parametrize(
    ("text", "keys", "respondent"), [(ANONYMOUS, ANONYMOUS_KEYS, None), (IDENTIFIED, IDENTIFIED_KEYS, "who")]
)
def test_a_file_of_an_older_version_adds_only_what_is_new(
    tmp_path: Path, text: str, keys: list[tuple[str, ...]], respondent: str | None
) -> None:
    store = make_store(tmp_path / "cjo.db", time_zone="UTC")
    assert _import(store, text, respondent) == (len(keys), len(keys), 0, 0)
    store.close()
    store = _written_by_the_older_version(tmp_path / "cjo.db", keys)
    assert _import(store, text, respondent) == (len(keys), 0, 0, len(keys))
    grown = text + ("5,2026-02-01,new,8\n" if respondent else "5,2026-02-01,new\n")
    assert _import(store, grown, respondent) == (len(keys) + 1, 1, 0, len(keys))
    assert _import(store, grown, respondent) == (len(keys) + 1, 0, 0, len(keys) + 1)
    store.close()


def test_only_surveys_that_had_answers_before_are_looked_up_twice(tmp_path: Path) -> None:
    store = make_store(tmp_path / "cjo.db", time_zone="UTC")
    _import(store, ANONYMOUS, None)
    with store.reading() as connection:
        ours = connection.execute("SELECT id FROM surveys WHERE slug = 'answers'").fetchone()[0]
        others = [one for (one,) in connection.execute("SELECT id FROM surveys WHERE slug <> 'answers'").fetchall()]
    assert not has_unordered_keys(store, ours)
    store.close()
    store = _written_by_the_older_version(tmp_path / "cjo.db", ANONYMOUS_KEYS)
    assert has_unordered_keys(store, ours)
    assert others
    assert not any(has_unordered_keys(store, one) for one in others)
    store.close()
