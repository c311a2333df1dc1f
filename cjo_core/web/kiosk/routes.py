"""The kiosk: a survey on a tablet that starts over after each person and keeps answers while there is no network.

    GET  /k/{slug}   the page; the only one with a script, which is our own and named by its hash in the policy.
                     ?start=… is the team's: it gives the device its pass. Without one it leads to the ordinary form
    POST /k/{slug}   one answer from that page, with the pass of its kiosk and the key it was given on the device: sent
                     again, it is stored once. Without an answer it only makes the pass anew
    GET  /k/sw.js    what opens the page without a network (browsers allow it on https and on this computer only)

A survey of several pages stands in a frame, page by page with the kiosk's pass, and needs the network. Opening stores
nothing.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import re
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from anyio import to_thread
from babel import Locale
from markupsafe import Markup
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from cjo_core.errors import CjoError, InvalidResponse, NotFound, SurveyFull
from cjo_core.locale import _, speaking
from cjo_core.store.responses.quarantine import HELD, hold, is_held
from cjo_core.store.responses.writes import save_response
from cjo_core.survey import responses
from cjo_core.survey.responses import KEY_BYTES, new_submission_key, read_response
from cjo_core.survey.suspicion import is_program
from cjo_core.web import words
from cjo_core.web.guards.security import BodyLimit, SecurityHeaders, survey_headers
from cjo_core.web.kiosk.passes import Pass, begun_by, holds, is_at, read_pass, written
from cjo_core.web.placing import KIOSK, Placed, placed_by, refuses
from cjo_core.web.rendering import STYLE, page
from cjo_core.web.respondents.asked import asked_questions
from cjo_core.web.respondents.sending import Sender
from cjo_core.web.respondents.showing import failed, full_for, language_links, not_open, nowhere, refused
from cjo_core.web.respondents.visits import Door, Visit, visit_of
from cjo_core.web.tokens import sign

#: How long after it was given an answer may come in with its own time; an older one counts as this old.
OLDEST = timedelta(days=30)
BODY_LIMIT, FIELD_LIMIT = 64 * 1024, 600
_KEY = re.compile(rf"[0-9a-f]{{{2 * KEY_BYTES}}}", re.ASCII)
_FOLDER = Path(__file__).parent.parent / "templates"
_SCRIPT = (_FOLDER / "kiosk.js").read_text(encoding="utf-8")
_WORKER = (_FOLDER / "kiosk_worker.js").read_text(encoding="utf-8")
_STYLE = "".join(line.strip() for line in (_FOLDER / "kiosk.css").read_text(encoding="utf-8").splitlines())
_log = logging.getLogger(__name__)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def kiosk_headers() -> dict[str, str]:
    """Those of every respondents' page, and that our one script may run and reach this server."""
    headers = survey_headers(STYLE)
    policy = headers["content-security-policy"].replace("style-src ", f"style-src {_hash(_STYLE)} ")
    ours = f"script-src {_hash(_SCRIPT)}; connect-src 'self'; worker-src 'self'; frame-src 'self'; "
    return headers | {"content-security-policy": policy.replace("img-src", f"{ours}img-src")}


def kiosk_routes(door: Door) -> list[BaseRoute]:
    """The kiosk's addresses."""
    headers = Middleware(SecurityHeaders, headers=kiosk_headers())
    limit = Middleware(BodyLimit, limit=BODY_LIMIT, refusal=_too_large)
    return [
        Route("/k/sw.js", show_worker, methods=["GET"], middleware=[headers]),
        Route("/k/{slug}", partial(show_kiosk, door), methods=["GET"], middleware=[headers]),
        Route("/k/{slug}", partial(take_from_kiosk, door), methods=["POST"], middleware=[headers, limit]),
    ]


def show_worker(_request: Request) -> Response:
    """The script that opens the page without a network. It may ask this server, and nobody else."""
    policy = {"content-security-policy": "default-src 'none'; connect-src 'self'"}
    return Response(_WORKER, media_type="text/javascript", headers=policy)


