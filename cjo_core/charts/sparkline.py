"""Twelve weeks in a card: line, 95 % band, dashed target, last point, as HTML. No axes: the card says the numbers.

Three of these stand on the first screen, so they are drawn by the page itself: a chart library would take longer to
start than the page to arrive. Weeks without answers (or hidden ones) are gaps; weeks with few answers are drawn
lighter. Never bridges a gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby
from urllib.parse import quote

from cjo_core.charts.drawing.axes import Span, all_weeks, span_of
from cjo_core.charts.drawing.rows import Row
from cjo_core.charts.drawing.weekly import seen, weekly_rows, weekly_sentence
from cjo_core.charts.numbers import known, missing
from cjo_core.charts.pictures import Columns
from cjo_core.charts.words import DOWN, UP, week_and_year
from cjo_core.metrics.catalog import Metric

WEEKS = 12
#: Space left of the first week and right of the last, as a share of the distance of two weeks.
PADDING = 0.25
#: Signs that need no code in an address inside a style.
_PLAIN = " ='/:.,-"


def sparkline(
    frame: Columns,
    metric: Metric | str,
    target: float | None = None,
    verdict: str = "unclear",
    *,
    weeks: Sequence[int] | None = None,
) -> str:
    """The line of a card, from a breakdown by week; `verdict` (on the last week's change) gives its last point shape
    and colour. `weeks` are the weeks to show; without it the twelve up to the last one with answers.

    HTML for the class `spark` of a page's style sheet. It says aloud what it shows, and the mouse finds each week.
    """
    chosen = known(metric)
    rows = weekly_rows(frame, chosen, all_weeks(frame["week"], weeks, last=WEEKS))
    span = span_of(chosen, [*seen(rows), target])
    across = [100 * (i + PADDING) / max(len(rows) - 1 + 2 * PADDING, 1) for i in range(len(rows))]
    firm = [i for i, row in enumerate(rows) if row.judged]
    layers = [
        _layer("band", _band(rows, across, span)),
        "" if target is None else f'<i class="goal" style="top:{_up(target, span):.1f}%"></i>',
        _layer("every", _stroke(_line(rows, across, span, range(len(rows))))),
        _layer("firm", _stroke(_line(rows, across, span, firm))),
    ]
    said = escape(weekly_sentence(rows, chosen, target))
    return (
        f'<div class="spark"><div role="img" aria-label="{said}">{"".join(layers)}'
        f"{_points(rows, across, span, verdict, chosen)}</div>{_tips(rows, across)}</div>"
    )


def _layer(name: str, shapes: str) -> str:
    """Shapes to be seen in the colour the style sheet gives to `name`: a mask, because Streamlit takes SVG out of HTML,
    and a picture of its own would not change with the theme."""
    if not shapes:
        return ""
    sheet = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100' preserveAspectRatio='none'>{shapes}</svg>"
    return f'<i class="{name}" style="mask-image:url(&quot;data:image/svg+xml,{quote(sheet, safe=_PLAIN)}&quot;)"></i>'


def _stroke(line: str, width: float = 1.75) -> str:
    look = "fill='none' stroke='#000' stroke-linejoin='round' stroke-linecap='round' vector-effect='non-scaling-stroke'"
    return f"<path d='{line}' {look} stroke-width='{width}'/>" if line else ""


def _up(value: float, span: Span) -> float:
    """How far below the top of the picture a value lies, in per cent of its height."""
    low, high = span
    return min(100.0, max(0.0, 100 * (high - value) / (high - low)))


def _runs(rows: list[Row], places: Iterable[int]) -> list[list[int]]:
    """The places of weeks with a score that follow each other without a gap."""
    scored = [i for i in places if not missing(rows[i].value)]
    return [[i for _nth, i in run] for _key, run in groupby(enumerate(scored), lambda pair: pair[1] - pair[0])]


def _line(rows: list[Row], across: list[float], span: Span, places: Iterable[int]) -> str:
    """A line through the weeks at some places, broken where one is missing."""
    runs = ([f"{across[i]:.1f} {_up(rows[i].value, span):.1f}" for i in run] for run in _runs(rows, places))
    return "".join("M" + "L".join(points) for points in runs)


def _band(rows: list[Row], across: list[float], span: Span) -> str:
    """The interval of each week, as one shape per run; a week alone is a stroke."""
    found = ""
    known_ends = [i for i, row in enumerate(rows) if not missing(row.low) and not missing(row.high)]
    for run in _runs(rows, known_ends):
        top = [f"{across[i]:.1f} {_up(rows[i].high, span):.1f}" for i in run]
        foot = [f"{across[i]:.1f} {_up(rows[i].low, span):.1f}" for i in reversed(run)]
        if len(run) > 1:
            found += f"<path d='M{'L'.join([*top, *foot])}Z'/>"
        else:
            found += _stroke(f"M{top[0]}L{foot[0]}", 6)
    return found


def _points(rows: list[Row], across: list[float], span: Span, verdict: str, metric: Metric) -> str:
    """The last week by its verdict, and weeks between two gaps, where a line has nothing to join."""
    found = ""
    for run in _runs(rows, range(len(rows))):
        if len(run) == 1 and run[0] != len(rows) - 1:
            found += f'<u class="alone" style="{_place(rows[run[0]], across[run[0]], span)}"></u>'
    if not rows or missing(rows[-1].value):
        return found
    tone = "" if rows[-1].judged else " low"
    if rows[-1].judged and verdict in (UP, DOWN):
        tone = f" {verdict} good" if (verdict == UP) == metric.high_is_good else f" {verdict} bad"
    return found + f'<u class="last{tone}" style="{_place(rows[-1], across[-1], span)}"></u>'


def _place(row: Row, across: float, span: Span) -> str:
    return f"left:{across:.1f}%;top:{_up(row.value, span):.1f}%"


def _tips(rows: list[Row], across: list[float]) -> str:
    """What the mouse and a screen reader are told of each week. Those on the right hang to the left."""
    width = 100 / max(len(rows), 1)
    return f"<ol>{''.join(_tip(row, place, width) for row, place in zip(rows, across, strict=True))}</ol>"


def _tip(row: Row, across: float, width: float) -> str:
    side = ' class="left"' if across > 50 else ""
    name = escape(week_and_year(int(row.keys[0])))
    return (
        f'<li{side} style="left:{across - width / 2:.1f}%;width:{width:.1f}%"><span><b>{name}</b> '
        f"{escape(row.score)}</span></li>"
    )
