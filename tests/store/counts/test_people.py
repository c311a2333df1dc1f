"""How many people answered in a week: what SQL finds by reading every answer, whatever happened to them."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from cjo_core.errors import BadValue
from cjo_core.store.counts import people
from cjo_core.store.counts.cells import Counting, fresh_cells
from cjo_core.store.counts.people import customers
from cjo_core.store.database import Store
from cjo_core.store.responses.writes import delete_response, edit_score, save_response, save_responses
from cjo_core.store.set_up.audience import add_names
from cjo_core.store.set_up.settings import save_time_zone
from cjo_core.survey.filters import EVERYTHING, Filter
from cjo_core.survey.places import Place
from cjo_core.survey.responses import Response
from tests.store.conftest import Maker

WEEK = 202647
MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
FILTERS = {
    "1": EVERYTHING,
    "stage = 'Buy'": Filter({"stage": ("Buy",)}),
    "segment = 'New' OR segment IS NULL": Filter({"segment": ("new", None)}),
    "survey = 'csat' AND channel = 'web'": Filter({"survey": ("csat",), "channel": ("web",)}),
}


def _by_sql(store: Store, condition: str, week: str) -> int:
    with store.reading() as connection:
        sql = "SELECT count(DISTINCT coalesce(respondent, response_id)) FROM answers_readable "
        found = connection.execute(f"{sql} WHERE week = ? AND score IS NOT NULL AND ({condition})", [week])
        return int(found.fetchone()[0])


def _all_agree(store: Store, counting: Counting) -> None:
    cells = fresh_cells(counting)
    for number, name in ((WEEK, "2026-W47"), (WEEK - 1, "2026-W46")):
        for condition, where in FILTERS.items():
            assert customers(store, cells, where.weeks(number, number)) == _by_sql(store, condition, name)


@pytest.mark.parametrize("seed", range(8))
def test_people_are_counted_as_sql_counts_them(
    store: Store, make: Maker, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "MANY", 6)
    rng, counting = random.Random(seed), Counting(store)
    for _step in range(30):
        what = rng.choice(["save", "save", "save", "delete", "edit", "take back", "move", "zone", "forget", "rename"])
        with store.reading() as connection:
            answers = connection.execute("SELECT id, response_id FROM answers").fetchall()
        if what == "save":
            save_responses(store, [_response(rng, make) for _i in range(rng.randrange(1, 8))])
        elif what == "delete" and answers:
            delete_response(store, rng.choice([answers[-1], rng.choice(answers)])[1])
        elif what == "edit" and answers:
            edit_score(store, rng.choice(answers)[0], rng.randrange(1, 6))
        elif what == "zone":
            save_time_zone(store, rng.choice(["UTC", "Asia/Shanghai"]))
        elif answers:
            sql = {
                "take back": "UPDATE answers SET score = NULL, comment = 'taken back' WHERE id = ?",
                "move": "UPDATE answers SET place_id = (SELECT max(id) FROM places) WHERE id = ?",
                "forget": "UPDATE responses SET respondent = NULL WHERE id = (SELECT response_id FROM answers WHERE "
                "id = ?)",
                "rename": "UPDATE touchpoints SET stage_id = 3 - stage_id WHERE ? > 0",
            }[what]
            with store.writing() as connection:
                connection.execute(sql, [rng.choice(answers)[0]])
        _all_agree(store, counting)


def _response(rng: random.Random, make: Maker) -> Response:
    place = Place(
        touchpoint=rng.choice(["Cart", "Desk", None]), segment=rng.choice(["New", "Old", None]),
        channel=rng.choice(["web", None]),
    )  # fmt: skip
    when = rng.choice([None, MONDAY + timedelta(hours=rng.randrange(-60, 60))])
    person = rng.choice([None, None, "ada", "bob", "Bob"])
    return make(rng.choice([3, None, 5]), rng.choice(["nps", "csat"]), when, place, "so", person=person)


def test_a_place_that_is_newer_than_the_counts_waits_for_them(store: Store, make: Maker) -> None:
    counting = Counting(store)
    save_response(store, make(9, at=MONDAY))
    old = fresh_cells(counting)
    add_names(store, "segment", ["Newest"])
    save_response(store, make(9, at=MONDAY, place=Place(segment="Newest")))
    week = EVERYTHING.weeks(WEEK, WEEK)
    assert customers(store, old, week) == 1
    assert customers(store, fresh_cells(counting), week) == 2


def test_people_are_counted_in_one_week_only(store: Store) -> None:
    cells = fresh_cells(Counting(store))
    for where in (EVERYTHING, EVERYTHING.weeks(WEEK - 1, WEEK)):
        with pytest.raises(BadValue, match="one week"):
            customers(store, cells, where)
