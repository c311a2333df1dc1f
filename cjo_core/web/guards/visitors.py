"""Who has just been here: how many submissions came from one network, and what one device has just sent. In memory
only, for minutes, under a secret of this process: no address is ever stored, here or in the file.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from cjo_core.survey.suspicion import BURST, HASTY, LONG_ENOUGH, SAME_CONTENT, Signs
from cjo_core.web.guards.recent import Recent

T = TypeVar("T")
#: Submissions that one network may send within `WINDOW` (a room full of people shares one address), if the team sets
#: no other number (`rate_limit`; 0 switches it off).
RATE_LIMIT, WINDOW = 300, timedelta(minutes=1)
#: The most networks and devices remembered: what comes from more is forgotten, the oldest first.
MOST = 50_000


def network_of(address: str) -> str:
    """The network an address belongs to: /24 of IPv4, /56 of IPv6 (what one household or office is given).

    >>> network_of("203.0.113.77"), network_of("2001:db8:1:2ff::7"), network_of("::ffff:203.0.113.9"), network_of("?")
    ('203.0.113.0/24', '2001:db8:1:200::/56', '203.0.113.0/24', 'unknown')
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return str(ipaddress.ip_network((found, 24 if found.version == 4 else 56), strict=False))


@dataclass(frozen=True)
class Sent:
    """A submission as it arrived: from where, by what, with which words, and how long after its form was shown."""

    address: str = ""
    agent: str = ""
    origin: str = ""
    trap: str = ""
    words: Sequence[str] = ()
    seconds: float | None = None


@dataclass
class Visitors:
    """The last minutes, as far as they matter. One per process; safe to use from many threads."""

    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    _networks: Recent = field(default_factory=lambda: Recent(WINDOW, MOST))
    _hasty: Recent = field(default_factory=lambda: Recent(BURST, MOST))
    _said: OrderedDict[bytes, datetime] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def may_send(self, address: str, now: datetime, limit: int = RATE_LIMIT) -> bool:
        """Whether one more submission from this address's network is within the limit; it counts if so."""
        if limit <= 0:
            return True
        with self._lock:
            seen = self._networks.of(self._mark("network", network_of(address)), now)
            if len(seen) >= limit:
                return False
            seen.append(now)
            return True

    def signs(self, survey: str, sent: Sent, now: datetime) -> Signs:
        """What is known of a submission, which is remembered for those that follow."""
        device = (survey, network_of(sent.address), sent.agent)
        words = "\n".join(one for one in sent.words if len(one) >= LONG_ENOUGH)
        with self._lock:
            hasty = self._hasty.of(self._mark("hasty", *device), now)
            if sent.seconds is not None and sent.seconds < HASTY:
                hasty.append(now)
            same = bool(words) and self._said_before(self._mark("said", *device, words), now)
            return Signs(sent.agent, sent.trap, sent.origin, sent.seconds, len(hasty), same_content=same)

    def _said_before(self, mark: bytes, now: datetime) -> bool:
        before = self._said.pop(mark, None)
        self._said[mark] = now
        while len(self._said) > MOST:
            self._said.popitem(last=False)
        return before is not None and now - before <= SAME_CONTENT

    def _mark(self, *parts: str) -> bytes:
        """A name for something under this process's secret, from which nobody can read it back."""
        return hmac.new(self.secret, "\x1f".join(parts).encode(), hashlib.sha256).digest()[:16]


#: The field that people cannot see. Its name looks worth filling in.
TRAP = "website"
