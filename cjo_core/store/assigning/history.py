"""How many customers belonged to each segment or persona, day by day. Counts only: never names a customer."""

from __future__ import annotations

from datetime import date

import pandas as pd

from cjo_core.store.database import Store
from cjo_core.store.set_up.audience import TABLES
from cjo_core.store.set_up.settings import team_zone
from cjo_core.survey.periods import read_utc


def sizes(store: Store, dimension: str) -> dict[str, int]:
    """How many customers belong to each name now, by rule; names without any are there too, in the team's order."""
    with store.reading() as connection:
        rows = connection.execute(
            f"SELECT n.name, (SELECT count(*) FROM assignments a WHERE a.{dimension}_id = n.id AND a.until IS NULL) "
            f"FROM {TABLES[dimension]} n ORDER BY n.position, n.id"
        ).fetchall()
    return {name: int(number) for name, number in rows}


def sizes_over_time(store: Store, dimension: str) -> pd.DataFrame:
    """The size of each name at the end of every day on which any of them changed: `day`, `name`, `size`."""
    with store.reading() as connection:
        zone = team_zone(connection)
        steps = connection.execute(
            f"SELECT n.name, a.since, 1, count(*) FROM assignments a JOIN {TABLES[dimension]} n "
            f"ON n.id = a.{dimension}_id GROUP BY n.id, a.since UNION ALL "
            f"SELECT n.name, a.until, -1, count(*) FROM assignments a JOIN {TABLES[dimension]} n "
            f"ON n.id = a.{dimension}_id WHERE a.until IS NOT NULL GROUP BY n.id, a.until"
        ).fetchall()
    days: dict[str, dict[date, int]] = {}
    for name, when, sign, number in steps:
        day = read_utc(when).astimezone(zone).date()
        mine = days.setdefault(name, {})
        mine[day] = mine.get(day, 0) + sign * number
    all_days = sorted({day for mine in days.values() for day in mine})
    found: list[tuple[date, str, int]] = []
    for name, mine in days.items():
        size = 0
        for day in all_days:
            size += mine.get(day, 0)
            found.append((day, name, size))
    return pd.DataFrame(found, columns=["day", "name", "size"])
