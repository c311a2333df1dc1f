"""Two dimensions against a target: value and n in each cell, seven steps of colour round the target.

Every combination is drawn: cells with few answers are dashed and show their n, hidden ones say so, missing ones show
"–". Where the frame brings verdicts, only cells that clearly differ are coloured. Never ranks and never fills a cell
by guessing.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from html import escape
from math import ceil
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from cjo_core.charts.drawing.rows import NAN, Row, names_of, rows_of, table_of, tips, tooltip
from cjo_core.charts.numbers import change_text, count_text, known, missing, value_text
from cjo_core.charts.pictures import QUIET, Picture, finish
from cjo_core.charts.theme import HEAT, MIDDLE, STRONG, both, colour
from cjo_core.charts.words import DOWN, UP, dimension_name, hidden_note, joined, n_text, width_of, word_width, wrapped
from cjo_core.locale import _, language, ngettext
from cjo_core.metrics.catalog import Metric
from cjo_core.metrics.privacy.base import FEW, HIDDEN, NONE

#: unit: where one step ends and the next begins, measured from the target
EDGES: dict[str, tuple[float, ...]] = {
    "points": (-25, -15, -5, 5, 10, 15),
    "percent": (-25, -15, -5, 5, 10, 15),
    "scale": (-1.2, -0.8, -0.3, 0.3, 0.5, 0.8),
}
CELL, LINE, GAP, MIN_CELL = 54, 15, 8, 62
#: Room for a column's heading: as wide as its longest word, up to this; longer words are broken.
MAX_CELL = 132
PICK = "cell"


def heat_map(
    frame: pd.DataFrame,
    metric: Metric | str,
    rows: str,
    columns: str,
    target: float | None = None,
    *,
    whole: float | None = None,
    row_names: Sequence[Any] | None = None,
    column_names: Sequence[Any] | None = None,
) -> Picture:
    """One cell per combination, from a breakdown by `rows` and `columns`. Without a `target` the colours are measured
    from `whole`, the value of everybody (without that too: of everybody in the cells shown).

    `row_names` and `column_names` give the order and may name groups without answers; without them the frame's order
    counts, and groups they leave out come last. The chart has a selection called "cell" on the columns `row` and
    `column` (None: not given), for `on_select`.
    """
    chosen = known(metric)
    ups = _order(frame, rows, columns, row_names)
    acrosses = _order(frame, columns, rows, column_names)
    found = {row.keys: row for row in rows_of(frame, chosen, (rows, columns), target)}
    grid = [(up, across) for up in ups for across in acrosses]
    cells = [found.get(place) or Row(place, NAN, NAN, NAN, 0, NONE, NONE, "", chosen) for place in grid]
    middle = target if target is not None else whole if whole is not None else _pooled(frame, chosen)
    row_labels, column_labels = names_of(frame, rows, ups), names_of(frame, columns, acrosses)
    what = [_("{row}, {column}").format(row=up, column=across) for up in row_labels for across in column_labels]
    steps = [_step(cell, middle, certain="verdict" in frame) for cell in cells]
    weighted = any(cell.effective is not None for cell in cells)
    small = [_small(cell) for cell in cells]
    heads, lines, cell_width = _heads(column_labels, max((width_of(text, 12) for text in small if weighted), default=0))
    gutter = int(min(max([60.0, *(width_of(label, 13.5) + 6 for label in row_labels)]), 170)) // 10 * 10 + 10
    return Picture(
        spec=_spec(language(), chosen.name, max(len(ups), 1), lines, gutter),
        drawn=_data(cells, small, grid, row_labels, heads, what, steps),
        sentence=_sentence(cells, what, chosen, (rows, columns), middle, aimed=target is not None),
        tabled=table_of(cells, _titles((rows, columns), row_labels, column_labels), chosen),
        height=_height(max(len(ups), 1), lines),
        note=_note(cells, chosen, target, middle, certain="verdict" in frame, weighted=weighted),
        min_width=gutter + 20 + cell_width * len(acrosses),
    )


def heat_legend_html(metric: Metric | str, target: float | None = None) -> str:
    """The seven steps with their edges, for a page's HTML; needs the colours of `theme.css_tokens` around it."""
    chosen = known(metric)
    steps = []
    for step in range(len(HEAT)):
        shade = step if chosen.high_is_good else len(HEAT) - 1 - step
        edge = ""
        if step < len(EDGES[chosen.unit]):
            text = escape(change_text(chosen, EDGES[chosen.unit][step]))
            place = "position:absolute;right:-1px;top:13px;transform:translateX(50%);font-style:normal"
            edge = f'<i style="{place}">{text}</i>'
        corner = {0: "border-radius:5px 0 0 5px;", len(HEAT) - 1: "border-radius:0 5px 5px 0;"}.get(step, "")
        style = f"flex:1;height:10px;position:relative;{corner}background:var(--heat-{shade})"
        steps.append(f'<span style="{style}">{edge}</span>')
    if target is None:
        words = _("below the whole"), _("distance from the whole"), _("above the whole")
    else:
        words = _("below target"), _("distance from target"), _("above target")
    ends = "".join(f"<span>{escape(word)}</span>" for word in words)
    box = "max-width:420px;font-size:.8125rem;color:var(--muted);font-variant-numeric:tabular-nums"
    return (
        f'<div style="{box};margin-top:.35rem"><div style="display:flex;justify-content:space-between">{ends}</div>'
        f'<div aria-hidden="true" style="display:flex;gap:2px;margin:.2rem 0 1.4rem">{"".join(steps)}</div></div>'
    )


