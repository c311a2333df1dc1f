"""One invitation as a message: plain and HTML, each score a link that only chooses it, and the way to unsubscribe.
Never sends anything. What respondents read is in their language; nothing in it is loaded from anywhere."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from html import escape

from cjo_core.exchange.mailing.server import MailServer
from cjo_core.exchange.mailing.snippet import snippet_html, snippet_text
from cjo_core.locale import _, best, speaking
from cjo_core.store.database import Store
from cjo_core.store.invitations.sending import mail_text
from cjo_core.store.set_up.settings import setting
from cjo_core.survey.invitations import Invitation, code_of, invitation_url, unsubscribe_url
from cjo_core.survey.languages import speaks_right_to_left
from cjo_core.survey.questions import Question
from cjo_core.survey.surveys import Survey

_FONT = "font-family:Arial,Helvetica,sans-serif"


def compose(
    store: Store, survey: Survey, one: Invitation, *, base: str, server: MailServer, now: datetime
) -> EmailMessage:
    """The mail that invites (or reminds) somebody, ready to be handed over."""
    code = code_of(setting(store, "secret"), one.id)
    language = best([one.language or "", survey.default_language], survey.languages, survey.default_language)
    says = survey.says(language)
    subject, body = mail_text(store, survey.slug, language)

    def link(question: Question | None, score: int | None) -> str:
        chosen = {} if question is None or score is None else {f"q_{question.key}": score}
        return invitation_url(base, code, **chosen)

    leave = unsubscribe_url(base, code)
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject or says.title or survey.title
    message["From"] = server.origin
    message["To"] = one.email or ""
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=server.sender.rpartition("@")[2])
    message["Content-Language"] = language
    message["List-Unsubscribe"] = f"<{leave}>"
    if leave.startswith("https://"):  # RFC 8058 allows no other
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    words = body or says.intro
    with speaking(language, survey.default_language):
        stop, use = _("Stop invitations"), _("How we use it")
    privacy = f"{base.rstrip('/')}/privacy?lang={language}"
    text = "\n\n".join(part for part in (words, snippet_text(survey, language, link)) if part)
    message.set_content(f"{text}\n\n--\n{use}: {privacy}\n{stop}: {leave}\n")
    message.add_alternative(
        _html(words, snippet_html(survey, language, link), [(use, privacy), (stop, leave)], language), subtype="html"
    )
    return message


def _html(words: str, question: str, links: list[tuple[str, str]], language: str) -> str:
    turned = ' dir="rtl"' if speaks_right_to_left(language) else ""
    style = f"{_FONT};font-size:16px;line-height:24px;color:#111111;margin:0 0 18px 0"
    said = "".join(f'<p style="{style}">{escape(part)}</p>\n' for part in words.split("\n\n") if part.strip())
    small = f"{_FONT};font-size:13px;line-height:20px;color:#59616E;margin:26px 0 0 0"
    feet = " &nbsp;·&nbsp; ".join(
        f'<a href="{escape(url)}" style="color:#59616E">{escape(name)}</a>' for name, url in links
    )
    return (
        f'<!doctype html>\n<html lang="{escape(language)}"{turned}>\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"></head>\n'
        '<body style="margin:0;padding:24px;background:#ffffff">\n'
        f'{said}{question}\n<p style="{small}">{feet}</p>\n</body>\n</html>\n'
    )
