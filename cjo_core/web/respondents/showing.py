"""The respondents' pages: the form page by page, thanks, closed, full, refused. Never stores anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from cjo_core.errors import SurveyFull
from cjo_core.locale import LANGUAGES, speaking
from cjo_core.locale.tags import by_own_name, own_name
from cjo_core.store.set_up.limits import fullness
from cjo_core.survey.paging import asked_of, pages
from cjo_core.survey.surveys import Survey
from cjo_core.web import words
from cjo_core.web.guards.security import form_targets, survey_headers
from cjo_core.web.kiosk.passes import begun_at
from cjo_core.web.links import HIDDEN_FIELDS
from cjo_core.web.placing import INVITATION, LABELS, PERMIT, Placed, refuses
from cjo_core.web.rendering import STYLE, moment, page, render
from cjo_core.web.respondents.asked import asked_questions, suggested
from cjo_core.web.respondents.invited import guest_of, placed_of, turned_away
from cjo_core.web.respondents.sitting import (
    PAGE,
    RESUME,
    Sitting,
    as_fields,
    page_before,
    page_number,
    sitting_by_link,
)
from cjo_core.web.respondents.visits import Visit, visitor_language
from cjo_core.web.tokens import sign

#: What a survey that takes no answers now says: paused and early may open again, closed and full are over.
NOT_OPEN = {"paused": 403, "early": 403, "closed": 410, "full": 410}
#: A form nobody has typed into. Not `no-store`: who comes back to it by Back and sends it again gets the same form
#: from the browser's memory, with the same token, and is counted once.
EMPTY_FORM = "private, no-cache"


@dataclass(frozen=True)
class LanguageLink:
    """A language to choose on the page: its own name, the query that asks for it, whether it is spoken now."""

    code: str
    name: str
    query: str
    spoken: bool


@dataclass(frozen=True)
class Shown:
    """What is said on a form that is shown again: what was typed, by field, and what is wrong with it."""

    typed: Mapping[str, str]
    wrong: Mapping[str, str]
    problem: str = ""
    status: int = 200


def opened(visit: Visit, query: Mapping[str, str]) -> Response:
    """What somebody sees who opens a survey's link."""
    if visit.standing != "open":
        return not_open(visit, visit.standing)
    guest = guest_of(visit, query)
    if guest is not None and not guest.invitation.usable(visit.now):
        return turned_away(visit, guest)
    placed, _one = begun_at(visit, placed_of(visit, query, guest))
    if refuses(visit.survey, placed):
        return refused(visit, placed)
    sitting = sitting_by_link(visit, query, guest)
    if sitting.completed:
        return thanked(visit)
    if not sitting.stored and (full := full_for(visit, placed)):
        return not_open(visit, "full", full)
    number = page_number(visit, query.get(PAGE, ""), sitting)
    hints = suggested(visit.survey, query)
    open_ = sitting.stored and sitting.stranger is None
    typed = hints | (as_fields(visit.survey, sitting.answers) if open_ else {})
    answer = form(visit, placed, sitting, number, Shown(typed, {}), texts=open_, links=_languages(visit, query))
    if not sitting.stored:
        answer.headers["cache-control"] = EMPTY_FORM
    return answer


def form(
    visit: Visit,
    placed: Placed,
    sitting: Sitting,
    number: int,
    shown: Shown,
    *,
    texts: bool,
    links: Iterable[LanguageLink] = (),
) -> Response:
    """Page `number` of the form. Only with `texts` are comments and texts filled in."""
    survey, book = visit.survey, visit.known.pages
    questions = asked_of(book[number], survey, sitting.answers)
    origins = form_targets(redirect.url for redirect in survey.redirects)
    answer = page(
        "survey.html",
        visit.language,
        status=shown.status,
        **_around(visit),
        intro=visit.says.intro if number == 0 else "",
        questions=asked_questions(survey, questions, visit.language, shown.typed, shown.wrong, texts=texts),
        hidden=hidden_fields(visit, placed, number, shown.typed),
        known=placed.respondent is not None,
        invited=bool(placed.invitation),
        token=sign(visit.known.secret, survey.slug, sitting.carried, sitting.shown_at or visit.now),
        problem=shown.problem,
        wrong=bool(shown.wrong),
        links=list(links),
        number=number,
        pages=len(book),
        back=sitting.stranger is None and page_before(visit, number, sitting) is not None,
        begun=sitting.stored,
    )
    if origins:
        answer.headers["content-security-policy"] = survey_headers(STYLE, origins)["content-security-policy"]
    return answer


