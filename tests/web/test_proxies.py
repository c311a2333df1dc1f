"""Who asks, behind reverse proxies: what a stranger writes into a header changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from cjo_core.errors import BadValue
from cjo_core.store.set_up.settings import save_setting
from cjo_core.web.guards.proxies import LOOPBACK, client_of, read_networks
from cjo_core.web.guards.security import screen_middleware
from cjo_core.web.routes import Door, routes
from tests.web.conftest import Street

OURS = read_networks("10.0.0.0/8 fd00::/8")
PROXY, ASKER, SPOOF = "10.0.0.1", "203.0.113.9", "6.6.6.6"


@pytest.mark.parametrize(
    ("peer", "headers", "asker"),
    [
        (PROXY, {}, PROXY),
        (PROXY, {"x-forwarded-for": ASKER}, ASKER),
        (PROXY, {"x-forwarded-for": f"{SPOOF}, {ASKER}"}, ASKER),
        (PROXY, {"x-forwarded-for": f"{SPOOF}, {ASKER}, 10.0.0.2, 10.9.9.9"}, ASKER),
        (PROXY, {"x-forwarded-for": f"10.0.0.3, {ASKER}"}, ASKER),
        (PROXY, {"x-forwarded-for": "10.0.0.3, 10.0.0.2"}, "10.0.0.3"),
        (PROXY, {"x-forwarded-for": f"{ASKER}:51234"}, ASKER),
        (PROXY, {"x-forwarded-for": f"{ASKER}, unknown"}, PROXY),
        (PROXY, {"x-forwarded-for": f"{ASKER}, , 10.0.0.2"}, "10.0.0.2"),
        (PROXY, {"x-forwarded-for": "<script>"}, PROXY),
        (PROXY, {"forwarded": f'for={SPOOF}, for="{ASKER}:80";proto=https;by=10.0.0.1'}, ASKER),
        (PROXY, {"forwarded": 'proto=https;For="[2001:db8::17]:4711"'}, "2001:db8::17"),
        (PROXY, {"forwarded": f"for={ASKER}, for=_hidden"}, PROXY),
        (PROXY, {"x-forwarded-for": ASKER, "forwarded": f"for={ASKER}"}, ASKER),
        (PROXY, {"x-forwarded-for": ASKER, "forwarded": f"for={SPOOF}"}, PROXY),
        ("fd00::1", {"x-forwarded-for": "2001:db8::17"}, "2001:db8::17"),
        ("::ffff:10.0.0.1", {"x-forwarded-for": ASKER}, ASKER),
        (ASKER, {"x-forwarded-for": SPOOF}, ASKER),
        (ASKER, {"forwarded": f"for={SPOOF}"}, ASKER),
        ("", {"x-forwarded-for": SPOOF}, ""),
    ],
)
def test_the_asker_is_who_the_last_trusted_proxy_saw(peer: str, headers: dict[str, str], asker: str) -> None:
    assert client_of(peer, Headers(headers), OURS) == asker


@given(st.text(max_size=80))
def test_whatever_a_stranger_sends_through_a_proxy_the_proxy_has_the_last_word(spoofed: str) -> None:
    """The proxy appends who it saw to what came in."""
    assert client_of(PROXY, Headers(raw=[(b"x-forwarded-for", _line(f"{spoofed}, {ASKER}"))]), OURS) == ASKER
    assert client_of(ASKER, Headers(raw=[(b"x-forwarded-for", _line(spoofed))]), OURS) == ASKER


def _line(text: str) -> bytes:
    return text.encode("latin-1", "replace")


def test_headers_in_several_lines_are_one_list() -> None:
    lines = [(b"x-forwarded-for", SPOOF.encode()), (b"x-forwarded-for", ASKER.encode())]
    assert client_of(PROXY, Headers(raw=lines), OURS) == ASKER


def test_by_default_only_this_machine_is_trusted_and_none_means_nobody() -> None:
    given_by_loopback = Headers({"x-forwarded-for": ASKER})
    assert read_networks(" ") == LOOPBACK
    assert client_of("127.0.0.1", given_by_loopback, LOOPBACK) == ASKER
    assert client_of("::1", given_by_loopback, LOOPBACK) == ASKER
    assert client_of("192.168.1.5", given_by_loopback, LOOPBACK) == "192.168.1.5"
    assert client_of("127.0.0.1", given_by_loopback, read_networks("none")) == "127.0.0.1"


@pytest.mark.parametrize("text", ["nonsense", "10.0.0.0/40", "10.0.0.1 everybody", "0.0.0.0/0", "::/0"])
def test_what_is_no_network_or_everybody_is_refused(text: str) -> None:
    with pytest.raises(BadValue):
        read_networks(text)


def who(request: Request) -> JSONResponse:
    return JSONResponse([request.client.host if request.client else "", request.url.scheme])


@pytest.mark.parametrize(
    ("peer", "expected"), [(PROXY, [ASKER, "https"]), (SPOOF, [SPOOF, "http"]), ("127.0.0.1", ["127.0.0.1", "http"])]
)
def test_the_whole_server_sees_who_asks_and_by_which_scheme(peer: str, expected: list[str]) -> None:
    app = Starlette(routes=[Route("/", who)], middleware=screen_middleware(OURS))
    client = TestClient(app, client=(peer, 40_000))
    assert client.get("/", headers={"x-forwarded-for": ASKER, "x-forwarded-proto": "https"}).json() == expected
    odd = client.get("/", headers={"x-forwarded-for": ASKER, "x-forwarded-proto": "gopher"}).json()
    assert odd[1] == "http"


def test_respondents_behind_a_proxy_have_limits_of_their_own_and_a_spoofed_header_gives_nobody_another(
    street: Street,
) -> None:
    save_setting(street.real, "rate_limit", "1")
    app = Starlette(routes=routes(Door(lambda: [street.real])), middleware=screen_middleware(OURS))

    def send(peer: str, forwarded: str) -> int:
        client = TestClient(app, client=(peer, 40_000), headers={"x-forwarded-for": forwarded})
        data = {"token": street.token_in(client.get("/s/shop").text), "score": "9"}
        return client.post("/s/shop", data=data, follow_redirects=False).status_code

    assert [send(PROXY, ASKER), send(PROXY, "198.51.100.7")] == [303, 303]
    assert send(PROXY, f"{SPOOF}, {ASKER}") == 429
    assert [send("192.0.2.1", f"198.51.{i}.1") for i in range(3)] == [303, 429, 429]


def test_a_page_comes_through_where_nobody_knows_the_peer() -> None:
    class Socket:  # a socket file has no address
        def __init__(self, app: ASGIApp) -> None:
            self.app = app

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            await self.app(dict(scope) | {"client": None}, receive, send)

    app = Starlette(routes=[Route("/", who)], middleware=[Middleware(Socket), *screen_middleware()])
    assert TestClient(app).get("/", headers={"x-forwarded-for": SPOOF}).json() == ["", "http"]
