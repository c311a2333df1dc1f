"""How many people gave which score, small enough for a card: bars as HTML, counts above them, the bands below.

The same as `distribution`, where a chart of its own would be too much. Never shows a hidden group.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from cjo_core.charts.distribution import BANDS, ROOM, band_of, distribution_sentence
from cjo_core.charts.numbers import PERCENT, count_text, number_text
from cjo_core.charts.words import sentence_case
from cjo_core.locale import _
from cjo_core.metrics.catalog import Metric


def score_bars(counts: Sequence[int], metric: Metric) -> str:
    """Bars of the answers per score; HTML for the class `bars-of` of a page's style sheet."""
    numbers = [int(x) for x in counts]
    most, total = max([1, *numbers]), sum(numbers)
    bars = "".join(
        f"<div><span>{escape(count_text(n)) if n else ''}</span>"
        f'<i class="{_colour(metric, score)}" style="height:{100 * ROOM * n / most:.0f}%"></i><b>{score}</b></div>'
        for score, n in zip(metric.scale.scores, numbers, strict=True)
    )
    feet = "".join(_foot(metric, numbers, total, *part) for part in metric.parts)
    said = escape(distribution_sentence(metric, numbers))
    return (
        f'<div class="bars-of" role="img" aria-label="{said}"><div class="cols">{bars}</div>'
        f'<div class="feet">{feet}</div></div>'
    )


def _colour(metric: Metric, score: int) -> str:
    band = band_of(metric, score)
    return BANDS[band] if metric.high_is_good else BANDS[-1 - band]


def _foot(metric: Metric, numbers: list[int], total: int, name: str, first: int, last: int) -> str:
    """A band's name and its share, as wide as its scores."""
    n = sum(numbers[first - metric.scale.low : last + 1 - metric.scale.low])
    percent = _(PERCENT).format(number=number_text(100 * n / total)) if total else "–"
    share = _("{n}, {percent}").format(n=count_text(n), percent=percent) if total else "–"
    return f'<div style="flex:{last + 1 - first}">{escape(sentence_case(_(name)))}<br>{escape(share)}</div>'
