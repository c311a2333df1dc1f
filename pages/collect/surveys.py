"""Surveys: the link and the QR code of each, with the hidden fields that place an answer."""

from __future__ import annotations

from functools import partial

import streamlit as st

from cjo_core.charts.numbers import count_text
from cjo_core.charts.words import listed
from cjo_core.errors import CjoError
from cjo_core.locale import _, ngettext
from cjo_core.store.responses.quarantine import held_number
from cjo_core.store.responses.reads import count_rows
from cjo_core.store.set_up.limits import fullness
from cjo_core.store.set_up.surveys import save_status, surveys
from cjo_core.survey.filters import Filter
from cjo_core.survey.surveys import Survey
from cjo_core.web.links import survey_url
from pages.ui import address
from pages.ui.address import qr_picture
from pages.ui.changing import act, show_said
from pages.ui.choices.placing import choose_place
from pages.ui.pieces import notices
from pages.ui.pieces.html import escape, head, html
from pages.ui.session import View, view
from pages.ui.words import kind_name, language_name, status_name


def qr_html(link: str) -> str:
    """The link as a QR code on white, also on a dark page."""
    return f'<span class="qr"><img src="{qr_picture(link)}" alt="{escape(_("QR code of the survey’s link"))}"></span>'


def standing(now: View, survey: Survey) -> str:
    """How a survey stands now: its status by the clock, or "full"."""
    found = survey.standing(now.now)
    limited = survey.limit is not None and found == "open"
    return "full" if limited and fullness(now.store, survey.id, None) else found


def show_survey(now: View, survey: Survey) -> None:
    """One survey: what it asks, its link, its QR code, and whether it takes answers."""
    answers = count_rows(now.store, Filter({"survey": (survey.slug,)}))
    kinds = " + ".join(dict.fromkeys(kind_name(question.kind) for question in survey.asked))
    count = ngettext("{count} answer", "{count} answers", answers).format(count=count_text(answers))
    stands = standing(now, survey)
    left, right = st.columns([7, 3], gap="medium")
    with left:
        languages = listed([language_name(code) for code in survey.languages])
        facts = " · ".join((kinds, status_name(stands), count, languages))
        html(f'<h2>{escape(survey.title)}</h2><p class="sub">{escape(facts)}</p>')
        fields = choose_place(now, _("Put stage, segment or channel into the link"), f"link_{survey.slug}")
        link = survey_url(address.public_url(now.store), survey.slug, **fields)
        st.code(link, language=None, wrap_lines=True)
        with st.container(horizontal=True):
            st.link_button(_("Open the survey"), link, icon=":material/open_in_new:", disabled=stands != "open")
            if st.button(_("Reach people"), key=f"reach_{survey.slug}", icon=":material/campaign:"):
                st.session_state["asking"] = survey.slug
                st.switch_page("collect/reach.py")
            if st.button(_("Edit"), key=f"edit_{survey.slug}", icon=":material/edit:"):
                st.session_state["_studio_survey"] = survey.slug
                st.switch_page("collect/studio.py")
            if survey.status in ("open", "paused"):
                pausing = survey.status == "open"
                label = _("Pause") if pausing else _("Open again")
                icon = ":material/pause:" if pausing else ":material/play_arrow:"
                if st.button(label, key=f"status_{survey.slug}", icon=icon):
                    words = _("It is paused.") if pausing else _("It takes answers now.")
                    status = "paused" if pausing else "open"
                    act(partial(save_status, now.store, survey.slug, status), f"{survey.title}: {words}")
    with right:
        if stands in ("open", "early"):
            try:
                html(qr_html(link))
            except CjoError as error:
                notices.refused(str(error))


def main() -> None:
    """Show every survey that respondents can reach, the closed ones last."""
    now = view()
    found = sorted(surveys(now.store), key=lambda one: one.status == "closed")
    opened = sum(standing(now, one) == "open" for one in found)
    title = ngettext("{count} survey takes answers now.", "{count} surveys take answers now.", opened).format(
        count=opened
    )
    head(
        _("Surveys"),
        title,
        _("Share the link, print the QR code, or open it on this device. Opening a link never stores anything."),
    )
    show_said()
    if st.button(_("New survey"), icon=":material/add:", key="new_survey"):
        st.session_state["_studio_survey"] = "new"
        st.switch_page("collect/studio.py")
    address.warn_if_local(now.store)
    notices.held_back(held_number(now.store))
    for survey in found:
        with st.container(border=True, key=f"survey_{survey.slug}"):
            show_survey(now, survey)


main()
