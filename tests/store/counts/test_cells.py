"""Counts in memory against counts by SQL, whatever happens to the answers in between."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from cjo_core.metrics.cells import Cells, tally
from cjo_core.store.checking import differences
from cjo_core.store.counts.cells import Counting, fresh_cells, settle
from cjo_core.store.counts.counting import counted_cells
from cjo_core.store.database import Store
from cjo_core.store.responses.weights import save_weights
from cjo_core.store.responses.writes import delete_response, edit_score, save_response, save_responses
from cjo_core.store.set_up.settings import save_time_zone
from cjo_core.survey.filters import EVERYTHING, Filter
from cjo_core.survey.periods import week_of_day
from cjo_core.survey.places import NOWHERE, Place
from cjo_core.survey.responses import Answer, Response, new_submission_key
from cjo_core.survey.scales import SCALES
from tests.store.conftest import Maker, filled

GROUPINGS: tuple[tuple[str, ...], ...] = (
    (),
    ("week",),
    ("stage",),
    ("touchpoint", "segment"),
    ("survey", "channel", "week"),
)
FILTERS = (
    EVERYTHING,
    EVERYTHING.counting(latest=True),
    Filter({"stage": ("Buy",)}, latest=True),
    EVERYTHING.weeks(202602, None),
)
PLACES = (
    NOWHERE,
    Place(stage="Use"),
    Place(touchpoint="Cart"),
    Place(touchpoint="Desk", segment="New", channel="web"),
    Place(segment="Old", persona="Ada", language="pl"),
)
#: Around the turn of the year and of clocks, and undated.
MOMENTS = (
    None,
    datetime(2026, 1, 4, 23, 30, tzinfo=UTC),
    datetime(2026, 3, 29, 0, 59, tzinfo=UTC),
    datetime(2026, 10, 25, 22, 30, tzinfo=UTC),
)

_steps = st.one_of(
    st.tuples(
        st.just("insert"),
        st.sampled_from(PLACES),
        st.sampled_from(MOMENTS),
        st.integers(1, 5),
        st.integers(1, 3),
        st.sampled_from([None, "ada", "bob"]),
        st.sampled_from([None, None, 0.3, 7.25]),
    ),
    st.tuples(
        st.just("comment"),
        st.sampled_from(PLACES),
        st.sampled_from(MOMENTS),
        st.just(0),
        st.integers(1, 3),
        st.none(),
        st.sampled_from([None, 4.0]),
    ),
    st.tuples(st.sampled_from(["delete", "edit", "replace_comment"]), st.integers(0, 40), st.integers(1, 5)),
    st.tuples(st.just("move"), st.sampled_from(["Cart", "Desk"]), st.sampled_from(["Buy", "Use"])),
    st.tuples(st.just("zone"), st.sampled_from(["UTC", "Asia/Shanghai", "America/Los_Angeles"])),
    st.tuples(st.just("merge"), st.sampled_from(["New", "Old"])),
    st.tuples(st.just("weigh"), st.integers(0, 40), st.sampled_from([0.1, 1.0, 2.5, 1e-9, 999_999.0, None])),
    st.tuples(st.just("refresh")),
)


def _answers(store: Store) -> list[tuple[int, int]]:
    with store.reading() as connection:
        return connection.execute("SELECT id, response_id FROM answers ORDER BY id").fetchall()


def _do(store: Store, step: tuple[Any, ...]) -> None:
    what, *rest = step
    if what in ("insert", "comment"):
        place, moment, score, survey, person, weight = rest
        answer = Answer(survey, score, None) if what == "insert" else Answer(survey, None, "only words")
        save_response(store, Response(survey, (answer,), new_submission_key(), moment, place, person, weight=weight))
    elif what in ("delete", "edit", "replace_comment", "weigh"):
        answers = _answers(store)
        if not answers:
            return
        answer, response = answers[rest[0] % len(answers)]
        if what == "delete":
            delete_response(store, response)
        elif what == "weigh":
            save_weights(store, {response: rest[1]})
        elif what == "edit":
            edit_score(store, answer, rest[1])
        else:
            with store.writing() as connection:
                connection.execute("UPDATE answers SET score = NULL, comment = 'taken back' WHERE id = ?", [answer])
    elif what == "move":
        with store.writing() as connection:
            connection.execute(
                "UPDATE touchpoints SET stage_id = (SELECT id FROM stages WHERE name = ?) WHERE name = ?",
                [rest[1], rest[0]],
            )
    elif what == "zone":
        save_time_zone(store, rest[0])
    elif what == "merge":
        with store.writing() as connection:  # the place moves; its answers are not touched
            connection.execute(
                "UPDATE OR IGNORE places SET segment_id = (SELECT id FROM segments WHERE name = ?) "
                "WHERE segment_id IS NOT NULL",
                rest,
            )


def _assert_same(memory: Cells, sql: Cells) -> None:
    for kind in ("nps", "csat", "ces"):
        for by in GROUPINGS:
            for where in FILTERS:
                one, other = tally(memory, kind, by, where), tally(sql, kind, by, where)
                assert one.labels == other.labels
                assert one.counts.tolist() == other.counts.tolist()
                assert (one.weighed is None) == (other.weighed is None)
                np.testing.assert_allclose(one.evidence, other.evidence, rtol=1e-9)


def _assert_as_in_the_file(store: Store, memory: Cells) -> None:
    """Each answer one by one, by the plainest query there is."""
    with store.reading() as connection:
        rows = connection.execute(
            "SELECT r.question_kind, r.stage, r.score, coalesce(w.weight, 1.0) FROM answers_readable r "
            "LEFT JOIN response_weights w ON w.response_id = r.response_id WHERE r.score IS NOT NULL"
        ).fetchall()
    for kind in ("nps", "csat", "ces"):
        scale = SCALES[kind]
        found = tally(memory, kind, ["stage"])
        plain = {label: np.zeros((3, len(scale.scores))) for label in found.labels}
        for _kind, stage, score, weight in (row for row in rows if row[0] == kind):
            plain[(stage,)][:, score - scale.low] += (1, weight, weight**2)
        for label, counts, evidence in zip(found.labels, found.counts, found.evidence, strict=True):
            assert counts.tolist() == plain[label][0].tolist()
            expected = plain[label].ravel() if found.weighed is not None else plain[label][1]
            np.testing.assert_allclose(evidence, expected, rtol=1e-9)


@settings(max_examples=30, deadline=None)
@given(st.lists(_steps, min_size=1, max_size=25), st.sampled_from([0, 2, 4_000]))
def test_counts_in_memory_equal_counts_by_sql_after_any_history(steps: list[tuple[Any, ...]], late: int) -> None:
    """Also when late cells are folded into the columns at every refresh, all of them or a few blocks at a time."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("cjo_core.store.counts.cells.LATE_LIMIT", late)
        patch.setattr("cjo_core.store.counts.cells.REST", 0.0)
        if late == 2:
            patch.setattr("cjo_core.store.counts.cells.AT_ONCE", 0)
            patch.setattr("cjo_core.metrics.counts.folding.SMALL", 0)
        store = filled(Path(folder) / "cjo.db")
        counting = Counting(store)
        for step in steps:
            if step[0] == "refresh":
                _assert_same(fresh_cells(counting), counted_cells(store))
                settle(counting)
                _assert_as_in_the_file(store, fresh_cells(counting))
            else:
                _do(store, step)
                settle(counting)  # does nothing: somebody has committed
        _assert_same(fresh_cells(counting), counted_cells(store))
        _assert_as_in_the_file(store, fresh_cells(counting))
        assert not differences(counting)
        store.close()