def _titles(dimensions: tuple[str, str], ups: list[str], acrosses: list[str]) -> dict[str, list[str]]:
    """The two columns of the table that name each cell."""
    rows, columns = (dimension_name(dimension) for dimension in dimensions)
    return {rows: [up for up in ups for _across in acrosses], columns: [across for _up in ups for across in acrosses]}


def _order(frame: pd.DataFrame, dimension: str, other: str, names: Sequence[Any] | None) -> list[Any]:
    """The groups of a dimension: `names` first if given, then the others in the order of the frame, "not given" last.

    A group may miss in some lines; it is put in front of the first group that follows it in a line where it does stand.
    """
    lines: dict[Any, list[Any]] = {}
    for key, line in zip(frame[dimension].tolist(), frame[other].tolist(), strict=True):
        if key is not None and key == key:
            lines.setdefault(line if line == line else None, []).append(key)
    order = [name for name in names or [] if name is not None]
    for line in lines.values():
        for i, key in enumerate(line):
            if key not in order:
                after = [order.index(later) for later in line[i + 1 :] if later in order] if names is None else []
                order.insert(min(after) if after else len(order), key)
    unplaced = bool(frame[dimension].isna().any()) or None in (names or [])
    return [*order, None] if unplaced else order


def _pooled(frame: pd.DataFrame, metric: Metric) -> float | None:
    """The value of everybody in the cells that may be seen."""
    rows = frame["evidence" if "evidence" in frame else "counts"].tolist()
    shown = [row for row in rows if isinstance(row, (list, tuple, np.ndarray))]
    return float(metric.evaluate(np.sum(np.array(shown), axis=0)).value) if shown else None


def _step(cell: Row, middle: float | None, *, certain: bool) -> int | None:
    """Which of the seven colours a cell has; None: no colour at all."""
    if not cell.judged or middle is None or missing(middle):
        return MIDDLE if cell.judged else None
    step = sum(round(cell.value - middle, 9) >= edge for edge in EDGES[cell.metric.unit])
    if certain:
        step = {UP: max(step, MIDDLE + 1), DOWN: min(step, MIDDLE - 1)}.get(cell.verdict, MIDDLE)
    return step if cell.metric.high_is_good else len(HEAT) - 1 - step


def _heads(labels: list[str], inside: float = 0) -> tuple[list[str], int, int]:
    """The headings of the columns in lines that fit the narrowest cell, how many lines, and how wide that cell is: it
    holds what stands in a cell, `inside` pixels wide."""
    longest = max((word_width(label) for label in labels), default=0.0) + GAP
    fitting = max(min(ceil(longest), MAX_CELL), ceil(inside) + GAP if inside else 0)
    cell = max(MIN_CELL, fitting)
    broken = [wrapped(label, cell - GAP, 4) for label in labels]
    most = max((len(lines) for lines in broken), default=1)
    return ["\n".join([""] * (most - len(lines)) + lines) for lines in broken], most, cell


def _small(cell: Row) -> str:
    """The small words in a cell: n, with the effective one in brackets where answers have weights."""
    if cell.base in (HIDDEN, NONE):
        return _("hidden") if cell.base == HIDDEN else "–"
    if cell.effective is None:
        return n_text(cell.n)
    return _("n {n} ({effective})").format(n=count_text(cell.n), effective=count_text(cell.effective))


def _data(
    cells: list[Row],
    small: list[str],
    grid: list[tuple[Any, Any]],
    row_labels: list[str],
    heads: list[str],
    what: list[str],
    steps: list[int | None],
) -> pd.DataFrame:
    """The columns of the chart. Rows and columns are ordered by a number in front of their name, which the axis
    leaves out.
    """
    ups = [f"{i:03d}{label}" for i, label in enumerate(row_labels)]
    acrosses = [f"{i:03d}{label}" for i, label in enumerate(heads)]
    return pd.DataFrame(
        {
            "row": pd.Series([place[0] for place in grid], dtype=object),
            "column": pd.Series([place[1] for place in grid], dtype=object),
            "up": [up for up in ups for _across in acrosses],
            "across": [across for _up in ups for across in acrosses],
            "figure": [cell.figure if cell.judged else "" for cell in cells],
            "small": small,
            "step": [-1 if step is None else step for step in steps],
            "ink": ["none" if step is None else "paper" if step in STRONG else "ink" for step in steps],
            **tips(cells, what),
        }
    )


