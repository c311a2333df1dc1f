"""The choice of a place: stage or touchpoint, segment, persona, channel. Only names that exist and are not retired can
be chosen."""

from __future__ import annotations

import streamlit as st

from cjo_core.locale import _
from cjo_core.store.set_up.audience import retired_names
from pages.ui.session import View
from pages.ui.words import dimension_name

PLACED = ("touchpoint", "stage", "segment", "persona", "channel")


def choose_place(now: View, title: str, key: str) -> dict[str, str]:
    """Menus of the team's names in an expander called `title`; returns what was chosen, by dimension."""
    chosen = {}
    retired = retired_names(now.store)
    with st.expander(title), st.container(horizontal=True, gap="small"):
        for dimension in PLACED:
            names = [name for name in now.cells.names[dimension] if name not in retired[dimension]]
            if names:
                name = st.selectbox(
                    dimension_name(dimension),
                    names,
                    index=None,
                    placeholder=_("none"),
                    key=f"{key}_{dimension}",
                    width=210,
                )
                if name:
                    chosen[dimension] = name
    return chosen
