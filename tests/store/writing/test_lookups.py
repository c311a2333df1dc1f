"""What writers remember of places, questions and limits is never older than what is set up, nor of work undone."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjo_core.errors import NotFound, SurveyFull
from cjo_core.store.database import Store, open_store
from cjo_core.store.journey.naming import rename
from cjo_core.store.responses.writes import save_response
from cjo_core.store.set_up.settings import save_setting
from cjo_core.store.writing.lookups import Lookups, week_in
from cjo_core.survey.periods import utc_text, week_of
from cjo_core.survey.places import Place
from tests.store.conftest import Maker
from tests.store.writing.test_committing import all_at_once

DESK, CART = Place(touchpoint="Desk"), Place(touchpoint="Cart", segment="Old")


def _touchpoints(store: Store) -> list[str]:
    with store.reading() as connection:
        found = connection.execute("SELECT touchpoint FROM answers_readable ORDER BY answer_id").fetchall()
    return [name for (name,) in found]


def test_a_place_made_by_work_that_was_undone_is_looked_up_again(store: Store, make: Maker) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        save_response(store, make(99, place=DESK))  # made the place, then its score was refused
    save_response(store, make(9, place=CART))  # its place takes the number that was free again
    save_response(store, make(9, place=DESK))
    assert _touchpoints(store) == ["Cart", "Desk"]


def test_a_place_made_in_a_transaction_shared_with_others_is_looked_up_again(store: Store, make: Maker) -> None:
    places = [Place(touchpoint="Desk", language=code) for code in ("en", "pl", "zh")]
    sent = [make(99 if i % 2 else 9, place=places[i % 3]) for i in range(30)]
    found = all_at_once(store, [lambda one=one: save_response(store, one) for one in sent])
    assert [one is True for one in found] == [i % 2 == 0 for i in range(30)]
    with store.reading() as connection:
        languages = dict(connection.execute("SELECT language, count(*) FROM answers_readable GROUP BY 1").fetchall())
    assert languages == {"en": 5, "pl": 5, "zh": 5}


def test_what_another_process_sets_up_is_seen_by_the_next_answer(store: Store, make: Maker) -> None:
    save_response(store, make(9, at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC), place=DESK))
    other = open_store(store.path)
    rename(other, "touchpoint", "Desk", "Counter")
    save_setting(other, "time_zone", "Europe/Warsaw")
    with other.writing() as connection:
        connection.execute("UPDATE surveys SET response_limit = 2 WHERE slug = 'nps'")
    other.close()
    save_response(store, make(9, at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC), place=Place(touchpoint="Counter")))
    with store.reading() as connection:
        assert connection.execute("SELECT week, touchpoint FROM answers_readable").fetchall() == [
            ("2026-W09", "Counter"),
            ("2026-W10", "Counter"),  # half past midnight on Monday there
        ]
    with pytest.raises(SurveyFull):
        save_response(store, make(9))


def test_a_name_nobody_has_set_up_is_refused_until_somebody_does(store: Store, make: Maker) -> None:
    for _try in range(2):
        with pytest.raises(NotFound, match="VIP"):
            save_response(store, make(9, place=Place(segment="VIP")))
    with store.writing() as connection:
        connection.execute("INSERT INTO segments (name, position) VALUES ('VIP', 9)")
    assert save_response(store, make(9, place=Place(segment="VIP")))


@given(
    st.sampled_from(["UTC", "Europe/Warsaw", "Asia/Kolkata", "Pacific/Apia", "America/St_Johns", "Africa/Monrovia"]),
    st.timedeltas(timedelta(0), timedelta(days=50 * 366)),
    st.lists(st.timedeltas(timedelta(0), timedelta(days=9)), min_size=2, max_size=6),
)
def test_a_remembered_week_is_the_week_in_the_teams_zone(name: str, since: timedelta, steps: list[timedelta]) -> None:
    lookups = Lookups(ZoneInfo(name))
    for step in steps:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + since + step
        assert week_in(moment, utc_text(moment)[:10], lookups) == week_of(moment, lookups.zone)
