"""The rows of a breakdown made readable: numbers rounded, their texts, and what the verdict is called.

What is hidden stays hidden: a row without a score to show carries no number at all. Comparing an interval with a
target is all the judging done here; verdicts that need a test are made elsewhere and come in a column `verdict`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import altair as alt
import pandas as pd

from cjo_core.charts.numbers import figure_text, interval_text, missing, rounded, value_text
from cjo_core.charts.pictures import Columns, listed
from cjo_core.charts.words import DOWN, TOO_FEW, UNCLEAR, UP, base_text, n_text, name_of, size_words, verdict_text
from cjo_core.locale import _
from cjo_core.metrics.catalog import Metric
from cjo_core.metrics.privacy.base import FEW, HIDDEN, JUDGED, NONE

NAN = float("nan")
VERDICTS = (UP, DOWN, UNCLEAR, TOO_FEW)


@dataclass(frozen=True)
class Row:
    """One group of a breakdown, ready to be drawn and read: numbers are NaN (n: 0) wherever they must not be seen.
    `effective` is the effective n where answers have weights.

    Texts are made from the unrounded numbers: rounding twice would give 35 for 34.45.
    """

    keys: tuple[Any, ...]
    value: float
    low: float
    high: float
    n: int
    base: str
    verdict: str
    verdict_words: str
    metric: Metric
    effective: float | None = None

    @cached_property
    def judged(self) -> bool:
        """Whether there are enough answers for a score in full ink."""
        return self.base in JUDGED and not missing(self.value)

    @property
    def tone(self) -> str:
        """Good or bad (certainly), plain, or low (too few answers)."""
        if not self.judged:
            return "low"
        if self.verdict not in (UP, DOWN):
            return "plain"
        return "good" if (self.verdict == UP) == self.metric.high_is_good else "bad"

    @cached_property
    def figure(self) -> str:
        """The value without unit, or "no score"."""
        return figure_text(self.metric, self.value)

    @cached_property
    def text(self) -> str:
        """The value with its unit, or "no score"."""
        return value_text(self.metric, self.value)

    @cached_property
    def interval(self) -> str:
        """The interval in words; "" where there is none."""
        return "" if missing(self.low) or missing(self.high) else interval_text(self.metric, self.low, self.high)

    @cached_property
    def why_not(self) -> str:
        """Why the group has no score to look at; "" if it has one."""
        return base_text(self.base, self.n, self.effective)

    @cached_property
    def score(self) -> str:
        """ "82 % (95 % interval 77 % to 86 %, n 241)", or why there is none."""
        if not self.interval:
            return self.why_not or _("no score")
        message = _("{value} (95\u202f% interval {interval}, {n})")
        return message.format(value=self.text, interval=self.interval, n=n_text(self.n, self.effective))


def rows_of(frame: Columns, metric: Metric, dimensions: tuple[str, ...], target: float | None = None) -> list[Row]:
    """The rows of `frame`, in its order; `keys` holds the values of `dimensions` (None: not given)."""
    count = len(frame["value"])
    keys = zip(*(_plain(frame[name]) for name in dimensions), strict=True) if dimensions else [()] * count
    numbers = (listed(frame[name]) for name in ("value", "low", "high", "n", "base"))
    verdicts, weighed, words = (
        listed(frame[name]) if name in frame else [None] * count for name in ("verdict", "n_effective", "verdict_text")
    )
    found = []
    columns = zip(keys, *numbers, verdicts, words, weighed, strict=True)
    for key, value, low, high, n, base, verdict, said, size in columns:
        seen = base not in (HIDDEN, NONE) and not missing(value)
        shown = (value, low, high) if seen else (NAN, NAN, NAN)
        given = isinstance(verdict, str)
        judgement = (verdict if verdict in VERDICTS else NONE) if given else _against(low, high, target)
        if base not in JUDGED:
            judgement = TOO_FEW if base == FEW else NONE
        wording = said if isinstance(said, str) else verdict_text(judgement, target=not given)
        answers = 0 if base == HIDDEN else int(rounded(n))
        effective = None if base == HIDDEN or missing(size) else size
        found.append(Row(key, shown[0], shown[1], shown[2], answers, base, judgement, wording, metric, effective))
    return found


def drawn(rows: list[Row], part: str) -> list[float]:
    """One number of every row for the chart's data, with one decimal more than people read: marks sit where they
    should, and no reader hears "34.8837"."""
    return [rounded(getattr(row, part), row.metric.digits + 1) for row in rows]


def names_of(frame: pd.DataFrame, dimension: str, values: list[Any]) -> list[str]:
    """What the groups `values` of a dimension are called: by a column `<dimension>_label` (or `label`) if there is
    one.
    """
    given: dict[Any, str] = {}
    for column in (f"{dimension}_label", "label"):
        if column in frame and not given:
            given = dict(zip(_plain(frame[dimension]), frame[column].tolist(), strict=True))
    return [given[value] if isinstance(given.get(value), str) else name_of(dimension, value) for value in values]


def _plain(column: Any) -> list[Any]:
    return [None if value is None or value != value else value for value in listed(column)]


def _against(low: float, high: float, target: float | None) -> str:
    if target is None or missing(low) or missing(high):
        return NONE
    return UP if low > target else DOWN if high < target else UNCLEAR


def value_heading(metric: Metric) -> str:
    """The heading of a column of values: "NPS", "CSAT, %", "CES, 1–7"."""
    name = _(metric.label)
    if metric.unit == "percent":
        return _("{metric}, %").format(metric=name)
    if metric.unit == "scale":
        return _("{metric}, {low}–{high}").format(metric=name, low=f"{metric.low:.0f}", high=f"{metric.high:.0f}")
    return name


def table_of(rows: list[Row], groups: dict[str, list[str]], metric: Metric, *, scored: bool = False) -> pd.DataFrame:
    """The rows as the table beside a picture; with `scored`, the values of groups under 30 answers too."""
    seen = [row.judged or (scored and row.base == FEW) for row in rows]
    return pd.DataFrame(
        {
            **groups,
            value_heading(metric): [
                rounded(row.value, metric.digits) if keep else NAN for row, keep in zip(rows, seen, strict=True)
            ],
            _("95\u202f% interval"): [row.interval if keep else "" for row, keep in zip(rows, seen, strict=True)],
            _("n"): pd.array([None if row.base == HIDDEN else row.n for row in rows], dtype="Int64"),
            **_effective(rows),
            _("Note"): [row.why_not or row.verdict_words for row in rows],
        }
    )


def _effective(rows: list[Row]) -> dict[str, list[float]]:
    """The column of effective n, where answers have weights."""
    if all(row.effective is None for row in rows):
        return {}
    return {_("Effective n"): [NAN if row.effective is None else rounded(row.effective, 1) for row in rows]}


def tooltip(what: str, metric: Metric) -> list[alt.Tooltip]:
    """Always in this order: what, value, low, high, n, verdict. The columns are those of `tips`."""
    titles = {
        "what": what,
        "value_text": _(metric.label),
        "low_text": _("Low"),
        "high_text": _("High"),
        "n_text": _("n"),
        "verdict_text": _("Verdict"),
    }
    return [alt.Tooltip(field=field, type="nominal", title=title) for field, title in titles.items()]


def tips(rows: list[Row], what: list[str]) -> dict[str, list[str]]:
    """The columns behind `tooltip`, and what a screen reader says of each mark (`spoken`)."""
    message = _("{name}: {score}")
    return {
        "what": what,
        "value_text": [row.text if row.interval else row.why_not or row.text for row in rows],
        "low_text": [value_text(row.metric, row.low) if row.interval else "–" for row in rows],
        "high_text": [value_text(row.metric, row.high) if row.interval else "–" for row in rows],
        "n_text": ["–" if row.base == HIDDEN else size_words(row.n, row.effective) for row in rows],
        "verdict_text": [row.verdict_words or row.why_not or "–" for row in rows],
        "spoken": [message.format(name=name, score=row.score) for row, name in zip(rows, what, strict=True)],
    }
