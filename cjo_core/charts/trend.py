"""Over time: one value per week with its 95 % band, n under each week, and small multiples for up to six groups.

Never bridges a week without answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from cjo_core.charts.drawing.axes import (
    Span,
    all_weeks,
    apart,
    span_of,
    value_axis,
    week_axis,
)
from cjo_core.charts.drawing.breaks import break_columns, break_rule, break_sentence, break_texts, break_words
from cjo_core.charts.drawing.rows import NAN
from cjo_core.charts.drawing.weekly import (
    few_dots,
    light_note,
    line_layers,
    seen,
    tone_colour,
    verdict_shape,
    weekly_columns,
    weekly_rows,
    weekly_sentence,
    weekly_table,
    weighed_weeks,
)
from cjo_core.charts.numbers import known, missing, value_text
from cjo_core.charts.pictures import QUIET, Picture, finish
from cjo_core.charts.strips import strips
from cjo_core.charts.theme import colour
from cjo_core.charts.words import joined
from cjo_core.locale import _, language
from cjo_core.metrics.catalog import Metric

HEIGHT, FOOT = 280, 44
NAMES = ("value", "low", "high", "solid")


def trend(
    frame: pd.DataFrame,
    metric: Metric | str,
    by: str | None = None,
    target: float | None = None,
    *,
    weeks: Sequence[int] | None = None,
) -> Picture:
    """The metric week by week, from a breakdown by week (and `by`). `weeks` are the weeks to show; without it all from
    the first to the last one with answers. Of more than six groups the six with most answers are drawn. A column
    `break_text` marks the weeks in which the question changed."""
    chosen = known(metric)
    span_weeks = all_weeks(frame["week"], weeks)
    if by is not None:
        return strips(frame, chosen, by, target, span_weeks)
    rows = weekly_rows(frame, chosen, span_weeks, target)
    span = span_of(chosen, [*seen(rows), target])
    columns = weekly_columns(rows, target)
    last = rows[-1].value if rows else NAN
    ends = [last, NAN if target is None else target]
    gap = 17 / (HEIGHT - FOOT) * (span[1] - span[0])
    if not any(missing(end) for end in ends):
        ends = apart(ends, gap)
    changed = break_texts(frame, span_weeks)
    columns |= break_columns(changed)
    columns |= {
        "end_at": [ends[0]] * len(rows),
        "end_text": [rows[-1].text if rows else ""] * len(rows),
        "target_at": [ends[1]] * len(rows),
        "target_text": [_target_text(chosen, target)] * len(rows),
    }
    return Picture(
        spec=_spec(language(), chosen.name, span, target is not None, any(changed), weighed_weeks(rows) is not None),
        drawn=pd.DataFrame(columns),
        sentence=joined(weekly_sentence(rows, chosen, target), break_sentence(changed, span_weeks)),
        tabled=weekly_table(rows, chosen),
        height=HEIGHT,
        note=light_note(rows),
    )


def _target_text(metric: Metric, target: float | None) -> str:
    return "" if target is None else _("target {target}").format(target=value_text(metric, target))


@lru_cache(maxsize=128)
def _spec(_language: str, name: str, span: Span, aimed: bool, broken: bool, weighted: bool) -> dict[str, Any]:
    metric, base = known(name), alt.Chart()
    x = alt.X(field="at", type="ordinal", axis=week_axis(weighted=weighted), scale=alt.Scale(type="point", padding=0.4))
    scale = alt.Scale(domain=span, zero=False, nice=False)
    y = alt.Y(field="value", type="quantitative", axis=value_axis(metric, span), scale=scale)

    def at(field: str) -> alt.Y:
        return alt.Y(field=field, type="quantitative", axis=value_axis(metric, span), scale=scale)

    *line, hits = line_layers(x, y, metric, NAMES, 2)
    last = base.transform_filter("datum.last && isValid(datum.value)")
    word: dict[str, Any] = {"align": "left", "dx": 8, "fontSize": 13, **QUIET}
    ends = [
        last.mark_point(filled=True, size=90, opacity=1, stroke=colour("paper"), strokeWidth=1.5, **QUIET).encode(
            x=x, y=y, color=tone_colour(), shape=verdict_shape()
        ),
        last.mark_text(color=colour("ink"), fontWeight=600, **word).encode(
            x=alt.value("width"), y=at("end_at"), text=alt.Text(field="end_text", type="nominal")
        ),
    ]
    zero = [base.mark_rule(color=colour("line"), **QUIET).encode(y=alt.datum(0, scale=scale))] if span[0] < 0 else []
    under = [*zero, *line[:2], *([break_rule(x)] if broken else []), *(_goal(at, word) if aimed else [])]
    over = [*(break_words(x) if broken else []), few_dots(x, y), *ends, hits]
    return finish(alt.layer(*under, *line[2:], *over), HEIGHT)


def _goal(at: Any, word: dict[str, Any]) -> list[alt.Chart]:
    """The dashed target with its words at the right."""
    first = alt.Chart().transform_filter("datum.first")
    rule = first.mark_rule(color=colour("ink"), strokeDash=[4, 3], strokeWidth=1.25, **QUIET)
    words = first.mark_text(color=colour("ink"), **{**word, "fontSize": 12.5})
    return [
        rule.encode(y=at("target")),
        words.encode(x=alt.value("width"), y=at("target_at"), text=alt.Text(field="target_text", type="nominal")),
    ]
