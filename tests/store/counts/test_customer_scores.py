"""Scores that belong to one person: identified customers only, whole customers, in the words of today."""

from __future__ import annotations

from datetime import UTC, datetime

from cjo_core.store.counts.customer_scores import customer_scores
from cjo_core.store.database import Store
from cjo_core.store.responses.writes import save_responses
from cjo_core.store.set_up.audience import add_names
from cjo_core.store.set_up.surveys import save_survey
from cjo_core.store.set_up.surveys import survey as read_survey
from cjo_core.survey.places import Place
from cjo_core.survey.responses import Answer, Response, new_submission_key
from cjo_core.survey.surveys import Question, Survey, Wording

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def ask(store: Store, slug: str, kind: str, *, identified: bool) -> tuple[int, int]:
    save_survey(store, Survey(slug, slug, (Question(kind, {"en": Wording("How was it?")}),), identified=identified))
    made = read_survey(store, slug)
    return made.id, made.questions[0].id


def test_only_identified_customers_are_read_with_their_places(store: Store) -> None:
    known, hidden = ask(store, "known", "csat", identified=True), ask(store, "hidden", "nps", identified=False)
    add_names(store, "stage", ["Buy"])
    add_names(store, "touchpoint", ["Shop"], stage="Buy")

    def answer(asked: tuple[int, int], score: int, who: str | None) -> Response:
        place = Place(touchpoint="Shop")
        return Response(asked[0], (Answer(asked[1], score),), new_submission_key(), NOW, place, respondent=who)

    save_responses(
        store, [answer(known, 4, "b"), answer(known, 2, "a"), answer(known, 5, None), answer(hidden, 9, "a")]
    )
    found = customer_scores(store)
    assert sorted(map(tuple, found.to_numpy().tolist())) == [
        ("a", "csat", "Buy", "Shop", 2),
        ("b", "csat", "Buy", "Shop", 4),
    ]
    assert customer_scores(store, most=1)["customer"].tolist() == ["a"]


def test_a_store_without_identified_surveys_has_none(store: Store) -> None:
    assert customer_scores(store).empty
