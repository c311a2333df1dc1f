"""The survey inside a page of the team's own website: which sites may show it, and the markup to paste there."""

from __future__ import annotations

from html import escape as attribute

import streamlit as st

from cjo_core.locale import _
from cjo_core.store.set_up.settings import save_setting, setting
from cjo_core.survey.paging import pages
from cjo_core.survey.surveys import Survey
from cjo_core.web.embedding import read_sites
from cjo_core.web.respondents.visits import EMBED_SITES
from pages.collect.parts.reach.common import link_of
from pages.ui.changing import act
from pages.ui.choices.placing import choose_place
from pages.ui.pieces import notices
from pages.ui.pieces.html import card_title, note
from pages.ui.session import View

#: Pixels a kind of question takes on a phone, and what stands around the questions.
_AROUND, _TEXTS = 250, 130
_HEIGHTS = {
    "nps": 190,
    "csat": 150,
    "ces": 180,
    "ces1": 150,
    "rating": 170,
    "consent": 60,
    "text": 110,
    "long_text": 170,
}


def height_of(survey: Survey) -> int:
    """Pixels that the longest page of a survey needs on a phone, roughly."""
    found = []
    for page in pages(survey):
        found.append(
            _AROUND
            + sum(_HEIGHTS.get(one.kind, 60 + 54 * len(one.options)) + (_TEXTS if one.scored else 0) for one in page)
        )
    return -(-max(found, default=_AROUND) // 20) * 20


def show(now: View, survey: Survey) -> None:
    """Sites first: without one, no other website may show the form."""
    left, right = st.columns(2, gap="medium")
    with left, st.container(border=True, height="stretch"):
        card_title(
            _("Sites that may show it"),
            _("Browsers refuse to show our surveys inside any other website. This holds for all surveys."),
        )
        old = setting(now.store, EMBED_SITES)
        with st.form("embed_sites", border=False):
            text = st.text_area(
                _("One address per line"), old.replace(" ", "\n"), placeholder="https://www.example.org", height=110
            )
            if st.form_submit_button(_("Save")):
                act(lambda: save_setting(now.store, EMBED_SITES, " ".join(read_sites(text or ""))), _("Saved."))
    with right, st.container(border=True, height="stretch"):
        card_title(_("Markup for your page"), _("No script, no cookie, nothing from anybody else."))
        fields = choose_place(now, _("Put stage, segment or channel into the link"), f"embed_{survey.slug}")
        advised = height_of(survey)
        height = st.number_input(
            _("Height in pixels"), 200, 4000, advised, 20, key=f"embed_height_{survey.slug}", width=200
        )
        note(_("{height} fits the longest page on a phone; lower heights scroll.").format(height=advised))
        link = link_of(now, survey, **fields)
        title = attribute(survey.title)
        st.code(
            f'<iframe src="{attribute(link)}" title="{title}" width="100%" height="{height}"\n'
            f'  style="border:0;max-width:40rem" loading="lazy"></iframe>',
            language=None,
            wrap_lines=True,
        )
        if not old:
            st.warning(notices.plain(_("No site may show it yet: name yours first.")))
