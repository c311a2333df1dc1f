"""The choice of a time zone."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import available_timezones

import streamlit as st

from cjo_core.locale import _


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """The zones people live in, by their IANA names, and UTC."""
    found = (
        zone
        for zone in available_timezones()
        if "/" in zone and not zone.startswith(("Etc/", "posix", "right", "SystemV"))
    )
    return ("UTC", *sorted(found))


def zone_choice(key: str, present: str | None = None) -> str:
    """A menu of time zones that opens with the present one, else the browser's."""
    mine = present or st.context.timezone or "UTC"
    offered = list(zones()) if mine in zones() else [mine, *zones()]
    return st.selectbox(_("Time zone of your team"), offered, index=offered.index(mine), key=key) or "UTC"
