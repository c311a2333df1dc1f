"""The lanes of the drawing: each cell draws itself from a corner on and says where it ends. Never draws the curve."""

from __future__ import annotations

from collections.abc import Callable

from cjo_core.charts.journey_map.content import MARKS, Column, JourneyMap, Quote, Remark, n_lines
from cjo_core.charts.journey_map.shapes import GUTTER, PAD, TONES, Shapes, ink_of
from cjo_core.charts.words import width_of
from cjo_core.locale import _

_BANDS = {"bad": ("bad_soft", "bad_text"), "mid": ("panel", "ink"), "good": ("good_soft", "good_text")}
Cell = Callable[[Shapes, Column, float, float], float]


def drawn_lanes(found: JourneyMap) -> list[tuple[str, str, Cell]]:
    """Title, part and drawing of each lane."""
    return [
        (_("Answers"), "row", lambda sheet, column, x, y: _answers(sheet, n_lines(found, column), x, y)),
        (found.change_title, "change", _change),
        (_("Customers, and how many go on"), "going", _going),
        (_("Touchpoints"), "touchpoints", _touchpoints),
        (_("Pain points, bright spots"), "remarks", lambda sheet, column, x, y: _remarks(sheet, column.remarks, x, y)),
        (_("One comment"), "quote", lambda sheet, column, x, y: _quote(sheet, column.quote, x, y)),
        (_("Owner"), "owner", _owner),
        (_("Notes"), "notes", _notes),
    ]  # fmt: skip


def lane(sheet: Shapes, found: JourneyMap, title: str, cell: Cell, y: float) -> float:
    """One lane from its upper rule on; returns its foot."""
    right = GUTTER + sheet.column * len(found.columns)
    sheet.rule(0, y, right, y)
    foot = sheet.lines(0, y + PAD, title, GUTTER - 12, 4, 13, bold=True, ink="muted")
    for i, column in enumerate(found.columns):
        foot = max(foot, cell(sheet, column, GUTTER + i * sheet.column + PAD, y + PAD))
    return foot + PAD


def _answers(sheet: Shapes, lines: list[tuple[str, str]], x: float, y: float) -> float:
    for n, interval in lines:
        y = sheet.lines(x, y, n, sheet.room, 2, bold=True) if n else y
        y = sheet.lines(x, y, interval, sheet.room, 3, 13, ink="muted") if interval else y
    return y


def _going(sheet: Shapes, column: Column, x: float, y: float) -> float:
    if column.going is None:
        return y
    foot = y + 34
    sheet.text(x + sheet.room / 2, y + 22, column.going.customers, 15, bold=True, anchor="middle")
    if column.going.on:
        words = f"{column.going.on} →"
        wide = width_of(words, 13) + 26
        left = x + sheet.room + PAD - wide / 2
        sheet.shape(
            "rect",
            x=f"{left:.1f}",
            y=f"{y + 5:.1f}",
            width=f"{wide:.1f}",
            height=24,
            rx=12,
            fill=ink_of("paper"),
            stroke=ink_of("border"),
        )
        sheet.text(left + wide / 2, y + 21.5, words, 13, bold=True, anchor="middle")
    return foot


def _change(sheet: Shapes, column: Column, x: float, y: float) -> float:
    return _remarks(sheet, (column.change,) if column.change else (), x, y)


def _owner(sheet: Shapes, column: Column, x: float, y: float) -> float:
    return sheet.lines(x, y, column.owner, sheet.room, 3) if column.owner else y


def _touchpoints(sheet: Shapes, column: Column, x: float, y: float) -> float:
    for name in column.touchpoints:
        y = sheet.lines(x, y, name, sheet.room, 2) + 3
    return y


def _remarks(sheet: Shapes, remarks: tuple[Remark, ...], x: float, y: float) -> float:
    top = y
    for remark in remarks:
        bar, ink = TONES.get(remark.tone, ("faint", "muted"))
        mark = f"{MARKS[remark.tone]} " if MARKS[remark.tone] else ""
        y = sheet.lines(x, y, mark + remark.what, sheet.room, 3, bold=bool(mark), ink=ink if mark else "muted")
        if remark.why:
            y = sheet.lines(x, y, remark.why, sheet.room, 4, 13, ink="muted")
        if mark:
            sheet.rule(x - PAD + 1.5, top - PAD, x - PAD + 1.5, y + PAD, bar, 3)
        y += 6
        top = y
    return y - 6 if remarks else y


def _quote(sheet: Shapes, quote: Quote | None, x: float, y: float) -> float:
    if quote is None:
        return y
    soft, ink = _BANDS[quote.band]
    sheet.shape("rect", x=f"{x:.1f}", y=f"{y:.1f}", width=28, height=26, rx=6, fill=ink_of(soft))
    sheet.text(x + 14, y + 18, quote.score, 14, bold=True, ink=ink, anchor="middle")
    return max(y + 26, sheet.lines(x + 36, y, quote.text, sheet.room - 36, 7, 13.5))


def _notes(sheet: Shapes, column: Column, x: float, y: float) -> float:
    for words in column.notes:
        y = sheet.lines(x, y, words, sheet.room, 4, 13, ink="muted") + 3
    return y
