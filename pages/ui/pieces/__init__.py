"""Pieces that pages show: cards, figures, comments, notices. Never fetches what it shows."""
