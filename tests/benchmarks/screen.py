"""Browsers without a screen: they speak to a Streamlit server as its own front end does, and measure until a run is
over. Drawing in the browser is not in it. Never judges."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

_LEAD = re.compile(r'<p class="lead">(.*?)</p>')
#: A whole run is over, or that of the part a widget draws anew; not one that another follows at once.
_OVER = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
ROOT = Path(__file__).parents[2]


@contextlib.contextmanager
def serving(command: list[str], port: int, folder: Path, **environment: str) -> Iterator[int]:
    """A server as a process of its own, ready to answer; gives its process id."""
    with open(folder / f"server-{port}.log", "wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=folder, stdout=log, stderr=log,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        )  # fmt: skip
        try:
            for _try in range(600):
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).close()
                    break
                time.sleep(0.1)
            yield process.pid
        finally:
            process.terminate()
            process.wait(30)


class Browser:
    """One session."""

    def __init__(self, socket: Any) -> None:
        self.socket = socket
        self.address = ""
        self.widgets: dict[str, str] = {}
        self.ticks: dict[str, float] = {}
        self.due: dict[str, float] = {}
        self.phase = random.Random(id(self))
        self.lead = ""
        self.told: list[float] = []
        self.errors = 0

    async def run(self, personas: tuple[str, ...] = (), fragment: str = "") -> float:
        """Ask for a run (with other personas chosen) and wait until it is over; seconds."""
        start = time.perf_counter()
        await self.ask(personas, fragment)
        while not await self.take():
            pass
        return time.perf_counter() - start

    async def ask(self, personas: tuple[str, ...], fragment: str = "") -> None:
        """Send what a click sends."""
        message = BackMsg()
        message.rerun_script.query_string = self.address
        message.rerun_script.fragment_id = fragment
        message.rerun_script.context_info.url = f"http://localhost:{self.socket.remote_address[1]}/"
        message.rerun_script.is_auto_rerun = bool(fragment)
        if personas:
            state = message.rerun_script.widget_states.widgets.add()
            state.id = self.widgets["persona"]
            state.string_array_value.data.extend(personas)
        await self.socket.send(message.SerializeToString())

    async def take(self) -> bool:
        """Take one message; whether it ends a whole run."""
        message = ForwardMsg()
        message.ParseFromString(await self.socket.recv())
        kind = message.WhichOneof("type")
        if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            if element.WhichOneof("type") == "multiselect" and element.multiselect.id.endswith("-persona"):
                self.widgets["persona"] = element.multiselect.id
            self._read(element)
            self.errors += element.WhichOneof("type") == "exception"
        elif kind == "page_info_changed":
            self.address = message.page_info_changed.query_string
        elif kind == "auto_rerun":
            self.ticks[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        elif kind == "script_finished" and message.script_finished in _OVER:
            return True
        return False

    def _read(self, element: Any) -> None:
        """Note when the line below the page's title says something else: it holds the number of answers."""
        found = _LEAD.search(element.html.body) if element.WhichOneof("type") == "html" else None
        if found and found[1] != self.lead:
            self.lead = found[1]
            self.told.append(time.perf_counter())

    async def watch(self, until: float) -> None:
        """Stay open as a dashboard does: take what comes, and ask as often as the page wants to be asked."""
        while (now := time.perf_counter()) < until:
            for fragment, interval in self.ticks.items():  # each page began at a moment of its own
                self.due.setdefault(fragment, now + interval * self.phase.random())
            for fragment in [one for one, when in self.due.items() if when <= now]:
                self.due[fragment] = now + self.ticks[fragment]
                await self.ask((), fragment)
            wait = max(0.001, min([*self.due.values(), until]) - now)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.take(), wait)


@contextlib.asynccontextmanager
async def browsers(port: int, number: int) -> Any:
    """So many sessions on one server, their first run done."""
    async with contextlib.AsyncExitStack() as stack:
        found = []
        for _i in range(number):
            address = f"ws://127.0.0.1:{port}/_stcore/stream"
            socket = await stack.enter_async_context(
                connect(address, subprotocols=["streamlit"], max_size=None, compression=None)  # type: ignore[list-item]
            )
            found.append(Browser(socket))
            await found[-1].run()
        yield found
