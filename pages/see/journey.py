"""The journey map: what customers experience stage by stage, where it clearly hurts, and what they say about it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from cjo_core.charts.journey_map.content import Column, JourneyMap
from cjo_core.charts.journey_map.curve import curve
from cjo_core.charts.journey_map.lanes import lanes_html, list_html
from cjo_core.charts.words import joined
from cjo_core.insight.journey_map import ONE_SCALE, answers_behind, curve_changes, scale_of
from cjo_core.insight.pain_points import pain_points
from cjo_core.locale import _
from cjo_core.store.journey.reading import journeys
from cjo_core.survey.filters import Filter
from cjo_core.survey.journey import Stage
from pages.see.parts.journey import choices, files, gathering, going, list_of_findings, opened, saying, titles
from pages.see.parts.journey.importance import importance_of
from pages.ui.choices import filters
from pages.ui.pieces.figures import show_table
from pages.ui.pieces.html import head, html, note
from pages.ui.session import View, view
from pages.ui.targets import targets


def main() -> None:
    """Load, compute, show."""
    now = view()
    where, period = filters.chosen_period(now)
    top = st.container()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        journey = choices.choose_journey(journeys(now.store))
        scale = choices.choose_scale(now)
        sides = choices.choose_sides(now, where)
        saving = st.container(width="content")
    where = sides.after if sides and sides.period else where
    stages = _stages(list(journey.current) if journey else [], where)
    names = choices.names_of(now, scale)
    answers = answers_behind(now.cells, names, where)
    parts = [_("Journey map"), journey.name if journey else "", period, filters.described(where, now)]
    eyebrow = " · ".join(part for part in parts if part)
    if not stages or answers == 0:
        with top:
            head(eyebrow, filters.title_of_none(now))
        filters.say_none(now, _("Nobody answered this question in this period with these filters."))
        return
    findings = pain_points(now.cells, names, where, importance_of(now), [stage.name for stage in stages])
    changed = _changes(now, names, sides, stages)
    voices = saying.listen(now, where)
    quotes = saying.quotes(voices, findings, [stage.name for stage in stages])
    columns = gathering.columns(now, stages, scale, where, findings, quotes, sides, changed)
    found = JourneyMap(
        eyebrow=eyebrow,
        title=titles.title_of(findings, answers),
        lead=titles.lead_of(findings, answers, len(stages), changed, sides),
        metric=scale_of(scale),
        columns=columns,
        target=_target(now, scale, names),
        names=sides.names if sides else None,
        change_title=sides.title if sides else "",
        foot=_foot(scale, columns),
    )
    with top:
        head(found.eyebrow, found.title, found.lead)
    picked = _show_map(found)
    with saving:
        files.show(now, found)
    opened.show(now, [stage.name for stage in stages], picked, scale, where)
    list_of_findings.show(now, where, findings, voices, journey, columns)


def _stages(found: list[Stage], where: Filter) -> list[Stage]:
    """The stages of the journey that the filter leaves, in order."""
    names = where.where.get("stage")
    return [stage for stage in found if names is None or stage.name in names]


def _changes(now: View, names: list[str], sides: choices.Sides | None, stages: list[Stage]) -> pd.DataFrame | None:
    if sides is None:
        return None
    changed = curve_changes(now.cells, tuple(names), sides.before, sides.after)
    return changed[changed["stage"].isin([stage.name for stage in stages])]


def _target(now: View, scale: str, names: list[str]) -> float | None:
    """The target on the scale of the curve: on one scale there is one for NPS only, and only where NPS is all there
    is."""
    wanted = targets(now.store)
    if scale != ONE_SCALE:
        return wanted.get(scale)
    return wanted.get("nps") if names == ["nps"] else None


def _foot(scale: str, columns: tuple[Column, ...]) -> str:
    """What the marks mean, as far as they are drawn."""
    said = [_("Band and bars: 95\u202f% interval. ▲ ▼: clearly above or below all other answers of the journey.")]
    if scale == ONE_SCALE:
        said.append(
            _(
                "One scale for all: NPS as it is, the mean of CSAT and CES moved to −100 … +100. "
                "The curve goes through NPS where enough people were asked, else CSAT, else CES."
            )
        )
    if any(other.judged for column in columns for other in column.others):
        said.append(_("◆: other questions asked there."))
    if any(column.going and column.going.on for column in columns):
        words = _(
            "“{share} →”: so many of the customers of a stage were seen in a later one within {days} days; "
            "people also go back and skip stages."
        )
        share = next(column.going.on for column in columns if column.going and column.going.on)
        said.append(words.format(share=share, days=going.WINDOW))
    return joined(*said)


def _show_map(found: JourneyMap) -> str | None:
    """The map in one card: wide, and as a list on a phone. Returns the stage clicked in the curve."""
    picture = curve(found)
    with st.container(border=True, key="journey_card"), st.container(key="journey_wide", gap=None):
        st.html(f"<style>.st-key-journey_wide>div{{min-width:{picture.min_width}px}}</style>")
        state: Any = st.vega_lite_chart(
            picture.data,
            picture.spec,
            width="stretch",
            alt=picture.sentence,
            key="journey_curve",
            on_select="rerun",
        )
        html(lanes_html(found))
    with st.container(key="journey_list"):
        html(list_html(found))
    note(joined(found.foot, picture.note))
    show_table(picture, picture.table, "journey-map")
    chosen = (state or {}).get("selection", {}).get("stage") or []
    return str(chosen[0]["stage"]) if chosen else None


main()
