"""Whom a rule takes in: yes, no, or unknown, for every customer. Never guesses what is not known.

Three-valued logic (Kleene): "all" is no as soon as one part is no, "any" is yes as soon as one is yes, and unknown
where what is missing could turn it. So a rule and its opposite divide the customers for whom either can be said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from cjo_core.metrics.audience.facts import People, numbers, read_day, read_number, texts
from cjo_core.metrics.formulas.estimates import Floats
from cjo_core.survey.rules import ALL, CHOICE, DATE, TEXT, Condition, Rule, field_of

YES, NO, UNKNOWN = np.int8(1), np.int8(0), np.int8(-1)
Answers = NDArray[np.int8]

_TESTS: dict[str, Callable[[Floats, float, float], NDArray[np.bool_]]] = {
    "less": lambda x, low, _high: x < low,
    "at_least": lambda x, low, _high: x >= low,
    "more": lambda x, low, _high: x > low,
    "at_most": lambda x, low, _high: x <= low,
    "between": lambda x, low, high: (x >= low) & (x <= high),
    "not_between": lambda x, low, high: (x < low) | (x > high),
}


def matches(rule: Rule, people: People) -> Answers:
    """For each customer whether the rule takes them in: 1 yes, 0 no, -1 unknown."""
    found = np.stack([matches(p, people) if isinstance(p, Rule) else holds(p, people) for p in rule.parts])
    yes, no = found == YES, found == NO
    if rule.join == ALL:
        return np.where(no.any(axis=0), NO, np.where(yes.all(axis=0), YES, UNKNOWN))
    return np.where(yes.any(axis=0), YES, np.where(no.all(axis=0), NO, UNKNOWN))


def holds(condition: Condition, people: People) -> Answers:
    """The same for one condition."""
    field = field_of(condition.field)
    if condition.operator in _TESTS:
        low, high, is_day = _bounds(condition)
        if field.kind == TEXT:
            values = _read(people, condition.field, read_day if is_day else read_number)
        else:
            values = numbers(people, condition.field, condition.within)
        return _said(_TESTS[condition.operator](values, low, high), np.isfinite(values))
    if field.kind in (TEXT, CHOICE):
        words = texts(people, condition.field)
        known = np.array([one is not None for one in words], bool)
    else:
        words = np.empty(0, object)
        known = np.isfinite(numbers(people, condition.field, condition.within))
    if condition.operator in ("known", "unknown"):
        return np.where(known == (condition.operator == "known"), YES, NO)
    given = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    wanted = {_folded(str(one)) for one in given}
    if condition.operator.startswith("contains"):
        part = next(iter(wanted))
        meant = {one for one in set(words) if one is not None and part in _folded(one)}
    else:
        meant = {one for one in set(words) if one is not None and _folded(one) in wanted}
    hit = np.array([one in meant for one in words], bool)  # each word is read once, however many have it
    opposite = condition.operator in ("is_not", "none_of", "contains_not")
    return _said(~hit if opposite else hit, known)


def first_match(rules: Sequence[Rule], people: People) -> NDArray[np.int64]:
    """The position of the first rule that takes each customer in; -1 where none does. So everybody gets one at most."""
    found = np.full(len(people), -1)
    for i in reversed(range(len(rules))):
        found[matches(rules[i], people) == YES] = i
    return found


def _said(true: NDArray[np.bool_], known: NDArray[np.bool_]) -> Answers:
    return np.where(known, np.where(true, YES, NO), UNKNOWN)


def _bounds(condition: Condition) -> tuple[float, float, bool]:
    """The value, or both ends, as numbers; and whether they are days."""
    ends = condition.value if isinstance(condition.value, tuple) else (condition.value, condition.value)
    is_day = field_of(condition.field).kind == DATE or isinstance(ends[0], str)
    low, high = (read_day(str(one)) if is_day else float(one or 0) for one in (ends[0], ends[-1]))
    return low, high, is_day


def _read(people: People, name: str, read: Callable[[str], float]) -> Floats:
    """An attribute as numbers or days; NaN where it cannot be read so."""
    return np.array([np.nan if one is None else read(one) for one in texts(people, name)], float)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
