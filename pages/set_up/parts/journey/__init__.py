"""Pieces of the page that sets up journeys, one file each."""
