"""The arrows of the house: who may use whom. Read from the imports, so that they cannot rot in a drawing."""

from __future__ import annotations

import ast
import importlib.machinery
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

#: A room and the rooms of the core it may use. `errors` and `locale` are leaves that everybody may use.
MAY_USE = {
    "survey": set(),
    "metrics": {"survey"},
    "insight": {"metrics", "survey"},
    "store": {"metrics", "survey"},
    "exchange": {"store", "metrics", "survey"},
    "charts": {"insight", "metrics", "survey"},
    "web": {"store", "survey"},
    "commands": {"exchange", "store", "insight", "metrics", "survey"},
    "errors": set(),
    "locale": set(),
}
LEAVES = {"errors", "locale"}
CORE_FILES = sorted((ROOT / "cjo_core").rglob("*.py"))
PAGE_FILES = sorted((ROOT / "pages").rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Every module a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the arrows"
            found.add(node.module or "")
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def room(path: Path) -> str:
    return path.relative_to(ROOT / "cjo_core").with_suffix("").parts[0]


def test_there_are_rooms_to_look_at() -> None:
    assert {room(path) for path in CORE_FILES} > {"survey", "metrics", "store", "web"}
    assert len(PAGE_FILES) > 10


@pytest.mark.parametrize("path", CORE_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_core_knows_no_screen_and_follows_its_arrows(path: Path) -> None:
    used = imports(path)
    assert not [name for name in used if name.split(".")[0] in ("streamlit", "pages", "app")]
    if room(path) in ("__init__", "__main__"):
        return
    rooms = {name.split(".")[1] for name in used if name.startswith("cjo_core.")}
    assert rooms - LEAVES - {room(path)} <= MAY_USE[room(path)]


@pytest.mark.parametrize("path", PAGE_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_pages_use_pieces_of_screen_but_never_another_page(path: Path) -> None:
    for name in imports(path):
        if name.startswith("pages."):
            target = ROOT / Path(*name.split("."))
            parts = name.split(".")
            piece = parts[1] == "ui" or "parts" in parts
            assert piece or target.is_dir(), f"{path.name} imports the page {name}"


def test_no_name_in_pages_shadows_a_library() -> None:
    """The folder of the main script comes first on the path, so a file `calendar.py` there would be imported by the
    library's users."""
    elsewhere = [entry for entry in sys.path if entry and not Path(entry).resolve().is_relative_to(ROOT / "pages")]
    elsewhere = [entry for entry in elsewhere if Path(entry).resolve() != ROOT]
    for entry in (ROOT / "pages").iterdir():
        name = entry.stem
        if name.startswith(("_", ".")):
            continue
        assert name not in sys.stdlib_module_names
        assert importlib.machinery.PathFinder.find_spec(name, elsewhere) is None, (
            f"pages/{entry.name} shadows a library"
        )


def test_sql_lives_in_the_store_only() -> None:
    keywords = ("SELECT ", "INSERT INTO ", "DELETE FROM ")
    for path in [*CORE_FILES, *PAGE_FILES]:
        if path.is_relative_to(ROOT / "cjo_core" / "store"):
            continue
        strings = [
            node.value
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        assert not [text for text in strings if text.strip().startswith(keywords)], path


@pytest.mark.parametrize("path", sorted((ROOT / "cjo_core").rglob("__init__.py")), ids=lambda path: path.parent.name)
def test_the_map_of_a_room_names_nothing_that_is_gone(path: Path) -> None:
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    named = re.findall(r"(?<![\w./*])(\w+\.py|\w+/)(?=[\s:,])", said)
    assert not [name for name in named if not (path.parent / name).exists()]


def test_the_top_level_holds_the_seven_names_and_nothing_else() -> None:
    allowed = {"app.py", "pages", "cjo_core", "data", "tests", "requirements.txt", "README.md", "pyproject.toml"}
    ignored = {"__pycache__"}
    assert {entry.name for entry in ROOT.iterdir() if not entry.name.startswith(".")} - ignored <= allowed
