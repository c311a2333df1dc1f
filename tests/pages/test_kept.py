"""Kept pieces of screen say what fresh ones would: in each language, for each store's counts, after each answer."""

from __future__ import annotations

from cjo_core.locale import _, speaking
from cjo_core.metrics.catalog import metric
from cjo_core.metrics.cells import Cells
from pages.ui.pieces.kept import kept
from tests.made_cells import make_cells


def test_a_piece_is_made_once_per_counts_language_and_arguments() -> None:
    made = []

    @kept
    def piece(cells: Cells, name: str) -> str:
        made.append(name)
        return _(metric(name).asks)

    one, other = make_cells([]), make_cells([])
    said = []
    for cells in (one, one, other):
        for language in ("en", "pl", "en"):
            with speaking(language):
                said.append(piece(cells, "nps"))
    assert made == ["nps"] * 4
    assert said[0] == said[2] == "would recommend us"
    assert said[1] != said[0]
    assert said == said[:3] * 3
