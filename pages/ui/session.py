"""What this session looks at: its language, its store (real or demo), and the time. Never shows anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from cjo_core import locale
from cjo_core.metrics.cells import Cells
from cjo_core.store import shelf
from cjo_core.store.database import DEMO, REAL, Store
from cjo_core.store.set_up.settings import setting
from cjo_core.survey.periods import time_zone


@dataclass(frozen=True)
class View:
    """One run's view of one store: the counts as of `now`, so that every figure on a page is of the same moment."""

    store: Store
    cells: Cells
    version: int
    zone: ZoneInfo
    now: datetime
    organisation: str

    @property
    def is_demo(self) -> bool:
        """Whether this is made-up data."""
        return self.store.kind == DEMO


def choose_language() -> str:
    """Speak the language chosen in the menu, in the link (`?lang=pl`), or by the browser, in this order; returns it.

    Called at the start of every run and of every fragment: each is a thread of its own.
    """
    wanted = [
        st.session_state.get("interface_language") or "",
        st.query_params.get("lang", ""),
        st.context.locale or "",
    ]
    code = locale.best([one for one in wanted if one])
    locale.use(code)
    return code


def chosen_kind() -> str | None:
    """Which store this session looks at: the one asked for (`?data=demo`), else the real one, else the demo; None if
    there is none."""
    have = [kind for kind in (REAL, DEMO) if shelf.opened(kind) is not None]
    wanted = st.session_state.get("data") or st.query_params.get("data")
    if wanted in have:
        return str(wanted)
    return have[0] if have else None


def view() -> View:
    """The view of this run, made once per run by the router."""
    found: View = st.session_state["_view"]
    return found


def look() -> View | None:
    """Take the view of this run; None while there is no store at all."""
    kind = chosen_kind()
    opened = shelf.opened(kind) if kind else None
    if opened is None:
        return None
    version = opened.store.version()  # before the counts: a commit in between only means one more refresh
    zone = time_zone(setting(opened.store, "time_zone", "UTC"))
    found = View(opened.store, opened.cells(), version, zone, datetime.now(zone), setting(opened.store, "organisation"))
    st.session_state["_view"] = found
    return found
