"""A page about one dimension: how sure are we per group, and the heat map of stages against it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from cjo_core.charts.dots import dots
from cjo_core.charts.heat_map import heat_legend_html, heat_map
from cjo_core.charts.numbers import interval_text, value_text
from cjo_core.charts.words import joined, listed
from cjo_core.locale import _, ngettext
from cjo_core.metrics.breakdown import breakdown
from cjo_core.metrics.catalog import Metric
from cjo_core.metrics.changes.verdicts import DOWN, UP, against_rest, against_target
from cjo_core.metrics.privacy.base import HIDDEN, JUDGED
from cjo_core.store.journey.reading import touchpoint_targets
from cjo_core.survey.filters import Filter
from pages.see.parts import how_it_comes
from pages.ui.choices import filters
from pages.ui.choices.metric_choice import choose_metric
from pages.ui.pieces.figures import show_picture, show_table, show_wide, sized
from pages.ui.pieces.html import card_title, head, html
from pages.ui.session import View, view
from pages.ui.targets import targets
from pages.ui.words import dimension_name

#: So many groups are named in a title.
NAMED = 2


def show_dimension(dimension: str, title: str, heat: tuple[str, str] | None, detail: str | None = None) -> None:
    """The whole page. `heat` is (rows, columns) of its heat map; `detail` a finer dimension shown below in the same
    way."""
    now = view()
    where, period = filters.chosen_period(now)
    top = st.container()
    metric = choose_metric(now)
    frame = with_verdicts(now, metric, dimension, where)
    with top:
        parts = [title, _(metric.label), period, filters.described(where, now)]
        head(
            " · ".join(part for part in parts if part),
            answer(frame, metric, dimension) if len(frame) else filters.title_of_none(now),
            evidence(frame, metric, dimension),
        )
    if not len(frame):
        filters.say_none(now, _("Nobody answered this question in this period with these filters."))
        return
    wanted = targets(now.store).get(metric.name)
    if heat:
        left, right = st.columns([8, 5], gap="medium")
        with left, st.container(border=True, height="stretch"):
            _heat(now, metric, heat, where, wanted)
        with right, st.container(border=True, height="stretch"):
            _dots(frame, metric, dimension, wanted)
    else:
        with st.container(border=True):
            _dots(frame, metric, dimension, wanted)
    if detail:
        finer = with_verdicts(now, metric, detail, where)
        if len(finer):
            with st.container(border=True):
                own = touchpoint_targets(now.store, metric.name) if detail == "touchpoint" else {}
                _dots(finer, metric, detail, wanted, own)
    how_it_comes.show_whole(now, metric, where, (dimension,))


def with_verdicts(now: View, metric: Metric, dimension: str, where: Filter) -> pd.DataFrame:
    """The breakdown with each group's verdict against all the others."""
    frame = breakdown(now.cells, metric.name, [dimension], where)
    if not len(frame):
        return frame
    tested = against_rest(now.cells, metric.name, dimension, where)
    return frame.merge(tested[[dimension, "verdict"]], on=dimension, how="left")


def answer(frame: pd.DataFrame, metric: Metric, dimension: str) -> str:
    """The title: who clearly differs from the rest, the lowest first."""
    if not len(frame):
        return _("No answers yet.")
    named = frame[frame[dimension].notna() & frame["base"].isin(JUDGED)]
    low = named[named["verdict"] == DOWN].sort_values("value")
    high = named[named["verdict"] == UP].sort_values("value", ascending=False)
    if not len(named):
        hidden = (frame["base"] == HIDDEN).all()
        return _("Hidden to protect a small group.") if hidden else _("Too few answers to judge any group.")
    lower, higher = (some_of([str(name) for name in found[dimension]]) for found in (low, high))
    if lower and higher:
        return _("Clearly lower than the rest: {low}. Clearly higher: {high}.").format(low=lower, high=higher)
    if lower:
        return _("Clearly lower than the rest: {low}.").format(low=lower)
    if higher:
        return _("Clearly higher than the rest: {high}.").format(high=higher)
    return _("No group clearly differs from the rest.")


