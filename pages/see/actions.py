"""Actions: what is being done about pain points, by whom, and whether it worked."""

from __future__ import annotations

from typing import Any

import streamlit as st

from cjo_core.charts.numbers import change_interval_text, change_text, count_text, number_text, value_text
from cjo_core.charts.words import joined, n_text, size_words
from cjo_core.insight.effect import WEEKS, confidence, effect, meanwhile
from cjo_core.locale import _, ngettext
from cjo_core.metrics.catalog import METRICS
from cjo_core.metrics.changes.verdicts import TOO_FEW
from cjo_core.metrics.privacy.base import HIDDEN
from cjo_core.store.actions import actions, remove_action, set_done
from cjo_core.survey.actions import Action
from cjo_core.survey.periods import add_weeks, week_of
from pages.ui.pieces import notices
from pages.ui.pieces.figures import effective_of, verdict_html
from pages.ui.pieces.html import escape, head, html
from pages.ui.session import View, view
from pages.ui.words import day_text


def main() -> None:
    """Load, show."""
    now = view()
    found = actions(now.store)
    waiting = [one for one in found if one.done_at is None]
    title = _("Nothing is planned yet.")
    if waiting:
        title = ngettext("{count} action to do.", "{count} actions to do.", len(waiting))
    elif found:
        title = _("All actions are done.")
    lead = _("An action begins beside a pain point of the journey map, and ends with its effect measured.")
    head(_("Planned actions"), title.format(count=count_text(len(waiting))), lead)
    if added := st.session_state.pop("_journey_added", None):
        st.success(notices.plain(_("Added for {place}.").format(place=added)))
    if not found:
        st.page_link("see/journey.py", label=_("Journey map"), icon=":material/conversion_path:")
    for one in found:
        with st.container(border=True, key=f"action_{one.id}"):
            html(_words(now, one))
            _buttons(now, one)


def _buttons(now: View, one: Action) -> None:
    with st.container(horizontal=True, gap="small"):
        if one.done_at is None:
            done = st.button(_("Done"), icon=":material/check:", key=f"done_{one.id}", type="primary")
        else:
            done = st.button(_("Not done after all"), icon=":material/undo:", key=f"undo_{one.id}")
        if done:
            set_done(now.store, one.id, now.now if one.done_at is None else None)
            st.rerun()
        with st.popover(_("Remove"), icon=":material/delete:"):
            html(f"<p>{escape(_('The action is forgotten; answers and figures stay.'))}</p>")
            if st.button(_("Remove it"), key=f"remove_{one.id}"):
                remove_action(now.store, one.id)
                st.rerun()


def _words(now: View, one: Action) -> str:
    metric, figures = METRICS[one.figures.metric], one.figures
    place = " · ".join(one.where.values())
    began = _("{metric} {value} (n {n}) against {rest} of all others: {gap} ({interval}).").format(
        metric=_(metric.label),
        value=value_text(metric, figures.value),
        n=size_words(figures.n, figures.effective),
        rest=value_text(metric, figures.rest),
        gap=change_text(metric, figures.gap),
        interval=change_interval_text(metric, figures.low, figures.high),
    )
    dates = _("Since {day}.").format(day=day_text(one.created_at.astimezone(now.zone).date()))
    if one.done_at is not None:
        dates = joined(dates, _("Done on {day}.").format(day=day_text(one.done_at.astimezone(now.zone).date())))
    who = _("Owner: {owner}").format(owner=one.owner) if one.owner else _("No owner yet")
    return (
        f'<h2>{escape(one.title)}</h2><p class="sub">{escape(place)} · {escape(who)}</p>'
        f'<p class="sub">{escape(_("When it began:"))} {escape(began)} {escape(dates)}</p>{_effect(now, one)}'
    )


def _effect(now: View, one: Action) -> str:
    """Whether it worked, as a verdict with its interval."""
    if one.done_at is None:
        words = _("Whether it worked is measured from the week after it is done.")
        return f'<p class="sub">{escape(words)}</p>'
    done, running = week_of(one.done_at, now.zone), week_of(now.now, now.zone)
    change: Any = effect(now.cells, one.figures, one.where, done, running)
    if change is None:
        words = _("Done this week: the first full week after it is the first that counts.")
        return f'<p class="sub">{escape(words)}</p>'
    against = _("since it was done, on the weeks before")
    if running > add_weeks(done, WEEKS):
        words = _("in the {count} weeks after it was done, on the weeks before")
        against = words.format(count=WEEKS)
    others: Any = meanwhile(now.cells, one.figures, one.where, done, running)
    return verdict_html(METRICS[one.figures.metric], change, against) + _sizes(change, others)


def _sizes(change: Any, others: Any) -> str:
    """How many answers stand on either side of a verdict, and what the other stages did in these weeks, as the season
    moves them too; nothing where a small group is protected."""
    if change.verdict == HIDDEN:
        return ""
    before, after = (
        n_text(getattr(change, f"n_{side}"), effective_of(change, f"n_effective_{side}"))
        for side in ("before", "after")
    )
    sizes = _("Before: {before}. Since: {after}.").format(before=before, after=after)
    looks = _("Intervals of {level}\u202f%, because one looks again every week, for {count} weeks.")
    looks = looks.format(level=number_text(100 * confidence()), count=WEEKS)
    if change.verdict == TOO_FEW:
        return f'<p class="sub">{escape(sizes)}</p>'
    return f'<p class="sub">{escape(joined(sizes, _meanwhile(others), looks))}</p>'


def _meanwhile(others: Any) -> str:
    """The change of the other stages, where it can be judged."""
    if others is None or others.verdict in (TOO_FEW, HIDDEN):
        return ""
    metric = METRICS[others.metric]
    return _("The other stages in the same weeks: {difference} ({interval}).").format(
        difference=change_text(metric, others.difference),
        interval=change_interval_text(metric, others.low, others.high),
    )


main()
