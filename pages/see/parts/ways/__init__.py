"""Pieces of the pages Funnel and Paths."""
