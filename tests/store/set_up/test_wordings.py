"""Words of a question: changed freely until somebody answered, kept as a version from then on."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

import pytest

from cjo_core.errors import NotFound
from cjo_core.store.database import Store
from cjo_core.store.responses.writes import save_response
from cjo_core.store.set_up.surveys import save_wording, survey, wording_changes
from cjo_core.survey.surveys import Wording
from tests.store.conftest import Maker

NOON = datetime(2026, 11, 11, 12, tzinfo=UTC)


def words(store: Store, language: str = "en") -> Wording:
    return survey(store, "nps").questions[0].wordings[language]


def test_until_somebody_answers_words_are_simply_replaced(store: Store) -> None:
    assert not save_wording(store, 1, "en", Wording("Would you recommend us?", "no", "yes", "Why?"))
    assert words(store) == Wording("Would you recommend us?", "no", "yes", "Why?")
    assert wording_changes(store) == []


def test_a_question_with_answers_is_versioned_never_silently_changed(store: Store, make: Maker) -> None:
    old = words(store)
    save_response(store, make(9))
    assert save_wording(store, 1, "en", Wording("Would you recommend us?"), now=NOON)
    (change,) = wording_changes(store)
    assert (change.survey, change.kind, change.question, change.language) == ("nps", "nps", 1, "en")
    assert change.before.asks_like(old)
    assert change.changed_at == NOON
    assert words(store).question == "Would you recommend us?"


def test_every_change_is_kept_also_back_and_forth(store: Store, make: Maker) -> None:
    save_response(store, make(9))
    for text in ("A?", "B?", "A?", "C?"):
        assert save_wording(store, 1, "en", Wording(text), now=NOON)
    assert [change.before.question for change in wording_changes(store)] == ["How was it?", "A?", "B?", "A?"]


def test_the_same_words_and_another_prompt_for_comments_are_no_new_version(store: Store, make: Maker) -> None:
    save_response(store, make(9))
    old = words(store)
    assert not save_wording(store, 1, "en", old)
    assert not save_wording(store, 1, "en", Wording(old.question, old.low_label, old.high_label, "Tell us more"))
    assert words(store).comment == "Tell us more"


def test_a_language_more_changes_no_other(store: Store, make: Maker) -> None:
    save_response(store, make(9))
    assert not save_wording(store, 1, "pl", Wording("Jak było?"))
    assert words(store, "pl").question == "Jak było?"
    assert wording_changes(store) == []


def test_no_tool_can_reword_what_was_answered_behind_our_back(store: Store, make: Maker) -> None:
    save_response(store, make(9))
    sql = "UPDATE wordings SET question = 'Something else?' WHERE question_id = 1"
    with pytest.raises(sqlite3.IntegrityError, match="kept as a version"), store.writing() as connection:
        connection.execute(sql)
    save_wording(store, 1, "en", Wording("New?"), now=NOON)
    with pytest.raises(sqlite3.IntegrityError, match="kept as a version"), store.writing() as connection:
        connection.execute(sql)


def test_an_unknown_question_is_refused(store: Store) -> None:
    with pytest.raises(NotFound, match="99"):
        save_wording(store, 99, "en", Wording("?"))
