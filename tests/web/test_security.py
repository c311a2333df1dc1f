"""Headers, limits and origins: what the street door keeps out."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from cjo_core.web.guards.security import SCREEN_HEADERS, screen_middleware
from cjo_core.web.routes import BODY_LIMIT

FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    "address", ["/s/shop", "/s/shop/thanks", "/s/closed", "/s/none", "/s/strict?stage=x", "/privacy"]
)
def test_every_survey_page_carries_its_own_headers(street, address):
    answer = street.client.get(address)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "form-action 'self'; base-uri 'none'; frame-ancestors 'self'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    # an empty form may come back by Back with its token, so that sending it again counts once; nothing else may
    assert answer.headers["cache-control"] == ("private, no-cache" if address == "/s/shop" else "no-store")
    assert "set-cookie" not in answer.headers


def test_the_policy_allows_the_one_style_sheet_and_no_style_attributes(street):
    answer = street.client.get("/s/order")
    (style,) = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in answer.headers["content-security-policy"]
    assert " style=" not in answer.text


def test_refused_and_redirected_posts_carry_the_headers_too(street):
    sent = street.client.post("/s/shop", data={"token": street.token(), "q1": "9"}, follow_redirects=False)
    refused = street.client.post("/s/shop", data={"q1": "12"})
    large = street.client.post("/s/shop", content=b"x" * (BODY_LIMIT + 1), headers=FORM)
    for answer in (sent, refused, large):
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"


def test_other_pages_of_the_server_get_the_policy_of_the_screen():
    app = Starlette(routes=[Route("/", lambda request: PlainTextResponse("screen"))], middleware=screen_middleware())
    answer = TestClient(app).get("/")
    for name, value in SCREEN_HEADERS.items():
        assert answer.headers[name] == value


@pytest.mark.parametrize("site", ["same-origin", "same-site", "none", None])
def test_forms_sent_from_our_own_pages_are_taken(street, site):
    headers = {} if site is None else {"sec-fetch-site": site}
    data = {"token": street.token(), "q1": "9"}
    assert street.client.post("/s/shop", data=data, headers=headers, follow_redirects=False).status_code == 303


def test_a_form_sent_from_another_website_is_refused(street):
    data = {"token": street.token(), "q1": "9"}
    answer = street.client.post("/s/shop", data=data, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert "Nothing was saved" in answer.text
    assert street.rows() == []


def test_following_a_link_from_another_website_is_fine(street):
    assert street.client.get("/s/shop", headers={"sec-fetch-site": "cross-site"}).status_code == 200


def test_a_body_that_declares_too_much_is_refused(street):
    body = b"q1=9&q1_comment=" + b"x" * BODY_LIMIT
    answer = street.client.post("/s/shop", content=body, headers=FORM)
    assert answer.status_code == 413
    assert "Nothing was saved" in answer.text


def test_a_body_that_does_not_declare_its_length_is_refused_when_it_grows_too_large(street):
    sent = []

    def pieces() -> Iterator[bytes]:
        for number in range(1000):
            sent.append(number)
            yield b"q1_comment=" + b"x" * 1024 + b"&"

    answer = street.client.post("/s/shop", content=pieces(), headers=FORM)
    assert answer.status_code == 413
    assert street.rows() == []


def test_a_body_in_pieces_within_the_limit_is_read_whole(street):
    token = street.token().encode()
    body = iter([b"q1=", b"9&token=", token[:10], token[10:]])
    assert street.client.post("/s/shop", content=body, headers=FORM, follow_redirects=False).status_code == 303


@pytest.mark.parametrize("length", ["-1", "abc", "9" * 5000])
def test_an_odd_content_length_is_refused(street, length):
    answer = street.client.post("/s/shop", content=b"q1=9", headers=FORM | {"content-length": length})
    assert answer.status_code == 413


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain", ""])
def test_only_plain_forms_are_read(street, kind):
    answer = street.client.post("/s/shop", content=b"q1=9", headers={"content-type": kind})
    assert answer.status_code == 415
    assert street.rows() == []


def test_a_form_of_a_thousand_fields_is_refused(street):
    answer = street.client.post("/s/shop", content=b"&".join(b"a=%d" % n for n in range(1000)), headers=FORM)
    assert answer.status_code == 400


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
def test_other_methods_are_not_allowed(street, method):
    assert street.client.request(method, "/s/shop").status_code == 405


@pytest.mark.parametrize("path", ["/s/shop/thanks", "/privacy", "/healthz", "/s/none/where"])
def test_pages_that_only_show_take_no_posts(street, path):
    assert street.client.post(path, data={"q1": "9"}).status_code == 405
