"""A column of amounts of money: “1 234,50”, “1,234.50”, “€12”, “(5.00)”. Never guesses without proof.

1,234 may be a thousand and more, or one and a bit. Any amount of the column that can be read in one way only proves
what its decimal sign is; without proof such an amount is not read, and the report says why. All amounts of a column
must be in one currency: those in another than most are refused, for euros and dollars do not add up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from cjo_core.exchange.reading.scores import is_blank
from cjo_core.locale import _

#: The signs and codes of a currency, by its code.
_SIGNS = {
    "€": "EUR", "$": "USD", "US$": "USD", "£": "GBP", "¥": "¥", "￥": "¥", "元": "¥", "CNY": "¥", "RMB": "¥",
    "JPY": "¥", "ZŁ": "PLN", "KČ": "CZK", "KR": "kr", "FT": "HUF", "₽": "RUB", "₹": "INR",
}  # fmt: skip
_SIGN = re.compile(r"[^\d\s.,'’\u00a0\u202f()+\-−–]+")
_SPACES = re.compile(r"[\s\u00a0\u202f'’]+")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)*", re.ASCII)


@dataclass
class Amounts:
    """A column, read: `values[raw]` (None: blank), or `refused[raw]` with the reason; `currency` of most, "" if no
    amount names one."""

    values: dict[str, float | None] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    currency: str = ""


@dataclass(frozen=True)
class _Written:
    """An amount as written. `mark`: its decimal sign, if it can be read in one way only."""

    digits: str
    negative: bool
    currency: str
    mark: str


def read_amounts(raws: Iterable[str]) -> Amounts:
    """Every amount of a column.

    >>> read_amounts(["1 234,50", "€12", "1,234"]).values
    {'1 234,50': 1234.5, '€12': 12.0, '1,234': 1.234}
    """
    times = Counter(raw.strip() for raw in raws)
    found, written = Amounts(), {}
    for raw in times:
        if is_blank(raw):
            found.values[raw] = None
        elif (one := _parse(raw)) is None:
            found.refused[raw] = _("“{text}” is no amount that can be read").format(text=raw[:40])
        else:
            written[raw] = one
    currencies: Counter[str] = Counter()
    for raw, one in written.items():
        if one.currency:
            currencies[one.currency] += times[raw]
    found.currency = currencies.most_common(1)[0][0] if currencies else ""
    marks = {one.mark for one in written.values() if one.mark}
    decimal = next(iter(marks)) if len(marks) == 1 else None
    for raw, one in written.items():
        if one.currency and one.currency != found.currency:
            words = _("“{text}” is in another currency than most of the file ({currency})")
            found.refused[raw] = words.format(text=raw[:40], currency=found.currency)
        elif (value := _value(one.digits, one.mark or decimal)) is None:
            found.refused[raw] = _unsure(raw, one.digits)
        else:
            found.values[raw] = -value if one.negative else value
    return found


def _unsure(raw: str, digits: str) -> str:
    if len(re.sub(r"\d", "", digits)) != 1:
        return _("“{text}” is no amount that can be read").format(text=raw[:40])
    words = _("“{text}” may be {one} or {other}; write amounts without a sign for thousands")
    whole, part = re.split(r"[.,]", digits)
    return words.format(text=raw[:40], one=whole + part, other=f"{whole}.{part}")


def _parse(raw: str) -> _Written | None:
    """The digits and signs of an amount, its minus and its currency; None if it is none."""
    text = raw.strip()
    signs = _SIGN.findall(text)
    if len(signs) > 1 or (signs and len(signs[0]) > 4):
        return None
    text = _SIGN.sub(" ", text).strip()
    negative = text.startswith("(") and text.endswith(")")
    text = text[1:-1].strip() if negative else text
    if text.startswith(("+", "-", "−", "–")):
        negative, text = negative or text[0] != "+", text[1:].strip()
    elif text.endswith(("-", "−")):
        negative, text = True, text[:-1].strip()
    groups = _SPACES.split(text)
    if len(groups) > 1 and not all(len(re.split(r"[.,]", group)[0]) == 3 for group in groups[1:]):
        return None
    digits = "".join(groups)
    if not _PLAIN.fullmatch(digits):
        return None
    code = signs[0].strip(".").upper() if signs else ""
    return _Written(digits, negative, _SIGNS.get(code, code), _proof(digits, spaced=len(groups) > 1))


def _proof(digits: str, *, spaced: bool) -> str:
    """The decimal sign, if these digits can be read in one way only; "" if they tell none. With spaces for thousands,
    the one sign there is is the decimal one."""
    marks: list[str] = re.findall(r"[.,]", digits)
    if not marks:
        return ""
    if len(set(marks)) == 2:
        return marks[-1]
    if len(marks) > 1:
        return "," if marks[0] == "." else "."
    alone = spaced or len(digits) - digits.index(marks[0]) - 1 != 3 or digits.startswith("0")
    return marks[0] if alone else ""


def _value(digits: str, mark: str | None) -> float | None:
    """The number, given the decimal sign; None if the digits do not go with it."""
    if mark is None:
        return float(digits) if digits.isdigit() else None
    whole, _mark, part = digits.partition(mark)
    other = "," if mark == "." else "."
    if mark in part or other in part:
        return None
    first, *groups = whole.split(other)
    if groups and (len(first) > 3 or any(len(group) != 3 for group in groups)):
        return None
    return float(first + "".join(groups) + ("." + part if part else ""))
