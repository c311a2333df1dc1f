"""How much do we know: answers this week against the number needed, and where they come from."""

from __future__ import annotations

import streamlit as st

from cjo_core.charts.numbers import PERCENT, count_text, number_text, size_text
from cjo_core.insight.this_week import WeekReport
from cjo_core.insight.volume import answers_needed
from cjo_core.locale import _
from cjo_core.metrics.cells import tally
from cjo_core.store.surveys import surveys
from cjo_core.survey.filters import Filter
from pages.ui.html import card_title, escape, html
from pages.ui.session import View

#: The change a team wants to see, until it says otherwise, by the unit of its metric.
WORTH_SEEING = {"points": 10.0, "percent": 10.0, "scale": 0.5}


def show(now: View, report: WeekReport, where: Filter) -> None:
    """The card."""
    card_title(_("Answers this week"))
    if not report.headlines:
        return
    main = report.headlines[0]
    gap = WORTH_SEEING[main.metric.unit]
    needed = answers_needed(main.metric, main.row, gap)
    have = int(main.row.n)
    visible = main.on_last_week.needed
    label = _(main.metric.label)
    lead = (
        _("changes over {size} are clear").format(size=size_text(main.metric, visible))
        if have and visible == visible
        else _("too few to see a change")
    )
    ask = _("{needed} a week to see {size} reliably").format(
        needed=count_text(needed), size=size_text(main.metric, gap)
    )
    share = min(100.0, 100 * have / needed) if needed else 100.0
    percent = _(PERCENT).format(number=number_text(share))
    to_go = _("enough") if have >= needed else _("{count} to go").format(count=count_text(needed - have))
    html(
        f'<div class="fig"><span class="val">{escape(count_text(have))}</span>'
        f'<span class="int"><b>{escape(lead)}</b><br>'
        f"{escape(label)}: {escape(ask)}</span></div>"
        f'<div class="need" role="img" aria-label="{escape(f"{have} / {needed}")}">'
        f'<s style="width:{share:.1f}%"></s></div>'
        f'<div class="pair"><span><b>{escape(percent)}</b> {escape(_("of what is needed"))}</span>'
        f"<span>{escape(to_go)}</span></div>"
    )
    _sources(now, where.weeks(report.week, report.week))
    st.page_link("collect/surveys.py", label=_("Ask more people: links and QR codes"), icon=":material/qr_code_2:")


def _sources(now: View, week: Filter) -> None:
    """Answers per survey, as small bars."""
    counts: dict[str, int] = {}
    for kind in sorted(now.cells.kinds()):
        found = tally(now.cells, kind, ["survey"], week)
        for (slug,), n in zip(found.labels, found.n, strict=True):
            counts[slug] = counts.get(slug, 0) + int(n)
    titles = {one.slug: one.title for one in surveys(now.store)}
    most = max(counts.values(), default=0)
    rows = "".join(
        f'<span>{escape(titles.get(slug, slug))}</span><i style="width:{100 * n / most:.0f}%"></i>'
        f"<b>{escape(count_text(n))}</b>"
        for slug, n in sorted(counts.items(), key=lambda pair: -pair[1])
    )
    if rows:
        html(f'<div class="src">{rows}</div>')
