"""Pieces of the pages that collect answers."""
