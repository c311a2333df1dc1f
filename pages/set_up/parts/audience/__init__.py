"""Pieces of the pages about segments and personas: rules, what they would do, and what a persona is like."""
