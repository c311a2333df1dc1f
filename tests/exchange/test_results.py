"""What came out of one survey: counted by hand, and never telling on a small group, whatever one asks and subtracts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain, combinations
from pathlib import Path

import numpy as np
import pytest

from cjo_core.exchange.results import COLUMNS, Outcome, course, outcome, outcome_rows
from cjo_core.metrics.breakdown import breakdown
from cjo_core.metrics.privacy.base import FEW, HIDDEN, NONE
from cjo_core.store.counts.cells import Counting, fresh_cells
from cjo_core.store.database import Store, create_store
from cjo_core.store.responses.partial import reach, save_page
from cjo_core.store.responses.writes import delete_response, save_response
from cjo_core.store.set_up.audience import add_names
from cjo_core.store.set_up.surveys import save_survey, survey
from cjo_core.survey.filters import EVERYTHING, Filter
from cjo_core.survey.places import NOWHERE, Place
from cjo_core.survey.responses import Answer, Response, new_submission_key, read_response
from cjo_core.survey.surveys import Condition, Option, Question, Survey, Wording

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
EN = {"en": Wording("How was it?")}
OPTIONS = (Option("web", {"en": "Web"}), Option("phone", {"en": "Phone"}), Option("shop", {"en": "Shop"}))
QUESTIONS = (
    Question("csat", EN, key="csat"),
    Question("rating", EN, key="kind", high=5, dimension="empathy"),
    Question("rating", EN, key="warm", high=5, dimension="empathy"),
    Question("rating", EN, key="quick", high=5, dimension="responsiveness"),
    Question("single", EN, key="how", options=OPTIONS),
    Question("multiple", EN, key="what", options=OPTIONS),
    Question("text", EN, key="words", condition=Condition("how", options=("phone",))),
    Question("consent", EN, key="agree"),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = create_store(tmp_path / "cjo.db")
    save_survey(opened, Survey("known", "Known", QUESTIONS, identified=True))
    save_survey(opened, Survey("unknown", "Unknown", QUESTIONS))
    save_survey(opened, Survey("words", "Words only", (Question("text", EN, key="words"),)))
    add_names(opened, "stage", ["Buy", "Use", "Leave"])
    add_names(opened, "segment", ["New", "Old", "Lost"])
    yield opened
    opened.close()


def send(store: Store, slug: str, place: Place = NOWHERE, at: datetime | None = NOON, **fields: str) -> None:
    """Somebody answers all pages; the question behind a condition is asked of those who use the phone."""
    one = survey(store, slug)
    ids = {question.key: question.id for question in one.questions}
    given = {f"q{ids[name.split('.')[0]]}{name[len(name.split('.')[0]) :]}": value for name, value in fields.items()}
    made = read_response(one, given, place=place, submission_key=new_submission_key(), now=at or NOON)
    put = frozenset(ids.values()) - ({ids["words"]} if "how" in ids and fields.get("how") != "phone" else set())
    assert save_response(store, replace(made, asked=put))


def found_in(store: Store, slug: str, where: Filter = EVERYTHING) -> Outcome:
    return outcome(store, fresh_cells(Counting(store)), survey(store, slug), where)


def by_key(found: Outcome) -> dict[str, object]:
    return {question.key: found.results[question.id] for question in found.questions}


def result(store: Store, slug: str, key: str, where: Filter = EVERYTHING):  # type: ignore[no-untyped-def]
    return by_key(found_in(store, slug, where))[key]


def four_people(store: Store, slug: str) -> None:
    send(store, slug, Place(segment="New"), csat="5", kind="4", how="web", **{"what.web": "1", "what.shop": "1"})
    send(store, slug, Place(segment="New"), csat="4", kind="2", how="phone", words="It rang for long", agree="yes")
    send(store, slug, Place(segment="Old"), csat="1", how="phone", **{"what.web": "1"})
    send(store, slug, Place(segment="Old"), NOON - timedelta(weeks=3), kind="3")


def test_options_are_shares_of_those_who_chose_any(store: Store) -> None:
    four_people(store, "known")
    single, multiple = result(store, "known", "how"), result(store, "known", "what")
    assert (single.n, single.asked, [part.n for part in single.parts]) == (3, 4, [1, 2, 0])
    assert [round(part.share) for part in single.parts] == [33, 67, 0]
    assert (multiple.n, [part.n for part in multiple.parts]) == (2, [2, 0, 1])
    assert [round(part.share) for part in multiple.parts] == [100, 0, 50]  # 150 %: two people, three choices
    # Wilson, 2 of 3: Newcombe (1998), method 3
    assert single.parts[1].low == pytest.approx(20.7660, abs=1e-3)
    assert single.parts[1].high == pytest.approx(93.8508, abs=1e-3)


def test_ratings_have_a_mean_and_consent_a_share(store: Store) -> None:
    four_people(store, "known")
    rating, consent = result(store, "known", "kind"), result(store, "known", "agree")
    assert (rating.value, rating.n, rating.counts) == (3.0, 3, (0, 1, 1, 1, 0))
    # Student: 3 ± 4.3027 · 1/√3, cut to the scale
    assert (rating.low, rating.high) == (1.0, 5.0)
    assert (consent.n, consent.asked, consent.value) == (1, 4, 25.0)  # only a yes is stored
    assert np.isnan(result(store, "known", "agree", Filter({"segment": ("New",)})).value)


def test_a_score_is_the_number_of_every_other_page(store: Store) -> None:
    four_people(store, "known")
    cells = fresh_cells(Counting(store))
    elsewhere = breakdown(cells, "csat", (), Filter({"survey": ("known",), "segment": ("New",)})).iloc[0]
    here = result(store, "known", "csat", Filter({"segment": ("New",)}))
    assert (here.value, here.low, here.high, here.n) == tuple(elsewhere[["value", "low", "high", "n"]])


def test_filters_and_periods_hold_for_every_kind(store: Store) -> None:
    four_people(store, "known")
    new, old = Filter({"segment": ("New",)}), Filter(first_week=202644, last_week=202645)
    assert [result(store, "known", key, new).n for key in ("csat", "kind", "how", "what", "words", "agree")] == [
        2, 2, 2, 1, 1, 1,
    ]  # fmt: skip
    assert [result(store, "known", key, old).n for key in ("csat", "kind", "how", "words")] == [0, 1, 0, 0]
    assert result(store, "known", "how", old).asked == 1
    assert result(store, "known", "how", new).asked is None


def test_who_was_not_asked_is_not_among_the_asked(store: Store) -> None:
    four_people(store, "known")
    assert (result(store, "known", "words").asked, result(store, "known", "words").n) == (2, 1)


def test_a_survey_nobody_answered_has_no_values(store: Store) -> None:
    found = found_in(store, "known")
    assert {result.base for result in found.results.values()} == {NONE}
    assert np.isnan(result(store, "known", "kind").value)
    assert np.isnan(course(store, fresh_cells(Counting(store)), survey(store, "known")).rate.value)


def test_results_follow_what_is_deleted(store: Store) -> None:
    four_people(store, "known")
    assert result(store, "known", "how").n == 3
    delete_response(store, 1)
    assert (result(store, "known", "how").n, result(store, "known", "what").n) == (2, 1)


def test_a_profile_has_the_dimensions_as_asked_and_alpha_from_whole_persons(store: Store) -> None:
    for i in range(40):
        send(store, "known", kind=str(1 + i % 5), warm=str(1 + i % 5), quick="3")
    found = found_in(store, "known").profile
    assert found is not None
    empathy, quick = found.dimensions
    assert (empathy.name, empathy.n, empathy.value, quick.name) == ("empathy", 40, 3.0, "responsiveness")
    assert empathy.alpha == pytest.approx(1.0)  # both items are the same
    assert np.isnan(quick.alpha)
    single = result(store, "known", "kind")
    # two equal items of one person are one person: hardly narrower than one of them (variance over 79, not 39)
    assert empathy.high - empathy.low == pytest.approx(
        (single.high - single.low) * (39 / 40 * 80 / 79) ** 0.5, rel=1e-9
    )


def test_the_course_counts_asked_answered_and_left(store: Store) -> None:
    four_people(store, "known")
    one = survey(store, "known")
    first = one.questions[0]
    broken = Response(
        one.id, (Answer(first.id, 3),), new_submission_key(), NOON, completed=False,
        asked=frozenset([first.id, one.questions[1].id]),
    )  # fmt: skip
    assert save_page(store, broken, [first.id])
    found = course(store, fresh_cells(Counting(store)), one)
    assert (found.responses, found.completed, float(found.rate.value)) == (5, 4, 80.0)
    steps = {row.question: (row.asked, row.answered, row.left) for row in found.reached}
    keys = [steps[question.id] for question in one.questions]
    assert keys == [(5, 4, 0), (5, 3, 1), (4, 0, 0), (4, 0, 0), (4, 3, 0), (4, 2, 0), (2, 1, 0), (4, 1, 0)]
    assert list(found.reached) == reach(store, one.id)  # counts in memory or read from the file


def test_rows_hold_the_results_and_nothing_of_hidden_ones(store: Store) -> None:
    four_people(store, "unknown")
    rows = outcome_rows(found_in(store, "unknown", Filter({"segment": ("New",)})), ["en"])
    assert {row["base"] for row in rows} == {HIDDEN}
    assert all(row[name] is None for row in rows for name in ("value", "low", "high", "n", "chose", "asked"))
    told = outcome_rows(found_in(store, "unknown"), ["en"])
    assert list(told[0]) == list(COLUMNS)
    assert [(row["option"], row["chose"]) for row in told if row["position"] == 5 and row["row"] == "option"] == [
        ("Web", 1),
        ("Phone", 2),
        ("Shop", 0),
    ]


def test_a_whole_survey_shows_its_options_but_no_words_of_a_few(store: Store) -> None:
    four_people(store, "unknown")
    found = found_in(store, "unknown")
    assert not found.hidden
    assert not found.texts_open
    assert result(store, "unknown", "how").base == FEW
    assert result(store, "unknown", "words").base == HIDDEN


def test_a_survey_of_words_alone_protects_its_people(store: Store) -> None:
    for segment, number in (("New", 2), ("Old", 20), ("Lost", 30)):
        for i in range(number):
            send(store, "words", Place(segment=segment), words=f"{segment} {i}")
    assert found_in(store, "words").texts_open
    assert not found_in(store, "words", Filter({"segment": ("New",)})).texts_open
    assert found_in(store, "words", Filter({"segment": ("New",)})).hidden
    assert found_in(store, "words", Filter({"segment": ("Old",)})).hidden  # the neighbour
    assert found_in(store, "words", Filter({"segment": ("Lost",)})).texts_open


def test_a_question_answered_by_few_is_hidden_in_a_group_that_is_not(store: Store) -> None:
    for segment, number in (("New", 20), ("Old", 20)):
        for i in range(number):
            few = {"how": "web"} if segment == "Old" or i < 2 else {}
            send(store, "unknown", Place(segment=segment), csat="5", **few)
    found = by_key(found_in(store, "unknown", Filter({"segment": ("New",)})))
    assert (found["csat"].n, found["how"].base) == (20, HIDDEN)  # type: ignore[attr-defined]
    assert result(store, "unknown", "how", Filter({"segment": ("Old",)})).base == HIDDEN


def subsets(names: Iterable[str]) -> list[tuple[str, ...]]:
    every = list(names)
    return list(chain.from_iterable(combinations(every, k) for k in range(1, len(every) + 1)))


@pytest.mark.parametrize("seed", range(6))
def test_who_asks_every_filter_and_subtracts_never_finds_a_small_group(store: Store, seed: int) -> None:
    """Every number of every filter over stages and segments is a linear equation in the cells of the cross table; no
    group under the floor may be solved for. What is shown as nobody is known to be nobody."""
    chance = np.random.default_rng(seed)
    stages, segments = ("Buy", "Use", "Leave"), ("New", "Old", "Lost")
    table = chance.choice([0, 1, 2, 3, 6, 9, 14], size=(3, 3))
    for i, k in np.ndindex(3, 3):
        for _person in range(int(table[i, k])):
            send(store, "unknown", Place(stage=stages[i], segment=segments[k]), how="web")
    shown, small = [], []
    for rows in [None, *subsets(stages)]:
        for columns in [None, *subsets(segments)]:
            where = Filter({name: names for name, names in (("stage", rows), ("segment", columns)) if names})
            held = np.outer([not rows or s in rows for s in stages], [not columns or g in columns for g in segments])
            found = result(store, "unknown", "how", where)
            if found.base != HIDDEN:
                assert found.n == table[held].sum()
                shown.append(held.ravel())
            if 0 < table[held].sum() < 5:
                small.append(held.ravel())
    known = np.array(shown, float)
    empty = known[known @ table.ravel() == 0].sum(axis=0) > 0
    rank = np.linalg.matrix_rank(known[:, ~empty])
    assert small
    assert len(shown) > 5
    for group in small:
        assert np.linalg.matrix_rank(np.vstack([known, group])[:, ~empty]) > rank, (table, group)
