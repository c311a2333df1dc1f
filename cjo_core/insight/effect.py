"""Did an action work? The score of its place since it was done, against the weeks in which the pain was found.

People look every week whether it worked, and a test at 5 % that is asked every week says "clearly up" of one in six
actions that changed nothing. So the effect is measured over twelve weeks and no longer, with intervals (and a p) that
hold for twelve looks at what has come in so far. What also makes a rise of nothing is that a pain was found because
its weeks were low: the weeks from there until it was done, which nobody chose, are therefore part of "before".

A before and after: what else changed in these weeks changed with it, so it shows that something moved, not why. What
the season does to everybody shows in the other stages, which is why `meanwhile` tells of them. Never fetches and never
words anything.

References
----------
.. [1] Pocock, S. J. (1977). Group sequential methods in the design and analysis of clinical trials. Biometrika 64.
.. [2] Barnett, A. G., van der Pols, J. C., Dobson, A. J. (2005). Regression to the mean: what it is and how to deal
   with it. International Journal of Epidemiology 34, 215-220.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.special import ndtr

from cjo_core.insight.experiments.looks import boundary_constant
from cjo_core.metrics.cells import Cells
from cjo_core.metrics.changes.verdicts import DOWN, UNCLEAR, UP, changes
from cjo_core.survey.actions import Figures
from cjo_core.survey.filters import EVERYTHING, Filter
from cjo_core.survey.periods import add_weeks

#: So many weeks after it was done are looked at; and where an action has no period of its own, so many before.
WEEKS = 12


@lru_cache(maxsize=1)
def confidence() -> float:
    """The confidence of one look at which twelve weekly looks together raise a false alarm in 5 % of actions [1]_.

    The weeks before are the same at every look, which makes the looks more alike than Pocock's: it is rather too strict
    than too lenient (`tests/simulate.py` measures it).

    >>> round(confidence(), 3)
    0.99
    """
    return float(2 * ndtr(boundary_constant(WEEKS)) - 1)


def effect(cells: Cells, figures: Figures, where: Mapping[str, str], done: int, running: int) -> Any:
    """The change at a place from the weeks of `figures` on, until it was done, to the twelve after the week `done`, as
    far as they have come by the `running` one.

    Returns one row of `verdicts.changes` with the intervals of `confidence`, or None while no week has begun after it
    was done. Every answer counts in its own week: who answered on both sides is on both. The week in which it was done
    is on neither, unless the pain was found in that week alone.
    """
    return _change(cells, figures, EVERYTHING.only(**where), done, running)


def meanwhile(cells: Cells, figures: Figures, where: Mapping[str, str], done: int, running: int) -> Any:
    """The same of all stages but that of the action; None, too, where there is no other."""
    others = [stage for stage in cells.names["stage"] if stage != where["stage"]]
    return _change(cells, figures, EVERYTHING.only(stage=others), done, running) if others else None


def _change(cells: Cells, figures: Figures, there: Filter, done: int, running: int) -> Any:
    if running <= done:
        return None
    first = figures.first_week
    if first is None or figures.last_week is None:
        first = add_weeks(done, -WEEKS)
    place = there.counting(latest=False)
    before = place.weeks(first, max(first, add_weeks(done, -1)))
    after = place.weeks(add_weeks(done, 1), min(running, add_weeks(done, WEEKS)))
    frame = changes(cells, figures.metric, before, after, adjust=False, confidence=confidence())
    clear = (frame["verdict"] == UNCLEAR) & (frame["p"] < 1 - confidence())
    verdict = np.where(clear, np.where(frame["difference"] > 0, UP, DOWN), frame["verdict"])
    return next(frame.assign(verdict=verdict).itertuples(), None)
