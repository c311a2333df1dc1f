"""The numbers: from score counts (cells) to value, low, high, n and verdict. Plain arrays and frames in and out; never
fetches, never words but a metric's own.

catalog.py        the metrics, each defined once
cells.py          how many people gave which score, per question, week and place; counts/: how that is kept in memory
breakdown.py      one metric per group, ready to be shown: behind every page, export and command line
base.py           what may be shown at which n
protection.py     which groups must be hidden so that no small one can be worked out; small_groups.py: which those are,
                  grounds.py: what they are counted of, carried over from answer to answer
guarded.py        counts per group as they may be shown; weights_told.py: whether weights would tell of a small one;
                  single_answers.py: where a single answer may be listed
verdicts.py       is a change real; against_target.py: is a group above or below its target
multiple.py       many comparisons shown together
nps.py, means.py, shares.py   the formulas with their intervals; estimates.py: the shape of every answer
differences.py    two groups or periods; contingency.py: tables of counts
control.py        is this week unlike the process so far; rolling.py: windows over weeks
weighting.py      weights that give each group its known share
reliability.py    may several questions be averaged
response_rate.py, sample_size.py   who answered out of whom was asked; how many are needed
remembered.py     results kept as long as their counts
audience/         customers as rules see them, RFM, how groups differ
"""
