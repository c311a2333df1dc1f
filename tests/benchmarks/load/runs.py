"""Three runs under load, each over a fresh store and a server of its own: a steady minute; the server killed in the
middle of it; a survey that takes so many responses and no more. They look into the file, not at what the server says.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sqlite3
import statistics
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path

from cjo_core.exchange.starter import make_store
from cjo_core.store.set_up.studio import save_changes
from cjo_core.store.set_up.surveys import survey
from tests.benchmarks.load.people import Crowd, Form, Tally, crowd, send
from tests.benchmarks.load.watching import Seen, dashboards
from tests.benchmarks.pages import our_server
from tests.benchmarks.timing import Row, ms, peak, processor_seconds

SEND_GOAL = 0.3
SLUG = "recommend"


@dataclass(frozen=True)
class Load:
    """How much comes: respondents a second, seconds, connections at once, open dashboards, and the limit to meet."""

    rate: float = 100.0
    seconds: float = 60.0
    connections: int = 64
    dashboards: int = 10
    limit: int = 500

    def crowd(self, port: int) -> Crowd:
        return Crowd(port, SLUG, self.rate, self.seconds, self.connections)

    def words(self) -> str:
        return f"{self.rate:g}/s × {self.seconds:g} s"


@dataclass(frozen=True)
class Kept:
    """What the file holds: how often each mark is among the answers; responses; their counter; how many are held."""

    marks: Counter[str]
    responses: int
    counted: int
    held: int

    @property
    def double(self) -> int:
        """Answers beyond the first of the same person."""
        return sum(self.marks.values()) - len(self.marks)


@dataclass(frozen=True)
class Found:
    """What a run gave: what respondents and dashboards met, what is in the file, the server's share of a core."""

    tally: Tally
    seen: Seen
    kept: Kept
    busy: float = 0.0
    memory: float = 0.0

    @property
    def lost(self) -> int:
        """Answers that were acknowledged and are not in the file."""
        return len(set(self.tally.acknowledged) - self.kept.marks.keys())


def kept(path: Path) -> Kept:
    """What is in the file, asked of SQLite itself."""
    with closing(sqlite3.connect(path)) as connection:
        marks = [one for (one,) in connection.execute("SELECT comment FROM answers WHERE comment IS NOT NULL")]
        responses, counted, held = connection.execute(
            "SELECT (SELECT count(*) FROM responses), (SELECT coalesce(sum(n), 0) FROM response_counts WHERE "
            "segment_id = 0), (SELECT count(*) FROM quarantine)"
        ).fetchone()
    return Kept(Counter(marks), responses, counted, held)


def fresh(folder: Path, name: str, limit: int | None = None) -> Path:
    """A new store, as a new team has it; its survey takes so many responses."""
    store = make_store(folder / name / "cjo.db", time_zone="UTC", organisation="Nordhaus")
    if limit is not None:
        save_changes(store, replace(survey(store, SLUG), limit=limit))
    store.close()
    return store.path


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def steady(path: Path, load: Load) -> Found:
    """The load on a server that is left alone."""
    port, tally = _free_port(), Tally()
    with our_server(path, port) as pid:
        with dashboards(port, load.dashboards) as seen:
            used, begun = processor_seconds(pid), time.perf_counter()
            asyncio.run(crowd(load.crowd(port), tally))
            busy = (processor_seconds(pid) - used) / (time.perf_counter() - begun)
        memory = peak(pid)
    return Found(tally, seen, kept(path), busy, memory)


@dataclass(frozen=True)
class Killed:
    """What a run with a killed server gave: before those whose answer never arrived pressed Send again, and after."""

    first: Found
    unacknowledged: int
    stored_all_the_same: int
    away: float
    last: Found


def killed(path: Path, load: Load) -> Killed:
    """The load on a server that is killed with SIGKILL in the middle, and started again. Those who were left without
    an answer then send the same form once more."""
    port, tally = _free_port(), Tally()
    away: list[float] = []
    with ExitStack() as servers:
        pid = servers.enter_context(our_server(path, port))

        def kill_and_restart() -> None:
            os.kill(pid, signal.SIGKILL)
            gone = time.perf_counter()
            while _listens(port):
                time.sleep(0.01)
            servers.enter_context(our_server(path, port))
            away.append(time.perf_counter() - gone)

        with dashboards(port, load.dashboards) as seen:
            asyncio.run(_with_a_break(load.crowd(port), tally, kill_and_restart))
            before = Found(replace(tally, acknowledged=[*tally.acknowledged]), seen, kept(path))
            left, tally.unanswered = tally.unanswered, []
            asyncio.run(_again(load.crowd(port), left, tally))
    stored = sum(form.mark in before.kept.marks for form in left)
    return Killed(before, len(left), stored, away[0], Found(tally, seen, kept(path)))


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


