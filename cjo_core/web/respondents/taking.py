"""What was sent: checked, stored once, and where the browser goes from there. The only writer of the street door.

A survey of one page stores a whole response. One of several stores what each page brings, under one key: an earlier
page sent again replaces what it held, answers to questions that are not asked any more are dropped, and the last page
completes the response.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from starlette.responses import RedirectResponse, Response

from cjo_core.errors import CjoError, InvalidResponse, SurveyFull
from cjo_core.locale import _, speaking
from cjo_core.store.invitations.answering import InvitationUsed, save_invited, save_invited_page
from cjo_core.store.responses.partial import save_page
from cjo_core.store.responses.quarantine import HELD, STORED, hold, is_held, set_apart
from cjo_core.store.responses.writes import save_response
from cjo_core.survey import responses
from cjo_core.survey.paging import Page, asked_of, page_after
from cjo_core.survey.responses import Answer, answer_something, field_name, read_answers, read_response
from cjo_core.survey.surveys import Survey
from cjo_core.web import words
from cjo_core.web.guards.security import form_targets
from cjo_core.web.kiosk.passes import begun_at, holds
from cjo_core.web.placing import KIOSK, Placed, refuses
from cjo_core.web.respondents.invited import guest_of, placed_of, turned_away, used_meanwhile
from cjo_core.web.respondents.sending import Sender
from cjo_core.web.respondents.showing import Shown, form, hidden_fields, not_open, refused
from cjo_core.web.respondents.sitting import (
    PAGE,
    RESUME,
    Sitting,
    page_before,
    page_number,
    sitting_by_form,
)
from cjo_core.web.respondents.visits import Visit

_log = logging.getLogger(__name__)

Fields = Mapping[str, str]


@dataclass(frozen=True)
class _Sent:
    """A form that was sent, and whose."""

    visit: Visit
    fields: Fields
    placed: Placed
    sitting: Sitting
    sender: Sender
    number: int = 0
    #: Whether it comes from a kiosk whose pass is over, or for another place.
    stopped: bool = False

    def suspicions(self, response: responses.Response, shown_at: datetime | None, *, begun: bool) -> tuple[str, ...]:
        """What speaks against it."""
        found = self.sender.suspicions(self.visit, self.fields, response, shown_at, begun=begun)
        return (*found, KIOSK) if self.stopped else found

    def again(self, wrong: Fields | None = None, problem: str = "", status: int = 422) -> Response:
        """The same page once more, with everything that was typed."""
        shown = Shown(self.fields, wrong or {}, problem, status)
        return form(self.visit, self.placed, self.sitting, self.number, shown, texts=True)


def taken(visit: Visit, fields: Fields, sender: Sender) -> Response:
    """Take what was sent to a survey and say where to go. What looks like no person's is set apart, and thanked alike:
    a robot learns nothing from us."""
    if visit.standing != "open":
        return not_open(visit, visit.standing, sent=True)
    guest = guest_of(visit, fields)
    placed, kiosk = begun_at(visit, placed_of(visit, fields, guest))
    if refuses(visit.survey, placed):
        return refused(visit, placed)
    sitting = sitting_by_form(visit, fields, guest)
    if kiosk is not None:
        sitting = replace(sitting, door=KIOSK)
    if sitting.completed:
        return _to_thanks(visit)
    if guest is not None and not guest.invitation.usable(visit.now):
        return turned_away(visit, guest)
    sent = _Sent(visit, fields, placed, sitting, sender, stopped=kiosk is not None and not holds(visit, kiosk, placed))
    if not sender.may_send(visit):
        return sent.again(problem="busy", status=429)
    if guest is None and is_held(visit.store, sitting.key):
        return _to_thanks(visit)
    take = _page_of_several if visit.several else _whole
    try:
        return take(sent)
    except InvitationUsed:
        return used_meanwhile(visit)
    except SurveyFull as full:
        return not_open(visit, "full", full, sent=True)
    except (CjoError, sqlite3.Error, OSError):
        _log.exception("an answer to %s could not be stored", visit.survey.slug)
        return sent.again(problem="store", status=503)


def _whole(sent: _Sent) -> Response:
    """A survey of one page."""
    visit = sent.visit
    try:
        with speaking(visit.language, visit.survey.default_language):
            response = read_response(
                visit.survey,
                sent.fields,
                place=sent.placed.place,
                submission_key=sent.sitting.key,
                now=visit.now,
                respondent=sent.sitting.respondent or sent.placed.respondent,
                door=sent.sitting.door,
            )
    except InvalidResponse as error:
        return sent.again(error.fields, "" if sent.sitting.fresh else "expired")
    if not sent.sitting.fresh:
        return sent.again(problem="expired")
    once = sent.sitting.invitation is not None  # it takes one answer anyway, and a scanner may have come before
    reasons = sent.suspicions(response, sent.sitting.shown_at, begun=once)
    if not reasons or _hold(sent, response, reasons) == STORED:
        _keep(sent, response)
    return _finished(visit, {answer.question: answer for answer in response.answers})


def _keep(sent: _Sent, response: responses.Response) -> None:
    """Store a whole response; one to an invitation is the invitation's only one."""
    if sent.sitting.invitation is None:
        save_response(sent.visit.store, response)
    else:
        number = sent.sitting.invitation
        _unless_used(sent, lambda: save_invited(sent.visit.store, response, number))


