"""By persona: what customers who want different things say, and at which stage."""

from __future__ import annotations

from cjo_core.locale import _
from pages.see.parts.groups import show_dimension

show_dimension("persona", _("By persona"), ("persona", "stage"))
