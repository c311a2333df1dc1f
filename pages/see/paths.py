"""Paths: which stage follows which, what customers typically do, how long it takes, and what channels contribute."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cjo_core.charts.numbers import count_text
from cjo_core.charts.paths.flow_drawing import link_words
from cjo_core.charts.paths.words import share_interval, share_text
from cjo_core.charts.words import joined
from cjo_core.insight.paths.study import ChannelStudy, PathStudy, channel_study, path_study
from cjo_core.insight.paths.visits import DAY
from cjo_core.locale import _
from cjo_core.metrics.privacy.base import FEW_BELOW
from pages.see.parts.ways import looking, path_cards
from pages.see.parts.ways.channel_cards import show_channels
from pages.ui.choices import filters
from pages.ui.pieces.html import head, note
from pages.ui.session import View, view


def studied(now: View, look: looking.Look, goal: int, gap: int) -> tuple[PathStudy, ChannelStudy | None]:
    """The ways and the channels, computed once per visits and choices."""

    def make() -> tuple[PathStudy, ChannelStudy | None]:
        found = looking.looked_at(now, look).between(look.begin, look.end)
        return path_study(found, goal, gap, look.until), channel_study(found, goal, gap, look.until)

    return look.rows.remembered(("paths", look.key, goal, gap), make)


def title(study: PathStudy, stages: tuple[str, ...]) -> str:
    """The answer: how much of what customers do leads back."""
    back = _move(study, "back")
    if not study.customers:
        return _("No visits in this period.")
    if back["n"] < FEW_BELOW:
        return _("Too few steps between stages to judge.")
    links = study.links[study.links["went"] < study.links["came"]]
    if not len(links):
        return _("Customers hardly go back: {share} of their steps.").format(share=share_text(back["value"]))
    most = links.loc[links["n"].idxmax()]
    return _("{share} of the steps lead back, most often {link}.").format(
        share=share_text(back["value"]), link=link_words(stages[int(most["came"])], stages[int(most["went"])])
    )


def lead(study: PathStudy) -> str:
    """Interval and n, and what the other steps do."""
    back, again, past = (_move(study, kind) for kind in ("back", "again", "past"))
    if back["n"] < FEW_BELOW:
        return ""
    return joined(
        _("95\u202f% interval {interval}, n {n} steps of {customers} customers.").format(
            interval=share_interval(back["low"], back["high"]),
            n=count_text(back["n"]),
            customers=count_text(study.customers),
        ),
        _("{again} stay at the same stage, {past} skip one or more.").format(
            again=share_text(again["value"]), past=share_text(past["value"])
        ),
    )


def _move(study: PathStudy, kind: str) -> pd.Series:
    return study.moves.set_index("kind").loc[kind]


def main() -> None:
    """Load, compute, show."""
    now = view()
    top = st.container()
    look = looking.look_or_say(now, _("Paths"), top)
    if look is None:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        goal = looking.choose_goal(look.stages)
        gap = looking.choose_days(
            _("A path ends after"),
            "gap",
            _("A customer who pauses for longer begins a new path. A path that may still go on has not ended."),
        )
    study, channels = studied(now, look, goal, gap)
    with top:
        parts = [_("Paths"), look.period, filters.described(look.where, now)]
        head(" · ".join(part for part in parts if part), title(study, look.stages), lead(study))
    if study.customers:
        path_cards.show_flow(study, look.stages)
        left, right = st.columns(2, gap="medium")
        with left, st.container(border=True, height="stretch"):
            path_cards.show_typical(study, look.stages)
        with right:
            with st.container(border=True):
                path_cards.show_reach(study, look.stages, goal)
            with st.container(border=True):
                path_cards.show_times(study, look.stages)
        show_channels(channels, look.stages[goal])
        path_cards.show_long_run(study, look.stages)
    with st.expander(_("How paths are counted")):
        looking.choose_source()
        note(path_cards.explained(look, gap // DAY))


main()
