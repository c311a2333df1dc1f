"""A presentation: its choices, its frame, and one file per view."""
