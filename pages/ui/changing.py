"""Changing what is set up: done at once or refused in words, and said after the page has drawn itself anew."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from cjo_core.errors import CjoError
from pages.ui import notices

_SAID = "_said"


def act(do: Callable[[], object], words: str, **state: object) -> None:
    """Do it and draw the page anew, which says `words`; what is refused is said here. `state` is set first."""
    try:
        do()
    except CjoError as error:
        notices.refused(str(error))
        return
    st.session_state[_SAID] = words
    st.session_state.update({str(name): value for name, value in state.items()})
    st.rerun()


def show_said() -> None:
    """Say what was done in the run before."""
    if words := st.session_state.pop(_SAID, ""):
        st.success(notices.plain(words), icon=":material/check:")
