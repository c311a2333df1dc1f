"""What Nordhaus's systems record tells the story of the answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd
import pytest

from cjo_core.exchange.demo import STORY, make_demo
from cjo_core.store.database import Store
from cjo_core.store.odata.reading import attributes, customers, events, orders
from cjo_core.store.responses.reads import rows
from cjo_core.survey.filters import Filter

UNTIL = date(2026, 11, 20)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = make_demo(tmp_path_factory.mktemp("records") / "demo.db", responses=8_000, seed=7, until=UNTIL)
    yield made
    made.close()


@pytest.fixture(scope="module")
def trails(store: Store) -> pd.DataFrame:
    return events(store)


def test_most_who_answer_are_known_customers_and_a_few_are_not(store: Store) -> None:
    who = {row.respondent for row in rows(store, limit=10_000) if row.respondent is not None}
    known = who & set(customers(store)["customer"])
    assert 0.95 < len(known) / len(who) < 0.99


def test_the_till_writes_some_ids_in_capitals(store: Store) -> None:
    buyers = set(orders(store)["customer"])
    assert any(one.startswith("C-") for one in buyers)
    assert sum(one.startswith(("c-", "v-")) for one in buyers) > 0.98 * len(buyers)


def test_whoever_answers_at_checkout_was_there_before(store: Store, trails: pd.DataFrame) -> None:
    first = trails[trails["touchpoint"] == "Checkout"].groupby("customer")["happened_at"].min()
    given = [
        row
        for row in rows(store, Filter({"touchpoint": ("Checkout",)}), limit=10_000)
        if row.respondent is not None and row.submitted_at is not None
    ]
    assert len(given) > 500
    start = trails["happened_at"].min() + timedelta(days=3)
    assert all(first[row.respondent] < row.submitted_at for row in given if row.submitted_at > start)


def test_nothing_is_recorded_before_the_year_or_after_its_last_day(trails: pd.DataFrame) -> None:
    days = trails["happened_at"].dt.tz_convert("Europe/Warsaw").dt.date
    assert days.min() >= date(2025, 11, 17)
    assert days.max() <= UNTIL


def test_people_go_back_and_leave_along_the_way(trails: pd.DataFrame) -> None:
    order = {"Become aware": 0, "Consider": 1, "Buy": 2, "Receive": 3, "Get support": 4}
    ranks = trails.sort_values(["customer", "happened_at"]).assign(rank=lambda frame: frame["stage"].map(order))
    moves = ranks.groupby("customer")["rank"].diff().dropna()
    assert 0.1 < (moves < 0).mean() < 0.5
    reached = trails.groupby("stage")["customer"].nunique()
    assert reached["Buy"] < reached["Consider"]
    assert reached["Get support"] < reached["Receive"]


def test_while_the_portal_hurts_them_companies_come_back_to_support_again_and_again(
    store: Store, trails: pd.DataFrame
) -> None:
    visits = trails[trails["stage"] == "Get support"].sort_values(["customer", "happened_at"])
    days = visits["happened_at"].dt.tz_convert("Europe/Warsaw").dt.date
    hurt = (days >= STORY.launch(UNTIL)) & (days < STORY.fix(UNTIL))
    company = visits["customer"].map(attributes(store)["account"]) == "company"
    again = visits.groupby("customer")["happened_at"].diff(-1) > -timedelta(days=7)
    assert again[hurt & company].mean() > 1.6 * again[~hurt & company].mean()
    assert again[hurt & ~company].mean() < 1.2 * again[~hurt & ~company].mean()


def test_companies_spend_more_and_the_newest_orders_are_still_open(store: Store) -> None:
    bought = orders(store)
    account = bought["customer"].map(attributes(store)["account"])
    assert bought[account == "company"]["value"].median() > 2 * bought[account == "private"]["value"].median()
    assert set(bought["status"]) == {"delivered", "open", "returned", "cancelled"}
    newest = bought["ordered_at"] > bought["ordered_at"].max() - timedelta(days=3)
    assert (bought[newest]["status"] == "open").all()
