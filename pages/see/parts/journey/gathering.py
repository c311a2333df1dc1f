"""Puts the journey map together: curve, findings, customers, comments, owners and notes, a column per stage."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cjo_core.charts.drawing.rows import Row, rows_of
from cjo_core.charts.journey_map.content import BAD, GOOD, PLAIN, Column, Quote, Remark
from cjo_core.charts.numbers import change_interval_text, change_text
from cjo_core.charts.words import n_text
from cjo_core.insight.journey_map import ONE_SCALE, experience_curve, on_one_scale
from cjo_core.insight.pain_points import Findings, Spot
from cjo_core.locale import _
from cjo_core.metrics.catalog import METRICS
from cjo_core.metrics.changes.verdicts import DOWN, UP
from cjo_core.survey.filters import Filter
from cjo_core.survey.journey import Stage, note_kind_name
from pages.see.parts.journey import going
from pages.see.parts.journey.choices import Sides
from pages.ui.session import View

#: A lane holds so many lines per stage.
MOST_REMARKS, MOST_NOTES = 3, 4


def columns(
    now: View,
    stages: list[Stage],
    scale: str,
    where: Filter,
    findings: Findings,
    quotes: dict[str, Quote],
    sides: Sides | None,
    changed: pd.DataFrame | None,
) -> tuple[Column, ...]:
    """The columns of the map."""
    names = [stage.name for stage in stages]
    own = curve_rows(now, scale, sides.main if sides else where, findings)
    second = curve_rows(now, scale, sides.second, None) if sides else {}
    seen = going.going(now, where, names)
    found = []
    for i, stage in enumerate(stages):
        lead, others = own[stage.name]
        beside = next((row for row in _every(second.get(stage.name)) if row.metric.name == lead.metric.name), None)
        found.append(
            Column(
                stage=stage.name,
                row=lead,
                others=tuple(others) if sides is None else (),
                second=beside,
                change=change_remark(changed, stage.name, lead.metric.name, sides) if sides else None,
                going=going.words(seen.iloc[i]) if seen is not None else None,
                touchpoints=tuple(
                    touchpoint.name + (f" · {touchpoint.channel}" if touchpoint.channel else "")
                    for touchpoint in stage.touchpoints
                ),
                remarks=remarks(findings, stage.name, lead),
                quote=quotes.get(stage.name),
                owner=", ".join(dict.fromkeys(one.owner for one in stage.touchpoints if one.owner)),
                notes=_notes(stage, where),
            )
        )
    return tuple(found)


def curve_rows(now: View, scale: str, where: Filter, findings: Findings | None) -> dict[str, tuple[Row, list[Row]]]:
    """Per stage the row the curve goes through and those of further questions."""
    curve = experience_curve(now.cells, scale, where)
    curve = curve.assign(
        verdict=[verdict_of(findings, stage, name) for stage, name in zip(curve["stage"], curve["metric"], strict=True)]
    )
    found: dict[str, tuple[Row, list[Row]]] = {}
    for stage, some in curve.groupby("stage", sort=False):
        rows = []
        for name, part in some.groupby("metric", sort=False):
            metric = on_one_scale(str(name)) if scale == ONE_SCALE else METRICS[str(name)]
            rows += [
                (bool(lead), row) for lead, row in zip(part["leads"], rows_of(part, metric, ("stage",)), strict=True)
            ]
        found[str(stage)] = next(row for lead, row in rows if lead), [row for lead, row in rows if not lead]
    return found


def _every(found: tuple[Row, list[Row]] | None) -> list[Row]:
    return [] if found is None else [found[0], *found[1]]


def verdict_of(findings: Findings | None, stage: str, name: str) -> str:
    """Whether the whole stage is a finding by this metric; its parts have their own remarks."""
    for spot in (*findings.pains, *findings.brights) if findings else ():
        if spot.stage == stage and spot.part is None and name in (spot.metric, *spot.also):
            return UP if spot.gap > 0 else DOWN
    return "unclear"


def spot_name(spot: Spot) -> str:
    """What a finding is called within its stage."""
    if spot.part is not None:
        return spot.part
    return _("The rest of the stage") if spot.without else _("The whole stage")


def place_name(spot: Spot) -> str:
    """What a finding is called on its own: "Get support", "Business customers in Get support"."""
    if spot.part is not None:
        return _("{part} in {stage}").format(part=spot.part, stage=spot.stage)
    return _("the rest of {stage}").format(stage=spot.stage) if spot.without else spot.stage


def remarks(findings: Findings, stage: str, lead: Row) -> tuple[Remark, ...]:
    """What stands out in a stage, or that nothing does."""
    found = []
    for spot in findings.of(stage)[:MOST_REMARKS]:
        metric = METRICS[spot.metric]
        words = _("{metric} {gap} against the others ({interval}), {n}")
        why = words.format(
            metric=_(metric.label),
            gap=change_text(metric, spot.gap),
            interval=change_interval_text(metric, spot.low, spot.high),
            n=n_text(spot.n, spot.effective),
        )
        found.append(Remark(BAD if spot in findings.pains else GOOD, spot_name(spot), why))
    if found:
        return tuple(found)
    if lead.judged:
        return (Remark(PLAIN, _("Nothing stands out")),)
    return (Remark(PLAIN, _("Too few answers to judge")),)


def change_remark(changed: pd.DataFrame | None, stage: str, name: str, sides: Sides) -> Remark | None:
    """How a stage differs between the two sides: a clear change first, whichever question tells it."""
    if changed is None or not len(changed):
        return None
    own = changed[changed["stage"] == stage]
    if not len(own):
        return None
    clear = own[own["verdict"].isin([UP, DOWN])]
    pick = clear[clear["metric"] == name] if (clear["metric"] == name).any() else clear
    row: Any = next(pick.itertuples(), None) or next(own[own["metric"] == name].itertuples(), None)
    return None if row is None else change_words(row, sides)


def change_words(row: Any, sides: Sides) -> Remark:
    """One change as a verdict with its interval."""
    metric = METRICS[row.metric]
    if row.verdict not in (UP, DOWN, "unclear"):
        return Remark(PLAIN, _("hidden") if row.verdict == "hidden" else _("Too few to judge"))
    said = {
        UP: _("clearly up") if sides.period else _("clearly higher"),
        DOWN: _("clearly down") if sides.period else _("clearly lower"),
    }.get(row.verdict, _("no clear change") if sides.period else _("no clear difference"))
    numbers = _("{metric} {difference} ({interval})").format(
        metric=_(metric.label),
        difference=change_text(metric, row.difference),
        interval=change_interval_text(metric, row.low, row.high),
    )
    good = (row.verdict == UP) == metric.high_is_good
    tone = PLAIN if row.verdict not in (UP, DOWN) else GOOD if good else BAD
    return Remark(tone, said, numbers)


def _notes(stage: Stage, where: Filter) -> tuple[str, ...]:
    """What the team noted about everybody, and about the one persona chosen."""
    personas = where.where.get("persona", ())
    about = {None, *(personas if len(personas) == 1 else ())}
    kept = [note for note in stage.notes if note.persona in about][:MOST_NOTES]
    return tuple(_("{kind}: {text}").format(kind=note_kind_name(note.kind), text=note.text) for note in kept)
