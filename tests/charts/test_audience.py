"""Pictures of customers: sizes over time, and quintiles."""

from __future__ import annotations

import itertools
from datetime import date

import pandas as pd

from cjo_core.charts.audience.rfm_map import rfm_map
from cjo_core.charts.audience.sizes import APART, _apart, sizes


def test_every_cell_says_its_number_and_its_average() -> None:
    cells = [(r, f, 10 if r == f == 5 else 0, 1234.5 if r == f == 5 else float("nan")) for r in (5, 4) for f in (5, 4)]
    picture = rfm_map(pd.DataFrame(cells, columns=["recency", "frequency", "n", "value"]))
    assert picture.data["figure"].tolist() == ["10", "–", "–", "–"]
    assert "1,234" in picture.data["small"].iloc[0]
    assert picture.sentence.startswith("10 customers")
    assert len(picture.table) == 4


def test_names_stand_at_the_ends_of_their_lines_with_the_last_size() -> None:
    frame = pd.DataFrame(
        [(date(2026, 11, day), name, n) for name, n in (("New", 4), ("Old", 1_200)) for day in (1, 8)],
        columns=["day", "name", "size"],
    )
    picture = sizes(frame)
    assert [text for text in picture.data["label"] if text] == ["New  4", "Old  1,200"]
    assert "Old: 1,200 customers." in picture.sentence


def test_names_of_equal_lines_do_not_lie_on_each_other() -> None:
    found = sorted(_apart({"a": 1.0, "b": 1.0, "c": 0.99, "d": 0.0}).values())
    assert all(later - earlier > APART - 1e-9 for earlier, later in itertools.pairwise(found))
    assert found[-1] <= 1 + 1e-9
