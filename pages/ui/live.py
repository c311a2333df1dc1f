"""Live refresh: every open page asks every second and a half whether anything was committed, and redraws only then."""

from __future__ import annotations

import streamlit as st

from cjo_core.store.database import Store

#: Seconds between two looks. A look costs microseconds; an answer is on every open page within two of them.
EVERY = 1.5


@st.fragment(run_every=EVERY)
def watch(store: Store, seen: int) -> None:
    """Rerun the page when the store has changed since `seen`. Draws nothing, so an idle page changes nothing on the
    screen."""
    if store.version() != seen:
        st.rerun()
