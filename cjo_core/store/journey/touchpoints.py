"""Touchpoints: added to a stage, moved to another, put in order, and what a team says about them. Their answers move
with them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, fields

from cjo_core.errors import BadValue, NotFound
from cjo_core.locale import _
from cjo_core.metrics.catalog import METRICS
from cjo_core.store.database import Store
from cjo_core.store.journey.naming import identity_of, put_in_order_in, refuse_taken, rename_in
from cjo_core.store.set_up.audience import check_name
from cjo_core.survey.journey import ELEMENTS


def add_touchpoint_in(connection: sqlite3.Connection, name: str, stage: str) -> str:
    """Add a touchpoint at the end of a stage, inside a writing transaction of yours; returns its name as stored."""
    name = check_name(name)
    refuse_taken(connection, "touchpoint", name)
    connection.execute(
        "INSERT INTO touchpoints (name, stage_id, position) SELECT ?, ?, coalesce(max(position), 0) + 1 "
        "FROM touchpoints",
        [name, identity_of(connection, "stage", stage)[0]],
    )
    return name


def move_touchpoint(store: Store, name: str, stage: str) -> None:
    """Move a touchpoint to the end of another stage; its answers count there from now on, the old ones too."""
    with store.writing() as connection:
        identity, _spelt = identity_of(connection, "touchpoint", name)
        ids = {"touchpoint": identity, "stage": identity_of(connection, "stage", stage)[0]}
        connection.execute(
            "INSERT OR IGNORE INTO former_stages (touchpoint_id, stage_id) SELECT id, stage_id FROM touchpoints "
            "WHERE id = :touchpoint AND stage_id <> :stage",
            ids,
        )
        connection.execute(
            "UPDATE touchpoints SET stage_id = :stage, position = (SELECT max(position) + 1 FROM touchpoints) "
            "WHERE id = :touchpoint AND stage_id <> :stage",
            ids,
        )


@dataclass(frozen=True)
class Said:
    """What a team says about a touchpoint; None says nothing. As `survey.journey.Touchpoint` has it."""

    channel: str | None = None
    element: str | None = None
    owner: str | None = None
    metric: str | None = None
    target: float | None = None
    survey: str | None = None


def describe_touchpoint(store: Store, name: str, said: Said) -> None:
    """Say anew what is known about a touchpoint: its channel, element, owner, metric, target and survey.

    A target is a value of the metric, so it needs one and lies in its range; raises BadValue otherwise.
    """
    with store.writing() as connection:
        _describe(connection, identity_of(connection, "touchpoint", name)[0], _checked(said))


def _describe(connection: sqlite3.Connection, identity: int, said: Said) -> None:
    channel = None if said.channel is None else identity_of(connection, "channel", said.channel)[0]
    survey = None
    if said.survey is not None:
        row = connection.execute("SELECT id FROM surveys WHERE slug = ?", [said.survey]).fetchone()
        if row is None:
            raise NotFound(_("there is no survey “{name}”").format(name=said.survey[:80]))
        survey = row[0]
    connection.execute(
        "UPDATE touchpoints SET channel_id = ?, element = ?, owner = ?, metric = ?, target = ?, survey_id = ? "
        "WHERE id = ?",
        [channel, said.element, said.owner, said.metric, said.target, survey, identity],
    )


@dataclass(frozen=True)
class Draft:
    """A touchpoint as somebody wants it: `old` is its name so far, None for a new one."""

    old: str | None
    name: str
    said: Said = Said()


def save_touchpoints(store: Store, stage: str, drafts: Sequence[Draft]) -> int:
    """Add, rename, describe and order touchpoints of a stage in one step, or refuse all of it; returns how many are
    new. Those not among the drafts come behind."""
    wanted = [(draft.old, check_name(draft.name), _checked(draft.said)) for draft in drafts]
    with store.writing() as connection:
        for old, name, said in wanted:
            now = (
                add_touchpoint_in(connection, name, stage)
                if old is None
                else rename_in(connection, "touchpoint", old, name)
            )
            _describe(connection, identity_of(connection, "touchpoint", now)[0], said)
        put_in_order_in(connection, "touchpoint", [name for _old, name, _said in wanted])
    return sum(old is None for old, _name, _said in wanted)


def _checked(said: Said) -> Said:
    values = {one.name: getattr(said, one.name) for one in fields(said)}
    said = Said(**{name: value if value != "" else None for name, value in values.items()})
    if said.element is not None and said.element not in ELEMENTS:
        words = _("the element “{name}” is unknown; possible are {possible}")
        raise BadValue(words.format(name=said.element, possible=", ".join(ELEMENTS)))
    if said.metric is not None and said.metric not in METRICS:
        words = _("the metric “{name}” is unknown; possible are {possible}")
        raise BadValue(words.format(name=said.metric, possible=", ".join(METRICS)))
    if said.target is not None:
        if said.metric is None:
            raise BadValue(_("a target needs a metric: choose which one it is for"))
        metric = METRICS[said.metric]
        if not metric.low <= said.target <= metric.high:
            words = _("the target {value} is out of range; {metric} lies between {low} and {high}")
            label = _(metric.label)
            raise BadValue(words.format(value=said.target, metric=label, low=metric.low, high=metric.high))
    owner = check_name(said.owner) if said.owner else None
    return Said(said.channel, said.element, owner, said.metric, said.target, said.survey)
