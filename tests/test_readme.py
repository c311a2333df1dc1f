"""The README is true: its commands, its pictures, its map."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from click.testing import CliRunner

from cjo_core.__main__ import main

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    found = re.search(rf"<!-- {name} -->\s*```sh\n(.*?)```", TEXT, re.DOTALL)
    assert found, f"the README has no block “{name}”"
    return found[1].strip()


def test_one_command_starts_the_app_and_one_runs_the_tests() -> None:
    for name in ("run", "tests"):
        command = block(name)
        assert "\n" not in command
        assert "pip install" in command
    assert block("run").endswith("-m cjo_core serve")
    assert block("tests").endswith("-m pytest")


def test_the_check_before_landing_runs_the_readme_s_test_command() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "<!-- tests -->" in script
    assert "README.md" in script


def test_every_file_and_picture_it_names_exists() -> None:
    for target in re.findall(r"\]\((?!http)([^)]+)\)", TEXT):
        assert (ROOT / target).exists(), target
    for name in re.findall(r"`(cjo_core/[\w/.]+|pages/[\w/.]+|tests/[\w/.]+)`", TEXT):
        assert (ROOT / name).exists(), name


def test_every_room_on_its_map_exists_and_none_is_missing() -> None:
    rooms = set(re.findall(r"^  (\w+)/ ", TEXT, re.MULTILINE))
    real = {path.name for path in (ROOT / "cjo_core").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert rooms == real


def test_every_command_it_shows_is_a_command() -> None:
    shown = re.findall(r"^python -m cjo_core (\w[\w-]*)([^\n#]*)", TEXT, re.MULTILINE)
    assert len(shown) >= 5
    for name, arguments in shown:
        asked = CliRunner().invoke(main, [name, "--help"])
        assert asked.exit_code == 0, name
        for option in (word for word in shlex.split(arguments) if word.startswith("--")):
            assert option in asked.output, f"{name} has no {option}"


def test_every_requirement_is_pinned() -> None:
    for name in ("requirements.txt", "tests/requirements.txt"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        wanted = [line.split("#")[0].strip() for line in lines if line.split("#")[0].strip()]
        assert all("==" in line for line in wanted if not line.startswith("-r ")), name
