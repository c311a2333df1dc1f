"""Surveys to begin with: what is usually asked at the moments that matter, in three languages. Never saved from here.

The words are content of the new survey, which the team then edits, not words of the interface.

moments.py     after a purchase, an abandoned cart, a support case, at the beginning
relations.py   would customers, would employees recommend us?
frameworks.py  RATER, the five elements of experience
"""

from __future__ import annotations

from cjo_core.exchange.templates.frameworks import ELEMENTS_OF_EXPERIENCE, RATER_SHORT
from cjo_core.exchange.templates.moments import CART, ONBOARDING, PURCHASE, SUPPORT
from cjo_core.exchange.templates.relations import EMPLOYEES, RELATIONSHIP
from cjo_core.exchange.templates.template import Template as Template

#: In the order in which they are offered.
TEMPLATES: tuple[Template, ...] = (
    RELATIONSHIP,
    PURCHASE,
    SUPPORT,
    CART,
    ONBOARDING,
    RATER_SHORT,
    ELEMENTS_OF_EXPERIENCE,
    EMPLOYEES,
)
