"""The usual Streamlit page: a frame on `st.cache_data`, Altair charts made at every run. What ours is compared with.

It answers the questions of *This week* (three scores with their distributions, the weeks before, where it moved), and
hides, judges and explains nothing. Streamlit runs it; importing it does nothing.
"""

from __future__ import annotations

import os
from pathlib import Path

import altair as alt
import pandas as pd
import streamlit as st

from cjo_core.metrics.catalog import METRICS
from tests.benchmarks import peers

WEEK = "2026-W45"


@st.cache_data
def answers(path: str) -> pd.DataFrame:
    """The table, kept."""
    return peers.kept_frame(Path(path))


def score(frame: pd.DataFrame, kind: str, by: list[str]) -> pd.DataFrame:
    """Value, interval and n per group."""
    counts = frame.groupby([*by, "score"], observed=True).size().unstack(fill_value=0)
    scale = METRICS[kind].scale
    counts = counts.reindex(columns=range(scale.low, scale.high + 1), fill_value=0)
    estimate = METRICS[kind].evaluate(counts.to_numpy())
    figures = {"value": estimate.value, "low": estimate.low, "high": estimate.high, "n": counts.sum(axis=1)}
    return pd.DataFrame(figures, index=counts.index).reset_index()


def show_card(frame: pd.DataFrame, kind: str) -> None:
    """One score, and how it is distributed."""
    this = frame[frame["week"] == WEEK]
    if not len(this):
        return
    found = score(this, kind, ["question_kind"]).iloc[0]
    st.metric(kind, f"{found['value']:.1f}", f"{found['low']:.1f} … {found['high']:.1f}")
    counts = this.groupby("score", observed=True).size().reset_index(name="n")
    st.altair_chart(alt.Chart(counts).mark_bar().encode(x="score:O", y="n:Q", tooltip=["score:O", "n:Q"]))


def main() -> None:
    """The page."""
    st.title("This week")
    frame = answers(os.environ["BENCHMARK_DB"])
    with st.sidebar:
        for dimension in ("stage", "touchpoint", "segment", "persona", "channel"):
            chosen = st.multiselect(dimension, list(frame[dimension].cat.categories), key=dimension)
            if chosen:
                frame = frame[frame[dimension].isin(chosen)]
    kinds = {kind: frame[frame["question_kind"] == kind] for kind in ("nps", "csat", "ces")}
    for column, (kind, some) in zip(st.columns(3), kinds.items(), strict=True):
        with column:
            show_card(some, kind)
    weeks = score(kinds["nps"], "nps", ["week"])
    weeks = weeks[weeks["week"].astype(str) <= WEEK].tail(26)
    base = alt.Chart(weeks).encode(x="week:O")
    band = base.mark_area(opacity=0.3).encode(y="low:Q", y2="high:Q")
    st.altair_chart(band + base.mark_line().encode(y="value:Q", tooltip=["week:O", "value:Q", "n:Q"]))
    moved = []
    for kind, some in kinds.items():
        before = some[some["week"].astype(str).between("2026-W41", "2026-W44")]
        for dimension in ("stage", "segment", "persona"):
            both = [score(part, kind, [dimension]) for part in (some[some["week"] == WEEK], before) if len(part)]
            if len(both) == 2:
                moved.append(both[0].merge(both[1], on=dimension, suffixes=("", "_before")).assign(metric=kind))
    st.dataframe(pd.concat(moved) if moved else pd.DataFrame())


if __name__ == "__main__":
    main()
