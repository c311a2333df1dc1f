"""Customers per stage in a period, and how many went on to the next one. Counts groups only; never names anybody."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cjo_core.errors import BadValue
from cjo_core.metrics.steps import WINDOW_DAYS, steps
from cjo_core.store.database import Store
from cjo_core.store.odata.visits import VisitRows, visit_rows
from cjo_core.survey.filters import EVERYTHING, Filter

#: What customers can be narrowed by here: their own segment and persona, and the channel of the visit.
FILTERED = ("segment", "persona", "channel")


def customers_per_stage(
    store: Store,
    since: datetime | None = None,
    until: datetime | None = None,
    where: Filter = EVERYTHING,
    *,
    window_days: int = WINDOW_DAYS,
    stages: Collection[str] | None = None,
    among: Collection[str] | None = None,
) -> pd.DataFrame:
    """Distinct customers seen in each stage from `since` on and before `until` (by an event there, or a dated answer to
    a survey of identified customers), and how many were seen in the next stage within the window; the columns are those
    of `metrics.steps.steps`.

    `where` may name segments, personas (of a customer: those of the newest answer that names one) and channels (of the
    visit); its weeks and other dimensions are not looked at. `stages`: these alone, in this order (those of one
    journey, say); `among`: these customers alone. Remembered as long as nothing has changed. Small groups are not
    hidden here.
    """
    found = visit_rows(store)
    begin, end = (None if one is None else int(one.timestamp()) for one in (since, until))
    narrowed = tuple((one, where.where[one]) for one in FILTERED if one in where.where)
    order = found.names["stage"] if stages is None else tuple(stages)
    if unknown := [name for name in order if name not in found.names["stage"]]:
        raise BadValue(f"there is no stage “{unknown[0]}”; possible are {', '.join(found.names['stage'])}")
    who = None if among is None else frozenset(among)

    def count() -> pd.DataFrame:
        stage = _renumbered(found, order)
        counted = _counted(found, narrowed, who)
        return steps(
            found.customer, found.time, stage, order, begin=begin, end=end, window_days=window_days, counted=counted
        )

    return found.remembered(("steps", begin, end, narrowed, window_days, order, who), count).copy()


def _renumbered(found: VisitRows, order: tuple[str, ...]) -> NDArray[np.int64]:
    """The stages of visits by their position in `order`; −1 for others."""
    if order == found.names["stage"]:
        return found.stage
    code = np.full(len(found.names["stage"]) + 1, -1, np.int64)  # the last one is that of -1
    for position, name in enumerate(order):
        code[found.names["stage"].index(name)] = position
    return code[found.stage]


def _counted(
    found: VisitRows, narrowed: tuple[tuple[str, tuple[str | None, ...]], ...], among: frozenset[str] | None
) -> NDArray[np.bool_] | None:
    """The visits of the customers and channels asked for; None for all."""
    if not narrowed and among is None:
        return None
    kept = np.ones(len(found), np.bool_)
    for dimension, names in narrowed:
        known = {name.casefold(): position for position, name in enumerate(found.names[dimension])}
        wanted = [-1 if name is None else known.get(name.casefold(), -2) for name in names]
        code = found.channel if dimension == "channel" else found.groups[dimension][found.customer]
        kept &= np.isin(code, wanted)
    if among is not None:
        chosen = np.fromiter((one in among for one in found.ids), np.bool_, len(found.ids))
        kept &= chosen[found.customer]
    return kept
