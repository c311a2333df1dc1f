"""The frame of a presentation: full screen, its own theme, its views in turn, fresh within a second. No chrome.

Each piece is an element of its own, so that a new answer changes figures and bars and leaves the QR code alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf
from pathlib import Path
from time import monotonic

import streamlit as st

from cjo_core.locale import _
from cjo_core.store.database import Store
from pages.collect.parts.present.showing import Showing
from pages.ui.pieces.html import escape, html
from pages.ui.session import View

_STYLE = (Path(__file__).parent / "wall.css").read_text(encoding="utf-8")
#: Seconds between two looks at the store: a number on a wall must follow its room.
LOOK = 1.0
#: Seconds after which a quiet screen is drawn anew: its clock, and a day or a week that has ended.
PULSE = 60.0
BEGAN = "present_began"
#: A title of more bytes than these (letters, or a third as many Chinese characters) is set smaller.
LONG = 100


def show(now: View, showing: Showing, views: Mapping[str, Callable[[], None]]) -> None:
    """Fill the screen with the view whose turn it is."""
    began = st.session_state.setdefault(BEGAN, monotonic())
    turn = int((monotonic() - began) // showing.every)
    name = showing.views[turn % len(showing.views)]
    st.html(f"<style>{_STYLE}</style>")
    with st.container(key=f"show_{showing.theme}_{name}"):
        views[name]()
        with st.container(key="show_leave"):
            st.button(_("Leave"), key="present_leave", shortcut="Esc", type="tertiary", on_click=leave)
    ends = began + (turn + 1) * showing.every if len(showing.views) > 1 else inf
    _watch(now.store, now.version, min(ends, monotonic() + PULSE))


def leave() -> None:
    """Back to the choices, which are still in the link."""
    st.query_params.pop("present", None)


def head(now: View, title: str, *parts: str, spoken: str = "") -> None:
    """The first line of a view, and its title; `spoken` is the language of the title, where it has one of its own."""
    said = [now.organisation, *parts, _("as of {time}").format(time=f"{now.now:%H:%M:%S}")]
    if now.is_demo:
        said.append(_("demo data, kept apart from real answers"))
    line = " · ".join(one for one in said if one)
    small = " long" if len(title.encode()) > LONG else ""
    title = title.replace("/-", "/-\N{WORD JOINER}")  # zadowolony/-a: an ending never stands alone
    lang = f' lang="{escape(spoken)}"' if spoken else ""
    html(
        f'<div class="w-head"><p class="w-line">{escape(line)}</p>'
        f'<h1 class="w-title{small}" dir="auto"{lang}>{escape(title)}</h1></div>'
    )


@st.fragment(run_every=LOOK)
def _watch(store: Store, seen: int, ends: float) -> None:
    """Rerun the page when there is something new, or when the view's turn is over. Draws nothing itself."""
    if store.version() != seen or monotonic() >= ends:
        st.rerun()
