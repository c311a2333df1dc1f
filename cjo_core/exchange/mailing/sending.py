"""Sends the invitations or reminders that are due, one after the other. May be stopped at any point and begun again:
see `store.invitations.sending` for why nobody then gets two mails, and at most one person none."""

from __future__ import annotations

import smtplib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from random import SystemRandom

from cjo_core.errors import BadValue, StoreError
from cjo_core.exchange.mailing.composing import compose
from cjo_core.exchange.mailing.server import MailFailed, MailServer, connect
from cjo_core.locale import _
from cjo_core.store.database import DEMO, Store
from cjo_core.store.invitations.sending import claim, due, let_go, note_bounced, note_sent, pass_over
from cjo_core.store.set_up.surveys import survey as find_survey
from cjo_core.survey.invitations import Invitation
from cjo_core.survey.surveys import Survey

#: A server that refuses so many mails in a row for the time being is left alone.
_PATIENCE = 5


@dataclass
class SendReport:
    """What became of a run: `due` = `sent` + `bounced` + `later` (refused for now) + `gone` (answered, revoked or sent
    by somebody else meanwhile) + those not reached. `problem` is what ended it early.

    `unknown`: nobody may learn who has answered, so `due` and `sent` count these too, though they got no mail, and a
    reminder that bounces counts as sent."""

    due: int = 0
    sent: int = 0
    bounced: int = 0
    later: int = 0
    gone: int = 0
    problem: str = ""
    unknown: bool = False


class _Later(Exception):
    """The server does not take this mail now."""


class _Bounced(Exception):
    """The address takes no mail."""


def send_due(
    store: Store,
    slug: str,
    batch: str | None,
    *,
    base: str,
    server: MailServer,
    reminders: bool = False,
    dry_run: bool = False,
    told: Callable[[SendReport], None] = lambda _report: None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    wait: Callable[[float], None] = time.sleep,
) -> SendReport:
    """Send what is due of a survey (of one batch, or all); `told` hears of every mail. With `dry_run` nothing is sent
    and nothing is noted. Raises StoreError for demo data, BadValue while the survey takes no answers."""
    if store.kind == DEMO:
        raise StoreError(_("demo data are sealed: nobody can be invited to their surveys"))
    survey = find_survey(store, slug)
    if survey.standing(clock()) != "open":
        raise BadValue(_("the survey “{title}” takes no answers now, so nobody is asked").format(title=survey.title))
    if not base.startswith(("http://", "https://")):
        raise BadValue(
            _("“{url}” is no address for links; it must begin with https:// or http://").format(url=base[:80])
        )
    waiting = due(store, slug, batch, reminders=reminders, now=clock())
    report = SendReport(due=len(waiting), unknown=any(one.unknown for one in waiting))
    if report.unknown and reminders:  # whoever watches shall not tell by the pace who is passed over
        SystemRandom().shuffle(waiting)
    if dry_run or not waiting:
        return report
    smtp = connect(server)
    try:
        _send_all(store, survey, waiting, smtp, base, server, report, told, clock, wait)
    finally:
        _quit(smtp)
    return report


def _send_all(
    store: Store,
    survey: Survey,
    waiting: list[Invitation],
    smtp: smtplib.SMTP,
    base: str,
    server: MailServer,
    report: SendReport,
    told: Callable[[SendReport], None],
    clock: Callable[[], datetime],
    wait: Callable[[float], None],
) -> None:
    refused = 0
    for i, one in enumerate(waiting):
        message = compose(store, survey, one, base=base, server=server, now=clock())
        if not claim(store, one, now=clock()):
            if pass_over(store, one, now=clock()):
                report.sent += 1
            else:
                report.gone += 1
            continue
        try:
            hand_over(smtp, server.sender, one.email or "", message)
        except _Bounced:
            _note_bounced(store, one, report, now=clock())
        except _Later:
            let_go(store, [one.id])
            report.later += 1
            refused += 1
        except MailFailed as error:
            report.problem = str(error)
            if not isinstance(error, InDoubt):
                let_go(store, [one.id])
            return
        else:
            note_sent(store, one.id, now=clock())
            report.sent += 1
            refused = 0
        told(report)
        if refused >= _PATIENCE:
            report.problem = _("the mail server takes no more mail for now; go on later")
            return
        if i + 1 < len(waiting):
            wait(60 / server.per_minute)


def _note_bounced(store: Store, one: Invitation, report: SendReport, *, now: datetime) -> None:
    """Only the silent are reminded, so a reminder to an unknown person that bounces is told like any other."""
    if one.unknown and one.sent_at is not None:
        note_sent(store, one.id, now=now)
        report.sent += 1
    else:
        report.bounced += 1
    note_bounced(store, one.id, now=now)


class InDoubt(MailFailed):
    """The connection broke while a mail was handed over: it may have been taken."""


def hand_over(smtp: smtplib.SMTP, sender: str, address: str, message: EmailMessage) -> None:
    """Give one mail to the server. Raises _Bounced, _Later, InDoubt, or MailFailed if it surely was not taken."""
    begun = False
    try:
        code, said = smtp.mail(sender)
        if code >= 400:
            raise smtplib.SMTPSenderRefused(code, said, sender)
        code, said = smtp.rcpt(address)
        if code >= 400:
            smtp.rset()
            raise _Bounced if code >= 500 else _Later
        begun = True
        code, said = smtp.data(message.as_bytes())
        if code >= 400:
            smtp.rset()
            if code < 500:
                raise _Later
            raise smtplib.SMTPDataError(code, said)
    except smtplib.SMTPResponseException as error:
        raise MailFailed(
            _("the mail server refuses: {why}").format(why=f"{error.smtp_code} {_plain(error)}")
        ) from error
    except UnicodeEncodeError as error:  # letters that the line to the server cannot carry
        smtp.rset()
        raise _Bounced from error
    except (smtplib.SMTPException, OSError) as error:
        words = _("the connection to the mail server broke: {why}").format(why=error)
        raise (InDoubt if begun else MailFailed)(words) from error


def _plain(error: smtplib.SMTPResponseException) -> str:
    said = error.smtp_error
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def _quit(smtp: smtplib.SMTP) -> None:
    try:
        smtp.quit()
    except (smtplib.SMTPException, OSError):
        smtp.close()
