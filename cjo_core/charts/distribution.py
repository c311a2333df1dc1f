"""How many people gave which score: one bar per score, in the colours of the bands, counts and per cent on the bars.

For small samples, where a score says little and the answers themselves say more. Never shows a hidden group.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import ceil
from typing import Any

import altair as alt
import pandas as pd

from cjo_core.charts.numbers import PERCENT, count_text, known, number_text, rounded
from cjo_core.charts.pictures import QUIET, Picture, finish
from cjo_core.charts.theme import colour
from cjo_core.charts.words import base_text, joined, n_text, sentence_case, width_of
from cjo_core.locale import _, language
from cjo_core.metrics.catalog import Metric
from cjo_core.metrics.privacy.base import HIDDEN

HEIGHT = 210
#: Bands from bad to good; scales where low is good turn it round.
BANDS = ("detractor", "passive", "promoter")
#: The band in the middle; the least width of a band's words (its share), and the gap between two of them, in pixels.
MIDDLE, FOOT, GAP = 1, 66, 10
#: The tallest bar takes this much of the height; the rest is for its words.
ROOM = 0.78


def distribution(counts: Sequence[int] | None, metric: Metric | str) -> Picture:
    """Bars of the answers per score; `counts` are one number per score, as in a breakdown (None: hidden)."""
    chosen = known(metric)
    scores = list(chosen.scale.scores)
    numbers = [int(x) for x in counts] if counts is not None else [0] * len(scores)
    total, most = sum(numbers), max([1, *numbers])
    shares = [100 * x / total if total else 0.0 for x in numbers]
    bands = [band_of(chosen, score) for score in scores]
    percents = [_percent(share) for share in shares]
    data: dict[str, Any] = {
        "score": scores,
        "left": [score - 0.44 for score in scores],
        "right": [score + 0.44 for score in scores],
        "height": [round(ROOM * x / most, 4) for x in numbers],
        "n": numbers,
        "band": [BANDS[band] if chosen.high_is_good else BANDS[-1 - band] for band in bands],
        "count_text": [count_text(x) if x else "" for x in numbers],
        "share_text": [text if x else "" for text, x in zip(percents, numbers, strict=True)],
        "what": [_("score {score}").format(score=score) for score in scores],
        "band_text": [_(chosen.parts[band][0]) for band in bands],
        "percent": percents,
        **_feet(chosen, scores, numbers, total),
    }
    message = _("{name}: {n}, {percent}, {band}")
    data["spoken"] = [
        message.format(name=name, n=n_text(n), percent=percent, band=band)
        for name, n, percent, band in zip(data["what"], numbers, percents, data["band_text"], strict=True)
    ]
    return Picture(
        spec=_spec(language(), chosen.name),
        drawn=pd.DataFrame(data),
        sentence=distribution_sentence(chosen, numbers, hidden=counts is None),
        tabled=_table(scores, None if counts is None else numbers, shares, data["band_text"]),
        height=HEIGHT,
        note=sentence_case(base_text(HIDDEN, 0)) if counts is None else "",
    )


def _table(scores: list[int], numbers: list[int] | None, shares: list[float], bands: list[str]) -> pd.DataFrame:
    nothing = [None] * len(scores)
    return pd.DataFrame(
        {
            _("Score"): scores,
            _("Answers"): pd.array(nothing if numbers is None else numbers, dtype="Int64"),
            _("%"): [float("nan") if numbers is None else rounded(share) for share in shares],
            _("Band"): bands,
        }
    )


def band_of(metric: Metric, score: int) -> int:
    """The number of the band a score lies in, from the scale's low end."""
    return next(i for i, (_name, first, last) in enumerate(metric.parts) if first <= score <= last)


def _percent(share: float) -> str:
    return _(PERCENT).format(number=number_text(share))


def _feet(metric: Metric, scores: list[int], numbers: list[int], total: int) -> dict[str, list[Any]]:
    """Under the middle of each band its name and its share, on the row of the band's first score. In a narrow card the
    middle band's stand lower, or its neighbours' would touch them."""
    texts, places, low = [""] * len(scores), [float(score) for score in scores], [False] * len(scores)
    for nth, (name, first, last) in enumerate(metric.parts):
        i = first - metric.scale.low
        n = sum(numbers[i : last + 1 - metric.scale.low])
        share = _("{n}, {percent}").format(n=count_text(n), percent=_percent(100 * n / total)) if total else "–"
        texts[i], places[i], low[i] = f"{_(name)}\n{share}", (first + last) / 2, nth == MIDDLE
    return {"foot": texts, "foot_at": places, "foot_low": low}


