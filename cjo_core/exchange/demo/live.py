"""A demo that is live: made-up answers coming in now, one at a time. Writes into demo stores only, and makes none.

Answers come as people do, not as a clock: the gaps between them are random, as many a minute as asked for on average.
The app may run at the same time, or may not: each answer is a transaction of its own. With it comes what systems record
of the same people: the visits that led to it, and orders.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from cjo_core.errors import BadValue
from cjo_core.exchange.demo.build import refuse_what_is_not_demo
from cjo_core.exchange.demo.generate import answers_at
from cjo_core.exchange.demo.records.trails import Records, Trails
from cjo_core.store.database import Store, open_store
from cjo_core.store.odata.saving import save_customers, save_events, save_orders
from cjo_core.store.responses.writes import save_response
from cjo_core.store.set_up.settings import setting
from cjo_core.store.set_up.surveys import surveys
from cjo_core.survey.periods import time_zone


def stream_answers(
    path: Path | str,
    *,
    per_minute: float = 30.0,
    seed: int = 7,
    minutes: float | None = None,
    wait: Callable[[float], None] = time.sleep,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    stored: Callable[[], None] = lambda: None,
) -> None:
    """Put answers into the demo store at `path` for so many minutes, or until interrupted; calls `stored` after each.

    Raises StoreError if the file is a real store, no store, or missing: nothing is changed then.
    """
    if not per_minute > 0:
        raise BadValue(f"{per_minute} answers per minute cannot be made; the number must be above 0")
    path = Path(path)
    refuse_what_is_not_demo(path)  # before it is opened: a real store would be brought up to date
    store = open_store(path)
    try:
        moments = _moments(store, per_minute, seed, minutes, wait, clock)
        asked = {one.slug: one for one in surveys(store)}
        until = date.fromisoformat(setting(store, "demo_until"))
        first = int(clock().timestamp())  # no customer of the file, nor of another run, has such a number
        trails = Trails(seed, until, live=first)
        for response in answers_at(asked, moments, seed, until, first):
            save_response(store, response)
            _save_records(store, trails.of([response]))
            stored()
    finally:
        store.close()


def _save_records(store: Store, records: Records) -> None:
    """What systems recorded of those who answer, and of some who do not: so conversion and funnels move too."""
    if records.customers:
        save_customers(store, records.customers)
    if records.orders:
        save_orders(store, records.orders)
    if records.events:
        save_events(store, records.events)


def _moments(
    store: Store,
    per_minute: float,
    seed: int,
    minutes: float | None,
    wait: Callable[[float], None],
    clock: Callable[[], datetime],
) -> Iterator[datetime]:
    """When the next answer is given: each moment comes when it is there, in the team's time zone."""
    rng, zone = Random(seed), time_zone(setting(store, "time_zone", "UTC"))
    due = clock()
    end = None if minutes is None else due + timedelta(minutes=minutes)
    while True:
        due += timedelta(minutes=rng.expovariate(per_minute))
        pause = (due - clock()).total_seconds()
        if end is not None and due > end:
            wait(max(0.0, (end - clock()).total_seconds()))
            return
        if pause > 0:
            wait(pause)
        yield clock().astimezone(zone)
