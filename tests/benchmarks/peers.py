"""The designs ours is compared with: pandas reading every time, a frame kept in memory, SQL with a covering index.

Each gives the counts of stage × segment × score of the NPS question; the statistics on top are the same functions for
all, so that only the way to the counts differs. None of them hides small groups: ours does, and is timed with it.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cjo_core.metrics.catalog import METRICS

#: What a dashboard needs of the table; the usual one reads all columns, which takes twice as long.
_READ = "SELECT question_kind, week, stage, segment, persona, score FROM answers_readable"
#: The table as one would keep it, times and ids included; dimensions become categories.
_KEPT = (
    "SELECT answer_id, response_id, submitted_at_utc, question_kind, week, stage, touchpoint, segment, persona, "
    "channel, language, door, score, superseded FROM answers_readable WHERE answer_id > ? AND answer_id <= ?"
)
_CATEGORIES = ("question_kind", "week", "stage", "touchpoint", "segment", "persona", "channel", "language", "door")
_INDEX = "CREATE INDEX IF NOT EXISTS tuned ON answers (question_id, place_id, score)"
_BY_INDEX = """
SELECT s.name, g.name, c.score, sum(c.n)
FROM (SELECT place_id, score, count(*) AS n FROM answers WHERE question_id = 1 GROUP BY place_id, score) c
JOIN places p ON p.id = c.place_id JOIN touchpoints t ON t.id = p.touchpoint_id JOIN stages s ON s.id = t.stage_id
JOIN segments g ON g.id = p.segment_id GROUP BY 1, 2, 3
"""


def estimated(counts: pd.DataFrame) -> pd.DataFrame:
    """Value, low, high and n of each group, from counts per score (columns 0 … 10)."""
    block = counts.to_numpy(np.int64)
    estimate = METRICS["nps"].evaluate(block)
    figures = {"value": estimate.value, "low": estimate.low, "high": estimate.high, "n": block.sum(axis=1)}
    return pd.DataFrame(figures, index=counts.index)


def read_and_group(path: Path) -> pd.DataFrame:
    """The usual page: read the table, group it."""
    with closing(sqlite3.connect(path)) as connection:
        frame = pd.read_sql(_READ, connection)
    return group(frame)


def group(frame: pd.DataFrame) -> pd.DataFrame:
    """Stage × segment from a frame of answers."""
    nps = frame[frame["question_kind"] == "nps"]
    counts = nps.groupby(["stage", "segment", "score"], observed=True).size().unstack(fill_value=0)
    return estimated(counts)


def kept_frame(path: Path) -> pd.DataFrame:
    """The table in memory with its dimensions as categories, read in parts so that reading it needs no more."""
    parts = []
    with closing(sqlite3.connect(path)) as connection:
        last = connection.execute("SELECT max(id) FROM answers").fetchone()[0]
        names = {name: _names(connection, name) for name in _CATEGORIES}
        for start in range(0, last, 500_000):
            part = pd.read_sql(_KEPT, connection, params=[start, start + 500_000])
            for name in _CATEGORIES:
                part[name] = pd.Categorical(part[name], names[name])
            part["submitted_at_utc"] = pd.to_datetime(part["submitted_at_utc"], format="%Y-%m-%dT%H:%M:%SZ")
            parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _names(connection: sqlite3.Connection, name: str) -> list[Any]:
    if name == "door":
        return ["web"]
    if name == "week":
        weeks = connection.execute("SELECT DISTINCT week FROM answers").fetchall()
        return sorted(f"{week // 100:04d}-W{week % 100:02d}" for (week,) in weeks)
    if name == "question_kind":
        return ["nps", "csat", "ces"]
    if name == "language":
        return ["en", "zh", "pl"]
    return [row[0] for row in connection.execute(f"SELECT name FROM {name}s ORDER BY position").fetchall()]


def indexed(path: Path) -> Path:
    """A copy of the store with a covering index for this one question, made once."""
    copy = path.with_name(f"indexed-{path.name}")
    if not copy.exists():
        shutil.copy(path, copy)
        with closing(sqlite3.connect(copy)) as connection:
            connection.execute("PRAGMA cache_size = -500000")
            connection.execute(_INDEX)
            connection.execute("ANALYZE")
    return copy


def by_index(connection: sqlite3.Connection) -> pd.DataFrame:
    """Stage × segment from the covering index."""
    rows = connection.execute(_BY_INDEX).fetchall()
    frame = pd.DataFrame(rows, columns=["stage", "segment", "score", "n"])
    return estimated(frame.pivot_table(index=["stage", "segment"], columns="score", values="n", fill_value=0))
