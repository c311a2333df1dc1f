"""One number, one definition: the page's breakdown, `scores` on the command line and the CSV a page offers agree to
the last decimal.

Ten thousand random data sets and filters would take minutes through files, so the two halves are tested apart:
10,000 times that
the breakdown equals a plain count of the raw answers by the catalog's formula, and a few dozen times through files
and text.
"""

from __future__ import annotations

import csv
import io
import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from cjo_core.__main__ import main
from cjo_core.exchange.exports import breakdown_csv
from cjo_core.metrics.breakdown import breakdown
from cjo_core.metrics.catalog import METRICS
from cjo_core.store.counts.cells import Counting, fresh_cells
from cjo_core.store.database import create_store
from cjo_core.store.responses.writes import save_responses
from cjo_core.store.set_up.audience import add_names
from cjo_core.store.set_up.surveys import save_survey, surveys
from cjo_core.survey.filters import Filter
from cjo_core.survey.places import Place
from cjo_core.survey.responses import new_submission_key, read_response
from cjo_core.survey.scales import SCALES
from cjo_core.survey.surveys import Question, Survey, Wording
from tests.made_cells import Given, make_cells

STAGES, SEGMENTS = ("Buy", "Use", "=Odd"), ("New", "Old")


@pytest.mark.parametrize("seed", range(12))
def test_page_command_line_and_file_agree_to_the_last_decimal(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    store = create_store(tmp_path / "cjo.db")
    for kind in SCALES:
        save_survey(store, Survey(kind, kind, (Question(kind, {"en": Wording("?")}),), identified=seed % 2 == 0))
    add_names(store, "stage", STAGES)
    add_names(store, "segment", SEGMENTS)
    for asked in surveys(store):
        scale = asked.questions[0].scale
        save_responses(
            store,
            [
                read_response(
                    asked,
                    {"score": str(rng.choice(scale.scores))},
                    place=Place(stage=rng.choice([*STAGES, None]), segment=rng.choice([*SEGMENTS, None])),
                    submission_key=new_submission_key(),
                    now=datetime(2026, 9, 1, tzinfo=UTC) + timedelta(days=rng.randrange(60)),
                )
                for _i in range(rng.choice([0, 3, 40, 300]))
            ],
        )
    cells = fresh_cells(Counting(store))
    store.close()
    for name in METRICS:
        by = rng.choice([[], ["stage"], ["segment"], ["week"], ["stage", "segment"], ["stage", "week"]])
        wanted = rng.choice([{}, {"segment": ("New",)}, {"stage": ("Buy", None)}])
        where = Filter(wanted).weeks(*rng.choice([(None, None), (202637, 202641)]))
        frame = breakdown(cells, name, by, where)
        arguments = ["scores", "--db", str(tmp_path / "cjo.db"), "--metric", name, "--format"]
        options = [part for dimension in by for part in ("--by", dimension)]
        options += [
            part for dim, names in wanted.items() for one in names for part in ("--where", f"{dim}={one or '-'}")
        ]
        if where.first_week:
            options += ["--from", "2026-W37", "--to", "2026-W41"]
        said = json.loads(CliRunner().invoke(main, [*arguments, "json", *options]).stdout)
        printed = CliRunner().invoke(main, [*arguments, "csv", *options]).stdout
        offered = breakdown_csv(frame).decode("utf-8-sig")
        assert len(said) == len(frame)
        assert offered.splitlines() == printed.splitlines(), "the file of a page is the file of the command line"
        from_line = list(csv.DictReader(io.StringIO(printed)))
        from_page = list(csv.DictReader(io.StringIO(offered)))
        for record, one, line, cell in zip(frame.to_dict("records"), said, from_line, from_page, strict=True):
            for column in ("value", "low", "high"):
                number = float(record[column])
                missing = number != number
                assert one[column] == (None if missing else number)
                assert line[column] == cell[column] == ("" if missing else repr(number))


def test_ten_thousand_random_views_equal_a_plain_count_of_the_answers() -> None:
    rng = random.Random(2026)
    checked = 0
    for _data_set in range(240):
        kind = rng.choice(list(SCALES))
        scale = SCALES[kind]
        raw = [
            (
                rng.choice(scale.scores),
                rng.choice([*STAGES, None]),
                rng.choice([*SEGMENTS, None]),
                rng.choice([0, 202640, 202641]),
            )
            for _i in range(rng.choice([0, 1, 7, 60]))
        ]
        given = [Given(score, 0, week, stage, None, segment) for score, stage, segment, week in raw]
        cells = make_cells(given, [(kind, "main", 1)], {"stage": STAGES, "segment": SEGMENTS}, late=rng.randrange(5))
        for _view in range(50):
            stages = rng.choice([(), ("Buy",), ("Use", None), ("=Odd", "Buy")])
            segments = rng.choice([(), ("New",), (None,), ("Old", "New")])
            weeks = rng.choice([(None, None), (202640, 202640), (202640, 202641), (None, 202640)])
            where = Filter({"stage": stages, "segment": segments}).weeks(*weeks)
            kept = [
                score
                for score, stage, segment, week in raw
                if (not stages or stage in stages)
                and (not segments or segment in segments)
                and (weeks == (None, None) or (week and (weeks[0] or 1) <= week <= (weeks[1] or 999999)))
            ]
            for metric in (one for one in METRICS.values() if one.kind == kind):
                row = breakdown(cells, metric.name, (), where).iloc[0]
                assert row["n"] == len(kept)
                assert sum(row[part] for part, _first, _last in metric.parts) == len(kept)
                plain = plain_value(metric.name, kept)
                assert (row["value"] == pytest.approx(plain, abs=1e-9)) if kept else row["value"] != row["value"]
                checked += 1
    assert checked >= 10_000


def plain_value(name: str, scores: list[int]) -> float:
    """The metric by its definition in words, from the answers one by one."""
    if not scores:
        return float("nan")
    share = {
        "nps": lambda s: (s >= 9) - (s <= 6),
        "csat": lambda s: s >= 4,
        "ces_easy": lambda s: s >= 5,
    }
    if name in ("ces", "ces1"):
        return sum(scores) / len(scores)
    return 100 * sum(share[name](score) for score in scores) / len(scores)
