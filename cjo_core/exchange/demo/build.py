"""The demo store as a file: built beside its place, then put there in one step. Never touches any but demo data.

The same responses, seed and last day give the same bytes, whenever and wherever the file is built.
"""

from __future__ import annotations

import gc
import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from itertools import islice
from pathlib import Path

from sqlite_utils import Database

from cjo_core.errors import BadValue, StoreError
from cjo_core.exchange.demo import journey, story
from cjo_core.exchange.demo.asked import SURVEYS
from cjo_core.exchange.demo.generate import year_of_responses
from cjo_core.exchange.demo.planned import plan
from cjo_core.exchange.demo.profiles import describe_audience
from cjo_core.exchange.demo.records.trails import Trails
from cjo_core.exchange.demo.waves import Waves
from cjo_core.locale import _
from cjo_core.store.database import DEMO, Store, create_store, open_store
from cjo_core.store.invitations.past import save_past
from cjo_core.store.journey.notes import write_all_notes
from cjo_core.store.journey.touchpoints import describe_touchpoint
from cjo_core.store.odata.saving import save_customers, save_events, save_orders
from cjo_core.store.responses.writes import save_responses
from cjo_core.store.set_up.audience import add_names
from cjo_core.store.set_up.settings import save_setting, save_time_zone
from cjo_core.store.set_up.surveys import save_survey
from cjo_core.survey.periods import start_of_day, time_zone, utc_text

#: The last days a demo may have: what lies far beyond has no weeks in the tables, or none in the calendar.
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
#: Responses made and written at a time, with the orders and events of the same people.
_AT_ONCE = 3_000
#: What SQLite keeps beside a database while it is open.
_BESIDE = ("-wal", "-shm", "-journal")


def make_demo(path: Path | str, *, responses: int = 20_000, seed: int = 7, until: date) -> Store:
    """Build the demo store at `path`, with answers up to the end of the day `until`, and open it.

    While a day is not over, give the one before: the last answers come in late in the evening.

    A demo store that is there is replaced in one step, or left as it is if anything fails. Whoever has the old one open
    must close it and open the new one. Raises StoreError if the file is a real store or no store at all.
    """
    if responses < 0:
        raise BadValue(f"a demo of {responses} responses cannot be made; 0 is the least")
    if not EARLIEST <= until <= LATEST:
        words = _("a demo cannot end on {day}; possible are {first} to {last}")
        raise BadValue(words.format(day=until, first=EARLIEST, last=LATEST))
    path = Path(path)
    refuse_what_is_not_demo(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".building", dir=path.parent)
    os.close(handle)
    building = Path(name)
    try:
        with _no_collecting():
            _build(building, responses, seed, until)
        refuse_what_is_not_demo(path)  # again: building takes a while
        _remove(path, *_BESIDE)  # a log left there would be read as the new file's own
        building.replace(path)
    finally:
        _remove(building, "", *_BESIDE)
    return open_store(path)


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Without looking for garbage meanwhile: so many records are made that looking takes a fifth of the time, and none
    of them refer to each other in circles, so each goes as soon as it is not needed."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _build(path: Path, responses: int, seed: int, until: date) -> None:
    # Only for the same bytes: demo data needs no secret worth keeping.
    secret = hashlib.sha256(f"demo {seed}".encode()).hexdigest()
    store = create_store(path, DEMO, secret=secret)
    try:
        save_setting(store, "organisation", story.ORGANISATION)
        save_setting(store, "demo_until", until.isoformat())
        save_time_zone(store, story.ZONE)
        for name, target in story.TARGETS.items():
            save_setting(store, f"target_{name}", repr(target))
        add_names(store, "stage", story.STAGES)
        for touchpoint in story.TOUCHPOINTS:
            add_names(store, "touchpoint", [touchpoint.name], stage=touchpoint.stage)
        for dimension, names in (
            ("segment", story.SEGMENTS),
            ("persona", story.PERSONAS),
            ("channel", story.CHANNELS),
        ):
            add_names(store, dimension, names)
        surveys = {survey.slug: save_survey(store, survey) for survey in SURVEYS}
        _draw_journey(store, until)
        trails, waves = Trails(seed, until), Waves(seed, until)
        year = year_of_responses(surveys, responses, seed, until)
        while some := list(islice(year, _AT_ONCE)):
            save_responses(store, some)
            records = trails.of(some)
            save_customers(store, records.customers)
            save_orders(store, records.orders)
            save_events(store, records.events)
            waves.note(some, surveys[story.RECOMMEND].id or 0)
        for batch, people in waves.invitations():
            save_past(store, story.RECOMMEND, batch, people)
        describe_audience(store, until)
        plan(store, until)
    finally:
        store.close()
    _seal(path, until)


def _draw_journey(store: Store, until: date) -> None:
    """Say what the shop says about its touchpoints and stages; the notes are as old as the year."""
    for touchpoint in story.TOUCHPOINTS:
        describe_touchpoint(store, touchpoint.name, journey.said_of(touchpoint.name))
    written = start_of_day(story.first_day(until), time_zone(story.ZONE))
    for (stage, persona), notes in journey.NOTES.items():
        write_all_notes(store, stage, persona, notes, now=written)


def _seal(path: Path, until: date) -> None:
    """Take the wall clock, chance and the history of pages out of the file; closing it folds the write-ahead log in."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        database = Database(connection)
        applied = database.table("_sqlite_migrations")
        made = utc_text(start_of_day(story.first_day(until), time_zone(story.ZONE)))
        for row in list(applied.rows):
            applied.update(row["id"], {"applied_at": made})
        database.table("setup").update(1, {"version": 1})  # else a random number
        database.vacuum()


def refuse_what_is_not_demo(path: Path) -> None:
    """Pass if nothing is there or a demo store is. Looks only: an older real store is not even brought up to date."""
    if not path.exists() or (path.is_file() and path.stat().st_size == 0):
        return
    if not path.is_file():
        raise StoreError(_("{path} is not a file; nothing was changed").format(path=path))
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as connection:
            database = Database(connection)
            found = list(database.table("settings").rows_where("name = ?", ["kind"])) if _is_store(database) else []
    except sqlite3.DatabaseError as error:
        words = _("{path} is not a store of demo data ({error}); nothing was changed")
        raise StoreError(words.format(path=path, error=error)) from error
    if not found or found[0]["value"] != DEMO:
        words = (
            _("{path} holds real answers; demo data must go into a file of their own. Nothing was changed")
            if found
            else _(
                "{path} is not a store of this program; demo data must go into a file of their own. Nothing was changed"
            )
        )
        raise StoreError(words.format(path=path))


def _is_store(database: Database) -> bool:
    return {"settings", "answers"} <= set(database.table_names())


def _remove(path: Path, *endings: str) -> None:
    for ending in endings:
        path.with_name(path.name + ending).unlink(missing_ok=True)
