"""Pieces of the journey map's page."""
