"""Customers and orders on the screen: a file tried, stored, and how it joins."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

from cjo_core.store.database import Store
from cjo_core.store.odata.reading import counts, customers, orders
from tests.pages.conftest import open_page, words

PAGE = "set_up/records.py"
ORDERS = "order id,customer,date,total\nA-1,007,2026-11-02,€5\nA-2,8,someday,€5\n"


def uploaded(kind: str, text: str) -> AppTest:
    at = open_page(PAGE)
    at.segmented_control(key="records_kind").set_value(kind)
    at.run()
    at.file_uploader(key=f"records_upload_{kind}").upload("file.csv", text.encode(), "text/csv")
    at.run()
    return at


def test_a_file_is_tried_before_it_is_stored(real: Store) -> None:
    at = uploaded("orders", ORDERS)
    assert not at.exception
    assert at.selectbox(key="records_orders_value").value == "total"
    assert counts(real)["orders"] == 0
    assert at.button(key="records_now").label == "Store 1 row"
    at.button(key="records_now").click()
    at.run()
    assert not at.exception
    assert orders(real)["value"].tolist() == [5.0]
    assert "How they join" in words(at)
    assert "such as 007" in words(at)


def test_columns_can_be_chosen_where_nothing_gives_them_away(real: Store) -> None:
    at = uploaded("orders", "a,b\n007,2026-11-02\n")
    assert "still open" in words(at)
    at.selectbox(key="records_orders_customer").set_value("a")
    at.selectbox(key="records_orders_date").set_value("b")
    at.run()
    assert at.button(key="records_now").label == "Store 1 row"


def test_attributes_can_be_left_out(real: Store) -> None:
    at = uploaded("customers", "id,plan,mail\n1,Plus,a@b.example\n")
    at.multiselect(key="records_attributes_file.csv").set_value(["plan"])
    at.run()
    at.button(key="records_now").click()
    at.run()
    assert customers(real)["attributes"].tolist() == [{"plan": "Plus"}]


def test_demo_data_show_how_they_join_and_take_no_file(demo: Path) -> None:
    at = open_page(PAGE)
    assert "sealed" in words(at)
    assert "letter case" in words(at)
    assert not at.get("file_uploader")


def test_after_a_file_is_stored_the_next_one_begins_with_an_empty_field(real: Store) -> None:
    at = uploaded("customers", "id\n1\n2\n")
    at.button(key="records_now").click()
    at.run()
    assert "Imported" in words(at)
    assert "What would happen" not in words(at)
    at.file_uploader(key="records_upload_customers_1").upload("next.csv", b"id\n3\n", "text/csv")
    at.run()
    at.button(key="records_now").click()
    at.run()
    assert customers(real)["customer"].tolist() == ["1", "2", "3"]
