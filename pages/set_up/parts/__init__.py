"""Pieces of the pages of this section."""
