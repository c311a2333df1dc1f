"""Mails: the server, the words, what would be sent, and sending it; and the list of those who have not answered."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from cjo_core.charts.numbers import count_text
from cjo_core.errors import CjoError
from cjo_core.exchange.exports import frame_csv
from cjo_core.exchange.mailing.composing import compose
from cjo_core.exchange.mailing.sending import SendReport, send_due
from cjo_core.exchange.mailing.server import (
    PASSWORD_VARIABLE,
    PER_MINUTE,
    SECURITY,
    MailServer,
    mail_server,
    save_mail_server,
)
from cjo_core.locale import _, ngettext
from cjo_core.store.invitations.reading import Asked, asked, invitations, keeps_unknown
from cjo_core.store.invitations.sending import (
    MOST_REMINDERS,
    REMIND_DAYS,
    REMIND_DAYS_DEFAULT,
    due,
    in_doubt,
    let_go,
    mail_text,
    save_mail_text,
)
from cjo_core.store.set_up.settings import save_setting, setting
from cjo_core.survey.invitations import SILENT
from cjo_core.survey.surveys import Survey
from cjo_core.web.links import read_public_address
from pages.collect.parts.reach.inviting import frame_of
from pages.ui.address import public_url
from pages.ui.changing import act
from pages.ui.pieces import notices
from pages.ui.pieces.html import card_title, escape, html, note
from pages.ui.session import View
from pages.ui.words import language_name, named


def show(now: View, survey: Survey) -> None:
    """Send, look who is silent, word the mail, set up the server."""
    if now.is_demo:
        note(_("Demo data are sealed: nobody can be invited to their surveys. Start your own database first."))
        st.page_link("set_up/settings.py", label=_("To the settings"), icon=":material/settings:")
        return
    server = mail_server(now.store)
    left, right = st.columns(2, gap="medium")
    with left, st.container(border=True, height="stretch"):
        sending(now, survey, server)
    with right, st.container(border=True, height="stretch"):
        silent(now, survey)
    with st.container(border=True):
        wording(now, survey, server)
    with st.container(border=True):
        server_form(now, server)


def sending(now: View, survey: Survey, server: MailServer | None) -> None:
    """What is due, and the buttons that send it."""
    card_title(
        _("Send"), _("Stopping is safe at any point: nobody gets a mail twice, and going on sends what is left.")
    )
    if (said := st.session_state.pop("mails_sent", None)) is not None:
        say(said)
    moment = datetime.now(UTC)
    for reminders, label, key in (
        (False, _("Send invitations"), "send_invitations"),
        (True, _("Send reminders"), "send_reminders"),
    ):
        number = len(due(now.store, survey.slug, None, reminders=reminders, now=moment))
        words = _("{action}: {count} due")
        if reminders and number and keeps_unknown(now.store, survey.slug):
            words = _("{action}: to those of {count} who have not answered")
        words = words.format(action=label, count=count_text(number))
        ready = bool(number) and server is not None and survey.standing(now.now) == "open"
        if st.button(words, key=key, disabled=not ready, icon=":material/send:", type="primary"):
            send(now, survey, reminders=reminders)
    if server is None:
        note(_("No mail server is set up yet: see below."))
    doubtful = in_doubt(now.store, survey.slug)
    if doubtful:
        words = ngettext(
            "{count} mail was on its way when sending stopped: it may have arrived.",
            "{count} mails were on their way when sending stopped: they may have arrived.",
            len(doubtful),
        )
        st.warning(notices.plain(words.format(count=count_text(len(doubtful)))))
        if st.button(_("Send again"), key="send_doubtful"):
            act(lambda: let_go(now.store, doubtful), _("They are due again."))


def send(now: View, survey: Survey, *, reminders: bool) -> None:
    """Send all that is due, with a bar that moves."""
    server = mail_server(now.store)
    if server is None:
        return
    bar = st.progress(0.0, text=_("Sending…"))

    def told(report: SendReport) -> None:
        done = report.sent + report.bounced + report.later + report.gone
        words = _("{done} of {all}").format(done=count_text(done), all=count_text(report.due))
        bar.progress(min(1.0, done / max(1, report.due)), text=words)

    try:
        report = send_due(
            now.store, survey.slug, None, base=public_url(now.store), server=server, reminders=reminders, told=told
        )
    except CjoError as error:
        bar.empty()
        notices.refused(str(error))
        return
    st.session_state["mails_sent"] = report
    st.rerun()


def say(report: SendReport) -> None:
    """What became of a run."""
    words = _("Sent: {sent} · bounced: {bounced} · to be tried again: {later}")
    if report.unknown:
        words = _("Done for {sent}: who has not answered got a mail. Bounced: {bounced} · to be tried again: {later}")
    words = words.format(
        sent=count_text(report.sent), bounced=count_text(report.bounced), later=count_text(report.later)
    )
    if report.problem:
        notices.refused(f"{report.problem} ({words})")
    else:
        st.success(notices.plain(words), icon=":material/check:")


def silent(now: View, survey: Survey) -> None:
    """Who has not answered, to look at and to take along; how many have, where nobody may learn who."""
    if keeps_unknown(now.store, survey.slug):
        answered_in_all(now, survey)
    else:
        not_answered(now, survey)
    remind_after(now)


def answered_in_all(now: View, survey: Survey) -> None:
    """How many of all invited people have answered. Not by batch: one of a single person would name them."""
    card_title(_("Answered"), _("Of all people whose invitation was sent, in all batches."))
    found = asked(now.store).get(survey.slug, Asked())
    if not found.delivered and any(one.sent_at for one in invitations(now.store, survey.slug)):
        html(f'<p class="verdict">{escape(_("Hidden to protect a small group."))}</p>')
    else:
        of = _("of {count}").format(count=count_text(found.delivered))
        html(
            f'<div class="fig"><span class="val">{escape(count_text(found.complete))}</span>'
            f'<span class="int">{escape(of)}</span></div>'
        )
    note(_("Who has answered is not shown. Reminders reach only those who have not, and nobody sees who that is."))


def not_answered(now: View, survey: Survey) -> None:
    """The list of the silent."""
    people = [one for one in invitations(now.store, survey.slug) if one.state(now.now) in SILENT]
    card_title(_("Not answered yet"), _("People whose invitation was sent and still works."))
    html(f'<div class="fig"><span class="val">{escape(count_text(len(people)))}</span></div>')
    if people:
        frame = frame_of(now, people)
        st.dataframe(frame, hide_index=True, width="stretch", height=220, key="silent")
        st.download_button(
            _("Export with links"),
            frame_csv(frame),
            f"{survey.slug}-not-answered.csv",
            "text/csv",
            key="silent_csv",
            icon=":material/download:",
            on_click="ignore",
        )


def remind_after(now: View) -> None:
    """How many days lie before a reminder."""
    old = setting(now.store, REMIND_DAYS)
    with st.form("remind_after", border=False):
        days = st.number_input(
            _("Remind after (days)"),
            1,
            90,
            int(old) if old.isdigit() else REMIND_DAYS_DEFAULT,
            help=_("At most {count} reminders each.").format(count=MOST_REMINDERS),
        )
        if st.form_submit_button(_("Save")):
            act(lambda: save_setting(now.store, REMIND_DAYS, str(int(days))), _("Saved."))


def wording(now: View, survey: Survey, server: MailServer | None) -> None:
    """Subject and words per language, and the mail as it would arrive."""
    card_title(_("The mail"), _("Your words, then the question with its scores to click, then the way to unsubscribe."))
    left, right = st.columns(2, gap="medium")
    with left:
        language = st.selectbox(
            _("Language"),
            survey.languages,
            format_func=named(survey.languages, language_name),
            key=f"mail_language_{survey.slug}",
        )
        subject, body = mail_text(now.store, survey.slug, language)
        says = survey.says(language)
        with st.form(f"mail_{survey.slug}_{language}", border=False):
            new_subject = st.text_input(_("Subject"), subject, placeholder=says.title or survey.title, max_chars=150)
            new_body = st.text_area(_("Words"), body, placeholder=says.intro, height=170, max_chars=4000)
            if st.form_submit_button(_("Save")):
                act(
                    lambda: save_mail_text(now.store, survey.slug, language, new_subject or "", new_body or ""),
                    _("Saved."),
                )
    with right:
        found = [
            one
            for one in invitations(now.store, survey.slug)
            if one.email and one.usable(now.now) and not one.bounced_at
        ]
        spoken = [one for one in found if (one.language or survey.default_language) == language]
        if not spoken:
            note(_("A preview appears here once somebody is invited in this language."))
            return
        shown = server or MailServer("localhost", 25, "none", "", "team@example.org", now.organisation)
        message = compose(now.store, survey, spoken[0], base=public_url(now.store), server=shown, now=now.now)
        part = message.get_body(("html",))
        told = f"{_('To')}: {spoken[0].email} · {_('Subject')}: {message['Subject']}"
        html(f'<p class="sub">{escape(told)}</p>')
        if part is not None:
            st.iframe(str(part.get_content()), height=330, alt=_("Preview of the mail"))


def server_form(now: View, server: MailServer | None) -> None:
    """The mail server; its password never comes here."""
    told = _("The password is read from the variable {name} when CJO starts; it is never stored.")
    card_title(_("Mail server"), told.format(name=PASSWORD_VARIABLE))
    kinds = {"starttls": "STARTTLS", "tls": "TLS", "none": _("not encrypted")}
    with st.form("mail_server", border=False):
        with st.container(horizontal=True):
            host = st.text_input(_("Server"), server.host if server else "", placeholder="smtp.example.org", width=260)
            security = st.selectbox(
                _("Encryption"),
                list(SECURITY),
                index=list(SECURITY).index(server.security) if server else 0,
                format_func=named(SECURITY, kinds.__getitem__),
                width=170,
            )
            port = st.number_input(_("Port"), 1, 65535, server.port if server else SECURITY["starttls"], width=130)
            user = st.text_input(_("User"), server.user if server else "", width=220)
        with st.container(horizontal=True):
            sender = st.text_input(_("From (address)"), server.sender if server else "", width=260)
            name = st.text_input(_("From (name)"), server.sender_name if server else now.organisation, width=220)
            rate = st.number_input(_("Mails a minute, at most"), 1, 6000, server.per_minute if server else PER_MINUTE)
            public = st.text_input(
                _("Address of this server in links"),
                setting(now.store, "public_address"),
                placeholder=public_url(now.store),
                width=280,
            )
        if st.form_submit_button(_("Save")):
            act(lambda: _save(now, (host, port, security, user, sender, name, rate), public or ""), _("Saved."))


def _save(now: View, given: tuple[str, float, str, str, str, str, float], public: str) -> None:
    host, port, security, user, sender, name, rate = given
    made = MailServer(host.strip(), int(port), security, user.strip(), sender.strip(), name.strip(), int(rate))
    address = read_public_address(public)
    save_mail_server(now.store, made)
    save_setting(now.store, "public_address", address)
