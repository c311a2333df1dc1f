"""Reach people: a link and codes to print, a form inside your website, a question inside your mails, personal
invitations, and mails to those who have not answered."""

from __future__ import annotations

import streamlit as st

from cjo_core.errors import CjoError
from cjo_core.locale import _
from cjo_core.store.set_up.surveys import surveys
from pages.collect.parts.reach import embedding, inviting, linking, reminding, snippet
from pages.ui import address
from pages.ui.changing import show_said
from pages.ui.choices import link
from pages.ui.pieces import notices
from pages.ui.pieces.html import head
from pages.ui.session import view
from pages.ui.words import named, status_name

#: The ways, in the order of the menu, as the address names them.
WAYS = {
    "link": linking.show,
    "embed": embedding.show,
    "mail": snippet.show,
    "invitations": inviting.show,
    "reminders": reminding.show,
}


def way_name(way: str) -> str:
    """A way as the menu says it."""
    return {
        "link": _("Link and QR code"),
        "embed": _("Embed"),
        "mail": _("E-mail snippet"),
        "invitations": _("Invitations"),
        "reminders": _("Mails and reminders"),
    }[way]


def main() -> None:
    """Choose a survey and a way."""
    now = view()
    found = {one.slug: one for one in surveys(now.store) if one.status != "draft" and one.asked and one.languages}
    head(
        _("Reach people"),
        _("Put the question where your customers are."),
        _("By a link, a code on the counter, your website, your mails, or an invitation for one person."),
    )
    if not found:
        notices.nothing_here(_("No survey is open yet"), _("Make one in the survey studio, and open it."))
        return
    show_said()
    slugs = list(found)
    link.take_one("asking", slugs, next((one for one in slugs if found[one].status == "open"), slugs[0]))
    link.take_one("way", list(WAYS), "link")
    slug = st.selectbox(
        _("Survey"),
        slugs,
        format_func=named(slugs, lambda one: f"{found[one].title} · {status_name(found[one].status)}"),
        key="asking",
        width=420,
    )
    way = st.segmented_control(
        _("Way"),
        list(WAYS),
        format_func=named(WAYS, way_name),
        key="way",
        required=True,
        label_visibility="collapsed",
    )
    link.keep("asking")
    link.keep("way", "link")
    address.warn_if_local(now.store)
    try:
        WAYS[way or "link"](now, found[slug])
    except CjoError as error:
        notices.refused(str(error))


main()
