"""What customers say about a stage: the most telling of the newest comments, one per stage and per pain point."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from cjo_core.charts.journey_map.content import Quote
from cjo_core.insight.pain_points import Findings, Spot
from cjo_core.locale import _
from cjo_core.metrics.catalog import METRICS
from cjo_core.store.responses.reads import Row, rows
from cjo_core.survey.filters import Filter
from cjo_core.survey.scales import SCALES
from pages.ui.pieces.comments import band_of, may_show_comments
from pages.ui.privacy import beside, may_list, open_columns
from pages.ui.session import View

#: So many of the newest comments are looked at, and so many more for a pain point that has none among them.
NEWEST, MORE = 400, 12
#: A comment of this length says something and is still read.
TELLING = range(25, 220)


@dataclass
class Voices:
    """The comments at hand and what may stand beside them; nobody is quoted twice."""

    now: View
    where: Filter
    open: tuple[str, ...]
    found: list[Row]
    used: set[int] = field(default_factory=set)

    def of_spot(self, spot: Spot, *, bad: bool) -> Quote | None:
        """What somebody said there who was as unhappy (or as happy) as the place is."""
        if not set(spot.where) <= set(self.open):
            return None
        own = [row for row in self.found if all(getattr(row, name) == value for name, value in spot.where.items())]
        own = [row for row in own if self._open(row, spot.where)]
        best = self._best([row for row in own if _leans(row, bad=bad)])
        if best is None:
            metric = METRICS[spot.metric]
            _name, first, last = metric.parts[0 if bad else -1]
            narrow = self.where.only(**spot.where)
            if not may_show_comments(self.now, narrow):
                return None
            more = rows(
                self.now.store,
                narrow,
                comments_only=True,
                listed=may_list(self.now, narrow),
                kind=metric.kind,
                scores=list(range(first, last + 1)),
                limit=MORE,
            )
            best = self._best(more)
        return self._quote(best)

    def of_stage(self, stage: str) -> Quote | None:
        """The most telling comment about a stage."""
        if "stage" not in self.open:
            return None
        return self._quote(self._best([r for r in self.found if r.stage == stage and self._open(r, ("stage",))]))

    def _open(self, row: Row, names: Collection[str]) -> bool:
        return len(beside(row, self.now, self.where, [*names])) == len(names)

    def _best(self, candidates: list[Row]) -> Row | None:
        fresh = [row for row in candidates if row.answer_id not in self.used]
        telling = [row for row in fresh if len(row.comment or "") in TELLING]
        return min(telling or fresh, key=_weight, default=None)

    def _quote(self, row: Row | None) -> Quote | None:
        if row is None:
            return None
        self.used.add(row.answer_id)
        css, band = band_of(row.kind, row.score) if row.score is not None else ("mid", _("No score"))
        score = "–" if row.score is None else str(row.score)
        label = _("{band}, score {score}").format(band=band, score=score)
        return Quote(score, css, label, " ".join((row.comment or "").split()), row.language or "")


def listen(now: View, where: Filter) -> Voices | None:
    """The newest comments behind a filter; None where they could give somebody away."""
    if not may_show_comments(now, where):
        return None
    allowed = open_columns(now, where, ("stage", "segment", "touchpoint"))
    return Voices(
        now, where, allowed, rows(now.store, where, comments_only=True, listed=may_list(now, where), limit=NEWEST)
    )


def quotes(voices: Voices | None, findings: Findings, stages: list[str]) -> dict[str, Quote]:
    """One comment per stage: of its weightiest pain point or bright spot if there is one."""
    if voices is None:
        return {}
    found: dict[str, Quote] = {}
    for stage in stages:
        spots = findings.of(stage)
        quote = voices.of_spot(spots[0], bad=spots[0] in findings.pains) if spots else None
        quote = quote or voices.of_stage(stage)
        if quote is not None:
            found[stage] = quote
    return found


def _leans(row: Row, *, bad: bool) -> bool:
    if row.score is None:
        return False
    _name, first, last = METRICS[row.kind].parts[0 if bad else -1]
    return first <= row.score <= last


def _weight(row: Row) -> tuple[float, int]:
    """The most extreme scores first, then the newest."""
    if row.score is None:
        return (0.0, -row.answer_id)
    scale = SCALES[row.kind]
    middle = (scale.low + scale.high) / 2
    return (-abs(row.score - middle) / (scale.high - middle), -row.answer_id)
