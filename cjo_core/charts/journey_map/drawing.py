"""The whole map as one SVG: for a wall, a slide or a sheet of paper. Made of words and shapes only, in light colours.

It holds everything the screen shows, in the same columns, and needs nothing around it: no fonts, no style, no script.
Never scrolls: text is broken into lines that fit, and ends in "…" where it does not.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from cjo_core.charts.drawing.axes import span_of, tick_text, ticks_of
from cjo_core.charts.drawing.rows import Row
from cjo_core.charts.journey_map.content import (
    BAD,
    GOOD,
    Column,
    JourneyMap,
    other_text,
    under,
    why_gap,
)
from cjo_core.charts.journey_map.drawn_lanes import drawn_lanes, lane
from cjo_core.charts.journey_map.paths import band, line
from cjo_core.charts.journey_map.shapes import FONTS, GUTTER, TONES, WIDER, Shapes, ink_of
from cjo_core.charts.numbers import value_text
from cjo_core.charts.words import wrapped
from cjo_core.locale import _, language

MARGIN, WIDTH, NARROWEST, CURVE = 36, 1560, 148, 250


def drawing(found: JourneyMap, source: str = "") -> str:
    """The map as the text of an SVG file; `source` says below whose data it shows."""
    count = max(len(found.columns), 1)
    column = max(NARROWEST, (WIDTH - GUTTER) / count)
    sheet = Shapes(column)
    width = GUTTER + column * count
    y = _head(sheet, found, width)
    top, under_all = y, len(sheet.shapes)
    y = _curve(sheet, found, y + 8)
    for title, part, cell in drawn_lanes(found):
        if found.has(part):
            y = lane(sheet, found, title, cell, y)
    columns = Shapes(column)
    for i in range(count + 1):
        columns.rule(GUTTER + i * column, top + 6, GUTTER + i * column, y)
    sheet.shapes[under_all:under_all] = columns.shapes
    sheet.rule(0, y, width, y)
    y = sheet.lines(0, y + 10, found.foot, width, 4, 13, ink="muted")
    if source:
        y += 22
        sheet.text(width, y, source, 13, ink="muted", anchor="end")
    total, high = width + 2 * MARGIN, y + 2 * MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total:.0f} {high:.0f}" width="{total:.0f}" '
        f'height="{high:.0f}" font-family="{FONTS}" lang="{language()}" role="img">'
        f"<title>{escape(found.title)}</title>"
        f'<rect width="{total:.0f}" height="{high:.0f}" fill="{ink_of("paper")}"/>'
        f'<g transform="translate({MARGIN} {MARGIN})">{"".join(sheet.shapes)}</g></svg>'
    )


def _head(sheet: Shapes, found: JourneyMap, width: float) -> float:
    sheet.text(0, 14, found.eyebrow, 15, ink="muted")
    y = sheet.lines(0, 20, found.title, width, 2, 30, bold=True)
    return sheet.lines(0, y + 2, found.lead, width, 3, 17, ink="muted") + 14 if found.lead else y + 14


def _curve(sheet: Shapes, found: JourneyMap, y: float) -> float:
    """Names of the stages and the curve under them; returns its foot."""
    names = [wrapped(column.stage, sheet.room / WIDER, 3, 17) for column in found.columns]
    for i, lines in enumerate(names):
        for k, words in enumerate(lines):
            sheet.text(sheet.middle(i), y + 20 * (k + 1), words, 17, bold=True, anchor="middle")
    top = y + 20 * max((len(lines) for lines in names), default=1) + 26
    foot = top + CURVE
    rows = [
        row for column in found.columns for row in (column.row, column.second, *column.others) if row and row.judged
    ]
    span = span_of(found.metric, [*(x for row in rows for x in (row.low, row.high)), found.target])

    room = 40 if found.names else 14  # the name of a curve may stand under its lowest point

    def up(x: float) -> float:
        return foot - room - (x - span[0]) / (span[1] - span[0]) * (CURVE - room - 20)

    right = GUTTER + sheet.column * len(found.columns)
    for tick in ticks_of(found.metric, span):
        sheet.rule(GUTTER, up(tick), right, up(tick))
        sheet.text(GUTTER - 10, up(tick) + 4, tick_text(found.metric, tick), 13, ink="muted", anchor="end")
    for run in _runs([column.row for column in found.columns]):
        low, high = ([(sheet.middle(i), up(getattr(row, end))) for i, row in run] for end in ("low", "high"))
        sheet.shape("path", d=band(low, high), fill=ink_of("band"), opacity=0.75)
    if found.target is not None:
        sheet.rule(GUTTER, up(found.target), right, up(found.target), "ink", 1.25, ' stroke-dasharray="5 4"')
        words = _("target {target}").format(target=value_text(found.metric, found.target))
        sheet.text(right - 6, up(found.target) - 5, words, 13, anchor="end")
    _strokes(sheet, found, up)
    for i, column in enumerate(found.columns):
        _point(sheet, found, column, i, up, (top + foot) / 2)
    return foot


def _strokes(sheet: Shapes, found: JourneyMap, up: Callable[[float], float]) -> None:
    """The two lines."""
    seconds = [column.second for column in found.columns]
    looks = (
        ([row for row in seconds if row is not None], "low", ' stroke-dasharray="2 4"'),
        ([c.row for c in found.columns], "ink", ""),
    )
    for rows, ink, dashes in looks:
        for run in _runs(rows if len(rows) == len(found.columns) else []):
            path = line([(sheet.middle(i), up(row.value)) for i, row in run])
            sheet.shapes.append(f'<path d="{path}" fill="none" stroke="{ink_of(ink)}" stroke-width="2.25"{dashes}/>')


def _point(
    sheet: Shapes, found: JourneyMap, column: Column, i: int, up: Callable[[float], float], middle: float
) -> None:
    """A stage's interval, dot and value; what it is compared with; or why there is a gap."""
    x, row = sheet.middle(i), column.row
    if column.second is not None and column.second.judged:
        other = column.second
        sheet.rule(x + 7, up(other.low), x + 7, up(other.high), "low", 3, ' opacity="0.4"')
        sheet.shape(
            "circle",
            cx=f"{x:.1f}",
            cy=f"{up(other.value):.1f}",
            r=5,
            fill=ink_of("paper"),
            stroke=ink_of("low"),
            stroke_width=2,
        )
        named = found.names[1] if found.names and i == _last(found, second=True) else ""
        _label(sheet, x, other, named, up, above=under(column), main=False)
    for further in (one for one in column.others if one.judged):
        sheet.text(x + 20, up(further.value) + 4, f"◆ {other_text(further)}", 12, ink="muted")
    if not row.judged:
        for k, words in enumerate(why_gap(row)):
            sheet.text(x, middle + 17 * k, words, 14, ink="muted", anchor="middle")
        return
    mark, said = TONES.get(column.tone, ("ink", "ink"))
    sheet.rule(x, up(row.low), x, up(row.high), mark, 5, ' opacity="0.45" stroke-linecap="round"')
    _dot(sheet, x, up(row.value), column.tone, mark)
    named = found.names[0] if found.names and i == _last(found, second=False) else ""
    _label(sheet, x, row, named, up, above=not under(column), main=True, ink=said)


