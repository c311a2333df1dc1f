"""What a new store begins with."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from cjo_core.errors import BadValue, StoreError
from cjo_core.exchange.starter import JOURNEYS, make_store, read_stages
from cjo_core.locale import LANGUAGES
from cjo_core.store.set_up.audience import names
from cjo_core.store.set_up.settings import setting
from cjo_core.store.set_up.surveys import surveys


def test_a_new_store_can_collect_at_once(tmp_path: Path) -> None:
    store = make_store(tmp_path / "cjo.db", time_zone="Europe/Warsaw", organisation=" Acme ")
    assert [(one.slug, one.questions[0].kind, one.status) for one in surveys(store)] == [
        ("recommend", "nps", "open"),
        ("satisfaction", "csat", "open"),
        ("effort", "ces", "open"),
    ]
    for one in surveys(store):
        assert set(one.languages) == set(LANGUAGES)
        for words in one.questions[0].wordings.values():
            assert all((words.question, words.low_label, words.high_label, words.comment))
    assert names(store, "stage") == ["Awareness", "Consideration", "Purchase", "Use", "Loyalty"]
    assert (setting(store, "time_zone"), setting(store, "organisation")) == ("Europe/Warsaw", "Acme")
    store.close()


def test_a_store_that_exists_is_left_alone(tmp_path: Path) -> None:
    make_store(tmp_path / "cjo.db").close()
    with pytest.raises(StoreError, match="exists already"):
        make_store(tmp_path / "cjo.db")


@pytest.mark.parametrize(
    "wrong",
    [{"time_zone": "Mars/Base"}, {"stages": ["Buy", "buy"]}, {"stages": ["x" * 200]}, {"organisation": "x" * 200}],
)
def test_what_is_wrong_is_found_before_there_is_a_file(tmp_path: Path, wrong: dict[str, object]) -> None:
    with pytest.raises(BadValue):
        make_store(tmp_path / "cjo.db", **wrong)  # type: ignore[arg-type]
    assert not (tmp_path / "cjo.db").exists()


@pytest.mark.parametrize("error", [KeyboardInterrupt, sqlite3.OperationalError])
def test_a_store_that_fails_half_way_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def failing(*_arguments: object) -> None:
        raise error("stop")

    monkeypatch.setattr("cjo_core.exchange.starter.save_survey", failing)
    with pytest.raises(error):
        make_store(tmp_path / "cjo.db")
    assert list(tmp_path.iterdir()) == []
    monkeypatch.undo()
    make_store(tmp_path / "cjo.db").close()


def test_a_real_store_cannot_have_the_name_of_the_demo(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"“demo\.db” is the name of the demo data"):
        make_store(tmp_path / "demo.db")
    assert list(tmp_path.iterdir()) == []


def test_stages_are_a_list_or_a_template() -> None:
    assert read_stages("Advocacy") == JOURNEYS["advocacy"]
    assert read_stages("A, B ,,C") == ("A", "B", "C")
    with pytest.raises(BadValue):
        read_stages(" , ")
