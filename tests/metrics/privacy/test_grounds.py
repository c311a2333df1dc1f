"""Small groups carried over from counts to counts, against small groups judged from scratch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjo_core.metrics.cells import Cells
from cjo_core.metrics.counts.cubes import Cubes
from cjo_core.metrics.counts.folding import folded_in, merged
from cjo_core.metrics.privacy.grounds import ground_of
from cjo_core.metrics.privacy.protection import hidden_groups
from cjo_core.metrics.privacy.small_groups import rules_of
from cjo_core.survey.filters import EVERYTHING, Filter
from cjo_core.survey.periods import UNDATED
from tests.made_cells import Given, asked, make_cells

QUESTIONS = [asked(floor=4), asked(survey="other", floor=3), asked(survey="known")]
WEEKS = (202601, 202602, 202603)
given_answers = st.builds(
    Given,
    st.just(9),
    question=st.sampled_from([0, 0, 0, 1, 2]),
    week=st.sampled_from([UNDATED, *WEEKS]),
    stage=st.sampled_from([None, "A", "B", "C"]),
    segment=st.sampled_from([None, "x", "y", "z"]),
    channel=st.sampled_from(["web", "shop"]),
)
#: What happens to the counts: answers come (a few, or many at once), one goes, late cells are folded in.
steps = st.lists(
    st.one_of(
        st.tuples(st.just("come"), st.lists(given_answers, min_size=1, max_size=3)),
        st.tuples(st.just("come"), st.lists(given_answers, min_size=40, max_size=60)),
        st.tuples(st.just("go"), st.integers(0, 10_000)),
        st.tuples(st.just("fold"), st.just(0)),
    ),
    min_size=1,
    max_size=6,
)
TABLES = [
    ("journey",),
    ("journey", "segment"),
    ("segment", "channel"),
    ("survey", "journey"),
    ("journey", "segment", "channel"),
    ("survey", "journey", "segment"),
    ("survey", "journey", "segment", "channel"),
]
VIEWS: list[tuple[Sequence[str], Filter]] = [
    (("stage",), EVERYTHING),
    (("segment",), EVERYTHING),
    (("stage", "segment"), EVERYTHING),
    (("stage", "segment", "channel"), EVERYTHING),
    (("week", "stage"), EVERYTHING),
    (("survey", "segment"), EVERYTHING),
    (("segment",), Filter({"stage": ("A", None)})),
    (("stage", "segment"), EVERYTHING.weeks(202602, 202602)),
    (("stage", "channel"), EVERYTHING.weeks(202601, 202602)),
    (("week", "segment", "channel"), Filter({"survey": ("main",)}).weeks(202602, 202603)),
]


def keys_of(some: list[Given], every: list[Given], cells: Cells) -> tuple[np.ndarray, np.ndarray]:
    """The late cells of some answers, among places that are numbered as in `cells`."""
    found = make_cells([*every, *some], QUESTIONS, dict(cells.names), late=len(some))
    return found.late_keys, found.late_counts


def start(every: list[Given], first: list[Given]) -> Cells:
    """Counts of the first answers, which know the places of all that will come."""
    cells = make_cells([*every, *first], QUESTIONS, late=len(first))
    return replace(cells, columns={})


@settings(max_examples=80, deadline=None)
@given(st.lists(given_answers, min_size=5, max_size=60), steps, st.data())
def test_groups_carried_over_are_those_judged_from_scratch(
    first: list[Given], history: list[tuple[str, object]], data: st.DataObject
) -> None:
    every = [*first, *(one for kind, some in history if kind == "come" for one in some)]  # type: ignore[attr-defined]
    cells, present = start(every, first), list(first)
    for kind, what in [("fold", 0), *history]:
        if kind == "come":
            some = list(what)  # type: ignore[call-overload]
            present += some
            keys, counts = keys_of(some, every, cells)
        elif kind == "go" and present:
            keys, counts = keys_of([present.pop(int(what) % len(present))], every, cells)  # type: ignore[call-overload]
            counts = -counts
        else:
            columns, keys, counts = folded_in(cells.columns, cells.late_keys, cells.late_counts, most=1_000_000)
            cells = replace(cells, columns=columns, late_keys=keys[:0], late_counts=counts[:0])
        late = merged([cells.late_keys, keys], [cells.late_counts, counts])
        cells = replace(cells, late_keys=late[0], late_counts=late[1])
        scratch = replace(cells, cubes=Cubes())
        for by, where in data.draw(st.lists(st.sampled_from(VIEWS), min_size=1, unique_by=id)):
            assert hidden_groups(cells, "nps", by, where) == hidden_groups(scratch, "nps", by, where), (by, where)


@pytest.mark.parametrize("seed", range(12))
def test_the_rules_of_any_table_are_those_judged_from_scratch(seed: int) -> None:
    """Straight at the rules, with numbers about the floor, where every answer changes somebody's cover."""
    rng = np.random.default_rng(seed)
    spots = [
        Given(9, question, WEEKS[0], stage, segment=segment, channel=channel)
        for question in (0, 1)
        for stage in "ABCDEF"
        for segment in "vwxyz"
        for channel in ("web", "shop", "app")
    ]
    counts = rng.poisson(rng.choice([0.3, 1.2, 3.0], len(spots)))
    present = [spot for spot, n in zip(spots, counts, strict=True) for _i in range(n)]
    cells = start(spots, present)
    for _step in range(6):
        for axes in TABLES:
            carried, scratch = (
                rules_of(ground_of(one, "nps", EVERYTHING), axes) for one in (cells, replace(cells, cubes=Cubes()))
            )
            assert list(carried.items()) == list(scratch.items()), axes
        come = [spots[i] for i in rng.integers(0, len(spots), rng.integers(1, 3))]
        keys, n = keys_of(come, spots, cells)
        if rng.random() < 0.4:
            keys, n = keys_of([present.pop(int(rng.integers(len(present))))], spots, cells)
            n = -n
        late = merged([cells.late_keys, keys], [cells.late_counts, n])
        cells = replace(cells, late_keys=late[0], late_counts=late[1])


def test_what_an_answer_does_not_touch_is_not_judged_again() -> None:
    every = [Given(9, 0, week, stage, segment=segment) for week in WEEKS for stage in "AAAAAB" for segment in "xy"]
    cells = start(every, every)
    after = replace(cells, late_counts=cells.late_counts + (cells.late_keys == cells.late_keys[-1]))
    asked_for = [(("stage", "segment"), EVERYTHING.weeks(week, week)) for week in WEEKS]
    for state in (cells, after):
        for by, where in asked_for:
            assert hidden_groups(state, "nps", by, where)
    first, _second, third = ([ground_of(state, "nps", where) for state in (cells, after)] for _by, where in asked_for)
    assert first[0].rules is first[1].rules
    assert third[1].before is not None
    assert third[1].tables["journey", "segment"].sum() == third[0].tables["journey", "segment"].sum() + 1
    assert third[1].units["journey"] is third[0].units["journey"]
