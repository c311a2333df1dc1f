"""The addresses of programs, their keys and limits, and which status says what.

POST /api/v1/responses       one response or a batch: all are stored, or none
GET  /api/v1/surveys/{slug}  what a survey asks
GET  /api/v1/openapi.json    this interface, for machines
"""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from anyio import to_thread
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Receive, Scope, Send

from cjo_core.errors import BadValue, CjoError, NotFound, SurveyFull
from cjo_core.store.database import Store
from cjo_core.store.programs.keys import SameKeyOtherRequest, answered_before, key_number, once
from cjo_core.store.set_up.settings import setting
from cjo_core.store.set_up.surveys import survey as find_survey
from cjo_core.store.writing.batch import save_batch
from cjo_core.store.writing.lookups import kept
from cjo_core.survey.surveys import SLUG, Survey
from cjo_core.web.api.describing import JSON, openapi, survey_json
from cjo_core.web.api.reading import BATCH_LIMIT, Asked, WrongFields, items_of, read_items
from cjo_core.web.guards.recent import Recent
from cjo_core.web.guards.security import BodyLimit, SecurityHeaders
from cjo_core.web.routes import Door

#: A thousand responses with long comments.
BODY_LIMIT = 8 * 1024 * 1024
#: Requests of one key within a minute, if the team sets no other number (`api_rate_limit`; 0 switches it off).
RATE_LIMIT, WINDOW = 600, timedelta(minutes=1)
#: Wrong keys from one address within a minute: guessing is hopeless, and shall not even be quick.
GUESSES = 30
_HEADERS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}
_log = logging.getLogger(__name__)


