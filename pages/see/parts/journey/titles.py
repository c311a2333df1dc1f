"""The journey map's title: where it hurts, or that it does not; and the line below it."""

from __future__ import annotations

import pandas as pd

from cjo_core.charts.numbers import change_interval_text, change_text, count_text, size_text, value_text
from cjo_core.charts.words import joined, listed
from cjo_core.insight.pain_points import Findings
from cjo_core.locale import _, ngettext
from cjo_core.metrics.catalog import METRICS
from cjo_core.metrics.changes.verdicts import DOWN, UP
from pages.see.parts.journey.choices import Sides
from pages.see.parts.journey.gathering import place_name


def title_of(findings: Findings, answers: int | None) -> str:
    """The finding that weighs most, in one sentence."""
    if answers == 0:
        return _("No answers yet.")
    if findings.pains:
        first = findings.pains[0]
        metric = METRICS[first.metric]
        below = {
            "segment": _("{part} are unhappy in {stage}: {metric} {value}, {size} below the others."),
            "touchpoint": _("It hurts at {part} in {stage}: {metric} {value}, {size} below the others."),
            "stage": _("It hurts in {stage}: {metric} {value}, {size} below the others."),
        }
        above = {
            "segment": _("{part} are unhappy in {stage}: {metric} {value}, {size} above the others."),
            "touchpoint": _("It hurts at {part} in {stage}: {metric} {value}, {size} above the others."),
            "stage": _("It hurts in {stage}: {metric} {value}, {size} above the others."),
        }
        words = (above if first.gap > 0 else below)[first.dimension]
        return words.format(
            part=first.part,
            stage=place_name(first) if first.part is None else first.stage,
            metric=_(metric.label),
            value=value_text(metric, first.value),
            size=size_text(metric, first.gap),
        )
    if not findings.judged:
        return _("Too few answers to judge any stage.")
    return _("Nothing clearly hurts along the journey.")


def lead_of(
    findings: Findings, answers: int | None, stages: int, changed: pd.DataFrame | None, sides: Sides | None
) -> str:
    """Bright spots, what moved against the second curve, and how much is behind the map."""
    said = []
    if sides is not None and changed is not None and len(changed):
        said.append(moved(changed, sides))
    if findings.brights:
        names = list(dict.fromkeys(place_name(spot) for spot in findings.brights[:2]))
        words = ngettext("Bright spot: {names}.", "Bright spots: {names}.", len(names))
        said.append(words.format(names=listed(names)))
    if answers:
        words = ngettext("{count} answer in {stages} stages.", "{count} answers in {stages} stages.", answers)
        if stages == 1:
            words = ngettext("{count} answer in one stage.", "{count} answers in one stage.", answers)
        said.append(words.format(count=count_text(answers), stages=count_text(stages)))
    return joined(*said)


def moved(changed: pd.DataFrame, sides: Sides) -> str:
    """Which stages clearly differ between the two curves."""
    clear = changed[changed["verdict"].isin([UP, DOWN])].sort_values("p_adjusted", kind="stable")
    clear = clear.drop_duplicates("stage")
    if not len(clear):
        if sides.period:
            return _("No stage clearly changed against {group}.").format(group=sides.names[1])
        return _("No stage clearly differs: {group}.").format(group=sides.title)
    parts = []
    for row in clear.head(2).itertuples():
        metric = METRICS[row.metric]
        up = _("{stage} clearly up") if sides.period else _("{stage} clearly higher")
        down = _("{stage} clearly down") if sides.period else _("{stage} clearly lower")
        parts.append(
            _("{what}: {metric} {difference} ({interval})").format(
                what=(up if row.verdict == UP else down).format(stage=row.stage),
                metric=_(metric.label),
                difference=change_text(metric, row.difference),
                interval=change_interval_text(metric, row.low, row.high),
            )
        )
    return _("{title}: {list}.").format(title=sides.title, list="; ".join(parts))
