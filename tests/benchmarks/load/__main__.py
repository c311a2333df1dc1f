"""`python -m tests.benchmarks.load`: 100 respondents a second for a minute open a survey and answer it, from networks
of their own over at most 64 connections at once, while ten dashboards are open: steadily; with the server killed in the
middle; and on a survey that takes 500 responses. All on this machine (Linux), over stores of its own. About four
minutes. Prints a Markdown table."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from tests.benchmarks.load.runs import Load, fresh, killed, killed_rows, limited_rows, steady, steady_rows
from tests.benchmarks.timing import Row, table

MODES = ("steady", "killed", "limited")


def load_rows(mode: str, folder: Path, load: Load) -> list[Row]:
    """One of the runs, as lines of the table."""
    path = fresh(folder, mode, load.limit if mode == "limited" else None)
    if mode == "killed":
        return killed_rows(killed(path, load), load)
    return (limited_rows if mode == "limited" else steady_rows)(steady(path, load), load)


def main() -> None:
    """Parse, measure, print."""
    usual = Load()
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.load", description=__doc__)
    parser.add_argument("--rate", type=float, default=usual.rate, help="respondents a second [default: %(default)g]")
    parser.add_argument("--seconds", type=float, default=usual.seconds, help="[default: %(default)g]")
    parser.add_argument("--connections", type=int, default=usual.connections, help="at once [default: %(default)s]")
    parser.add_argument("--dashboards", type=int, default=usual.dashboards, help="open [default: %(default)s]")
    parser.add_argument("--limit", type=int, default=usual.limit, help="of the limited run [default: %(default)s]")
    parser.add_argument("--only", choices=MODES, action="append", help="more than once")
    asked = parser.parse_args()
    load = Load(asked.rate, asked.seconds, asked.connections, asked.dashboards, asked.limit)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="load-") as folder:
        for mode in asked.only or MODES:
            print(f"{mode}: {load.words()}; load of the machine before: {os.getloadavg()[0]:.1f}", flush=True)
            rows += (found := load_rows(mode, Path(folder), load))
            print("\n".join(" | ".join(row.cells()) for row in found), flush=True)
    print(table(rows))


if __name__ == "__main__":
    main()
