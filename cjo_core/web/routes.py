"""Which address shows what to a respondent. Nothing is written except by POST /s/{slug}, and there once per form.

    GET  /s/{slug}          the form; ?score=9 only chooses a number, ?lang=pl a language, ?stage=… places the answer
    POST /s/{slug}          stores, then sends the browser on to
    GET  /s/{slug}/thanks   the thank-you page
    GET  /privacy           what is stored
    GET  /healthz           whether the stores answer

Anything else below /s/ is a friendly 404 (Streamlit would answer 200). A slug tells its store: `demo-…` lives in the
demo store, every other in the real one, and the two are never mixed.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial, wraps
from urllib.parse import parse_qsl, quote

from anyio import to_thread
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from cjo_core.errors import CjoError, InvalidResponse, NotFound, StoreError
from cjo_core.locale import FORM_LANGUAGES, accepted, best, speaking, spoken_for
from cjo_core.store.database import DEMO, REAL, Store
from cjo_core.store.settings import setting
from cjo_core.store.surveys import survey as find_survey
from cjo_core.store.writes import save_response
from cjo_core.survey.responses import field_name, new_submission_key, read_response
from cjo_core.survey.surveys import DEMO_PREFIX, SLUG, Survey
from cjo_core.web.form import LanguageLink, asked_questions, language_links
from cjo_core.web.links import HIDDEN_FIELDS
from cjo_core.web.placing import LABELS, Placed, placed_by, refuses
from cjo_core.web.rendering import STYLE, page
from cjo_core.web.security import BodyLimit, SecurityHeaders, survey_headers
from cjo_core.web.tokens import read_token, sign

#: The largest form. A comment of 2,000 Chinese characters takes 18 KB on the way, and a form may hold three of them.
BODY_LIMIT = 64 * 1024
#: More fields than any form of ours has.
FIELD_LIMIT = 100
FORM_TYPE = "application/x-www-form-urlencoded"
#: What a survey that takes no answers now says: paused may open again, closed is gone for good.
NOT_OPEN = {"paused": 403, "closed": 410}

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Door:
    """What the pages need from the server: the stores that are open now (real first, then demo), the kinds of those
    that were open and are gone, and the time."""

    stores: Callable[[], list[Store]]
    gone: Callable[[], list[str]] = list
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


@dataclass(frozen=True)
class _Visit:
    """A survey as one visitor sees it."""

    store: Store
    survey: Survey
    language: str

    @property
    def demo(self) -> bool:
        return self.store.kind == DEMO

    @property
    def who(self) -> str:
        """Who is asking: the organisation, else the survey's own title."""
        return setting(self.store, "organisation") or self.survey.title


