"""The counts of a large store, kept beside its file (`cjo.db-cells.npz`), so that a start need not read ten million
answers again. Never the truth and never needed: whatever is wrong with it, the answers are read instead.

A snapshot says which store it was taken of, up to which answer and which change, and what the last of them were. At the
next start it is brought up to date from there, like counts in memory. It is left alone when it is damaged (a zip file
checks its parts), of an older form, packed otherwise, of another store, or of another history: a backup was restored,
say, and other answers have taken the numbers since. `python -m cjo_core check` compares what it holds with the answers.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cjo_core.metrics.counts.columns import Column, read_column

log = logging.getLogger("cjo")

#: A snapshot is due when the last one lacks this many answers and changes: reading them takes tens of milliseconds.
DUE = 100_000
#: How many of the last answers and changes must still be what they were.
_WITNESSES = 32
_WITNESS = "hex(r.submission_key) || coalesce(r.submitted_at, '')"
#: The parts of a column that are written; versions are those of one process.
_PARTS = ("weeks", "starts", "first", "steps", "counts")


@dataclass(frozen=True)
class Saved:
    """The columns of cells by question, and up to where they count."""

    columns: Mapping[int, Column]
    last_answer: int
    last_change: int


def snapshot_path(path: Path) -> Path:
    """Where the snapshot of a store lies."""
    return path.with_name(f"{path.name}-cells.npz")


def save(path: Path, connection: sqlite3.Connection, packed: str, saved: Saved) -> bool:
    """Write the snapshot in one step; False (and a line in the log) if that cannot be."""
    target = snapshot_path(path)
    building = target.with_name(f"{target.name}.part")
    answers = connection.execute(
        f"SELECT a.id, {_WITNESS} FROM answers a JOIN responses r ON r.id = a.response_id "
        "WHERE a.id <= ? ORDER BY a.id DESC LIMIT ?",
        [saved.last_answer, _WITNESSES],
    ).fetchall()
    parts: dict[str, Any] = {
        **_parts(saved.columns),
        "last": np.array([saved.last_answer, saved.last_change]),
        "store": np.array(_identity(connection, packed)),
        "witnesses": np.array([number for number, _key in answers], np.int64),
        "witness_keys": np.array([key for _number, key in answers], "U60"),
        "changes": np.array(_last_changes(connection, saved.last_change)),
    }
    try:
        with building.open("wb") as file:
            np.savez(file, **parts)
        building.replace(target)  # a reader sees the old one or the new one
    except OSError as error:
        log.warning("the counts could not be kept for the next start: %s", error)
        return False
    return True


def load(path: Path, connection: sqlite3.Connection, packed: str) -> Saved | None:
    """The snapshot of the store that `connection` reads; None where there is none to be trusted."""
    target = snapshot_path(path)
    if not target.exists():
        return None
    try:
        with np.load(target, allow_pickle=False) as file:
            parts: dict[str, NDArray[Any]] = {name: file[name] for name in file.files}
        older = "questions" not in parts and "keys" in parts
        saved = Saved({} if older else _columns(parts), *(int(number) for number in parts["last"]))
        reason = "of an older form" if older else _objection(connection, packed, parts, saved)
    except Exception as error:  # a zip file can be damaged in any way, and nobody needs this one
        reason = f"damaged ({error})"
    if reason:
        log.warning("the counts kept beside %s are %s; all answers are read instead", path.name, reason)
        return None
    return saved


def _parts(columns: Mapping[int, Column]) -> dict[str, NDArray[Any]]:
    """The columns as the parts of a file."""
    own = {f"{name}-{question}": getattr(one, name) for question, one in columns.items() for name in _PARTS}
    return {"questions": np.array(list(columns), np.int64), **own}


def _columns(parts: dict[str, NDArray[Any]]) -> dict[int, Column]:
    """The columns of such parts; ValueError if they do not fit together."""
    return {
        question: read_column(*(parts[f"{name}-{question}"] for name in _PARTS))
        for question in parts["questions"].tolist()
    }


def _objection(connection: sqlite3.Connection, packed: str, parts: dict[str, NDArray[Any]], saved: Saved) -> str:
    """What speaks against a snapshot; empty if nothing does."""
    if str(parts["store"]) != _identity(connection, packed):
        return "those of another store"
    reached = dict(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    if reached.get("answers", 0) < saved.last_answer or reached.get("answer_changes", 0) < saved.last_change:
        return "newer than the store"
    if str(parts["changes"]) != _last_changes(connection, saved.last_change):
        return "those of another history"
    there = 0
    for number, key in zip(parts["witnesses"].tolist(), parts["witness_keys"].tolist(), strict=True):
        now = connection.execute(
            f"SELECT {_WITNESS} FROM answers a JOIN responses r ON r.id = a.response_id WHERE a.id = ?",
            [number],
        ).fetchone()
        removed = connection.execute(
            "SELECT 1 FROM answer_changes WHERE id > ? AND answer_id = ? AND delta = -1", [saved.last_change, number]
        )
        if now != (key,) and (now is not None or removed.fetchone() is None):
            return "those of another history"
        there += now is not None
    return "" if there or not saved.last_answer else "those of answers that are gone"


def _identity(connection: sqlite3.Connection, packed: str) -> str:
    """What tells a store, and a way of packing cells, from any other. The secret itself stays in the store."""
    secret = connection.execute("SELECT value FROM settings WHERE name = 'secret'").fetchone()
    return hashlib.sha256(f"{secret}\x1f{packed}".encode()).hexdigest()


def _last_changes(connection: sqlite3.Connection, last: int) -> str:
    """The last changes up to `last`, as a digest: the log is never rewritten."""
    rows = connection.execute(
        "SELECT * FROM answer_changes WHERE id <= ? ORDER BY id DESC LIMIT ?", [last, _WITNESSES]
    ).fetchall()
    return hashlib.sha256(repr(rows).encode()).hexdigest()
