"""Visits that are kept up in memory: always as they are in the file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from cjo_core.store.database import Store
from cjo_core.store.odata.saving import save_events
from cjo_core.store.odata.visits import VisitRows, visit_rows
from cjo_core.store.responses.writes import delete_response, save_response
from cjo_core.survey.places import NOWHERE, Place
from cjo_core.survey.records import Event, record_key
from tests.store.conftest import Maker

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _identified(store: Store) -> None:
    with store.writing() as connection:
        connection.execute("UPDATE surveys SET identified = 1")


def day(number: int) -> datetime:
    return NOON + timedelta(days=number)


def put(store: Store, customer: str, number: int, **place: str) -> None:
    key = record_key("event", customer, str(number), str(sorted(place.items())))
    save_events(store, [Event(key, customer, day(number), "seen", Place(**place))])


def told(found: VisitRows) -> list[tuple[str, int, str]]:
    """Customer, day and stage of each visit."""
    return [
        (found.ids[who], int(when - NOON.timestamp()) // 86_400, found.names["stage"][at])
        for who, when, at in zip(found.customer, found.time, found.stage, strict=True)
    ]


def test_events_and_dated_answers_with_a_respondent_are_visits(store: Store, make: Maker) -> None:
    put(store, "a", 2, touchpoint="Cart", channel="web")
    put(store, "a", 0, stage="Use")
    save_response(store, make(9, at=day(1), place=Place(stage="Use"), person="a"))
    save_response(store, make(9, at=None, place=Place(stage="Use"), person="a"))
    save_response(store, make(9, at=day(1), place=Place(stage="Use")))
    save_response(store, make(9, at=day(3), place=NOWHERE, person="b"))
    assert told(visit_rows(store)) == [("a", 0, "Use"), ("a", 1, "Use"), ("a", 2, "Buy")]


def test_they_are_read_once_until_something_changes(store: Store, make: Maker) -> None:
    put(store, "a", 1, stage="Buy")
    before = visit_rows(store)
    assert visit_rows(store) is before
    save_response(store, make(9, at=day(0), place=Place(stage="Use"), person="a"))
    assert told(visit_rows(store)) == [("a", 0, "Use"), ("a", 1, "Buy")]
    assert told(before) == [("a", 1, "Buy")]


def test_answers_added_one_by_one_are_as_if_read_at_once(store: Store, make: Maker) -> None:
    rng = np.random.default_rng(7)
    for nth in range(40):
        place = Place(stage=("Buy", "Use")[nth % 2], segment=("New", "Old", None)[nth % 3], channel="web")
        save_response(store, make(9, at=day(int(rng.integers(0, 9))), place=place, person=f"p{rng.integers(0, 6)}"))
        grown = visit_rows(store)
    put(store, "z", 0, stage="Buy")  # all is read anew
    anew = visit_rows(store)
    assert [one for one in told(anew) if one[0] != "z"] == told(grown)
    for one in ("segment", "persona"):
        by_name = dict(zip(anew.ids, anew.groups[one], strict=True))
        assert [by_name[name] for name in grown.ids] == grown.groups[one].tolist()


def test_a_deleted_answer_and_a_renamed_respondent_are_followed(store: Store, make: Maker) -> None:
    save_response(store, make(9, at=day(0), place=Place(stage="Use"), person="a"))
    save_response(store, make(9, at=day(1), place=Place(stage="Buy"), person="b"))
    assert len(visit_rows(store)) == 2
    delete_response(store, 1)
    assert told(visit_rows(store)) == [("b", 1, "Buy")]
    with store.writing() as connection:
        connection.execute("UPDATE responses SET respondent = NULL")
    assert told(visit_rows(store)) == []


def test_visits_go_with_a_touchpoint_that_moves(store: Store, make: Maker) -> None:
    put(store, "a", 0, touchpoint="Cart")
    save_response(store, make(9, at=day(1), place=Place(touchpoint="Desk"), person="a"))
    assert told(visit_rows(store)) == [("a", 0, "Buy"), ("a", 1, "Buy")]
    with store.writing() as connection:
        connection.execute("UPDATE touchpoints SET stage_id = (SELECT id FROM stages WHERE name = 'Use')")
    assert told(visit_rows(store)) == [("a", 0, "Use"), ("a", 1, "Use")]


def test_a_customers_segment_is_that_of_the_newest_answer(store: Store, make: Maker) -> None:
    save_response(store, make(9, at=day(5), place=Place(stage="Buy", segment="Old"), person="a"))
    save_response(store, make(9, at=day(1), place=Place(stage="Buy", segment="New"), person="a"))
    put(store, "a", 2, stage="Use")
    put(store, "b", 2, stage="Use")

    found = visit_rows(store)
    group = dict(zip(found.ids, found.groups["segment"].tolist(), strict=True))
    assert [found.names["segment"][group["a"]], group["b"]] == ["Old", -1]


def test_an_empty_store_has_seen_nobody(store: Store) -> None:
    assert len(visit_rows(store)) == 0
