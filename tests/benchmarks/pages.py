"""Pages: *This week* through a real server and a websocket, against the usual page with pandas and Altair under
Streamlit's defaults; ten sessions at once; twenty dashboards that wait for an answer."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from cjo_core.store.database import open_store
from cjo_core.store.responses.writes import save_response
from cjo_core.survey.places import NOWHERE
from cjo_core.survey.responses import Answer, Response, new_submission_key
from tests.benchmarks.screen import ROOT, Browser, browsers, serving
from tests.benchmarks.timing import Row, ms, peak, processor_seconds, resident, size_words

OURS, USUAL, SMALL = 18_701, 18_702, 18_703
RERUNS, AT_ONCE, DASHBOARDS = 24, 10, 20
ALONE = [(f"Persona {i}",) for i in range(8)]
PAIRS = [(f"Persona {i}", f"Persona {j}") for i in range(8) for j in range(i)]


@contextmanager
def our_server(path: Path, port: int) -> Iterator[int]:
    """Our app on a file."""
    with serving(["cjo_core", "serve", "--port", str(port)], port, path.parent, CJO_DB=str(path), CJO_DEMO="") as pid:
        yield pid


@contextmanager
def usual_server(path: Path, port: int) -> Iterator[int]:
    """The usual page on the same file, with Streamlit's own server and settings."""
    page = str(ROOT / "tests" / "benchmarks" / "usual_page.py")
    command = ["streamlit", "run", page, "--server.port", str(port), "--server.headless", "true"]
    command += ["--browser.gatherUsageStats", "false"]
    with serving(command, port, path.parent, BENCHMARK_DB=str(path)) as pid:
        yield pid


def rerun_rows(path: Path, answers: int) -> list[Row]:
    """A filter changes: the whole rerun, ours and the usual page in turn; then ten sessions at once, one after the
    other."""
    with our_server(path, OURS), usual_server(path, USUAL):
        ours, usual = asyncio.run(_in_turn(OURS, USUAL))
        together = asyncio.run(_at_once(OURS)), asyncio.run(_at_once(USUAL))
    ratio, more = usual / ours, together[0] / together[1]
    size, goal = size_words(answers), answers == 1_000_000
    return [
        Row("a rerun of *This week*, a new filter each time, against Altair on st.cache_data pandas", size, ms(ours),
            ms(usual), f"1/{ratio:.1f}", "≤ 1/12" if goal else "", ratio >= 12 if goal else None),
        Row(f"reruns/s with {AT_ONCE} sessions at once, against the same page", size, f"{together[0]:.1f}/s",
            f"{together[1]:.2f}/s", f"{more:.1f} ×", "≥ 15 ×" if goal else "", more >= 15 if goal else None),
    ]  # fmt: skip


def growth_rows(path: Path, small: Path, answers: int, small_answers: int) -> list[Row]:
    """The same rerun at two sizes, in turn."""
    with our_server(path, OURS), our_server(small, SMALL):
        large, little = asyncio.run(_in_turn(OURS, SMALL))
    ratio = large / little
    return [
        Row(f"a rerun of *This week*, against {size_words(small_answers)} answers", size_words(answers), ms(large),
            ms(little), f"{ratio:.2f} ×", "≤ 2 ×", ratio <= 2)
    ]  # fmt: skip


def dashboard_rows(path: Path, answers: int) -> list[Row]:
    """Twenty open dashboards: what they cost while nothing happens, and how soon they show a new answer."""
    copy = path.with_name(f"live-{path.name}")
    shutil.copy(path, copy)
    with our_server(copy, OURS) as pid:
        idle, waits, held = asyncio.run(_dashboards(pid, copy))
        most = peak(pid)
    for leftover in path.parent.glob(f"{copy.name}*"):
        leftover.unlink()
    late, middle = sorted(waits)[int(len(waits) * 0.95)], statistics.median(waits)
    size = size_words(answers)
    return [
        Row(f"idle dashboard, {DASHBOARDS} open: share of one core each", size, f"{idle:.2%}", "", f"{idle:.2%}",
            "≤ 0.3 %", idle <= 0.003),
        Row(f"a new answer, from its acknowledgement until {DASHBOARDS} dashboards tell of it, p95", size,
            f"{late:.2f} s", f"median {middle:.2f} s", f"{late:.2f} s", "≤ 2 s", late <= 2),
        Row(f"memory of the server, {DASHBOARDS} dashboards open (and the most it ever held)", size, f"{held:,.0f} MB",
            "", f"{held:,.0f} MB ({most:,.0f} MB)", "≤ 600 MB", most <= 600),
    ]  # fmt: skip


async def _in_turn(one: int, other: int) -> tuple[float, float]:
    """Median rerun of either server, a filter changing each time."""
    taken: dict[int, list[float]] = {one: [], other: []}
    async with browsers(one, 1) as [first], browsers(other, 1) as [second]:
        for i, personas in enumerate([*ALONE, *PAIRS[:RERUNS]]):
            for port, browser in ((one, first), (other, second)):
                seconds = await browser.run(personas)
                if i >= len(ALONE):  # the first round warms up both; then no view is seen twice
                    taken[port].append(seconds)
                await asyncio.sleep(0.1)
        assert not first.errors + second.errors, "a page failed"
    return statistics.median(taken[one]), statistics.median(taken[other])


async def _at_once(port: int, seconds: float = 8.0) -> float:
    """Reruns per second with many sessions that never pause."""

    async def hurry(browser: Browser, end: float) -> int:
        done = 0
        for personas in itertools.cycle(PAIRS):
            await browser.run(personas)
            if time.perf_counter() > end:
                return done
            done += 1
        return done

    async with browsers(port, AT_ONCE) as open_:
        start = time.perf_counter()
        done = await asyncio.gather(*(hurry(browser, start + seconds) for browser in open_))
        return sum(done) / seconds


async def _dashboards(pid: int, path: Path, answers: int = 8) -> tuple[float, list[float], float]:
    """Processor share of each idle dashboard, seconds until each shows each of some answers, memory."""
    async with browsers(OURS, DASHBOARDS) as open_:
        settle = time.perf_counter() + 4
        await asyncio.gather(*(browser.watch(settle) for browser in open_))
        used, start = processor_seconds(pid), time.perf_counter()
        await asyncio.gather(*(browser.watch(start + 12) for browser in open_))
        idle = (processor_seconds(pid) - used) / (time.perf_counter() - start) / DASHBOARDS
        waits = []
        store = open_store(path)
        with ExitStack() as closing:
            closing.callback(store.close)
            for i in range(answers):
                moment = datetime.now(UTC)
                save_response(store, Response(1, (Answer(1, 9),), new_submission_key(), moment, NOWHERE))
                acknowledged = time.perf_counter()
                end = acknowledged + 4.5 + 0.2 * (i % 7)  # answers fall anywhere between two looks
                await asyncio.gather(*(browser.watch(end) for browser in open_))
                for browser in open_:
                    shown = [when for when in browser.told if when > acknowledged]
                    waits.append(min(shown) - acknowledged if shown else float("inf"))
        assert not any(browser.errors for browser in open_), "a page failed"
        return idle, waits, resident(pid)
