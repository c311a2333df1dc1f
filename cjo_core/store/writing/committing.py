"""Writers who wait together are committed together: one transaction, one sync of the disk, for all of them. Never knows
what is written.

A durable commit is one wait for the disk, whether it holds one answer or sixty-four. Whoever comes while nobody commits
leads: it does its own work and that of all who have come meanwhile, commits, and tells each of them. Those who come
while it commits wait, and the first of them leads next, so nobody waits longer than two commits. Nobody is told
"stored" before the commit that holds it is on disk. Each one's work is undone alone if it fails (a savepoint each).
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], Any]
#: Works that share a transaction at most: an import or another process shall not wait for hundreds.
MOST = 64


@dataclass(eq=False)
class _Waiting:
    """One writer's work, and what became of it. `turn` is locked until it is done, or its own turn to lead."""

    work: Work
    turn: threading.Lock = field(default_factory=threading.Lock)
    #: Where messages find the writer's language, whoever does the work.
    context: Context = field(default_factory=copy_context)
    done: bool = False
    found: Any = None
    error: BaseException | None = None


@dataclass(eq=False)
class Queue:
    """The writers of one store who want to be committed, in the order in which they came."""

    waiting: list[_Waiting] = field(default_factory=list)
    led: bool = False
    guard: threading.Lock = field(default_factory=threading.Lock)
    #: How often anybody's work was undone.
    undone: int = 0

    def commit(
        self, transaction: Callable[[], AbstractContextManager[sqlite3.Connection]], work: Callable[..., T]
    ) -> T:
        """What `work(connection)` gives, once it is committed; raises what it raises, or what the commit raises."""
        with self.guard:
            mine = _Waiting(work) if self.led else None
            self.led = True
            if mine is not None:
                mine.turn.acquire()
                self.waiting.append(mine)
        if mine is None:
            return self._alone(transaction, work)
        mine.turn.acquire()
        if not mine.done:
            self._lead(transaction)
        if mine.error is not None:
            raise mine.error
        found: T = mine.found
        return found

    def _alone(
        self, transaction: Callable[[], AbstractContextManager[sqlite3.Connection]], work: Callable[..., T]
    ) -> T:
        """The work of one who came while nobody else was there: in his own thread, with nothing around it."""
        try:
            with transaction() as connection:
                return work(connection)
        finally:
            self._hand_on([])

    def _lead(self, transaction: Callable[[], AbstractContextManager[sqlite3.Connection]]) -> None:
        with self.guard:
            group, self.waiting = self.waiting[:MOST], self.waiting[MOST:]
        try:
            with transaction() as connection:
                for one in group:
                    self._do(connection, one, alone=len(group) == 1)
        except BaseException as error:  # nothing was committed, so everybody's is lost: each raises it in its thread
            for one in group:
                one.error = one.error or error
        self._hand_on(group)

    def _hand_on(self, group: list[_Waiting]) -> None:
        """Let the next one lead, if anybody waits, and the group know that its work is done."""
        with self.guard:
            successor = self.waiting[0] if self.waiting else None
            self.led = successor is not None
        for one in group:
            one.done = True
        for one in [successor, *group] if successor else group:
            one.turn.release()

    def _do(self, connection: sqlite3.Connection, one: _Waiting, *, alone: bool) -> None:
        """Do one's work; if it fails, undo it and keep why. An error that has ended the transaction is everybody's."""
        if alone:
            one.found = one.context.run(one.work, connection)
            return
        connection.execute("SAVEPOINT work")
        try:
            one.found = one.context.run(one.work, connection)
        except Exception as error:
            if not connection.in_transaction:
                raise
            connection.execute("ROLLBACK TO work")
            self.undone += 1
            one.error = error
        connection.execute("RELEASE work")
