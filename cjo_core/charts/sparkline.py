"""Twelve weeks in a card: line, 95 % band, dashed target, last point. No axes: the card says the numbers.

Weeks without answers (or hidden ones) are gaps; weeks with few answers are drawn lighter. Never bridges a gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from cjo_core.charts.drawing.axes import Span, all_weeks, span_of
from cjo_core.charts.drawing.weekly import (
    line_layers,
    seen,
    tone_colour,
    verdict_shape,
    weekly_columns,
    weekly_rows,
    weekly_sentence,
    weekly_table,
)
from cjo_core.charts.numbers import known
from cjo_core.charts.pictures import QUIET, Picture, finish
from cjo_core.charts.theme import colour
from cjo_core.locale import language
from cjo_core.metrics.catalog import Metric

HEIGHT = 72
WEEKS = 12


def sparkline(
    frame: pd.DataFrame,
    metric: Metric | str,
    target: float | None = None,
    verdict: str = "unclear",
    *,
    weeks: Sequence[int] | None = None,
) -> Picture:
    """The line of a card, from a breakdown by week; `verdict` (on the last week's change) gives its last point shape
    and colour. `weeks` are the weeks to show; without it the twelve up to the last one with answers."""
    chosen = known(metric)
    rows = weekly_rows(frame, chosen, all_weeks(frame["week"], weeks, last=WEEKS))
    columns = weekly_columns(rows, target)
    if rows:
        last = rows[-1]
        columns["verdict"][-1] = verdict
        if last.judged and verdict in ("up", "down"):
            columns["tone"][-1] = "good" if (verdict == "up") == chosen.high_is_good else "bad"
    span = span_of(chosen, [*seen(rows), target])
    return Picture(
        spec=_spec(language(), chosen.name, span, target is not None),
        data=pd.DataFrame(columns),
        sentence=weekly_sentence(rows, chosen, target),
        table=weekly_table(rows, chosen),
        height=HEIGHT,
    )


@lru_cache(maxsize=128)
def _spec(_language: str, name: str, span: Span, aimed: bool) -> dict[str, Any]:
    metric, base = known(name), alt.Chart()
    x = alt.X(field="at", type="ordinal", axis=None, scale=alt.Scale(type="point", padding=0.25))
    y = alt.Y(field="value", type="quantitative", axis=None, scale=alt.Scale(domain=span, zero=False, nice=False))
    aim = y.copy()
    aim["field"] = "target"
    layers = line_layers(x, y, metric, ("value", "low", "high", "solid"), 1.75)
    goal = base.transform_filter("datum.first").mark_rule(color=colour("muted"), strokeDash=[4, 3], **QUIET)
    last = base.transform_filter("datum.last && isValid(datum.value)").mark_point(
        filled=True, size=80, opacity=1, **QUIET, stroke=colour("paper"), strokeWidth=1
    )
    dot = last.encode(x=x, y=y, color=tone_colour(), shape=verdict_shape())
    goals = [goal.encode(y=aim)] if aimed else []
    return finish(alt.layer(*layers[:2], *goals, *layers[2:5], dot, layers[5]), HEIGHT)
