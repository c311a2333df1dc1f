"""Columns of dates of every kind."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from cjo_core.exchange.reading.dates import Dates, read_dates
from tests.exchange.conftest import NOW

WARSAW = ZoneInfo("Europe/Warsaw")


def _read(*raws: str, day_first: bool | None = None) -> Dates:
    return read_dates(raws, WARSAW, NOW, day_first=day_first)


def _utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("2026-11-15T09:30:00Z", _utc(2026, 11, 15, 9, 30)),
        ("2026-11-15T09:30:00.123456+02:00", _utc(2026, 11, 15, 7, 30)),
        ("2018-11-25 02:21:09 -0500", _utc(2018, 11, 25, 7, 21, 9)),
        ("2026-11-15 09:30", _utc(2026, 11, 15, 8, 30)),
        (" 2026-11-15  09:30:59 ", _utc(2026, 11, 15, 8, 30, 59)),
        ("2026-11-15", _utc(2026, 11, 15, 11)),
        ("20261115", _utc(2026, 11, 15, 11)),
        ("15/11/2026", _utc(2026, 11, 15, 11)),
        ("11/15/2026 1:05 PM", _utc(2026, 11, 15, 12, 5)),
        ("12:15 15.11.2026", None),
        ("5.11.2026 7:05", _utc(2026, 11, 5, 6, 5)),
        ("15-11-26 07:05", _utc(2026, 11, 15, 6, 5)),
        ("2019/10/01 12:38:43 PM GMT+8", _utc(2019, 10, 1, 4, 38, 43)),
        ("2019/10/01 12:38:43 AM GMT+8", _utc(2019, 9, 30, 16, 38, 43)),
        ("2026/9/3 12:00:00", _utc(2026, 9, 3, 10)),
        ("2026年9月3日 下午3:05", _utc(2026, 9, 3, 13, 5)),
        ("15 Nov 2025", _utc(2025, 11, 15, 11)),
        ("November 15, 2025 9:30 PM", _utc(2025, 11, 15, 20, 30)),
        ("1762000000", _utc(2025, 11, 1, 12, 26, 40)),
        ("1762000000000", _utc(2025, 11, 1, 12, 26, 40)),
        ("42059.48", _utc(2015, 2, 24, 10, 31, 12)),
        ("42059", _utc(2015, 2, 24, 11)),
        ("2026-03-29 02:30", _utc(2026, 3, 29, 1, 30)),  # an hour the clocks skip
        ("2026-10-25 02:30", _utc(2026, 10, 25, 0, 30)),  # an hour they repeat: the first
        ("2026-07-01 12:00", _utc(2026, 7, 1, 10)),
        ("2026-12-01", None),
        ("2026-11-22 11:00", _utc(2026, 11, 22, 10)),  # within a day: clocks differ
        ("41:01.0", None),
        ("Jun-25", None),
        ("31/02/2026", None),
        ("2026-13-01", None),
        ("2026-11-15 25:00", None),
        ("yesterday", None),
        ("9", None),
    ],
)
def test_a_date_is_read_or_refused_with_its_reason(raw: str, moment: datetime | None) -> None:
    found = _read(raw)
    assert found.moments.get(raw.strip()) == moment
    assert (raw.strip() in found.refused) == (moment is None)


@pytest.mark.parametrize("raw", ["", "NA", "n/a", "1980-01-01 00:00:00", "1970-01-01", "30.12.1899", "2999-12-31", "0"])
def test_dates_that_mean_nothing_are_unknown(raw: str) -> None:
    found = _read(raw, raw)
    assert found.moments == {raw: None}
    assert found.warnings[0].startswith("no date in 2 rows")


def test_one_day_above_twelve_proves_the_order_for_the_whole_column() -> None:
    assert _read("1/2/2026", "13/2/2026").moments["1/2/2026"] == _utc(2026, 2, 1, 11)
    assert _read("1/2/2026", "2/13/2026").moments["1/2/2026"] == _utc(2026, 1, 2, 11)


def test_an_order_that_would_lie_in_the_future_is_not_meant() -> None:
    found = _read("10/12/2026", "1/2/2026")
    assert found.moments["1/2/2026"] == _utc(2026, 1, 2, 11)
    assert "the month was taken to come first" in found.warnings[0]


def test_without_proof_a_date_is_not_guessed() -> None:
    found = _read("3/4/2026", "3/4/2026", "5/5/2026")
    assert found.refused == {
        "3/4/2026": "“3/4/2026” may be 3 April or 4 March; say whether the day or the month comes first"
    }
    assert found.unsure == ["3/4/2026"]
    assert found.moments["5/5/2026"] == _utc(2026, 5, 5, 10)
    assert "2 dates such as “3/4/2026”" in found.warnings[0]


def test_an_option_decides_the_order() -> None:
    assert _read("3/4/2026", day_first=True).moments["3/4/2026"] == _utc(2026, 4, 3, 10)
    assert _read("3/4/2026", day_first=False).moments["3/4/2026"] == _utc(2026, 3, 4, 11)
    assert "when the month comes first" in _read("13/4/2026", day_first=False).refused["13/4/2026"]


def test_dates_that_contradict_each_other_are_said_to() -> None:
    found = _read("13/2/2026", "2/14/2026", "1/2/2026")
    assert "contradict" in found.warnings[0]
    assert found.moments["13/2/2026"] == _utc(2026, 2, 13, 11)
    assert found.moments["2/14/2026"] == _utc(2026, 2, 14, 11)
    assert list(found.refused) == ["1/2/2026"]


def test_numbers_read_as_dates_are_flagged() -> None:
    found = _read("42059", "42060.5", "1762000000")
    assert "read as Unix time: 1 date (" in found.warnings[0]
    assert "read as Excel serial number: 2 dates (" in found.warnings[1]


@pytest.mark.parametrize("impossible", ["14/15/2026", "01/02/0000", "0/5/2026", "00/00/2026"])
def test_an_impossible_date_is_refused_and_spoils_no_other(impossible: str) -> None:
    alone = _read(impossible)
    assert alone.refused == {impossible: f"“{impossible}” is no day of the calendar"}
    found = _read(impossible, "15/11/2026", "2/12/2025")
    assert set(found.refused) == {impossible}
    assert found.moments == {"15/11/2026": _utc(2026, 11, 15, 11), "2/12/2025": _utc(2025, 12, 2, 11)}


def test_an_impossible_date_does_not_hide_what_the_future_proves() -> None:
    found = _read("01/02/0000", "5/12/2026")
    assert found.moments == {"5/12/2026": _utc(2026, 5, 12, 10)}
    assert "“5/12/2026”" in found.warnings[0]
