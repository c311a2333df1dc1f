"""One person's response while it is given: the key it is stored under, and the link by which it is resumed. Never
stores anything.

Nothing is kept on the respondent's device. The key travels in the signed token of the form and, once a survey has
several pages, in the signed link `?r=…` to the next: whoever has that link goes on where its owner stopped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from cjo_core.store.responses.partial import begun
from cjo_core.survey.paging import asked_of, page_after
from cjo_core.survey.questions import CHOICE_KINDS
from cjo_core.survey.responses import Answer, field_name, new_submission_key
from cjo_core.survey.surveys import Survey
from cjo_core.web.respondents.invited import Guest
from cjo_core.web.respondents.visits import Visit
from cjo_core.web.tokens import read_resume, read_token, resume

#: The parameter of a link that resumes a response, and the one that names the page (from 1).
RESUME, PAGE = "r", "p"


@dataclass(frozen=True)
class Sitting:
    """A response as far as it is given. `fresh` tells that its form may still be sent; `link` that it came by a link
    that resumes; `shown_at` when its form was first shown, None before it is."""

    key: bytes
    fresh: bool = True
    link: bool = False
    answers: Mapping[int, Answer] = field(default_factory=dict)
    stored: bool = False
    completed: bool = False
    respondent: str | None = None
    door: str = "web"
    invitation: int | None = None
    #: Whether nobody may learn that the invitation has its answer, not even who has its code.
    unknown: bool = False
    #: Whether the invitation has its answer.
    used: bool = False
    shown_at: datetime | None = None
    #: The key carried by somebody who goes on with a response that need not be theirs: who comes by the code of an
    #: invitation alone, which the team has, too. They may add to it, but not see what was said in it.
    stranger: bytes | None = None

    @property
    def carried(self) -> bytes:
        """The key that travels with the form and the link: it shows whose response this is."""
        return self.stranger or self.key

    def resuming(self, visit: Visit) -> str:
        """The signed text that leads back to this response."""
        return resume(visit.known.secret, visit.survey.slug, self.carried, self.invitation)


def sitting_by_link(visit: Visit, query: Mapping[str, str], guest: Guest | None = None) -> Sitting:
    """The response that a link or an invitation resumes; a new one if it resumes none."""
    text = query.get(RESUME, "")
    number = None if guest is None else guest.invitation.id
    key = read_resume(visit.known.secret, visit.survey.slug, text, visit.now, number) if text else None
    if guest is not None:
        found = _invited(visit, Sitting(key or new_submission_key(), link=key is not None), guest)
        return _as_new(found) if found.unknown and found.stranger and not found.link else found
    return Sitting(new_submission_key()) if key is None else _looked_up(visit, Sitting(key, link=True))


def sitting_by_form(visit: Visit, fields: Mapping[str, str], guest: Guest | None = None) -> Sitting:
    """The response that a form which was sent belongs to."""
    token = read_token(visit.known.secret, visit.survey.slug, fields.get("token", ""), visit.now)
    found = Sitting(token.key, fresh=token.valid, link=visit.several, shown_at=token.shown_at)
    if guest is not None:
        return _invited(visit, found, guest)
    return _looked_up(visit, found) if visit.several else found


def _invited(visit: Visit, sitting: Sitting, guest: Guest) -> Sitting:
    """The one response of an invitation: whichever form it is sent by, it is the same."""
    mine = replace(sitting, respondent=guest.customer, door="invitation", invitation=guest.invitation.id)
    mine = replace(mine, unknown=guest.invitation.unknown, used=guest.invitation.answered_on is not None)
    if guest.key is None:
        return _looked_up(visit, mine)
    stranger = None if visit.survey.identified or sitting.key == guest.key else sitting.key
    return _looked_up(visit, replace(mine, key=guest.key, stranger=stranger))


def _as_new(sitting: Sitting) -> Sitting:
    """What somebody sees who comes by the code of an unknown person's invitation: the first page, begun or not."""
    return replace(sitting, key=sitting.carried, stranger=None, answers={}, stored=False, completed=False)


def _looked_up(visit: Visit, sitting: Sitting) -> Sitting:
    found = begun(visit.store, sitting.key)
    if found is None or found.survey != visit.survey.id:
        return sitting
    return replace(
        sitting,
        answers=found.answers,
        stored=True,
        completed=found.completed,
        respondent=found.respondent or sitting.respondent,
    )


def page_number(visit: Visit, text: str, sitting: Sitting) -> int:
    """The page (from 0) that `text` asks for (from 1), if it may be shown; else the one to go on with."""
    if text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= len(visit.known.pages):
        number = int(text[:4]) - 1
        if asked_of(visit.known.pages[number], visit.survey, sitting.answers):
            return number
    return _go_on_with(visit, sitting)


def _go_on_with(visit: Visit, sitting: Sitting) -> int:
    """The page after the last one that was answered; the last one if there is none."""
    done = [n for n, page in enumerate(visit.known.pages) if any(one.id in sitting.answers for one in page)]
    if not done:
        return 0
    found = page_after(visit.survey, done[-1] + 1, sitting.answers)
    return done[-1] if found is None else found


def page_before(visit: Visit, number: int, sitting: Sitting) -> int | None:
    """The page before this one that asks this person anything."""
    for earlier in range(number - 1, -1, -1):
        if asked_of(visit.known.pages[earlier], visit.survey, sitting.answers):
            return earlier
    return None


def as_fields(survey: Survey, answers: Mapping[int, Answer]) -> dict[str, str]:
    """Stored answers as the fields of the form that gave them."""
    fields: dict[str, str] = {}
    for question in survey.asked:
        answer = answers.get(question.id)
        if answer is None:
            continue
        name = field_name(question)
        keys = [option.key for option in question.options if option.id in answer.options]
        if question.kind == "multiple":
            fields |= {f"{name}.{key}": "1" for key in keys}
        elif question.kind in CHOICE_KINDS:
            fields[name] = "".join(keys[:1])
        elif question.kind == "consent":
            fields[name] = "yes" if answer.score else ""
        elif question.scored:
            fields[name] = "" if answer.score is None else str(answer.score)
            fields[f"{name}_comment"] = answer.comment or ""
        else:
            fields[name] = answer.comment or ""
    return fields
