"""Responses in, once each, and out again. The one way by which answers get into a store; never checks scores itself
(the tables do)."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator
from itertools import islice

from cjo_core.errors import NotFound, StoreError
from cjo_core.locale import _
from cjo_core.store.counts.ledger import forget_skips
from cjo_core.store.database import DEMO, Store
from cjo_core.store.set_up.limits import ALL, add_counts, segments_of
from cjo_core.store.writing import pace
from cjo_core.store.writing.batch import save_batch, save_one
from cjo_core.store.writing.latest import mark_latest
from cjo_core.store.writing.lookups import kept
from cjo_core.store.writing.pace import uncollected
from cjo_core.survey.responses import Response

#: Batches of a bulk write after which the log is brought into the file.
FOLD_EVERY = 4


def save_response(store: Store, response: Response) -> bool:
    """Store a response; False if its submission key was stored before (double click, replay, retry): then only the
    refusal is counted. Those who come at the same time are committed together."""
    _check_door(store, response.door)
    return store.commit(lambda connection: save_one(store, connection, response))


def save_responses(store: Store, responses: Iterable[Response]) -> int:
    """Store many, a batch per transaction, and return how many were new. An iterable may be endless in size, not in
    time."""
    waiting = iter(responses)
    stored, size, batches = 0, pace.FIRST, 0
    while size:
        with uncollected():
            new, size = _save_some(store, waiting, size)
        stored += new
        batches += 1
        if batches % FOLD_EVERY == 0:
            store.fold_beside()
    return stored


def _save_some(store: Store, waiting: Iterator[Response], size: int) -> tuple[int, int]:
    """Store the next batch; how many were new, and how many to take next (0: no more are waiting)."""
    batch = list(islice(waiting, size))
    if not batch:
        return 0, 0
    _check_door(store, *{response.door for response in batch})
    with store.writing() as connection:
        begun = time.perf_counter()
        new = save_batch(connection, batch, kept(store, connection))
    return new, pace.next_size(len(batch), time.perf_counter() - begun)


def _check_door(store: Store, *doors: str) -> None:
    if "demo" in doors and store.kind != DEMO:
        raise StoreError(_("demo answers can only be written into a store of demo data"))


def delete_response(store: Store, response_id: int) -> bool:
    """Remove a response and its answers for good; False if it was not there. Counts follow by themselves."""
    with store.writing() as connection:
        return remove_response(connection, response_id)


def remove_response(connection: sqlite3.Connection, response_id: int) -> bool:
    """The same, inside a transaction of the caller."""
    found = connection.execute("SELECT survey_id, respondent FROM responses WHERE id = ?", [response_id]).fetchone()
    if found is None:
        return False
    forget_skips(connection, response_id)
    add_counts(connection, {(found[0], segment): -1 for segment in (ALL, *segments_of(connection, response_id))})
    connection.execute("DELETE FROM answers WHERE response_id = ?", [response_id])
    connection.execute("DELETE FROM responses WHERE id = ?", [response_id])
    if found[1] is not None:
        mark_latest(connection, *found)
    return True


def edit_score(store: Store, answer_id: int, score: int) -> None:
    """Correct a score; the tables refuse one that is not on the question's scale."""
    with store.writing() as connection:
        if not connection.execute("UPDATE answers SET score = ? WHERE id = ?", [score, answer_id]).rowcount:
            raise NotFound(_("there is no answer {number}").format(number=answer_id))
