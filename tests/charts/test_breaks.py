"""Break marks: where the question changed, a trend says so."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from cjo_core.charts.drawing.breaks import break_columns, break_texts
from cjo_core.charts.trend import trend


def broken(frame: pd.DataFrame, **texts: str) -> pd.DataFrame:
    """The frame with the words of breaks: `broken(frame, w40="wording changed")`."""
    known = {202600 + int(week[1:]): text for week, text in texts.items()}
    return frame.assign(break_text=[known.get(int(week), "") for week in frame["week"]])


def marks(spec: dict[str, Any]) -> list[str]:
    return [layer["mark"]["type"] for layer in spec["layer"] if "break_text" in str(layer.get("transform"))]


def test_a_trend_without_changes_has_no_marks(weekly: Any) -> None:
    for frame in (weekly("nps", [90] * 12), broken(weekly("nps", [90] * 12))):
        picture = trend(frame, "nps")
        assert marks(picture.spec) == []
        assert set(picture.data["break_text"]) == {""}


def test_the_week_of_a_change_has_a_thin_line_with_its_words(weekly: Any) -> None:
    picture = trend(broken(weekly("nps", [90] * 12), w40="wording changed"), "nps", target=40)
    assert sorted(marks(picture.spec)) == ["rule", "text", "text", "text", "text"]
    drawn = picture.data[picture.data["break_text"] != ""]
    assert drawn["what"].tolist() == ["week 40, 2026"]
    assert drawn["break_text"].tolist() == ["wording changed"]
    assert picture.sentence.endswith("In week 40: wording changed.")


def test_a_change_in_a_week_without_answers_is_marked_too(weekly: Any) -> None:
    frame = weekly("nps", [90, 90, 0, 90])
    frame = pd.concat([frame, frame.tail(1).assign(week=202637, n=0, base="none", value=float("nan"), counts=None)])
    picture = trend(broken(frame, w37="wording changed"), "nps")
    assert picture.data["break_text"].tolist() == ["", "", "wording changed", ""]


@pytest.mark.parametrize(("week", "late"), [("w35", False), ("w40", False), ("w46", True)])
def test_words_near_the_end_stand_before_their_line(weekly: Any, week: str, late: bool) -> None:
    data = trend(broken(weekly("nps", [90] * 12), **{week: "wording changed"}), "nps").data
    assert data.loc[data["break_text"] != "", "break_late"].tolist() == [late]


def test_words_of_neighbours_stand_on_lines_of_their_own(weekly: Any) -> None:
    data = trend(broken(weekly("nps", [90] * 12), w38="one", w43="two", w44="three"), "nps").data
    assert data.loc[data["break_text"] != "", "break_line"].tolist() == [0, 1, 0]


def test_words_of_a_change_are_data_and_never_part_of_the_specification(weekly: Any) -> None:
    picture = trend(broken(weekly("nps", [90] * 12), w40="<b>words of a team</b>"), "nps")
    assert "words of a team" not in str(picture.spec)


def test_each_strip_is_marked_where_its_own_question_changed(make: Any) -> None:
    labels = [(202640 + i, name) for name in ("main", "other") for i in range(4)]
    frame = make("nps", ["week", "survey"], labels, [90] * 8)
    texts = ["wording changed" if label == (202641, "main") else "" for label in labels]
    picture = trend(frame.assign(break_text=texts), "nps", by="survey")
    assert marks(picture.spec) == ["rule"]
    drawn = picture.data[picture.data["break_text"] != ""]
    assert drawn["name"].tolist() == ["main"]
    assert (drawn["y_foot"] < drawn["y_head"]).all()
    assert "In week 41: wording changed." in picture.sentence
    assert marks(trend(frame, "nps", by="survey").spec) == []


def test_a_frame_may_lack_the_column() -> None:
    assert break_texts(pd.DataFrame({"week": [202640]}), [202640, 202641]) == ["", ""]
    assert break_columns([]) == {"break_text": [], "break_late": [], "break_line": []}
