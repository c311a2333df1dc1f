"""The server: Streamlit's pages and the respondents' plain HTML on one port. Start it with `python -m cjo_core serve`.

The main script lies inside `pages/`: a `pages/` folder beside the main script would be run page by page, without the
frame around it, until somebody opens the first page (see the README, "Why it is so").
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from cjo_core.store import shelf
from cjo_core.web.api.routes import api_routes
from cjo_core.web.delivering import Deliverer
from cjo_core.web.guards.proxies import VARIABLE, read_networks
from cjo_core.web.guards.security import screen_middleware
from cjo_core.web.routes import Door, routes


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Open the stores before the first visitor comes (older files are brought up to date here), close them after the
    last."""
    shelf.stores()
    import altair  # noqa: F401 - dear to import: paid at the start, not by the first visitor
    import pandas  # noqa: F401

    deliverer = Deliverer(shelf.stores)
    deliverer.start()
    yield {}
    deliverer.stop()
    shelf.close_all()


async def show_first_page(request: Request) -> RedirectResponse:
    """Streamlit serves its first page at "/" only; at its own name it would say that there is no such page."""
    return RedirectResponse("/" + (f"?{request.url.query}" if request.url.query else ""))


door = Door(shelf.stores, shelf.gone)
app = st.App(
    Path(__file__).parent / "pages" / "router.py",
    lifespan=lifespan,
    routes=[
        Route("/this-week", show_first_page, methods=["GET"]),
        Route("/start", show_first_page, methods=["GET"]),
        *routes(door),
        *api_routes(door),
    ],
    middleware=screen_middleware(read_networks(os.environ.get(VARIABLE, ""))),
)
