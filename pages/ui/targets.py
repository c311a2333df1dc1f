"""Targets per metric, as the team set them. Nothing is drawn without one."""

from __future__ import annotations

from cjo_core.metrics.catalog import METRICS
from cjo_core.store.database import Store
from cjo_core.store.settings import setting


def targets(store: Store) -> dict[str, float]:
    """The target of each metric that has one."""
    found = {name: setting(store, f"target_{name}") for name in METRICS}
    return {name: float(text) for name, text in found.items() if text}
