"""The Streamlit main script: language, frame, menu, shared filters, then the page. Every page runs inside it, and
only here are errors turned into words on the screen. The menu stands above the page, so that the filters beside it
are in sight without scrolling."""

from __future__ import annotations

import logging
from copy import copy

import streamlit as st

from cjo_core import locale
from cjo_core.errors import CjoError
from cjo_core.locale import _
from cjo_core.store import shelf
from cjo_core.store.database import DEMO, REAL
from pages.ui import body, live
from pages.ui.choices import filters, link
from pages.ui.menu import menu
from pages.ui.pieces import notices
from pages.ui.pieces.html import style
from pages.ui.session import View, choose_language, look
from pages.ui.words import named

log = logging.getLogger("cjo")


#: Pages that show scores: they get the shared filters and refresh themselves.
FILTERED = {"this-week", "journey", "stages", "channels", "segments", "personas", "over-time", "comments", "responses"}

#: Those of them that filters draw anew without the frame around them. Not the map: who leaves it by changing a filter
#: is to meet one whole run, not two, in which another click may come between.
ALONE = FILTERED - {"responses", "journey"} | {""}

#: Pages about customers and their ways: they get the filters that say what a customer is.
OF_CUSTOMERS = {"funnel", "paths"}

#: Pages about one survey at a time, which they let choose themselves.
OF_ONE_SURVEY = {"results"}


def show_session_choices(view: View | None) -> None:
    """At the foot of the sidebar: the language, and which data one looks at where both exist."""
    with st.sidebar:
        codes = list(locale.LANGUAGES)
        st.selectbox(
            # a chooser of languages must be found by people who cannot read the present one
            "Language · 语言 · Język",
            codes,
            index=codes.index(locale.language()),
            format_func=lambda code: locale.LANGUAGES[code],
            key="interface_language",
            persist_state="session",
        )
        if view is not None and both():
            st.segmented_control(
                _("Data"),
                [REAL, DEMO],
                format_func=named([REAL, DEMO], lambda kind: _("Demo") if kind == DEMO else _("Ours")),
                key="data",
                required=True,
                persist_state="session",
            )
            link.keep("data", REAL)


def both() -> bool:
    """Whether there are data of one's own and made-up ones to choose from."""
    return shelf.opened(REAL) is not None and shelf.opened(DEMO) is not None


def follow(view: View) -> View | None:
    """The view of the data that the address asks for, at first and when the browser went back or forth: sent to a
    colleague, a link shows what its sender saw."""
    if not both():
        return view
    link.take_one("data", [REAL, DEMO], REAL)
    return view if view.store.kind == st.session_state["data"] else look()


def show(page: st.Page) -> None:
    """The page, or in words why not."""
    try:
        with live.drawing():
            page.run()
    except CjoError as error:
        notices.refused(str(error))
    except Exception:
        log.exception("the page %s failed", page.url_path or "this-week")
        notices.broken()


def main() -> None:
    """One run."""
    body.begin_frame()
    choose_language()
    st.set_page_config(page_title="CJO", page_icon="◐", layout="wide", initial_sidebar_state=264)
    style()
    view: View | None = None
    try:
        view = look()
        page = st.navigation(menu(view), position="top", expanded=True)
    except CjoError as error:
        page = st.navigation([st.Page(lambda: None, title="CJO")])
        notices.refused(str(error))
        return
    link.begin(page.url_path)
    if view is not None:
        view = follow(view)
    filtered = page.url_path in FILTERED | OF_CUSTOMERS | OF_ONE_SURVEY or (page.url_path == "" and view is not None)
    if view is not None and filtered:
        filters.show_filters(
            view, of_customers=page.url_path in OF_CUSTOMERS, of_one_survey=page.url_path in OF_ONE_SURVEY
        )
    show_session_choices(view)
    if view is not None and view.is_demo:
        notices.watermark()
    alone = view is not None and page.url_path in ALONE
    if alone:
        body.show(lambda: show(copy(page)))  # a page draws itself once only
    else:
        body.leave()
        show(page)
    if view is not None and filtered:
        live.watch(view.store, view.version)
    if alone:
        body.end_frame()


main()
