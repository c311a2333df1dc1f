"""A share with its 95 % interval per row (group, stage, channel), names and numbers written in the chart. Never ranks:
rows keep their order. Rows without a share have their reason instead.
"""

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
from cjo_core.charts.words import joined, width_of
from cjo_core.locale import _, language

ROW, TALL, HEAD = 50, 68, 30
ONE_LINE = 300


def share_dots(frame: pd.DataFrame, title: str, what: str) -> Picture:
    """One row per line of `frame`: `name`, `value`, `low`, `high` (per cent), `n`; a column `why` says why a row has no
    share. `title` is what the shares are, for the sentence; `what` the heading of the names."""
    rows = frame.to_dict("records")
    texts = [_text(row) for row in rows]
    tall = any(width_of(row["name"]) + width_of(text) > ONE_LINE for row, text in zip(rows, texts, strict=True))
    seen = [row for row in rows if not missing(row["value"])]
    top = top_of(max((x for row in seen for x in (row["value"], row["high"]) if not missing(x)), default=100))
    data = {
        "row": list(range(len(rows))),
        "name": [row["name"] for row in rows],
        "text": texts,
        **{part: [NAN if missing(row[part]) else rounded(row[part], 1) for row in rows] for part in PARTS},
        "share": [share_text(row["value"]) for row in rows],
        "interval": [share_interval(row["low"], row["high"]) or "–" for row in rows],
        "n_text": ["–" if missing(row["value"]) else count_text(row["n"]) for row in rows],
        "spoken": [
            _("{name}: {score}").format(name=row["name"], score=text) for row, text in zip(rows, texts, strict=True)
        ],
    }
    return Picture(
        spec=_spec(language(), what, max(len(rows), 1), top, tall),
        drawn=pd.DataFrame(data).astype(dict.fromkeys(PARTS, float)),
        sentence=joined(title, *(_("{name}: {score}.").format(name=row["name"], score=_text(row)) for row in seen)),
        tabled=pd.DataFrame(
            {
                what: data["name"],
                _("Share"): ["" if missing(row["value"]) else share_text(row["value"]) for row in rows],
                _("95\u202f% interval"): [share_interval(row["low"], row["high"]) for row in rows],
                _("n"): pd.array([None if missing(row["value"]) else int(row["n"]) for row in rows], dtype="Int64"),
                _("Note"): [row.get("why") or "" for row in rows],
            }
        ),
        height=max(len(rows), 1) * (TALL if tall else ROW) + HEAD,
    )


PARTS = ("value", "low", "high")


def _text(row: dict[str, Any]) -> str:
    return str(row.get("why") or share_said(row["value"], row["low"], row["high"], row["n"]))


@lru_cache(maxsize=128)
def _spec(_language: str, what: str, count: int, top: int, tall: bool) -> dict[str, Any]:
    size = TALL if tall else ROW
    y = alt.Y(
        field="row",
        type="quantitative",
        axis=None,
        scale=alt.Scale(domain=[0, count], reverse=True, nice=False, zero=False),
    )
    ticks: list[float] = [top * part / 4 for part in range(5)] if top % 4 == 0 else [0, top / 2, top]
    axis = alt.Axis(
        orient="top",
        values=ticks,
        labelExpr=labels_by_value({tick: share_text(tick) for tick in ticks}),
        title=None,
        grid=False,
        domain=False,
        ticks=False,
        labelPadding=6,
    )
    x = alt.X(field="value", type="quantitative", axis=axis, scale=alt.Scale(domain=[0, top], nice=False))
    low = x.copy()
    low["field"] = "low"
    down = (0.72 if tall else 0.64) * size
    base = alt.Chart()
    shown = base.transform_filter("isValid(datum.value)")
    known = base.transform_filter("isValid(datum.low)")
    tooltip = [
        alt.Tooltip(field=field, type="nominal", title=title)
        for field, title in (
            ("name", what),
            ("share", _("Share")),
            ("interval", _("95\u202f% interval")),
            ("n_text", _("n")),
        )
    ]
    look: dict[str, Any] = {"baseline": "middle", "fontSize": 13, **QUIET}
    first, second = (0.16, 0.42) if tall else (0.24, 0.24)
    name = base.mark_text(align="left", yOffset=first * size, limit={"expr": "width"}, **look)
    text = base.mark_text(
        align="left" if tall else "right", yOffset=second * size, limit={"expr": "width"}, color=colour("muted"), **look
    )
    chart = alt.layer(
        base.mark_rule(color=colour("faint"), strokeWidth=2, yOffset=down, **QUIET).encode(
            y=y, x=alt.value(0), x2=alt.value("width")
        ),
        known.mark_rule(
            color=colour("ink"), strokeWidth=6, opacity=0.35, strokeCap="round", yOffset=down, **QUIET
        ).encode(y=y, x=low, x2=alt.X2(field="high")),
        shown.mark_point(
            filled=True, opacity=1, size=120, color=colour("ink"), stroke=colour("paper"), strokeWidth=2, yOffset=down
        ).encode(y=y, x=x, tooltip=tooltip, description=alt.Description(field="spoken", type="nominal")),
        name.encode(y=y, x=alt.value(0), text=alt.Text(field="name", type="nominal"), color=alt.value(colour("ink"))),
        text.encode(y=y, x=alt.value(0 if tall else "width"), text=alt.Text(field="text", type="nominal")),
    )
    return finish(chart, count * size + HEAD, left=4, right=4)
