"""Rules over customers: whom they take in, and that what is missing never counts as a yes or a no."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjo_core.metrics.audience.facts import People, numbers, people_of, texts
from cjo_core.metrics.audience.matching import NO, UNKNOWN, YES, first_match, matches
from cjo_core.survey.rules import AGE_BANDS, ALL, ANY, BUYERS, Condition, Rule, negated, read_rule, rule_text

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def at(days: float) -> pd.Timestamp:
    return pd.Timestamp(NOW - timedelta(days=days))


def people(
    attributes: dict[str, dict[str, str]],
    orders: list[tuple[str, float, float | None, str | None]] | None = None,
    events: list[tuple[str, float]] | None = None,
    signed_up: dict[str, float] | None = None,
) -> People:
    customers = pd.DataFrame(
        {
            "customer": pd.Series(list(attributes), dtype=object),
            "signed_up_at": pd.to_datetime([at((signed_up or {}).get(c, 500)) for c in attributes], utc=True),
            "attributes": pd.Series(list(attributes.values()), dtype=object),
        }
    )
    bought = pd.DataFrame(orders or [], columns=["customer", "days", "value", "status"]).astype({"value": float})
    bought["ordered_at"] = pd.to_datetime([at(one) for one in bought["days"]], utc=True)
    did = pd.DataFrame(events or [], columns=["customer", "days"])
    did["happened_at"] = pd.to_datetime([at(one) for one in did["days"]], utc=True)
    return people_of(customers, bought, did, NOW)


def one(field: str, operator: str, value: object = None, within: int | None = None) -> Rule:
    return Rule(ALL, (Condition(field, operator, value, within),))


def answers(rule: Rule, who: People) -> dict[str, int]:
    return dict(zip(who.customers, matches(rule, who).tolist(), strict=True))


def test_a_text_is_compared_as_it_stands_and_as_a_number_only_if_asked() -> None:
    who = people({"a": {"code": "007"}, "b": {"code": "7"}, "c": {"code": "x"}, "d": {}})
    assert answers(one("attribute.code", "is", "7"), who) == {"a": NO, "b": YES, "c": NO, "d": UNKNOWN}
    assert answers(one("attribute.code", "at_least", 7), who) == {"a": YES, "b": YES, "c": UNKNOWN, "d": UNKNOWN}


def test_letter_case_and_spaces_do_not_matter_in_any_alphabet() -> None:
    who = people({"a": {"city": " ŁÓDŹ "}, "b": {"city": "Warszawa"}, "c": {"city": "北京"}})
    assert answers(one("attribute.city", "one_of", ("łódź", "北京")), who) == {"a": YES, "b": NO, "c": YES}
    assert answers(one("attribute.city", "contains", "szaw"), who) == {"a": NO, "b": YES, "c": NO}


def test_what_is_missing_is_unknown_also_for_not() -> None:
    who = people({"a": {"city": "Łódź"}, "b": {"city": ""}, "c": {}})
    assert answers(one("attribute.city", "is_not", "Warszawa"), who) == {"a": YES, "b": UNKNOWN, "c": UNKNOWN}
    assert answers(one("attribute.city", "unknown"), who) == {"a": NO, "b": YES, "c": YES}


def test_unknown_does_not_turn_what_is_clear_already() -> None:
    who = people({"a": {"city": "Łódź"}})
    city, age = Condition("attribute.city", "is", "Łódź"), Condition("age", "less", 30.0)
    assert answers(Rule(ALL, (city, age)), who) == {"a": UNKNOWN}
    assert answers(Rule(ANY, (city, age)), who) == {"a": YES}
    assert answers(Rule(ALL, (Condition("attribute.city", "is", "x"), age)), who) == {"a": NO}


def test_days_are_compared_as_days() -> None:
    who = people({"a": {"since": "2026-01-31"}, "b": {"since": "2026-02-01 10:00"}, "c": {"since": "soon"}})
    rule = one("attribute.since", "between", ("2026-02-01", "2026-02-28"))
    assert answers(rule, who) == {"a": NO, "b": YES, "c": UNKNOWN}


def test_age_comes_from_the_birthday_the_year_or_the_age_itself() -> None:
    who = people(
        {
            "today": {"birth_date": "1996-11-21"},
            "tomorrow": {"birth_date": "1996-11-22"},
            "year": {"Birth Year": "1990"},
            "age": {"wiek": "70"},
            "odd": {"age": "930"},
        }
    )
    found = dict(zip(who.customers, numbers(who, "age").tolist(), strict=True))
    assert (found["today"], found["tomorrow"], found["year"], found["age"]) == (30, 29, 36, 70)
    bands = dict(zip(who.customers, texts(who, "age_band"), strict=True))
    assert bands == {"today": "25-34", "tomorrow": "25-34", "year": "35-44", "age": "65+", "odd": None}


def test_orders_count_value_and_recency_leave_cancelled_ones_out() -> None:
    who = people(
        {"a": {}, "b": {}, "c": {}},
        [("a", 10, 50.0, "paid"), ("a", 400, 30.0, None), ("a", 2, 999.0, "Cancelled"), ("b", 3, None, "paid")],
    )
    assert numbers(who, "orders").tolist() == [2, 1, 0]
    assert numbers(who, "orders", 365).tolist() == [1, 1, 0]
    assert numbers(who, "recency_days").tolist()[:2] == [10, 3]
    assert np.isnan(numbers(who, "recency_days")[2])
    total, average = numbers(who, "total_value"), numbers(who, "average_value")
    assert (total[0], average[0], total[2]) == (80, 40, 0)
    assert np.isnan(total[1]), "the value of b's order is not known"
    assert np.isnan(average[2]), "no orders have no average"


def test_kinds_of_buyers() -> None:
    orders = [("often", d, 1.0, None) for d in (1, 2, 3, 364)] + [("long ago", d, 1.0, None) for d in (1, 2, 3, 366)]
    who = people({"often": {}, "long ago": {}, "once": {}, "never": {}}, [*orders, ("once", 9, 1.0, None)])
    found = dict(zip(who.customers, texts(who, "buyer"), strict=True))
    assert found == {"often": "frequent", "long ago": "occasional", "once": "one-time", "never": "never"}


def test_without_any_orders_recorded_nobody_has_bought_never() -> None:
    who = people({"a": {}})
    assert answers(one("orders", "less", 1), who) == {"a": UNKNOWN}
    assert texts(who, "buyer").tolist() == [None]


def test_engagement_counts_the_events_of_the_last_days() -> None:
    who = people({"a": {}, "b": {}}, events=[("a", 1), ("a", 29.9), ("a", 30), ("b", 100)])
    assert answers(one("events", "at_least", 2, 30), who) == {"a": YES, "b": NO}
    assert numbers(who, "events", 30).tolist() == [2, 0]
    assert numbers(who, "event_days").tolist() == [1, 100]


def test_the_future_has_not_happened() -> None:
    who = people({"a": {}, "later": {}}, [("a", -1, 9.0, None), ("a", 1, 9.0, None)], signed_up={"later": -3})
    assert who.customers.tolist() == ["a"]
    assert numbers(who, "orders").tolist() == [1]
    assert numbers(who, "sign_up_days").tolist() == [500]


def test_somebody_who_only_ordered_is_known_by_that() -> None:
    who = people({}, [("x", 1, 9.0, None)])
    assert who.customers.tolist() == ["x"]
    assert answers(one("orders", "more", 0), who) == {"x": YES}
    assert answers(one("sign_up_days", "more", 0), who) == {"x": UNKNOWN}


def test_rfm_scores_those_who_have_ordered() -> None:
    orders = [(f"c{i}", 10.0 * i, 100.0 - i, None) for i in range(1, 6)]
    who = people({"none": {}}, orders)
    found = dict(zip(who.customers, numbers(who, "rfm_recency").tolist(), strict=True))
    assert [found[f"c{i}"] for i in range(1, 6)] == [5, 4, 3, 2, 1]
    assert np.isnan(found["none"])


def test_the_first_rule_that_matches_wins() -> None:
    who = people({"a": {"x": "1"}, "b": {"x": "2"}, "c": {}})
    rules = [one("attribute.x", "is", "2"), one("attribute.x", "known")]
    assert first_match(rules, who).tolist() == [1, 0, -1]


_attributes = st.dictionaries(
    st.sampled_from(["city", "age", "since"]), st.sampled_from(["Łódź", "007", "7", "2026-02-03", ""])
)
_orders = st.lists(
    st.tuples(
        st.sampled_from("abcd"),
        st.integers(-5, 800).map(float),
        st.one_of(st.none(), st.floats(0, 500)),
        st.sampled_from([None, "paid", "cancelled"]),
    ),
    max_size=12,
)
_crowds = st.tuples(
    st.dictionaries(st.sampled_from("abcde"), _attributes, min_size=1),
    _orders,
    st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 90).map(float)), max_size=8),
)
_text_values = st.sampled_from(["Łódź", "007", "7", "x"])
_numbers_ = st.floats(-10, 900)
_conditions = st.one_of(
    st.builds(
        Condition,
        st.just("attribute.city"),
        st.sampled_from(["is", "is_not", "contains", "contains_not"]),
        _text_values,
    ),
    st.builds(Condition, st.just("attribute.age"), st.sampled_from(["less", "at_least", "more", "at_most"]), _numbers_),
    st.builds(
        Condition,
        st.just("attribute.since"),
        st.sampled_from(["between", "not_between"]),
        st.just(("2026-01-01", "2026-06-30")),
    ),
    st.builds(
        Condition,
        st.sampled_from(["orders", "total_value", "average_value", "events"]),
        st.sampled_from(["less", "at_least", "more", "at_most"]),
        _numbers_,
        st.one_of(st.none(), st.integers(1, 3650)),
    ),
    st.builds(
        Condition,
        st.sampled_from(["recency_days", "sign_up_days", "event_days", "rfm_recency", "rfm_frequency", "rfm_monetary"]),
        st.sampled_from(["between", "not_between"]),
        st.tuples(_numbers_, _numbers_).map(lambda pair: tuple(sorted(pair))),
    ),
    st.builds(Condition, st.just("buyer"), st.sampled_from(["one_of", "none_of"]), st.just(BUYERS[1:3])),
    st.builds(Condition, st.just("age_band"), st.sampled_from(["is", "is_not"]), st.sampled_from(AGE_BANDS)),
    st.builds(Condition, st.sampled_from(["attribute.city", "age", "orders"]), st.sampled_from(["known", "unknown"])),
)
_joins = st.sampled_from([ALL, ANY])
_flat = st.builds(Rule, _joins, st.lists(_conditions, min_size=1, max_size=3).map(tuple))
_rules = st.builds(Rule, _joins, st.lists(st.one_of(_conditions, _flat), min_size=1, max_size=3).map(tuple))


@settings(max_examples=150, deadline=None)
@given(_rules, _crowds)
def test_a_rule_and_its_opposite_divide_those_of_whom_it_can_be_said(rule: Rule, crowd: tuple) -> None:
    who = people(*crowd)
    one, other = matches(rule, who), matches(negated(rule), who)
    assert ((one == UNKNOWN) == (other == UNKNOWN)).all()
    assert ((one == YES) == (other == NO)).all()
    assert set(one.tolist()) <= {YES, NO, UNKNOWN}
    assert (matches(negated(negated(rule)), who) == one).all()


@settings(max_examples=100, deadline=None)
@given(_rules)
def test_a_rule_survives_being_written_down(rule: Rule) -> None:
    assert read_rule(rule_text(rule)) == rule


@settings(max_examples=60, deadline=None)
@given(_crowds)
def test_the_order_of_rows_changes_nothing(crowd: tuple) -> None:
    attributes, orders, events = crowd
    rule = Rule(ANY, (Condition("orders", "at_least", 2.0), Condition("rfm_monetary", "at_least", 4.0)))
    turned = people(dict(reversed(attributes.items())), orders[::-1], events[::-1])
    assert answers(rule, people(*crowd)) == answers(rule, turned)


def test_nobody_at_all_is_no_error() -> None:
    who = people({})
    assert len(matches(Rule(ALL, (Condition("rfm_recency", "more", 3.0), Condition("age", "known"))), who)) == 0


@pytest.mark.parametrize("count", [0, 3])
def test_bands_of_nobody_and_of_some(count: int) -> None:
    who = people({str(i): {"age": "40"} for i in range(count)})
    assert texts(who, "age_band").tolist() == ["35-44"] * count
