"""Small multiples over time: one strip per group, all over the same weeks and the same range.

So bands stay readable, and a strip is as wide as the card, on a phone too. They are drawn as one chart whose numbers
are moved to the height of their strip: facets of Vega-Lite do not follow the width of their container. Never bridges
a gap.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from cjo_core.charts.drawing.axes import Span, labels_by_value, span_of, tick_text, ticks_of, week_axis, week_labels
from cjo_core.charts.drawing.breaks import break_columns, break_rule, break_sentence, break_texts
from cjo_core.charts.drawing.rows import NAN, Row, names_of, tips
from cjo_core.charts.drawing.weekly import (
    few_dots,
    light_note,
    line_layers,
    seen,
    tone_colour,
    verdict_shape,
    weekly_columns,
    weekly_rows,
    weekly_table,
)
from cjo_core.charts.numbers import known, value_text
from cjo_core.charts.pictures import QUIET, Picture, finish
from cjo_core.charts.theme import colour
from cjo_core.charts.words import dimension_name, joined, size_words, week_teller
from cjo_core.locale import _, language, ngettext
from cjo_core.metrics.catalog import Metric

STRIP, FOOT, MOST = 108, 30, 6
#: A strip is one unit high; its line lives between these heights, below the heading of the strip.
BOTTOM, TOP = 0.08, 0.70
MOVED = ("y", "y_low", "y_high", "y_solid")


def strips(frame: pd.DataFrame, metric: Metric, by: str, target: float | None, weeks: list[int]) -> Picture:
    """The metric week by week per group of `by`; of more than six groups the six with most answers, in their order."""
    groups = _groups(frame, metric, by, target, weeks)
    most = sorted(groups, key=lambda key: -sum(row.n for row in groups[key]))[:MOST]
    shown = {key: rows for key, rows in groups.items() if key in most}
    names = dict(zip(groups, names_of(frame, by, list(groups)), strict=True))
    span = span_of(metric, [*(x for rows in shown.values() for x in seen(rows)), target])
    columns = _columns([], "", 0, span, target, [])
    for i, (key, rows) in enumerate(shown.items()):
        changed = break_texts(frame[frame[by].isna()] if key is None else frame[frame[by] == key], weeks)
        for column, values in _columns(rows, names[key], len(shown) - 1 - i, span, target, changed).items():
            columns[column] += values
    every = [row for rows in groups.values() for row in rows]
    table = weekly_table(every, metric)
    table.insert(0, dimension_name(by), [names[key] for key, rows in groups.items() for _row in rows])
    left = len(groups) - len(shown)
    message = ngettext(
        "{number} smaller group is in the table only.", "{number} smaller groups are in the table only.", left
    )
    return Picture(
        spec=_spec(language(), metric.name, span, max(len(shown), 1), target is not None, any(columns["break_text"])),
        drawn=pd.DataFrame(columns),
        sentence=joined(
            _sentence({names[key]: rows for key, rows in shown.items()}, metric, by, target),
            break_sentence(break_texts(frame, weeks), weeks),
        ),
        tabled=table,
        height=max(len(shown), 1) * STRIP + FOOT,
        note=joined(message.format(number=left) if left else "", light_note(every)),
    )


def _groups(
    frame: pd.DataFrame, metric: Metric, by: str, target: float | None, weeks: list[int]
) -> dict[str | None, list[Row]]:
    """The weeks of each group, "not given" last."""
    keys = list(dict.fromkeys(key for key in frame[by] if isinstance(key, str)))
    found: dict[str | None, list[Row]] = {
        key: weekly_rows(frame[frame[by] == key], metric, weeks, target) for key in keys
    }
    if (nobody := frame[frame[by].isna()]).shape[0]:
        found[None] = weekly_rows(nobody, metric, weeks, target)
    return found


def _columns(
    rows: list[Row], name: str, lift: int, span: Span, target: float | None, changed: list[str]
) -> dict[str, Any]:
    """The columns of a weekly chart, and where the numbers stand in the strip `lift` units up."""
    low, high = span

    def moved(x: float) -> float:
        inside = min(max((x - low) / (high - low), -0.02), 1.02)  # a band leaves its strip by a hair at most
        return round(lift + BOTTOM + (TOP - BOTTOM) * inside, 4) if x == x else NAN

    columns = weekly_columns(rows, target)
    for place, source in zip(MOVED, ("value", "low", "high", "solid"), strict=True):
        columns[place] = [moved(x) for x in columns[source]]
    columns["y_target"] = [moved(x) for x in columns["target"]]
    columns["y_name"] = [lift + 0.86] * len(rows)
    columns["name"] = [name] * len(rows)
    columns["strip"] = [lift] * len(rows)
    columns |= break_columns(changed)
    columns["y_foot"], columns["y_head"] = [lift + BOTTOM] * len(rows), [lift + TOP] * len(rows)
    columns["at"] = week_labels([int(row.keys[0]) for row in rows])  # the strips share one axis: no n under it
    columns["now"] = [_now(rows[-1])] * len(rows) if rows else []
    what = [_("{group}, {week}").format(group=name, week=week) for week in columns["what"]]
    columns |= tips(rows, what)
    return columns


def _now(row: Row) -> str:
    """What stands at the right of a strip's heading: its newest score."""
    if not row.judged:
        return row.why_not
    n = size_words(row.n, row.effective)
    return _("{value}, {interval}, n {n}").format(value=row.text, interval=row.interval, n=n)


