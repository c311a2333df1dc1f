"""How many customers were seen in each stage, and how many go on: the very visits and the very count of the Funnel."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cjo_core.charts.journey_map.content import Going
from cjo_core.charts.numbers import PERCENT, count_text, number_text
from cjo_core.insight.paths.going_on import going_on
from cjo_core.insight.paths.visits import DAY
from cjo_core.locale import _, ngettext
from cjo_core.metrics.privacy.base import FEW_BELOW
from cjo_core.store.odata.visits import visit_rows
from cjo_core.survey.filters import Filter
from pages.see.parts.ways import looking
from pages.ui.choices import filters
from pages.ui.session import View

#: Days a customer has to be seen in a later stage: what the Funnel begins with.
WINDOW = int(looking.DEFAULT_DAYS)


def going(now: View, where: Filter, stages: list[str]) -> pd.DataFrame | None:
    """Customers per stage (see `insight.paths.going_on`); None without visits, or under a filter that is not about
    customers: of a channel, say, the Funnel knows no customers either."""
    if filters.of_customers(where).where != where.where or len(stages) < 2:
        return None
    rows = visit_rows(now.store)
    if not len(rows):
        return None
    look = looking.look_at(now, rows, tuple(stages), where)

    def make() -> pd.DataFrame:
        found = going_on(looking.looked_at(now, look), WINDOW * DAY, look.until, begin=look.begin, end=look.end)
        return found.assign(hidden=True) if looking.gives_away(now, look) else found

    return rows.remembered(("going on", look.key), make)


def words(row: Any) -> Going:
    """A stage's customers as the map says them; small groups are hidden, shares of few are left out."""
    if row.hidden:
        return Going(_("hidden"), _("customers hidden for privacy"))
    customers = count_text(int(row.customers))
    said = ngettext("{count} customer", "{count} customers", int(row.customers)).format(count=customers)
    told = row.base >= FEW_BELOW and not np.isnan(row.value) and not row.on_hidden
    return Going(customers, said, _(PERCENT).format(number=number_text(row.value)) if told else "")
