"""Answers of customers whom a rule has assigned, placed as they come in. Never runs a rule and never overrides.

Nothing new comes into a name that is retired.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace

from cjo_core.store.assigning.rules import RULED
from cjo_core.survey.responses import Response

_BELONGS = """
SELECT g.name, o.name FROM assignments a
LEFT JOIN segments g ON g.id = a.segment_id AND g.retired_at IS NULL
LEFT JOIN personas o ON o.id = a.persona_id AND o.retired_at IS NULL
WHERE a.customer = ? AND a.until IS NULL
"""


@dataclass
class Arrivals:
    """What a batch of new responses has looked up: whether anybody is assigned at all, and which surveys know their
    customers."""

    connection: sqlite3.Connection
    anybody: bool | None = None
    identified: frozenset[int] = frozenset()

    def placed(self, response: Response) -> tuple[Response, int]:
        """The response with the segment and persona its customer belongs to, where none came with it; and which of
        them a rule gave (as in `responses.ruled`)."""
        if response.respondent is None or not self._anybody() or response.survey not in self.identified:
            return response, 0
        given: dict[str, str] = {}
        for segment, persona in self.connection.execute(_BELONGS, [response.respondent]).fetchall():
            for dimension, name in (("segment", segment), ("persona", persona)):
                if name is not None and getattr(response.place, dimension) is None:
                    given[dimension] = name
        if not given:
            return response, 0
        return replace(response, place=replace(response.place, **given)), sum(RULED[one] for one in given)

    def _anybody(self) -> bool:
        if self.anybody is None:
            found = self.connection.execute("SELECT 1 FROM assignments WHERE until IS NULL LIMIT 1").fetchone()
            self.anybody = found is not None
            if self.anybody:
                known = self.connection.execute("SELECT id FROM surveys WHERE identified = 1").fetchall()
                self.identified = frozenset(one for (one,) in known)
        return self.anybody
