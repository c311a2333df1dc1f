"""The touchpoints of a stage as a table to edit: order, name, and what a team says about them. Saved in one step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zlib import crc32

import pandas as pd
import streamlit as st

from cjo_core.locale import _, ngettext
from cjo_core.metrics.catalog import METRICS
from cjo_core.store.journey import touchpoints
from cjo_core.store.journey.touchpoints import Draft, Said
from cjo_core.store.set_up.surveys import titles
from cjo_core.survey.journey import ELEMENTS, Journey, Stage, element_name
from pages.ui.changing import act
from pages.ui.naming import merge_form, retire_form
from pages.ui.pieces import notices
from pages.ui.pieces.html import card_title, note
from pages.ui.session import View
from pages.ui.words import named

_SAID = ("channel", "element", "owner", "metric", "target", "survey")


def show_touchpoints(now: View, journeys: tuple[Journey, ...], stage: Stage) -> None:
    """The table of a stage, and what can be done to one touchpoint."""
    card_title(
        _("Touchpoints"),
        _("Where customers meet you in this stage. Add a row at the end; change the number to change the order."),
    )
    current = next(one for journey in journeys for one in journey.current if one.name == stage.name)
    frame = pd.DataFrame(
        [
            {"order": i, "name": one.name, **{field: getattr(one, field) for field in _SAID}}
            for i, one in enumerate(current.touchpoints, 1)
        ],
        columns=["order", "name", *_SAID],
    ).astype({"order": "Int64", "target": "Float64", **dict.fromkeys(("name", "owner", "channel"), "object")})
    version = st.session_state.get("_touchpoints_version", 0)
    edited = st.data_editor(
        frame,
        hide_index=True,
        num_rows="add",
        width="stretch",
        column_config=_columns(now),
        key=editor_key(stage.name, [one.name for one in current.touchpoints], version),
        placeholder="",
        alt=_("Touchpoints of “{stage}”").format(stage=stage.name),
    )
    if not len(edited):
        note(_("None yet: click into the empty row, and type the name of the first one."))
    if not edited.equals(frame):
        note(_("Not saved yet."))
    if st.button(_("Save touchpoints"), type="primary", key="save_touchpoints"):
        drafts = _drafts(edited, [one.name for one in current.touchpoints])
        added = len(drafts) - len(current.touchpoints)
        words = _("Saved.")
        if added:
            words = ngettext("Saved, with {count} new touchpoint.", "Saved, with {count} new touchpoints.", added)
            words = words.format(count=added)
        act(
            lambda: touchpoints.save_touchpoints(now.store, stage.name, drafts), words, _touchpoints_version=version + 1
        )
    if current.touchpoints:
        _one(now, journeys, current)


def editor_key(stage: str, names: list[str], version: int) -> str:
    """Another key when somebody else changed the rows meanwhile: the table knows its edits by row number only, and
    would give them to other touchpoints."""
    return f"touchpoints_{stage}_{crc32(repr(names).encode())}_{version}"


def _columns(now: View) -> dict[str, Any]:
    surveys = titles(now.store)
    metrics = list(METRICS)
    return {
        "order": st.column_config.NumberColumn(_("No."), width=60, step=1, min_value=1),
        "name": st.column_config.TextColumn(_("Touchpoint"), max_chars=120, required=True, width=170),
        "channel": st.column_config.SelectboxColumn(_("Channel"), options=list(now.cells.names["channel"])),
        "element": st.column_config.SelectboxColumn(
            _("Element"), options=list(ELEMENTS), format_func=_labels({one: element_name(one) for one in ELEMENTS})
        ),
        "owner": st.column_config.TextColumn(_("Owner"), max_chars=80, help=_("The team that looks after it.")),
        "metric": st.column_config.SelectboxColumn(
            _("Metric"), options=metrics, format_func=_labels({one: _(METRICS[one].label) for one in metrics})
        ),
        "target": st.column_config.NumberColumn(_("Target"), help=_("A value of the metric beside it.")),
        "survey": st.column_config.SelectboxColumn(_("Survey"), options=list(surveys), format_func=_labels(surveys)),
    }


def _labels(names: dict[str, str]) -> Callable[[object], str]:
    return lambda option: names.get(str(option), str(option))


def _drafts(edited: pd.DataFrame, old: list[str]) -> list[Draft]:
    """The rows in the order that their numbers say: a row keeps its name so far by where it stood in the table."""
    rows = [
        (
            row.get("order"),
            i,
            Draft(old[i] if i < len(old) else None, str(row["name"]) if _given(row["name"]) else "", _said(row)),
        )
        for i, row in enumerate(edited.to_dict("records"))
        if _given(row["name"]) or i < len(old)
    ]
    rows = [(order if _given(order) else len(rows) + 1, i, draft) for order, i, draft in rows]
    return [draft for _order, _i, draft in sorted(rows, key=lambda row: row[:2])]


def _name(row: dict[Any, Any]) -> str:
    return str(row["name"]) if _given(row["name"]) else ""


def _said(row: dict[Any, Any]) -> Said:
    values = {field: row[field] if _given(row[field]) else None for field in _SAID}
    target = values.pop("target")
    return Said(**values, target=None if target is None else float(target))


def _given(value: object) -> bool:
    return value is not None and not pd.isna(value) and str(value).strip() != ""


def _one(now: View, journeys: tuple[Journey, ...], stage: Stage) -> None:
    """Move one touchpoint to another stage, merge or retire it."""
    names = [one.name for one in stage.touchpoints]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        name = st.selectbox(_("One touchpoint"), names, key=f"one_touchpoint_{stage.name}", width=240)
        with st.popover(_("Move"), icon=":material/move_item:"):
            _move_form(now, journeys, stage, name)
        with st.popover(_("Merge"), icon=":material/merge:"):
            merge_form(now.store, "touchpoint", name, now.cells.names["touchpoint"])
        with st.popover(_("Retire"), icon=":material/archive:"):
            retire_form(now.store, "touchpoint", name)


def _move_form(now: View, journeys: tuple[Journey, ...], stage: Stage, name: str) -> None:
    stages = {one.name: one.journey for journey in journeys for one in journey.stages if one.name != stage.name}
    label = (lambda one: f"{one} ({stages[one]})") if len(journeys) > 1 else str
    to = st.selectbox(
        notices.plain(_("Move “{name}” to").format(name=name)),
        list(stages),
        index=None,
        placeholder=_("Choose"),
        format_func=named(list(stages), label),
        key=f"move_to_{name}",
    )
    note(_("Its answers move with it, the old ones too: they count in the other stage from now on."))
    if st.button(_("Move"), disabled=to is None, key=f"move_now_{name}") and to is not None:
        words = _("“{name}” now belongs to “{stage}”.").format(name=name, stage=to)
        act(lambda: touchpoints.move_touchpoint(now.store, name, to), words)
