"""The cards of the page Funnel. They show a study; they compute nothing."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cjo_core.charts.numbers import count_text, missing
from cjo_core.charts.paths.funnel_bars import funnel_bars
from cjo_core.charts.paths.share_dots import share_dots
from cjo_core.charts.paths.share_line import share_line
from cjo_core.charts.paths.words import money_text
from cjo_core.charts.words import base_text, hidden_note, joined, name_of
from cjo_core.insight.paths.study import FunnelStudy
from cjo_core.insight.paths.visits import DAY
from cjo_core.insight.paths.worth import worth_of
from cjo_core.locale import _, ngettext
from cjo_core.metrics.privacy.base import FEW, HIDDEN, NONE
from cjo_core.store.odata.orders import OrderValue
from pages.see.parts.ways.courses import course
from pages.see.parts.ways.looking import Look, days_text
from pages.ui.pieces.figures import show_picture, show_table
from pages.ui.pieces.html import card_title, note
from pages.ui.session import View
from pages.ui.words import dimension_name


def show_funnel(study: FunnelStudy, steps: tuple[str, ...]) -> None:
    """The funnel itself."""
    with st.container(border=True):
        card_title(
            _("Customers at each step"),
            _("Bar: share of those who took the first step. Thin line: its 95\u202f% interval."),
        )
        frame = study.frame.assign(name=list(steps))
        picture = funnel_bars(frame, study.goal)
        show_picture(picture, "funnel")
        if picture.note:
            note(picture.note)
        show_table(picture, _shown(frame), "funnel")


def _shown(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame for a file: hidden rows without numbers."""
    found = frame.astype(dict.fromkeys(("n",), float))
    numbers = [name for name in found.columns if name not in ("name", "hidden")]
    found.loc[found["hidden"].astype(bool), numbers] = float("nan")
    return found[["name", *numbers, "hidden"]]


def show_worth(study: FunnelStudy, steps: tuple[str, ...], orders: OrderValue) -> None:
    """Where it leaks, and what that is worth."""
    goal = steps[study.goal]
    frame = worth_of(study.frame, orders.mean)
    with st.container(border=True):
        card_title(
            _("What is lost on the way"),
            _("“Missed”: of those lost, how many would have reached “{goal}”, had they done as the others.").format(
                goal=goal
            ),
        )
        rows = [
            (i, row)
            for i, row in enumerate(frame.to_dict("records"))
            if i and i <= study.goal and not row["hidden"] and not missing(row["lost"])
        ]
        table = {
            _("Between"): [f"{steps[i - 1]} → {steps[i]}" for i, _row in rows],
            _("Customers lost"): [count_text(row["lost"]) for _i, row in rows],
            _("Missed at the goal"): [count_text(row["missed"]) for _i, row in rows],
        }
        if orders.mean is not None:
            table[_("Worth up to")] = [money_text(row["worth"]) for _i, row in rows]
            table[_("95\u202f% interval")] = [
                _("{low} to {high}").format(low=money_text(row["worth_low"]), high=money_text(row["worth_high"]))
                for _i, row in rows
            ]
        st.dataframe(pd.DataFrame(table), hide_index=True, width="stretch", placeholder="–", key="worth_table")
        note(_assumption(orders))


def _assumption(orders: OrderValue) -> str:
    if orders.mean is None:
        return _(
            "What this is worth is not known: there are no orders with a value in this period. Import orders first."
        )
    return _(
        "Worth: missed × the average order of the period ({mean}, n {n}, in your currency). It is a ceiling: it takes "
        "those who were lost to be like those who went on. If one in ten of them could be won, it is a tenth."
    ).format(mean=money_text(orders.mean), n=count_text(orders.n))


def show_course(now: View, look: Look, study: FunnelStudy, steps: tuple[str, ...]) -> None:
    """The share that reaches the goal, by the period in which customers began."""
    begin = look.begin if look.begin is not None else int(look.rows.time.min())
    line = course(now, begin, min(look.until, look.end or look.until))
    frame = study.course.assign(label=list(line.labels), long=list(line.firsts), name=list(line.names))
    frame["few"] = frame["base"].isin([FEW])
    if frame["value"].notna().sum() < 2:
        return
    what = _("Share of those who reach “{goal}”, by the time of their first step").format(goal=steps[study.goal])
    with st.container(border=True):
        sub = _(
            "Line and 95\u202f% band; below each its customers. Pale: under 30. "
            "The newest still have time and are missing."
        )
        card_title(what, sub)
        picture = share_line(frame, f"{what}.", line.what)
        show_picture(picture, "funnel_course")
        if (frame["base"] == HIDDEN).any():
            note(hidden_note())
        show_table(picture, frame[["name", "value", "low", "high", "n", "base"]], "funnel-over-time")


def show_groups(study: FunnelStudy, steps: tuple[str, ...], by: str) -> None:
    """The share that reaches the goal per group, and the customers of each group at each step."""
    groups = study.groups
    if not len(groups):
        return
    names = [name_of(by, one) for one in groups["group"]]
    frame = groups.assign(name=names)
    frame["why"] = [base_text(base, n) for base, n in zip(frame["base"], frame["n"], strict=True)]
    frame.loc[frame["base"].isin([FEW, NONE]), ["value", "low", "high"]] = float("nan")
    what = _("Who reaches “{goal}”, by {dimension}").format(
        goal=steps[study.goal], dimension=dimension_name(by).lower()
    )
    sub = _("Dot and 95\u202f% interval of the share of those who took the first step.")
    if by == "channel":
        sub = joined(sub, _("Channel: that of the first step."))
    with st.container(border=True):
        card_title(what, sub)
        picture = share_dots(frame, f"{what}.", dimension_name(by))
        show_picture(picture, "funnel_groups")
        if by != "channel" and groups["group"].isna().any():
            note(_("Not given: customers whom no rule and no answer places."))
        if (study.table < 0).any():
            note(hidden_note())
        with st.expander(_("Customers at each step")):
            columns = {
                step: [_("hidden") if n < 0 else count_text(n) for n in study.table[:, i]]
                for i, step in enumerate(steps)
            }
            table = pd.DataFrame({dimension_name(by): names, **columns})
            st.dataframe(table, hide_index=True, width="stretch", placeholder="–", key="group_table")


def explained(study: FunnelStudy, look: Look, window: int) -> str:
    """How this funnel counts, in words."""
    waiting = ngettext(
        "{number} customer still has time and is not counted.",
        "{number} customers still have time and are not counted.",
        study.waiting,
    ).format(number=count_text(study.waiting))
    return joined(
        _("Customers are counted once, from their first visit to the first step in the period on, for {days}.").format(
            days=days_text(window // DAY)
        ),
        waiting if study.waiting else "",
        _("Too much was collected to read it all: only the newest visits count.")
        if look.rows.first is not None
        else "",
    )
