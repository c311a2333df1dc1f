"""Help: how to use it, in the language of the interface. The text lies beside this page, one Markdown file per
language."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from cjo_core import locale
from cjo_core.locale import _
from pages.ui.pieces.html import head

FOLDER = Path(__file__).parent / "help"

head(_("Help"), _("How to use CJO"))
# our own text, never a visitor's: Markdown is safe here
st.markdown((FOLDER / f"{locale.language()}.md").read_text(encoding="utf-8"))
