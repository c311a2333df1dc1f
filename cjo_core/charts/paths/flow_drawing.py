"""Where the stages and links of a flow lie, as rows to be drawn. Numbers and words in, rows out; no chart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from cjo_core.charts.numbers import count_text, missing
from cjo_core.charts.paths.words import share_text, time_text
from cjo_core.locale import _, ngettext

#: Half the width of a stage, in columns; points along a link; room above a stage that is skipped.
HALF, POINTS, CLEAR = 0.06, 25, 0.30
#: Links of a smaller share of what leaves a stage have no number written on them.
TOLD = 5.0
FORWARD, BACK, LOOP, NODE, LABEL = "forward", "back", "loop", "node", "label"
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


def link_words(came: str, went: str) -> str:
    """ "Consider → Buy", or "Consider, again"."""
    return _("{stage}, again").format(stage=came) if came == went else f"{came} → {went}"


def kind_of(link: dict[str, Any]) -> str:
    """Onward, back, or to the same stage again."""
    return LOOP if link["came"] == link["went"] else FORWARD if link["came"] < link["went"] else BACK


def _customers(n: int) -> str:
    return ngettext("{number} customer", "{number} customers", n).format(number=count_text(n))


@dataclass
class Drawing:
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
        later = [link for link in self.links if kind_of(link) == FORWARD]
        # stages are left at the top for far ones, and entered at the top from far ones: so links hardly cross
        for link in sorted(later, key=lambda one: one["came"] - one["went"]):
            link["leaves"] = self._slot(self.out, link["came"], link["n"])
            link["enters"] = self._slot(self.into, link["went"], link["n"])
        for link in self.links:
            {FORWARD: self._forward, BACK: self._back, LOOP: self._loop}[kind_of(link)](link)
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
        kind, words = kind_of(link), self._words(link)
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
                    "ends": "" if hidden else _("begin {begun}\nend {ended}").format(begun=begun, ended=ended),
                    "spoken": _("{name}: {score}").format(name=row["name"], score=customers),
                }
            )
