"""A rule being built: rows and groups kept in the session until it is saved. Draws nothing and evaluates nothing.

Every widget of a row has a key that names the row, its field and its operator, so a value never slips from one
comparison into another.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import streamlit as st

from cjo_core.survey.rules import ALL, DATE, TEXT, Condition, Rule, field_of

_COUNTER = "rule_row_number"
RANGES = ("between", "not_between")
LISTS = ("one_of", "none_of")
PRESENCE = ("known", "unknown")
ORDERED = ("less", "at_least", "more", "at_most", *RANGES)


@dataclass
class Draft:
    """What is on the screen: rows by number, in groups; group 0 is the rule itself."""

    dimension: str
    name: str
    base: str
    groups: list[int] = field(default_factory=lambda: [0])
    rows: dict[int, list[int]] = field(default_factory=lambda: {0: []})

    def key(self, what: str, number: int, *more: str) -> str:
        """The key of a widget of this draft."""
        return "_".join(["rule", self.dimension, str(number), what, *more])


def draft_of(dimension: str, name: str, base: str, rule: Rule | None) -> Draft:
    """The draft of this session for a name: kept as long as it belongs to the same saved version (`base`)."""
    key = f"draft_{dimension}"
    found: Draft | None = st.session_state.get(key)
    if found is None or (found.name, found.base) != (name, base):
        found = st.session_state[key] = _begun(dimension, name, base, rule)
    return found


def add_row(draft: Draft, group: int, condition: Condition | None = None) -> None:
    """One more row at the end of a group, empty or as a condition says."""
    number = _next()
    draft.rows[group].append(number)
    if condition is not None:
        _fill(draft, number, condition)


def add_group(draft: Draft, join: str = ALL) -> int:
    """One more group, without rows."""
    number = _next()
    draft.groups.append(number)
    draft.rows[number] = []
    st.session_state[draft.key("join", number)] = join
    return number


def drop_row(draft: Draft, group: int, row: int) -> None:
    """Take a row away; a group without rows goes too."""
    draft.rows[group].remove(row)
    if group and not draft.rows[group]:
        draft.groups.remove(group)
        del draft.rows[group]


def _begun(dimension: str, name: str, base: str, rule: Rule | None) -> Draft:
    draft = Draft(dimension, name, base)
    st.session_state[draft.key("join", 0)] = rule.join if rule else ALL
    for part in rule.parts if rule else ():
        if isinstance(part, Rule):
            group = add_group(draft, part.join)
            for inner in part.parts:
                if isinstance(inner, Condition):
                    add_row(draft, group, inner)
        else:
            add_row(draft, 0, part)
    return draft


def _next() -> int:
    st.session_state[_COUNTER] = st.session_state.get(_COUNTER, 0) + 1
    return int(st.session_state[_COUNTER])


def _fill(draft: Draft, row: int, condition: Condition) -> None:
    """Set the widgets of a row to what a condition says, before they are drawn."""
    kind = field_of(condition.field).kind
    state, name, operator = st.session_state, condition.field, condition.operator
    state[draft.key("field", row)] = name
    state[draft.key("operator", row, name)] = operator
    if condition.within is not None:
        state[draft.key("within", row, name)] = condition.within
    if condition.value is None:
        return
    if operator in RANGES and isinstance(condition.value, tuple):
        for end, value in zip(("low", "high"), condition.value, strict=True):
            state[draft.key(end, row, name)] = _shown(kind, value)
    elif operator in LISTS and isinstance(condition.value, tuple):
        state[draft.key("list", row, name)] = list(condition.value)
    elif operator in ORDERED:
        state[draft.key("low", row, name)] = _shown(kind, condition.value)
    else:
        state[draft.key("text", row, name)] = condition.value


def _shown(kind: str, value: Any) -> Any:
    """A number or a day as its widget holds it: attributes are typed as text, as they may be either."""
    if kind == DATE:
        return date.fromisoformat(value)
    if kind == TEXT:
        return f"{value:g}" if isinstance(value, float) else value
    return value
