"""The signed token in every form, and in a link that resumes: for which survey, when, and its submission key. Never
says who was asked.

There is no session and no cookie, so the token is all that ties a submission to a form we made. Sending a form twice
sends the same submission key, and the store takes each key once. A token that has grown too old keeps its key in the
form that is shown again: somebody who had sent it already and comes back to it is still counted once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from itsdangerous import BadData, URLSafeTimedSerializer

from cjo_core.errors import StoreError
from cjo_core.locale import _
from cjo_core.survey.responses import KEY_BYTES, new_submission_key

#: How long a form may stay open before it must be sent once more.
TOKEN_MAX_AGE = timedelta(hours=24)
#: Clocks of one machine may be set back a little; a token from further ahead is no token of ours.
CLOCK_SLACK = timedelta(minutes=5)
#: How long a response that was begun can be taken up again by its link; every page gives a fresh one.
RESUME_MAX_AGE = timedelta(days=30)


@dataclass(frozen=True)
class Token:
    """What a token says: the submission key of its form, whether it may still be used, and when the form was shown
    first (None: nobody knows)."""

    key: bytes
    valid: bool
    shown_at: datetime | None = None


def sign(secret: str, slug: str, key: bytes, shown_at: datetime) -> str:
    """A token for a form of the survey `slug`. When it was shown is told to the millisecond: the signature's own time
    knows seconds only, too coarse to tell people from programs."""
    return str(_signer(secret, slug).dumps(f"{key.hex()}.{round(shown_at.timestamp() * 1000):x}"))


def read_token(secret: str, slug: str, text: str, now: datetime) -> Token:
    """What is in a token; one that is missing, forged or of another survey gets a new key and is not valid."""
    found = _read(_signer(secret, slug), text)
    if found is None:
        return Token(new_submission_key(), valid=False)
    key, signed_at, shown_at = found
    return Token(key, -CLOCK_SLACK <= now - signed_at <= TOKEN_MAX_AGE, shown_at)


def resume(secret: str, slug: str, key: bytes, invitation: int | None = None) -> str:
    """What a link carries that leads back to a response begun in the survey `slug`, by an invitation or without."""
    return str(_signer(secret, slug, _resuming(invitation)).dumps(key.hex()))


def read_resume(secret: str, slug: str, text: str, now: datetime, invitation: int | None = None) -> bytes | None:
    """The submission key that a link leads back to; None if it is forged, of another survey or invitation, or too
    old."""
    found = _read(_signer(secret, slug, _resuming(invitation)), text)
    return found[0] if found is not None and -CLOCK_SLACK <= now - found[1] <= RESUME_MAX_AGE else None


def _resuming(invitation: int | None) -> str:
    return "resume" if invitation is None else f"resume invitation {invitation}"


def _read(signer: URLSafeTimedSerializer, text: str) -> tuple[bytes, datetime, datetime | None] | None:
    """The key in a signed text, when it was signed, and when its form was shown first."""
    try:
        payload, signed_at = signer.loads(text, return_timestamp=True)
        head, _dot, moment = payload.partition(".")
        key = bytes.fromhex(head)
        shown_at = datetime.fromtimestamp(int(moment, 16) / 1000, UTC) if moment else None
    except (BadData, ValueError, TypeError, AttributeError, OverflowError, OSError):
        return None
    return (key, signed_at, shown_at) if len(key) == KEY_BYTES else None


def _signer(secret: str, slug: str, purpose: str = "form") -> URLSafeTimedSerializer:
    if not secret:
        raise StoreError(_("the store has no secret to sign forms with; nothing was saved"))
    return URLSafeTimedSerializer(secret, salt=f"survey {purpose} {slug}")
