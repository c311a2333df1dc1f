"""Over time: weekly lines with their bands, for the whole or per group."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cjo_core.charts.numbers import interval_text, value_text
from cjo_core.charts.trend import trend as trend_chart
from cjo_core.charts.words import base_text, joined, listed, week_and_year
from cjo_core.insight.passport import breaks
from cjo_core.insight.this_week import weeks_with_answers
from cjo_core.locale import _
from cjo_core.metrics.breakdown import breakdown
from cjo_core.metrics.catalog import Metric
from cjo_core.metrics.cells import set_aside
from cjo_core.metrics.privacy.base import FEW, HIDDEN
from cjo_core.store.set_up.surveys import wording_changes
from cjo_core.survey.filters import Filter
from cjo_core.survey.periods import weeks_between
from pages.see.parts import how_it_comes
from pages.ui.choices import filters, link
from pages.ui.choices.metric_choice import choose_metric
from pages.ui.pieces.figures import effective_of, show_picture, show_table, sized
from pages.ui.pieces.html import card_title, head, note
from pages.ui.session import View, view
from pages.ui.targets import targets
from pages.ui.words import dimension_name, language_name, named

#: More lines than this cannot be told apart.
MOST_GROUPS = 6
SPLITS = ("", "survey", "stage", "segment", "persona", "channel", "language")


def every_week(now: View, metric: Metric, by: str, where: Filter) -> pd.DataFrame:
    """The breakdown with a row for each week of the period and group, also where nobody answered: a gap is seen as a
    gap."""
    dims = ["week", by] if by else ["week"]
    frame = breakdown(now.cells, metric.name, dims, where)
    if not len(frame):
        return frame
    first = where.first_week or int(frame["week"].min())
    last = where.last_week or int(frame["week"].max())
    weeks = pd.DataFrame({"week": weeks_between(max(first, int(frame["week"].min())), last)})
    if by:
        largest = frame.groupby(by, dropna=False)["n"].sum().nlargest(MOST_GROUPS).index
        order = [name for name in dict.fromkeys(frame[by]) if name in set(largest)]
        weeks = weeks.merge(pd.DataFrame({by: pd.Series(order, dtype=object)}), how="cross")
    full = weeks.merge(frame, on=dims, how="left")
    full["n"] = full["n"].fillna(0).astype("int64")
    full["base"] = full["base"].astype(object).fillna("none")
    full["wide"] = full["wide"].eq(True)
    full["metric"] = metric.name
    return full


def with_breaks(now: View, frame: pd.DataFrame, metric: Metric, by: str, where: Filter) -> pd.DataFrame:
    """The frame with the words of a mark in each week in which a question behind it was reworded; a line per survey or
    language has the marks of its own questions."""
    changes = wording_changes(now.store)
    own = by if by in ("survey", "language") else ""
    groups = frame[own] if own else [None] * len(frame)
    weeks = {
        group: breaks(changes, metric.kind, where.only(**{own: [group]}) if own else where, now.zone)
        for group in set(groups)
    }
    rows = zip(frame["week"], groups, strict=True)
    return frame.assign(break_text=[_("wording changed") if week in weeks[group] else "" for week, group in rows])


def breaks_in_words(now: View, frame: pd.DataFrame, metric: Metric, where: Filter) -> str:
    """What the marks on the picture mean; "" without any."""
    weeks = set(frame["week"])
    told = []
    for week, languages in breaks(wording_changes(now.store), metric.kind, where, now.zone).items():
        if week in weeks:
            names = listed([language_name(code) for code in languages])
            told.append(
                _("The question was reworded in {week} ({languages}).").format(
                    week=week_and_year(week), languages=names
                )
            )
    caution = _("Scores before and after may differ for that reason alone.")
    return joined(*told, caution) if told else ""


def main() -> None:
    """Load, compute, show."""
    now = view()
    where, period = filters.chosen_period(now)
    top = st.container()
    with st.container(horizontal=True, vertical_alignment="top", gap="small"):
        metric = choose_metric(now)
        link.take_one("split", SPLITS, "")
        by = st.selectbox(
            _("One line per"),
            SPLITS,
            format_func=named(SPLITS, lambda name: dimension_name(name) if name else _("Everybody")),
            key="split",
            width=190,
        )
        link.keep("split")
    frame = every_week(now, metric, by or "", where)
    eyebrow = " · ".join(
        part for part in (_("Over time"), _(metric.label), period, filters.described(where, now)) if part
    )
    with top:
        _head(now, metric, where, eyebrow, dated=len(frame) > 0 and len(weeks_with_answers(now.cells)) > 0)
    if not len(frame):
        filters.say_none(now, _("Nobody answered this question in this period with these filters."))
        return
    with st.container(border=True):
        card_title(
            _("{metric} per week").format(metric=_(metric.label)),
            _("Line and 95\u202f% band. A gap is a week without answers; pale dots are weeks with under 30."),
        )
        marked = with_breaks(now, frame, metric, by or "", where)
        picture = trend_chart(marked, metric, by=by or None, target=targets(now.store).get(metric.name))
        show_picture(picture, "trend")
        if reworded := breaks_in_words(now, frame, metric, where):
            note(reworded)
        show_table(picture, frame, f"{metric.name}-per-week")
    how_it_comes.show_whole(now, metric, where, ("week", by) if by else ("week",))


def _head(now: View, metric: Metric, where: Filter, eyebrow: str, *, dated: bool) -> None:
    """The answer of the page: the score of the whole period, or why there is none."""
    whole = next(breakdown(now.cells, metric.name, (), where).itertuples())
    if not dated:
        head(eyebrow, _("No dated answers in this period."))
    elif whole.base == HIDDEN:
        head(eyebrow, _("Hidden to protect a small group."))
    elif whole.base == FEW:
        title = _("{metric}: too few answers to judge.").format(metric=_(metric.label))
        head(eyebrow, title, base_text(FEW, whole.n, effective_of(whole)) + ".")
    else:
        title = _("{metric} is {value} over the period.").format(
            metric=_(metric.label), value=value_text(metric, whole.value)
        )
        lead = _("95\u202f% interval {interval}, n {n}. Weeks are pooled, never averaged.").format(
            interval=interval_text(metric, whole.low, whole.high), n=sized(whole)
        )
        once = _("In this total, each person’s latest answer counts; week by week, every answer does.")
        head(eyebrow, title, joined(lead, once if set_aside(now.cells, metric.kind, where) else ""))


main()
