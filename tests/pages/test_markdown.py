"""Names and words from people stay words: Streamlit renders Markdown in labels, too, and a name that holds a link or a
picture must not become one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cjo_core.store import shelf
from cjo_core.store.database import Store
from tests.pages.conftest import open_page
from tests.pages.test_pages import PAGES

LINK = "[{}](https://evil.example)"
NAMES = (
    ("journeys", "name"),
    ("stages", "name"),
    ("touchpoints", "name"),
    ("segments", "name"),
    ("personas", "name"),
    ("channels", "name"),
    ("surveys", "title"),
)
#: The fields of Streamlit's elements that its browser side renders as Markdown.
RENDERED = {"label", "help", "body", "content", "title", "caption", "captions"}
#: Elements whose `body` is no Markdown: escaped text, or HTML that `pages.ui.pieces.html` has escaped (tested
#: elsewhere).
OTHERS = {"Html", "Text", "Code", "IFrame"}


@pytest.fixture
def hostile(demo: Path) -> Store:
    """The demo with a link in every name."""
    opened = shelf.opened("demo")
    assert opened is not None
    with opened.store.writing() as connection:
        connection.execute("INSERT INTO journeys (name, position) VALUES ('Other', 2)")
        for table, column in NAMES:
            for (number,) in connection.execute(f"SELECT id FROM {table}").fetchall():
                name = LINK.format(f"{table[0]}{number}")
                connection.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", [name, number])
    return opened.store


def rendered(node: Any) -> Iterator[str]:
    """All texts below a node that become Markdown, with their element's name."""
    proto = getattr(node, "proto", None)
    if hasattr(proto, "ListFields"):
        yield from _texts(proto, proto.DESCRIPTOR.name)
    for child in getattr(node, "children", {}).values():
        yield from rendered(child)


def _texts(proto: Any, element: str) -> Iterator[str]:
    for field, value in proto.ListFields():
        values = list(value) if field.is_repeated and not hasattr(value, "items") else [value]
        for one in values:
            if hasattr(one, "ListFields"):
                yield from _texts(one, element)
            elif isinstance(one, str) and (
                (field.name in RENDERED and element not in OTHERS) or (element, field.name) == ("Radio", "options")
            ):
                yield f"{element}.{field.name}: {one}"


@pytest.mark.parametrize("page", PAGES)
def test_no_name_becomes_a_link_on_any_page(page: str, hostile: Store) -> None:
    at = open_page(page)
    assert not at.exception
    texts = list(rendered(at._tree))
    assert [text for text in texts if "](https" in text] == []


def test_an_opened_stage_with_its_name_as_a_choice(hostile: Store) -> None:
    at = open_page("see/journey.py", opened=LINK.format("s1"))
    texts = list(rendered(at._tree))
    assert any("s1" in text for text in texts), "the stage is offered and can be opened"
    assert [text for text in texts if "](https" in text] == []
