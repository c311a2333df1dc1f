"""Start: from nothing to the first page's numbers, with and without a snapshot; memory; file; 100 million."""

from __future__ import annotations

import time
from pathlib import Path

from cjo_core.insight.this_week import week_report
from cjo_core.store.counts.cells import Counting, fresh_cells, keep
from cjo_core.store.counts.snapshot import snapshot_path
from cjo_core.store.database import open_store
from tests.benchmarks.timing import Row, apart, peak, size_words

WEEK = 202645


def start_rows(path: Path, answers: int) -> list[Row]:
    """Opening, counting and the first week's report, in processes that have just begun."""
    large = answers >= 10_000_000
    size = size_words(answers)
    apart(_migrated, path)
    snapshot_path(path).unlink(missing_ok=True)
    cold = [apart(_first_numbers, path) for _round in range(1 if large else 3)]
    kept = apart(_kept, path)
    warm = [apart(_first_numbers, path) for _round in range(3)]
    without, memory = sorted(cold)[len(cold) // 2]
    within, _memory = sorted(warm)[1]
    bytes_now = path.stat().st_size
    return [
        Row("start until the first page's numbers, without a snapshot", size, f"{without:.2f} s", "",
            f"{without:.2f} s", "≤ 5 s" if large else "", without <= 5 if large else None),
        Row("the same with a snapshot", size, f"{within:.2f} s", "", f"{within:.2f} s", "≤ 1.5 s" if large else "",
            within <= 1.5 if large else None),
        Row("writing the snapshot" if kept else "no snapshot: too few answers to be worth one", size,
            f"{kept:.2f} s" if kept else "", "", ""),
        Row("most memory while starting (counts and first numbers)", size, f"{memory:,.0f} MB", "", f"{memory:,.0f} MB",
            "≤ 600 MB" if large else "", memory <= 600 if large else None),
        Row("the file, indexes included, no comments", size, f"{bytes_now / 1e9:.3f} GB", "",
            f"{bytes_now / answers:.0f} B/answer", "≤ 1.3 GB" if large else "", bytes_now <= 1.3e9 if large else None),
    ]  # fmt: skip


def estimate_rows(path: Path, small: Path, answers: int) -> list[Row]:
    """A hundred million on paper: cells grow as over the last factor of ten, bytes in proportion."""
    (cells, size), (fewer, _size) = apart(_occupied, path), apart(_occupied, small)
    growth = cells / fewer
    each = size / cells
    then = cells * growth ** (8 - len(str(answers)) + 1)
    words = (
        f"{fewer / 1e6:.2f}M → {cells / 1e6:.2f}M cells for ten times the answers (× {growth:.1f}); at 100M at most "
        f"{then / 1e6:.0f}M × {each:.1f} B = {then * each / 1e6:,.0f} MB, "
        f"file {path.stat().st_size / answers / 10:.1f} GB; "
        "pages as at 10M, their cubes have the size of what is shown"
    )
    return [Row("100 million, on paper", "100M", words, "", "")]


def _migrated(path: Path) -> None:
    open_store(path).close()


def _first_numbers(path: Path) -> tuple[float, float]:
    start = time.perf_counter()
    store = open_store(path)
    cells = fresh_cells(Counting(store))
    assert len(week_report(cells, WEEK).headlines) == 3
    return time.perf_counter() - start, peak()


def _kept(path: Path) -> float:
    counting = Counting(open_store(path))
    fresh_cells(counting)
    start = time.perf_counter()
    return time.perf_counter() - start if keep(counting) else 0.0


def _occupied(path: Path) -> tuple[int, int]:
    """How many cells are occupied, and how many bytes they take."""
    columns = fresh_cells(Counting(open_store(path))).columns.values()
    return sum(int((column.counts > 0).sum()) for column in columns), sum(column.nbytes for column in columns)
