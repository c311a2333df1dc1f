"""Who has just been here: limits per network, haste and repeats per device, and no address kept anywhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cjo_core.web.guards.visitors import RATE_LIMIT, WINDOW, Sent, Visitors

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
PHONE = "Mozilla/5.0 (iPhone)"


def test_a_network_may_send_so_many_a_minute_and_another_is_not_held_up() -> None:
    visitors = Visitors()
    assert all(visitors.may_send(f"203.0.113.{i % 250}", NOON) for i in range(RATE_LIMIT))
    assert not visitors.may_send("203.0.113.9", NOON)
    assert visitors.may_send("203.0.114.9", NOON)
    assert visitors.may_send("203.0.113.9", NOON + WINDOW)
    assert visitors.may_send("203.0.113.9", NOON, limit=0)


def test_forms_sent_in_haste_by_one_device_are_counted_for_ten_seconds() -> None:
    visitors = Visitors()
    hasty = Sent("203.0.113.7", PHONE, seconds=2.0)
    assert [visitors.signs("s", hasty, NOON).hasty for _ in range(3)] == [1, 2, 3]
    assert visitors.signs("other", hasty, NOON).hasty == 1
    assert visitors.signs("s", Sent("203.0.113.7", "another", seconds=2.0), NOON).hasty == 1
    assert visitors.signs("s", hasty, NOON + timedelta(seconds=11)).hasty == 1


def test_those_who_take_their_time_are_never_many() -> None:
    visitors = Visitors()
    slow = Sent("203.0.113.7", PHONE, seconds=9.0)
    assert {visitors.signs("s", slow, NOON).hasty for _ in range(20)} == {0}


def test_the_same_long_words_of_the_same_device_are_a_repeat_and_short_ones_are_not() -> None:
    visitors = Visitors()
    sent = Sent("203.0.113.7", PHONE, words=["The parcel was late again", "ok"], seconds=9.0)
    assert not visitors.signs("s", sent, NOON).same_content
    assert visitors.signs("s", sent, NOON + timedelta(minutes=1)).same_content
    assert not visitors.signs("s", Sent("198.51.100.7", PHONE, words=sent.words, seconds=9.0), NOON).same_content
    short = Sent("203.0.113.7", PHONE, words=["ok"], seconds=9.0)
    assert not visitors.signs("s", short, NOON).same_content
    assert not visitors.signs("s", short, NOON).same_content


def test_no_address_and_no_word_is_kept() -> None:
    visitors = Visitors()
    visitors.may_send("203.0.113.7", NOON)
    visitors.signs("s", Sent("203.0.113.7", PHONE, words=["The parcel was late again"], seconds=1.0), NOON)
    kept = repr(visitors)
    assert "203.0" not in kept
    assert "parcel" not in kept
    assert "iPhone" not in kept
