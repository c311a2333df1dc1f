"""The control chart: where weeks fall by chance, and which ones do not.

The band is the limits of each week (they depend on its n), the thin line the usual value; weeks with a signal are
orange diamonds with their words. It draws limits and signals it is given and never computes one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from cjo_core.charts.drawing.axes import Span, apart, span_of, value_axis, week_axis, week_labels
from cjo_core.charts.drawing.rows import NAN, value_heading
from cjo_core.charts.numbers import known, missing, rounded, value_text
from cjo_core.charts.pictures import QUIET, Columns, Picture, finish, listed
from cjo_core.charts.theme import colour
from cjo_core.charts.words import (
    base_text,
    dimension_name,
    joined,
    n_text,
    size_words,
    week_and_year,
    week_teller,
)
from cjo_core.locale import N_, _, language
from cjo_core.metrics.catalog import Metric
from cjo_core.metrics.privacy.base import HIDDEN
from cjo_core.survey.periods import week_name

HEIGHT = 270
#: Fewer weeks than this in the baseline make trial limits.
BASELINE_WEEKS = 13
#: How many people answered in a week, and the effective n where answers have weights; None: hidden.
Size = tuple[int, float | None] | None
_SIGNALS = {
    "above": N_("above the limit"),
    "below": N_("below the limit"),
    "run": N_("long run on one side"),
    "trend": N_("long trend"),
}


def control_chart(
    frame: Columns,
    metric: Metric | str,
    target: float | None = None,
    *,
    trial: bool | None = None,
    judged: bool = True,
) -> Picture:
    """Weeks against their limits. `frame` has one row per week, in order: week, value, n, lower, upper, centre, signal
    (None, "outside", "run", "trend" or words to show), baseline (whether the week made the limits); NaN: no score. A
    column `base` is heeded: a hidden week shows nothing; so is `n_effective`, where answers have weights.

    `trial` says that the baseline is too short to trust; without it, fewer than 13 baseline weeks with answers are. Not
    `judged`: the limits are made of too little to say that a week stands out or does not.
    """
    chosen = known(metric)
    weeks = [int(week) for week in frame["week"]]
    numbers = {name: [float(x) for x in listed(frame[name])] for name in ("value", "lower", "upper", "centre")}
    hidden = [base == HIDDEN for base in frame["base"]] if "base" in frame else [False] * len(weeks)
    numbers["value"] = [NAN if gone else x for x, gone in zip(numbers["value"], hidden, strict=True)]
    n = _sizes(frame, hidden)
    signals = [_signal(*one) for one in zip(frame["signal"], *numbers.values(), strict=True)]
    notes = [_verdict(words, x, judged=judged) for words, x in zip(signals, numbers["value"], strict=True)]
    if trial is None:
        made = [bool(x) and not missing(value) for x, value in zip(frame["baseline"], numbers["value"], strict=True)]
        trial = sum(made) < BASELINE_WEEKS
    span = span_of(chosen, [x for part in numbers.values() for x in part] + [target])
    return Picture(
        spec=_spec(language(), chosen.name, span, target is not None, trial, _weighed(n) is not None),
        drawn=_columns(chosen, weeks, numbers, n, signals, notes, target, span),
        sentence=_sentence(chosen, weeks, numbers, n, signals, judged=judged),
        tabled=lambda: _table(chosen, weeks, numbers, n, notes),
        height=HEIGHT,
        note=_("Trial limits: made from fewer than {number} weeks.").format(number=BASELINE_WEEKS) if trial else "",
    )


def _sizes(frame: Columns, hidden: list[bool]) -> list[Size]:
    """n of each week, with the effective one where there are weights."""
    weighed = listed(frame["n_effective"]) if "n_effective" in frame else [None] * len(hidden)
    rows = zip(listed(frame["n"]), weighed, hidden, strict=True)
    return [
        None if gone else (0 if missing(n) else int(n), None if missing(size) or not n else float(size))
        for n, size, gone in rows
    ]


def _weighed(n: list[Size]) -> list[float | None] | None:
    """The effective n of each week; None where no answer has a weight."""
    found = [None if size is None else size[1] for size in n]
    return None if all(size is None for size in found) else found


def _signal(raw: Any, value: float, lower: float, upper: float, _centre: float) -> str:
    """The signal's words; "" for a week like any other."""
    if not isinstance(raw, str) or not raw or missing(value):
        return ""
    code = ("above" if value > upper else "below") if raw == "outside" else raw
    return _(_SIGNALS[code]) if code in _SIGNALS else raw