def show_kiosk(door: Door, request: Request) -> Response:
    """The page. Never writes."""
    try:
        query = {name: value for name, value in request.query_params.items() if name != "customer"}  # nobody's own
        return _shown(visit_of(door, request, query.get("lang", "")), query)
    except NotFound:
        return nowhere(request)
    except (CjoError, sqlite3.Error, OSError):
        _log.exception("a kiosk could not be shown")
        return failed(request, "store", 503)


def _shown(visit: Visit, query: Mapping[str, str]) -> Response:
    if visit.standing != "open":
        return not_open(visit, visit.standing)
    placed = placed_by(visit.store, query, visit.language)
    if refuses(visit.survey, placed):
        return refused(visit, placed)
    if full := full_for(visit, placed):
        return not_open(visit, "full", full)
    survey = visit.survey
    begun = begun_by(visit.known.secret, survey.slug, query.get("start", ""), visit.now)
    own = {name: value for name, value in query.items() if name in placed.hidden or name == "lang"}
    home = urlencode({name: value for name, value in own.items() if name != "lang"})
    questions = [] if visit.several else asked_questions(survey, survey.asked, visit.language, {}, {}, texts=False)
    with speaking(visit.language, survey.default_language):
        following, saved = _(words.NEXT_PERSON_IN), _(words.SAVED_ON_DEVICE)
        waiting = json.dumps(waiting_words(visit.language), ensure_ascii=False)
    return page(
        "kiosk.html",
        visit.language,
        who=visit.who,
        title=visit.title,
        survey=survey,
        demo=visit.demo,
        intro=visit.says.intro,
        thanks=visit.says.thanks,
        questions=questions,
        hidden=placed.hidden | {"lang": visit.language},
        inside=urlencode(placed.hidden | {"lang": visit.language, "door": KIOSK}),
        permit="" if begun is None or not is_at(visit, begun, placed) else json.dumps(_anew(visit, begun)),
        token=sign(visit.known.secret, survey.slug, new_submission_key(), visit.now),
        links=language_links(visit.known.languages, visit.language, own),
        home=f"?{home}" if home else "",
        waiting=waiting,
        kiosk_style=Markup(_STYLE),  # noqa: S704 - our own file
        kiosk_script=Markup(_SCRIPT),  # noqa: S704 - our own file
        next=following,
        saved=saved,
    )


def waiting_words(language: str) -> dict[str, str]:
    """How many answers wait on the device, for each plural category a browser can tell: "{n} answers wait …"."""
    plural = Locale.parse(language, sep="-").plural_form
    found = {"other": words.answers_waiting(100).replace("100", "{n}")}
    for count in range(120, 0, -1):
        found[plural(count)] = words.answers_waiting(count).replace(str(count), "{n}")
    return found


async def take_from_kiosk(door: Door, request: Request) -> Response:
    """One answer. Other websites cannot send the header that our page sends."""
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin" or "x-cjo-kiosk" not in request.headers:
        return JSONResponse({"error": "this did not come from the kiosk’s own page"}, 403)
    body = (await request.body()).decode("utf-8", "replace")
    try:
        fields = dict(parse_qsl(body, keep_blank_values=True, errors="replace", max_num_fields=FIELD_LIMIT))
    except ValueError:
        return JSONResponse({"error": "this is no form"}, 400)
    return await to_thread.run_sync(_take, door, request, fields)


