"""Widgets kept in the page's address, in words that mean the same in every language. Never shows anything.

Streamlit's own `bind="query-params"` writes what the widget shows ("Last 26 weeks"), so a link sent by a Polish
colleague would do nothing in English. Here the address holds the option itself (`period=26`). What comes in is checked
against the options.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx


def begin(page: str) -> None:
    """Start a run of a page. What was written for another page does not tell where the browser went on this one."""
    if st.session_state.get("_link_page") != page:
        st.session_state["_link_page"] = page
        st.session_state["_link_written"] = {}


def moved() -> bool:
    """Whether the browser asked for this run by going back or forth. What its widgets say is then older than the
    address: pressed twice quickly, it has not yet drawn what the first step led to."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def went_back(key: str) -> bool:
    """Whether the address holds something else than this page last wrote: the browser went back or forth."""
    written = st.session_state.get("_link_written", {})
    return key in written and (moved() or st.query_params.get_all(key) != written[key])


def take_one(key: str, options: Sequence[str], default: str) -> None:
    """Set a widget's value from the address, before the widget is drawn: at first, and when the browser went back or
    forth. Unknown values give the default."""
    if st.session_state.get(key) not in options or went_back(key):
        asked = st.query_params.get(key, default)
        st.session_state[key] = asked if asked in options else default


def take_many(key: str, options: Sequence[str], leads_to: Callable[[str], str | None] | None = None) -> None:
    """The same for a widget with several values; unknown ones are left out, or are what `leads_to` says: names that
    were changed since the link was sent."""
    fresh = key not in st.session_state or went_back(key)
    asked = st.query_params.get_all(key) if fresh else st.session_state[key]
    if leads_to is not None and any(name not in options for name in asked):
        asked = [name if name in options else leads_to(name) for name in asked]
    st.session_state[key] = list(dict.fromkeys(name for name in asked if name in options))


def keep(key: str, default: object = None) -> None:
    """Write a widget's value into the address, after it was drawn; a default leaves the address clean."""
    value = st.session_state.get(key)
    if value in (None, "", [], default):
        if key in st.query_params:
            del st.query_params[key]
    elif st.query_params.get_all(key) != (value if isinstance(value, list) else [value]):
        st.query_params[key] = value
    st.session_state.setdefault("_link_written", {})[key] = st.query_params.get_all(key)
