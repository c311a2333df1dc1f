"""Journeys as a team drew them: stages in order, their touchpoints, and notes. Words only: no scores, no look-ups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cjo_core.locale import N_, _

#: The elements of experience a touchpoint may belong to.
ELEMENTS = ("interface", "message", "web page", "advertisement", "content")
#: What a note beside the data is about, in the order of a journey map.
NOTE_KINDS = ("action", "need", "emotion", "pain point", "opportunity")
_ELEMENT_NAMES = {
    "interface": N_("Interface"),
    "message": N_("Message"),
    "web page": N_("Web page"),
    "advertisement": N_("Advertisement"),
    "content": N_("Content"),
}
_NOTE_NAMES = {
    "action": N_("Actions"),
    "need": N_("Needs"),
    "emotion": N_("Emotions"),
    "pain point": N_("Pain points"),
    "opportunity": N_("Opportunities"),
}


def element_name(element: str) -> str:
    """The element as people read it: "Web page"."""
    return _(_ELEMENT_NAMES[element]) if element in _ELEMENT_NAMES else element


def note_kind_name(kind: str) -> str:
    """The heading of notes of a kind: "Pain points"."""
    return _(_NOTE_NAMES[kind]) if kind in _NOTE_NAMES else kind


@dataclass(frozen=True)
class Note:
    """One thing a team knows about a stage; `persona` None: about everybody. `id` is the store's."""

    stage: str
    persona: str | None
    kind: str
    text: str
    updated_at: datetime
    id: int = 0


@dataclass(frozen=True)
class Touchpoint:
    """Where a customer meets us. None is "not said"; `metric` is a name of the catalog, `target` a value of it, `owner`
    a team, `survey` a slug. `retired_at`: since when it is not offered any more."""

    name: str
    stage: str
    channel: str | None = None
    element: str | None = None
    owner: str | None = None
    metric: str | None = None
    target: float | None = None
    survey: str | None = None
    retired_at: datetime | None = None


@dataclass(frozen=True)
class Stage:
    """A stage with its touchpoints and notes, in order. `retired_at` as of a touchpoint."""

    name: str
    journey: str
    touchpoints: tuple[Touchpoint, ...] = ()
    notes: tuple[Note, ...] = ()
    retired_at: datetime | None = None

    def notes_of(self, persona: str | None, kind: str) -> tuple[Note, ...]:
        """The notes of one kind about one persona, or about everybody (None)."""
        return tuple(note for note in self.notes if note.persona == persona and note.kind == kind)


@dataclass(frozen=True)
class Journey:
    """Stages in order; those retired are among them."""

    name: str
    stages: tuple[Stage, ...] = ()

    @property
    def current(self) -> tuple[Stage, ...]:
        """The stages in use, each with the touchpoints in use."""
        return tuple(
            Stage(one.name, one.journey, tuple(t for t in one.touchpoints if t.retired_at is None), one.notes)
            for one in self.stages
            if one.retired_at is None
        )