def _columns(
    metric: Metric,
    weeks: list[int],
    numbers: dict[str, list[float]],
    n: list[Size],
    signals: list[str],
    notes: list[str],
    target: float | None,
    span: Span,
) -> dict[str, Any]:
    digits, count = metric.digits + 1, len(weeks)
    centre = next((x for x in reversed(numbers["centre"]) if not missing(x)), NAN)
    ends = [centre, NAN if target is None else float(target)]
    if not any(missing(end) for end in ends):
        ends = apart(ends, 17 / (HEIGHT - 50) * (span[1] - span[0]))
    usual = "" if missing(centre) else _("usual {value}").format(value=value_text(metric, centre))
    goal = "" if target is None else _("target {target}").format(target=value_text(metric, target))
    people, weighed = [None if size is None else size[0] for size in n], _weighed(n)
    columns: dict[str, Any] = {"at": week_labels(weeks, people, weighed)}
    columns |= {name: [rounded(x, digits) for x in part] for name, part in numbers.items()}
    columns |= {
        "target": [NAN if target is None else float(target)] * count,
        "first": [i == 0 for i in range(count)],
        "last": [i == count - 1 for i in range(count)],
        "signal": signals,
        "usual_at": [ends[0]] * count,
        "usual_text": [usual] * count,
        "target_at": [ends[1]] * count,
        "target_text": [goal] * count,
        **_callouts(metric, numbers, signals),
        **_tips(metric, weeks, numbers, n, notes),
    }
    return columns


def _tips(
    metric: Metric, weeks: list[int], numbers: dict[str, list[float]], n: list[Size], notes: list[str]
) -> dict[str, list[str]]:
    """What the mouse and a screen reader are told of each week."""
    what = [week_and_year(week) for week in weeks]
    texts = {part: [value_text(metric, x) for x in numbers[part]] for part in ("value", "lower", "upper")}
    message = _("{name}: {value}, {n}; {verdict}")
    return {
        "what": what,
        **{f"{part}_text": said for part, said in texts.items()},
        "n_text": ["–" if x is None else size_words(*x) for x in n],
        "verdict_text": notes,
        "spoken": [
            message.format(name=name, value=value, n=_said(one), verdict=verdict)
            for name, value, one, verdict in zip(what, texts["value"], n, notes, strict=True)
        ],
    }


def _callouts(metric: Metric, numbers: dict[str, list[float]], signals: list[str]) -> dict[str, list[Any]]:
    """The words at signals. Of several close by on one side only the outer one has its words, the others their value;
    words at the edges are turned inwards."""
    count = len(signals)
    sides = [-18 if value > centre else 19 for value, centre in zip(numbers["value"], numbers["centre"], strict=True)]
    texts, aligns = [""] * count, ["center"] * count
    for group in _clusters([i for i, words in enumerate(signals) if words], sides, max(count / 4, 2)):
        late = group[0] / max(count - 1, 1) > 0.4
        spoken = group[0] if late else group[-1]
        for i in group if len(group) < 3 else [spoken]:  # a long run would be a row of numbers nobody reads
            texts[i] = value_text(metric, numbers["value"][i])
        texts[spoken] = _("{value}, {signal}").format(value=texts[spoken], signal=signals[spoken])
        at = spoken / max(count - 1, 1)
        if len(group) > 1 or not 0.2 <= at <= 0.8:
            aligns[spoken] = "right" if late or at > 0.8 else "left"
    return {"callout": texts, "dy": sides, "align": aligns}


def _clusters(places: list[int], sides: list[int], reach: float) -> list[list[int]]:
    """Signals on the same side that stand closer than `reach` weeks, together."""
    found: list[list[int]] = []
    for side in sorted(set(sides)):
        for i in (place for place in places if sides[place] == side):
            if found and sides[found[-1][0]] == side and i - found[-1][-1] < reach:
                found[-1].append(i)
            else:
                found.append([i])
    return found


def _verdict(signal: str, value: float, *, judged: bool) -> str:
    inside = _("inside the limits") if judged else _("too few to judge")
    return signal or (_("no score") if missing(value) else inside)


def _said(n: Size) -> str:
    return n_text(*n) if n is not None else base_text(HIDDEN, 0)


def _sentence(
    metric: Metric,
    weeks: list[int],
    numbers: dict[str, list[float]],
    n: list[Size],
    signals: list[str],
    *,
    judged: bool,
) -> str:
    name = _(metric.label)
    if not weeks or all(missing(x) for x in numbers["value"]):
        return _("{metric}: no scores in these weeks.").format(metric=name)
    tell = week_teller(weeks)
    message = _("{metric}, {first} to {last}: {value} in {last}, limits {lower} to {upper}, {n}.")
    texts = {part: value_text(metric, numbers[part][-1]) for part in ("value", "lower", "upper")}
    said = [message.format(metric=name, first=tell(weeks[0]), last=tell(weeks[-1]), n=_said(n[-1]), **texts)]
    for week, value, words in zip(weeks, numbers["value"], signals, strict=True):
        if words:
            one = _("Signal in {week}: {value}, {signal}.")
            said.append(one.format(week=tell(week), value=value_text(metric, value), signal=words))
    if any(signals):
        return joined(*said)
    return joined(*said, _("No week stands out.") if judged else _("Nothing can be judged yet."))


