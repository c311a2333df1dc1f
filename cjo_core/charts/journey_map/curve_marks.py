"""The marks of the experience curve, made once per language, metric and shape. Numbers and names are in the data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import altair as alt

from cjo_core.charts.drawing.axes import Span, labels_by_value, tick_text, ticks_of
from cjo_core.charts.drawing.rows import tooltip
from cjo_core.charts.drawing.weekly import tone_colour, verdict_shape
from cjo_core.charts.pictures import QUIET, finish
from cjo_core.charts.theme import colour
from cjo_core.charts.words import dimension_name
from cjo_core.locale import _
from cjo_core.metrics.catalog import Metric

#: Width of the lane names at the left, in pixels; height of the curve, and of a line of a stage's name.
GUTTER, HEIGHT, LINE = 104, 236, 17
#: What a row of the data belongs to: the curve, the one it is compared with, a further question, or a gap in the curve.
MAIN, SECOND, OTHER, GAP = "main", "second", "other", "gap"
#: Where the value of a point stands.
ABOVE, BELOW = "above", "below"
PICK = "stage"

Marks = dict[str, Any]
_SMOOTH: Marks = {"interpolate": "monotone", "clip": True, **QUIET}


@lru_cache(maxsize=256)
def curve_spec(_language: str, metric: Metric, span: Span, lines: int, target: str) -> dict[str, Any]:
    """The specification; `lines` is how many lines the longest name of a stage takes, `target` its words or ""."""
    scale = alt.Scale(domain=span, nice=False, zero=False)
    y = alt.Y(field="value", type="quantitative", scale=scale, axis=_value_axis(metric, span))
    axes = _Axes(_stage_axis(lines), y)
    layers = [
        *_lines(axes),
        *(_target(axes, target) if target else []),
        *_points(axes, metric),
        *_labels(axes),
    ]
    return finish(alt.layer(*layers), HEIGHT + lines * LINE, top=4, bottom=6)


@dataclass(frozen=True)
class _Axes:
    """The two axes, the same for every layer: Vega fails where layers disagree."""

    x: alt.X
    y: alt.Y

    def at(self, field: str) -> alt.Y:
        """The values of another column."""
        same = self.y.copy()
        same["field"] = field
        return same

    def interval(self, **channels: Any) -> Marks:
        """From low to high, at a stage."""
        return {"x": self.x, "y": self.at("low"), "y2": alt.Y2(field="high"), **channels}


def _only(*lines: str) -> alt.Chart:
    """The rows of the data that belong to these."""
    chosen = " || ".join(f"datum.line == '{line}'" for line in lines)
    return alt.Chart().transform_filter(chosen)


def _lines(axes: _Axes) -> list[Any]:
    """What lies below: columns to click, bands and lines. A gap breaks them."""
    main, second = _only(MAIN, GAP), _only(SECOND)
    column: Marks = {"color": colour("panel"), "width": alt.RelativeBandSize(1), "opacity": 0, **QUIET}
    band: Marks = {"color": colour("band"), "opacity": 0.75, **_SMOOTH}
    dashed: Marks = {"color": colour("low"), "strokeWidth": 2, "strokeDash": [2, 3], **_SMOOTH}
    thin: Marks = {"color": colour("low"), "strokeWidth": 3, "opacity": 0.35, "xOffset": 7, **QUIET}
    solid: Marks = {"color": colour("ink"), "strokeWidth": 2.25, **_SMOOTH}
    pick = alt.selection_point(name=PICK, fields=["stage"])
    return [
        main.mark_rect(**column).encode(x=axes.x, y=alt.value(0), y2=alt.value(HEIGHT)).add_params(pick),
        main.mark_area(**band).encode(**axes.interval()),
        second.mark_line(**dashed).encode(x=axes.x, y=axes.y),
        second.transform_filter("isValid(datum.value)").mark_rule(**thin).encode(**axes.interval()),
        main.mark_line(**solid).encode(x=axes.x, y=axes.y),
    ]


def _target(axes: _Axes, words: str) -> list[Any]:
    """The dashed line of the target with its words at the right."""
    one = alt.Chart().transform_filter("isValid(datum.target)").transform_aggregate(target="min(target)")
    text = alt.value(_("target {target}").format(target=words))
    rule: Marks = {"color": colour("ink"), "strokeDash": [5, 4], "strokeWidth": 1.25, **QUIET}
    label: Marks = {"align": "right", "dx": -6, "dy": -9, "fontSize": 12.5, **QUIET}
    return [
        one.mark_rule(**rule).encode(x=alt.value(0), x2=alt.value("width"), y=axes.at("target")),
        one.mark_text(**label).encode(x=alt.value("width"), y=axes.at("target"), text=text),
    ]


def _points(axes: _Axes, metric: Metric) -> list[Any]:
    """Intervals, dots and what stands beside them."""
    point, others = _only(MAIN), _only(OTHER)
    second = _only(SECOND).transform_filter("isValid(datum.value)")
    hit: Marks = {
        "tooltip": tooltip(dimension_name("stage"), metric),
        "description": alt.Description(field="spoken", type="nominal"),
    }
    muted = colour("muted")
    interval: Marks = {"strokeWidth": 5, "opacity": 0.45, "strokeCap": "round", **QUIET}
    dot: Marks = {"filled": True, "opacity": 1, "stroke": colour("paper"), "strokeWidth": 2, "size": 180}
    ring: Marks = {"filled": True, "opacity": 1, "fill": colour("paper"), "stroke": colour("low"), "strokeWidth": 2}
    diamond: Marks = {"shape": "diamond", "size": 60, "opacity": 1, "filled": True, "color": muted, "xOffset": 26}
    tone = tone_colour()
    return [
        point.mark_rule(**interval).encode(**axes.interval(color=tone)),
        second.mark_point(size=70, **ring).encode(x=axes.x, y=axes.y, **hit),
        others.mark_point(**diamond).encode(x=axes.x, y=axes.y, **hit),
        point.mark_point(**dot).encode(x=axes.x, y=axes.y, color=tone, shape=verdict_shape(), **hit),
    ]


def _labels(axes: _Axes) -> list[Any]:
    """The values, at the end of the interval that points away from the other curve, and the names of two curves."""
    others, gaps = _only(OTHER), _only(GAP)
    text, name = (alt.Text(field=field, type="nominal") for field in ("text", "name"))
    light: Marks = {"fontSize": 13, "color": colour("muted"), **QUIET}
    strong: Marks = {"fontSize": 16, "fontWeight": 600, **QUIET}
    beside: Marks = {**light, "fontSize": 12, "align": "left", "dx": 33, "dy": 1}
    found = [
        others.mark_text(**beside).encode(x=axes.x, y=axes.y, text=text),
        gaps.mark_text(**light, baseline="middle", lineBreak="\n").encode(x=axes.x, y=axes.at("middle"), text=text),
    ]
    for side, end, baseline, near, far in ((ABOVE, "high", "bottom", -6, -25), (BELOW, "low", "top", 7, 26)):
        here: Marks = {"baseline": baseline, "dy": near}
        there: Marks = {"baseline": baseline, "dy": far, "limit": 150}
        place: Marks = {"x": axes.x, "y": axes.at(end)}
        main, second = (_only(line).transform_filter(f"datum.side == '{side}'") for line in (MAIN, SECOND))
        found += [
            main.mark_text(**strong, **here).encode(text=text, color=tone_colour(), **place),
            main.mark_text(fontSize=13, **there, **QUIET).encode(text=name, **place),
            second.mark_text(**light, **here).encode(text=text, **place),
            second.mark_text(**light, **there).encode(text=name, **place),
        ]
    return found


def _stage_axis(lines: int) -> alt.X:
    extent = lines * LINE + 10
    return alt.X(
        field="at",
        type="nominal",
        sort="ascending",
        scale=alt.Scale(paddingInner=0, paddingOuter=0),
        axis=alt.Axis(
            orient="top",
            title=None,
            labelExpr="split(slice(datum.label,3),'\\n')",
            labelFontSize=15,
            labelFontWeight=600,
            labelColor=colour("ink"),
            labelAngle=0,
            labelLimit=0,
            labelLineHeight=LINE,
            labelBaseline="line-top",
            labelPadding=extent - 2,
            minExtent=extent,
            maxExtent=extent,
            labelOverlap=False,
            labelFlush=False,
            domain=False,
            ticks=False,
            grid=True,
            tickBand="extent",
            zindex=0,  # with columns to click, Vega would draw it over the curve
            gridColor=colour("faint"),
        ),
    )


def _value_axis(metric: Metric, span: Span) -> alt.Axis:
    ticks = ticks_of(metric, span)
    return alt.Axis(
        values=ticks,
        labelExpr=labels_by_value({tick: tick_text(metric, tick) for tick in ticks}),
        title=None,
        grid=True,
        gridColor=colour("faint"),
        minExtent=GUTTER,
        maxExtent=GUTTER,
        labelFontSize=12.5,
        labelPadding=10,
        labelFlush=False,
        domain=False,
        ticks=False,
    )