def distribution_sentence(metric: Metric, numbers: list[int], *, hidden: bool = False) -> str:
    """What a person would say of the bars."""
    total, name = sum(numbers), _(metric.label)
    if hidden:
        return _("{metric}, answers per score: hidden for privacy.").format(metric=name)
    if not total:
        return _("{metric}, answers per score: no answers.").format(metric=name)
    said = [_("{metric}, answers per score, {n}.").format(metric=name, n=n_text(total))]
    for part, first, last in metric.parts:
        n = sum(numbers[first - metric.scale.low : last + 1 - metric.scale.low])
        message = _("{band}: {n} answers, {percent}.") if n != 1 else _("{band}: 1 answer, {percent}.")
        said.append(message.format(band=sentence_case(_(part)), n=count_text(n), percent=_percent(100 * n / total)))
    return joined(*said)


def _narrow(metric: Metric) -> int:
    """Below which width of the chart the words of the middle band would touch its neighbours'."""
    places = [(first + last) / 2 for _name, first, last in metric.parts]
    sizes = [max(FOOT, width_of(_(name), 14)) for name, _first, _last in metric.parts]
    span = len(metric.scale.scores)
    needed = [
        ((sizes[i] + sizes[MIDDLE]) / 2 + GAP) * span / abs(places[i] - places[MIDDLE])
        for i in (MIDDLE - 1, MIDDLE + 1)
    ]
    return ceil(max(needed))


@lru_cache(maxsize=32)
def _spec(_language: str, name: str) -> dict[str, Any]:
    metric, base = known(name), alt.Chart()
    low, high = metric.scale.low, metric.scale.high
    look: dict[str, Any] = {"grid": False, "domain": False, "ticks": False, "labelPadding": 6, "labelFontSize": 13}
    axis = alt.Axis(values=list(metric.scale.scores), format="d", title=None, labelColor=colour("ink"), **look)
    scale = alt.Scale(domain=[low - 0.5, high + 0.5], nice=False, zero=False)
    y = alt.Y(field="height", type="quantitative", axis=None, scale=alt.Scale(domain=[0, 1], nice=False))

    def at(field: str) -> alt.X:
        return alt.X(field=field, type="quantitative", axis=axis, scale=scale)

    bands = alt.Scale(domain=list(BANDS), range=[colour(band) for band in BANDS])
    titles = {"what": _("Score"), "n": _("Answers"), "percent": _("Share"), "band_text": _("Band")}
    bars = base.mark_rect(cornerRadiusTopLeft=3, cornerRadiusTopRight=3).encode(
        x=at("left"),
        x2=alt.X2(field="right"),
        y=y,
        y2=alt.Y2(datum=0),
        color=alt.Color(field="band", type="nominal", scale=bands, legend=None),
        tooltip=[alt.Tooltip(field=field, type="nominal", title=title) for field, title in titles.items()],
        description=alt.Description(field="spoken", type="nominal"),
    )

    def words(field: str, **look: Any) -> Any:
        return base.mark_text(**look, **QUIET).encode(x=at("score"), y=y, text=alt.Text(field=field, type="nominal"))

    foot = base.mark_text(baseline="top", lineBreak="\n", lineHeight=16, fontSize=12.5, color=colour("muted"), **QUIET)
    return finish(
        alt.layer(
            bars,
            base.mark_rule(color=colour("line"), **QUIET).encode(y=alt.YDatum(0, axis=None)),
            words("count_text", dy=-21, fontSize=13, fontWeight=600, color=colour("ink")),
            words("share_text", dy=-7, fontSize=12, color=colour("muted")),
            *(
                foot.transform_filter(f"datum.foot_low == {'true' if low else 'false'}").encode(
                    x=at("foot_at"), y=alt.value({"expr": below}), text=alt.Text(field="foot", type="nominal")
                )
                for low, below in ((False, "height+30"), (True, f"height+(width<{_narrow(metric)}?66:30)"))
            ),
        ),
        HEIGHT,
    )
