"""Rules: which customers belong to a segment or a persona, in words that can be stored. Never looks at a customer.

A rule is all or any of its parts; a part is a condition, or a group of conditions of its own (one level, no deeper).
A condition compares one field of what is known of a customer with a value. Whether it holds is for
`metrics.audience` to say: yes, no, or unknown where nothing is known.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cjo_core.errors import BadValue
from cjo_core.locale import N_, _

ALL, ANY = "all", "any"
#: What a field holds.
TEXT, NUMBER, DATE, CHOICE = "text", "number", "date", "choice"
#: The fields that are attributes of customers begin so: "attribute.city".
ATTRIBUTE = "attribute."

AGE_BANDS = ("0-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65+")
#: Never bought; bought once; more than once; often (see `metrics.audience.facts`).
BUYERS = ("never", "one-time", "occasional", "frequent")

_TEXTUAL = ("is", "is_not", "one_of", "none_of", "contains", "contains_not")
_ORDERED = ("less", "at_least", "more", "at_most", "between", "not_between")
_PRESENCE = ("known", "unknown")
#: The operators of each kind of field. An attribute is a text that may also be read as a number or a date.
OPERATORS = {
    TEXT: _TEXTUAL + _ORDERED + _PRESENCE,
    NUMBER: _ORDERED + _PRESENCE,
    DATE: _ORDERED + _PRESENCE,
    CHOICE: ("is", "is_not", "one_of", "none_of", *_PRESENCE),
}
#: What says the opposite of each operator, for those of whom the field is known.
OPPOSITE = {
    "is": "is_not",
    "one_of": "none_of",
    "contains": "contains_not",
    "less": "at_least",
    "more": "at_most",
    "between": "not_between",
    "known": "unknown",
}
OPPOSITE |= {other: one for one, other in OPPOSITE.items()}

#: More parts than this nobody can read.
MOST_PARTS = 20
MOST_VALUES = 50
LONGEST = 200
MOST_DAYS = 3650

Value = str | float | tuple[str, ...] | tuple[float, float] | tuple[str, str] | None


@dataclass(frozen=True)
class Field:
    """Something known of every customer. `windowed`: it may be asked for the last so many days only."""

    name: str
    label: str
    kind: str
    windowed: bool = False
    choices: tuple[str, ...] = ()


FIELDS = {
    field.name: field
    for field in (
        Field("age", N_("Age"), NUMBER),
        Field("age_band", N_("Age band"), CHOICE, choices=AGE_BANDS),
        Field("signed_up", N_("Signed up on"), DATE),
        Field("sign_up_days", N_("Days since sign-up"), NUMBER),
        Field("buyer", N_("Kind of buyer"), CHOICE, choices=BUYERS),
        Field("recency_days", N_("Days since the last order"), NUMBER),
        Field("orders", N_("Number of orders"), NUMBER, windowed=True),
        Field("total_value", N_("Total value of orders"), NUMBER, windowed=True),
        Field("average_value", N_("Average value of an order"), NUMBER, windowed=True),
        Field("events", N_("Number of visits and other events"), NUMBER, windowed=True),
        Field("event_days", N_("Days since the last event"), NUMBER),
        Field("rfm_recency", N_("RFM score: recency"), NUMBER),
        Field("rfm_frequency", N_("RFM score: frequency"), NUMBER),
        Field("rfm_monetary", N_("RFM score: value"), NUMBER),
    )
}


def field_of(name: str) -> Field:
    """The field called so; attributes are fields of their own. Raises BadValue for any other name."""
    if name.startswith(ATTRIBUTE) and name[len(ATTRIBUTE) :].strip():
        return Field(name, name[len(ATTRIBUTE) :], TEXT)
    if name not in FIELDS:
        words = _("there is no field “{name}”; possible are attributes and {possible}")
        raise BadValue(words.format(name=name[:80], possible=", ".join(FIELDS)))
    return FIELDS[name]


@dataclass(frozen=True)
class Condition:
    """One comparison: `Condition("attribute.city", "is", "Kraków")`, `Condition("orders", "at_least", 4.0, 365)`.

    A text is compared as it stands ("007" is not "7"), however letters are cased; less, more and between compare
    numbers where the value is a number, and days where it is a day written as 2026-01-31. `within` counts the last so
    many days only.
    """

    field: str
    operator: str
    value: Value = None
    within: int | None = None

    def __post_init__(self) -> None:
        field = field_of(self.field)
        if self.operator not in OPERATORS[field.kind]:
            words = _("“{field}” cannot be compared by “{operator}”; possible are {possible}")
            raise BadValue(
                words.format(field=field.name, operator=self.operator, possible=", ".join(OPERATORS[field.kind]))
            )
        if self.within is not None and not (field.windowed and 1 <= self.within <= MOST_DAYS):
            words = (
                _("“{field}” within {days} days: between 1 and {most} days are allowed")
                if field.windowed
                else _("“{field}” cannot be asked for the last {days} days")
            )
            raise BadValue(words.format(field=field.name, days=self.within, most=MOST_DAYS))
        object.__setattr__(self, "value", _checked(self, field))


@dataclass(frozen=True)
class Rule:
    """All or any of its parts."""

    join: str
    parts: tuple[Condition | Rule, ...]

    def __post_init__(self) -> None:
        if self.join not in (ALL, ANY):
            raise BadValue(_("parts are joined by “all” or “any”, not by “{join}”").format(join=self.join))
        object.__setattr__(self, "parts", tuple(self.parts))
        if not 1 <= len(self.parts) <= MOST_PARTS:
            words = _("a rule has {count} conditions; at least 1 and at most {most} are allowed")
            raise BadValue(words.format(count=len(self.parts), most=MOST_PARTS))
        for part in self.parts:
            if isinstance(part, Rule) and any(isinstance(inner, Rule) for inner in part.parts):
                raise BadValue(_("a group inside a rule holds conditions only, no further groups"))

    def conditions(self) -> tuple[Condition, ...]:
        """All its conditions, those of its groups too."""
        found: list[Condition] = []
        for part in self.parts:
            found.extend(part.conditions() if isinstance(part, Rule) else [part])
        return tuple(found)


def negated(rule: Rule) -> Rule:
    """The rule of those whom this one leaves out; whoever is unknown to one is unknown to both.

    >>> negated(Rule(ALL, (Condition("age", "less", 30.0), Condition("attribute.city", "known"))))
    Rule(join='any', parts=(Condition(field='age', operator='at_least', value=30.0, within=None), \
Condition(field='attribute.city', operator='unknown', value=None, within=None)))
    """
    return Rule(
        ANY if rule.join == ALL else ALL,
        tuple(
            negated(part)
            if isinstance(part, Rule)
            else Condition(part.field, OPPOSITE[part.operator], part.value, part.within)
            for part in rule.parts
        ),
    )


def rule_text(rule: Rule) -> str:
    """The rule as JSON.

    >>> rule_text(Rule(ALL, (Condition("age", "less", 30),)))
    '{"join": "all", "parts": [{"field": "age", "operator": "less", "value": 30.0}]}'
    """
    return json.dumps(_plain(rule), ensure_ascii=False)


def read_rule(text: str) -> Rule:
    """The rule that `rule_text` wrote; raises BadValue with what is wrong in it."""
    try:
        found = json.loads(text)
    except ValueError as error:
        raise BadValue(_("a rule must be JSON ({error})").format(error=error)) from error
    return _rule(found)


def _plain(part: Condition | Rule) -> dict[str, Any]:
    if isinstance(part, Rule):
        return {"join": part.join, "parts": [_plain(one) for one in part.parts]}
    found: dict[str, Any] = {"field": part.field, "operator": part.operator}
    if part.value is not None:
        found["value"] = list(part.value) if isinstance(part.value, tuple) else part.value
    return found if part.within is None else {**found, "within": part.within}


def _rule(found: object) -> Rule:
    if not isinstance(found, Mapping) or not isinstance(found.get("parts"), list):
        raise BadValue(_("a rule must hold “join” and a list of “parts”"))
    parts = tuple(_rule(one) if isinstance(one, Mapping) and "parts" in one else _part(one) for one in found["parts"])
    return Rule(str(found.get("join")), parts)


def _part(found: object) -> Condition:
    if not isinstance(found, Mapping) or not {"field", "operator"} <= set(found):
        raise BadValue(_("a condition must hold “field”, “operator” and, where needed, “value”"))
    value, within = found.get("value"), found.get("within")
    if within is not None and (isinstance(within, bool) or not isinstance(within, int)):
        raise BadValue(_("“within” is {value}; a whole number of days is needed").format(value=str(within)[:40]))
    given = tuple(value) if isinstance(value, list) else value
    return Condition(str(found["field"]), str(found["operator"]), given, within)


def _checked(condition: Condition, field: Field) -> Value:
    """The value as the operator needs it; raises BadValue where it is something else."""
    value, operator = condition.value, condition.operator
    if operator in _PRESENCE:
        if value is not None:
            raise BadValue(_("“{field}” is known or unknown: no value belongs to it").format(field=field.name))
        return None
    if operator in ("between", "not_between"):
        if not isinstance(value, tuple) or len(value) != 2:
            raise BadValue(_("“{field}”: two values are needed, from and to").format(field=field.name))
        low, high = _ordered(value[0], field), _ordered(value[1], field)
        if type(low) is not type(high) or low > high:  # type: ignore[operator]
            words = _("“{field}” between {low} and {high}: the first must not be above the second")
            raise BadValue(words.format(field=field.name, low=low, high=high))
        return (low, high)  # type: ignore[return-value]
    if operator in _ORDERED:
        return _ordered(value, field)
    if operator in ("one_of", "none_of"):
        if not isinstance(value, tuple) or not 1 <= len(value) <= MOST_VALUES:
            words = _("“{field}”: a list of 1 to {most} values is needed")
            raise BadValue(words.format(field=field.name, most=MOST_VALUES))
        return tuple(_worded(one, field) for one in value)
    return _worded(value, field)


def _ordered(value: object, field: Field) -> float | str:
    """A number, or a day: as the field needs it, an attribute takes either."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value) and field.kind != DATE:
        return float(value)
    if isinstance(value, str) and field.kind != NUMBER:
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            pass
    wanted = {NUMBER: _("a number"), DATE: _("a day such as 2026-01-31")}
    needed = wanted.get(field.kind) or _("a number, or a day such as 2026-01-31")
    raise BadValue(
        _("“{field}” is compared with “{value}”; what is needed is {needed}").format(
            field=field.name, value=str(value)[:40], needed=needed
        )
    )


def _worded(value: object, field: Field) -> str:
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not text or len(text) > LONGEST:
        words = _("“{field}”: a text of 1 to {most} characters is needed")
        raise BadValue(words.format(field=field.name, most=LONGEST))
    if field.choices and text not in field.choices:
        words = _("“{field}” is never “{value}”; possible are {possible}")
        raise BadValue(words.format(field=field.name, value=text[:40], possible=", ".join(field.choices)))
    return text
