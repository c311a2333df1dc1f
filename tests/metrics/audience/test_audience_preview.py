"""What a rule would do, before it is saved; and what groups of customers have in common."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjo_core.metrics.audience.groups import FEWEST, Trait, rfm_table, traits
from cjo_core.metrics.audience.preview import belongs, overlap_table, preview
from cjo_core.survey.rules import ALL, Condition, Rule
from tests.metrics.audience.test_audience import one, people

ORDER = ["First", "Second"]


def test_a_new_rule_shows_who_would_come_move_and_leave() -> None:
    who = people({"a": {"x": "1"}, "b": {"x": "2"}, "c": {"x": "3"}, "d": {}})
    rules = [("First", one("attribute.x", "is", "1")), ("Second", one("attribute.x", "is", "2"))]
    found = preview(who, rules, ORDER, "First", one("attribute.x", "one_of", ("2", "3")), {"b", "d"})
    assert (found.people, found.matching, found.unknown, found.belonging, found.answered) == (4, 2, 1, 2, 1)
    assert found.moves == {("First", None): 1, ("Second", "First"): 1, (None, "First"): 1}
    assert (found.came, found.left) == (1, 1)
    assert found.overlaps == {"Second": 1}


def test_an_earlier_name_claims_those_who_match_both() -> None:
    who = people({"a": {"x": "1"}, "b": {"x": "2"}})
    found = preview(who, [("First", one("attribute.x", "is", "1"))], ORDER, "Second", one("attribute.x", "known"), ())
    assert (found.matching, found.belonging) == (2, 1)
    assert belongs(who, [], ORDER).tolist() == [None, None]


def test_the_same_rule_again_moves_nobody() -> None:
    who = people({"a": {"x": "1"}})
    rule = one("attribute.x", "is", "1")
    assert preview(who, [("First", rule)], ORDER, "First", rule, ()).moves == {}


def test_overlaps_count_those_who_match_both() -> None:
    who = people({"a": {"x": "1"}, "b": {"x": "2"}, "c": {"x": "2"}})
    rules = [("Second", one("attribute.x", "known")), ("First", one("attribute.x", "is", "2"))]
    names, table = overlap_table(who, rules, ["First", "Second", "Third"])
    assert names == ["First", "Second"]
    assert table.tolist() == [[2, 2], [2, 3]]
    assert overlap_table(who, [], ORDER)[1].shape == (0, 0)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(["1", "2", "3", ""]), min_size=1, max_size=20), st.sampled_from("123"))
def test_moves_add_up_to_the_new_sizes(values: list[str], wanted: str) -> None:
    who = people({str(i): {"x": value} for i, value in enumerate(values)})
    rules = [("First", one("attribute.x", "is", "1")), ("Second", one("attribute.x", "known"))]
    before = belongs(who, rules, ORDER)
    rule = one("attribute.x", "is", wanted)
    found = preview(who, rules, ORDER, "First", rule, ())
    after = belongs(who, [("First", rule), rules[1]], ORDER)
    for name in (*ORDER, None):
        came = sum(n for (_old, new), n in found.moves.items() if new == name)
        left = sum(n for (old, _new), n in found.moves.items() if old == name)
        assert sum(x == name for x in after) == sum(x == name for x in before) + came - left


def test_a_group_is_described_by_medians_and_by_what_sets_it_apart() -> None:
    poles = {f"p{i}": {"country": "Poland", "age": str(30 + i), "id": str(i)} for i in range(6)}
    others = {f"o{i}": {"country": "China", "age": "60"} for i in range(6)}
    who = people({**poles, **others})
    mine = np.array([customer.startswith("p") for customer in who.customers])
    found = traits(who, mine)
    assert Trait("attribute.country", "Poland", 100.0, 50.0) in found
    ages = next(one for one in found if one.field == "age")
    assert (ages.value, ages.group, ages.everybody) == (None, 32.5, 47.5)
    assert not [one for one in found if one.field == "attribute.id"], "a value of one person is not told"


@pytest.mark.parametrize("size", range(FEWEST))
def test_of_a_few_customers_nothing_is_told(size: int) -> None:
    who = people({str(i): {"country": "Poland", "age": "40"} for i in range(9)})
    assert traits(who, np.arange(9) < size) == []


def test_the_rfm_table_holds_every_scored_customer_once() -> None:
    orders = [(f"c{i}", 3.0 * i + 1, 10.0 * i, None) for i in range(50)] + [("c3", 300.0, 5.0, None)]
    table = rfm_table(people({"none": {}}, orders))
    assert len(table) == 25
    assert table["n"].sum() == 50
    assert table.loc[table["n"] < FEWEST, "value"].isna().all()
    big = table[table["n"] >= FEWEST]
    assert big["value"].notna().all()


def test_the_rfm_table_of_nobody_is_empty_cells() -> None:
    table = rfm_table(people({"a": {}}))
    assert table["n"].sum() == 0


def test_a_rule_of_what_nobody_has_takes_nobody_in() -> None:
    who = people({"a": {}})
    found = preview(who, [], ORDER, "First", Rule(ALL, (Condition("attribute.zip", "is", "007"),)), ())
    assert (found.matching, found.unknown) == (0, 1)
