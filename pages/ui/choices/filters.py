"""The shared filters: kept across pages and in the link, so that a view can be sent to a colleague. Turns widgets
into a Filter.

Every widget is kept in the link by its key. What a link asks for is checked here again: it comes from outside.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache

import streamlit as st

from cjo_core import locale
from cjo_core.insight.this_week import weeks_with_answers
from cjo_core.locale import _
from cjo_core.store.database import Store
from cjo_core.store.set_up.audience import folded, known_names, retired_names
from cjo_core.store.set_up.surveys import titles
from cjo_core.survey.filters import Filter
from cjo_core.survey.periods import UNDATED, add_weeks, monday, read_week, week_name, week_of
from pages.ui import body
from pages.ui.choices import link
from pages.ui.pieces import notices
from pages.ui.pieces.html import escape, html
from pages.ui.session import View
from pages.ui.words import day_text, dimension_name, language_name, named, week_label, week_span

#: How a link spells "not given".
NOT_GIVEN = "-"
PERIODS = ("4", "12", "26", "52", "weeks", "all")
DEFAULT_PERIOD = "12"
#: Ways of counting people who answered more than once; "" leaves it to each survey.
COUNTS = ("", "latest", "every")
#: The key of each filter's widget, which is its name in the link too (`lang` is the interface's language).
KEYS = {
    "survey": "survey",
    "stage": "stage",
    "touchpoint": "touchpoint",
    "segment": "segment",
    "persona": "persona",
    "channel": "channel",
    "language": "answered_in",
}


def period_name(code: str) -> str:
    """A period as the menu shows it."""
    if code == "all":
        return _("All time")
    if code == "weeks":
        return _("From week to week")
    return _("Last {count} weeks").format(count=code)


def count_name(code: str) -> str:
    """What the menu calls a way of counting people who answered more than once."""
    return {
        "": _("As each survey says"),
        "latest": _("Each person’s latest answer"),
        "every": _("Every answer"),
    }[code]


#: Filters of the pages about customers, not answers.
OF_CUSTOMERS = ("segment", "persona")


def show_filters(view: View, *, of_customers: bool = False, of_one_survey: bool = False) -> None:
    """Draw the filters in the sidebar; `of_customers`: only the period and what a customer is; `of_one_survey`: all but
    the survey, which the page lets choose."""
    with st.sidebar:
        link.take_one("period", PERIODS, DEFAULT_PERIOD)
        st.selectbox(
            _("Period"),
            PERIODS,
            format_func=named(PERIODS, period_name),
            key="period",
            persist_state="session",
            help=_("“This week” always compares single weeks; all other pages show this period."),
            on_change=_change_period,
            args=(st.session_state["period"],),
        )
        link.keep("period", DEFAULT_PERIOD)
        if st.session_state.get("period") == "weeks":
            _choose_weeks(view)
        if of_customers:
            for dimension in OF_CUSTOMERS:
                _choose(dimension, list(view.cells.names[dimension]), str)
            return
        link.take_one("count", COUNTS, "")
        st.selectbox(
            _("Who counts"),
            COUNTS,
            format_func=named(COUNTS, count_name),
            key="count",
            persist_state="session",
            help=_(
                "In totals, people who were asked again can count once. "
                "Week by week, and in weeks that are over, every answer counts unless you choose otherwise."
            ),
            on_change=body.redraw,
            args=("count", COUNTS),
        )
        link.keep("count")
        named_surveys, retired = titles(view.store), retired_names(view.store)
        if not of_one_survey:
            _choose("survey", list(named_surveys), lambda slug: named_surveys.get(slug, slug))
        for dimension in ("stage", "touchpoint", "segment", "persona", "channel"):
            _choose(dimension, list(view.cells.names[dimension]), str, retired[dimension], view.store)
        _choose("language", list(view.cells.names["language"]), language_name)


def _change_period(before: str) -> None:
    """Draw the page for another period; the menus of its first and last week come and go with the frame."""
    if "weeks" not in (before, st.session_state["period"]):
        body.redraw("period", PERIODS, DEFAULT_PERIOD)


def _choose_weeks(view: View) -> None:
    """The first and the last week of a period of one's own."""
    menu = _week_menu(tuple(reversed(weeks_with_answers(view.cells))) or (this_week(view),), locale.language())
    options = list(menu)
    for key, label, default in (
        ("from", _("First week"), options[min(11, len(options) - 1)]),
        ("to", _("Last week"), options[0]),
    ):
        link.take_one(key, options, default)
        st.selectbox(
            label,
            options,
            format_func=lambda name: menu.get(name, name),
            key=key,
            persist_state="session",
            width="stretch",
            on_change=body.redraw,
            args=(key, options),
        )
        link.keep(key)


@lru_cache(maxsize=64)
def _week_menu(weeks: tuple[int, ...], _language: str) -> dict[str, str]:
    """How the address spells each week, and how the menu does. Remembered: three years are 157 weeks at every run."""
    return {week_name(week): f"{week_label(week)} · {week_span(week)}" for week in weeks}


