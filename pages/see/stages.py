"""By stage: each stage of the journey with its interval, and its touchpoints."""

from __future__ import annotations

from cjo_core.locale import _
from pages.see.parts.groups import show_dimension

show_dimension("stage", _("By stage"), None, detail="touchpoint")
