"""`python -m tests.benchmarks`: measures the product against its goals and prints a Markdown table. About 25 minutes
at all sizes on two cores; --quick takes four. The data are kept in --folder, if one is given, for the next time."""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks import exactness, form, pages, reads, start, writes
from tests.benchmarks.made import WIDE, made
from tests.benchmarks.timing import Row, table

SIZES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000, "10m": 10_000_000}
SMALL = 100_000
PACKAGES = ("streamlit", "pandas", "numpy", "altair", "sqlite-utils")


def themes(folder: Path, sizes: list[int], quick: bool) -> dict[str, list[Callable[[], list[Row]]]]:
    """What is measured, by theme, the smallest size first."""

    def of(size: int) -> Path:
        return made(folder, size)

    def wide(size: int) -> Path:
        return made(folder, size, sizes=WIDE)

    large = [size for size in sizes if size > SMALL]
    return {
        "reads": [
            *(lambda size=size: reads.heat_rows(of(size), size) for size in sizes),
            *(lambda size=size: reads.page_rows(of(SMALL), of(size), size, SMALL) for size in large),
            *(lambda size=size: reads.wide_rows(wide(size), wide(SMALL), size, SMALL) for size in large),
            *(lambda size=size: reads.fresh_rows(of(size), size) for size in large),
        ],
        "start": [
            *(lambda size=size: start.start_rows(of(size), size) for size in sizes),
            *(lambda size=size: start.estimate_rows(of(size), of(size // 10), size) for size in large[-1:]),
        ],
        "pages": [
            *(lambda size=size: pages.rerun_rows(of(size), size) for size in sizes if size <= 1_000_000),
            *(lambda size=size: pages.growth_rows(of(size), of(SMALL), size, SMALL) for size in large),
            *(lambda size=size: pages.dashboard_rows(of(size), size) for size in sizes[-1:]),
        ],
        "writes": [
            lambda: writes.single_rows(folder),
            lambda: writes.bulk_rows(folder, 200_000 if quick else 1_000_000),
        ],
        "form": [lambda: form.form_rows(7)],
        "exactness": [lambda: exactness.exact_rows(folder, 200 if quick else 1_000)],
    }


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--sizes", default="100k,1m,10m", help=f"of {', '.join(SIZES)} [default: %(default)s]")
    parser.add_argument(
        "--only", action="append", help="reads, start, pages, writes, form or exactness; more than once"
    )
    parser.add_argument("--quick", action="store_true", help="nothing over a million")
    parser.add_argument("--folder", type=Path, help="where the data are made and kept [default: a passing one]")
    parser.add_argument("--write", type=Path, metavar="FILE", help="also write the table there, after every step")
    asked = parser.parse_args()
    sizes = sorted(SIZES[name] for name in asked.sizes.split(",") if not asked.quick or SIZES[name] <= 1_000_000)
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as passing:
        folder = asked.folder or Path(passing)
        folder.mkdir(parents=True, exist_ok=True)
        measure(themes(folder.resolve(), sizes, asked.quick), asked.only, asked.write)


def measure(every: dict[str, list[Callable[[], list[Row]]]], only: list[str] | None, target: Path | None) -> None:
    """Run the themes asked for and print what was found; a theme that breaks off does not take the others with it."""
    begun = time.perf_counter()
    rows: list[Row] = []
    for name in only or every:
        for step in every[name]:
            try:
                found = step()
            except Exception as error:  # said in the table
                found = [Row(f"{name}: broke off", "", f"{type(error).__name__}: {error}"[:200], "", "", "", False)]
            rows += found
            print("\n".join(" | ".join(row.cells()) for row in found), flush=True)
            if target is not None:
                target.write_text(f"{heading(time.perf_counter() - begun)}\n\n{table(rows)}\n", encoding="utf-8")
    print(f"\n{heading(time.perf_counter() - begun)}\n\n{table(rows)}")


def heading(seconds: float) -> str:
    """When, with what, on how large a machine."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    memory = round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {memory} GiB of memory. Python "
        f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}, {versions}. {seconds / 60:.0f} minutes."
    )


if __name__ == "__main__":
    main()
