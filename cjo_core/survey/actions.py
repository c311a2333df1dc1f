"""Actions: planned improvements, with the figures they began from. Words only; never measures anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cjo_core.errors import BadValue
from cjo_core.locale import _

#: A title or an owner may have this many characters.
LONGEST = 200


@dataclass(frozen=True)
class Figures:
    """What was seen when an action was decided: the metric's value there and elsewhere, and the gap with its interval.
    The weeks are those it was seen in (None: all time); `effective` is the effective n, where answers had weights."""

    metric: str
    value: float
    n: int
    rest: float
    gap: float
    low: float
    high: float
    first_week: int | None = None
    last_week: int | None = None
    effective: float | None = None


@dataclass(frozen=True)
class Action:
    """One planned improvement. `id` is the store's; `done_at` None: not done yet."""

    title: str
    owner: str
    stage: str
    figures: Figures
    created_at: datetime
    touchpoint: str | None = None
    segment: str | None = None
    done_at: datetime | None = None
    id: int = 0

    @property
    def where(self) -> dict[str, str]:
        """The filter that picks the answers it is about."""
        parts = {"stage": self.stage, "touchpoint": self.touchpoint, "segment": self.segment}
        return {name: value for name, value in parts.items() if value is not None}


def read_line(text: str, *, what: str, needed: bool) -> str:
    """A title or an owner as it is stored: one line, no surrounding space; raises BadValue for an empty or long one."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    if needed and not line:
        raise BadValue(_("{what} must not be empty").format(what=what))
    if len(line) > LONGEST:
        words = _("{what} has {count} characters; at most {limit} are allowed")
        raise BadValue(words.format(what=what, count=len(line), limit=LONGEST))
    return line
