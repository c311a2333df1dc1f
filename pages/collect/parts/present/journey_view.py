"""The journey on the wall: the experience curve stage by stage, and what clearly hurts or shines in each."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from cjo_core.charts.journey_map.content import gap_words
from cjo_core.charts.journey_map.paths import band, line
from cjo_core.charts.numbers import figure_text, value_text
from cjo_core.charts.words import n_text, size_words
from cjo_core.insight.journey_map import HIGHEST, LOWEST, ONE_SCALE, answers_behind, experience_curve, scale_of
from cjo_core.insight.pain_points import Findings, Spot, pain_points
from cjo_core.locale import _
from cjo_core.metrics.catalog import HEADLINES, METRICS, Metric
from cjo_core.metrics.changes.verdicts import DOWN, UP
from cjo_core.metrics.privacy.base import LOW, OK
from cjo_core.store.journey.reading import journeys
from cjo_core.survey.filters import Filter
from cjo_core.survey.periods import add_weeks
from pages.collect.parts.present import wall
from pages.see.parts.journey.gathering import verdict_of
from pages.see.parts.journey.importance import importance_of
from pages.see.parts.journey.titles import title_of
from pages.ui.choices.filters import this_week
from pages.ui.pieces.figures import effective_of
from pages.ui.pieces.html import escape, html
from pages.ui.session import View

WEEKS = 12
#: More stages could not be read from the back row.
MOST = 8
#: How much of the scale lies above and below what is shown.
_AIR = 12.0


@dataclass(frozen=True)
class _Point:
    """One stage on the wall: its share of the width, and of the height for value, low and high (None: a gap)."""

    stage: str
    row: Any
    x: float
    y: float | None
    low: float = 0.0
    high: float = 0.0


def show(now: View) -> None:
    """The map of the last twelve weeks: the same numbers as the page "Journey map" when it opens."""
    last = this_week(now)
    where = Filter().weeks(add_weeks(last, 1 - WEEKS), last)
    journey = next((one for one in journeys(now.store) if one.current), None)
    stages = [stage.name for stage in journey.current] if journey else []
    names = [name for name in HEADLINES if METRICS[name].kind in now.cells.kinds()]
    answers = answers_behind(now.cells, names, where)
    period = _("Last {count} weeks").format(count=WEEKS)
    if not stages or answers == 0:
        wall.head(now, _("No answers yet."), _("Journey map"), period)
        return
    findings = pain_points(now.cells, names, where, importance_of(now), stages)
    wall.head(now, title_of(findings, answers), _("Journey map"), period)
    choice = ONE_SCALE if len(names) > 1 else (names or ["nps"])[0]
    frame = experience_curve(now.cells, choice, where)
    rows = {row.stage: row for row in frame[frame["leads"]].itertuples()}
    points = _points([(stage, rows[stage]) for stage in stages[:MOST] if stage in rows])
    curve = _picture(points, scale_of(choice), choice, findings)
    html(f'<div class="w-curve">{curve}{_columns(points, findings)}</div>')
    foot = _("Band: 95\u202f% interval. ▲ ▼: clearly above or below all other answers of the journey.")
    more = len(stages) - len(points)
    missing = _("{count} more stages are on the page Journey map.").format(count=more) if more else ""
    html(f'<p class="w-foot">{escape(" ".join(part for part in (foot, missing) if part))}</p>')


def _points(rows: list[tuple[str, Any]]) -> list[_Point]:
    """Where each stage lies; the height shows what is there and some air around it."""
    judged = [row for _stage, row in rows if row.base in (OK, LOW)]
    least = min((row.low for row in judged), default=LOWEST) - _AIR
    most = max((row.high for row in judged), default=HIGHEST) + _AIR
    span = (most - least) or 1.0
    found = []
    for number, (stage, row) in enumerate(rows):
        x = (number + 0.5) / len(rows)
        if row.base in (OK, LOW):
            y, low, high = ((value - least) / span for value in (row.value, row.low, row.high))
            found.append(_Point(stage, row, x, y, low, high))
        else:
            found.append(_Point(stage, row, x, None))
    return found


def _picture(points: list[_Point], scale: Metric, choice: str, findings: Findings) -> str:
    """The curve with its band, broken where a stage has too few answers, and the values on it."""
    pieces = _pieces(points)
    areas = "".join(f'<path d="{_band(piece)}"/>' for piece in pieces)
    lines = "".join(f'<path class="l" d="{_line(piece)}"/>' for piece in pieces)
    figures = "".join(_figure(point, scale, choice, findings) for point in points)
    return f'<div class="w-sky">{_cut("w-band", areas)}{_cut("w-path", lines)}{figures}</div>'


def _cut(css: str, shapes: str) -> str:
    """A surface cut out in some shapes: drawings inside HTML are not let through, but a mask takes the theme's
    colours, too."""
    drawing = (
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1000 1000' preserveAspectRatio='none'>"
        "<style>.l{fill:none;stroke:#000;stroke-width:4px;vector-effect:non-scaling-stroke}</style>"
        f"{shapes}</svg>"
    )
    image = f"url(data:image/svg+xml;base64,{b64encode(drawing.encode()).decode()})"
    return f'<div class="{css}" style="mask-image:{image}"></div>'


def _pieces(points: list[_Point]) -> list[list[_Point]]:
    """Neighbours that all have a value: nothing is drawn across a gap."""
    pieces: list[list[_Point]] = [[]]
    for point in points:
        if point.y is None:
            pieces.append([])
        else:
            pieces[-1].append(point)
    return [piece for piece in pieces if piece]


def _at(point: _Point, share: float) -> tuple[float, float]:
    return 1000 * point.x, 1000 * (1 - share)


def _band(piece: list[_Point]) -> str:
    return band([_at(one, one.low) for one in piece], [_at(one, one.high) for one in piece])


def _line(piece: list[_Point]) -> str:
    return line([_at(one, one.y or 0.0) for one in piece])


def _figure(point: _Point, scale: Metric, choice: str, findings: Findings) -> str:
    place = f"left:{100 * point.x:.1f}%"
    if point.y is None:
        words = "".join(f"<span>{escape(word)}</span>" for word in why_gap_of(point.row))
        return f'<div class="w-gap" style="{place}">{words}</div>'
    value = value_text(scale, point.row.value)
    signed = figure_text(scale, point.row.value) if choice == ONE_SCALE else value
    css = {UP: " up", DOWN: " down"}.get(verdict_of(findings, point.stage, point.row.metric), "")
    return f'<div class="w-dot{css}" style="{place};bottom:{100 * point.y:.1f}%"><b>{escape(signed)}</b><i></i></div>'


def why_gap_of(row: Any) -> tuple[str, ...]:
    """The words where a stage has no point."""
    return gap_words(row.base, int(row.n), effective_of(row))


def _columns(points: list[_Point], findings: Findings) -> str:
    """Below the curve: stage, n and what stands out there."""
    cells = "".join(
        f'<div class="w-stage"><h2>{escape(point.stage)}</h2>'
        f"<p>{escape(n_text(int(point.row.n), effective_of(point.row)))}</p>"
        f"{_remark(next(iter(findings.of(point.stage)), None), findings)}</div>"
        for point in points
    )
    return f'<div class="w-stages" style="grid-template-columns:repeat({len(points)},minmax(0,1fr))">{cells}</div>'


def _remark(spot: Spot | None, findings: Findings) -> str:
    if spot is None:
        return ""
    css, mark = "down" if spot in findings.pains else "up", "▲" if spot.gap > 0 else "▼"
    words = _("the whole stage") if spot.part is None else spot.part
    metric = METRICS[spot.metric]
    figures = _("{metric} {value}, n {n}").format(
        metric=_(metric.label), value=value_text(metric, spot.value), n=size_words(spot.n, spot.effective)
    )
    return (
        f'<p class="w-spot {css}"><span aria-hidden="true">{mark}</span> <b>{escape(words)}</b><br>'
        f"<span>{escape(figures)}</span></p>"
    )
