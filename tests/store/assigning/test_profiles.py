"""What a persona is like: kept whole, checked, and gone with its persona."""

from __future__ import annotations

import pytest

from cjo_core.errors import BadValue, NotFound
from cjo_core.store.assigning.profiles import profiles, save_profile
from cjo_core.store.database import Store
from cjo_core.survey.personas import LARGEST, Profile, picture_type

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 50
WHOLE = Profile(
    "35-44",
    "teacher",
    ("find it\tfast", "  pay less ", ""),
    ("long forms",),
    ("phone", "web"),
    "compares for weeks",
    "“Is it worth it?”",
    3,
    PNG,
)


def test_a_profile_comes_back_as_it_was_saved(store: Store) -> None:
    assert profiles(store) == {"Ada": Profile()}
    save_profile(store, "ada", WHOLE)
    found = profiles(store)["Ada"]
    assert found.goals == ("find it fast", "pay less")
    assert found.channels == ("web", "phone"), "in the team's order"
    assert (found.picture, found.colour, found.quote) == (PNG, 3, "“Is it worth it?”")
    save_profile(store, "Ada", Profile(occupation="nurse"))
    assert profiles(store) == {"Ada": Profile(occupation="nurse")}


def test_a_renamed_channel_keeps_its_place_in_the_profile(store: Store) -> None:
    save_profile(store, "Ada", WHOLE)
    with store.writing() as connection:
        connection.execute("UPDATE channels SET name = 'Telefon' WHERE name = 'phone'")
    assert profiles(store)["Ada"].channels == ("web", "Telefon")


def test_unknown_names_are_refused_and_nothing_is_half_written(store: Store) -> None:
    with pytest.raises(NotFound, match="“Bob”"):
        save_profile(store, "Bob", Profile())
    with pytest.raises(NotFound, match="“fax”"):
        save_profile(store, "Ada", Profile(occupation="nurse", channels=("web", "fax")))
    assert profiles(store) == {"Ada": Profile()}


@pytest.mark.parametrize("content", [b"", b"GIF89a....", b"<svg onload=alert(1)>", b"\x89PNG\r\n\x1a\n", b"\xff\xd8"])
def test_only_pngs_and_jpegs_are_pictures_whatever_they_are_called(content: bytes) -> None:
    with pytest.raises(BadValue, match="neither PNG nor JPEG"):
        picture_type(content)


def test_a_large_picture_is_refused_with_its_size() -> None:
    with pytest.raises(BadValue, match="401 KB"):
        Profile(picture=PNG + b"0" * LARGEST)
    assert picture_type(b"\xff\xd8\xff" + b"0") == "image/jpeg"


def test_what_is_too_long_or_unknown_is_refused() -> None:
    with pytest.raises(BadValue, match="401 characters"):
        Profile(quote="x" * 401)
    with pytest.raises(BadValue, match="13 lines"):
        Profile(goals=("x",) * 13)
    with pytest.raises(BadValue, match="age band"):
        Profile(age_band="middle")


def test_a_profile_goes_with_its_persona(store: Store) -> None:
    save_profile(store, "Ada", WHOLE)
    with store.writing() as connection:
        connection.execute("DELETE FROM personas")
    assert profiles(store) == {}
    with store.reading() as connection:
        assert connection.execute("SELECT count(*) FROM persona_channels").fetchone() == (0,)
