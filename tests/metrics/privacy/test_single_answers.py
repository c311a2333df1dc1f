"""Everybody who lays all lists of single answers side by side: nobody is found where few answered."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from cjo_core.metrics.privacy.protection import hidden_groups
from cjo_core.metrics.privacy.single_answers import ORDER, open_for, places_listed
from cjo_core.survey.filters import EVERYTHING, Filter
from tests.made_cells import Given, asked, make_cells

NAMES = {"stage": ("Buy", "Use"), "segment": ("New", "Old", "Lost"), "channel": ("web", "shop")}
ANSWERS = st.builds(
    Given,
    st.just(9),
    stage=st.sampled_from(NAMES["stage"]),
    segment=st.sampled_from(NAMES["segment"]),
    channel=st.sampled_from(NAMES["channel"]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(ANSWERS, min_size=5, max_size=90))
def test_what_all_lists_together_tell_of_an_answer_is_a_group_that_may_be_told(given_: list[Given]) -> None:
    cells = make_cells(given_, (asked(floor=5),), NAMES)
    for one in set(given_):
        names = dict(
            zip(("stage", "touchpoint", "segment", "persona", "channel", "language"), one.place(), strict=True)
        )
        open_ = open_for(cells, (), "main", EVERYTHING, names)
        by = [dimension for dimension in ORDER if dimension in open_]
        assert tuple(names[dimension] for dimension in by) not in hidden_groups(cells, "nps", by)
        for size in range(1, 4):
            for some in combinations(NAMES, size):
                where = Filter({dimension: (names[dimension],) for dimension in some})
                places = places_listed(cells, (), "main", where)
                here = any(all(cells.names[d][cells.codes[d][place]] == names[d] for d in NAMES) for place in places)
                assert here is (set(some) <= open_)


def test_how_many_are_left_out_is_never_fewer_than_the_floor() -> None:
    counts = {
        ("Buy", "New"): 9,
        ("Buy", "Old"): 9,
        ("Buy", "Lost"): 9,
        ("Use", "New"): 9,
        ("Use", "Old"): 1,
        ("Use", "Lost"): 7,
    }
    cells = make_cells(
        [Given(9, stage=stage, segment=segment) for (stage, segment), n in counts.items() for _i in range(n)],
        (asked(floor=5),),
        {name: NAMES[name] for name in ("stage", "segment")},
    )
    left: Counter[str] = Counter()
    for (stage, segment), n in counts.items():
        if "segment" not in open_for(cells, (), "main", EVERYTHING, {"stage": stage, "segment": segment}):
            left[segment] += n
    assert left
    assert min(left.values()) >= 5
    assert left["New"] == 0


@settings(max_examples=40, deadline=None)
@given(st.lists(ANSWERS, min_size=5, max_size=60), st.lists(ANSWERS, max_size=20), st.integers(1, 2))
def test_the_places_listed_are_those_whose_names_are_open(
    given_: list[Given], later: list[Given], of_people: int
) -> None:
    """Of every place at once as of each alone: by scores of a period, by people, and in each survey for itself."""
    questions = (asked(floor=3), asked("csat", "other", 4))
    answers = [
        replace(one, question=i % 2, score=5, week=202601 + (i >= len(given_)))
        for i, one in enumerate([*given_, *later])
    ]
    cells = make_cells(answers, questions, NAMES)
    people = tuple(make_cells(answers[::2], [asked(floor=5)], NAMES) for _i in range(of_people))
    for survey in ("main", "other"):
        for asked_for in ({"segment": ("New", "Lost")}, {"stage": ("Buy",), "channel": ("web", None)}):
            where = Filter(asked_for).weeks(202601, 202601)
            listed = places_listed(cells, people, survey, where)
            apart = places_listed(cells, people, survey, where, scattered=True)
            for place in range(1, len(cells.codes["stage"])):
                names = {d: cells.names[d][code] if (code := c[place]) >= 0 else None for d, c in cells.codes.items()}
                inside = all(names[dimension] in some for dimension, some in asked_for.items())
                open_ = open_for(cells, people, survey, where, names, asked_for)
                assert (place in listed) is (inside and open_ == {*asked_for})
                open_ = open_for(cells, people, survey, where, names, asked_for, scattered=True)
                assert (place in apart) is (inside and open_ == {*asked_for})


def test_people_who_answer_in_several_places_are_listed_by_what_they_are_everywhere_or_nowhere() -> None:
    counts = {("Buy", "New"): 9, ("Buy", "Old"): 2, ("Buy", "Lost"): 9, ("Use", "New"): 9, ("Use", "Old"): 9}
    cells = make_cells(
        [Given(9, stage=stage, segment=segment) for (stage, segment), n in counts.items() for _i in range(n)],
        (asked(floor=5),),
        {name: NAMES[name] for name in ("stage", "segment")},
    )
    old = Filter().only(segment="Old")
    at_use = {"stage": "Use", "segment": "Old"}
    assert open_for(cells, (), "main", EVERYTHING, at_use, scattered=True) <= {
        *open_for(cells, (), "main", EVERYTHING, at_use)
    }
    assert places_listed(cells, (), "main", old, scattered=True) == ()
    for segment in ("New", "Lost"):
        every = places_listed(cells, (), "main", Filter().only(segment=segment))
        here = [p for p, one in enumerate(counts, 1) if one[1] == segment]
        assert [*places_listed(cells, (), "main", Filter().only(segment=segment), scattered=True)] in ([], here)
        assert {*every} <= {*here}


def test_where_hundreds_of_groups_are_small_the_dimension_that_makes_them_so_is_open_for_nobody() -> None:
    names = {
        "stage": ("Buy", "Use"),
        "segment": tuple(f"s{i}" for i in range(21)),
        "persona": tuple(f"p{i}" for i in range(21)),
    }
    every = [Given(9, stage=a, segment=b, persona=c) for a, b, c in product(*names.values())]
    many = [Given(9, stage=stage, segment="s20", persona="p20") for stage in names["stage"]] * 50
    cells = make_cells([*every * 4, *many], (asked(floor=5),), names)
    crowd = {"stage": "Buy", "segment": "s20", "persona": "p20"}
    assert ("Buy", "s20", "p20") not in hidden_groups(cells, "nps", ("stage", "segment", "persona"))
    assert {*open_for(cells, (), "main", EVERYTHING, crowd, names)} == {"stage", "segment"}
    assert places_listed(cells, (), "main", Filter({"persona": ("p20",)})) == ()
    assert len(places_listed(cells, (), "main", Filter({"segment": ("s20",)}))) == 42
