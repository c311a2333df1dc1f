"""Who is invited: each once a batch, nobody too often, never who unsubscribed, and no code is kept."""

from __future__ import annotations

from dataclasses import astuple, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjo_core.errors import BadValue, NotFound, StoreError
from cjo_core.store.database import DEMO, Store, create_store
from cjo_core.store.invitations.making import invite
from cjo_core.store.invitations.past import Past, save_past
from cjo_core.store.invitations.reading import Asked, asked, batches, invitation_of, invitations, keeps_unknown
from cjo_core.store.invitations.sending import note_handed_out
from cjo_core.store.invitations.stopping import revoke
from cjo_core.store.set_up.settings import save_setting, setting
from cjo_core.store.set_up.surveys import save_survey
from cjo_core.survey.invitations import EMAIL, Invitee, code_of
from cjo_core.survey.surveys import Question, Survey, Wording

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = create_store(tmp_path / "cjo.db")
    for slug in ("one", "two"):
        save_survey(made, Survey(slug, slug, (Question("nps", {"en": Wording("Recommend?")}),)))
    return made


def reasons(store: Store, survey: str, batch: str, *people: Invitee, now: datetime = NOW) -> list[str]:
    return [reason for _one, reason, _when in invite(store, survey, batch, people, now=now).left_out]


def test_the_same_customer_is_invited_once_per_batch(store: Store) -> None:
    twice = invite(store, "one", "a", [Invitee("1"), Invitee("1")], now=NOW)
    assert (len(twice.made), [reason for _p, reason, _w in twice.left_out]) == (1, ["twice"])
    assert reasons(store, "one", "a", Invitee("1")) == ["there"]


def test_nobody_is_asked_twice_within_thirty_days_by_whatever_survey(store: Store) -> None:
    invite(store, "one", "a", [Invitee("1", "ada@example.org")], now=NOW)
    later = NOW + timedelta(days=29)
    assert reasons(store, "two", "b", Invitee("1"), now=later) == ["lately"]
    assert reasons(store, "two", "b", Invitee("2", "Ada@Example.org"), now=later) == ["lately"]
    assert reasons(store, "two", "b", Invitee("1"), now=NOW + timedelta(days=31)) == []


def test_a_team_may_set_how_often_people_are_asked(store: Store) -> None:
    save_setting(store, "invite_every_days", "0")
    invite(store, "one", "a", [Invitee("1")], now=NOW)
    assert reasons(store, "two", "b", Invitee("1")) == []


def test_an_invitation_revoked_before_it_was_sent_was_no_invitation(store: Store) -> None:
    made = invite(store, "one", "a", [Invitee("1")], now=NOW).made
    assert revoke(store, made, now=NOW) == 1
    assert revoke(store, made, now=NOW) == 0
    assert reasons(store, "two", "b", Invitee("1")) == []


def test_a_dry_run_says_the_same_and_makes_nothing(store: Store) -> None:
    people = [Invitee("1"), Invitee("1"), Invitee("2")]
    tried = invite(store, "one", "a", people, now=NOW, dry_run=True)
    assert (len(tried.made), len(tried.left_out)) == (2, 1)
    assert invitations(store, "one") == []
    done = invite(store, "one", "a", people, now=NOW)
    assert len(done.made) == 2


def test_the_code_is_found_again_and_never_kept(store: Store) -> None:
    (number,) = invite(store, "one", "a", [Invitee("1")], now=NOW).made
    code = code_of(setting(store, "secret"), number)
    found = invitation_of(store, code)
    assert found is not None
    assert found.id == number
    with store.reading() as connection:
        connection.execute("SELECT 1")
    assert code.encode() not in store.path.read_bytes()
    assert invitation_of(store, code[:-1] + ("a" if code[-1] != "a" else "b")) is None


def test_numbers_of_invitations_and_so_their_codes_are_never_used_again(store: Store) -> None:
    (first,) = invite(store, "one", "a", [Invitee("1")], now=NOW).made
    with store.writing() as connection:
        connection.execute("DELETE FROM invitations")
    (second,) = invite(store, "one", "a", [Invitee("1")], now=NOW).made
    assert second > first


def test_the_newest_batch_comes_first_each_in_the_order_of_its_file(store: Store) -> None:
    invite(store, "one", "a", [Invitee("1"), Invitee("2")], now=NOW)
    invite(store, "one", "b", [Invitee("3")], now=NOW)
    assert batches(store, "one") == ["b", "a"]
    assert [one.customer for one in invitations(store, "one")] == ["3", "1", "2"]
    assert [one.customer for one in invitations(store, "one", "a")] == ["1", "2"]


def test_what_became_of_those_who_were_asked_is_counted_by_what_was_sent(store: Store) -> None:
    with store.writing() as connection:
        connection.execute("UPDATE surveys SET identified = 1")
    invite(store, "one", "a", [Invitee(str(i), f"{i}@example.org") for i in range(7)], now=NOW)
    with store.writing() as connection:
        connection.execute("UPDATE invitations SET sent_at = '2026-11-22T10:00:00Z' WHERE customer <> '6'")
        connection.execute("UPDATE invitations SET answered_on = '2026-11-23' WHERE customer = '0'")
        connection.execute("UPDATE invitations SET begun_on = '2026-11-23' WHERE customer IN ('0', '1')")
        connection.execute("UPDATE invitations SET bounced_at = '2026-11-23T10:00:00Z' WHERE customer = '2'")
        connection.execute("UPDATE invitations SET revoked_at = '2026-11-23T10:00:00Z' WHERE customer = '3'")
        connection.execute("INSERT INTO unsubscribed VALUES ('email', '4@example.org', '2026-11-23')")
    assert asked(store) == {"one": Asked(complete=1, partial=1, refused=1, silent=1, bounced=1)}
    assert asked(store)["one"].delivered == 4


