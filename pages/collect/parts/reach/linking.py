"""The link, its QR code as a picture, the print sheet with one code per touchpoint or shop, and the kiosk."""

from __future__ import annotations

import io

import streamlit as st

from cjo_core.charts.numbers import count_text
from cjo_core.charts.words import listed
from cjo_core.errors import CjoError
from cjo_core.exchange.print_sheet import LAYOUTS, Card, print_sheet
from cjo_core.locale import _, ngettext, speaking
from cjo_core.store.set_up.audience import known_place, retired_names
from cjo_core.survey.languages import speaks_right_to_left
from cjo_core.survey.places import Place
from cjo_core.survey.surveys import Survey
from cjo_core.web.codes import qr_code
from pages.collect.parts.reach import kiosk
from pages.collect.parts.reach.common import link_of
from pages.ui.address import in_words, qr_picture
from pages.ui.choices.placing import PLACED, choose_place
from pages.ui.pieces import notices
from pages.ui.pieces.html import card_title, escape, html, note
from pages.ui.session import View
from pages.ui.words import dimension_name, language_name, named

#: Pixels per module of a QR code as a picture: large enough for a poster of a hand's width at 300 dots an inch.
_SCALE = 24


def show(now: View, survey: Survey) -> None:
    """One link; many codes; a tablet."""
    left, right = st.columns([7, 3], gap="medium")
    with left, st.container(border=True, height="stretch"):
        card_title(_("Link"), _("For posts, chats and your website. Opening it never stores anything."))
        fields = choose_place(now, _("Put stage, segment or channel into the link"), f"reach_link_{survey.slug}")
        link = link_of(now, survey, **fields)
        st.code(link, language=None, wrap_lines=True)
    with right, st.container(border=True, height="stretch"):
        card_title(_("QR code"))
        try:
            code_of(survey, link)
        except CjoError as error:
            notices.refused(str(error))
    with st.container(border=True):
        sheet(now, survey)
    with st.container(border=True):
        kiosk.show(now, survey)


def code_of(survey: Survey, link: str) -> None:
    """The link as a code, to look at and to take along; raises BadValue if it is too long for one."""
    html(f'<span class="qr"><img src="{qr_picture(link)}" alt="{escape(_("QR code of the survey’s link"))}"></span>')
    code = qr_code(link)
    with st.container(horizontal=True):
        for kind in ("svg", "png"):
            picture = io.BytesIO()
            code.save(picture, kind=kind, scale=_SCALE, border=4)
            st.download_button(
                kind.upper(),
                picture.getvalue(),
                f"{survey.slug}.{kind}",
                key=f"reach_qr_{kind}",
                icon=":material/download:",
                on_click="ignore",
            )


def sheet(now: View, survey: Survey) -> None:
    """Codes for print, one per name."""
    card_title(_("Print sheet"), _("One QR code per touchpoint, shop or counter, each with its name inside."))
    retired = retired_names(now.store)
    names = {one: [name for name in now.cells.names[one] if name not in retired[one]] for one in PLACED}
    kinds = [one for one in PLACED if names[one]]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dimension = st.selectbox(
            _("One code per"),
            ["", *kinds],
            index=1 if "touchpoint" in kinds else 0,
            format_func=named(["", *kinds], lambda one: dimension_name(one) if one else _("one code for all")),
            key="sheet_dimension",
            width=210,
        )
        language = st.selectbox(
            _("Language"),
            survey.languages,
            format_func=named(survey.languages, language_name),
            key=f"sheet_language_{survey.slug}",
            width=180,
        )
        per_page = st.selectbox(_("Codes per page"), list(LAYOUTS), index=2, key="sheet_per_page", width=160)
    wanted = wanted_names(now, dimension, names) if dimension else [""]
    with speaking(language, survey.default_language):
        suggested = _("Scan the code and answer in ten seconds.")
    question = survey.asked[0].words((language, survey.default_language)).question
    title = st.text_input(_("Title"), question, max_chars=200, key=f"sheet_title_{survey.slug}_{language}")
    asked = st.text_input(_("Line below"), suggested, max_chars=120, key=f"sheet_line_{survey.slug}_{language}")
    if not wanted:
        note(_("Choose at least one name."))
        return
    typed = in_words(link_of(now, survey))
    cards = [
        Card(link_of(now, survey, **({dimension: name} if name else {}), lang=language), name, typed) for name in wanted
    ]
    made = print_sheet(
        cards,
        title=title or question,
        invitation=asked or "",
        language=language,
        leftward=speaks_right_to_left(language),
        per_page=per_page,
    )
    pages = -(-len(cards) // per_page)
    codes = ngettext("{count} code", "{count} codes", len(cards)).format(count=count_text(len(cards)))
    on = ngettext("on {count} page", "on {count} pages", pages).format(count=count_text(pages))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            _("Print sheet"),
            made.encode(),
            f"{survey.slug}-qr.html",
            "text/html",
            key="sheet_download",
            icon=":material/print:",
            type="primary",
            on_click="ignore",
        )
        note(f"{codes} {on} · A4 · " + _("Open the file and print it, without margins."))
    with st.expander(_("Preview")):
        st.iframe(made, height=620, alt=_("Preview of the print sheet"))


def wanted_names(now: View, dimension: str, names: dict[str, list[str]]) -> list[str]:
    """The names to print: those chosen, or a list that was pasted; unknown ones are named and left out."""
    chosen = st.multiselect(_("Names"), names[dimension], default=names[dimension][:12], key=f"sheet_names_{dimension}")
    pasted = st.text_area(
        _("Or paste a list, one name per line"), key=f"sheet_pasted_{dimension}", height=68, max_chars=60_000
    )
    lines = [line.strip() for line in (pasted or "").splitlines() if line.strip()]
    if not lines:
        return chosen
    found, unknown = [], []
    for line in dict.fromkeys(lines):
        place, odd = known_place(now.store, Place(**{dimension: line}))
        if odd:
            unknown.append(line)
        else:
            found.append(place.names()[dimension])
    if unknown:
        words = _("Not set up, so left out: {names}. Answers would come in without the name; add it first.")
        st.warning(notices.plain(words.format(names=listed(unknown[:10]))))
        st.page_link("set_up/settings.py", label=_("To the settings"), icon=":material/settings:")
    return list(dict.fromkeys(found))
