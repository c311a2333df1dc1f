"""Tells other programs what they asked to be told: signed, retried with longer and longer waits, one thread per server.
Never decides what is told (`store.programs`). The same thread tidies up: requests of old, and the log after erasing.

A receiver checks `CJO-Signature: t=<seconds>,v1=<hex>`: the HMAC-SHA256, under the webhook's secret, of `<t>.<body>`.
For a day after a secret was made anew there are two `v1`, one under each: one that fits is enough.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import sqlite3
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import requests

from cjo_core.errors import CjoError
from cjo_core.store.database import Store
from cjo_core.store.invitations.stopping import forget_unfinished
from cjo_core.store.programs.webhooks import (
    Delivery,
    Webhook,
    due,
    forget_old,
    message,
    note_outcome,
    signing_secrets,
    void,
    webhooks,
)
from cjo_core.store.responses.erasing import finish_erasing

#: How often the thread looks whether something is due; a look costs one indexed query.
EVERY = 1.0
TIMEOUT = (5.0, 10.0)
_CLEANED = timedelta(hours=6)
_log = logging.getLogger(__name__)


def signature(secrets: Sequence[str], body: bytes, moment: datetime) -> str:
    """The header that proves who sent a body, and when.

    >>> signature(["s"], b"{}", datetime(2026, 11, 18, tzinfo=UTC))[:16]
    't=1794960000,v1='
    """
    seconds = int(moment.timestamp())
    signed = f"{seconds}.".encode() + body
    digests = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={seconds}", *(f"v1={digest}" for digest in digests)])


def deliver_due(store: Store, now: datetime) -> int:
    """Make one attempt for everything that is due; how many attempts were made. An address that cannot be reached is
    asked once: others shall not wait for it, and what it missed is due the next time."""
    waiting = due(store, now=now)
    hooks = {hook.id: hook for hook in webhooks(store)} if waiting else {}
    secrets = signing_secrets(store, now=now) if waiting else {}
    attempts, silent = 0, set[int]()
    for delivery in waiting:
        if delivery.webhook in silent:
            continue
        attempts += 1
        told = message(store, delivery)
        if told is None:
            void(store, delivery)
            continue
        if (hook := hooks.get(delivery.webhook)) is None or hook.id not in secrets:
            continue  # removed a moment ago, and its deliveries with it
        body = json.dumps(told, ensure_ascii=False).encode()
        status, problem = _post(hook, delivery, body, signature(secrets[hook.id], body, now))
        note_outcome(store, delivery, http_status=status, problem=problem, now=now)
        if status is None:
            silent.add(hook.id)
    return attempts


def _post(hook: Webhook, delivery: Delivery, body: bytes, signed: str) -> tuple[int | None, str]:
    headers = {
        "content-type": "application/json",
        "user-agent": "CJO-webhook/1",
        "cjo-event": delivery.event,
        "cjo-delivery": str(delivery.id),
        "cjo-signature": signed,
    }
    try:
        # a redirect could lead anywhere: whoever moves a webhook says so here. What is answered is never read: it may
        # have no end, and what a machine of our own network says to strangers is not for the screen.
        with requests.post(
            hook.url, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False, stream=True
        ) as answer:
            return answer.status_code, "" if answer.ok else str(answer.reason)
    except (requests.RequestException, ValueError) as error:  # a name like a..b is a ValueError of a deeper layer
        return None, f"{type(error).__name__}: {error}"


class Deliverer:
    """The thread that delivers while the server runs."""

    def __init__(self, stores: Callable[[], list[Store]]) -> None:
        self._stores = stores
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the attempt under way."""
        self._stop.set()
        self._thread.join(timeout=sum(TIMEOUT))

    def _run(self) -> None:
        cleaned = datetime.min.replace(tzinfo=UTC)
        while not self._stop.wait(EVERY):
            now = datetime.now(UTC)
            try:
                for store in self._stores():
                    finish_erasing(store)
                    deliver_due(store, now)
                    if now - cleaned > _CLEANED:
                        forget_old(store, now=now)
                        forget_unfinished(store, now=now)
                if now - cleaned > _CLEANED:
                    cleaned = now
            except (CjoError, sqlite3.Error, OSError):
                _log.exception("webhooks could not be delivered")
