"""A survey as programs see it, and the OpenAPI document of the interface. Never reads a store."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cjo_core.survey.periods import utc_text
from cjo_core.survey.questions import CHOICE_KINDS, Question
from cjo_core.survey.surveys import Survey
from cjo_core.web.api.reading import BATCH_LIMIT, ID_LIMIT

JSON = "application/json"


def survey_json(survey: Survey, now: datetime) -> dict[str, Any]:
    """What a program must know to answer a survey."""
    return {
        "survey": survey.slug,
        "title": survey.title,
        "status": survey.standing(now),
        "opens_at": None if survey.opens_at is None else utc_text(survey.opens_at),
        "closes_at": None if survey.closes_at is None else utc_text(survey.closes_at),
        "languages": [*survey.languages],
        "questions": [_question_json(question) for question in survey.asked],
    }


def _question_json(question: Question) -> dict[str, Any]:
    found: dict[str, Any] = {
        "key": question.key,
        "kind": question.kind,
        "required": question.required,
        "wordings": {code: words.question for code, words in question.wordings.items()},
    }
    if question.scored:
        found["scale"] = {
            "low": question.scale.low,
            "high": question.scale.high,
            "high_is_good": question.scale.high_is_good,
        }
    if question.kind in CHOICE_KINDS:
        found["options"] = [{"key": option.key, "labels": dict(option.labels)} for option in question.offered]
    if question.condition is not None:
        condition = question.condition
        found["asked_if"] = {"question": condition.question} | (
            {"options": [*condition.options]} if condition.options else {"from": condition.low, "to": condition.high}
        )
    return found


def openapi() -> dict[str, Any]:
    """The interface as an OpenAPI 3.1 document."""
    problems = {
        code: {"description": words, "content": {JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
        for code, words in {
            "400": "The body is no JSON object.",
            "401": "The key is missing or not valid.",
            "404": "There is no such survey.",
            "409": "The survey takes no answers now, or the idempotency key was used for another request.",
            "413": f"More than {BATCH_LIMIT} responses, or too many bytes.",
            "415": f"The body is not sent as {JSON}.",
            "422": "Fields are wrong: `error.fields` names each. Nothing was stored.",
            "429": "Too many requests; `Retry-After` says when to come back.",
        }.items()
    }
    responses = {"$ref": "#/components/schemas/Response"}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "CJO",
            "version": "1",
            "description": "Send answers to surveys. All responses of a request are stored, or none is.",
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"key": []}],
        "paths": {
            "/responses": {
                "post": {
                    "operationId": "saveResponses",
                    "summary": f"Store one response, or up to {BATCH_LIMIT}.",
                    "parameters": [
                        {
                            "name": "Idempotency-Key",
                            "in": "header",
                            "required": False,
                            "schema": {"type": "string", "minLength": 1, "maxLength": 200},
                            "description": "The same request under the same key is carried out once.",
                        }
                    ],
                    "requestBody": {
                        "required": True,
                        "content": {JSON: {"schema": {"oneOf": [responses, _batch(responses)]}}},
                    },
                    "responses": {
                        "201": {
                            "description": "Stored (or stored before).",
                            "content": {JSON: {"schema": {"$ref": "#/components/schemas/Stored"}}},
                        },
                        **{code: one for code, one in problems.items() if code != "404"},
                    },
                }
            },
            "/surveys/{survey}": {
                "get": {
                    "operationId": "getSurvey",
                    "summary": "What a survey asks, and whether it takes answers now.",
                    "parameters": [
                        {"name": "survey", "in": "path", "required": True, "schema": {"type": "string"}},
                    ],
                    "responses": {
                        "200": {
                            "description": "The survey.",
                            "content": {JSON: {"schema": {"$ref": "#/components/schemas/Survey"}}},
                        },
                        **{code: problems[code] for code in ("401", "404", "429")},
                    },
                }
            },
        },
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
        },
    }


def _batch(response: dict[str, str]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["responses"],
        "properties": {"responses": {"type": "array", "minItems": 1, "maxItems": BATCH_LIMIT, "items": response}},
    }


def _schemas() -> dict[str, Any]:
    text = {"type": "string", "maxLength": ID_LIMIT}
    score = {
        "type": "object",
        "properties": {"score": {"type": "integer"}, "comment": {"type": "string"}},
        "additionalProperties": False,
    }
    return {
        "Response": {
            "type": "object",
            "required": ["survey", "answers"],
            "additionalProperties": False,
            "properties": {
                "survey": {"type": "string", "description": "The end of the survey's link."},
                "answers": {
                    "type": "object",
                    "description": "By the question's key: a score, a text, an option's key, a list of them, or true.",
                    "additionalProperties": {
                        "oneOf": [
                            {"type": ["integer", "string", "boolean", "null"]},
                            {"type": "array", "items": {"type": "string"}},
                            score,
                        ]
                    },
                },
                "submitted_at": {"type": "string", "format": "date-time", "description": "Default: now."},
                "customer": text | {"description": "A pseudonymous id."},
                "id": text | {"description": "Your own id of the response: sent again, it is stored once."},
                **dict.fromkeys(("stage", "touchpoint", "segment", "persona", "channel", "language"), text),
            },
        },
        "Stored": {
            "type": "object",
            "required": ["received", "stored", "already_there"],
            "properties": {name: {"type": "integer"} for name in ("received", "stored", "already_there")},
        },
        "Survey": {
            "type": "object",
            "required": ["survey", "title", "status", "questions"],
            "properties": {
                "survey": {"type": "string"},
                "title": {"type": "string"},
                "status": {"enum": ["open", "early", "paused", "closed"]},
                "languages": {"type": "array", "items": {"type": "string"}},
                "questions": {"type": "array", "items": {"type": "object"}},
            },
        },
        "Problem": {
            "type": "object",
            "required": ["error"],
            "properties": {
                "error": {
                    "type": "object",
                    "required": ["code", "message"],
                    "properties": {
                        "code": {"type": "string"},
                        "message": {"type": "string"},
                        "fields": {"type": "object", "additionalProperties": {"type": "string"}},
                    },
                }
            },
        },
    }
