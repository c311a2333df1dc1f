"""Submission keys: made once per form or row, lying together in time, telling no more of the time than they may."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from cjo_core.survey.responses import KEY_BYTES, dated_key_of, new_submission_key

MOMENTS = st.timedeltas(timedelta(0), timedelta(days=400_000)).map(
    lambda since: datetime(1900, 1, 1, tzinfo=UTC) + since
)


def time_in(key: bytes) -> datetime:
    """The moment that a key begins with."""
    return datetime(1, 1, 1, tzinfo=UTC) + timedelta(seconds=int.from_bytes(key[:5], "big"))


def test_a_forms_key_tells_the_day_and_nothing_finer() -> None:
    before = datetime.now(UTC)
    told = time_in(new_submission_key())
    after = datetime.now(UTC)
    assert told in {one.replace(hour=0, minute=0, second=0, microsecond=0) for one in (before, after)}


def test_eleven_bytes_of_a_forms_key_are_random() -> None:
    keys = [new_submission_key() for _i in range(2_000)]
    assert all(len(key) == KEY_BYTES for key in keys)
    for place in range(5, KEY_BYTES):  # a byte that were fixed, or of few values, would not show 150 of 256
        assert len({key[place] for key in keys}) > 150
    assert len(set(keys)) == len(keys)


@given(MOMENTS, MOMENTS)
def test_keys_of_rows_sort_as_their_moments_do(one: datetime, other: datetime) -> None:
    early, late = sorted((one.replace(microsecond=0), other.replace(microsecond=0)))
    if early != late:
        assert dated_key_of(None, "x") < dated_key_of(early, "x") < dated_key_of(late, "x")


@given(MOMENTS)
def test_a_key_of_a_row_tells_the_moment_that_is_stored_beside_it(moment: datetime) -> None:
    assert time_in(dated_key_of(moment, "a", "b")) == moment.replace(microsecond=0)


def test_the_same_row_has_the_same_key_in_every_time_zone() -> None:
    noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    there = noon.astimezone(timezone(timedelta(hours=8)))
    assert dated_key_of(noon, "a", "b") == dated_key_of(there, "a", "b")
    assert len({dated_key_of(noon, "a", "b"), dated_key_of(noon, "ab"), dated_key_of(None, "a", "b")}) == 3


def test_a_moment_before_the_calendar_begins_has_a_key_all_the_same() -> None:
    first = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=8)))
    assert dated_key_of(first, "a") == dated_key_of(None, "a")
