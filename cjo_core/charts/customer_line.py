"""One customer in one line: a lane per stage with events and answers, a lane with the orders, and the way between them.

Records stand side by side in their order, not by the clock: people come for an hour and stay away for months. Longer
breaks are marked. For single people who are known by id, never for groups; never decides what may be shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import altair as alt
import pandas as pd
from babel.dates import format_date

from cjo_core.charts.numbers import count_text, number_text
from cjo_core.charts.pictures import QUIET, Picture, finish
from cjo_core.charts.theme import colour
from cjo_core.charts.words import joined
from cjo_core.locale import _, language, ngettext
from cjo_core.metrics.catalog import METRICS

LANE, TOP, FOOT = 50, 30, 34
#: No more records than this in the picture (the newest), and no more days named below it.
MOST, TICKS = 24, 6
#: A break of this many days is marked, the longest ones at most.
BREAK_DAYS, BREAKS = 14, 3
_BANDS = {"bad": "bad", "mid": "muted", "good": "good"}


def customer_line(frame: pd.DataFrame, customer: str, stages: Sequence[str], zone: ZoneInfo) -> Picture:
    """The picture of a customer's dated records, as `store.odata.timeline.customer_timeline` gives them; times are
    shown in `zone`. The sign-up is in the table alone: it may lie years before the rest."""
    every = frame[frame["at"].notna() & (frame["what"] != "signed_up")]
    shown = every.tail(MOST)
    lanes = [name for name in stages if (shown["stage"] == name).any()]
    nowhere = bool((shown["stage"].isna() & (shown["what"] != "order")).any())
    names = [
        *lanes,
        *([_("No stage")] if nowhere else []),
        *([_("Orders")] if (shown["what"] == "order").any() else []),
    ]
    position = {name: i for i, name in enumerate(names)}
    rows = [_lane(name, i) for name, i in position.items()]
    way: list[dict[str, Any]] = []
    for slot, row in enumerate(shown.to_dict("records")):
        lane = _("Orders") if row["what"] == "order" else row["stage"] or _("No stage")
        drawn = _drawn(row, float(slot), float(position[lane]), zone)
        rows.append(drawn)
        if row["stage"]:
            way.append({**drawn, "kind": "way", "spoken": ""})
    height = TOP + LANE * max(1, len(names)) + FOOT
    days = [moment.astimezone(zone).date() for moment in shown["at"]]
    rows += way + _ticks(days) + _breaks(days)
    return Picture(
        spec=_spec(language(), len(names), len(shown)),
        drawn=pd.DataFrame(rows, columns=["kind", "at", "lane", "text", "band", "spoken"]),
        sentence=sentence_of(frame, customer, zone),
        tabled=table_of(frame, zone),
        height=height,
        note=_left_out(len(every)),
    )


def _lane(name: str, at: int) -> dict[str, Any]:
    return {"kind": "lane", "at": None, "lane": float(at), "text": name, "band": "", "spoken": ""}


def _left_out(records: int) -> str:
    if records <= MOST:
        return ""
    words = _("The picture shows the newest {shown} of {all} records; the table has all of them.")
    return words.format(shown=count_text(MOST), all=count_text(records))


def _drawn(row: dict[str, Any], slot: float, lane: float, zone: ZoneInfo) -> dict[str, Any]:
    text, band = "", ""
    if row["what"] == "answer" and not pd.isna(row["score"]):
        text, band = str(int(row["score"])), band_of(str(row["question"]), int(row["score"]))
    elif row["what"] == "answer":
        text, band = "–", "mid"
    elif row["what"] == "order" and not pd.isna(row["value"]):
        text = number_text(float(row["value"]), 2)
    spoken = _("{day}: {what}").format(day=_when(row["at"], zone), what=described(row))
    return {
        "kind": row["what"],
        "at": slot,
        "lane": lane,
        "text": text,
        "band": band,
        "spoken": spoken,
    }


def band_of(kind: str, score: int) -> str:
    """Whether a score lies in the bad, middle or good band of its metric; "mid" where none is published."""
    if kind not in METRICS:
        return "mid"
    metric = METRICS[kind]
    nth = next((i for i, (_name, first, last) in enumerate(metric.parts) if first <= score <= last), 1)
    return ("bad", "mid", "good")[nth if metric.high_is_good else 2 - nth]


def described(row: dict[str, Any]) -> str:
    """One record in words: "Answer 9 at Checkout", "Order N-000012, 84.50, delivered"."""
    where = row["touchpoint"] or row["stage"]
    if row["what"] == "signed_up":
        return _("Signed up")
    if row["what"] == "order":
        value = "" if pd.isna(row["value"]) else number_text(float(row["value"]), 2)
        return ", ".join(part for part in (_("Order"), row["number"], value, row["status"]) if part)
    if row["what"] == "event":
        return (
            _("{what} at {place}").format(what=row["name"], place=where)
            if where and row["name"]
            else (row["name"] or where or _("Event"))
        )
    score = _("no score") if pd.isna(row["score"]) else str(int(row["score"]))
    words = _("Answer {score} at {place}") if where else _("Answer {score}")
    return words.format(score=score, place=where)


def table_of(frame: pd.DataFrame, zone: ZoneInfo) -> pd.DataFrame:
    """The same as a table, newest first."""
    names = {"answer": _("Answer"), "order": _("Order"), "event": _("Event"), "signed_up": _("Signed up")}
    rows = [
        {
            _("When"): _("undated") if pd.isna(row["at"]) else row["at"].astimezone(zone).strftime("%Y-%m-%d %H:%M"),
            _("What"): names[str(row["what"])],
            _("Stage"): row["stage"],
            _("Touchpoint"): row["touchpoint"],
            _("Channel"): row["channel"],
            _("Details"): _details(row),
        }
        for row in frame.iloc[::-1].to_dict("records")
    ]
    heads = [_("When"), _("What"), _("Stage"), _("Touchpoint"), _("Channel"), _("Details")]
    return pd.DataFrame(rows, columns=heads)


def _details(row: dict[str, Any]) -> str:
    score = "" if pd.isna(row["score"]) else _("score {score}").format(score=int(row["score"]))
    value = "" if pd.isna(row["value"]) else number_text(float(row["value"]), 2)
    parts = (row["survey"], score, row["name"], row["number"], value, row["status"], row["comment"])
    return " · ".join(str(part) for part in parts if part)


def sentence_of(frame: pd.DataFrame, customer: str, zone: ZoneInfo) -> str:
    """What a person would say of it."""
    n = {what: int((frame["what"] == what).sum()) for what in ("answer", "order", "event")}
    if not sum(n.values()):
        return _("{customer}: nothing is known yet.").format(customer=customer)
    answers = ngettext("{count} answer", "{count} answers", n["answer"]).format(count=count_text(n["answer"]))
    orders = ngettext("{count} order", "{count} orders", n["order"]).format(count=count_text(n["order"]))
    events = ngettext("{count} event", "{count} events", n["event"]).format(count=count_text(n["event"]))
    said = [
        _("{customer}: {answers}, {orders}, {events}.").format(
            customer=customer, answers=answers, orders=orders, events=events
        )
    ]
    dated = frame[frame["at"].notna() & (frame["what"] != "signed_up")]["at"]
    if len(dated):
        first, last = _when(dated.min(), zone), _when(dated.max(), zone)
        said.append(_("From {first} to {last}.").format(first=first, last=last))
    given = frame[frame["score"].notna()]
    if len(given):
        scores = ", ".join(str(int(score)) for score in given["score"])
        said.append(_("Scores, oldest first: {scores}.").format(scores=scores))
    return joined(*said)


def _when(moment: datetime, zone: ZoneInfo) -> str:
    day = moment.astimezone(zone).date()
    return str(format_date(day, "y年M月d日" if language() == "zh" else "d MMMM y", locale=language()))


def _ticks(days: list[date]) -> list[dict[str, Any]]:
    """Days named below their first record, as many as there is room for; a year where it changes."""
    found: list[dict[str, Any]] = []
    apart = max(1.0, len(days) / TICKS)
    year = None
    for slot, day in enumerate(days):
        if (slot and days[slot - 1] == day) or (found and slot - found[-1]["at"] < apart):
            continue
        pattern = {"zh": "M月d日"}.get(language(), "d MMM")
        text = str(format_date(day, pattern, locale=language()))
        text += "" if day.year == year else f"\n{day.year}"
        year = day.year
        found.append({"kind": "tick", "at": float(slot), "lane": None, "text": text, "band": "", "spoken": ""})
    return found


def _breaks(days: list[date]) -> list[dict[str, Any]]:
    """The longest breaks, between the records on both sides."""
    gaps = sorted(((days[i] - days[i - 1]).days, i) for i in range(1, len(days)))
    found: list[dict[str, Any]] = []
    for gap, i in reversed(gaps):
        close = any(abs(one["at"] - i + 0.5) * TICKS < len(days) for one in found)  # its words would touch another's
        if gap >= BREAK_DAYS and not close and len(found) < BREAKS:
            text = ngettext("{count} day", "{count} days", gap).format(count=count_text(gap))
            found.append({"kind": "break", "at": i - 0.5, "lane": None, "text": text, "band": "", "spoken": ""})
    return found


@lru_cache(maxsize=256)
def _spec(_language: str, lanes: int, slots: int) -> dict[str, Any]:
    """The specification for a number of lanes and records; the names of the lanes stand to the left of the records."""
    height = TOP + LANE * max(1, lanes) + FOOT
    pixels = alt.Scale(
        domain=[-0.5 - TOP / LANE, max(1, lanes) - 0.5 + FOOT / LANE], reverse=True, nice=False, zero=False
    )
    y = alt.Y("lane:Q", scale=pixels, axis=None)
    # marks that reach beyond the picture make Vega narrow it, again and again: the padding keeps them inside
    across = alt.Scale(domain=[-0.12 * max(4, slots), max(4, slots) - 1], zero=False, nice=False, padding=28)
    x = alt.X("at:Q", scale=across, axis=None)
    spoken = [alt.Tooltip("spoken:N", title=" ")]
    base = alt.Chart()

    def of(kind: str) -> alt.Chart:
        return base.transform_filter(alt.datum.kind == kind)

    fill = alt.Color(
        "band:N",
        scale=alt.Scale(domain=list(_BANDS), range=[colour(token) for token in _BANDS.values()]),
        legend=None,
    )
    layers = [
        of("break")
        .mark_rule(color=colour("line"), strokeDash=[3, 3], **QUIET)
        .encode(x=x, y=alt.value(20), y2=alt.value(height - FOOT)),
        of("break").mark_text(color=colour("muted"), fontSize=12, **QUIET).encode(x=x, y=alt.value(10), text="text:N"),
        of("tick")
        .mark_text(color=colour("muted"), fontSize=12.5, baseline="top", lineBreak="\n", **QUIET)
        .encode(x=x, y=alt.value(height - FOOT + 2), text="text:N"),
        of("lane").mark_rule(color=colour("faint"), **QUIET).encode(y=y),
        of("lane")
        .mark_text(color=colour("muted"), fontSize=12.5, align="left", baseline="bottom", dy=-12, **QUIET)
        .encode(x=alt.value(0), y=y, text="text:N"),
        of("way")
        .mark_line(color=colour("line"), strokeWidth=1.5, interpolate="linear", **QUIET)
        .encode(x=x, y=y, order="at:Q"),
        of("event")
        .mark_circle(color=colour("low"), size=60, opacity=1)
        .encode(x=x, y=y, tooltip=spoken, description="spoken:N"),
        of("order")
        .mark_point(shape="diamond", filled=True, color=colour("ink"), size=110, opacity=1)
        .encode(x=x, y=y, tooltip=spoken, description="spoken:N"),
        of("order").mark_text(dy=16, fontSize=12, color=colour("ink"), **QUIET).encode(x=x, y=y, text="text:N"),
        of("answer")
        .mark_point(shape="square", filled=True, size=480, opacity=1)
        .encode(x=x, y=y, color=fill, tooltip=spoken, description="spoken:N"),
        of("answer")
        .mark_text(fontSize=13, fontWeight=600, color=colour("paper"), **QUIET)
        .encode(x=x, y=y, text="text:N"),
    ]
    return finish(alt.layer(*layers), height)
