"""What orders are worth, by the words of `survey.records` for those that came to nothing. Never says whose they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cjo_core.store.database import Store
from cjo_core.survey.periods import utc_text
from cjo_core.survey.records import came_to_nothing


@dataclass(frozen=True)
class OrderValue:
    """How many orders have a known value, and their mean (None without any)."""

    n: int
    mean: float | None


def order_value(store: Store, since: datetime | None = None, until: datetime | None = None) -> OrderValue:
    """The mean value of the orders of a period, without those that came to nothing (cancelled, returned …)."""
    begin, end = (None if one is None else utc_text(one) for one in (since, until))
    with store.reading() as connection:
        found = connection.execute(
            "SELECT status, count(value), sum(value) FROM orders WHERE (? IS NULL OR ordered_at >= ?) "
            "AND (? IS NULL OR ordered_at < ?) GROUP BY status HAVING count(value) > 0",
            [begin, begin, end, end],
        ).fetchall()
    kept = [(n, total) for status, n, total in found if not came_to_nothing(status)]
    number = sum(n for n, _total in kept)
    return OrderValue(number, sum(total for _n, total in kept) / number if number else None)
