"""Score counts between two days, counted by SQL (the counts in memory know weeks only). Never keeps anything.

Its second use is to check the first: with no days given it must find exactly what `store.counts.cells` holds.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from cjo_core.metrics.cells import PLACE_SHIFT, QUESTION_SHIFT, SUPERSEDED_SHIFT, WEEK_SHIFT, Cells
from cjo_core.metrics.counts.folding import packed
from cjo_core.store.counts.cells import Counting, described
from cjo_core.store.counts.heavier import read_heavier
from cjo_core.store.database import Store
from cjo_core.store.set_up.settings import team_zone
from cjo_core.survey.periods import start_of_day, utc_text

_GROUPED = """
SELECT a.question_id, a.week, a.place_id, a.superseded, a.score, count(*)
FROM answers a JOIN responses r ON r.id = a.response_id
WHERE a.score IS NOT NULL AND (? IS NULL OR r.submitted_at >= ?) AND (? IS NULL OR r.submitted_at < ?)
GROUP BY a.question_id, a.week, a.place_id, a.superseded, a.score
ORDER BY a.question_id, a.week, a.place_id, a.superseded, a.score
"""


def counted_cells(store: Store, first: date | None = None, last: date | None = None) -> Cells:
    """The counts of answers given from `first` to `last` (both days included, in the team's time zone).

    With both None undated answers count too; with a bound they do not, for nobody knows when they were given.
    """
    with store.reading() as connection:
        zone = team_zone(connection)
        begin = None if first is None else _start(first, 0, zone)
        end = None if last is None else _start(last, 1, zone)
        rows = connection.execute(_GROUPED, [begin, begin, end, end]).fetchall()
        keys = [
            (q << QUESTION_SHIFT) | (week << WEEK_SHIFT) | (place << PLACE_SHIFT) | (old << SUPERSEDED_SHIFT) | score
            for q, week, place, old, score, _n in rows
        ]
        counts = np.array([row[5] for row in rows], np.int64)
        heavier = read_heavier(connection, begin, end)
        cells = Cells(packed(np.array(keys, np.int64), counts), heavier=heavier)
        return described(Counting(store), connection, cells)


def _start(day: date, later: int, zone: ZoneInfo) -> str:
    """When the day so many days later begins, as stored; at the ends of the calendar the first or last there is."""
    try:
        return utc_text(start_of_day(day + timedelta(days=later), zone))
    except OverflowError:
        end = date.min if day.year == 1 else date.max
        return utc_text(datetime.combine(end, time.min if end == date.min else time.max, UTC))