def test_reading_only_newer_answers_would_drift(store: Store, make: Maker) -> None:
    """The control: what `fresh_cells` would be without the log of changes."""
    save_responses(store, [make(9), make(3)])
    with closing(sqlite3.connect(store.path)) as naive:
        seen = naive.execute("SELECT max(id) FROM answers").fetchone()[0]
        counted = 2
        delete_response(store, _answers(store)[0][1])
        counted += naive.execute("SELECT count(*) FROM answers WHERE id > ?", [seen]).fetchone()[0]
    assert counted == 2
    assert tally(fresh_cells(Counting(store)), "nps").n.tolist() == [1]


def test_a_refresh_that_breaks_off_loses_nothing(store: Store, make: Maker) -> None:
    counting = Counting(store)
    save_response(store, make(9))
    fresh_cells(counting)
    save_response(store, make(3))
    with store.writing() as connection:  # names are missing for a moment: describing the counts fails half way
        connection.execute("UPDATE segments SET name = 'Newest' WHERE name = 'New'")
        connection.execute("ALTER TABLE personas RENAME TO gone")
    with pytest.raises(sqlite3.OperationalError):
        fresh_cells(counting)
    with store.writing() as connection:
        connection.execute("ALTER TABLE gone RENAME TO personas")
    assert tally(fresh_cells(counting), "nps").n.tolist() == [2]


