"""How many customers were seen in each stage, from events and dated answers, where the filters allow to tell."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from cjo_core.charts.journey_map.content import Going
from cjo_core.charts.numbers import PERCENT, count_text, number_text
from cjo_core.insight.going_on import FLOOR, going_on
from cjo_core.locale import _, ngettext
from cjo_core.metrics.base import FEW_BELOW
from cjo_core.store.odata.visits import VisitRows, visit_rows
from cjo_core.survey.filters import Filter
from cjo_core.survey.periods import monday, start_of_day
from pages.ui.session import View

#: Days a customer has to be seen in a later stage.
WINDOW = 30
#: Filters by which visits can be chosen.
KNOWN = {"segment", "persona", "channel"}
#: Results per visits read: they are large, and the same as long as nothing has changed.
_results: WeakKeyDictionary[VisitRows, dict[Any, pd.DataFrame]] = WeakKeyDictionary()


def going(now: View, where: Filter, stages: list[str]) -> pd.DataFrame | None:
    """Customers per stage (see `insight.going_on`); None without visits, or under a filter that visits do not know."""
    if set(where.where) - KNOWN or len(stages) < 2:
        return None
    rows = visit_rows(now.store)
    if not len(rows):
        return None
    begin, end = _bounds(now, where)
    until = int(now.now.timestamp())
    known = _results.setdefault(rows, {})
    key = (tuple(stages), where, begin, end, until // 3600)
    if key not in known:
        keep = _kept(rows, where)
        position = np.full(len(rows.names["stage"]) + 1, -1, np.int64)  # the last: not given
        for i, name in enumerate(rows.names["stage"]):
            position[i] = stages.index(name) if name in stages else -1
        known.clear() if len(known) > 64 else None
        known[key] = going_on(
            rows.customer[keep],
            rows.time[keep],
            position[rows.stage[keep]],
            len(stages),
            begin=begin,
            end=end,
            until=until,
            window=WINDOW * 86_400,
        )
    return known[key]


def words(row: Any) -> Going:
    """A stage's customers as the map says them; small groups are hidden, shares of few are left out."""
    count = int(row.customers)
    if 0 < count < FLOOR:
        return Going(_("hidden"), _("customers hidden for privacy"))
    customers = count_text(count)
    said = ngettext("{count} customer", "{count} customers", count).format(count=customers)
    told = row.base >= FEW_BELOW and not np.isnan(row.value)
    lost = row.base - row.went_on
    told = told and min(row.went_on, lost) >= FLOOR
    return Going(customers, said, _(PERCENT).format(number=number_text(row.value)) if told else "")


def _bounds(now: View, where: Filter) -> tuple[int, int]:
    first = datetime(1970, 1, 2, tzinfo=now.zone)
    begin = first if where.first_week is None else start_of_day(monday(where.first_week), now.zone)
    end = now.now
    if where.last_week is not None:
        end = min(now.now, start_of_day(monday(where.last_week) + timedelta(days=7), now.zone).astimezone(now.zone))
    return int(begin.timestamp()), int(end.timestamp())


def _kept(rows: VisitRows, where: Filter) -> np.ndarray:
    keep = np.ones(len(rows), np.bool_)
    for dimension, names in where.where.items():
        codes = rows.channel if dimension == "channel" else rows.groups[dimension][rows.customer]
        wanted = [rows.names[dimension].index(name) for name in names if name in rows.names[dimension]]
        wanted += [-1] if None in names else []
        keep &= np.isin(codes, wanted)
    return keep
