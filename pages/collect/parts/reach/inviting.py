"""Personal invitations: a file of customers in, what became of each, links out, and revoking."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from cjo_core.charts.numbers import count_text
from cjo_core.charts.words import sentence_case
from cjo_core.exchange.exports import frame_csv
from cjo_core.exchange.inviting import (
    FIELDS,
    InviteReport,
    guess_invitation_columns,
    import_invitations,
)
from cjo_core.exchange.reading.tables import Table, unique_headings
from cjo_core.locale import _, ngettext
from cjo_core.store.invitations.making import EVERY_DAYS, EVERY_DAYS_DEFAULT, VALID_DAYS
from cjo_core.store.invitations.reading import batches, invitations, keeps_unknown
from cjo_core.store.invitations.sending import note_handed_out
from cjo_core.store.invitations.stopping import revoke
from cjo_core.store.set_up.settings import save_setting, setting
from cjo_core.survey.invitations import Invitation, code_of, invitation_url
from cjo_core.survey.surveys import Survey
from pages.collect.parts.reach.common import state_name
from pages.set_up.parts import files
from pages.ui.address import public_url
from pages.ui.changing import act
from pages.ui.pieces import notices
from pages.ui.pieces.html import card_title, escape, html, note
from pages.ui.session import View
from pages.ui.words import day_text, dimension_name, named

#: Reasons listed, before "and so on".
_REASONS = 200


def field_words(field: str) -> str:
    """What a column may hold."""
    return {"customer": _("Customer id"), "email": _("E-mail")}.get(field) or dimension_name(field)


def show(now: View, survey: Survey) -> None:
    """Whom to invite, and who was."""
    if now.is_demo:
        note(_("Demo data are sealed: nobody can be invited to their surveys. Start your own database first."))
        st.page_link("set_up/settings.py", label=_("To the settings"), icon=":material/settings:")
        return
    if (done := st.session_state.pop("invited", None)) is not None:
        with st.container(border=True):
            card_title(_("Invited"))
            show_report(done)
            st.button(_("Mails and reminders"), icon=":material/send:", key="invited_mails", on_click=_to_mails)
    left, right = st.columns([7, 3], gap="medium")
    with left, st.container(border=True, height="stretch"):
        bring_in(now, survey)
    with right, st.container(border=True, height="stretch"):
        rules(now, survey)
    found = batches(now.store, survey.slug)
    if found:
        with st.container(border=True):
            listing(now, survey, found)


def _to_mails() -> None:
    """To the next step, before the run that draws it: a widget's own key cannot be set after it is drawn."""
    st.session_state["way"] = "reminders"


def rules(now: View, survey: Survey) -> None:
    """What an invitation promises, and how often people may be asked."""
    card_title(_("What holds"))
    if survey.identified:
        who = _("This survey knows its customers: their number is stored with the answer.")
    else:
        who = _("This survey does not know its customers: the day somebody answered is noted, never which answer.")
    once = _("Each link takes one answer. Opening it stores nothing, so nobody can say who opened it.")
    html(f"<p>{escape(who)}</p><p class='sub'>{escape(once)}</p>")
    if keeps_unknown(now.store, survey.slug):
        never = _("Nobody is shown who has answered, only how many: a live score beside it would tell who said what.")
        html(f"<p class='sub'>{escape(never)}</p>")
    old = setting(now.store, EVERY_DAYS)
    with st.form("invite_every", border=False):
        days = st.number_input(
            _("Days between two invitations of one person"),
            0,
            730,
            int(old) if old.isdigit() else EVERY_DAYS_DEFAULT,
            help=_("Counted across all surveys. Who unsubscribed is never invited."),
        )
        if st.form_submit_button(_("Save")):
            act(lambda: save_setting(now.store, EVERY_DAYS, str(int(days))), _("Saved."))


def bring_in(now: View, survey: Survey) -> None:
    """A file: match its columns, see what would happen, invite."""
    card_title(
        _("Invite customers"),
        _("A CSV or Excel file with a customer per row; an e-mail address and a language if you have them."),
    )
    number = st.session_state.get("invite_round", 0)  # in the key: after a file the field is empty again
    upload = st.file_uploader(_("A CSV or Excel file"), type=files.TABLES, key=f"invite_upload_{survey.slug}_{number}")
    if upload is None:
        files.forget("invite")
        return
    table = files.read(upload, "invite")
    columns = choose(table)
    with st.container(horizontal=True):
        batch = st.text_input(_("Name of the batch"), day_text(now.now.date()), max_chars=80, key="invite_batch")
        valid = st.number_input(_("Links work for (days)"), 1, 730, VALID_DAYS, key="invite_valid", width=200)
    if columns.get("customer") is None:
        note(_("Choose the columns that are still open."))
        return
    moment = datetime.now(UTC)

    def do(*, dry_run: bool) -> InviteReport:
        return import_invitations(
            now.store, survey.slug, batch or "", table, columns, now=moment, valid_days=int(valid), dry_run=dry_run
        )

    tried = do(dry_run=True)
    show_report(tried)
    label = ngettext("Invite {count} customer", "Invite {count} customers", tried.made)
    if st.button(label.format(count=count_text(tried.made)), type="primary", disabled=not tried.made, key="invite_now"):
        st.session_state["invited"] = do(dry_run=False)
        st.session_state["invite_round"] = number + 1
        st.rerun()


