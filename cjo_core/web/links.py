"""Addresses of surveys, for pages, QR codes and mails. Never looks up whether a survey or a name exists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, urlencode, urlsplit

from cjo_core.errors import BadValue
from cjo_core.locale import _
from cjo_core.survey.places import PLACE_FIELDS
from cjo_core.survey.surveys import SLUG

#: What a link may say about where its answer belongs; the language is chosen on the page (`lang`).
PLACE_PARAMETERS = tuple(name for name in PLACE_FIELDS if name != "language")
#: All hidden fields of a form, in the order in which they are shown when refused.
HIDDEN_FIELDS = (*PLACE_PARAMETERS, "customer")
_PRESELECTION = re.compile(r"score|q\d{1,10}|q_[a-z0-9_-]{1,40}", re.ASCII)


def read_public_address(text: str) -> str:
    """The address of this server as a team gives it, without a slash at its end; empty for none. Raises BadValue.

    >>> read_public_address(" https://ask.example.org/ ")
    'https://ask.example.org'
    """
    given = text.strip().rstrip("/")
    try:
        parts = urlsplit(given)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query and not parts.fragment
    except ValueError:  # half a bracket
        sound = False
    if given and (not sound or any(sign.isspace() for sign in given)):
        raise BadValue(
            _("“{url}” is no address for links; it must begin with https:// or http://").format(url=given[:80])
        )
    return given


def survey_url(base: str, slug: str, **fields: str | int | None) -> str:
    """The address of a survey below `base`, with the fields that place its answers; empty ones are left out.

    `score` chooses a score where there is one question, `q_<key>` an answer to the question with that short name.

    >>> survey_url("https://ask.example.org/", "web-shop", stage="After sales", score=9)
    'https://ask.example.org/s/web-shop?stage=After%20sales&score=9'
    """
    if not SLUG.fullmatch(slug):
        words = _("“{name}” is not the short name of a survey: it may hold a–z, 0–9 and - only")
        raise BadValue(words.format(name=slug))
    for name in fields:
        if name not in (*HIDDEN_FIELDS, "lang") and not _PRESELECTION.fullmatch(name):
            raise BadValue(
                f"a link has no field “{name}”; possible are {', '.join([*HIDDEN_FIELDS, 'lang', 'score', 'q_<key>'])}"
            )
    return _address(base, f"s/{slug}", fields)


def kiosk_url(base: str, slug: str, **fields: str) -> str:
    """The address of a survey's kiosk below `base`, at a place, and with the code that starts it."""
    return _address(base, f"k/{slug}", fields)


def _address(base: str, path: str, fields: Mapping[str, str | int | None]) -> str:
    given = {name: value for name, value in fields.items() if value is not None and value != ""}
    query = urlencode(given, quote_via=quote, safe="")
    return f"{base.rstrip('/')}/{path}" + (f"?{query}" if query else "")
