"""A store with a survey of every kind and a small journey, and a short way to put answers into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from cjo_core.store.database import Store, create_store
from cjo_core.store.set_up.audience import add_names
from cjo_core.store.set_up.surveys import save_survey, surveys
from cjo_core.survey.places import NOWHERE, Place
from cjo_core.survey.responses import Answer, Response, new_submission_key
from cjo_core.survey.surveys import Question, Survey, Wording
from tests.made_stores import copied

Maker = Callable[..., Response]


def filled(path: Path) -> Store:
    """A store with three surveys (ids 1 to 3: nps, csat, ces) and names to place answers by."""
    return copied(filled_anew, path)


def filled_anew(path: Path) -> Store:
    """The same, with an identity of its own."""
    store = create_store(path)
    for kind in ("nps", "csat", "ces"):
        save_survey(store, Survey(kind, kind.upper(), (Question(kind, {"en": Wording("How was it?")}),)))
    add_names(store, "stage", ["Buy", "Use"])
    add_names(store, "touchpoint", ["Cart", "Desk"], stage="Buy")
    add_names(store, "segment", ["New", "Old"])
    add_names(store, "persona", ["Ada"])
    add_names(store, "channel", ["web", "phone"])
    return store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = filled(tmp_path / "cjo.db")
    yield opened
    opened.close()


@pytest.fixture
def make(store: Store) -> Maker:
    """`make(9, kind="nps", at=…, place=…)` is a response ready to be saved."""
    questions = {one.questions[0].kind: (one.id, one.questions[0].id) for one in surveys(store)}

    def response(
        score: int | None = 9,
        kind: str = "nps",
        at: datetime | None = None,
        place: Place = NOWHERE,
        comment: str | None = None,
        key: bytes | None = None,
        person: str | None = None,
    ) -> Response:
        survey, question = questions[kind]
        return Response(survey, (Answer(question, score, comment),), key or new_submission_key(), at, place, person)

    return response
