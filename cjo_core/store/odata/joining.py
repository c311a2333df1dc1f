"""How well answers, orders and events find their customers: matched, unmatched, several per customer. Never changes or
drops anything, and never guesses that two ids are the same: it only says which look so.

Respondents are those of surveys of identified customers; of others nobody is joined.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from cjo_core.store.database import Store

ANSWERS, ORDERS, EVENTS = "answers", "orders", "events"
#: Examples named per source, and pairs of ids that are nearly the same.
EXAMPLES = 5
_READ = {
    ANSWERS: "SELECT r.respondent AS id, count(*) AS n FROM responses r JOIN surveys s ON s.id = r.survey_id "
    "WHERE s.identified = 1 AND r.respondent IS NOT NULL GROUP BY r.respondent",
    ORDERS: "SELECT customer AS id, count(*) AS n FROM orders GROUP BY customer",
    EVENTS: "SELECT customer AS id, count(*) AS n FROM events GROUP BY customer",
}
_APART = (
    "SELECT count(*) FROM responses r JOIN surveys s ON s.id = r.survey_id "
    "WHERE s.identified = 0 AND r.respondent IS NOT NULL"
)
#: What the report is made of: O-data, responses that came or went, and which surveys know their people.
_STATE = (
    "SELECT (SELECT version FROM odata), (SELECT max(id) FROM responses), (SELECT max(id) FROM answer_changes), "
    "(SELECT group_concat(id) FROM surveys WHERE identified = 1)"
)


@dataclass(frozen=True)
class Joined:
    """One source (answers, orders or events): its `rows` and the `ids` they name; of these, how many have a row in the
    list of customers (`matched_rows`, `matched_ids`), and some that have none. `several` ids have more than one row
    each, at most `most`."""

    source: str
    rows: int = 0
    ids: int = 0
    matched_rows: int = 0
    matched_ids: int = 0
    several: int = 0
    most: int = 0
    unmatched: tuple[str, ...] = ()

    @property
    def unmatched_ids(self) -> int:
        """How many ids have no row in the list of customers."""
        return self.ids - self.matched_ids


@dataclass(frozen=True)
class JoinReport:
    """How everything joins. `idle`: customers with no answer, order or event. `nearly`: pairs of ids that differ by
    letter case, leading zeros or spaces alone (some of `nearly_count`). `apart`: responses with an id whose survey
    keeps its people unknown, which are never joined.
    """

    customers: int
    sources: tuple[Joined, ...]
    idle: int
    nearly_count: int
    nearly: tuple[tuple[str, str], ...]
    apart: int

    def of(self, source: str) -> Joined:
        """One of the sources."""
        return next(one for one in self.sources if one.source == source)


_known: WeakKeyDictionary[Store, tuple[tuple[object, ...], JoinReport]] = WeakKeyDictionary()


def join_report(store: Store) -> JoinReport:
    """The join as it is now; counted once for as long as nothing of it changes."""
    with store.reading() as connection:
        state = tuple(connection.execute(_STATE).fetchone())
        before = _known.get(store)
        if before is not None and before[0] == state:
            return before[1]
        report = _report(connection)
    _known[store] = (state, report)
    return report


def _report(connection: sqlite3.Connection) -> JoinReport:
    known = {str(row[0]) for row in connection.execute("SELECT customer FROM customers").fetchall()}
    sources: list[Joined] = []
    met: set[str] = set()
    for source, sql in _READ.items():
        counts = {str(one): int(n) for one, n in connection.execute(sql).fetchall()}
        sources.append(_joined(source, counts, known))
        met.update(counts)
    apart = int(connection.execute(_APART).fetchone()[0])
    pairs = _nearly(known | met, known)
    return JoinReport(len(known), tuple(sources), len(known - met), len(pairs), tuple(pairs[:EXAMPLES]), apart)


def _joined(source: str, counts: dict[str, int], known: set[str]) -> Joined:
    matched = counts.keys() & known
    return Joined(
        source,
        rows=sum(counts.values()),
        ids=len(counts),
        matched_rows=sum(counts[one] for one in matched),
        matched_ids=len(matched),
        several=sum(n > 1 for n in counts.values()),
        most=max(counts.values(), default=0),
        unmatched=tuple(sorted(counts.keys() - known)[:EXAMPLES]),
    )


def folded(customer: str) -> str:
    """An id without what people and programs get wrong: letter case, spaces, leading zeros of its numbers.

    >>> folded("007"), folded(" C-000211"), folded("c-211")
    ('7', 'c-211', 'c-211')
    """
    return re.sub(r"(?<!\d)0+(?=\d)", "", "".join(customer.split()).casefold())


def _nearly(ids: Iterable[str], known: set[str]) -> list[tuple[str, str]]:
    """Pairs of ids that are the same when folded; the second is the one in the list of customers, if either is."""
    by_fold: dict[str, list[str]] = {}
    for one in ids:
        by_fold.setdefault(folded(one), []).append(one)
    pairs = []
    for spelt in by_fold.values():
        if len(spelt) > 1:
            last = min(spelt, key=lambda one: (one not in known, one))
            pairs += [(one, last) for one in spelt if one != last]
    return sorted(pairs)
