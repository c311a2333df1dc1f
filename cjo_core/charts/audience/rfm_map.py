"""Customers by recency and frequency: five by five cells, each with its number and what its customers spend on average.

The darker, the more customers. Never shows the average of a few.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from cjo_core.charts.numbers import count_text
from cjo_core.charts.pictures import QUIET, Picture, finish
from cjo_core.charts.theme import both, colour
from cjo_core.locale import _, language

CELL, HEAD = 56, 30
PICK = "cell"
#: From nobody to the most: one hue, light and dark.
_SHADES = (("#F4F6F8", "#1B2027"), ("#E8F0FA", "#1E2D42"), ("#CFE0F3", "#27405E"), ("#7FAEDF", "#376AA6"))
_STEPS = (0.0, 0.04, 0.12)


def rfm_map(frame: pd.DataFrame) -> Picture:
    """The picture of `metrics.audience.groups.rfm_table`; it has a selection called "cell" on `recency` and
    `frequency`."""
    total = max(int(frame["n"].sum()), 1)
    texts = [_money(value) for value in frame["value"]]
    said = [
        _("recency {recency}, frequency {frequency}: {n} customers, on average {value}").format(
            recency=row.recency, frequency=row.frequency, n=count_text(row.n), value=text
        )
        for row, text in zip(frame.itertuples(), texts, strict=True)
    ]
    data = pd.DataFrame(
        {
            "recency": frame["recency"],
            "frequency": frame["frequency"],
            "figure": [count_text(n) if n else "–" for n in frame["n"]],
            "small": [text if n else "" for text, n in zip(texts, frame["n"], strict=True)],
            "step": [sum(n / total > edge for edge in _STEPS) for n in frame["n"]],
            "spoken": said,
        }
    )
    best = frame[(frame["recency"] >= 4) & (frame["frequency"] >= 4)]["n"].sum()
    words = _("{n} customers by recency and frequency; {best} of them are among the two best fifths in both.")
    table = pd.DataFrame(
        {
            _("Recency"): frame["recency"],
            _("Frequency"): frame["frequency"],
            _("Customers"): frame["n"],
            _("Average value"): texts,
        }
    )
    return Picture(
        spec=_spec(language()),
        drawn=data,
        sentence=words.format(n=count_text(total if frame["n"].sum() else 0), best=count_text(best)),
        tabled=table,
        height=5 * CELL + HEAD + 24,
    )


def _money(value: float) -> str:
    return "–" if value != value else count_text(round(value))


@lru_cache(maxsize=16)
def _spec(_language: str) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "labelFontSize": 13,
        "labelColor": colour("ink"),
        "titleFontWeight": 400,
        "titleFontSize": 13,
    }
    x = alt.X(
        field="frequency",
        type="ordinal",
        scale=alt.Scale(domain=[1, 2, 3, 4, 5], paddingInner=0.03, paddingOuter=0),
        axis=alt.Axis(orient="top", labelAngle=0, title=_("bought rarely → often"), **plain),
    )
    y = alt.Y(
        field="recency",
        type="ordinal",
        scale=alt.Scale(domain=[5, 4, 3, 2, 1], paddingInner=0.05, paddingOuter=0),
        axis=alt.Axis(title=_("long ago → just now"), **plain),
    )
    base = alt.Chart().encode(x=x, y=y)
    shade = alt.Scale(domain=list(range(len(_SHADES))), range=[both(*pair) for pair in _SHADES])
    said = alt.Description(field="spoken", type="nominal")
    tip = alt.Tooltip(field="spoken", type="nominal", title=_("Group"))
    pick = alt.selection_point(name=PICK, fields=["recency", "frequency"])
    chart = alt.layer(
        base.mark_rect(cornerRadius=4)
        .encode(color=alt.Color(field="step", type="ordinal", scale=shade, legend=None), description=said, tooltip=tip)
        .add_params(pick),
        base.mark_text(fontSize=16, fontWeight=600, dy=-7, color=colour("ink"), **QUIET).encode(
            text=alt.Text(field="figure", type="nominal")
        ),
        base.mark_text(fontSize=12, dy=12, color=colour("ink"), **QUIET).encode(
            text=alt.Text(field="small", type="nominal")
        ),
    )
    return finish(chart, 5 * CELL + HEAD)
