"""Pain points and bright spots under the map: rank, place, the three numbers, what customers said, the way there."""

from __future__ import annotations

from math import copysign

import streamlit as st

from cjo_core.charts.journey_map.content import Column, Quote
from cjo_core.charts.journey_map.lanes import quote_html
from cjo_core.charts.numbers import (
    PERCENT,
    change_interval_text,
    change_text,
    count_text,
    number_text,
    value_text,
)
from cjo_core.charts.words import joined, listed, sentence_case, size_words
from cjo_core.insight.pain_points import Findings, Spot
from cjo_core.locale import _, ngettext
from cjo_core.metrics.catalog import METRICS
from cjo_core.metrics.privacy.base import FEW_BELOW
from cjo_core.survey.filters import Filter
from cjo_core.survey.journey import Journey
from pages.see.parts.journey import acting
from pages.see.parts.journey.gathering import place_name
from pages.see.parts.journey.opened import ways
from pages.see.parts.journey.saying import Voices
from pages.ui.pieces.html import card_title, escape, html
from pages.ui.session import View

#: More than these would be a list, not an answer.
SHOWN = 6


def show(
    now: View,
    where: Filter,
    findings: Findings,
    voices: Voices | None,
    journey: Journey | None,
    columns: tuple[Column, ...],
) -> None:
    """Both cards."""
    with st.container(border=True):
        card_title(_("Pain points, the weightiest first"), _rule())
        quoted = {column.stage: column.quote for column in columns}
        _spots(now, where, findings.pains, findings, voices, journey, quoted, bad=True)
        html(f'<p class="note">{escape(_checked(findings))}</p>')
    if findings.brights:
        with st.container(border=True):
            card_title(_("Bright spots"))
            _spots(now, where, findings.brights, findings, voices, journey, quoted, bad=False)


def _rule() -> str:
    return _(
        "Clearly below all other answers of the journey, by 10 points of −100 … +100 or more, with {n} answers "
        "or more. Ranked by gap × reach × importance."
    ).format(n=FEW_BELOW)


def _checked(findings: Findings) -> str:
    """How much was looked at, and what importance is."""
    words = ngettext(
        "{count} stage, touchpoint or segment within a stage checked.",
        "{count} stages, touchpoints and segments within a stage checked.",
        findings.judged,
    )
    said = [words.format(count=count_text(findings.judged))] if findings.judged else []
    if findings.small:
        small = ngettext(
            "{count} is too small to judge (under {needed} answers).",
            "{count} are too small to judge (under {needed} answers).",
            findings.small,
        )
        said.append(small.format(count=findings.small, needed=FEW_BELOW))
    if findings.weighed:
        said.append(
            _(
                "Importance: how closely the score there goes along with recommending us elsewhere, "
                "of the same customers (correlation, 0 to 1); an association, not a cause."
            )
        )
    elif findings.pains or findings.brights:
        said.append(_("Importance counts the same everywhere: too few customers can be recognised to derive it."))
    return joined(*said)


def _spots(
    now: View,
    where: Filter,
    spots: tuple[Spot, ...],
    findings: Findings,
    voices: Voices | None,
    journey: Journey | None,
    quoted: dict[str, Quote | None],
    *,
    bad: bool,
) -> None:
    if not spots:
        none = _("Nothing clearly hurts.") if findings.judged else _("Too few answers to judge any stage.")
        html(f'<p class="sub">{escape(none)}</p>')
    for rank, spot in enumerate(spots[:SHOWN], 1):
        first = findings.of(spot.stage)[0] is spot
        quote = quoted.get(spot.stage) if first else voices.of_spot(spot, bad=bad) if voices else None
        owner = _owner(journey, spot)
        key = f"{'pain' if bad else 'bright'}_{rank}"
        with st.container(key=f"spot_{key}"):
            html(_row(rank, spot, quote, owner, bad=bad, weighed=findings.weighed))
            with st.container(horizontal=True, gap="small"):
                ways(sentence_case(place_name(spot)), spot.where, key)
                if bad:
                    acting.offer(now, spot, where, owner, key)
    if len(spots) > SHOWN:
        more = len(spots) - SHOWN
        html(f'<p class="sub">{escape(ngettext("{count} more.", "{count} more.", more).format(count=more))}</p>')