def routes(door: Door) -> list[BaseRoute]:
    """The respondents' addresses, to be mounted beside (and before) Streamlit's."""
    headers = Middleware(SecurityHeaders, headers=survey_headers(STYLE))
    below = [
        Route("/{slug}", partial(show_form, door), methods=["GET"]),
        Route("/{slug}", partial(take_answer, door), methods=["POST"]),
        Route("/{slug}/thanks", partial(show_thanks, door), methods=["GET"]),
        Route("/{slug}/", _without_slash, methods=["GET"]),
        Route("/{rest:path}", _nowhere, methods=["GET"]),
    ]
    limit = Middleware(BodyLimit, limit=BODY_LIMIT, refusal=_too_large)
    return [
        Mount("/s", routes=below, middleware=[headers, limit]),
        Route("/s", _nowhere, methods=["GET"], middleware=[headers]),
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
            return _nowhere(request)
        except (CjoError, sqlite3.Error, OSError):
            _log.exception("a survey page could not be shown")
            return _failed(request, "store", 503)

    return guarded


@_guarded
def show_form(door: Door, request: Request) -> Response:
    """The form. Never writes, whatever the address says."""
    query = request.query_params
    visit = _visit(door, request, query.get("lang", ""))
    if visit.survey.status in NOT_OPEN:
        return _not_open(visit)
    placed = placed_by(visit.store, query, visit.language)
    if refuses(visit.survey, placed):
        return _refused(visit, placed)
    kept = {name: value for name, value in query.items() if name in _known_parameters(visit.survey)}
    links = language_links(visit.survey.languages, visit.language, kept)
    return _form(visit, placed, new_submission_key(), typed=query, links=links)


async def take_answer(door: Door, request: Request) -> Response:
    """Reads the form that was sent; the rest waits for the database in a thread."""
    if request.headers.get("sec-fetch-site", "") == "cross-site":
        return _failed(request, "elsewhere", 403)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM_TYPE:
        return _failed(request, "type", 415)
    body = (await request.body()).decode("utf-8", "replace")
    try:
        fields = dict(parse_qsl(body, keep_blank_values=True, errors="replace", max_num_fields=FIELD_LIMIT))
    except ValueError:
        return _failed(request, "type", 400)
    return await to_thread.run_sync(_take, door, request, fields)


@_guarded
def _take(door: Door, request: Request, fields: Mapping[str, str]) -> Response:
    visit = _visit(door, request, fields.get("lang", ""))
    if visit.survey.status in NOT_OPEN:
        return _not_open(visit, sent=True)
    placed = placed_by(visit.store, fields, visit.language)
    if refuses(visit.survey, placed):
        return _refused(visit, placed)
    slug, now = visit.survey.slug, door.now()
    token = read_token(setting(visit.store, "secret"), slug, fields.get("token", ""), now)
    again = partial(_form, visit, placed, token.key, typed=fields, comments=True)
    try:
        with speaking(visit.language, visit.survey.default_language):
            response = read_response(
                visit.survey,
                fields,
                place=placed.place,
                submission_key=token.key,
                now=now,
                respondent=placed.respondent,
            )
    except InvalidResponse as error:
        return again(wrong=error.fields, problem="" if token.valid else "expired", status=422)
    if not token.valid:
        return again(problem="expired", status=422)
    try:
        save_response(visit.store, response)
    except (CjoError, sqlite3.Error, OSError):
        _log.exception("an answer to %s could not be stored", slug)
        return again(problem="store", status=503)
    return RedirectResponse(f"{slug}/thanks?lang={quote(visit.language)}", 303)


@_guarded
def show_thanks(door: Door, request: Request) -> Response:
    """The thank-you page: also shown when the same form was sent twice, and after the survey has closed."""
    visit = _visit(door, request, request.query_params.get("lang", ""))
    return page("thanks.html", visit.language, who=visit.who, survey=visit.survey, demo=visit.demo)


def show_privacy(request: Request) -> Response:
    """What is stored, in the visitor's language."""
    language = _visitor_language(request)
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


def _visit(door: Door, request: Request, asked: str) -> _Visit:
    """The survey behind the address, in the language asked for, else the browser's; NotFound for drafts too."""
    slug = str(request.path_params["slug"])
    demo = slug.startswith(DEMO_PREFIX)
    store = next((one for one in door.stores() if (one.kind == DEMO) == demo), None)
    if store is None and (DEMO if demo else REAL) in door.gone():
        raise StoreError("the store of this survey is gone")
    if store is None or not SLUG.fullmatch(slug):
        raise NotFound("there is no such survey")
    survey = find_survey(store, slug)
    if survey.status == "draft" or not survey.languages:
        raise NotFound("there is no such survey yet")
    wanted = [asked, *accepted(request.headers.get("accept-language", ""))]
    return _Visit(store, survey, best(wanted, survey.languages, survey.languages[0]))


def _known_parameters(survey: Survey) -> set[str]:
    return {*HIDDEN_FIELDS, "score", *(field_name(question) for question in survey.asked)}


def _form(
    visit: _Visit,
    placed: Placed,
    key: bytes,
    *,
    typed: Mapping[str, str],
    comments: bool = False,
    wrong: Mapping[str, str] | None = None,
    problem: str = "",
    links: Sequence[LanguageLink] = (),
    status: int = 200,
) -> Response:
    survey = visit.survey
    return page(
        "survey.html",
        visit.language,
        status=status,
        who=visit.who,
        survey=survey,
        demo=visit.demo,
        questions=asked_questions(survey, visit.language, typed, wrong or {}, comments=comments),
        hidden=placed.hidden | {"lang": visit.language},
        token=sign(setting(visit.store, "secret"), survey.slug, key),
        problem=problem,
        wrong=bool(wrong),
        links=links,
    )


def _not_open(visit: _Visit, *, sent: bool = False) -> Response:
    status = NOT_OPEN[visit.survey.status]
    return page(
        "closed.html", visit.language, status=status, who=visit.who, survey=visit.survey, demo=visit.demo, sent=sent
    )


def _refused(visit: _Visit, placed: Placed) -> Response:
    unknown = [(LABELS[name], value) for name, value in placed.unknown.items()]
    return page(
        "refused.html", visit.language, status=422, who=visit.who, survey=visit.survey, demo=visit.demo, unknown=unknown
    )


def _visitor_language(request: Request) -> str:
    asked = request.query_params.get("lang", "")
    return spoken_for(asked, *accepted(request.headers.get("accept-language", "")))


def _nowhere(request: Request) -> Response:
    return page("not_found.html", _visitor_language(request), status=404)


def _failed(request: Request, reason: str, status: int) -> Response:
    return page("failed.html", _visitor_language(request), status=status, reason=reason)


def _without_slash(request: Request) -> Response:
    """Addresses typed from a poster may end in a slash."""
    query = request.url.query
    return RedirectResponse(f"../{quote(request.path_params['slug'])}" + (f"?{query}" if query else ""), 308)


async def _too_large(scope: Scope, receive: Receive, send: Send) -> None:
    refused: ASGIApp = _failed(Request(scope), "size", 413)
    await refused(scope, receive, send)
