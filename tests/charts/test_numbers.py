"""How numbers are written."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjo_core.charts.numbers import (
    change_interval_text,
    change_text,
    count_text,
    figure_text,
    interval_text,
    number_text,
    rounded,
    size_text,
    unit_text,
    value_text,
)
from cjo_core.locale import speaking
from cjo_core.metrics.catalog import METRICS

plain = st.floats(-1e6, 1e6)
names = st.sampled_from(sorted(METRICS))


@pytest.mark.parametrize(
    ("metric", "x", "text"),
    [
        ("nps", 35.2, "+35"),
        ("nps", -3.5, "−4"),
        ("nps", 34.45, "+34"),
        ("nps", 0.2, "0"),
        ("nps", -0.4, "0"),
        ("csat", 82.0, "82\u202f%"),
        ("csat", 0.0, "0\u202f%"),
        ("ces", 5.65, "5.7"),
        ("ces", 6.0, "6.0"),
    ],
)
def test_a_value_has_the_sign_and_unit_of_its_metric(metric: str, x: float, text: str) -> None:
    assert value_text(metric, x) == text


def test_units_stand_beside_large_figures() -> None:
    assert [unit_text(name) for name in ("nps", "csat", "ces", "ces_easy")] == ["", "%", "of 7", "%"]
    assert [figure_text(name, 5.64) for name in ("nps", "csat", "ces")] == ["+6", "6", "5.6"]


def test_intervals_are_written_with_to() -> None:
    assert interval_text("nps", 25, 45) == "+25 to +45"
    assert interval_text("csat", 77.1, 86.4) == "77\u202f% to 86\u202f%"
    assert interval_text("ces", 5.3, 5.9) == "5.3 to 5.9"


def test_changes_always_have_a_sign_and_no_per_cent() -> None:
    assert [change_text("nps", -3), change_text("csat", 1.2), change_text("ces", 0.44)] == ["−3", "+1", "+0.4"]
    assert [change_text("nps", -0.2), change_text("ces", 0.01)] == ["0", "0.0"]
    assert change_interval_text("ces", -0.9, -0.1) == "−0.9 to −0.1"


def test_sizes_of_changes_have_no_sign() -> None:
    assert [size_text("nps", -14), size_text("csat", 1), size_text("ces", -0.41)] == ["14 points", "1 point", "0.4"]


@pytest.mark.parametrize("nothing", [None, math.nan, math.inf])
def test_what_is_not_there_is_no_score(nothing: float | None) -> None:
    for name in METRICS:
        assert value_text(name, nothing) == figure_text(name, nothing) == change_text(name, nothing) == "no score"
        assert interval_text(name, nothing, 3) == interval_text(name, 3, nothing) == "no score"


def test_thousands_follow_the_language() -> None:
    assert [count_text(999), count_text(12408)] == ["999", "12,408"]
    with speaking("pl"):
        assert [count_text(1240), count_text(12408), number_text(5.6, 1)] == ["1240", "12\u202f408", "5,6"]
    with speaking("zh"):
        assert count_text(12408) == "12,408"


def test_halves_are_rounded_away_from_zero() -> None:
    assert [rounded(x) for x in (0.5, 1.5, 2.5, -0.5, -2.5)] == [1, 2, 3, -1, -3]
    assert [rounded(x, 1) for x in (5.65, 5.75, 0.05, 2.675)] == [5.7, 5.8, 0.1, 2.7]
    assert rounded(100 * (0.55 - 0.2)) == rounded(100 * 0.55 - 100 * 0.2) == 35
    assert math.isnan(rounded(math.nan))


@given(plain, st.integers(0, 3))
def test_rounding_moves_by_half_a_step_at_most_and_is_symmetric(x: float, digits: int) -> None:
    assert abs(rounded(x, digits) - x) <= 0.5 * 10**-digits + 1e-8
    assert rounded(-x, digits) == -rounded(x, digits)
    assert rounded(rounded(x, digits), digits) == rounded(x, digits)


@given(names, plain)
def test_no_text_has_a_hyphen_or_a_minus_before_zero(name: str, x: float) -> None:
    for text in (value_text(name, x), change_text(name, x), size_text(name, x), interval_text(name, x, x)):
        assert "-" not in text
        assert "nan" not in text
    number = change_text(name, x).replace(",", "")
    if number.startswith("−"):
        assert float(number[1:]) > 0


@given(names, st.floats(-1000, 1000))
def test_a_change_reads_back_as_what_was_rounded(name: str, x: float) -> None:
    text = change_text(name, x).replace("−", "-").replace(",", "")
    assert float(text) == rounded(x, METRICS[name].digits)
