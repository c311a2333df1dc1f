"""The experience curve: a dot with its interval per stage, a line through them, target and a second curve if wanted.

Stages without a score keep their column and break the line. The columns are as wide as those of the lanes below: the
axis takes exactly `GUTTER` pixels. Never computes and never guesses a missing stage.
"""

from __future__ import annotations

import pandas as pd

from cjo_core.charts.drawing.axes import span_of
from cjo_core.charts.drawing.rows import NAN, Row, drawn, table_of, tips
from cjo_core.charts.journey_map.content import Column, JourneyMap, other_text, under, why_gap
from cjo_core.charts.journey_map.curve_marks import (
    ABOVE,
    BELOW,
    GAP,
    GUTTER,
    HEIGHT,
    LINE,
    MAIN,
    OTHER,
    SECOND,
    curve_spec,
)
from cjo_core.charts.numbers import value_text
from cjo_core.charts.pictures import Picture
from cjo_core.charts.words import dimension_name, hidden_note, joined, listed, wrapped
from cjo_core.locale import _, language, ngettext
from cjo_core.metrics.privacy.base import HIDDEN

#: The least width of a stage, in pixels.
NARROWEST = 112


def min_width(count: int) -> int:
    """The least width of a map of so many stages; below it scrolls sideways."""
    return GUTTER + NARROWEST * count


def curve(found: JourneyMap) -> Picture:
    """The picture of the curve. It has a selection called "stage" on the column `stage`, for `on_select`."""
    columns, metric = found.columns, found.metric
    numbers: list[float | None] = [found.target]
    for column in columns:
        for row in (column.row, column.second, *column.others):
            if row is not None and row.judged:
                numbers += [row.low, row.high]
    span = span_of(metric, numbers)
    heads, lines = _heads(columns)
    rows, kinds, at = _rows(columns)
    names = [columns[i].stage for i in at]
    data = {
        "stage": names,
        "at": [f"{i:03d}{heads[i]}" for i in at],
        "line": kinds,
        **{
            part: [x if row.judged else NAN for x, row in zip(drawn(rows, part), rows, strict=True)]
            for part in ("value", "low", "high")
        },
        "text": _texts(rows, kinds),
        "name": _names(found, rows, kinds, at),
        "side": [_side(columns[i], kind) for i, kind in zip(at, kinds, strict=True)],
        "target": [float("nan") if found.target is None else float(found.target)] * len(rows),
        "middle": [(span[0] + span[1]) / 2] * len(rows),
        "tone": [row.tone for row in rows],
        "verdict": [row.verdict for row in rows],
        **tips(rows, names),
    }
    aimed = found.target is not None
    words = value_text(metric, found.target)
    note = hidden_note() if any(column.row.base == HIDDEN for column in columns) else ""
    return Picture(
        spec=curve_spec(language(), metric, span, lines, words if aimed else ""),
        drawn=pd.DataFrame(data),
        sentence=_sentence(found),
        tabled=_table(found),
        height=HEIGHT + lines * LINE,
        note=note,
        min_width=min_width(len(columns)),
    )


def _heads(columns: tuple[Column, ...]) -> tuple[list[str], int]:
    """The names of the stages in lines that fit a column."""
    room = max(NARROWEST - 8, (940 - GUTTER) / max(len(columns), 1) - 12)
    broken = [wrapped(column.stage, room, 3, 15) for column in columns]
    most = max((len(lines) for lines in broken), default=1)
    return ["\n".join([""] * (most - len(lines)) + lines) for lines in broken], most


def _rows(columns: tuple[Column, ...]) -> tuple[list[Row], list[str], list[int]]:
    """Every mark of the chart: its row, what it belongs to, and the position of its stage."""
    rows: list[Row] = []
    kinds: list[str] = []
    at: list[int] = []
    for i, column in enumerate(columns):
        marks = [(column.row, MAIN if column.row.judged else GAP)]
        if column.second is not None:
            marks.append((column.second, SECOND))
        marks += [(other, OTHER) for other in column.others if other.judged]
        for row, kind in marks:
            if kind in (MAIN, GAP) or row.judged or kind == SECOND:
                rows.append(row)
                kinds.append(kind)
                at.append(i)
    return rows, kinds, at


def _texts(rows: list[Row], kinds: list[str]) -> list[str]:
    """What stands beside each mark."""
    texts = []
    for row, kind in zip(rows, kinds, strict=True):
        if kind == GAP:
            texts.append("\n".join(why_gap(row)))
        else:
            texts.append("" if not row.judged else other_text(row) if kind == OTHER else row.text)
    return texts


def _names(found: JourneyMap, rows: list[Row], kinds: list[str], at: list[int]) -> list[str]:
    """Two curves are named at their last point; one needs no name."""
    texts = [""] * len(rows)
    for name, wanted in zip(found.names or (), (MAIN, SECOND), strict=False):
        marks = [k for k, (row, kind) in enumerate(zip(rows, kinds, strict=True)) if kind == wanted and row.judged]
        if marks:
            texts[max(marks, key=lambda k: at[k])] = name
    return texts


def _side(column: Column, kind: str) -> str:
    """Values of two curves stand on the sides that point away from each other; a value of one stands above."""
    return ABOVE if (kind == MAIN) != under(column) else BELOW


def _sentence(found: JourneyMap) -> str:
    said = [_("Experience curve, {metric} per stage with its 95\u202f% interval.").format(metric=_(found.metric.label))]
    parts = [_("{name}: {score}").format(name=column.stage, score=column.row.score) for column in found.columns]
    said.append(_("{list}.").format(list="; ".join(parts)))
    if found.target is not None:
        said.append(_("Target: {target}.").format(target=value_text(found.metric, found.target)))
    if found.names:
        said.append(_("Compared with: {name}.").format(name=found.names[1]))
        changes = [f"{column.stage}: {column.change.what}" for column in found.columns if column.change]
        said.append(_("{list}.").format(list="; ".join(changes)) if changes else "")
    if gaps := [column.stage for column in found.columns if not column.row.judged]:
        words = ngettext("{number} stage has no score: {names}.", "{number} stages have no score: {names}.", len(gaps))
        said.append(words.format(number=len(gaps), names=listed(gaps)))
    return joined(*said)


def _table(found: JourneyMap) -> pd.DataFrame:
    """The numbers behind the picture; the second curve stands below the first."""
    rows = [(column.stage, row) for column in found.columns for row in (column.row, *column.others)]
    rows += [(column.stage, column.second) for column in found.columns if column.second is not None]
    names = {dimension_name("stage"): [stage for stage, _row in rows]}
    asked = [_(row.metric.label) for _stage, row in rows]
    table = table_of([row for _stage, row in rows], names, found.metric)
    table.insert(1, _("Metric"), asked)
    if found.names:
        firsts = sum(1 + len(column.others) for column in found.columns)
        table.insert(1, _("Curve"), [found.names[0 if i < firsts else 1] for i in range(len(rows))])
    return table
