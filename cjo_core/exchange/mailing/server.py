"""The mail server of a store, as its settings say. Never stores or shows a password."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formataddr

from cjo_core.errors import BadValue, CjoError
from cjo_core.locale import _
from cjo_core.store.database import Store
from cjo_core.store.set_up.settings import save_setting, settings
from cjo_core.survey.invitations import EMAIL

PASSWORD_VARIABLE = "CJO_SMTP_PASSWORD"  # noqa: S105 - the name of a variable
#: How the connection is kept secret, and the usual port of each.
SECURITY = {"starttls": 587, "tls": 465, "none": 25}
PER_MINUTE, TIMEOUT = 60, 30.0


class MailFailed(CjoError):
    """The mail server cannot be used, or stopped taking mail."""


@dataclass(frozen=True)
class MailServer:
    """Where mails are handed over, and who they come from."""

    host: str
    port: int
    security: str
    user: str
    sender: str
    sender_name: str
    per_minute: int = PER_MINUTE

    @property
    def origin(self) -> str:
        """The From line."""
        return formataddr((self.sender_name, self.sender)) if self.sender_name else self.sender

    def __post_init__(self) -> None:
        if not self.host or any(c.isspace() for c in self.host):
            raise BadValue(_("“{host}” is no name of a mail server").format(host=self.host[:80]))
        if self.security not in SECURITY:
            words = _("“{value}” is no way to protect a connection; possible are {possible}")
            raise BadValue(words.format(value=self.security, possible=", ".join(SECURITY)))
        if not 1 <= self.port <= 65535:
            raise BadValue(_("{port} is no port; possible are 1 to 65535").format(port=self.port))
        if not EMAIL.fullmatch(self.sender):
            raise BadValue(_("“{text}” is no e-mail address").format(text=self.sender[:60]))
        if self.per_minute < 1:
            raise BadValue(_("at least one mail a minute must be allowed"))


def mail_server(store: Store) -> MailServer | None:
    """The store's mail server, None if nobody has set one up."""
    found = settings(store)
    return _read(found) if found.get("smtp_host") else None


def _read(found: Mapping[str, str]) -> MailServer:
    security = found.get("smtp_security", "starttls")
    return MailServer(
        host=found["smtp_host"],
        port=int(found.get("smtp_port") or SECURITY.get(security, 587)),
        security=security,
        user=found.get("smtp_user", ""),
        sender=found.get("smtp_from", ""),
        sender_name=found.get("smtp_from_name", ""),
        per_minute=int(found.get("smtp_per_minute") or PER_MINUTE),
    )


def save_mail_server(store: Store, server: MailServer) -> None:
    """Set the mail server."""
    for name, value in (
        ("smtp_port", str(server.port)),
        ("smtp_security", server.security),
        ("smtp_user", server.user),
        ("smtp_from", server.sender),
        ("smtp_from_name", server.sender_name),
        ("smtp_per_minute", str(server.per_minute)),
        ("smtp_host", server.host),
    ):
        save_setting(store, name, value)


def connect(server: MailServer) -> smtplib.SMTP:
    """A connection, signed in where there is a user. Raises MailFailed."""
    password = os.environ.get(PASSWORD_VARIABLE, "")
    if server.user and not password:
        words = _("the password of the mail server is not known: start CJO with the variable {name}")
        raise MailFailed(words.format(name=PASSWORD_VARIABLE))
    try:
        context = ssl.create_default_context()
        smtp: smtplib.SMTP
        if server.security == "tls":
            smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
            if server.security == "starttls":
                smtp.starttls(context=context)
        smtp.ehlo_or_helo_if_needed()
        if server.user:
            smtp.login(server.user, password)
    except (smtplib.SMTPException, OSError) as error:
        words = _("the mail server {host} cannot be used: {why}")
        raise MailFailed(words.format(host=f"{server.host}:{server.port}", why=error)) from error
    return smtp
