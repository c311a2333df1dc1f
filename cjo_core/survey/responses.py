"""Responses: what one person sent, checked against the survey. The only gate by which answers come in.

Every door (web page, interviewer's page, import, demo) builds its response here, so bad input is refused in the same
words.
Nothing here is stored, and no name is looked up.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from cjo_core.errors import BadValue, InvalidResponse
from cjo_core.locale import _
from cjo_core.survey.places import NOWHERE, Place
from cjo_core.survey.surveys import Question, Survey

COMMENT_LIMIT = 2000
#: How an answer came in.
DOORS = ("web", "interview", "kiosk", "import", "demo", "api")
KEY_BYTES = 16


@dataclass(frozen=True)
class Answer:
    """One question's score and/or comment."""

    question: int
    score: int | None
    comment: str | None = None


@dataclass(frozen=True)
class Response:
    """One submission, ready to be stored. `submitted_at` is aware, or None when nobody knows when it was given."""

    survey: int
    answers: tuple[Answer, ...]
    submission_key: bytes
    submitted_at: datetime | None
    place: Place = NOWHERE
    respondent: str | None = None
    door: str = "web"

    def __post_init__(self) -> None:
        if len(self.submission_key) != KEY_BYTES:
            raise BadValue(f"a submission key has {KEY_BYTES} bytes, not {len(self.submission_key)}")
        if self.submitted_at is not None and self.submitted_at.tzinfo is None:
            raise BadValue(f"the time {self.submitted_at.isoformat()} has no time zone")
        if self.door not in DOORS:
            raise BadValue(f"door “{self.door}” is unknown; possible are {', '.join(DOORS)}")
        if not self.answers:
            raise BadValue(_("a response needs at least one answer"))


def new_submission_key() -> bytes:
    """A fresh key: made once per form shown, so that sending the form twice stores it once."""
    return secrets.token_bytes(KEY_BYTES)


def submission_key_of(*parts: str) -> bytes:
    """The key that the same content always gets (imports: the same row of the same source is stored once)."""
    return hashlib.sha256("\x1f".join(parts).encode()).digest()[:KEY_BYTES]


def plain_text(raw: str) -> str:
    """A text without control characters and surrounding space, its lines ended by line feeds, of any length."""
    if raw.isprintable():
        return raw.strip()
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c == "\n" or c == "\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def clean_comment(raw: str) -> str | None:
    """A comment without control characters and surrounding space; None if nothing is left; BadValue if it is too
    long."""
    text = plain_text(raw)
    if len(text) > COMMENT_LIMIT:
        message = _("The comment has {length} characters; at most {limit} are allowed.")
        raise BadValue(message.format(length=len(text), limit=COMMENT_LIMIT))
    return text or None


def field_name(question: Question) -> str:
    """The form field of a question's score; its comment field is this with `_comment`."""
    return f"q{question.id}"


def read_response(
    survey: Survey,
    fields: Mapping[str, str],
    *,
    place: Place = NOWHERE,
    submission_key: bytes,
    now: datetime,
    respondent: str | None = None,
    door: str = "web",
) -> Response:
    """The response in a form's `fields`; raises InvalidResponse with one message per refused field.

    Each question has two fields: `q<id>` (its score) and `q<id>_comment`. A survey with one question also takes the
    plain names
    `score` and `comment`. A response without any score is refused: there would be nothing to count.
    """
    refused: dict[str, str] = {}
    answers: list[Answer] = []
    single = len(survey.questions) == 1
    for question in survey.questions:
        name = field_name(question)
        raw_score = (fields.get(name) or (fields.get("score") if single else "") or "").strip()
        raw_comment = fields.get(f"{name}_comment") or (fields.get("comment") if single else "") or ""
        score = comment = None
        try:
            score = question.scale.read(raw_score) if raw_score else None
        except BadValue as error:
            refused[name] = str(error)
        try:
            comment = clean_comment(raw_comment)
        except BadValue as error:
            refused[f"{name}_comment"] = str(error)
        if score is not None or comment is not None:
            answers.append(Answer(question.id, score, comment))
    if not refused and all(answer.score is None for answer in answers):
        first = survey.questions[0]
        refused[field_name(first)] = _("Choose a number from {low} to {high}.").format(
            low=first.scale.low, high=first.scale.high
        )
    if refused:
        raise InvalidResponse(refused)
    return Response(survey.id, tuple(answers), submission_key, now.astimezone(UTC), place, respondent, door)
