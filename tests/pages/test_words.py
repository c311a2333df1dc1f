"""Dates as people write them, in each language: what the two days of a week share is said once."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cjo_core import locale
from pages.ui.words import day_text, week_span, weekday_and_time

#: A week within a month, across two months, across two years.
WEEKS = (202646, 202649, 202653)


@pytest.mark.parametrize(
    ("language", "spans"),
    [
        ("en", ("9–15 November 2026", "30 November – 6 December 2026", "28 December 2026 – 3 January 2027")),
        ("zh", ("2026年11月9日–15日", "2026年11月30日–12月6日", "2026年12月28日–2027年1月3日")),
        ("pl", ("9–15 listopada 2026", "30 listopada – 6 grudnia 2026", "28 grudnia 2026 – 3 stycznia 2027")),
    ],
)
def test_a_week_names_its_days(language: str, spans: tuple[str, ...]) -> None:
    with locale.speaking(language):
        assert tuple(week_span(week) for week in WEEKS) == spans


@pytest.mark.parametrize(
    ("language", "text"), [("en", "15 November 2026"), ("zh", "2026年11月15日"), ("pl", "15 listopada 2026")]
)
def test_a_day_has_its_year(language: str, text: str) -> None:
    with locale.speaking(language):
        assert day_text(date(2026, 11, 15)) == text


@pytest.mark.parametrize(("language", "text"), [("en", "Friday 22:40"), ("zh", "周五 22:40"), ("pl", "piątek 22:40")])
def test_the_last_days_have_a_weekday_and_a_time(language: str, text: str) -> None:
    with locale.speaking(language):
        assert weekday_and_time(datetime(2026, 11, 20, 22, 40, tzinfo=UTC)) == text
