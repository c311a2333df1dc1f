"""Bars and rails as text one can read and hear: a name, its numbers, and below them how long that is. No formulas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cjo_core.charts.numbers import missing
from pages.ui.pieces.html import escape


@dataclass(frozen=True)
class Bar:
    """One line: its name, the figure and what stands beside it, its length and its interval in per cent of the track;
    `reach` is a paler, longer bar behind it. Without a length there is no track."""

    name: str
    figure: str
    beside: str
    length: float
    low: float = float("nan")
    high: float = float("nan")
    reach: float = 0.0


def bars_html(bars: Sequence[Bar], *, tight: bool = False) -> str:
    """Bars that begin at 0; a thin line is the interval. `tight`: all on one line, for short names."""
    css = "bars tight" if tight else "bars"
    return f'<ul class="{css}">{"".join(_line(bar, _track(bar)) for bar in bars)}</ul>'


def rails_html(bars: Sequence[Bar]) -> str:
    """Points on a scale with their intervals: for values whose scale has no 0."""
    return f'<ul class="bars">{"".join(_line(bar, _rail(bar)) for bar in bars)}</ul>'


def _line(bar: Bar, drawn: str) -> str:
    return (
        f'<li><div class="top"><div>{escape(bar.name)}</div>'
        f"<span><b>{escape(bar.figure)}</b> {escape(bar.beside)}</span></div>{drawn}</li>"
    )


def _track(bar: Bar) -> str:
    if missing(bar.length):
        return ""
    pale = f'<em style="width:{bar.reach:.1f}%"></em>' if bar.reach else ""
    filled = f'<s style="width:{bar.length:.1f}%"></s>'
    return f'<div class="track" aria-hidden="true">{pale}{filled}{_interval("u", bar)}</div>'


def _rail(bar: Bar) -> str:
    if missing(bar.length):
        return ""
    dot = f'<u style="left:{bar.length:.1f}%"></u>'
    return f'<div class="rail" aria-hidden="true">{_interval("s", bar)}{dot}</div>'


def _interval(tag: str, bar: Bar) -> str:
    if missing(bar.low) or missing(bar.high):
        return ""
    return f'<{tag} style="left:{bar.low:.1f}%;width:{max(bar.high - bar.low, 0):.1f}%"></{tag}>'
