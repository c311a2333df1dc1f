"""Changing what is set up: done at once or refused in words, and said after the page has drawn itself anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from cjo_core.errors import CjoError
from pages.ui.pieces import notices

T = TypeVar("T")
_SAID = "_said"


def act(do: Callable[[], T], words: str | Callable[[T], str], **state: object) -> None:
    """Do it and draw the page anew, which says `words`, or what they make of what was done; what is refused is said
    here. `state` is set first."""
    try:
        done = do()
    except CjoError as error:
        notices.refused(str(error))
        return
    st.session_state[_SAID] = words if isinstance(words, str) else words(done)
    st.session_state.update({str(name): value for name, value in state.items()})
    st.rerun()


def show_said() -> None:
    """Say what was done in the run before."""
    if words := st.session_state.pop(_SAID, ""):
        st.success(notices.plain(words), icon=":material/check:")
