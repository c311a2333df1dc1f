"""Survey results: what came out of one survey, question by question, and how far people came."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cjo_core.charts.numbers import count_text, interval_text, value_text
from cjo_core.charts.words import base_text, n_text
from cjo_core.exchange.exports import frame_csv
from cjo_core.exchange.results import Outcome, course, outcome, outcome_columns, outcome_rows
from cjo_core.locale import _, ngettext
from cjo_core.metrics.catalog import METRICS, Metric
from cjo_core.metrics.privacy.base import FEW, LOW
from cjo_core.metrics.results import Result
from cjo_core.store.set_up.surveys import surveys
from cjo_core.survey.filters import Filter
from cjo_core.survey.questions import CHOICE_KINDS, TEXT_KINDS
from cjo_core.survey.surveys import Survey
from pages.see.parts.results.question_cards import languages, show_question
from pages.see.parts.results.survey_cards import show_course, show_profile
from pages.ui.choices import filters, link
from pages.ui.pieces import notices
from pages.ui.pieces.html import head, note
from pages.ui.session import View, view
from pages.ui.words import named


def choose_survey(found: list[Survey]) -> Survey:
    """A menu of the surveys, kept in the link; at first the one that the other pages are filtered by."""
    names = {one.slug: one.title for one in found}
    filtered = [slug for slug in st.session_state.get("survey") or () if slug in names]
    default = filtered[0] if len(filtered) == 1 else found[0].slug
    link.take_one("results_of", list(names), default)
    picked = st.selectbox(
        _("Survey"),
        list(names),
        format_func=named(names, lambda slug: names[slug]),
        key="results_of",
        persist_state="session",
        width=360,
    )
    link.keep("results_of")
    return next(one for one in found if one.slug == picked)


def title(found: Outcome) -> str:
    """The answer: the first score of the survey, else how many answered its first question."""
    if found.hidden:
        return _("Hidden to protect a small group.")
    if (first := _first_score(found)) is not None:
        metric, result = first
        if result.base == FEW:
            return _("{metric}: too few answers to judge.").format(metric=_(metric.label))
        words = _("{metric} is {value} over the period.")
        return words.format(metric=_(metric.label), value=value_text(metric, result.value))
    most = max((result.n for result in found.results.values()), default=0)
    if not most:
        return _("No answers yet.")
    return ngettext("{count} person answered", "{count} people answered", most).format(count=count_text(most))


def lead(found: Outcome) -> str:
    """The evidence behind the title."""
    if found.hidden:
        return _("So few people answered here that an answer could give one of them away.")
    first = _first_score(found)
    if first is None:
        return ""
    metric, result = first
    if result.base == FEW:
        return base_text(FEW, result.n, result.effective) + "."
    interval = interval_text(metric, result.low, result.high)
    n = n_text(result.n, result.effective)
    n = _("{n}, low base").format(n=n) if result.base == LOW else n
    return _("95\u202f% interval {interval}, {n}.").format(interval=interval, n=n)


def _first_score(found: Outcome) -> tuple[Metric, Result] | None:
    """The first question of the survey whose score may be told, and what came out of it."""
    for question in found.questions:
        result = found.results[question.id]
        if question.kind in METRICS and result.shown:
            return METRICS[question.kind], result
    return None


def show_file(found: Outcome, survey: Survey) -> None:
    """The numbers of the cards as a file: those of `results --json`."""
    codes = languages(survey)
    st.download_button(
        _("Download as CSV"),
        lambda: frame_csv(pd.DataFrame(outcome_rows(found, codes), columns=list(outcome_columns(found)))),
        file_name=f"cjo-{survey.slug}-results.csv",
        mime="text/csv",
        icon=":material/download:",
        key="results_csv",
        on_click="ignore",
    )


def explain_counting(now: View, survey: Survey, found: Outcome, where: Filter) -> None:
    """Say where not every answer counts alike."""
    worded = any(question.kind in (*CHOICE_KINDS, *TEXT_KINDS) for question in found.questions)
    latest = survey.latest_only if where.latest is None else where.latest
    if latest and worded and survey.identified:
        note(_("Scores count each person’s latest answer; options and texts count every answer."))


def main() -> None:
    """Load, compute, show."""
    now = view()
    top = st.container()
    every = [one for one in surveys(now.store) if one.questions]
    if not every:
        with top:
            head(_("Survey results"), _("No answers yet."))
        notices.nothing_here(_("There is no survey"), _("Make one in the survey studio, or import answers."))
        return
    survey = choose_survey(every)
    where, period = filters.chosen_period(now)
    where = where.only(survey=survey.slug)
    found = outcome(now.store, now.cells, survey, where)
    with top:
        others = Filter({name: names for name, names in where.where.items() if name != "survey"})
        parts = [_("Survey results"), survey.title, period, filters.described(others, now)]
        head(" · ".join(part for part in parts if part), title(found), lead(found))
    explain_counting(now, survey, found, where)
    if not found.hidden:
        if found.profile is not None:
            show_profile(found.profile)
        for number in range(1, len(found.questions) + 1):
            show_question(now, survey, found, number, where)
        show_file(found, survey)
    show_course(survey, course(now.store, now.cells, survey))


main()