def test_a_change_by_another_process_is_seen_at_once(store: Store, make: Maker) -> None:
    counting = Counting(store)
    save_response(store, make(9))
    assert tally(fresh_cells(counting), "nps").n.tolist() == [1]
    with closing(sqlite3.connect(store.path)) as other, other:
        other.execute("UPDATE answers SET score = 0")
    assert tally(fresh_cells(counting), "nps").counts[0][0] == 1


def test_without_a_change_the_same_counts_are_given_again(store: Store, make: Maker) -> None:
    counting = Counting(store)
    save_response(store, make(9))
    assert fresh_cells(counting) is fresh_cells(counting)


def test_whole_weeks_counted_by_days_are_the_weeks(store: Store, make: Maker) -> None:
    save_time_zone(store, "Europe/Warsaw")
    start = datetime(2026, 3, 23, tzinfo=UTC)
    save_responses(store, [make(i % 11, at=start + timedelta(hours=7 * i)) for i in range(120)])
    save_response(store, make(5))
    memory = fresh_cells(Counting(store))
    first, last = date(2026, 3, 30), date(2026, 4, 12)
    weeks = EVERYTHING.weeks(week_of_day(first), week_of_day(last))
    by_days = tally(counted_cells(store, first, last), "nps", ["week"])
    assert tally(memory, "nps", ["week"], weeks).counts.tolist() == by_days.counts.tolist()


def test_a_day_begins_and_ends_where_the_team_lives(store: Store, make: Maker) -> None:
    save_time_zone(store, "Europe/Warsaw")
    inside = [datetime(2026, 3, 28, 23, 0, tzinfo=UTC), datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC)]
    outside = [datetime(2026, 3, 28, 22, 59, 59, tzinfo=UTC), datetime(2026, 3, 29, 22, 0, tzinfo=UTC), None]
    save_responses(store, [make(9, at=moment) for moment in (*inside, *outside)])
    day = date(2026, 3, 29)  # 23 hours long
    assert tally(counted_cells(store, day, day), "nps").n.tolist() == [2]
    assert tally(counted_cells(store), "nps").n.tolist() == [5]


def test_what_an_import_leaves_late_is_folded_in_quiet_moments(
    store: Store, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cjo_core.store.counts.cells.LATE_LIMIT", 1)
    monkeypatch.setattr("cjo_core.store.counts.cells.AT_ONCE", 0)  # a few cells at a time, as of a large store
    monkeypatch.setattr("cjo_core.store.counts.cells.REST", 0.0)
    monkeypatch.setattr("cjo_core.metrics.counts.folding.SMALL", 0)
    dated = [moment for moment in MOMENTS if moment]
    save_responses(store, [make(n, at=at, place=place) for n in range(11) for at in dated for place in PLACES])
    counting = Counting(store)
    fresh_cells(counting)
    save_responses(store, [make(score, at=at) for score in range(4) for at in dated])
    late = [len(fresh_cells(counting).late_keys)]
    while settle(counting):
        late.append(len(fresh_cells(counting).late_keys))
        _assert_same(fresh_cells(counting), counted_cells(store))
    assert late == sorted(late, reverse=True)
    assert len(late) > 2
    assert late[-1] <= 1 < late[0]
    assert not settle(counting)


def test_quiet_moments_are_not_taken_while_anything_is_read_or_waits_to_be_read(
    store: Store, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cjo_core.store.counts.cells.LATE_LIMIT", 0)
    monkeypatch.setattr("cjo_core.store.counts.cells.AT_ONCE", 0)
    monkeypatch.setattr("cjo_core.metrics.counts.folding.SMALL", 0)
    dated = [moment for moment in MOMENTS if moment]
    save_responses(store, [make(n, at=at, place=place) for n in range(11) for at in dated for place in PLACES])
    counting = Counting(store)
    assert not settle(counting)  # nothing has been counted so far
    fresh_cells(counting)
    save_responses(store, [make(score, at=at) for score in range(4) for at in dated])
    fresh_cells(counting)
    with counting.lock:
        assert not settle(counting)
    save_response(store, make(9))
    assert not settle(counting)
    _assert_same(fresh_cells(counting), counted_cells(store))
    assert settle(counting)
    assert not settle(counting)  # a rest, so that others get on
    _assert_same(fresh_cells(counting), counted_cells(store))
