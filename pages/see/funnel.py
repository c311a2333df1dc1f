"""Funnel: how many customers reach each step within a fixed time, where most are lost, and what that is worth."""

from __future__ import annotations

import streamlit as st

from cjo_core.charts.numbers import count_text
from cjo_core.charts.paths.words import share_interval, share_text
from cjo_core.charts.words import joined
from cjo_core.insight.paths.funnel import leak, weakest
from cjo_core.insight.paths.study import FunnelStudy, funnel_study
from cjo_core.insight.paths.visits import DAY
from cjo_core.locale import _
from cjo_core.metrics.privacy.base import FEW_BELOW
from cjo_core.store.odata.orders import OrderValue, order_value
from pages.see.parts.ways import funnel_cards as cards
from pages.see.parts.ways import looking
from pages.see.parts.ways.courses import course
from pages.ui.choices import filters, link
from pages.ui.pieces.html import head, note
from pages.ui.session import View, view
from pages.ui.words import dimension_name, named

SPLITS = ("", "segment", "persona", "channel")


def title(study: FunnelStudy, steps: tuple[str, ...], window: int) -> str:
    """The answer: how many get from the first step to the goal."""
    first, last = study.frame.iloc[0], study.frame.iloc[study.goal]
    if first["hidden"] or last["hidden"]:
        return _("Hidden to protect a small group.")
    if not first["n"]:
        return _("Nobody took the first step in this period.")
    if first["n"] < FEW_BELOW:
        return _("Too few customers to judge: {count} of {needed}.").format(count=int(first["n"]), needed=FEW_BELOW)
    return _("{share} of those who come to “{first}” reach “{goal}” within {days}.").format(
        share=share_text(last["overall"]),
        first=steps[0],
        goal=steps[study.goal],
        days=looking.days_text(window // DAY),
    )


def lead(study: FunnelStudy, steps: tuple[str, ...]) -> str:
    """Interval and n, then the weakest step on the way to the goal."""
    first, last = study.frame.iloc[0], study.frame.iloc[study.goal]
    if first["hidden"] or last["hidden"] or first["n"] < FEW_BELOW:
        return ""
    said = _("95\u202f% interval {interval}, n {n} customers.").format(
        interval=share_interval(last["overall_low"], last["overall_high"]), n=count_text(first["n"])
    )
    worst = leak(study.frame.iloc[: study.goal + 1], FEW_BELOW)
    if worst is None:
        return said
    row = study.frame.iloc[worst]
    if row["hidden"]:
        return said
    words = (
        _("Clearly the fewest go on between “{before}” and “{step}”: {share}.")
        if weakest(study.frame.iloc[: study.goal + 1]) == worst
        else _("Fewest go on between “{before}” and “{step}”: {share}, not clearly fewer than elsewhere.")
    )
    if study.goal < 2:
        return said
    return joined(
        said,
        words.format(before=steps[worst - 1], step=steps[worst], share=share_text(row["step"])),
    )


def choose_steps(stages: tuple[str, ...]) -> tuple[str, ...]:
    """The steps, in the order of the journey."""
    link.take_many("steps", stages)
    chosen = st.multiselect(
        _("Steps"), stages, key="steps", placeholder=_("all stages"), persist_state="session", width=320
    )
    link.keep("steps")
    found = tuple(stage for stage in stages if stage in chosen)
    return found if len(found) > 1 else stages


def studied(now: View, look: looking.Look, steps: tuple[str, ...], goal: int, window: int, by: str) -> FunnelStudy:
    """The funnel, computed once per visits and choices."""
    skipping = bool(st.session_state.get("skipping", True))
    begin = look.begin if look.begin is not None else int(look.rows.time.min())
    line = course(now, begin, min(look.until, look.end or look.until))
    positions = [look.stages.index(step) for step in steps]

    def make() -> FunnelStudy:
        return funnel_study(
            looking.looked_at(now, look),
            positions,
            goal,
            window,
            look.until,
            begin=look.begin,
            end=look.end,
            skipping=skipping,
            by=by or None,
            bounds=line.bounds,
        )

    return look.rows.remembered(("funnel", look.key, steps, goal, window, by, skipping, line.bounds), make)


def worth(now: View, look: looking.Look) -> OrderValue:
    """The mean value of the period's orders."""
    bounds = [None if one is None else looking.moment(now, one) for one in (look.begin, look.end)]
    return order_value(now.store, *bounds)


def main() -> None:
    """Load, compute, show."""
    now = view()
    top = st.container()
    look = looking.look_or_say(now, _("Funnel"), top)
    if look is None:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        steps = choose_steps(look.stages)
        goal = looking.choose_goal(steps[1:]) + 1
        window = looking.choose_days(
            _("Time to get there"),
            "window",
            _("Each customer has this long from the first step on. Those who still have time are not counted yet."),
        )
        link.take_one("split", SPLITS, "")
        by = st.selectbox(
            _("Compare"),
            SPLITS,
            format_func=named(SPLITS, lambda name: dimension_name(name) if name else _("Everybody together")),
            key="split",
            width=168,
        )
        link.keep("split")
    study = studied(now, look, steps, goal, window, by or "")
    with top:
        parts = [_("Funnel"), look.period, filters.described(look.where, now)]
        head(" · ".join(part for part in parts if part), title(study, steps, window), lead(study, steps))
    cards.show_funnel(study, steps)
    if study.frame["n"].iloc[0] and not study.frame["hidden"].iloc[0]:
        cards.show_worth(study, steps, worth(now, look))
        cards.show_course(now, look, study, steps)
        if by:
            cards.show_groups(study, steps, by)
    with st.expander(_("How customers are counted")):
        st.toggle(
            _("Steps before the goal may be skipped"),
            key="skipping",
            value=True,
            help=_("Who reaches the goal has passed all steps before it. If off, each step must be seen, in order."),
        )
        looking.choose_source()
        note(cards.explained(study, look, window))


main()
