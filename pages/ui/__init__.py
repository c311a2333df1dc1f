"""Shared pieces of screen. Streamlit is allowed here; formulas and SQL are not."""
