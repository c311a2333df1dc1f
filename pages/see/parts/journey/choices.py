"""What the journey map shows: which journey, on which scale, compared with what. Kept in the link."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from cjo_core.insight.journey_map import ONE_SCALE
from cjo_core.locale import _, ngettext
from cjo_core.metrics.catalog import HEADLINES, METRICS
from cjo_core.survey.filters import Filter
from cjo_core.survey.journey import Journey
from cjo_core.survey.periods import add_weeks, weeks_between
from pages.ui.choices import link
from pages.ui.session import View
from pages.ui.words import dimension_name, named

#: Dimensions whose groups can be compared on one map.
COMPARED = ("persona", "segment", "channel")
BEFORE = "before"


@dataclass(frozen=True)
class Sides:
    """Two disjoint sets of answers on one map: `main` is the strong curve, `second` the light one. A change is said of
    `after` against `before`; `title` names the lane that says it."""

    main: Filter
    second: Filter
    names: tuple[str, str]
    before: Filter
    after: Filter
    title: str
    period: bool


def choose_scale(now: View) -> str:
    """All metrics on one scale, or one metric on its own."""
    asked = [name for name in METRICS if METRICS[name].kind in now.cells.kinds()] or list(METRICS)
    options = [ONE_SCALE, *asked] if len({METRICS[name].kind for name in asked}) > 1 else asked
    link.take_one("scale", options, options[0])
    chosen = st.selectbox(
        _("Metric"),
        options,
        format_func=named(options, lambda name: _("All on one scale") if name == ONE_SCALE else _(METRICS[name].label)),
        key="scale",
        persist_state="session",
        width=220,
    )
    link.keep("scale", options[0])
    return chosen or options[0]


def names_of(now: View, scale: str) -> list[str]:
    """The metrics behind a choice of scale."""
    return [name for name in HEADLINES if METRICS[name].kind in now.cells.kinds()] if scale == ONE_SCALE else [scale]


def choose_journey(found: tuple[Journey, ...]) -> Journey | None:
    """The journey to draw; the question is asked only where there are several with stages."""
    drawn = [one for one in found if one.current]
    if len(drawn) < 2:
        return drawn[0] if drawn else None
    options = [one.name for one in drawn]
    link.take_one("journey", options, options[0])
    chosen = st.selectbox(_("Journey"), options, key="journey", persist_state="session", width=220)
    link.keep("journey", options[0])
    return next((one for one in drawn if one.name == chosen), drawn[0])


def choose_sides(now: View, where: Filter) -> Sides | None:
    """What to compare with, if anything."""
    options = [""]
    if where.first_week is not None and where.last_week is not None:
        options.append(BEFORE)
    for dimension in COMPARED:
        options += [f"{dimension}:{name}" for name in now.cells.names[dimension]]
    link.take_one("compare", options, "")
    chosen = st.selectbox(
        _("Compare with"),
        options,
        format_func=named(options, lambda code: _option(code, where)),
        key="compare",
        persist_state="session",
        width=280,
    )
    link.keep("compare")
    if not chosen:
        return None
    if chosen == BEFORE:
        return _periods(where)
    dimension, _colon, name = chosen.partition(":")
    return _groups(now, where, dimension, name)


def _option(code: str, where: Filter) -> str:
    if not code:
        return _("nothing")
    if code == BEFORE:
        return _before_words(_length(where))
    dimension, _colon, name = code.partition(":")
    return f"{dimension_name(dimension)}: {name}"


def _length(where: Filter) -> int:
    if where.first_week is None or where.last_week is None:
        return 0
    return len(weeks_between(where.first_week, where.last_week))


def _before_words(count: int) -> str:
    return ngettext("the week before", "the {count} weeks before", count).format(count=count)


def _periods(where: Filter) -> Sides | None:
    """The period and one as long directly before it. Every answer counts in its own: without those who have answered
    again since, the earlier one would be of other people."""
    if (first := where.first_week) is None:
        return None
    where, count = where.counting(latest=False), _length(where)
    earlier = where.weeks(add_weeks(first, -count), add_weeks(first, -1))
    words = _before_words(count)
    title = _("Against {group}").format(group=words)
    return Sides(where, earlier, (_("this period"), words), earlier, where, title, period=True)


def _groups(now: View, where: Filter, dimension: str, name: str) -> Sides | None:
    """A group against the others the filter lets through, or against those chosen instead of it."""
    have = where.where.get(dimension)
    others = tuple(one for one in (have or (*now.cells.names[dimension], None)) if one != name)
    if not others:
        return None
    rest = where.only(**{dimension: others})
    group = where.only(**{dimension: name})
    apart = have is not None and name not in have
    words = " + ".join(_("not given") if one is None else str(one) for one in others) if apart else _("everybody else")
    title = _("{group} against {others}").format(group=name, others=words)
    return Sides(rest, group, (words, name), rest, group, title, period=False)
