"""What follows answers wherever they go: chosen options, counts for limits, questions never asked, held submissions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cjo_core.errors import SurveyFull
from cjo_core.store.assigning.rules import save_rule
from cjo_core.store.assigning.running import Run, run_rules
from cjo_core.store.checking import faults_of_file
from cjo_core.store.database import Store
from cjo_core.store.journey.merging import merge
from cjo_core.store.journey.naming import remove, rename
from cjo_core.store.odata.saving import save_customers
from cjo_core.store.responses.partial import save_page
from cjo_core.store.responses.quarantine import held, hold, release, report
from cjo_core.store.responses.reads import rows
from cjo_core.store.responses.writes import delete_response, save_response
from cjo_core.store.set_up.studio import save_changes
from cjo_core.store.set_up.surveys import save_survey, survey
from cjo_core.survey.places import NOWHERE, Place
from cjo_core.survey.records import Customer
from cjo_core.survey.responses import Answer, Response, new_submission_key
from cjo_core.survey.rules import ALL, Condition, Rule
from cjo_core.survey.surveys import Option, Question, Survey, Wording
from tests.store.conftest import Maker

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
EN = {"en": Wording("How was it?")}
OPTIONS = (Option("web", {"en": "Web"}), Option("phone", {"en": "Phone"}))
IN_LODZ = Rule(ALL, (Condition("attribute.city", "is", "Łódź"),))
HERE = Place(touchpoint="Cart", segment="Old", channel="web")


@pytest.fixture
def asked(store: Store) -> Survey:
    """A survey of known customers with a score, a choice, and a question not everybody is asked."""
    questions = (
        Question("nps", EN, key="nps"),
        Question("single", EN, key="how", options=OPTIONS),
        Question("text", EN, key="why"),
    )
    return save_survey(store, Survey("mixed", "Mixed", questions, identified=True))


def sent(one: Survey, *, score: int | None = None, place: Place = NOWHERE, person: str | None = None) -> Response:
    nps, how, _why = one.questions
    given = (*([Answer(nps.id, score)] if score is not None else []), Answer(how.id, None, None, (how.options[0].id,)))
    return Response(one.id, given, new_submission_key(), NOON, place, person, "web", True, frozenset((nps.id, how.id)))


def placed(store: Store, table: str) -> list[tuple[str | None, str | None]]:
    """Segment and touchpoint of each row."""
    with store.reading() as connection:
        found = connection.execute(
            f"SELECT g.name, t.name FROM {table} a JOIN places p ON p.id = a.place_id "
            "LEFT JOIN segments g ON g.id = p.segment_id LEFT JOIN touchpoints t ON t.id = p.touchpoint_id "
            "ORDER BY a.id"
        )
        return [tuple(row) for row in found.fetchall()]


def counted(store: Store) -> dict[tuple[str, str | None], int]:
    """What is counted for limits, per survey and segment (None: all)."""
    with store.reading() as connection:
        found = connection.execute(
            "SELECT s.slug, g.name, c.n FROM response_counts c JOIN surveys s ON s.id = c.survey_id "
            "LEFT JOIN segments g ON g.id = c.segment_id WHERE c.n <> 0"
        )
        return {(slug, name): n for slug, name, n in found.fetchall()}


def live_in_lodz(store: Store, *people: str) -> None:
    save_customers(store, [Customer(one, None, {"city": "Łódź"}) for one in people])
    save_rule(store, "segment", "New", IN_LODZ, now=NOON)


def test_chosen_options_go_where_a_rule_puts_their_response(store: Store, asked: Survey) -> None:
    save_response(store, sent(asked, score=9, person="ada"))
    save_response(store, sent(asked, person="ada"))
    live_in_lodz(store, "ada")
    assert run_rules(store, now=NOON) == Run(people=1, came=1, responses=2)
    assert placed(store, "answers") == [("New", None)]
    assert placed(store, "choices") == [("New", None), ("New", None)], "also where nothing but an option was given"
    save_rule(store, "segment", "New", None, now=NOON + timedelta(days=1))
    run_rules(store, now=NOON + timedelta(days=1))
    assert placed(store, "choices") == [(None, None), (None, None)]
    assert faults_of_file(store) == []


def test_chosen_options_follow_a_merge_also_into_a_place_that_is_there(store: Store, asked: Survey) -> None:
    save_response(store, sent(asked, score=9, place=HERE))
    save_response(store, sent(asked, place=HERE))
    save_response(store, sent(asked, score=3, place=replace(HERE, segment="New")))
    merge(store, "segment", "Old", "New")
    merge(store, "touchpoint", "Cart", "Desk")
    assert placed(store, "choices") == [("New", "Desk")] * 3
    assert counted(store) == {("mixed", None): 3, ("mixed", "New"): 3}
    assert faults_of_file(store) == []


def test_with_a_response_go_its_options_and_what_it_was_not_asked(store: Store, asked: Survey) -> None:
    save_response(store, sent(asked, score=9, place=HERE))
    (row,) = rows(store)
    with store.reading() as connection:
        assert connection.execute("SELECT count(*) FROM not_asked").fetchone() == (1,)
    delete_response(store, row.response_id)
    with store.reading() as connection:
        for table in ("answers", "choices", "not_asked"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table
    assert counted(store) == {}


def test_a_quota_counts_responses_where_the_rules_have_put_them(store: Store, asked: Survey) -> None:
    save_changes(store, replace(asked, quotas={"New": 2}))
    live_in_lodz(store, "ada", "bob")
    save_response(store, sent(asked, score=9, person="ada"))
    save_response(store, sent(asked, score=9, person="bob"))
    assert counted(store) == {("mixed", None): 2}
    run_rules(store, now=NOON)
    assert counted(store) == {("mixed", None): 2, ("mixed", "New"): 2}
    with pytest.raises(SurveyFull, match="New"):
        save_response(store, sent(asked, score=9, place=Place(segment="New")))
    delete_response(store, 1)
    assert counted(store) == {("mixed", None): 1, ("mixed", "New"): 1}
    assert faults_of_file(store) == []


def test_quotas_of_merged_segments_add_up_as_their_people_do(store: Store, asked: Survey) -> None:
    save_changes(store, replace(asked, quotas={"New": 2, "Old": 1}))
    save_changes(store, replace(survey(store, "nps"), quotas={"Old": 5}))
    save_response(store, sent(asked, score=9, place=HERE))
    merge(store, "segment", "Old", "New")
    assert survey(store, "mixed").quotas == {"New": 3}
    assert survey(store, "nps").quotas == {"New": 5}, "of one alone, it is that of both"
    for _time in range(2):
        save_response(store, sent(asked, score=9, place=Place(segment="New")))
    with pytest.raises(SurveyFull):
        save_response(store, sent(asked, score=9, place=Place(segment="Old")))


def test_a_page_taken_back_is_not_counted_in_its_segment(store: Store, asked: Survey) -> None:
    nps = asked.questions[0].id
    first = replace(sent(asked, place=HERE), answers=(Answer(nps, 9),), completed=False)
    save_page(store, first, [nps])
    assert counted(store) == {("mixed", None): 1, ("mixed", "Old"): 1}
    save_page(store, replace(first, answers=()), [nps])
    assert counted(store) == {("mixed", None): 1}
    save_page(store, first, [nps])
    assert counted(store) == {("mixed", None): 1, ("mixed", "Old"): 1}
    assert faults_of_file(store) == []


def test_a_count_that_went_wrong_is_told(store: Store, make: Maker) -> None:
    save_response(store, make(9, place=HERE))
    with store.writing() as connection:
        connection.execute("UPDATE response_counts SET n = 7 WHERE segment_id <> 0")
    assert faults_of_file(store) == ["responses of nps, Old: 7 counted for its limits, 1 are there"]


def test_a_held_submission_finds_its_place_after_names_were_changed_and_merged(store: Store, make: Maker) -> None:
    hold(store, make(9, at=NOON, place=HERE), ["robot"], now=NOON)
    rename(store, "touchpoint", "Cart", "Basket")
    rename(store, "channel", "web", "Website")
    merge(store, "segment", "Old", "New")
    merge(store, "stage", "Buy", "Use")
    release(store, [held(store)[0].id])
    (row,) = rows(store)
    assert (row.stage, row.touchpoint, row.segment, row.channel) == ("Use", "Basket", "New", "Website")
    assert counted(store) == {("nps", None): 1, ("nps", "New"): 1}


def test_a_held_submission_can_be_released_after_its_name_was_removed(store: Store, make: Maker) -> None:
    hold(store, make(9, at=NOON, place=HERE), ["robot"], now=NOON)
    remove(store, "segment", "Old")
    release(store, [held(store)[0].id])
    (row,) = rows(store)
    assert (row.touchpoint, row.segment) == ("Cart", None)


def test_a_segment_that_a_rule_gave_is_no_part_of_what_is_set_apart(store: Store, asked: Survey) -> None:
    live_in_lodz(store, "ada")
    save_response(store, sent(asked, score=9, place=Place(channel="web"), person="ada"))
    run_rules(store, now=NOON)
    report(store, 1, now=NOON)
    (one,) = held(store)
    assert one.response.place == Place(channel="web")
    save_customers(store, [Customer("ada", None, {"city": "Gdynia"})])
    run_rules(store, now=NOON + timedelta(days=1))
    release(store, [one.id])
    assert placed(store, "answers") == [(None, None)], "she has left the segment meanwhile"
    assert faults_of_file(store) == []