def hidden_fields(visit: Visit, placed: Placed, number: int, typed: Mapping[str, str]) -> dict[str, str]:
    """What travels with the form: the place, the language, the page, and what the link suggested for later pages."""
    later = [question for one in visit.known.pages[number + 1 :] for question in one]
    hints: dict[str, str] = {}
    for question in later:
        name = f"q{question.id}"
        chosen = [key.partition(".")[2] for key, value in typed.items() if key.startswith(f"{name}.") and value]
        if (text := typed.get(name, "") or ",".join(chosen)) and (question.scored or question.options):
            hints[f"q_{question.key}"] = text[:200]
    numbered = {"page": str(number + 1)} if visit.several else {}
    return placed.hidden | {"lang": visit.language} | numbered | hints


def full_for(visit: Visit, placed: Placed) -> SurveyFull | None:
    """Why the survey takes no further response from such a person; None while it does."""
    if visit.survey.limit is None and not visit.survey.quotas:
        return None
    return fullness(visit.store, visit.survey.id, placed.place.segment)


def thanked(visit: Visit) -> Response:
    """The thank-you page."""
    return page("thanks.html", visit.language, **_around(visit), words=visit.says.thanks)


def not_open(visit: Visit, standing: str, full: SurveyFull | None = None, *, sent: bool = False) -> Response:
    """Why no answer is taken now, and when one will be."""
    return page(
        "closed.html",
        visit.language,
        status=NOT_OPEN[standing],
        **_around(visit),
        standing=standing,
        own=visit.says.closed,
        full=words.ENOUGH_FROM_GROUP if full is not None and full.quota else words.ENOUGH_ANSWERS,
        opens=visit.survey.opens_at and moment(visit.survey.opens_at, visit.known.zone, visit.language),
        sent=sent,
    )


def refused(visit: Visit, placed: Placed) -> Response:
    """What a link names that a strict survey does not know."""
    unknown = [(LABELS[name], value) for name, value in placed.unknown.items()]
    return page("refused.html", visit.language, status=422, **_around(visit), unknown=unknown)


def nowhere(request: Request) -> Response:
    """There is no survey at this address."""
    return page("not_found.html", visitor_language(request), status=404)


def failed(request: Request, reason: str, status: int) -> Response:
    """Why something that was sent or asked for could not be done, and that nothing was saved."""
    return page("failed.html", visitor_language(request), status=status, reason=reason)


#: What a preview may do inside the team's own page: look like itself. Nothing loads, runs or is sent.
_CAGE = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data:; form-action 'none'; base-uri 'none'\">"
)


def preview(survey: Survey, language: str, number: int = 0, *, who: str = "") -> str:
    """A page of the form as HTML, for the team that sets it up: with all its questions, whatever they depend on, and
    with nothing that could be sent."""
    book = pages(survey)
    says = survey.says(language)
    with speaking(language, survey.default_language):
        questions = asked_questions(survey, book[number], language, {}, {}, texts=False)
    html = render(
        "survey.html",
        language,
        who=who or says.title or survey.title,
        title=says.title or survey.title,
        survey=survey,
        demo=False,
        intro=says.intro if number == 0 else "",
        questions=questions,
        hidden={},
        known=False,
        invited=False,
        token="",
        problem="",
        wrong=False,
        links=[],
        number=number,
        pages=len(book),
        back=number > 0,
        begun=False,
    )
    return html.replace("<head>", f"<head>{_CAGE}", 1)


def language_links(languages: Iterable[str], spoken: str, query: Mapping[str, str]) -> list[LanguageLink]:
    """The languages to choose from, in the same order everywhere, keeping the `query`; none when there is no choice."""
    kept = {name: value for name, value in query.items() if name != "lang"}
    links = [
        LanguageLink(code, own_name(code), urlencode({"lang": code} | kept), code == spoken)
        for code in by_own_name(languages, first=[*LANGUAGES])
    ]
    return links if len(links) > 1 else []


def _languages(visit: Visit, query: Mapping[str, str]) -> list[LanguageLink]:
    asked = visit.survey.asked
    names = {
        RESUME,
        PAGE,
        INVITATION,
        "door",
        PERMIT,
        "score",
        *HIDDEN_FIELDS,
        *(f"q{one.id}" for one in asked),
        *(f"q_{one.key}" for one in asked),
    }
    kept = {name: value for name, value in query.items() if name in names}
    return language_links(visit.known.languages, visit.language, kept)


def _around(visit: Visit) -> dict[str, Any]:
    """What every page of a survey says of it."""
    return {"who": visit.who, "title": visit.title, "survey": visit.survey, "demo": visit.demo}