def _take(door: Door, request: Request, fields: Mapping[str, str]) -> Response:
    try:
        visit = visit_of(door, request, fields.get("lang", ""))
        if visit.several and "renew" not in fields:
            return JSONResponse({"error": "this survey has several pages"}, 422)
        address, agent = request.client.host if request.client else "", request.headers.get("user-agent", "")
        sender = Sender(door.visitors, address, agent)
        one = read_pass(visit.known.secret, visit.survey.slug, fields.get("pass", ""))
        if one is None:
            return JSONResponse({"error": "nobody has started this kiosk; see “Reach people”"}, 403)
        return _taken(visit, fields, sender, one)
    except NotFound:
        return JSONResponse({"error": "there is no such survey"}, 404)
    except SurveyFull as full:
        return JSONResponse({"error": str(full)}, 410)
    except (CjoError, sqlite3.Error, OSError):
        _log.exception("an answer from a kiosk could not be stored")
        return JSONResponse({"error": "it could not be stored now"}, 503)


def _anew(visit: Visit, one: Pass) -> dict[str, object]:
    """The pass made anew, and when, by the clock of this server; nothing if it is over."""
    if not one.lives(visit.now, visit.known.kiosks_stopped_at):
        return {}
    made = written(visit.known.secret, visit.survey.slug, one, visit.now)
    return {"pass": made, "made": int(visit.now.timestamp())}


def _taken(visit: Visit, fields: Mapping[str, str], sender: Sender, one: Pass) -> Response:
    if "renew" in fields:
        anew = _anew(visit, one)
        return JSONResponse(anew, 200 if anew else 403)
    given = given_at(fields.get("age", ""), visit.now)
    if (standing := visit.survey.standing(given)) != "open":
        return JSONResponse({"error": f"the survey is {standing}"}, 410 if standing == "closed" else 503)
    if not _KEY.fullmatch(fields.get("key", "")):
        return JSONResponse({"error": "an answer needs its key"}, 422)
    placed = placed_by(visit.store, fields, visit.language)
    if refuses(visit.survey, placed):
        return JSONResponse({"error": "it names something that this survey does not know"}, 422)
    if not sender.may_send(visit):
        return JSONResponse({"error": "too many at once"}, 429)
    try:
        response = _read(visit, fields, placed, given)
    except InvalidResponse as error:
        return JSONResponse({"error": "it is no answer to this survey", "fields": error.fields}, 422)
    if is_held(visit.store, response.submission_key):
        return JSONResponse({"stored": False})
    if reasons := _reasons(visit, sender, one, placed):
        held = hold(visit.store, response, reasons, now=visit.now)
        return JSONResponse({"stored": held == HELD})
    return JSONResponse({"stored": save_response(visit.store, response)})


def _reasons(visit: Visit, sender: Sender, one: Pass, placed: Placed) -> list[str]:
    """What speaks against an answer: many people share a kiosk in haste, so little does."""
    found = {"robot": is_program(sender.agent), "kiosk": not holds(visit, one, placed)}
    return [name for name, speaks in found.items() if speaks]


def _read(visit: Visit, fields: Mapping[str, str], placed: Placed, given: datetime) -> responses.Response:
    with speaking(visit.language, visit.survey.default_language):
        return read_response(
            visit.survey,
            fields,
            place=placed.place,
            submission_key=bytes.fromhex(fields["key"]),
            now=given,
            door=KIOSK,
        )


def given_at(age: str, now: datetime) -> datetime:
    """When an answer was given that is `age` milliseconds old by the device's own clock, which may be wrong otherwise:
    never in the future, and not longer ago than OLDEST.

    >>> now = datetime(2026, 11, 22, tzinfo=UTC)
    >>> [str(given_at(age, now))[:19] for age in ("60000", "-5", "", "1e99", str(40 * 86_400_000))]
    ['2026-11-21 23:59:00', '2026-11-22 00:00:00', '2026-11-22 00:00:00', '2026-11-22 00:00:00', '2026-10-23 00:00:00']
    """
    if not (age.isascii() and age.isdigit()):
        return now.astimezone(UTC)
    milliseconds = min(int(age[:15]), int(OLDEST.total_seconds() * 1000))
    return (now - timedelta(milliseconds=milliseconds)).astimezone(UTC)


async def _too_large(scope: Scope, receive: Receive, send: Send) -> None:
    await JSONResponse({"error": "this is too large"}, 413)(scope, receive, send)
