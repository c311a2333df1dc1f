"""Segments: who belongs to them, by rules that are tried before they are saved; overlaps, sizes over time, and RFM."""

from __future__ import annotations

import streamlit as st

from cjo_core.errors import CjoError
from cjo_core.locale import _
from pages.set_up.parts.audience.editor import choose_name, edit_rule
from pages.set_up.parts.audience.known import known
from pages.set_up.parts.audience.listing import show_list, show_overlaps, show_sizes
from pages.set_up.parts.audience.page import show_head
from pages.set_up.parts.audience.quintiles import show_quintiles
from pages.ui.pieces import notices
from pages.ui.pieces.html import card_title
from pages.ui.session import view


def main() -> None:
    """Arrange the cards. What is refused is said in the card it belongs to."""
    now = view()
    everybody = known(now)
    show_head(now, "segment", _("Segments"), everybody)
    with st.container(border=True):
        show_list(now, "segment", everybody)
    with st.container(border=True):
        card_title(_("Who belongs to a segment"), _("Choose one, say who belongs to it, and look before you save."))
        try:
            name = choose_name(now, "segment")
            if name is not None:
                edit_rule(now, "segment", name, everybody)
        except CjoError as error:
            notices.refused(str(error))
    left, right = st.columns(2, gap="medium")
    with left, st.container(border=True, height="stretch"):
        show_sizes(now.store, "segment")
    with right, st.container(border=True, height="stretch"):
        show_overlaps(now, "segment", everybody)
    with st.container(border=True):
        try:
            show_quintiles(now, everybody)
        except CjoError as error:
            notices.refused(str(error))


main()
