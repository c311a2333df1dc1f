"""`serve`: the app on one port, on this machine only unless told otherwise. Always one process: sessions live in it.

The server is uvicorn with a socket of our own, not `streamlit run`: Streamlit 1.67 opens its own in a way that leaves
TCP_NODELAY off, and quick reruns then wait about 40 ms for an acknowledgement. It also lets us say plainly that a port
is taken. Settings come from .streamlit/config.toml as before; STREAMLIT_* variables are read by `streamlit run` only.
"""

from __future__ import annotations

import errno
import ipaddress
import logging
import os
import socket
import sys
from pathlib import Path

import click

from cjo_core.commands.paths import chosen_path, db_option

_ROOT = Path(__file__).parents[2]
#: As Streamlit's own server: the newer implementation, without compression, which costs more than it saves.
_WEBSOCKETS = "websockets-sansio"
#: A respondent's request takes its turn a dozen times; beside a page being drawn, it would wait 5 ms each time.
_TURN_SECONDS = 0.001
#: Where the app reads which proxies are trusted.
_PROXIES = "CJO_TRUSTED_PROXIES"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; 0.0.0.0 for everybody.")
@click.option("--port", type=click.IntRange(0, 65535), default=8501, show_default=True, help="0 takes a free one.")
@click.option(
    "--trusted-proxy",
    "proxies",
    multiple=True,
    envvar=_PROXIES,
    callback=lambda _context, _option, given: _checked(given),
    metavar="NETWORK",
    help="A reverse proxy of yours, as 10.0.0.5 or 10.0.0.0/8, that is believed about who asks (X-Forwarded-For or "
    f"Forwarded, read from the right); may be given again, or as {_PROXIES}. “none”: nobody. [default: this machine]",
)
@click.option("--demo", is_flag=True, help="Show demo data only (made first if there are none).")
@db_option
def serve(host: str, port: int, proxies: tuple[str, ...], demo: bool, db: Path | None) -> None:
    """Start the app and the survey pages."""
    os.environ[_PROXIES] = " ".join(proxies)
    _choose_store(chosen_path(db), demo)
    _check_stores()
    listener = _listen(host, port)
    number = listener.getsockname()[1]
    click.echo(
        f"CJO runs at http://{_shown(host)}:{number}" + ("  (demo data only)" if demo else "") + "  Ctrl+C ends it."
    )
    if not _is_local(host):
        click.secho(
            f"Warning: there is no sign-in yet. Everybody who can reach port {number} of this machine can read "
            "every score and comment, and change the settings.",
            fg="yellow",
            err=True,
        )
    sys.stdout.flush()
    _run(listener)


def _checked(given: tuple[str, ...]) -> tuple[str, ...]:
    """The networks as they are given, if each is one; a wrong one is said before anything listens."""
    parts = [part for text in given for part in text.replace(",", " ").split()]
    for part in parts if parts != ["none"] else []:
        try:
            network = ipaddress.ip_network(part, strict=False)
        except ValueError as error:
            raise click.BadParameter(f"“{part}” is no network; write 10.0.0.5 or 10.0.0.0/8") from error
        if network.prefixlen == 0:
            raise click.BadParameter(f"“{part}” is everybody; name the proxies that are yours")
    return tuple(parts)


def _choose_store(path: Path | None, demo: bool) -> None:
    """Tell the app, by its environment, which file to show; make the demo data if they are wanted and missing."""
    if demo:
        from cjo_core.commands.set_up import make_demo_at
        from cjo_core.store.database import demo_path

        if path is not None:  # demo data lie beside the real ones, under a name of their own
            real = path.with_name("cjo.db") if path.name == demo_path().name else path
            os.environ["CJO_DB"] = str(real.resolve())
        os.environ["CJO_DEMO"] = "1"
        if not demo_path().exists():
            click.echo("Making demo data first; this takes a few seconds …")
            make_demo_at(None, responses=20_000, seed=7, until=None)
    elif path is not None:
        os.environ["CJO_DB"] = str(path.resolve())
    if os.environ.get("CJO_DB"):
        os.environ["CJO_DB"] = str(Path(os.environ["CJO_DB"]).resolve())  # we are about to change the folder


def _check_stores() -> None:
    """Open the databases once, so that one that cannot be used is said before anything listens."""
    from cjo_core.store import shelf

    shelf.stores()
    shelf.close_all()


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket; a busy port or an unknown address is said in plain words."""
    try:
        family, kind, _proto, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise click.ClickException(f"the address {host} is unknown ({error.strerror})") from error
    listener = socket.socket(family, kind, socket.IPPROTO_TCP)  # the protocol named: asyncio then sets TCP_NODELAY
    if os.name != "nt":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(2048)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            message = f"port {port} is taken, perhaps by this app running already; choose another with --port"
        elif error.errno == errno.EACCES:
            message = f"port {port} needs special rights; choose one above 1023 with --port"
        else:
            message = f"cannot listen on {host}:{port} ({error.strerror})"
        raise click.ClickException(message) from error
    listener.setblocking(False)
    listener.set_inheritable(True)
    return listener


def _run(listener: socket.socket) -> None:
    os.chdir(_ROOT)  # Streamlit looks for .streamlit/config.toml here
    if str(_ROOT) not in sys.path:
        sys.path.insert(0, str(_ROOT))
    import uvicorn

    config = uvicorn.Config(
        "app:app",
        ws=_WEBSOCKETS,
        ws_per_message_deflate=False,
        log_level="warning",
        access_log=False,
        proxy_headers=False,  # the app reads them itself, from trusted proxies only
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    # Streamlit gives these loggers handlers of its own: an access log would keep respondents' addresses and ids.
    logging.getLogger("uvicorn.access").disabled = True
    logging.getLogger("uvicorn.error").addFilter(lambda record: record.levelno >= logging.WARNING)
    sys.setswitchinterval(_TURN_SECONDS)
    server = uvicorn.Server(config)
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    finally:
        listener.close()
    if not server.started:
        raise click.ClickException("the app did not start; the lines above say why")


def _is_local(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _shown(host: str) -> str:
    """The address to type: “all addresses” cannot be visited, this machine can."""
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        return "localhost"
    return f"[{host}]" if ":" in host else host
