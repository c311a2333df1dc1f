"""Pieces of screen kept as long as the counts they were made of: after an answer, twenty open pages show the same, and
a rerun of a page mostly shows what it showed. Never keeps what hangs on a session.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from cjo_core import locale
from cjo_core.metrics.cells import Cells
from cjo_core.metrics.remembered import remembered

P = ParamSpec("P")
T = TypeVar("T")


def kept(make: Callable[Concatenate[Cells, P], T]) -> Callable[Concatenate[Cells, P], T]:
    """The same function of cells, made once per cells, arguments and the language of the run: HTML, or a picture.

    What it says must follow from these alone. Something else it reads (the store, say) goes in with its version.
    """

    def speaking(cells: Cells, language: str, /, *args: P.args, **named: P.kwargs) -> T:
        return make(cells, *args, **named)

    in_language = remembered(speaking)

    @wraps(make)
    def ask(cells: Cells, /, *args: P.args, **named: P.kwargs) -> T:
        return in_language(cells, locale.language(), *args, **named)

    return ask
