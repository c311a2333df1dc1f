"""The question on the wall: its QR code, the live score with interval and n, the answers per score, comments."""

from __future__ import annotations

from math import ceil, isfinite
from typing import Any

from cjo_core import locale
from cjo_core.charts.distribution import distribution
from cjo_core.charts.numbers import PERCENT, count_text, figure_text, interval_text, number_text, size_text, unit_text
from cjo_core.charts.words import size_words
from cjo_core.locale import _, ngettext
from cjo_core.metrics.catalog import Metric
from cjo_core.metrics.privacy.base import FEW, FEW_BELOW, HIDDEN, LOW, NONE
from cjo_core.store.responses.moderation import Comment
from cjo_core.survey.surveys import Survey
from cjo_core.web.links import survey_url
from pages.collect.parts.present import wall
from pages.collect.parts.present.counted import Counted, count, period_words, presented
from pages.collect.parts.present.showing import APPROVED, Showing, moment
from pages.ui.address import in_words, public_url, qr_picture
from pages.ui.pieces.comments import band_of
from pages.ui.pieces.figures import effective_of
from pages.ui.pieces.html import escape, html
from pages.ui.session import View

#: As many comments as can be read from the back row.
COMMENTS = 3
#: A short name of so many letters fits into a line beside the bars.
SHORT = 24
#: The bars' classes, from the worst band to the best.
_BANDS = ("d", "p", "g")


def show(now: View, survey: Survey, showing: Showing) -> None:
    """Every piece in its place of the grid."""
    counted = count(now, survey, showing, COMMENTS)
    language = locale.language() if locale.language() in survey.languages else survey.languages[0]
    wall.head(
        now,
        presented(survey).wordings[language].question,
        _("Live vote"),
        period_words(now, counted.since, moment(counted.since)),
        spoken=language,
    )
    _way_in(now, survey, survey.standing(now.now) == "open")
    n = counted.n
    so_far = ngettext("answer so far", "answers so far", n)
    html(f'<div class="w-count"><b>{escape(count_text(n))}</b>{escape(so_far)}</div>')
    html(f'<div class="w-score">{score_html(counted.metric, counted.row, survey.privacy_floor)}</div>')
    html(f'<div class="w-plot">{bars_html(counted.metric, counted.row.counts)}</div>')
    html(f'<div class="w-says">{comments_html(counted, survey, showing)}</div>')


def _way_in(now: View, survey: Survey, takes_answers: bool) -> None:
    """How the audience gets to the question: the same from first to last, so it is never drawn anew."""
    if not takes_answers:
        html(f'<div class="w-way"><p class="w-go">{escape(_("This survey takes no answers now."))}</p></div>')
        return
    link = survey_url(public_url(now.store), survey.slug)
    address = in_words(link)
    alt = _("QR code for {address}").format(address=address)
    picture = f'<img src="{qr_picture(link)}" alt="{escape(alt)}">'
    server, slash, slug = address.rpartition("/")
    end = f"<b>{escape(slug)}</b>" if len(slug) <= SHORT else escape(slug)  # broken before it, rather than inside
    words = (
        f'<p class="w-go">{escape(_("Scan, or open"))}</p>'
        f'<p class="w-url" translate="no">{escape(server + slash)}<wbr>{end}</p>'
    )
    html(f'<div class="w-way">{picture}{words}</div>')


