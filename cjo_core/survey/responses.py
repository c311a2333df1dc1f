"""Responses: what one person sent, checked against the survey. The only gate by which answers come in.

Every door (web page, interviewer's page, import, program, demo) builds its response here, so bad input is refused in
the same words. Nothing here is stored, and no name is looked up.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cjo_core.errors import BadValue, InvalidResponse
from cjo_core.locale import _
from cjo_core.survey.places import NOWHERE, Place
from cjo_core.survey.questions import TEXT_KINDS, Question
from cjo_core.survey.surveys import Survey

COMMENT_LIMIT = 2000
SHORT_LIMIT = 200
#: How an answer came in.
DOORS = ("web", "invitation", "interview", "kiosk", "import", "demo", "api")
KEY_BYTES = 16
#: Of these, what tells a time.
_TIME_BYTES = 5
_DAY_ONE = datetime(1, 1, 1, tzinfo=UTC)
#: Weights must lie above 0 and below this.
HEAVIEST = 1_000_000


@dataclass(frozen=True)
class Answer:
    """One question's score, comment (a text question's words) or chosen options (by their ids)."""

    question: int
    score: int | None
    comment: str | None = None
    options: tuple[int, ...] = ()


@dataclass(frozen=True)
class Response:
    """One submission, ready to be stored. `submitted_at` is aware, or None when nobody knows when it was given.

    A response that comes in page by page is not `completed` until its last; `asked` are then the ids of the questions
    put to this person so far (None: all of the survey's). `weight` is for how many people it speaks (None: for one).
    """

    survey: int
    answers: tuple[Answer, ...]
    submission_key: bytes
    submitted_at: datetime | None
    place: Place = NOWHERE
    respondent: str | None = None
    door: str = "web"
    completed: bool = True
    asked: frozenset[int] | None = None
    weight: float | None = None

    def __post_init__(self) -> None:
        if self.weight is not None and not 0 < self.weight < HEAVIEST:
            raise BadValue(f"the weight {self.weight} does not lie above 0 and below {HEAVIEST:,}")
        if len(self.submission_key) != KEY_BYTES:
            raise BadValue(f"a submission key has {KEY_BYTES} bytes, not {len(self.submission_key)}")
        if self.submitted_at is not None and self.submitted_at.tzinfo is None:
            raise BadValue(f"the time {self.submitted_at.isoformat()} has no time zone")
        if self.door not in DOORS:
            raise BadValue(f"door “{self.door}” is unknown; possible are {', '.join(DOORS)}")
        if not self.answers and self.completed:
            raise BadValue(_("a response needs at least one answer"))


def new_submission_key() -> bytes:
    """A fresh key: made once per form shown, so that sending the form twice stores it once.

    It begins with the day, so that new keys lie together in their index; the rest, 88 bits, nobody can guess. No more
    than the day: when a form was opened is nobody's business.
    """
    return random_key_of(datetime.now(UTC))


def random_key_of(moment: datetime | None) -> bytes:
    """A fresh key of the day of `moment` (None: nobody knows): for a stored response that must lead to nobody any more.

    >>> day = datetime(2026, 11, 22, tzinfo=UTC)
    >>> key = random_key_of(day.replace(hour=9))
    >>> key[:5] == dated_key_of(day, "a")[:5], key == random_key_of(day)
    (True, False)
    """
    day = None if moment is None else moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return _seconds(day) + secrets.token_bytes(KEY_BYTES - _TIME_BYTES)


def submission_key_of(*parts: str) -> bytes:
    """The key that the same content always gets."""
    return hashlib.sha256("\x1f".join(parts).encode()).digest()[:KEY_BYTES]


def dated_key_of(moment: datetime | None, *parts: str) -> bytes:
    """The same for what has a moment of its own (imports: the same row of the same source is stored once). It begins
    with that moment, which is stored beside it anyway: rows of one time lie together in their index.

    >>> day = datetime(2026, 11, 22, tzinfo=UTC)
    >>> dated_key_of(day, "a")[:5].hex(), dated_key_of(day, "a")[5:] == submission_key_of("a")[:11]
    ('0ee2942780', True)
    >>> dated_key_of(None, "z") < dated_key_of(day, "a") < dated_key_of(day.replace(second=1), "b")
    True
    """
    return _seconds(moment) + submission_key_of(*parts)[: KEY_BYTES - _TIME_BYTES]


def _seconds(moment: datetime | None) -> bytes:
    """Seconds since the first day of the calendar, so that bytes sort as moments do; zeros if nobody knows."""
    if moment is None:
        return bytes(_TIME_BYTES)
    since = moment - _DAY_ONE
    return max(0, since.days * 86_400 + since.seconds).to_bytes(_TIME_BYTES, "big")


def plain_text(raw: str) -> str:
    """A text without control characters and surrounding space, its lines ended by line feeds, of any length."""
    if raw.isprintable():
        return raw.strip()
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c == "\n" or c == "\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def clean_comment(raw: str, limit: int = COMMENT_LIMIT) -> str | None:
    """A comment without control characters and surrounding space; None if nothing is left; BadValue if it is longer
    than `limit` characters."""
    text = plain_text(raw)
    if len(text) > limit:
        message = _("The comment has {length} characters; at most {limit} are allowed.")
        raise BadValue(message.format(length=len(text), limit=limit))
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
    questions: Sequence[Question] | None = None,
) -> Response:
    """The response in a form's `fields`; raises InvalidResponse with one message per refused field.

    `questions` are those that were put to this person (None: all of the survey's). A survey with one question also
    takes the plain names `score` and `comment`. A response that answers nothing is refused, at the first question.
    """
    put = survey.asked if questions is None else questions
    answers = read_answers(survey, put, fields)
    if not answer_something(survey, answers):
        raise InvalidResponse({field_name(put[0]): missing_answer(put[0])})
    asked = None if questions is None else frozenset(question.id for question in questions)
    return Response(
        survey.id, answers, submission_key, now.astimezone(UTC), place, respondent, door, completed=True, asked=asked
    )


def answer_something(survey: Survey, answers: Iterable[Answer]) -> bool:
    """Whether the answers hold a score, an option or a text of its own: a reason without its score is no answer."""
    scored = {question.id for question in survey.questions if question.scored}
    return any(answer.score is not None or answer.options or answer.question not in scored for answer in answers)


def read_answers(survey: Survey, questions: Sequence[Question], fields: Mapping[str, str]) -> tuple[Answer, ...]:
    """The answers to some of a survey's questions in a form's `fields`; raises InvalidResponse with one message per
    refused field. Unanswered questions have none; of a required one that is refused.

    A score, an option of a single choice (its key), a text and a consent ("yes") are in `q<id>`, the comment to a score
    in `q<id>_comment`, each option of a multiple choice in `q<id>.<key>`.
    """
    refused: dict[str, str] = {}
    answers: list[Answer] = []
    single = len(survey.asked) == 1
    for question in questions:
        name = field_name(question)
        given = dict(fields) if not single else _with_plain_names(fields, name)
        try:
            answer = _answer(question, given, refused)
        except BadValue as error:
            refused[name] = str(error)
            continue
        unscored = answer is None or (question.scored and answer.score is None)
        if question.required and unscored and not refused.keys() & {name, f"{name}_comment"}:
            refused[name] = missing_answer(question)
        elif answer is not None:
            answers.append(answer)
    if refused:
        raise InvalidResponse(refused)
    return tuple(answers)


def _with_plain_names(fields: Mapping[str, str], name: str) -> dict[str, str]:
    return dict(fields) | {
        name: fields.get(name) or fields.get("score") or "",
        f"{name}_comment": fields.get(f"{name}_comment") or fields.get("comment") or "",
    }


def _answer(question: Question, fields: Mapping[str, str], refused: dict[str, str]) -> Answer | None:
    """The answer to one question, None if there is none; raises BadValue, or notes a refused comment."""
    name = field_name(question)
    raw = (fields.get(name) or "").strip()
    if question.scored:
        comment = None
        try:
            comment = clean_comment(fields.get(f"{name}_comment") or "")
        except BadValue as error:
            refused[f"{name}_comment"] = str(error)
        score = question.scale.read(raw) if raw else None
        return None if score is None and comment is None else Answer(question.id, score, comment)
    if question.kind in TEXT_KINDS:
        text = clean_comment(raw, SHORT_LIMIT if question.kind == "text" else COMMENT_LIMIT)
        return None if text is None else Answer(question.id, None, text)
    if question.kind == "consent":
        if raw not in ("", "yes", "1"):
            raise BadValue(_("“{given}” is no answer here; “yes” is.").format(given=raw[:40]))
        return Answer(question.id, 1) if raw else None
    chosen = _chosen(question, raw, fields)
    return Answer(question.id, None, None, chosen) if chosen else None


def _chosen(question: Question, raw: str, fields: Mapping[str, str]) -> tuple[int, ...]:
    """The ids of the chosen options, in the question's order."""
    ids = {option.key: option.id for option in question.offered}
    keys = [raw] if raw else []
    if question.kind == "multiple":
        begin = f"{field_name(question)}."
        keys = [*raw.split(",")] if raw else []
        keys += [name.removeprefix(begin) for name, value in fields.items() if name.startswith(begin) and value]
    for key in keys:
        if key.strip() not in ids:
            raise BadValue(_("“{given}” is not one of the answers to choose from.").format(given=key[:40]))
    return tuple(ids[key] for key in ids if key in {one.strip() for one in keys})


def missing_answer(question: Question) -> str:
    """What to say to somebody who must answer this question and did not."""
    if question.scored:
        words = _("Choose a number from {low} to {high}.")
        return words.format(low=question.scale.low, high=question.scale.high)
    if question.kind == "consent":
        return _("Please agree to go on.")
    return _("Please answer this question.")
