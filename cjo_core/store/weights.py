"""Weights of responses: for how many people each speaks. Weighing changes what answers count for, never an answer.

A response without a weight weighs 1. Scores follow by themselves (`store.heavier`).
"""

from __future__ import annotations

from collections.abc import Mapping

from cjo_core.errors import BadValue, NotFound
from cjo_core.locale import _
from cjo_core.store.database import Store
from cjo_core.survey.responses import HEAVIEST


def save_weights(store: Store, weights: Mapping[int, float | None]) -> None:
    """Give responses (by their numbers) their weights, all or none; None takes a weight away again."""
    for weight in weights.values():
        if weight is not None and not 0 < weight < HEAVIEST:
            raise BadValue(_("the weight {weight} does not lie above 0 and below 1,000,000").format(weight=weight))
    gone = [(number,) for number, weight in weights.items() if weight is None]
    given = [(number, float(weight)) for number, weight in weights.items() if weight is not None]
    with store.writing() as connection:
        for number in weights:
            if connection.execute("SELECT 1 FROM responses WHERE id = ?", [number]).fetchone() is None:
                raise NotFound(_("there is no response {number}").format(number=number))
        connection.executemany("DELETE FROM response_weights WHERE response_id = ?", gone)
        connection.executemany(
            "INSERT INTO response_weights VALUES (?, ?) ON CONFLICT DO UPDATE SET weight = excluded.weight", given
        )


def weighted_surveys(store: Store) -> tuple[str, ...]:
    """The surveys (slugs) of which any response has a weight."""
    with store.reading() as connection:
        rows = connection.execute(
            "SELECT DISTINCT s.slug FROM response_weights w JOIN responses r ON r.id = w.response_id "
            "JOIN surveys s ON s.id = r.survey_id ORDER BY s.id"
        ).fetchall()
    return tuple(slug for (slug,) in rows)
