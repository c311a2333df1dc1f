"""Rules in words: fields, comparisons and whole rules, as people read them. Never evaluates one."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from cjo_core.charts.numbers import number_text
from cjo_core.charts.words import listed
from cjo_core.locale import _, ngettext
from cjo_core.survey.rules import ALL, ATTRIBUTE, DATE, FIELDS, TEXT, Condition, Rule, field_of
from pages.ui.words import babel_locale


def field_name(name: str) -> str:
    """A field as people call it; an attribute by its own name."""
    return name[len(ATTRIBUTE) :] if name.startswith(ATTRIBUTE) else _(FIELDS[name].label)


def operator_name(operator: str, kind: str = TEXT) -> str:
    """A comparison in words; days come before and after each other instead of being less or more."""
    if kind == DATE:
        return {
            "less": _("is before"),
            "at_least": _("is not before"),
            "more": _("is after"),
            "at_most": _("is not after"),
            "between": _("is between"),
            "not_between": _("is not between"),
            "known": _("is known"),
            "unknown": _("is not known"),
        }[operator]
    return {
        "is": _("is"),
        "is_not": _("is not"),
        "one_of": _("is one of"),
        "none_of": _("is none of"),
        "contains": _("contains"),
        "contains_not": _("does not contain"),
        "less": _("is less than"),
        "at_least": _("is at least"),
        "more": _("is more than"),
        "at_most": _("is at most"),
        "between": _("is between"),
        "not_between": _("is not between"),
        "known": _("is known"),
        "unknown": _("is not known"),
    }[operator]


def choice_name(value: str) -> str:
    """A value that we named ourselves: kinds of buyers, bands of age."""
    return {
        "never": _("never bought"),
        "one-time": _("one-time buyer"),
        "occasional": _("occasional buyer"),
        "frequent": _("frequent buyer"),
        "0-17": _("under 18"),
        "65+": _("65 and older"),
    }.get(value, value.replace("-", "–"))


def rule_words(rule: Rule) -> str:
    """A rule as one sentence without its end."""
    join = _("and") if rule.join == ALL else _("or")
    parts = [
        f"({rule_words(part)})"
        if isinstance(part, Rule) and len(part.parts) > 1
        else rule_words(part)
        if isinstance(part, Rule)
        else condition_words(part)
        for part in rule.parts
    ]
    return f" {join} ".join(parts)


def condition_words(condition: Condition) -> str:
    """One comparison: "Age is at least 30", "Number of orders (last 365 days) is at least 4"."""
    field = field_of(condition.field)
    name = field_name(condition.field)
    if condition.within is not None:
        words = ngettext("{field} (last {count} day)", "{field} (last {count} days)", condition.within)
        name = words.format(field=name, count=condition.within)
    value, operator = condition.value, operator_name(condition.operator, field.kind)
    if value is None:
        return f"{name} {operator}"
    if isinstance(value, tuple) and condition.operator in ("between", "not_between"):
        low, high = (value_name(condition, one) for one in value)
        return _("{field} {is_between} {low} and {high}").format(field=name, is_between=operator, low=low, high=high)
    given = value if isinstance(value, tuple) else (value,)
    return f"{name} {operator} {listed([value_name(condition, one) for one in given])}"


def value_name(condition: Condition, value: str | float) -> str:
    """A value as it is read: numbers in the language's way, texts in quotation marks, days as days."""
    if isinstance(value, float):
        return number_text(value, 0 if value.is_integer() else 2)
    if field_of(condition.field).choices:
        return choice_name(value)
    if condition.operator not in ("is", "is_not", "one_of", "none_of", "contains", "contains_not"):
        return str(format_date(date.fromisoformat(value), "medium", locale=babel_locale()))
    return f"“{value}”"
