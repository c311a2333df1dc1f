"""The names in a file against those a team has set up: stages, touchpoints, segments, personas, channels.

Unknown names are added (whoever imports is an editor) and reported; names from before a renaming lead to those of
now. Never guesses the stage of a touchpoint nobody has set up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from cjo_core.errors import ImportFailed
from cjo_core.exchange.reading.words import listed, quoted
from cjo_core.locale import _, ngettext, whole
from cjo_core.store.database import Store
from cjo_core.store.set_up.audience import (
    TABLES,
    KnownName,
    add_names,
    check_name,
    folded,
    known_names,
    touchpoints_by_stage,
)
from cjo_core.survey.places import PLACE_FIELDS, Place, dimension_name

#: A column with more different values than this holds something else than segments (ids, say), and names are hard to
#: take back.
NAMES_LIMIT = 200


@dataclass(frozen=True)
class Placed:
    """Where a row belongs today, and the same in the names everything was first known by: of those its submission key
    is made, so that a file imported again after a renaming, a move or a merge brings nothing twice."""

    place: Place
    first: Place


@dataclass
class Naming:
    """What is known, what is new, and the places made of both."""

    known: dict[str, dict[str, KnownName]]
    stage_of: dict[str, str]
    new: dict[str, list[str]] = field(default_factory=dict)
    new_touchpoints: dict[str, str] = field(default_factory=dict)
    moved: dict[tuple[str, str], int] = field(default_factory=dict)
    places: dict[tuple[tuple[str, str], ...], Placed] = field(default_factory=dict)


class Named(Protocol):
    """A row of a file: its line, and its stage, touchpoint … as written, by dimension."""

    @property
    def line(self) -> int: ...
    @property
    def names(self) -> tuple[tuple[str, str], ...]: ...


R = TypeVar("R", bound=Named)


class Rows(Protocol[R]):
    """Rows to store, the (line, reason) of others, and what a person should know."""

    rows: list[R]
    reasons: list[tuple[int, str]]
    warnings: list[str]


def place_rows(
    store: Store, read: Rows[R], *, stage: str | None = None, touchpoint: str | None = None
) -> tuple[list[tuple[R, Placed]], Naming]:
    """Each row with its place in the team's spelling; rows whose touchpoint cannot be placed move to the reasons.

    `stage` and `touchpoint` hold for the whole file where its rows do not name their own. Raises ImportFailed if they
    contradict what is set up, or if a column holds too many different names.
    """
    by_stage = touchpoints_by_stage(store)
    naming = Naming(
        {dimension: known_names(store, dimension) for dimension in TABLES},
        {point: at for at, points in by_stage.items() for point in points},
    )
    fixed = {"stage": check_name(stage)} if stage else {}
    if touchpoint:
        fixed["touchpoint"] = check_name(touchpoint)
        _check_touchpoint(naming, fixed)
    placed: list[tuple[R, Placed]] = []
    for row in read.rows:
        found = naming.places.get(row.names)
        if found is None:
            wanted = {**fixed, **dict(row.names)}
            if "touchpoint" in wanted and "touchpoint" not in fixed and not _placeable(naming, wanted):
                words = _("the touchpoint “{name}” is unknown, and the row names no stage to add it to")
                read.reasons.append((row.line, words.format(name=wanted["touchpoint"])))
                continue
            found = naming.places[row.names] = _place(naming, wanted)
        placed.append((row, found))
    read.reasons.sort()
    read.warnings += _warnings(naming)
    return placed, naming


def add_new_names(store: Store, naming: Naming) -> None:
    """Write the new names into the store."""
    for dimension, added in naming.new.items():
        if dimension != "touchpoint":
            add_names(store, dimension, added)
    for touchpoint, stage in naming.new_touchpoints.items():
        add_names(store, "touchpoint", [touchpoint], stage=stage)


def _check_touchpoint(naming: Naming, fixed: Mapping[str, str]) -> None:
    found = naming.known["touchpoint"].get(folded(fixed["touchpoint"]))
    wanted = fixed.get("stage")
    if found is None and wanted is None:
        have = listed(map(quoted, naming.stage_of)) or _("none yet")
        words = _("there is no touchpoint “{name}” (there are: {have}); name its stage too, to add it")
        raise ImportFailed(words.format(name=fixed["touchpoint"], have=have))
    if found is not None and wanted is not None:
        own, named = naming.stage_of[found.name], naming.known["stage"].get(folded(wanted))
        if named is None or own not in (named.name, wanted):
            words = _("the touchpoint “{name}” belongs to the stage “{stage}”, not to “{other}”")
            raise ImportFailed(words.format(name=found.name, stage=own, other=wanted))


def _placeable(naming: Naming, wanted: Mapping[str, str]) -> bool:
    return "stage" in wanted or folded(wanted["touchpoint"]) in naming.known["touchpoint"]


def _place(naming: Naming, wanted: Mapping[str, str]) -> Placed:
    """The place in the team's spelling; names nobody has set up are noted as new, in the spelling met first."""
    chosen: dict[str, str] = {}
    first: dict[str, str] = {}
    for dimension in PLACE_FIELDS:
        if (written := wanted.get(dimension)) is None:
            continue
        if dimension == "language":
            chosen[dimension] = first[dimension] = written
            continue
        found = naming.known[dimension].get(folded(written))
        if found is None:
            found = _noted(naming, dimension, written, chosen.get("stage"), first.get("stage"))
        chosen[dimension], first[dimension] = found.name, found.first_name
        if found.first_stage is not None:
            first["stage"] = found.first_stage
    if (point := chosen.get("touchpoint")) is not None:
        own = naming.stage_of[point]
        if chosen.get("stage", own) != own:
            naming.moved[point, own] = naming.moved.get((point, own), 0) + 1
        chosen["stage"] = own
    return Placed(Place(**chosen), Place(**first))


