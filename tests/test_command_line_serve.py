"""`serve` and `demo` as people start them: a real process on a free port."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from cjo_core.commands import main
from cjo_core.store.database import DEMO, create_store, open_store

ROOT = Path(__file__).parents[1]


@contextmanager
def _served(folder: Path, *arguments: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of a running app, started from another folder; it is ended at the end of the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "cjo_core", "serve", "--port", "0", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "CJO_DB": str(folder / "cjo.db")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = ""
        while not (found := re.search(r"http://\S+:(\d+)", line)):
            line = process.stdout.readline()
            assert line, "the app ended before it said where it runs"
        yield f"http://127.0.0.1:{found[1]}", process
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()


def _get(address: str) -> tuple[int, str]:
    last: Exception | None = None
    for _try in range(100):
        try:
            with urllib.request.urlopen(address, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError as error:
            last = error
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer: {last}")


def test_the_app_and_the_survey_pages_answer_on_one_port(tmp_path: Path) -> None:
    CliRunner().invoke(main, ["init", "--db", str(tmp_path / "cjo.db")])
    with _served(tmp_path) as (address, process):
        assert _get(address + "/_stcore/health") == (200, "ok")
        status, page = _get(address + "/s/recommend")
        assert status == 200
        assert "recommend" in page
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
        assert process.stdout is not None
        assert "GET" not in process.stdout.read()  # no log of who asked for what


def test_the_first_page_is_found_at_its_own_name_with_its_filters(tmp_path: Path) -> None:
    CliRunner().invoke(main, ["init", "--db", str(tmp_path / "cjo.db")])
    with _served(tmp_path) as (address, _process):
        _get(address + "/_stcore/health")
        with urllib.request.urlopen(f"{address}/this-week?stage=Use") as answer:
            assert answer.url == f"{address}/?stage=Use"


def test_the_demo_is_made_when_it_is_missing(tmp_path: Path) -> None:
    with _served(tmp_path, "--demo") as (address, _process):
        assert _get(address + "/_stcore/health") == (200, "ok")
        store = open_store(tmp_path / "demo.db")
        assert store.kind == DEMO
        store.close()
    assert not (tmp_path / "cjo.db").exists()


def test_a_busy_port_is_said_to_be_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CJO_DB", str(tmp_path / "cjo.db"))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        failed = CliRunner().invoke(main, ["serve", "--port", str(taken.getsockname()[1])])
    assert failed.exit_code == 1
    assert "is taken" in failed.stderr


@pytest.mark.parametrize("what", ["folder", "text", "demo"])
def test_an_unusable_database_is_said_before_the_app_says_where_it_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    path = tmp_path / "cjo.db"
    monkeypatch.setenv("CJO_DB", str(path))
    monkeypatch.delenv("CJO_DEMO", raising=False)
    if what == "folder":
        path.mkdir()
    elif what == "text":
        path.write_text("my notes, much longer than sixteen bytes")
    else:
        create_store(path, DEMO).close()
    failed = CliRunner().invoke(main, ["serve", "--port", "0"])
    assert (failed.exit_code, failed.stdout) == (1, "")
    assert failed.stderr.startswith(f"Error: {path} ")
    assert failed.stderr.count("\n") == 1


def test_an_unknown_address_is_said_to_be_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CJO_DB", str(tmp_path / "cjo.db"))
    failed = CliRunner().invoke(main, ["serve", "--host", "no.such.host.invalid"])
    assert failed.exit_code == 1
    assert "no.such.host.invalid" in failed.stderr


def test_listening_to_everybody_is_warned_about(tmp_path: Path) -> None:
    with _served(tmp_path, "--host", "0.0.0.0") as (address, process):
        assert _get(address + "/_stcore/health")[0] == 200
        process.terminate()
        assert process.stdout is not None
        assert "there is no sign-in yet" in process.stdout.read()


def test_the_demo_command_says_where_and_how_many(tmp_path: Path) -> None:
    path = tmp_path / "demo.db"
    made = CliRunner().invoke(main, ["demo", "--responses", "300", "--until", "2026-10-31", "--db", str(path)])
    assert made.exit_code == 0
    assert "300 made-up answers" in made.output
    assert f"serve --demo --db {path}" in made.output
    shown = CliRunner().invoke(main, ["scores", "--db", str(path), "--by", "survey"])
    assert "demo-" in shown.output


def test_the_demo_command_never_replaces_real_answers(tmp_path: Path) -> None:
    path = tmp_path / "cjo.db"
    CliRunner().invoke(main, ["init", "--db", str(path)])
    before = path.read_bytes()
    failed = CliRunner().invoke(main, ["demo", "--responses", "10", "--db", str(path)])
    assert failed.exit_code == 1
    assert path.read_bytes() == before


def test_serve_refuses_a_proxy_that_is_no_network_before_it_listens(tmp_path: Path) -> None:
    for given, said in (("nonsense", "is no network"), ("0.0.0.0/0", "is everybody")):
        result = CliRunner().invoke(main, ["serve", "--trusted-proxy", given, "--db", str(tmp_path / "cjo.db")])
        assert result.exit_code == 2
        assert said in result.output
    result = CliRunner().invoke(main, ["serve"], env={"CJO_TRUSTED_PROXIES": "10.0.0.0/8 nonsense"})
    assert "is no network" in result.output
