"""Survey results of weighted answers: options and ratings by hand, small groups by people, one number everywhere."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from cjo_core.__main__ import main
from cjo_core.exchange.results import COLUMNS, Outcome, outcome, outcome_columns, outcome_rows
from cjo_core.metrics.privacy.base import FEW, HIDDEN, OK
from cjo_core.metrics.results import Result
from cjo_core.metrics.weights.weighting import weighted_mean, weighted_share
from cjo_core.store.counts.cells import Counting, fresh_cells
from cjo_core.store.database import Store, create_store
from cjo_core.store.responses.weights import save_weights
from cjo_core.store.responses.writes import save_response
from cjo_core.store.set_up.audience import add_names
from cjo_core.store.set_up.surveys import save_survey, survey
from cjo_core.survey.filters import EVERYTHING, Filter
from cjo_core.survey.places import NOWHERE, Place
from cjo_core.survey.responses import new_submission_key, read_response
from cjo_core.survey.surveys import Option, Question, Survey, Wording

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
EN = {"en": Wording("How was it?")}
OPTIONS = (Option("web", {"en": "Web"}), Option("phone", {"en": "Phone"}), Option("shop", {"en": "Shop"}))
QUESTIONS = (
    Question("single", EN, key="how", options=OPTIONS),
    Question("multiple", EN, key="what", options=OPTIONS),
    Question("rating", EN, key="kind", high=5, dimension="empathy"),
    Question("rating", EN, key="warm", high=5, dimension="empathy"),
    Question("rating", EN, key="quick", high=5, dimension="responsiveness"),
)
#: Ten people: whom they chose, and what they weigh. Σw = 16, Σw² = 32, so the effective n is 16² ⁄ 32 = 8.
TEN = [("web", 3.0), ("web", 3.0), ("web", 1.0), *[("phone", 1.0)] * 5, ("shop", 2.0), ("shop", 2.0)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = create_store(tmp_path / "cjo.db")
    save_survey(opened, Survey("known", "Known", QUESTIONS, identified=True))
    save_survey(opened, Survey("unknown", "Unknown", QUESTIONS))
    add_names(opened, "segment", ["New", "Old"])
    yield opened
    opened.close()


def send(store: Store, weight: float | None, slug: str = "known", place: Place = NOWHERE, **fields: str) -> None:
    one = survey(store, slug)
    ids = {question.key: question.id for question in one.questions}
    given = {f"q{ids[name.split('.')[0]]}{name[len(name.split('.')[0]) :]}": value for name, value in fields.items()}
    made = read_response(one, given, place=place, submission_key=new_submission_key(), now=NOON)
    assert save_response(store, replace(made, asked=frozenset(ids.values()), weight=weight))


def found_in(store: Store, slug: str = "known", where: Filter = EVERYTHING) -> Outcome:
    return outcome(store, fresh_cells(Counting(store)), survey(store, slug), where)


def result(store: Store, key: str, slug: str = "known", where: Filter = EVERYTHING) -> Result:
    found = found_in(store, slug, where)
    return found.results[next(question.id for question in found.questions if question.key == key)]


def test_the_share_of_an_option_is_its_weight_of_all_weights(store: Store) -> None:
    for option, weight in TEN:
        send(store, weight, how=option)
    found = result(store, "how")
    assert (found.n, [part.n for part in found.parts]) == (10, [3, 5, 2])
    assert [part.share for part in found.parts] == pytest.approx([100 * 7 / 16, 100 * 5 / 16, 100 * 4 / 16])
    assert (found.effective, found.base) == (pytest.approx(8), FEW)
    # Wilson with p = 7⁄16 of p (1 − p) · 16² ⁄ (19 · (9⁄16)² + 13 · (7⁄16)²) = 63 ⁄ 8.5 answers alike
    assert (found.parts[0].low, found.parts[0].high) == pytest.approx((16.82, 74.95), abs=0.01)
    formula = weighted_share([2, 1, 0, 0], [2, 1, 5, 2], [3.0, 1.0, 1.0, 2.0]).estimate
    assert (found.parts[0].low, found.parts[0].high) == pytest.approx((float(formula.low), float(formula.high)))


def test_who_chooses_several_weighs_once_in_the_whole(store: Store) -> None:
    send(store, 4.0, **{"what.web": "1", "what.shop": "1"})
    send(store, 1.0, **{"what.web": "1"})
    send(store, None, **{"what.phone": "1"})  # weighs 1
    found = result(store, "what")
    assert [part.share for part in found.parts] == pytest.approx([100 * 5 / 6, 100 * 1 / 6, 100 * 4 / 6])
    assert found.effective == pytest.approx(6**2 / 18)


def test_a_filter_takes_the_weights_of_those_it_lets_through(store: Store) -> None:
    send(store, 3.0, place=Place(segment="New"), how="web")
    send(store, 1.0, place=Place(segment="New"), how="phone")
    send(store, 9.0, place=Place(segment="Old"), how="phone")
    assert [part.share for part in result(store, "how", where=Filter({"segment": ("New",)})).parts] == [75, 25, 0]
    assert result(store, "how").parts[0].share == pytest.approx(100 * 3 / 13)


def test_weights_of_one_change_no_share_and_no_interval(store: Store) -> None:
    for option, _weight in TEN:
        send(store, None, how=option, kind="4")
    plain, plain_rating = result(store, "how"), result(store, "kind")
    assert plain.effective is None
    save_weights(store, dict.fromkeys(range(1, 11), 1.0))
    same, rating = result(store, "how"), result(store, "kind")
    assert same.effective == rating.effective == 10
    for one, other in zip(plain.parts, same.parts, strict=True):
        assert (one.share, one.low, one.high) == pytest.approx((other.share, other.low, other.high), abs=1e-9)
    assert (rating.value, rating.low, rating.high) == pytest.approx(
        (plain_rating.value, plain_rating.low, plain_rating.high)
    )


def test_a_rating_and_its_dimension_are_weighted(store: Store) -> None:
    for i in range(40):
        # twenty weigh 3 and gave 5 and 3, twenty weigh 1 and gave 1 and 1: (3·5 + 1·1) ⁄ 4 = 4, and (3·3 + 1) ⁄ 4 = 2.5
        send(store, 3.0 if i % 2 else 1.0, kind="5" if i % 2 else "1", warm="3" if i % 2 else "1", quick="3")
    found = found_in(store)
    kind = result(store, "kind")
    assert (kind.value, kind.n, kind.effective) == (pytest.approx(4), 40, pytest.approx(80**2 / 200))
    formula = weighted_mean([[0, 0, 0, 0, 20], [20, 0, 0, 0, 0]], [3.0, 1.0], 1, 5)
    assert float(formula.estimate.value) == pytest.approx(kind.value)
    assert kind.shares == pytest.approx((25, 0, 0, 0, 75))
    assert found.profile is not None
    empathy, quick = found.profile.dimensions
    assert (empathy.value, empathy.n, empathy.effective) == (pytest.approx(3.25), 40, pytest.approx(32))
    assert (quick.value, quick.effective) == (pytest.approx(3), pytest.approx(32))


def test_the_floor_counts_people_and_the_base_effective_answers(store: Store) -> None:
    for _i in range(4):
        send(store, 50.0, "unknown", Place(segment="New"), how="web")
    for _i in range(96):
        send(store, 1.0, "unknown", Place(segment="Old"), how="phone")
    assert result(store, "how", "unknown", Filter({"segment": ("New",)})).base == HIDDEN
    whole = result(store, "how", "unknown")
    assert (whole.base, whole.effective) == (OK, None), "weights would tell of the four"
    for _i in range(2):
        send(store, 50.0, "unknown", Place(segment="New"), how="web")
    assert result(store, "how", "unknown").base == FEW  # (6 · 50 + 96)² ⁄ (6 · 2500 + 96) = 10.4
    save_weights(store, dict.fromkeys([1, 2, 3, 4, 101, 102], 1.0))
    assert result(store, "how", "unknown").base == OK


def test_page_file_and_command_line_say_the_same(store: Store) -> None:
    for option, weight in TEN * 4:
        send(store, weight, how=option, kind="4")
    found = found_in(store)
    rows, columns = outcome_rows(found, ["en"]), outcome_columns(found)
    assert columns == (*COLUMNS[:9], "n_effective", *COLUMNS[9:])
    ask = ["results", "known", "--db", str(store.path), "--format"]
    assert json.loads(CliRunner().invoke(main, [*ask, "json"]).stdout) == rows
    lines = list(csv.DictReader(io.StringIO(CliRunner().invoke(main, [*ask, "csv"]).stdout)))
    web = next(i for i, row in enumerate(rows) if row["option"] == "Web")
    assert (float(lines[web]["value"]), float(lines[web]["n_effective"])) == pytest.approx((43.75, 32))
    assert "n_effective" in CliRunner().invoke(main, [*ask, "table"]).stdout.splitlines()[0]


def test_without_weights_no_row_speaks_of_them(store: Store) -> None:
    send(store, None, how="web")
    found = found_in(store)
    assert outcome_columns(found) == COLUMNS
    assert all("n_effective" not in row for row in outcome_rows(found, ["en"]))
