"""Rules at work: who is assigned, which answers move, and that nothing given by a person is ever touched."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from cjo_core.errors import BadValue, NotFound
from cjo_core.store.assigning.history import sizes, sizes_over_time
from cjo_core.store.assigning.people import respondents
from cjo_core.store.assigning.rules import rules, save_rule, versions
from cjo_core.store.assigning.running import Run, run_rules
from cjo_core.store.checking import differences, faults_of_file
from cjo_core.store.counts.cells import Counting
from cjo_core.store.database import Store
from cjo_core.store.journey.merging import merge
from cjo_core.store.journey.naming import retire
from cjo_core.store.odata.saving import save_customers, save_orders
from cjo_core.store.responses.reads import rows
from cjo_core.store.responses.writes import delete_response, save_response, save_responses
from cjo_core.store.set_up.audience import add_names
from cjo_core.survey.places import NOWHERE, Place
from cjo_core.survey.records import Customer, Order, record_key
from cjo_core.survey.responses import Answer, Response, new_submission_key
from cjo_core.survey.rules import ALL, Condition, Rule
from tests.store.conftest import Maker, filled

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def city(name: str) -> Rule:
    return Rule(ALL, (Condition("attribute.city", "is", name),))


@pytest.fixture
def store(tmp_path: Path) -> Any:
    opened = identified(tmp_path)
    yield opened
    opened.close()


def identified(folder: Path) -> Store:
    """The usual store, but its first two surveys know their customers; the third does not."""
    opened = filled(folder / "cjo.db")
    with opened.writing() as connection:
        connection.execute("UPDATE surveys SET identified = 1 WHERE id < 3")
    return opened


def live(store: Store, **cities: str) -> None:
    save_customers(store, [Customer(one, None, {"city": where}) for one, where in cities.items()])


def segments(store: Store) -> dict[str | None, list[str | None]]:
    """Per respondent the segments of their answers, oldest first."""
    found: dict[str | None, list[str | None]] = {}
    for row in sorted(rows(store, limit=1000), key=lambda one: one.answer_id):
        found.setdefault(row.respondent, []).append(row.segment)
    return found


def test_answers_of_known_customers_get_the_segment_their_rule_says(store: Store, make: Maker) -> None:
    live(store, ada="Łódź", bob="Gdynia")
    save_responses(store, [make(9, person="ada"), make(1, person="bob"), make(5, person="eve"), make(7)])
    assert save_rule(store, "segment", "New", city("Łódź"), now=NOW) == 1
    assert segments(store)["ada"] == [None], "nothing happens before the rules run"
    assert run_rules(store, now=NOW) == Run(people=2, came=1, responses=1)
    assert segments(store) == {"ada": ["New"], "bob": [None], "eve": [None], None: [None]}
    assert sizes(store, "segment") == {"New": 1, "Old": 0}


def test_a_segment_that_came_with_the_answer_is_never_overwritten(store: Store, make: Maker) -> None:
    live(store, ada="Łódź")
    save_responses(store, [make(9, person="ada", place=Place(segment="Old")), make(9, person="ada")])
    save_rule(store, "segment", "New", city("Łódź"), now=NOW)
    run_rules(store, now=NOW, whole=True)
    assert segments(store) == {"ada": ["Old", "New"]}
    save_rule(store, "segment", "New", None, now=NOW)
    run_rules(store, now=NOW, whole=True)
    assert segments(store) == {"ada": ["Old", None]}


def test_surveys_whose_respondents_stay_unknown_are_never_touched(store: Store, make: Maker) -> None:
    live(store, ada="Łódź")
    save_rule(store, "segment", "New", city("Łódź"), now=NOW)
    save_response(store, make(3, "ces", person="ada"))
    run_rules(store, now=NOW, whole=True)
    save_responses(store, [make(3, "ces", person="ada"), make(9)])
    assert segments(store) == {"ada": [None, None], None: [None]}
    assert respondents(store) == (frozenset(), 3)


def test_a_survey_that_no_longer_knows_its_customers_is_cleared_by_a_whole_run(store: Store, make: Maker) -> None:
    live(store, ada="Łódź")
    save_response(store, make(9, person="ada"))
    save_rule(store, "segment", "New", city("Łódź"), now=NOW)
    run_rules(store, now=NOW)
    with store.writing() as connection:
        connection.execute("UPDATE surveys SET identified = 0")
    run_rules(store, now=NOW, whole=True)
    assert segments(store) == {"ada": [None]}


def test_new_answers_of_assigned_customers_are_placed_as_they_come_in(store: Store, make: Maker) -> None:
    live(store, ada="Łódź")
    save_rule(store, "segment", "New", city("Łódź"), now=NOW)
    save_rule(store, "persona", "Ada", city("Łódź"), now=NOW)
    run_rules(store, now=NOW)
    save_response(store, make(9, person="ada", place=Place(touchpoint="Cart", language="pl")))
    (row,) = rows(store)
    assert (row.segment, row.persona, row.touchpoint, row.language) == ("New", "Ada", "Cart", "pl")
    live(store, ada="Gdynia")
    assert run_rules(store, now=NOW + timedelta(days=1)).left == 2
    (row,) = rows(store)
    assert (row.segment, row.persona, row.touchpoint, row.language) == (None, None, "Cart", "pl")


def test_the_first_segment_in_the_teams_order_wins(store: Store, make: Maker) -> None:
    live(store, ada="Łódź")
    save_response(store, make(9, person="ada"))
    save_rule(store, "segment", "Old", Rule(ALL, (Condition("attribute.city", "known"),)), now=NOW)
    run_rules(store, now=NOW)
    assert segments(store) == {"ada": ["Old"]}
    save_rule(store, "segment", "New", city("Łódź"), now=NOW)
    assert run_rules(store, now=NOW + timedelta(hours=1)).changed == 1
    assert segments(store) == {"ada": ["New"]}


def test_running_again_on_the_same_data_changes_nothing(store: Store, make: Maker) -> None:
    live(store, ada="Łódź", bob="Łódź")
    save_responses(store, [make(9, person="ada"), make(2, person="bob")])
    save_rule(store, "segment", "New", city("Łódź"), now=NOW)
    run_rules(store, now=NOW)
    later = NOW + timedelta(days=3)
    assert run_rules(store, now=later) == Run(people=2)
    assert run_rules(store, now=later, whole=True) == Run(people=2)


def test_without_rules_nothing_is_looked_at(store: Store) -> None:
    live(store, ada="Łódź")
    assert run_rules(store) == Run()


def test_every_change_of_a_rule_is_a_version_of_its_own(store: Store) -> None:
    assert save_rule(store, "segment", "New", city("Łódź"), now=NOW) == 1
    assert save_rule(store, "segment", "New", city("Łódź"), now=NOW) == 1, "the same again is no change"
    assert save_rule(store, "segment", "new", city("Gdynia"), now=NOW + timedelta(days=1)) == 2
    assert [one.rule for one in rules(store, "segment")] == [city("Gdynia")]
    assert save_rule(store, "segment", "New", None, now=NOW + timedelta(days=2)) is None
    assert rules(store, "segment") == []
    assert [(one.version, one.ended_at) for one in versions(store, "segment", "New")] == [
        (2, NOW + timedelta(days=2)),
        (1, NOW + timedelta(days=1)),
    ]


def test_rules_are_for_names_that_exist_and_for_segments_and_personas_only(store: Store) -> None:
    with pytest.raises(NotFound, match="“Nobody”"):
        save_rule(store, "segment", "Nobody", city("x"))
    with pytest.raises(BadValue, match="segment, persona"):
        save_rule(store, "stage", "Buy", city("x"))


def test_sizes_are_known_for_every_day_on_which_they_changed(store: Store) -> None:
    live(store, ada="Łódź", bob="Łódź", eve="Gdynia")
    save_rule(store, "segment", "New", city("Łódź"), now=NOW)
    run_rules(store, now=NOW)
    live(store, bob="Gdynia")
    save_rule(store, "segment", "Old", city("Gdynia"), now=NOW)
    run_rules(store, now=NOW + timedelta(days=2))
    found = sizes_over_time(store, "segment")
    assert found.astype({"day": str}).values.tolist() == [
        ["2026-11-21", "New", 2],
        ["2026-11-23", "New", 1],
        ["2026-11-21", "Old", 0],
        ["2026-11-23", "Old", 2],
    ]


def test_behaviour_changes_with_new_orders(store: Store, make: Maker) -> None:
    live(store, ada="x")
    save_response(store, make(9, person="ada"))
    save_rule(store, "segment", "Old", Rule(ALL, (Condition("buyer", "is", "occasional"),)), now=NOW)
    for number in (1, 2):
        key = record_key("order", str(number))
        save_orders(store, [Order(key, "ada", NOW - timedelta(days=number), 20.0, "paid")])
        run_rules(store, now=NOW)
        assert segments(store) == {"ada": [None if number == 1 else "Old"]}


def test_merged_segments_keep_their_customers_answers_and_both_rules(store: Store, make: Maker) -> None:
    live(store, ada="Łódź", bob="Gdynia")
    save_responses(store, [make(9, person="ada"), make(2, person="bob")])
    save_rule(store, "segment", "New", city("Łódź"), now=NOW)
    save_rule(store, "segment", "Old", city("Gdynia"), now=NOW)
    run_rules(store, now=NOW)
    merge(store, "segment", "Old", "New")
    assert segments(store) == {"ada": ["New"], "bob": ["New"]}
    assert sizes(store, "segment") == {"New": 2}
    assert run_rules(store, now=NOW + timedelta(days=1), whole=True) == Run(people=2), "one of the two rules is enough"
    save_rule(store, "segment", "New", city("Sopot"), now=NOW + timedelta(days=2))
    run_rules(store, now=NOW + timedelta(days=2))
    assert segments(store) == {"ada": [None], "bob": [None]}, "and saved anew, one rule takes the place of both"


def test_a_retired_segment_keeps_what_it_has_and_takes_nothing_more(store: Store, make: Maker) -> None:
    live(store, ada="Łódź")
    save_response(store, make(9, person="ada"))
    save_rule(store, "segment", "New", city("Łódź"), now=NOW)
    run_rules(store, now=NOW)
    retire(store, "segment", "New", now=NOW)
    live(store, bob="Łódź")
    save_responses(store, [make(9, person="ada"), make(9, person="bob")])
    run_rules(store, now=NOW + timedelta(days=1), whole=True)
    assert segments(store) == {"ada": ["New", None], "bob": [None]}
    save_rule(store, "segment", "Old", city("Łódź"), now=NOW + timedelta(days=2))
    run_rules(store, now=NOW + timedelta(days=2))
    assert segments(store) == {"ada": ["Old", "Old"], "bob": ["Old"]}


_people = st.sampled_from(["ada", "bob", "ada", None])
_cities = st.sampled_from(["Łódź", "Gdynia"])
_steps = st.one_of(
    st.tuples(
        st.just("answer"),
        _people,
        st.integers(1, 3),
        st.sampled_from([NOWHERE, Place(segment="Old"), Place(persona="Ada", touchpoint="Desk")]),
    ),
    st.tuples(st.just("customer"), st.sampled_from(["ada", "bob"]), _cities),
    st.tuples(st.just("rule"), st.sampled_from(["New", "Old"]), st.one_of(st.none(), _cities)),
    st.tuples(st.just("persona"), st.just("Ada"), st.one_of(st.none(), _cities)),
    st.tuples(st.just("delete"), st.integers(0, 20)),
    st.tuples(st.just("merge"), st.sampled_from(["New", "Old"])),
    st.tuples(st.just("run"), st.booleans()),
)


@settings(max_examples=50, deadline=None)
@given(st.lists(_steps, min_size=3, max_size=18))
def test_answers_are_where_the_rules_say_after_any_history(steps: list[tuple[Any, ...]]) -> None:
    """Against a plain model: what was given stays, the rest is what the rules said at the last run. Counts in memory
    equal a recount throughout."""
    with tempfile.TemporaryDirectory() as folder:
        store = identified(Path(folder))
        counting, model = Counting(store), _Model()
        for step in (
            ("customer", "ada", "Łódź"),
            ("customer", "bob", "Gdynia"),
            ("rule", "New", "Łódź"),
            ("run", False),
        ):
            model.do(store, step, NOW)  # so that most histories have something to go wrong in
        for hour, step in enumerate(steps):
            model.do(store, step, NOW + timedelta(hours=hour))
            if step[0] == "run":
                assert differences(counting) == []
        run_rules(store, now=NOW + timedelta(hours=99))
        model.run()
        found = {row.answer_id: (row.segment, row.persona) for row in rows(store, limit=1000)}
        assert found == {answer: model.place(answer) for answer in model.answers}
        assert differences(counting) == []
        assert faults_of_file(store) == []
        store.close()


class _Model:
    """What should be, by the simplest means."""

    def __init__(self) -> None:
        self.answers: dict[int, tuple[str | None, int, Place]] = {}
        self.cities: dict[str, str] = {}
        self.rules: dict[str, set[str]] = {}
        self.names = ["New", "Old"]
        self.assigned: dict[tuple[str, str], str] = {}

    def do(self, store: Store, step: tuple[Any, ...], now: datetime) -> None:
        what, *rest = step
        if what == "answer":
            person, survey, place = rest
            response = Response(survey, (Answer(survey, 3, None),), new_submission_key(), None, place, person)
            save_response(store, response)
            if place.segment is not None and place.segment not in self.names:
                place = replace(place, segment=self.names[0])
            self.answers[max(row.answer_id for row in rows(store, limit=1000))] = (person, survey, place)
        elif what == "customer":
            live(store, **{rest[0]: rest[1]})
            self.cities[rest[0]] = rest[1]
        elif what in ("rule", "persona"):
            name = rest[0] if rest[0] in (*self.names, "Ada") else self.names[0]  # what was merged leads on
            save_rule(store, "segment" if what == "rule" else what, rest[0], rest[1] and city(rest[1]), now=now)
            self.rules[name] = {rest[1]} if rest[1] else set()
        elif what == "delete" and self.answers:
            answer = sorted(self.answers)[rest[0] % len(self.answers)]
            (row,) = [one for one in rows(store, limit=1000) if one.answer_id == answer]
            delete_response(store, row.response_id)
            del self.answers[answer]
        elif what == "merge" and rest[0] in self.names and len(self.names) > 1:
            (into,) = set(self.names) - set(rest)
            merge(store, "segment", rest[0], into)
            self.merged(rest[0], into)
        elif what == "run":
            run_rules(store, now=now, whole=rest[0])
            self.run()

    def merged(self, old: str, new: str) -> None:
        self.names.remove(old)
        self.rules[new] = self.rules.get(new, set()) | self.rules.pop(old, set())
        for answer, (person, survey, place) in self.answers.items():
            if place.segment == old:
                self.answers[answer] = (person, survey, replace(place, segment=new))
        self.assigned = {key: new if name == old else name for key, name in self.assigned.items()}

    def run(self) -> None:
        self.assigned = {}
        for person, where in self.cities.items():
            for dimension, names in (("segment", self.names), ("persona", ["Ada"])):
                fits = [name for name in names if where in self.rules.get(name, set())]
                if fits:
                    self.assigned[person, dimension] = fits[0]

    def place(self, answer: int) -> tuple[str | None, str | None]:
        person, survey, place = self.answers[answer]
        by_rule = [self.assigned.get((person or "", d)) if survey < 3 else None for d in ("segment", "persona")]
        return place.segment or by_rule[0], place.persona or by_rule[1]


def test_more_customers_than_a_batch_holds_are_all_assigned(store: Store, make: Maker) -> None:
    people = [f"c{i}" for i in range(1_300)]
    save_customers(store, [Customer(one, None, {"city": "Łódź"}) for one in people])
    save_responses(store, [make(9, person=one) for one in people])
    add_names(store, "segment", ["Third"])
    save_rule(store, "segment", "Third", city("Łódź"), now=NOW)
    found = run_rules(store, now=NOW)
    assert (found.came, found.responses) == (1_300, 1_300)
