"""Answers that weigh more or less. Never weighs anybody by itself.

evidence.py      counts of scores, and what they weigh where answers have weights
weighting.py     weights that give each group its known share, and metrics of weighted answers
known_shares.py  the same by several dimensions, of which only each one's shares are known
"""