def _table(
    metric: Metric, weeks: list[int], numbers: dict[str, list[float]], n: list[Size], notes: list[str]
) -> pd.DataFrame:
    digits, weighed = metric.digits, _weighed(n)
    return pd.DataFrame(
        {
            dimension_name("week"): [week_name(week) for week in weeks],
            value_heading(metric): [rounded(x, digits) for x in numbers["value"]],
            _("Lower limit"): [rounded(x, digits) for x in numbers["lower"]],
            _("Usual"): [rounded(x, digits) for x in numbers["centre"]],
            _("Upper limit"): [rounded(x, digits) for x in numbers["upper"]],
            _("n"): pd.array([None if x is None else x[0] for x in n], dtype="Int64"),
            **({} if weighed is None else {_("Effective n"): [NAN if x is None else rounded(x, 1) for x in weighed]}),
            _("Note"): notes,
        }
    )


@lru_cache(maxsize=128)
def _spec(_language: str, name: str, span: Span, aimed: bool, trial: bool, weighted: bool) -> dict[str, Any]:
    metric, base = known(name), alt.Chart()
    axis = week_axis(weighted=weighted)
    x = alt.X(field="at", type="ordinal", axis=axis, scale=alt.Scale(paddingInner=0, paddingOuter=0.15))
    scale = alt.Scale(domain=span, zero=False, nice=False)

    def at(field: str) -> alt.Y:
        return alt.Y(field=field, type="quantitative", axis=value_axis(metric, span), scale=scale)

    start = x.copy()
    start["bandPosition"] = 0
    edge = {"x": start, "x2": alt.X2(field="at", bandPosition=1)}
    first, last = base.transform_filter("datum.first"), base.transform_filter("datum.last")
    word: dict[str, Any] = {"align": "left", "dx": 8, "fontSize": 12.5, **QUIET}
    layers = [
        base.mark_rect(color=colour("band"), opacity=0.45 if trial else 0.7, **QUIET).encode(
            x=x, y=at("lower"), y2=alt.Y2(field="upper")
        )
    ]
    if trial:
        dashed = base.mark_rule(color=colour("muted"), strokeDash=[3, 3], strokeWidth=1, **QUIET)
        layers += [dashed.encode(**edge, y=at("lower")), dashed.encode(**edge, y=at("upper"))]
    layers += [
        base.mark_rule(color=colour("muted"), strokeWidth=1.25, **QUIET).encode(**edge, y=at("centre")),
        last.mark_text(color=colour("muted"), **word).encode(
            x=alt.value("width"), y=at("usual_at"), text=alt.Text(field="usual_text", type="nominal")
        ),
    ]
    if aimed:
        goal = first.mark_rule(color=colour("ink"), strokeDash=[4, 3], strokeWidth=1.25, **QUIET)
        said = last.mark_text(color=colour("ink"), **word)
        text = alt.Text(field="target_text", type="nominal")
        layers += [goal.encode(y=at("target")), said.encode(x=alt.value("width"), y=at("target_at"), text=text)]
    return finish(alt.layer(*layers, *_points(x, at, metric)), HEIGHT)


def _points(x: alt.X, at: Any, metric: Metric) -> list[alt.Chart]:
    """Line, plain dots, and the orange diamonds with their words."""
    base = alt.Chart()
    loud = "datum.signal != ''"
    titles = {
        "what": dimension_name("week"), "value_text": _(metric.label), "lower_text": _("Lower limit"),
        "upper_text": _("Upper limit"), "n_text": _("n"), "verdict_text": _("Verdict"),
    }  # fmt: skip
    return [
        base.mark_line(color=colour("ink"), strokeWidth=1.5, **QUIET).encode(x=x, y=at("value")),
        base.transform_filter("isValid(datum.value)")
        .mark_point(filled=True, opacity=1, stroke=colour("paper"), strokeWidth=1.5)
        .encode(
            x=x,
            y=at("value"),
            size=alt.condition(loud, alt.value(190), alt.value(80)),
            shape=alt.condition(loud, alt.value("diamond"), alt.value("circle")),
            color=alt.condition(loud, alt.value(colour("bad")), alt.value(colour("ink"))),
            tooltip=[alt.Tooltip(field=field, type="nominal", title=title) for field, title in titles.items()],
            description=alt.Description(field="spoken", type="nominal"),
        ),
        base.transform_filter(loud)
        .mark_text(
            dy={"expr": "datum.dy"},
            align={"expr": "datum.align"},
            color=colour("bad_text"),
            fontSize=12.5,
            fontWeight=600,
            **QUIET,
        )
        .encode(x=x, y=at("value"), text=alt.Text(field="callout", type="nominal")),
    ]
