"""One stage opened: its touchpoints with their intervals, the same touchpoints by channel, the ways from here."""

from __future__ import annotations

import streamlit as st

from cjo_core.charts.dots import dots
from cjo_core.charts.heat_map import heat_legend_html, heat_map
from cjo_core.insight.journey_map import ONE_SCALE, experience_curve
from cjo_core.locale import _
from cjo_core.metrics.breakdown import breakdown
from cjo_core.metrics.catalog import METRICS, Metric
from cjo_core.metrics.changes.verdicts import against_rest, against_target
from cjo_core.store.journey.reading import touchpoint_targets
from cjo_core.survey.filters import Filter
from pages.ui import body
from pages.ui.choices import link
from pages.ui.pieces import notices
from pages.ui.pieces.figures import show_picture, show_wide
from pages.ui.pieces.html import card_title, html, note
from pages.ui.session import View
from pages.ui.targets import targets
from pages.ui.words import named

NUMBERS, COMMENTS = "see/stages.py", "see/comments.py"


def show(now: View, stages: list[str], picked: str | None, scale: str, where: Filter) -> None:
    """The choice of a stage, and what is behind it."""
    if picked in stages and st.session_state.get("_journey_picked") != picked:
        st.session_state["opened"] = picked
    st.session_state["_journey_picked"] = picked
    link.take_one("opened", ["", *stages], "")
    chosen = st.pills(
        _("Open a stage"),
        stages,
        key="opened",
        default=None,
        format_func=named(stages, notices.plain),
        help=_("Its touchpoints, numbers and comments."),
    )
    link.keep("opened")
    if not chosen:
        return
    with st.container(border=True):
        card_title(str(chosen))
        with st.container(horizontal=True, gap="small"):
            ways(str(chosen), {"stage": str(chosen)}, "stage")
        _detail(now, str(chosen), scale, where.only(stage=str(chosen)))


def ways(name: str, where: dict[str, str], key: str) -> None:
    """Buttons to the comments and to the numbers behind a place."""
    _way(_("Comments: {place}").format(place=name), ":material/chat:", COMMENTS, where, f"{key}_comments")
    if list(where) == ["stage"]:
        _way(_("Numbers: {place}").format(place=name), ":material/route:", NUMBERS, where, f"{key}_numbers")


def _way(label: str, icon: str, page: str, where: dict[str, str], key: str) -> None:
    st.button(notices.plain(label), icon=icon, key=key, on_click=_filter, args=(where, page))


def _filter(where: dict[str, str], page: str) -> None:
    """Narrow the shared filters to a place, as if it had been chosen there, and go to the page."""
    for dimension, name in where.items():
        st.session_state[dimension] = [name]
    body.leave_for(page)


def _metric(now: View, stage: str, scale: str, where: Filter) -> Metric:
    """The metric to look closer with: the one chosen, or the one the stage's point is made of."""
    if scale != ONE_SCALE:
        return METRICS[scale]
    curve = experience_curve(now.cells, scale, where)
    lead = curve[(curve["stage"] == stage) & curve["leads"]]
    return METRICS[str(lead["metric"].iloc[0])] if len(lead) else METRICS["nps"]


def _detail(now: View, stage: str, scale: str, where: Filter) -> None:
    metric = _metric(now, stage, scale, where)
    target = targets(now.store).get(metric.name)
    touchpoints = breakdown(now.cells, metric.name, ["touchpoint"], where)
    if not len(touchpoints):
        note(_("Nobody answered this question in this period with these filters."))
        return
    tested = against_rest(now.cells, metric.name, "touchpoint", where)
    touchpoints = touchpoints.merge(tested[["touchpoint", "verdict"]], on="touchpoint", how="left")
    left, right = st.columns([5, 7], gap="medium")
    with left:
        title = _("{metric}: touchpoints").format(metric=_(metric.label))
        card_title(title, _("Dot and 95\u202f% interval. ▲ ▼: clearly above or below the rest of the stage."))
        show_picture(
            dots(touchpoints, metric, "touchpoint", target, touchpoint_targets(now.store, metric.name)), "opened_dots"
        )
    with right:
        _channels(now, metric, where, target)


def _channels(now: View, metric: Metric, where: Filter, target: float | None) -> None:
    """The same touchpoint over different channels."""
    frame = breakdown(now.cells, metric.name, ["touchpoint", "channel"], where)
    pair = ("touchpoint", "channel")
    tested = (
        against_rest(now.cells, metric.name, pair, where)
        if target is None
        else against_target(now.cells, metric.name, pair, where, target)
    )
    frame = frame.merge(tested[[*pair, "verdict"]], on=list(pair), how="left")
    whole = float(breakdown(now.cells, metric.name, (), where)["value"].iloc[0])
    own = frame["touchpoint"].tolist()
    picture = heat_map(
        frame,
        metric,
        "touchpoint",
        "channel",
        target=target,
        whole=whole,
        row_names=[name for name in now.cells.names["touchpoint"] if name in own],
        column_names=now.cells.names["channel"],
    )
    card_title(_("The same touchpoint by channel"), picture.note)
    show_wide(picture, "opened_heat_map")
    html(heat_legend_html(metric, target))
