"""Benchmarks: `python -m tests.benchmarks`. Never run by pytest or the checks before landing."""
