"""Pages are tested inside their frame: every test runs the router, as a visitor's browser does."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cjo_core.exchange.demo import make_demo
from cjo_core.metrics.catalog import METRICS
from cjo_core.store import shelf
from cjo_core.store.database import Store
from tests.made_stores import nordhaus

ROUTER = Path(__file__).parents[2] / "pages" / "router.py"
Open = Callable[..., AppTest]
#: The last day of all demo data, the same for a whole run: it may go on past midnight.
YESTERDAY = datetime.now(UTC).date() - timedelta(days=1)
#: The metrics of what the demo asks; CES 1.0 is for teams that asked it before 2013.
DEMO_METRICS = [name for name, metric in METRICS.items() if metric.kind != "ces1"]


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    make_demo(path, responses=6_000, seed=7, until=YESTERDAY).close()
    return path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of one's own, to which this process's stores belong during the test."""
    monkeypatch.setenv("CJO_DB", str(tmp_path / "cjo.db"))
    monkeypatch.delenv("CJO_DEMO", raising=False)
    yield tmp_path
    shelf.close_all()


@pytest.fixture
def demo(folder: Path, demo_file: Path) -> Path:
    shutil.copy(demo_file, folder / "demo.db")
    return folder


@pytest.fixture
def real(folder: Path) -> Store:
    nordhaus(folder / "cjo.db").close()
    opened = shelf.opened("real")
    assert opened is not None
    return opened.store


def open_page(page: str = "", *, lang: str = "en", **query: str) -> AppTest:
    """Open a page by its file below `pages/`, as a link with these parameters would."""
    at = AppTest.from_file(str(ROUTER), default_timeout=30)
    at.query_params["lang"] = lang
    for name, value in query.items():
        at.query_params[name] = value
    at.run()
    if page:
        at.switch_page(page)
        at.run()
    return at


def unfolded(at: AppTest) -> AppTest:
    """The same page with everything open that is folded away, as if each had been clicked."""
    for one in at.expander:
        if "fold_" in (key := str(one.proto.id)):
            at.session_state[key[key.index("fold_") :]] = True
    return at.run()


def words(at: AppTest) -> str:
    """All the text on the page, HTML pieces included."""
    kinds = ("html", "markdown", "title", "error", "info", "success", "warning", "caption", "text", "subheader")
    found = []
    for kind in kinds:
        found += [str(getattr(one, "value", "") or getattr(one, "body", "")) for one in at.get(kind)]
    return "\n".join(found)
