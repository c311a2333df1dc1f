"""Erasing the customer that is shown: what would go, a plain confirmation, and that it is gone. What goes is decided in
`cjo_core.store.responses.erasing`."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from cjo_core.charts.numbers import count_text
from cjo_core.errors import BadValue
from cjo_core.locale import _
from cjo_core.store.responses.erasing import Erased, erase_customer, log_holds_erased, to_be_erased
from pages.ui.changing import act
from pages.ui.pieces.html import card_title, escape, html, note
from pages.ui.session import View
from pages.ui.words import named

REMOVE, KEEP = "remove", "keep"
ASKED = "erase_asked"


def show(now: View, customer: str) -> None:
    """A button, and once it was pressed, what it would do; and whether what was erased before is still in the log."""
    if log_holds_erased(now.store):
        note(still_in_log())
    if st.session_state.get(ASKED) != customer:
        st.session_state.pop(ASKED, None)
        if st.button(_("Erase this customer"), icon=":material/delete_forever:", key="erase_ask", type="tertiary"):
            st.session_state[ASKED] = customer
            st.rerun()
        return
    with st.container(border=True):
        card_title(
            _("Erase {customer}").format(customer=customer),
            _("For requests under Article 17 of the GDPR. It cannot be undone."),
        )
        found = to_be_erased(now.store, customer, now=datetime.now(UTC))
        rows = "".join(f"<dt>{escape(name)}</dt><dd><b>{escape(count)}</b></dd>" for name, count in counts(found))
        html(f"<dl class='who'>{rows}</dl>" if rows else f"<p>{escape(_('Nothing is stored that may be told.'))}</p>")
        note(
            _(
                "Invitations stay counted, as nobody’s. Answers to surveys that keep their people unknown stay, "
                "without the person. Backups, exported files and programs that were told keep what they have, "
                "and importing an old file again brings it back."
            )
        )
        confirm(now, customer, found)


def counts(found: Erased) -> list[tuple[str, str]]:
    """What there is, by what it is called."""
    every = (
        (_("Answers to surveys"), found.responses),
        (_("Waiting in quarantine"), found.held),
        (_("Orders"), found.orders),
        (_("Events"), found.events),
        (_("Entry in the list of customers"), found.profile),
        (_("Assigned to segments and personas"), found.assignments),
        (_("Invitations"), found.invitations),
    )
    return [(name, count_text(count)) for name, count in every if count]


def confirm(now: View, customer: str, found: Erased) -> None:
    """What becomes of the answers, and the id typed once more."""
    with st.form("erase", border=False):
        answers = REMOVE
        if found.responses:
            names = {REMOVE: _("Remove them"), KEEP: _("Keep the scores, as nobody’s and without words")}
            chosen = st.radio(
                _("The answers"), [*names], format_func=named([*names], names.__getitem__), key="erase_how"
            )
            answers = chosen or REMOVE
        typed = st.text_input(_("Type the id to confirm"), key="erase_typed", placeholder=customer, width=320)
        with st.container(horizontal=True):
            sure = st.form_submit_button(_("Erase for good"), type="primary", icon=":material/delete_forever:")
            never_mind = st.form_submit_button(_("Cancel"))
    if never_mind:
        del st.session_state[ASKED]
        st.rerun()
    if sure:
        told = " · ".join(f"{name}: {count}" for name, count in counts(found))
        act(lambda: erase(now, customer, (typed or "").strip(), keep=answers == KEEP), lambda done: said(done, told))


def said(done: Erased, told: str) -> str:
    """What is said when it is done, and what is left to do."""
    words = _("Erased for good.") + (f" {told}" if told else "")
    if not done.left_in_log:
        return words
    return f"{words} {still_in_log()}"


def still_in_log() -> str:
    """That the file beside the database is not clean yet, and what becomes of it."""
    return _(
        "Somebody was reading all the while, so an older copy is still in the log beside the database file. "
        "It is removed by itself as soon as nobody reads, mostly within seconds."
    )


def erase(now: View, customer: str, typed: str, *, keep: bool) -> Erased:
    """Erase, if the id was typed right, and forget the choice; raises BadValue if not."""
    if typed != customer.strip():
        raise BadValue(_("the id that was typed is not the customer’s: {customer}").format(customer=customer))
    done = erase_customer(now.store, customer, keep_scores=keep, now=datetime.now(UTC))
    st.session_state.pop(ASKED, None)
    st.query_params.pop("id", None)
    return done
