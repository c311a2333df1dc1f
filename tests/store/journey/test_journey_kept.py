"""Whatever a team does to its names, no answer is lost: every total stays, and counts in memory equal a recount."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from cjo_core.errors import CjoError, StoreError
from cjo_core.metrics.cells import tally
from cjo_core.store.checking import differences, faults_of_file
from cjo_core.store.counts.cells import Counting, fresh_cells
from cjo_core.store.database import Store
from cjo_core.store.journey import arranging, merging, naming, touchpoints
from cjo_core.store.responses.writes import save_response
from cjo_core.store.set_up.audience import known_place, names
from cjo_core.survey.filters import Filter
from cjo_core.survey.places import Place
from cjo_core.survey.responses import Answer, Response, new_submission_key
from tests.store.conftest import Maker, filled
from tests.store.counts.test_cells import MOMENTS, PLACES

KINDS = ("nps", "csat", "ces")
_DIMENSIONS = ("stage", "touchpoint", "segment", "persona", "channel")
_numbers = st.integers(0, 5)
_of = st.sampled_from(_DIMENSIONS)
_steps = st.one_of(
    st.tuples(
        st.just("answer"),
        st.sampled_from(PLACES),
        st.sampled_from(MOMENTS),
        st.integers(1, 5),
        st.integers(1, 3),
        st.sampled_from([None, "ada", "bob"]),
    ),
    st.tuples(st.just("rename"), _of, _numbers, st.sampled_from(["Łódź", "Buy", "new", "Cart 2", "Ada L."])),
    st.tuples(st.just("merge"), _of, _numbers, _numbers),
    st.tuples(st.sampled_from(["retire", "bring back", "remove"]), _of, _numbers),
    st.tuples(st.just("order"), _of, _numbers, st.integers(-2, 2)),
    st.tuples(st.just("to stage"), _numbers, _numbers),
    st.tuples(st.just("to journey"), _numbers, st.sampled_from(["Customer journey", "Second"])),
    st.tuples(st.just("refresh")),
)


def _name(store: Store, dimension: str, number: int) -> str:
    """One of the names there are."""
    with store.reading() as connection:
        table = {"stage": "stages", "touchpoint": "touchpoints"}.get(dimension, f"{dimension}s")
        found = [name for (name,) in connection.execute(f"SELECT name FROM {table} ORDER BY id").fetchall()]
    return str(found[number % len(found)]) if found else ""


def _names(store: Store) -> set[tuple[str, str]]:
    """The names of today, by dimension."""
    return {(dimension, name) for dimension in _DIMENSIONS for name in names(store, dimension)}


def _leads_somewhere(store: Store, one: tuple[str, str]) -> bool:
    return known_place(store, Place(**{one[0]: one[1]}))[1] == {}


def _do(store: Store, step: tuple[Any, ...]) -> int:
    """Do one step; returns how many scores it added. What is refused changes nothing."""
    what, *rest = step
    if what == "answer":
        place, moment, score, survey, person = rest
        answers = (Answer(survey, score, None),)
        save_response(store, Response(survey, answers, new_submission_key(), moment, place, person))
        return 1
    name = _name(store, rest[0], rest[1]) if what not in ("to stage", "to journey") else ""
    if what == "rename":
        naming.rename(store, rest[0], name, rest[2])
    elif what == "merge":
        merging.merge(store, rest[0], name, _name(store, rest[0], rest[2]))
    elif what == "order":
        naming.move(store, rest[0], name, rest[2])
    elif what == "to stage":
        touchpoints.move_touchpoint(store, _name(store, "touchpoint", rest[0]), _name(store, "stage", rest[1]))
    elif what == "to journey":
        arranging.move_stage(store, _name(store, "stage", rest[0]), rest[1])
    else:
        {"retire": naming.retire, "bring back": naming.bring_back, "remove": naming.remove}[what](store, rest[0], name)
    return 0


def _totals(store: Store) -> dict[str, list[Any]]:
    """Every total that names cannot change: per survey, question, week and score, and with only the latest counted."""
    with store.reading() as connection:
        rows = connection.execute(
            "SELECT question_id, week, score, superseded, count(*) FROM answers GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"
        ).fetchall()
    return {"rows": rows}


def _memory(cells: Any) -> dict[str, list[Any]]:
    found = {}
    for kind in KINDS:
        for by in ((), ("survey",), ("week",), ("language",)):
            for latest in (True, False):
                counted = tally(cells, kind, by, Filter(latest=latest))
                found[f"{kind} {by} {latest}"] = [counted.labels, counted.counts.tolist()]
    return found


@settings(max_examples=60, deadline=None)
@given(st.lists(_steps, min_size=2, max_size=25), st.integers(0, 3))
def test_renaming_merging_moving_and_retiring_keep_every_total(steps: list[tuple[Any, ...]], stages: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = filled(Path(folder) / "cjo.db")
        arranging.add_journey(store, "Second", ["Start", "End"][:stages])
        counting = Counting(store)
        ever = _names(store)
        for step in steps:
            if step[0] == "refresh":
                fresh_cells(counting)
                continue
            before = _totals(store), _memory(fresh_cells(counting))
            try:
                added = _do(store, step)
            except CjoError:
                added = 0
            ever |= _names(store)
            if step[0] == "remove":
                ever = {one for one in ever if _leads_somewhere(store, one)}  # what was removed is gone
            assert all(_leads_somewhere(store, one) for one in ever), "every name ever given still works in links"
            if not added:
                assert (_totals(store), _memory(fresh_cells(counting))) == before, step
        assert differences(counting) == []
        assert differences(Counting(store)) == [], "read from the beginning, too"
        assert faults_of_file(store) == []
        store.close()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(PLACES), min_size=1, max_size=12), _of, _numbers, _numbers)
def test_a_merge_adds_the_one_to_the_other_and_leaves_the_rest_alone(
    places: list[Place], dimension: str, one: int, other: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = filled(Path(folder) / "cjo.db")
        for i, place in enumerate(places):
            save_response(store, Response(1, (Answer(1, i % 11, None),), new_submission_key(), None, place, None))
        counting = Counting(store)
        before = _by(counting, dimension)
        others = {name: _by(counting, name) for name in _DIMENSIONS if name not in (dimension, "stage", "touchpoint")}
        name, into = _name(store, dimension, one), _name(store, dimension, other)
        if name == into:
            return
        merging.merge(store, dimension, name, into)
        expected = {group: counts for group, counts in before.items() if group != name}
        if name in before:
            expected[into] = (np.array(before[name]) + np.array(before.get(into, [0] * 11))).tolist()
        assert _by(counting, dimension) == expected
        assert {name: _by(counting, name) for name in others} == others
        store.close()


def _by(counting: Counting, dimension: str) -> dict[str | None, list[int]]:
    counted = tally(fresh_cells(counting), "nps", [dimension])
    return {label[0]: counts for label, counts in zip(counted.labels, counted.counts.tolist(), strict=True)}


def test_many_places_that_become_equal_are_merged_too(store: Store, make: Maker) -> None:
    """So many that an index is made meanwhile: it must be gone afterwards."""
    languages = ["en", "pl", "zh", "de", "fr", "es", "it", "nl"]
    for segment in ("New", "Old"):
        for i, language in enumerate(languages):
            save_response(store, make(i, place=Place(segment=segment, language=language)))
    counting = Counting(store)
    fresh_cells(counting)
    merging.merge(store, "segment", "New", "Old")
    assert _by(counting, "segment") == {"Old": [2, 2, 2, 2, 2, 2, 2, 2, 0, 0, 0]}
    assert differences(counting) == []
    with store.reading() as connection:
        assert connection.execute("SELECT count(*) FROM places").fetchone() == (8,)
        indexes = connection.execute("SELECT name FROM sqlite_master WHERE name LIKE '%meanwhile'").fetchall()
    assert indexes == []


def test_a_merge_that_breaks_off_changes_nothing(store: Store, make: Maker) -> None:
    """A table that comes later may refuse: then everything stays as it was."""
    save_response(store, make(9, place=Place(segment="New")))
    with store.writing() as connection:
        connection.execute("CREATE TABLE later (segment_id INTEGER REFERENCES segments(id) CHECK (segment_id = 1))")
        connection.execute("INSERT INTO later VALUES (1)")
    counting = Counting(store)
    before = _by(counting, "segment")
    with pytest.raises(StoreError, match="nothing was changed"):
        merging.merge(store, "segment", "New", "Old")
    assert _by(counting, "segment") == before
    with store.reading() as connection:
        assert connection.execute("SELECT segment_id FROM later").fetchall() == [(1,)]


def test_tables_that_come_later_are_followed(store: Store) -> None:
    with store.writing() as connection:
        connection.execute("CREATE TABLE visits_later (id INTEGER PRIMARY KEY, stage_id INTEGER REFERENCES stages)")
        connection.execute(
            "CREATE TABLE members (customer TEXT, segment_id INTEGER REFERENCES segments (id) ON DELETE CASCADE, "
            "PRIMARY KEY (customer, segment_id)) WITHOUT ROWID"
        )
        connection.execute("INSERT INTO visits_later (stage_id) VALUES (1), (2), (NULL)")
        connection.execute("INSERT INTO members VALUES ('ada', 1), ('ada', 2), ('bob', 1)")
    found = merging.what_would_merge(store, "stage", "Buy", "Use")
    assert (found.touchpoints, found.others) == (2, {"visits_later": 1})
    merging.merge(store, "stage", "Buy", "Use")
    merging.merge(store, "segment", "New", "Old")
    with store.reading() as connection:
        assert connection.execute("SELECT stage_id FROM visits_later ORDER BY id").fetchall() == [(2,), (2,), (None,)]
        members = connection.execute("SELECT customer, segment_id FROM members ORDER BY 1").fetchall()
    assert members == [("ada", 2), ("bob", 2)], "who was in both is in one once"
