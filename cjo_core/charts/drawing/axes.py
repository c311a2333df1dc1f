"""Axes that stay put: one range per metric, so that weeks and cards compare, and the axis of weeks with n under each.

A range is left only where the numbers leave it, then in whole steps. Never looks at names or counts beyond that.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import pairwise
from math import ceil, floor
from typing import Any

import altair as alt

from cjo_core.charts.numbers import count_text, missing, number_text, value_text
from cjo_core.charts.theme import colour
from cjo_core.charts.words import week_text
from cjo_core.locale import _
from cjo_core.metrics.catalog import Metric
from cjo_core.survey.periods import weeks_between

#: unit: (lowest and highest of the usual range, the step it grows by, distances of ticks to choose from, most ticks)
_RANGES: dict[str, tuple[float, float, float, tuple[float, ...], int]] = {
    "points": (0, 60, 20, (20, 50), 7),
    "percent": (60, 100, 20, (10, 20, 25), 6),
    "scale": (5, 7, 1, (0.5, 1, 2), 7),
}
Span = tuple[float, float]


def span_of(metric: Metric, numbers: Iterable[float | None]) -> Span:
    """The metric's usual range, widened in whole steps to hold `numbers`, never beyond what the metric can be."""
    low, high, step, _distances, _most = _RANGES[metric.unit]
    known = [float(x) for x in numbers if x is not None and not missing(x)]
    if known:
        low = min(low, floor(min(known) / step) * step)
        high = max(high, ceil(max(known) / step) * step)
    high = min(high, metric.high)
    return max(min(low, high - step), metric.low), high


def ticks_of(metric: Metric, span: Span) -> list[float]:
    """Three to seven round numbers inside the range."""
    *_range, distances, most = _RANGES[metric.unit]
    low, high = span
    found: list[float] = []
    for distance in distances:
        first = ceil(low / distance)
        found = [i * distance for i in range(first, floor(high / distance) + 1)]
        if len(found) <= most:
            break
    return found


def tick_text(metric: Metric, x: float) -> str:
    """How a tick is labelled: "+20", "80 %", "5.5"."""
    if metric.unit == "scale":
        return number_text(x, 0 if float(x).is_integer() else 1)
    return value_text(metric, x)


def labels_by_value(labels: dict[float, str]) -> str:
    """A Vega expression that gives each tick the label made for it here, in the language of the reader."""
    known = {str(round(x * 1000)): text for x, text in labels.items()}  # format() would write a true minus into the key
    return f"{json.dumps(known, ensure_ascii=False)}[round(datum.value*1000)]"


def value_axis(metric: Metric, span: Span, **options: Any) -> alt.Axis:
    """The axis of values: faint grid, labels with sign and unit."""
    ticks = ticks_of(metric, span)
    labels = labels_by_value({x: tick_text(metric, x) for x in ticks})
    settings: dict[str, Any] = {"grid": True, "gridColor": colour("faint"), "labelPadding": 6, **options}
    return alt.Axis(values=ticks, labelExpr=labels, title=None, domain=False, ticks=False, **settings)


def all_weeks(present: Iterable[int], weeks: Iterable[int] | None, last: int | None = None) -> list[int]:
    """The weeks to show: `weeks`, else everything from the first to the last one present (only the `last` so many)."""
    if weeks is not None:
        return [int(week) for week in weeks]
    found = sorted({int(week) for week in present})
    every = weeks_between(found[0], found[-1]) if found else []
    return every if last is None else every[-last:]


def week_labels(
    weeks: list[int], n: list[int | None] | None = None, effective: list[float | None] | None = None
) -> list[str]:
    """One text per week for `week_axis`: position, number of weeks, short and long labels, and where its year begins.

    `n` are the answers per week (None: hidden), `effective` the effective n where answers have weights.
    """
    years = {week // 100 for week in weeks}
    found = []
    for i, week in enumerate(weeks):
        begun = sum(1 for other in weeks[:i] if other // 100 == week // 100)
        parts = [f"{i:03d}", str(len(weeks)), str(week % 100), week_text(week)]
        answers = "" if n is None else "–" if n[i] is None else count_text(n[i] or 0)
        parts += [answers, _("n {n}").format(n=answers) if answers else ""]
        parts += [str(begun), str(week // 100) if len(years) > 1 else ""]
        if effective is not None:
            size = effective[i]
            weighed = "" if size is None else count_text(size)
            parts += [weighed, _("eff. {n}").format(n=weighed) if weighed else ""]
        found.append("|".join(parts))
    return found


def week_axis(room: int = 44, *, counted: bool = True, weighted: bool = False) -> alt.Axis:
    """The axis for `week_labels`: as many weeks are labelled as there is room for, the last one always.

    The first label is written in full; the year stands below it, and below the first one of each year, if there are
    several. `counted`: n stands under each week; `weighted`: the effective n under that.
    """
    part = "split(datum.label,'|')[{}]"
    i, count, begun, year = (part.format(k) for k in (0, 1, 6, 7))
    step = f"max(1,ceil(toNumber({count})*{room}/max(width,1)))"
    first = f"toNumber({i})<{step}"
    pairs = [(2, 3), *([(4, 5)] if counted else []), *([(8, 9)] if weighted else [])]
    lines = ",".join(f"{first}?{part.format(long)}:{part.format(short)}" for short, long in pairs)
    dated = f"{year}!='' && ({first} || toNumber({begun})<{step})"
    shown = f"{dated}?[{lines},{year}]:[{lines}]"
    return alt.Axis(
        title=None,
        labelExpr=f"(toNumber({count})-1-toNumber({i}))%{step}!=0?'':({shown})",
        labelAngle=0,
        labelOverlap=False,
        labelFlush=False,
        labelPadding=8,
        labelLineHeight=15,
        domain=False,
        ticks=False,
        grid=False,
    )


def apart(positions: list[float], gap: float) -> list[float]:
    """The positions moved as little as needed so that neighbours keep `gap`: for labels at the end of lines.

    >>> apart([36.0, 40.0, 10.0], 6.0)
    [35.0, 41.0, 10.0]
    """
    order = sorted(range(len(positions)), key=lambda i: positions[i])
    placed = list(positions)
    for _round in range(20):
        for below, above in pairwise(order):
            if (short := gap - (placed[above] - placed[below])) > 1e-9:
                placed[below] -= short / 2
                placed[above] += short / 2
    return placed
