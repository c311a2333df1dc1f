"""The funnel: a bar per step, as long as the share of those who began and came so far, with its interval, and between
two steps how many go on. Only a step that clearly loses most is coloured. Hidden steps have a name and no bar.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Any

import altair as alt
import pandas as pd

from cjo_core.charts.drawing.rows import NAN
from cjo_core.charts.numbers import count_text, missing, rounded
from cjo_core.charts.paths.words import share_interval, share_said, share_text
from cjo_core.charts.pictures import QUIET, Picture, finish
from cjo_core.charts.theme import colour
from cjo_core.charts.words import hidden_note, joined
from cjo_core.insight.paths.funnel import weakest
from cjo_core.locale import _, language, ngettext

ROW, BAR = 92, 20
#: How much of a row the last one leaves away: nothing stands below its bar.
UNUSED = 0.36


def funnel_bars(frame: pd.DataFrame, goal: int | None = None) -> Picture:
    """The funnel of a frame as `insight.paths.funnel` gives it, with the columns `name` and `hidden`. Only steps up to
    the `goal` (from 0; the last if not given) may be called weak: who needs no help afterwards is not lost."""
    rows = frame.to_dict("records")
    clear = weakest(frame if goal is None else frame.iloc[: goal + 1])
    data = {
        "row": list(range(len(rows))),
        "zero": [0] * len(rows),
        "name": [row["name"] for row in rows],
        "text": [_count(row) for row in rows],
        "below": [_onward(row) for row in rows[1:]] + [""],
        "tone": [i + 1 == clear for i in range(len(rows))],
        **{
            part: [
                NAN if row["hidden"] or (part != "overall" and not i) else rounded(row[part], 1)
                for i, row in enumerate(rows)
            ]
            for part in ("overall", "overall_low", "overall_high")
        },
        "share": [share_text(row["overall"]) for row in rows],
        "interval": [share_interval(row["overall_low"], row["overall_high"]) or "–" for row in rows],
        "n_text": ["–" if row["hidden"] else count_text(row["n"]) for row in rows],
        "spoken": [f"{row['name']}: {_count(row)}" for row in rows],
    }
    return Picture(
        spec=_spec(language(), len(rows)),
        drawn=pd.DataFrame(data),
        sentence=_sentence(rows, clear),
        tabled=_table(rows),
        height=_height(len(rows)),
        note=hidden_note() if bool(frame["hidden"].any()) else "",
    )


def _count(row: dict[str, Any]) -> str:
    """What stands at the right of a step: customers, and their share of those who began."""
    if row["hidden"]:
        return _("hidden for privacy")
    customers = ngettext("{number} customer", "{number} customers", int(row["n"])).format(number=count_text(row["n"]))
    if missing(row["step"]):
        return customers
    return _("{customers}, {share}").format(customers=customers, share=share_text(row["overall"]))


def _onward(row: dict[str, Any]) -> str:
    """What stands between a step and the next (`row`)."""
    if row["hidden"] or missing(row["step"]):
        return ""
    lost = ngettext("{number} does not", "{number} do not", int(row["lost"])).format(number=count_text(row["lost"]))
    words = _("↓ {share} go on ({interval}), {lost}")
    return words.format(
        share=share_text(row["step"]), interval=share_interval(row["step_low"], row["step_high"]), lost=lost
    )


def _sentence(rows: list[dict[str, Any]], clear: int | None) -> str:
    shown = [row for row in rows if not row["hidden"]]
    if not shown or not shown[0]["n"]:
        return _("Nobody took the first step.")
    first, last = shown[0], shown[-1]
    words = ngettext(
        "Of {number} customer at {first}, {share} reach {last} (95\u202f% interval {interval}).",
        "Of {number} customers at {first}, {share} reach {last} (95\u202f% interval {interval}).",
        int(first["n"]),
    )
    said = [
        words.format(
            number=count_text(first["n"]),
            first=first["name"],
            share=share_text(last["overall"]),
            last=last["name"],
            interval=share_interval(last["overall_low"], last["overall_high"]),
        )
    ]
    for before, row in pairwise(rows):
        if not row["hidden"] and not missing(row["step"]):
            said.append(
                _("From {first} to {next}: {share}.").format(
                    first=before["name"], next=row["name"], share=share_text(row["step"])
                )
            )
    if clear is not None:
        said.append(_("Clearly the fewest go on to {step}.").format(step=rows[clear]["name"]))
    return joined(*said)


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Step"): [row["name"] for row in rows],
            _("Customers"): pd.array([None if row["hidden"] else int(row["n"]) for row in rows], dtype="Int64"),
            _("Of the step before"): [
                "–" if row["hidden"] or missing(row["step"]) else share_text(row["step"]) for row in rows
            ],
            _("95\u202f% interval"): [
                "" if row["hidden"] else share_interval(row["step_low"], row["step_high"]) for row in rows
            ],
            _("Of the first step"): [
                "–"
                if row["hidden"]
                else share_said(row["overall"], row["overall_low"], row["overall_high"], rows[0]["n"])
                for row in rows
            ],
            _("Lost before it"): pd.array(
                [None if row["hidden"] or missing(row["lost"]) else int(row["lost"]) for row in rows], dtype="Int64"
            ),
        }
    )


@lru_cache(maxsize=64)
def _spec(_language: str, count: int) -> dict[str, Any]:
    y = alt.Y(
        field="row",
        type="quantitative",
        axis=None,
        scale=alt.Scale(domain=[0, max(count, 1) - UNUSED], reverse=True, nice=False, zero=False),
    )
    begin, low = (
        alt.X(field=field, type="quantitative", axis=None, scale=alt.Scale(domain=[0, 100], nice=False))
        for field in ("zero", "overall_low")
    )
    base = alt.Chart()
    shown = base.transform_filter("isValid(datum.overall)")
    rail = base.mark_rule(color=colour("faint"), strokeWidth=BAR, yOffset=40, **QUIET)
    bar = shown.mark_rule(color=colour("low"), strokeWidth=BAR, yOffset=40)
    interval = base.transform_filter("isValid(datum.overall_low)").mark_rule(
        color=colour("ink"), strokeWidth=2.5, yOffset=40, **QUIET
    )
    tooltip = [
        alt.Tooltip(field=field, type="nominal", title=title)
        for field, title in (
            ("name", _("Step")),
            ("share", _("Of the first step")),
            ("interval", _("95\u202f% interval")),
            ("n_text", _("Customers")),
        )
    ]
    look: dict[str, Any] = {"baseline": "middle", **QUIET}
    name = base.mark_text(align="left", yOffset=16, fontSize=14, fontWeight=600, limit={"expr": "width*0.45"}, **look)
    text = base.mark_text(align="right", yOffset=16, fontSize=13, limit={"expr": "width*0.6"}, **look)
    below = base.mark_text(align="left", yOffset=66, fontSize=13, limit={"expr": "width"}, **look)
    tone = alt.condition("datum.tone", alt.value(colour("bad_text")), alt.value(colour("muted")))
    chart = alt.layer(
        rail.encode(y=y, x=alt.value(0), x2=alt.value("width")),
        bar.encode(
            y=y,
            x=begin,
            x2=alt.X2(field="overall"),
            tooltip=tooltip,
            description=alt.Description(field="spoken", type="nominal"),
        ),
        interval.encode(y=y, x=low, x2=alt.X2(field="overall_high")),
        name.encode(y=y, x=alt.value(0), text=alt.Text(field="name", type="nominal"), color=alt.value(colour("ink"))),
        text.encode(
            y=y, x=alt.value("width"), text=alt.Text(field="text", type="nominal"), color=alt.value(colour("muted"))
        ),
        below.encode(y=y, x=alt.value(0), text=alt.Text(field="below", type="nominal"), color=tone),
    )
    return finish(chart, _height(count), left=4, right=4)


def _height(count: int) -> int:
    return round((max(count, 1) - UNUSED) * ROW)
