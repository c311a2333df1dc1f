"""What a rule may say, and the words in which anything else is refused."""

from __future__ import annotations

import pytest

from cjo_core.errors import BadValue
from cjo_core.survey.rules import ALL, ANY, Condition, Rule, negated, read_rule, rule_text

CITY = Condition("attribute.city", "is", "Łódź")


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (lambda: Condition("shoe size", "is", "9"), "no field “shoe size”"),
        (lambda: Condition("attribute. ", "is", "9"), "no field"),
        (lambda: Condition("age", "contains", "9"), "cannot be compared by “contains”"),
        (lambda: Condition("age", "less", "nine"), "“nine”; what is needed is a number"),
        (lambda: Condition("age", "less", float("nan")), "a number"),
        (lambda: Condition("age", "less", True), "a number"),
        (lambda: Condition("signed_up", "less", 9.0), "a day such as"),
        (lambda: Condition("signed_up", "less", "2026-02-30"), "a day such as"),
        (lambda: Condition("attribute.since", "between", ("2026-01-01", 5.0)), "first must not be above"),
        (lambda: Condition("age", "between", (9.0, 5.0)), "between 9.0 and 5.0"),
        (lambda: Condition("age", "between", 9.0), "two values"),
        (lambda: Condition("age", "known", 9.0), "no value belongs"),
        (lambda: Condition("attribute.city", "one_of", ()), "a list of 1 to 50"),
        (lambda: Condition("attribute.city", "is", " "), "1 to 200 characters"),
        (lambda: Condition("attribute.city", "is", 7.0), "1 to 200 characters"),
        (lambda: Condition("buyer", "is", "always"), "never “always”"),
        (lambda: Condition("age", "less", 9.0, 30), "last 30 days"),
        (lambda: Condition("orders", "less", 9.0, 0), "between 1 and 3650 days"),
        (lambda: Rule("some", (CITY,)), "not by “some”"),
        (lambda: Rule(ALL, ()), "at least 1"),
        (lambda: Rule(ALL, (CITY,) * 21), "at most 20"),
        (lambda: Rule(ALL, (Rule(ANY, (Rule(ALL, (CITY,)),)),)), "no further groups"),
        (lambda: read_rule("{"), "must be JSON"),
        (lambda: read_rule("[]"), "list of “parts”"),
        (lambda: read_rule('{"join": "all", "parts": [1]}'), "must hold “field”"),
        (
            lambda: read_rule('{"join":"all","parts":[{"field":"orders","operator":"less","value":1,"within":"x"}]}'),
            "whole number of days",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(made: object, message: str) -> None:
    with pytest.raises(BadValue, match=message):
        made()  # type: ignore[operator]


def test_a_group_inside_a_rule_is_written_and_read() -> None:
    rule = Rule(ALL, (CITY, Rule(ANY, (Condition("age", "less", 30), Condition("orders", "at_least", 4, 365)))))
    assert read_rule(rule_text(rule)) == rule
    assert [one.field for one in rule.conditions()] == ["attribute.city", "age", "orders"]


def test_the_opposite_of_all_is_any_of_the_opposites() -> None:
    rule = Rule(ALL, (CITY, Rule(ANY, (Condition("age", "less", 30),))))
    assert negated(rule) == Rule(
        ANY, (Condition("attribute.city", "is_not", "Łódź"), Rule(ALL, (Condition("age", "at_least", 30),)))
    )
    assert negated(negated(rule)) == rule


def test_a_text_keeps_its_zeros() -> None:
    rule = Rule(ALL, (Condition("attribute.postcode", "is", "007"),))
    assert read_rule(rule_text(rule)).conditions()[0].value == "007"
