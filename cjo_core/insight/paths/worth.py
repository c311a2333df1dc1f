"""What customers lost on the way are worth, from the mean value of an order. Never asks whether they could be won."""

from __future__ import annotations

import pandas as pd


def worth_of(frame: pd.DataFrame, value: float | None) -> pd.DataFrame:
    """A funnel's frame with `worth`, `worth_low`, `worth_high`: what is `missed` times `value`; NaN without one.

    >>> from cjo_core.insight.paths.funnel import funnel
    >>> worth_of(funnel([100, 50, 25]), 10.0)["worth"].tolist()[1:]
    [250.0, 250.0]
    """
    price = float("nan") if value is None else float(value)
    names = {"missed": "worth", "missed_low": "worth_low", "missed_high": "worth_high"}
    return frame.assign(**{new: frame[old] * price for old, new in names.items()})