PEOPLE = [Invitee(str(i), f"{i}@example.org") for i in range(6)]


def told(store: Store, survey: str = "one") -> list[tuple[object, ...]]:
    """All that a list can show of each person but who they are."""
    hidden = {"id": 0, "customer": "", "email": None}
    return [astuple(replace(one, **hidden)) for one in invitations(store, survey)]  # type: ignore[arg-type]


def test_no_list_tells_who_of_the_unknown_has_answered(store: Store) -> None:
    made = invite(store, "one", "a", PEOPLE, now=NOW).made
    note_handed_out(store, made, now=NOW)
    with store.writing() as connection:
        connection.execute("UPDATE invitations SET answered_on = '2026-11-23' WHERE customer = '0'")
        connection.execute("UPDATE invitations SET begun_on = '2026-11-23', begun_key = x'00' WHERE customer < '2'")
        connection.execute("UPDATE invitations SET reminded_at = '2026-11-30T09:00:00Z', reminders = 1 WHERE id > 2")
        connection.execute("UPDATE invitations SET bounced_at = reminded_at WHERE customer = '3'")
        connection.execute("UPDATE invitations SET sending_at = reminded_at WHERE customer = '4'")
    assert len(set(told(store))) == 1
    assert {one.state(NOW) for one in invitations(store, "one")} == {"sent"}
    assert revoke(store, made, now=NOW) == 6, "the answered too, or those left would have answered"
    assert len(set(told(store))) == 1
    assert asked(store)["one"].delivered == 5
    assert asked(store)["one"].complete == 1


def test_of_so_few_unknown_people_not_even_the_sum_is_told(store: Store) -> None:
    for survey, people in (("one", PEOPLE[:4]), ("two", PEOPLE[4:] + [Invitee(str(i)) for i in range(10, 13)])):
        note_handed_out(store, invite(store, survey, "a", people, now=NOW).made, now=NOW)
    with store.writing() as connection:
        connection.execute("UPDATE invitations SET answered_on = '2026-11-23' WHERE id = 1")
    assert asked(store) == {"two": Asked(silent=5)}
    with store.writing() as connection:
        connection.execute("UPDATE surveys SET identified = 1")
        connection.execute("UPDATE invitations SET unknown = 0")
    assert asked(store)["one"] == Asked(complete=1, silent=3)


def test_the_promise_outlives_a_change_of_the_survey(store: Store) -> None:
    invite(store, "one", "a", PEOPLE, now=NOW)
    with store.writing() as connection:
        connection.execute("UPDATE invitations SET answered_on = '2026-11-23' WHERE customer = '0'")
        connection.execute("UPDATE surveys SET identified = 1, privacy_floor = 1")
    assert {one.state(NOW) for one in invitations(store, "one")} == {"waiting"}
    assert keeps_unknown(store, "one")
    assert not keeps_unknown(store, "two")


def test_of_known_customers_a_team_sees_who_has_answered(store: Store) -> None:
    with store.writing() as connection:
        connection.execute("UPDATE surveys SET identified = 1")
    made = invite(store, "one", "a", PEOPLE, now=NOW).made
    with store.writing() as connection:
        connection.execute("UPDATE invitations SET answered_on = '2026-11-23' WHERE customer = '0'")
    assert [one.state(NOW) for one in invitations(store, "one")] == ["answered"] + ["waiting"] * 5
    assert revoke(store, made, now=NOW) == 5


def test_bad_lists_are_refused_in_words(store: Store, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there is no survey “nowhere”"):
        invite(store, "nowhere", "a", [], now=NOW)
    with pytest.raises(BadValue, match="a batch needs a name"):
        invite(store, "one", "  ", [], now=NOW)
    with pytest.raises(StoreError, match="sealed"):
        invite(create_store(tmp_path / "demo.db", DEMO), "demo-x", "a", [], now=NOW)


@given(st.text(), st.text())
def test_no_address_ends_a_header_or_names_two_people(name: str, host: str) -> None:
    text = f"{name}@{host}.org"
    if EMAIL.fullmatch(text):
        assert text.count("@") == 1
        assert not set(text) & set(" \r\n\t,;<>\"'\x00") - {"'"}
        assert text.isprintable() or not any(c in text for c in "\r\n\x0b\x0c\x85\u2028\u2029")


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_two_invitations_never_share_a_code(one: int, other: int) -> None:
    assert (code_of("secret", one) == code_of("secret", other)) == (one == other)
    assert code_of("secret", one) != code_of("another", one)


def test_a_made_up_past_is_for_demo_data_only(store: Store) -> None:
    with pytest.raises(StoreError, match="only demo data"):
        save_past(store, "one", "2026-10", [Past("c-1", None, NOW)])
    assert asked(store) == {}
