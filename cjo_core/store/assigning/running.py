"""The rules run: customers are assigned, and their answers placed. Who matches is for `metrics.audience` to say.

An answer is placed by a rule only if its survey knows its customers (`identified`), a customer's id came with it, and
no segment (or persona) did. What a rule gave is remembered per response (`responses.ruled`), so the next run can
change it or take it back exactly, and what was given with an answer is never touched. A customer's assignments and the
places of their answers change in one transaction, a batch of customers at a time: a run that breaks off leaves
everything true, and the next one does the rest.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np

from cjo_core.metrics.audience.facts import OF_EVENTS, People
from cjo_core.metrics.audience.matching import first_match
from cjo_core.store.assigning.people import people
from cjo_core.store.assigning.rules import RULED, SavedRule, rules_in
from cjo_core.store.database import Store
from cjo_core.store.set_up.limits import count_moves
from cjo_core.survey.periods import utc_text

#: Customers per transaction, so that live answers hardly wait.
BATCH = 400
_COLUMNS = ("stage_id", "touchpoint_id", "segment_id", "persona_id", "channel_id", "language")
_SEGMENT = _COLUMNS.index("segment_id")
#: The name (id) a customer belongs to and the rule that says so, per dimension; missing: none. KEEP: as it is.
Wanted = dict[str, tuple[int, int]]
KEEP = (-1, -1)


@dataclass(frozen=True)
class Run:
    """What a run did: customers looked at, how many came to a name, changed from one to another or left, and how many
    responses were placed anew."""

    people: int = 0
    came: int = 0
    changed: int = 0
    left: int = 0
    responses: int = 0

    def __add__(self, other: Run) -> Run:
        return Run(
            self.people + other.people,
            self.came + other.came,
            self.changed + other.changed,
            self.left + other.left,
            self.responses + other.responses,
        )


@dataclass
class _Batch:
    """One transaction's work: its connection, its time, and the places it has looked up."""

    connection: sqlite3.Connection
    now: str
    places: dict[tuple[Any, ...], int] = field(default_factory=dict)


def run_rules(store: Store, *, now: datetime | None = None, whole: bool = False) -> Run:
    """Run all rules on the data of `now` and return what changed.

    Quick where nothing did: only customers who belong elsewhere than before are looked up among the answers. `whole`
    goes through all assigned customers' answers instead: after surveys have begun or ceased to know their customers.
    """
    moment = now or datetime.now(UTC)
    with store.reading() as connection:
        saved = {dimension: rules_in(connection, dimension) for dimension in RULED}
        before = _assigned(connection)
    if not before and not any(saved.values()):
        return Run()
    asked = {one.field for rules in saved.values() for rule in rules for one in rule.rule.conditions()}
    everybody = people(store, moment, events=not asked.isdisjoint(OF_EVENTS))
    wanted = wanted_by(saved, everybody, before)
    if whole:
        with store.reading() as connection:
            marked = connection.execute("SELECT DISTINCT respondent FROM responses WHERE ruled <> 0").fetchall()
        todo = sorted({*wanted, *before, *(one for (one,) in marked if one is not None)})
    else:
        everyone = wanted.keys() | before.keys()
        todo = sorted(one for one in everyone if _moves(before.get(one, {}), wanted.get(one, {})))
    total = Run(people=len(everybody))
    for start in range(0, len(todo), BATCH):
        with store.writing() as connection:
            batch = _Batch(connection, utc_text(moment))
            total += _assign(batch, {customer: wanted.get(customer, {}) for customer in todo[start : start + BATCH]})
    return total


def _moves(old: Wanted, new: Wanted) -> bool:
    """Whether a customer belongs elsewhere than before in any dimension."""
    return any(_is_elsewhere(old.get(dimension), new.get(dimension)) for dimension in old.keys() | new.keys())


def _is_elsewhere(old: tuple[int, int] | None, new: tuple[int, int] | None) -> bool:
    return new != KEEP and (old or (None,))[0] != (new or (None,))[0]


def wanted_by(
    saved: Mapping[str, Sequence[SavedRule]], everybody: People, before: Mapping[str, Wanted]
) -> dict[str, Wanted]:
    """Where each customer belongs by these rules. Who is in a retired name stays, unless another rule takes them."""
    found: dict[str, Wanted] = {}
    for dimension, rules in saved.items():
        used = [one for one in rules if not one.retired]
        retired = {one.name_id for one in rules if one.retired}
        first = first_match([one.rule for one in used], everybody)
        taken = np.flatnonzero(first >= 0)
        for customer, chosen in zip(everybody.customers[taken], first[taken].tolist(), strict=True):
            found.setdefault(customer, {})[dimension] = (used[chosen].name_id, used[chosen].id)
        for customer, old in before.items():
            if old.get(dimension, KEEP)[0] in retired and dimension not in found.get(customer, {}):
                found.setdefault(customer, {})[dimension] = KEEP
    return found


