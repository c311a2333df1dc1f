"""Links and QR codes printed before a name changed: they place their answers as if printed today."""

from __future__ import annotations

from cjo_core.store.journey import merging, naming, touchpoints


def test_a_link_with_a_renamed_touchpoint_still_places_its_answers(street):
    naming.rename(street.real, "touchpoint", "Checkout", "Till")
    naming.rename(street.real, "stage", "Purchase", "Buy")
    html = street.client.get("/s/strict?stage=purchase&touchpoint=CHECKOUT&score=9").text
    assert 'name="touchpoint" value="Till"' in html
    street.send("strict", score="9", stage="Purchase", touchpoint="Checkout")
    (row,) = street.rows()
    assert (row["stage"], row["touchpoint"]) == ("Buy", "Till")


def test_a_link_with_a_merged_name_leads_to_what_it_was_merged_into(street):
    merging.merge(street.real, "stage", "After sales", "Purchase")
    street.send("strict", score="9", stage="After sales")
    (row,) = street.rows()
    assert row["stage"] == "Purchase"


def test_a_form_opened_before_the_renaming_can_be_sent_after_it(street):
    token = street.token("/s/strict?segment=Frequent")
    naming.rename(street.real, "segment", "Frequent", "Regulars")
    street.send("strict", token=token, score="9", segment="Frequent")
    (row,) = street.rows()
    assert row["segment"] == "Regulars"


def test_a_link_that_names_the_stage_a_touchpoint_left_is_still_taken(street):
    touchpoints.move_touchpoint(street.real, "Checkout", "After sales")
    street.send("strict", score="9", stage="Purchase", touchpoint="Checkout")
    (row,) = street.rows()
    assert (row["stage"], row["touchpoint"]) == ("After sales", "Checkout")


def test_a_retired_name_in_a_printed_link_still_counts(street):
    naming.retire(street.real, "touchpoint", "Checkout")
    street.send("strict", score="9", touchpoint="Checkout")
    assert street.rows()[0]["touchpoint"] == "Checkout"
