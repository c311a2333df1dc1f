"""Dot and 95 % interval per group, names and numbers written in the chart: it works alone, on a phone too.

Shape and colour say together what is certain (▲ ▼ ●). Groups under 30 answers have their n and no dot, hidden groups
not even that. Never ranks: groups keep their order, "not given" comes last.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from cjo_core.charts.drawing.axes import Span, labels_by_value, span_of, tick_text, ticks_of
from cjo_core.charts.drawing.rows import Row, drawn, names_of, rows_of, table_of, tips, tooltip
from cjo_core.charts.drawing.weekly import tone_colour, verdict_shape
from cjo_core.charts.numbers import figure_text, known, value_text
from cjo_core.charts.pictures import QUIET, Picture, finish
from cjo_core.charts.theme import colour
from cjo_core.charts.words import dimension_name, hidden_note, joined, listed, sentence_case, size_words, width_of
from cjo_core.locale import _, language, ngettext
from cjo_core.metrics.catalog import Metric
from cjo_core.metrics.privacy.base import HIDDEN

#: Height of a group with name and numbers in one line, or in two; and what the axis takes above them.
ROW, TALL, HEAD = 54, 72, 34
#: A name and its numbers that need more than this (a phone's card, less a gap) get a line each.
ONE_LINE = 300
PICK = "group"


def dots(
    frame: pd.DataFrame,
    metric: Metric | str,
    dimension: str,
    target: float | None = None,
    own_targets: Mapping[str, float] | None = None,
) -> Picture:
    """One dot per group of `dimension`, from a breakdown by it. A column `verdict` says which groups clearly differ;
    without it, and with a target, a group differs if its whole interval lies beside the target. `own_targets`: groups
    with a target of their own, by name.

    The chart has a selection called "group" on the column `group` (None: not given), for `on_select`.
    """
    chosen = known(metric)
    rows = rows_of(frame, chosen, (dimension,), target)
    rows = [row for row in rows if row.keys[0] is not None] + [row for row in rows if row.keys[0] is None]
    names = names_of(frame, dimension, [row.keys[0] for row in rows])
    texts = [_said(row) for row in rows]
    tall = any(width_of(name) + width_of(text) > ONE_LINE for name, text in zip(names, texts, strict=True))
    judged = [row for row in rows if row.judged]
    own = own_targets or {}
    aims = [own.get(row.keys[0] or "", target) for row in rows]
    span = span_of(chosen, [*(x for row in judged for x in (row.low, row.high)), target, *aims])
    height = max(len(rows), 1) * (TALL if tall else ROW) + HEAD
    data = {
        "group": pd.Series([row.keys[0] for row in rows], dtype=object),
        "row": list(range(len(rows))),
        "name": names,
        "text": texts,
        **{
            part: [x if row.judged else None for x, row in zip(drawn(rows, part), rows, strict=True)]
            for part in NUMBERS
        },
        "target": aims,
        "judged": [row.judged for row in rows],
        "tone": [row.tone for row in rows],
        "verdict": [row.verdict for row in rows],
        **tips(rows, names),
    }
    return Picture(
        spec=_spec(
            language(), chosen.name, dimension, span, max(len(rows), 1), tall, any(aim is not None for aim in aims)
        ),
        drawn=pd.DataFrame(data).astype(dict.fromkeys((*NUMBERS, "target"), float)),
        sentence=_sentence(rows, names, chosen, dimension, target, own),
        tabled=table_of(rows, {dimension_name(dimension): names}, chosen),
        height=height,
        note=hidden_note() if any(row.base == HIDDEN for row in rows) else "",
    )


NUMBERS = ("value", "low", "high")


def _said(row: Row) -> str:
    """What stands at the right of a group's name."""
    if not row.judged:
        return row.why_not or row.text
    message = _("{value}, {low} to {high}, n {n}")
    low, high = figure_text(row.metric, row.low), figure_text(row.metric, row.high)
    return message.format(value=row.text, low=low, high=high, n=size_words(row.n, row.effective))


