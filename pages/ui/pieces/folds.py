"""What is folded away until somebody wants it: made, and sent to the browser, only while it is open. Never decides what
is worth folding."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st


@contextmanager
def fold(label: str, key: str) -> Iterator[bool]:
    """A place to open; gives whether it is open. Most visits never open it, and a table in it would bring its own
    megabytes of script."""
    inside = st.expander(label, key=f"fold_{key}", on_change="rerun")
    with inside:
        yield bool(inside.open)
