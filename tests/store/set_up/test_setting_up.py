"""Settings, surveys and names: what a team sets up before the first answer."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cjo_core.errors import BadValue, NotFound, StoreError
from cjo_core.store.database import DEMO, Store, create_store
from cjo_core.store.responses.writes import save_responses
from cjo_core.store.set_up.audience import add_names, known_place, names, touchpoints_by_stage
from cjo_core.store.set_up.settings import save_setting, save_time_zone, setting, settings
from cjo_core.store.set_up.surveys import save_status, save_survey, survey, surveys, titles
from cjo_core.survey.places import Place
from cjo_core.survey.surveys import Question, Survey, Wording
from tests.store.conftest import Maker


def _weeks(store: Store) -> list[int]:
    with store.reading() as connection:
        return [row[0] for row in connection.execute("SELECT week FROM answers ORDER BY id").fetchall()]


def test_a_setting_has_a_default_until_it_is_set(store: Store) -> None:
    assert setting(store, "organisation", "nobody") == "nobody"
    save_setting(store, "organisation", "Acme")
    save_setting(store, "organisation", "Acme 2")
    assert setting(store, "organisation") == "Acme 2"


def test_moving_the_team_puts_every_answer_into_its_week_there(store: Store, make: Maker) -> None:
    sunday_evening = datetime(2026, 11, 15, 22, 30, tzinfo=UTC)  # Monday already in Warsaw, in winter time
    save_responses(store, [make(9, at=sunday_evening), make(9, at=datetime(2026, 11, 18, tzinfo=UTC)), make(9)])
    assert _weeks(store) == [202646, 202647, 0]
    assert save_time_zone(store, "Europe/Warsaw") == 0  # 23:30 there, still Sunday
    assert save_time_zone(store, "Asia/Shanghai") == 1
    assert _weeks(store) == [202647, 202647, 0]
    assert save_time_zone(store, "UTC") == 1


def test_daylight_saving_decides_the_week_of_a_late_sunday(store: Store, make: Maker) -> None:
    save_time_zone(store, "Europe/Warsaw")
    late = [datetime(2026, 3, 22, 22, 30, tzinfo=UTC), datetime(2026, 3, 29, 22, 30, tzinfo=UTC)]
    save_responses(store, [make(9, at=moment) for moment in late])
    assert _weeks(store) == [202612, 202614]  # 23:30 on Sunday; and, an hour ahead since that day, 00:30 on Monday


def test_an_unknown_time_zone_changes_nothing(store: Store) -> None:
    with pytest.raises(BadValue, match="Mars/Base"):
        save_time_zone(store, "Mars/Base")
    assert setting(store, "time_zone") == "UTC"


def test_a_survey_comes_back_as_it_was_saved(store: Store) -> None:
    words = {"en": Wording("How was it?", "bad", "good", "Why?"), "pl": Wording("Jak było?")}
    saved = save_survey(
        store, Survey("shop", "Shop", (Question("csat", words), Question("ces", words)), identified=True)
    )
    assert saved == survey(store, "shop")
    assert saved.languages == ("en", "pl")
    assert [question.kind for question in saved.questions] == ["csat", "ces"]
    assert dict(saved.questions[0].wordings) == words


def test_a_slug_is_taken_once(store: Store) -> None:
    with pytest.raises(BadValue, match="already"):
        save_survey(store, Survey("nps", "Again", (Question("nps"),)))


def test_demo_surveys_and_real_ones_never_share_a_store(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="demo-"):
        save_survey(store, Survey("demo-nps", "Demo", (Question("nps"),)))
    demo = create_store(tmp_path / "demo.db", DEMO)
    with pytest.raises(StoreError, match="demo-"):
        save_survey(demo, Survey("nps", "Real", (Question("nps"),)))
    demo.close()


def test_a_survey_is_opened_and_closed_by_its_name(store: Store) -> None:
    save_status(store, "csat", "closed")
    assert [one.slug for one in surveys(store) if one.status == "open"] == ["nps", "ces"]
    with pytest.raises(NotFound):
        save_status(store, "none", "open")
    with pytest.raises(BadValue):
        save_status(store, "csat", "ajar")
    with pytest.raises(NotFound):
        survey(store, "none")


def test_names_are_added_once_whatever_their_case(store: Store) -> None:
    assert add_names(store, "segment", ["new", "  Gold   card ", "Gold card"]) == ["Gold card"]
    assert names(store, "segment") == ["New", "Old", "Gold card"]


def test_a_touchpoint_needs_a_stage_that_exists(store: Store) -> None:
    with pytest.raises(NotFound, match="Sell"):
        add_names(store, "touchpoint", ["Shelf"], stage="Sell")
    add_names(store, "touchpoint", ["Manual"], stage="Use")
    assert touchpoints_by_stage(store) == {"Buy": ["Cart", "Desk"], "Use": ["Manual"]}


@pytest.mark.parametrize("bad", ["", "   ", "x" * 121])
def test_a_name_that_nobody_could_read_is_refused(store: Store, bad: str) -> None:
    with pytest.raises(BadValue):
        add_names(store, "segment", [bad])


def test_dimensions_without_names_are_refused(store: Store) -> None:
    with pytest.raises(BadValue, match="weather"):
        names(store, "weather")
    with pytest.raises(BadValue, match="language"):
        add_names(store, "language", ["pl"])


def test_a_place_is_known_as_far_as_its_names_are(store: Store) -> None:
    place, unknown = known_place(
        store, Place(stage="Use", touchpoint="cart", segment="NEW", persona="Bob", language="pl")
    )
    assert place == Place(stage="Buy", touchpoint="Cart", segment="New", language="pl")
    assert unknown == {"stage": "Use", "persona": "Bob"}


def test_names_beyond_ascii_are_the_same_in_any_letter_case(store: Store) -> None:
    assert add_names(store, "segment", ["Élite"]) == ["Élite"]
    assert add_names(store, "segment", ["élite", "ÉLITE"]) == []
    place, unknown = known_place(store, Place(segment="éLITE"))
    assert (place.segment, unknown) == ("Élite", {})


@pytest.mark.parametrize("name", ["Buy\x1b[31m", "Buy\x07", "Buy\udcff", "Buy\x9b"])
def test_a_name_with_characters_that_cannot_be_shown_is_refused(store: Store, name: str) -> None:
    with pytest.raises(BadValue, match="the name “Buy�") as refused:
        add_names(store, "segment", [name])
    str(refused.value).encode()


def test_a_name_may_hold_any_letters_and_signs(store: Store) -> None:
    wanted = ["满意的客户", "Żółw & Söhne", "👩‍👩‍👧 families", "می‌خواهم"]
    assert add_names(store, "segment", wanted) == wanted


def test_all_settings_are_read_at_once_but_never_the_secret(store: Store) -> None:
    save_setting(store, "target_nps", "40.0")
    found = settings(store)
    assert found["target_nps"] == setting(store, "target_nps")
    assert found["kind"] == "real"
    assert "secret" not in found


def test_titles_are_those_of_the_surveys_in_their_order(store: Store) -> None:
    assert list(titles(store).items()) == [(one.slug, one.title) for one in surveys(store)]
