"""An old file again, after its names were renamed, moved or merged: nothing twice, and new rows in the right place."""

from __future__ import annotations

from typing import Any

import pytest

from cjo_core.store.database import Store
from cjo_core.store.journey import merging, naming, touchpoints
from cjo_core.store.set_up.audience import names

from .test_importing import Load, Stored, _numbers

IDENTIFIED = "score,when,id,point,who\n9,2026-01-05,1,Checkout,New\n3,2026-01-06,2,Delivery,Old\n7,2026-01-06,3,,New\n"
ANONYMOUS = "score,when,point,who\n9,2026-01-05,Checkout,New\n3,2026-01-06,Delivery,Old\n3,2026-01-06,Delivery,Old\n"
COLUMNS = {"date": "when", "touchpoint_column": "point", "segment": "who", "stage": "Purchase"}


def _rename(store: Store) -> None:
    naming.rename(store, "touchpoint", "Checkout", "Till")
    naming.rename(store, "stage", "Purchase", "Buy")
    naming.rename(store, "segment", "New", "Fresh")
    naming.rename(store, "segment", "Fresh", "FRESH")


def _move(store: Store) -> None:
    touchpoints.move_touchpoint(store, "Checkout", "Use")


def _merge(store: Store) -> None:
    merging.merge(store, "touchpoint", "Checkout", "Delivery")
    merging.merge(store, "segment", "Old", "New")
    merging.merge(store, "stage", "Purchase", "Use")


@pytest.mark.parametrize("change", [_rename, _move, _merge])
@pytest.mark.parametrize("text", [IDENTIFIED, ANONYMOUS])
def test_the_same_file_adds_nothing(change: Any, text: str, store: Store, load: Load) -> None:
    more = {"respondent": "id"} if text is IDENTIFIED else {}
    assert _numbers(load(text, **COLUMNS, **more)) == (3, 3, 0, 0)
    change(store)
    before = {one: names(store, one) for one in ("stage", "touchpoint", "segment")}
    assert _numbers(load(text, **COLUMNS, **more)) == (3, 0, 0, 3)
    assert {one: names(store, one) for one in before} == before, "old names are not set up anew"


def test_a_new_row_with_an_old_name_is_placed_under_the_new_one(store: Store, load: Load, stored: Stored) -> None:
    load(ANONYMOUS, **COLUMNS)
    _rename(store)
    load("score,when,point,who\n1,2026-02-01,checkout,NEW\n", **COLUMNS)
    assert stored("score", "stage", "touchpoint", "segment")[-1] == (1, "Buy", "Till", "FRESH")
