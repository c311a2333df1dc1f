"""How numbers are written for people: signs, units, rounding, separators of the language. Never computes a metric.

Rounding is half away from zero (+34.5 is written +35, −34.5 is −35), as people were taught at school, and not to the
even neighbour; a tie that arithmetic missed by a hair (a billionth of the last digit) still counts as one. Minus is
U+2212, never a hyphen; zero has no sign; a value that is not there is "no score", never 0.
"""

from __future__ import annotations

from math import copysign, floor, isfinite

from cjo_core.locale import MARKS, N_, _, language, ngettext
from cjo_core.metrics.catalog import Metric, metric

MINUS = "\N{MINUS SIGN}"
PERCENT = N_("{number}\u202f%")
_HAIR = 1e-9


def known(chosen: Metric | str) -> Metric:
    """The metric, given itself or its name."""
    return metric(chosen) if isinstance(chosen, str) else chosen


def missing(x: float | None) -> bool:
    """Whether there is no value: None, NaN or infinite."""
    return x is None or not isfinite(x)


def rounded(x: float | None, digits: int = 0) -> float:
    """`x` to `digits` decimals, halves away from zero; NaN stays NaN, and −0 becomes 0.

    >>> rounded(34.5), rounded(-34.5), rounded(5.65, 1), rounded(-0.04, 1)
    (35.0, -35.0, 5.7, 0.0)
    """
    if x is None or not isfinite(x):
        return float("nan")
    unit = 10**digits
    return copysign(floor(abs(x) * unit + 0.5 + _HAIR) / unit, x) + 0.0


def number_text(x: float, digits: int = 0, *, sign: bool = False) -> str:
    """`x` as a person of this language writes it; with `sign`, a plus too.

    >>> number_text(1234.5), number_text(-0.04, 1, sign=True), number_text(-3, sign=True)
    ('1,235', '0.0', '−3')
    """
    value = rounded(x, digits)
    point, comma, apart = MARKS.get(language(), MARKS["en"])
    whole, _dot, rest = f"{abs(value):.{digits}f}".partition(".")
    if len(whole) >= apart:
        whole = f"{int(whole):,}".replace(",", comma)
    mark = MINUS if value < 0 else "+" if sign and value > 0 else ""
    return mark + whole + (point + rest if rest else "")


def count_text(n: float) -> str:
    """A number of answers: 12,408 (English), 12 408 (Polish)."""
    return number_text(n)


def figure_text(chosen: Metric | str, x: float | None) -> str:
    """The value without its unit, for large figures and heat-map cells: "+35", "82", "5.6"; or "no score"."""
    one = known(chosen)
    if x is None or missing(x):
        return _("no score")
    return number_text(x, one.digits, sign=one.unit == "points")


def unit_text(chosen: Metric | str) -> str:
    """What stands small after a large figure: nothing for points, "%", or "of 7"."""
    one = known(chosen)
    if one.unit == "percent":
        return "%"
    return _("of {highest}").format(highest=number_text(one.high)) if one.unit == "scale" else ""


def value_text(chosen: Metric | str, x: float | None) -> str:
    """The value with its unit: "+35", "82 %", "5.6"; or "no score"."""
    text = figure_text(chosen, x)
    return _(PERCENT).format(number=text) if known(chosen).unit == "percent" and not missing(x) else text


def interval_text(chosen: Metric | str, low: float | None, high: float | None) -> str:
    """ "+25 to +45", "77 % to 86 %", "5.3 to 5.9"; or "no score"."""
    if missing(low) or missing(high):
        return _("no score")
    return _("{low} to {high}").format(low=value_text(chosen, low), high=value_text(chosen, high))


def change_text(chosen: Metric | str, d: float | None) -> str:
    """A difference, in the metric's own unit, always with its sign: "−3", "+0.4", "0"; or "no score"."""
    if d is None or missing(d):
        return _("no score")
    return number_text(d, known(chosen).digits, sign=True)


def change_interval_text(chosen: Metric | str, low: float | None, high: float | None) -> str:
    """The interval of a difference: "−0.9 to −0.1"; or "no score"."""
    if missing(low) or missing(high):
        return _("no score")
    return _("{low} to {high}").format(low=change_text(chosen, low), high=change_text(chosen, high))


def size_text(chosen: Metric | str, d: float | None) -> str:
    """How large a difference is, without its sign: "14 points" (NPS and shares), "0.4" (scales); or "no score"."""
    one = known(chosen)
    if d is None or missing(d):
        return _("no score")
    text = number_text(abs(d), one.digits)
    if one.unit == "scale":
        return text
    return ngettext("{number} point", "{number} points", int(rounded(abs(d)))).format(number=text)
