"""Amounts of money as people and tills write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjo_core.exchange.records.amounts import read_amounts


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("12", 12.0),
        ("€12", 12.0),
        ("12,50 zł", 12.5),
        ("1 234,50", 1234.5),
        ("1\u202f234\u202f567,8", 1234567.8),
        ("1,234.50", 1234.5),
        ("1.234,50 EUR", 1234.5),
        ("1'234.50", 1234.5),
        ("1,234,567", 1234567.0),
        ("1 234", 1234.0),
        ("1 234,567", 1234.567),
        ("-5.00", -5.0),
        ("−5,5", -5.5),
        ("(5.00)", -5.0),
        ("$ -5.00", -5.0),
        ("5.00-", -5.0),
        ("0.125", 0.125),
        ("￥99", 99.0),
        ("n/a", None),
        ("", None),
    ],
)
def test_an_amount_is_read_as_it_is_meant(raw: str, value: float | None) -> None:
    found = read_amounts([raw])
    assert not found.refused
    assert found.values == {raw.strip(): value}


@pytest.mark.parametrize("raw", ["twelve", "1.2.3,4,5", "12 34", "1,23,456.7", "5 EUR USD", "--5", "1e5", "12/3"])
def test_what_is_no_amount_is_refused(raw: str) -> None:
    assert "no amount" in read_amounts([raw]).refused[raw]


def test_a_comma_before_three_digits_needs_proof() -> None:
    assert "may be 1234 or 1.234" in read_amounts(["1,234"]).refused["1,234"]
    assert read_amounts(["1,234", "9.50"]).values["1,234"] == 1234.0
    assert read_amounts(["1,234", "9,50"]).values["1,234"] == 1.234
    assert read_amounts(["1.234", "2.345.678"]).values["1.234"] == 1234.0


def test_proofs_that_contradict_each_other_prove_nothing() -> None:
    found = read_amounts(["1,50", "1.50", "1,234"])
    assert (found.values, list(found.refused)) == ({"1,50": 1.5, "1.50": 1.5}, ["1,234"])


def test_amounts_in_another_currency_are_refused() -> None:
    found = read_amounts(["€5", "€6", "7 EUR", "$8", "9"])
    assert found.currency == "EUR"
    assert list(found.refused) == ["$8"]
    assert found.values["9"] == 9.0


@given(st.integers(0, 10**9), st.sampled_from([",", ".", " ", "\u202f", "'"]), st.sampled_from(".,"))
def test_whatever_is_written_with_thousands_and_cents_is_read_back(cents: int, thousands: str, decimal: str) -> None:
    if thousands == decimal:
        return
    text = f"{cents // 100:,}".replace(",", thousands) + f"{decimal}{cents % 100:02d}"
    assert read_amounts([text]).values == {text: pytest.approx(cents / 100)}


@given(st.lists(st.text(max_size=12), max_size=8))
def test_every_cell_is_read_or_refused(raws: list[str]) -> None:
    found = read_amounts(raws)
    assert {raw.strip() for raw in raws} == found.values.keys() | found.refused.keys()
    assert not found.values.keys() & found.refused.keys()
