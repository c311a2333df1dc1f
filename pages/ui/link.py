"""Widgets kept in the page's address, in words that mean the same in every language. Never shows anything.

Streamlit's own `bind="query-params"` writes what the widget shows ("Last 26 weeks"), so a link sent by a Polish
colleague would do nothing in English. Here the address holds the option itself (`period=26`). What comes in is checked
against the options.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st


def take_one(key: str, options: Sequence[str], default: str) -> None:
    """Set a widget's first value from the address, before the widget is drawn; unknown values give the default."""
    if st.session_state.get(key) not in options:
        asked = st.query_params.get(key, default)
        st.session_state[key] = asked if asked in options else default


def take_many(key: str, options: Sequence[str]) -> None:
    """The same for a widget with several values; unknown ones are left out."""
    asked = st.session_state[key] if key in st.session_state else st.query_params.get_all(key)
    st.session_state[key] = [name for name in asked if name in options]


def keep(key: str, default: object = None) -> None:
    """Write a widget's value into the address, after it was drawn; a default leaves the address clean."""
    value = st.session_state.get(key)
    if value in (None, "", [], default):
        if key in st.query_params:
            del st.query_params[key]
    elif st.query_params.get_all(key) != (value if isinstance(value, list) else [value]):
        st.query_params[key] = value
