"""What a picture is: a specification, its data, the sentence a person would say aloud, and the same numbers as a table.

A page shows it with

    st.vega_lite_chart(picture.arrow, picture.spec, width="stretch", alt=picture.sentence, key=…)

and `picture.table` beside it. The specification is made by Altair once per kind, language, metric and shape
(`functools.lru_cache` in each chart's module) and shared by all sessions: nobody may change it. It holds no data:
numbers and names people wrote are in `data`, which alone changes from run to run. Never draws, never fetches.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]

from cjo_core.charts.theme import CONFIG

#: Streamlit adds 20 px below a chart unless the padding names `bottom`.
PADDING = {"left": 0, "right": 0, "top": 4, "bottom": 0}
#: A table: a frame, or its columns by name (lists or arrays).
Columns: TypeAlias = pd.DataFrame | Mapping[str, Any]
#: For marks that only decorate: screen readers pass over them, and they answer no mouse.
QUIET: dict[str, Any] = {"aria": False, "tooltip": None}


@dataclass(frozen=True, eq=False)
class Picture:
    """One chart, ready to be shown, read aloud and tabulated.

    `drawn` is the data of the specification, `tabled` the same numbers for reading (a frame, its columns, or a function
    that makes it): frames of them, `data` and `table`, are made when somebody looks.
    `height` is the chart's height in pixels (for a skeleton of the same size). `note` is a line to stand with the
    chart ("" if it needs none), already translated. Where `min_width` is not 0, the chart scrolls sideways in its
    card below that width.
    """

    spec: dict[str, Any]
    drawn: Columns
    sentence: str
    tabled: Columns | Callable[[], Columns]
    height: int
    note: str = ""
    min_width: int = 0

    @cached_property
    def data(self) -> pd.DataFrame:
        """The data of the specification."""
        return _frame(self.drawn)

    @cached_property
    def table(self) -> pd.DataFrame:
        """The table beside the chart."""
        return _frame(self.tabled() if callable(self.tabled) else self.tabled)

    @cached_property
    def arrow(self) -> pa.Table:
        """`data` as the browser gets it, made once however often the picture is shown."""
        columns = {str(name): listed(self.drawn[name]) for name in self.drawn}  # a fifth of `Table.from_pandas`' time
        return pa.table({name: pa.array(values, from_pandas=True) for name, values in columns.items()})


def _frame(columns: Columns) -> pd.DataFrame:
    return columns if isinstance(columns, pd.DataFrame) else pd.DataFrame(columns)


def listed(column: Any) -> list[Any]:
    """A column of a frame, or of columns (lists or arrays), as a list."""
    return column if isinstance(column, list) else column.tolist()


def finish(chart: Any, height: int, **padding: int) -> dict[str, Any]:
    """The Vega-Lite specification of an Altair chart without data, checked against its schema, with our height and
    colours.
    """
    spec: dict[str, Any] = chart.properties(height=height, padding={**PADDING, **padding}).to_dict()
    spec.pop("datasets", None)
    spec["config"] = CONFIG  # instead of Altair's own theme
    return dict(_without_data(spec))


def _without_data(part: Any) -> Any:
    """The specification without the empty data sets Altair names in every layer: all layers read the page's one
    frame.
    """
    if isinstance(part, list):
        return [_without_data(one) for one in part]
    if isinstance(part, dict):
        return {
            key: _without_data(one) for key, one in part.items() if not (key == "data" and one == {"name": "empty"})
        }
    return part
