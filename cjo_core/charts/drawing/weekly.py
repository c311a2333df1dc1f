"""What sparkline, trend and control chart share: the weeks of a breakdown as rows to draw, and the marks of a line.

Every week of the range has a row, with NaN where nobody answered or the score is hidden: so a gap is a gap. Never sums
weeks up and never bridges a gap.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from cjo_core.charts.drawing.axes import week_labels
from cjo_core.charts.drawing.rows import NAN, Row, drawn, rows_of, table_of, tips, tooltip
from cjo_core.charts.numbers import missing, value_text
from cjo_core.charts.pictures import QUIET, Columns
from cjo_core.charts.theme import colour
from cjo_core.charts.words import dimension_name, joined, week_and_year, week_teller
from cjo_core.locale import _, ngettext
from cjo_core.metrics.catalog import Metric
from cjo_core.metrics.privacy.base import FEW, HIDDEN, NONE
from cjo_core.survey.periods import week_name

TONES = {"plain": "ink", "good": "good", "bad": "bad", "low": "low"}
SHAPES = {"up": "triangle-up", "down": "triangle-down"}


def weekly_rows(frame: Columns, metric: Metric, weeks: list[int], target: float | None = None) -> list[Row]:
    """One row per week of `weeks`, in that order; weeks that are not in `frame` have no answers."""
    found = {int(row.keys[0]): row for row in rows_of(frame, metric, ("week",), target)}
    return [found.get(week) or Row((week,), NAN, NAN, NAN, 0, NONE, NONE, "", metric) for week in weeks]


def weekly_columns(rows: list[Row], target: float | None) -> dict[str, Any]:
    """The columns every weekly chart draws. `solid` is the value of weeks with enough answers: its line lies over the
    light one of all weeks. `alone` marks weeks between two gaps, where a line has nothing to join."""
    weeks = [int(row.keys[0]) for row in rows]
    values = [row.value for row in rows]
    empty = [missing(value) for value in [NAN, *values, NAN]]
    return {
        "at": week_labels(weeks, [None if row.base == HIDDEN else row.n for row in rows], weighed_weeks(rows)),
        "value": drawn(rows, "value"),
        "low": drawn(rows, "low"),
        "high": drawn(rows, "high"),
        "solid": [x if row.judged else NAN for x, row in zip(drawn(rows, "value"), rows, strict=True)],
        "first": [i == 0 for i in range(len(rows))],
        "last": [i == len(rows) - 1 for i in range(len(rows))],
        "alone": [empty[i] and empty[i + 2] and not empty[i + 1] for i in range(len(rows))],
        "few": [row.base == FEW for row in rows],
        "target": [NAN if target is None else float(target)] * len(rows),
        "tone": [row.tone for row in rows],
        "verdict": [row.verdict for row in rows],
        **tips(rows, [week_and_year(week) for week in weeks]),
    }


def weighed_weeks(rows: list[Row]) -> list[float | None] | None:
    """The effective n of each week; None where no answer has a weight."""
    found = [row.effective for row in rows]
    return None if all(one is None for one in found) else found


def weekly_sentence(rows: list[Row], metric: Metric, target: float | None) -> str:
    """What a person would say of the line: now, lowest, highest, target, gaps."""
    name, scored = _(metric.label), [row for row in rows if row.judged]
    if not rows or all(missing(row.value) for row in rows):
        return _("{metric}: no scores in these weeks.").format(metric=name)
    tell = week_teller([int(row.keys[0]) for row in rows])
    said = [
        _("{metric}, {first} to {last}: {score} in {last}.").format(
            metric=name, first=tell(rows[0].keys[0]), last=tell(rows[-1].keys[0]), score=rows[-1].score
        )
    ]
    if len(scored) > 1:
        low, high = min(scored, key=lambda row: row.value), max(scored, key=lambda row: row.value)
        message = _("Lowest: {low} in {low_week}; highest: {high} in {high_week}.")
        low_week, high_week = tell(low.keys[0]), tell(high.keys[0])
        said.append(message.format(low=low.text, low_week=low_week, high=high.text, high_week=high_week))
    if target is not None:
        said.append(_("Target: {target}.").format(target=value_text(metric, target)))
    if gaps := sum(missing(row.value) for row in rows):
        said.append(
            ngettext("{number} week has no score.", "{number} weeks have no score.", gaps).format(number=gaps),
        )
    return joined(*said)


def weekly_table(rows: list[Row], metric: Metric) -> pd.DataFrame:
    """The weeks as a table, those with few answers too (they are drawn, lighter)."""
    return table_of(rows, {dimension_name("week"): [week_name(int(row.keys[0])) for row in rows]}, metric, scored=True)


def tone_colour(field: str = "tone") -> alt.Color:
    """The colour of a mark by its tone."""
    scale = alt.Scale(domain=list(TONES), range=[colour(token) for token in TONES.values()])
    return alt.Color(field=field, type="nominal", scale=scale, legend=None)


def verdict_shape(field: str = "verdict") -> alt.Shape:
    """▲ for clearly up, ▼ for clearly down, ● for everything else."""
    domain = [*SHAPES, "unclear", "too_few", NONE]
    scale = alt.Scale(domain=domain, range=[SHAPES.get(one, "circle") for one in domain])
    return alt.Shape(field=field, type="nominal", scale=scale, legend=None)


def line_layers(
    x: alt.X, y: alt.Y, metric: Metric, names: tuple[str, str, str, str], width: float, detail: Any = alt.Undefined
) -> list[Any]:
    """Band, light line of all weeks, ink line of judged weeks, what stands alone, and the points that answer the mouse.

    `names` are the columns for value, low, high and solid; `detail` tells several lines of one chart apart.
    """
    value, low, high, solid = names
    base = alt.Chart()

    def at(field: str) -> alt.Y:
        same = y.copy()
        same["field"] = field
        return same

    band: dict[str, Any] = {"clip": True, **QUIET}
    joins: dict[str, Any] = {"strokeWidth": width, "strokeJoin": "round", "strokeCap": "round", "clip": True, **QUIET}
    hit = alt.Description(field="spoken", type="nominal")
    lonely = base.transform_filter("datum.alone")
    return [
        base.mark_area(color=colour("band"), **band).encode(x=x, y=at(low), y2=alt.Y2(field=high), detail=detail),
        lonely.mark_rule(color=colour("band"), strokeWidth=6, **band).encode(x=x, y=at(low), y2=alt.Y2(field=high)),
        base.mark_line(color=colour("low"), **joins).encode(x=x, y=at(value), detail=detail),
        base.mark_line(color=colour("ink"), **joins).encode(x=x, y=at(solid), detail=detail),
        lonely.mark_point(filled=True, size=28, opacity=1, color=colour("ink"), **QUIET).encode(x=x, y=at(value)),
        base.transform_filter(f"isValid(datum.{value})")
        .mark_point(size=260, opacity=0)
        .encode(x=x, y=at(value), description=hit, tooltip=tooltip(dimension_name("week"), metric)),
    ]


def few_dots(x: alt.X, y: alt.Y) -> alt.Chart:
    """Weeks with few answers: a hollow dot."""
    look: dict[str, Any] = {"fill": colour("paper"), "stroke": colour("low"), "strokeWidth": 1.5, **QUIET}
    few = alt.Chart().transform_filter("datum.few")
    return few.mark_point(size=30, opacity=1, filled=True, **look).encode(x=x, y=y)  # type: ignore[no-any-return]


def seen(rows: list[Row]) -> list[float]:
    """The numbers a range must hold: intervals of weeks with enough answers, values of all."""
    return [x for row in rows if row.judged for x in (row.low, row.high)] + [row.value for row in rows]


def light_note(rows: list[Row]) -> str:
    """What the lighter weeks are, if there are any."""
    return _("Lighter: weeks with under 30 answers.") if any(row.base == FEW for row in rows) else ""
