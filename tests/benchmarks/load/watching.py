"""Open dashboards, in a process of their own: a busy client must not be taken for a slow server. Never judges."""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection

from websockets.exceptions import WebSocketException

from tests.benchmarks.screen import browsers

#: Between two looks at whether it is time to close.
_SLICE = 0.5


@dataclass
class Seen:
    """What the dashboards met: how often one showed another number of answers, errors, connections that broke."""

    changes: int = 0
    errors: int = 0
    broken: int = 0


@contextmanager
def dashboards(port: int, number: int) -> Iterator[Seen]:
    """So many dashboards, open from before the block begins until it ends; what they met is known after it."""
    seen = Seen()
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_watch, args=(port, number, theirs), daemon=True)
    process.start()
    try:
        if not ours.poll(90):
            raise TimeoutError("the dashboards did not open")
        ours.recv()
        yield seen
        ours.send("close")
        if ours.poll(30):
            found: Seen = ours.recv()
            seen.changes, seen.errors, seen.broken = found.changes, found.errors, found.broken
    finally:
        process.terminate()
        process.join(10)


def _watch(port: int, number: int, pipe: Connection) -> None:
    asyncio.run(_all(port, number, pipe))


async def _all(port: int, number: int, pipe: Connection) -> None:
    seen, closing, opened = Seen(), asyncio.Event(), asyncio.Barrier(number + 1)
    tasks = [asyncio.create_task(_one(port, seen, closing, opened)) for _i in range(number)]
    await opened.wait()
    pipe.send("open")
    while not pipe.poll():
        await asyncio.sleep(_SLICE)
    closing.set()
    await asyncio.gather(*tasks)
    pipe.send(seen)


async def _one(port: int, seen: Seen, closing: asyncio.Event, opened: asyncio.Barrier) -> None:
    """One dashboard, which connects again when the server goes, as the front end does."""
    first = True
    while not closing.is_set():
        try:
            async with browsers(port, 1) as [browser]:
                if first:
                    await opened.wait()
                    first = False
                while not closing.is_set():
                    await browser.watch(time.perf_counter() + _SLICE)
                seen.changes += len(browser.told)
                seen.errors += browser.errors
        except (OSError, EOFError, WebSocketException):
            seen.broken += 1
            await asyncio.sleep(_SLICE)
