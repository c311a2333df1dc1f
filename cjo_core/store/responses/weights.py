"""Weights of responses: for how many people each speaks. Weighing changes what answers count for, never an answer.

A response without a weight weighs 1. Scores follow by themselves (`store.counts.heavier`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cjo_core.errors import BadValue, NotFound
from cjo_core.locale import _
from cjo_core.store.database import Store
from cjo_core.store.set_up.audience import TABLES
from cjo_core.survey.responses import HEAVIEST

#: A response is placed by its first answer, or by what it chose.
_PLACED = """
SELECT r.id, NOT EXISTS (SELECT 1 FROM answers WHERE response_id = r.id AND superseded = 1),
    EXISTS (SELECT 1 FROM response_weights WHERE response_id = r.id){names}
FROM responses r JOIN surveys s ON s.id = r.survey_id
LEFT JOIN places p ON p.id = coalesce(
    (SELECT place_id FROM answers WHERE response_id = r.id ORDER BY id LIMIT 1),
    (SELECT place_id FROM choices WHERE response_id = r.id ORDER BY id LIMIT 1))
WHERE s.slug = ? ORDER BY r.id
"""


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


def remove_weights(store: Store, slug: str) -> int:
    """Take the weights of all responses of a survey away; how many had one."""
    with store.writing() as connection:
        gone = connection.execute(
            "DELETE FROM response_weights WHERE response_id IN "
            "(SELECT r.id FROM responses r JOIN surveys s ON s.id = r.survey_id WHERE s.slug = ?)",
            [slug],
        )
        return int(gone.rowcount)


@dataclass(frozen=True)
class Placed:
    """A response with the names of its groups, by dimension asked for (None: not given). `counted`: a newer answer of
    the same person has not superseded it. `weighted`: it has a weight."""

    number: int
    groups: tuple[str | None, ...]
    counted: bool
    weighted: bool


def placed_responses(store: Store, slug: str, dimensions: Sequence[str]) -> list[Placed]:
    """The responses of a survey by what their people are: segment, persona, channel or language."""
    names = "".join(
        ", p.language" if one == "language" else f", (SELECT name FROM {TABLES[one]} WHERE id = p.{one}_id)"
        for one in dimensions
    )
    with store.reading() as connection:
        rows = connection.execute(_PLACED.format(names=names), [slug]).fetchall()
    return [Placed(number, tuple(names), bool(counted), bool(heavy)) for number, counted, heavy, *names in rows]


def weighted_surveys(store: Store) -> tuple[str, ...]:
    """The surveys (slugs) of which any response has a weight."""
    with store.reading() as connection:
        rows = connection.execute(
            "SELECT DISTINCT s.slug FROM response_weights w JOIN responses r ON r.id = w.response_id "
            "JOIN surveys s ON s.id = r.survey_id ORDER BY s.id"
        ).fetchall()
    return tuple(slug for (slug,) in rows)
