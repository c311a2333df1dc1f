"""Frames out as CSV that is safe to open in a spreadsheet. Never computes anything: it writes what it is given.

A cell that begins like a formula would be run by the spreadsheet of whoever opens the file, and names and comments come
from strangers: such texts get an apostrophe in front. Numbers stay numbers, in full precision.

Where decimals have a comma (Poland, Germany, …) spreadsheets cut lines at semicolons, and know no quotation marks
within such a piece: what would begin a cell there, or on a new line of a comment, is made harmless too.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

#: How a formula begins; Japanese and Chinese spreadsheets take the wide signs for the narrow ones.
_FORMULA = re.compile(r"[\s\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]")
#: The same where another spreadsheet may begin a cell within a text; a list or a smiley is none.
_WITHIN = re.compile(r"([;\t\n\r])(?=[ \ufeff]*(?:[=@＝＠]|[+\-＋－] *[\w\"']))")


def safe_cell(value: Any) -> Any:
    """The value as a spreadsheet may have it: texts that begin like a formula get a leading apostrophe, all else stays.

    >>> safe_cell("=1+1"), safe_cell("-5"), safe_cell(-5), safe_cell("fine")
    ("'=1+1", "'-5", -5, 'fine')
    >>> safe_cell("good;=1+1"), safe_cell("good ;-)")
    ("good;'=1+1", 'good ;-)')
    """
    if not isinstance(value, str):
        return value
    apart = _WITHIN.sub(r"\1'", value) if _WITHIN.search(value) else value
    return f"'{apart}" if _FORMULA.match(value) else apart


def rows_csv(headers: list[str], rows: list[list[Any]]) -> str:
    """Rows as CSV text with safe cells; None and NaN are blank."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_cell(name) for name in headers])
    for row in rows:
        writer.writerow([_written(value) for value in row])
    return out.getvalue()


def frame_csv(frame: pd.DataFrame) -> bytes:
    """A frame as the bytes of a CSV file: UTF-8 with the mark by which spreadsheets know it, without the index."""
    rows = [list(row) for row in frame.astype(object).itertuples(index=False, name=None)]
    return b"\xef\xbb\xbf" + rows_csv([str(name) for name in frame.columns], rows).encode()


def breakdown_csv(frame: pd.DataFrame) -> bytes:
    """A breakdown as a file: the columns of `scores --format csv`, weeks as 2026-W46, nothing but its name of a hidden
    group. Where weights count, `n_effective` follows `n`."""
    from cjo_core.metrics.privacy.base import HIDDEN
    from cjo_core.survey.periods import week_name

    columns = list(frame.columns)
    dimensions = columns[: columns.index("metric")]
    parts = columns[columns.index("wide") + 1 : columns.index("counts")]  # the bands of its metric
    sizes = [name for name in ("n", "n_effective") if name in columns]
    told = frame[[*dimensions, "metric", "value", "low", "high", *sizes, "base", *parts]].astype(object)
    told.loc[frame["base"] == HIDDEN, ["value", "low", "high", *sizes, *parts]] = None
    if "week" in dimensions:
        told["week"] = [week_name(int(week)) for week in frame["week"]]
    return frame_csv(told)


def _written(value: Any) -> Any:
    if value is None or (isinstance(value, float) and value != value):
        return ""
    if type(value).__name__ in ("NaTType", "NAType"):
        return ""
    if isinstance(value, float):
        return repr(float(value))  # numpy's floats too: the shortest text that reads back as the same number
    return safe_cell(value)
