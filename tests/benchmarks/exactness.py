"""Exactness: counts in memory against SQL's own `GROUP BY` after random histories, writers killed with kill -9 in some;
and a control arm without the log of changes, which must drift."""

from __future__ import annotations

import logging
import multiprocessing
import os
import random
import signal
import sqlite3
import tempfile
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cjo_core.store.checking import differences
from cjo_core.store.counts.cells import Counting, fresh_cells, keep
from cjo_core.store.counts.heavier import PACKED
from cjo_core.store.database import Store, create_store, open_store
from cjo_core.store.responses.writes import delete_response, edit_score, save_response, save_responses
from cjo_core.store.set_up.audience import add_names
from cjo_core.store.set_up.settings import save_time_zone
from cjo_core.store.set_up.surveys import save_survey
from cjo_core.survey.places import Place
from cjo_core.survey.responses import Answer, Response, new_submission_key
from cjo_core.survey.surveys import Question, Survey, Wording
from tests.benchmarks.timing import Row, apart

STEPS = 14
PLACES = (Place(), Place(stage="Use"), Place(touchpoint="Cart"), Place(touchpoint="Desk", segment="New"))
START = datetime(2025, 12, 20, tzinfo=UTC)


def exact_rows(folder: Path, histories: int) -> list[Row]:
    """Histories in one process; every tenth has a writer that is killed in the middle."""
    wrong, drifted, killed, compared = apart(_all, folder, histories)
    return [
        Row(f"{histories:,} random histories ({killed} with a writer killed by kill -9): counts that differ from SQL's",
            "", f"{wrong} histories ({compared:,} comparisons)", f"{drifted} without the log of changes", str(wrong),
            "0, and the control drifts", wrong == 0 and drifted > 0),
    ]  # fmt: skip


def _all(folder: Path, histories: int) -> tuple[int, int, int, int]:
    logging.disable(logging.WARNING)  # a snapshot whose last answers were all removed is left alone, loudly
    wrong = drifted = killed = compared = 0
    with tempfile.TemporaryDirectory(dir=folder) as own:
        template = _template(Path(own) / "template.db")
        for seed in range(histories):
            path = Path(own) / f"{seed}.db"
            path.write_bytes(template)
            kill = seed % 10 == 0
            faults, control, looks = _history(path, seed, kill=kill)
            wrong, drifted, killed, compared = wrong + faults, drifted + control, killed + kill, compared + looks
            for leftover in Path(own).glob(f"{seed}.db*"):
                leftover.unlink()
    return wrong, drifted, killed, compared


def _template(path: Path) -> bytes:
    """A store to begin each history with; making one takes longer than a history."""
    store = create_store(path)
    for kind in ("nps", "csat"):
        save_survey(store, Survey(kind, kind.upper(), (Question(kind, {"en": Wording("How was it?")}),)))
    add_names(store, "stage", ["Buy", "Use"])
    add_names(store, "touchpoint", ["Cart", "Desk"], stage="Buy")
    add_names(store, "segment", ["New", "Old"])
    store.close()
    return path.read_bytes()


def _history(path: Path, seed: int, *, kill: bool) -> tuple[bool, bool, int]:
    """Whether counts ever differed, whether the control did in the end, and how often it was looked."""
    rng = random.Random(seed)
    store = open_store(path)
    counting = Counting(store)
    control: Counter[int] = Counter()
    seen, wrong, looks = 0, False, 0
    for step in range(STEPS):
        if kill and step == STEPS // 2:
            _killed_writer(path, rng)
        _do(store, rng)
        if rng.random() < 0.15:  # a start in between, from a snapshot or without one
            fresh_cells(counting)
            counting.unsaved = 1_000_000
            keep(counting)
            counting = Counting(store)
        if rng.random() < 0.4 or step == STEPS - 1:
            wrong = bool(differences(counting)) or wrong
            looks += 1
            seen = _control(store, control, seen)
    truth = _recount(store)
    store.close()
    return wrong, +control != truth, looks


def _do(store: Store, rng: random.Random) -> None:
    with store.reading() as connection:
        answers = connection.execute("SELECT id, response_id FROM answers WHERE score IS NOT NULL").fetchall()
    what = rng.choice(["one", "one", "many", "delete", "delete", "edit", "edit", "take back", "move", "zone"])
    if what == "one":
        save_response(store, _answer(rng))
    elif what == "many":
        batch = [_answer(rng) for _i in range(rng.randrange(1, 30))]
        save_responses(store, [*batch, *batch[:3]])
    elif what == "delete" and answers:
        delete_response(store, rng.choice([answers[-1], rng.choice(answers)])[1])
    elif what == "edit" and answers:
        edit_score(store, rng.choice(answers)[0], rng.randrange(1, 6))
    elif what == "take back" and answers:
        with store.writing() as connection:
            sql = "UPDATE answers SET score = NULL, comment = coalesce(comment, 'taken back') WHERE id = ?"
            connection.execute(sql, [rng.choice(answers)[0]])
    elif what == "move":
        with store.writing() as connection:
            connection.execute("UPDATE touchpoints SET stage_id = 3 - stage_id WHERE id = 1")
    elif what == "zone":
        save_time_zone(store, rng.choice(["UTC", "Asia/Shanghai", "America/Los_Angeles"]))


def _answer(rng: random.Random) -> Response:
    survey = rng.choice([1, 2])
    moment = rng.choice([None, START + timedelta(hours=rng.randrange(2_000))])
    person = rng.choice([None, "ada", "bob"])
    answers = (Answer(survey, rng.randrange(1, 6)),)
    return Response(survey, answers, new_submission_key(), moment, rng.choice(PLACES), person)


def _killed_writer(path: Path, rng: random.Random) -> None:
    """A process that writes until it is killed, somewhere in a transaction as likely as not."""
    writer = multiprocessing.get_context("fork").Process(target=_write_on, args=[path, rng.random()])
    writer.start()
    time.sleep(0.01 + 0.05 * rng.random())
    os.kill(writer.pid or 0, signal.SIGKILL)
    writer.join()


def _write_on(path: Path, seed: float) -> None:
    rng = random.Random(seed)
    store = open_store(path)
    while True:
        save_responses(store, [_answer(rng) for _i in range(rng.randrange(1, 20))])
        with store.reading() as connection:
            newest = connection.execute("SELECT max(response_id) FROM answers").fetchone()[0]
        delete_response(store, newest)


def _control(store: Store, counts: Counter[int], seen: int) -> int:
    """What one would do without the log: count the answers with a higher id."""
    with closing(sqlite3.connect(store.path)) as connection:
        new = connection.execute(f"SELECT id, {PACKED} FROM answers WHERE id > ? AND score IS NOT NULL", [seen])
        for number, packed in new.fetchall():
            counts[packed] += 1
            seen = max(seen, number)
    return seen


def _recount(store: Store) -> Counter[int]:
    with store.reading() as connection:
        sql = f"SELECT {PACKED}, count(*) FROM answers WHERE score IS NOT NULL GROUP BY 1"
        return Counter(dict(connection.execute(sql).fetchall()))