def score_html(metric: Metric, row: Any, floor: int) -> str:
    """The large figure. Greyed under 30 answers; "no score" or "hidden" in words, never 0."""
    name = f'<p class="w-name">{escape(_(metric.label))} <span>{escape(_(metric.asks))}</span></p>'
    if row.base in (NONE, HIDDEN):
        needed = _("It appears once {count} people have answered.").format(count=floor)
        why = _("Nobody has answered yet.") if row.base == NONE else needed
        text = _("no score") if row.base == NONE else _("hidden")
        return f'{name}<p class="w-none">{escape(text)}</p><p class="w-how">{escape(why)}</p>'
    grey = " low" if row.base == FEW else ""
    value = f"{escape(figure_text(metric, row.value))}<small>{escape(unit_text(metric))}</small>"
    n = size_words(row.n, effective_of(row))
    if row.base == FEW:
        how = [_("n {n}, {needed} needed").format(n=n, needed=FEW_BELOW), _("too few to judge")]
    else:
        how = [_("95\u202f% interval, n {n}").format(n=n), _("low base") if row.base == LOW else "", _next(metric, row)]
    lines = "".join(f'<p class="w-how">{escape(line)}</p>' for line in how if line)
    interval = escape(interval_text(metric, row.low, row.high))
    return f'{name}<p class="w-big{grey}">{value}</p><p class="w-range{grey}">{interval}</p>{lines}'


def _next(metric: Metric, row: Any) -> str:
    """How far a single answer can still move the score: what a room wants to know of a number that jumps."""
    if not isfinite(row.value) or effective_of(row) is not None:  # the next answer's weight is not known
        return ""
    step = 10.0**-metric.digits
    most = max(metric.high - row.value, row.value - metric.low) / (row.n + 1)
    size = size_text(metric, step * max(1, ceil(most / step - 1e-9)))
    return _("One more answer moves it by at most {size}.").format(size=size)


def bars_html(metric: Metric, counts: list[int] | None) -> str:
    """One bar per score in the colour of its band, with its count; below, the share of each band."""
    numbers = [int(x) for x in counts] if counts is not None else [0] * len(metric.scale.scores)
    total, most = sum(numbers), max([1, *numbers])
    bands = _BANDS if metric.high_is_good else _BANDS[::-1]
    columns, feet = "", ""
    for (name, first, last), css in zip(metric.parts, bands, strict=True):
        inside = numbers[first - metric.scale.low : last + 1 - metric.scale.low]
        for score, number in zip(range(first, last + 1), inside, strict=True):
            height = f"{100 * number / most:.1f}%"
            words = escape(count_text(number)) if number else ""
            columns += (
                f'<div class="w-col"><div class="w-area"><span style="bottom:{height}">{words}</span>'
                f'<i class="{css}" style="height:{height}"></i></div><b>{score}</b></div>'
            )
        share = _(PERCENT).format(number=number_text(100 * sum(inside) / total)) if total else "–"
        feet += (
            f'<div class="{css}" style="grid-column:span {last + 1 - first}"><b>{escape(share)}</b> '
            f"<span>{escape(_(name))}</span></div>"
        )
    grid = f"grid-template-columns:repeat({len(numbers)},minmax(0,1fr))"
    said = escape(distribution(counts, metric).sentence)
    return (
        f'<div class="w-cols" style="{grid}" role="img" aria-label="{said}">{columns}</div>'
        f'<div class="w-feet" style="{grid}">{feet}</div>'
    )


def comments_html(counted: Counted, survey: Survey, showing: Showing) -> str:
    """The latest comments that may be shown, or one line that says why there are none."""
    if counted.comments:
        return "".join(_comment(counted.metric, one) for one in counted.comments)
    if counted.hidden:
        needed = survey.privacy_floor
        why = _("Comments appear once {count} people have answered.").format(count=needed)
    elif showing.comments == APPROVED and counted.row.n:
        why = _("Comments appear here once they are approved.")
    else:
        why = ""
    return f'<p class="w-how">{escape(why)}</p>'


def _comment(metric: Metric, one: Comment) -> str:
    css, band = band_of(metric.kind, one.score) if one.score is not None else ("mid", _("No score"))
    badge = "–" if one.score is None else str(one.score)
    label = _("{band}, score {score}").format(band=band, score=badge)
    return (
        f'<div class="w-said"><span class="badge {css}" role="img" aria-label="{escape(label)}">{escape(badge)}</span>'
        f'<p dir="auto" lang="{escape(one.language or "")}">{escape(one.comment)}</p></div>'
    )
