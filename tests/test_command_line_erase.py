"""`erase`: says what goes, asks, and erases."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from cjo_core.commands import main
from cjo_core.exchange.starter import make_store
from cjo_core.store import database
from cjo_core.store.database import open_store
from cjo_core.store.odata.saving import save_customers, save_orders
from cjo_core.store.odata.timeline import find_customers
from cjo_core.store.responses.writes import save_response
from cjo_core.store.set_up.surveys import survey
from cjo_core.survey.records import Customer, Order, record_key
from cjo_core.survey.responses import Answer, Response, new_submission_key

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    store = make_store(tmp_path / "cjo.db", time_zone="Europe/Warsaw", organisation="Nordhaus")
    with store.writing() as connection:
        connection.execute("UPDATE surveys SET identified = 1")
    for who in ("c-1", "c-2"):
        save_customers(store, [Customer(who, NOW, {"city": "Gdynia"})])
        save_orders(store, [Order(record_key("order", who), who, NOW, 5.0)])
        one = survey(store, "recommend")
        save_response(store, Response(one.id, (Answer(one.asked[0].id, 9),), new_submission_key(), NOW, respondent=who))
    store.close()
    return store.path


def run(path: Path, *arguments: str, said: str = "") -> str:
    result = CliRunner().invoke(main, ["erase", "--db", str(path), *arguments], input=said)
    return f"{result.exit_code} {result.output}"


def customers(path: Path) -> list[str]:
    store = open_store(path)
    try:
        return find_customers(store, "c-")
    finally:
        store.close()


def test_it_asks_first_and_erases_one_customer(path: Path) -> None:
    assert "responses: 1, orders: 1, attributes" in run(path, "--customer", "c-1", said="n\n")
    assert customers(path) == ["c-1", "c-2"]
    assert run(path, "--customer", "c-1", said="y\n").endswith("Erased: responses: 1, orders: 1, attributes.\n")
    assert customers(path) == ["c-2"]
    assert CliRunner().invoke(main, ["check", "--db", str(path)]).exit_code == 0
    assert "nothing that may be told" in run(path, "--customer", "c-1", "--yes")


def test_a_dry_run_erases_nothing_and_scores_may_be_kept(path: Path) -> None:
    assert "nothing was erased" in run(path, "--customer", "c-1", "--dry-run")
    assert customers(path) == ["c-1", "c-2"]
    assert "The scores stay, as nobody's" in run(path, "--customer", "c-1", "--keep-scores", "--yes")
    assert customers(path) == ["c-2"]
    printed = CliRunner().invoke(main, ["scores", "--metric", "nps", "--db", str(path)]).output
    assert " 2" in printed


def test_without_an_id_nobody_is_erased(path: Path) -> None:
    assert run(path, "--yes").startswith("2 ")
    assert run(path, "--customer", " ", "--yes").startswith("1 ")
    assert customers(path) == ["c-1", "c-2"]


def test_it_says_what_removes_a_copy_that_somebody_kept_reading(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "FOLD_TRIES", 1)
    reader = open_store(path)
    log = path.with_name(path.name + "-wal")
    with reader.reading() as connection:
        connection.execute("SELECT count(*) FROM responses").fetchone()
        assert "python -m cjo_core check" in run(path, "--customer", "c-1", "--yes")
        assert "try again later" in CliRunner().invoke(main, ["check", "--db", str(path)]).output
    assert log.stat().st_size > 0
    assert "try again" not in CliRunner().invoke(main, ["check", "--db", str(path)]).output
    assert log.stat().st_size == 0
    reader.close()