def _sentence(
    rows: list[Row], names: list[str], metric: Metric, dimension: str, target: float | None, own: Mapping[str, float]
) -> str:
    title = _("{metric} by {dimension}.").format(metric=_(metric.label), dimension=dimension_name(dimension).lower())
    scored = [(row, name) for row, name in zip(rows, names, strict=True) if row.judged]
    if not scored:
        return joined(title, _("No group has enough answers to score."))
    said = [title]
    if len(scored) == 1:
        said.append(_("{name}: {score}.").format(name=scored[0][1], score=scored[0][0].score))
    else:
        best, worst = max(scored, key=lambda pair: pair[0].value), min(scored, key=lambda pair: pair[0].value)
        said.append(_("Highest: {name}, {score}.").format(name=best[1], score=best[0].score))
        said.append(_("Lowest: {name}, {score}.").format(name=worst[1], score=worst[0].score))
    if target is not None:
        said.append(_("Target: {target}.").format(target=value_text(metric, target)))
    if aimed := [f"{name} {value_text(metric, own[name])}" for _row, name in scored if name in own]:
        said.append(_("Targets of their own: {targets}.").format(targets=listed(aimed)))
    for verdict in ("up", "down"):
        if clear := [name for row, name in scored if row.verdict == verdict]:
            words = next(row.verdict_words for row, _name in scored if row.verdict == verdict)
            said.append(_("{verdict}: {names}.").format(verdict=sentence_case(words), names=listed(clear)))
    if few := len(rows) - len(scored):
        message = ngettext("{number} group has no score to show.", "{number} groups have no score to show.", few)
        said.append(message.format(number=few))
    return joined(*said)


@lru_cache(maxsize=256)
def _spec(_language: str, name: str, dimension: str, span: Span, count: int, tall: bool, aimed: bool) -> dict[str, Any]:
    metric = known(name)
    size = TALL if tall else ROW
    y = alt.Y(
        field="row",
        type="quantitative",
        axis=None,
        scale=alt.Scale(domain=[0, count], reverse=True, nice=False, zero=False),
    )
    rails = _rails(metric, dimension, span, y, (0.70 if tall else 0.62) * size, aimed=aimed)
    return finish(alt.layer(*rails, *_words(y, size, tall=tall)), count * size + HEAD, right=4, left=4)


def _rails(metric: Metric, dimension: str, span: Span, y: alt.Y, down: float, *, aimed: bool) -> list[Any]:
    """Rail, target, interval and dot of the groups that have a score, `down` pixels below the top of their row."""
    scale = alt.Scale(domain=span, nice=False, zero=False)
    x = alt.X(field="value", type="quantitative", scale=scale, axis=_axis(metric, span))

    def across(field: str) -> alt.X:
        same = x.copy()
        same["field"] = field
        return same

    shown = alt.Chart().transform_filter("datum.judged")
    rail = shown.mark_rule(color=colour("faint"), strokeWidth=2, yOffset=down, **QUIET)
    tick = shown.mark_tick(color=colour("ink"), thickness=2, size=20, yOffset=down, **QUIET)
    interval = shown.mark_rule(strokeWidth=6, opacity=0.4, strokeCap="round", yOffset=down, **QUIET)
    dot = shown.mark_point(filled=True, opacity=1, stroke=colour("paper"), strokeWidth=2, yOffset=down)
    return [
        rail.encode(y=y, x=alt.value(0), x2=alt.value("width")),
        *([tick.encode(x=across("target"), y=y)] if aimed else []),
        interval.encode(y=y, x=across("low"), x2=alt.X2(field="high"), color=tone_colour()),
        dot.encode(
            y=y,
            x=x,
            color=tone_colour(),
            shape=verdict_shape(),
            size=alt.condition("datum.verdict=='up'||datum.verdict=='down'", alt.value(190), alt.value(140)),
            tooltip=tooltip(dimension_name(dimension), metric),
            description=alt.Description(field="spoken", type="nominal"),
        ).add_params(alt.selection_point(name=PICK, fields=["group"])),
    ]


def _words(y: alt.Y, size: int, *, tall: bool) -> list[Any]:
    """Name and numbers of every group above its rail, in one line or in two."""
    look: dict[str, Any] = {"baseline": "middle", "fontSize": 13, **QUIET}
    line, second = (0.16, 0.40) if tall else (0.22, 0.22)
    name = alt.Chart().mark_text(align="left", yOffset=line * size, limit={"expr": "width"}, **look)
    look |= {"align": "left" if tall else "right", "color": colour("muted")}
    numbers = alt.Chart().mark_text(yOffset=second * size, **look)
    return [
        name.encode(y=y, x=alt.value(0), text=alt.Text(field="name", type="nominal"), color=_ink("ink")),
        numbers.encode(y=y, x=alt.value(0 if tall else "width"), text=alt.Text(field="text", type="nominal")),
    ]


def _ink(token: str) -> Any:
    """Names of groups with a score in ink, of the others in muted."""
    return alt.condition("datum.judged", alt.value(colour(token)), alt.value(colour("muted")))


def _axis(metric: Metric, span: Span) -> alt.Axis:
    ticks = ticks_of(metric, span)
    return alt.Axis(
        orient="top",
        values=ticks,
        labelExpr=labels_by_value({tick: tick_text(metric, tick) for tick in ticks}),
        title=None,
        grid=False,
        domain=False,
        ticks=False,
        labelPadding=10,
        labelFontSize=13,
    )