def _row(rank: int, spot: Spot, quote: Quote | None, owner: str, *, bad: bool, weighed: bool) -> str:
    metric = METRICS[spot.metric]
    css, mark = "down" if bad else "up", "▲" if spot.gap > 0 else "▼"
    factors = _("gap × reach × importance") if weighed else _("gap × reach")
    own = _("{metric} {gap} ({interval})").format(
        metric=_(metric.label),
        gap=change_text(metric, spot.gap),
        interval=change_interval_text(metric, spot.low, spot.high),
    )
    figures = [
        (_("Gap"), number_text(copysign(spot.size, spot.gap), sign=True), own),
        (_("Reach"), _share(spot.reach), _("of the answers")),
        (_("Importance"), _importance(spot), _pairs(spot) if weighed else _("the same everywhere")),
        (_("Weight"), number_text(spot.weight, 1), factors),
    ]
    cells = "".join(
        f"<div><span>{escape(name)}</span><b>{escape(value)}</b><small>{escape(more)}</small></div>"
        for name, value, more in figures
    )
    said = ""
    if quote is not None:
        said = quote_html(quote)
    whose = f'<p class="sub">{escape(_("Owner"))}: {escape(owner)}</p>' if owner else ""
    name = escape(sentence_case(place_name(spot)))
    place = f'<p class="place"><span class="{css}" aria-hidden="true">{mark}</span> <b>{name}</b></p>'
    words = f"{place}<p>{escape(reason(spot))}</p>{said}{whose}"
    return f'<div class="spot"><div class="rank">{rank}</div><div>{words}</div><div class="three">{cells}</div></div>'


def reason(spot: Spot) -> str:
    """Why it is on the list, in words."""
    metric = METRICS[spot.metric]
    said = [
        _("{metric} {value} (n {n}) against {rest} of all others.").format(
            metric=_(metric.label),
            value=value_text(metric, spot.value),
            n=size_words(spot.n, spot.effective),
            rest=value_text(metric, spot.rest),
        )
    ]
    if spot.beside is not None:
        beside = value_text(metric, spot.beside)
        said.append(_("The others in {stage}: {value}.").format(stage=spot.stage, value=beside))
    if spot.explains:
        said.append(_("Without them {stage} does not stand out.").format(stage=spot.stage))
    if spot.without:
        said.append(_("Counted without {names}, listed on their own.").format(names=listed(list(spot.without))))
    if spot.also:
        said.append(
            _("{metrics} says the same.").format(metrics=listed([_(METRICS[name].label) for name in spot.also]))
        )
    return joined(*said)


def _share(share: float) -> str:
    return _(PERCENT).format(number=number_text(100 * share))


def _importance(spot: Spot) -> str:
    return "–" if spot.importance is None else number_text(max(spot.importance, 0.0), 2)


def _pairs(spot: Spot) -> str:
    if spot.importance is None:
        return _("not known: mean of the others")
    return ngettext("{count} customer", "{count} customers", spot.paired).format(count=count_text(spot.paired))


def _owner(journey: Journey | None, spot: Spot) -> str:
    """Who owns the touchpoint, or those of the stage."""
    stages = [stage for stage in (journey.current if journey else ()) if stage.name == spot.stage]
    owners = [
        touchpoint.owner
        for stage in stages
        for touchpoint in stage.touchpoints
        if touchpoint.owner and (spot.dimension != "touchpoint" or touchpoint.name == spot.part)
    ]
    return listed(list(dict.fromkeys(owners)))
