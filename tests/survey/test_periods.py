"""Times are spelled the one way the store knows, whatever their zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjo_core.errors import BadValue
from cjo_core.survey.periods import read_utc, utc_text

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.integers(1, 3_652_056), st.integers(0, 86_399_999_999), ZONES)
def test_a_time_is_spelled_as_iso_spells_it_in_utc(days: int, microseconds: int, zone: timezone) -> None:
    moment = (datetime(1, 1, 1, tzinfo=UTC) + timedelta(days=days, microseconds=microseconds)).astimezone(zone)
    text = utc_text(moment)
    assert text == moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    assert read_utc(text) == moment.replace(microsecond=0)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(BadValue, match="no time zone"):
        utc_text(datetime(2026, 11, 22, tzinfo=UTC).replace(tzinfo=None))
