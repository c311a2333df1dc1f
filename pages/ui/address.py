"""The address under which people reach us, as links and QR codes need it. Never knows a survey."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from cjo_core.locale import _
from cjo_core.store.database import Store
from cjo_core.store.set_up.settings import setting
from cjo_core.web.codes import qr_code
from pages.ui.pieces.html import escape


def base_url() -> str:
    """The address this page was reached by: what works here works on a phone in the same network, unless it is
    localhost."""
    parts = urlsplit(st.context.url or "http://localhost:8501")
    return f"{parts.scheme}://{parts.netloc}"


def public_url(store: Store) -> str:
    """The address that links and codes carry: the one that was set, else the one this page was reached by."""
    return setting(store, "public_address") or base_url()


def warn_if_local(store: Store) -> None:
    """Say so where the address means nothing to any other device."""
    if urlsplit(public_url(store)).hostname in ("localhost", "127.0.0.1", "::1"):
        st.info(
            _(
                "These links work on this computer only. For phones, start the server with an address "
                "of your network: {command}"
            ).format(command="`python -m cjo_core serve --host 0.0.0.0`")
        )


def qr_picture(link: str) -> str:
    """The link as a QR code on white, ready to be the `src` of a picture; BadValue if it is too long for one."""
    return escape(qr_code(link).svg_data_uri(light="white", scale=4, border=2))


def in_words(link: str) -> str:
    """The link as people read and type it: without its scheme."""
    return link.partition("://")[2]
