"""The people behind questions: brought up to date week by week, they are those counted anew from all answers."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from cjo_core.metrics.cells import PLACE_SHIFT, QUESTION_SHIFT, WEEK_SHIFT, Cells
from cjo_core.metrics.counts import folding
from cjo_core.metrics.counts.folding import folded_in, merged, unpacked
from cjo_core.metrics.privacy import people
from cjo_core.metrics.privacy.people import Answered, Words, everybody
from tests.made_cells import Given, asked, make_cells

WEEKS = (0, 202601, 202602, 202653)
#: Question, week, place, score: what one answer adds to, or takes from, the counts.
_answers = st.tuples(st.integers(1, 3), st.sampled_from(WEEKS), st.integers(1, 4), st.integers(0, 5))
_words = st.lists(st.tuples(st.sampled_from(WEEKS), st.integers(1, 6), st.integers(1, 3)), max_size=4)
_steps = st.lists(st.tuples(st.lists(_answers, max_size=6), st.booleans(), _words), min_size=1, max_size=6)


def keyed(answers: list[tuple[int, int, int, int]]) -> np.ndarray:
    return np.array(
        [(q << QUESTION_SHIFT) | (w << WEEK_SHIFT) | (p << PLACE_SHIFT) | s for q, w, p, s in answers], np.int64
    )


def spoken(rows: list[tuple[int, int, int]]) -> Words:
    once = {(week, place): n for week, place, n in rows}
    table = np.array([(week, place, n) for (week, place), n in once.items()], np.int64).reshape(-1, 3)
    return Words(*table.T)


def of_first_survey(cells: Cells, questions: list[Answered]) -> dict[tuple[int, int], int]:
    """The slow way: how many answered each question in each week and place, one cell at a time; the most of them."""
    each: dict[int, Counter[tuple[int, int]]] = {question.id: Counter() for question in questions}
    old, n = unpacked(cells.columns)
    keys, counts = merged([old, cells.late_keys], [n, cells.late_counts])
    for key, n in zip(keys.tolist(), counts.tolist(), strict=True):
        inside = key & ((1 << QUESTION_SHIFT) - 1)
        place = (inside >> PLACE_SHIFT) & ((1 << (WEEK_SHIFT - PLACE_SHIFT)) - 1)
        if (question := key >> QUESTION_SHIFT) in each:
            each[question][inside >> WEEK_SHIFT, place] += n
    for question in questions:
        for week, place, n in zip(*(part.tolist() for part in vars(question.words).values()), strict=True):
            if place <= 4:  # places the cells do not know yet wait
                each[question.id][week, place] += n
    places = {place for counter in each.values() for place in counter}
    most = {place: max(counter[place] for counter in each.values()) for place in places}
    return {place: n for place, n in most.items() if n > 0}


def made(cells: Cells, questions: list[Answered]) -> dict[tuple[int, int], int]:
    (found,) = everybody(cells, questions)
    keys, counts = unpacked(found.columns)
    keys, counts = merged([keys, found.late_keys], [counts, found.late_counts])
    inside = keys & ((1 << QUESTION_SHIFT) - 1)
    places = (inside >> PLACE_SHIFT) & ((1 << (WEEK_SHIFT - PLACE_SHIFT)) - 1)
    assert not len(counts) or counts.min() > 0
    return dict(zip(zip((inside >> WEEK_SHIFT).tolist(), places.tolist(), strict=True), counts.tolist(), strict=True))


@settings(max_examples=150, deadline=None)
@given(_steps)
def test_people_brought_up_to_date_are_those_counted_anew(steps: list) -> None:
    """Answers come late, are folded in or not, are taken back, and words change between."""
    cells = make_cells([Given(0, segment=name) for name in "abcd"], [asked(floor=5)] * 3)
    given_so_far: list[tuple[int, int, int, int]] = []
    for answers, fold, rows in steps:
        gone = given_so_far[: len(answers) // 3]
        given_so_far = given_so_far[len(gone) :] + answers
        late = [(cells.late_keys, cells.late_counts), (keyed(answers), np.ones(len(answers), np.int64))]
        late.append((keyed(gone), -np.ones(len(gone), np.int64)))
        keys, counts = merged([some for some, _n in late], [n for _keys, n in late])
        columns = cells.columns
        if fold:
            columns, keys, counts = folded_in(columns, keys, counts, most=10**9)
        cells = replace(cells, columns=columns, late_keys=keys, late_counts=counts)
        questions = [Answered(1, "main", 5, spoken(rows)), Answered(2, "main", 5, spoken([]))]
        assert made(cells, questions) == of_first_survey(cells, questions)


def test_after_an_answer_only_its_week_is_counted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "SMALL", 0)  # or a small column would be packed anew as a whole
    cells = make_cells([Given(5, week=week, segment="a") for week in WEEKS] * 3, [asked(floor=5)])
    question = Answered(1, "main", 5, spoken([]))
    (before,) = everybody(cells, [question])
    late = (1 << QUESTION_SHIFT) | (202602 << WEEK_SHIFT) | (1 << PLACE_SHIFT) | 4
    more = replace(cells, late_keys=np.array([late]), late_counts=np.array([1]))
    (after,) = everybody(more, [question])
    assert after.columns[1] is before.columns[1]
    assert after.late_counts.tolist() == [1]
    columns, keys, counts = folded_in(more.columns, more.late_keys, more.late_counts, most=10**9)
    (folded,) = everybody(replace(more, columns=columns, late_keys=keys, late_counts=counts), [question])
    same = folded.columns[1].versions == before.columns[1].versions
    assert same.tolist() == [week != 202602 for week in WEEKS]


def test_what_was_made_goes_with_its_store() -> None:
    cells = make_cells([Given(5, segment="a")] * 9, [asked(floor=5)])
    everybody(cells, [Answered(1, "main", 5, spoken([]))])
    known = len(people._made)
    del cells
    assert len(people._made) == known - 1
