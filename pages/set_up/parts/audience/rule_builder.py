"""The rule builder: rows of field, comparison and value, all or any of them, in groups. Gives a Rule, saves nothing."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import streamlit as st

from cjo_core.errors import BadValue
from cjo_core.locale import _, pgettext
from cjo_core.metrics.audience.facts import People, texts
from cjo_core.metrics.audience.groups import FEWEST, MOST_VALUES
from cjo_core.survey.rules import (
    ALL,
    ANY,
    ATTRIBUTE,
    DATE,
    FIELDS,
    MOST_DAYS,
    OPERATORS,
    TEXT,
    Condition,
    Rule,
    field_of,
)
from pages.set_up.parts.audience.draft import LISTS, ORDERED, PRESENCE, RANGES, Draft, add_group, add_row, drop_row
from pages.set_up.parts.audience.rule_words import choice_name, field_name, operator_name
from pages.ui.pieces import notices
from pages.ui.pieces.html import note
from pages.ui.words import named

_COLUMNS = [4, 3, 5, 1]


def build(draft: Draft, people: People) -> Rule | None:
    """Draw the rows and return the rule they make; None while there is none, or while a row is not complete."""
    fields = [*(ATTRIBUTE + name for name in people.names()), *FIELDS]
    parts: list[Condition | Rule] = []
    complete = True
    for group in list(draft.groups):
        with st.container(border=bool(group), gap="small"):
            if len(draft.rows[group]) > 1 or (not group and len(draft.groups) > 1):
                _join(draft, group)
            found = [_row(draft, group, row, fields, people) for row in list(draft.rows[group])]
            key = draft.key("add", group)
            st.button(_("Add a condition"), key=key, icon=":material/add:", on_click=add_row, args=[draft, group])
        complete = complete and all(found)
        conditions = tuple(one for one in found if one is not None)
        if group and conditions:
            parts.append(Rule(_joined(draft, group), conditions))
        else:
            parts.extend(conditions)
    st.button(
        _("Add a group of conditions"),
        key=draft.key("group", 0),
        icon=":material/playlist_add:",
        type="tertiary",
        on_click=_begin_group,
        args=[draft],
        help=_("For rules such as: lives in Kraków, and (bought often or signed up this year)."),
    )
    if not parts:
        note(_("No condition yet: without one the rule takes nobody in."))
        return None
    return Rule(_joined(draft, 0), tuple(parts)) if complete else None


def _begin_group(draft: Draft) -> None:
    add_row(draft, add_group(draft, ANY))


def _joined(draft: Draft, group: int) -> str:
    return str(st.session_state.get(draft.key("join", group)) or ALL)


def _join(draft: Draft, group: int) -> None:
    """Whether all parts are needed, or any."""
    names = {ALL: _("all of these"), ANY: _("any of these")}
    key = draft.key("join", group)
    st.session_state.setdefault(key, ALL)
    st.segmented_control(
        _("A customer belongs here with"),
        list(names),
        format_func=named(names, names.__getitem__),
        key=key,
        required=True,
    )


def _row(draft: Draft, group: int, row: int, fields: list[str], people: People) -> Condition | None:
    """One row; None while something is missing in it."""
    first, second, third, last = st.columns(_COLUMNS, gap="small", vertical_alignment="bottom")
    key = draft.key("field", row)
    kept = st.session_state.get(key)
    options = fields if kept is None or kept in fields else [*fields, kept]
    with first:
        name = st.selectbox(
            _("What is known"),
            options,
            index=None,
            key=key,
            format_func=named(options, field_name),
            placeholder=_("choose"),
        )
    condition = None
    if name is not None:
        kind = field_of(name).kind
        operators = OPERATORS[kind]
        with second:
            operator = st.selectbox(
                _("Comparison"),
                operators,
                key=draft.key("operator", row, name),
                format_func=named(operators, lambda one: operator_name(one, kind)),
            )
        with third:
            condition = _condition(draft, row, name, operator, people)
    with last:
        st.button(
            "",
            icon=":material/close:",
            key=draft.key("drop", row),
            help=_("Remove this condition"),
            on_click=drop_row,
            args=[draft, group, row],
        )
    return condition


def _condition(draft: Draft, row: int, name: str, operator: str, people: People) -> Condition | None:
    """The value's widgets and the condition they make; what is refused is said below them."""
    field = field_of(name)
    if operator in PRESENCE:
        return Condition(name, operator)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        value = _value(draft, row, name, operator, people)
        within = None
        if field.windowed:
            within = st.number_input(
                _("in the last … days"),
                min_value=1,
                max_value=MOST_DAYS,
                value=None,
                step=1,
                key=draft.key("within", row, name),
                placeholder=_("ever"),
                width=150,
            )
    missing = value in (None, "", ()) or (isinstance(value, tuple) and None in value)
    if missing:
        return None
    try:
        return Condition(name, operator, value, None if within is None else int(within))
    except BadValue as error:
        notices.refused(str(error))
        return None


def _value(draft: Draft, row: int, name: str, operator: str, people: People) -> Any:
    field = field_of(name)
    if operator in ORDERED:
        if operator not in RANGES:
            return _ordered(draft.key("low", row, name), pgettext("of a condition", "Value"), field.kind)
        low, high = (
            _ordered(draft.key(end, row, name), label, field.kind)
            for end, label in (("low", _("From")), ("high", _("To")))
        )
        return None if low is None or high is None else (low, high)
    options = list(field.choices) or known_values(people, name)
    key = draft.key("list" if operator in LISTS else "text", row, name)
    label, free = pgettext("of a condition", "Value"), not field.choices
    kept = st.session_state.get(key)
    options += [one for one in (kept if isinstance(kept, list) else [kept]) if one and one not in options]
    shown = named(options, choice_name if field.choices else str)
    if operator in LISTS:
        chosen = st.multiselect(
            label, options, key=key, format_func=shown, accept_new_options=free, placeholder=_("choose or type")
        )
        return tuple(chosen)
    if operator.startswith("contains"):
        return st.text_input(label, key=key, placeholder=_("part of the text"))
    return st.selectbox(
        label,
        options,
        index=None,
        key=key,
        format_func=shown,
        accept_new_options=free,
        placeholder=_("choose or type") if free else _("choose"),
    )


def _ordered(key: str, label: str, kind: str) -> float | str | None:
    """A number or a day, as the field needs it; an attribute takes either, typed."""
    if kind == DATE:
        day = st.date_input(label, value=None, key=key, min_value=date(1900, 1, 1), format="YYYY-MM-DD")
        return day.isoformat() if isinstance(day, date) else None
    if kind != TEXT:
        number = st.number_input(label, value=None, key=key, step=1.0, format="%g", placeholder=_("a number"))
        return None if number is None else float(number)
    typed = (st.text_input(label, key=key, placeholder=_("12.5 or 2026-01-31")) or "").strip()
    try:
        return float(typed.replace(",", "."))
    except ValueError:
        return typed


def known_values(people: People, name: str) -> list[str]:
    """What an attribute says, the most frequent first; values of a few customers only are left out."""
    counts = Counter(one for one in texts(people, name).tolist() if one is not None)
    return [value for value, n in counts.most_common(MOST_VALUES) if n >= FEWEST]
