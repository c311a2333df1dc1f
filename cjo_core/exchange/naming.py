"""The names in a file against those a team has set up: stages, touchpoints, segments, personas, channels.

Unknown names are added (whoever imports is an editor) and reported. Never guesses the stage of a touchpoint nobody has
set up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cjo_core.errors import ImportFailed
from cjo_core.exchange.decoding import counted
from cjo_core.exchange.rows import Read, Row
from cjo_core.store.audience import TABLES, add_names, check_name, names, touchpoints_by_stage
from cjo_core.store.database import Store
from cjo_core.survey.places import PLACE_FIELDS, Place

#: A column with more different values than this holds something else than segments (ids, say), and names are hard to
#: take back.
NAMES_LIMIT = 200


@dataclass
class Naming:
    """What is known, what is new, and the places made of both."""

    known: dict[str, dict[str, str]]
    stage_of: dict[str, str]
    new: dict[str, list[str]] = field(default_factory=dict)
    new_touchpoints: dict[str, str] = field(default_factory=dict)
    moved: dict[tuple[str, str], int] = field(default_factory=dict)
    places: dict[tuple[tuple[str, str], ...], Place] = field(default_factory=dict)


def place_rows(
    store: Store, read: Read, *, stage: str | None, touchpoint: str | None
) -> tuple[list[tuple[Row, Place]], Naming]:
    """Each row with its place in the team's spelling; rows whose touchpoint cannot be placed move to the reasons.

    `stage` and `touchpoint` hold for the whole file where its rows do not name their own. Raises ImportFailed if they
    contradict what is set up, or if a column holds too many different names.
    """
    by_stage = touchpoints_by_stage(store)
    naming = Naming(
        {dimension: {name.casefold(): name for name in names(store, dimension)} for dimension in TABLES},
        {point: at for at, points in by_stage.items() for point in points},
    )
    fixed = {"stage": check_name(stage)} if stage else {}
    if touchpoint:
        fixed["touchpoint"] = check_name(touchpoint)
        _check_touchpoint(naming, fixed)
    placed: list[tuple[Row, Place]] = []
    for row in read.rows:
        found = naming.places.get(row.names)
        if found is None:
            wanted = {**fixed, **dict(row.names)}
            if "touchpoint" in wanted and "touchpoint" not in fixed and not _placeable(naming, wanted):
                message = f"the touchpoint “{wanted['touchpoint']}” is unknown, and the row names no stage to add it to"
                read.reasons.append((row.line, message))
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
    name = naming.known["touchpoint"].get(fixed["touchpoint"].casefold())
    wanted = fixed.get("stage")
    if name is None and wanted is None:
        have = ", ".join(f"“{point}”" for point in naming.stage_of) or "none yet"
        raise ImportFailed(
            f"there is no touchpoint “{fixed['touchpoint']}” (there are: {have}); name its stage too (--stage) "
            "to add it"
        )
    if name is not None and wanted is not None and naming.stage_of[name].casefold() != wanted.casefold():
        raise ImportFailed(f"the touchpoint “{name}” belongs to the stage “{naming.stage_of[name]}”, not to “{wanted}”")


def _placeable(naming: Naming, wanted: Mapping[str, str]) -> bool:
    return "stage" in wanted or wanted["touchpoint"].casefold() in naming.known["touchpoint"]


def _place(naming: Naming, wanted: Mapping[str, str]) -> Place:
    """The place in the team's spelling; names nobody has set up are noted as new, in the spelling met first."""
    chosen: dict[str, str] = {}
    for dimension in PLACE_FIELDS:
        if (written := wanted.get(dimension)) is None:
            continue
        if dimension == "language":
            chosen[dimension] = written
            continue
        name = naming.known[dimension].get(written.casefold())
        if name is None:
            name = naming.known[dimension][written.casefold()] = written
            naming.new.setdefault(dimension, []).append(name)
            if len(naming.new[dimension]) > NAMES_LIMIT:
                raise ImportFailed(
                    f"the column given for {dimension} holds more than {NAMES_LIMIT} new names, such as "
                    f"“{name}”; is it the right one?"
                )
            if dimension == "touchpoint":
                naming.stage_of[name] = naming.new_touchpoints[name] = chosen["stage"]
        chosen[dimension] = name
    if (point := chosen.get("touchpoint")) is not None:
        own = naming.stage_of[point]
        if chosen.get("stage", own) != own:
            naming.moved[point, own] = naming.moved.get((point, own), 0) + 1
        chosen["stage"] = own
    return Place(**chosen)


def _warnings(naming: Naming) -> list[str]:
    found = []
    for dimension, added in naming.new.items():
        some = ", ".join(added[:12]) + (f" and {len(added) - 12} more" if len(added) > 12 else "")
        found.append(f"new {dimension}{'' if len(added) == 1 else 's'}: {some}")
    for (point, own), number in naming.moved.items():
        found.append(
            f"the touchpoint “{point}” belongs to the stage “{own}”; the file names another beside it "
            f"({counted(number, 'combination')}), "
            "which was not used"
        )
    return found
