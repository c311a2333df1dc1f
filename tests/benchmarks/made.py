"""A store of any number of made-up answers, written straight into the tables. Never uses the product's way of writing:
ten million answers must not take an hour, and what is measured must not make its own data.

Three years of weeks, answers rising with time and one in a hundred late; touchpoints by Zipf's law, personas that
depend on the segment and channels that depend on the touchpoint, three questions, one answer per response (the dearest
on disk), submission keys as the web form makes them: the day, then chance. The same seed makes the same answers.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from cjo_core.store.database import create_store
from cjo_core.store.set_up.audience import add_names
from cjo_core.store.set_up.surveys import save_survey
from cjo_core.survey.periods import week_of_day
from cjo_core.survey.scales import SCALES
from cjo_core.survey.surveys import Question, Survey, Wording

WEEKS, LAST_MONDAY = 156, date(2026, 11, 9)
KINDS = ("nps", "csat", "ces")
SIZES = {"stage": 6, "touchpoint": 30, "segment": 6, "persona": 8, "channel": 5, "language": 3}
#: Another shape of the same: a journey of twelve stages and sixty touchpoints.
WIDE = {**SIZES, "stage": 12, "touchpoint": 60}
CHUNK = 250_000
_RESPONSES = (
    "INSERT INTO responses (id, survey_id, submission_key, submitted_at, respondent, door) "
    "VALUES (?, ?, ?, ?, NULL, 'web')"
)
_ANSWERS = (
    "INSERT INTO answers (response_id, question_id, place_id, week, scale_low, scale_high, score) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)"
)


def made(folder: Path, answers: int, seed: int = 11, *, sizes: dict[str, int] = SIZES) -> Path:
    """The store of that many answers in `folder`, made if it is not there yet."""
    shape = "" if sizes == SIZES else f"-{sizes['stage']}x{sizes['touchpoint']}"
    path = folder / f"made-{answers}{shape}.db"
    if path.exists():
        return path
    building = folder / f"building-{answers}{shape}.db"
    building.unlink(missing_ok=True)
    places = _set_up(building, sizes)
    rng = np.random.default_rng(seed)
    with closing(sqlite3.connect(building, isolation_level=None)) as connection:
        for pragma in ("synchronous = OFF", "journal_mode = OFF", "foreign_keys = OFF", "cache_size = -800000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        for start in range(0, answers, CHUNK):
            _write(connection, rng, places, sizes, start, min(CHUNK, answers - start), answers)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")
    building.rename(path)
    return path


def _set_up(path: Path, sizes: dict[str, int]) -> np.ndarray:
    """An empty store with surveys and names; returns the place of every combination of positions."""
    store = create_store(path)
    for kind in KINDS:
        save_survey(store, Survey(kind, kind.upper(), (Question(kind, {"en": Wording("How was it?")}),)))
    add_names(store, "stage", [f"Stage {i}" for i in range(sizes["stage"])])
    for i in range(sizes["touchpoint"]):
        add_names(store, "touchpoint", [f"Touchpoint {i}"], stage=f"Stage {i % sizes['stage']}")
    for dimension in ("segment", "persona", "channel"):
        add_names(store, dimension, [f"{dimension.title()} {i}" for i in range(sizes[dimension])])
    shape = tuple(sizes[name] for name in ("touchpoint", "segment", "persona", "channel", "language"))
    rows = [
        (int(t) + 1, int(g) + 1, int(p) + 1, int(c) + 1, ("en", "zh", "pl")[int(w)])
        for t, g, p, c, w in np.ndindex(shape)
    ]
    with store.writing() as connection:
        connection.executemany(
            "INSERT INTO places (touchpoint_id, segment_id, persona_id, channel_id, language) VALUES (?, ?, ?, ?, ?)",
            rows,
        )
    store.close()
    return np.arange(1, len(rows) + 1).reshape(shape)


def _write(
    connection: sqlite3.Connection,
    rng: np.random.Generator,
    places: np.ndarray,
    sizes: dict[str, int],
    start: int,
    size: int,
    answers: int,
) -> None:
    """One chunk of responses with their answers, in the order in which they came in."""
    week = ((start + np.arange(size)) / answers) ** 0.8 * WEEKS
    late = rng.random(size) < 0.01
    week = np.clip(np.where(late, week - rng.exponential(3.0, size), week), 0, WEEKS - 1e-6).astype(np.int64)
    mondays = [LAST_MONDAY - timedelta(weeks=WEEKS - 1 - i) for i in range(WEEKS)]
    numbers = np.array([week_of_day(day) for day in mondays])
    first = np.array(mondays, "datetime64[s]")
    moment = first[week] + rng.integers(0, 7 * 86_400, size).astype("timedelta64[s]")
    touchpoint = _zipf(rng, sizes["touchpoint"], size)
    segment = _zipf(rng, sizes["segment"], size)
    persona = (segment + _zipf(rng, sizes["persona"], size)) % sizes["persona"]
    channel = (touchpoint + _zipf(rng, sizes["channel"], size)) % sizes["channel"]
    language = _zipf(rng, sizes["language"], size)
    place = places[touchpoint, segment, persona, channel, language]
    question = rng.choice(3, size, p=[0.5, 0.3, 0.2])
    low = np.array([SCALES[kind].low for kind in KINDS])[question]
    high = np.array([SCALES[kind].high for kind in KINDS])[question]
    happy = rng.beta(3.2 - 0.05 * touchpoint, 1.2, size)
    score = np.minimum(high, low + np.floor(happy * (high - low + 1))).astype(np.int64)
    number = start + 1 + np.arange(size)
    texts = [f"{text}Z" for text in np.datetime_as_string(moment, unit="s").tolist()]
    keys = _keys(rng, moment)
    connection.executemany(_RESPONSES, zip(number.tolist(), (question + 1).tolist(), keys, texts, strict=True))
    columns = (number, question + 1, place, numbers[week], low, high, score)
    connection.executemany(_ANSWERS, zip(*(column.tolist() for column in columns), strict=True))


def _keys(rng: np.random.Generator, moment: np.ndarray) -> list[bytes]:
    """Five bytes of seconds since the first day of the calendar, at the beginning of the day, and eleven of chance."""
    days = (moment.astype("datetime64[D]") - np.datetime64("0001-01-01")).astype(np.int64)
    keys = np.frombuffer(rng.bytes(16 * len(days)), np.uint8).reshape(-1, 16).copy()
    keys[:, :5] = (days * 86_400).astype(">i8").view(np.uint8).reshape(-1, 8)[:, 3:]
    whole = keys.tobytes()
    return [whole[start : start + 16] for start in range(0, len(whole), 16)]


def _zipf(rng: np.random.Generator, names: int, size: int) -> np.ndarray:
    """Positions of names, the k-th as likely as 1/k."""
    weights = 1 / np.arange(1, names + 1)
    return np.searchsorted(np.cumsum(weights / weights.sum()), rng.random(size)).clip(0, names - 1)
