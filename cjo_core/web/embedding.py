"""Which websites may show our surveys inside their pages. None, until the team names one. Never asks who visits."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.responses import Response

from cjo_core.errors import BadValue
from cjo_core.locale import _
from cjo_core.web.guards.security import form_targets, survey_headers
from cjo_core.web.rendering import STYLE

_OURS = "frame-ancestors 'self'"


def read_sites(text: str) -> list[str]:
    """The sites in a text, one per line or parted by spaces, as a policy names them; raises BadValue.

    >>> read_sites("https://www.example.org/shop/ https://Example.org")
    ['https://www.example.org', 'https://example.org']
    """
    found: list[str] = []
    for one in text.split():
        origin = form_targets([one])
        if not origin or urlsplit(one).username is not None:
            words = _("“{url}” is no address of a website; write it as {example}")
            raise BadValue(words.format(url=one[:80], example="https://www.example.org"))
        found += origin
    return list(dict.fromkeys(found))


def framed(answer: Response, sites: Iterable[str]) -> Response:
    """The same page, which these sites too may show inside theirs."""
    allowed = tuple(sites)
    if allowed:
        policy = answer.headers.get("content-security-policy") or survey_headers(STYLE)["content-security-policy"]
        answer.headers["content-security-policy"] = policy.replace(_OURS, " ".join((_OURS, *allowed)))
    return answer
