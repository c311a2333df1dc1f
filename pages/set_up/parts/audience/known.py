"""Everybody we know, once per change of the data and hour, shared by all sessions. Never shows anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from cjo_core.metrics.audience.facts import People
from cjo_core.store.assigning.people import people, respondents
from cjo_core.store.odata.reading import odata_version
from pages.ui.session import View


@dataclass(frozen=True, eq=False)
class Known:
    """The customers as of now; who of them has answered; and how many responses no rule can reach."""

    people: People
    answered: frozenset[str]
    unreachable: int


def known(now: View) -> Known:
    """The customers of this run's store. Who has answered is at most a minute old: counting millions takes a while."""
    path, minute = str(now.store.path), now.now.replace(second=0, microsecond=0)
    everybody = _people(now, path, odata_version(now.store), minute.replace(minute=0))
    return Known(everybody, *_respondents(now, path, minute))


@st.cache_resource(max_entries=4, show_spinner=False)
def _people(_now: View, path: str, version: int, hour: datetime) -> People:
    return people(_now.store, _now.now)


@st.cache_resource(max_entries=4, show_spinner=False)
def _respondents(_now: View, path: str, minute: datetime) -> tuple[frozenset[str], int]:
    return respondents(_now.store)
