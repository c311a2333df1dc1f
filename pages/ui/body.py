"""The part of the screen that filters change: the page, without the frame around it. Never says what is drawn.

When somebody changes a filter, the page alone is drawn anew; the menu, the filters and the style sheet stay in the
browser as they are. They are half of what a whole run sends. Wherever that may not be enough, all is drawn: before
a first whole run has come to its end, after another page was asked for, and for every new answer (`live.watch`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection

import streamlit as st
from streamlit.errors import StreamlitAPIException

from pages.ui.choices import link
from pages.ui.session import choose_language, look

_KEY = "body"
#: The address at which the last whole run came to its end; "" since one has begun.
_FRAMED = "_framed_at"
#: Set where something on the page has changed the frame, too.
_WHOLE = "_whole_run"
#: The page to go to once the frame has been drawn with what was changed.
_THEN = "_then"


def begin_frame() -> None:
    """A whole run begins: until it has come to its end, there is no frame to be left as it is."""
    st.session_state[_FRAMED] = ""
    st.session_state[_WHOLE] = False


def change_frame() -> None:
    """Something on the page changes what the frame shows: let all be drawn, instead of the page alone."""
    st.session_state[_WHOLE] = True


def leave_for(page: str) -> None:
    """Go to another page with filters that were changed here: the frame is drawn with them first, or the browser would
    hold on to the old ones."""
    st.session_state[_THEN] = page
    change_frame()


def leave() -> None:
    """Go where `leave_for` said, now that the frame has been drawn."""
    if page := st.session_state.pop(_THEN, ""):
        st.switch_page(page)


def end_frame() -> None:
    """A whole run has come to its end: from now on filters may draw the page alone."""
    st.session_state[_FRAMED] = st.context.url or ""


@st.fragment(key=_KEY)
def show(draw: Callable[[], None]) -> None:
    """Draw the page: in a whole run, and alone when a filter or something on the page itself is changed. Alone it is a
    run of its own, which speaks the session's language and looks at the counts of now."""
    if st.session_state[_FRAMED]:
        if st.session_state[_WHOLE]:
            st.rerun()
        choose_language()
        if look() is None:  # the data are gone: so is the page
            st.rerun()
    else:
        leave()
    draw()


def redraw(key: str, options: Collection[str], default: object = None) -> None:
    """What a filter does when somebody changes it: keep it in the link, then draw the page alone if that is enough.

    Nobody changed it where the browser went back before it had drawn the step before: the address says what to show.
    Nor where the language has changed: Streamlit holds what a menu shows for what was chosen, and finds other words in
    it. Those are no options, and left to the whole run.
    """
    value = st.session_state.get(key)
    if link.moved() or not all(one in options for one in (value if isinstance(value, list) else [value])):
        return
    link.keep(key, default)
    framed = st.session_state.get(_FRAMED)
    if framed and framed == st.context.url:
        try:
            st.rerun(_KEY)
        except StreamlitAPIException:  # no page has been drawn alone so far: everything is
            return
