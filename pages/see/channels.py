"""By channel: each channel with its interval, and the same touchpoint over different channels."""

from __future__ import annotations

from cjo_core.locale import _
from pages.see.parts.groups import show_dimension

show_dimension("channel", _("By channel"), ("touchpoint", "channel"))
