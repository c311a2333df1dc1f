"""The ledger: every answer that is not counted has its reason, and the parts add up to n."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjo_core.errors import BadValue
from cjo_core.insight.ledger import LEFT_OUT, TOTALS, Ledger, Rung, ladder, ledger
from cjo_core.metrics.formulas.response_rate import Outcomes
from cjo_core.survey.filters import EVERYTHING, Filter
from tests.made_cells import Given, asked, make_cells


def adds_up(rungs: Sequence[Rung]) -> bool:
    """Whether each total is the one before it less what was left out between them."""
    left = rungs[0].count
    for rung in rungs[1:]:
        if rung.total and rung.count != left:
            return False
        left = rung.count if rung.total else left + rung.count
    return rungs[0].total and rungs[-1].name == "counted"


def told(found: Ledger | None) -> dict[str, int]:
    assert found is not None
    return {rung.name: rung.count for rung in found.rungs}


PEOPLE = (
    [Given(9, week=202640, stage="Buy")] * 6
    + [Given(9, week=202641, stage="Buy")] * 7
    + [Given(2, week=202641, stage="Use")] * 5
    + [Given(7)] * 3
)


def test_a_hand_worked_week_of_one_stage() -> None:
    cells = make_cells(PEOPLE)
    found = ledger(
        cells, "nps", Filter().weeks(202641, 202641).only(stage="Buy"), {202641: 4, 202640: 1, 0: 2}, {"sent_twice": 3}
    )
    # 21 scores and 7 skips; 5 of them undated, 7 of week 40; 16 of week 41: 4 skipped, 5 elsewhere, 7 counted
    assert told(found) == {
        "sent": 31,
        "sent_twice": -3,
        "received": 28,
        "undated": -5,
        "other_weeks": -7,
        "in_period": 16,
        "skipped": -4,
        "filter": -5,
        "set_aside": 0,
        "counted": 7,
    }
    assert found is not None
    assert found.counted == 7
    assert "set_aside" not in {rung.name for rung in found.shown}


def test_over_all_time_undated_answers_count_and_there_is_no_rung_for_the_period() -> None:
    found = told(ledger(make_cells(PEOPLE), "nps", EVERYTHING, {}, {}))
    assert found == {"received": 21, "skipped": 0, "filter": 0, "set_aside": 0, "counted": 21}


def test_a_screen_leaves_out_what_took_nothing_away() -> None:
    cells = make_cells([Given(9, week=202641)] * 8)
    found = ledger(cells, "nps", Filter().weeks(202641, 202641), {}, {})
    assert found is not None
    assert [rung.name for rung in found.shown] == ["received", "counted"]
    assert [rung.name for rung in ledger(cells, "nps", EVERYTHING, {0: 2}, {}).shown] == [  # type: ignore[union-attr]
        "received",
        "skipped",
        "counted",
    ]


def test_nobody_at_all_is_a_ladder_of_zeros() -> None:
    assert told(ledger(make_cells([]), "nps", EVERYTHING, {}, {}))["counted"] == 0


def test_a_hidden_or_protected_number_has_no_ladder() -> None:
    few = [Given(9, segment="Few")] * 3 + [Given(8, segment="Many")] * 40
    cells = make_cells(few, [asked("nps", floor=5)])
    assert ledger(cells, "nps", EVERYTHING, {}, {}) is not None
    assert ledger(cells, "nps", Filter().only(segment="Few"), {}, {}) is None
    assert ledger(cells, "nps", Filter().only(segment="Many"), {}, {}) is None, "it would give away the other"
    known = make_cells(few, [asked("nps", floor=1)])
    assert told(ledger(known, "nps", Filter().only(segment="Few"), {}, {}))["filter"] == -40


def test_a_survey_that_asks_twice_counts_a_response_for_each_question() -> None:
    once = ledger(make_cells([Given(9)] * 6), "nps", EVERYTHING, {}, {})
    twice = ledger(make_cells([Given(9)] * 6, [asked("nps"), asked("nps")]), "nps", EVERYTHING, {0: 6}, {})
    assert once is not None
    assert twice is not None
    assert (once.per_question, twice.per_question) == (False, True)


@given(st.lists(st.integers(0, 500), min_size=6, max_size=6), st.booleans(), st.integers(0, 9), st.integers(0, 9))
def test_every_ladder_adds_up(numbers: list[int], bounded: bool, twice: int, again: int) -> None:
    received, dated, inside, answered, filtered, counted = sorted(numbers, reverse=True)
    rungs = ladder(
        received=received,
        dated=dated if bounded else None,
        in_period=inside if bounded else None,
        answered=answered,
        filtered=filtered,
        counted=counted,
        refused={"sent_twice": twice, "imported_again": again},
    )
    assert adds_up(rungs)
    assert rungs[-1].count == counted
    assert rungs[0].count == received + twice + again
    assert all(rung.count <= 0 for rung in rungs if not rung.total)
    assert all(rung.label for rung in rungs)


def test_numbers_that_grow_on_the_way_down_are_refused() -> None:
    with pytest.raises(BadValue, match="12 answers cannot be left of 10"):
        ladder(received=10, answered=12, filtered=5, counted=5)
    with pytest.raises(BadValue, match="because of boredom"):
        ladder(received=1, answered=1, filtered=1, counted=1, refused={"boredom": 1})


def test_no_name_is_both_a_total_and_a_reason() -> None:
    assert not set(TOTALS) & set(LEFT_OUT)


def test_where_people_were_invited_the_ladder_begins_with_them_and_still_adds_up() -> None:
    asked_people = Outcomes(complete=30, partial=5, refused=2, not_reached=60, not_eligible=3)
    found = ledger(make_cells([Given(9)] * 50), "nps", EVERYTHING, {}, {"sent_twice": 2}, asked_people)
    assert found is not None
    assert [(rung.name, rung.count) for rung in found.rungs[:6]] == [
        ("invited", 100), ("bounced", -3), ("not_answered", -62), ("by_invitation", 35), ("uninvited", 17),
        ("sent", 52),
    ]  # fmt: skip
    assert "opened" not in {rung.name for rung in found.rungs}, "opening a link stores nothing"


def test_answers_that_were_removed_later_are_said_to_be() -> None:
    found = ledger(make_cells([Given(9)] * 10), "nps", EVERYTHING, {}, {}, Outcomes(complete=12))
    assert found is not None
    assert ("removed", -2) in [(rung.name, rung.count) for rung in found.shown]


def test_without_invitations_there_is_no_such_rung() -> None:
    for nobody in (None, Outcomes()):
        found = ledger(make_cells([Given(9)] * 10), "nps", EVERYTHING, {}, {}, nobody)
        assert found is not None
        assert found.rungs[0].name == "received"
