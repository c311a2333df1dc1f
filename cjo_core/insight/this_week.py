"""The manager's first screen: how are we, is the change real, where did it move. Never fetches, words or draws.

All headline comparisons of the screen (three metrics, each against last week and against the four weeks before) are one
family of tests, and all groups under "where it moved" are another: so a stable year raises few false alarms (measured
by `tests/simulate.py`; the README gives the figure).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cjo_core.insight.mix import MixShift, mix_shifts
from cjo_core.metrics.breakdown import columns_of
from cjo_core.metrics.catalog import HEADLINES, METRICS, Metric
from cjo_core.metrics.cells import Cells, Tally, tally
from cjo_core.metrics.changes.verdicts import (
    DOWN,
    TOO_FEW,
    UNCLEAR,
    UP,
    Columns,
    Sides,
    compared,
    judged_together,
    picked,
    sides_of,
)
from cjo_core.metrics.privacy.base import FEW_BELOW, HIDDEN
from cjo_core.metrics.privacy.guarded import guarded
from cjo_core.metrics.remembered import remembered
from cjo_core.metrics.weights.evidence import Evidence
from cjo_core.survey.filters import EVERYTHING, Filter
from cjo_core.survey.periods import add_weeks, weeks_between

#: Weeks on a card's line, and how many weeks before make "usual".
TREND, BEFORE = 12, 4
#: Where a change is looked for.
PLACES = ("stage", "segment", "persona")
#: Counts, and which of them are hidden.
_Guarded = tuple[Tally, NDArray[np.bool_]]


@dataclass(frozen=True, eq=False)
class Headline:
    """One metric this week: `row` of its breakdown, its changes on last week and the four weeks before, its trend (the
    columns of a breakdown by week, a list or an array each), and how much of the change on the four weeks before is a
    different mix of groups (None: nothing worth a word)."""

    metric: Metric
    row: Any
    on_last_week: Any
    on_four_weeks: Any
    trend: Columns
    mix: MixShift | None = None


@dataclass(frozen=True, eq=False)
class WeekReport:
    """What the first screen shows. `moved`: groups that clearly moved against the four weeks before, clearest first (a
    row of `changes` each, plus `dimension` and `group`); `quiet`: how many were judged without result; `small`: how
    many were too small."""

    week: int
    headlines: tuple[Headline, ...]
    moved: tuple[Any, ...]
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
    metrics = [METRICS[name] for name in HEADLINES if METRICS[name].kind in cells.kinds()]
    now = where.weeks(week, week)
    last = where.weeks(add_weeks(week, -1), add_weeks(week, -1))
    before = where.weeks(add_weeks(week, -BEFORE), add_weeks(week, -1))
    views = [[sides_of(cells, one, side, now) for side in (last, before)] for one in metrics]
    for one, mine in zip(metrics, views, strict=True):
        mine += [sides_of(cells, one, before, now, (place,)) for place in _divided(where)]
    weeks = [_week_and_trend(cells, one, week, where) for one in metrics]
    for i, one in enumerate(metrics):  # where some of a metric's views count people, so do all beside it
        known = [one.is_weighted(side) for side in _evidence(views[i])]
        if not all((*known, *(found.weighed is not None for found, _hidden in weeks[i]))):
            weeks[i] = [(replace(found, weighed=None), hidden) for found, hidden in weeks[i]]
            views[i] = [replace(v, before=one.counts_of(v.before), after=one.counts_of(v.after)) for v in views[i]]
    columns = [compared(one, mine) for one, mine in zip(metrics, views, strict=True)]
    family = _rows(judged_together(columns, [[0, 1]] * len(columns)))
    headlines = []
    for i, one in enumerate(metrics):
        row, weekly = _row_and_trend(one, week, *weeks[i])
        mix = _mix(cells, one.name, family[2 * i + 1], before, now)
        headlines.append(Headline(one, row, family[2 * i], family[2 * i + 1], weekly, mix))
    return WeekReport(week, tuple(headlines), *_moved(views, columns))


def trend(cells: Cells, name: str, week: int, where: Filter = EVERYTHING, weeks: int = TREND) -> Columns:
    """The metric in each of the last weeks up to `week`: a row per week, without answers too (n 0, no value)."""
    return columns_of(METRICS[name], *_weekly(cells, METRICS[name], week, where, weeks))


def _weekly(
    cells: Cells, chosen: Metric, week: int, where: Filter, weeks: int = TREND
) -> tuple[Tally, NDArray[np.bool_]]:
    """Each of the last weeks up to `week`, and which of them are hidden."""
    first = add_weeks(week, 1 - weeks)
    groups, hidden = guarded(cells, chosen.kind, ["week"], where.weeks(first, week))
    every = [(one,) for one in weeks_between(first, week)]
    if groups.labels == tuple(every):
        return groups, hidden
    given = {label: i for i, label in enumerate(groups.labels)}
    rows = [given.get(one, -1) for one in every]
    return groups.rows(every, rows), np.append(hidden, False)[rows]


def _evidence(views: Iterable[Sides]) -> list[Evidence]:
    return [side for view in views for side in (view.before, view.after)]


def _week_and_trend(cells: Cells, chosen: Metric, week: int, where: Filter) -> list[_Guarded]:
    """The week, and each of the weeks up to it."""
    return [guarded(cells, chosen.kind, (), where.weeks(week, week)), _weekly(cells, chosen, week, where)]


def _row_and_trend(chosen: Metric, week: int, one: _Guarded, weeks: _Guarded) -> tuple[Any, Columns]:
    """The week as a row, and the trend: evaluated together, as that takes no longer than either."""
    (whole, secret), (weekly, hidden) = one, weeks
    columns = columns_of(chosen, weekly.with_first(whole, (week,)), np.concatenate([secret, hidden]))
    (row,) = _rows({name: values[:1] for name, values in columns.items() if name != "week"})
    return row, {name: values[1:] for name, values in columns.items()}


def _divided(where: Filter) -> list[str]:
    """The dimensions along which a change is looked for: where one group is all there is, it moved as the whole did."""
    return [place for place in PLACES if len(where.where.get(place, ())) != 1]


def _mix(cells: Cells, name: str, change: Any, before: Filter, now: Filter) -> MixShift | None:
    """The mix of groups that matters most for a change; None where none does or the change cannot be judged."""
    found = mix_shifts(cells, name, before, now) if change.verdict in (UP, DOWN, UNCLEAR) else []
    return found[0] if found else None


def _moved(views: list[list[Sides]], columns: list[Columns]) -> tuple[tuple[Any, ...], int, int]:
    """The groups that clearly moved, how many others were judged, and how many could not be."""
    named = []  # of each metric, the rows of groups that have a name, with their dimension and group
    for mine in views:
        rows = [(view.by, label) for view in mine for label in view.labels]
        named.append([(i, by[0], label[0]) for i, (by, label) in enumerate(rows) if by and label[0] is not None])
    every = judged_together(columns, [[i for i, _by, _group in some] for some in named])
    verdicts: Counter[str] = Counter(every.get("verdict", ()))
    clear = [i for i in np.argsort(every.get("p_adjusted", ()), kind="stable") if every["verdict"][i] in (UP, DOWN)]
    groups = [(by, group) for some in named for _i, by, group in some]
    found = _rows({column: picked(values, clear) for column, values in every.items()}) if clear else []
    for row, i in zip(found, clear, strict=True):
        row.dimension, row.group = groups[i]
    return tuple(found), verdicts[UNCLEAR], verdicts[TOO_FEW] + verdicts[HIDDEN]


def _rows(columns: Columns) -> list[Any]:
    """A row each, its columns by name."""
    names = list(columns)
    plain = [values if isinstance(values, list) else values.tolist() for values in columns.values()]
    return [SimpleNamespace(**dict(zip(names, values, strict=True))) for values in zip(*plain, strict=True)]
