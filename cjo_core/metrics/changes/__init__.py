"""Is it real? Never fetches and never words anything.

verdicts.py     is a change real, one per group; against_target.py: is a group above or below its target
differences.py  two groups or periods; contingency.py: tables of counts
multiple.py     many comparisons shown together
control.py      is this week unlike the process so far
sample_size.py  how many answers are needed, and what a number of them can show
"""
