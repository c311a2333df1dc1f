"""Plain-ASGI middleware that Streamlit leaves to us: security headers and a limit on bodies. Never looks into a body.

Streamlit checks hosts (`server.allowedHosts`) for its own connection; here nothing depends on the Host header,
for every link and redirect of the survey pages is relative.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cjo_core.web.guards.proxies import LOOPBACK, BehindProxies, Network

#: Streamlit's own pages: measured to let charts, tables and uploads work while no remote picture or script loads.
SCREEN_HEADERS = {
    "content-security-policy": (
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self' data:; connect-src 'self' ws: wss: data: blob:; worker-src 'self' blob:; object-src 'none'; "
        "base-uri 'self'; frame-ancestors 'self'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
}

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?", re.ASCII)


def survey_headers(style: str, targets: Iterable[str] = ()) -> dict[str, str]:
    """Headers of the respondents' pages: nothing may load or run there but the one `style` they carry. A form may
    lead to its own server and, where browsers follow a redirect, to the origins in `targets`."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    leads = " ".join(("'self'", *targets))
    return {
        "content-security-policy": (
            f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
            f"form-action {leads}; base-uri 'none'; frame-ancestors 'self'"
        ),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cache-control": "no-store",
        "x-robots-tag": "noindex",
    }


def form_targets(addresses: Iterable[str]) -> list[str]:
    """The origins of web addresses, as a policy names them; an address that has none is left out."""
    found: dict[str, None] = {}
    for address in addresses:
        try:
            parts = urlsplit(address)
            host = (parts.hostname or "").encode("idna").decode() if ":" not in (parts.hostname or "") else ""
            port = f":{parts.port}" if parts.port else ""
        except (ValueError, UnicodeError):
            continue
        if parts.scheme in ("http", "https") and _HOST.fullmatch(host):
            found[f"{parts.scheme}://{host}{port}"] = None
    return list(found)


def screen_middleware(trusted: Sequence[Network] = LOOPBACK) -> list[Middleware]:
    """What the whole server needs around it: pages that set their own headers keep them. `trusted` proxies are believed
    about who asks."""
    return [Middleware(BehindProxies, trusted=trusted), Middleware(SecurityHeaders, headers=SCREEN_HEADERS)]


class SecurityHeaders:
    """Adds `headers` to every response that does not have them already."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self.app = app
        self.headers = dict(headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                found = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    found.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, with_headers)


class _TooLarge(Exception):
    """A signal between the two halves of BodyLimit, seen by nobody else."""


class BodyLimit:
    """Answers with `refusal` when a body is larger than `limit` bytes, whether its length was declared or not."""

    def __init__(self, app: ASGIApp, limit: int, refusal: ASGIApp) -> None:
        self.app = app
        self.limit = limit
        self.refusal = refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or len(declared) > 18 or int(declared) > self.limit:
            await self.refusal(scope, receive, send)
            return
        seen = 0
        started = False

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.limit:
                raise _TooLarge
            return message

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, counted, watched)
        except _TooLarge:
            if started:
                raise
            await self.refusal(scope, receive, send)
