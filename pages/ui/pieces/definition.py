"""A metric's definition as terms and their meanings, read from the catalog: never typed a second time."""

from __future__ import annotations

from cjo_core.charts.numbers import interval_text
from cjo_core.charts.words import listed
from cjo_core.locale import _
from cjo_core.metrics.catalog import Metric


def catalog_terms(metric: Metric) -> list[tuple[str, str]]:
    """Formula, scale, bands, range, direction and interval."""
    unit = {"points": _("points"), "scale": _("on the scale")}.get(metric.unit, "")
    span = interval_text(metric, metric.low, metric.high)
    parts = listed(
        [f"{_(name)} {first}–{last}" if first != last else f"{_(name)} {first}" for name, first, last in metric.parts]
    )
    return [
        (_("Formula"), _(metric.formula)),
        (_("Scale"), _("whole numbers from {low} to {high}").format(low=metric.scale.low, high=metric.scale.high)),
        (_("Bands"), parts),
        (_("Range"), f"{span} · {unit}" if unit else span),
        (_("Direction"), _("high is good") if metric.high_is_good else _("low is good")),
        (_("Interval"), _(metric.interval)),
    ]
