"""What stands in a journey map: one column per stage, every word and number ready to be shown. Never draws."""

from __future__ import annotations

from dataclasses import dataclass

from cjo_core.charts.drawing.rows import Row
from cjo_core.charts.numbers import count_text, figure_text
from cjo_core.charts.words import n_text, wrapped
from cjo_core.locale import _
from cjo_core.metrics.catalog import Metric
from cjo_core.metrics.privacy.base import FEW, FEW_BELOW, HIDDEN, LOW, NONE

BAD, GOOD, PLAIN = "bad", "good", "plain"
#: How wide the words in a gap of the curve may be, in pixels.
GAP_ROOM = 104
MARKS = {BAD: "▼", GOOD: "▲", PLAIN: ""}


@dataclass(frozen=True)
class Remark:
    """A pain point or a bright spot in a few words, or that nothing stands out."""

    tone: str
    what: str
    why: str = ""


@dataclass(frozen=True)
class Quote:
    """One comment with the score it came with (`band` is its colour: bad, mid, good)."""

    score: str
    band: str
    label: str
    text: str
    language: str = ""


@dataclass(frozen=True)
class Going:
    """Customers seen in a stage (as a number and in words), and the share of them seen in a later one ("" for the
    last)."""

    customers: str
    words: str = ""
    on: str = ""


@dataclass(frozen=True)
class Column:
    """One stage. `row` is its point on the curve, `others` further questions asked there (on one scale), `second` the
    point of the curve it is compared with, `change` how the two differ."""

    stage: str
    row: Row
    others: tuple[Row, ...] = ()
    second: Row | None = None
    change: Remark | None = None
    going: Going | None = None
    touchpoints: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    quote: Quote | None = None
    owner: str = ""
    notes: tuple[str, ...] = ()

    @property
    def tone(self) -> str:
        """Bad or good where the stage clearly stands out."""
        return self.row.tone if self.row.tone in (BAD, GOOD) else PLAIN


@dataclass(frozen=True)
class JourneyMap:
    """The map. `metric` is the scale of its curve, `target` its target there, `names` what the two curves are called
    (empty if there is one), `foot` what the marks mean."""

    eyebrow: str
    title: str
    lead: str
    metric: Metric
    columns: tuple[Column, ...]
    target: float | None = None
    names: tuple[str, str] | None = None
    change_title: str = ""
    foot: str = ""

    def has(self, part: str) -> bool:
        """Whether any stage has this part: a lane without content is left out."""
        return any(getattr(column, part) for column in self.columns)


def n_words(row: Row) -> tuple[str, str]:
    """What the lane of answers says of a stage: n, and the interval or why there is none."""
    if row.base == HIDDEN:
        return _("hidden"), ""
    if row.base == NONE:
        return _("no answers"), ""
    if row.base == FEW:
        return n_text(row.n, row.effective), _("{needed} needed").format(needed=count_text(FEW_BELOW))
    interval = _("{low} to {high}").format(low=figure_text(row.metric, row.low), high=figure_text(row.metric, row.high))
    return n_text(row.n, row.effective), f"{interval} · {_('low base')}" if row.base == LOW else interval


def n_lines(found: JourneyMap, column: Column) -> list[tuple[str, str]]:
    """The same for a stage of either curve; the second one is named."""
    lines = [n_words(column.row)]
    if found.names and column.second is not None:
        n, interval = n_words(column.second)
        lines.append(
            ("", _("{name}: {n}").format(name=found.names[1], n=" · ".join(part for part in (n, interval) if part)))
        )
    return lines


def under(column: Column) -> bool:
    """Whether a stage's point lies under the one it is compared with."""
    other = column.second
    return other is not None and other.judged and column.row.judged and other.value > column.row.value


def why_gap(row: Row) -> tuple[str, ...]:
    """The lines that stand where a stage has no point."""
    return gap_words(row.base, row.n, row.effective)


def gap_words(base: str, n: int, effective: float | None) -> tuple[str, ...]:
    """The same of a base and its n."""
    if base == FEW:
        return *wrapped(n_text(n, effective), GAP_ROOM, 3), _("too few to score")
    if base == HIDDEN:
        return (_("hidden for privacy"),)
    return (_("no answers"),)


def other_text(row: Row) -> str:
    """A further question's value, named: "CSAT +57"."""
    return f"{_(row.metric.label)} {row.text}"
