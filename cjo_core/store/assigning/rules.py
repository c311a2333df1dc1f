"""Rules of segments and personas: every change is a new version, and the old ones stay. Never runs a rule."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from cjo_core.errors import BadValue, NotFound
from cjo_core.locale import _
from cjo_core.store.database import Store
from cjo_core.store.set_up.audience import TABLES, find
from cjo_core.survey.periods import read_utc, utc_text
from cjo_core.survey.places import dimension_name
from cjo_core.survey.rules import Rule, read_rule, rule_text

#: What rules may decide, and its bit in `responses.ruled`.
RULED = {"segment": 1, "persona": 2}


@dataclass(frozen=True)
class SavedRule:
    """One version of a rule. `ended_at` None: at work."""

    id: int
    dimension: str
    name_id: int
    name: str
    version: int
    rule: Rule
    saved_at: datetime
    ended_at: datetime | None = None
    retired: bool = False


def save_rule(store: Store, dimension: str, name: str, rule: Rule | None, *, now: datetime | None = None) -> int | None:
    """Let this be the rule of a segment or persona (None: no rule any more) and return its version.

    The same rule again changes nothing. Nobody is assigned before the rules run (`run_rules`).
    """
    with store.writing() as connection:
        return save_rule_in(connection, dimension, name, rule, now or datetime.now(UTC))


def save_rule_in(
    connection: sqlite3.Connection, dimension: str, name: str, rule: Rule | None, now: datetime
) -> int | None:
    """The same, inside a writing transaction of yours."""
    column = _column(dimension)
    identity = find(connection, dimension, name)
    if identity is None:
        words = _("there is no {dimension} “{name}”")
        raise NotFound(words.format(dimension=dimension_name(dimension).lower(), name=name[:80]))
    old = connection.execute(
        f"SELECT version, rule FROM audience_rules WHERE {column} = ? AND ended_at IS NULL", [identity]
    ).fetchall()
    if rule is not None and len(old) == 1 and read_rule(old[0][1]) == rule:
        return int(old[0][0])
    ended = f"UPDATE audience_rules SET ended_at = ? WHERE {column} = ? AND ended_at IS NULL"
    connection.execute(ended, [utc_text(now), identity])
    if rule is None:
        return None
    last = connection.execute(f"SELECT coalesce(max(version), 0) FROM audience_rules WHERE {column} = ?", [identity])
    version = int(last.fetchone()[0]) + 1
    connection.execute(
        f"INSERT INTO audience_rules ({column}, version, rule, saved_at) VALUES (?, ?, ?, ?)",
        [identity, version, rule_text(rule), utc_text(now)],
    )
    return version


def rules(store: Store, dimension: str) -> list[SavedRule]:
    """The rules at work, in the team's order of names: the first that matches a customer wins."""
    with store.reading() as connection:
        return rules_in(connection, dimension)


def rules_in(connection: sqlite3.Connection, dimension: str, *, ended: bool = False) -> list[SavedRule]:
    """The same, inside a transaction of yours; `ended` gives all versions there were instead."""
    column, table = _column(dimension), TABLES[dimension]
    condition = "" if ended else "WHERE r.ended_at IS NULL"
    rows = connection.execute(
        f"SELECT r.id, r.{column}, n.name, r.version, r.rule, r.saved_at, r.ended_at, n.retired_at "
        f"FROM audience_rules r JOIN {table} n ON n.id = r.{column} {condition} ORDER BY n.position, n.id, r.id"
    ).fetchall()
    return [
        SavedRule(
            identity,
            dimension,
            name_id,
            name,
            version,
            read_rule(rule),
            read_utc(saved),
            _moment(end),
            retired is not None,
        )
        for identity, name_id, name, version, rule, saved, end, retired in rows
    ]


def versions(store: Store, dimension: str, name: str) -> list[SavedRule]:
    """All versions of a name's rule, the newest first."""
    with store.reading() as connection:
        return [one for one in reversed(rules_in(connection, dimension, ended=True)) if one.name == name]


def _column(dimension: str) -> str:
    if dimension not in RULED:
        raise BadValue(f"rules cannot decide the {dimension}; possible are {', '.join(RULED)}")
    return f"{dimension}_id"


def _moment(text: str | None) -> datetime | None:
    return None if text is None else read_utc(text)
