"""Places: where an answer belongs (stage, touchpoint, segment, persona, channel, language).

A place holds names as a team wrote them. It never looks anything up: whether a name is known is the store's to say.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from cjo_core.locale import N_, _

#: What an answer is placed by, in the order of the filters.
PLACE_FIELDS = ("stage", "touchpoint", "segment", "persona", "channel", "language")
#: Everything one can group or filter by.
DIMENSIONS = ("survey", *PLACE_FIELDS, "week")
#: Dimensions as headings.
DIMENSION_NAMES = {
    "survey": N_("Survey"),
    "stage": N_("Stage"),
    "touchpoint": N_("Touchpoint"),
    "segment": N_("Segment"),
    "persona": N_("Persona"),
    "channel": N_("Channel"),
    "language": N_("Language"),
    "week": N_("Week"),
}


def dimension_name(dimension: str) -> str:
    """The dimension as a heading: "Stage"."""
    return _(DIMENSION_NAMES[dimension]) if dimension in DIMENSION_NAMES else dimension


@dataclass(frozen=True)
class Place:
    """The names that place an answer; None means not given. A touchpoint brings its own stage."""

    stage: str | None = None
    touchpoint: str | None = None
    segment: str | None = None
    persona: str | None = None
    channel: str | None = None
    language: str | None = None

    def names(self) -> dict[str, str]:
        """The fields that are given."""
        return {f.name: value for f in fields(self) if (value := getattr(self, f.name)) is not None}


NOWHERE = Place()
