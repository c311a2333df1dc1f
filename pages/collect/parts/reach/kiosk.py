"""The kiosk: a link that starts one on a tablet, and stopping all that run. What a pass is, is decided in
`cjo_core.web.kiosk`."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from cjo_core.errors import CjoError
from cjo_core.locale import _
from cjo_core.store.set_up.settings import save_setting, setting
from cjo_core.survey.periods import utc_text
from cjo_core.survey.surveys import Survey
from cjo_core.web.kiosk.passes import start_url
from cjo_core.web.respondents.visits import KIOSKS_STOPPED_AT
from pages.ui.address import public_url, qr_picture
from pages.ui.changing import act
from pages.ui.choices.placing import choose_place
from pages.ui.pieces import notices
from pages.ui.pieces.html import card_title, escape, html, note
from pages.ui.session import View


def show(now: View, survey: Survey) -> None:
    """Start one at a place; stop all."""
    card_title(
        _("Kiosk"),
        _("A full screen for a tablet at the exit: it starts over by itself, and keeps answers while offline."),
    )
    fields = choose_place(now, _("Where the kiosk stands"), f"kiosk_{survey.slug}")
    with st.container(horizontal=True):
        if st.button(_("Start a kiosk"), icon=":material/tablet:", key=f"kiosk_start_{survey.slug}"):
            st.session_state["kiosk_place"] = (survey.slug, fields)
        with st.popover(_("Stop all kiosks"), icon=":material/block:"):
            st.text(_("Of all surveys. What they have kept so far, or take later, waits in quarantine."))
            if st.button(_("Stop all kiosks"), key="kiosk_stop", type="primary"):
                moment = utc_text(datetime.now(UTC))
                act(lambda: save_setting(now.store, KIOSKS_STOPPED_AT, moment), _("All are stopped."))
    if st.session_state.get("kiosk_place") == (survey.slug, fields):
        try:
            way_in(now, survey, fields)
        except CjoError as error:
            notices.refused(str(error))
    else:
        note(_("Without a link of yours nobody can send answers as a kiosk."))


def way_in(now: View, survey: Survey, fields: dict[str, str]) -> None:
    """The link that starts a kiosk, to type or to scan."""
    link = start_url(public_url(now.store), setting(now.store, "secret"), survey.slug, fields, datetime.now(UTC))
    left, right = st.columns([7, 3], gap="medium")
    with left:
        note(_("Open this link on the tablet within a day. From then on it goes on by itself while it is used."))
        st.code(link, language=None, wrap_lines=True)
    with right:
        html(f'<span class="qr"><img src="{qr_picture(link)}" alt="{escape(_("QR code that starts a kiosk"))}"></span>')
