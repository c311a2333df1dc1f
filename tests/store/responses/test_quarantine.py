"""Quarantine: what is held counts nowhere, what is released counts as if it had never been held."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cjo_core.errors import NotFound, SurveyFull
from cjo_core.store.checking import differences
from cjo_core.store.counts.cells import Counting, fresh_cells
from cjo_core.store.counts.ledger import refused
from cjo_core.store.database import Store
from cjo_core.store.responses.quarantine import (
    HELD,
    KNOWN,
    STORED,
    answered_since,
    discard,
    held,
    held_number,
    hold,
    is_held,
    release,
    report,
    set_apart,
)
from cjo_core.store.responses.writes import save_response
from cjo_core.store.set_up.limits import response_counts
from cjo_core.store.set_up.studio import save_changes
from cjo_core.store.set_up.surveys import survey
from cjo_core.survey.places import Place
from tests.store.conftest import Maker

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
HERE = Place(stage="Buy", touchpoint="Cart", segment="New", channel="web", language="en")


def total(store: Store) -> int:
    return fresh_cells(Counting(store)).answers()


def test_what_is_held_is_in_no_score_and_is_not_lost(store: Store, make: Maker) -> None:
    sent = make(3, at=NOON, place=HERE, comment="Ünder the wire", person="007")
    assert hold(store, sent, ["too_fast", "robot"], now=NOON) == HELD
    assert total(store) == 0
    (one,) = held(store)
    assert one.response == sent
    assert (one.survey, one.reasons, one.received_at) == ("nps", ("too_fast", "robot"), NOON)
    assert refused(store, "nps") == {"quarantined": 1}
    assert refused(store, "csat") == {}


def test_the_same_submission_is_held_once_and_never_beside_a_stored_one(store: Store, make: Maker) -> None:
    first, second = make(3, at=NOON), make(4, at=NOON)
    assert [hold(store, first, ["robot"], now=NOON) for _ in range(3)] == [HELD, KNOWN, KNOWN]
    save_response(store, second)
    assert hold(store, second, ["robot"], now=NOON) == STORED
    assert is_held(store, first.submission_key)
    assert not is_held(store, second.submission_key)
    assert held_number(store) == 1


def test_a_released_answer_counts_as_if_it_had_never_been_held(store: Store, make: Maker) -> None:
    sent = make(9, at=NOON, place=HERE, person="a")
    counting = Counting(store)
    fresh_cells(counting)
    hold(store, sent, ["robot"], now=NOON)
    assert release(store, [held(store)[0].id]) == 1
    assert total(store) == 1
    assert differences(counting) == []
    assert held(store) == []
    assert refused(store, "nps") == {}
    assert not save_response(store, sent), "it is the same submission"


def test_what_is_thrown_away_loses_its_content_and_stays_in_the_books(store: Store, make: Maker) -> None:
    hold(store, make(9, at=NOON, comment="secret"), ["trap"], now=NOON)
    number = held(store)[0].id
    assert discard(store, [number]) == 1
    assert discard(store, [number]) == 0
    with pytest.raises(NotFound):
        release(store, [number])
    assert refused(store, "nps") == {"quarantined": 1}
    with store.reading() as connection:
        assert connection.execute("SELECT response FROM quarantine").fetchall() == [(None,)]


def test_releasing_keeps_to_the_survey_s_limit_and_is_all_or_nothing(store: Store, make: Maker) -> None:
    save_changes(store, replace(survey(store, "nps"), limit=1))
    for score in (1, 2):
        hold(store, make(score, at=NOON), ["robot"], now=NOON)
    with pytest.raises(SurveyFull):
        release(store, [one.id for one in held(store)])
    assert held_number(store) == 2
    assert response_counts(store) == {}


def test_a_stored_response_can_be_set_apart_and_brought_back_unchanged(store: Store, make: Maker) -> None:
    sent = make(2, at=NOON, place=HERE, comment="why", person="p")
    save_response(store, sent)
    set_apart(store, sent.submission_key, ["too_fast"], now=NOON)
    assert total(store) == 0
    assert response_counts(store) == {"nps": 0}
    assert held(store)[0].response == replace(sent, place=replace(HERE, stage=None))  # the touchpoint brings it
    release(store, [held(store)[0].id])
    assert total(store) == 1
    report(store, 2, now=NOON)
    assert held(store)[0].reasons == ("reported",)
    for missing in (lambda: report(store, 99, now=NOON), lambda: set_apart(store, bytes(16), [], now=NOON)):
        with pytest.raises(NotFound):
            missing()


def test_a_person_who_has_just_answered_is_known_stored_or_held(store: Store, make: Maker) -> None:
    save_response(store, make(2, at=NOON, person="a"))
    hold(store, make(2, at=NOON, person="b"), ["robot"], now=NOON)
    for person, known in (("a", True), ("b", True), ("c", False)):
        assert answered_since(store, 1, person, NOON - timedelta(minutes=10)) is known
        assert not answered_since(store, 1, person, NOON + timedelta(seconds=1))
        assert not answered_since(store, 2, person, NOON - timedelta(minutes=10))
