"""Pages that draw themselves anew keep to a share of the time, one after the other; what people click never waits."""

from __future__ import annotations

import threading

import pytest

from pages.ui.live import AT_ONCE, SHARE, Pace


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pace(clock: Clock) -> Pace:
    return Pace(clock=clock)


def draw(pace: Pace, clock: Clock, seconds: float) -> None:
    with pace.drawing():
        clock.now += seconds


def test_one_answer_is_drawn_on_twenty_pages_at_once(pace: Pace, clock: Clock) -> None:
    for _page in range(20):
        assert pace.allows()
        draw(pace, clock, 0.12)


def test_while_answers_pour_in_pages_are_drawn_for_no_more_than_their_share(pace: Pace, clock: Clock) -> None:
    drawn, begun = 0.0, clock.now
    while clock.now < begun + 600:
        if pace.allows():
            draw(pace, clock, 0.1)
            drawn += 0.1
        else:
            clock.now += 0.05
    assert drawn == pytest.approx(600 * SHARE + AT_ONCE, rel=0.01)


def test_a_pause_gives_back_no_more_than_can_be_drawn_at_once(pace: Pace, clock: Clock) -> None:
    draw(pace, clock, AT_ONCE + 1)
    assert not pace.allows()
    clock.now += 10_000
    assert pace.allows()
    draw(pace, clock, AT_ONCE / (1 - SHARE) + 0.01)
    assert not pace.allows()


def test_pages_are_drawn_one_after_the_other() -> None:
    pace, at_once, most = Pace(), [0], [0]

    def page() -> None:
        with pace.drawing():
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
    with pytest.raises(ValueError, match="broken"), pace.drawing():
        raise ValueError("broken")
    assert pace.turn.acquire(blocking=False)
