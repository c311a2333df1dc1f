"""Invitations: who was asked to answer a survey, by a link of their own, and what became of it. Never stored or sent
from here.

The code in a link is made from the store's secret and the invitation's number, so a reminder can say it again and yet
nobody who lacks the secret can guess one. The store keeps its digest only.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import quote, urlencode

from cjo_core.survey.places import NOWHERE, Place
from cjo_core.survey.responses import KEY_BYTES

#: How far an invitation has come; the later ones win.
STATES = (
    "waiting", "sent", "reminded", "uncertain", "expired", "begun", "bounced", "unsubscribed", "revoked", "answered",
)  # fmt: skip
#: Those who may still answer and have not.
SILENT = ("sent", "reminded", "uncertain", "begun")
#: 24 letters and digits: 120 bits.
CODE = re.compile(r"[a-z2-7]{24}", re.ASCII)
#: What can be sent to: one @, no spaces, nothing that could end a header.
_SIGN = r"[^@\s\x00-\x1f\x7f,;:<>()\[\]\"\\]"
EMAIL = re.compile(rf"{_SIGN}{{1,64}}@{_SIGN}+\.[^@\s\x00-\x1f\x7f.,;:<>()\[\]\"\\]{{2,}}")
EMAIL_LIMIT = 254


@dataclass(frozen=True)
class Invitee:
    """Somebody to be invited: a customer, and where the answer will belong. `line` is that of the file."""

    customer: str
    email: str | None = None
    language: str | None = None
    place: Place = NOWHERE
    line: int = 0


@dataclass(frozen=True)
class Invitation:
    """One person asked once. Days, not times, say when it was begun and answered: nobody shall find the response by
    them. `sending`: it was being sent when the sender stopped, so it may have arrived. `unknown`: nobody may learn
    whether this person has answered."""

    id: int
    survey: str
    batch: str
    customer: str
    email: str | None
    language: str | None
    place: Place
    created_at: datetime
    expires_at: datetime | None = None
    sending: bool = False
    sent_at: datetime | None = None
    reminded_at: datetime | None = None
    reminders: int = 0
    begun_on: date | None = None
    answered_on: date | None = None
    bounced_at: datetime | None = None
    revoked_at: datetime | None = None
    unsubscribed: bool = False
    unknown: bool = False

    def state(self, now: datetime) -> str:
        """How far it has come, one of STATES."""
        reached = {
            "sent": self.sent_at is not None,
            "reminded": self.reminded_at is not None,
            "uncertain": self.sending,
            "expired": self.expires_at is not None and now >= self.expires_at,
            "begun": self.begun_on is not None,
            "bounced": self.bounced_at is not None,
            "unsubscribed": self.unsubscribed,
            "revoked": self.revoked_at is not None,
            "answered": self.answered_on is not None,
        }
        return next((name for name in reversed(STATES) if reached.get(name)), "waiting")

    def usable(self, now: datetime) -> bool:
        """Whether its link still opens the form. Who wants no more mail may still answer the one at hand. Of an unknown
        person it opens as long as the invitation stands: the team has the link too, and could try it."""
        return (self.unknown or self.answered_on is None) and self.stands(now)

    def stands(self, now: datetime) -> bool:
        """Whether it was neither revoked nor has its time run out."""
        return self.revoked_at is None and not (self.expires_at is not None and now >= self.expires_at)

    def as_told(self) -> Invitation:
        """What the team may know of it. Of an unknown person, nothing that depends on whether they have answered:
        neither that, nor a reminder, nor a reminder that bounced or was in doubt, for only the silent get one."""
        if not self.unknown:
            return self
        at_first = self.bounced_at is not None and self.bounced_at == self.sent_at
        return replace(
            self,
            sending=self.sending and self.sent_at is None,
            reminded_at=None,
            reminders=0,
            begun_on=None,
            answered_on=None,
            bounced_at=self.bounced_at if at_first else None,
        )


def code_of(secret: str, number: int) -> str:
    """The code in the link of invitation `number`.

    >>> code_of("s", 1) == code_of("s", 1), code_of("s", 1) == code_of("s", 2), len(code_of("s", 1))
    (True, False, 24)
    """
    return base64.b32encode(_mac(secret, "invitation", number)[:15]).decode().lower()


def answer_key(secret: str, number: int) -> bytes:
    """The submission key of the one answer to invitation `number` in a survey that knows its customers."""
    return _mac(secret, "answer to invitation", number)[:KEY_BYTES]


def code_digest(code: str) -> bytes:
    """What the store keeps of a code. Codes are long and random to others, so it cannot be searched back."""
    return hashlib.sha256(code.encode("utf-8", "replace")).digest()


def invitation_url(base: str, code: str, **chosen: str | int) -> str:
    """The address of an invitation below `base`; `q_<key>` only chooses an answer.

    >>> invitation_url("https://ask.example.org/", "abc", q_nps=9)
    'https://ask.example.org/i/abc?q_nps=9'
    """
    query = urlencode(chosen, quote_via=quote, safe="")
    return f"{base.rstrip('/')}/i/{code}" + (f"?{query}" if query else "")


def unsubscribe_url(base: str, code: str) -> str:
    """Where somebody stops all invitations."""
    return f"{base.rstrip('/')}/u/{code}"


def _mac(secret: str, purpose: str, number: int) -> bytes:
    return hmac.new(secret.encode(), f"{purpose} {number}".encode(), hashlib.sha256).digest()