def _choose(
    dimension: str,
    names: list[str],
    name_of: Callable[[str], str],
    retired: frozenset[str] = frozenset(),
    store: Store | None = None,
) -> None:
    """One filter. What is retired is not offered, but a link that asks for it is followed; so is one that asks for a
    name from before (looked up in `store`)."""

    def leads_to(name: str) -> str | None:
        found = known_names(store, dimension).get(folded(name)) if store is not None else None
        return None if found is None else found.name

    if not names:
        return
    key = KEYS[dimension]
    link.take_many(key, names if dimension == "survey" else [*names, NOT_GIVEN], leads_to)
    offered = [name for name in names if name not in retired or name in st.session_state[key]]
    options = offered if dimension == "survey" else [*offered, NOT_GIVEN]
    st.multiselect(
        _("Answered in") if dimension == "language" else dimension_name(dimension),
        options,
        format_func=named(options, lambda name: _("not given") if name == NOT_GIVEN else name_of(name)),
        key=key,
        persist_state="session",
        placeholder=_("All"),
        on_change=body.redraw,
        args=(key, options),
    )
    link.keep(key)


def chosen() -> Filter:
    """The filter of this run, without its period."""
    where: dict[str, tuple[str | None, ...]] = {}
    for dimension, key in KEYS.items():
        names = st.session_state.get(key) or ()
        where[dimension] = tuple(None if name == NOT_GIVEN else str(name) for name in names)
    return Filter(where, latest={"latest": True, "every": False}.get(st.session_state.get("count") or ""))


def this_week(view: View) -> int:
    """The running week, in the team's time zone."""
    return week_of(view.now, view.zone)


def chosen_period(view: View) -> tuple[Filter, str]:
    """The filter of this run with its period, and the period in words."""
    code = st.session_state.get("period") or DEFAULT_PERIOD
    last = this_week(view)
    if code not in PERIODS or code == "all":
        return chosen(), _("all time, undated answers included")
    if code == "weeks":
        first, last = sorted(read_week(str(st.session_state.get(key) or week_name(last))) for key in ("from", "to"))
        words = _("{first} to {last}")
        first_day, last_day = monday(first), monday(last) + timedelta(days=6)
        words = words.format(first=day_text(first_day), last=day_text(last_day))
        return chosen().period(first, last, this_week(view)), words
    first = add_weeks(last, 1 - int(code))
    words = _("{count} weeks to {day}").format(count=code, day=day_text(monday(last) + timedelta(days=6)))
    return chosen().weeks(first, last), words


def chosen_week(weeks: list[int], default: int) -> int:
    """The week that `choose_week` will show, before it is drawn: what stands above the menu tells of it."""
    link.take_one("week", list(_week_menu(_newest_first(weeks), locale.language())), week_name(default))
    return read_week(str(st.session_state["week"]))


def choose_week(weeks: list[int], default: int) -> None:
    """A menu of weeks, newest first, bound to the link as `?week=2026-W46`."""
    menu = _week_menu(_newest_first(weeks), locale.language())
    st.selectbox(_("Week"), list(menu), format_func=lambda name: menu.get(name, name), key="week", width=320)
    link.keep("week", week_name(default))


def _newest_first(weeks: list[int]) -> tuple[int, ...]:
    return tuple(sorted(weeks, reverse=True))


def title_of_none(view: View) -> str:
    """The title of a page without answers: there are none so far, or none that the filters let through."""
    return _("No answers match the filters.") if weeks_with_answers(view.cells) else _("No answers yet.")


def say_none(view: View, why: str) -> None:
    """What helps on such a page: a way to collect some, or a way out of the filters."""
    if not weeks_with_answers(view.cells):
        notices.nothing_here(_("Nothing has been answered so far"), why)
        return
    with st.container(border=True):
        html(f"<p>{escape(why)}</p>")
        st.button(
            _("Remove the filters, show all time"), icon=":material/filter_alt_off:", key="no_filters", on_click=_remove
        )


def _remove() -> None:
    """Take every filter away; the pages then show all there is."""
    for key in KEYS.values():
        if key in st.session_state:
            st.session_state[key] = []
    st.session_state["period"] = "all"
    body.change_frame()


def of_customers(where: Filter) -> Filter:
    """What of a filter is about customers."""
    return replace(where, where={name: names for name, names in where.where.items() if name in OF_CUSTOMERS})


def described(where: Filter, view: View) -> str:
    """The filter in one line, or an empty string: for the small line above a title."""
    named_surveys = titles(view.store)
    parts = []
    for dimension, names in where.where.items():
        words = [
            _("not given")
            if name is None
            else named_surveys.get(name, name)
            if dimension == "survey"
            else language_name(name)
            if dimension == "language"
            else name
            for name in names
        ]
        parts.append(" + ".join(words))
    return " · ".join(parts)


__all__ = [
    "NOT_GIVEN",
    "UNDATED",
    "choose_week",
    "chosen",
    "chosen_period",
    "chosen_week",
    "described",
    "say_none",
    "show_filters",
    "this_week",
    "title_of_none",
]
