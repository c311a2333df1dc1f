"""One comment on the screen, shown safely: what people wrote is escaped, and hidden where too few answered."""

from __future__ import annotations

from collections.abc import Collection

from cjo_core.locale import _
from cjo_core.metrics.catalog import METRICS
from cjo_core.metrics.privacy.people import any_protected
from cjo_core.metrics.privacy.protection import protected
from cjo_core.store.counts.everybody import everybody
from cjo_core.store.invitations.reading import inviting_surveys
from cjo_core.store.responses.reads import Row
from cjo_core.survey.filters import Filter
from pages.ui.pieces.html import escape
from pages.ui.privacy import is_guarded
from pages.ui.session import View
from pages.ui.words import day_text, week_label, weekday_and_time

_CLASSES = ("bad", "mid", "good")
#: What stands beside a comment if it gives nobody away, the dearest first.
BESIDE = ("stage", "week", "touchpoint", "segment", "channel")


def band_of(kind: str, score: int) -> tuple[str, str]:
    """The style and the name of the band a score lies in (promoter, passive, detractor, …)."""
    names = {
        "promoters": _("Promoter"),
        "passives": _("Passive"),
        "detractors": _("Detractor"),
        "satisfied": _("Satisfied"),
        "dissatisfied": _("Dissatisfied"),
        "neutral": _("Neutral"),
        "easy": _("Easy"),
        "hard": _("Hard"),
    }
    if kind not in METRICS:  # a rating, a text: no bands are published for it
        return "mid", ""
    metric = METRICS[kind]
    for css, (part, first, last) in zip(_CLASSES[:: 1 if metric.high_is_good else -1], metric.parts, strict=True):
        if first <= score <= last:
            return css, names[part]
    return "mid", ""


def may_show_comments(now: View, where: Filter) -> bool:
    """Whether words and rows behind this filter give nobody away: among the answers that count, among all, and among
    the people who gave no score."""
    every = where.counting(latest=False)
    if any_protected(everybody(now.store, now.cells), every):
        return False
    return not any(protected(now.cells, None, one) for one in (where, every))


def comment_html(row: Row, now: View, shown: Collection[str]) -> str:
    """Score badge, comment, and where and when it was said, as far as `shown` (dimensions) allows."""
    css, band = band_of(row.kind, row.score) if row.score is not None else ("mid", _("No score"))
    badge = "–" if row.score is None else str(row.score)
    label = _("{band}, score {score}").format(band=band, score=badge) if band else badge
    place = (row.touchpoint if "touchpoint" in shown else None) or (row.stage if "stage" in shown else None)
    others = [getattr(row, one) for one in ("segment", "channel") if one in shown]
    where = [band, place, *others, when(row, now) if "week" in shown else None]
    line = " · ".join(escape(part) for part in where if part)
    return (
        f'<div class="say"><span class="badge {css}" role="img" aria-label="{escape(label)}">{escape(badge)}</span>'
        f'<div><p dir="auto" lang="{escape(row.language or "")}">{escape(row.comment or "")}</p>'
        f'<p class="sub">{line}</p></div></div>'
    )


def tells_by_time(row: Row, now: View) -> bool:
    """Whether the hour would tell whose answer it is, whose person must stay unknown: of those who were invited the
    team knows which day they answered. Where anybody was invited nobody's hour is told: else who has none was invited,
    and that may be one."""
    invited = row.door == "invitation" or row.survey in inviting_surveys(now.store)
    return invited and is_guarded(now, row.survey)


def when(row: Row, now: View) -> str:
    """The weekday for the last days, the date before; only the week where more would tell who it was."""
    if row.submitted_at is None:
        return _("undated")
    if tells_by_time(row, now):
        return week_label(row.week)
    local = row.submitted_at.astimezone(now.zone)
    days = (now.now.date() - local.date()).days
    if 0 <= days < 6:
        return weekday_and_time(local)
    return day_text(local.date())
