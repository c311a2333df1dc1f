"""Which address shows what to a respondent. Nothing is written except by POST /s/{slug}, and there once per form.

    GET  /s/{slug}          the form; ?score=9 or ?q_<key>=… only choose, ?lang=pl a language, ?stage=… places the
                            answer, ?r=… takes up a response that was begun
    POST /s/{slug}          stores, then sends the browser on to the next page of the form, or to
    GET  /s/{slug}/thanks   the thank-you page
    GET  /i/{code}          the form, for one invited person; it is sent to /s/{slug}
    GET  /u/{code}          a button; POST, which mail programs send by themselves on request (RFC 8058), stops all
                            invitations
         /k/{slug}          the kiosk, see kiosk/
    GET  /privacy           what is stored
    GET  /healthz           whether the stores answer

Anything else below /s/ is a friendly 404 (Streamlit would answer 200). A slug tells its store: `demo-…` lives in the
demo store, every other in the real one, and the two are never mixed.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Mapping
from functools import partial, wraps
from urllib.parse import parse_qsl, quote

from anyio import to_thread
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from cjo_core.errors import CjoError, NotFound
from cjo_core.locale import FORM_LANGUAGES
from cjo_core.store.set_up.settings import setting
from cjo_core.web.embedding import framed
from cjo_core.web.guards.security import BodyLimit, SecurityHeaders, survey_headers
from cjo_core.web.kiosk.routes import kiosk_routes
from cjo_core.web.placing import INVITATION
from cjo_core.web.rendering import STYLE, page
from cjo_core.web.respondents.invited import stopping, visit_by
from cjo_core.web.respondents.sending import Sender
from cjo_core.web.respondents.showing import failed, language_links, nowhere, opened, thanked
from cjo_core.web.respondents.taking import taken
from cjo_core.web.respondents.visits import Door as Door
from cjo_core.web.respondents.visits import visit_of, visitor_language

#: The largest form. A comment of 2,000 Chinese characters takes 18 KB on the way, and a form may hold three of them.
BODY_LIMIT = 64 * 1024
#: More fields than any form of ours has: a question may offer 60 options, each a field of its own.
FIELD_LIMIT = 600
FORM_TYPE = "application/x-www-form-urlencoded"

_log = logging.getLogger(__name__)


def routes(door: Door) -> list[BaseRoute]:
    """The respondents' addresses, to be mounted beside (and before) Streamlit's."""
    headers = Middleware(SecurityHeaders, headers=survey_headers(STYLE))
    below = [
        Route("/{slug}", partial(show_form, door), methods=["GET"]),
        Route("/{slug}", partial(take_answer, door), methods=["POST"]),
        Route("/{slug}/thanks", partial(show_thanks, door), methods=["GET"]),
        Route("/{slug}/", _without_slash, methods=["GET"]),
        Route("/{rest:path}", nowhere, methods=["GET"]),
    ]
    limit = Middleware(BodyLimit, limit=BODY_LIMIT, refusal=_too_large)
    return [
        Mount("/s", routes=below, middleware=[headers, limit]),
        Route("/s", nowhere, methods=["GET"], middleware=[headers]),
        Route("/i/{code}", partial(show_invitation, door), methods=["GET"], middleware=[headers]),
        Route("/u/{code}", partial(show_stopping, door), methods=["GET"], middleware=[headers]),
        Route("/u/{code}", partial(stop_inviting, door), methods=["POST"], middleware=[headers, limit]),
        *kiosk_routes(door),
        Route("/privacy", show_privacy, methods=["GET"], middleware=[headers]),
        Route("/healthz", partial(show_health, door), methods=["GET"], middleware=[headers]),
    ]


View = Callable[..., Response]


def _guarded(view: View) -> View:
    """Turns what can go wrong on purpose, and a database that does not answer, into a plain page."""

    @wraps(view)
    def guarded(door: Door, request: Request, *rest: object) -> Response:
        try:
            return view(door, request, *rest)
        except NotFound:
            return nowhere(request)
        except (CjoError, sqlite3.Error, OSError):
            _log.exception("a survey page could not be shown")
            return failed(request, "store", 503)

    return guarded


@_guarded
def show_form(door: Door, request: Request) -> Response:
    """The form. Never writes, whatever the address says."""
    query = dict(request.query_params)
    visit = visit_of(door, request, query.get("lang", ""))
    return framed(opened(visit, query), visit.known.sites)


@_guarded
def show_invitation(door: Door, request: Request) -> Response:
    """The form for one invited person. Never writes."""
    query = dict(request.query_params) | {INVITATION: str(request.path_params["code"])}
    return opened(visit_by(door, request, query[INVITATION], query.get("lang", "")), query)


@_guarded
def show_stopping(door: Door, request: Request) -> Response:
    """Asks whether somebody wants no more invitations. Never writes: mail scanners open this link too."""
    return stopping(door, request, str(request.path_params["code"]), sure=False)


@_guarded
def stop_inviting(door: Door, request: Request) -> Response:
    """Somebody wants no more invitations. What the form holds does not matter: the code says who it is."""
    if request.headers.get("sec-fetch-site", "") == "cross-site":
        return failed(request, "elsewhere", 403)
    return stopping(door, request, str(request.path_params["code"]), sure=True)


async def take_answer(door: Door, request: Request) -> Response:
    """Reads the form that was sent; the rest waits for the database in a thread."""
    if request.headers.get("sec-fetch-site", "") == "cross-site":
        return failed(request, "elsewhere", 403)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM_TYPE:
        return failed(request, "type", 415)
    body = (await request.body()).decode("utf-8", "replace")
    try:
        fields = dict(parse_qsl(body, keep_blank_values=True, errors="replace", max_num_fields=FIELD_LIMIT))
    except ValueError:
        return failed(request, "type", 400)
    return await to_thread.run_sync(_take, door, request, fields)


@_guarded
def _take(door: Door, request: Request, fields: Mapping[str, str]) -> Response:
    sender = Sender(
        door.visitors,
        request.client.host if request.client else "",
        request.headers.get("user-agent", ""),
        request.headers.get("sec-fetch-site", ""),
    )
    visit = visit_of(door, request, fields.get("lang", ""))
    return framed(taken(visit, fields, sender), visit.known.sites)


@_guarded
def show_thanks(door: Door, request: Request) -> Response:
    """The thank-you page: also shown when the same form was sent twice, and after the survey has closed."""
    visit = visit_of(door, request, request.query_params.get("lang", ""))
    return framed(thanked(visit), visit.known.sites)


def show_privacy(request: Request) -> Response:
    """What is stored, in the visitor's language."""
    language = visitor_language(request)
    return page("privacy.html", language, links=language_links(FORM_LANGUAGES, language, {}))


def show_health(door: Door, request: Request) -> Response:
    """Whether every open store can be read, and none that was open is gone."""
    try:
        if gone := door.gone():
            _log.error("the store of %s data is gone", " and ".join(gone))
            return JSONResponse({"status": "error"}, 503)
        for store in door.stores():
            setting(store, "kind")
    except (CjoError, sqlite3.Error, OSError):
        _log.exception("a store does not answer")
        return JSONResponse({"status": "error"}, 503)
    return JSONResponse({"status": "ok"})


def _without_slash(request: Request) -> Response:
    """Addresses typed from a poster may end in a slash."""
    query = request.url.query
    return RedirectResponse(f"../{quote(request.path_params['slug'])}" + (f"?{query}" if query else ""), 308)


async def _too_large(scope: Scope, receive: Receive, send: Send) -> None:
    refused: ASGIApp = failed(Request(scope), "size", 413)
    await refused(scope, receive, send)
