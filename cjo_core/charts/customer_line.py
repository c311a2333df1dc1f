"""One customer in one line: a lane per stage with events and answers, a lane with the orders, and the way between them.

For single people who are known by id; never for groups. Never decides what may be shown: the frame holds what may.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
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

LANE, TOP, FOOT = 50, 14, 26
#: No more labels than this on the axis of time.
TICKS = 6
_DAY = 86_400
_BANDS = {"bad": "bad", "mid": "muted", "good": "good"}
#: Day and month, month and year, as Babel patterns.
_DAYS = {"zh": "M月d日"}
_MONTHS = {"zh": "y年M月"}


def customer_line(frame: pd.DataFrame, customer: str, stages: Sequence[str], zone: ZoneInfo) -> Picture:
    """The picture of a customer's dated records, as `store.odata.timeline.customer_timeline` gives them; times are
    shown in `zone`. The sign-up is in the table alone: it may lie years before the rest."""
    shown = frame[frame["at"].notna() & (frame["what"] != "signed_up")]
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
    for row in shown.to_dict("records"):
        lane = _("Orders") if row["what"] == "order" else row["stage"] or _("No stage")
        drawn = _drawn(row, float(position[lane]), zone)
        rows.append(drawn)
        if row["stage"]:
            way.append({**drawn, "kind": "way", "spoken": ""})
    height = TOP + LANE * max(1, len(names)) + FOOT
    rows += way + _ticks(shown["at"], zone)
    return Picture(
        spec=_spec(language(), len(names)),
        data=pd.DataFrame(rows, columns=["kind", "at", "lane", "text", "band", "spoken"]),
        sentence=sentence_of(frame, customer, zone),
        table=table_of(frame, zone),
        height=height,
        min_width=520,
    )


def _lane(name: str, at: int) -> dict[str, Any]:
    return {"kind": "lane", "at": None, "lane": float(at), "text": name, "band": "", "spoken": ""}


def _drawn(row: dict[str, Any], lane: float, zone: ZoneInfo) -> dict[str, Any]:
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
        "at": row["at"].timestamp(),
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


def _ticks(moments: pd.Series[Any], zone: ZoneInfo) -> list[dict[str, Any]]:
    """Days or months on the axis of time, as many as there is room for."""
    if not len(moments):
        return []
    first, last = (moment.astimezone(zone).date() for moment in (moments.min(), moments.max()))
    found = []
    for day, text in _labelled(first, last):
        at = datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()
        if at >= moments.min().timestamp() - _DAY:
            found.append({"kind": "tick", "at": at, "lane": None, "text": text, "band": "", "spoken": ""})
    return found


def _labelled(first: date, last: date) -> list[tuple[date, str]]:
    days = (last - first).days + 1
    if days <= 100:
        step = next(one for one in (1, 2, 7, 14, 28) if days <= one * TICKS)
        some = [first + timedelta(days=i) for i in range(0, days, step)]
        return [(day, _spelt(day, _DAYS.get(language(), "d MMM"))) for day in some]
    months = [(first.year * 12 + first.month - 1 + i) for i in range(1, days // 28 + 2)]
    starts = [date(month // 12, month % 12 + 1, 1) for month in months]
    starts = [day for day in starts if day <= last]
    step = -(-len(starts) // TICKS)
    return [(day, _spelt(day, _MONTHS.get(language(), "MMM y"))) for day in starts[::step]]


def _spelt(day: date, pattern: str) -> str:
    return str(format_date(day, pattern, locale=language()))


@lru_cache(maxsize=128)
def _spec(_language: str, lanes: int) -> dict[str, Any]:
    """The specification for a number of lanes."""
    height = TOP + LANE * max(1, lanes) + FOOT
    pixels = alt.Scale(
        domain=[-0.5 - TOP / LANE, max(1, lanes) - 0.5 + FOOT / LANE], reverse=True, nice=False, zero=False
    )
    y = alt.Y("lane:Q", scale=pixels, axis=None)
    x = alt.X("at:Q", scale=alt.Scale(zero=False, nice=False, padding=22), axis=None)
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
        of("tick").mark_rule(color=colour("faint"), **QUIET).encode(x=x),
        of("tick")
        .mark_text(color=colour("muted"), fontSize=12.5, baseline="bottom", **QUIET)
        .encode(x=x, y=alt.value(height), text="text:N"),
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