def _note(
    cells: list[Row], metric: Metric, target: float | None, middle: float | None, *, certain: bool, weighted: bool
) -> str:
    """What the colours mean and what is dashed, in whole sentences."""
    said = []
    if certain:
        said.append(_("Only cells that clearly differ are coloured."))
    if target is not None:
        said.append(_("Colour is the distance from the target of {target}.").format(target=value_text(metric, target)))
    elif middle is not None and not missing(middle):
        message = _("No target is set: colour is the distance from the whole, {value}.")
        said.append(message.format(value=value_text(metric, middle)))
    if any(cell.base == FEW for cell in cells):
        said.append(_("Dashed: too few answers, not scored."))
    if weighted:
        said.append(_("In brackets: the effective n, which decides what is too few."))
    if any(cell.base == HIDDEN for cell in cells):
        said.append(hidden_note())
    return joined(*said)


def _sentence(
    cells: list[Row], what: list[str], metric: Metric, dimensions: tuple[str, str], middle: float | None, *, aimed: bool
) -> str:
    rows, columns = (dimension_name(dimension).lower() for dimension in dimensions)
    said = [_("{metric} by {rows} and {columns}.").format(metric=_(metric.label), rows=rows, columns=columns)]
    scored = [(cell, name) for cell, name in zip(cells, what, strict=True) if cell.judged]
    if not scored:
        return joined(*said, _("No cell has enough answers to score."))
    if len(scored) == 1:
        said.append(_("{name}: {score}.").format(name=scored[0][1], score=scored[0][0].score))
    else:
        best, worst = max(scored, key=lambda pair: pair[0].value), min(scored, key=lambda pair: pair[0].value)
        said.append(_("Highest: {name}, {score}.").format(name=best[1], score=best[0].score))
        said.append(_("Lowest: {name}, {score}.").format(name=worst[1], score=worst[0].score))
    if aimed and middle is not None:
        said.append(_("Target: {target}.").format(target=value_text(metric, middle)))
    if few := len(cells) - len(scored):
        message = ngettext("{number} cell has no score to show.", "{number} cells have no score to show.", few)
        said.append(message.format(number=few))
    return joined(*said)


def _height(count: int, lines: int) -> int:
    return count * CELL + lines * LINE + 14


@lru_cache(maxsize=256)
def _spec(_language: str, name: str, count: int, lines: int, gutter: int) -> dict[str, Any]:
    base, (x, y) = alt.Chart(), _axes(lines, gutter)
    scored, empty = base.transform_filter("datum.step >= 0"), base.transform_filter("datum.step < 0")
    tip, said = tooltip(_("Where"), known(name)), alt.Description(field="spoken", type="nominal")
    shades = alt.Scale(domain=list(range(len(HEAT))), range=[both(*pair) for pair in HEAT])
    fill = alt.Color(field="step", type="ordinal", legend=None, scale=shades)
    pen = alt.condition("datum.ink == 'paper'", alt.value(colour("paper")), alt.value(colour("ink")))
    figure, small = alt.Text(field="figure", type="nominal"), alt.Text(field="small", type="nominal")
    dashed: dict[str, Any] = {"fill": colour("paper"), "stroke": colour("line"), "strokeDash": [3, 3], "filled": True}
    pick = alt.selection_point(name=PICK, fields=["row", "column"])
    chart = alt.layer(
        scored.mark_rect(cornerRadius=4).encode(x=x, y=y, tooltip=tip, description=said, color=fill).add_params(pick),
        empty.mark_rect(cornerRadius=4, **dashed).encode(x=x, y=y, tooltip=tip, description=said),
        scored.mark_text(fontSize=18, fontWeight=600, dy=-6, **QUIET).encode(x=x, y=y, color=pen, text=figure),
        scored.mark_text(fontSize=12, dy=13, **QUIET).encode(x=x, y=y, color=pen, text=small),
        empty.mark_text(fontSize=12, color=colour("muted"), **QUIET).encode(x=x, y=y, text=small),
    )
    return finish(chart, _height(count, lines))


def _axes(lines: int, gutter: int) -> tuple[alt.X, alt.Y]:
    """Headings above (as many lines as the longest needs), names of rows at the left."""
    extent = lines * LINE + 8
    plain: dict[str, Any] = {"domain": False, "ticks": False, "labelOverlap": False, "title": None}
    plain["labelColor"] = colour("ink")
    above: dict[str, Any] = {"orient": "top", "labelAngle": 0, "labelFontSize": 13, "labelLineHeight": LINE}
    above |= {"labelLimit": 0, "labelBaseline": "line-top", "labelPadding": extent - 4}
    above |= {"minExtent": extent, "maxExtent": extent, "labelExpr": "split(slice(datum.label,3),'\\n')"}
    beside: dict[str, Any] = {"labelFontSize": 13.5, "labelLimit": gutter, "labelPadding": 10}
    beside |= {"labelExpr": "slice(datum.label,3)"}
    return (
        alt.X(
            field="across",
            type="ordinal",
            scale=alt.Scale(paddingInner=0.035, paddingOuter=0),
            axis=alt.Axis(**above, **plain),
        ),
        alt.Y(
            field="up",
            type="ordinal",
            scale=alt.Scale(paddingInner=0.06, paddingOuter=0),
            axis=alt.Axis(**beside, **plain),
        ),
    )
