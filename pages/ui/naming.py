"""What can be done to one name that places answers: rename, merge, retire, remove. The store keeps every answer."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cjo_core.charts.numbers import count_text
from cjo_core.charts.words import listed
from cjo_core.locale import _, ngettext
from cjo_core.store.database import Store
from cjo_core.store.journey import merging, naming
from pages.ui.changing import act
from pages.ui.pieces import notices
from pages.ui.pieces.html import escape, html, note


def rename_form(store: Store, dimension: str, name: str, **state: str) -> None:
    """A field with the name; `state` names a key of the session that shall hold the new one."""
    with st.form(f"rename_{dimension}", border=False):
        new = st.text_input(_("Name"), value=name, max_chars=120, key=f"rename_{dimension}_{name}") or ""
        note(_("Printed links and old files with the former name still work."))
        if st.form_submit_button(_("Rename")):
            words = _("“{old}” is now called “{new}”.").format(old=name, new=" ".join(new.split()))
            wanted = {key: " ".join(new.split()) for key in state}
            act(lambda: naming.rename(store, dimension, name, new), words, **wanted)


def merge_form(store: Store, dimension: str, name: str, others: Sequence[str], **state: str) -> None:
    """The choice of another name and, once chosen, what a merge would move."""
    into = st.selectbox(
        notices.plain(_("Merge “{name}” into").format(name=name)),
        [one for one in others if one != name],
        index=None,
        placeholder=_("Choose"),
        key=f"merge_{dimension}_{name}",
    )
    if not into:
        note(_("Two names for the same thing become one. No answer is lost, and no total changes."))
        return
    found = merging.what_would_merge(store, dimension, name, into)
    html(f"<p>{escape(what_moves(found))}</p>")
    note(_("Links with “{name}” still work and lead to “{into}”. This cannot be undone.").format(name=name, into=into))
    if st.button(_("Merge"), type="primary", key=f"merge_now_{dimension}_{name}"):
        words = _("“{name}” was merged into “{into}”.").format(name=name, into=into)
        act(lambda: merging.merge(store, dimension, name, into), words, **dict.fromkeys(state, into))


def what_moves(found: merging.Merge) -> str:
    """What a merge moves, in a sentence."""
    parts = [ngettext("{count} answer", "{count} answers", found.answers).format(count=count_text(found.answers))]
    if found.touchpoints:
        words = ngettext("{count} touchpoint", "{count} touchpoints", found.touchpoints)
        parts.append(words.format(count=count_text(found.touchpoints)))
    if found.notes:
        parts.append(ngettext("{count} note", "{count} notes", found.notes).format(count=count_text(found.notes)))
    if others := sum(found.others.values()):
        words = ngettext("{count} other entry", "{count} other entries", others)
        parts.append(words.format(count=count_text(others)))
    return _("{what} will move from “{name}” to “{into}”.").format(what=listed(parts), name=found.name, into=found.into)


def retire_form(store: Store, dimension: str, name: str) -> None:
    """Retire a name, or remove one that nothing points at."""
    note(_("Retired names are not offered for new answers and filters. Their history stays, and links still work."))
    with st.container(horizontal=True):
        if st.button(_("Retire"), key=f"retire_{dimension}_{name}", icon=":material/archive:"):
            words = _("“{name}” is retired.").format(name=name)
            act(lambda: naming.retire(store, dimension, name), words)
        if st.button(_("Remove for good"), key=f"remove_{dimension}_{name}", icon=":material/delete:"):
            words = _("“{name}” was removed.").format(name=name)
            act(lambda: naming.remove(store, dimension, name), words)


def bring_back_button(store: Store, dimension: str, name: str) -> None:
    """Offer a retired name again."""
    if st.button(_("Bring back"), key=f"back_{dimension}_{name}", icon=":material/unarchive:"):
        words = _("“{name}” is offered again.").format(name=name)
        act(lambda: naming.bring_back(store, dimension, name), words)


def show_names(store: Store, dimension: str, names: Sequence[str], retired: frozenset[str]) -> None:
    """A list of names to choose one from, and what can be done to it; those retired at the end."""
    key = f"change_{dimension}"
    if (renamed := st.session_state.pop(f"_next_{key}", None)) is not None:
        st.session_state[key] = renamed
    current = [name for name in names if name not in retired]
    gone = [name for name in names if name in retired]
    if current:
        name = st.selectbox(_("Name to change"), current, key=key, width=320)
        with st.container(horizontal=True, gap="small"):
            at = current.index(name)
            move_buttons(store, dimension, name, first=at == 0, last=at == len(current) - 1)
            with st.popover(_("Rename"), icon=":material/edit:"):
                rename_form(store, dimension, name, **{f"_next_{key}": ""})
            with st.popover(_("Merge"), icon=":material/merge:", disabled=len(names) < 2):
                merge_form(store, dimension, name, names, **{f"_next_{key}": ""})
            with st.popover(_("Retire"), icon=":material/archive:"):
                retire_form(store, dimension, name)
    if gone:
        note(_("Retired: {names}").format(names=listed(gone)))
        old = st.selectbox(_("Retired"), gone, key=f"retired_{dimension}", label_visibility="collapsed", width=320)
        bring_back_button(store, dimension, old)


def move_buttons(store: Store, dimension: str, name: str, *, first: bool, last: bool, along: bool = False) -> None:
    """Two buttons that move a name among its like; `along`: in a row from left to right."""
    icons = ("arrow_back", "arrow_forward") if along else ("arrow_upward", "arrow_downward")
    words = _("“{name}” was moved.").format(name=name)
    earlier = st.button(
        _("Move earlier"), icon=f":material/{icons[0]}:", key=f"earlier_{dimension}_{name}", disabled=first
    )
    later = st.button(_("Move later"), icon=f":material/{icons[1]}:", key=f"later_{dimension}_{name}", disabled=last)
    if earlier or later:
        act(lambda: naming.move(store, dimension, name, -1 if earlier else 1), words)