def _unless_used(sent: _Sent, save: Callable[[], object]) -> None:
    """Store, or go on as if it had been stored where nobody may learn that an unknown person has answered already: the
    team has their link as well and could try it. The first answer stands."""
    try:
        save()
    except InvitationUsed:
        if not sent.sitting.unknown:
            raise


def _hold(sent: _Sent, response: responses.Response, reasons: tuple[str, ...]) -> str:
    """Set a response apart, and say what became of it. An invitation stays open: whoever clicked through it may have
    been a mail scanner, and the person it was meant for comes later. What comes after its answer is nothing to decide
    about: the first answer stands."""
    if sent.sitting.unknown and sent.sitting.used:
        return HELD
    return hold(sent.visit.store, response, reasons, now=sent.visit.now)


def _page_of_several(sent: _Sent) -> Response:
    """One page of a survey that has several."""
    visit, survey = sent.visit, sent.visit.survey
    sent = replace(sent, number=page_number(visit, sent.fields.get("page", ""), sent.sitting))
    page = asked_of(visit.known.pages[sent.number], survey, sent.sitting.answers)
    back = sent.fields.get("go") == "back"
    with speaking(visit.language, survey.default_language):
        try:
            given = _valid_answers(survey, page, sent.fields) if back else read_answers(survey, page, sent.fields)
        except InvalidResponse as error:
            return sent.again(error.fields, "" if sent.sitting.fresh else "expired")
    if not sent.sitting.fresh:
        return sent.again(problem="expired")
    ids = {question.id for question in page}
    before = {one: answer for one, answer in sent.sitting.answers.items() if one not in ids}
    answers = still_asked(survey, before | {answer.question: answer for answer in given})
    following = _page_before(sent) if back else _next_page(visit, sent.number, answers)
    if following is None and not answer_something(survey, answers.values()):
        with speaking(visit.language, survey.default_language):
            return sent.again({field_name(page[0]): _(words.PLEASE_ANSWER)})
    if (answers or sent.sitting.stored) and not _save(sent, page, answers, following):
        return _to_thanks(visit)
    return _finished(visit, answers) if following is None else _to_page(sent, following)


def _valid_answers(survey: Survey, page: Page, fields: Fields) -> tuple[Answer, ...]:
    """What can be kept of a page that somebody leaves by Back; what is missing or wrong is asked again later."""
    found: list[Answer] = []
    for question in page:
        try:
            found += read_answers(survey, [replace(question, required=False)], fields)
        except InvalidResponse:
            continue
    return tuple(found)


