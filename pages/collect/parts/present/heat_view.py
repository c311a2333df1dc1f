"""Stage by segment on the wall: the heat map of the dashboard, drawn as a grid large enough for the back row."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cjo_core.charts.heat_map import heat_map
from cjo_core.charts.theme import STRONG
from cjo_core.charts.words import joined
from cjo_core.locale import _, ngettext
from cjo_core.metrics.breakdown import breakdown
from cjo_core.metrics.catalog import Metric
from cjo_core.metrics.changes.verdicts import DOWN
from cjo_core.survey.filters import Filter
from cjo_core.survey.periods import add_weeks
from pages.collect.parts.present import wall
from pages.see.parts.groups import judged_cells, some_of
from pages.ui.choices.filters import this_week
from pages.ui.pieces.html import escape, html
from pages.ui.session import View
from pages.ui.targets import targets
from pages.ui.words import dimension_name

ROWS, COLUMNS = "segment", "stage"
WEEKS = 12
#: More could not be read from the back row.
MOST_ROWS, MOST_COLUMNS = 7, 8


def show(now: View, metric: Metric) -> None:
    """The grid of the last twelve weeks, all surveys together, like the page "By segment" when it opens."""
    last = this_week(now)
    where = Filter().weeks(add_weeks(last, 1 - WEEKS), last)
    rows, columns = now.cells.names[ROWS], now.cells.names[COLUMNS]
    target = targets(now.store).get(metric.name)
    frame = judged_cells(now, metric, (ROWS, COLUMNS), where, target)
    frame = frame[frame[ROWS].notna() & frame[COLUMNS].notna()]  # who gave no segment or stage is on the dashboard
    wall.head(now, _title(frame, target), _(metric.label), _("Last {count} weeks").format(count=WEEKS))
    if not len(frame) or not rows or not columns:
        html(f'<div class="w-heat"><p class="w-how">{escape(_("No answers yet."))}</p></div>')
        return
    whole = float(breakdown(now.cells, metric.name, (), where)["value"].iloc[0])
    picture = heat_map(frame, metric, ROWS, COLUMNS, target=target, whole=whole, row_names=rows, column_names=columns)
    kept_rows, kept_columns = rows[:MOST_ROWS], columns[:MOST_COLUMNS]
    more = len(rows) - len(kept_rows) + len(columns) - len(kept_columns)
    missing = ngettext("{count} more group is not shown.", "{count} more groups are not shown.", more)
    note = joined(picture.note, missing.format(count=more) if more else "")
    html(f'<div class="w-heat">{_grid(picture.data, kept_rows, kept_columns, picture.sentence)}</div>')
    html(f'<p class="w-foot">{escape(note)}</p>')


def _title(frame: pd.DataFrame, target: float | None) -> str:
    """The answer: where the score is clearly low, the lowest first; else what is shown."""
    low = frame[frame["verdict"] == DOWN].sort_values("value") if "verdict" in frame else frame[:0]
    if not len(low):
        words = _("Where it hurts: {columns} by {rows}")
        return words.format(columns=dimension_name(COLUMNS).lower(), rows=dimension_name(ROWS).lower())
    where = _("{part} in {stage}")
    names = some_of([where.format(part=getattr(row, ROWS), stage=getattr(row, COLUMNS)) for row in low.itertuples()])
    words = _("Clearly lower than the rest: {low}.") if target is None else _("Clearly below target: {low}.")
    return words.format(low=names)


def _grid(data: pd.DataFrame, rows: tuple[str, ...], columns: tuple[str, ...], sentence: str) -> str:
    """The cells of the chart as a table of boxes."""
    cells = {(cell.row, cell.column): cell for cell in data.itertuples()}
    heads = "".join(f"<b>{escape(column)}</b>" for column in columns)
    body = "".join(
        f'<b class="w-row">{escape(row)}</b>' + "".join(_cell(cells.get((row, column))) for column in columns)
        for row in rows
    )
    shape = (
        f"grid-template-columns:minmax(6em,11em) repeat({len(columns)},minmax(0,1fr));"
        f"grid-template-rows:auto repeat({len(rows)},minmax(0,8em))"
    )
    return f'<div class="w-grid" role="img" aria-label="{escape(sentence)}" style="{shape}"><b></b>{heads}{body}</div>'


def _cell(cell: Any) -> str:
    if cell is None:
        return '<div class="w-cell none"><span>–</span></div>'
    if cell.step < 0:
        return f'<div class="w-cell none"><span>{escape(cell.small)}</span></div>'
    ink = "paper" if cell.step in STRONG else "ink"
    return (
        f'<div class="w-cell" style="background:var(--heat-{int(cell.step)});color:var(--{ink})">'
        f"<strong>{escape(cell.figure)}</strong><span>{escape(cell.small)}</span></div>"
    )