def _assigned(connection: sqlite3.Connection, customers: Sequence[str] | None = None) -> dict[str, Wanted]:
    """Where customers (all, or these) belong by the last run."""
    condition = "" if customers is None else f" AND customer IN ({', '.join('?' * len(customers))})"
    rows = connection.execute(
        f"SELECT customer, segment_id, persona_id, rule_id FROM assignments WHERE until IS NULL{condition}",
        list(customers or ()),
    ).fetchall()
    found: dict[str, Wanted] = {}
    for customer, segment, persona, rule in rows:
        dimension, name = ("segment", segment) if segment is not None else ("persona", persona)
        found.setdefault(customer, {})[dimension] = (name, rule)
    return found


def _assign(batch: _Batch, wanted: dict[str, Wanted]) -> Run:
    """Bring these customers' assignments and answers to where they belong."""
    before = _assigned(batch.connection, list(wanted))
    came = changed = left = 0
    ended: list[tuple[str, str]] = []
    begun: list[tuple[Any, ...]] = []
    for customer, goals in wanted.items():
        for dimension in RULED:
            old, new = before.get(customer, {}).get(dimension), goals.get(dimension)
            if not _is_elsewhere(old, new):
                continue
            came, changed, left = came + (old is None), changed + bool(old and new), left + (new is None)
            if old is not None:
                ended.append((dimension, customer))
            if new is not None:
                names = (new[0], None) if dimension == "segment" else (None, new[0])
                begun.append((customer, *names, new[1], batch.now))
    for dimension, customer in ended:
        mine = f"customer = ? AND until IS NULL AND {dimension}_id IS NOT NULL"
        # one that began this very second leaves no trace, like a typo corrected
        batch.connection.execute(f"DELETE FROM assignments WHERE {mine} AND since >= ?", [customer, batch.now])
        batch.connection.execute(f"UPDATE assignments SET until = ? WHERE {mine}", [batch.now, customer])
    batch.connection.executemany(
        "INSERT INTO assignments (customer, segment_id, persona_id, rule_id, since) VALUES (?, ?, ?, ?, ?)", begun
    )
    return Run(0, came, changed, left, _place(batch, wanted))


def _place(batch: _Batch, wanted: dict[str, Wanted]) -> int:
    """Place these customers' answers and chosen options anew where a rule may; returns of how many responses something
    changed. A survey's counts by segment follow."""
    responses: dict[int, int] = {}
    touched: set[int] = set()
    moved: dict[int, tuple[int, int | None, int | None]] = {}
    for table in ("answers", "choices"):
        placed: list[tuple[int, int]] = []
        for survey, goals, row in _rows(batch, table, wanted):
            response, ruled, number, *values = row
            after, bits = _settled(dict(zip(_COLUMNS, values, strict=True)), ruled, goals)
            new = tuple(after.values())
            if new != tuple(values):
                placed.append((_place_id(batch, new), number))
                touched.add(response)
                moved[response] = (survey, values[_SEGMENT], new[_SEGMENT])
            if bits != ruled:
                responses[response] = bits
        batch.connection.executemany(f"UPDATE {table} SET place_id = ? WHERE id = ?", placed)
    batch.connection.executemany(
        "UPDATE responses SET ruled = ? WHERE id = ?", [(bits, response) for response, bits in responses.items()]
    )
    count_moves(batch.connection, moved.values())
    return len(touched | set(responses))


def _rows(batch: _Batch, table: str, wanted: dict[str, Wanted]) -> Iterator[tuple[int, Wanted, tuple[Any, ...]]]:
    """The rows of these customers in a table of what was answered: their survey, where their customer belongs, and
    response, mark, row and place."""
    marks = ", ".join("?" * len(wanted))
    for survey, identified in batch.connection.execute("SELECT id, identified FROM surveys").fetchall():
        rows = batch.connection.execute(
            f"SELECT r.respondent, r.id, r.ruled, a.id, p.{', p.'.join(_COLUMNS)} FROM responses r "
            f"JOIN {table} a ON a.response_id = r.id JOIN places p ON p.id = a.place_id "
            f"WHERE r.survey_id = ? AND r.respondent IN ({marks})",
            [survey, *wanted],
        ).fetchall()
        for respondent, *row in rows:
            yield survey, wanted[respondent] if identified else {}, tuple(row)


def _settled(place: dict[str, Any], ruled: int, goals: Wanted) -> tuple[dict[str, Any], int]:
    """A place as it should be, and which of its names are a rule's."""
    for dimension, bit in RULED.items():
        column, goal = f"{dimension}_id", goals.get(dimension)
        if goal == KEEP or (place[column] is not None and not ruled & bit):
            continue
        place[column] = None if goal is None else goal[0]
        ruled = ruled & ~bit if goal is None else ruled | bit
    return place, ruled


def _place_id(batch: _Batch, values: tuple[Any, ...]) -> int:
    """The row of a place, made if it is new."""
    if values not in batch.places:
        same = " AND ".join(f"{one} IS ?" for one in _COLUMNS)
        row = batch.connection.execute(f"SELECT id FROM places WHERE {same}", values).fetchone()
        if row is None:
            row = batch.connection.execute(
                f"INSERT INTO places ({', '.join(_COLUMNS)}) VALUES (?, ?, ?, ?, ?, ?) RETURNING id", values
            ).fetchone()
        batch.places[values] = int(row[0])
    return batch.places[values]
