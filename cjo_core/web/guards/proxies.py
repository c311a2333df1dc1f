"""Who a request comes from when reverse proxies stand in front: the address that the last trusted one saw. Never
believes a header of anybody else, for everybody can send one.

    CJO_TRUSTED_PROXIES="10.0.0.5 172.16.0.0/12"   addresses and networks, parted by spaces or commas; "none" for none
                                                   [default: this machine itself]
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from cjo_core.errors import BadValue
from cjo_core.locale import _

VARIABLE = "CJO_TRUSTED_PROXIES"
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
#: What is trusted if nobody says otherwise: a proxy on this very machine.
LOOPBACK: tuple[Network, ...] = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
#: More steps than any honest way here has.
_MOST = 50
#: So many bits say that an IPv6 address stands for an IPv4 one.
_MAPPED = 96
_QUOTED = r'"(?:[^"\\]|\\.)*"'
#: A line whose quotes all end.
_SOUND = re.compile(rf'(?:[^"]|{_QUOTED})*')


def read_networks(text: str) -> tuple[Network, ...]:
    """The networks in a setting; raises BadValue for one that is none, or that is everybody.

    >>> [str(one) for one in read_networks("10.0.0.5, 172.16.0.0/12 fd00::/8")]
    ['10.0.0.5/32', '172.16.0.0/12', 'fd00::/8']
    >>> read_networks("::ffff:10.0.0.5")
    (IPv4Network('10.0.0.5/32'),)
    >>> read_networks("none"), read_networks("") == LOOPBACK
    ((), True)
    """
    parts = text.replace(",", " ").split()
    if not parts:
        return LOOPBACK
    return () if parts == ["none"] else tuple(_network(part) for part in parts)


def _network(part: str) -> Network:
    try:
        found = ipaddress.ip_network(part, strict=False)
    except ValueError as error:
        words = _("“{text}” is no network; write an address such as 10.0.0.5, or a network such as 10.0.0.0/8")
        raise BadValue(words.format(text=part[:60])) from error
    if isinstance(found, ipaddress.IPv6Network) and found.prefixlen >= _MAPPED and found[0].ipv4_mapped:
        found = ipaddress.IPv4Network((found[0].ipv4_mapped, found.prefixlen - _MAPPED))  # as peers are compared
    if found.prefixlen == 0:
        raise BadValue(_("“{text}” is everybody; name the proxies that are yours").format(text=part))
    return found


def client_of(peer: str, headers: Headers, trusted: Sequence[Network]) -> str:
    """The address of who asks: `peer`, or if that is a trusted proxy, the last one it names that is not.

    Read from the right, for what stands further left was sent by whoever came to the proxy. Where the two headers that
    say so differ, one of them may have been sent from outside, and neither is believed.

    >>> ours = read_networks("10.0.0.0/8")
    >>> client_of("10.0.0.1", Headers({"x-forwarded-for": "6.6.6.6, 203.0.113.9, 10.0.0.2"}), ours)
    '203.0.113.9'
    >>> client_of("203.0.113.9", Headers({"x-forwarded-for": "6.6.6.6"}), ours)
    '203.0.113.9'
    """
    if not _is_trusted(address_of(peer), trusted):
        return peer
    ways = {
        _last_stranger(peer, steps, trusted)
        for steps in (_x_forwarded(headers.getlist("x-forwarded-for")), _forwarded(headers.getlist("forwarded")))
        if steps
    }
    return ways.pop() if len(ways) == 1 else peer


def address_of(text: str) -> Address | None:
    """An address as headers spell them, with or without a port; None for anything else.

    >>> [str(address_of(one)) for one in ("203.0.113.9:51234", "[2001:db8::1]:80", "::ffff:203.0.113.9", "unknown")]
    ['203.0.113.9', '2001:db8::1', '203.0.113.9', 'None']
    """
    bare = text.strip().strip('"')
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ipaddress.ip_address(bare)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found


def _last_stranger(peer: str, steps: list[str], trusted: Sequence[Network]) -> str:
    seen = peer
    for step in reversed(steps[-_MOST:]):
        found = address_of(step)
        if found is None:  # "unknown", or a name of the proxy's own: nobody further left is vouched for
            return seen
        seen = str(found)
        if not _is_trusted(found, trusted):
            return seen
    return seen


def _x_forwarded(lines: Iterable[str]) -> list[str]:
    return [step for line in lines for step in line.split(",")]


def _forwarded(lines: Iterable[str]) -> list[str]:
    """The steps of RFC 7239; one that names nobody counts as unknown, and so does a line with a quote that never ends.

    What stands in quotes is one value, whatever signs are in it: a proxy may repeat there what the visitor sent.

    >>> _forwarded(['for=192.0.2.4;host="a,for=6.6.6.6"', 'host="x;for=6.6.6.6";for="[2001:db8::1]"', 'for="1.1.1.1'])
    ['192.0.2.4', '"[2001:db8::1]"', 'unknown']
    """
    steps = []
    for line in lines:
        for step in _parted(line, ",") if _SOUND.fullmatch(line) else [""]:
            pairs = (pair.partition("=") for pair in _parted(step, ";"))
            named = [value.strip() for name, _equals, value in pairs if name.strip().lower() == "for"]
            steps.append(named[0] if len(named) == 1 else "unknown")
    return steps


def _parted(text: str, sign: str) -> list[str]:
    """The parts of a text between signs that stand outside quotes."""
    return re.findall(rf'(?:[^"{sign}]|{_QUOTED})+', text)


def _is_trusted(address: Address | None, trusted: Sequence[Network]) -> bool:
    return address is not None and any(address in network for network in trusted)


class BehindProxies:
    """Gives every request the address and the scheme of who asked the outermost trusted proxy."""

    def __init__(self, app: ASGIApp, trusted: Sequence[Network]) -> None:
        self.app = app
        self.trusted = tuple(trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        peer = scope.get("client") if scope["type"] in ("http", "websocket") else None
        if peer and _is_trusted(address_of(peer[0]), self.trusted):
            headers = Headers(scope=scope)
            asked = client_of(peer[0], headers, self.trusted)
            scope = dict(scope) | {"client": peer if asked == peer[0] else (asked, 0)}
            proto = headers.get("x-forwarded-proto", "").strip().lower()
            if proto in ("http", "https"):
                scope["scheme"] = proto.replace("http", "ws") if scope["type"] == "websocket" else proto
        await self.app(scope, receive, send)
