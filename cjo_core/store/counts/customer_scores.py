"""Scores of customers who can be recognised, for what belongs together in one person. Never of anonymous surveys."""

from __future__ import annotations

import pandas as pd

from cjo_core.store.database import Store

#: So many responses of each survey are looked at, by whole customers: enough for a correlation, and soon read.
MOST = 20_000
_SCORES = """
WITH some AS (
    SELECT id, respondent FROM responses WHERE survey_id = ? AND respondent IS NOT NULL ORDER BY respondent LIMIT ?
)
SELECT some.respondent, q.kind, s.name, t.name, a.score
FROM some
JOIN answers a ON a.response_id = some.id AND a.score IS NOT NULL
JOIN questions q ON q.id = a.question_id
JOIN places p ON p.id = a.place_id
LEFT JOIN touchpoints t ON t.id = p.touchpoint_id
LEFT JOIN stages s ON s.id = coalesce(t.stage_id, p.stage_id)
"""


def customer_scores(store: Store, most: int = MOST) -> pd.DataFrame:
    """A row per score of an identified customer: `customer`, `kind`, `stage`, `touchpoint` (None: not given), `score`.

    Where a survey has more than `most` responses, those of the customers whose ids come first are read: the same
    customers in every survey.
    """
    rows: list[tuple[object, ...]] = []
    with store.reading() as connection:
        surveys = connection.execute("SELECT id FROM surveys WHERE identified = 1 ORDER BY id").fetchall()
        for (survey,) in surveys:
            rows += connection.execute(_SCORES, [survey, most]).fetchall()
    frame = pd.DataFrame([tuple(row) for row in rows], columns=["customer", "kind", "stage", "touchpoint", "score"])
    return frame.astype({"score": "int64"}) if len(frame) else frame
