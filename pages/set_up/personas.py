"""Personas: what each is like, and by which rule customers are counted to it."""

from __future__ import annotations

import streamlit as st

from cjo_core.charts.numbers import count_text
from cjo_core.errors import CjoError
from cjo_core.locale import _, ngettext
from cjo_core.store.assigning.history import sizes
from cjo_core.store.assigning.profiles import profiles
from cjo_core.store.assigning.rules import rules
from pages.set_up.parts.audience.editor import choose_name, edit_rule
from pages.set_up.parts.audience.known import Known, known
from pages.set_up.parts.audience.listing import show_list, show_overlaps, show_sizes
from pages.set_up.parts.audience.page import show_head
from pages.set_up.parts.audience.profile_form import edit_profile
from pages.ui.pieces import notices
from pages.ui.pieces.html import card_title
from pages.ui.session import View, view


def persona_card(now: View, everybody: Known) -> None:
    """One persona: what it is like, and who belongs to it."""
    card_title(_("One persona"), _("A made-up customer who stands for many. Choose one, or add a new one."))
    name = choose_name(now, "persona")
    if name is None:
        return
    if st.session_state.pop("profile_saved", None) == name:
        st.success(_("Saved."))
    by_rule = sizes(now.store, "persona").get(name, 0)
    line = ngettext("{count} customer by rule", "{count} customers by rule", by_rule).format(count=count_text(by_rule))
    like, belongs = st.tabs([_("What they are like"), _("Who belongs to them")])
    with like:
        try:
            edit_profile(now, name, profiles(now.store)[name], line if by_rule else "")
        except CjoError as error:
            notices.refused(str(error))
    with belongs:
        edit_rule(now, "persona", name, everybody)


def main() -> None:
    """Arrange the cards. What is refused is said in the card it belongs to."""
    now = view()
    everybody = known(now)
    show_head(now, "persona", _("Personas"), everybody)
    with st.container(border=True):
        try:
            persona_card(now, everybody)
        except CjoError as error:
            notices.refused(str(error))
    with st.container(border=True):
        show_list(now, "persona", everybody)
    if rules(now.store, "persona"):
        left, right = st.columns(2, gap="medium")
        with left, st.container(border=True, height="stretch"):
            show_sizes(now.store, "persona")
        with right, st.container(border=True, height="stretch"):
            show_overlaps(now, "persona", everybody)


main()
