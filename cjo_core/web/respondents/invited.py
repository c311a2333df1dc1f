"""Somebody who comes by an invitation: found by the code in the link, placed by what the invitation says, or turned
away. Never stores an answer; the only thing it writes is that somebody wants no more invitations.

Opening an invitation stores nothing, as with every link: mail scanners open them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from cjo_core.errors import NotFound
from cjo_core.store.database import Store
from cjo_core.store.invitations.reading import begun_key, invitation_of
from cjo_core.store.invitations.stopping import unsubscribe
from cjo_core.store.set_up.audience import known_place
from cjo_core.survey.invitations import Invitation, answer_key
from cjo_core.web import words
from cjo_core.web.placing import INVITATION, Placed, placed_by
from cjo_core.web.rendering import page
from cjo_core.web.respondents.visits import Door, Visit, visit_to


@dataclass(frozen=True)
class Guest:
    """An invitation as its link brings it. `key` is that of its response, as far as it is known already: always where
    the survey knows its customers, else only while the response is under way."""

    invitation: Invitation
    code: str
    customer: str | None
    key: bytes | None


def guest_of(visit: Visit, fields: Mapping[str, str]) -> Guest | None:
    """Who comes by an invitation to this survey; None by the public link. Raises NotFound for a code that is none."""
    code = fields.get(INVITATION, "")
    if not code:
        return None
    found = invitation_of(visit.store, code)
    if found is None or found.survey != visit.survey.slug:
        raise NotFound("there is no such invitation")
    if visit.survey.identified:
        return Guest(found, code, found.customer, answer_key(visit.known.secret, found.id))
    with visit.store.reading() as connection:
        return Guest(found, code, None, begun_key(connection, found.id))


def placed_of(visit: Visit, fields: Mapping[str, str], guest: Guest | None) -> Placed:
    """Where an answer will belong: what the invitation says, else what the link says."""
    if guest is None:
        return placed_by(visit.store, fields, visit.language)
    said = guest.invitation.place.names() | {"language": visit.language}
    place, _unknown = known_place(visit.store, type(guest.invitation.place)(**said))
    return Placed(place, guest.customer, {}, guest.code)


def visit_by(door: Door, request: Request, code: str, asked: str) -> Visit:
    """The survey an invitation asks for, in the language asked for, else the invitation's; NotFound."""
    store, found = _found(door, code)
    return visit_to(door, request, store, found.survey, [asked, found.language or ""])


def turned_away(visit: Visit, guest: Guest) -> Response:
    """Why an invitation opens nothing any more: it was answered, revoked, or its time is over. Whether an unknown
    person has answered is not said: the team has the link too."""
    used = guest.invitation.answered_on is not None and not guest.invitation.unknown
    return _said(visit, words.INVITATION_USED if used else words.INVITATION_INVALID, 410)


def used_meanwhile(visit: Visit) -> Response:
    """The invitation was answered, or ended, while this form was filled in."""
    return _said(visit, words.INVITATION_USED, 410)


def stopping(door: Door, request: Request, code: str, *, sure: bool) -> Response:
    """The page on which somebody stops all invitations, and once they are `sure`, that it is done."""
    store, found = _found(door, code)
    visit = visit_to(door, request, store, found.survey, ["", found.language or ""], whatever=True)
    if sure:
        unsubscribe(store, found, now=door.now())
        return _said(visit, words.NO_MORE_INVITATIONS, 200)
    return page("unsubscribe.html", visit.language, who=visit.who, survey=visit.survey, demo=visit.demo)


def _said(visit: Visit, message: str, status: int) -> Response:
    around = {"who": visit.who, "survey": visit.survey, "demo": visit.demo}
    return page("said.html", visit.language, status=status, message=message, **around)


def _found(door: Door, code: str) -> tuple[Store, Invitation]:
    for store in door.stores():
        if (found := invitation_of(store, code)) is not None:
            return store, found
    raise NotFound("there is no such invitation")
