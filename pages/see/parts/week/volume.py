"""How much do we know: answers this week against the number needed, and where they come from."""

from __future__ import annotations

import streamlit as st

from cjo_core.charts.numbers import PERCENT, count_text, number_text, size_text
from cjo_core.insight.this_week import Headline, WeekReport
from cjo_core.insight.volume import answers_needed
from cjo_core.locale import _
from cjo_core.metrics.changes.verdicts import TOO_FEW
from cjo_core.metrics.formulas.response_rate import response_rate
from cjo_core.metrics.privacy.base import HIDDEN
from cjo_core.metrics.privacy.guarded import guarded
from cjo_core.store.invitations.reading import Asked, asked
from cjo_core.store.set_up.surveys import titles
from cjo_core.survey.filters import Filter
from pages.ui.pieces.figures import effective_of
from pages.ui.pieces.html import card_title, card_title_html, escape, html
from pages.ui.session import View

#: The change a team wants to see, until it says otherwise, by the unit of its metric.
WORTH_SEEING = {"points": 10.0, "percent": 10.0, "scale": 0.5}


def show(now: View, report: WeekReport, where: Filter) -> None:
    """The card."""
    if not report.headlines:
        card_title(_("Answers this week"))
        return
    main = report.headlines[0]
    title = card_title_html(_("{metric} answers this week").format(metric=_(main.metric.label)))
    hidden = f'<p class="verdict">{escape(_("Hidden to protect a small group."))}</p>'
    parts = [
        f"<div>{hidden if main.row.base == HIDDEN else _figure(main)}</div>",
        _sources(now, where.weeks(report.week, report.week).counting(latest=False)),
        _response_rate(now, where),
    ]
    html(f'<div class="parts">{title}{"".join(parts)}</div>')
    st.page_link("collect/surveys.py", label=_("Ask more people: links and QR codes"), icon=":material/qr_code_2:")


def _figure(main: Headline) -> str:
    """Answers to the first metric's question against what is needed, and the change one could see with them."""
    gap = WORTH_SEEING[main.metric.unit]
    needed = answers_needed(main.metric, main.row, gap)
    effective = effective_of(main.row)
    have = int(main.row.n if effective is None else effective)  # what decides, where answers have weights
    change = main.on_last_week
    lead = _("too few to see a change")
    if change.verdict not in (TOO_FEW, HIDDEN) and change.needed == change.needed:
        lead = _("changes over {size} are clear").format(size=size_text(main.metric, change.needed))
    ask = _("{metric}: {needed} a week to see {size} reliably").format(
        metric=_(main.metric.label), needed=count_text(needed), size=size_text(main.metric, gap)
    )
    judged_by = "" if effective is None else f"<br>{escape(_('effective n {n}').format(n=count_text(effective)))}"
    share = min(100.0, 100 * have / needed) if needed else 100.0
    percent = _(PERCENT).format(number=number_text(share))
    to_go = _("enough") if have >= needed else _("{count} to go").format(count=count_text(needed - have))
    of = _("{count} of {needed}").format(count=count_text(have), needed=count_text(needed))
    return (
        f'<div class="fig"><span class="val">{escape(count_text(main.row.n))}</span>'
        f'<span class="int"><b>{escape(lead)}</b><br>{escape(ask)}{judged_by}</span></div>'
        f'<div class="need" role="img" aria-label="{escape(of)}"><s style="width:{share:.1f}%"></s></div>'
        f'<div class="pair"><span><b>{escape(percent)}</b> {escape(_("of what is needed"))}</span>'
        f"<span>{escape(to_go)}</span></div>"
    )


def _response_rate(now: View, where: Filter) -> str:
    """Who answered out of those who were invited, where anybody was; of all weeks, for answers come later."""
    chosen = where.where.get("survey")
    found = sum((one for slug, one in asked(now.store).items() if chosen is None or slug in chosen), Asked())
    if not found.delivered:
        return ""
    rate = response_rate(found.outcomes)
    words = _("{answered} of {delivered} invited people answered ({low}–{high} %; RR2, all weeks).")
    told = words.format(
        answered=count_text(found.complete + found.partial),
        delivered=count_text(found.delivered),
        low=number_text(float(rate.low)),
        high=number_text(float(rate.high)),
    )
    share = _(PERCENT).format(number=number_text(float(rate.value)))
    return f'<p class="note"><b>{escape(_("Response rate"))} {escape(share)}</b><br>{escape(told)}</p>'


def _sources(now: View, week: Filter) -> str:
    """Answers per survey, as small bars; without a number where it would tell of a small group."""
    counts: dict[str, int] = {}
    hidden: set[str] = set()
    for kind in sorted(now.cells.kinds()):
        found, secret = guarded(now.cells, kind, ["survey"], week)
        for (slug,), n, must_hide in zip(found.labels, found.n, secret, strict=True):
            counts[slug] = counts.get(slug, 0) + int(n)
            if must_hide:
                hidden.add(slug)
    named_surveys = titles(now.store)
    counts = {slug: 0 if slug in hidden else n for slug, n in counts.items()}
    most = max([1, *counts.values()])
    rows = "".join(
        f'<span>{escape(named_surveys.get(slug, slug))}</span><i style="width:{100 * n / most:.0f}%"></i>'
        f"<b>{escape(_('hidden') if slug in hidden else count_text(n))}</b>"
        for slug, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    )
    return f'<div class="src">{rows}</div>' if rows else ""
