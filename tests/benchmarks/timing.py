"""How the benchmarks measure: designs in turn, medians, each theme in a process of its own. Measures nothing."""

from __future__ import annotations

import multiprocessing
import os
import statistics
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured at which size, both sides, and the figure that the goal is about."""

    what: str
    size: str
    ours: str
    other: str
    figure: str
    goal: str = ""
    met: bool | None = None

    def cells(self) -> list[str]:
        """The line's cells; a goal that is missed is said loudly."""
        verdict = "" if self.met is None else "met" if self.met else "**MISSED**"
        return [self.what, self.size, self.ours, self.other, self.figure, self.goal, verdict]


def table(rows: list[Row]) -> str:
    """The rows as a Markdown table."""
    head = ["what", "answers", "ours", "the other side", "figure", "goal", ""]
    lines = [head, ["---"] * len(head), *(row.cells() for row in rows)]
    return "\n".join("| " + " | ".join(cell.replace("|", "/") for cell in line) + " |" for line in lines)


def in_turn(designs: Mapping[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """Median seconds of each design. They are visited in turn, so that a busy moment hits all of them."""
    taken: dict[str, list[float]] = {name: [] for name in designs}
    for _round in range(rounds):
        for name, design in designs.items():
            start = time.perf_counter()
            design()
            taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(some) for name, some in taken.items()}


def apart(function: Callable[..., Any], *arguments: Any) -> Any:
    """The function's result, from a fresh process: nobody's memory and caches but its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def resident(pid: int | str = "self") -> float:
    """Megabytes of memory a process holds now."""
    return _status(pid, "VmRSS")


def peak(pid: int | str = "self") -> float:
    """The most megabytes it ever held."""
    return _status(pid, "VmHWM")


def _status(pid: int | str, name: str) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    return 0.0


def processor_seconds(pid: int) -> float:
    """Processor time a process has used, with all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def size_words(answers: int) -> str:
    """10k, 1M, 10M."""
    return f"{answers // 1_000_000}M" if answers >= 1_000_000 else f"{answers // 1000}k"


def ms(seconds: float) -> str:
    """Milliseconds in words."""
    return f"{seconds * 1000:,.0f} ms" if seconds >= 0.1 else f"{seconds * 1000:.3g} ms"
