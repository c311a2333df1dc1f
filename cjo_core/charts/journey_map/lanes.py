"""The lanes of the map as HTML, in columns as wide as the curve's, and the same as a list for a phone.

What people wrote is escaped here. The style is `map.css` beside the page; the colours are `theme.css_tokens`.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from cjo_core.charts.drawing.axes import span_of
from cjo_core.charts.drawing.rows import Row
from cjo_core.charts.journey_map.content import (
    BAD,
    GOOD,
    MARKS,
    Column,
    JourneyMap,
    Quote,
    Remark,
    n_lines,
    other_text,
    why_gap,
)
from cjo_core.charts.numbers import value_text
from cjo_core.charts.words import joined
from cjo_core.locale import _

_CSS = {BAD: "down", GOOD: "up"}


def lanes_html(found: JourneyMap) -> str:
    """The lanes; one without content is left out."""
    lanes: list[tuple[str, str, Callable[[Column], str]]] = [
        ("row", _("Answers"), lambda column: _answers(found, column)),
        ("change", found.change_title, lambda column: _remarks((column.change,) if column.change else ())),
        ("going", _("Customers, and how many go on"), _going),
        ("touchpoints", _("Touchpoints"), _touchpoints),
        ("remarks", _("Pain points, bright spots"), lambda column: _remarks(column.remarks)),
        ("quote", _("One comment"), lambda column: quote_html(column.quote)),
        ("owner", _("Owner"), lambda column: escape(column.owner)),
        ("notes", _("Notes"), _notes),
    ]
    body = []
    for part, title, cell in lanes:
        if found.has(part):
            cells = "".join(f'<div class="{_kind(part, column)}">{cell(column)}</div>' for column in found.columns)
            body.append(f'<div class="jm"><div class="lane">{escape(title)}</div>{cells}</div>')
    return f'<div class="jmap" style="--stages:{len(found.columns)}">{"".join(body)}</div>'


def list_html(found: JourneyMap) -> str:
    """Stage after stage, for a narrow screen."""
    metric = found.metric
    numbers = [x for column in found.columns if column.row.judged for x in (column.row.low, column.row.high)]
    span = span_of(metric, [*numbers, found.target])
    said = _("Dot and bar: {metric} and its 95\u202f% interval, from {low} to {high}.").format(
        metric=_(metric.label), low=value_text(metric, span[0]), high=value_text(metric, span[1])
    )
    if found.target is not None:
        said = joined(said, _("Upright tick: target {target}.").format(target=value_text(metric, found.target)))
    blocks = "".join(_block(found, column, span) for column in found.columns)
    return f'<div class="jlist"><p class="sub">{escape(said)}</p>{blocks}</div>'


def _block(found: JourneyMap, column: Column, span: tuple[float, float]) -> str:
    row = column.row
    mark = _mark(column.tone) if row.judged else ""
    value = escape(row.text if row.judged else why_gap(row)[-1])
    answers = "<br>".join(escape(" · ".join(part for part in line if part)) for line in n_lines(found, column))
    left = ""
    if column.going:
        left = escape(column.going.words)
        if column.going.on:
            left += f", {escape(_('{share} go on').format(share=column.going.on))}"
    parts = [
        f'<h3>{escape(column.stage)}<span class="{_CSS.get(column.tone, "")}">{mark}{value}</span></h3>',
        _rail(row, column, found.target, span) if row.judged else "",
        f'<div class="two"><span>{answers}</span><span>{left}</span></div>',
        "".join(f'<div class="sub">{escape(other_text(one))}</div>' for one in column.others if one.judged),
        _what(found.change_title, (column.change,) if column.change else ()),
        _what("", column.remarks),
        quote_html(column.quote),
        f'<div class="sub">{escape(", ".join(column.touchpoints))}</div>' if column.touchpoints else "",
        f'<div class="sub">{escape(_("Owner"))}: {escape(column.owner)}</div>' if column.owner else "",
        _notes(column),
    ]  # fmt: skip
    return f"<section>{''.join(parts)}</section>"


def _rail(row: Row, column: Column, target: float | None, span: tuple[float, float]) -> str:
    def at(x: float) -> float:
        return 100 * (x - span[0]) / (span[1] - span[0])

    tick = "" if target is None else f'<span class="zero" style="left:{at(target):.1f}%"></span>'
    return (
        f'<div class="rail {_CSS.get(column.tone, "")}" aria-hidden="true">{tick}'
        f'<s style="left:{at(row.low):.1f}%;width:{at(row.high) - at(row.low):.1f}%"></s>'
        f'<u style="left:{at(row.value):.1f}%"></u></div>'
    )


def _kind(part: str, column: Column) -> str:
    """The style of a cell: a bar at the side of what clearly hurts or shines."""
    if part == "remarks" and column.remarks and column.remarks[0].tone in _CSS:
        return "pain" if column.remarks[0].tone == BAD else "bright"
    return "flow" if part == "going" else ""


def _mark(tone: str) -> str:
    return f'<i class="{_CSS[tone]}" aria-hidden="true">{MARKS[tone]}</i> ' if tone in _CSS else ""


def _answers(found: JourneyMap, column: Column) -> str:
    cells = []
    for n, interval in n_lines(found, column):
        strong = f"<b>{escape(n)}</b> " if n else ""
        cells.append(f'<div>{strong}<span class="sub">{escape(interval)}</span></div>')
    return "".join(cells)


def _going(column: Column) -> str:
    going = column.going
    if going is None:
        return ""
    on = f'<span class="on">{escape(going.on)} →</span>' if going.on else ""
    return f"<b>{escape(going.customers)}</b>{on}"


def _touchpoints(column: Column) -> str:
    return "".join(f'<span class="touch">{escape(name)}</span>' for name in column.touchpoints)


def _remarks(remarks: tuple[Remark, ...]) -> str:
    found = []
    for remark in remarks:
        strong = "b" if remark.tone in _CSS else "span"
        why = f'<div class="sub">{escape(remark.why)}</div>' if remark.why else ""
        found.append(f'<div class="remark">{_mark(remark.tone)}<{strong}>{escape(remark.what)}</{strong}>{why}</div>')
    return "".join(found)


def _what(title: str, remarks: tuple[Remark, ...]) -> str:
    over = f'<span class="sub">{escape(title)}</span>' if title else ""
    return f'<div class="what">{over}{_remarks(remarks)}</div>' if remarks else ""


def quote_html(quote: Quote | None) -> str:
    """One comment with its score, or nothing."""
    if quote is None:
        return ""
    badge = (
        f'<span class="badge {quote.band}" role="img" aria-label="{escape(quote.label)}">{escape(quote.score)}</span>'
    )
    text = f'<span dir="auto" lang="{escape(quote.language)}">{escape(quote.text)}</span>'
    return f'<div class="quote">{badge}{text}</div>'


def _notes(column: Column) -> str:
    return "".join(f'<div class="sub">{escape(note)}</div>' for note in column.notes)
