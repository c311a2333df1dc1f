"""Targets per metric, as the team set them. Nothing is drawn without one."""

from __future__ import annotations

from cjo_core.metrics.catalog import METRICS
from cjo_core.store.database import Store
from cjo_core.store.set_up.settings import settings


def targets(store: Store) -> dict[str, float]:
    """The target of each metric that has one."""
    found = settings(store)
    return {name: float(text) for name in METRICS if (text := found.get(f"target_{name}"))}
