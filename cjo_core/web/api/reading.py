"""A program's JSON as responses, or one message per wrong field. The same gate as the form's: `survey.responses`.
Never stores anything."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cjo_core.errors import BadValue, CjoError, InvalidResponse
from cjo_core.store.database import Store
from cjo_core.store.set_up.audience import NAME_LIMIT, known_place
from cjo_core.survey.places import PLACE_FIELDS, Place
from cjo_core.survey.questions import Question
from cjo_core.survey.responses import (
    Answer,
    Response,
    answer_something,
    field_name,
    new_submission_key,
    read_answers,
    submission_key_of,
)
from cjo_core.survey.surveys import Survey

#: Responses in one request.
BATCH_LIMIT = 1_000
#: The longest pseudonymous id of a customer, and of a program's own id of a response.
ID_LIMIT = 120
#: A response cannot have been given later than now, but clocks differ.
_AHEAD = timedelta(minutes=5)
_KNOWN = {"survey", "answers", "submitted_at", "customer", "id", *PLACE_FIELDS}


class WrongFields(CjoError):
    """A request cannot be taken; `fields` maps the path of each wrong field to its message."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{path}: {message}" for path, message in fields.items()))
        self.fields = dict(fields)


@dataclass(frozen=True)
class Asked:
    """What the request is read against: the store it is for, its surveys by slug, and the time."""

    store: Store
    surveys: Mapping[str, Survey]
    now: datetime
    #: Makes keys of responses without an id of their own, so that a retry of the request stores them once.
    request: str = ""


def items_of(body: bytes) -> list[Any]:
    """The responses in a request's body: one object, or those in its list `responses`. Raises BadValue for what is no
    such JSON, WrongFields for an empty list."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadValue(f"the body is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise BadValue('the body must be a JSON object: one response, or {"responses": [...]}')
    if "responses" not in found:
        return [found]
    if not isinstance(found["responses"], list) or not found["responses"]:
        raise WrongFields({"responses": "must be a list with at least one response"})
    return found["responses"]


def read_items(items: list[Any], asked: Asked) -> list[Response]:
    """All items as responses; raises WrongFields with every wrong field of every item."""
    wrong: dict[str, str] = {}
    found: list[Response] = []
    for number, item in enumerate(items):
        path = f"responses[{number}]." if len(items) > 1 else ""
        try:
            found.append(_response(item, number, asked))
        except WrongFields as error:
            wrong |= {f"{path}{name}": message for name, message in error.fields.items()}
    if wrong:
        raise WrongFields(wrong)
    return found


def _response(item: Any, number: int, asked: Asked) -> Response:
    if not isinstance(item, dict):
        raise WrongFields({"survey": "a response must be a JSON object"})
    wrong = {str(name)[:60]: "is not known" for name in item.keys() - _KNOWN}
    survey = asked.surveys.get(item["survey"]) if isinstance(item.get("survey"), str) else None
    if survey is None:
        raise WrongFields(wrong | {"survey": f"there is no open survey “{str(item.get('survey'))[:60]}”"})
    texts = {name: _text(item, name, ID_LIMIT if name in ("customer", "id") else NAME_LIMIT, wrong) for name in _TEXTS}
    moment = _moment(item.get("submitted_at"), asked.now, wrong)
    place = _place(asked.store, survey, texts, wrong)
    answers = item.get("answers")
    if not isinstance(answers, dict):
        raise WrongFields(wrong | {"answers": "must be an object: question to answer"})
    fields = _fields(survey, answers, wrong)
    names = {field_name(question): f"answers.{question.key}" for question in survey.asked}
    given: tuple[Answer, ...] = ()
    try:
        given = read_answers(survey, survey.asked, fields)
    except InvalidResponse as error:
        for name, message in error.fields.items():
            base = name.removesuffix("_comment")
            wrong[names[base] + (".comment" if name != base else "")] = message
    if not answer_something(survey, given) and not wrong:
        wrong["answers"] = "at least one question must be answered"
    if wrong:
        raise WrongFields(wrong)
    if texts["id"]:
        key = submission_key_of("api", survey.slug, texts["id"])
    else:
        key = submission_key_of("api", asked.request, str(number)) if asked.request else new_submission_key()
    return Response(survey.id, given, key, moment, place, texts["customer"], "api")


_TEXTS = ("customer", "id", *PLACE_FIELDS)


def _text(item: Mapping[str, Any], name: str, limit: int, wrong: dict[str, str]) -> str | None:
    raw = item.get(name)
    if raw is None:
        return None
    if not isinstance(raw, str) or not raw.strip() or len(raw) > limit or not raw.isprintable():
        wrong[name] = f"must be a text of 1 to {limit} printable characters"
        return None
    return raw.strip()


def _moment(raw: Any, now: datetime, wrong: dict[str, str]) -> datetime:
    if raw is None:
        return now
    try:
        found = datetime.fromisoformat(raw)
    except (TypeError, ValueError):
        wrong["submitted_at"] = "must be a time like 2026-11-18T14:05:00Z"
        return now
    if found.tzinfo is None:
        wrong["submitted_at"] = "must say its time zone, as in 2026-11-18T14:05:00Z or …+01:00"
    elif not 1990 <= found.year <= 9998 or found > now + _AHEAD:
        wrong["submitted_at"] = "must lie between 1990 and now"
    else:
        return found
    return now


def _place(store: Store, survey: Survey, texts: Mapping[str, str | None], wrong: dict[str, str]) -> Place:
    place, unknown = known_place(store, Place(**{name: texts[name] for name in PLACE_FIELDS}))
    if survey.unknown_values == "refuse":
        wrong |= {name: f"“{value}” is not known" for name, value in unknown.items()}
    return place


def _fields(survey: Survey, answers: Mapping[Any, Any], wrong: dict[str, str]) -> dict[str, str]:
    """A program's answers in the fields of the form."""
    by_key = {question.key: question for question in survey.asked}
    fields: dict[str, str] = {}
    for key, raw in answers.items():
        question = by_key.get(str(key))
        if question is None:
            known = ", ".join(by_key)
            wrong[f"answers.{str(key)[:60]}"] = f"is not asked; the questions are {known}"
            continue
        value, comment = (raw.get("score"), raw.get("comment")) if isinstance(raw, dict) else (raw, None)
        if isinstance(raw, dict) and (raw.keys() - {"score", "comment"} or not question.scored):
            wrong[f"answers.{question.key}"] = "only a score may come as an object, with “score” and “comment”"
            continue
        written = _written(question, value)
        if written is None or not isinstance(comment, str | None):
            wrong[f"answers.{question.key}"] = _wanted(question)
            continue
        fields[field_name(question)] = written
        if comment:
            fields[f"{field_name(question)}_comment"] = comment
    return fields


def _written(question: Question, value: Any) -> str | None:
    """A JSON value as a form would send it; None if it is of the wrong type."""
    if value is None:
        return ""
    if question.kind == "consent":
        return {True: "yes", False: ""}.get(value) if isinstance(value, bool) else None
    if question.scored:
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else None
    if question.kind == "multiple":
        fine = isinstance(value, list) and all(isinstance(one, str) and "," not in one for one in value)
        return ",".join(value) if fine else None
    return value if isinstance(value, str) else None


def _wanted(question: Question) -> str:
    if question.scored:
        return f"must be a whole number from {question.scale.low} to {question.scale.high}"
    if question.kind == "consent":
        return "must be true or false"
    options = ", ".join(option.key for option in question.offered)
    return {"multiple": f"must be a list of {options}", "single": f"must be one of {options}"}.get(
        question.kind, "must be a text"
    )
