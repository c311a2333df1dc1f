"""The formulas: counts of scores in; value, interval and n out. Never compares two groups.

nps.py, means.py, shares.py   each with its intervals; estimates.py: the shape of every answer
rolling.py        windows over weeks
reliability.py    may several questions be averaged
response_rate.py  who answered out of whom was asked
"""
