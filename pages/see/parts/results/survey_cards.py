"""The cards about a whole survey: what its ratings say together, and how far people came. Shows; computes nothing."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import streamlit as st

from cjo_core.charts.numbers import count_text, missing, number_text
from cjo_core.charts.paths.words import share_interval, share_text
from cjo_core.charts.words import joined, n_text
from cjo_core.exchange.results import Course
from cjo_core.locale import _, ngettext
from cjo_core.metrics.privacy.base import FEW_BELOW
from cjo_core.metrics.results import Dimension, Profile
from cjo_core.survey.surveys import Survey
from pages.see.parts.results.bars import Bar, bars_html, rails_html
from pages.see.parts.results.question_cards import languages
from pages.ui.pieces.figures import download
from pages.ui.pieces.html import card_title, html, note
from pages.ui.words import about_name


def show_profile(found: Profile) -> None:
    """The means of the dimensions, as asked."""
    with st.container(border=True):
        card_title(
            _("Profile: what people rated"),
            _("Mean and 95\u202f% interval on the scale from {low} to {high}, in the order asked.").format(
                low=found.scale_low, high=found.scale_high
            ),
        )
        html(rails_html([_rail(found, one) for one in found.dimensions]))
        if any(len(one.questions) > 1 for one in found.dimensions):
            note(
                _(
                    "α (Cronbach): whether the questions of a dimension go together; from 0.7 on they may be read as "
                    "one. It needs {needed} people who rated them all."
                ).format(needed=FEW_BELOW)
            )


def _rail(found: Profile, one: Dimension) -> Bar:
    low, high = found.scale_low, found.scale_high
    length, left, right = (100 * (x - low) / (high - low) for x in (one.value, one.low, one.high))
    parts = [
        _("{low} to {high}").format(low=number_text(one.low, 1), high=number_text(one.high, 1)),
        n_text(one.n, one.effective),
    ]
    if len(one.questions) > 1:
        parts.append(
            ngettext("{count} question", "{count} questions", len(one.questions)).format(count=len(one.questions))
        )
    if not missing(one.alpha):
        parts.append(_("α {alpha}").format(alpha=number_text(one.alpha, 2)))
    return Bar(about_name(one.name), number_text(one.value, 1), ", ".join(parts), length, left, right)


def show_course(survey: Survey, found: Course) -> None:
    """How far people came."""
    with st.container(border=True):
        card_title(
            _("How far people came"),
            joined(
                _("All responses of this survey, whatever the period and the filters."),
                _("Bar: answered, pale: asked, of all who began."),
            ),
        )
        if not found.responses:
            note(_("Nobody has begun this survey yet."))
            return
        html(f"<p>{_sentence(survey, found)}</p>")
        questions = {question.id: question for question in survey.asked}
        names = [
            f"{i}. {questions[row.question].words(languages(survey)).question or questions[row.question].key}"
            for i, row in enumerate(found.reached, 1)
        ]
        lines = []
        for name, row in zip(names, found.reached, strict=True):
            length, reached = (100 * n / found.responses for n in (row.answered, row.asked))
            said = _("answered of {asked} asked").format(asked=count_text(row.asked))
            left = ngettext("{count} left here", "{count} left here", row.left).format(count=count_text(row.left))
            lines.append(
                Bar(name, count_text(row.answered), said + (f" · {left}" if row.left else ""), length, reach=reached)
            )
        html(bars_html(lines))
        frame = pd.DataFrame(
            {
                "question": names,
                "asked": [row.asked for row in found.reached],
                "answered": [row.answered for row in found.reached],
                "left": [row.left for row in found.reached],
            }
        )
        download(frame, f"{survey.slug}-drop-off")


def _sentence(survey: Survey, found: Course) -> str:
    """Completion with its interval, and where most of the others stopped."""
    said = _("{completed} of {begun} came to the end: {share} ({interval}).").format(
        completed=count_text(found.completed),
        begun=count_text(found.responses),
        share=share_text(float(found.rate.value)),
        interval=share_interval(float(found.rate.low), float(found.rate.high)),
    )
    everybody = {question.id for question in survey.asked if question.condition is None}
    steps = [(number, row) for number, row in enumerate(found.reached, 1) if row.question in everybody]
    falls = [(before[1].asked - after[1].asked, before[0], after[0]) for before, after in pairwise(steps)]
    lost, before, after = max(falls, default=(0, 0, 0))
    if found.completed == found.responses or lost <= 0:
        return said
    more = ngettext(
        "Most stopped between question {before} and question {after}: {count} person.",
        "Most stopped between question {before} and question {after}: {count} people.",
        lost,
    )
    return joined(said, more.format(before=before, after=after, count=count_text(lost)))
