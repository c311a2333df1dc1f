"""The choice of a metric, kept across pages and in the link."""

from __future__ import annotations

import streamlit as st

from cjo_core.locale import _
from cjo_core.metrics.catalog import METRICS, Metric
from pages.ui.choices import link
from pages.ui.session import View
from pages.ui.words import named


def choose_metric(now: View) -> Metric:
    """A menu of the metrics for which questions exist."""
    names = [name for name, one in METRICS.items() if one.kind in now.cells.kinds()] or list(METRICS)
    link.take_one("metric", names, names[0])
    chosen = st.segmented_control(
        _("Metric"),
        names,
        format_func=named(names, lambda name: _(METRICS[name].label)),
        key="metric",
        persist_state="session",
        required=True,
    )
    link.keep("metric", names[0])
    return METRICS[chosen or names[0]]
