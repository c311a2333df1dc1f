"""Codes for print: on every page as many as asked for, and what stands on them is harmless."""

from __future__ import annotations

import pytest

from cjo_core.errors import BadValue
from cjo_core.exchange.print_sheet import LAYOUTS, Card, print_sheet


def cards(number: int) -> list[Card]:
    return [
        Card(f"https://ask.example.org/s/shop?channel={i}", f"Shop {i}", "ask.example.org/s/shop")
        for i in range(number)
    ]


@pytest.mark.parametrize("per_page", LAYOUTS)
def test_every_card_stands_on_a_page_and_pages_hold_what_was_asked(per_page: int) -> None:
    made = print_sheet(cards(13), title="Happy?", invitation="Scan", language="en", per_page=per_page)
    sections = made.split("<section>")[1:]
    assert [one.count("<article>") for one in sections] == [
        min(per_page, 13 - first) for first in range(0, 13, per_page)
    ]
    assert all(f"Shop {i}<" in made for i in range(13))
    assert made.count("<svg") == 13


def test_a_sheet_needs_nothing_from_elsewhere_and_runs_nothing() -> None:
    made = print_sheet(
        [Card("https://a.org/s/b?channel=%3Cscript%3E", "<script>alert(1)</script>", 'a"b')],
        title="<img src=x>",
        invitation="&",
        language="ar",
        leftward=True,
    )
    assert "<script" not in made
    assert "<img" not in made
    assert 'dir="rtl"' in made
    assert "src=" not in made.replace("&lt;img src=x&gt;", "")
    assert "url(" not in made


def test_what_cannot_be_printed_is_said() -> None:
    with pytest.raises(BadValue, match="3 codes do not fit"):
        print_sheet(cards(3), title="", invitation="", language="en", per_page=3)
    with pytest.raises(BadValue, match="0 codes cannot"):
        print_sheet([], title="", invitation="", language="en")
