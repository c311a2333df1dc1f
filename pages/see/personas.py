"""By persona: what customers who want different things say, at which stage, and the evidence for each."""

from __future__ import annotations

import streamlit as st

from cjo_core.locale import _
from cjo_core.metrics.catalog import METRICS
from pages.see.parts import evidence
from pages.see.parts.groups import show_dimension
from pages.ui.choices import filters
from pages.ui.session import view

show_dimension("persona", _("By persona"), ("persona", "stage"))
if st.session_state.get("metric") in METRICS:
    now = view()
    evidence.show(now, METRICS[st.session_state["metric"]], filters.chosen_period(now)[0])
