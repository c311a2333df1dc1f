"""Programs: keys by which other programs answer surveys, and webhooks by which they are told of answers."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import pandas as pd
import streamlit as st

from cjo_core.errors import CjoError
from cjo_core.locale import _
from cjo_core.store.programs.keys import keys, make_key, revoke_key
from cjo_core.store.programs.outbox import CREATED, EVENTS, LOW
from cjo_core.store.programs.webhooks import (
    Webhook,
    deliveries,
    remove_webhook,
    renew_secret,
    save_webhook,
    switch_webhook,
    tell_again,
    webhooks,
)
from cjo_core.store.set_up.surveys import surveys, titles
from pages.ui import address
from pages.ui.changing import act, show_said
from pages.ui.pieces import notices
from pages.ui.pieces.html import card_title, head
from pages.ui.session import View, view
from pages.ui.words import ago, named


def event_words(event: str) -> str:
    """An event as people say it."""
    return {CREATED: _("every new response"), LOW: _("every low score")}[event]


def status_words(status: str) -> str:
    """What became of a delivery."""
    return {
        "waiting": _("waiting"),
        "delivered": _("delivered"),
        "failed": _("given up"),
        "void": _("the response is gone"),
    }[status]


def example(now: View) -> tuple[str, str, int]:
    """A survey that takes answers now, one of its questions and a score that fits: what a first try should name."""
    for one in surveys(now.store):
        for question in one.asked:
            if one.status == "open" and question.scored:
                return one.slug, question.key, question.scale.high - 1
    return "recommend", "nps", 9


def keys_card(now: View) -> None:
    """The keys there are, and a way to make one."""
    card_title(
        _("Keys"),
        _("A program with a key may send answers. A key is shown once: keep it where you keep passwords."),
    )
    if made := st.session_state.pop("made_key", ""):
        st.success(_("This is the new key. Copy it now; it cannot be shown again."))
        st.code(made, language=None)
    for one in keys(now.store):
        left, right = st.columns([5, 1], vertical_alignment="center")
        used = _("used last on {day}").format(day=one.used_on) if one.used_on else _("not used yet")
        if one.revoked_at is not None:
            left.text(f"{one.name} · {one.hint}… · {_('revoked')}")
            continue
        left.text(f"{one.name} · {one.hint}… · {used}")
        with right.popover(_("Revoke"), width="stretch"):
            st.text(_("Programs that send this key are refused from then on. It cannot be undone."))
            if st.button(_("Revoke"), key=f"revoke_{one.id}", type="primary"):
                words = _("The key “{name}” is revoked.").format(name=one.name)
                act(partial(revoke_key, now.store, one.id, now=datetime.now(UTC)), words)
    with st.form("new_key", border=False, clear_on_submit=True):
        name = st.text_input(_("What the key is for"), max_chars=80, placeholder=_("Web shop, after checkout"))
        if st.form_submit_button(_("Make a key"), icon=":material/key:"):
            st.session_state["made_key"] = make_key(now.store, name or "", now=datetime.now(UTC))
            st.rerun()
    slug, key, score = example(now)
    st.caption(_("How to send an answer; everything else is in the interface’s own description."))
    url = address.public_url(now.store)
    st.code(
        f"curl {url}/api/v1/responses \\\n  -H 'Authorization: Bearer cjo_…' \\\n"
        "  -H 'Content-Type: application/json' \\\n"
        f'  -d \'{{"survey": "{slug}", "answers": {{"{key}": {{"score": {score}, "comment": "Quick"}}}}, '
        '"id": "order-1001"}\'',
        language="bash",
        wrap_lines=True,
    )
    st.link_button(_("OpenAPI description"), f"{url}/api/v1/openapi.json", icon=":material/data_object:")


def webhook_card(now: View, one: Webhook) -> None:
    """One address: what it is told, its secret, what became of the last deliveries."""
    survey = titles(now.store).get(one.survey or "", _("all surveys"))
    told = ", ".join(event_words(event) for event in one.events)
    card_title(one.url, f"{told} · {survey}" + ("" if one.active else f" · {_('switched off')}"))
    with st.container(horizontal=True):
        label = _("Switch off") if one.active else _("Switch on")
        if st.button(label, key=f"switch_{one.id}"):
            switch_webhook(now.store, one.id, active=not one.active)
            st.rerun()
        with st.popover(_("Remove"), icon=":material/delete:"):
            st.text(_("It is told nothing any more, and what it was told is forgotten here. It cannot be undone."))
            if st.button(_("Remove"), key=f"remove_{one.id}", type="primary"):
                act(lambda: remove_webhook(now.store, one.id), _("“{name}” was removed.").format(name=one.url))
    secret(now, one)
    found = deliveries(now.store, one.id)
    if not found:
        st.caption(_("Nothing was told yet."))
        return
    frame = pd.DataFrame(
        {
            _("Message"): [each.id for each in found],
            _("When"): [ago(each.created_at, now.now) for each in found],
            _("What"): [event_words(each.event) for each in found],
            _("Outcome"): [status_words(each.status) for each in found],
            _("Attempts"): [each.attempts for each in found],
            _("Answer"): ["" if each.http_status is None else str(each.http_status) for each in found],
            _("Problem"): [each.problem for each in found],
        }
    )
    picked = st.dataframe(
        frame, hide_index=True, on_select="rerun", selection_mode="single-row", key=f"deliveries_{one.id}_{found[0].id}"
    )
    rows = picked.selection.rows
    if st.button(_("Tell again"), disabled=not rows, key=f"again_{one.id}", icon=":material/replay:"):
        tell_again(now.store, found[rows[0]].id, now=datetime.now(UTC))
        st.rerun()


def secret(now: View, one: Webhook) -> None:
    """When the secret was set, and a way to make it anew; the secret itself only right after that."""
    made = st.session_state.pop(f"made_secret_{one.id}", "")
    with st.expander(_("Secret for checking the signature"), expanded=bool(made)):
        if made:
            st.success(_("This is the new secret. Copy it now; it cannot be shown again."))
            st.code(made, language=None)
        else:
            st.text(_("Set {when}.").format(when=ago(one.secret_at, now.now)))
        st.caption(
            _(
                "Each message carries CJO-Signature: t=…,v1=…, the HMAC-SHA256 of “t.body” under this secret. "
                "Refuse messages whose t is more than five minutes old."
            )
        )
        if st.button(
            _("Make a new secret"),
            key=f"renew_{one.id}",
            icon=":material/autorenew:",
            help=_("For a day the old one signs too, as a second v1, so that nothing is missed meanwhile."),
        ):
            st.session_state[f"made_secret_{one.id}"] = renew_secret(now.store, one.id, now=datetime.now(UTC))
            st.rerun()


def new_webhook_card(now: View) -> None:
    """A form for one more address."""
    card_title(_("Tell another program"), _("CJO sends a signed message to this address, and tries again if it fails."))
    number = len(webhooks(now.store))  # in the key: what was refused stays, what was added is gone
    with st.form("new_webhook", border=False):
        url = st.text_input(_("Web address"), placeholder="https://", key=f"webhook_url_{number}")
        events = st.multiselect(
            _("Tell it of"),
            EVENTS,
            default=[LOW],
            format_func=named(EVENTS, event_words),
            key=f"webhook_events_{number}",
        )
        names = titles(now.store)
        every = ""
        survey = st.selectbox(_("Survey"), [every, *names], format_func=lambda slug: names.get(slug, _("all surveys")))
        if st.form_submit_button(_("Add")):
            made = save_webhook(now.store, url or "", events, survey=survey or None, now=datetime.now(UTC))
            st.session_state[f"made_secret_{made.id}"] = made.secret
            st.rerun()


def main() -> None:
    """Arrange the cards. What is refused is said inside the card it belongs to."""
    now = view()
    head(
        _("Programs"),
        _("Other programs may answer, and be told."),
        _("Your shop or help desk sends answers with a key; a webhook tells it of new and of low ones."),
    )
    show_said()
    for card in (keys_card, new_webhook_card):
        with st.container(border=True):
            try:
                card(now)
            except CjoError as error:
                notices.refused(str(error))
    for one in webhooks(now.store):
        with st.container(border=True):
            webhook_card(now, one)


main()
