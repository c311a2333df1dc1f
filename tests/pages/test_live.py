"""Pages that draw themselves anew keep to a share of the time, one after the other; what people click never waits."""

from __future__ import annotations

import threading

import pytest

from pages.ui.live import AT_LATEST, AT_ONCE, SHARE, Pace


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def work() -> Clock:
    return Clock()


@pytest.fixture
def pace(clock: Clock, work: Clock) -> Pace:
    return Pace(clock=clock, worked=work)


def draw(pace: Pace, clock: Clock, work: Clock, seconds: float, *, busy: float = 1.0) -> bool:
    """Draw a page if that is allowed now, on a machine on which all takes `busy` times as long."""
    if not (reserved := pace.reserve()):
        return False
    with pace.drawing(reserved):
        clock.now += seconds * busy
        work.now += seconds
    return True


def drawn_in(pace: Pace, clock: Clock, work: Clock, seconds: float, *, busy: float) -> int:
    """How many pages are drawn while answers pour in."""
    number, end = 0, clock.now + seconds
    while clock.now < end:
        if draw(pace, clock, work, 0.1, busy=busy):
            number += 1
        else:
            clock.now += 0.05
    return number


def test_one_answer_is_drawn_on_twenty_pages_at_once(pace: Pace) -> None:
    assert all(pace.reserve() for _page in range(20))


def test_while_answers_pour_in_pages_are_drawn_for_no_more_than_their_share(
    pace: Pace, clock: Clock, work: Clock
) -> None:
    number = drawn_in(pace, clock, work, 600, busy=1)
    assert number == pytest.approx((600 * SHARE + AT_ONCE) / 0.1, rel=0.01)


def test_on_a_machine_three_times_as_busy_pages_are_drawn_a_ninth_as_often(
    pace: Pace, clock: Clock, work: Clock
) -> None:
    number = drawn_in(pace, clock, work, 600, busy=3)
    assert number == pytest.approx((600 * SHARE + AT_ONCE) / 0.9, rel=0.02)


def test_a_page_that_was_held_up_for_long_delays_the_next_by_seconds_only(
    pace: Pace, clock: Clock, work: Clock
) -> None:
    assert draw(pace, clock, work, 0.1, busy=40)  # four seconds for a tenth of one's work: as much as 160 seconds
    assert not pace.reserve()
    clock.now += AT_LATEST + 0.1
    assert draw(pace, clock, work, 0.1)


def test_a_pause_gives_back_no_more_than_can_be_drawn_at_once(pace: Pace, clock: Clock, work: Clock) -> None:
    clock.now += 10_000
    assert draw(pace, clock, work, AT_ONCE / (1 - SHARE) + 0.01)
    assert not pace.reserve()


def test_a_page_that_was_never_drawn_is_forgotten(pace: Pace, clock: Clock) -> None:
    while pace.reserve():
        pass
    clock.now += 1
    assert pace.reserve()


def test_pages_are_drawn_one_after_the_other() -> None:
    pace, at_once, most = Pace(), [0], [0]

    def page() -> None:
        with pace.drawing(0.1):
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
            threading.Event().wait(0.01)
            at_once[0] -= 1

    threads = [threading.Thread(target=page) for _i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


def test_a_page_that_fails_does_not_hold_up_those_behind_it() -> None:
    pace = Pace()
    with pytest.raises(ValueError, match="broken"), pace.drawing(0.1):
        raise ValueError("broken")
    assert pace.turn.acquire(blocking=False)
