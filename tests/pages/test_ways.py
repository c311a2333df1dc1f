"""Funnel and Paths show what the core computes, hide small groups, and say how visits come in where there are none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cjo_core.store import shelf
from cjo_core.store.database import Store
from cjo_core.store.odata.saving import save_events, save_orders
from cjo_core.store.set_up.audience import add_names
from cjo_core.survey.places import Place
from cjo_core.survey.records import Event, Order, record_key
from tests.pages.conftest import open_page, unfolded, words
from tests.pages.test_see import answers

STAGES = ("Look", "Compare", "Buy")
START = datetime.now(UTC) - timedelta(days=50)


def walk(store: Store, name: str, customers: int, stages: list[str], channel: str = "web") -> None:
    """So many customers go through the stages, a day apart, in the middle of the period."""
    events = [
        Event(
            record_key("way", name, str(i), str(step)),
            f"{name}-{i}",
            START + timedelta(days=step),
            "",
            Place(stage=stage, channel=channel),
        )
        for i in range(customers)
        for step, stage in enumerate(stages)
    ]
    save_events(store, events)


@pytest.fixture
def shop(real: Store) -> Store:
    """A store whose journey is Look, Compare, Buy; 100 customers look, 80 compare, 40 buy."""
    with real.writing() as connection:
        connection.execute("DELETE FROM touchpoints")
        connection.execute("DELETE FROM stages")
    add_names(real, "stage", STAGES)
    add_names(real, "channel", ["web", "shop"])
    walk(real, "a", 40, ["Look", "Compare", "Buy"])
    walk(real, "b", 40, ["Look", "Compare", "Look"], "shop")
    walk(real, "c", 20, ["Look"])
    # observation goes on until today
    save_events(real, [Event(record_key("last"), "z", datetime.now(UTC), "", Place(stage="Buy"))])
    return real


def test_the_title_is_the_share_that_reaches_the_goal(shop: Store) -> None:
    text = words(open_page("see/funnel.py"))
    assert "40\u202f% of those who come to “Look” reach “Buy” within 30 days." in text
    assert "31\u202f% to 50\u202f%, n 100 customers" in text
    assert "Clearly the fewest go on between “Compare” and “Buy”: 50\u202f%." in text


def test_losses_are_worth_what_the_orders_say_and_the_assumption_stands_beside(shop: Store) -> None:
    assert "there are no orders with a value" in words(open_page("see/funnel.py"))
    orders = [Order(record_key("o", str(i)), f"a-{i}", START, 200.0) for i in range(10)]
    save_orders(shop, orders)
    at = open_page("see/funnel.py")
    text = words(at)
    assert "the average order of the period (200, n 10" in text
    table = unfolded(at).dataframe[1].value
    assert table.iloc[1].tolist()[1:4] == ["40", "40", "8,000"]


def test_a_shorter_window_loses_those_who_take_longer(shop: Store) -> None:
    walk(shop, "slow", 60, ["Look", "Look", "Look", "Look", "Look", "Look", "Look", "Look", "Look", "Buy"])
    long, short = (words(open_page("see/funnel.py", window=days)) for days in ("30", "7"))
    assert (
        "63\u202f% of those who come to “Look” reach “Buy” within 30 days." in long
    )  # 100 of 160, 62.5 rounded as at school
    assert "25\u202f% of those who come to “Look” reach “Buy” within 7 days." in short  # 40 of 160


def test_steps_goal_and_comparison_can_be_chosen_by_link(shop: Store) -> None:
    at = open_page("see/funnel.py", steps=["Look", "Compare"], goal="Compare", split="channel")
    text = words(at)
    assert "80\u202f% of those who come to “Look” reach “Compare”" in text
    assert "Who reaches “Compare”, by channel" in text
    assert not at.exception


def test_paths_tell_the_way_back(shop: Store) -> None:
    at = open_page("see/paths.py")
    text = words(at)
    assert "25\u202f% of the steps lead back, most often Compare → Look." in text  # 40 of 160
    assert "Look → Compare → Buy" in text
    assert not at.exception


def test_a_sequence_of_few_customers_is_not_shown(shop: Store) -> None:
    walk(shop, "few", 4, ["Compare", "Buy", "Look", "Buy"])
    assert "Compare → Buy → Look → Buy" not in words(open_page("see/paths.py"))


def test_without_visits_the_pages_say_how_they_come_in(real: Store) -> None:
    for page in ("see/funnel.py", "see/paths.py"):
        at = open_page(page)
        assert "No visits yet." in words(at)
        assert "import-events" in at.code[0].value


def test_a_filter_that_leaves_out_only_a_few_customers_is_refused(shop: Store) -> None:
    with shop.writing() as connection:
        connection.execute("INSERT INTO segments (name, position) VALUES ('Rare', 1), ('Most', 2)")
        connection.execute(
            "INSERT INTO audience_rules (id, segment_id, version, rule, saved_at) "
            "SELECT 1, id, 1, '{}', '2026-01-01T00:00:00Z' FROM segments WHERE name = 'Rare'"
        )
        for customer, segment in [(f"a-{i}", "Rare" if i < 3 else "Most") for i in range(40)]:
            connection.execute(
                "INSERT INTO assignments (customer, segment_id, rule_id, since) "
                "SELECT ?, id, 1, '2026-01-01T00:00:00Z' FROM segments WHERE name = ?",
                [customer, segment],
            )
    for page in ("see/funnel.py", "see/paths.py"):
        assert "Hidden to protect a small group." in words(open_page(page, segment="Rare"))
        assert "Hidden to protect a small group." in words(open_page(page, segment=["Most", "-"]))
        assert "Hidden to protect a small group." not in words(open_page(page, segment="Most"))


def test_a_second_look_computes_nothing_anew(demo: Path) -> None:
    from cjo_core.store.odata.visits import visit_rows

    at = open_page("see/paths.py")
    store = shelf.opened("demo").store  # type: ignore[union-attr]
    rows = visit_rows(store)
    known = dict(rows._results)
    at.run()
    assert visit_rows(store) is rows
    assert all(rows._results[key] is value for key, value in known.items())
    assert len(rows._results) == len(known)


def test_the_journey_map_tells_the_shares_that_the_funnel_tells(shop: Store) -> None:
    """15 see Compare too late, 20 still have time: neither page counts the one as gone on, or the other as lost."""
    walk(shop, "late", 15, ["Look", *["Look"] * 33, "Compare"])
    lately = datetime.now(UTC) - timedelta(hours=1)
    save_events(shop, [Event(record_key("n", str(i)), f"n-{i}", lately, "", Place(stage="Look")) for i in range(20)])
    answers(shop, "recommend", [9] * 40, place=Place(stage="Look"))  # without them there is no map
    drawn = words(open_page("see/journey.py", period="all"))
    for stage, following, seen, share in (("Look", "Compare", 135, 70), ("Compare", "Buy", 95, 50)):
        way = words(open_page("see/funnel.py", period="all", goal=following, steps=[stage, following]))
        assert f"{share}\u202f% of those who come to “{stage}” reach “{following}”" in way
        assert f"{seen} customers, {share}\u202f% go on" in drawn
