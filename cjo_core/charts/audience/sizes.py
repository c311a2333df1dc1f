"""How many customers belonged to each name, day by day, as steps; names stand at the ends of their lines."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from cjo_core.charts.numbers import count_text
from cjo_core.charts.pictures import QUIET, Picture, finish
from cjo_core.charts.theme import colour
from cjo_core.charts.words import joined
from cjo_core.locale import _, language

HEIGHT, APART = 260, 0.07
#: Lines are told apart by dash and by the name at their end, never by colour alone.
_DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 2], [1, 3])


def sizes(frame: pd.DataFrame) -> Picture:
    """The picture of `store.assigning.history.sizes_over_time` (`day`, `name`, `size`)."""
    names = list(dict.fromkeys(frame["name"]))
    top = max(int(frame["size"].max()), 1)
    last = frame.groupby("name", sort=False)["size"].last()
    places = _apart({name: int(last[name]) / top for name in names})
    data = frame.assign(
        day=[day.isoformat() for day in frame["day"]],
        dash=[names.index(name) % len(_DASHES) for name in frame["name"]],
        label="",
        place=None,
        spoken=[f"{row.name}, {row.day}: {count_text(row.size)}" for row in frame.itertuples(index=False, name="Row")],
    ).reset_index(drop=True)
    data["place"] = data["place"].astype(float)
    for name in names:
        end = data.index[data["name"] == name][-1]
        data.loc[end, "label"] = f"{name}  {count_text(last[name])}"
        data.loc[end, "place"] = places[name] * top
    said = [_("{name}: {n} customers.").format(name=name, n=count_text(last[name])) for name in names]
    table = frame.rename(columns={"day": _("Day"), "name": _("Name"), "size": _("Customers")})
    return Picture(
        spec=_spec(language(), top),
        drawn=data,
        sentence=joined(_("Customers per name over time."), *said),
        tabled=table,
        height=HEIGHT,
    )


def _apart(places: dict[str, float]) -> dict[str, float]:
    """Heights (0 to 1) at which names can stand without lying on each other."""
    found: dict[str, float] = {}
    low, high = -APART, 1 + APART
    for name in sorted(places, key=lambda one: places[one]):
        low = found[name] = max(places[name], low + APART)
    for name in reversed(list(found)):
        high = found[name] = min(found[name], high - APART)
    return found


@lru_cache(maxsize=64)
def _spec(_language: str, top: int) -> dict[str, Any]:
    x = alt.X(
        field="day",
        type="temporal",
        scale=alt.Scale(type="utc"),
        axis=alt.Axis(title=None, grid=False, labelOverlap=True, format="%Y-%m-%d", tickCount=5),
    )
    y = alt.Y(
        field="size",
        type="quantitative",
        scale=alt.Scale(domain=[0, top * 1.05], nice=False),
        axis=alt.Axis(title=None, tickCount=5),
    )
    base = alt.Chart().encode(x=x, detail=alt.Detail(field="name", type="nominal"))
    dash = alt.StrokeDash(
        field="dash",
        type="ordinal",
        legend=None,
        scale=alt.Scale(domain=list(range(len(_DASHES))), range=list(_DASHES)),
    )
    lines = base.mark_line(interpolate="step-after", strokeWidth=2.5, color=colour("accent"), **QUIET).encode(
        y=y, strokeDash=dash
    )
    dots = base.mark_point(filled=True, size=36, color=colour("accent")).encode(
        y=y,
        tooltip=alt.Tooltip(field="spoken", type="nominal", title=_("Customers")),
        description=alt.Description(field="spoken", type="nominal"),
    )
    names = (
        base.transform_filter("datum.label != ''")
        .mark_text(align="left", dx=8, fontSize=13, color=colour("ink"), **QUIET)
        .encode(
            x=alt.value("width"),
            y=alt.Y(field="place", type="quantitative", scale=alt.Scale(domain=[0, top * 1.05], nice=False)),
            text=alt.Text(field="label", type="nominal"),
        )
    )
    return finish(alt.layer(lines, dots, names), HEIGHT)
