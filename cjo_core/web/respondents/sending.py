"""Who sent a form, as far as it matters for clean answers: how often their network sends, and what speaks against what
they sent. Never stores anything, addresses least of all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from cjo_core.store.responses.quarantine import answered_since
from cjo_core.survey.responses import Response
from cjo_core.survey.suspicion import SAME_PERSON, suspicions
from cjo_core.web.guards.visitors import TRAP, Sent, Visitors
from cjo_core.web.respondents.visits import Visit


@dataclass(frozen=True)
class Sender:
    """Where a form came from: the address, what the browser calls itself, and what it says of the page behind it."""

    visitors: Visitors
    address: str = ""
    agent: str = ""
    origin: str = ""

    def may_send(self, visit: Visit) -> bool:
        """Whether their network keeps to the limit."""
        return self.visitors.may_send(self.address, visit.now, visit.known.rate_limit)

    def suspicions(
        self, visit: Visit, fields: Mapping[str, str], response: Response, shown_at: datetime | None, *, begun: bool
    ) -> tuple[str, ...]:
        """What speaks against a submission. Somebody who goes on with a response (`begun`) is no other who repeats
        it."""
        seconds = None if shown_at is None else (visit.now - shown_at).total_seconds()
        words = [answer.comment for answer in response.answers if answer.comment]
        sent = Sent(self.address, self.agent, self.origin, fields.get(TRAP, ""), words, seconds)
        signs = self.visitors.signs(visit.survey.slug, sent, visit.now)
        if begun:
            signs = replace(signs, same_content=False)
        elif response.respondent is not None:
            since = visit.now - SAME_PERSON
            signs = replace(signs, same_person=answered_since(visit.store, visit.survey.id, response.respondent, since))
        return suspicions(signs, visit.known.minimum_seconds)
