"""The permission of a kiosk: whoever has none, and be they in the same network, sends no answers. Never stores
anything.

The team makes a link that starts a kiosk, for a day. The page it opens gets a pass for its survey and place, kept on
the device and made anew while the server is reached, so a tablet that is used goes on and one that is lost runs out.
Each answer carries the pass with which it was given: it is taken for so long as that pass lives, however long the
tablet was without a network, and set apart afterwards, never dropped. Where a survey has several pages the pass travels
with each; a form that comes without one is an ordinary form, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer

from cjo_core.errors import StoreError
from cjo_core.locale import _
from cjo_core.survey.periods import utc_text
from cjo_core.web.links import kiosk_url
from cjo_core.web.placing import Placed, placed_by
from cjo_core.web.respondents.visits import Visit
from cjo_core.web.tokens import CLOCK_SLACK

#: How long a link starts kiosks, and how long a pass lives that is never made anew.
STARTS_FOR, LIVES_FOR = timedelta(days=1), timedelta(days=30)
_START, _PASS = "start", "pass"


@dataclass(frozen=True)
class Pass:
    """A permission: for which place (names as they were), when the team made the link that started the kiosk, and when
    this pass was made."""

    place: Mapping[str, str]
    started_at: datetime
    made_at: datetime

    def lives(self, now: datetime, stopped_at: str) -> bool:
        """Whether it is good now; `stopped_at` is the setting."""
        return -CLOCK_SLACK <= now - self.made_at <= LIVES_FOR and utc_text(self.started_at) > stopped_at


def start_url(base: str, secret: str, slug: str, place: Mapping[str, str], now: datetime) -> str:
    """The link by which the team starts a kiosk at a place."""
    return kiosk_url(base, slug, **place, start=_signed(secret, slug, _START, Pass(place, now, now)))


def begun_by(secret: str, slug: str, text: str, now: datetime) -> Pass | None:
    """The first pass of a kiosk that a link of the team starts; None if it is none of ours, or too old."""
    found = _read(secret, slug, _START, text)
    return found if found is not None and -CLOCK_SLACK <= now - found.made_at <= STARTS_FOR else None


def written(secret: str, slug: str, one: Pass, now: datetime) -> str:
    """A pass made anew, as the device keeps it."""
    return _signed(secret, slug, _PASS, Pass(one.place, one.started_at, now))


def read_pass(secret: str, slug: str, text: str) -> Pass | None:
    """What a pass says, however old it is; None if it is none of ours, or of another survey."""
    return _read(secret, slug, _PASS, text)


def begun_at(visit: Visit, placed: Placed) -> tuple[Placed, Pass | None]:
    """A form as it may be taken: with the pass of its kiosk, or without one as anybody's own. A kiosk never says whose
    its answers are."""
    one = read_pass(visit.known.secret, visit.survey.slug, placed.permit) if placed.permit else None
    return (replace(placed, permit=""), None) if one is None else (replace(placed, respondent=None), one)


def holds(visit: Visit, one: Pass, placed: Placed) -> bool:
    """Whether a pass is good now, and for this place."""
    return one.lives(visit.now, visit.known.kiosks_stopped_at) and is_at(visit, one, placed)


def is_at(visit: Visit, one: Pass, placed: Placed) -> bool:
    """Whether a pass is for this place; names may have been changed since it was made."""
    return placed_by(visit.store, one.place, visit.language).place == placed.place


def _signed(secret: str, slug: str, purpose: str, one: Pass) -> str:
    said = [dict(one.place), int(one.started_at.timestamp()), int(one.made_at.timestamp())]
    return str(_signer(secret, slug, purpose).dumps(said))


def _read(secret: str, slug: str, purpose: str, text: str) -> Pass | None:
    try:
        place, started, made = _signer(secret, slug, purpose).loads(text)
        return Pass(place, datetime.fromtimestamp(started, UTC), datetime.fromtimestamp(made, UTC))
    except (BadData, ValueError, TypeError, OverflowError, OSError):
        return None


def _signer(secret: str, slug: str, purpose: str) -> URLSafeSerializer:
    if not secret:
        raise StoreError(_("the store has no secret to sign forms with; nothing was saved"))
    return URLSafeSerializer(secret, salt=f"kiosk {purpose} {slug}")