def _noted(naming: Naming, dimension: str, name: str, stage: str | None, first_stage: str | None) -> KnownName:
    """A name nobody has set up, known from now on."""
    found = KnownName(name, name, first_stage if dimension == "touchpoint" else None)
    naming.known[dimension][folded(name)] = found
    naming.new.setdefault(dimension, []).append(name)
    if len(naming.new[dimension]) > NAMES_LIMIT:
        raise ImportFailed(_too_many(dimension, name))
    if dimension == "touchpoint" and stage is not None:
        naming.stage_of[name] = naming.new_touchpoints[name] = stage
    return found


def _too_many(dimension: str, name: str) -> str:
    words = ngettext(
        "the column given for {dimension} holds more than {count} new name, such as “{name}”; is it the right one?",
        "the column given for {dimension} holds more than {count} new names, such as “{name}”; is it the right one?",
        NAMES_LIMIT,
    )
    return words.format(dimension=dimension_name(dimension).lower(), count=NAMES_LIMIT, name=name)


def _warnings(naming: Naming) -> list[str]:
    found = [_new(dimension, added) for dimension, added in naming.new.items()]
    for (point, own), number in naming.moved.items():
        words = ngettext(
            "the touchpoint “{name}” belongs to the stage “{stage}”; the file names another beside it "
            "({count} combination), which was not used",
            "the touchpoint “{name}” belongs to the stage “{stage}”; the file names others beside it "
            "({count} combinations), which were not used",
            number,
        )
        found.append(words.format(name=point, stage=own, count=whole(number)))
    return found


def _new(dimension: str, added: list[str]) -> str:
    """The names that an import adds, the first few by name."""
    number, names = len(added), listed(added[:12])
    if number > 12:
        more = number - 12
        names = ngettext("{names} and {count} more", "{names} and {count} more", more).format(names=names, count=more)
    words = {
        "stage": ngettext("new stage: {names}", "new stages: {names}", number),
        "touchpoint": ngettext("new touchpoint: {names}", "new touchpoints: {names}", number),
        "segment": ngettext("new segment: {names}", "new segments: {names}", number),
        "persona": ngettext("new persona: {names}", "new personas: {names}", number),
        "channel": ngettext("new channel: {names}", "new channels: {names}", number),
    }
    return words[dimension].format(names=names)
