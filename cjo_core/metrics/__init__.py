"""The numbers: from score counts (cells) to value, low, high, n and verdict. Plain arrays and frames in and out; never
fetches, never words but a metric's own.

catalog.py    the metrics, each defined once
cells.py      how many people gave which score, per question, week and place; counts/: how that is kept in memory
breakdown.py  one metric per group, ready to be shown: behind every page, export and command line
results.py    what came out of one question
formulas/     NPS, means, shares with their intervals; may questions be averaged; who answered out of whom was asked
changes/      is a change real, is a target reached, is this week unlike the process; how many answers are needed
privacy/      what may be shown at which n, and which groups must be hidden so that no small one can be worked out
weights/      answers that weigh more or less: what they weigh, and weights that give each group its known share
audience/     customers as rules see them, RFM, how groups differ
remembered.py results kept as long as their counts
"""
