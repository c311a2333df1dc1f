"""The flow between stages: stages left to right in the order of the journey, as high as their visits; links to later
stages between and above them, steps back dashed below, repeats as a ring. Links of too few customers are left out.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from cjo_core.charts.numbers import missing
from cjo_core.charts.paths.flow_drawing import BACK, FORWARD, HALF, LABEL, LOOP, NODE, Drawing, kind_of, link_words
from cjo_core.charts.paths.words import share_text, time_text
from cjo_core.charts.pictures import QUIET, Picture, finish
from cjo_core.charts.theme import colour
from cjo_core.charts.words import joined
from cjo_core.locale import _, language, ngettext

HEIGHT, COLUMN, MIN_WIDTH = 420, 128, 576
#: So many links are drawn, the largest ones, and none of a smaller share of what leaves a stage.
MOST, LEAST = 30, 1.0


def flow_picture(links: pd.DataFrame, stages: pd.DataFrame) -> Picture:
    """The flow of `links` (`came`, `went`: rows of `stages`; `n`: how often; `customers`; `share`: per cent of what
    leaves `came`; `median`: seconds) between `stages` (`name`, `visits`, `customers`, `begun`, `ended`: per cent; NaN
    where hidden). Only links that may be shown are given."""
    kept = links[links["share"] >= LEAST].sort_values("n", ascending=False, kind="stable").head(MOST)
    drawing = Drawing(stages)
    for one in kept.to_dict("records"):
        drawing.add(one)
    return Picture(
        spec=_spec(language(), max(len(stages), 1)),
        drawn=drawing.frame(),
        sentence=_sentence(links, stages),
        tabled=link_table(links, stages),
        height=HEIGHT,
        note=_note(len(links) - len(kept)),
        min_width=max(MIN_WIDTH, COLUMN * len(stages)),
    )


def _note(left: int) -> str:
    if left <= 0:
        return ""
    return ngettext(
        "{number} smaller link is in the table only.", "{number} smaller links are in the table only.", left
    ).format(number=left)


def link_table(links: pd.DataFrame, stages: pd.DataFrame) -> pd.DataFrame:
    """The links as a table, in the order of the journey."""
    names = stages["name"].tolist()
    rows = links.sort_values(["came", "went"]).to_dict("records")
    kinds = {FORWARD: _("onward"), BACK: _("back"), LOOP: _("again")}
    return pd.DataFrame(
        {
            _("From"): [names[row["came"]] for row in rows],
            _("To"): [names[row["went"]] for row in rows],
            _("Direction"): [kinds[kind_of(row)] for row in rows],
            _("Times"): [int(row["n"]) for row in rows],
            _("Customers"): [int(row["customers"]) for row in rows],
            _("Of what leaves"): [share_text(row["share"]) for row in rows],
            _("Time between, median"): [time_text(row["median"]) for row in rows],
            _("Middle half of them"): [
                ""
                if missing(row["quick"])
                else _("{low} to {high}").format(low=time_text(row["quick"]), high=time_text(row["slow"]))
                for row in rows
            ],
        }
    )


def _sentence(links: pd.DataFrame, stages: pd.DataFrame) -> str:
    if not len(links):
        return _("No link between stages has enough customers to be shown.")
    names, said = stages["name"].tolist(), []
    for kind, words in (
        (FORWARD, _("Most often onward: {links}.")),
        (BACK, _("Most often back: {links}.")),
        (LOOP, _("Most often again: {links}.")),
    ):
        rows = [row for row in links.sort_values("n", ascending=False).to_dict("records") if kind_of(row) == kind][:3]
        if rows:
            listed = _("; ").join(
                _("{link} ({share} of what leaves)").format(
                    link=link_words(names[row["came"]], names[row["went"]]), share=share_text(row["share"])
                )
                for row in rows
            )
            said.append(words.format(links=listed))
    return joined(*said)


@lru_cache(maxsize=32)
def _spec(_language: str, count: int) -> dict[str, Any]:
    x = alt.X(field="x", type="quantitative", axis=None, scale=alt.Scale(domain=[0, count], nice=False, zero=False))
    # names and numbers of customers stand above the drawing, shares of beginnings and ends below
    y = alt.Y(field="y", type="quantitative", axis=None, scale=alt.Scale(domain=[-0.10, 1.20], nice=False, zero=False))
    y2 = alt.Y2(field="y2")
    base = alt.Chart()
    tooltip = _tooltip()
    said = alt.Description(field="spoken", type="nominal")
    link = alt.Detail(field="link", type="nominal")

    def of(kind: str) -> alt.Chart:
        return base.transform_filter(f"datum.kind=='{kind}'")

    areas = [
        of(FORWARD).mark_area(color=colour("low"), opacity=0.5),
        of(BACK).mark_area(
            color=colour("band"), opacity=0.9, line={"color": colour("muted"), "strokeDash": [4, 3], "strokeWidth": 1.2}
        ),
    ]
    ring = of(LOOP).mark_point(shape="circle", filled=False, opacity=1, size=180, color=colour("muted"))
    node = of(NODE).mark_rule(color=colour("ink"), opacity=1, strokeWidth={"expr": f"width/{count}*{2 * HALF}"})
    halos: list[dict[str, Any]] = [
        {"stroke": colour("paper"), "strokeWidth": 4, "strokeJoin": "round"},
        {"color": colour("ink")},
    ]
    chart = alt.layer(
        *(area.encode(x=x, y=y, y2=y2, detail=link, tooltip=tooltip, description=said) for area in areas),
        node.encode(x=x, y=y, y2=y2, tooltip=tooltip, description=said),
        ring.encode(
            x=x,
            y=y,
            strokeWidth=alt.StrokeWidth(field="wide", type="quantitative", scale=None, legend=None),
            tooltip=tooltip,
            description=said,
        ),
        *(
            of(LABEL)
            .mark_text(fontSize=12.5, align="center", baseline="middle", **look_of, **QUIET)
            .encode(x=x, y=y, text=alt.Text(field="text", type="nominal"))
            for look_of in halos
        ),
        *_texts(of(NODE), x, count),
    )
    return finish(chart, HEIGHT)


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip(field=name, type="nominal", title=title)
        for name, title in (
            ("what", _("From and to")),
            ("share", _("Of what leaves")),
            ("customers", _("Customers")),
            ("times", _("Times")),
            ("time", _("Time between, median")),
        )
    ]


def _texts(node: alt.Chart, x: alt.X, count: int) -> list[alt.Chart]:
    """Names and numbers of customers above the drawing, shares of beginnings and ends below."""
    look: dict[str, Any] = {"align": "center", "baseline": "middle", "limit": {"expr": f"width/{count}-8"}, **QUIET}
    texts: list[tuple[int, str, dict[str, Any]]] = [
        (14, "text", {"fontSize": 13, "fontWeight": 600, "color": colour("ink")}),
        (33, "customers", {"fontSize": 13, "color": colour("muted")}),
        (HEIGHT - 32, "ends", {"fontSize": 12.5, "color": colour("muted"), "lineBreak": "\n", "lineHeight": 15}),
    ]
    return [
        node.mark_text(**look, **style).encode(x=x, y=alt.value(at), text=alt.Text(field=name, type="nominal"))
        for at, name, style in texts
    ]