def _label(
    sheet: Shapes,
    x: float,
    row: Row,
    name: str,
    up: Callable[[float], float],
    *,
    above: bool,
    main: bool,
    ink: str = "muted",
) -> None:
    """A value at the end of its interval that points away from the other curve, and the name of its curve."""
    near, far = (up(row.high) - 7, up(row.high) - 26) if above else (up(row.low) + 18, up(row.low) + 35)
    sheet.text(x, near, row.text, 17 if main else 13, bold=main, ink=ink, anchor="middle")
    if name:
        sheet.text(x, far, name, 13, ink="ink" if main else "muted", anchor="middle")


def _dot(sheet: Shapes, x: float, y: float, tone: str, ink: str) -> None:
    """▲, ▼ or ●: the shape says it too."""
    look = {"fill": ink_of(ink), "stroke": ink_of("paper"), "stroke_width": 2}
    if tone == BAD:
        sheet.shape("path", d=f"M{x - 8:.1f},{y - 6:.1f}h16l-8,14z", **look)
    elif tone == GOOD:
        sheet.shape("path", d=f"M{x - 8:.1f},{y + 6:.1f}h16l-8,-14z", **look)
    else:
        sheet.shape("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=7, **look)


def _last(found: JourneyMap, *, second: bool) -> int:
    rows = [column.second if second else column.row for column in found.columns]
    return max((i for i, row in enumerate(rows) if row is not None and row.judged), default=-1)


def _runs(rows: list[Row]) -> list[list[tuple[int, Row]]]:
    """Stretches of stages with a score: a gap breaks the line."""
    found: list[list[tuple[int, Row]]] = [[]]
    for i, row in enumerate(rows):
        if row.judged:
            found[-1].append((i, row))
        elif found[-1]:
            found.append([])
    return [run for run in found if len(run) > 1]
