"""The words: scales, questions, surveys, responses, places, filters and periods.

Standard library only (and the languages, for messages people read). Nothing here fetches, stores, draws or computes
a metric.
"""
