"""Weighing a survey to known shares: worked by hand, repeated and taken back, and refused where it cannot be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cjo_core.__main__ import main
from cjo_core.errors import BadValue
from cjo_core.exchange.reading.tables import read_table
from cjo_core.exchange.weighing import read_targets, weighing
from cjo_core.metrics.breakdown import breakdown
from cjo_core.metrics.weights.known_shares import known_share_weights
from cjo_core.metrics.weights.weighting import rake
from cjo_core.store.counts.cells import Counting, fresh_cells
from cjo_core.store.database import Store, create_store
from cjo_core.store.responses.weights import weighted_surveys
from cjo_core.store.responses.writes import save_responses
from cjo_core.store.set_up.audience import add_names, names
from cjo_core.store.set_up.surveys import save_survey, survey
from cjo_core.survey.places import Place
from cjo_core.survey.responses import Answer, Response, new_submission_key
from cjo_core.survey.surveys import Question, Survey, Wording


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """30 promoters are New, 10 detractors Old; two more say nothing of themselves."""
    opened = create_store(tmp_path / "cjo.db")
    for slug, known in (("known", True), ("unknown", False)):
        save_survey(
            opened,
            Survey(slug, slug.title(), (Question("nps", {"en": Wording("?")}),), identified=known, latest_only=known),
        )
    add_names(opened, "segment", ["New", "Old", "Lost"])
    add_names(opened, "channel", ["web", "shop"])
    people(opened, "known", 30, 10, Place(segment="New", channel="web"))
    people(opened, "known", 10, 0, Place(segment="Old", channel="shop"))
    people(opened, "known", 2, 10, Place())
    yield opened
    opened.close()


def people(store: Store, slug: str, many: int, score: int, place: Place, weight: float | None = None) -> None:
    one = survey(store, slug)
    answers = (Answer(one.questions[0].id, score, None),)
    made = [
        Response(one.id or 0, answers, new_submission_key(), None, place, weight=weight, door="import")
        for _i in range(many)
    ]
    save_responses(store, made)


def found(store: Store, *files: tuple[str, str], slug: str = "known", **options: Any) -> Any:
    targets = [read_targets(name, read_table(text.encode()), names(store, name)) for name, text in files]
    return weighing(store, fresh_cells(Counting(store)), slug, targets, **options)


def run(store: Store, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["weigh", "--db", str(store.path), "--survey", "known", *arguments])


@pytest.fixture
def halves(tmp_path: Path) -> str:
    (tmp_path / "targets.csv").write_text("segment,share\nnew,50\nOld,50\n")
    return str(tmp_path / "targets.csv")


def test_a_group_gets_its_target_share_over_its_share(store: Store) -> None:
    one = found(store, ("segment", "segment;share\nNew;50 %\nOld;50 %\n"))
    assert [(group.names, group.n, group.share, group.target) for group in one.groups] == [
        (("New",), 30, 75, 50),
        (("Old",), 10, 25, 50),
    ]
    assert [group.weight for group in one.groups] == pytest.approx([2 / 3, 2])
    assert (one.n, one.not_given, one.smallest, one.largest) == (42, 2, pytest.approx(2 / 3), pytest.approx(2))
    assert (one.effective, one.design_effect) == (pytest.approx(30), pytest.approx(40 / 30))
    assert [one.weights[number] for number in (1, 31, 41)] == [pytest.approx(2 / 3), pytest.approx(2), None]


def test_a_cap_cuts_the_largest_and_keeps_the_mean_at_one() -> None:
    one = known_share_weights([30, 10], [[1, 1]], cap=2)
    assert one.weights.tolist() == pytest.approx([0.8, 1.6])  # 2/3 and 4/3, times 40 ⁄ (30 · 2/3 + 10 · 4/3)
    assert one.cut == 10


def test_several_dimensions_are_raked() -> None:
    one = known_share_weights([[20, 10], [10, 20]], [[70, 30], [1, 1]])
    assert one.weights == pytest.approx(rake([[20, 10], [10, 20]], [[42, 18], [30, 30]]))
    assert (one.weights * [[20, 10], [10, 20]]).sum(axis=1) == pytest.approx([42, 18])


def test_the_command_weighs_can_be_repeated_and_taken_back(store: Store, halves: str) -> None:
    arguments = ["--by", "segment", "--targets", halves]
    assert "dry run" in run(store, *arguments, "--dry-run").stdout
    assert weighted_surveys(store) == ()
    said = run(store, *arguments)
    assert said.exit_code == 0, said.output
    assert "40 answers are as precise as 30.0 without weights (design effect 1.33)" in said.stdout
    assert "2 answers have no group: they weigh 1" in said.stdout
    row = breakdown(fresh_cells(Counting(store)), "nps").iloc[0]
    # 20 and 20 after weighing, and the two without a group: (20 + 2 − 20) ⁄ 42
    assert (row["value"], row["n"]) == (pytest.approx(100 * 2 / 42), 42)
    assert row["n_effective"] == pytest.approx(42**2 / (30 * 4 / 9 + 10 * 4 + 2))
    again = run(store, *arguments)
    assert again.exit_code != 0
    assert "40 responses of “known” have weights" in again.output
    assert run(store, *arguments, "--replace").exit_code == 0
    assert breakdown(fresh_cells(Counting(store)), "nps")["value"].iloc[0] == pytest.approx(row["value"])
    assert "40 weights would be removed" in run(store, "--remove", "--dry-run").stdout
    assert "40 weights removed" in run(store, "--remove").stdout
    assert "n_effective" not in breakdown(fresh_cells(Counting(store)), "nps")


def test_later_answers_weigh_one_until_it_is_weighed_again(store: Store, halves: str) -> None:
    arguments = ["--by", "segment", "--targets", halves, "--json"]
    run(store, *arguments)
    people(store, "known", 20, 0, Place(segment="Old"))
    told = json.loads(run(store, *arguments, "--replace").stdout)
    assert [group["weight"] for group in told["groups"]] == [1, 1]
    assert (told["design_effect"], told["weighted"]) == (1, 40)


def test_imported_weights_are_not_lost_by_mistake(store: Store, halves: str) -> None:
    people(store, "known", 1, 5, Place(segment="Old"), weight=7.0)
    assert "--replace" in run(store, "--by", "segment", "--targets", halves).output
    with store.reading() as connection:
        assert connection.execute("SELECT weight FROM response_weights").fetchall() == [(7.0,)]


def test_a_group_without_answers_is_named_and_left_out_only_if_asked_for(store: Store) -> None:
    three = ("segment", "g,s\nNew,40\nOld,40\nLost,20\n")
    with pytest.raises(BadValue, match=r"without answers .* “Lost”"):
        found(store, three)
    one = found(store, three, without_empty=True)
    assert one.empty == (("Lost",),)
    assert [group.target for group in one.groups] == [50, 50]
    together = found(store, ("segment", "g,s\nNew,40\nOld | Lost,60\n"))
    assert [group.weight for group in together.groups] == pytest.approx([0.4 / 0.75, 0.6 / 0.25])


def test_of_a_person_only_the_answer_that_counts_makes_the_shares(store: Store) -> None:
    one = survey(store, "known")
    for score in (3, 9):
        answers = (Answer(one.questions[0].id, score, None),)
        place = Place(segment="Old")
        save_responses(store, [Response(one.id or 0, answers, new_submission_key(), None, place, "anna")])
    latest = found(store, ("segment", "g,s\nNew,1\nOld,1\n"))
    assert [group.n for group in latest.groups] == [30, 11]
    assert sum(weight is not None for weight in latest.weights.values()) == 42


def test_small_groups_of_unknown_people_are_weighed_together_or_not_at_all(store: Store) -> None:
    people(store, "unknown", 40, 9, Place(segment="New"))
    people(store, "unknown", 8, 9, Place(segment="Old"))
    people(store, "unknown", 3, 9, Place(segment="Lost"))
    with pytest.raises(BadValue, match="in one row") as refused:
        found(store, ("segment", "g,s\nNew,1\nOld,1\nLost,1\n"), slug="unknown")
    assert "“Old | Lost”" in str(refused.value)  # Lost is small, and Old would tell it by subtraction
    together = found(store, ("segment", "g,s\nNew,1\nOld | Lost,1\n"), slug="unknown")
    assert [group.n for group in together.groups] == [40, 11]


@pytest.mark.parametrize("not_given", [4, 10])
def test_a_group_hidden_behind_answers_without_a_group_is_not_told_by_any_row(store: Store, not_given: int) -> None:
    people(store, "unknown", 2, 9, Place(segment="New"))
    people(store, "unknown", 40, 9, Place(segment="Old"))
    people(store, "unknown", not_given, 9, Place())
    for text in ("g,s\nNew,20\nOld,80\n", "g,s\nNew | Old,100\n"):  # 42 together, less the 40 that may be seen
        with pytest.raises(BadValue, match="any weights by segment"):
            found(store, ("segment", text), slug="unknown")


def test_few_answers_without_a_group_keep_nobody_from_weighing_large_groups(store: Store) -> None:
    people(store, "unknown", 30, 9, Place(segment="New"))
    people(store, "unknown", 10, 9, Place(segment="Old"))
    people(store, "unknown", 2, 9, Place())
    one = found(store, ("segment", "g,s\nNew,1\nOld,1\n"), slug="unknown")
    assert [group.n for group in one.groups] == [30, 10]


def test_small_groups_in_one_row_must_still_reach_the_floor(store: Store) -> None:
    people(store, "unknown", 1, 9, Place(segment="New"))
    people(store, "unknown", 1, 9, Place(segment="Lost"))
    people(store, "unknown", 40, 9, Place(segment="Old"))
    people(store, "unknown", 10, 9, Place())
    with pytest.raises(BadValue, match="any weights by segment"):
        found(store, ("segment", "g,s\nNew | Lost,20\nOld,80\n"), slug="unknown")


def test_raked_weights_of_unknown_people_tell_no_small_combination(store: Store) -> None:
    for segment, channel, many in (("New", "web", 30), ("New", "shop", 2), ("Old", "web", 20), ("Old", "shop", 25)):
        people(store, "unknown", many, 9, Place(segment=segment, channel=channel))
    segments, channels = ("segment", "g,s\nNew,1\nOld,1\n"), ("channel", "g,s\nweb,1\nshop,1\n")
    for alone in (segments, channels):
        assert found(store, alone, slug="unknown").n == 77
    with pytest.raises(BadValue, match="combinations of segment, channel"):
        found(store, segments, channels, slug="unknown")
    people(store, "unknown", 3, 9, Place(segment="New", channel="shop"))
    assert found(store, segments, channels, slug="unknown").n == 80


def test_a_row_that_is_the_name_of_a_group_is_that_group(store: Store) -> None:
    add_names(store, "segment", ["Old | Lost"])
    people(store, "known", 20, 5, Place(segment="Old | Lost"))
    one = found(store, ("segment", "g,s\nNew,1\nOld,1\nold | lost,2\n"))
    assert [(group.names, group.n) for group in one.groups] == [(("New",), 30), (("Old",), 10), (("old | lost",), 20)]


@pytest.mark.parametrize(("first", "second"), [("1,200", "300"), ("12.000", "8.000"), ("1,200", "45.5")])
def test_a_number_that_can_be_read_in_two_ways_is_refused(first: str, second: str) -> None:
    with pytest.raises(BadValue, match=r"may mean thousands or decimals; write .*\(1200\)"):
        read_targets("segment", read_table(f"g;s\nNew;{first}\nOld;{second}\n".encode()))


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("g;s\nNew;33.333\nOld;66.67\n", [33.333, 66.67]),
        ("g;s\nNew;0,333\nOld;0,667\n", [0.333, 0.667]),
        ("g;s\nNew;33.333 %\nOld;66.667 %\n", [33.333, 66.667]),
        ("g;s\nNew;1200\nOld;300\n", [1200, 300]),
    ],
)
def test_a_number_that_its_column_makes_plain_is_read(text: str, sizes: list[float]) -> None:
    assert [size for _names, size in read_targets("segment", read_table(text.encode())).rows] == sizes


@pytest.mark.parametrize(
    ("dimension", "text", "reason"),
    [
        ("stage", "g,s\nNew,1\n", "“stage”"),
        ("segment", "g,s\nNew,0\nOld,1\n", "line 2: “0”"),
        ("segment", "g,s\nNew,many\n", "“many”"),
        ("segment", "g,s\nNew,1\nnew,2\n", "new"),
        ("segment", "g,s,t\nNew,1,2\n", "two columns"),
        ("segment", "New,1\nOld,2\n", "no heading"),
        ("segment", "g,s\n,2\n", "not at all"),
    ],
)
def test_bad_targets_are_refused_with_their_reason(dimension: str, text: str, reason: str) -> None:
    with pytest.raises(BadValue, match=reason):
        read_targets(dimension, read_table(text.encode()))


def test_targets_must_name_every_group_that_answered(store: Store) -> None:
    with pytest.raises(BadValue, match="“Old”"):
        found(store, ("segment", "g,s\nNew,1\n"))
    with pytest.raises(BadValue, match="one file of targets"):
        found(store, *[("segment", "g,s\nNew,1\nOld,1\n")] * 2)
    assert run(store, "--by", "segment").exit_code == 2