def still_asked(survey: Survey, answers: Mapping[int, Answer]) -> dict[int, Answer]:
    """The answers without those to questions that, by what was answered before them, are not asked."""
    kept = {one: answer for one, answer in answers.items() if one not in {question.id for question in survey.asked}}
    for question in survey.asked:
        if question.id in answers and asked_of([question], survey, kept):
            kept[question.id] = answers[question.id]
    return kept


def _page_before(sent: _Sent) -> int:
    found = page_before(sent.visit, sent.number, sent.sitting)
    return sent.number if found is None else found


def _next_page(visit: Visit, number: int, answers: Mapping[int, Answer]) -> int | None:
    """The page to show after page `number`: at the end, the first that was passed by without what it requires."""
    found = page_after(visit.survey, number + 1, answers)
    if found is not None:
        return found
    for earlier, page in enumerate(visit.known.pages):
        asked = asked_of(page, visit.survey, answers)
        if any(question.required and question.id not in answers for question in asked):
            return earlier
    return None


def _save(sent: _Sent, page: Page, answers: Mapping[int, Answer], following: int | None) -> bool:
    """Store what the page brought, and drop what it made pointless; False if it was set apart, and the response with
    it. People hurry past a page: only the first and the last tell how fast somebody was."""
    visit, sitting = sent.visit, sent.sitting
    touched = {question.id for question in page} | (sitting.answers.keys() - answers.keys())
    given = tuple(answer for one, answer in answers.items() if one in touched)
    if not given and following is None:  # a last page left empty: an answer that is there already stands for it
        given = tuple(answers.values())[:1]
        touched |= {given[0].question}
    last = len(visit.known.pages) - 1 if following is None else max(following, sent.number)
    put = [question for one in visit.known.pages[: last + 1] for question in asked_of(one, visit.survey, answers)]
    response = responses.Response(
        visit.survey.id,
        given,
        sitting.key,
        visit.now.astimezone(UTC),
        sent.placed.place,
        sitting.respondent or sent.placed.respondent,
        sitting.door,
        completed=following is None,
        asked=frozenset(question.id for question in put),
    )
    shown_at = sitting.shown_at if following is None else None
    reasons = sent.suspicions(response, shown_at, begun=sitting.stored or sitting.invitation is not None)
    if reasons and not sitting.stored:
        _hold(sent, response, reasons)
        return False
    if sitting.invitation is None:
        save_page(visit.store, response, touched)
    else:
        number = sitting.invitation
        _unless_used(sent, lambda: save_invited_page(visit.store, response, touched, number))
    if reasons:
        set_apart(visit.store, sitting.key, reasons, now=visit.now)
    return not reasons


def _to_page(sent: _Sent, following: int) -> Response:
    visit = sent.visit
    query = hidden_fields(visit, sent.placed, following, {})
    query.pop("page", None)
    later = {f"q_{question.key}" for question in visit.survey.asked}
    query |= {name: value[:200] for name, value in sent.fields.items() if name in later}
    query |= {RESUME: sent.sitting.resuming(visit), PAGE: str(following + 1)}
    return RedirectResponse(f"{visit.survey.slug}?{urlencode(query)}", 303)


def _finished(visit: Visit, answers: Mapping[int, Answer]) -> Response:
    """Where the survey's first score leads, else the thank-you page."""
    scored = next((question for question in visit.survey.asked if question.scored), None)
    answer = None if scored is None else answers.get(scored.id)
    if answer is not None and answer.score is not None:
        for redirect in visit.survey.redirects:
            if redirect.low <= answer.score <= redirect.high and form_targets([redirect.url]):
                return RedirectResponse(redirect.url, 303)
    return _to_thanks(visit)


def _to_thanks(visit: Visit) -> Response:
    return RedirectResponse(f"{visit.survey.slug}/thanks?lang={quote(visit.language)}", 303)
