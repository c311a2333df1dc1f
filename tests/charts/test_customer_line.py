"""One customer in one line: lanes, marks, words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from cjo_core.charts.customer_line import MOST, TICKS, band_of, customer_line, described

ZONE = ZoneInfo("Europe/Warsaw")
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
COLUMNS = [
    "at",
    "what",
    "stage",
    "touchpoint",
    "channel",
    "survey",
    "question",
    "score",
    "comment",
    "name",
    "value",
    "status",
    "number",
]


def line(*rows: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=COLUMNS, dtype=object)
    frame = frame.where(frame.notna(), None)
    frame["at"] = pd.to_datetime(frame["at"], utc=True)
    return frame


EVENT = {"at": NOON, "what": "event", "stage": "Buy", "touchpoint": "Cart", "name": "added"}
ORDER = {"at": NOON + timedelta(days=1), "what": "order", "value": 84.5, "status": "paid", "number": "N-1"}
ANSWER = {
    "at": NOON + timedelta(days=2),
    "what": "answer",
    "stage": "Use",
    "question": "nps",
    "score": 9,
    "survey": "S",
}
SIGNED = {"at": NOON - timedelta(days=900), "what": "signed_up"}


def test_each_stage_met_has_a_lane_in_the_teams_order_and_orders_have_the_last() -> None:
    picture = customer_line(line(ANSWER, EVENT, ORDER), "7", ("Buy", "Leave", "Use"), ZONE)
    lanes = picture.data[picture.data["kind"] == "lane"]
    assert lanes["text"].tolist() == ["Buy", "Use", "Orders"]
    at = picture.data.set_index("kind")["lane"]
    assert (at["event"], at["answer"], at["order"]) == (0, 1, 2)


def test_records_stand_side_by_side_in_their_order() -> None:
    data = customer_line(line(EVENT, ORDER, ANSWER), "7", ("Buy", "Use"), ZONE).data.set_index("kind")["at"]
    assert (data["event"], data["order"], data["answer"]) == (0, 1, 2)


def test_a_sign_up_long_ago_stands_in_the_table_alone() -> None:
    picture = customer_line(line(SIGNED, EVENT, ANSWER), "7", ("Buy", "Use"), ZONE)
    assert "signed_up" not in picture.data["kind"].tolist()
    assert picture.table["What"].tolist() == ["Answer", "Event", "Signed up"]


def test_marks_carry_scores_values_and_words() -> None:
    data = customer_line(line(EVENT, ORDER, ANSWER), "7", ("Buy", "Use"), ZONE).data.set_index("kind")
    assert (data.loc["answer", "text"], data.loc["answer", "band"]) == ("9", "good")
    assert data.loc["order", "text"] == "84.50"
    assert data.loc["event", "spoken"] == "2 November 2026: added at Cart"


def test_the_sentence_says_what_there_is() -> None:
    sentence = customer_line(line(EVENT, ORDER, ANSWER), "7", ("Buy", "Use"), ZONE).sentence
    assert sentence.startswith("7: 1 answer, 1 order, 1 event. From 2 November 2026 to 4 November 2026.")
    assert "Scores, oldest first: 9." in sentence


@pytest.mark.parametrize("records", [1, 2, 7, 24, 25, 80])
def test_the_picture_holds_as_many_records_and_days_as_fit_and_says_what_is_left_out(records: int) -> None:
    many = line(*({**EVENT, "at": NOON + timedelta(days=3 * i)} for i in range(records)))
    picture = customer_line(many, "7", ("Buy",), ZONE)
    kinds = picture.data["kind"].tolist()
    assert kinds.count("event") == min(records, MOST)
    assert 1 <= kinds.count("tick") <= TICKS
    assert bool(picture.note) == (records > MOST)
    assert len(picture.table) == records


def test_a_long_break_is_marked_with_its_length() -> None:
    late = {**EVENT, "at": NOON + timedelta(days=78)}
    data = customer_line(line(EVENT, late), "7", ("Buy",), ZONE).data.set_index("kind")
    assert (data.loc["break", "at"], data.loc["break", "text"]) == (0.5, "78 days")


def test_undated_answers_stand_in_the_table_alone() -> None:
    picture = customer_line(line({**ANSWER, "at": None}), "7", ("Use",), ZONE)
    assert picture.data.empty
    assert picture.table["When"].tolist() == ["undated"]


def test_without_anything_it_says_so() -> None:
    assert customer_line(line(), "7", ("Use",), ZONE).sentence == "7: nothing is known yet."


def test_bands_follow_the_metric_and_unknown_kinds_are_neither_good_nor_bad() -> None:
    assert [band_of("nps", score) for score in (6, 7, 9)] == ["bad", "mid", "good"]
    assert band_of("stars", 1) == "mid"


def test_records_are_described_with_what_is_known_of_them() -> None:
    found = line({**ORDER, "value": None, "number": None}, {**EVENT, "touchpoint": None, "name": ""}).to_dict("records")
    assert [described(row) for row in found] == ["Order, paid", "Buy"]
