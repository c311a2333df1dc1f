"""The hidden fields of a link: known names are taken, unknown ones left out or refused, as the survey says."""

from __future__ import annotations

import pytest

from cjo_core.errors import BadValue
from cjo_core.web.codes import qr_code
from cjo_core.web.links import survey_url

UNKNOWN = ["Nirvana", "x" * 200, "a\x00b", "a\x1bb"]
FIELDS = ["stage", "touchpoint", "segment", "persona", "channel"]


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("value", UNKNOWN)
def test_unknown_names_are_left_out_where_the_survey_ignores_them(street, field, value):
    html = street.client.get("/s/shop", params={field: value}).text
    assert f'name="{field}"' not in html
    street.send(q1="9", **{field: value})
    (row,) = street.rows()
    assert row[field] is None


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("value", UNKNOWN)
def test_unknown_names_are_refused_by_name_where_the_survey_refuses_them(street, field, value):
    shown = street.client.get("/s/strict", params={field: value})
    sent = street.client.post("/s/strict", data={"token": street.token("/s/strict"), "q1": "9", field: value})
    for answer in (shown, sent):
        assert answer.status_code == 422
        assert f"{field.capitalize()}: “" in answer.text
        assert "Nothing was saved" in answer.text
        assert "<form" not in answer.text
    assert street.rows() == []


def test_known_names_are_taken_by_a_strict_survey(street):
    street.send("strict", score="9", stage="After sales", segment="frequent", customer="c1")
    (row,) = street.rows()
    assert (row["stage"], row["segment"], row["respondent"]) == ("After sales", "Frequent", "c1")


def test_a_stage_that_contradicts_the_touchpoint_is_unknown(street):
    assert street.client.get("/s/strict?touchpoint=Checkout&stage=After+sales").status_code == 422
    html = street.client.get("/s/shop?touchpoint=Checkout&stage=After+sales").text
    assert 'name="stage" value="Purchase"' in html


@pytest.mark.parametrize("value", ["x" * 121, "a\x00b", "a\nb"])
def test_a_customer_that_is_no_plain_id_is_left_out_or_refused(street, value):
    assert 'name="customer"' not in street.client.get("/s/shop", params={"customer": value}).text
    street.send(q1="9", customer=value)
    assert street.rows()[0]["respondent"] is None
    answer = street.client.get("/s/strict", params={"customer": value})
    assert answer.status_code == 422
    assert "Customer: “" in answer.text


def test_a_customer_of_120_characters_is_taken(street):
    street.send("strict", score="9", customer="x" * 120)
    assert street.rows()[0]["respondent"] == "x" * 120


def test_a_language_that_the_survey_does_not_have_is_never_stored(street):
    street.send(q1="9", lang="tlh")
    assert street.rows()[0]["language"] == "en"


def test_the_address_of_a_survey_carries_its_fields(street):
    address = survey_url("", "shop", stage="After sales", persona="Ada & Co", lang="pl", score=9, customer=None)
    assert address == "/s/shop?stage=After%20sales&persona=Ada%20%26%20Co&lang=pl&score=9"
    html = street.client.get(address).text
    assert 'name="stage" value="After sales"' in html
    assert 'name="persona" value="Ada &amp; Co"' in html


def test_an_address_without_fields_is_short():
    assert survey_url("https://ask.example.org/", "shop") == "https://ask.example.org/s/shop"


@pytest.mark.parametrize(
    ("slug", "fields"), [("Not a slug", {}), ("shop", {"stagee": "Purchase"}), ("shop", {"q1_comment": "x"})]
)
def test_an_address_with_a_wrong_slug_or_field_is_refused(slug, fields):
    with pytest.raises(BadValue):
        survey_url("https://ask.example.org", slug, **fields)


def test_a_link_that_no_code_can_hold_is_refused_in_words() -> None:
    with pytest.raises(BadValue, match="too long for a QR code"):
        qr_code("https://shop.example/s/x?stage=" + "%E4%B8%AD" * 300)
