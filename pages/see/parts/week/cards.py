"""The three key figures: value, interval, n, verdict, target, twelve weeks."""

from __future__ import annotations

from cjo_core.charts.numbers import change_interval_text, value_text
from cjo_core.charts.score_bars import score_bars
from cjo_core.charts.sparkline import sparkline
from cjo_core.charts.words import size_words
from cjo_core.insight.this_week import Headline, WeekReport
from cjo_core.locale import _
from cjo_core.metrics.catalog import Metric
from cjo_core.metrics.cells import Cells
from cjo_core.metrics.privacy.base import FEW, FEW_BELOW, HIDDEN, NONE
from pages.see.parts.week.mix import mix_sentence
from pages.ui.pieces.figures import effective_of, figure_html, verdict_html
from pages.ui.pieces.html import escape, html
from pages.ui.pieces.kept import kept
from pages.ui.session import View
from pages.ui.words import week_label


def show(now: View, report: WeekReport, targets: dict[str, float]) -> None:
    """One card per metric, side by side."""
    cards = (_card(now.cells, headline, targets.get(headline.metric.name)) for headline in report.headlines)
    html(f'<div class="cards">{"".join(cards)}</div>')


@kept
def _card(_cells: Cells, headline: Headline, target: float | None) -> str:
    """The figure and its verdicts, and its weeks below."""
    metric, row = headline.metric, headline.row
    title = f'<div class="lab">{escape(_(metric.label))}<span>{escape(_(metric.asks))}</span></div>'
    n_words = _("95\u202f% interval, n {n}").format(n=size_words(row.n, effective_of(row)))
    line = _line(headline, target)
    if row.base in (NONE, HIDDEN):
        why = _("Hidden to protect a small group.") if row.base == HIDDEN else _("Nobody has answered this week.")
        body = title + figure_html(metric, row, "") + f'<p class="verdict">{escape(why)}</p>'
    elif row.base == FEW:
        body, line = _few(headline, title), score_bars(row.counts, metric)
    else:
        verdict = verdict_html(metric, headline.on_last_week, _("on last week"))
        body = title + figure_html(metric, row, n_words) + verdict + _usual(headline) + _target(metric, row, target)
    return f'<section class="card">{body}{line}</section>'


def _line(headline: Headline, target: float | None) -> str:
    """The last weeks; nothing where none of them has answers."""
    if not headline.trend["n"].any():
        return ""
    weeks = headline.trend["week"]
    ends = f"<span>{escape(week_label(weeks[0]))}</span><span>{escape(week_label(weeks[-1]))}</span>"
    line = sparkline(headline.trend, headline.metric, target=target, verdict=headline.on_last_week.verdict)
    return f'{line}<div class="pair ends">{ends}</div>'


def _few(headline: Headline, title: str) -> str:
    """Under 30 answers: the greyed value, how many are missing, and the distribution instead of a line."""
    metric, row = headline.metric, headline.row
    effective = effective_of(row)
    have = int(row.n if effective is None else effective)  # what decides, where answers have weights
    missing = _("No verdict, no colour, no ranking below {needed} answers. {missing} more to go.").format(
        needed=FEW_BELOW, missing=FEW_BELOW - have
    )
    of = _("{count} of {needed}").format(count=have, needed=FEW_BELOW)
    share = 100 * have / FEW_BELOW
    return (
        title
        + figure_html(metric, row, _("n {n}, {needed} needed").format(n=size_words(row.n, effective), needed=FEW_BELOW))
        + f'<p class="verdict">{escape(missing)}</p><div class="need grey" role="img" aria-label="{escape(of)}">'
        f'<s style="width:{share:.0f}%"></s></div><div class="pair"><span>{escape(of)}</span></div>'
    )


def _usual(headline: Headline) -> str:
    """The change against the four weeks before, in one small line."""
    change, metric = headline.on_four_weeks, headline.metric
    if change.verdict in ("too_few", "hidden"):
        return ""
    css = {"up": "up", "down": "down"}.get(change.verdict, "")
    words = {
        "up": _("Four weeks before: {value}, clearly up ({interval})"),
        "down": _("Four weeks before: {value}, clearly down ({interval})"),
    }.get(change.verdict, _("Four weeks before: {value}, no clear change ({interval})"))
    text = words.format(
        value=value_text(metric, change.before), interval=change_interval_text(metric, change.low, change.high)
    )
    mix = "" if headline.mix is None else f'<p class="target">{escape(mix_sentence(headline.mix))}</p>'
    return f'<p class="target"><span class="{css}">{escape(text)}</span></p>{mix}'


def _target(metric: Metric, row: object, target: float | None) -> str:
    if target is None:
        return ""
    low, high, value = getattr(row, "low", 0.0), getattr(row, "high", 0.0), getattr(row, "value", 0.0)
    if low > target:
        verdict = _("clearly above")
    elif high < target:
        verdict = _("clearly below")
    else:
        verdict = _("on target, not yet clear") if value >= target else _("below, within reach of noise")
    words = _("Target {target}: {verdict}").format(target=value_text(metric, target), verdict=verdict)
    return f'<p class="target">┄ {escape(words)}</p>'
