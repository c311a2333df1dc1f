"""The manager's first screen: how are we, is the change real, where did it move. Never fetches, words or draws.

All headline comparisons of the screen (three metrics, each against last week and against the four weeks before) are one
family of tests, and all groups under "where it moved" are another: so a stable year raises few false alarms (measured
by `tests/simulate.py`; the README gives the figure).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from cjo_core.insight.mix import MixShift, mix_shifts
from cjo_core.metrics.base import FEW_BELOW, HIDDEN
from cjo_core.metrics.breakdown import columns_of, evaluate
from cjo_core.metrics.catalog import HEADLINES, METRICS, Metric
from cjo_core.metrics.cells import Cells, tally
from cjo_core.metrics.protection import guarded
from cjo_core.metrics.remembered import remembered
from cjo_core.metrics.verdicts import DOWN, TOO_FEW, UNCLEAR, UP, Columns, compared, judgement
from cjo_core.survey.filters import EVERYTHING, Filter
from cjo_core.survey.periods import add_weeks, weeks_between

#: Weeks on a card's line, and how many weeks before make "usual".
TREND, BEFORE = 12, 4
#: Where a change is looked for.
PLACES = ("stage", "segment", "persona")


@dataclass(frozen=True, eq=False)
class Headline:
    """One metric this week: `row` of its breakdown, its changes on last week and the four weeks before, its trend, and
    how much of the change on the four weeks before is a different mix of groups (None: nothing worth a word)."""

    metric: Metric
    row: Any
    on_last_week: Any
    on_four_weeks: Any
    trend: pd.DataFrame
    mix: MixShift | None = None


@dataclass(frozen=True, eq=False)
class WeekReport:
    """What the first screen shows. `moved`: groups that clearly moved against the four weeks before, clearest first
    (columns of `changes`, plus `dimension` and `group`); `quiet`: how many were judged without result; `small`: how
    many were too small."""

    week: int
    headlines: tuple[Headline, ...]
    moved: pd.DataFrame
    quiet: int
    small: int

    @property
    def answers(self) -> int:
        """Scores given this week, over all metrics shown."""
        return int(sum(headline.row.n for headline in self.headlines))


@remembered
def current_week(cells: Cells, running: int) -> int:
    """The week the first screen opens with: the running one, unless it is too young to judge and an earlier one is not
    empty."""
    weeks = weeks_with_answers(cells)
    if not weeks:
        return running
    young = all(
        tally(cells, kind, (), EVERYTHING.weeks(running, running).counting(latest=False)).n[0] < FEW_BELOW
        for kind in sorted(cells.kinds())
    )
    earlier = [week for week in weeks if week < running]
    return earlier[-1] if young and earlier else running


@remembered
def answers_in(cells: Cells, week: int, where: Filter = EVERYTHING) -> int:
    """What `week_report(…).answers` says, without the rest of the report."""
    one = where.counting(latest=False).weeks(week, week)
    found = [guarded(cells, METRICS[name].kind, (), one) for name in HEADLINES if METRICS[name].kind in cells.kinds()]
    return sum(int(groups.n[0]) for groups, hidden in found if not hidden[0])


@remembered
def weeks_with_answers(cells: Cells) -> list[int]:
    """Every week in which anybody answered, oldest first."""
    found: set[int] = set()
    for kind in cells.kinds():
        found.update(label[0] for label in tally(cells, kind, ["week"]).labels)
    return sorted(found)


@remembered
def week_report(cells: Cells, week: int, where: Filter = EVERYTHING) -> WeekReport:
    """Everything the first screen says about `week`, for the answers `where` lets through.

    Every answer counts in its own week, also of people who have answered again since: a past week must not change.
    """
    where = where.counting(latest=False)
    names = [name for name in HEADLINES if METRICS[name].kind in cells.kinds()]
    now = where.weeks(week, week)
    last = where.weeks(add_weeks(week, -1), add_weeks(week, -1))
    before = where.weeks(add_weeks(week, -BEFORE), add_weeks(week, -1))
    family = _rows(_judged([compared(cells, name, side, now) for name in names for side in (last, before)]))
    headlines = tuple(
        Headline(
            METRICS[name],
            _rows(columns_of(METRICS[name], *guarded(cells, METRICS[name].kind, (), now)))[0],
            family[2 * i],
            family[2 * i + 1],
            trend(cells, name, week, where),
            _mix(cells, name, family[2 * i + 1], before, now),
        )
        for i, name in enumerate(names)
    )
    return WeekReport(week, headlines, *_moved(cells, names, before, now))


def trend(cells: Cells, name: str, week: int, where: Filter = EVERYTHING, weeks: int = TREND) -> pd.DataFrame:
    """The metric in each of the last weeks up to `week`: a row per week, without answers too (n 0, no value)."""
    first, chosen = add_weeks(week, 1 - weeks), METRICS[name]
    groups, hidden = guarded(cells, chosen.kind, ["week"], where.weeks(first, week))
    given = {label[0]: i for i, label in enumerate(groups.labels)}
    every = weeks_between(first, week)
    rows = [given.get(one, -1) for one in every]
    gone = np.append(hidden, False)[rows]
    return evaluate(chosen, groups.rows([(one,) for one in every], rows), gone)


def _mix(cells: Cells, name: str, change: Any, before: Filter, now: Filter) -> MixShift | None:
    """The mix of groups that matters most for a change; None where none does or the change cannot be judged."""
    found = mix_shifts(cells, name, before, now) if change.verdict in (UP, DOWN, UNCLEAR) else []
    return found[0] if found else None


def _moved(cells: Cells, names: list[str], before: Filter, now: Filter) -> tuple[pd.DataFrame, int, int]:
    views = []
    for name in names:
        for dimension in PLACES:
            if len(now.where.get(dimension, ())) == 1:
                continue  # one group of this dimension is all there is: it moved as the whole did
            view = compared(cells, name, before, now, [dimension])
            named = [i for i, group in enumerate(view[dimension]) if group is not None]
            view["group"] = view.pop(dimension)
            view["dimension"] = [dimension] * len(view["group"])
            views.append({column: _picked(values, named) for column, values in view.items()})
    every = _judged(views)
    if not every or not every["verdict"]:
        return pd.DataFrame(columns=["group", "dimension", "metric", "verdict"]), 0, 0
    verdicts: Counter[str] = Counter(every["verdict"])
    clear = [i for i in np.argsort(every["p_adjusted"], kind="stable") if every["verdict"][i] in (UP, DOWN)]
    frame = pd.DataFrame({column: _picked(values, clear) for column, values in every.items()})
    return frame, verdicts[UNCLEAR], verdicts[TOO_FEW] + verdicts[HIDDEN]


def _picked(values: Any, rows: list[int]) -> Any:
    """Some rows of a column, which stays a list or an array."""
    return [values[i] for i in rows] if isinstance(values, list) else values[np.array(rows, np.int64)]


def _judged(views: list[Columns]) -> Columns:
    """The rows of all views as one, judged as one family; nothing for no views."""
    every: Columns = {}
    for column, first in (views[0] if views else {}).items():
        parts = [view[column] for view in views]
        every[column] = [*chain(*parts)] if isinstance(first, list) else np.concatenate(parts)
    if every:
        every["p_adjusted"], every["verdict"] = judgement(every)
    return every


def _rows(columns: Columns) -> list[Any]:
    """A row each, its columns by name."""
    names = list(columns)
    plain = [values if isinstance(values, list) else values.tolist() for values in columns.values()]
    return [SimpleNamespace(**dict(zip(names, values, strict=True))) for values in zip(*plain, strict=True)]
