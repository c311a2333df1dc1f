"""Programs answer: what is taken is stored once and counted, what is wrong is named field by field and changes
nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from cjo_core.store.programs.keys import keys, make_key, revoke_key
from cjo_core.store.set_up.settings import save_setting
from cjo_core.store.set_up.studio import save_changes
from cjo_core.store.set_up.surveys import save_status, save_survey, survey
from cjo_core.survey.surveys import Condition, Option, Question, Survey, Wording
from cjo_core.web.api import reading
from cjo_core.web.api.routes import api_routes
from cjo_core.web.routes import Door

from .conftest import Street

EN = {"en": Wording("?")}
ALL = Survey(
    "all",
    "All kinds",
    (
        Question("nps", EN, key="nps", required=True),
        Question("rating", EN, key="speed", high=7),
        Question("single", EN, key="how", options=(Option("web", {"en": "Web"}), Option("phone", {"en": "Phone"}))),
        Question("multiple", EN, key="what", options=(Option("a", {"en": "A"}), Option("b", {"en": "B"}))),
        Question("text", EN, key="more", condition=Condition("how", options=("phone",))),
        Question("consent", EN, key="consent"),
    ),
)


@dataclass
class Program:
    """A program with a key, a clock it may turn, and the street behind it."""

    street: Street
    client: TestClient
    key: str

    def post(self, body: Any, **headers: str) -> httpx.Response:
        sent = {"authorization": f"Bearer {self.key}"} | {
            name.replace("_", "-"): text for name, text in headers.items()
        }
        if isinstance(body, (str, bytes)):
            return self.client.post(
                "/api/v1/responses", content=body, headers={"content-type": "application/json"} | sent
            )
        return self.client.post("/api/v1/responses", json=body, headers=sent)

    def get(self, path: str) -> httpx.Response:
        return self.client.get(f"/api/v1/{path}", headers={"authorization": f"Bearer {self.key}"})


@pytest.fixture
def program(street: Street) -> Program:
    save_survey(street.real, ALL)
    door = Door(lambda: list(street.open), now=lambda: datetime.now(UTC) + street.ahead)
    client = TestClient(Starlette(routes=api_routes(door)))
    return Program(street, client, make_key(street.real, "shop", now=datetime.now(UTC)))


def wrong(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 422, answer.text
    found: dict[str, str] = answer.json()["error"]["fields"]
    return found


def test_an_answer_of_every_kind_is_stored_where_it_belongs(program: Program) -> None:
    answers = {
        "nps": {"score": 9, "comment": "Quick"},
        "speed": 7,
        "how": "phone",
        "what": ["b", "a"],
        "more": "Nothing",
        "consent": True,
    }
    body = {"survey": "all", "answers": answers, "stage": "Purchase", "channel": "App", "customer": "0007"}
    answer = program.post(body | {"submitted_at": "2026-11-02T10:00:00+01:00"})
    assert answer.status_code == 201
    assert answer.json() == {"received": 1, "stored": 1, "already_there": 0}
    rows = program.street.rows()
    assert {(row["question_kind"], row["score"], row["comment"]) for row in rows} == {
        ("nps", 9, "Quick"),
        ("rating", 7, None),
        ("text", None, "Nothing"),
        ("consent", 1, None),
    }
    first = rows[0]
    assert (first["stage"], first["channel"], first["respondent"], first["door"]) == ("Purchase", "App", "0007", "api")
    assert first["submitted_at_utc"] == "2026-11-02T09:00:00Z"


def test_the_same_id_is_stored_once(program: Program) -> None:
    body = {"survey": "shop", "answers": {"nps": 9}, "id": "order-1"}
    assert [program.post(body).json()["stored"] for _ in range(3)] == [1, 0, 0]
    assert len(program.street.rows()) == 1


def test_a_request_is_carried_out_once_per_idempotency_key(program: Program) -> None:
    body = {"responses": [{"survey": "shop", "answers": {"nps": score}} for score in (1, 2, 3)]}
    answers = [program.post(body, idempotency_key="monday") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201] * 3
    assert answers[0].json() == answers[2].json() == {"received": 3, "stored": 3, "already_there": 0}
    assert len(program.street.rows()) == 3
    other = program.post({"survey": "shop", "answers": {"nps": 9}}, idempotency_key="monday")
    assert other.status_code == 409
    assert other.json()["error"]["code"] == "idempotency_key_reused"
    assert len(program.street.rows()) == 3


def test_a_retry_is_answered_as_before_also_when_the_survey_has_closed_meanwhile(program: Program) -> None:
    body = {"survey": "shop", "answers": {"nps": 9}}
    first = program.post(body, idempotency_key="lost")
    save_status(program.street.real, "shop", "closed")
    again = program.post(body, idempotency_key="lost")
    assert (again.status_code, again.json()) == (201, first.json())
    assert program.post(body, idempotency_key="new").status_code == 409
    assert len(program.street.rows()) == 1


def test_a_batch_is_stored_whole_or_not_at_all(program: Program) -> None:
    items = [{"survey": "shop", "answers": {"nps": score}} for score in (9, 10, 11)]
    fields = wrong(program.post({"responses": items}))
    assert list(fields) == ["responses[2].answers.nps"]
    assert "0–10" in fields["responses[2].answers.nps"]
    assert program.street.rows() == []


def test_a_survey_that_becomes_full_within_a_batch_stores_none_of_it(program: Program) -> None:
    save_changes(program.street.real, Survey(**{**vars(survey(program.street.real, "shop")), "limit": 2}))
    items = [{"survey": "shop", "answers": {"nps": 9}} for _ in range(3)]
    answer = program.post({"responses": items})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "survey_full")
    assert program.street.rows() == []
    assert program.post({"responses": items[:2]}).status_code == 201


def test_a_thousand_at_once_are_taken_and_one_more_is_not(program: Program) -> None:
    items = [{"survey": "shop", "answers": {"nps": i % 11}} for i in range(reading.BATCH_LIMIT)]
    assert program.post({"responses": items}).json()["stored"] == reading.BATCH_LIMIT
    assert program.post({"responses": [*items, items[0]]}).status_code == 413
    assert len(program.street.rows()) == reading.BATCH_LIMIT


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", '"nps"', "9", "\ud800".encode("utf-8", "replace"), "[" * 100_000]
)
def test_what_is_no_json_object_is_a_bad_request(program: Program, body: str | bytes) -> None:
    answer = program.post(body)
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"]["code"] == "bad_request"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"survey": "nowhere"}, "survey"),
        ({"survey": 5}, "survey"),
        ({"survey": "draft"}, "survey"),
        ({"answers": None}, "answers"),
        ({"answers": {}}, "answers.nps"),
        ({"answers": {"nps": None}}, "answers.nps"),
        ({"answers": {"nps": "9"}}, "answers.nps"),
        ({"answers": {"nps": 9.5}}, "answers.nps"),
        ({"answers": {"nps": True}}, "answers.nps"),
        ({"answers": {"nps": -1}}, "answers.nps"),
        ({"answers": {"nps": {"score": 9, "mood": 1}}}, "answers.nps"),
        ({"survey": "shop", "answers": {"nps": {"comment": "a reason for nothing"}}}, "answers"),
        ({"answers": {"nps": {"score": 9, "comment": 5}}}, "answers.nps"),
        ({"answers": {"nps": {"score": 9, "comment": "x" * 2001}}}, "answers.nps.comment"),
        ({"answers": {"nps": 9, "speed": 8}}, "answers.speed"),
        ({"answers": {"nps": 9, "how": "pigeon"}}, "answers.how"),
        ({"answers": {"nps": 9, "how": ["web"]}}, "answers.how"),
        ({"answers": {"nps": 9, "what": "a"}}, "answers.what"),
        ({"answers": {"nps": 9, "what": ["c"]}}, "answers.what"),
        ({"answers": {"nps": 9, "consent": "yes"}}, "answers.consent"),
        ({"answers": {"nps": 9, "more": 5}}, "answers.more"),
        ({"answers": {"nps": 9, "mood": 5}}, "answers.mood"),
        ({"submitted_at": "yesterday"}, "submitted_at"),
        ({"submitted_at": "2026-11-18T14:05:00"}, "submitted_at"),
        ({"submitted_at": 5}, "submitted_at"),
        ({"submitted_at": "2199-01-01T00:00:00Z"}, "submitted_at"),
        ({"submitted_at": "0001-01-01T00:00:00+14:00"}, "submitted_at"),
        ({"customer": ""}, "customer"),
        ({"customer": "x" * 121}, "customer"),
        ({"customer": 7}, "customer"),
        ({"stage": ["Purchase"]}, "stage"),
        ({"id": "a\nb"}, "id"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_stored(program: Program, change: dict[str, Any], field: str) -> None:
    fields = wrong(program.post({"survey": "all", "answers": {"nps": 9}} | change))
    assert field in fields
    assert program.street.rows() == []


@pytest.mark.parametrize(
    "body",
    [
        r'{"survey": "\ud800", "answers": {"nps": 9}}',
        r'{"survey": "all", "answers": {"nps": 9, "\ud800": 9}}',
        r'{"survey": "all", "answers": {"nps": 9, "how": "\ud800"}}',
        r'{"survey": "all", "answers": {"nps": 9}, "\ud800": 1}',
    ],
)
def test_half_a_sign_is_refused_like_any_wrong_field(program: Program, body: str) -> None:
    assert any("?" in f"{name} {message}" for name, message in wrong(program.post(body)).items())
    assert program.street.rows() == []


def test_unknown_places_are_left_out_or_refused_as_the_survey_says(program: Program) -> None:
    assert program.post({"survey": "shop", "answers": {"nps": 9}, "stage": "Moon"}).status_code == 201
    assert list(wrong(program.post({"survey": "strict", "answers": {"nps": 9}, "stage": "Moon"}))) == ["stage"]


@pytest.mark.parametrize("status", ["paused", "closed"])
def test_a_survey_that_is_not_open_is_a_conflict(program: Program, status: str) -> None:
    save_status(program.street.real, "shop", status)
    answer = program.post({"survey": "shop", "answers": {"nps": 9}})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "survey_not_open")


def test_only_a_valid_key_comes_in(program: Program) -> None:
    for header in ("", "Bearer", "Bearer cjo_wrong", f"Basic {program.key}", f"Bearer {program.key}x"):
        answer = program.client.post("/api/v1/responses", json={}, headers={"authorization": header})
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
    revoke_key(program.street.real, keys(program.street.real)[0].id, now=datetime.now(UTC))
    assert program.post({"survey": "shop", "answers": {"nps": 9}}).status_code == 401
    assert program.street.rows() == []


def test_a_key_of_real_answers_does_not_open_the_demo_nor_the_other_way_round(program: Program) -> None:
    assert "survey" in wrong(program.post({"survey": "demo-shop", "answers": {"nps": 9}}))
    program.key = make_key(program.street.demo, "demo", now=datetime.now(UTC))
    assert "survey" in wrong(program.post({"survey": "shop", "answers": {"nps": 9}}))


def test_no_key_can_be_read_from_the_file(program: Program) -> None:
    content = program.street.real.path.read_bytes() + program.street.real.path.with_name("real.db-wal").read_bytes()
    assert program.key.encode() not in content
    assert program.key[:8].encode() in content, "its beginning is shown, to tell keys apart"


def test_too_many_requests_are_told_when_to_come_back(program: Program) -> None:
    save_setting(program.street.real, "api_rate_limit", "3")
    codes = [program.get("surveys/shop").status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    assert 1 <= int(program.get("surveys/shop").headers["retry-after"]) <= 60
    program.street.ahead = timedelta(minutes=2)
    assert program.get("surveys/shop").status_code == 200


def test_guessing_keys_is_slowed_down(program: Program) -> None:
    headers = {"authorization": "Bearer cjo_guess"}
    codes = [program.client.get("/api/v1/surveys/shop", headers=headers).status_code for _ in range(40)]
    assert codes[0] == 401
    assert codes[-1] == 429
    assert program.get("surveys/shop").status_code == 200, "who has a key is not held up"


def test_a_body_that_is_too_large_or_of_another_type_is_refused(program: Program) -> None:
    assert program.post(b'{"x": "' + b"a" * (8 * 1024 * 1024) + b'"}').status_code == 413
    assert program.post("{}", content_type="text/plain").status_code == 415


def test_a_survey_describes_itself(program: Program) -> None:
    found = program.get("surveys/all").json()
    assert [question["key"] for question in found["questions"]] == ["nps", "speed", "how", "what", "more", "consent"]
    assert found["questions"][1]["scale"] == {"low": 1, "high": 7, "high_is_good": True}
    assert found["questions"][4]["asked_if"] == {"question": "how", "options": ["phone"]}
    for slug in ("draft", "nowhere", "..", "%00"):
        assert program.get(f"surveys/{slug}").status_code == 404


def test_the_openapi_document_describes_what_is_answered(program: Program) -> None:
    found = program.client.get("/api/v1/openapi.json").json()
    assert found["openapi"].startswith("3.1")
    assert set(found["paths"]) == {"/responses", "/surveys/{survey}"}
    assert {"400", "401", "409", "413", "415", "422", "429"} <= set(found["paths"]["/responses"]["post"]["responses"])
    assert "$ref" not in json.dumps(found["components"]["schemas"]["Problem"])
    names = set(found["components"]["schemas"]["Response"]["properties"])
    assert names == reading._KNOWN
    assert program.client.get("/api/v1/other").status_code == 404
