"""What Nordhaus plans and has done about its pain points: one action that worked, one still to do. Never a score.

Their figures are those that the journey map would have shown on the day they were written down. In a year of so few
answers that nothing stands out, nothing is planned.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from cjo_core.exchange.demo import story
from cjo_core.exchange.demo.story import STORY
from cjo_core.metrics.cells import Cells
from cjo_core.metrics.changes.verdicts import DOWN, against_rest
from cjo_core.store.actions import add_action, set_done
from cjo_core.store.counts.cells import Counting, fresh_cells
from cjo_core.store.database import Store
from cjo_core.survey.actions import Action, Figures
from cjo_core.survey.filters import EVERYTHING
from cjo_core.survey.periods import add_weeks, monday, start_of_day, time_zone, week_of_day

#: So many weeks after the launch somebody has read the map and written the first action down; the last ones count for
#: the second.
READ_AFTER, LOOKED_AT = 6, 12


def plan(store: Store, until: date) -> None:
    """Write both actions down, as far as the answers bear them out."""
    cells, zone = fresh_cells(Counting(store)), time_zone(story.ZONE)
    hurt, now = STORY.hurt_weeks(until), week_of_day(until)
    found = _figures(cells, "nps", {"stage": STORY.stage, "segment": STORY.segment}, hurt[0], hurt[READ_AFTER - 1])
    if found is not None:
        written = start_of_day(monday(hurt[READ_AFTER]), zone) + timedelta(hours=10)
        title = "Bring old orders, addresses and invoices of companies back into the portal"
        action = Action(title, "Service", STORY.stage, found, written, segment=STORY.segment)
        set_done(store, add_action(store, action), start_of_day(STORY.fix(until), zone) + timedelta(hours=8))
    found = _figures(cells, "csat", {"stage": STORY.news_stage}, add_weeks(now, 1 - LOOKED_AT), now)
    if found is not None:
        title = "Tell customers before a parcel is late, and let them choose a new day"
        written = start_of_day(until, zone) + timedelta(hours=16)
        add_action(store, Action(title, "Logistics", STORY.news_stage, found, written))


def _figures(cells: Cells, metric: str, place: Mapping[str, str], first: int, last: int) -> Figures | None:
    """A place against all other answers of these weeks; None if it is not clearly worse."""
    frame = against_rest(cells, metric, tuple(place), EVERYTHING.weeks(first, last))
    for dimension, name in place.items():
        frame = frame[frame[dimension] == name]
    if not len(frame) or frame["verdict"].iloc[0] != DOWN:
        return None
    row = frame.iloc[0]
    value, rest, gap, low, high = (float(row[name]) for name in ("after", "before", "difference", "low", "high"))
    return Figures(metric, value, int(row["n_after"]), rest, gap, low, high, first, last)
