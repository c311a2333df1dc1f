"""The signed token in every form: for which survey, when, and its submission key. Never says who was asked.

There is no session and no cookie, so the token is all that ties a submission to a form we made. Sending a form twice
sends the same submission key, and the store takes each key once. A token that has grown too old keeps its key in the
form that is shown again: somebody who had sent it already and comes back to it is still counted once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadData, URLSafeTimedSerializer

from cjo_core.errors import StoreError
from cjo_core.locale import _
from cjo_core.survey.responses import KEY_BYTES, new_submission_key

#: How long a form may stay open before it must be sent once more.
TOKEN_MAX_AGE = timedelta(hours=24)
#: Clocks of one machine may be set back a little; a token from further ahead is no token of ours.
CLOCK_SLACK = timedelta(minutes=5)


@dataclass(frozen=True)
class Token:
    """What a token says: the submission key of its form, and whether it may still be used."""

    key: bytes
    valid: bool


def sign(secret: str, slug: str, key: bytes) -> str:
    """A token for a form of the survey `slug`."""
    return str(_signer(secret, slug).dumps(key.hex()))


def read_token(secret: str, slug: str, text: str, now: datetime) -> Token:
    """What is in a token; one that is missing, forged or of another survey gets a new key and is not valid."""
    try:
        payload, signed_at = _signer(secret, slug).loads(text, return_timestamp=True)
        key = bytes.fromhex(payload)
    except (BadData, ValueError, TypeError):
        return Token(new_submission_key(), valid=False)
    if len(key) != KEY_BYTES:
        return Token(new_submission_key(), valid=False)
    return Token(key, valid=-CLOCK_SLACK <= now - signed_at <= TOKEN_MAX_AGE)


def _signer(secret: str, slug: str) -> URLSafeTimedSerializer:
    if not secret:
        raise StoreError(_("the store has no secret to sign forms with; nothing was saved"))
    return URLSafeTimedSerializer(secret, salt=f"survey form {slug}")
