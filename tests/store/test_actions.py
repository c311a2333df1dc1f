"""Actions are kept whole: with their place, their figures, and what became of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cjo_core.errors import BadValue, NotFound
from cjo_core.store.actions import actions, add_action, remove_action, set_done
from cjo_core.store.database import Store
from cjo_core.store.journey.merging import merge
from cjo_core.store.journey.naming import rename
from cjo_core.store.set_up.audience import add_names
from cjo_core.survey.actions import LONGEST, Action, Figures

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
FIGURES = Figures("nps", -24.8, 113, 39.8, -64.6, -78.2, -49.4, 202631, 202640)
ONE = Action("Show old orders", "Service", "Get support", FIGURES, NOW, segment="Firms")


@pytest.fixture
def places(store: Store) -> Store:
    add_names(store, "stage", ["Get support"])
    add_names(store, "touchpoint", ["Hotline"], stage="Get support")
    add_names(store, "segment", ["Firms"])
    return store


def test_an_action_comes_back_as_it_was_written(places: Store) -> None:
    number = add_action(places, ONE)
    assert actions(places) == [replace(ONE, id=number)]
    weighted = replace(ONE, figures=replace(FIGURES, effective=87.4))
    add_action(places, weighted)
    assert [one.figures.effective for one in actions(places)] == [87.4, None]
    assert ONE.where == {"stage": "Get support", "segment": "Firms"}


def test_what_is_to_do_comes_before_what_is_done(places: Store) -> None:
    first, second = add_action(places, ONE), add_action(places, replace(ONE, title="Another", segment=None))
    set_done(places, second, NOW)
    assert [one.id for one in actions(places)] == [first, second]
    assert actions(places)[1].done_at == NOW
    set_done(places, second, None)
    assert actions(places)[0].done_at is None


def test_a_removed_action_is_gone_and_cannot_be_changed(places: Store) -> None:
    number = add_action(places, ONE)
    remove_action(places, number)
    assert actions(places) == []
    for change in (lambda: remove_action(places, number), lambda: set_done(places, number, NOW)):
        with pytest.raises(NotFound):
            change()


@pytest.mark.parametrize("title", ["", "  \n ", "\u200b", "x" * (LONGEST + 1)])
def test_a_bad_title_is_refused_and_nothing_is_written(title: str, places: Store) -> None:
    with pytest.raises(BadValue):
        add_action(places, replace(ONE, title=title))
    assert actions(places) == []


def test_a_place_nobody_knows_is_refused(places: Store) -> None:
    with pytest.raises(NotFound):
        add_action(places, replace(ONE, stage="Nowhere"))
    with pytest.raises(NotFound):
        add_action(places, replace(ONE, touchpoint="Nowhere"))


def test_titles_are_one_line(places: Store) -> None:
    add_action(places, replace(ONE, title="  Show\n old   orders ", touchpoint="hotline", segment=None))
    (one,) = actions(places)
    assert (one.title, one.touchpoint) == ("Show old orders", "Hotline")


def test_an_action_follows_its_stage_when_that_is_merged_or_renamed(places: Store) -> None:
    add_names(places, "stage", ["Help"])
    add_action(places, replace(ONE, segment=None))
    merge(places, "stage", "Get support", "Help")
    rename(places, "stage", "Help", "Service")
    assert [one.stage for one in actions(places)] == ["Service"]
