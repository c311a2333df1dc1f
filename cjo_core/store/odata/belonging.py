"""Who belongs to which segment and persona: as the team's rules say, else as the customer's newest dated answer does.
Never runs a rule.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from cjo_core.store.database import Store
from cjo_core.store.odata.visits import VisitRows

Ints = NDArray[np.int64]
_STATE = "SELECT count(*), count(until), max(id) FROM assignments"
_ASSIGNED = (
    "SELECT a.customer, n.name FROM assignments a JOIN {dimension}s n ON n.id = a.{dimension}_id "
    "WHERE a.until IS NULL AND a.{dimension}_id IS NOT NULL"
)


def belonging(store: Store, rows: VisitRows) -> Mapping[str, Ints]:
    """Per dimension the position (in `rows.names`) of each customer of the visits, −1 where not known."""
    with store.reading() as connection:
        state = tuple(connection.execute(_STATE).fetchone())
    return rows.remembered(("belonging", state), lambda: _overlaid(store, rows)) if state[0] else rows.groups


def _overlaid(store: Store, rows: VisitRows) -> Mapping[str, Ints]:
    customer = {name: i for i, name in enumerate(rows.ids)}
    found = {}
    with store.reading() as connection:
        for dimension, code in rows.groups.items():
            position = {name: i for i, name in enumerate(rows.names[dimension])}
            found[dimension] = code.copy()
            for who, name in connection.execute(_ASSIGNED.format(dimension=dimension)).fetchall():
                if who in customer and name in position:
                    found[dimension][customer[who]] = position[name]
    return found
