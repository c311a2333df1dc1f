"""A card per question: its words, how many were asked and answered, and what came out. Shows; computes nothing."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from cjo_core import locale
from cjo_core.charts.distribution import distribution
from cjo_core.charts.numbers import PERCENT, count_text, missing, number_text
from cjo_core.charts.paths.words import share_interval, share_text
from cjo_core.charts.words import base_text, joined, n_text, sentence_case
from cjo_core.exchange.results import Outcome
from cjo_core.locale import _
from cjo_core.metrics.catalog import METRICS
from cjo_core.metrics.privacy.base import FEW, LOW, NONE
from cjo_core.metrics.results import MEAN, METRIC, SHARE, Result
from cjo_core.store.set_up.surveys import wording_changes
from cjo_core.survey.filters import Filter
from cjo_core.survey.questions import TEXT_KINDS, Question, Wording, label_of
from cjo_core.survey.surveys import Survey
from pages.see.parts.results import texts
from pages.see.parts.results.bars import Bar, bars_html
from pages.ui.pieces.figures import figure_html, show_picture, show_table
from pages.ui.pieces.html import card_title, escape, html, note
from pages.ui.session import View
from pages.ui.words import about_name, day_text, kind_name


@dataclass(frozen=True)
class _Row:
    """What `figure_html` reads of a breakdown's row."""

    value: float
    low: float
    high: float
    base: str
    wide: bool


def languages(survey: Survey) -> tuple[str, ...]:
    """In which languages words are looked for: that of the screen, then the survey's own."""
    return (locale.language(), survey.default_language)


def show_question(now: View, survey: Survey, found: Outcome, number: int, where: Filter) -> None:
    """One card."""
    question = found.questions[number - 1]
    result = found.results[question.id]
    words = question.words(languages(survey))
    with st.container(border=True):
        card_title(f"{number}. {words.question or question.key}", _about(now, question, result))
        if not result.shown:
            note(_("Nobody answered this question here.") if result.base == NONE else _hidden())
        elif question.kind in TEXT_KINDS:
            texts.show(now, survey, question, where)
        elif result.measure == METRIC:
            _show_metric(question, result)
        else:
            _show_bars(question, result, words, languages(survey))


def _hidden() -> str:
    return joined(_("Hidden to protect a small group."), _("So few people answered it here that they could be known."))


def _about(now: View, question: Question, result: Result) -> str:
    """The line under a question: what it is, who was asked and answered, and what became of it."""
    parts = [kind_name(question.kind)]
    if question.dimension:
        parts.append(about_name(question.dimension))
    if question.touchpoint or question.stage:
        parts.append(str(question.touchpoint or question.stage))
    if result.shown and result.asked is not None:
        parts.append(
            _("asked of {asked}, answered by {answered}").format(
                asked=count_text(result.asked), answered=count_text(result.n)
            )
        )
    elif result.shown:
        parts.append(_("answered by {answered}").format(answered=count_text(result.n)))
    changes = [one.changed_at for one in wording_changes(now.store) if one.question == question.id]
    if changes:
        day = day_text(max(changes).astimezone(now.zone).date())
        parts.append(_("reworded on {day}, earlier answers were to other words").format(day=day))
    if question.retired:
        parts.append(_("no longer asked"))
    return " · ".join(parts)


def _show_metric(question: Question, result: Result) -> None:
    metric = METRICS[question.kind]
    wide = result.high - result.low > metric.wide
    row = _Row(result.value, result.low, result.high, result.base, wide)
    left, right = st.columns([4, 9], gap="medium", vertical_alignment="center")
    with left:
        html(
            f'<p class="lab">{escape(_(metric.label))}</p>'
            + figure_html(metric, row, n_text(result.n, result.effective))
        )
    picture = distribution(result.counts, metric)
    with right:
        show_picture(picture, f"spread_{question.id}")
    scores = pd.DataFrame({"score": list(metric.scale.scores), "n": list(result.counts)})
    show_table(picture, scores, f"question-{question.id}")


def _show_bars(question: Question, result: Result, words: Wording, codes: tuple[str, ...]) -> None:
    """A rating, a consent, or options."""
    if result.measure == MEAN:
        of = _("of {highest}").format(highest=question.scale.high)
        left, right = st.columns([4, 9], gap="medium", vertical_alignment="center")
        with left:
            html(_figure(number_text(result.value, 1), of, _to(result, 1), result))
        with right:
            html(bars_html(_scores(question, result, words), tight=True))
        if weighted := _weighted(result):
            note(weighted)
    elif result.measure == SHARE:
        interval = share_interval(result.low, result.high)
        if missing(result.value):  # who was asked is not known behind a filter of places
            html(_figure(count_text(result.n), _("said yes"), "", result))
        else:
            html(_figure(number_text(result.value), _("% of those asked said yes"), interval, result, result.asked))
    else:
        labels = {option.id: label_of(option, codes) for option in question.options}
        retired = {option.id for option in question.options if option.retired}
        html(bars_html([_option(labels[part.option], part, part.option in retired) for part in result.parts]))
        several = _("People could choose several: the shares may add up to more than 100\u202f%.")
        note(
            joined(
                _("Share of those who answered; the thin line is its 95\u202f% interval."),
                several if question.kind == "multiple" else "",
                _weighted(result),
                _flag(result),
            )
        )


def _weighted(result: Result) -> str:
    """That shares are not those of the people counted beside them, where answers have weights."""
    if result.effective is None:
        return ""
    return _("Shares are weighted, {n}; the people are counted one by one.").format(
        n=n_text(result.n, result.effective)
    )


def _option(name: str, part: object, gone: bool) -> Bar:
    share, low, high = (float(getattr(part, field)) for field in ("share", "low", "high"))
    name = _("{option} (no longer offered)").format(option=name) if gone else name
    beside = _("{interval}, {count} people").format(
        interval=share_interval(low, high), count=count_text(getattr(part, "n", 0))
    )
    return Bar(name, share_text(share), beside, share, low, high)


def _scores(question: Question, result: Result, words: Wording) -> list[Bar]:
    """How many gave each score, the highest first; the ends of the scale in words."""
    ends = {question.scale.low: words.low_label, question.scale.high: words.high_label}
    found = []
    for score, n, share in reversed(list(zip(question.scale.scores, result.counts, result.shares, strict=True))):
        name = f"{score} · {ends[score]}" if ends.get(score) else str(score)
        found.append(Bar(name, count_text(n), _(PERCENT).format(number=number_text(share)), share))
    return found


def _to(result: Result, digits: int) -> str:
    return _("{low} to {high}").format(low=number_text(result.low, digits), high=number_text(result.high, digits))


def _figure(value: str, unit: str, interval: str, result: Result, n: int | None = None) -> str:
    """The figure of a card, its interval and what it is of: those who answered, or `n`."""
    grey = " low" if result.base == FEW else ""
    flag = _flag(result)
    size = (result.n, result.effective) if n is None else (n,)
    return (
        f'<div class="fig"><span class="val{grey}">{escape(value)}<small> {escape(unit)}</small></span>'
        f'<span class="int"><b>{escape(interval)}</b><br>{escape(n_text(*size))}'
        + (f" · {escape(flag)}" if flag else "")
        + "</span></div>"
    )


def _flag(result: Result) -> str:
    if result.base == FEW:
        return sentence_case(base_text(FEW, result.n, result.effective))
    return _("low base") if result.base == LOW else ""
