"""What a persona is like: the form. Saves the whole profile at once, or nothing."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from cjo_core.locale import _
from cjo_core.store.assigning.profiles import save_profile
from cjo_core.survey.personas import COLOURS, LARGEST, Profile
from cjo_core.survey.rules import AGE_BANDS
from pages.ui.pieces.html import card_title, html, note
from pages.ui.pieces.persona_card import band_name, persona_html
from pages.ui.session import View
from pages.ui.words import named


def edit_profile(now: View, name: str, profile: Profile, line: str) -> None:
    """The form at the left, the card as it is saved at the right."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        _form(now, name, profile)
    with right:
        if profile.is_empty:
            card_title(name, line)
            note(_("Nothing has been said of this persona yet."))
        else:
            html(persona_html(name, profile, line))


def _form(now: View, name: str, old: Profile) -> None:
    channels = list(now.cells.names["channel"])
    colours = (_("Blue"), _("Orange"), _("Green"), _("Purple"), _("Grey"), _("Rose"))
    with st.form(f"profile_{name}", border=False):
        first, second = st.columns([1, 2])
        bands = ("", *AGE_BANDS)
        with first:
            band = st.selectbox(
                _("Age"),
                bands,
                index=bands.index(old.age_band),
                format_func=named(bands, lambda one: band_name(one) or _("not said")),
            )
        with second:
            occupation = st.text_input(_("Occupation"), value=old.occupation, max_chars=200)
        quote = st.text_input(_("In their own words"), value=old.quote, max_chars=300)
        first, second = st.columns(2)
        with first:
            goals = st.text_area(_("Goals, one per line"), value="\n".join(old.goals), height=110)
        with second:
            challenges = st.text_area(_("Challenges, one per line"), value="\n".join(old.challenges), height=110)
        buying = st.text_area(_("Buying behaviour"), value=old.buying, max_chars=400, height=80)
        preferred = st.multiselect(
            _("Preferred channels"), channels, default=[one for one in old.channels if one in channels], placeholder=""
        )
        first, second = st.columns([2, 1])
        with first:
            words = _("Picture (PNG or JPEG, at most {most} KB). Take no real customer’s.")
            with st.container(key="small_upload"):  # its own words would name whole megabytes only
                file = st.file_uploader(
                    words.format(most=LARGEST // 1000),
                    type=["png", "jpg", "jpeg"],
                    max_upload_size=1,
                    key=f"picture_{name}",
                )
        with second:
            colour = st.selectbox(
                _("Colour of the initials"),
                range(COLOURS),
                index=old.colour,
                format_func=named(range(COLOURS), colours.__getitem__),
            )
            gone = st.checkbox(_("Initials instead of the picture")) if old.picture is not None else False
        if not st.form_submit_button(_("Save the profile"), type="primary"):
            return
    picture = file.getvalue() if file is not None else None if gone else old.picture
    new = replace(
        old,
        age_band=band,
        occupation=occupation or "",
        goals=tuple((goals or "").splitlines()),
        challenges=tuple((challenges or "").splitlines()),
        channels=tuple(preferred),
        buying=buying or "",
        quote=(quote or "").strip('“”"„ '),
        colour=colour,
        picture=picture,
    )
    save_profile(now.store, name, new)
    st.session_state["profile_saved"] = name
    st.rerun()
