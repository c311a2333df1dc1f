"""Responses in and out. Never a metric.

writes.py      in, once each; partial.py: page by page; imports.py: files that were imported
quarantine.py  submissions set apart until somebody releases them
weights.py     for how many people each answer speaks
erasing.py     one customer out of every table; keyed.py: what is kept of what may be known again, not read
reads.py       comments and rows, where counts are not enough; moderation.py: comments approved for a screen
results.py     what was answered beside the scores
"""
