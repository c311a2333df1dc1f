"""By segment: what kinds of customers say, and at which stage."""

from __future__ import annotations

from cjo_core.locale import _
from pages.see.parts.groups import show_dimension

show_dimension("segment", _("By segment"), ("segment", "stage"))
