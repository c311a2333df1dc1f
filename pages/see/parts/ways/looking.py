"""What Funnel and Paths look at: which visits of which customers, in which period; and what they say without any."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cjo_core.insight.paths.small import FLOOR
from cjo_core.insight.paths.visits import DAY, Visits, told_twice, visits
from cjo_core.locale import _, ngettext
from cjo_core.store.journey.reading import journeys
from cjo_core.store.odata.belonging import belonging
from cjo_core.store.odata.visits import VisitRows, visit_rows
from cjo_core.survey.filters import Filter
from cjo_core.survey.periods import monday, start_of_day
from pages.ui.choices import filters, link
from pages.ui.pieces import notices
from pages.ui.pieces.html import head, html, note
from pages.ui.session import View
from pages.ui.words import named

#: What counts as a visit.
SOURCES = ("both", "events", "answers")
DAYS = ("7", "14", "30", "90")
DEFAULT_DAYS = "30"
#: An answer about a visit that was recorded, too, follows it within this time.
TOLD_WITHIN = 14 * DAY
#: Words in the name of the stage in which customers buy, in the languages of the interface.
BUYING = ("buy", "purchas", "order", "购买", "下单", "成交", "zakup", "kupno", "zamów")


@dataclass(frozen=True)
class Look:
    """What is looked at: the visits as read, the stages of one journey, and the period in seconds."""

    rows: VisitRows
    stages: tuple[str, ...]
    source: str
    where: Filter
    begin: int | None
    end: int | None
    until: int
    period: str

    @property
    def key(self) -> Hashable:
        """What tells this look from others on the same visits."""
        return (self.stages, self.source, self.where, self.begin, self.end, self.until)


def begin_look(now: View) -> Look | None:
    """The look of this run, with the choice of a journey where there are several; None without any visit at all."""
    rows = visit_rows(now.store)
    if not len(rows):
        return None
    where, period = filters.chosen_period(now)
    known = [one for one in journeys(now.store) if any(stage.retired_at is None for stage in one.stages)]
    if not known:
        return None
    chosen = known[0]
    if len(known) > 1:
        options = [one.name for one in known]
        link.take_one("journey", options, options[0])
        st.segmented_control(
            _("Journey"),
            options,
            format_func=named(options, notices.plain),
            key="journey",
            required=True,
            persist_state="session",
        )
        link.keep("journey", options[0])
        chosen = next(one for one in known if one.name == st.session_state["journey"])
    stages = tuple(stage.name for stage in chosen.stages if stage.retired_at is None)
    source = st.session_state.get("visits_of")
    source = source if source in SOURCES else st.query_params.get("visits_of", SOURCES[0])
    return look_at(now, rows, stages, where, source if source in SOURCES else SOURCES[0], period)


def look_at(
    now: View, rows: VisitRows, stages: tuple[str, ...], where: Filter, source: str = SOURCES[0], period: str = ""
) -> Look:
    """A look at the stages of one journey: the one base of every number of customers on their way."""
    begin, end = _seconds(now, where)
    until = min(int(now.now.timestamp()), int(rows.time.max()) + 1)
    return Look(rows, stages, source, filters.of_customers(where), begin, end, until, period)


def _seconds(now: View, where: Filter) -> tuple[int | None, int | None]:
    """The bounds of a period of weeks, in seconds."""

    def start(week: int, later: int) -> int:
        return int(start_of_day(monday(week) + timedelta(weeks=later), now.zone).timestamp())

    first, last = where.first_week, where.last_week
    return None if first is None else start(first, 0), None if last is None else start(last, 1)


def looked_at(now: View, look: Look, *, filtered: bool = True) -> Visits:
    """The visits looked at, of all times: a funnel needs what follows its period, too. Those of all customers unless
    `filtered`."""
    rows = look.rows
    position = np.full(len(rows.names["stage"]) + 1, -1, np.int64)
    for i, name in enumerate(look.stages):
        if name in rows.names["stage"]:
            position[rows.names["stage"].index(name)] = i
    kept = position[rows.stage] >= 0
    if look.source == "both":
        kept &= ~told_twice(rows.customer, rows.time, rows.stage, rows.answered, TOLD_WITHIN)
    else:
        kept &= rows.answered == (look.source == "answers")
    kept &= rows.time < look.until
    groups = belonging(now.store, rows)
    made = visits(
        rows.customer[kept],
        rows.time[kept],
        position[rows.stage[kept]],
        look.stages,
        rows.channel[kept],
        rows.names["channel"],
        {name: (rows.names[name], code) for name, code in groups.items()},
    )
    for dimension, names in look.where.where.items() if filtered else ():
        made = made.of(dimension, names)
    return made


def gives_away(now: View, look: Look) -> bool:
    """Whether the filter picks, or leaves out, so few customers that it would tell what they did: everybody less those
    looked at is a group, too."""
    if not look.where.where:
        return False

    def make() -> bool:
        chosen, everybody = (
            looked_at(now, look, filtered=some).between(look.begin, look.end).customers for some in (True, False)
        )
        return 0 < chosen < FLOOR or 0 < everybody - chosen < FLOOR

    return look.rows.remembered(("gives away", look.key), make)


def look_or_say(now: View, name: str, top: DeltaGenerator) -> Look | None:
    """The look of this run; None where the page `name` has nothing to show, or must not show it, and says so (in
    `top`)."""
    look = begin_look(now)
    with top:
        if look is None or len(look.stages) < 2:
            show_nothing(now, name)
            return None
        if gives_away(now, look):
            show_hidden(name, look)
            return None
    return look


def show_hidden(name: str, look: Look) -> None:
    """What stands instead of the page then."""
    head(
        f"{name} · {look.period}", _("Hidden to protect a small group."), _("Choose fewer filters, or a longer period.")
    )


def choose_days(label: str, key: str, explained: str) -> int:
    """A menu of days, kept in the link; returns seconds."""
    link.take_one(key, DAYS, DEFAULT_DAYS)
    chosen = st.selectbox(
        label,
        DAYS,
        format_func=named(DAYS, lambda code: days_text(int(code))),
        key=key,
        persist_state="session",
        width=168,
        help=explained,
    )
    link.keep(key, DEFAULT_DAYS)
    return int(chosen or DEFAULT_DAYS) * DAY


def days_text(days: int) -> str:
    """ "30 days"."""
    return ngettext("{number} day", "{number} days", days).format(number=days)


def choose_goal(stages: tuple[str, ...]) -> int:
    """The stage to reach: the one in which customers buy, if its name says so, else the last."""
    usual = next((i for i, name in enumerate(stages) if any(word in name.casefold() for word in BUYING)), -1)
    default = stages[usual]
    link.take_one("goal", stages, default)
    chosen = st.selectbox(_("Goal"), stages, key="goal", persist_state="session", width=168)
    link.keep("goal", default)
    return stages.index(chosen or default)


def choose_source() -> None:
    """What counts as a visit, as a choice for those who want to know."""
    words = {
        "both": _("events, and answers about what no event tells"),
        "events": _("events only"),
        "answers": _("dated answers only"),
    }
    link.take_one("visits_of", SOURCES, SOURCES[0])
    st.radio(
        _("What counts as a visit"),
        SOURCES,
        format_func=named(SOURCES, lambda code: words[code]),
        key="visits_of",
        persist_state="session",
    )
    link.keep("visits_of", SOURCES[0])


def show_nothing(now: View, name: str) -> None:
    """No visits at all: what they are, and how they come in."""
    head(name, _("No visits yet."), _("This page shows which stages customers go through, one after the other."))
    with st.container(border=True):
        why = _(
            "Visits are events your systems record (who, when, at which stage), and dated answers of customers known "
            "by an id. Answers of surveys that are not identified are never joined to a path."
        )
        html(f"<h2>{_('How they come in')}</h2><p class='sub'>{why}</p>")
        st.page_link("set_up/records.py", label=_("Customers and orders"), icon=":material/receipt_long:")
        st.code("python -m cjo_core import-events events.csv", language=None)
        note(_("Or share an identified survey with links that carry the customer’s id."))
    st.caption(_("In the demo data there are visits of a year."))


def moment(now: View, seconds: int) -> datetime:
    """The time of the team behind seconds."""
    return datetime.fromtimestamp(seconds, now.zone)