def some_of(names: list[str]) -> str:
    """The first names of a list, and how many more there are."""
    if len(names) <= NAMED:
        return listed(names)
    more = ngettext("{count} more", "{count} more", len(names) - NAMED).format(count=len(names) - NAMED)
    return listed([*names[:NAMED], more])


def evidence(frame: pd.DataFrame, metric: Metric, dimension: str) -> str:
    """The line under the title: the lowest group that can be judged, with its interval and n."""
    if not len(frame):
        return ""
    named = frame[frame[dimension].notna() & frame["base"].isin(JUDGED)].sort_values("value")
    if not len(named):
        return ""
    lowest = named.iloc[0]
    words = (
        _("Lowest: {group}, {metric} {value} ({interval}, n {n}).")
        if len(named) > 1
        else _("Only one group has enough answers: {group}, {metric} {value} ({interval}, n {n}).")
    )
    return words.format(
        group=lowest[dimension],
        metric=_(metric.label),
        value=value_text(metric, lowest["value"]),
        interval=interval_text(metric, lowest["low"], lowest["high"]),
        n=sized(lowest),
    )


def _dots(
    frame: pd.DataFrame, metric: Metric, dimension: str, target: float | None, own: Mapping[str, float] | None = None
) -> None:
    title = _("{dimension}: how sure are we?").format(dimension=dimension_name(dimension))
    sub = _("Dot and 95\u202f% interval. ▲ ▼: clearly above or below the rest.")
    if own and target is not None:
        words = _("Upright tick: the touchpoint’s own target, else {target}.")
        sub = joined(sub, words.format(target=value_text(metric, target)))
    elif own:
        sub = joined(sub, _("Upright tick: the touchpoint’s own target."))
    elif target is not None:
        sub = joined(sub, _("Upright tick: target {target}.").format(target=value_text(metric, target)))
    card_title(title, sub)
    picture = dots(frame, metric, dimension, target, own)
    show_picture(picture, f"dots_{dimension}")
    show_table(picture, frame, f"{metric.name}-by-{dimension}")


def judged_cells(now: View, metric: Metric, heat: tuple[str, str], where: Filter, target: float | None) -> pd.DataFrame:
    """The cells of a heat map with their verdicts: against the target, or without one against all the others."""
    frame = breakdown(now.cells, metric.name, list(heat), where)
    if not len(frame):
        return frame
    tested = (
        against_rest(now.cells, metric.name, heat, where)
        if target is None
        else against_target(now.cells, metric.name, heat, where, target)
    )
    return frame.merge(tested[[*heat, "verdict"]], on=list(heat), how="left")


def _heat(now: View, metric: Metric, heat: tuple[str, str], where: Filter, target: float | None) -> None:
    rows, columns = heat
    frame = judged_cells(now, metric, heat, where, target)
    title = _("Where it hurts: {columns} by {rows}").format(
        columns=dimension_name(columns).lower(), rows=dimension_name(rows).lower()
    )
    whole = float(breakdown(now.cells, metric.name, (), where)["value"].iloc[0])
    picture = heat_map(
        frame,
        metric,
        rows,
        columns,
        target=target,
        whole=whole,
        row_names=_asked_for(now, rows, where, frame),
        column_names=_asked_for(now, columns, where, frame),
    )
    card_title(title, picture.note)
    show_wide(picture, f"heat_{rows}_{columns}")
    html(heat_legend_html(metric, target))
    show_table(picture, frame, f"{metric.name}-by-{columns}-and-{rows}")


def _asked_for(now: View, dimension: str, where: Filter, frame: pd.DataFrame) -> list[str]:
    """The groups of a dimension in their order, without those that the filter leaves out: all their cells would be
    empty. Of touchpoints, a filter of stages leaves those with answers."""
    names = where.where.get(dimension)
    if names is None and dimension == "touchpoint" and where.where.get("stage") is not None:
        names = tuple(frame[dimension].dropna())
    return [name for name in now.cells.names[dimension] if names is None or name in names]