class _Problem(CjoError):
    """An answer that is not 2xx: its status, a code for programs, a message for people, and perhaps wrong fields."""

    def __init__(
        self, status: int, code: str, message: str, *, fields: Mapping[str, str] | None = None, retry: int = 0
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.fields, self.retry = status, code, fields, retry


class _Pace:
    """How often each key (or stranger) came within the last minute."""

    def __init__(self) -> None:
        self._recent = Recent(WINDOW, most=10_000)
        self._lock = threading.Lock()

    def wait(self, who: str, now: datetime, limit: int) -> int:
        """0 if it may come in (which counts), else in how many seconds it may."""
        with self._lock:
            seen = self._recent.of(who, now)
            if len(seen) >= limit > 0:
                return max(1, round((seen[0] + WINDOW - now).total_seconds()))
            seen.append(now)
            return 0


def api_routes(door: Door) -> list[BaseRoute]:
    """The programs' addresses, to be mounted beside (and before) Streamlit's."""
    pace = _Pace()
    below = [
        Route("/responses", partial(_take, door, pace), methods=["POST"]),
        Route("/surveys/{slug}", partial(_describe, door, pace), methods=["GET"]),
        Route("/openapi.json", _document, methods=["GET"]),
        Route("/{rest:path}", _nowhere, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
    ]
    headers = Middleware(SecurityHeaders, headers=_HEADERS)
    limit = Middleware(BodyLimit, limit=BODY_LIMIT, refusal=_too_large)
    return [Mount("/api/v1", routes=below, middleware=[headers, limit])]


async def _take(door: Door, pace: _Pace, request: Request) -> Response:
    body = await request.body()
    return await to_thread.run_sync(_answered, lambda: _save(door, pace, request, body))


async def _describe(door: Door, pace: _Pace, request: Request) -> Response:
    return await to_thread.run_sync(_answered, lambda: _described(door, pace, request))


async def _document(_request: Request) -> Response:
    return JSONResponse(openapi())


async def _nowhere(_request: Request) -> Response:
    return _refusal(_Problem(404, "not_found", "there is nothing here; see /api/v1/openapi.json"))


async def _too_large(scope: Scope, receive: Receive, send: Send) -> None:
    words = f"the body is larger than {BODY_LIMIT} bytes; send fewer responses at a time"
    await _refusal(_Problem(413, "too_large", words))(scope, receive, send)


def _answered(view: Callable[[], Response]) -> Response:
    """Turns what can go wrong on purpose, and a database that does not answer, into a status and a body."""
    try:
        return view()
    except _Problem as problem:
        return _refusal(problem)
    except WrongFields as error:
        return _refusal(_Problem(422, "wrong_fields", "some fields are wrong; nothing was stored", fields=error.fields))
    except SameKeyOtherRequest as error:
        return _refusal(_Problem(409, "idempotency_key_reused", str(error)))
    except SurveyFull as error:
        return _refusal(_Problem(409, "survey_full", f"{error}; nothing was stored"))
    except NotFound as error:
        return _refusal(_Problem(404, "not_found", str(error)))
    except BadValue as error:
        return _refusal(_Problem(400, "bad_request", str(error)))
    except (CjoError, sqlite3.Error, OSError):
        _log.exception("a program's request could not be carried out")
        return _refusal(_Problem(503, "unavailable", "the answers could not be stored; try again", retry=5))


def _refusal(problem: _Problem) -> Response:
    error: dict[str, Any] = {"code": problem.code, "message": str(problem)}
    if problem.fields:
        error["fields"] = problem.fields
    headers = {"retry-after": str(problem.retry)} if problem.retry else {}
    if problem.status == 401:
        headers["www-authenticate"] = "Bearer"
    # a message may quote half a sign: JSON can hold one ("\ud800"), the bytes of an answer cannot
    said = json.dumps({"error": error}, ensure_ascii=False).encode("utf-8", "replace")
    return Response(said, problem.status, headers, JSON)


def _admitted(door: Door, pace: _Pace, request: Request) -> tuple[Store, int]:
    """The store a request's key is for, and the key's number."""
    now = door.now()
    scheme, _space, key = request.headers.get("authorization", "").partition(" ")
    for store in door.stores() if scheme.lower() == "bearer" and key.strip() else []:
        number = key_number(store, key.strip(), now=now)
        if number is not None:
            limit = int(setting(store, "api_rate_limit") or RATE_LIMIT)
            if wait := pace.wait(f"{store.kind} {number}", now, limit):
                words = f"at most {limit} requests a minute; come back in {wait} s"
                raise _Problem(429, "too_many_requests", words, retry=wait)
            return store, number
    client = request.client.host if request.client else ""
    if wait := pace.wait(f"guess {client}", now, GUESSES):
        raise _Problem(429, "too_many_requests", "too many wrong keys", retry=wait)
    raise _Problem(401, "unauthorized", "send a valid key: Authorization: Bearer cjo_…")


def _described(door: Door, pace: _Pace, request: Request) -> Response:
    store, _number = _admitted(door, pace, request)
    slug = str(request.path_params["slug"])
    if not SLUG.fullmatch(slug):
        raise NotFound(f"there is no survey “{slug[:80]}”")
    found = find_survey(store, slug)
    if found.status == "draft":
        raise NotFound(f"there is no survey “{slug}” yet")
    return JSONResponse(survey_json(found, door.now()))


def _save(door: Door, pace: _Pace, request: Request, body: bytes) -> Response:
    store, number = _admitted(door, pace, request)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
        raise _Problem(415, "wrong_type", f"send the body as {JSON}")
    items = items_of(body)
    if len(items) > BATCH_LIMIT:
        words = f"{len(items)} responses are too many for one request; at most {BATCH_LIMIT}"
        raise _Problem(413, "too_many_responses", words)
    idempotency = request.headers.get("idempotency-key", "").strip()
    if len(idempotency) > 200 or not idempotency.isprintable():
        raise BadValue("an idempotency key has at most 200 printable characters")
    if idempotency and (before := answered_before(store, number, idempotency, body)) is not None:
        return JSONResponse(before, 201)  # before the survey is looked at: it may have closed since
    now = door.now()
    asked = Asked(store, _open_surveys(store, items, now), now, f"{number} {idempotency}" if idempotency else "")
    batch = read_items(items, asked)

    def work(connection: sqlite3.Connection) -> dict[str, int]:
        stored = save_batch(connection, batch, kept(store, connection))
        return {"received": len(batch), "stored": stored, "already_there": len(batch) - stored}

    if idempotency:
        return JSONResponse(once(store, number, idempotency, body, work, now=now), 201)
    return JSONResponse(store.commit(work), 201)


def _open_surveys(store: Store, items: list[Any], now: datetime) -> dict[str, Survey]:
    """The surveys named in a request, by slug; raises a conflict for one that takes no answers now."""
    slugs = {item["survey"] for item in items if isinstance(item, dict) and isinstance(item.get("survey"), str)}
    found: dict[str, Survey] = {}
    for slug in sorted(slugs):
        try:
            one = find_survey(store, slug) if SLUG.fullmatch(slug) else None
        except NotFound:
            one = None
        if one is None or one.status == "draft":
            continue  # its items say so, field by field
        if (standing := one.standing(now)) != "open":
            raise _Problem(409, "survey_not_open", f"the survey “{slug}” takes no answers now: it is {standing}")
        found[slug] = one
    return found