def choose(table: Table) -> dict[str, str | None]:
    """Which column holds what."""
    guessed, names = guess_invitation_columns(table), unique_headings(table.headers)
    chosen: dict[str, str | None] = {}
    with st.container(horizontal=True, gap="small"):
        for field in FIELDS:
            chosen[field] = st.selectbox(
                field_words(field),
                names,
                index=names.index(guessed[field]) if field in guessed else None,
                placeholder=_("choose a column") if field == "customer" else _("none"),
                key=f"invite_column_{field}",
                width=180,
            )
    return chosen


def show_report(report: InviteReport) -> None:
    """What became of every row."""
    facts = (
        (_("Rows read"), report.read),
        (_("To be invited") if report.dry_run else _("Invited"), report.made),
        (_("Of these without an e-mail address"), report.without_address),
        (_("Skipped"), report.skipped),
    )
    html("<dl>" + "".join(f"<dt>{escape(t)}</dt><dd><b>{escape(count_text(n))}</b></dd>" for t, n in facts) + "</dl>")
    for warning in report.warnings:
        st.warning(notices.plain(sentence_case(warning)))
    if report.reasons:
        label = ngettext("Why {count} row is skipped", "Why {count} rows are skipped", len(report.reasons))
        with st.expander(label.format(count=count_text(len(report.reasons)))):
            reasons = [(line, sentence_case(reason)) for line, reason in report.reasons[:_REASONS]]
            frame = pd.DataFrame(reasons, columns=[_("Line"), _("Reason")])
            st.dataframe(frame, hide_index=True, width="stretch", key=f"invite_reasons_{report.dry_run}")


def frame_of(now: View, found: list[Invitation]) -> pd.DataFrame:
    """Invitations as a table, with the link of each that is still open."""
    secret, base = setting(now.store, "secret"), public_url(now.store)
    rows = [
        (
            one.customer,
            one.email or "",
            one.language or "",
            state_name(one.state(now.now)),
            (one.reminded_at or one.sent_at or one.created_at).astimezone(now.zone).date().isoformat(),
            invitation_url(base, code_of(secret, one.id)) if one.usable(now.now) else "",
        )
        for one in found
    ]
    names = [_("Customer"), _("E-mail"), _("Language"), _("State"), _("Last asked"), _("Link")]
    return pd.DataFrame(rows, columns=names)


def listing(now: View, survey: Survey, found: list[str]) -> None:
    """Who was invited, by batch; what can be done with those chosen."""
    card_title(_("Invitations"))
    batch = st.selectbox(
        _("Batch"),
        ["", *found],
        format_func=named(["", *found], lambda one: one or _("all")),
        key="invite_shown",
        width=320,
    )
    people = invitations(now.store, survey.slug, batch or None)
    counts: dict[str, int] = {}
    for one in people:
        state = one.state(now.now)
        counts[state] = counts.get(state, 0) + 1
    facts = " · ".join(f"{state_name(state)}: {count_text(n)}" for state, n in counts.items())
    html(f'<p class="sub">{escape(facts)}</p>')
    frame = frame_of(now, people)
    picked = st.dataframe(
        frame,
        hide_index=True,
        width="stretch",
        key=f"invitations_{survey.slug}_{batch}",
        on_select="rerun",
        selection_mode="multi-row",
        column_config={_("Link"): st.column_config.TextColumn(width="medium")},
    )
    rows = [row for row in picked["selection"]["rows"] if row < len(people)]
    chosen = [people[row] for row in rows]
    with st.container(horizontal=True):
        st.download_button(
            _("Export with links"),
            frame_csv(frame),
            f"{survey.slug}-invitations.csv",
            "text/csv",
            key="invitations_csv",
            icon=":material/download:",
            on_click="ignore",
        )
        unsent = [one.id for one in (chosen or people) if one.state(now.now) in ("waiting", "uncertain")]
        words = ngettext("{count} was sent by other means", "{count} were sent by other means", len(unsent))
        if st.button(
            words.format(count=count_text(len(unsent))),
            disabled=not unsent,
            icon=":material/outgoing_mail:",
            key="handed_out",
            help=_("Those who got their link from you count as invited."),
        ):
            act(lambda: note_handed_out(now.store, unsent, now=datetime.now(UTC)), _("Saved."))
        ends = [one.id for one in chosen if one.usable(now.now)]
        words = ngettext("Revoke {count} invitation", "Revoke {count} invitations", len(ends))
        label = words.format(count=count_text(len(ends))) if ends else _("Revoke")
        if st.button(label, disabled=not ends, icon=":material/block:", key="revoke"):
            act(lambda: revoke(now.store, ends, now=datetime.now(UTC)), _("Revoked: the links open nothing any more."))
    if not chosen:
        note(_("Choose rows to revoke them."))
