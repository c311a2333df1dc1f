"""The flow between stages: stages left to right in the order of the journey, as high as their visits; links to later
stages between and above them, steps back dashed below, repeats as a ring. Links of too few customers are left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from cjo_core.charts.numbers import count_text, missing
from cjo_core.charts.paths.words import share_text, time_text
from cjo_core.charts.pictures import QUIET, Picture, finish
from cjo_core.charts.theme import colour
from cjo_core.charts.words import joined
from cjo_core.locale import _, language, ngettext

HEIGHT, COLUMN, MIN_WIDTH = 420, 128, 576
#: So many links are drawn, the largest ones, and none of a smaller share of what leaves a stage.
MOST, LEAST = 30, 1.0
#: Half the width of a stage, in columns; points along a link; room above a stage that is skipped.
HALF, POINTS, CLEAR = 0.06, 25, 0.30
#: Links of a smaller share of what leaves a stage have no number written on them.
TOLD = 5.0
FORWARD, BACK, LOOP, NODE, LABEL = "forward", "back", "loop", "node", "label"


def flow_picture(links: pd.DataFrame, stages: pd.DataFrame) -> Picture:
    """The flow of `links` (`came`, `went`: rows of `stages`; `n`: how often; `customers`; `share`: per cent of what
    leaves `came`; `median`: seconds) between `stages` (`name`, `visits`, `customers`, `begun`, `ended`: per cent; NaN
    where hidden). Only links that may be shown are given."""
    kept = links[links["share"] >= LEAST].sort_values("n", ascending=False, kind="stable").head(MOST)
    drawing = _Drawing(stages)
    for one in kept.to_dict("records"):
        drawing.add(one)
    return Picture(
        spec=_spec(language(), max(len(stages), 1)),
        data=drawing.frame(),
        sentence=_sentence(links, stages),
        table=link_table(links, stages),
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


def link_words(came: str, went: str) -> str:
    """ "Consider → Buy", or "Consider, again"."""
    return _("{stage}, again").format(stage=came) if came == went else f"{came} → {went}"


def link_table(links: pd.DataFrame, stages: pd.DataFrame) -> pd.DataFrame:
    """The links as a table, in the order of the journey."""
    names = stages["name"].tolist()
    rows = links.sort_values(["came", "went"]).to_dict("records")
    kinds = {FORWARD: _("onward"), BACK: _("back"), LOOP: _("again")}
    return pd.DataFrame(
        {
            _("From"): [names[row["came"]] for row in rows],
            _("To"): [names[row["went"]] for row in rows],
            _("Direction"): [kinds[_kind(row)] for row in rows],
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


def _kind(link: dict[str, Any]) -> str:
    return LOOP if link["came"] == link["went"] else FORWARD if link["came"] < link["went"] else BACK


def _sentence(links: pd.DataFrame, stages: pd.DataFrame) -> str:
    if not len(links):
        return _("No link between stages has enough customers to be shown.")
    names, said = stages["name"].tolist(), []
    for kind, words in (
        (FORWARD, _("Most often onward: {links}.")),
        (BACK, _("Most often back: {links}.")),
        (LOOP, _("Most often again: {links}.")),
    ):
        rows = [row for row in links.sort_values("n", ascending=False).to_dict("records") if _kind(row) == kind][:3]
        if rows:
            listed = _("; ").join(
                _("{link} ({share} of what leaves)").format(
                    link=link_words(names[row["came"]], names[row["went"]]), share=share_text(row["share"])
                )
                for row in rows
            )
            said.append(words.format(links=listed))
    return joined(*said)


def _customers(n: int) -> str:
    return ngettext("{number} customer", "{number} customers", n).format(number=count_text(n))


@dataclass
class _Drawing:
    """Where everything lies: a column per stage, heights as shares of the most visited one."""

    stages: pd.DataFrame
    rows: list[dict[str, Any]] = field(default_factory=list)
    out: dict[int, float] = field(default_factory=dict)
    into: dict[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        visits = self.stages["visits"].fillna(0).to_numpy(dtype=float)
        self.most = max(float(visits.max(initial=0)), 1.0)
        self.tall = np.maximum(visits / self.most, 0.03)
        self.links: list[dict[str, Any]] = []

    def add(self, link: dict[str, Any]) -> None:
        """Take a link up; it is placed with all the others."""
        self.links.append(link)

    def frame(self) -> pd.DataFrame:
        """Everything as rows with x (columns) and y, y2 (0 at the bottom, 1 at the top)."""
        later = [link for link in self.links if _kind(link) == FORWARD]
        # stages are left at the top for far ones, and entered at the top from far ones: so links hardly cross
        for link in sorted(later, key=lambda one: one["came"] - one["went"]):
            link["leaves"] = self._slot(self.out, link["came"], link["n"])
            link["enters"] = self._slot(self.into, link["went"], link["n"])
        for link in self.links:
            {FORWARD: self._forward, BACK: self._back, LOOP: self._loop}[_kind(link)](link)
        self._nodes()
        found = pd.DataFrame(self.rows, columns=COLUMNS)
        top, bottom = found[["y", "y2"]].max().max(), found[["y", "y2"]].min().min()
        size = max(top - bottom, 0.5)
        for column in ("y", "y2"):
            found[column] = ((found[column] - bottom) / size).round(4)
        return found

    def _slot(self, used: dict[int, float], stage: int, n: float) -> float:
        """The middle of the next free piece of a stage's edge, from its top down."""
        wide, taken = n / self.most, used.get(stage, 0.0)
        used[stage] = taken + wide
        return float(self.tall[stage]) - taken - wide / 2

    def _words(self, link: dict[str, Any]) -> dict[str, Any]:
        names = self.stages["name"].tolist()
        what = link_words(names[link["came"]], names[link["went"]])
        customers, share, time = count_text(link["customers"]), share_text(link["share"]), time_text(link["median"])
        words = _("{link}: {share} of what leaves, {customers} customers")
        return {
            "what": what,
            "share": share,
            "customers": customers,
            "times": count_text(link["n"]),
            "time": time,
            "spoken": words.format(link=what, share=share, customers=customers),
        }

    def _ribbon(self, link: dict[str, Any], x: Any, middle: Any) -> None:
        half = max(link["n"] / self.most, 0.006) / 2
        kind, words = _kind(link), self._words(link)
        name = f"{link['came']}-{link['went']}"
        for at, y in zip(x.tolist(), middle.tolist(), strict=True):
            self.rows.append({"kind": kind, "link": name, "x": round(at, 4), "y": y + half, "y2": y - half, **words})
        if link["share"] >= TOLD:
            at, y = x[POINTS // 2], middle[POINTS // 2]
            self.rows.append({"kind": LABEL, "x": round(float(at), 4), "y": float(y), "text": words["share"]})

    def _forward(self, link: dict[str, Any]) -> None:
        came, went = link["came"], link["went"]
        t = np.linspace(0, 1, POINTS)
        x = came + 0.5 + HALF + t * (went - came - 2 * HALF)
        middle = link["leaves"] + (link["enters"] - link["leaves"]) * t * t * (3 - 2 * t)
        if went - came > 1:
            between = float(self.tall[came + 1 : went].max())
            needed = between + CLEAR + 0.12 * (went - came - 2) + link["n"] / self.most / 2
            middle = middle + max(needed - float(middle[POINTS // 2]), 0.05) * np.sin(np.pi * t) ** 0.8
        self._ribbon(link, x, middle)

    def _back(self, link: dict[str, Any]) -> None:
        came, went = link["came"], link["went"]
        t = np.linspace(0, 1, POINTS)
        x = went + 0.5 + 0.03 + t * (came - went - 0.06)
        deep = 0.16 + 0.17 * (came - went - 1)
        self._ribbon(link, x, -link["n"] / self.most / 2 - 0.02 - deep * np.sin(np.pi * t) ** 0.8)

    def _loop(self, link: dict[str, Any]) -> None:
        stage = link["came"]
        words, top = self._words(link), float(self.tall[stage])
        wide = 1.5 + 6 * link["n"] / self.most
        self.rows.append({"kind": LOOP, "x": stage + 0.5, "y": top + 0.07, "wide": wide, **words})
        if link["share"] >= TOLD:
            self.rows.append({"kind": LABEL, "x": stage + 0.5, "y": top + 0.17, "text": words["share"]})

    def _nodes(self) -> None:
        for i, row in enumerate(self.stages.to_dict("records")):
            hidden = missing(row["customers"])
            customers = _("hidden") if hidden else _customers(int(row["customers"]))
            begun, ended = share_text(row["begun"]), share_text(row["ended"])
            self.rows.append(
                {
                    "kind": NODE,
                    "x": i + 0.5,
                    "y": float(self.tall[i]),
                    "y2": 0.0,
                    "text": row["name"],
                    "customers": customers,
                    "what": row["name"],
                    "share": "–",
                    "times": "–" if hidden else count_text(row["visits"]),
                    "time": "–",
                    "ends": "" if hidden else _("begin {begun}, end {ended}").format(begun=begun, ended=ended),
                    "spoken": _("{name}: {score}").format(name=row["name"], score=customers),
                }
            )


COLUMNS = [
    "kind",
    "link",
    "x",
    "y",
    "y2",
    "wide",
    "text",
    "ends",
    "what",
    "share",
    "customers",
    "times",
    "time",
    "spoken",
]


@lru_cache(maxsize=32)
def _spec(_language: str, count: int) -> dict[str, Any]:
    x = alt.X(field="x", type="quantitative", axis=None, scale=alt.Scale(domain=[0, count], nice=False, zero=False))
    # names and numbers of customers stand above the drawing, shares of beginnings and ends below
    y = alt.Y(field="y", type="quantitative", axis=None, scale=alt.Scale(domain=[-0.10, 1.20], nice=False, zero=False))
    y2 = alt.Y2(field="y2")
    base = alt.Chart()
    tooltip = [
        alt.Tooltip(field=name, type="nominal", title=title)
        for name, title in (
            ("what", _("From and to")),
            ("share", _("Of what leaves")),
            ("customers", _("Customers")),
            ("times", _("Times")),
            ("time", _("Time between, median")),
        )
    ]
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
    look: dict[str, Any] = {"align": "center", "baseline": "middle", "limit": {"expr": f"width/{count}-8"}, **QUIET}
    halos: list[dict[str, Any]] = [
        {"stroke": colour("paper"), "strokeWidth": 4, "strokeJoin": "round"},
        {"color": colour("ink")},
    ]
    texts: list[tuple[int, str, dict[str, Any]]] = [
        (14, "text", {"fontSize": 13, "fontWeight": 600, "color": colour("ink")}),
        (33, "customers", {"fontSize": 13, "color": colour("muted")}),
        (HEIGHT - 10, "ends", {"fontSize": 12.5, "color": colour("muted")}),
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
        *(
            of(NODE).mark_text(**look, **style).encode(x=x, y=alt.value(at), text=alt.Text(field=name, type="nominal"))
            for at, name, style in texts
        ),
    )
    return finish(chart, HEIGHT)
