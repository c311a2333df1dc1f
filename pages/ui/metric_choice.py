"""The choice of a metric, kept across pages and in the link."""

from __future__ import annotations

import streamlit as st

from cjo_core.locale import _
from cjo_core.metrics.catalog import METRICS, Metric
from pages.ui.session import View
from pages.ui.words import named


def choose_metric(now: View) -> Metric:
    """A menu of the metrics for which questions exist."""
    names = [name for name, one in METRICS.items() if one.kind in now.cells.kinds()] or list(METRICS)
    chosen = st.segmented_control(
        _("Metric"),
        names,
        default=names[0],
        format_func=named(names, lambda name: _(METRICS[name].label)),
        key="metric",
        bind="query-params",
        required=True,
    )
    return METRICS[chosen or names[0]]
