"""Small groups: hidden, and not to be worked out by anybody who may ask everything and subtract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import chain, combinations, product
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from cjo_core.metrics.cells import Cells, tally
from cjo_core.metrics.changes.verdicts import against_rest, changes
from cjo_core.metrics.privacy.base import HIDDEN
from cjo_core.metrics.privacy.guarded import guarded
from cjo_core.metrics.privacy.protection import hidden_groups, hides, open_dimensions, protected
from cjo_core.survey.filters import EVERYTHING, Filter
from tests.made_cells import Given, asked, make_cells

FLOOR = 5
Table = NDArray[np.int64]


def groups(stage: str, n: int, *, segment: str | None = None, question: int = 0, week: int = 0) -> list[Given]:
    return [Given(i % 11, question, week, stage, segment=segment) for i in range(n)]


def cells_of(*parts: list[Given], floor: int = FLOOR) -> Cells:
    return make_cells(chain(*parts), [asked(floor=floor)])


def hidden_names(cells: Cells, by: Sequence[str] = ("stage",), where: Filter = EVERYTHING) -> set[Any]:
    found = hidden_groups(cells, "nps", by, where)
    return {label[0] for label in found} if len(by) == 1 else found


def test_a_small_group_hides_with_the_smallest_other_one() -> None:
    cells = cells_of(groups("A", 3), groups("B", 40), groups("C", 20))
    assert hidden_names(cells) == {"A", "C"}


def test_small_groups_that_reach_the_floor_together_hide_no_third_one() -> None:
    assert hidden_names(cells_of(groups("A", 3), groups("B", 2), groups("C", 20))) == {"A", "B"}
    assert hidden_names(cells_of(groups("A", 2), groups("B", 2), groups("C", 20))) == {"A", "B", "C"}


def test_groups_of_the_floor_and_more_are_shown() -> None:
    assert hidden_names(cells_of(groups("A", 5), groups("B", 5))) == set()


def test_a_few_answers_that_came_without_a_stage_hide_nothing() -> None:
    nowhere = [Given(9), Given(3)]
    assert hidden_names(cells_of(groups("A", 40), groups("B", 20), nowhere)) == set()
    # but they may stand beside a small group to cover it
    assert hidden_names(cells_of(groups("A", 40), groups("B", 3), nowhere)) == {"B", None}


def test_no_filter_picks_out_a_hidden_group_or_everything_but_it() -> None:
    cells = cells_of(groups("A", 3), groups("B", 40), groups("C", 20))
    for names, hidden in [
        ("A", True),
        ("C", True),
        ("AB", True),
        ("BC", True),
        ("B", False),
        ("AC", False),
        ("ABC", False),
    ]:
        assert (hidden_groups(cells, "nps", (), Filter({"stage": tuple(names)})) == {()}) is hidden, names


def test_a_small_cell_of_a_heat_map_leaves_the_totals_alone() -> None:
    parts = [
        groups(s, n, segment=g) for (s, g), n in {("A", "x"): 3, ("A", "y"): 9, ("B", "x"): 8, ("B", "y"): 30}.items()
    ]
    cells = cells_of(*parts, groups("C", 50, segment="x"), groups("C", 60, segment="y"))
    assert hidden_names(cells) == set()
    assert hidden_names(cells, ["segment"]) == set()
    assert hidden_names(cells, ["stage", "segment"]) == {("A", "x"), ("A", "y"), ("B", "x"), ("B", "y")}


def test_an_empty_group_beside_a_small_one_is_hidden_like_it() -> None:
    parts = [groups(s, n, segment=g) for (s, g), n in {("A", "x"): 3, ("A", "y"): 9, ("B", "x"): 8}.items()]
    found, hidden = guarded(cells_of(*parts), "nps", ["stage", "segment"])
    assert found.labels == (("A", "x"), ("A", "y"), ("B", "x"), ("B", "y"))
    assert hidden.all()
    assert found.n.tolist() == [3, 9, 8, 0]


def test_surveys_of_identified_customers_are_not_touched() -> None:
    cells = cells_of(groups("A", 1), groups("B", 2, segment="x"), floor=1)
    for by in ((), ("stage",), ("stage", "segment"), ("week",)):
        assert hidden_groups(cells, "nps", by) == set()
    assert not protected(cells, "nps", Filter({"stage": ("A",)}))


def test_answers_of_identified_customers_do_not_cover_for_anonymous_ones() -> None:
    answers = [*groups("A", 100), *groups("B", 100), *groups("A", 3, question=1), *groups("B", 30, question=1)]
    cells = make_cells(answers, [asked(survey="known", floor=1), asked(survey="anonymous", floor=FLOOR)])
    assert hidden_names(cells) == {"A", "B"}
    assert hidden_names(cells, where=Filter({"survey": ("known",)})) == set()
    assert not protected(cells, "nps", Filter({"survey": ("known",), "stage": ("A",)}))


def test_the_whole_survey_shows_from_its_first_answer_but_its_comments_wait_for_the_floor() -> None:
    cells = cells_of(groups("A", 1, week=202601))
    assert hidden_groups(cells, "nps") == set()
    assert hidden_groups(cells, "nps", ["week"]) == set()
    assert hidden_groups(cells, "nps", (), Filter({"survey": ("main",)})) == set()
    assert protected(cells, "nps")
    assert not protected(cells_of(groups("A", 5)), "nps")
    assert not protected(cells_of([]), "nps")


def test_comments_hide_with_the_group_they_belong_to() -> None:
    cells = cells_of(groups("A", 3), groups("B", 40), groups("C", 20))
    assert protected(cells, "nps", Filter({"stage": ("A",)}))
    assert protected(cells, None, Filter({"stage": ("C",)}))
    assert not protected(cells, None, Filter({"stage": ("B",)}))


def test_a_list_of_answers_names_only_what_gives_nobody_away() -> None:
    cells = cells_of(groups("A", 10, segment="x"), groups("B", 9, segment="x"), groups("B", 2, segment="y"))
    assert open_dimensions(cells, "nps", EVERYTHING, ["stage", "segment"]) == ("stage",)
    assert open_dimensions(cells, None, EVERYTHING, ["segment", "stage"]) == ("stage",)


def test_touchpoints_seek_cover_in_their_own_stage() -> None:
    answers = [Given(9, stage=s, touchpoint=t) for (s, t), n in SPOTS.items() for _ in range(n)]
    cells = make_cells(answers, [asked(floor=FLOOR)])
    assert hidden_names(cells, ["touchpoint"]) == {"shop", "phone"}
    assert hidden_names(cells, ["stage"]) == set()
    assert hidden_names(cells, ["touchpoint"], Filter({"stage": ("Buy",)})) == {"shop", "phone"}


SPOTS = {("Buy", "shop"): 3, ("Buy", "phone"): 20, ("Buy", "web"): 30, ("Use", "app"): 6}


def test_weeks_and_undated_answers_are_covered_within_a_period() -> None:
    weekly = [groups("A", n, week=202600 + i) for i, n in enumerate([9, 3, 8, 12], start=1)]
    cells = cells_of(*weekly, *[groups("B", 20, week=202600 + i) for i in range(1, 5)])
    assert hidden_groups(cells, "nps", ["week"], Filter({"stage": ("A",)})) == {(202602,), (202603,)}
    assert hidden_groups(cells, "nps", ["week", "stage"]) == {(w, s) for w in (202602, 202603) for s in "AB"}
    undated = cells_of(*weekly[2:], groups("A", 2), groups("B", 20, week=202603), groups("B", 9))
    assert hidden_groups(undated, "nps", ["week", "stage"]) == {(202603, "A"), (202603, "B")}


def test_a_change_is_hidden_when_either_side_is() -> None:
    cells = cells_of(groups("A", 40, week=202601), groups("A", 3, week=202602), groups("B", 50, week=202601),
                     groups("B", 50, week=202602))  # fmt: skip
    found = changes(cells, "nps", Filter({}, 202601, 202601), Filter({}, 202602, 202602), ["stage"])
    assert list(found["verdict"]) == [HIDDEN, HIDDEN]
    assert found[["before", "after", "difference", "low", "high", "p", "needed"]].isna().all(axis=None)
    assert found[["n_before", "n_after"]].eq(0).all(axis=None)
    only = changes(cells, "nps", Filter({"stage": ("A",)}, 202601, 202601), Filter({"stage": ("A",)}, 202602, 202602))
    assert list(only["verdict"]) == [HIDDEN]


def test_the_rest_is_hidden_with_its_group() -> None:
    cells = cells_of(groups("A", 3), groups("B", 40), groups("C", 20))
    found = against_rest(cells, "nps", "stage", EVERYTHING).set_index("stage")
    assert list(found.index[found["verdict"] == HIDDEN]) == ["A", "C"]
    assert found.loc["B", "n_before"] == 23


# The attack: somebody asks for everything the program can answer and solves the equations.


def subsets(names: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    return chain.from_iterable(combinations(names, size) for size in range(1, len(names) + 1))


def some_table(rng: np.random.Generator, shape: tuple[int, ...]) -> Table:
    table = rng.poisson(rng.choice([1, 3, 8, 20]) * rng.gamma(0.7, 1, shape))
    table[rng.random(shape) < rng.choice([0, 0.3])] = 0
    return np.asarray(table, np.int64)


def everything_shown(cells: Cells, dims: Sequence[str], names: list[list[str]]) -> NDArray[np.float64]:
    """Which cells each number shown adds up, over all filters and breakdowns; empty groups left out are shown too."""
    rows = []
    for pick in product(*([None, *subsets(one)] for one in names)):
        where = Filter({d: p for d, p in zip(dims, pick, strict=True) if p is not None})
        chosen = [list(p or one) for p, one in zip(pick, names, strict=True)]
        for by in [(), *subsets(dims)]:
            hidden = hidden_groups(cells, "nps", by, where)
            assert hides(cells, "nps", by, where) == bool(hidden)
            for label in product(*(chosen[dims.index(d)] for d in by)):
                if label in hidden:
                    continue
                held = [[label[by.index(d)]] if d in by else chosen[k] for k, d in enumerate(dims)]
                inside = [np.isin(one, part).astype(float) for one, part in zip(names, held, strict=True)]
                rows.append(reduce(np.multiply.outer, inside).ravel())
    return np.unique(np.array(rows), axis=0)


def worked_out(table: Table, known: NDArray[np.float64], *, sees_empty: bool = True) -> list[tuple[Any, ...]]:
    """The small groups whose count follows from the sums `known`; `sees_empty`: an empty sum has empty cells only."""
    flat = table.ravel()
    empty = (known[known @ flat == 0].sum(axis=0) > 0) & sees_empty
    _u, size, directions = np.linalg.svd(known[:, ~empty], full_matrices=False)
    directions = directions[size > 1e-9]
    found = []
    for pick in product(*(list(subsets(range(length))) for length in table.shape)):
        group = np.zeros(table.shape)
        group[np.ix_(*pick)] = 1
        n = (group * table).sum()
        if 0 < n < FLOOR and n < flat.sum():
            wanted = group.ravel()[~empty]
            if np.linalg.norm(wanted - directions.T @ (directions @ wanted)) < 1e-7:
                found.append(pick)
    return found


@pytest.mark.parametrize(("shape", "times"), [((2, 3), 25), ((3, 3), 15), ((2, 4), 10), ((4, 3), 4)])
def test_nobody_works_out_a_small_group_from_all_answers_to_all_questions(shape: tuple[int, int], times: int) -> None:
    rng = np.random.default_rng(17)
    dims, names = (
        ("stage", "segment"),
        [[f"{letter}{i}" for i in range(n)] for letter, n in zip("ab", shape, strict=True)],
    )
    for _ in range(times):
        table = some_table(rng, shape)
        answers = [
            Given(5, stage=names[0][i], segment=names[1][j]) for i, j in np.ndindex(*shape) for _n in range(table[i, j])
        ]
        cells = make_cells(answers, [asked(floor=FLOOR)], dict(zip(dims, names, strict=True)))
        assert worked_out(table, everything_shown(cells, dims, names)) == [], table.tolist()


def test_nobody_works_out_a_small_group_from_sums_in_three_dimensions() -> None:
    rng = np.random.default_rng(23)
    dims, names = ("stage", "segment", "persona"), [["a0", "a1"], ["b0", "b1"], ["c0", "c1"]]
    for _ in range(4):
        table = some_table(rng, (2, 2, 2))
        where = [place for place in np.ndindex(2, 2, 2) for _n in range(table[place])]
        answers = [Given(5, stage=names[0][i], segment=names[1][j], persona=names[2][k]) for i, j, k in where]
        cells = make_cells(answers, [asked(floor=FLOOR)], dict(zip(dims, names, strict=True)))
        assert worked_out(table, everything_shown(cells, dims, names), sees_empty=False) == [], table.tolist()


def test_the_attack_finds_what_hiding_one_neighbour_per_view_would_leave_open() -> None:
    """The attack can fail: with small cells hidden one by one, it finds them."""
    table = np.array([[3, 9], [8, 30]])
    sums = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 0, 1]], float)
    assert worked_out(table, sums) == [((0,), (0,))]


def test_another_table_gives_the_same_answers_to_everything_that_is_shown() -> None:
    """The reason why it holds: move one answer around the blocks, and no number shown changes."""
    table = np.array([[3, 9, 20], [8, 30, 20]])
    moved = table + np.array([[1, -1, 0], [-1, 1, 0]])
    names = [["a0", "a1"], ["b0", "b1", "b2"]]
    answers = [
        Given(5, stage=names[0][i], segment=names[1][j]) for i, j in np.ndindex(2, 3) for _n in range(table[i, j])
    ]
    cells = make_cells(answers, [asked(floor=FLOOR)])
    known = everything_shown(cells, ("stage", "segment"), names)
    assert (known @ table.ravel() == known @ moved.ravel()).all()
    assert len(known) > 10


def test_what_is_shown_is_never_small_unless_it_is_the_whole() -> None:
    rng = np.random.default_rng(3)
    for _ in range(40):
        answers = [
            Given(
                5,
                stage=f"s{rng.integers(3)}",
                segment=f"g{min(int(rng.exponential()), 3)}",
                persona=f"p{rng.integers(2)}",
            )
            for _n in range(int(rng.integers(1, 60)))
        ]
        cells = make_cells(answers, [asked(floor=FLOOR)])
        for by in subsets(("stage", "segment", "persona")):
            found, hidden = guarded(cells, "nps", by)
            assert ((found.n[~hidden] == 0) | (found.n[~hidden] >= FLOOR) | (found.n[~hidden] == len(answers))).all()
            assert (tally(cells, "nps", by).n <= len(answers)).all()
