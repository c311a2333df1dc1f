"""Surveys of every kind of question: saved, found again, changed without falsifying what was answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cjo_core.errors import BadValue, NotFound, SurveyFull
from cjo_core.store.counts.ledger import COUNT_SKIPS, skipped
from cjo_core.store.database import Store
from cjo_core.store.responses.partial import begun, reach, save_page
from cjo_core.store.responses.quarantine import discard, held, hold
from cjo_core.store.responses.writes import delete_response, save_response
from cjo_core.store.set_up.limits import response_counts
from cjo_core.store.set_up.studio import answered, copy_survey, delete_draft, promised_floor, save_changes
from cjo_core.store.set_up.surveys import save_survey, survey, wording_changes
from cjo_core.survey.places import NOWHERE, Place
from cjo_core.survey.responses import Response, new_submission_key, read_answers, read_response
from cjo_core.survey.surveys import Condition, Option, Question, Redirect, Survey, Texts, Wording

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
EN = {"en": Wording("How was it?", "bad", "good", "Why?", "What disappointed you?", "What did you love?")}
WHOLE = Survey(
    "whole",
    "Everything",
    (
        Question("nps", EN, key="nps", required=True),
        Question("csat", EN, key="csat", style="faces", stage="Use"),
        Question("rating", EN, key="speed", high=7, dimension="responsiveness", touchpoint="Desk"),
        Question(
            "single",
            EN,
            key="how",
            options=(Option("web", {"en": "Web", "pl": "WWW"}), Option("phone", {"en": "Phone"})),
        ),
        Question("multiple", EN, key="what", options=(Option("a", {"en": "A"}), Option("b", {"en": "B"}))),
        Question("text", EN, key="other", condition=Condition("how", options=("phone",))),
        Question("consent", EN, key="consent", new_page=True),
    ),
    opens_at=datetime(2026, 11, 1, tzinfo=UTC),
    limit=3,
    quotas={"New": 2},
    texts={"en": Texts("Shop", "Hello", "Thanks", "Closed")},
    redirects=(Redirect(9, 10, "https://shop.example/review"),),
)


@pytest.fixture
def whole(store: Store) -> Survey:
    return save_survey(store, WHOLE)


def stripped(one: Survey) -> Survey:
    """The survey without the numbers that the store gave."""
    questions = tuple(
        replace(q, id=0, options=tuple(replace(option, id=0) for option in q.options)) for q in one.questions
    )
    return replace(one, id=0, questions=questions)


def send(one: Survey, place: Place = NOWHERE, **fields: str) -> Response:
    ids = {question.key: question.id for question in one.questions}
    given = {f"q{ids[name.split('.')[0]]}{name[len(name.split('.')[0]) :]}": value for name, value in fields.items()}
    return read_response(one, given, place=place, submission_key=new_submission_key(), now=NOON)


def test_everything_about_a_survey_comes_back_as_it_was_saved(whole: Survey) -> None:
    assert stripped(whole) == WHOLE


def test_every_kind_of_answer_is_stored_where_it_belongs(store: Store, whole: Survey) -> None:
    fields = {"nps": "9", "csat": "4", "speed": "7", "how": "web", "what.b": "1", "what.a": "1", "consent": "yes"}
    assert save_response(store, send(whole, Place(stage="Buy", channel="web"), **fields))
    with store.reading() as connection:
        rows = connection.execute(
            "SELECT q.key, a.score, r.stage, r.touchpoint, r.channel FROM answers_readable r "
            "JOIN answers a ON a.id = r.answer_id JOIN questions q ON q.id = a.question_id ORDER BY q.position"
        ).fetchall()
        chosen = connection.execute(
            "SELECT q.key, o.key FROM choices c JOIN options o ON o.id = c.option_id "
            "JOIN questions q ON q.id = c.question_id ORDER BY q.position, o.position"
        ).fetchall()
    assert rows == [
        ("nps", 9, "Buy", None, "web"),
        ("csat", 4, "Use", None, "web"),
        ("speed", 7, "Buy", "Desk", "web"),
        ("consent", 1, "Buy", None, "web"),
    ]
    assert chosen == [("how", "web"), ("what", "a"), ("what", "b")]


def test_an_option_of_another_question_is_not_stored(store: Store, whole: Survey) -> None:
    how, what = whole.questions[3], whole.questions[4]
    good = send(whole, nps="9", how="web")
    wrong = tuple(
        replace(one, options=(what.options[0].id,)) if one.question == how.id else one for one in good.answers
    )
    with pytest.raises(NotFound):
        save_response(store, replace(good, answers=wrong))
    assert response_counts(store) == {}


def test_a_limit_is_exact_and_a_removed_response_makes_room(store: Store, whole: Survey) -> None:
    for _ in range(3):
        save_response(store, send(whole, nps="9"))
    with pytest.raises(SurveyFull) as full:
        save_response(store, send(whole, nps="9"))
    assert full.value.quota is None
    assert response_counts(store) == {"whole": 3}
    assert delete_response(store, 1)
    assert save_response(store, send(whole, nps="1"))
    assert response_counts(store) == {"whole": 3}


def test_a_quota_closes_the_survey_for_its_segment_only(store: Store, whole: Survey) -> None:
    for _ in range(2):
        save_response(store, send(whole, Place(segment="New"), nps="9"))
    with pytest.raises(SurveyFull) as full:
        save_response(store, send(whole, Place(segment="New"), nps="9"))
    assert full.value.quota == "New"
    assert save_response(store, send(whole, Place(segment="Old"), nps="9"))


def test_imports_are_not_limited(store: Store, whole: Survey) -> None:
    for _ in range(5):
        assert save_response(store, replace(send(whole, nps="9"), door="import"))
    with pytest.raises(SurveyFull):
        save_response(store, send(whole, nps="9"))


def page_of(one: Survey, key: bytes, keys: list[str], asked: list[str], done: bool, **fields: str) -> Response:
    ids = {question.key: question.id for question in one.questions}
    page = [question for question in one.questions if question.key in keys]
    answers = read_answers(one, page, {f"q{ids[name]}": value for name, value in fields.items()})
    return Response(one.id, answers, key, NOON, Place(), completed=done, asked=frozenset(ids[name] for name in asked))


def test_a_response_grows_page_by_page_and_is_completed_once(store: Store, whole: Survey) -> None:
    ids = {question.key: question.id for question in whole.questions}
    key = new_submission_key()
    assert begun(store, key) is None
    first = ["nps", "csat"]
    assert save_page(store, page_of(whole, key, first, [*first, "consent"], False, nps="3"), [ids[k] for k in first])
    half = begun(store, key)
    assert half is not None
    assert not half.completed
    assert half.answers[ids["nps"]].score == 3
    # the page again, with another score: it is replaced, not doubled
    assert save_page(
        store, page_of(whole, key, first, [*first, "consent"], False, nps="5", csat="2"), [ids[k] for k in first]
    )
    assert save_page(
        store, page_of(whole, key, ["consent"], [*first, "consent"], True, consent="yes"), [ids["consent"]]
    )
    done = begun(store, key)
    assert done is not None
    assert done.completed
    assert {k: done.answers[ids[k]].score for k in ("nps", "csat", "consent")} == {"nps": 5, "csat": 2, "consent": 1}
    assert not save_page(store, page_of(whole, key, first, first, True, nps="9"), [ids[k] for k in first])
    assert begun(store, key) == done
    assert response_counts(store) == {"whole": 1}


def test_questions_that_were_never_asked_are_not_skipped(store: Store, whole: Survey) -> None:
    ids = {question.key: question.id for question in whole.questions}
    key = new_submission_key()
    save_page(store, page_of(whole, key, ["nps"], ["nps", "csat"], False, nps="3"), [ids["nps"]])
    assert skipped(store, "csat") == {202647: 1}  # it was put to the person
    assert skipped(store, "rating") == {}
    save_page(store, page_of(whole, key, ["csat"], ["nps", "csat", "speed"], False, csat="3"), [ids["csat"]])
    assert skipped(store, "csat") == {}
    assert skipped(store, "rating") == {202647: 1}
    with store.reading() as connection:
        query = COUNT_SKIPS.replace("INSERT INTO skips (question_id, week, n)", "")
        again = sorted(connection.execute(query).fetchall())
        kept = sorted(connection.execute("SELECT question_id, week, n FROM skips WHERE n > 0").fetchall())
    assert again == kept


def test_it_is_told_where_people_leave(store: Store, whole: Survey) -> None:
    ids = {question.key: question.id for question in whole.questions}
    for score in ("3", "9"):
        save_page(store, page_of(whole, new_submission_key(), ["nps"], ["nps", "csat"], False, nps=score), [ids["nps"]])
    found = {one.question: one for one in reach(store, whole.id)}
    assert (found[ids["nps"]].asked, found[ids["nps"]].answered, found[ids["nps"]].left) == (2, 2, 0)
    assert (found[ids["csat"]].asked, found[ids["csat"]].answered, found[ids["csat"]].left) == (2, 0, 2)
    assert found[ids["consent"]].asked == 0


def test_words_that_were_answered_to_are_kept_as_a_version(store: Store, whole: Survey) -> None:
    save_response(store, send(whole, nps="9"))
    new = replace(whole.questions[0], wordings={"en": Wording("Would you recommend us?", "bad", "good")})
    save_changes(store, replace(whole, title="Renamed", questions=(new, *whole.questions[1:])), now=NOON)
    assert survey(store, "whole").title == "Renamed"
    assert [change.before.question for change in wording_changes(store)] == ["How was it?"]


def test_questions_move_and_an_answered_one_is_retired_not_removed(store: Store, whole: Survey) -> None:
    save_response(store, send(whole, nps="9", how="web"))
    nps, csat, _speed, how, _what, _other, consent = whole.questions
    changed = save_changes(store, replace(whole, questions=(consent, csat, nps)))
    assert [question.key for question in changed.asked] == ["consent", "csat", "nps"]
    assert [question.key for question in changed.questions if question.retired] == ["how"]
    assert answered(store, whole.id)[nps.id] == 1
    assert answered(store, whole.id)[how.id] == 1


def test_an_answered_question_keeps_its_scale_and_a_refusal_changes_nothing(store: Store, whole: Survey) -> None:
    save_response(store, send(whole, nps="9", speed="7"))
    shorter = tuple(replace(q, high=5) if q.key == "speed" else q for q in whole.questions)
    with pytest.raises(BadValue, match="kind and scale stay"):
        save_changes(store, replace(whole, title="Other", questions=shorter))
    assert survey(store, "whole") == whole


def test_an_option_somebody_chose_is_retired_and_others_go(store: Store, whole: Survey) -> None:
    save_response(store, send(whole, nps="9", how="web"))
    fresh = tuple(
        replace(q, options=(Option("shop", {"en": "Shop"}),)) if q.key == "how" else q
        for q in whole.questions
        if q.key != "other"
    )
    changed = save_changes(store, replace(whole, questions=fresh))
    how = next(q for q in changed.questions if q.key == "how")
    assert [(option.key, option.retired) for option in how.options] == [("shop", False), ("web", True)]


def test_a_copy_is_an_empty_draft_and_only_unanswered_surveys_can_be_deleted(store: Store, whole: Survey) -> None:
    save_response(store, send(whole, nps="9"))
    copy = copy_survey(store, "whole", new_slug="again", title="Again")
    assert (copy.status, len(copy.asked)) == ("draft", len(whole.asked))
    with pytest.raises(BadValue, match="has answers"):
        delete_draft(store, "whole")
    delete_draft(store, "again")
    with pytest.raises(NotFound):
        survey(store, "again")


def test_nobody_can_make_people_known_who_answered_unknown(store: Store, whole: Survey) -> None:
    free = save_changes(store, replace(whole, privacy_floor=3))
    save_response(store, send(free, nps="2", consent="yes"))
    for looser in ({"identified": True}, {"privacy_floor": 2}, {"privacy_floor": 1}):
        with pytest.raises(BadValue, match="must stay unknown"):
            save_changes(store, replace(free, **looser))  # type: ignore[arg-type]
    assert survey(store, free.slug) == free
    stricter = save_changes(store, replace(free, privacy_floor=8))
    assert promised_floor(store, stricter.id) == 8
    with pytest.raises(BadValue):
        save_changes(store, replace(stricter, privacy_floor=5))
    copied = copy_survey(store, whole.slug, new_slug="known", title="Known")
    assert save_changes(store, replace(copied, identified=True)).identified


def test_who_waits_in_quarantine_stays_unknown_too_and_who_is_known_may_become_unknown(
    store: Store, whole: Survey
) -> None:
    hold(store, send(whole, nps="2", consent="yes"), ["trap"], now=NOON)
    with pytest.raises(BadValue):
        save_changes(store, replace(whole, identified=True))
    discard(store, [one.id for one in held(store)])
    known = save_changes(store, replace(whole, identified=True))
    save_response(store, send(known, nps="2", consent="yes"))
    hidden = save_changes(store, replace(known, identified=False))
    with pytest.raises(BadValue):
        save_changes(store, replace(hidden, identified=True))
