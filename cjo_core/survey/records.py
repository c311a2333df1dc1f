"""O-data in words: customers, orders and events, as systems record them. Never looks anything up.

Keys are made here, so that a file, a page and the command line agree on what "the same order" is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cjo_core.survey.places import NOWHERE, Place
from cjo_core.survey.responses import submission_key_of

#: Status words of orders that came to nothing, as shops write them.
UNDONE = frozenset(
    (
        *("cancelled", "canceled", "returned", "refunded", "failed", "void", "rejected", "declined", "abandoned"),
        *("anulowane", "anulowano", "zwrot", "zwrócone", "odrzucone"),
        *("已取消", "取消", "已退款", "退款", "退货", "已退货"),
    )
)


@dataclass(frozen=True)
class Customer:
    """A customer by id, exactly as written; `attributes` are texts by name."""

    customer: str
    signed_up_at: datetime | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Order:
    """One order. `number` is what the shop calls it; `value` is in the team's currency, None if nobody knows."""

    key: bytes
    customer: str
    ordered_at: datetime
    value: float | None = None
    status: str | None = None
    number: str | None = None


@dataclass(frozen=True)
class Event:
    """Something a customer did or met. Of `place`, stage, touchpoint and channel count; a touchpoint brings its own
    stage."""

    key: bytes
    customer: str
    happened_at: datetime
    name: str = ""
    place: Place = NOWHERE


def came_to_nothing(status: str | None) -> bool:
    """Whether an order with this status is none in the end: wherever orders are counted or valued, it is left out.

    >>> came_to_nothing(" Cancelled "), came_to_nothing("ZWRÓCONE"), came_to_nothing("paid"), came_to_nothing(None)
    (True, True, False, False)
    """
    return status is not None and status.strip().casefold() in UNDONE


def record_key(kind: str, *parts: str) -> bytes:
    """A key of 16 bytes that is the same for the same parts, for `Order.key` and `Event.key`.

    >>> record_key("order", "A-1") == record_key("order", "A-1"), len(record_key("event", "7", "2026-11-15T09:30:00Z"))
    (True, 16)
    """
    return submission_key_of("odata", kind, *parts)
