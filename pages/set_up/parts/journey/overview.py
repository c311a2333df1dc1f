"""A journey at a glance: its stages from left to right with their touchpoints. Shows only what a team set up."""

from __future__ import annotations

from cjo_core.locale import _, ngettext
from cjo_core.metrics.catalog import METRICS
from cjo_core.survey.journey import Journey, Stage, Touchpoint
from pages.ui.pieces.html import escape, html


def show_overview(journey: Journey, chosen: str | None) -> None:
    """The journey as a row of stages; the chosen one is marked."""
    stages = "".join(_stage(number, stage, stage.name == chosen) for number, stage in enumerate(journey.current, 1))
    label = escape(_("Stages of “{name}”, in order").format(name=journey.name))
    html(f'<ol class="plan" aria-label="{label}">{stages}</ol>')


def _stage(number: int, stage: Stage, chosen: bool) -> str:
    points = (
        "".join(f"<li>{escape(one.name)}<small>{escape(said(one))}</small></li>" for one in stage.touchpoints)
        or f'<li class="none">{escape(_("no touchpoints yet"))}</li>'
    )
    notes = (
        ngettext("{count} note", "{count} notes", len(stage.notes)).format(count=len(stage.notes))
        if stage.notes
        else ""
    )
    mark = ' class="on" aria-current="true"' if chosen else ""
    return (
        f"<li{mark}><b><i>{number}</i> {escape(stage.name)}</b><ul>{points}</ul>"
        + (f"<small>{escape(notes)}</small>" if notes else "")
        + "</li>"
    )


def said(one: Touchpoint) -> str:
    """The most telling facts of a touchpoint in one short line."""
    facts = [one.channel, one.owner]
    if one.metric in METRICS:
        facts.append(_(METRICS[one.metric].label))
    return " · ".join(fact for fact in facts if fact)
