"""The usual Streamlit page: a frame on `st.cache_data`, Altair charts made at every run. What ours is compared with.

It shows what *This week* shows: the same filters, three scores with their intervals, changes and twelve weeks each,
where it moved, a control chart with its table, and answers by survey. It is written as one writes such a page with
care: the frame is cut to the weeks in question before it is grouped, and the statistics are our functions of counts.
It hides, judges and explains nothing, which ours does on top. Streamlit runs it; importing it does nothing.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from cjo_core.metrics.catalog import METRICS
from cjo_core.metrics.changes.control import nps_limits, signals
from tests.benchmarks import peers

KINDS = ("nps", "csat", "ces")
DIMENSIONS = ("question_kind", "stage", "touchpoint", "segment", "persona", "channel", "language")
PLACES = ("stage", "segment", "persona")
PERIODS = ("Last 4 weeks", "Last 12 weeks", "Last 26 weeks", "Last 52 weeks", "All time")


@st.cache_data
def answers(path: str) -> pd.DataFrame:
    """The table, kept."""
    return peers.kept_frame(Path(path))


def counted(frame: pd.DataFrame, kind: str, by: list[str]) -> pd.DataFrame:
    """How many gave which score, per group."""
    counts = frame.groupby([*by, "score"], observed=True).size().unstack(fill_value=0)
    scale = METRICS[kind].scale
    return counts.reindex(columns=range(scale.low, scale.high + 1), fill_value=0)


def score(counts: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Value, interval and n per group."""
    estimate = METRICS[kind].evaluate(counts.to_numpy())
    figures = {"value": estimate.value, "low": estimate.low, "high": estimate.high, "n": counts.sum(axis=1)}
    return pd.DataFrame(figures, index=counts.index).reset_index()


def compared(before: pd.DataFrame, after: pd.DataFrame, kind: str) -> pd.DataFrame:
    """The change of every group on both sides."""
    groups = before.index.intersection(after.index)
    change = METRICS[kind].compare(before.loc[groups].to_numpy(), after.loc[groups].to_numpy())
    figures = {"difference": change.difference, "low": change.low, "high": change.high, "p": change.p}
    return pd.DataFrame(figures, index=groups)


def show_card(weekly: pd.DataFrame, kind: str) -> None:
    """One score: this week, its changes, and twelve weeks."""
    found = score(weekly, kind)
    this = found.iloc[-1]
    st.metric(kind.upper(), f"{this['value']:.1f}", f"{this['low']:.1f} … {this['high']:.1f}, n {this['n']:.0f}")
    after = weekly.iloc[[-1]].reset_index(drop=True)
    for name, weeks in (("last week", weekly.iloc[-2:-1]), ("four weeks before", weekly.iloc[-5:-1])):
        before = weeks.sum().to_frame().T.reset_index(drop=True)
        change = compared(before, after, kind).iloc[0]
        st.caption(f"{name}: {change['difference']:+.1f} ({change['low']:+.1f} to {change['high']:+.1f})")
    base = alt.Chart(found.tail(12)).encode(x=alt.X("week:O", axis=None))
    band = base.mark_area(opacity=0.3).encode(y=alt.Y("low:Q", axis=None), y2="high:Q")
    line = base.mark_line().encode(y="value:Q")
    last = base.transform_filter(f"datum.week == '{this['week']}'").mark_point(filled=True, size=80).encode(y="value:Q")
    tips = ["week:O", "value:Q", "low:Q", "high:Q", "n:Q"]
    hit = base.mark_point(size=260, opacity=0).encode(y="value:Q", tooltip=tips)
    st.altair_chart((band + line + last + hit).properties(height=72))


def show_control(weekly: pd.DataFrame) -> None:
    """Twelve weeks against the limits of the 26 before, and the same as a table."""
    limits = nps_limits(weekly.to_numpy(), baseline=26)
    frame = score(weekly, "nps").assign(lower=limits.low, upper=limits.high, centre=limits.centre)
    frame["signal"] = np.where(signals(frame["value"].to_numpy(), limits).any, "outside", "")
    frame = frame.tail(12)
    base = alt.Chart(frame).encode(x="week:O")
    band = base.mark_area(opacity=0.3, interpolate="step").encode(y="lower:Q", y2="upper:Q")
    usual = base.mark_rule().encode(y="centre:Q")
    line = base.mark_line().encode(y="value:Q")
    colour = alt.Color("signal:N", legend=None)
    points = base.mark_point(filled=True).encode(
        y="value:Q", color=colour, tooltip=["week:O", "value:Q", "lower:Q", "upper:Q", "n:Q", "signal:N"]
    )
    words = base.mark_text(dy=-18).encode(y="value:Q", text="signal:N")
    st.altair_chart((band + usual + line + points + words).properties(height=270))
    with st.expander("The same as a table"):
        st.dataframe(frame, hide_index=True)
        st.download_button("Download as CSV", frame.to_csv().encode())


def filtered(frame: pd.DataFrame) -> pd.DataFrame:
    """The filters of the sidebar, and what they let through."""
    with st.sidebar:
        st.selectbox("Period", PERIODS, index=1)
        st.selectbox("Who counts", ["As each survey says", "Each person's latest answer", "Every answer"])
        for dimension in DIMENSIONS:
            chosen = st.multiselect(dimension, list(frame[dimension].cat.categories), key=dimension)
            if chosen:
                frame = frame[frame[dimension].isin(chosen)]
        st.selectbox("Language", ["English", "中文", "Polski"])
    return frame


def moved(recent: dict[str, pd.DataFrame], week: str, before: list[str]) -> pd.DataFrame:
    """Every group of every metric, this week against the weeks before, the clearest first."""
    found: list[pd.DataFrame] = []
    for kind, some in recent.items():
        now, then = some[some["week"] == week], some[some["week"].isin(before)]
        for dimension in PLACES:
            if len(now) and len(then):
                change = compared(counted(then, kind, [dimension]), counted(now, kind, [dimension]), kind)
                found.append(change.rename_axis("group").reset_index().assign(metric=kind, dimension=dimension))
    return pd.concat(found).sort_values("p").head(6) if found else pd.DataFrame()


def main() -> None:
    """The page."""
    frame = filtered(answers(os.environ["BENCHMARK_DB"]))
    weeks: list[Any] = list(frame["week"].cat.categories)
    st.title("This week")
    week = st.selectbox("Week", weeks[::-1], format_func=lambda one: f"week {one[-2:]} of {one[:4]}")
    at = weeks.index(week)
    frame = frame[frame["week"].isin(weeks[max(0, at - 37) : at + 1])]
    recent = {kind: frame[frame["question_kind"] == kind] for kind in KINDS}
    weekly = {kind: counted(some, kind, ["week"]) for kind, some in recent.items()}
    for column, (kind, counts) in zip(st.columns(3), weekly.items(), strict=True):
        with column, st.container(border=True):
            if len(counts) > 5:
                show_card(counts, kind)
    left, right = st.columns([5, 7])
    with left, st.container(border=True):
        st.subheader("Where it moved")
        st.dataframe(moved(recent, week, weeks[max(0, at - 4) : at]), hide_index=True)
    with right, st.container(border=True):
        st.subheader("NPS week by week")
        if len(weekly["nps"]) > 13:
            show_control(weekly["nps"])
    with st.container(border=True):
        st.subheader("Answers this week")
        sizes = frame[frame["week"] == week].groupby("question_kind", observed=True).size()
        for kind, n in sizes.items():
            st.progress(int(100 * n / max(sizes.max(), 1)), f"{kind}: {n}")


if __name__ == "__main__":
    main()
