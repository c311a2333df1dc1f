"""A share per week or month with its 95 % band and n under each. Never bridges a period without a share."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from cjo_core.charts.drawing.axes import labels_by_value
from cjo_core.charts.drawing.rows import NAN
from cjo_core.charts.numbers import count_text, missing, rounded
from cjo_core.charts.paths.words import share_interval, share_said, share_text, top_of
from cjo_core.charts.pictures import QUIET, Picture, finish
from cjo_core.charts.theme import colour
from cjo_core.charts.words import joined
from cjo_core.locale import _, language

HEIGHT = 240


def share_line(frame: pd.DataFrame, title: str, what: str) -> Picture:
    """One point per line of `frame`: `label` (`long` where it comes first), `name`, `value`, `low`, `high` (per cent),
    `n`, `few` (drawn paler). `title` says what the shares are; `what` is the heading of the periods."""
    rows = frame.to_dict("records")
    seen = [row for row in rows if not missing(row["value"])]
    top = top_of(max((row["high"] if not row["few"] else row["value"] for row in seen), default=100))
    gaps = [True, *(missing(row["value"]) for row in rows), True]
    data = {
        "at": [
            f"{i:03d}|{len(rows)}|{row['label']}|{n}|{row.get('long', row['label'])}|{_('n {n}').format(n=n)}"
            for i, row in enumerate(rows)
            for n in ["–" if missing(row["value"]) else count_text(row["n"])]
        ],
        **{
            part: [NAN if missing(row[part]) else min(rounded(row[part], 1), top) for row in rows]
            for part in ("value", "low", "high")
        },
        "few": [bool(row["few"]) for row in rows],
        "alone": [gaps[i] and gaps[i + 2] and not gaps[i + 1] for i in range(len(rows))],
        "name": [row["name"] for row in rows],
        "share": [share_text(row["value"]) for row in rows],
        "interval": [share_interval(row["low"], row["high"]) or "–" for row in rows],
        "n_text": ["–" if missing(row["value"]) else count_text(row["n"]) for row in rows],
        "spoken": [f"{row['name']}: {share_said(row['value'], row['low'], row['high'], row['n'])}" for row in rows],
    }
    said = [title]
    if seen:
        lowest, highest = min(seen, key=lambda row: row["value"]), max(seen, key=lambda row: row["value"])
        now = share_said(seen[-1]["value"], seen[-1]["low"], seen[-1]["high"], seen[-1]["n"])
        said.append(_("{name}: {score}.").format(name=seen[-1]["name"], score=now))
        said.append(
            _("Lowest: {low} in {low_week}; highest: {high} in {high_week}.").format(
                low=share_text(lowest["value"]),
                low_week=lowest["name"],
                high=share_text(highest["value"]),
                high_week=highest["name"],
            )
        )
    return Picture(
        spec=_spec(language(), what, top),
        drawn=pd.DataFrame(data).astype(dict.fromkeys(("value", "low", "high"), float)),
        sentence=joined(*said),
        tabled=pd.DataFrame(
            {
                what: data["name"],
                _("Share"): ["" if missing(row["value"]) else share_text(row["value"]) for row in rows],
                _("95\u202f% interval"): [share_interval(row["low"], row["high"]) for row in rows],
                _("n"): pd.array([None if missing(row["value"]) else int(row["n"]) for row in rows], dtype="Int64"),
            }
        ),
        height=HEIGHT + 44,
    )


@lru_cache(maxsize=64)
def _spec(_language: str, what: str, top: int) -> dict[str, Any]:
    part = "split(datum.label,'|')[{}]"
    step = f"max(1,ceil(toNumber({part.format(1)})*52/max(width,1)))"
    kept = f"(toNumber({part.format(1)})-1-toNumber({part.format(0)}))%{step}!=0"
    first = f"toNumber({part.format(0)})<{step}"  # the first that is labelled says what the numbers are
    x = alt.X(
        field="at",
        type="ordinal",
        scale=alt.Scale(paddingOuter=0.3),
        axis=alt.Axis(
            title=None,
            labelExpr=f"{kept}?'':{first}?[{part.format(4)},{part.format(5)}]:[{part.format(2)},{part.format(3)}]",
            labelAngle=0,
            labelPadding=8,
            labelLineHeight=15,
            domain=False,
            ticks=False,
            grid=False,
        ),
    )
    ticks: list[float] = [top * part / 4 for part in range(5)] if top % 4 == 0 else [0, top / 2, top]
    axis = alt.Axis(
        values=ticks,
        labelExpr=labels_by_value({tick: share_text(tick) for tick in ticks}),
        title=None,
        grid=True,
        labelPadding=6,
    )
    y = alt.Y(field="value", type="quantitative", axis=axis, scale=alt.Scale(domain=[0, top], nice=False))
    low = y.copy()
    low["field"] = "low"
    base = alt.Chart()
    tooltip = [
        alt.Tooltip(field=field, type="nominal", title=title)
        for field, title in (
            ("name", what),
            ("share", _("Share")),
            ("interval", _("95\u202f% interval")),
            ("n_text", _("n")),
        )
    ]
    lonely = base.transform_filter("datum.alone")
    chart = alt.layer(
        base.mark_area(color=colour("band"), **QUIET).encode(x=x, y=low, y2=alt.Y2(field="high")),
        lonely.mark_rule(color=colour("band"), strokeWidth=6, **QUIET).encode(x=x, y=low, y2=alt.Y2(field="high")),
        base.mark_line(color=colour("ink"), strokeWidth=2, strokeJoin="round", **QUIET).encode(x=x, y=y),
        base.transform_filter("isValid(datum.value)")
        .mark_point(filled=True, opacity=1, size=60, stroke=colour("paper"), strokeWidth=1.5)
        .encode(
            x=x,
            y=y,
            color=alt.condition("datum.few", alt.value(colour("low")), alt.value(colour("ink"))),
            tooltip=tooltip,
            description=alt.Description(field="spoken", type="nominal"),
        ),
    )
    return finish(chart, HEIGHT, right=8)