async def _with_a_break(people: Crowd, tally: Tally, break_: Callable[[], None]) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(crowd(people, tally))
        await asyncio.sleep(people.seconds / 2)
        await asyncio.to_thread(break_)


async def _again(people: Crowd, forms: list[Form], tally: Tally) -> None:
    gate = asyncio.Semaphore(people.connections)
    await asyncio.gather(*(send(people, form, gate, tally) for form in forms))


def _quantile(seconds: list[float], share: float) -> float:
    found = sorted(seconds)
    return found[min(len(found) - 1, int(len(found) * share))] if found else float("nan")


def steady_rows(found: Found, load: Load) -> list[Row]:
    """The table's lines for a steady run."""
    tally, there = found.tally, found.kept
    number, p95 = len(tally.acknowledged), _quantile(tally.sending, 0.95)
    rest = f"median {ms(statistics.median(tally.sending))}, p99 {ms(_quantile(tally.sending, 0.99))}"
    opening = f"median {ms(statistics.median(tally.opening))}, p99 {ms(_quantile(tally.opening, 0.99))}"
    astray = len(tally.unanswered) + tally.odd.total()
    exact = number == there.responses == there.counted == len(there.marks)
    return [
        Row("acknowledged sends; rows in the file; their counter", load.words(), f"{number:,}",
            f"{there.responses:,}; {there.counted:,}", f"{number - there.responses:+d}", "equal", exact),
        Row("acknowledged and lost; stored twice; held back as suspicious; without an answer or odd", load.words(),
            f"{found.lost}; {there.double}; {there.held}; {astray}", ", ".join(tally.odd), "", "0; 0; 0; 0",
            not (found.lost or there.double or there.held or astray)),
        Row(f"Send, {load.dashboards} dashboards open, p95", load.words(), ms(p95), rest, ms(p95), "≤ 300 ms",
            p95 <= SEND_GOAL),
        Row("opening the form, p95", load.words(), ms(_quantile(tally.opening, 0.95)), opening, ""),
        Row("the server's processor time, of one core; the most memory it held", load.words(), f"{found.busy:.0%}",
            f"{found.memory:,.0f} MB", ""),
        Row("dashboards: times one of them showed a new number; errors; broken connections", load.words(),
            f"{found.seen.changes:,}; {found.seen.errors}; {found.seen.broken}", "", "", "no errors",
            not found.seen.errors and not found.seen.broken),
    ]  # fmt: skip


def killed_rows(found: Killed, load: Load) -> list[Row]:
    """The table's lines for a run whose server was killed."""
    first, last = found.first, found.last
    number, there = len(first.tally.acknowledged), first.kept.responses
    exact = there == number + found.stored_all_the_same
    final, rows = len(last.tally.acknowledged), last.kept.responses
    everybody = final == rows == len(last.kept.marks) and not last.tally.unanswered
    return [
        Row("SIGKILL in the middle: acknowledged sends; rows in the file", load.words(), f"{number:,}", f"{there:,}",
            f"{there - number:+d}", "the next line", exact),
        Row("sends whose answer never arrived; of these stored all the same", load.words(), f"{found.unacknowledged}",
            f"{found.stored_all_the_same}", ""),
        Row("acknowledged and lost; stored twice; held back; odd", load.words(),
            f"{first.lost}; {first.kept.double}; {first.kept.held}; {first.tally.odd.total()}",
            ", ".join(first.tally.odd), "", "0; 0; 0; 0",
            not (first.lost or first.kept.double or first.kept.held or first.tally.odd)),
        Row("after these have pressed Send again: acknowledged; rows; stored twice", load.words(), f"{final:,}",
            f"{rows:,}; {last.kept.double}", f"{rows - final:+d}", "equal; 0", everybody and not last.kept.double),
        Row("from the kill until the new server answers", load.words(), f"{found.away:.1f} s", "", ""),
    ]  # fmt: skip


def limited_rows(found: Found, load: Load) -> list[Row]:
    """The table's lines for a survey that takes so many responses and no more."""
    tally, there = found.tally, found.kept
    number, told = len(tally.acknowledged), tally.late + len(tally.too_late)
    came = round(load.rate * load.seconds)
    exact = number == there.responses == there.counted == len(there.marks) == load.limit
    refused = sum(mark in there.marks for mark in tally.too_late)
    return [
        Row(f"a limit of {load.limit}: rows in the file; acknowledged sends", load.words(), f"{there.responses:,}",
            f"{number:,}", f"{there.responses - load.limit:+d}", f"{load.limit}; {load.limit}", exact),
        Row("everybody else is told politely that it is closed (410): on opening; on sending", load.words(),
            f"{tally.late:,}; {len(tally.too_late):,}", f"of {came - number:,}", f"{came - number - told:+d}",
            "all of them", told == came - number and not refused and not tally.odd),
    ]  # fmt: skip