def _sentence(groups: dict[str, list[Row]], metric: Metric, by: str, target: float | None) -> str:
    name = _(metric.label)
    if not any(row.interval for rows in groups.values() for row in rows):
        return _("{metric}: no scores in these weeks.").format(metric=name)
    rows = next(iter(groups.values()))
    tell = week_teller([int(row.keys[0]) for row in rows])
    opening = _("{metric} by {dimension}, {first} to {last}.").format(
        metric=name,
        dimension=dimension_name(by).lower(),
        first=tell(rows[0].keys[0]),
        last=tell(rows[-1].keys[0]),
    )
    message = _("{name}: {score} in {week}.")
    each = [
        message.format(name=group, score=rows[-1].score, week=tell(rows[-1].keys[0])) for group, rows in groups.items()
    ]
    aim = "" if target is None else _("Target: {target}.").format(target=value_text(metric, target))
    return joined(opening, *each, aim)


@lru_cache(maxsize=128)
def _spec(_language: str, name: str, span: Span, count: int, aimed: bool, broken: bool) -> dict[str, Any]:
    metric, base = known(name), alt.Chart()
    x = alt.X(field="at", type="ordinal", axis=week_axis(36, counted=False), scale=alt.Scale(type="point", padding=0.4))
    scale = alt.Scale(domain=[0, count], zero=False, nice=False)
    y = alt.Y(field="y", type="quantitative", axis=_axis(metric, span, count), scale=scale)

    def at(field: str) -> alt.Y:
        same = y.copy()
        same["field"] = field
        return same

    first = base.transform_filter("datum.first")
    head: dict[str, Any] = {"baseline": "middle", "fontSize": 13, **QUIET}
    words = [
        first.mark_text(
            align="left", fontWeight=600, color=colour("ink"), limit={"expr": "width * 0.5"}, **head
        ).encode(x=alt.value(0), y=at("y_name"), text=alt.Text(field="name", type="nominal")),
        first.mark_text(align="right", color=colour("muted"), **head).encode(
            x=alt.value("width"), y=at("y_name"), text=alt.Text(field="now", type="nominal")
        ),
    ]
    aim = first.mark_rule(color=colour("ink"), strokeDash=[4, 3], strokeWidth=1.25, **QUIET).encode(y=at("y_target"))
    dot = base.transform_filter("datum.last && isValid(datum.value)").mark_point(
        filled=True, size=70, opacity=1, stroke=colour("paper"), strokeWidth=1.5, **QUIET
    )
    *line, hits = line_layers(x, y, metric, MOVED, 1.75, alt.Detail(field="strip", type="nominal"))
    marks = [break_rule(x, y=at("y_foot"), y2=alt.Y2(field="y_head"))] if broken else []
    layers = [*line[:2], *marks, *([aim] if aimed else []), *line[2:], few_dots(x, y), *words]
    layers += [dot.encode(x=x, y=y, color=tone_colour(), shape=verdict_shape()), hits]
    return finish(alt.layer(*layers), count * STRIP + FOOT)


def _axis(metric: Metric, span: Span, count: int) -> alt.Axis:
    """Two or three ticks per strip, labelled with the numbers they stand for."""
    ticks = ticks_of(metric, span)
    ticks = [ticks[0], ticks[-1]] if len(ticks) % 2 == 0 else [ticks[0], ticks[len(ticks) // 2], ticks[-1]]
    low, high = span
    labels = {
        round(lift + BOTTOM + (TOP - BOTTOM) * (tick - low) / (high - low), 3): tick_text(metric, tick)
        for lift in range(count)
        for tick in ticks
    }
    return alt.Axis(
        values=list(labels), labelExpr=labels_by_value(labels), title=None, domain=False, ticks=False, labelPadding=6
    )
