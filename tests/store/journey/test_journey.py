"""Journeys set up and read back: order, names old and new, what is said about touchpoints, notes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cjo_core.errors import BadValue, NotFound
from cjo_core.store.database import Store
from cjo_core.store.journey import arranging, merging, naming, touchpoints
from cjo_core.store.journey.notes import write_all_notes
from cjo_core.store.journey.reading import journey, journeys, touchpoint_targets
from cjo_core.store.journey.touchpoints import Draft, Said
from cjo_core.store.responses.writes import delete_response, save_response
from cjo_core.store.set_up.audience import add_names, find, known_names, known_place, names, retired_names
from cjo_core.survey.journey import Touchpoint
from cjo_core.survey.places import Place
from tests.store.conftest import Maker

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_stages_that_were_there_belong_to_the_first_journey(store: Store) -> None:
    (only,) = journeys(store)
    assert only.name == "Customer journey"
    assert [(stage.name, [t.name for t in stage.touchpoints]) for stage in only.stages] == [
        ("Buy", ["Cart", "Desk"]),
        ("Use", []),
    ]


def test_stages_come_journey_by_journey(store: Store) -> None:
    arranging.add_journey(store, "Business", ["Offer", "Contract"])
    arranging.add_stage(store, "Return", "customer JOURNEY")
    assert names(store, "stage") == ["Buy", "Use", "Return", "Offer", "Contract"]
    assert arranging.move_journey(store, "Business", -1)
    assert names(store, "stage") == ["Offer", "Contract", "Buy", "Use", "Return"]
    assert [one.name for one in journeys(store)] == ["Business", "Customer journey"]


def test_a_stage_whose_name_is_taken_gets_the_name_of_its_journey(store: Store) -> None:
    assert arranging.add_journey(store, "Business", ["Offer", "buy"]) == ("Offer", "buy (Business)")


def test_a_name_in_use_is_refused_with_where_and_why(store: Store) -> None:
    arranging.add_journey(store, "Business", ["Offer"])
    with pytest.raises(BadValue, match=r"“Buy” already, in the journey “Customer journey”.*all journeys"):
        arranging.add_stage(store, "buy", "Business")
    with pytest.raises(BadValue, match="“Cart” already, in the stage “Buy”"):
        naming.rename(store, "touchpoint", "Desk", "CART")
    with pytest.raises(BadValue, match="“Old” already"):
        naming.rename(store, "segment", "New", "Old")
    with pytest.raises(BadValue, match="“Business” already"):
        arranging.add_journey(store, " business ")


def test_the_spelling_of_a_name_can_change(store: Store) -> None:
    naming.rename(store, "stage", "Buy", "BUY")
    assert names(store, "stage") == ["BUY", "Use"]
    assert set(known_names(store, "stage")) == {"buy", "use"}


def test_names_move_up_and_down_among_their_like(store: Store) -> None:
    add_names(store, "stage", ["Rest"])
    assert naming.move(store, "stage", "Rest", -1)
    assert names(store, "stage") == ["Buy", "Rest", "Use"]
    assert not naming.move(store, "stage", "Use", 1)
    assert naming.move(store, "touchpoint", "Cart", 1)
    assert names(store, "touchpoint") == ["Desk", "Cart"]
    naming.retire(store, "stage", "Rest")
    assert naming.move(store, "stage", "Use", -1), "past the retired one, which nobody sees"
    assert names(store, "stage")[:2] == ["Use", "Buy"]


def test_audience_names_are_put_in_an_order(store: Store) -> None:
    add_names(store, "segment", ["Lost"])
    with store.writing() as connection:
        naming.put_in_order_in(connection, "segment", ["Lost", "old"])
    assert names(store, "segment") == ["Lost", "Old", "New"]


def test_a_name_from_before_leads_to_the_one_of_now(store: Store) -> None:
    naming.rename(store, "touchpoint", "Cart", "Basket")
    naming.rename(store, "touchpoint", "Basket", "Trolley")
    for old in ("cart", "BASKET", "Trolley"):
        place, unknown = known_place(store, Place(touchpoint=old))
        assert (place.touchpoint, place.stage, unknown) == ("Trolley", "Buy", {})
    known = known_names(store, "touchpoint")
    assert {written: one.name for written, one in known.items()} == {
        "cart": "Trolley",
        "basket": "Trolley",
        "trolley": "Trolley",
        "desk": "Desk",
    }
    assert {one.first_name for one in known.values()} == {"Cart", "Desk"}


def test_a_merged_name_and_its_former_names_lead_on(store: Store) -> None:
    naming.rename(store, "segment", "New", "Fresh")
    merging.merge(store, "segment", "Fresh", "Old")
    assert known_place(store, Place(segment="new"))[0].segment == "Old"
    assert known_place(store, Place(segment="Fresh"))[0].segment == "Old"


def test_a_name_of_today_goes_before_one_of_yesterday(store: Store) -> None:
    naming.rename(store, "segment", "New", "Fresh")
    assert add_names(store, "segment", ["New"]) == ["New"]
    assert known_place(store, Place(segment="New"))[0].segment == "New"
    naming.rename(store, "segment", "New", "Newer")
    assert known_place(store, Place(segment="New"))[0].segment == "Newer", "who had it last"


def test_a_name_taken_back_is_one_of_today(store: Store) -> None:
    naming.rename(store, "channel", "web", "site")
    naming.rename(store, "channel", "site", "web")
    assert {written: one.name for written, one in known_names(store, "channel").items()} == {
        "site": "web",
        "web": "web",
        "phone": "phone",
    }


def test_a_link_with_the_stage_of_before_the_move_is_no_contradiction(store: Store) -> None:
    touchpoints.move_touchpoint(store, "Cart", "Use")
    place, unknown = known_place(store, Place(stage="Buy", touchpoint="Cart"))
    assert (place.stage, unknown) == ("Use", {})
    place, unknown = known_place(store, Place(stage="Use", touchpoint="Desk"))
    assert unknown == {"stage": "Use"}


def test_a_retired_name_is_kept_but_not_offered(store: Store) -> None:
    naming.retire(store, "stage", "Buy", now=NOON)
    assert retired_names(store)["stage"] == {"Buy"}
    assert retired_names(store)["touchpoint"] == {"Cart", "Desk"}, "a stage takes its touchpoints with it"
    (only,) = journeys(store)
    assert [stage.retired_at for stage in only.stages] == [NOON, None]
    assert [stage.name for stage in only.current] == ["Use"]
    assert known_place(store, Place(stage="Buy"))[1] == {}, "a printed link still places its answers"
    naming.bring_back(store, "stage", "Buy")
    assert retired_names(store)["stage"] == frozenset()


def test_only_what_nothing_points_at_is_removed(store: Store, make: Maker) -> None:
    save_response(store, make(9, place=Place(segment="New", touchpoint="Cart")))
    with pytest.raises(BadValue, match="“New” has 1 answer"):
        naming.remove(store, "segment", "New")
    with pytest.raises(BadValue, match="touchpoints: 2"):
        naming.remove(store, "stage", "Buy")
    write_all_notes(store, "Use", None, {"need": ["peace"]})
    with pytest.raises(BadValue, match="notes: 1"):
        naming.remove(store, "stage", "Use")
    naming.remove(store, "touchpoint", "Desk")
    delete_response(store, 1)
    naming.remove(store, "segment", "New")
    assert names(store, "segment") == ["Old"]
    assert names(store, "touchpoint") == ["Cart"]
    with pytest.raises(NotFound, match="segment “New”"):
        naming.remove(store, "segment", "New")


def test_a_journey_goes_when_it_is_empty_and_not_the_last(store: Store) -> None:
    with pytest.raises(BadValue, match="has stages"):
        arranging.remove_journey(store, "Customer journey")
    arranging.add_journey(store, "Second")
    for stage in ("Buy", "Use"):
        arranging.move_stage(store, stage, "Second")
    arranging.remove_journey(store, "Customer journey")
    assert arranging.rename_journey(store, "second", "Only") == "Only"
    assert [stage.name for stage in journey(store, "only").stages] == ["Buy", "Use"]
    with pytest.raises(NotFound, match="“Customer journey”"):
        journey(store, "Customer journey")
    arranging.move_stage(store, "Buy", "Only")
    assert names(store, "stage") == ["Buy", "Use"], "it was there: its order stays"


def test_what_is_said_about_a_touchpoint_comes_back(store: Store) -> None:
    said = Said("web", "interface", " Sales  team ", "csat", 80.0, "csat")
    touchpoints.describe_touchpoint(store, "Cart", said)
    assert journeys(store)[0].stages[0].touchpoints[0] == Touchpoint(
        "Cart", "Buy", "web", "interface", "Sales team", "csat", 80.0, "csat"
    )
    touchpoints.describe_touchpoint(store, "Cart", Said(owner=""))
    assert journeys(store)[0].stages[0].touchpoints[0] == Touchpoint("Cart", "Buy")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (Said(element="smell"), "interface"),
        (Said(metric="fun"), "nps"),
        (Said(target=4.0), "needs a metric"),
        (Said(metric="nps", target=101), "between -100"),
        (Said(survey="none"), "no survey “none”"),
        (Said(channel="fax"), "no channel “fax”"),
    ],
)
def test_what_cannot_be_is_refused_in_words(wrong: Said, words: str, store: Store) -> None:
    before = journeys(store)
    with pytest.raises((BadValue, NotFound), match=words):
        touchpoints.describe_touchpoint(store, "Cart", wrong)
    assert journeys(store) == before


def test_a_table_of_touchpoints_is_saved_in_one_step(store: Store) -> None:
    drafts = [Draft(None, "App", Said(owner="Product")), Draft("Desk", "Counter"), Draft("Cart", "Cart")]
    assert touchpoints.save_touchpoints(store, "Buy", drafts) == 1
    assert [(one.name, one.owner) for one in journeys(store)[0].stages[0].touchpoints] == [
        ("App", "Product"),
        ("Counter", None),
        ("Cart", None),
    ]


def test_a_table_with_one_wrong_row_changes_nothing(store: Store) -> None:
    before = journeys(store)
    drafts = [Draft("Cart", "Basket", Said(owner="Sales")), Draft("Desk", "Desk", Said(metric="nps", target=400))]
    with pytest.raises(BadValue, match="400"):
        touchpoints.save_touchpoints(store, "Buy", drafts)
    with pytest.raises(BadValue, match="“Basket” already"):
        touchpoints.save_touchpoints(store, "Buy", [drafts[0], Draft(None, "basket")])
    assert journeys(store) == before


def test_a_merged_touchpoint_fills_what_the_other_left_unsaid(store: Store) -> None:
    touchpoints.describe_touchpoint(store, "Cart", Said("web", "interface", "Sales", "nps", 40.0, "nps"))
    touchpoints.describe_touchpoint(store, "Desk", Said(owner="Service", metric="ces"))
    merging.merge(store, "touchpoint", "Cart", "Desk")
    assert journeys(store)[0].stages[0].touchpoints == (
        Touchpoint("Desk", "Buy", "web", "interface", "Service", "ces", None, "nps"),
    )


def test_a_merged_stage_brings_its_touchpoints_and_notes_behind(store: Store) -> None:
    add_names(store, "touchpoint", ["Manual"], stage="Use")
    write_all_notes(store, "Buy", None, {"need": ["trust"]})
    write_all_notes(store, "Use", None, {"need": ["rest"]})
    found = merging.what_would_merge(store, "stage", "Buy", "Use")
    assert (found.answers, found.touchpoints, found.notes, found.others) == (0, 2, 1, {})
    merging.merge(store, "stage", "Buy", "Use")
    (only,) = journeys(store)[0].stages
    assert [one.name for one in only.touchpoints] == ["Manual", "Cart", "Desk"]
    assert [note.text for note in only.notes] == ["rest", "trust"]


def test_a_name_is_not_merged_into_itself(store: Store) -> None:
    with pytest.raises(BadValue, match="into itself"):
        merging.merge(store, "persona", "Ada", "ada")


def test_notes_are_kept_per_stage_persona_and_kind(store: Store) -> None:
    assert write_all_notes(store, "Buy", "Ada", {"pain point": [" slow  page ", "", "no sizes"]}, now=NOON)
    assert write_all_notes(store, "Buy", None, {"opportunity": ["photos"]}, now=NOON)
    assert write_all_notes(store, "Buy", None, {"action": ["compares"]}, now=NOON)
    buy = journeys(store)[0].stages[0]
    assert [(n.persona, n.kind, n.text) for n in buy.notes] == [
        (None, "action", "compares"),
        (None, "opportunity", "photos"),
        ("Ada", "pain point", "slow page"),
        ("Ada", "pain point", "no sizes"),
    ]
    assert [n.text for n in buy.notes_of("Ada", "pain point")] == ["slow page", "no sizes"]


def test_a_note_that_stays_keeps_its_day(store: Store) -> None:
    later = NOON.replace(day=22)
    write_all_notes(store, "Buy", None, {"need": ["trust", "speed"]}, now=NOON)
    assert not write_all_notes(store, "Buy", None, {"need": ["trust", "speed"]}, now=later)
    assert write_all_notes(store, "Buy", None, {"need": ["calm", "trust"]}, now=later)
    assert [(n.text, n.updated_at) for n in journeys(store)[0].stages[0].notes] == [("calm", later), ("trust", NOON)]


def test_a_note_too_long_or_of_no_kind_is_refused(store: Store) -> None:
    with pytest.raises(BadValue, match="501 characters"):
        write_all_notes(store, "Buy", None, {"need": ["x" * 501]})
    with pytest.raises(BadValue, match="kind “hope”"):
        write_all_notes(store, "Buy", None, {"hope": ["x"]})
    assert journeys(store)[0].stages[0].notes == ()


def test_merged_personas_bring_their_notes_together(store: Store) -> None:
    add_names(store, "persona", ["Bob"])
    write_all_notes(store, "Buy", "Bob", {"need": ["tools"]})
    merging.merge(store, "persona", "Bob", "Ada")
    assert [(n.persona, n.text) for n in journeys(store)[0].stages[0].notes] == [("Ada", "tools")]


def test_a_stage_added_by_any_tool_has_a_journey(store: Store) -> None:
    with store.writing() as connection:
        connection.execute("INSERT INTO stages (name, position) VALUES ('Late', 9)")
        assert find(connection, "stage", "late") is not None
    assert [stage.name for stage in journeys(store)[0].stages] == ["Buy", "Use", "Late"]


def test_touchpoints_with_a_target_of_their_own_are_told_by_metric(store: Store) -> None:
    touchpoints.describe_touchpoint(store, "Cart", Said(metric="nps", target=40))
    touchpoints.describe_touchpoint(store, "Desk", Said(metric="csat"))
    assert touchpoint_targets(store, "nps") == {"Cart": 40.0}
    assert touchpoint_targets(store, "csat") == {}
