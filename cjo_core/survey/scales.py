"""Scales: which scores a question allows, and which end is good. Never computes a metric."""

from __future__ import annotations

from dataclasses import dataclass

from cjo_core.errors import BadValue
from cjo_core.locale import _


@dataclass(frozen=True)
class Scale:
    """The whole numbers `low` … `high`; `high_is_good` tells the direction (CES 1.0 is the one that runs the other
    way)."""

    low: int
    high: int
    high_is_good: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.low < self.high <= 10:
            raise BadValue(f"scale {self.low} to {self.high}: low must be below high, both between 0 and 10")

    @property
    def scores(self) -> range:
        """Every allowed score, lowest first."""
        return range(self.low, self.high + 1)

    def read(self, raw: str) -> int:
        """The score written in `raw`; raises BadValue if it is not a plain whole number on the scale.

        Only ASCII digits count: `int("９")` would accept full-width digits, `int(" 9_0")` worse.
        """
        text = raw.strip()
        if not (text.isascii() and text.isdigit() and len(text) <= 3 and int(text) in self.scores):
            message = _("“{given}” is not on the scale {low}–{high}.")
            raise BadValue(message.format(given=raw[:40], low=self.low, high=self.high))
        return int(text)


NPS_SCALE = Scale(0, 10)
CSAT_SCALE = Scale(1, 5)
CES_SCALE = Scale(1, 7)
#: The older question: "how much effort did it take?", in which low is good. Never in one series with the newer.
CES1_SCALE = Scale(1, 5, high_is_good=False)
#: A yes, and a rating's longest scale.
YES = Scale(0, 1)
RATING_HIGH = 10

#: The kind of a score question decides its scale, and so which metrics can be computed from it.
SCALES: dict[str, Scale] = {"nps": NPS_SCALE, "csat": CSAT_SCALE, "ces": CES_SCALE, "ces1": CES1_SCALE}
