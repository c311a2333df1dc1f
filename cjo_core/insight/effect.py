"""Did an action work? The score of its place since it was done, against the weeks in which the pain was found.

A before and after: what else changed in these weeks changed with it, so it shows that something moved, not why. Never
fetches and never words anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cjo_core.metrics.cells import Cells
from cjo_core.metrics.verdicts import changes
from cjo_core.survey.actions import Figures
from cjo_core.survey.filters import EVERYTHING
from cjo_core.survey.periods import add_weeks

#: Where an action has no period of its own, so many weeks before it was done are what it is compared with.
WEEKS = 12


def effect(cells: Cells, figures: Figures, where: Mapping[str, str], done: int, running: int) -> Any:
    """The change at a place from the weeks of `figures` to those after the week `done`, up to the `running` one.

    Returns one row of `verdicts.changes`, or None while no week has begun after it was done. Every answer counts in its
    own week: who answered on both sides is on both.
    """
    if running <= done:
        return None
    first, last = figures.first_week, figures.last_week
    if first is None or last is None:
        first, last = add_weeks(done, -WEEKS), add_weeks(done, -1)
    place = EVERYTHING.counting(latest=False).only(**where)
    before, after = place.weeks(first, min(last, done)), place.weeks(add_weeks(done, 1), running)
    return next(changes(cells, figures.metric, before, after).itertuples(), None)
